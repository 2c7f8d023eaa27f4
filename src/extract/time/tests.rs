//! What times resolve to: of sentences, and for any publication time. Every sentence is made up for the test.

use std::sync::LazyLock;

use jiff::tz::Offset;
use jiff::{Span, Timestamp, ToSpan};
use proptest::prelude::*;

use super::*;
use crate::article::{self, InputFormat, Language, Limits, RawArticle};
use crate::document::Document;
use crate::event::v1::Interval;
use crate::knowledge::KnowledgeBase;
use crate::lexicon::{ClutterPhrases, Lexicon};
use crate::linguistics::Linguistics;

/// Read once: the models are large.
static LINGUISTICS: LazyLock<Linguistics> =
    LazyLock::new(|| Linguistics::read(&crate::linguistics::default_folder().unwrap()).unwrap());

/// The first time of a text that was published on Wednesday, 12 March 2025, at 18:00 in Moscow: its words, how fine it
/// is, and from when to when.
fn first(language: &str, text: &str) -> Option<(String, TimeGranularity, Option<String>)> {
    let message = serde_json::json!({
        "id": "test", "language": language, "text": text, "published_at": "2025-03-12T18:00:00+03:00",
    })
    .to_string();
    let raw = RawArticle::new(message.as_bytes(), InputFormat::Json);
    let article = article::read(&raw, Limits::default(), &ClutterPhrases::built_in().unwrap()).unwrap();
    let language = Language::READ.into_iter().find(|known| known.code() == language).unwrap();
    let lexicon = Lexicon::built_in(language).unwrap();
    let knowledge = KnowledgeBase::built_in([&lexicon]).unwrap();
    let document = Document::of(&article, &lexicon.grammar.abbreviations);
    let reading = Reading::of(&document, &lexicon, &LINGUISTICS, &knowledge);
    let phrase = find(&reading, 0).into_iter().next()?;
    let expression = phrase.expression(&reading, Direction::Past);
    let granularity = expression.granularity();
    Some((expression.text, granularity, expression.resolved.as_ref().map(written)))
}

/// An interval on its own clock.
fn written(interval: &Interval) -> String {
    let offset = Offset::from_seconds(interval.utc_offset_minutes * 60).unwrap();
    let civil = |at: &Option<pbjson_types::Timestamp>| {
        let at = at.as_ref().unwrap();
        offset.to_datetime(Timestamp::new(at.seconds, at.nanos).unwrap()).strftime("%F %H:%M").to_string()
    };
    format!("{} to {}", civil(&interval.start), civil(&interval.end))
}

fn told(language: &str, text: &str, words: &str, granularity: TimeGranularity, resolved: &str) {
    let resolved = (!resolved.is_empty()).then(|| resolved.to_owned());
    assert_eq!(first(language, text), Some((words.to_owned(), granularity, resolved)), "{text}");
}

use TimeGranularity::{Day, DayPart, Habit, Minute, Month, Unspecified, Week, Year};

#[test]
fn days_are_counted_from_the_publication() {
    told("ru", "Накануне они говорили.", "Накануне", Day, "2025-03-11 00:00 to 2025-03-12 00:00");
    told("ru", "Позавчера они говорили.", "Позавчера", Day, "2025-03-10 00:00 to 2025-03-11 00:00");
    told("uk", "Вони говорили вчора.", "вчора", Day, "2025-03-11 00:00 to 2025-03-12 00:00");
    told("en", "They spoke two days ago.", "two days ago", Day, "2025-03-10 00:00 to 2025-03-11 00:00");
    told("ru", "Они встретятся через три дня.", "через три дня", Day, "2025-03-15 00:00 to 2025-03-16 00:00");
}

#[test]
fn a_part_of_a_day_is_told_before_or_after_its_day() {
    told("ru", "Сегодня вечером они говорили.", "Сегодня вечером", DayPart, "2025-03-12 17:00 to 2025-03-13 00:00");
    told("ru", "Утром 3 марта они говорили.", "Утром 3 марта", DayPart, "2025-03-03 04:00 to 2025-03-03 12:00");
    told(
        "ru",
        "Во вторник вечером они говорили.",
        "Во вторник вечером",
        DayPart,
        "2025-03-11 17:00 to 2025-03-12 00:00",
    );
    told("ru", "Они говорили в ночь на вторник.", "в ночь на вторник", DayPart, "2025-03-11 00:00 to 2025-03-11 06:00");
    told("en", "They spoke on Monday morning.", "on Monday morning", DayPart, "2025-03-10 04:00 to 2025-03-10 12:00");
    told("en", "They spoke last night.", "last night", DayPart, "2025-03-11 17:00 to 2025-03-12 00:00");
}

#[test]
fn a_day_of_the_week_says_which_one_it_is() {
    told("ru", "В минувшую среду они говорили.", "В минувшую среду", Day, "2025-03-05 00:00 to 2025-03-06 00:00");
    told("ru", "Они говорили в среду.", "в среду", Day, "2025-03-12 00:00 to 2025-03-13 00:00");
    told("uk", "Минулої п'ятниці вони говорили.", "Минулої п'ятниці", Day, "2025-03-07 00:00 to 2025-03-08 00:00");
    told("en", "They will speak next Friday.", "next Friday", Day, "2025-03-14 00:00 to 2025-03-15 00:00");
}

#[test]
fn a_clock_time_is_read_on_the_clock_that_is_named() {
    told("ru", "Они говорили сегодня в 15:30.", "сегодня в 15:30", Minute, "2025-03-12 15:30 to 2025-03-12 15:31");
    let text = "Они говорили 3 марта в 10:00 по Гринвичу.";
    told("ru", text, "3 марта в 10:00 по Гринвичу", Minute, "2025-03-03 13:00 to 2025-03-03 13:01");
    told("en", "They spoke on Monday at 3 p.m.", "on Monday at 3 p.m.", Minute, "2025-03-10 15:00 to 2025-03-10 15:01");
    told(
        "uk",
        "Вони говорили у вівторок о 20:30.",
        "у вівторок о 20:30",
        Minute,
        "2025-03-11 20:30 to 2025-03-11 20:31",
    );
}

#[test]
fn what_the_words_leave_open_stays_open() {
    told("ru", "Вечером они говорили.", "Вечером", DayPart, "");
    told("ru", "Они поговорят в ближайшие дни.", "в ближайшие дни", Unspecified, "");
    told("ru", "Они несколько раз говорили.", "несколько раз", Habit, "");
    told("en", "They spoke on Monday at 10 a.m. Eastern time.", "on Monday at 10 a.m. Eastern time", Minute, "");
}

#[test]
fn weeks_months_and_years_are_whole_ones() {
    told("ru", "Они говорили на прошлой неделе.", "на прошлой неделе", Week, "2025-03-03 00:00 to 2025-03-10 00:00");
    told("ru", "Они говорили в августе.", "в августе", Month, "2024-08-01 00:00 to 2024-09-01 00:00");
    told("ru", "Они говорили в прошлом месяце.", "в прошлом месяце", Month, "2025-02-01 00:00 to 2025-03-01 00:00");
    told("en", "They spoke in May 2023.", "in May 2023", Month, "2023-05-01 00:00 to 2023-06-01 00:00");
    told("uk", "Вони говорили у 2022 році.", "у 2022 році", Year, "2022-01-01 00:00 to 2023-01-01 00:00");
    told("en", "They spoke last year.", "last year", Year, "2024-01-01 00:00 to 2025-01-01 00:00");
}

#[test]
fn a_score_or_a_count_is_no_time() {
    assert_eq!(first("ru", "Команда выиграла со счётом 3:1 и набрала 15 очков."), None);
    assert_eq!(first("en", "He may call 12 leaders."), None);
}

/// Any publication time whose neighbourhood the calendar holds, on any clock.
fn published() -> impl Strategy<Value = PublicationTime> {
    (-2_000_000_000_i64..4_000_000_000, -12 * 60..=14 * 60).prop_map(|(seconds, minutes)| PublicationTime {
        instant: Timestamp::from_second(seconds).unwrap(),
        offset: Offset::from_seconds(minutes * 60).unwrap(),
    })
}

fn of(anchor: Anchor) -> Timing {
    Timing { anchor, within: None }
}

fn ends(timing: Timing, published: PublicationTime, direction: Direction) -> Option<(Timestamp, Timestamp)> {
    let interval = timing.interval(published, direction)?;
    let instant = |at: pbjson_types::Timestamp| Timestamp::new(at.seconds, at.nanos).unwrap();
    Some((instant(interval.start?), instant(interval.end?)))
}

proptest! {
    #[test]
    fn a_day_of_the_week_is_at_most_a_week_away(published in published(), weekday in 1_i8..=7, past: bool, told: bool) {
        let direction = if past { Direction::Past } else { Direction::Future };
        let timing = of(Anchor::Weekday(weekday, told.then_some(direction)));
        let day = timing.first_day(published, direction).unwrap();
        let away = published.date().until(day).unwrap().get_days();
        prop_assert_eq!(day.weekday().to_monday_one_offset(), weekday);
        prop_assert!(if past { (-7..=0).contains(&away) } else { (0..=7).contains(&away) }, "{} days away", away);
        prop_assert!(!(told && away == 0), "the last Monday is never today");
    }

    #[test]
    fn a_date_without_a_year_lies_the_way_it_is_told(published in published(), day in 1_i8..=28, month in 1_i8..=12) {
        let timing = of(Anchor::Date { day, month, year: None });
        let past = timing.first_day(published, Direction::Past).unwrap();
        let future = timing.first_day(published, Direction::Future).unwrap();
        let today = published.date();
        prop_assert!(past <= today && today <= future);
        prop_assert!(past.checked_add(1.year()).unwrap() > today && future.checked_sub(1.year()).unwrap() < today);
        prop_assert_eq!((past.day(), past.month(), future.day(), future.month()), (day, month, day, month));
    }

    #[test]
    fn an_interval_is_never_empty_and_as_long_as_it_is_fine(published in published(), offset in -3_i8..=3, past: bool) {
        let direction = if past { Direction::Past } else { Direction::Future };
        let lengths = [(TimeUnit::Day, 24..=24), (TimeUnit::Week, 168..=168), (TimeUnit::Month, 672..=744), (TimeUnit::Year, 8760..=8784)];
        for (unit, hours) in lengths {
            let (start, end) = ends(of(Anchor::Period(unit, offset)), published, direction).unwrap();
            prop_assert!(hours.contains(&(end.duration_since(start).as_secs() / 3600)));
            let next = ends(of(Anchor::Period(unit, offset + 1)), published, direction).unwrap();
            prop_assert_eq!(next.0, end, "what comes next starts where this ends");
            prop_assert!(offset != 0 || start <= published.instant && published.instant < end);
        }
    }

    #[test]
    fn time_that_has_gone_by_ends_on_the_side_it_is_told(published in published(), count in 1_i16..400) {
        for unit in [TimeUnit::Minute, TimeUnit::Hour] {
            let (before, _) = ends(of(Anchor::Elapsed(unit, -count)), published, Direction::Past).unwrap();
            let (after, _) = ends(of(Anchor::Elapsed(unit, count)), published, Direction::Past).unwrap();
            prop_assert_eq!(published.instant.duration_since(before), after.duration_since(published.instant));
            prop_assert!(before < published.instant);
        }
        let ago = of(Anchor::Elapsed(TimeUnit::Day, -count)).first_day(published, Direction::Past).unwrap();
        prop_assert_eq!(ago.checked_add(Span::new().days(i64::from(count))).unwrap(), published.date());
    }

    #[test]
    fn a_clock_of_another_zone_is_off_by_the_difference(published in published(), minutes in 0_i16..1440, zone in -720_i16..=840) {
        let at = |zone| Timing { anchor: Anchor::Day(0), within: Some(WithinDay::Clock(minutes, zone)) };
        let (own, _) = ends(at(None), published, Direction::Past).unwrap();
        let (other, end) = ends(at(Some(Zone::Offset(zone))), published, Direction::Past).unwrap();
        let difference = i64::from(published.offset.seconds()) - i64::from(zone) * 60;
        prop_assert_eq!(other.as_second() - own.as_second(), difference);
        prop_assert_eq!(end.as_second() - other.as_second(), 60);
        prop_assert!(ends(at(Some(Zone::Unknown)), published, Direction::Past).is_none());
    }
}
