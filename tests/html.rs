//! Pages in the shape of ten kinds of news sites: headline, first and last sentence and time are read from each, and
//! what stands around the article is not.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use demarche::article::{Article, Field, InputFormat, Limits, PublicationTime, RawArticle, Rejection, read};
use demarche::lexicon::ClutterPhrases;
use serde::Deserialize;

/// What a reader finds on a page.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    headline: String,
    first: String,
    last: String,
    published: String,
    /// Words that must not be in the text.
    absent: Vec<String>,
    /// Words that may be in the text, as clutter.
    #[serde(default)]
    dropped: Vec<String>,
}

#[test]
fn the_article_is_read_from_every_page() {
    let pages = pages();
    assert_eq!(pages.len(), 10);
    let problems: Vec<String> =
        pages.iter().flat_map(|(name, (page, expected))| differences(name, &article(page), expected)).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn a_page_in_a_message_is_read_as_the_page_alone() {
    for (name, (page, _)) in pages() {
        let message = serde_json::json!({ "html": page }).to_string();
        let read = read_value(message.as_bytes(), None).unwrap();
        let alone = article(&page);
        assert_eq!((read.title, read.text, read.published), (alone.title, alone.text, alone.published), "{name}");
    }
}

#[test]
fn a_page_without_an_article_is_rejected() {
    assert_eq!(read_value(b"<html><body></body></html>", Some("text/html")).unwrap_err(), Rejection::NoText);
}

#[test]
fn lines_are_found_again_in_the_page() {
    let mut written = 0;
    for (name, (page, _)) in pages() {
        let article = article(&page);
        for (field, text) in [(Field::Title, &article.title), (Field::Text, &article.text)] {
            let mut end = 0;
            for line in text.split_inclusive('\n') {
                let bytes = end..end + line.trim_end().len();
                end += line.len();
                let Some(range) = article.page_map.range(field, text, &bytes) else { continue };
                written += 1;
                assert_eq!(squeezed(&without_markup(&page[range.bytes.clone()])), squeezed(line), "{name}");
                let by_characters: String =
                    page.chars().skip(range.characters.start).take(range.characters.len()).collect();
                assert_eq!(by_characters, page[range.bytes], "{name}");
            }
        }
    }
    assert!(written > 50, "{written} lines are found");
}

/// Without white space.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Without tags and comments, and with character references resolved.
fn without_markup(page: &str) -> String {
    dom_query::Document::fragment(page).text().to_string()
}

fn differences(name: &str, article: &Article, expected: &Expected) -> Vec<String> {
    let body = body_without_clutter(article);
    let mut problems = Vec::new();
    let mut demand = |is_so: bool, problem: &str| {
        if !is_so {
            problems.push(format!("{name}: {problem}\n{}\n{body}", article.title));
        }
    };
    demand(article.title == expected.headline, "the headline is another");
    demand(body.trim_start().starts_with(&expected.first), "the first sentence is another");
    demand(body.trim_end().ends_with(&expected.last), "the last sentence is another");
    demand(article.published == PublicationTime::parse(&expected.published), "the time is another");
    for words in &expected.absent {
        demand(!article.text.contains(words), &format!("«{words}» is in the text"));
    }
    for words in &expected.dropped {
        demand(!body.contains(words), &format!("«{words}» is not clutter"));
    }
    problems
}

fn body_without_clutter(article: &Article) -> String {
    let mut body = String::new();
    let mut start = 0;
    for clutter in &article.clutter {
        body.push_str(&article.text[start..clutter.start]);
        start = clutter.end;
    }
    body + &article.text[start..]
}

fn article(page: &str) -> Article {
    read_value(page.as_bytes(), Some("text/html")).unwrap()
}

fn read_value(value: &[u8], content_type: Option<&str>) -> Result<Article, Rejection> {
    let raw = RawArticle { value: Some(value), content_type, format: InputFormat::Json, origin: None };
    read(&raw, Limits::default(), &ClutterPhrases::built_in().unwrap())
}

/// Each page of `tests/pages/` with what is expected of it, by name.
fn pages() -> BTreeMap<String, (String, Expected)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files
        .filter(|file| file.extension().is_some_and(|extension| extension == "html"))
        .map(|file| {
            let expected = fs::read_to_string(file.with_extension("json")).unwrap();
            let name = file.file_stem().unwrap().to_string_lossy().into_owned();
            (name, (fs::read_to_string(&file).unwrap(), serde_json::from_str(&expected).unwrap()))
        })
        .collect()
}
