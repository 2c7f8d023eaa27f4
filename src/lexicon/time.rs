//! `time.toml`: days, months, parts of a day.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::meaning::Meaning;
use super::phrase::PhraseTable;
use crate::linguistics::WordKey;

/// A word that has to do with time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeWord {
    /// A day counted from the publication: today is 0.
    Day(i8),
    /// A part of a day, as hours of the clock.
    Part(u8, u8),
    /// It opens a day whose first hours are meant («в ночь на»), as hours of the clock.
    NightBefore(u8, u8),
    /// A month, 1 to 12.
    Month(i8),
    /// A day of the week, 1 (Monday) to 7.
    Weekday(i8),
    /// It says of a day of the week that it is the one before the publication ("last").
    Last,
    /// It says of a day of the week that it is the one after the publication ("next").
    Next,
    /// A week, month or year counted from the one of the publication.
    Period(TimeUnit, i8),
    /// A habit or a count.
    Habit,
    /// A time that tells no day ("soon").
    Vague,
    /// A unit of time.
    Unit(TimeUnit),
    /// A small number.
    Number(u8),
    /// After an amount of time: so long before the publication.
    Ago,
    /// Before an amount of time: so long after the publication.
    After,
    /// A preposition before a month or a year.
    In,
    /// A preposition before a time of the clock.
    ClockPreposition,
    /// Hours to add to a time on a clock of twelve.
    HalfDay(i16),
    /// Whose clock it is.
    Zone(Zone),
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeUnit {
    /// A minute.
    Minute,
    /// An hour.
    Hour,
    /// A calendar day.
    Day,
    /// A week, from Monday.
    Week,
    /// A calendar month.
    Month,
    /// A calendar year.
    Year,
}

/// A clock that is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// So many minutes ahead of UTC the whole year.
    Offset(i16),
    /// It changes over the year, or cannot be told.
    Unknown,
}

/// `time.toml`: days, months, parts of a day.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Times {
    months: Vec<Vec<String>>,
    weekdays: Vec<Vec<String>>,
    last: Vec<String>,
    next: Vec<String>,
    day: Vec<CountedDay>,
    period: Vec<CountedPeriod>,
    part: Vec<PartEntry>,
    night_before: Vec<PartEntry>,
    habit: Vec<String>,
    vague: Vec<String>,
    unit: BTreeMap<TimeUnit, Vec<String>>,
    numbers: Vec<Vec<String>>,
    ago: Vec<String>,
    after: Vec<String>,
    r#in: Vec<String>,
    clock_prepositions: Vec<String>,
    half_day: Vec<HalfDayEntry>,
    zone: Vec<ZoneEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CountedDay {
    offset: i8,
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CountedPeriod {
    unit: TimeUnit,
    offset: i8,
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PartEntry {
    hours: [u8; 2],
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HalfDayEntry {
    add_hours: i16,
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ZoneEntry {
    /// Minutes ahead of UTC; absent where they change over the year.
    offset_minutes: Option<i16>,
    words: Vec<String>,
}

impl Times {
    pub(super) fn insert(&self, table: &mut PhraseTable<Meaning>, key: impl Fn(&str) -> WordKey) {
        let mut add = |phrases: &[String], word: TimeWord| table.insert_all(&key, phrases, &Meaning::Time(word));
        for (number, words) in (1..).zip(&self.months) {
            add(words, TimeWord::Month(number));
        }
        for (number, words) in (1..).zip(&self.weekdays) {
            add(words, TimeWord::Weekday(number));
        }
        for (number, words) in (1..).zip(&self.numbers) {
            add(words, TimeWord::Number(number));
        }
        self.day.iter().for_each(|entry| add(&entry.words, TimeWord::Day(entry.offset)));
        self.period.iter().for_each(|entry| add(&entry.words, TimeWord::Period(entry.unit, entry.offset)));
        self.part.iter().for_each(|entry| add(&entry.words, TimeWord::Part(entry.hours[0], entry.hours[1])));
        for entry in &self.night_before {
            add(&entry.words, TimeWord::NightBefore(entry.hours[0], entry.hours[1]));
        }
        self.unit.iter().for_each(|(unit, words)| add(words, TimeWord::Unit(*unit)));
        self.half_day.iter().for_each(|entry| add(&entry.words, TimeWord::HalfDay(entry.add_hours)));
        for entry in &self.zone {
            add(&entry.words, TimeWord::Zone(entry.offset_minutes.map_or(Zone::Unknown, Zone::Offset)));
        }
        for (words, word) in [
            (&self.last, TimeWord::Last),
            (&self.next, TimeWord::Next),
            (&self.habit, TimeWord::Habit),
            (&self.vague, TimeWord::Vague),
            (&self.ago, TimeWord::Ago),
            (&self.after, TimeWord::After),
            (&self.r#in, TimeWord::In),
            (&self.clock_prepositions, TimeWord::ClockPreposition),
        ] {
            add(words, word);
        }
    }
}
