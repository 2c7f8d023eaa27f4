//! Waiting for a condition, with a deadline: the only place where a test lets time pass.

use std::thread;
use std::time::{Duration, Instant};

/// Time between two looks at a condition.
const STEP: Duration = Duration::from_millis(20);

/// Waits until the condition gives something, and returns it.
///
/// # Panics
///
/// When the deadline passes first; the message says what was waited for.
#[track_caller]
pub fn wait_for<T>(deadline: Duration, what: &str, mut condition: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = condition() {
            return found;
        }
        assert!(start.elapsed() < deadline, "waited {deadline:?} in vain: {what}");
        #[allow(clippy::disallowed_methods, reason = "the step between two looks at a condition with a deadline")]
        thread::sleep(STEP);
    }
}

/// Waits until the condition holds.
///
/// # Panics
///
/// When the deadline passes first; the message says what was waited for.
#[track_caller]
pub fn wait_until(deadline: Duration, what: &str, mut condition: impl FnMut() -> bool) {
    wait_for(deadline, what, || condition().then_some(()));
}
