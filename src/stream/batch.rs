//! When a batch is committed. It holds no I/O and takes the time as an argument.

use std::time::{Duration, Instant};

/// What bounds a batch. Reaching any of them makes it due.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// While records are awaited.
    pub(super) age: Duration,
    pub(super) bytes: usize,
    pub(super) records: usize,
}

/// The records whose outputs are with the producer since the last commit.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Batch {
    records: usize,
    bytes: usize,
    began: Option<Instant>,
    /// Whether the input was read to its end since the batch was started.
    has_caught_up: bool,
}

/// How many times as old a batch may grow while the input is behind. Nothing can be written while a transaction is being
/// committed, and records that have waited for long gain nothing from a commit that comes a little sooner.
const TIMES_BEHIND: u32 = 5;

/// The age that this leads to at most: what fails is read again.
const LONGEST_BEHIND: Duration = Duration::from_secs(1);

impl Bounds {
    fn age_behind(self) -> Duration {
        (self.age * TIMES_BEHIND).min(LONGEST_BEHIND).max(self.age)
    }
}

impl Batch {
    /// Notes that no record waits to be read.
    pub(super) const fn caught_up(&mut self) {
        self.has_caught_up = true;
    }

    /// Adds a record, with the bytes of its outputs.
    pub(super) fn add(&mut self, bytes: usize, now: Instant) {
        self.records += 1;
        self.bytes = self.bytes.saturating_add(bytes);
        self.began.get_or_insert(now);
    }

    /// When the batch is due by its age; `None` while it is empty. The age counts from its first outcome, not from the
    /// reading of the record: with long extractions, each outcome would else be a batch of its own.
    pub(super) fn due_at(&self, bounds: Bounds) -> Option<Instant> {
        let age = if self.has_caught_up { bounds.age } else { bounds.age_behind() };
        self.began.map(|began| began + age)
    }

    /// Whether the batch is to be committed now.
    pub(super) fn is_due(&self, bounds: Bounds, now: Instant) -> bool {
        self.is_full(bounds) || self.due_at(bounds).is_some_and(|due_at| due_at <= now)
    }

    /// Whether the batch takes no further record.
    pub(super) const fn is_full(&self, bounds: Bounds) -> bool {
        self.records >= bounds.records || self.bytes >= bounds.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Bounds = Bounds { age: Duration::from_millis(100), bytes: 1000, records: 10 };

    #[test]
    fn a_batch_is_due_by_age_by_bytes_or_by_records() {
        let now = Instant::now();
        let mut batch = Batch::default();
        batch.caught_up();
        assert!(!batch.is_due(BOUNDS, now + BOUNDS.age * 2), "an empty batch is never due");
        batch.add(999, now);
        assert!(!batch.is_due(BOUNDS, now + Duration::from_millis(99)));
        assert!(batch.is_due(BOUNDS, now + Duration::from_millis(100)));
        batch.add(1, now);
        assert!(batch.is_due(BOUNDS, now));
        let mut batch = Batch::default();
        for _ in 0..10 {
            assert!(!batch.is_due(BOUNDS, now));
            batch.add(0, now);
        }
        assert!(batch.is_due(BOUNDS, now));
    }

    #[test]
    fn the_age_of_a_batch_counts_from_its_first_record() {
        let now = Instant::now();
        let mut batch = Batch::default();
        batch.caught_up();
        batch.add(0, now);
        batch.add(0, now + Duration::from_millis(50));
        assert_eq!(batch.due_at(BOUNDS), Some(now + BOUNDS.age));
    }

    #[test]
    fn a_batch_may_grow_older_until_the_input_is_caught_up_with() {
        let now = Instant::now();
        let due_after = |age| {
            let bounds = Bounds { age: Duration::from_millis(age), ..BOUNDS };
            let mut batch = Batch::default();
            batch.add(0, now);
            let behind = batch.due_at(bounds).unwrap() - now;
            batch.caught_up();
            (behind.as_millis(), (batch.due_at(bounds).unwrap() - now).as_millis())
        };
        assert_eq!(due_after(100), (500, 100));
        assert_eq!(due_after(400), (1000, 400));
        assert_eq!(due_after(30_000), (30_000, 30_000), "and never sooner than it is told to");
    }
}
