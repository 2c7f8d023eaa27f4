//! Any text, cut up: tokens in order and apart, every token in one sentence, quotations in their marks, and each span
//! the article's text at its place.

use std::sync::LazyLock;

use demarche::article::{Article, Field, InputFormat, Language, Limits, RawArticle, read};
use demarche::document::{Abbreviations, Document};
use demarche::event::v1::Span;
use demarche::lexicon::{ClutterPhrases, Lexicon};

static ABBREVIATIONS: LazyLock<[Abbreviations; 3]> = LazyLock::new(|| {
    [Language::Russian, Language::Ukrainian, Language::English]
        .map(|language| Lexicon::built_in(language).expect("the lexicon is whole").grammar.abbreviations)
});

/// Cuts up the bytes as an article: the first line is its headline.
pub fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (title, text) = text.split_once('\n').unwrap_or_default();
    let message = serde_json::json!({ "title": title, "text": text }).to_string();
    let raw = RawArticle::new(message.as_bytes(), InputFormat::Json);
    let Ok(article) = read(&raw, Limits::default(), &ClutterPhrases::default()) else { return };
    let [russian, ukrainian, english] = &*ABBREVIATIONS;
    let abbreviations = match article.language {
        Language::Ukrainian => ukrainian,
        Language::English => english,
        _ => russian,
    };
    let document = Document::of(&article, abbreviations);
    let mut before = (Field::Title, 0);
    for token in &document.tokens {
        assert!(!token.bytes.is_empty(), "a token has characters");
        assert!(before <= (token.field, token.bytes.start), "tokens are in order and apart");
        before = (token.field, token.bytes.end);
    }
    let (mut end, mut paragraph) = (0, 0);
    for sentence in &document.sentences {
        assert!(sentence.tokens.start == end && sentence.tokens.end > end, "sentences hold every token once");
        assert!(sentence.paragraph >= paragraph, "paragraphs are in order");
        (end, paragraph) = (sentence.tokens.end, sentence.paragraph);
        check_span(&document.span(sentence.tokens.clone()).expect("a sentence has tokens"), &article);
    }
    assert_eq!(end, document.tokens.len(), "sentences hold every token");
    for quotation in &document.quotations {
        let (outer, inner) = (&quotation.outer, &quotation.inner);
        assert!(outer.start <= inner.start && inner.start <= inner.end, "a quotation lies in its marks");
        assert!(inner.end <= outer.end && outer.end <= document.tokens.len(), "a quotation ends with its paragraph");
        check_span(&document.span(outer.clone()).expect("a quotation has a mark"), &article);
    }
}

fn check_span(span: &Span, article: &Article) {
    let field = if span.field == "title" { &article.title } else { &article.text };
    let bytes = span.byte_start as usize..span.byte_end as usize;
    assert_eq!(field.get(bytes.clone()), Some(span.text.as_str()), "the text of the span stands at its bytes");
    assert_eq!(span.start as usize, field[..bytes.start].chars().count(), "it starts at its characters");
    assert_eq!(span.end as usize, field[..bytes.end].chars().count(), "it ends at its characters");
}
