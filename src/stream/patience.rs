//! A limit for calls that have none of their own.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// What a call gives, made on a thread of its own; `None` where it takes longer than `limit`. It is left behind then, with all
/// that it holds, and what it gives later is dropped.
///
/// # Panics
///
/// Where the call does, or where the system gives no thread.
pub(super) fn within<T: Send + 'static>(limit: Duration, call: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (give, given) = channel();
    let thread = std::thread::Builder::new().name("coordinator".to_owned());
    let call = move || {
        // Nobody waits for what comes too late.
        let _ = give.send(call());
    };
    let caller = thread.spawn(call).unwrap_or_else(|error| panic!("no thread for a call: {error}"));
    match given.recv_timeout(limit) {
        Ok(value) => Some(value),
        Err(RecvTimeoutError::Timeout) => None,
        Err(RecvTimeoutError::Disconnected) => match caller.join() {
            Err(panic) => std::panic::resume_unwind(panic),
            Ok(()) => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_that_returns_gives_what_it_has() {
        assert_eq!(within(Duration::from_secs(60), || 7), Some(7));
    }

    #[test]
    fn a_call_that_never_returns_is_left_behind() {
        let (_open, never) = channel::<()>();
        assert_eq!(within(Duration::from_millis(1), move || never.recv()), None);
    }

    #[test]
    #[should_panic(expected = "as asked")]
    fn a_call_that_panics_is_no_late_one() {
        within(Duration::from_secs(60), || panic!("as asked"));
    }
}
