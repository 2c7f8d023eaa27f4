//! The publication time: the instant, and the clock that "this evening" is told on.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::fmt::temporal::Pieces;
use jiff::tz::Offset;

/// When an article was published, and the offset from UTC of the clock that it was told on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicationTime {
    /// The instant.
    pub instant: Timestamp,
    /// Offset of the clock.
    pub offset: Offset,
}

impl PublicationTime {
    /// Reads a time such as `2022-02-12T20:00:00+03:00`. A time without an offset tells no instant: `None`.
    #[must_use]
    pub fn parse(written: &str) -> Option<Self> {
        let pieces = Pieces::parse(written.trim()).ok()?;
        let offset = pieces.to_numeric_offset()?;
        let instant = offset.to_timestamp(pieces.date().to_datetime(pieces.time()?)).ok()?;
        Some(Self { instant, offset })
    }

    /// The calendar day on the article's clock.
    #[must_use]
    pub fn date(self) -> Date {
        self.offset.to_datetime(self.instant).date()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_clock_it_was_told_on() {
        let published = PublicationTime::parse("2022-02-12T23:30:00+03:00").unwrap();
        assert_eq!(published.instant.to_string(), "2022-02-12T20:30:00Z");
        assert_eq!(published.date().to_string(), "2022-02-12");
        assert_eq!(PublicationTime::parse("2022-02-12T20:00:00Z").unwrap().offset, Offset::UTC);
    }

    #[test]
    fn without_an_offset_there_is_no_instant() {
        for written in ["2022-02-12T20:00:00", "2022-02-12", "yesterday", ""] {
            assert_eq!(PublicationTime::parse(written), None, "{written}");
        }
    }
}
