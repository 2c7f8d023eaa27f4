//! What must come of input records: the same extractor, called in this process.

use std::collections::BTreeMap;
use std::fmt;

use demarche::article::{InputFormat, Limits, Origin, RawArticle, Rejection};
use demarche::event::{Event, EventType};
use demarche::extract::Extractor;

use super::{Pipeline, ReadRecord, Record, Topics};

/// An event in its topic, as far as it is determined by its input record.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublishedEvent {
    pub topic: String,
    pub key: Vec<u8>,
    pub value: Vec<u8>,
    /// CloudEvents `ce_id`: the event's own identifier.
    pub id: String,
    /// CloudEvents `ce_type`: the name of the protobuf message.
    pub message_name: String,
}

impl PublishedEvent {
    /// Of a record that stands in an output topic.
    pub fn of(topic: String, record: Record) -> Self {
        let header = |name| record.header(name).unwrap_or_default().to_owned();
        let (id, message_name) = (header("ce_id"), header("ce_type"));
        let (key, value) = (record.key.unwrap_or_default(), record.value.unwrap_or_default());
        Self { topic, key, value, id, message_name }
    }
}

/// A failed comparison names events, and does not print their bytes.
impl fmt::Debug for PublishedEvent {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = String::from_utf8_lossy(&self.key);
        write!(out, "{} {} {} key {key}, {} bytes", self.topic, self.message_name, self.id, self.value.len())
    }
}

/// What must come of input records.
pub struct Expected {
    /// In the same order as [`Pipeline::published`].
    pub events: Vec<PublishedEvent>,
    /// Records that cannot be read, each with its reason.
    pub rejected: Vec<(ReadRecord, Rejection)>,
}

impl Expected {
    /// Of everything in the input topic.
    pub fn of_all(pipeline: &Pipeline) -> Self {
        Self::of(pipeline, &pipeline.input())
    }

    /// Of these records of the input topic.
    pub fn of(pipeline: &Pipeline, input: &[ReadRecord]) -> Self {
        let extractor = extractor();
        let mut expected = Self { events: Vec::new(), rejected: Vec::new() };
        for read in input {
            match events_of(&extractor, &pipeline.topics, read) {
                Ok(events) => expected.events.extend(events),
                Err(rejection) => expected.rejected.push((read.clone(), rejection)),
            }
        }
        expected.events.sort();
        expected
    }
}

/// The extractor as a service has it that is not configured otherwise.
pub fn extractor() -> Extractor {
    Extractor::new(Limits::default(), &demarche::linguistics::default_folder().unwrap()).unwrap()
}

/// What must come of one record of the input topic, in order.
pub fn events_of(extractor: &Extractor, topics: &Topics, read: &ReadRecord) -> Result<Vec<PublishedEvent>, Rejection> {
    let origin = Origin { topic: topics.input.clone(), partition: read.partition, offset: read.offset };
    let raw = RawArticle {
        value: read.record.value.as_deref(),
        content_type: read.record.header("content-type"),
        format: InputFormat::default(),
        origin: Some(&origin),
    };
    let published = |event: &Event| PublishedEvent {
        topic: match event.event_type() {
            EventType::Call => topics.calls.clone(),
            EventType::Statement => topics.statements.clone(),
            EventType::SanctionThreat => topics.sanction_threats.clone(),
        },
        key: event.metadata().story_key.clone().into_bytes(),
        value: event.payload(),
        id: event.metadata().event_id.clone(),
        message_name: event.event_type().message_name().to_owned(),
    };
    Ok(extractor.extract(&raw)?.events.iter().map(published).collect())
}

/// Compares what was published with what must have been, and names what was lost, doubled or invented.
#[track_caller]
pub fn assert_same_events(published: &[PublishedEvent], expected: &[PublishedEvent]) {
    assert!(!expected.is_empty(), "the articles of this test have no events, so that it could not fail");
    let mut balance: BTreeMap<&PublishedEvent, i64> = BTreeMap::new();
    published.iter().for_each(|event| *balance.entry(event).or_default() += 1);
    expected.iter().for_each(|event| *balance.entry(event).or_default() -= 1);
    balance.retain(|_, surplus| *surplus != 0);
    let named: Vec<String> = balance.iter().take(10).map(|(event, surplus)| format!("{surplus:+} {event:?}")).collect();
    assert!(
        balance.is_empty(),
        "{} events published, {} expected; too many (+) or too few (-), the first of {}:\n{}",
        published.len(),
        expected.len(),
        balance.len(),
        named.join("\n")
    );
}
