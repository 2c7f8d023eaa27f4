//! The documented input contract holds for what it shows and for what the demonstration reads.

use std::fs;
use std::path::Path;

use demarche::article::{InputFormat, Limits, RawArticle};
use demarche::extract::Extractor;
use serde_json::{Value, json};

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path))
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn schema() -> Value {
    serde_json::from_str(&read("proto/raw-article.schema.json")).unwrap()
}

fn validator() -> jsonschema::Validator {
    jsonschema::options().should_validate_formats(true).build(&schema()).expect("the schema is a schema")
}

/// Every sample article: its file name and its message.
fn samples() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/demo/articles");
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut samples: Vec<_> = entries
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap()))
        .collect();
    samples.sort();
    samples
}

#[test]
fn every_sample_article_fits_the_schema() {
    let validator = validator();
    let samples = samples();
    assert_eq!(samples.len(), 12);
    for (name, message) in samples {
        let message: Value = serde_json::from_str(&message).unwrap_or_else(|error| panic!("{name}: {error}"));
        validator.validate(&message).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn every_sample_article_is_read_in_the_language_it_names() {
    let extractor = Extractor::new(Limits::default(), &demarche::linguistics::default_folder().unwrap()).unwrap();
    for (name, message) in samples() {
        let extraction = extractor.extract(&RawArticle::new(message.as_bytes(), InputFormat::Json));
        let article = extraction.unwrap_or_else(|rejection| panic!("{name}: {rejection}")).article;
        // The name is a number, the language and a few words.
        assert_eq!(name.split('-').nth(1), Some(article.language.code()), "{name} is read as {}", article.language);
        assert!(article.published.is_some(), "{name} has no publication time");
        assert!(!article.title.is_empty() && article.text.len() > 500, "{name} lost its title or its text");
    }
}

#[test]
fn the_examples_of_the_schema_fit_it() {
    let schema = schema();
    let examples = schema["examples"].as_array().expect("the schema shows examples");
    assert!(!examples.is_empty());
    for example in examples {
        validator().validate(example).unwrap_or_else(|error| panic!("{example}: {error}"));
    }
}

#[test]
fn what_is_no_article_does_not_fit_the_schema() {
    let validator = validator();
    for message in [
        json!({ "title": "no text" }),
        json!({ "text": ["a list"] }),
        json!("text"),
        json!({ "text": "a time without an offset", "published_at": "2026-02-03T12:00:00" }),
    ] {
        assert!(!validator.is_valid(&message), "{message}");
    }
}
