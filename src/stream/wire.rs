//! How the value of an event stands on the wire: plain protobuf, or in Confluent's frame.
//!
//! The frame is a zero, the id of the schema in the registry (four bytes, the highest first), the place of the message in
//! its file, and the message. A lone zero stands for the first message of a file, which those of demarche are.

use crate::event::{Event, EventType};

/// The first byte of the frame.
const MAGIC: u8 = 0;

/// The place of the message in its file: the first.
const FIRST_MESSAGE: u8 = 0;

/// How values are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Wire {
    /// The message and nothing else; a header says what it is.
    #[default]
    Plain,
    /// In a frame with the id of its schema.
    Framed(SchemaIds),
}

/// What the registry calls the schema of each type of event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SchemaIds {
    pub(super) calls: u32,
    pub(super) statements: u32,
    pub(super) sanction_threats: u32,
}

impl Wire {
    /// The value of an event.
    pub(super) fn value(&self, event: &Event) -> Vec<u8> {
        let message = event.payload();
        let Self::Framed(ids) = self else { return message };
        let id = match event.event_type() {
            EventType::Call => ids.calls,
            EventType::Statement => ids.statements,
            EventType::SanctionThreat => ids.sanction_threats,
        };
        let mut framed = Vec::with_capacity(message.len() + 6);
        framed.push(MAGIC);
        framed.extend(id.to_be_bytes());
        framed.push(FIRST_MESSAGE);
        framed.extend(message);
        framed
    }

    /// What the header `content-type` says. There is none beside a frame, which a reader of plain protobuf would take for
    /// a part of the message.
    pub(super) const fn content_type(&self) -> Option<&'static str> {
        match self {
            Self::Plain => Some("application/protobuf"),
            Self::Framed(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::v1::event::Event as Body;
    use crate::event::v1::{Call, Statement};

    const IDS: SchemaIds = SchemaIds { calls: 0x0102_0304, statements: 2, sanction_threats: 3 };

    fn event(body: Body) -> Event {
        Event { article_id: String::new(), event: Some(body) }
    }

    #[test]
    fn a_frame_holds_the_id_of_the_schema_before_the_message() {
        let duration = Some(crate::event::v1::Span { text: "an hour".to_owned(), ..Default::default() });
        let call = event(Body::Call(Call { duration, ..Call::default() }));
        let framed = Wire::Framed(IDS).value(&call);
        assert_eq!(framed[..6], [0, 1, 2, 3, 4, 0]);
        assert_eq!(framed[6..], Wire::Plain.value(&call));
    }

    #[test]
    fn each_type_has_its_own_schema() {
        let statement = event(Body::Statement(Statement::default()));
        assert_eq!(Wire::Framed(IDS).value(&statement), [0, 0, 0, 0, 2, 0]);
    }
}
