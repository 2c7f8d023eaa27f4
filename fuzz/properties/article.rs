//! Any bytes, as the value of a record: an article or a rejection with its reason, whatever they are.
//!
//! The first byte chooses how the value is declared; the rest is the value.

use std::sync::LazyLock;

use demarche::article::{self, InputFormat, Limits, RawArticle};
use demarche::lexicon::ClutterPhrases;

static PHRASES: LazyLock<ClutterPhrases> = LazyLock::new(|| ClutterPhrases::built_in().expect("the lexicon is whole"));

const CONTENT_TYPES: [Option<&str>; 6] = [
    None,
    Some("text/plain"),
    Some("text/plain; charset=windows-1251"),
    Some("text/plain; charset=\"utf-16le\""),
    Some("application/json; charset=koi8-u"),
    Some("application/json"),
];

/// Reads the bytes: the first chooses how the value is declared, the rest is the value.
pub fn check(bytes: &[u8]) {
    let Some((choice, value)) = bytes.split_first() else { return };
    let content_type = CONTENT_TYPES[usize::from(*choice) % CONTENT_TYPES.len()];
    let raw = RawArticle { value: Some(value), content_type, format: InputFormat::Json, origin: None };
    match article::read(&raw, Limits::default(), &PHRASES) {
        Ok(article) => {
            assert!(!article.text.trim().is_empty(), "an article has a text");
            let mut end = 0;
            for clutter in &article.clutter {
                assert!(end <= clutter.start && clutter.start < clutter.end, "clutter is in order and apart");
                assert!(article.text.get(clutter.clone()).is_some(), "clutter lies on characters of the text");
                end = clutter.end;
            }
        }
        Err(rejection) => assert!(!rejection.to_string().is_empty() && !rejection.kind().is_empty()),
    }
}
