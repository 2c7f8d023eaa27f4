//! What is told of an article beside its events. Every sentence is made up for the test.

use super::{Explanation, Origin, Reason, Reckoning};
use crate::article::{InputFormat, Limits, RawArticle};
use crate::event::EventType;
use crate::extract::Extractor;

fn extractor() -> Extractor {
    Extractor::new(Limits::default(), &crate::linguistics::default_folder().unwrap()).unwrap()
}

fn message(language: &str, text: &str) -> String {
    serde_json::json!({
        "id": "test", "language": language, "text": text, "published_at": "2025-03-12T18:00:00+03:00",
    })
    .to_string()
}

fn explain(language: &str, text: &str) -> Explanation {
    let message = message(language, text);
    extractor().explain(&RawArticle::new(message.as_bytes(), InputFormat::Json)).unwrap()
}

/// Each word that made no event, with the type of event and the reason.
fn silences(language: &str, text: &str) -> Vec<(String, EventType, Reason)> {
    let told = explain(language, text).silences;
    told.into_iter().map(|silence| (silence.trigger.text, silence.event_type, silence.reason)).collect()
}

/// Of each actor of the events the words, how it was told, and where it is named.
fn actors(language: &str, text: &str) -> Vec<(String, Origin, Option<String>)> {
    let told = explain(language, text).actors;
    told.into_iter().map(|told| (told.words.text, told.origin, told.antecedent.map(|span| span.text))).collect()
}

fn silence(word: &str, event_type: EventType, reason: Reason) -> (String, EventType, Reason) {
    (word.to_owned(), event_type, reason)
}

#[test]
fn a_word_that_made_an_event_has_no_reason_against_it() {
    assert_eq!(
        silences("ru", "Лавров заявил, что переговоры с партнёрами отложены на месяц."),
        [silence("переговоры", EventType::Call, Reason::NoPhoneWord)]
    );
}

#[test]
fn a_speech_verb_without_content_says_so() {
    let told = silences("ru", "Министр долго рассказывал.");
    assert_eq!(told, [silence("рассказывал", EventType::Statement, Reason::NoContent)]);
}

#[test]
fn sanctions_in_force_are_told_as_such() {
    let told = silences("ru", "Санкции против России действуют с весны.");
    assert_eq!(told, [silence("Санкции", EventType::SanctionThreat, Reason::InForce)]);
}

#[test]
fn a_pronoun_is_told_with_the_name_it_stands_for() {
    let told = actors("ru", "Дмитрий Песков прилетел в Минск. Он сообщил, что встреча начнётся утром.");
    assert_eq!(told, [("Он".to_owned(), Origin::Pronoun, Some("Дмитрий Песков".to_owned()))]);
}

#[test]
fn a_title_is_told_as_of_the_day_of_publication() {
    let told = actors("ru", "Президент США заявил, что готов приехать в Анкару весной.");
    assert_eq!(told, [("Президент США".to_owned(), Origin::TitleOnDay, None)]);
}

#[test]
fn a_verb_without_a_subject_goes_on_with_the_last_speaker() {
    let told = actors("ru", "Песков заявил, что визит отложен. Отметил также, что сроки обсуждаются.");
    assert!(told.contains(&("Отметил".to_owned(), Origin::LastSpeaker, None)), "{told:?}");
}

#[test]
fn a_time_is_told_with_how_it_was_counted() {
    let explanation = explain("ru", "В понедельник Путин по телефону поговорил с Эрдоганом.");
    let told: Vec<_> = explanation.times.iter().map(|told| (told.words.text.as_str(), told.reckoning)).collect();
    assert_eq!(told, [("В понедельник", Reckoning::LastWeekday)]);
}

#[test]
fn what_is_no_part_of_the_article_is_told_as_such() {
    let text = "Лавров заявил, что поездка отложена.\n\nЧитайте также:\nПесков заявил, что встреча не планируется\n";
    assert_eq!(silences("ru", text), [silence("заявил", EventType::Statement, Reason::Clutter)]);
}

#[test]
fn explaining_changes_no_event() {
    let text =
        "Макрон заявил, что позвонил Зеленскому в субботу. Он пригрозил Ирану санкциями, если атаки продолжатся.";
    let (extractor, message) = (extractor(), message("ru", text));
    let raw = RawArticle::new(message.as_bytes(), InputFormat::Json);
    let events = extractor.extract(&raw).unwrap().events;
    assert!(!events.is_empty());
    assert_eq!(extractor.explain(&raw).unwrap().extraction.events, events);
}
