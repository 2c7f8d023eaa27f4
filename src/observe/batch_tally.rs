//! What a batch holds, to be counted when it is committed.

use std::collections::BTreeMap;

use metrics::counter;

use super::metrics::{ARTICLES, EVENTS_OUT, RECORDS_IN, REJECTIONS};
use super::spans::{self, MessageSpan};
use super::timings::{BatchTimes, RecordTimes};
use crate::event::EventType;

/// What a batch holds, to be counted when it is committed.
#[derive(Clone, Debug, Default)]
pub struct BatchTally {
    records: u64,
    articles: BTreeMap<&'static str, u64>,
    events: BTreeMap<(EventType, &'static str), u64>,
    rejections: BTreeMap<&'static str, u64>,
    pub(super) times: BatchTimes,
    spans: Vec<MessageSpan>,
    spans_left_out: u64,
}

impl BatchTally {
    /// Adds a record: the language of its article and its events, or the reason why it is none.
    pub fn add(
        &mut self,
        language: Option<&'static str>,
        events: &[(EventType, &'static str)],
        rejection: Option<&'static str>,
        times: &RecordTimes,
    ) {
        self.records += 1;
        if let Some(language) = language {
            *self.articles.entry(language).or_default() += 1;
        }
        for event in events {
            *self.events.entry(*event).or_default() += 1;
        }
        if let Some(kind) = rejection {
            *self.rejections.entry(kind).or_default() += 1;
        }
        self.times.add(times);
    }

    /// Adds the span of a record, as long as there are not more than could ever wait to be sent.
    pub(crate) fn trace(&mut self, span: MessageSpan) {
        if self.spans.len() < spans::QUEUE {
            self.spans.push(span);
        } else {
            self.spans_left_out += 1;
        }
    }

    /// The spans, which tell of the outcome once it is committed.
    pub(super) fn take_spans(&mut self) -> impl Iterator<Item = MessageSpan> + use<> {
        if self.spans_left_out > 0 {
            spans::dropped(std::mem::take(&mut self.spans_left_out));
        }
        std::mem::take(&mut self.spans).into_iter()
    }

    /// How many records.
    #[must_use]
    pub const fn records(&self) -> u64 {
        self.records
    }

    /// How many events.
    #[must_use]
    pub fn events(&self) -> u64 {
        self.events.values().sum()
    }

    /// How many dead letters.
    #[must_use]
    pub fn dead_letters(&self) -> u64 {
        self.rejections.values().sum()
    }

    /// How many dead letters of each kind.
    pub(super) fn rejections(&self) -> impl Iterator<Item = (&'static str, u64)> {
        self.rejections.iter().map(|(kind, count)| (*kind, *count))
    }

    pub(super) fn count(&self) {
        counter!(RECORDS_IN.name).increment(self.records);
        for (language, count) in &self.articles {
            counter!(ARTICLES.name, "language" => *language).increment(*count);
        }
        for ((event_type, language), count) in &self.events {
            counter!(EVENTS_OUT.name, "type" => event_type.label(), "language" => *language).increment(*count);
        }
        for (kind, count) in &self.rejections {
            counter!(REJECTIONS.name, "kind" => *kind).increment(*count);
        }
    }
}
