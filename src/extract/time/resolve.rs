//! What a time resolves to: the days or minutes of the calendar that its words stand for on the day of the publication.

use jiff::Span;
use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::Offset;

use super::{Anchor, Direction, Timing, WithinDay, to_proto};
use crate::article::PublicationTime;
use crate::event::v1::{Interval, TimeGranularity};
use crate::extract::trace::Reckoning;
use crate::lexicon::{TimeUnit, Zone};

impl Timing {
    pub(super) fn granularity(&self) -> TimeGranularity {
        match (self.anchor, self.within) {
            (Anchor::Habit, _) => TimeGranularity::Habit,
            (_, Some(WithinDay::Clock(..))) | (Anchor::Elapsed(TimeUnit::Minute, _), _) => TimeGranularity::Minute,
            (_, Some(WithinDay::Part(..))) | (Anchor::Elapsed(TimeUnit::Hour, _), _) => TimeGranularity::DayPart,
            (Anchor::Open, None) => TimeGranularity::Unspecified,
            (Anchor::Day(_) | Anchor::Weekday(..) | Anchor::Date { .. }, None) => TimeGranularity::Day,
            (Anchor::Month { .. }, None) => TimeGranularity::Month,
            (Anchor::Year(_), None) => TimeGranularity::Year,
            (Anchor::Period(unit, _) | Anchor::Elapsed(unit, _), None) => match unit {
                TimeUnit::Week => TimeGranularity::Week,
                TimeUnit::Month => TimeGranularity::Month,
                TimeUnit::Year => TimeGranularity::Year,
                TimeUnit::Minute | TimeUnit::Hour | TimeUnit::Day => TimeGranularity::Day,
            },
        }
    }

    /// How it is resolved.
    pub(super) fn reckoning(&self, published: bool, resolved: bool, direction: Direction) -> Reckoning {
        match (self.anchor, self.within) {
            (Anchor::Habit, _) => return Reckoning::Habit,
            (Anchor::Open, Some(_)) => return Reckoning::PartOfSomeDay,
            (Anchor::Open, None) => return Reckoning::Vague,
            (_, Some(WithinDay::Clock(_, Some(Zone::Unknown)))) => return Reckoning::UnknownClock,
            _ if !published => return Reckoning::NoPublicationTime,
            _ if !resolved => return Reckoning::NoSuchDay,
            _ => {}
        }
        match (self.anchor, direction) {
            (Anchor::Weekday(_, Some(Direction::Past)), _) | (Anchor::Weekday(_, None), Direction::Past) => {
                Reckoning::LastWeekday
            }
            (Anchor::Weekday(..), _) => Reckoning::NextWeekday,
            (Anchor::Date { year: Some(_), .. } | Anchor::Month { year: Some(_), .. } | Anchor::Year(_), _) => {
                Reckoning::Date
            }
            (Anchor::Date { .. } | Anchor::Month { .. }, Direction::Past) => Reckoning::LastDate,
            (Anchor::Date { .. } | Anchor::Month { .. }, Direction::Future) => Reckoning::NextDate,
            (Anchor::Period(..), _) => Reckoning::Period,
            (Anchor::Day(_) | Anchor::Elapsed(..) | Anchor::Habit | Anchor::Open, _) => Reckoning::FromPublication,
        }
    }

    pub(super) fn is_of_one_day(&self) -> bool {
        matches!(self.granularity(), TimeGranularity::Day | TimeGranularity::DayPart | TimeGranularity::Minute)
    }

    /// The first day of it, where it can be told.
    pub(super) fn first_day(&self, published: PublicationTime, direction: Direction) -> Option<Date> {
        let today = published.date();
        match self.anchor {
            Anchor::Day(offset) => today.checked_add(Span::new().days(i64::from(offset))).ok(),
            Anchor::Weekday(number, told) => {
                let weekday = Weekday::from_monday_one_offset(number).ok()?;
                if told.is_none() && today.weekday() == weekday {
                    return Some(today);
                }
                let nth = if told.unwrap_or(direction) == Direction::Past { -1 } else { 1 };
                today.nth_weekday(nth, weekday).ok()
            }
            Anchor::Date { day, month, year: Some(year) } => Date::new(year, month, day).ok(),
            Anchor::Date { day, month, year: None } => {
                let in_year = |year: i16| Date::new(year, month, day).ok();
                match direction {
                    Direction::Past if in_year(today.year()).is_none_or(|date| date > today) => {
                        in_year(today.year() - 1)
                    }
                    Direction::Future if in_year(today.year()).is_none_or(|date| date < today) => {
                        in_year(today.year() + 1)
                    }
                    _ => in_year(today.year()),
                }
            }
            Anchor::Month { month, year: Some(year) } => Date::new(year, month, 1).ok(),
            Anchor::Month { month, year: None } => {
                let year = match direction {
                    Direction::Past if month > today.month() => today.year() - 1,
                    Direction::Future if month < today.month() => today.year() + 1,
                    _ => today.year(),
                };
                Date::new(year, month, 1).ok()
            }
            Anchor::Year(year) => Date::new(year, 1, 1).ok(),
            Anchor::Period(unit, offset) => first_of(unit, today)?.checked_add(span(unit, i16::from(offset))).ok(),
            Anchor::Elapsed(unit, count) => {
                let now = published.offset.to_datetime(published.instant);
                Some(first_of(unit, now.checked_add(span(unit, count)).ok()?.date()).unwrap_or(today))
            }
            Anchor::Habit | Anchor::Open => None,
        }
    }

    pub(super) fn interval(&self, published: PublicationTime, direction: Direction) -> Option<Interval> {
        if let Anchor::Elapsed(unit @ (TimeUnit::Minute | TimeUnit::Hour), count) = self.anchor {
            let start = published.offset.to_datetime(published.instant).checked_add(span(unit, count)).ok()?;
            return interval(start, start.checked_add(span(unit, 1)).ok()?, published.offset, published);
        }
        let midnight = self.first_day(published, direction)?.to_datetime(Time::midnight());
        let after = |from: DateTime, span: Span| from.checked_add(span).ok();
        let hours = |hours: u8| Span::new().hours(i64::from(hours));
        match self.within {
            Some(WithinDay::Part(from, to)) => {
                interval(after(midnight, hours(from))?, after(midnight, hours(to))?, published.offset, published)
            }
            Some(WithinDay::Clock(minutes, zone)) => {
                let offset = match zone {
                    None => published.offset,
                    Some(Zone::Offset(minutes)) => Offset::from_seconds(i32::from(minutes) * 60).ok()?,
                    Some(Zone::Unknown) => return None,
                };
                let start = after(midnight, Span::new().minutes(i64::from(minutes)))?;
                interval(start, after(start, Span::new().minutes(1))?, offset, published)
            }
            None => {
                let unit = match self.anchor {
                    Anchor::Month { .. } => TimeUnit::Month,
                    Anchor::Year(_) => TimeUnit::Year,
                    Anchor::Period(unit, _) | Anchor::Elapsed(unit, _) => unit,
                    _ => TimeUnit::Day,
                };
                interval(midnight, after(midnight, span(unit, 1))?, published.offset, published)
            }
        }
    }
}

/// The first day of the week, month or year that a day lies in.
fn first_of(unit: TimeUnit, day: Date) -> Option<Date> {
    match unit {
        TimeUnit::Minute | TimeUnit::Hour | TimeUnit::Day => Some(day),
        TimeUnit::Week => day.checked_sub(Span::new().days(i64::from(day.weekday().to_monday_zero_offset()))).ok(),
        TimeUnit::Month => Date::new(day.year(), day.month(), 1).ok(),
        TimeUnit::Year => Date::new(day.year(), 1, 1).ok(),
    }
}

fn span(unit: TimeUnit, count: i16) -> Span {
    let (span, count) = (Span::new(), i64::from(count));
    match unit {
        TimeUnit::Minute => span.minutes(count),
        TimeUnit::Hour => span.hours(count),
        TimeUnit::Day => span.days(count),
        TimeUnit::Week => span.weeks(count),
        TimeUnit::Month => span.months(count),
        TimeUnit::Year => span.years(count),
    }
}

/// An interval between two readings of a clock, told on the clock of the publication.
fn interval(start: DateTime, end: DateTime, clock: Offset, published: PublicationTime) -> Option<Interval> {
    let instant = |civil: DateTime| clock.to_timestamp(civil).ok().map(to_proto);
    Some(Interval {
        start: Some(instant(start)?),
        end: Some(instant(end)?),
        utc_offset_minutes: published.offset.seconds() / 60,
    })
}
