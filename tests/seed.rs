//! The whole program on one whole article: the events that demarche was begun for.
//!
//! The article stands beside the project, in `../shared`, and not in it; where that folder is not there, an article of
//! the project's own gold is read instead.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

#[test]
fn the_article_gives_its_call_its_threat_and_its_statements_and_nothing_from_other_headlines() {
    let seed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/gold/articles/seed-putin-biden.json");
    if !seed.is_file() {
        return own_article();
    }
    let (article, events) = extract(&seed);

    let calls = of_type(&events, "call");
    assert_eq!(calls.len(), 1);
    assert_eq!(names(&calls[0]["participants"]), ["Vladimir Putin", "Joe Biden"]);
    assert_eq!(calls[0]["status"], "CALL_STATUS_HELD");
    assert_eq!(calls[0]["medium"], "CALL_MEDIUM_PHONE");
    assert_eq!(calls[0]["time"]["resolved"]["start"], "2022-02-12T17:00:00+00:00");

    let threats = of_type(&events, "sanctionThreat");
    assert_eq!(threats.len(), 1);
    assert_eq!(names(&threats[0]["issuers"]), ["Joe Biden"]);
    assert_eq!(names(&threats[0]["targets"]), ["Russia"]);
    assert_eq!(threats[0]["stage"], "SANCTION_THREAT_STAGE_THREATENED");

    let statements = of_type(&events, "statement");
    let speakers = |name: &str| statements.iter().filter(|statement| statement["speaker"]["name"] == name).count();
    assert!(statements.len() >= 8, "{} statements", statements.len());
    assert!(speakers("Joe Biden") >= 3 && speakers("Vladimir Putin") >= 2 && speakers("Yuri Ushakov") >= 2);

    let end_of_body = article["text"].as_str().unwrap().find("Последние новости").unwrap();
    let body_length = article["text"].as_str().unwrap()[..end_of_body].chars().count() as u64;
    for span in spans(&events) {
        assert!(span["end"].as_u64().unwrap() <= body_length, "{span}");
    }
}

fn own_article() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gold/articles/dev-ru-01.json");
    let (_, events) = extract(&path);
    let calls = of_type(&events, "call");
    assert_eq!(names(&calls[0]["participants"]), ["Vladimir Putin", "Recep Tayyip Erdogan"]);
    assert!(of_type(&events, "statement").len() >= 3);
}

/// The article of a file and the events of it.
fn extract(path: &PathBuf) -> (Value, Vec<Value>) {
    let output = Command::new(env!("CARGO_BIN_EXE_demarche"))
        .args(["extract", "--format", "json"])
        .arg(path)
        .output()
        .expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).unwrap();
    let article = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    (article, lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

fn of_type<'e>(events: &'e [Value], kind: &str) -> Vec<&'e Value> {
    events.iter().filter_map(|event| event.get(kind)).collect()
}

fn names(actors: &Value) -> Vec<&str> {
    actors.as_array().unwrap().iter().map(|actor| actor["name"].as_str().unwrap()).collect()
}

/// Every span anywhere in the events.
fn spans(values: &[Value]) -> Vec<&Value> {
    fn collect<'v>(value: &'v Value, found: &mut Vec<&'v Value>) {
        match value {
            Value::Object(fields) if fields.contains_key("byteEnd") => found.push(value),
            Value::Object(fields) => fields.values().for_each(|field| collect(field, found)),
            Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    values.iter().for_each(|value| collect(value, &mut found));
    found
}
