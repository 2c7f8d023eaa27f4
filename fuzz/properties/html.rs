//! Any text, as a page: headline, text and time, or a rejection with its reason; and what is said to be written in the
//! page is.

use std::sync::LazyLock;

use demarche::article::{self, Article, Field, InputFormat, Limits, RawArticle};
use demarche::lexicon::ClutterPhrases;

static PHRASES: LazyLock<ClutterPhrases> = LazyLock::new(|| ClutterPhrases::built_in().expect("the lexicon is whole"));

/// Reads the bytes as a page, where they are a text.
pub fn check(page: &[u8]) {
    let Ok(page) = std::str::from_utf8(page) else { return };
    let raw = RawArticle {
        value: Some(page.as_bytes()),
        content_type: Some("text/html; charset=utf-8"),
        format: InputFormat::Json,
        origin: None,
    };
    if let Ok(article) = article::read(&raw, Limits::default(), &PHRASES) {
        assert!(!article.text.trim().is_empty(), "an article has a text");
        let page = page.strip_prefix('\u{feff}').unwrap_or(page);
        check_places(&article, Field::Title, &article.title, page);
        check_places(&article, Field::Text, &article.text, page);
    }
}

/// Words are looked for in the page by their line.
fn check_places(article: &Article, field: Field, text: &str, page: &str) {
    for word in text.split_whitespace() {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        let Some(range) = article.page_map.range(field, text, &(start..start + word.len())) else { continue };
        let written = page.get(range.bytes.clone()).expect("the range lies on characters of the page");
        assert!(!written.is_empty(), "something is written there");
        assert_eq!(page[..range.bytes.start].chars().count(), range.characters.start, "it starts at its characters");
        assert_eq!(written.chars().count(), range.characters.len(), "it ends at its characters");
        if !written.contains(['&', '<', '\r', '\0']) {
            // Lines are looked for without their white space: a headline's metadata may lack a blank that its heading has.
            let plain: String = written.split_whitespace().collect();
            assert_eq!(plain, word, "the word is written there");
        }
    }
}
