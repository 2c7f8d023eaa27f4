//! One thing that the console shows of the stream: an article with its events, or a dead letter with its reason.
//!
//! It is made where the record is read, and goes with its outcome: what is shown has been committed.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use html_escape::encode_text;

use crate::article::Origin;
use crate::event::Event;
use crate::extract::Extraction;
use crate::view;

/// Longest text that is shown, in bytes. A longer article is shown without its words.
const TEXT_BYTES: usize = 32 << 10;

/// Most that the HTML of one article may take, in bytes.
const HTML_BYTES: usize = 256 << 10;

/// Longest message of a dead letter, in characters.
const MESSAGE_CHARACTERS: usize = 300;

/// Something to be shown when its record is committed.
#[derive(Clone, Debug)]
pub struct Glimpse(pub(super) Arc<Seen>);

#[derive(Debug)]
pub(super) enum Seen {
    Article(SeenArticle),
    DeadLetter { kind: &'static str, letter: Letter },
}

/// An article with its events, as HTML.
#[derive(Debug)]
pub(super) struct SeenArticle {
    pub(super) heading: String,
    pub(super) body: String,
}

/// A dead letter.
#[derive(Debug)]
pub(super) struct Letter {
    /// Its record, as `topic/partition @ offset`.
    pub(super) record: String,
    /// Why it is one, in plain text; `None` where nothing of articles is shown.
    pub(super) message: Option<String>,
}

impl Glimpse {
    /// With the words of the article where it has few enough. A view that fails costs the glimpse, and not the record.
    pub(super) fn of_article(number: usize, extraction: Extraction, has_texts: bool) -> Option<Self> {
        let without = SeenArticle::without_words(&extraction, if has_texts { TOO_LONG } else { LEFT_OUT });
        if !has_texts || extraction.article.text.len() + extraction.article.title.len() > TEXT_BYTES {
            return Some(Self(Arc::new(Seen::Article(without))));
        }
        let whole = catch_unwind(AssertUnwindSafe(|| SeenArticle::whole(number, extraction))).ok()?;
        let is_small = whole.heading.len() + whole.body.len() <= HTML_BYTES;
        Some(Self(Arc::new(Seen::Article(if is_small { whole } else { without }))))
    }

    pub(super) fn of_dead_letter(kind: &'static str, message: &str, record: &Origin, has_texts: bool) -> Self {
        let message = has_texts.then(|| message.chars().take(MESSAGE_CHARACTERS).collect());
        Self(Arc::new(Seen::DeadLetter { kind, letter: Letter { record: place(record), message } }))
    }
}

const LEFT_OUT: &str = "What the article says is left out: <code>console.texts</code> is off.";
const TOO_LONG: &str = "What the article says is left out: it is too long to be kept here.";

impl SeenArticle {
    fn whole(number: usize, extraction: Extraction) -> Self {
        let title = match extraction.article.title.trim() {
            "" => "Article without a headline",
            title => title,
        };
        let language = extraction.article.language.code();
        let counts = view::event_counts(&extraction.events);
        let heading = format!("<b lang=\"{language}\" dir=\"auto\">{}</b> {counts}", encode_text(title));
        Self { heading, body: view::article_section(number, extraction) }
    }

    /// What is told of an article of which no word is shown: nothing that a record can hold is in it.
    fn without_words(extraction: &Extraction, why: &str) -> Self {
        let article = &extraction.article;
        let counts = view::event_counts(&extraction.events);
        let record = article.origin.as_ref().map_or_else(String::new, place);
        let events: String = extraction.events.iter().map(event_in_short).collect();
        Self {
            heading: format!("{counts}, language {}", article.language.code()),
            body: format!("<p>{why} Record <code>{}</code>.</p>\n<ul>{events}</ul>\n", encode_text(&record)),
        }
    }

    pub(super) const fn bytes(&self) -> usize {
        self.heading.len() + self.body.len()
    }
}

fn event_in_short(event: &Event) -> String {
    let metadata = event.metadata();
    let (kind, rule) = (event.event_type().label().replace('_', " "), encode_text(&metadata.rule).into_owned());
    format!("<li>{kind}: rule <code>{rule}</code>, confidence {:.2}</li>", metadata.confidence)
}

fn place(record: &Origin) -> String {
    format!("{}/{} @ {}", record.topic, record.partition, record.offset)
}
