//! Any text through the whole chain: the text of every span is the article's at that place, and no span lies in clutter.

use std::sync::LazyLock;

use demarche::article::{Article, InputFormat, Limits, RawArticle};
use demarche::event::v1::Span;
use demarche::event::v1::event::Event as Body;
use demarche::extract::Extractor;
use serde_json::Value;

static EXTRACTOR: LazyLock<Extractor> = LazyLock::new(|| {
    let models = demarche::linguistics::default_folder().expect("the user has a cache folder");
    Extractor::new(Limits::default(), &models).expect("the data is whole")
});

/// Reads the bytes as a message where they start like one, and as a text otherwise.
pub fn check(value: &[u8]) {
    let format = if value.first() == Some(&b'{') { InputFormat::Json } else { InputFormat::Text };
    let Ok(extraction) = EXTRACTOR.extract(&RawArticle::new(value, format)) else { return };
    for event in extraction.events.iter().filter_map(|event| event.event.as_ref()) {
        let event = match event {
            Body::Call(call) => serde_json::to_value(call),
            Body::Statement(statement) => serde_json::to_value(statement),
            Body::SanctionThreat(threat) => serde_json::to_value(threat),
        };
        check_spans(&event.expect("an event can be written as JSON"), &extraction.article);
    }
}

/// Goes through every span of an event.
fn check_spans(value: &Value, article: &Article) {
    match value {
        Value::Object(fields) if fields.contains_key("byteEnd") => {
            check_span(&serde_json::from_value(value.clone()).expect("a span"), article);
        }
        Value::Object(fields) => fields.values().for_each(|value| check_spans(value, article)),
        Value::Array(values) => values.iter().for_each(|value| check_spans(value, article)),
        _ => {}
    }
}

fn check_span(span: &Span, article: &Article) {
    let field = if span.field == "title" { &article.title } else { &article.text };
    let (start, end) = (span.byte_start as usize, span.byte_end as usize);
    assert_eq!(field.get(start..end), Some(span.text.as_str()), "the text of the span stands at its bytes");
    let characters = field[..start].chars().count();
    assert_eq!(span.start as usize, characters, "it starts at its characters");
    assert_eq!((span.end - span.start) as usize, span.text.chars().count(), "it ends at its characters");
    let is_clutter = span.field == "text" && article.clutter.iter().any(|piece| piece.start < end && start < piece.end);
    assert!(!is_clutter, "it reaches into clutter");
}
