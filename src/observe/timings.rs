//! How long things take: what is counted of each record and of each batch.

use std::time::Duration;

use jiff::Timestamp;

use super::histogram::{AGES, Histogram, RECORDS, SECONDS, WAITS, describe};
use super::metrics::{
    BATCH_COMMIT, BATCH_RECORDS, COMMIT_LATENCY, EXTRACTION, Metric, PUBLICATION_LATENCY, RECORD_LATENCY, STAGES,
};

/// A part of what a worker does with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Bytes become an article.
    Reading,
    /// Events are found in it.
    Extraction,
    /// They become records.
    Encoding,
}

impl Stage {
    const ALL: [Self; 3] = [Self::Reading, Self::Extraction, Self::Encoding];

    const fn label(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Extraction => "extraction",
            Self::Encoding => "encoding",
        }
    }
}

/// The times of one record.
#[derive(Clone, Copy, Debug, Default)]
pub struct RecordTimes {
    /// How long a worker took.
    pub took: Duration,
    /// Of that, each stage that was finished.
    pub stages: [Option<Duration>; Stage::ALL.len()],
    /// When it was written to Kafka, where that is known, in milliseconds since 1970.
    pub written: Option<i64>,
    /// When its article was published, where it tells, in milliseconds since 1970.
    pub published: Option<i64>,
}

impl RecordTimes {
    /// Notes that a stage has taken so long.
    pub const fn finished(&mut self, stage: Stage, took: Duration) {
        self.stages[stage as usize] = Some(took);
    }
}

/// The times of the records of a batch, which count when it is committed.
#[derive(Clone, Debug)]
pub(super) struct BatchTimes {
    extraction: Histogram,
    stages: [Histogram; Stage::ALL.len()],
    written: Vec<i64>,
    published: Vec<i64>,
}

impl Default for BatchTimes {
    fn default() -> Self {
        let of_seconds = || Histogram::new(SECONDS);
        Self {
            extraction: of_seconds(),
            stages: [of_seconds(), of_seconds(), of_seconds()],
            written: Vec::new(),
            published: Vec::new(),
        }
    }
}

impl BatchTimes {
    pub(super) fn add(&mut self, times: &RecordTimes) {
        self.extraction.record_time(times.took);
        for (histogram, took) in self.stages.iter_mut().zip(times.stages) {
            if let Some(took) = took {
                histogram.record_time(took);
            }
        }
        self.written.extend(times.written);
        self.published.extend(times.published);
    }
}

/// When a batch was committed, and how long that took.
#[derive(Clone, Copy, Debug)]
pub struct Commit {
    /// From the wish to commit to the commit.
    pub took: Duration,
    /// The moment, on the clock of the wall.
    pub at: Timestamp,
}

/// All that was counted since the start.
#[derive(Debug)]
pub(super) struct Timings {
    extraction: Histogram,
    stages: [Histogram; Stage::ALL.len()],
    commit_latency: Histogram,
    record_latency: Histogram,
    publication_latency: Histogram,
    batch_records: Histogram,
    batch_commit: Histogram,
}

impl Default for Timings {
    fn default() -> Self {
        let BatchTimes { extraction, stages, .. } = BatchTimes::default();
        Self {
            extraction,
            stages,
            commit_latency: Histogram::new(SECONDS),
            record_latency: Histogram::new(WAITS),
            publication_latency: Histogram::new(AGES),
            batch_records: Histogram::new(RECORDS),
            batch_commit: Histogram::new(SECONDS),
        }
    }
}

impl Timings {
    /// Counts a batch of so many records; `waits` is how long each of them took from reading to commit.
    pub(super) fn committed(
        &mut self,
        records: u64,
        times: &BatchTimes,
        waits: impl Iterator<Item = Duration>,
        Commit { took, at }: Commit,
    ) {
        self.extraction.add(&times.extraction);
        for (histogram, more) in self.stages.iter_mut().zip(&times.stages) {
            histogram.add(more);
        }
        waits.for_each(|wait| self.commit_latency.record_time(wait));
        let now = at.as_millisecond();
        times.written.iter().for_each(|since| self.record_latency.record(seconds_between(*since, now)));
        times.published.iter().for_each(|since| self.publication_latency.record(seconds_between(*since, now)));
        #[allow(clippy::cast_precision_loss, reason = "a batch has far fewer than 2^52 records")]
        self.batch_records.record(records as f64);
        self.batch_commit.record_time(took);
    }

    /// The series, in the text format of Prometheus.
    pub(super) fn render(&self, text: &mut String) {
        let mut one = |metric: Metric, histogram: &Histogram| {
            describe(text, metric);
            histogram.render(text, metric.name, "");
        };
        one(COMMIT_LATENCY, &self.commit_latency);
        one(RECORD_LATENCY, &self.record_latency);
        one(PUBLICATION_LATENCY, &self.publication_latency);
        one(EXTRACTION, &self.extraction);
        one(BATCH_RECORDS, &self.batch_records);
        one(BATCH_COMMIT, &self.batch_commit);
        describe(text, STAGES);
        for (stage, histogram) in Stage::ALL.iter().zip(&self.stages) {
            histogram.render(text, STAGES.name, &format!("stage=\"{}\"", stage.label()));
        }
    }
}

/// Seconds from one moment to another, both in milliseconds. What lies ahead, on a clock that is not ours, is now.
fn seconds_between(since: i64, now: i64) -> f64 {
    let millis = u64::try_from(now.saturating_sub(since)).unwrap_or_default();
    Duration::from_millis(millis).as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_ahead_has_taken_no_time() {
        assert!(seconds_between(10_000, 7_000).abs() < f64::EPSILON);
        assert!((seconds_between(7_000, 10_000) - 3.0).abs() < f64::EPSILON);
        assert!(seconds_between(i64::MIN, i64::MAX) > 1e15, "whatever a record says");
    }
}
