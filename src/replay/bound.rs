//! Where a range begins or ends, as it is written on the command line.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// Where a range begins or ends. An end is exclusive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bound {
    /// The first record that is still there.
    Start,
    /// Behind the last record that is there now.
    End,
    /// A moment: records as late as this.
    Time(Timestamp),
    /// A time ago, reckoned from now.
    Ago(SignedDuration),
    /// An offset, the same in every partition.
    Offset(i64),
    /// That many records before the end of each partition.
    Last(i64),
    /// An offset in each of some partitions; the others are left out.
    Places(Vec<Place>),
}

/// An offset in a partition of a topic.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The topic.
    pub topic: String,
    /// The partition.
    pub partition: i32,
    /// The offset.
    pub offset: i64,
}

/// Why a text is no bound.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{written:?} is no place in a topic: write `start`, `end`, a time (2026-02-03T12:00:00Z, 2026-02-03), a time ago \
     (90d, 12h, 30m), an offset (1234; -10 for the last ten) or topic:partition:offset, several separated by commas"
)]
pub struct BoundError {
    written: String,
}

impl Bound {
    /// The moment that it stands for, in milliseconds since the Unix epoch.
    #[must_use]
    pub fn millis(&self, now: Timestamp) -> Option<i64> {
        match self {
            Self::Time(time) => Some(time.as_millisecond()),
            Self::Ago(ago) => Some(now.saturating_sub(*ago).map_or(0, Timestamp::as_millisecond)),
            _ => None,
        }
    }

    /// Whether it leaves a partition of a topic out.
    #[must_use]
    pub fn leaves_out(&self, topic: &str, partition: i32) -> bool {
        matches!(self, Self::Places(_)) && self.place(topic, partition).is_none()
    }

    /// The offset that it names for a partition.
    pub(super) fn place(&self, topic: &str, partition: i32) -> Option<i64> {
        let Self::Places(places) = self else { return None };
        let place = places.iter().find(|place| place.topic == topic && place.partition == partition)?;
        Some(place.offset)
    }
}

impl FromStr for Bound {
    type Err = BoundError;

    fn from_str(written: &str) -> Result<Self, BoundError> {
        let text = written.trim();
        let date = |date: Date| date.to_zoned(TimeZone::UTC).ok().map(|midnight| Self::Time(midnight.timestamp()));
        let places = || text.split(',').map(|place| place.trim().parse().ok()).collect::<Option<Vec<Place>>>();
        match text {
            "start" => Some(Self::Start),
            "end" => Some(Self::End),
            _ => None,
        }
        .or_else(|| text.parse::<i64>().ok().map(offset))
        .or_else(|| ago(text).map(Self::Ago))
        .or_else(|| text.parse::<Timestamp>().ok().map(Self::Time))
        .or_else(|| text.parse::<Date>().ok().and_then(date))
        .or_else(|| places().map(Self::Places))
        .ok_or_else(|| BoundError { written: written.to_owned() })
    }
}

fn offset(number: i64) -> Bound {
    if number < 0 { Bound::Last(number.saturating_neg()) } else { Bound::Offset(number) }
}

/// A number and a unit. Longer units than weeks are not all of one length.
fn ago(text: &str) -> Option<SignedDuration> {
    let unit = text.chars().next_back()?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        'w' => 7 * 86_400,
        _ => return None,
    };
    let number: u32 = text[..text.len() - 1].parse().ok()?;
    Some(SignedDuration::from_secs(i64::from(number) * seconds))
}

impl FromStr for Place {
    type Err = BoundError;

    fn from_str(written: &str) -> Result<Self, BoundError> {
        // The name of a topic holds no colon.
        let parts: Vec<&str> = written.split(':').collect();
        let place =
            match parts.as_slice() {
                [topic, partition, offset] if !topic.is_empty() => {
                    let numbers = partition.parse().ok().zip(offset.parse().ok());
                    numbers
                        .filter(|(partition, offset)| *partition >= 0 && *offset >= 0)
                        .map(|(partition, offset)| Self { topic: (*topic).to_owned(), partition, offset })
                }
                _ => None,
            };
        place.ok_or_else(|| BoundError { written: written.to_owned() })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}:{}", self.topic, self.partition, self.offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Bound {
        text.parse().unwrap_or_else(|error| panic!("{error}"))
    }

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_bound_is_read_as_it_is_written() {
        assert_eq!(read("start"), Bound::Start);
        assert_eq!(read("end"), Bound::End);
        assert_eq!(read("1234"), Bound::Offset(1234));
        assert_eq!(read("-10"), Bound::Last(10));
        assert_eq!(read("2026-02-03T12:00:00+03:00"), Bound::Time(time("2026-02-03T09:00:00Z")));
        assert_eq!(read("2026-02-03"), Bound::Time(time("2026-02-03T00:00:00Z")));
        assert_eq!(read("90m"), Bound::Ago(SignedDuration::from_mins(90)));
        let place = |partition, offset| Place { topic: "articles.raw".to_owned(), partition, offset };
        assert_eq!(read("articles.raw:0:5, articles.raw:2:7"), Bound::Places(vec![place(0, 5), place(2, 7)]));
    }

    #[test]
    fn a_time_ago_is_reckoned_from_now() {
        let now = time("2026-02-03T12:00:00Z");
        for (text, then) in
            [("90d", "2025-11-05T12:00:00Z"), ("2w", "2026-01-20T12:00:00Z"), ("12h", "2026-02-03T00:00:00Z")]
        {
            assert_eq!(read(text).millis(now), Some(time(then).as_millisecond()), "{text}");
        }
    }

    #[test]
    fn what_is_no_bound_is_told_with_what_would_be_one() {
        for text in ["", "yesterday", "d", "90x", "a:b", "a:1:-2", "a:-1:2", ":1:2", "a:1:2,", "2026-13-01", "é"] {
            let error = text.parse::<Bound>().unwrap_err().to_string();
            assert!(error.contains("90d"), "{text}: {error}");
        }
    }

    #[test]
    fn places_leave_the_other_partitions_out() {
        let bound = read("articles.raw:1:5");
        assert!(!bound.leaves_out("articles.raw", 1) && bound.leaves_out("articles.raw", 0));
        assert!(bound.leaves_out("other", 1) && !Bound::Offset(5).leaves_out("other", 0));
    }
}
