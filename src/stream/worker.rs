//! One record to its outcome: its events, none, or a dead letter.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rdkafka::Message as _;
use rdkafka::message::{Headers as _, OwnedMessage};

use super::outbound::{self, DeathCause, Outbound, Stage};
use crate::article::{InputFormat, Origin, RawArticle};
use crate::config::Topics;
use crate::event::EventType;
use crate::extract::{Extraction, Extractor};

/// What came of one record.
#[derive(Debug)]
pub(super) struct Outcome {
    /// What is to be written, in order.
    pub(super) outputs: Vec<Outbound>,
    /// The type and language of each event.
    pub(super) events: Vec<(EventType, &'static str)>,
    /// The reason, where the record became a dead letter.
    pub(super) rejection: Option<&'static str>,
    /// How long extraction took.
    pub(super) took: Duration,
}

/// Turns records into outcomes. It holds nothing of any record, so several could work side by side.
#[derive(Clone)]
pub(super) struct Worker {
    extractor: Arc<Extractor>,
    topics: Topics,
    format: InputFormat,
    /// Largest record that the producer takes, in bytes.
    largest: usize,
}

impl Worker {
    pub(super) const fn new(extractor: Arc<Extractor>, topics: Topics, format: InputFormat, largest: usize) -> Self {
        Self { extractor, topics, format, largest }
    }

    /// Reads a record. A panic costs this record, not the process.
    pub(super) fn work(&self, record: &OwnedMessage) -> Outcome {
        let start = Instant::now();
        let extracted = catch_unwind(AssertUnwindSafe(|| self.extract(record)));
        let took = start.elapsed();
        let outcome = match extracted {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(cause)) => self.dead_letter(record, &cause),
            Err(panic) => {
                let message = panic_message(panic.as_ref());
                self.dead_letter(record, &DeathCause { kind: "panic", message, stage: Stage::Extract })
            }
        };
        Outcome { took, ..outcome }
    }

    /// The outcome of a record that cannot be kept.
    pub(super) fn dead_letter(&self, record: &OwnedMessage, cause: &DeathCause) -> Outcome {
        Outcome {
            outputs: vec![outbound::dead_letter(cause, record, &self.topics)],
            events: Vec::new(),
            rejection: Some(cause.kind),
            took: Duration::ZERO,
        }
    }

    fn extract(&self, record: &OwnedMessage) -> Result<Outcome, DeathCause> {
        let origin =
            Origin { topic: record.topic().to_owned(), partition: record.partition(), offset: record.offset() };
        let raw = RawArticle {
            value: record.payload(),
            content_type: content_type(record),
            format: self.format,
            origin: Some(&origin),
        };
        let Extraction { article, events } = self.extractor.extract(&raw).map_err(|rejection| DeathCause {
            kind: rejection.kind(),
            message: rejection.to_string(),
            stage: Stage::Read,
        })?;
        let outputs: Vec<Outbound> = events.iter().map(|event| outbound::event(event, record, &self.topics)).collect();
        if let Some(bytes) = outputs.iter().map(Outbound::bytes).find(|bytes| *bytes > self.largest) {
            return Err(too_large(format!("an event has {bytes} bytes, the producer takes {}", self.largest)));
        }
        let language = article.language.code();
        let events = events.iter().map(|event| (event.event_type(), language)).collect();
        Ok(Outcome { outputs, events, rejection: None, took: Duration::ZERO })
    }
}

/// The cause of a record whose events do not fit into their topic.
pub(super) const fn too_large(message: String) -> DeathCause {
    DeathCause { kind: "output_too_large", message, stage: Stage::Write }
}

fn content_type(record: &OwnedMessage) -> Option<&str> {
    let header = record.headers()?.iter().find(|header| header.key.eq_ignore_ascii_case("content-type"))?;
    std::str::from_utf8(header.value?).ok()
}

fn panic_message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("extraction panicked: {}", text.unwrap_or("no message"))
}
