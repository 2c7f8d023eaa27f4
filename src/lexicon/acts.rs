//! `acts.toml`: what the words of a content do.

use serde::{Deserialize, Deserializer};

use super::meaning::Meaning;
use super::phrase::PhraseTable;
use crate::event::v1::StatementAct;
use crate::linguistics::WordKey;

/// Where a word of what is said gives away what is done by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActWord {
    /// Wherever it stands.
    Anywhere,
    /// As a finite verb or what stands for one, and not as a mere noun or attribute.
    Predicate,
    /// In what something is called ("called the report a lie").
    Judgement,
    /// Where it lays a duty on somebody other than who speaks ("the union must answer").
    Duty,
}

/// `acts.toml`: what the words of a content do.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Acts {
    act: Vec<ActEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ActEntry {
    #[serde(deserialize_with = "act")]
    act: StatementAct,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    predicates: Vec<String>,
    #[serde(default)]
    judgements: Vec<String>,
    #[serde(default)]
    duties: Vec<String>,
}

impl Acts {
    pub(super) fn insert(&self, table: &mut PhraseTable<Meaning>, key: impl Fn(&str) -> WordKey) {
        for entry in &self.act {
            for (phrases, word) in [
                (&entry.words, ActWord::Anywhere),
                (&entry.predicates, ActWord::Predicate),
                (&entry.judgements, ActWord::Judgement),
                (&entry.duties, ActWord::Duty),
            ] {
                table.insert_all(&key, phrases, &Meaning::Act(entry.act, word));
            }
        }
    }

    /// The acts in the order in which they win over each other.
    pub(super) fn order(&self) -> Vec<StatementAct> {
        self.act.iter().map(|entry| entry.act).collect()
    }
}

/// An act by the name that the codebook gives it.
pub(super) fn act<'de, D: Deserializer<'de>>(deserializer: D) -> Result<StatementAct, D::Error> {
    let name = String::deserialize(deserializer)?;
    StatementAct::from_str_name(&format!("STATEMENT_ACT_{name}"))
        .ok_or_else(|| serde::de::Error::custom(format!("{name} is no act of a statement")))
}
