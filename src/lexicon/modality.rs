//! How real calls and measures are: a table in the files of both.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::meaning::Meaning;
use super::phrase::PhraseTable;
use crate::linguistics::WordKey;

/// How real an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Modality {
    /// Announced, agreed, intended: a call.
    Planned,
    /// Asked for, offered: a call.
    Proposed,
    /// Refused, cancelled, denied: a call.
    NotHeld,
    /// Announced as a consequence or as certain to come: a measure.
    Threatened,
    /// Willing to: a measure that is to be imposed.
    Ready,
    /// Prepared, discussed, possible: a measure.
    Considered,
    /// A bill or a call on another: a measure.
    Called,
    /// Said not to be planned, refused: a measure.
    RuledOut,
    /// In force already, evaded, felt: no threat.
    InForce,
    /// To lift or ease: no threat, but one where it is refused.
    Lift,
    /// To impose, widen, prolong: a threat where it is to come.
    Impose,
    /// To come or to hit, said of the measure itself: a threat where it is to come.
    Follow,
    /// To be hit, said of the target: a threat where it is to come.
    Suffer,
    /// Only asked ("whether"): a measure that nobody speaks of as real.
    Asked,
    /// Puts a verb into the future ("will").
    Will,
    /// A bill, a draft: whoever brings it in is who would impose.
    Bill,
}

impl Modality {
    pub(super) fn is_of_a_call(self) -> bool {
        matches!(self, Self::Planned | Self::Proposed | Self::NotHeld)
    }
}

/// Adds the words for each modality.
pub(super) fn insert(
    table: &mut PhraseTable<Meaning>,
    key: &impl Fn(&str) -> WordKey,
    by_modality: &BTreeMap<Modality, Vec<String>>,
) {
    for (modality, phrases) in by_modality {
        table.insert_all(key, phrases, &Meaning::Modality(*modality));
    }
}
