//! Phrases of time: which words belong together, and what they tell.

use super::{Anchor, Direction, TimePhrase, Timing, WithinDay};
use crate::document::TokenKind;
use crate::extract::reading::Reading;
use crate::lexicon::{Meaning, TimeUnit, TimeWord};
use crate::linguistics::{Case, PartOfSpeech};

/// Words that agree with the noun of an event, and the noun, at most.
const WORDS_TO_AN_EVENT: usize = 3;

/// The times of a sentence, in the order of the text.
pub(in crate::extract) fn find(reading: &Reading<'_>, sentence: usize) -> Vec<TimePhrase> {
    let tokens = reading.sentence(sentence).tokens.clone();
    let reader = Reader { reading, end: tokens.end };
    let mut found = Vec::new();
    let mut at = tokens.start;
    while at < tokens.end {
        match reader.phrase(at) {
            Some((timing, end)) => {
                found.push(TimePhrase { tokens: at..end, timing });
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

struct Reader<'r, 'a> {
    reading: &'r Reading<'a>,
    /// The end of the sentence.
    end: usize,
}

impl Reader<'_, '_> {
    fn phrase(&self, at: usize) -> Option<(Timing, usize)> {
        self.night_before(at).or_else(|| self.in_a_day(at)).or_else(|| self.elapsed(at)).or_else(|| self.period(at))
    }

    /// "On the night of Friday": the first hours of that day.
    fn night_before(&self, at: usize) -> Option<(Timing, usize)> {
        self.reading.hits_at(at).iter().find_map(|hit| match hit.meaning {
            Meaning::Time(TimeWord::NightBefore(from, to)) => {
                let next = hit.tokens.end;
                let after_preposition = || {
                    let preposition = self.reading.lexicon.grammar.prepositions.contains(self.reading.lower(next));
                    preposition.then(|| self.day(next + 1))?
                };
                let (anchor, next) =
                    if next < self.end { self.day(next).or_else(after_preposition)? } else { return None };
                Some((Timing { anchor, within: Some(WithinDay::Part(*from, *to)) }, next))
            }
            _ => None,
        })
    }

    /// A day with what is told of it, in any order: "in the evening of 3 May", "today at 15:30 Moscow time".
    fn in_a_day(&self, at: usize) -> Option<(Timing, usize)> {
        let (mut day, mut within, mut next) = (None, None, at);
        loop {
            let after_comma = if next > at && self.reading.is_mark(next, &[","]) { next + 1 } else { next };
            if let (None, Some((anchor, after))) = (day, self.day(next)) {
                // "This evening" is a day and a part of it in the same words.
                let part = self.part(next).filter(|(_, end)| *end == after);
                within = within.or(part.map(|(part, _)| part));
                (day, next) = (Some(anchor), after);
            } else if let (None, Some((part, after))) = (within, self.part(next).or_else(|| self.clock(next))) {
                (within, next) = (Some(part), after);
            } else if let (None, Some((clock, after))) = (within, self.clock(after_comma)) {
                (within, next) = (Some(clock), after);
            } else {
                break;
            }
        }
        (next > at).then_some((Timing { anchor: day.unwrap_or(Anchor::Open), within }, next))
    }

    /// A day of the calendar, of the week, or counted from today.
    fn day(&self, at: usize) -> Option<(Anchor, usize)> {
        if let Some(date) = self.date(at) {
            return Some(date);
        }
        let offset = |word| if let TimeWord::Day(offset) = word { Some(offset) } else { None };
        if let Some((offset, next)) = self.word(at, offset) {
            // "The day before, on Sunday": the second says it all the same, and clearer.
            return (!self.is_before_an_event(next)).then_some((Anchor::Day(offset), next));
        }
        let toward = |word| match word {
            TimeWord::Last => Some(Direction::Past),
            TimeWord::Next => Some(Direction::Future),
            _ => None,
        };
        let (direction, start) = self.word(at, toward).map_or((None, at), |(toward, next)| (Some(toward), next));
        let weekday = |word| if let TimeWord::Weekday(day) = word { Some(day) } else { None };
        let (weekday, next) = self.word(start, weekday)?;
        // "On Monday, 24 November": the date tells more than the day of the week.
        let after = if self.reading.is_mark(next, &[","]) { next + 1 } else { next };
        Some(self.date(after).unwrap_or((Anchor::Weekday(weekday, direction), next)))
    }

    /// "12 февраля 2022 года", "Oct. 9, 2025".
    fn date(&self, at: usize) -> Option<(Anchor, usize)> {
        let day_of = |token: usize| {
            self.number(token).and_then(|day| i8::try_from(day).ok()).filter(|day| (1..=31).contains(day))
        };
        let (day, month, next) = match (day_of(at), self.month(at)) {
            (Some(day), _) => {
                let (month, next) = self.month(at + 1)?;
                (day, month, next)
            }
            (None, Some((month, next))) => {
                let next = if self.reading.is_mark(next, &["."]) { next + 1 } else { next };
                (day_of(next)?, month, next + 1)
            }
            (None, None) => return None,
        };
        let after = if self.reading.is_mark(next, &[","]) { next + 1 } else { next };
        let (year, next) = self.year(after).map_or((None, next), |(year, next)| (Some(year), next));
        Some((Anchor::Date { day, month, year }, next))
    }

    /// «накануне их встречи»: right before something, and on no day that is counted from today.
    fn is_before_an_event(&self, at: usize) -> bool {
        let is_time =
            |token: usize| self.reading.hits_at(token).iter().any(|hit| matches!(hit.meaning, Meaning::Time(_)));
        let words = self.reading.words.get(at..self.end).unwrap_or_default().iter();
        let mut attributes = words.take(WORDS_TO_AN_EVENT).take_while(|word| {
            let owner = word.grammemes.part == PartOfSpeech::Determiner && word.grammemes.case.is_none();
            owner || word.grammemes.case == Some(Case::Genitive)
        });
        let noun = attributes
            .position(|word| word.grammemes.part == PartOfSpeech::Noun && word.grammemes.animate == Some(false));
        noun.is_some_and(|noun| !(at..=at + noun).any(is_time))
    }

    fn month(&self, at: usize) -> Option<(i8, usize)> {
        self.word(at, |word| if let TimeWord::Month(month) = word { Some(month) } else { None })
    }

    /// "2022", with the word for a year after it.
    fn year(&self, at: usize) -> Option<(i16, usize)> {
        let year =
            self.number(at).and_then(|year| i16::try_from(year).ok()).filter(|year| (1900..2100).contains(year))?;
        let suffix = self.word(at + 1, |word| (word == TimeWord::Unit(TimeUnit::Year)).then_some(()));
        Some((year, suffix.map_or(at + 1, |((), next)| next)))
    }

    fn part(&self, at: usize) -> Option<(WithinDay, usize)> {
        self.word(at, |word| if let TimeWord::Part(from, to) = word { Some(WithinDay::Part(from, to)) } else { None })
    }

    /// "At 15:30", "после 20:30 по московскому времени", "3 p.m. ET".
    fn clock(&self, at: usize) -> Option<(WithinDay, usize)> {
        let prefix = self.word(at, |word| (word == TimeWord::ClockPreposition).then_some(()));
        let start = prefix.map_or(at, |((), next)| next);
        let hour = self.number(start).and_then(|hour| i16::try_from(hour).ok())?;
        let minute = self
            .number(start + 2)
            .filter(|minute| self.reading.is_mark(start + 1, &[":"]) && *minute < 60 && self.is_two_digits(start + 2));
        let mut next = if minute.is_some() { start + 3 } else { start + 1 };
        let half = self.word(next, |word| if let TimeWord::HalfDay(hours) = word { Some(hours) } else { None });
        let hour = match half {
            Some((later, after)) if (1..=12).contains(&hour) => {
                next = after;
                hour % 12 + later
            }
            _ if minute.is_some() && hour < 24 => hour,
            _ => return None,
        };
        let zone = self.word(next, |word| if let TimeWord::Zone(zone) = word { Some(zone) } else { None });
        let (zone, next) = zone.map_or((None, next), |(zone, after)| (Some(zone), after));
        Some((WithinDay::Clock(hour * 60 + minute.map_or(0, |minute| minute.cast_signed()), zone), next))
    }

    /// "Two days ago", «через час», "within 24 hours".
    fn elapsed(&self, at: usize) -> Option<(Timing, usize)> {
        let of = |unit, count: i16, next| Some((Timing { anchor: Anchor::Elapsed(unit, count), within: None }, next));
        let to_come = self.word(at, |word| (word == TimeWord::After).then_some(()));
        let (count, unit, next) = self.amount(to_come.map_or(at, |((), next)| next))?;
        if to_come.is_some() {
            return of(unit, count, next);
        }
        let ((), next) = self.word(next, |word| (word == TimeWord::Ago).then_some(()))?;
        of(unit, -count, next)
    }

    /// "Two days", «час».
    fn amount(&self, at: usize) -> Option<(i16, TimeUnit, usize)> {
        let in_words = || self.word(at, |word| if let TimeWord::Number(number) = word { Some(number) } else { None });
        let in_digits = || self.number(at).filter(|number| *number < 1000).map(|number| (number.cast_signed(), at + 1));
        let number = in_digits().or_else(|| in_words().map(|(number, next)| (i16::from(number), next)));
        let (count, next) = number.unwrap_or((1, at));
        let (unit, next) = self.word(next, |word| if let TimeWord::Unit(unit) = word { Some(unit) } else { None })?;
        Some((count, unit, next))
    }

    /// Longer times than a day, habits, and what tells no day.
    fn period(&self, at: usize) -> Option<(Timing, usize)> {
        let of = |anchor, next| Some((Timing { anchor, within: None }, next));
        let whole = |word| match word {
            TimeWord::Period(unit, offset) => Some(Anchor::Period(unit, offset)),
            TimeWord::Habit => Some(Anchor::Habit),
            TimeWord::Vague => Some(Anchor::Open),
            _ => None,
        };
        if let Some((anchor, next)) = self.word(at, whole) {
            return of(anchor, next);
        }
        let before = self.word(at, |word| (word == TimeWord::In).then_some(()));
        let ((), start) = before?;
        if let Some((month, next)) = self.month(start) {
            let after = if self.reading.is_mark(next, &[","]) { next + 1 } else { next };
            let (year, next) = self.year(after).map_or((None, next), |(year, next)| (Some(year), next));
            return of(Anchor::Month { month, year }, next);
        }
        let (year, next) = self.year(start)?;
        of(Anchor::Year(year), next)
    }

    /// What the longest phrase of time at a place means, of those that are asked for.
    fn word<T>(&self, at: usize, wanted: impl Fn(TimeWord) -> Option<T>) -> Option<(T, usize)> {
        if at >= self.end {
            return None;
        }
        self.reading.hits_at(at).iter().find_map(|hit| match hit.meaning {
            Meaning::Time(word) => wanted(*word).map(|found| (found, hit.tokens.end)),
            _ => None,
        })
    }

    fn number(&self, token: usize) -> Option<u16> {
        (token < self.end && self.reading.document.tokens[token].kind == TokenKind::Number)
            .then(|| self.reading.lower(token).parse().ok())?
    }

    fn is_two_digits(&self, token: usize) -> bool {
        self.reading.lower(token).len() == 2
    }
}
