//! What the events of one article share: metadata, identifiers, actors for states.

use crate::article::Article;
use crate::event::{EventType, event_id, story_key, v1};

use super::actor::Identity;
use super::reading::Reading;
use super::time::to_proto;

/// Makes the parts that every event has.
pub(super) struct Assembly<'a> {
    article: &'a Article,
    lexicon_version: &'a str,
}

impl<'a> Assembly<'a> {
    pub(super) fn new(article: &'a Article, lexicon_version: &'a str) -> Self {
        Self { article, lexicon_version }
    }

    /// The day of publication, for story keys; empty where not told.
    pub(super) fn day(&self) -> String {
        self.article.published.map(|published| published.date().to_string()).unwrap_or_default()
    }

    /// Metadata without rule, codes, evidence and confidence. `distinguishing` sets the event apart in its article, `shared` is
    /// what every telling of the same real-world event has in common.
    pub(super) fn metadata(&self, event_type: EventType, distinguishing: &[&str], shared: &[&str]) -> v1::Metadata {
        let article = self.article;
        v1::Metadata {
            event_id: event_id(&article.id, event_type.label(), distinguishing),
            story_key: story_key(event_type.label(), shared),
            article_id: article.id.clone(),
            url: article.url.clone(),
            source: article.source.clone(),
            language: article.language.code().to_owned(),
            published_at: article.published.map(|published| to_proto(published.instant)),
            passed_on_by: String::new(),
            input: article.origin.as_ref().map(|origin| v1::InputRecord {
                topic: origin.topic.clone(),
                partition: origin.partition,
                offset: origin.offset,
            }),
            program_version: env!("CARGO_PKG_VERSION").to_owned(),
            lexicon_version: self.lexicon_version.to_owned(),
            ..v1::Metadata::default()
        }
    }
}

/// The state of a country code as an actor without a mention of its own.
pub(super) fn state(reading: &Reading<'_>, country: &str) -> Option<Identity> {
    let index = reading.knowledge.state(country)?;
    Some(Identity::known(reading.knowledge.actor(index), reading.lexicon.language))
}

/// Where the spans of an event stand, as text that sets it apart.
pub(super) fn union_start(spans: &[v1::Span]) -> String {
    spans.iter().map(|span| format!("{}:{}-{}", span.field, span.start, span.end)).collect::<Vec<_>>().join(",")
}
