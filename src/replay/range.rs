//! The offsets of a partition that are to be read, and what is to be told of them. It holds no I/O.
//!
//! The end is fixed once, so that a topic that goes on does not make a range endless. Timestamps need not rise from
//! record to record: a range by time begins at the first record that is late enough, goes on to the fixed end, and takes
//! exactly the records whose own timestamp lies in it. Only where the broker itself has stamped the records do they rise,
//! and then the first that is too late ends the range.

use std::fmt;

use jiff::Timestamp;
use rdkafka::message::Timestamp as RecordTime;
use serde::{Deserialize, Serialize};

use super::bound::Bound;

/// Where a partition begins and ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watermarks {
    /// The first offset that is still there.
    pub low: i64,
    /// The offset behind the last record that is committed.
    pub high: i64,
}

/// What is to be read of a partition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PartitionRange {
    /// The partition.
    pub partition: i32,
    /// The first offset.
    pub first: i64,
    /// The offset behind the last.
    pub end: i64,
    /// Earlier records are left out, in milliseconds since the Unix epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_millis: Option<i64>,
    /// Records as late as this are left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_millis: Option<i64>,
}

/// Whether a record is in a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Membership {
    /// It is.
    Inside,
    /// It is not, by its time; later ones may be.
    Outside,
    /// It is not, and no later one is.
    Beyond,
}

/// What is to be told of a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// The beginning that was asked for is no longer there.
    Deleted {
        /// The partition.
        partition: i32,
        /// The first offset that was asked for, where it was an offset.
        asked: Option<i64>,
        /// The first offset that is there.
        low: i64,
    },
    /// There is no record as late as was asked for.
    TooLate {
        /// The partition.
        partition: i32,
        /// What was asked for, in milliseconds since the Unix epoch.
        millis: i64,
    },
    /// The beginning lies behind the end of the partition.
    PastEnd {
        /// The partition.
        partition: i32,
        /// The first offset that was asked for.
        asked: i64,
        /// The end of the partition.
        high: i64,
    },
    /// The range holds no offset.
    Empty {
        /// The partition.
        partition: i32,
    },
}

impl PartitionRange {
    /// The range between two bounds, and what is to be told of it. `found` is the offset of the first record that is as
    /// late as the time of `from`, where that is a time and there is one.
    #[must_use]
    pub fn between(
        (topic, partition): (&str, i32),
        Watermarks { low, high }: Watermarks,
        (from, to): (&Bound, &Bound),
        found: Option<i64>,
        now: Timestamp,
    ) -> (Self, Option<Note>) {
        let (from_millis, to_millis) = (from.millis(now), to.millis(now));
        let asked = match from {
            Bound::Offset(offset) => Some(*offset),
            Bound::Places(_) => from.place(topic, partition),
            _ => None,
        };
        let first = match from {
            Bound::Start => low,
            Bound::End => high,
            Bound::Time(_) | Bound::Ago(_) => found.unwrap_or(high),
            Bound::Last(count) => high.saturating_sub(*count),
            Bound::Offset(_) | Bound::Places(_) => asked.unwrap_or(high),
        };
        let end = match to {
            Bound::Start => low,
            Bound::End | Bound::Time(_) | Bound::Ago(_) => high,
            Bound::Last(count) => high.saturating_sub(*count),
            Bound::Offset(offset) => *offset,
            Bound::Places(_) => to.place(topic, partition).unwrap_or(low),
        };
        let range = Self {
            partition,
            first: first.clamp(low, high),
            end: end.clamp(first.clamp(low, high), high),
            from_millis,
            to_millis,
        };
        let note = match (from_millis, asked) {
            (Some(millis), _) if found.is_none() => Some(Note::TooLate { partition, millis }),
            // What is gone may have been late enough.
            (Some(_), _) if low > 0 && range.first == low => Some(Note::Deleted { partition, asked: None, low }),
            (_, Some(asked)) if asked < low => Some(Note::Deleted { partition, asked: Some(asked), low }),
            (_, Some(asked)) if asked >= high => Some(Note::PastEnd { partition, asked, high }),
            _ if range.is_empty() => Some(Note::Empty { partition }),
            _ => None,
        };
        (range, note)
    }

    /// Whether it holds no offset.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.first >= self.end
    }

    /// How many offsets it holds; records are at most as many.
    #[must_use]
    pub fn offsets(&self) -> u64 {
        u64::try_from(self.end - self.first).unwrap_or_default()
    }

    /// That many offsets of it at most, from its beginning.
    #[must_use]
    pub fn first_of(&self, offsets: u64) -> Self {
        let end = self.first.saturating_add(i64::try_from(offsets).unwrap_or(i64::MAX)).min(self.end);
        Self { end, ..self.clone() }
    }

    /// Whether a record is in it.
    #[must_use]
    pub fn membership(&self, offset: i64, time: RecordTime) -> Membership {
        if offset >= self.end {
            return Membership::Beyond;
        }
        let millis = time.to_millis();
        let is_early = self.from_millis.is_some_and(|from| millis.is_none_or(|millis| millis < from));
        let is_late = self.to_millis.is_some_and(|to| millis.is_none_or(|millis| millis >= to));
        match time {
            RecordTime::LogAppendTime(_) if is_late => Membership::Beyond,
            _ if offset < self.first || is_early || is_late => Membership::Outside,
            _ => Membership::Inside,
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Deleted { partition, asked: Some(asked), low } => {
                write!(out, "partition {partition}: offsets {asked} to {} are deleted: it begins at {low}", low - 1)
            }
            Self::Deleted { partition, asked: None, low } => {
                write!(
                    out,
                    "partition {partition}: it begins at offset {low}; what was before is deleted, and may have been wanted"
                )
            }
            Self::TooLate { partition, millis } => {
                let time = Timestamp::from_millisecond(*millis).map(|time| time.to_string()).unwrap_or_default();
                write!(out, "partition {partition}: empty: no record is as late as {time}")
            }
            Self::PastEnd { partition, asked, high } => {
                write!(out, "partition {partition}: empty: it ends before offset {high}, and {asked} was asked for")
            }
            Self::Empty { partition } => write!(out, "partition {partition}: empty: the range holds no offset"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LOG: Watermarks = Watermarks { low: 100, high: 200 };
    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn between(from: &str, to: &str, found: Option<i64>) -> (i64, i64, Option<String>) {
        let bounds = (&from.parse().unwrap(), &to.parse().unwrap());
        let (range, note) = PartitionRange::between(("t", 3), LOG, bounds, found, NOW);
        (range.first, range.end, note.map(|note| note.to_string()))
    }

    fn told(from: &str, to: &str, found: Option<i64>) -> String {
        between(from, to, found).2.unwrap_or_default()
    }

    #[test]
    fn a_range_lies_between_its_bounds() {
        for (from, to, first, end) in [
            ("start", "end", 100, 200),
            ("120", "150", 120, 150),
            ("-10", "end", 190, 200),
            ("t:3:110", "t:3:112", 110, 112),
            ("end", "end", 200, 200),
        ] {
            let (found_first, found_end, _) = between(from, to, None);
            assert_eq!((found_first, found_end), (first, end), "{from} to {to}");
        }
        assert_eq!(between("120", "150", None).2, None);
    }

    #[test]
    fn a_range_by_time_begins_at_the_first_record_that_is_late_enough_and_goes_on_to_the_end() {
        assert_eq!(between("1970-01-01", "1970-01-02", Some(150)), (150, 200, None));
    }

    #[test]
    fn what_is_not_there_is_told() {
        assert!(told("7", "end", None).contains("offsets 7 to 99 are deleted: it begins at 100"));
        assert!(told("1970-01-01", "end", Some(100)).contains("what was before is deleted"));
        assert!(told("2026-02-03", "end", None).contains("no record is as late as 2026-02-03T00:00:00Z"));
        assert!(told("300", "end", None).contains("it ends before offset 200, and 300 was asked for"));
        assert!(told("150", "120", None).contains("holds no offset"));
    }

    #[test]
    fn a_record_is_in_a_range_by_its_own_time_whatever_came_before_it() {
        let range = PartitionRange { partition: 0, first: 10, end: 20, from_millis: Some(1000), to_millis: Some(2000) };
        let at = |offset, millis| range.membership(offset, RecordTime::CreateTime(millis));
        assert_eq!(at(10, 1000), Membership::Inside);
        assert_eq!(at(11, 2000), Membership::Outside);
        assert_eq!(at(12, 999), Membership::Outside);
        assert_eq!(at(13, 1999), Membership::Inside);
        assert_eq!(at(20, 1500), Membership::Beyond);
        assert_eq!(range.membership(14, RecordTime::NotAvailable), Membership::Outside);
        assert_eq!(range.membership(14, RecordTime::LogAppendTime(2000)), Membership::Beyond);
    }

    fn bound() -> impl Strategy<Value = Bound> {
        prop_oneof![
            Just(Bound::Start),
            Just(Bound::End),
            (-50..300_i64).prop_map(|seconds| Bound::Time(Timestamp::from_second(seconds).unwrap())),
            (0..300_i64).prop_map(Bound::Offset),
            (0..300_i64).prop_map(Bound::Last),
        ]
    }

    proptest! {
        #[test]
        fn a_range_lies_in_its_log(
            low in 0..150_i64, length in 0..100_i64, from in bound(), to in bound(), found in proptest::option::of(0..100_i64)
        ) {
            let log = Watermarks { low, high: low + length };
            let found = found.map(|ahead| low + ahead).filter(|found| *found < log.high);
            let (range, _) = PartitionRange::between(("t", 0), log, (&from, &to), found, NOW);
            prop_assert!(log.low <= range.first && range.first <= range.end && range.end <= log.high, "{range:?} in {log:?}");
        }
    }
}
