//! Joint names: which names of a clause stand side by side, and which apart from one another.

use std::ops::Range;

use super::clause::call_word;
use super::side::Finder;
use crate::extract::actor::Mention;
use crate::extract::reading::{DASHES, Reading};
use crate::lexicon::{CallWord, Meaning};
use crate::linguistics::PartOfSpeech;

impl Finder<'_, '_> {
    /// Whether two names are joined by marks, conjunctions, adverbs and prepositions alone.
    pub(super) fn joins(&self, before: &Mention, after: &Mention) -> bool {
        let between = before.tokens.end..after.tokens.start;
        if between.start >= between.end || between.len() > WORDS_BETWEEN_JOINED {
            return false;
        }
        let preposition = self.preposition(after);
        let same_preposition = preposition.is_none_or(|preposition| {
            preposition < before.tokens.end
                || self.preposition(before).is_some_and(|other| self.same_preposition(other, preposition))
        });
        let same_case = match (self.case(before), self.case(after)) {
            (Some(one), Some(other)) => one == other,
            _ => {
                // «с Лукашенко, Токаевым»: what cannot be a subject goes with the preposition before.
                let governed = !after.subject && self.preposition(before).is_some();
                self.ordered() || preposition.is_some() || before.subject == after.subject || governed
            }
        };
        let mut joint = false;
        let all = between.clone().all(|token| {
            let word = &self.reading.words[token];
            let coordinates = self.reading.lexicon.grammar.coordinators.contains(&word.lower);
            let mark = self.reading.is_mark(token, &[","]) || self.reading.is_mark(token, DASHES);
            joint |= coordinates || self.reading.is_mark(token, &[","]);
            coordinates
                || mark
                || Some(token) == preposition
                || is_sequel(self.reading, token)
                || is_also(self.reading, token)
                || word.grammemes.part == PartOfSpeech::Adverb
                || preposition.is_none_or(|preposition| token > preposition)
                    && (matches!(
                        word.grammemes.part,
                        PartOfSpeech::Adjective | PartOfSpeech::Determiner | PartOfSpeech::Particle
                    ) || self.reading.hits_at(token).iter().any(|hit| matches!(hit.meaning, Meaning::Pronoun { .. }))
                        // «A и его дочь B»
                        || word.grammemes.part == PartOfSpeech::Noun && word.grammemes.case == self.case(after))
        });
        all && joint && same_case && same_preposition
    }

    fn same_preposition(&self, one: usize, other: usize) -> bool {
        let comitative = &self.reading.lexicon.grammar.comitative_prepositions;
        let (one, other) = (self.reading.lower(one), self.reading.lower(other));
        one == other || comitative.contains(one) && comitative.contains(other)
    }

    /// "With A and with B", "with A and later B".
    pub(super) fn stand_apart(&self, before: &Mention, after: &Mention, joined: bool) -> bool {
        let between: Range<usize> = before.tokens.end.min(after.tokens.start)..after.tokens.start;
        let repeated = joined && self.preposition(after).is_some_and(|preposition| between.contains(&preposition));
        repeated || between.clone().any(|token| is_sequel(self.reading, token))
    }
}

fn is_sequel(reading: &Reading<'_>, token: usize) -> bool {
    call_word(reading, token, |word| word == CallWord::Sequel) && !is_also(reading, token)
}

/// Whether a word belongs to "as well as" and the like.
fn is_also(reading: &Reading<'_>, token: usize) -> bool {
    let hits = reading.hits(reading.sentence_of(token)).iter();
    hits.into_iter().any(|hit| hit.tokens.contains(&token) && matches!(hit.meaning, Meaning::Call(CallWord::Also)))
}

/// Words between two joined names, at most.
const WORDS_BETWEEN_JOINED: usize = 8;
