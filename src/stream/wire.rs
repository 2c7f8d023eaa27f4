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
pub(crate) enum Wire {
    /// The message and nothing else; a header says what it is.
    #[default]
    Plain,
    /// In a frame with the id of its schema.
    Framed(SchemaIds),
}

/// What the registry calls the schema of each type of event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SchemaIds {
    pub(crate) calls: u32,
    pub(crate) statements: u32,
    pub(crate) sanction_threats: u32,
}

impl Wire {
    /// The value of an event.
    pub(crate) fn value(&self, event: &Event) -> Vec<u8> {
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
    pub(crate) const fn content_type(&self) -> Option<&'static str> {
        match self {
            Self::Plain => Some("application/protobuf"),
            Self::Framed(_) => None,
        }
    }
}

/// The message in a value of either form, and the id of its schema where it stands in a frame. `None`: a frame that is cut
/// short. No protobuf message begins with a zero, so that the two are told apart by their first byte.
pub(crate) fn message(value: &[u8]) -> Option<(&[u8], Option<u32>)> {
    let Some((&MAGIC, frame)) = value.split_first() else { return Some((value, None)) };
    let (id, mut rest) = frame.split_first_chunk::<4>()?;
    // How many levels lead to the message, and its place in each, as zigzag numbers; a lone zero is short for the first.
    let levels = take_number(&mut rest)?;
    for _ in 0..levels / 2 {
        take_number(&mut rest)?;
    }
    Some((rest, Some(u32::from_be_bytes(*id))))
}

/// A number of variable length, as protobuf writes them.
fn take_number(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..63).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
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

    #[test]
    fn a_message_is_found_in_either_form() {
        assert_eq!(message(&[10, 0]), Some(([10, 0].as_slice(), None)));
        assert_eq!(message(&[0, 0, 0, 1, 2, 0, 10, 0]), Some(([10, 0].as_slice(), Some(258))));
        // The long way to say the first message, and a message within the second.
        assert_eq!(message(&[0, 0, 0, 1, 2, 2, 0, 10, 0]), Some(([10, 0].as_slice(), Some(258))));
        assert_eq!(message(&[0, 0, 0, 1, 2, 4, 2, 0, 10]), Some(([10].as_slice(), Some(258))));
        assert_eq!(message(&[]), Some(([].as_slice(), None)));
    }

    #[test]
    fn a_frame_that_is_cut_short_holds_no_message() {
        for frame in [&[0][..], &[0, 0, 0, 1], &[0, 0, 0, 1, 2], &[0, 0, 0, 1, 2, 2], &[0, 0, 0, 1, 2, 0x80]] {
            assert_eq!(message(frame), None, "{frame:?}");
        }
    }
}
