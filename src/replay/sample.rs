//! What a few records of a range tell of all of it. It holds no I/O.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use rdkafka::Message as _;
use rdkafka::message::OwnedMessage;

use super::decoded::header;
use super::order::Wanted;
use crate::article::{InputFormat, Origin, RawArticle};
use crate::stream::Extract;

/// What came of the records that were tried.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    /// Records.
    pub records: u64,
    /// Those that the filter lets through.
    pub wanted: u64,
    events: BTreeMap<&'static str, u64>,
    dead_letters: u64,
    took: Duration,
}

/// What is to be expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Estimate {
    /// Events by type.
    pub events: BTreeMap<&'static str, u64>,
    /// Dead letters.
    pub dead_letters: u64,
    /// Time of one thread.
    pub work: Duration,
}

impl Sample {
    /// Tries a record.
    pub fn add(&mut self, record: &OwnedMessage, wanted: &Wanted, format: InputFormat, extract: &Extract) {
        self.records += 1;
        if !wanted.may_want(record) {
            return;
        }
        let origin =
            Origin { topic: record.topic().to_owned(), partition: record.partition(), offset: record.offset() };
        let content_type = header(record, "content-type");
        let raw = RawArticle { value: record.payload(), content_type, format, origin: Some(&origin) };
        let began = Instant::now();
        let extracted = extract(&raw, &mut || {});
        self.took += began.elapsed();
        let language = extracted.as_ref().ok().map(|extraction| extraction.article.language.code());
        if !wanted.wants_language(language) {
            return;
        }
        self.wanted += 1;
        match extracted {
            Ok(extraction) => {
                for event in &extraction.events {
                    *self.events.entry(event.event_type().label()).or_default() += 1;
                }
            }
            Err(_) => self.dead_letters += 1,
        }
    }

    /// What so many records would give, if they are as these.
    #[must_use]
    pub fn estimate(&self, records: u64) -> Estimate {
        let share = |count: u64| (count * records).div_ceil(self.records.max(1));
        #[allow(clippy::cast_precision_loss, reason = "an estimate")]
        let times = records as f64 / self.records.max(1) as f64;
        Estimate {
            events: self.events.iter().map(|(event_type, count)| (*event_type, share(*count))).collect(),
            dead_letters: share(self.dead_letters),
            work: self.took.mul_f64(times),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_is_expected_to_be_as_the_sample() {
        let sample = Sample {
            records: 10,
            wanted: 5,
            events: BTreeMap::from([("call", 3)]),
            dead_letters: 1,
            took: Duration::from_secs(2),
        };
        let estimate = sample.estimate(1000);
        assert_eq!((estimate.events["call"], estimate.dead_letters), (300, 100));
        assert_eq!(estimate.work, Duration::from_secs(200));
    }
}
