//! How many of a kind may be shown: a few at once, and then so many a second. It holds no clock: the time is an argument.
//!
//! Whatever the stream does it asks here first, so a refusal costs no more than reading a number.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The generic cell rate algorithm, in one number.
#[derive(Debug)]
pub(super) struct Allowance {
    /// When all of it would be there again, in milliseconds since the start.
    whole_at: AtomicU64,
    /// Milliseconds in which one more is allowed.
    every: u64,
    /// How far ahead of the time `whole_at` may be for one more to be allowed.
    slack: u64,
}

impl Allowance {
    /// `burst` at once, and then one in every `every` milliseconds.
    pub(super) const fn new(burst: u64, every: u64) -> Self {
        Self { whole_at: AtomicU64::new(0), every, slack: every * (burst - 1) }
    }

    /// Takes one, `at` so long after the start; `false` where none is left. Of several threads that ask at the same moment
    /// one is given it.
    pub(super) fn take(&self, at: Duration) -> bool {
        let now = u64::try_from(at.as_millis()).unwrap_or(u64::MAX / 2);
        let whole_at = self.whole_at.load(Ordering::Relaxed);
        if whole_at > now + self.slack {
            return false;
        }
        let next = whole_at.max(now) + self.every;
        self.whole_at.compare_exchange(whole_at, next, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_allowed_and_then_one_at_a_time() {
        let allowance = Allowance::new(3, 250);
        let taken = |at: u64| allowance.take(Duration::from_millis(at));
        assert_eq!([0, 0, 0, 0, 249].map(taken), [true, true, true, false, false]);
        assert_eq!([250, 250, 500, 501].map(taken), [true, false, true, false]);
        assert_eq!([10_000; 4].map(taken), [true, true, true, false], "what is not taken is not saved up");
    }

    proptest::proptest! {
        #[test]
        fn no_span_of_time_has_more_than_a_burst_and_its_rate(
            steps in proptest::collection::vec(0_u64..400, 1..200), burst in 1_u64..8, every in 1_u64..500,
        ) {
            let allowance = Allowance::new(burst, every);
            let mut now = 0;
            let mut taken = Vec::new();
            for step in steps {
                now += step;
                if allowance.take(Duration::from_millis(now)) {
                    taken.push(now);
                }
            }
            for (first, from) in taken.iter().enumerate() {
                for (count, to) in (1_u64..).zip(&taken[first..]) {
                    proptest::prop_assert!(count <= burst + (to - from) / every, "{count} from {from} to {to}");
                }
            }
        }
    }
}
