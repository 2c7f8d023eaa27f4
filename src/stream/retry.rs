//! How long to wait after a failure before the next attempt: longer each time, up to a bound, and never quite as long as
//! the others wait. It holds no I/O; chance is an argument.

use std::hash::{BuildHasher as _, RandomState};
use std::time::Duration;

/// The wait after the first failure, without chance.
const FIRST: Duration = Duration::from_millis(100);

/// The longest wait.
const LONGEST: Duration = Duration::from_secs(10);

/// Counts failures in a row.
#[derive(Debug, Default)]
pub(crate) struct Retry {
    failures: u32,
}

impl Retry {
    /// Notes a failure, and tells how long to wait: from half of the time to all of it, as `chance` (0 to 1) has it, so
    /// that members which failed together do not come back together.
    pub(crate) fn failed(&mut self, chance: f64) -> Duration {
        let longest = FIRST.saturating_mul(2_u32.saturating_pow(self.failures)).min(LONGEST);
        self.failures = self.failures.saturating_add(1);
        longest.mul_f64(0.5 + 0.5 * chance.clamp(0.0, 1.0))
    }

    /// Notes a success.
    pub(crate) const fn succeeded(&mut self) {
        self.failures = 0;
    }
}

/// A number from 0 to 1. A new `RandomState` is the standard library's only source of randomness.
pub(crate) fn chance() -> f64 {
    let random = u32::try_from(RandomState::new().hash_one(0) >> 32).unwrap_or_default();
    f64::from(random) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn waits_grow_to_a_bound_and_start_over_after_a_success() {
        let mut retry = Retry::default();
        let waits: Vec<u128> = (0..9).map(|_| retry.failed(1.0).as_millis()).collect();
        assert_eq!(waits, [100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]);
        retry.succeeded();
        assert_eq!(retry.failed(1.0), FIRST);
    }

    proptest! {
        #[test]
        fn chance_shortens_a_wait_by_half_at_most(failures in 0..100_u32, chance in 0.0..=1.0) {
            let (mut retry, mut longest) = (Retry { failures }, Retry { failures });
            let (wait, longest) = (retry.failed(chance), longest.failed(1.0));
            prop_assert!(longest / 2 <= wait && wait <= longest, "{wait:?} of {longest:?}");
        }
    }
}
