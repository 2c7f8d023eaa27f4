//! What a record has cost lately, and what follows from it: how many records a worker takes at once, and whether it is worth
//! a worker at all. It holds no clock.

use std::time::Duration;

/// About how long a worker is to be busy with what it takes at once.
const RUN_TIME: Duration = Duration::from_millis(1);

/// Most records that a worker takes at once.
const LONGEST_RUN: usize = 64;

/// What costs less is done by the loop itself: copying a record and handing it to another thread and back costs as much.
const TRIFLE: Duration = Duration::from_micros(20);

/// How much more than usual a record may tell of: a thread that is interrupted for a moment must not be mistaken for a long
/// article, and several of those are soon believed.
const MORE_THAN_USUAL: u32 = 4;

/// The cost of records; `None` before the first.
#[derive(Debug, Default)]
pub(super) struct Pace(Option<Cost>);

#[derive(Clone, Copy, Debug)]
struct Cost {
    /// What a record may take, to be safe.
    mean: Duration,
    /// What it takes as a rule.
    usual: Duration,
}

impl Pace {
    /// How many records a worker is to take.
    pub(super) fn run(&self) -> usize {
        let Some(Cost { mean, .. }) = self.0 else { return 1 };
        let runs = RUN_TIME.as_nanos() / mean.as_nanos().max(1);
        usize::try_from(runs).unwrap_or(LONGEST_RUN).clamp(1, LONGEST_RUN)
    }

    /// Whether records are not worth a worker.
    pub(super) fn is_trifling(&self) -> bool {
        self.0.is_some_and(|Cost { usual, .. }| usual < TRIFLE)
    }

    /// Notes how long some records took.
    pub(super) fn took(&mut self, records: usize, time: Duration) {
        let last = time / u32::try_from(records.max(1)).unwrap_or(u32::MAX);
        let before = self.0.unwrap_or(Cost { mean: last, usual: last });
        let believed = last.min(before.usual.max(Duration::from_micros(1)) * MORE_THAN_USUAL);
        self.0 = Some(Cost {
            // One long article shortens the runs at once; it takes some short ones to lengthen them.
            mean: last.max((before.mean * 3 + last) / 4),
            usual: (before.usual * 7 + believed) / 8,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_takes_one_record_at_a_time_where_extraction_is_the_work() {
        let mut pace = Pace::default();
        assert_eq!(pace.run(), 1, "nothing is known yet");
        pace.took(1, Duration::from_millis(5));
        assert_eq!(pace.run(), 1);
        assert!(!pace.is_trifling());
    }

    #[test]
    fn a_worker_takes_many_records_at_once_where_extraction_is_nothing() {
        let mut pace = Pace::default();
        for _ in 0..20 {
            pace.took(pace.run(), Duration::from_micros(2) * u32::try_from(pace.run()).unwrap());
        }
        assert_eq!(pace.run(), LONGEST_RUN);
        pace.took(LONGEST_RUN, Duration::from_millis(640));
        assert_eq!(pace.run(), 1, "one long run is enough to share the work again");
    }

    #[test]
    fn the_loop_extracts_what_costs_nothing_until_several_do_not() {
        let mut pace = Pace::default();
        assert!(!pace.is_trifling(), "nothing is known yet");
        pace.took(1, Duration::from_micros(2));
        assert!(pace.is_trifling());
        pace.took(1, Duration::from_millis(50));
        assert!(pace.is_trifling(), "the thread was interrupted");
        for _ in 0..7 {
            pace.took(1, Duration::from_millis(2));
        }
        assert!(!pace.is_trifling());
        let mut pace = Pace::default();
        pace.took(1, Duration::from_millis(2));
        assert!(!pace.is_trifling(), "a long first article says what is to come");
    }
}
