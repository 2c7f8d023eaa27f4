//! What plots are drawn from: one sample every two seconds, for a quarter of an hour. It holds no clock: the time is an
//! argument.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::observe::partitions::PartitionLags;

/// Time from one sample to the next.
pub(super) const EVERY: Duration = Duration::from_secs(2);

/// Samples of a quarter of an hour.
const SAMPLES: usize = (15 * 60 / EVERY.as_secs()) as usize;

/// Most latencies of one batch that are looked at: a batch may have a hundred thousand.
const LATENCIES_OF_A_BATCH: u64 = 64;

/// Most latencies between two samples.
const LATENCIES: usize = 4096;

/// How things were over the time of one sample.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Sample {
    /// Records a second whose outcome was committed.
    pub(super) records: f64,
    /// Events a second.
    pub(super) events: f64,
    /// How far behind our partitions are.
    pub(super) lags: Lags,
    /// The latency, in seconds, that half of the records stayed under; `None` where nothing was committed.
    pub(super) median: Option<f64>,
    /// The latency that all but one in a hundred stayed under.
    pub(super) slow: Option<f64>,
}

/// Records behind the ends of our partitions, where that is known of any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Lags {
    /// Those that were not read.
    pub(super) unread: Option<u64>,
    /// Those whose outcome is not committed.
    pub(super) uncommitted: Option<u64>,
}

impl Lags {
    /// Of all partitions together.
    pub(super) fn of(partitions: &[PartitionLags]) -> Self {
        let total = |lag: fn(&PartitionLags) -> Option<u64>| {
            partitions.iter().filter_map(lag).fold(None, |total, lag| Some(total.unwrap_or(0) + lag))
        };
        Self { unread: total(|of| of.unread), uncommitted: total(|of| of.uncommitted) }
    }
}

/// The latencies of a batch as they are; a few of them, evenly chosen, are also added to `some`.
pub(crate) fn choosing(
    records: u64,
    latencies: impl Iterator<Item = Duration>,
    some: &mut Vec<Duration>,
) -> impl Iterator<Item = Duration> {
    let step = records / LATENCIES_OF_A_BATCH + 1;
    let mut left = 0;
    latencies.inspect(move |latency| {
        if left == 0 {
            some.push(*latency);
            left = step;
        }
        left -= 1;
    })
}

/// Counts between two samples, and keeps the samples.
#[derive(Debug)]
pub(super) struct Meter {
    since: Instant,
    records: u64,
    events: u64,
    latencies: Vec<Duration>,
    samples: VecDeque<Sample>,
    /// Samples that there ever were.
    taken: u64,
}

impl Meter {
    pub(super) const fn new(now: Instant) -> Self {
        Self { since: now, records: 0, events: 0, latencies: Vec::new(), samples: VecDeque::new(), taken: 0 }
    }

    /// A batch was committed, with the latencies of some of its records.
    pub(super) fn committed(&mut self, records: u64, events: u64, latencies: &[Duration]) {
        self.records += records;
        self.events += events;
        let room = LATENCIES.saturating_sub(self.latencies.len());
        self.latencies.extend(latencies.iter().take(room));
    }

    /// Ends the time of a sample.
    pub(super) fn sample(&mut self, lags: Lags, now: Instant) {
        let seconds = now.saturating_duration_since(self.since).as_secs_f64().max(f64::EPSILON);
        self.latencies.sort_unstable();
        let per_second = |count: u64| f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / seconds;
        let sample = Sample {
            records: per_second(self.records),
            events: per_second(self.events),
            lags,
            median: self.at_percent(50),
            slow: self.at_percent(99),
        };
        if self.samples.len() == SAMPLES {
            self.samples.pop_front();
        }
        self.samples.push_back(sample);
        let samples = std::mem::take(&mut self.samples);
        *self = Self { samples, taken: self.taken + 1, ..Self::new(now) };
    }

    /// How many samples there ever were.
    pub(super) const fn taken(&self) -> u64 {
        self.taken
    }

    /// The samples, the oldest first.
    pub(super) fn samples(&self) -> impl ExactSizeIterator<Item = &Sample> {
        self.samples.iter()
    }

    fn at_percent(&self, percent: usize) -> Option<f64> {
        let at = (self.latencies.len() * percent / 100).min(self.latencies.len().checked_sub(1)?);
        self.latencies.get(at).map(Duration::as_secs_f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_tells_rates_and_latencies_of_its_own_time_alone() {
        let start = Instant::now();
        let mut meter = Meter::new(start);
        let lags = Lags { unread: Some(7), uncommitted: None };
        meter.committed(300, 30, &(1..=300).map(Duration::from_millis).collect::<Vec<_>>());
        meter.sample(lags, start + Duration::from_secs(2));
        meter.sample(Lags::default(), start + Duration::from_secs(4));
        let [first, second] = meter.samples().copied().collect::<Vec<_>>()[..] else { panic!("two samples") };
        assert_eq!((first.records, first.events, first.lags), (150.0, 15.0, lags));
        assert!((0.145..0.155).contains(&first.median.unwrap()) && first.slow.unwrap() > 0.29, "{first:?}");
        assert_eq!(second, Sample::default());
    }

    #[test]
    fn the_lag_of_all_partitions_is_that_of_those_where_it_is_known() {
        let of = |unread| PartitionLags { topic: "raw".to_owned(), partition: 0, unread, uncommitted: None };
        let lags = Lags::of(&[of(Some(3)), of(None), of(Some(4))]);
        assert_eq!(lags, Lags { unread: Some(7), uncommitted: None });
    }

    #[test]
    fn samples_and_latencies_are_bounded() {
        let start = Instant::now();
        let mut meter = Meter::new(start);
        for _ in 0..100 {
            let mut some = Vec::new();
            let all = std::iter::repeat_n(Duration::from_millis(1), 10_000);
            assert_eq!(choosing(10_000, all, &mut some).count(), 10_000);
            assert!((32..=64).contains(&some.len()), "{}", some.len());
            meter.committed(10_000, 0, &some);
        }
        assert_eq!(meter.latencies.len(), LATENCIES);
        (0..2 * SAMPLES).for_each(|_| meter.sample(Lags::default(), start));
        assert_eq!(meter.samples().len(), SAMPLES);
    }
}
