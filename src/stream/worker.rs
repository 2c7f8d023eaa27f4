//! One record to its outcome: its events, none, or a dead letter.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use rdkafka::Message;
use rdkafka::message::Headers as _;

use super::outbound::{self, DeathCause, Outbound, Stage};
use super::trace_context::TraceContext;
use super::wire::Wire;
use crate::article::{InputFormat, Origin, RawArticle, Rejection};
use crate::config::Topics;
use crate::event::EventType;
use crate::extract::Extraction;
use crate::observe::{Glimpse, MessageSpan, Observer, Recent, RecordTimes, Spans, Stage as Part};

/// Reads one article, and gives its events; called by several threads at once. The same article must give the same events,
/// because a record whose batch failed is read again. It may call back once the article is read, before it looks for
/// events: so each of the two is measured by itself.
pub type Extract = dyn Fn(&RawArticle<'_>, &mut dyn FnMut()) -> Result<Extraction, Rejection> + Send + Sync;

/// What came of one record.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// What is to be written, in order.
    pub(crate) outputs: Vec<Outbound>,
    /// What the record is written in, where it was read: `other` is an outcome too.
    pub(crate) language: Option<&'static str>,
    /// The type and language of each event.
    pub(crate) events: Vec<(EventType, &'static str)>,
    /// The reason, where the record became a dead letter.
    pub(crate) rejection: Option<&'static str>,
    /// How long it took, and the times that the record tells.
    pub(crate) times: RecordTimes,
    /// Its span, where one is wanted.
    pub(crate) span: Option<Box<MessageSpan>>,
    /// What is shown of it, once it is committed: of a few records alone.
    pub(crate) glimpse: Option<Glimpse>,
}

impl Outcome {
    /// Size of what is to be written.
    pub(crate) fn bytes(&self) -> usize {
        self.outputs.iter().map(|output| output.bytes).sum()
    }

    /// What it takes in memory, about.
    pub(crate) fn footprint(&self) -> usize {
        size_of::<Self>() + self.outputs.len() * AROUND_AN_OUTPUT + self.bytes()
    }
}

/// What an output takes in memory beside its bytes: of a small one that is most. Each header is a piece of memory by itself.
const AROUND_AN_OUTPUT: usize = size_of::<Outbound>() + 512;

/// Turns records into outcomes. It holds nothing of any record, so that several work side by side.
#[derive(Clone)]
pub(crate) struct Worker {
    extract: Arc<Extract>,
    topics: Topics,
    format: InputFormat,
    /// How values are written: agreed on after the workers have started, and before their first record.
    wire: Arc<OnceLock<Wire>>,
    /// Largest record that the producer takes, in bytes.
    largest: usize,
    /// `None` where nobody wants spans.
    spans: Option<Arc<Spans>>,
    /// Who is shown some of what is read.
    observer: Option<Observer>,
}

impl Worker {
    pub(crate) fn new(extract: Arc<Extract>, topics: Topics, format: InputFormat, largest: usize) -> Self {
        Self { extract, topics, format, wire: Arc::default(), largest, spans: None, observer: None }
    }

    /// The same, making spans of records.
    pub(crate) fn traced(self, spans: Option<Arc<Spans>>) -> Self {
        Self { spans, ..self }
    }

    /// The same, showing some of what is read.
    pub(crate) fn watched_by(self, observer: Observer) -> Self {
        Self { observer: Some(observer), ..self }
    }

    /// Has this worker and its clones write values this way.
    pub(crate) fn write_as(&self, wire: Wire) {
        // Agreed on once, at the start.
        let _ = self.wire.set(wire);
    }

    /// Reads a record. A panic costs this record, not the process.
    pub(crate) fn work(&self, record: &impl Message) -> Outcome {
        let mut watch = Stopwatch::start();
        let extracted = catch_unwind(AssertUnwindSafe(|| self.extract(record, &mut watch)));
        let outcome = match extracted {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(cause)) => self.letter(record, &cause),
            Err(panic) => {
                let message = panic_message(panic.as_ref());
                self.letter(record, &DeathCause { kind: PANIC, message, stage: Stage::Extract })
            }
        };
        self.told(record, watch, outcome)
    }

    /// The outcome of a record that cannot be kept.
    pub(crate) fn dead_letter(&self, record: &impl Message, cause: &DeathCause) -> Outcome {
        self.told(record, Stopwatch::start(), self.letter(record, cause))
    }

    fn letter(&self, record: &impl Message, cause: &DeathCause) -> Outcome {
        Outcome {
            outputs: vec![outbound::dead_letter(cause, record, &self.topics)],
            language: None,
            events: Vec::new(),
            rejection: Some(cause.kind),
            times: RecordTimes::default(),
            span: None,
            glimpse: self
                .recent()
                .and_then(|recent| recent.dead_letter(cause.kind, &cause.message, || origin(record), Instant::now())),
        }
    }

    /// The outcome with its times, and with its span where that is wanted.
    fn told(&self, record: &impl Message, watch: Stopwatch, outcome: Outcome) -> Outcome {
        let (began, published) = (watch.began, outcome.times.published);
        let times = RecordTimes { written: record.timestamp().to_millis(), published, ..watch.stop(outcome.rejection) };
        let sampled = self.spans.as_ref().and_then(|spans| spans.sample(&TraceContext(record)));
        let span = sampled.map(|sampled| {
            Box::new(MessageSpan {
                sampled,
                began,
                took: times.took,
                partition: record.partition(),
                offset: record.offset(),
                language: outcome.language,
                events: outcome.events.len(),
                rejection: outcome.rejection,
            })
        });
        Outcome { times, span, ..outcome }
    }

    fn extract(&self, record: &impl Message, watch: &mut Stopwatch) -> Result<Outcome, DeathCause> {
        let origin = origin(record);
        let raw = RawArticle {
            value: record.payload(),
            content_type: content_type(record),
            format: self.format,
            origin: Some(&origin),
        };
        let extracted = (self.extract)(&raw, &mut || watch.finished(Part::Reading));
        let Extraction { article, events } = extracted.map_err(|rejection| DeathCause {
            kind: rejection.kind(),
            message: rejection.to_string(),
            stage: Stage::Read,
        })?;
        watch.finished(Part::Extraction);
        let wire = self.wire.get().unwrap_or(&Wire::Plain);
        let outbound = |event| outbound::event(event, record, &self.topics, wire);
        let outputs: Vec<Outbound> = events.iter().map(outbound).collect();
        if let Some(bytes) = outputs.iter().map(|output| output.bytes).find(|bytes| *bytes > self.largest) {
            return Err(too_large(format!("an event has {bytes} bytes, the producer takes {}", self.largest)));
        }
        let language = article.language.code();
        let types = events.iter().map(|event| (event.event_type(), language)).collect();
        watch.finished(Part::Encoding);
        let published = article.published.map(|time| time.instant.as_millisecond());
        let times = RecordTimes { published, ..RecordTimes::default() };
        let glimpse = self.recent().and_then(|recent| recent.article(Extraction { article, events }, watch.last));
        Ok(Outcome { outputs, language: Some(language), events: types, rejection: None, times, span: None, glimpse })
    }

    fn recent(&self) -> Option<&Recent> {
        self.observer.as_ref()?.recent()
    }
}

/// Takes the times of a record, with one look at the clock a stage.
struct Stopwatch {
    began: Instant,
    last: Instant,
    times: RecordTimes,
}

impl Stopwatch {
    fn start() -> Self {
        let now = Instant::now();
        Self { began: now, last: now, times: RecordTimes::default() }
    }

    fn finished(&mut self, part: Part) {
        let now = Instant::now();
        self.times.finished(part, now.duration_since(self.last));
        self.last = now;
    }

    /// What came to its end did so with its last stage.
    fn stop(mut self, rejection: Option<&str>) -> RecordTimes {
        let end = if rejection.is_some() { Instant::now() } else { self.last };
        self.times.took = end.duration_since(self.began);
        self.times
    }
}

/// Extraction panicked.
const PANIC: &str = "panic";

/// An event does not fit into its topic.
const OUTPUT_TOO_LARGE: &str = "output_too_large";

/// Kinds of dead letters beside those whose value is no article.
pub(super) const KINDS: [&str; 2] = [PANIC, OUTPUT_TOO_LARGE];

/// The cause of a record whose events do not fit into their topic.
pub(crate) const fn too_large(message: String) -> DeathCause {
    DeathCause { kind: OUTPUT_TOO_LARGE, message, stage: Stage::Write }
}

fn origin(record: &impl Message) -> Origin {
    Origin { topic: record.topic().to_owned(), partition: record.partition(), offset: record.offset() }
}

fn content_type(record: &impl Message) -> Option<&str> {
    let header = record.headers()?.iter().find(|header| header.key.eq_ignore_ascii_case("content-type"))?;
    std::str::from_utf8(header.value?).ok()
}

fn panic_message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("extraction panicked: {}", text.unwrap_or("no message"))
}

#[cfg(test)]
mod tests {
    use rdkafka::Timestamp;
    use rdkafka::message::{Header, OwnedHeaders, OwnedMessage};

    use super::*;
    use crate::article::{Article, Language};
    use crate::event::v1::event::Event as Body;
    use crate::event::v1::{Metadata, Statement};
    use crate::event::{Event, v1};
    use crate::stream::wire::SchemaIds;

    const LARGEST: usize = 1000;

    /// An article with one statement, whose occasion is as long as asked for.
    fn one_statement(raw: &RawArticle<'_>, length: usize) -> Extraction {
        let article = Article {
            id: "a".to_owned(),
            url: String::new(),
            source: String::new(),
            language: Language::Russian,
            published: None,
            title: String::new(),
            text: String::new(),
            clutter: Vec::new(),
            page_map: crate::article::PageMap::default(),
            origin: raw.origin.cloned(),
        };
        let metadata = Metadata {
            event_id: "event-1".to_owned(),
            story_key: "story-1".to_owned(),
            published_at: Some(pbjson_types::Timestamp { seconds: 1_644_685_200, nanos: 0 }),
            ..Metadata::default()
        };
        let occasion = v1::Span { text: "x".repeat(length), ..v1::Span::default() };
        let statement = Statement { metadata: Some(metadata), occasion: Some(occasion), ..Statement::default() };
        Extraction {
            article,
            events: vec![Event { article_id: "a".to_owned(), event: Some(Body::Statement(statement)) }],
        }
    }

    fn worker(extract: impl Fn(&RawArticle<'_>) -> Result<Extraction, Rejection> + Send + Sync + 'static) -> Worker {
        Worker::new(Arc::new(move |raw, _| extract(raw)), Topics::default(), InputFormat::Json, LARGEST)
    }

    fn record(headers: &[(&str, &str)]) -> OwnedMessage {
        let headers = headers
            .iter()
            .fold(OwnedHeaders::new(), |headers, (key, value)| headers.insert(Header { key, value: Some(*value) }));
        let (value, key) = (Some(b"value".to_vec()), Some(b"key".to_vec()));
        let topic = "articles.raw".to_owned();
        OwnedMessage::new(value, key, topic, Timestamp::CreateTime(1234), 2, 7, Some(headers))
    }

    fn headers(output: &Outbound) -> Vec<(String, String)> {
        let text = |value: Option<&[u8]>| String::from_utf8(value.unwrap_or_default().to_vec()).unwrap();
        output.headers.iter().map(|header| (header.key.to_owned(), text(header.value))).collect()
    }

    fn header(output: &Outbound, key: &str) -> Option<String> {
        let found: Vec<String> =
            headers(output).into_iter().filter(|(of, _)| of == key).map(|(_, value)| value).collect();
        assert!(found.len() < 2, "{key} stands twice: {found:?}");
        found.into_iter().next()
    }

    #[test]
    fn an_event_goes_to_the_topic_of_its_type_keyed_by_its_story() {
        let outcome = worker(|raw| Ok(one_statement(raw, 1))).work(&record(&[]));
        let [output] = outcome.outputs.as_slice() else { panic!("{:?}", outcome.outputs) };
        assert_eq!(output.topic, "events.statement");
        assert_eq!(output.key.as_deref(), Some(b"story-1".as_slice()));
        assert_eq!(output.timestamp, 1234);
        assert_eq!((outcome.events, outcome.rejection), (vec![(EventType::Statement, "ru")], None));
        assert_eq!(outcome.language, Some("ru"));
    }

    #[test]
    fn an_event_has_the_headers_of_cloudevents_and_the_trace_of_its_record() {
        let input = record(&[("traceparent", "00-a-b-01"), ("tracestate", "x=1"), ("other", "o")]);
        let outcome = worker(|raw| Ok(one_statement(raw, 1))).work(&input);
        let mut told = headers(&outcome.outputs[0]);
        told.sort();
        let expected = [
            ("ce_id", "event-1"),
            ("ce_source", "/topics/articles.raw"),
            ("ce_specversion", "1.0"),
            ("ce_time", "2022-02-12T17:00:00Z"),
            ("ce_type", "demarche.v1.Statement"),
            ("content-type", "application/protobuf"),
            ("traceparent", "00-a-b-01"),
            ("tracestate", "x=1"),
        ];
        assert_eq!(told, expected.map(|(key, value)| (key.to_owned(), value.to_owned())));
    }

    #[test]
    fn an_event_in_a_frame_is_not_said_to_be_plain_protobuf() {
        let worker = worker(|raw| Ok(one_statement(raw, 1)));
        worker.write_as(Wire::Framed(SchemaIds { calls: 1, statements: 2, sanction_threats: 3 }));
        let outcome = worker.work(&record(&[]));
        assert_eq!(header(&outcome.outputs[0], "content-type"), None);
        assert_eq!(outcome.outputs[0].value.as_ref().unwrap()[..6], [0, 0, 0, 0, 2, 0]);
    }

    #[test]
    fn a_record_that_cannot_be_read_becomes_a_dead_letter_as_it_came() {
        let input = record(&[("other", "o"), ("traceparent", "00-a-b-01")]);
        let outcome = worker(|_| Err(Rejection::NoText)).work(&input);
        let [letter] = outcome.outputs.as_slice() else { panic!("{:?}", outcome.outputs) };
        assert_eq!(letter.topic, "articles.dead-letter");
        assert_eq!(letter.key.as_deref(), Some(b"key".as_slice()));
        assert_eq!(letter.value.as_deref(), Some(b"value".as_slice()));
        assert_eq!(letter.timestamp, 1234);
        for (key, value) in [
            ("other", "o"),
            ("traceparent", "00-a-b-01"),
            ("__connect.errors.topic", "articles.raw"),
            ("__connect.errors.partition", "2"),
            ("__connect.errors.offset", "7"),
            ("__connect.errors.stage", "VALUE_CONVERTER"),
            ("__connect.errors.class.name", "demarche::article::Rejection"),
            ("__connect.errors.exception.message", "the article has no text"),
            ("demarche.reason", "no_text"),
            ("demarche.version", env!("CARGO_PKG_VERSION")),
            ("demarche.attempt", "1"),
        ] {
            assert_eq!(header(letter, key).as_deref(), Some(value), "{key}");
        }
        assert_eq!((outcome.events.len(), outcome.rejection), (0, Some("no_text")));
    }

    #[test]
    fn a_record_that_fails_again_names_its_new_reason_and_counts() {
        let input =
            record(&[("demarche.attempt", "2"), ("demarche.reason", "panic"), ("__connect.errors.offset", "1")]);
        let outcome = worker(|_| Err(Rejection::Empty)).work(&input);
        let letter = &outcome.outputs[0];
        let told = ["demarche.attempt", "demarche.reason", "__connect.errors.offset"].map(|key| header(letter, key));
        assert_eq!(told, ["3", "empty", "7"].map(|value| Some(value.to_owned())));
    }

    #[test]
    fn the_message_of_a_dead_letter_is_bounded() {
        let outcome = worker(|_| Err(Rejection::NotJson { reason: "ж".repeat(10_000) })).work(&record(&[]));
        let message = header(&outcome.outputs[0], "__connect.errors.exception.message").unwrap();
        assert_eq!(message.chars().count(), 500);
    }

    #[test]
    fn a_panic_costs_one_record() {
        let outcome = worker(|_| panic!("boom")).work(&record(&[]));
        assert_eq!(outcome.rejection, Some("panic"));
        let message = header(&outcome.outputs[0], "__connect.errors.exception.message");
        assert_eq!(message.as_deref(), Some("extraction panicked: boom"));
    }

    #[test]
    fn an_event_that_the_producer_cannot_take_makes_its_record_a_dead_letter() {
        let outcome = worker(|raw| Ok(one_statement(raw, LARGEST))).work(&record(&[]));
        assert_eq!((outcome.outputs.len(), outcome.rejection), (1, Some("output_too_large")));
        assert!(outcome.outputs[0].is_dead_letter && outcome.events.is_empty());
    }
}
