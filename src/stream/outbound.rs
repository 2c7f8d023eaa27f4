//! Events and dead letters as records of Kafka.
//!
//! Events carry the headers of CloudEvents (binary mode) and the trace context of the record they were read from. Nothing
//! in them is of the moment or the process: the same record gives the same bytes.

use rdkafka::Message;
use rdkafka::message::{Header, Headers as _, OwnedHeaders, Timestamp};

use super::wire::Wire;
use crate::config::Topics;
use crate::event::{Event, EventType};

/// A record to be written.
#[derive(Clone, Debug)]
pub(crate) struct Outbound {
    pub(crate) topic: String,
    pub(crate) key: Option<Vec<u8>>,
    pub(crate) value: Option<Vec<u8>>,
    pub(crate) headers: OwnedHeaders,
    /// Milliseconds since the Unix epoch.
    pub(crate) timestamp: i64,
    pub(crate) is_dead_letter: bool,
    /// Its size as the producer counts it, about.
    pub(crate) bytes: usize,
}

/// Why a record became a dead letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DeathCause {
    /// Short name of the reason.
    pub(crate) kind: &'static str,
    /// The reason in words.
    pub(crate) message: String,
    /// The step that failed.
    pub(crate) stage: Stage,
}

/// Steps in the names of Kafka Connect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Reading the value.
    Read,
    /// Extracting its events.
    Extract,
    /// Writing its events.
    Write,
}

/// Version of the program, as dead letters name it.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Headers of the trace context (W3C), passed on as they came.
const TRACE: [&str; 2] = ["traceparent", "tracestate"];

/// Beginnings of the names of headers that tell of a failure: those of an earlier one are replaced.
pub(crate) const OF_FAILURES: [&str; 2] = ["__connect.errors.", "demarche."];

/// Counts how often a record has failed.
pub(crate) const ATTEMPT: &str = "demarche.attempt";

/// Longest message of a failure, in characters: it may quote the value.
const MESSAGE_CHARACTERS: usize = 500;

/// The topic that events of a type go to.
pub(crate) const fn topic_of(topics: &Topics, event_type: EventType) -> &String {
    match event_type {
        EventType::Call => &topics.calls,
        EventType::Statement => &topics.statements,
        EventType::SanctionThreat => &topics.sanction_threats,
    }
}

/// An event as a record, keyed by its story.
pub(crate) fn event(event: &Event, input: &impl Message, topics: &Topics, wire: &Wire) -> Outbound {
    let event_type = event.event_type();
    let metadata = event.metadata();
    let source = format!("/topics/{}", input.topic());
    let mut headers = Headers::default()
        .add("ce_specversion", "1.0")
        .add("ce_id", &metadata.event_id)
        .add("ce_type", event_type.message_name())
        .add("ce_source", &source);
    if let Some(content_type) = wire.content_type() {
        headers = headers.add("content-type", content_type);
    }
    let published = metadata.published_at.as_ref();
    if let Some(time) = published.and_then(|time| jiff::Timestamp::new(time.seconds, time.nanos).ok()) {
        headers = headers.add("ce_time", &time.to_string());
    }
    for header in headers_of(input) {
        if TRACE.contains(&header.key) {
            headers = headers.pass_on(header);
        }
    }
    let (key, value) = (metadata.story_key.clone().into_bytes(), wire.value(event));
    Outbound {
        topic: topic_of(topics, event_type).clone(),
        bytes: headers.bytes + key.len() + value.len(),
        key: Some(key),
        value: Some(value),
        headers: headers.inner,
        timestamp: timestamp(input),
        is_dead_letter: false,
    }
}

/// A record as a dead letter: as it came, with the reason in its headers.
pub(crate) fn dead_letter(cause: &DeathCause, input: &impl Message, topics: &Topics) -> Outbound {
    let mut headers = Headers::default();
    let mut attempt = 1_u32;
    for header in headers_of(input) {
        if header.key == ATTEMPT {
            let earlier = header.value.and_then(|value| std::str::from_utf8(value).ok()?.parse::<u32>().ok());
            attempt = earlier.unwrap_or_default().saturating_add(1);
        }
        if !OF_FAILURES.iter().any(|beginning| header.key.starts_with(beginning)) {
            headers = headers.pass_on(header);
        }
    }
    let message: String = cause.message.chars().take(MESSAGE_CHARACTERS).collect();
    let headers = headers
        .add("__connect.errors.topic", input.topic())
        .add("__connect.errors.partition", &input.partition().to_string())
        .add("__connect.errors.offset", &input.offset().to_string())
        .add("__connect.errors.stage", cause.stage.name())
        .add("__connect.errors.class.name", cause.stage.class_name())
        .add("__connect.errors.exception.message", &message)
        .add("demarche.reason", cause.kind)
        .add("demarche.version", VERSION)
        .add(ATTEMPT, &attempt.to_string());
    let (key, value) = (input.key().map(<[u8]>::to_vec), input.payload().map(<[u8]>::to_vec));
    Outbound {
        topic: topics.dead_letters.clone(),
        bytes: headers.bytes + key.as_ref().map_or(0, Vec::len) + value.as_ref().map_or(0, Vec::len),
        key,
        value,
        headers: headers.inner,
        timestamp: timestamp(input),
        is_dead_letter: true,
    }
}

impl Outbound {
    /// A record that is neither event nor dead letter.
    pub(crate) fn other(
        topic: &str,
        (key, value): (Option<&[u8]>, Option<&[u8]>),
        headers: Headers,
        timestamp: i64,
    ) -> Self {
        Self {
            topic: topic.to_owned(),
            bytes: headers.bytes + key.map_or(0, <[u8]>::len) + value.map_or(0, <[u8]>::len),
            key: key.map(<[u8]>::to_vec),
            value: value.map(<[u8]>::to_vec),
            headers: headers.inner,
            timestamp,
            is_dead_letter: false,
        }
    }

    /// The same with one header more.
    pub(crate) fn marked(self, key: &str, value: &str) -> Self {
        let headers = Headers { inner: self.headers, bytes: self.bytes }.add(key, value);
        Self { headers: headers.inner, bytes: headers.bytes, ..self }
    }
}

/// Headers, and how many bytes they have: the client counts them slowly.
#[derive(Default)]
pub(crate) struct Headers {
    pub(crate) inner: OwnedHeaders,
    bytes: usize,
}

impl Headers {
    pub(crate) fn add(self, key: &str, value: &str) -> Self {
        self.pass_on(Header { key, value: Some(value.as_bytes()) })
    }

    pub(crate) fn pass_on(self, header: Header<'_, &[u8]>) -> Self {
        let bytes = self.bytes + header.key.len() + header.value.map_or(0, <[u8]>::len);
        Self { inner: self.inner.insert(header), bytes }
    }
}

impl Stage {
    const fn name(self) -> &'static str {
        match self {
            Self::Read => "VALUE_CONVERTER",
            Self::Extract => "TRANSFORMATION",
            Self::Write => "KAFKA_PRODUCE",
        }
    }

    const fn class_name(self) -> &'static str {
        match self {
            Self::Read => "demarche::article::Rejection",
            Self::Extract => "demarche::extract::Extractor",
            Self::Write => "demarche::event::Event",
        }
    }
}

fn headers_of<M: Message>(input: &M) -> impl Iterator<Item = Header<'_, &[u8]>> {
    input.headers().into_iter().flat_map(M::Headers::iter)
}

/// The timestamp of the input. A record without one is given the first millisecond of the epoch: the client would take the
/// present moment for anything less, and then the same record would not give the same bytes.
pub(crate) fn timestamp(input: &impl Message) -> i64 {
    match input.timestamp() {
        Timestamp::CreateTime(millis) | Timestamp::LogAppendTime(millis) => millis.max(1),
        Timestamp::NotAvailable => 1,
    }
}
