//! How real a measure is, by the words and verbs around it.

use std::ops::Range;

use super::clause::{Clause, is_future, is_negation};
use super::measure::Measure;
use crate::event::v1::{SanctionThreatStage, StatementAct};
use crate::extract::attribution::Attribution;
use crate::extract::reading::Reading;
use crate::extract::statement::reporters;
use crate::extract::trace::Reason;
use crate::lexicon::{Meaning, Modality};
use crate::linguistics::{PartOfSpeech, VerbForm};

/// A threat that is spoken of again as "possible" is the same threat.
pub(super) fn same(first: SanctionThreatStage, again: SanctionThreatStage) -> bool {
    use SanctionThreatStage::{Considered, Proposed, Threatened};
    first == again
        || first == Threatened && again == Considered
        || matches!((first, again), (Considered, Proposed) | (Proposed, Considered))
}

/// The stage of the measure of a clause; `None` where it is no threat.
pub(super) fn of(
    reading: &Reading<'_>,
    clauses: &[Clause],
    index: usize,
    measures: &[Measure],
    attributions: &[Attribution],
) -> Option<SanctionThreatStage> {
    let measure = measures.first()?;
    let refused = |reason| {
        reading.trace.refuse(&measure.tokens, reason);
        None
    };
    let clause = &clauses[index];
    let words = Words::of(reading, &clause.tokens, measures);
    let imposes = words.has(Modality::Impose) || words.has(Modality::Imposing) || measure.restrict.is_some();
    let coming = words.in_future(reading, &[Modality::Impose, Modality::Imposing, Modality::Follow])
        || measure.restrict.is_some_and(|token| is_future(reading, token));
    let negated = words.negated(reading, &[Modality::Impose, Modality::Imposing, Modality::Follow]);
    if words.has(Modality::RuledOut) || negated && (coming || words.has(Modality::Will)) {
        // Not to lift is to keep.
        return Some(if words.has(Modality::Lift) {
            SanctionThreatStage::Threatened
        } else {
            SanctionThreatStage::RuledOut
        });
    }
    if words.has(Modality::Lift) {
        let kept = words.negated(reading, &[Modality::Lift]);
        if kept && words.in_future(reading, &[Modality::Lift]) {
            return Some(SanctionThreatStage::Threatened);
        }
        return refused(Reason::Lifted);
    }
    let demanded = reporters(reading, measure.tokens.start, attributions)
        .any(|attribution| matches!(attribution.act, StatementAct::Demand | StatementAct::Request));
    if words.has(Modality::Bill)
        || words.has(Modality::Called)
        || demanded && (imposes || is_infinitive(reading, &clause.tokens))
    {
        return Some(SanctionThreatStage::Proposed);
    }
    if words.has(Modality::InForce) && !coming {
        return refused(Reason::InForce);
    }
    if words.has(Modality::Considered) {
        return Some(SanctionThreatStage::Considered);
    }
    if words.has(Modality::Threatened) || coming {
        return Some(SanctionThreatStage::Threatened);
    }
    // "…, to impose": the clause before it tells how real that is.
    let Some(governing) = index.checked_sub(1).map(|before| &clauses[before]).filter(|before| !before.condition) else {
        return refused(Reason::NotToCome);
    };
    let infinitive = imposes && is_infinitive(reading, &clause.tokens);
    let outer = Words::of(reading, &governing.tokens, measures);
    if clause.relative && outer.has(Modality::Bill) {
        return Some(SanctionThreatStage::Proposed);
    }
    match () {
        () if !infinitive => refused(Reason::NotToCome),
        () if outer.has(Modality::Called) => Some(SanctionThreatStage::Proposed),
        () if outer.has(Modality::Considered) => Some(SanctionThreatStage::Considered),
        () if outer.has(Modality::Threatened) => Some(SanctionThreatStage::Threatened),
        () => refused(Reason::NotToCome),
    }
}

fn is_infinitive(reading: &Reading<'_>, clause: &Range<usize>) -> bool {
    clause.clone().any(|token| {
        let word = &reading.words[token];
        word.grammemes.verb_form == Some(VerbForm::Infinitive)
            || word.grammemes.part == PartOfSpeech::Other
                && reading
                    .lexicon
                    .sanction_forms
                    .infinitive_endings
                    .iter()
                    .any(|ending| word.lower.ends_with(ending.as_str()))
    })
}

/// The words of a clause that tell how real something is.
struct Words {
    found: Vec<(Modality, Range<usize>)>,
}

impl Words {
    /// What is part of a measure («отмена безвиза») tells nothing of it.
    fn of(reading: &Reading<'_>, clause: &Range<usize>, measures: &[Measure]) -> Self {
        let within = |tokens: &Range<usize>| {
            measures.iter().any(|measure| measure.tokens.start <= tokens.start && tokens.end <= measure.tokens.end)
        };
        let told = reading.hits_within(clause).filter_map(|hit| match hit.meaning {
            Meaning::Modality(Modality::Lift | Modality::InForce) if within(&hit.tokens) => None,
            Meaning::Modality(modality) => Some((*modality, hit.tokens.clone())),
            _ => None,
        });
        Self { found: told.collect() }
    }

    fn has(&self, wanted: Modality) -> bool {
        self.found.iter().any(|(modality, _)| *modality == wanted)
    }

    fn of_any<'w>(&'w self, wanted: &'w [Modality]) -> impl Iterator<Item = &'w Range<usize>> {
        self.found.iter().filter(|(modality, _)| wanted.contains(modality)).map(|(_, tokens)| tokens)
    }

    /// A verb of the future, or one that a word such as "will" puts there.
    fn in_future(&self, reading: &Reading<'_>, wanted: &[Modality]) -> bool {
        let will: Vec<_> = self.of_any(&[Modality::Will]).map(|tokens| tokens.start).collect();
        self.of_any(wanted).any(|tokens| {
            tokens.clone().any(|token| is_future(reading, token))
                || will.iter().any(|will| *will < tokens.start && tokens.start - will <= WORDS_TO_VERB)
        })
    }

    fn negated(&self, reading: &Reading<'_>, wanted: &[Modality]) -> bool {
        self.of_any(wanted)
            .any(|tokens| (tokens.start.saturating_sub(2)..tokens.start).any(|token| is_negation(reading, token)))
    }
}

/// Words between "will" and its verb, at most.
const WORDS_TO_VERB: usize = 3;
