//! The wish that the service ends, and how long that may take.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Shared by whoever wishes and whoever ends.
#[derive(Debug)]
pub(crate) struct Stop {
    requested: OnceLock<Instant>,
    /// How long the end may take.
    pub(crate) drain: Duration,
}

impl Stop {
    pub(crate) const fn new(drain: Duration) -> Self {
        Self { requested: OnceLock::new(), drain }
    }

    pub(crate) fn request(&self, now: Instant) {
        // Only the first request starts the clock.
        let _ = self.requested.set(now);
    }

    pub(crate) fn is_requested(&self) -> bool {
        self.requested.get().is_some()
    }

    /// Whether the time to drain is over.
    pub(crate) fn is_overdue(&self, now: Instant) -> bool {
        self.requested.get().is_some_and(|requested| now.saturating_duration_since(*requested) >= self.drain)
    }
}
