//! A digest of all that came of a partition, in order, so that two readings can be compared without keeping either.
//!
//! Each record with outputs is one link of a chain. In a link the outputs stand in an order of their own, by topic and
//! identifier, so that whoever finds them in their topics, spread over partitions, comes to the same digest. What differs
//! between two replays of one version is left out: names of topics, headers, and the frame around a message.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::decoded::header;
use crate::config::{TopicRole, Topics};
use crate::stream::outbound::Outbound;
use crate::stream::wire;
use rdkafka::Message as _;
use rdkafka::message::{Headers as _, OwnedMessage};

/// The digest of the outputs of a partition so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest([u8; 32]);

/// An output, as far as it is determined by the record it was read from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Output {
    /// What its topic is for.
    pub role: TopicRole,
    /// The identifier of the event, or the reason of the dead letter.
    pub id: String,
    key: Vec<u8>,
    /// A hash of the message: there may be millions of them.
    message: [u8; 32],
}

impl Output {
    /// Of what is to be written.
    pub(crate) fn of(outbound: &Outbound, topics: &Topics) -> Self {
        let role = role(&outbound.topic, topics);
        let text = |name| {
            let header = outbound.headers.iter().find(|header| header.key == name)?;
            std::str::from_utf8(header.value?).ok()
        };
        Self::new(role, text(identified_by(role)), outbound.key.as_deref(), outbound.value.as_deref())
    }

    /// Of what stands in a topic.
    #[must_use]
    pub fn written(record: &OwnedMessage, topics: &Topics) -> Self {
        let role = role(record.topic(), topics);
        Self::new(role, header(record, identified_by(role)), record.key(), record.payload())
    }

    fn new(role: TopicRole, id: Option<&str>, key: Option<&[u8]>, value: Option<&[u8]>) -> Self {
        let value = value.unwrap_or_default();
        let message = match role {
            // What could not be read is compared as it is.
            TopicRole::DeadLetters => value,
            _ => wire::message(value).map_or(value, |(message, _)| message),
        };
        let id = id.unwrap_or_default().to_owned();
        Self { role, id, key: key.unwrap_or_default().to_vec(), message: *blake3::hash(message).as_bytes() }
    }
}

impl Digest {
    /// Of nothing.
    pub(super) const ZERO: Self = Self([0; 32]);

    /// Adds what came of the record with this offset, if anything did.
    pub fn add(&mut self, offset: i64, mut outputs: Vec<Output>) {
        if outputs.is_empty() {
            return;
        }
        outputs.sort();
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.0);
        hasher.update(&offset.to_be_bytes());
        for Output { role, id, key, message } in &outputs {
            for part in [role.key().as_bytes(), id.as_bytes(), key, message.as_slice()] {
                // The length keeps the parts apart.
                hasher.update(&(part.len() as u64).to_be_bytes());
                hasher.update(part);
            }
        }
        self.0 = *hasher.finalize().as_bytes();
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", blake3::Hash::from(self.0).to_hex())
    }
}

impl FromStr for Digest {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        blake3::Hash::from_hex(text).map(|hash| Self(*hash.as_bytes())).map_err(|error| error.to_string())
    }
}

impl TryFrom<String> for Digest {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> Self {
        digest.to_string()
    }
}

fn role(topic: &str, topics: &Topics) -> TopicRole {
    let of_topic = topics.all().into_iter().find(|(_, name)| *name == topic);
    of_topic.map_or(TopicRole::DeadLetters, |(role, _)| role)
}

const fn identified_by(role: TopicRole) -> &'static str {
    match role {
        TopicRole::DeadLetters => "demarche.reason",
        _ => "ce_id",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn output(id: &str, value: &[u8]) -> Output {
        Output::new(TopicRole::Calls, Some(id), Some(b"story"), Some(value))
    }

    fn digest(records: &[(i64, Vec<Output>)]) -> Digest {
        let mut digest = Digest::default();
        records.iter().for_each(|(offset, outputs)| digest.add(*offset, outputs.clone()));
        digest
    }

    #[test]
    fn outputs_of_one_record_count_in_whatever_order_they_are_found() {
        let (a, b) = (output("a", b"1"), output("b", b"2"));
        assert_eq!(digest(&[(1, vec![a.clone(), b.clone()])]), digest(&[(1, vec![b, a])]));
    }

    #[test]
    fn the_frame_of_a_message_does_not_count() {
        let framed = output("a", &[0, 0, 0, 0, 9, 0, 10, 0]);
        assert_eq!(digest(&[(1, vec![framed])]), digest(&[(1, vec![output("a", &[10, 0])])]));
    }

    #[test]
    fn whatever_differs_shows() {
        let whole = digest(&[(1, vec![output("a", b"1")]), (2, vec![output("b", b"2")])]);
        for other in [
            digest(&[(1, vec![output("a", b"1")])]),
            digest(&[(1, vec![output("a", b"1")]), (3, vec![output("b", b"2")])]),
            digest(&[(2, vec![output("b", b"2")]), (1, vec![output("a", b"1")])]),
            digest(&[(1, vec![output("a", b"1"), output("b", b"2")])]),
            digest(&[(1, vec![output("a", b"1"), output("a", b"1")]), (2, vec![output("b", b"2")])]),
        ] {
            assert_ne!(whole, other);
        }
    }

    proptest! {
        #[test]
        fn a_digest_goes_on_from_its_text(offsets in proptest::collection::vec(0..100_i64, 0..10), at in 0..10_usize) {
            let records: Vec<_> = offsets.iter().map(|offset| (*offset, vec![output("a", b"1")])).collect();
            let at = at.min(records.len());
            let mut resumed: Digest = digest(&records[..at]).to_string().parse().unwrap();
            records[at..].iter().for_each(|(offset, outputs)| resumed.add(*offset, outputs.clone()));
            prop_assert_eq!(resumed, digest(&records));
        }
    }
}
