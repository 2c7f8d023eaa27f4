//! Scope: the words of a sentence that tell of one call and of no other.

use super::clause::Clauses;
use super::trigger::Trigger;
use crate::extract::reading::{Hit, Reading};
use crate::extract::time::TimePhrase;
use crate::lexicon::{CallWord, Meaning};

/// Where a sentence tells of one call: all of it where that is its only call, otherwise the clause.
pub(super) struct Scope<'s, 'r, 'a> {
    pub(super) reading: &'r Reading<'a>,
    pub(super) sentence: usize,
    pub(super) trigger: &'s Trigger,
    pub(super) times: &'s [TimePhrase],
    clauses: &'s Clauses,
    alone: bool,
}

impl<'s, 'r, 'a> Scope<'s, 'r, 'a> {
    pub(super) fn of(
        reading: &'r Reading<'a>,
        sentence: usize,
        triggers: &'s [Trigger],
        trigger: &'s Trigger,
        clauses: &'s Clauses,
        times: &'s [TimePhrase],
    ) -> Self {
        Self { reading, sentence, trigger, times, clauses, alone: triggers.len() == 1 }
    }

    pub(super) fn holds(&self, token: usize) -> bool {
        self.reading.sentence(self.sentence).tokens.contains(&token)
            && (self.alone || self.clauses.same(token, self.trigger.tokens.start))
    }

    /// The phrases of a kind, in the order of the text.
    pub(super) fn hits(&self, wanted: impl Fn(CallWord) -> bool) -> impl Iterator<Item = &Hit<'a>> {
        self.reading
            .hits(self.sentence)
            .iter()
            .filter(move |hit| matches!(hit.meaning, Meaning::Call(word) if wanted(*word)))
            .filter(|hit| self.holds(hit.tokens.start))
    }

    /// Whether a token belongs to a time.
    pub(super) fn is_time(&self, token: usize) -> bool {
        self.times.iter().any(|time| time.tokens.contains(&token))
    }

    pub(super) fn same_clause(&self, one: usize, other: usize) -> bool {
        self.clauses.same(one, other)
    }
}
