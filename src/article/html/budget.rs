//! What the parsing of a page has cost so far, in steps: the outcome of a page is the same on every machine.

use std::cell::Cell;

use super::super::{Limits, Rejection};

/// So many comparisons of attributes are one step.
pub(super) const COMPARISONS_A_STEP: usize = 8;

/// Steps and depth of one page. Once one of them is beyond its limit, the page is [`Self::is_spent`] for good.
pub(super) struct Budget {
    limits: Limits,
    steps: Cell<usize>,
    depth: Cell<usize>,
}

impl Budget {
    pub(super) const fn of(limits: Limits) -> Self {
        Self { limits, steps: Cell::new(0), depth: Cell::new(0) }
    }

    pub(super) fn spend(&self, steps: usize) {
        self.steps.set(self.steps.get().saturating_add(steps));
    }

    /// Counts the comparisons of so many attributes of a tag with each other.
    pub(super) fn spend_on_attributes(&self, attributes: usize) {
        self.spend(attributes.saturating_mul(attributes) / COMPARISONS_A_STEP);
    }

    /// Counts the attributes that a tag has before its end, if they are too many already.
    pub(super) fn check_attributes(&self, attributes: usize) {
        if attributes.saturating_mul(attributes) / COMPARISONS_A_STEP > self.limits.html_steps {
            self.spend_on_attributes(attributes);
        }
    }

    /// Notes that an element is open at this depth; the root is at 1.
    pub(super) fn reach(&self, depth: usize) {
        self.depth.set(self.depth.get().max(depth));
    }

    #[cfg(test)]
    pub(super) const fn steps(&self) -> usize {
        self.steps.get()
    }

    pub(super) const fn deepest(&self) -> usize {
        self.depth.get()
    }

    pub(super) const fn is_spent(&self) -> bool {
        self.steps.get() > self.limits.html_steps || self.depth.get() > self.limits.html_depth
    }

    pub(super) fn check(&self) -> Result<(), Rejection> {
        let Limits { html_depth, html_steps, .. } = self.limits;
        let reason = if self.depth.get() > html_depth {
            format!("elements are nested deeper than {html_depth}")
        } else if self.steps.get() > html_steps {
            format!("it takes more than {html_steps} steps")
        } else {
            return Ok(());
        };
        Err(Rejection::TooComplex { reason })
    }
}
