//! Times: finds them as the article words them, and resolves them against the publication time, on its clock.
//!
//! What a phrase leaves open stays open: "in the evening" tells no day, "soon" no date, and a clock time in a zone whose
//! offset is not known no instant.

mod phrase;
mod resolve;

#[cfg(test)]
mod tests;

use std::ops::Range;

use jiff::Timestamp;
use jiff::civil::Date;

use super::reading::Reading;
use crate::article::PublicationTime;
use crate::event::v1::{TimeExpression, TimeGranularity};
use crate::lexicon::{TimeUnit, Zone};

pub(super) use phrase::find;

/// Which way a day of the week or a date without a year lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// It has happened.
    Past,
    /// It is to come.
    Future,
}

/// A time at a place.
#[derive(Clone, Debug)]
pub(super) struct TimePhrase {
    pub(super) tokens: Range<usize>,
    timing: Timing,
}

/// What a phrase tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Timing {
    anchor: Anchor,
    within: Option<WithinDay>,
}

/// On what calendar a time stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Anchor {
    /// So many days from the publication.
    Day(i8),
    /// A day of the week; with its direction where the words tell it ("last Tuesday").
    Weekday(i8, Option<Direction>),
    Date {
        day: i8,
        month: i8,
        year: Option<i16>,
    },
    Month {
        month: i8,
        year: Option<i16>,
    },
    Year(i16),
    /// So many weeks, months or years from the one of the publication.
    Period(TimeUnit, i8),
    /// So much time before (negative) or after the publication.
    Elapsed(TimeUnit, i16),
    Habit,
    /// A time of which no day is told.
    Open,
}

/// When in a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WithinDay {
    /// A part of it, as hours of the clock.
    Part(u8, u8),
    /// Minutes since midnight, on a clock that the words name, or on that of the publication.
    Clock(i16, Option<Zone>),
}

impl TimePhrase {
    /// The contract's message: the words, and what they resolve to where the publication time is known.
    pub(super) fn expression(&self, reading: &Reading<'_>, direction: Direction) -> TimeExpression {
        let published = reading.document.article().published;
        let resolved = published.and_then(|published| self.timing.interval(published, direction));
        let reckoning = self.timing.reckoning(published.is_some(), resolved.is_some(), direction);
        reading.trace.reckoned(&self.tokens, reckoning);
        TimeExpression {
            text: reading.document.slice(self.tokens.clone()).to_owned(),
            span: reading.document.span(self.tokens.clone()),
            granularity: self.timing.granularity().into(),
            resolved,
        }
    }

    /// The day that it lies in, where it can be told.
    pub(super) fn day(&self, published: PublicationTime, direction: Direction) -> Option<Date> {
        (self.timing.granularity() != TimeGranularity::Habit && self.timing.is_of_one_day())
            .then(|| self.timing.first_day(published, direction))?
    }
}

/// The contract's timestamp of an instant.
pub(super) fn to_proto(instant: Timestamp) -> pbjson_types::Timestamp {
    pbjson_types::Timestamp { seconds: instant.as_second(), nanos: instant.subsec_nanosecond() }
}
