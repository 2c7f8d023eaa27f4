//! Which dead letters are to be sent again, and what they are sent as. It holds no I/O.

use rdkafka::Message as _;
use rdkafka::message::{Headers as _, OwnedMessage};
use serde::Deserialize;

use super::bound::Place;
use super::decoded::header;
use crate::event::content_hash;
use crate::stream::outbound::{ATTEMPT, Headers, OF_FAILURES, Outbound, timestamp};

/// Names the dead letter that a record was sent again from.
pub const REDRIVEN_FROM: &str = "demarche.redriven-from";

/// Which dead letters are to be sent again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// Reasons; empty: all.
    pub reasons: Vec<String>,
    /// Identifiers of articles, or keys of records; empty: all.
    pub ids: Vec<String>,
    /// A letter that has failed so often is left where it is.
    pub most_attempts: u32,
}

/// What is to be done with a dead letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// It is sent again.
    Chosen,
    /// It was not asked for.
    Other,
    /// It has failed too often.
    Exhausted,
}

impl Selection {
    /// What is to be done with a dead letter.
    #[must_use]
    pub fn choose(&self, letter: &OwnedMessage) -> Choice {
        let is_asked_for = (self.reasons.is_empty() || self.reasons.iter().any(|reason| reason == reason_of(letter)))
            && (self.ids.is_empty() || self.ids.iter().any(|id| is_called(letter, id)));
        match is_asked_for {
            false => Choice::Other,
            true if attempts(letter) >= self.most_attempts => Choice::Exhausted,
            true => Choice::Chosen,
        }
    }

    /// The same for everybody who asks for the same: how far it has been sent again is kept under this name.
    #[must_use]
    pub fn hash(&self, rest: &[&str]) -> String {
        let (reasons, ids) = (self.reasons.join(","), self.ids.join(","));
        content_hash(&[[reasons.as_str(), &ids].as_slice(), rest].concat())[..16].to_owned()
    }
}

/// Why a letter is one.
#[must_use]
pub fn reason_of(letter: &OwnedMessage) -> &str {
    header(letter, "demarche.reason").unwrap_or("unknown")
}

/// How often it has failed.
fn attempts(letter: &OwnedMessage) -> u32 {
    header(letter, ATTEMPT).and_then(|count| count.parse().ok()).unwrap_or(1)
}

fn is_called(letter: &OwnedMessage, id: &str) -> bool {
    #[derive(Deserialize)]
    struct Identified {
        id: Option<String>,
    }
    let own = || serde_json::from_slice::<Identified>(letter.payload()?).ok()?.id;
    letter.key() == Some(id.as_bytes()) || own().as_deref() == Some(id)
}

/// The record as it came, where it stood: as if it were read for the first time, but for the count of its failures.
pub(super) fn original(letter: &OwnedMessage) -> Option<OwnedMessage> {
    let number = |name| header(letter, name)?.parse::<i64>().ok();
    let topic = header(letter, "__connect.errors.topic")?.to_owned();
    let partition = i32::try_from(number("__connect.errors.partition")?).ok()?;
    let offset = number("__connect.errors.offset")?;
    let (value, key) = (letter.payload().map(<[u8]>::to_vec), letter.key().map(<[u8]>::to_vec));
    Some(OwnedMessage::new(value, key, topic, letter.timestamp(), partition, offset, Some(headers(letter).inner)))
}

/// The record for the input topic, with where it was.
pub(super) fn back(letter: &OwnedMessage, topic: &str) -> Outbound {
    let content = (letter.key(), letter.payload());
    provenance(Outbound::other(topic, content, headers(letter), timestamp(letter)), letter)
}

/// Adds where a record was sent again from.
pub(super) fn provenance(output: Outbound, letter: &OwnedMessage) -> Outbound {
    let place = Place { topic: letter.topic().to_owned(), partition: letter.partition(), offset: letter.offset() };
    output.marked(REDRIVEN_FROM, &place.to_string())
}

/// The headers that the record came with, and how often it has failed.
fn headers(letter: &OwnedMessage) -> Headers {
    let all = letter.headers().into_iter().flat_map(|headers| headers.iter());
    let of_record = all.filter(|header| {
        header.key == ATTEMPT || !OF_FAILURES.iter().any(|beginning| header.key.starts_with(beginning))
    });
    of_record.fold(Headers::default(), Headers::pass_on)
}

#[cfg(test)]
mod tests {
    use rdkafka::Timestamp;
    use rdkafka::message::{Header, OwnedHeaders};

    use super::*;

    fn letter(reason: &str, attempt: &str) -> OwnedMessage {
        let told = [
            ("traceparent", "t"),
            ("__connect.errors.topic", "articles.raw"),
            ("__connect.errors.partition", "3"),
            ("__connect.errors.offset", "77"),
            ("demarche.reason", reason),
            ("demarche.attempt", attempt),
            ("demarche.redriven-from", "earlier"),
        ];
        let headers = told
            .iter()
            .fold(OwnedHeaders::new(), |headers, (key, value)| headers.insert(Header { key, value: Some(*value) }));
        let (value, key) = (Some(br#"{"id":"a"}"#.to_vec()), Some(b"key".to_vec()));
        OwnedMessage::new(value, key, "letters".to_owned(), Timestamp::CreateTime(9), 1, 5, Some(headers))
    }

    fn selection(reasons: &[&str], ids: &[&str]) -> Selection {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Selection { reasons: owned(reasons), ids: owned(ids), most_attempts: 3 }
    }

    #[test]
    fn a_letter_is_chosen_by_its_reason_and_its_id_or_key() {
        let empty = letter("empty", "1");
        for (chosen, reasons, ids) in [
            (true, [].as_slice(), [].as_slice()),
            (true, &["empty", "panic"], &[]),
            (false, &["panic"], &[]),
            (true, &[], &["a"]),
            (true, &[], &["b", "key"]),
            (false, &[], &["b"]),
            (false, &["panic"], &["a"]),
        ] {
            let choice = selection(reasons, ids).choose(&empty);
            assert_eq!(choice == Choice::Chosen, chosen, "{reasons:?} {ids:?}");
        }
    }

    #[test]
    fn a_letter_that_has_failed_too_often_is_left() {
        let choices = ["1", "2", "3", "4", "many"].map(|attempt| selection(&[], &[]).choose(&letter("empty", attempt)));
        assert_eq!(choices, [Choice::Chosen, Choice::Chosen, Choice::Exhausted, Choice::Exhausted, Choice::Chosen]);
    }

    #[test]
    fn a_record_goes_back_as_it_came_with_its_attempts_and_where_it_was() {
        let back = back(&letter("empty", "2"), "articles.raw");
        let headers: Vec<(&str, &[u8])> =
            back.headers.iter().map(|header| (header.key, header.value.unwrap_or_default())).collect();
        let expected: [(&str, &[u8]); 3] =
            [("traceparent", b"t"), ("demarche.attempt", b"2"), ("demarche.redriven-from", b"letters:1:5")];
        assert_eq!(headers, expected);
        assert_eq!((back.key.as_deref(), back.timestamp), (Some(b"key".as_slice()), 9));
    }

    #[test]
    fn an_original_stands_where_it_stood() {
        let original = original(&letter("empty", "2")).unwrap();
        assert_eq!((original.topic(), original.partition(), original.offset()), ("articles.raw", 3, 77));
        assert_eq!(header(&original, "demarche.reason"), None);
        assert_eq!(header(&original, "demarche.attempt"), Some("2"));
    }
}
