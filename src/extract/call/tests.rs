//! What one sentence, or a few, tell of calls. Every sentence is made up for the test.

use crate::article::{InputFormat, Limits, RawArticle};
use crate::event::v1::event::Event as Body;
use crate::event::v1::{Call, CallStatus};
use crate::extract::Extractor;

fn told(language: &str, text: &str) -> Vec<(Vec<String>, CallStatus)> {
    let extractor = Extractor::new(Limits::default(), &crate::linguistics::default_folder().unwrap()).unwrap();
    let message = serde_json::json!({
        "id": "test", "language": language, "text": text, "published_at": "2025-03-12T18:00:00+03:00",
    });
    let value = message.to_string();
    let extraction = extractor.extract(&RawArticle::new(value.as_bytes(), InputFormat::Json)).unwrap();
    let name = |call: &Call| {
        let mut names: Vec<_> = call.participants.iter().map(|actor| actor.name.clone()).collect();
        names.sort();
        (names, call.status())
    };
    extraction
        .events
        .into_iter()
        .filter_map(|event| match event.event {
            Some(Body::Call(call)) => Some(name(&call)),
            _ => None,
        })
        .collect()
}

fn call(one: &str, other: &str, status: CallStatus) -> (Vec<String>, CallStatus) {
    (vec![one.to_owned(), other.to_owned()], status)
}

#[test]
fn whoever_tells_of_a_call_takes_no_part_in_it() {
    let text = "Песков заявил, что телефонный разговор Владимира Путина и Дональда Трампа не планируется.";
    assert_eq!(told("ru", text), [call("Donald Trump", "Vladimir Putin", CallStatus::NotHeld)]);
}

#[test]
fn a_denied_call_was_not_held() {
    let text = "The Kremlin denied that Putin had spoken with Trump by telephone.";
    assert_eq!(told("en", text), [call("Donald Trump", "Vladimir Putin", CallStatus::NotHeld)]);
}

#[test]
fn one_verb_with_two_partners_one_after_the_other_tells_two_calls() {
    let text = "Утром Макрон по телефону поговорил с Путиным, а чуть позже — с Зеленским.";
    let with = |other| call("Emmanuel Macron", other, CallStatus::Held);
    assert_eq!(told("ru", text), [with("Vladimir Putin"), with("Volodymyr Zelensky")]);
}

#[test]
fn several_who_phone_one_make_several_calls() {
    let text = "Трампу в среду звонили Макрон и Эрдоган.";
    let with = |other| call("Donald Trump", other, CallStatus::Held);
    assert_eq!(told("ru", text), [with("Emmanuel Macron"), with("Recep Tayyip Erdogan")]);
}

#[test]
fn a_recalled_call_is_one_of_its_own() {
    let text = "Владимиру Путину позвонил Реджеп Тайип Эрдоган. Предыдущий разговор президентов состоялся 5 марта.";
    let held = call("Recep Tayyip Erdogan", "Vladimir Putin", CallStatus::Held);
    assert_eq!(told("ru", text), [held.clone(), held]);
}

#[test]
fn a_conversation_told_after_its_call_is_the_same() {
    let text = "Відбулася телефонна розмова Володимира Зеленського з Емманюелем Макроном. Розмова тривала годину.";
    assert_eq!(told("uk", text), [call("Emmanuel Macron", "Volodymyr Zelensky", CallStatus::Held)]);
}

#[test]
fn what_is_called_a_name_is_no_call() {
    assert_eq!(told("en", "Trump called Putin a friend."), []);
}
