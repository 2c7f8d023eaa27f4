//! What the rules say of themselves while they read: why a word made no event, whom a word stands for and how that was
//! told. Nothing is kept unless somebody listens, so that a rule may say so at no cost.
//!
//! A rule gives typed reasons and no text: what each means is written in one place.

mod origin;
mod reason;

use std::cell::RefCell;
use std::ops::Range;

pub use origin::{Origin, Reckoning};
pub use reason::Reason;

/// Who listens to the rules, if anybody does.
#[derive(Debug, Default)]
pub(super) struct Trace(Option<RefCell<Notes>>);

/// What was said, in the order in which it was.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// Words that ask for an event, and why they made none.
    pub(super) refusals: Vec<(Range<usize>, Reason)>,
    /// Words that stand for somebody, and how that was told.
    pub(super) origins: Vec<(Range<usize>, Origin)>,
    /// Times, and how they were resolved.
    pub(super) reckonings: Vec<(Range<usize>, Reckoning)>,
}

impl Trace {
    /// A trace that keeps what it is told.
    pub(super) fn listening() -> Self {
        Self(Some(RefCell::default()))
    }

    /// A word asks for an event and makes none. Of what is said of a word, the first counts.
    pub(super) fn refuse(&self, trigger: &Range<usize>, reason: Reason) {
        if let Some(notes) = &self.0 {
            notes.borrow_mut().refusals.push((trigger.clone(), reason));
        }
    }

    /// Words stand for somebody. Of what is said of the same words, the last counts.
    pub(super) fn told(&self, words: &Range<usize>, origin: Origin) {
        if let Some(notes) = &self.0 {
            notes.borrow_mut().origins.push((words.clone(), origin));
        }
    }

    /// A time was resolved, or left open.
    pub(super) fn reckoned(&self, words: &Range<usize>, reckoning: Reckoning) {
        if let Some(notes) = &self.0 {
            notes.borrow_mut().reckonings.push((words.clone(), reckoning));
        }
    }

    /// All that was said.
    pub(super) fn notes(&self) -> Notes {
        self.0.as_ref().map(RefCell::take).unwrap_or_default()
    }
}
