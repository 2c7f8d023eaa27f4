//! `demarche explain`, as it is called from a shell. Every sentence is made up for the test.

use std::fs;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

const TEXT: &str = "Песков сообщил, что визит отложен. Министр долго рассказывал.";

#[test]
fn each_event_is_told_with_its_rule_and_each_silent_word_with_its_reason() {
    let text = printed(&explain(&[], TEXT));
    for words in [
        "verb_clause: a reporting verb, and the clause that it opens",
        "← «Песков» (text 0–6): a name in the knowledge base",
        "«рассказывал» (text 49–60): nothing is told that was said",
    ] {
        assert!(text.contains(words), "{words} is not in\n{text}");
    }
    assert!(!text.contains('\u{1b}'), "a pipe gets no colours");
}

#[test]
fn a_line_of_json_is_an_event_with_its_reasons_or_a_word_with_its_own() {
    let lines = lines(&explain(&["--format", "json"], TEXT));
    let [event, silence] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!(event["event"]["statement"]["content"][0]["text"], "визит отложен");
    assert_eq!(event["rule"], "verb_clause");
    assert_eq!(event["actors"][0]["origin"], "name");
    assert_eq!(event["actors"][0]["words"]["text"], "Песков");
    assert_eq!(event["confidence"][0]["name"], "base");
    assert_eq!(silence["articleId"], "a");
    let silence = &silence["silence"];
    assert_eq!([&silence["eventType"], &silence["reason"]], ["statement", "no_content"]);
    assert_eq!(silence["trigger"]["text"], "рассказывал");
    assert_eq!(silence["sentence"]["text"], "Министр долго рассказывал.");
}

#[test]
fn the_events_are_those_of_extract() {
    let explained = lines(&explain(&["--format", "json"], TEXT));
    let events: Vec<_> = explained.iter().filter_map(|line| line.get("event")).cloned().collect();
    assert_eq!(lines(&demarche("extract", &["--format", "json"], TEXT)), events);
}

#[test]
fn of_the_gold_articles_every_rule_and_every_actor_is_explained() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/gold/articles");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut program = Command::new(env!("CARGO_BIN_EXE_demarche"));
    let output = program.args(["explain", "--format", "json"]).args(files).stdin(Stdio::null()).output().unwrap();
    let events: Vec<_> = lines(&output).into_iter().filter(|line| line.get("event").is_some()).collect();
    assert!(!events.is_empty());
    for line in events {
        assert_ne!(line["meaning"], "", "{} has no meaning in src/extract/explanation/rule.rs", line["rule"]);
        for actor in actors(&line["event"]).filter(|actor| !actor["mention"].is_null()) {
            let told = line["actors"].as_array().unwrap().iter().any(|told| told["words"] == actor["mention"]);
            assert!(told, "nothing tells how this actor was resolved: {actor}");
        }
    }
}

/// Everybody whom an event names.
fn actors(event: &Value) -> impl Iterator<Item = &Value> {
    let body = ["call", "statement", "sanctionThreat"].into_iter().find_map(|name| event.get(name)).unwrap();
    let lists = ["participants", "issuers", "targets"].into_iter().filter_map(|name| body[name].as_array());
    let single = ["speaker", "addressee", "initiator"].into_iter().filter_map(|name| body.get(name));
    lists.flatten().chain(single)
}

#[test]
fn what_cannot_be_read_ends_in_an_exit_code_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("list.json");
    fs::write(&file, "{\"text\": []}").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_demarche")).arg("explain").arg(&file).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
}

fn explain(flags: &[&str], text: &str) -> Output {
    demarche("explain", flags, text)
}

fn demarche(command: &str, flags: &[&str], text: &str) -> Output {
    let folder: TempDir = tempfile::tempdir().unwrap();
    let file = folder.path().join("article.json");
    let message = json!({ "id": "a", "language": "ru", "text": text, "published_at": "2025-03-12T18:00:00+03:00" });
    fs::write(&file, message.to_string()).unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_demarche"));
    program.arg(command).args(flags).arg(&file).stdin(Stdio::null()).output().unwrap()
}

fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn lines(output: &Output) -> Vec<Value> {
    printed(output).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
