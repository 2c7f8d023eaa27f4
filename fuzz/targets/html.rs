//! Any text, as a page: headline, text and time, or a rejection with its reason.

#![no_main]

use std::sync::LazyLock;

use demarche::article::{self, InputFormat, Limits, RawArticle};
use demarche::lexicon::ClutterPhrases;
use libfuzzer_sys::fuzz_target;

static PHRASES: LazyLock<ClutterPhrases> = LazyLock::new(|| ClutterPhrases::built_in().expect("the lexicon is whole"));

fuzz_target!(|page: &[u8]| {
    let raw =
        RawArticle { value: Some(page), content_type: Some("text/html"), format: InputFormat::Json, origin: None };
    if let Ok(article) = article::read(&raw, Limits::default(), &PHRASES) {
        assert!(!article.text.trim().is_empty(), "an article has a text");
    }
});
