//! How far a replay is, how fast it goes and how long it will take. It holds no I/O; time is an argument.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use serde::Serialize;

use super::account::Account;

/// The rate is that of about so long.
const WINDOW: Duration = Duration::from_secs(15);

/// Follows a replay.
#[derive(Debug)]
pub struct Progress {
    /// When how many offsets were dealt with.
    seen: VecDeque<(Instant, u64)>,
}

/// How things are.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Offsets that all processes together have dealt with.
    pub offsets_done: u64,
    /// Offsets of the whole range.
    pub offsets_total: u64,
    /// Records that were read.
    pub records: u64,
    /// Events that came of them.
    pub events: u64,
    /// Dead letters that came of them.
    pub dead_letters: u64,
    /// Offsets a second, lately.
    pub rate: f64,
    /// Time that is left at this rate; `None` where it stands still.
    pub seconds_left: Option<u64>,
    /// Offsets of each partition that are still to be dealt with.
    pub lag: BTreeMap<i32, u64>,
}

impl Progress {
    /// Of a replay that begins, or goes on, now.
    #[must_use]
    pub fn new(accounts: &BTreeMap<i32, Account>, now: Instant) -> Self {
        Self { seen: VecDeque::from([(now, done(accounts))]) }
    }

    /// Takes note of how things are.
    pub fn report(&mut self, accounts: &BTreeMap<i32, Account>, now: Instant) -> Report {
        let offsets_done = done(accounts);
        while self.seen.len() > 1 && self.seen.front().is_some_and(|(then, _)| now.duration_since(*then) > WINDOW) {
            self.seen.pop_front();
        }
        let (then, before) = self.seen.front().copied().unwrap_or((now, offsets_done));
        self.seen.push_back((now, offsets_done));
        let seconds = now.saturating_duration_since(then).as_secs_f64();
        #[allow(clippy::cast_precision_loss, reason = "a rate is no count")]
        let rate = if seconds > 0.0 { offsets_done.saturating_sub(before) as f64 / seconds } else { 0.0 };
        let offsets_total: u64 = accounts.values().map(|account| account.range.offsets()).sum();
        let left = offsets_total - offsets_done.min(offsets_total);
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "an estimate"
        )]
        let seconds_left = (rate > 0.0).then(|| (left as f64 / rate).ceil() as u64);
        Report {
            offsets_done,
            offsets_total,
            records: accounts.values().map(|account| account.records).sum(),
            events: accounts.values().flat_map(|account| account.events.values()).sum(),
            dead_letters: accounts.values().map(|account| account.dead_letters).sum(),
            rate: (rate * 10.0).round() / 10.0,
            seconds_left,
            lag: accounts.iter().map(|(partition, account)| (*partition, account.lag())).collect(),
        }
    }
}

fn done(accounts: &BTreeMap<i32, Account>) -> u64 {
    accounts.values().map(|account| account.range.offsets() - account.lag()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::replay::account::Fate;
    use crate::replay::range::PartitionRange;

    #[test]
    fn the_rate_is_that_of_late_and_tells_how_long_it_takes() {
        let range = PartitionRange { partition: 0, first: 0, end: 1000, from_millis: None, to_millis: None };
        let mut accounts = BTreeMap::from([(0, Account::new(range))]);
        let began = Instant::now();
        let mut progress = Progress::new(&accounts, began);
        assert_eq!(progress.report(&accounts, began).seconds_left, None, "nothing is known yet");
        let enter = |accounts: &mut BTreeMap<i32, Account>, offsets: std::ops::Range<i64>| {
            offsets.for_each(|offset| accounts.get_mut(&0).unwrap().enter(offset, Fate::LeftOut));
        };
        enter(&mut accounts, 0..100);
        let report = progress.report(&accounts, began + Duration::from_secs(10));
        assert_eq!((report.rate, report.seconds_left, report.lag[&0]), (10.0, Some(90), 900));
        enter(&mut accounts, 100..500);
        let report = progress.report(&accounts, began + Duration::from_secs(20));
        assert_eq!((report.offsets_done, report.rate, report.seconds_left), (500, 40.0, Some(13)));
    }
}
