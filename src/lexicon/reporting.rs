//! `reporting.toml`: who says what, and how; pronouns for who said it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::acts::act;
use super::meaning::Meaning;
use super::phrase::PhraseTable;
use crate::event::v1::StatementAct;
use crate::linguistics::{Gender, WordKey};

/// A reporting expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What the speaker does by it.
    pub act: StatementAct,
    /// How the speaker and the content stand around it.
    pub kind: ReportKind,
    /// What follows it.
    pub frame: Frame,
}

/// The grammar of a reporting expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportKind {
    /// A verb in a finite form, with its subject as speaker.
    Verb,
    /// A predicate that is no verb ("is sure").
    Predicate,
    /// A phrase whose speaker follows it ("according to").
    According,
    /// A phrase whose speaker is whoever spoke last ("in his words").
    AccordingToLast,
    /// A verb of whoever passes on the words of somebody else ("cites him").
    Relay,
    /// A noun that has a holder and a content ("the demand of X to do Y").
    Noun,
    /// A noun that makes what is told of a content ("spoke of the need to do Y").
    Topic,
}

/// What a reporting verb may have as content.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "Vec<String>")]
pub struct Frame {
    /// A clause or a quotation.
    pub clause: bool,
    /// The noun phrase after it ("condemned Y"), or any bare words where no grammar tells them apart.
    pub object: bool,
    /// The noun phrase after it where it tells what something is called or taken for ("called Y a lie").
    pub predicative: bool,
    /// The noun phrase after it where its noun is a [`ReportKind::Topic`] ("stressed the need to do Y").
    pub topic: bool,
    /// The infinitive after it ("called on X to do Y").
    pub infinitive: bool,
    /// Only a sentence that it points back to ("came forward with this threat").
    pub this: bool,
    /// Words after one of these prepositions ("spoke of the decision to do Y"), and what is done by it ("spoke against Y").
    pub prepositions: BTreeMap<String, StatementAct>,
}

impl Default for Frame {
    fn default() -> Self {
        Self {
            clause: true,
            object: false,
            predicative: false,
            topic: false,
            infinitive: false,
            this: false,
            prepositions: BTreeMap::new(),
        }
    }
}

impl From<Vec<String>> for Frame {
    fn from(words: Vec<String>) -> Self {
        let clause = !words.iter().any(|word| word == "this" || word == "phrase");
        let mut frame = Self { clause, ..Self::default() };
        for word in words {
            match word.as_str() {
                "object" => frame.object = true,
                "predicative" => frame.predicative = true,
                "topic" => frame.topic = true,
                "infinitive" => frame.infinitive = true,
                "this" => frame.this = true,
                "phrase" => {}
                _ => {
                    frame.prepositions.insert(word, StatementAct::Say);
                }
            }
        }
        frame
    }
}

impl Frame {
    /// Takes in what another entry of the same verb allows.
    pub fn merge(&mut self, other: &Self) {
        self.clause |= other.clause;
        self.object |= other.object;
        self.predicative |= other.predicative;
        self.topic |= other.topic;
        self.infinitive |= other.infinitive;
        self.this |= other.this;
        for (preposition, act) in &other.prepositions {
            self.prepositions.entry(preposition.clone()).or_insert(*act);
        }
    }

    /// The frame of an expression that does an act.
    #[must_use]
    pub fn of_act(mut self, act: StatementAct) -> Self {
        self.prepositions.values_mut().for_each(|of_preposition| *of_preposition = act);
        self
    }
}

/// For whom a pronoun stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PronounSort {
    /// Whoever the text is about ("he").
    Personal,
    /// Whoever of several was named last ("the latter").
    Latter,
    /// It says whose something is ("his").
    Possessive,
    /// Whoever is no subject («у него», "with him").
    Oblique,
}

/// `reporting.toml`: who says what, and how.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Reporting {
    complementizers: Vec<String>,
    interrogatives: Vec<String>,
    connectives: Vec<String>,
    clauses_in_front: Vec<String>,
    r#as: Vec<String>,
    about_this: Vec<String>,
    according: Vec<String>,
    according_possessive: Vec<String>,
    negation: Vec<String>,
    pub(super) speaking_things: Vec<String>,
    pub(super) documents: Vec<String>,
    pub(super) occasions: Vec<String>,
    pub(super) light_verbs: Vec<String>,
    pronouns: Pronouns,
    report: Vec<ReportEntry>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Pronouns {
    male: Vec<String>,
    female: Vec<String>,
    plural: Vec<String>,
    latter_male: Vec<String>,
    latter_female: Vec<String>,
    latter_plural: Vec<String>,
    possessive_male: Vec<String>,
    possessive_female: Vec<String>,
    possessive_plural: Vec<String>,
    oblique_male: Vec<String>,
    oblique_female: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReportEntry {
    #[serde(deserialize_with = "act")]
    act: StatementAct,
    #[serde(default)]
    verbs: Vec<String>,
    #[serde(default)]
    predicates: Vec<String>,
    #[serde(default)]
    relays: Vec<String>,
    #[serde(default)]
    nouns: Vec<String>,
    #[serde(default)]
    topics: Vec<String>,
    #[serde(default)]
    frame: Frame,
}

impl Reporting {
    pub(super) fn insert(&self, table: &mut PhraseTable<Meaning>, key: impl Fn(&str) -> WordKey) {
        table.insert_all(&key, &self.complementizers, &Meaning::Complementizer);
        table.insert_all(&key, &self.interrogatives, &Meaning::Interrogative);
        table.insert_all(&key, &self.connectives, &Meaning::Connective);
        table.insert_all(&key, &self.clauses_in_front, &Meaning::ClauseInFront);
        table.insert_all(&key, &self.r#as, &Meaning::As);
        table.insert_all(&key, &self.about_this, &Meaning::AboutThis);
        table.insert_all(&key, &self.negation, &Meaning::Negation);
        let Pronouns { male, female, plural, .. } = &self.pronouns;
        let Pronouns { latter_male, latter_female, latter_plural, .. } = &self.pronouns;
        let Pronouns { possessive_male, possessive_female, possessive_plural, .. } = &self.pronouns;
        let Pronouns { oblique_male, oblique_female, .. } = &self.pronouns;
        for (sort, by_gender) in [
            (PronounSort::Personal, [male, female, plural]),
            (PronounSort::Latter, [latter_male, latter_female, latter_plural]),
            (PronounSort::Possessive, [possessive_male, possessive_female, possessive_plural]),
            (PronounSort::Oblique, [oblique_male, oblique_female, &Vec::new()]),
        ] {
            for (words, gender) in by_gender.into_iter().zip([Some(Gender::Male), Some(Gender::Female), None]) {
                table.insert_all(&key, words, &Meaning::Pronoun { gender, sort });
            }
        }
        for (phrases, kind) in
            [(&self.according, ReportKind::According), (&self.according_possessive, ReportKind::AccordingToLast)]
        {
            let according = Report { act: StatementAct::Say, kind, frame: Frame::default() };
            table.insert_all(&key, phrases, &Meaning::Report(according));
        }
        for entry in &self.report {
            for (phrases, kind) in [
                (&entry.verbs, ReportKind::Verb),
                (&entry.predicates, ReportKind::Predicate),
                (&entry.relays, ReportKind::Relay),
                (&entry.nouns, ReportKind::Noun),
                (&entry.topics, ReportKind::Topic),
            ] {
                let frame = entry.frame.clone().of_act(entry.act);
                table.insert_all(&key, phrases, &Meaning::Report(Report { act: entry.act, kind, frame }));
            }
        }
    }
}
