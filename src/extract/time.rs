//! Times: finds them as the article words them, and resolves them against the publication time, on its clock.

use std::ops::Range;

use jiff::civil::{Date, Weekday};
use jiff::{Span, Timestamp};

use super::reading::Reading;
use super::trace::Reckoning;
use crate::article::PublicationTime;
use crate::document::TokenKind;
use crate::event::v1::{Interval, TimeExpression, TimeGranularity};
use crate::lexicon::{Meaning, TimeWord};

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
    meaning: Timing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Timing {
    Day(i8, Option<(u8, u8)>),
    Weekday(i8, Option<(u8, u8)>),
    Date {
        day: i8,
        month: i8,
        year: Option<i16>,
    },
    Week(i8),
    /// Of a day that is not told.
    Part,
    Habit,
}

/// The times of a sentence, in the order of the text.
pub(super) fn find(reading: &Reading<'_>, sentence: usize) -> Vec<TimePhrase> {
    let tokens = reading.sentence(sentence).tokens.clone();
    let mut found = Vec::new();
    let mut at = tokens.start;
    while at < tokens.end {
        match phrase_at(reading, sentence, at, tokens.end) {
            Some(phrase) => {
                at = phrase.tokens.end;
                found.push(phrase);
            }
            None => at += 1,
        }
    }
    found
}

fn phrase_at(reading: &Reading<'_>, sentence: usize, at: usize, end: usize) -> Option<TimePhrase> {
    if let Some(phrase) = date_at(reading, sentence, at, end) {
        return Some(phrase);
    }
    let (word, next) = time_word(reading, sentence, at)?;
    let (meaning, end) = match word {
        TimeWord::Day(offset) => match time_word(reading, sentence, next) {
            Some((TimeWord::Part(from, to), after)) => (Timing::Day(offset, Some((from, to))), after),
            _ => (Timing::Day(offset, None), next),
        },
        TimeWord::Weekday(day) => {
            // "on Monday, 24 November": the date tells more than the day of the week.
            let after = if reading.is_mark(next, &[","]) { next + 1 } else { next };
            match date_at(reading, sentence, after, end) {
                Some(date) => (date.meaning, date.tokens.end),
                None => match time_word(reading, sentence, next) {
                    Some((TimeWord::Part(from, to), after)) => (Timing::Weekday(day, Some((from, to))), after),
                    _ => (Timing::Weekday(day, None), next),
                },
            }
        }
        TimeWord::Week(offset) => (Timing::Week(offset), next),
        TimeWord::Habit => (Timing::Habit, next),
        TimeWord::Part(..) => (Timing::Part, next),
        TimeWord::Month(_) => return None,
    };
    Some(TimePhrase { tokens: at..end, meaning })
}

/// "12 февраля 2022 года", "Oct. 9, 2025".
fn date_at(reading: &Reading<'_>, sentence: usize, at: usize, end: usize) -> Option<TimePhrase> {
    let day_of = |token: usize| {
        number(reading, token, end).and_then(|day| i8::try_from(day).ok()).filter(|day| (1..=31).contains(day))
    };
    let month_of = |token: usize| match time_word(reading, sentence, token) {
        Some((TimeWord::Month(month), next)) => Some((month, next)),
        _ => None,
    };
    let (day, month, mut next) = match (day_of(at), month_of(at)) {
        (Some(day), _) => {
            let (month, next) = month_of(at + 1)?;
            (day, month, next)
        }
        (None, Some((month, next))) => {
            let next = if reading.is_mark(next, &["."]) { next + 1 } else { next };
            (day_of(next)?, month, next + 1)
        }
        (None, None) => return None,
    };
    let mut year = None;
    let after = if reading.is_mark(next, &[","]) { next + 1 } else { next };
    if let Some(written) =
        number(reading, after, end).and_then(|year| i16::try_from(year).ok()).filter(|year| (1900..2100).contains(year))
    {
        year = Some(written);
        next = after + 1;
    }
    Some(TimePhrase { tokens: at..next, meaning: Timing::Date { day, month, year } })
}

fn number(reading: &Reading<'_>, token: usize, end: usize) -> Option<u16> {
    (token < end && reading.document.tokens[token].kind == TokenKind::Number)
        .then(|| reading.lower(token).parse().ok())?
}

fn time_word(reading: &Reading<'_>, sentence: usize, at: usize) -> Option<(TimeWord, usize)> {
    reading.hits(sentence).iter().filter(|hit| hit.tokens.start == at).find_map(|hit| match hit.meaning {
        Meaning::Time(word) => Some((*word, hit.tokens.end)),
        _ => None,
    })
}

impl TimePhrase {
    /// The contract's message: the words, and what they resolve to where the publication time is known.
    pub(super) fn expression(&self, reading: &Reading<'_>, direction: Direction) -> TimeExpression {
        let published = reading.document.article().published;
        let resolved = published.and_then(|published| self.interval(published, direction));
        reading.trace.reckoned(&self.tokens, self.reckoning(published.is_some(), resolved.is_some(), direction));
        let granularity = match self.meaning {
            Timing::Day(_, Some(_)) | Timing::Weekday(_, Some(_)) | Timing::Part => TimeGranularity::DayPart,
            Timing::Day(_, None) | Timing::Weekday(_, None) | Timing::Date { .. } => TimeGranularity::Day,
            Timing::Week(_) => TimeGranularity::Week,
            Timing::Habit => TimeGranularity::Habit,
        };
        TimeExpression {
            text: reading.document.slice(self.tokens.clone()).to_owned(),
            span: reading.document.span(self.tokens.clone()),
            granularity: granularity.into(),
            resolved,
        }
    }

    /// How it is resolved.
    fn reckoning(&self, published: bool, resolved: bool, direction: Direction) -> Reckoning {
        match (self.meaning, direction) {
            (Timing::Habit, _) => Reckoning::Habit,
            (Timing::Part, _) => Reckoning::PartOfSomeDay,
            _ if !published => Reckoning::NoPublicationTime,
            _ if !resolved => Reckoning::NoSuchDay,
            (Timing::Day(..), _) => Reckoning::FromPublication,
            (Timing::Weekday(..), Direction::Past) => Reckoning::LastWeekday,
            (Timing::Weekday(..), Direction::Future) => Reckoning::NextWeekday,
            (Timing::Date { year: Some(_), .. }, _) => Reckoning::Date,
            (Timing::Date { year: None, .. }, Direction::Past) => Reckoning::LastDate,
            (Timing::Date { year: None, .. }, Direction::Future) => Reckoning::NextDate,
            (Timing::Week(_), _) => Reckoning::Week,
        }
    }

    /// The first day of it, where it can be told.
    pub(super) fn day(&self, published: PublicationTime, direction: Direction) -> Option<Date> {
        let today = published.date();
        match self.meaning {
            Timing::Day(offset, _) => today.checked_add(Span::new().days(i64::from(offset))).ok(),
            Timing::Weekday(number, _) => {
                let weekday = Weekday::from_monday_one_offset(number).ok()?;
                if today.weekday() == weekday {
                    return Some(today);
                }
                today.nth_weekday(if direction == Direction::Past { -1 } else { 1 }, weekday).ok()
            }
            Timing::Date { day, month, year: Some(year) } => Date::new(year, month, day).ok(),
            Timing::Date { day, month, year: None } => {
                let this_year = Date::new(today.year(), month, day).ok()?;
                match direction {
                    Direction::Past if this_year > today => Date::new(today.year() - 1, month, day).ok(),
                    Direction::Future if this_year < today => Date::new(today.year() + 1, month, day).ok(),
                    _ => Some(this_year),
                }
            }
            Timing::Week(offset) => {
                let monday =
                    today.checked_sub(Span::new().days(i64::from(today.weekday().to_monday_zero_offset()))).ok()?;
                monday.checked_add(Span::new().days(7 * i64::from(offset))).ok()
            }
            Timing::Habit | Timing::Part => None,
        }
    }

    fn interval(&self, published: PublicationTime, direction: Direction) -> Option<Interval> {
        let day = self.day(published, direction)?;
        let (start, end) = match self.meaning {
            Timing::Day(_, Some((from, to))) | Timing::Weekday(_, Some((from, to))) => {
                (Span::new().hours(i64::from(from)), Span::new().hours(i64::from(to)))
            }
            Timing::Week(_) => (Span::new(), Span::new().days(7)),
            _ => (Span::new(), Span::new().days(1)),
        };
        let instant = |span: Span| {
            let civil = day.to_datetime(jiff::civil::Time::midnight()).checked_add(span).ok()?;
            published.offset.to_timestamp(civil).ok().map(to_proto)
        };
        Some(Interval {
            start: Some(instant(start)?),
            end: Some(instant(end)?),
            utc_offset_minutes: published.offset.seconds() / 60,
        })
    }
}

/// The contract's timestamp of an instant.
pub(super) fn to_proto(instant: Timestamp) -> pbjson_types::Timestamp {
    pbjson_types::Timestamp { seconds: instant.as_second(), nanos: instant.subsec_nanosecond() }
}
