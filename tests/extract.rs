//! `demarche extract`, as it is called from a shell.

use std::fs;
use std::ops::Range;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use assert_cmd::assert::OutputAssertExt as _;
use serde_json::Value;
use tempfile::TempDir;

const GOOD: &str = r#"{"id":"good","language":"ru","title":"Заголовок","text":"Министры поговорили по телефону."}"#;

#[test]
fn each_article_of_a_file_comes_out_in_order() {
    let folder = Folder::with("articles.ndjson", &format!("{GOOD}\n{}\n", GOOD.replace("Заголовок", "Другой")));
    let output = demarche(&["extract", "--format", "pretty", &folder.path("articles.ndjson")]);
    let text = printed(&output);
    assert!(text.find("Заголовок").unwrap() < text.find("Другой").unwrap(), "{text}");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn standard_input_is_read_where_no_file_is_named() {
    let command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_demarche"))
        .args(["extract", "--format", "pretty"])
        .write_stdin(GOOD)
        .unwrap();
    assert!(printed(&command).contains("Заголовок"));
}

#[test]
fn a_file_of_plain_text_is_one_article() {
    let folder = Folder::with("article.txt", "[Reuters] The ministers came home.\n");
    let output = demarche(&["extract", "--format", "html", &folder.path("article.txt")]);
    assert!(printed(&output).contains("<p>[Reuters] The ministers came home."));
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn plain_text_needs_no_name_where_the_format_is_given() {
    let folder = Folder::with("article", "{ braces } begin this text.\n");
    let output = demarche(&["extract", "--format", "html", "--input-format", "text", &folder.path("article")]);
    assert!(printed(&output).contains("<p>{ braces } begin this text."));
}

#[test]
fn a_file_that_cannot_be_read_is_named_and_the_others_come_out() {
    let folder = Folder::with("good.json", GOOD);
    let missing = folder.path("missing.json");
    let output = demarche(&["extract", "--format", "pretty", &missing, &folder.path("good.json")]);
    assert!(printed(&output).contains("Заголовок"));
    let complaint = complained(&output);
    assert!(complaint.starts_with(&format!("demarche: cannot read {missing}: ")), "{complaint}");
    assert!(complaint.contains("check its name"), "{complaint}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_message_that_is_no_article_is_named_by_its_line_and_the_others_come_out() {
    let bad = r#"{"text":["a list"]}"#;
    let folder = Folder::with("mixed.ndjson", &format!("{GOOD}\n{bad}\nnot json\n{{}}\n"));
    let file = folder.path("mixed.ndjson");
    let output = demarche(&["extract", "--format", "pretty", &file]);
    assert!(printed(&output).contains("Заголовок"));
    let complaints = complained(&output);
    let complaints: Vec<&str> = complaints.lines().collect();
    assert_eq!(complaints.len(), 3, "{complaints:?}");
    assert!(
        complaints[0].starts_with(&format!("demarche: {file}:2: "))
            && complaints[0].contains("raw-article.schema.json")
    );
    assert!(
        complaints[1].starts_with(&format!("demarche: {file}:3: ")) && complaints[1].contains("--input-format text")
    );
    assert!(complaints[2].starts_with(&format!("demarche: {file}:4: ")) && complaints[2].contains("no text"));
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn the_output_may_go_to_a_file() {
    let folder = Folder::with("good.json", GOOD);
    let page = folder.path("page.html");
    let output = demarche(&["extract", "--format", "html", "--output", &page, &folder.path("good.json")]);
    assert_eq!(printed(&output), "");
    assert!(fs::read_to_string(page).unwrap().ends_with("</html>\n"));
}

#[test]
fn an_output_file_that_cannot_be_written_is_named() {
    let folder = Folder::with("good.json", GOOD);
    let page = folder.path("missing/page.html");
    let output = demarche(&["extract", "--output", &page, &folder.path("good.json")]);
    assert!(complained(&output).starts_with(&format!("demarche: cannot write {page}: ")));
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let folder = Folder::with("many.ndjson", &format!("{GOOD}\n").repeat(20_000));
    let mut running = Command::new(env!("CARGO_BIN_EXE_demarche"))
        .args(["extract", "--format", "pretty", &folder.path("many.ndjson")])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(running.stdout.take());
    let output = running.wait_with_output().unwrap();
    assert_eq!((output.status.code(), complained(&output).as_str()), (Some(0), ""));
}

#[test]
fn an_unknown_format_is_a_wrong_usage() {
    demarche(&["extract", "--format", "xml"]).assert().code(2);
}

#[test]
fn each_line_of_json_is_an_event_whose_spans_stand_in_the_article() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/deploy/demo/articles/01-ru-putin-erdogan-call.json");
    let article: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let output = demarche(&["extract", file]);
    let mut spans = 0;
    for line in printed(&output).lines() {
        let event: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"));
        assert_eq!(event["articleId"], article["id"]);
        let types = ["call", "statement", "sanctionThreat"].into_iter().filter(|name| event.get(name).is_some());
        assert_eq!(types.count(), 1, "{line}");
        for_each_span(&event, &mut |field, range, text| {
            let characters = article[field].as_str().unwrap().chars();
            assert_eq!(characters.skip(range.start).take(range.len()).collect::<String>(), text);
            spans += 1;
        });
    }
    assert!(spans > 0, "no event has a span");
    assert_eq!((output.status.code(), complained(&output).as_str()), (Some(0), ""));
}

#[test]
fn a_pipe_gets_no_colours() {
    let folder = Folder::with("good.json", GOOD);
    let output = demarche(&["extract", "--format", "pretty", &folder.path("good.json")]);
    assert!(!printed(&output).contains('\u{1b}'));
}

/// Calls `see` with the field, the characters and the text of every span in an event.
fn for_each_span(value: &Value, see: &mut impl FnMut(&str, Range<usize>, &str)) {
    if let (Some(field), Some(text)) = (value["field"].as_str(), value["text"].as_str()) {
        // JSON of proto3 leaves a zero out.
        let number = |name: &str| value[name].as_u64().map_or(0, |number| usize::try_from(number).unwrap());
        return see(field, number("start")..number("end"), text);
    }
    match value {
        Value::Array(values) => values.iter().for_each(|value| for_each_span(value, see)),
        Value::Object(fields) => fields.values().for_each(|value| for_each_span(value, see)),
        _ => {}
    }
}

/// A folder that is gone after the test.
struct Folder(TempDir);

impl Folder {
    fn with(name: &str, content: &str) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        fs::write(folder.path(name), content).unwrap();
        folder
    }

    fn path(&self, name: &str) -> String {
        let path: PathBuf = self.0.path().join(name);
        path.to_str().unwrap().to_owned()
    }
}

fn demarche(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_demarche")).args(arguments).stdin(Stdio::null()).output().unwrap()
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn complained(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}
