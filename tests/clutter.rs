//! What is dropped as clutter holds no event, and no event is read from what is dropped.
//!
//! Over the articles of `tests/gold/` and, where a larger set lies beside the project, over those as well.

use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use demarche::article::{InputFormat, Limits, RawArticle};
use demarche::event::v1::Span;
use demarche::event::v1::event::Event as Body;
use demarche::extract::{Extraction, Extractor};
use serde_json::Value;

#[test]
fn no_gold_event_is_dropped_as_clutter() {
    let mut problems = Vec::new();
    let mut checked = 0;
    for Sample { name, extraction, gold } in samples() {
        let text = &extraction.article.text;
        for span in gold_text_spans(&gold) {
            let bytes = byte_of(text, span.start)..byte_of(text, span.end);
            checked += 1;
            if let Some(clutter) = overlapping(&extraction, &bytes) {
                problems.push(format!("{name}: «{}» is dropped with «{}»", &text[bytes], &text[clutter]));
            }
        }
    }
    assert!(checked > 0, "no gold event has a span in a text");
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn no_event_is_read_from_clutter() {
    let mut problems = Vec::new();
    let (mut checked, mut dropped) = (0, 0);
    for Sample { name, extraction, .. } in samples() {
        dropped += extraction.article.clutter.len();
        for event in &extraction.events {
            for span in event.event.iter().flat_map(spans_of).filter(|span| span.field == "text") {
                checked += 1;
                let bytes = span.byte_start as usize..span.byte_end as usize;
                if let Some(clutter) = overlapping(&extraction, &bytes) {
                    problems
                        .push(format!("{name}: «{}» reaches into «{}»", span.text, &extraction.article.text[clutter]));
                }
            }
        }
    }
    assert!(checked > 0 && dropped > 0, "{checked} spans and {dropped} pieces of clutter: nothing is checked");
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// An article of the set, as it was read, and what a reader found in it.
struct Sample {
    name: String,
    extraction: Extraction,
    gold: Value,
}

fn samples() -> Vec<Sample> {
    let extractor = Extractor::new(Limits::default(), &demarche::linguistics::default_folder().unwrap()).unwrap();
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut names = BTreeSet::new();
    let mut samples = Vec::new();
    for folder in [project.join("tests/gold"), project.join("../shared/gold")] {
        let Ok(articles) = fs::read_dir(folder.join("articles")) else { continue };
        let mut files: Vec<PathBuf> = articles.map(|entry| entry.unwrap().path()).collect();
        files.sort();
        for file in files {
            let name = file.file_stem().unwrap().to_string_lossy().into_owned();
            if names.insert(name.clone()) {
                let value = fs::read(&file).unwrap();
                let extraction = extractor.extract(&RawArticle::new(&value, InputFormat::Json)).unwrap();
                let gold = fs::read(folder.join("gold").join(file.file_name().unwrap())).unwrap();
                samples.push(Sample { name, extraction, gold: serde_json::from_slice(&gold).unwrap() });
            }
        }
    }
    assert!(!samples.is_empty(), "tests/gold has no articles");
    samples
}

/// The character ranges of the text that gold events name: contents of statements, threats and their conditions.
fn gold_text_spans(value: &Value) -> Vec<Range<usize>> {
    match value {
        Value::Array(items) => match items.as_slice() {
            [Value::String(field), Value::Number(start), Value::Number(end)] if field == "text" => {
                let number = |number: &serde_json::Number| usize::try_from(number.as_u64().unwrap()).unwrap();
                std::iter::once(number(start)..number(end)).collect()
            }
            items => items.iter().flat_map(gold_text_spans).collect(),
        },
        Value::Object(fields) => fields.values().flat_map(gold_text_spans).collect(),
        _ => Vec::new(),
    }
}

/// Every span that an event holds.
fn spans_of(event: &Body) -> Vec<Span> {
    let json = match event {
        Body::Call(call) => serde_json::to_value(call),
        Body::Statement(statement) => serde_json::to_value(statement),
        Body::SanctionThreat(threat) => serde_json::to_value(threat),
    };
    let mut spans = Vec::new();
    collect_spans(&json.unwrap(), &mut spans);
    spans
}

fn collect_spans(value: &Value, spans: &mut Vec<Span>) {
    match value {
        Value::Object(fields) if fields.contains_key("byteEnd") => {
            spans.push(serde_json::from_value(value.clone()).unwrap())
        }
        Value::Object(fields) => fields.values().for_each(|value| collect_spans(value, spans)),
        Value::Array(values) => values.iter().for_each(|value| collect_spans(value, spans)),
        _ => {}
    }
}

fn byte_of(text: &str, character: usize) -> usize {
    text.char_indices().nth(character).map_or(text.len(), |(byte, _)| byte)
}

fn overlapping(extraction: &Extraction, bytes: &Range<usize>) -> Option<Range<usize>> {
    let clutter = &extraction.article.clutter;
    clutter.iter().find(|clutter| clutter.start < bytes.end && bytes.start < clutter.end).cloned()
}
