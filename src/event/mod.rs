//! What demarche publishes: the generated contract of `proto/demarche/v1`, and what every event type has in common.

mod codes;
mod identity;
mod schema;

use prost::Message as _;

pub use codes::{call_codes, sanction_threat_codes, statement_codes};
pub use identity::{content_hash, event_id, folder_hash, story_key};
pub use schema::Schema;

/// The generated messages and their proto3 JSON.
#[allow(missing_docs, clippy::all, clippy::pedantic)]
pub mod v1 {
    include!(concat!(env!("OUT_DIR"), "/demarche.v1.rs"));
    include!(concat!(env!("OUT_DIR"), "/demarche.v1.serde.rs"));
}

pub use v1::Event;

/// The types of event, in the order of their topics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EventType {
    /// A call between public actors.
    Call,
    /// Attributed speech.
    Statement,
    /// Sanctions that will, may or should come.
    SanctionThreat,
}

impl EventType {
    /// Every type.
    pub const ALL: [Self; 3] = [Self::Call, Self::Statement, Self::SanctionThreat];

    /// The value of the `type` label of metrics.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Statement => "statement",
            Self::SanctionThreat => "sanction_threat",
        }
    }

    /// The CloudEvents `ce_type`, which is the full name of the protobuf message.
    #[must_use]
    pub const fn message_name(self) -> &'static str {
        match self {
            Self::Call => "demarche.v1.Call",
            Self::Statement => "demarche.v1.Statement",
            Self::SanctionThreat => "demarche.v1.SanctionThreat",
        }
    }
}

impl Event {
    /// Reads the bytes of a message as they stand in the topic of its type.
    ///
    /// # Errors
    ///
    /// Where they are no such message, or one without the metadata that every event has.
    pub fn from_payload(event_type: EventType, payload: &[u8]) -> Result<Self, NotAnEvent> {
        let body = match event_type {
            EventType::Call => v1::event::Event::Call(v1::Call::decode(payload)?),
            EventType::Statement => v1::event::Event::Statement(v1::Statement::decode(payload)?),
            EventType::SanctionThreat => v1::event::Event::SanctionThreat(v1::SanctionThreat::decode(payload)?),
        };
        let metadata = metadata_of(&body).ok_or(NotAnEvent::NoMetadata)?;
        Ok(Self { article_id: metadata.article_id.clone(), event: Some(body) })
    }

    /// The type of the event.
    ///
    /// # Panics
    ///
    /// Where the event is an empty envelope, which no extractor makes.
    #[must_use]
    pub fn event_type(&self) -> EventType {
        match self.body() {
            v1::event::Event::Call(_) => EventType::Call,
            v1::event::Event::Statement(_) => EventType::Statement,
            v1::event::Event::SanctionThreat(_) => EventType::SanctionThreat,
        }
    }

    /// What every event carries.
    ///
    /// # Panics
    ///
    /// Where the event is an empty envelope, which no extractor makes.
    #[must_use]
    pub fn metadata(&self) -> &v1::Metadata {
        metadata_of(self.body()).expect("an extractor fills the metadata of every event")
    }

    /// The protobuf bytes of the message inside, as they go to the topic of its type.
    #[must_use]
    pub fn payload(&self) -> Vec<u8> {
        match self.body() {
            v1::event::Event::Call(call) => call.encode_to_vec(),
            v1::event::Event::Statement(statement) => statement.encode_to_vec(),
            v1::event::Event::SanctionThreat(threat) => threat.encode_to_vec(),
        }
    }

    /// One line of proto3 JSON: `{"articleId": …, "call": {…}}`.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("an event holds nothing that JSON cannot")
    }

    fn body(&self) -> &v1::event::Event {
        self.event.as_ref().expect("an extractor makes no empty envelope")
    }
}

/// Why bytes are no event.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnEvent {
    /// They are no message of this type.
    #[error("the value is no message of this type: {0}")]
    Malformed(#[from] prost::DecodeError),
    /// The message lacks what every event has.
    #[error("the value is a message without metadata, which every event has")]
    NoMetadata,
}

const fn metadata_of(body: &v1::event::Event) -> Option<&v1::Metadata> {
    match body {
        v1::event::Event::Call(call) => call.metadata.as_ref(),
        v1::event::Event::Statement(statement) => statement.metadata.as_ref(),
        v1::event::Event::SanctionThreat(threat) => threat.metadata.as_ref(),
    }
}
