//! A name for each process of a replay on this host, which no other live process has and the next one finds again.
//!
//! It is the number of the first lock file that is free. The system lets go of a lock when its process ends, however it
//! ends: a process that is started again after a SIGKILL takes the same seat, ends at once the transaction that was left
//! open, and has its partitions back without a wait for the session of the old one.

use std::fs::{File, TryLockError};
use std::io::ErrorKind;

use super::error::ReplayError;
use crate::event::content_hash;

/// More processes of one replay than a host runs.
const MOST: u32 = 1000;

/// A seat, ours until this is dropped.
#[derive(Debug)]
pub struct Seat {
    /// Its name.
    pub name: String,
    _lock: File,
}

impl Seat {
    /// Takes the first free seat of a host in a replay on some brokers.
    ///
    /// # Errors
    ///
    /// Where the folder for temporary files takes none.
    pub fn take(host: &str, brokers: &str, group: &str) -> Result<Self, ReplayError> {
        let replay = &content_hash(&[brokers, group])[..16];
        for number in 1..=MOST {
            let path = std::env::temp_dir().join(format!("demarche-{replay}-{number}.lock"));
            let failed = |source| ReplayError::NoPlace { path: path.display().to_string(), source };
            let lock = match File::options().create(true).truncate(false).write(true).open(&path) {
                Ok(lock) => lock,
                // It belongs to another user.
                Err(error) if error.kind() == ErrorKind::PermissionDenied => continue,
                Err(error) => return Err(failed(error)),
            };
            match lock.try_lock() {
                Ok(()) => return Ok(Self { name: format!("{host}-{number}"), _lock: lock }),
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(error)) => return Err(failed(error)),
            }
        }
        let path = std::env::temp_dir().display().to_string();
        Err(ReplayError::NoPlace { path, source: ErrorKind::ResourceBusy.into() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seat_is_nobody_elses_until_it_is_left() {
        let take = || Seat::take("host", "brokers", "seats of a test").unwrap();
        let (first, second) = (take(), take());
        assert_eq!((first.name.as_str(), second.name.as_str()), ("host-1", "host-2"));
        drop(first);
        assert_eq!(take().name, "host-1");
        assert_eq!(Seat::take("host", "brokers", "another test").unwrap().name, "host-1");
    }
}
