//! `sanctions.toml`: measures, whom they are against, and how real they are.

use std::collections::{BTreeMap, HashSet};

use serde::Deserialize;

use super::meaning::Meaning;
use super::modality::{self, Modality};
use super::phrase::PhraseTable;
use crate::linguistics::WordKey;

/// A word that has to do with restrictive economic measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeasureWord {
    /// It names one ("sanctions", "embargo").
    Measure,
    /// It names one where the article speaks of such measures ("new measures", "restrictions").
    Loose,
    /// It looks like one and is none ("disciplinary sanctions").
    NoMeasure,
    /// It restricts ("ban", "freeze"): a measure only together with what is restricted.
    Restrict,
    /// What a state can restrict ("imports", "assets").
    Restricted,
    /// What it can restrict also for reasons that are no measure ("borders"): only where the article speaks of measures.
    LooselyRestricted,
    /// A measure after it is only what something else answers or follows from ("in answer to").
    Background,
    /// It makes a measure the answer to another one ("retaliatory").
    InReturn,
    /// A currency: whose it is tells nothing of a measure ("Canadian dollars").
    Money,
}

impl MeasureWord {
    /// Whether it says how a measure stands to another one, beside what the measure is.
    pub(super) fn is_relation(self) -> bool {
        matches!(self, Self::Background | Self::InReturn)
    }
}

/// A word that opens the target of a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgainstWord {
    /// Wherever it stands ("against").
    Anywhere,
    /// After the measure or the verb that imposes it ("on", in "tariffs on China").
    After,
}

/// A word that opens a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConditionWord {
    /// A clause follows ("if").
    Clause,
    /// A noun phrase follows ("in case of").
    Phrase,
    /// A clause follows, where it opens its own ("should", in "should talks fail").
    First,
    /// Only with a verb of the future under a negation («пока … не выполнит»).
    Until,
}

/// `sanctions.toml`: measures, whom they are against, and how real they are.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Sanctions {
    measures: Vec<String>,
    loose_measures: Vec<String>,
    no_measures: Vec<String>,
    restrict: Vec<String>,
    restricted: Vec<String>,
    loosely_restricted: Vec<String>,
    background: Vec<String>,
    in_return: Vec<String>,
    money: Vec<String>,
    against: Vec<String>,
    against_after: Vec<String>,
    condition: Vec<String>,
    condition_phrase: Vec<String>,
    condition_first: Vec<String>,
    condition_until: Vec<String>,
    imposing_groups: Vec<String>,
    hit_groups: Vec<String>,
    pub(super) forms: SanctionForms,
    modality: BTreeMap<Modality, Vec<String>>,
}

/// Function words and endings that only threats ask for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SanctionForms {
    /// Infinitives of the copula, which put a participle under a modal verb ("may be imposed"), in small letters.
    pub copula_infinitives: HashSet<String>,
    /// Conjunctions that open what is wished for («чтобы»), in small letters.
    pub purpose_conjunctions: HashSet<String>,
    /// Words by which a speaker names his own side, in small letters.
    pub own_side: HashSet<String>,
    /// Endings of adjectives in the plural, each with the one of the nominative.
    pub plural_adjectives: Vec<[String; 2]>,
    /// Prepositions before whoever would impose ("by").
    pub issuer_prepositions: HashSet<String>,
    /// Prepositions before whoever is called on ("from", in "demanded from the council").
    pub called_prepositions: HashSet<String>,
    /// Prepositions between a whole and its parts ("of", in "tons of steel").
    pub part_prepositions: HashSet<String>,
    /// Prepositions between an answer and what it answers ("measures in return to sanctions").
    pub answer_prepositions: HashSet<String>,
    /// What goes into the state that restricts it ("entry").
    pub entering: HashSet<String>,
}

impl SanctionForms {
    /// Takes in what another file has.
    pub(super) fn extend(&mut self, other: Self) {
        self.copula_infinitives.extend(other.copula_infinitives);
        self.purpose_conjunctions.extend(other.purpose_conjunctions);
        self.own_side.extend(other.own_side);
        self.plural_adjectives.extend(other.plural_adjectives);
        self.issuer_prepositions.extend(other.issuer_prepositions);
        self.called_prepositions.extend(other.called_prepositions);
        self.part_prepositions.extend(other.part_prepositions);
        self.answer_prepositions.extend(other.answer_prepositions);
        self.entering.extend(other.entering);
    }
}

impl Sanctions {
    pub(super) fn insert(&self, table: &mut PhraseTable<Meaning>, key: impl Fn(&str) -> WordKey) {
        for (phrases, word) in [
            (&self.measures, MeasureWord::Measure),
            (&self.loose_measures, MeasureWord::Loose),
            (&self.no_measures, MeasureWord::NoMeasure),
            (&self.restrict, MeasureWord::Restrict),
            (&self.restricted, MeasureWord::Restricted),
            (&self.loosely_restricted, MeasureWord::LooselyRestricted),
            (&self.background, MeasureWord::Background),
            (&self.in_return, MeasureWord::InReturn),
            (&self.money, MeasureWord::Money),
        ] {
            table.insert_all(&key, phrases, &Meaning::Measure(word));
        }
        table.insert_all(&key, &self.against, &Meaning::Against(AgainstWord::Anywhere));
        table.insert_all(&key, &self.against_after, &Meaning::Against(AgainstWord::After));
        table.insert_all(&key, &self.condition, &Meaning::Condition(ConditionWord::Clause));
        table.insert_all(&key, &self.condition_phrase, &Meaning::Condition(ConditionWord::Phrase));
        table.insert_all(&key, &self.condition_first, &Meaning::Condition(ConditionWord::First));
        table.insert_all(&key, &self.condition_until, &Meaning::Condition(ConditionWord::Until));
        for (groups, imposes) in [(&self.imposing_groups, true), (&self.hit_groups, false)] {
            for phrase in groups {
                let form = phrase.replace('=', "");
                table.insert_all(&key, std::slice::from_ref(phrase), &Meaning::Collective { form, imposes });
            }
        }
        modality::insert(table, &key, &self.modality);
    }
}
