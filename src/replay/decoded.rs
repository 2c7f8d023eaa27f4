//! A record of any of our topics as JSON, and as a line for people. It reads plain protobuf and Confluent's frame, and
//! tells what a record is by its headers, or else by its topic.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use jiff::Timestamp;
use rdkafka::Message as _;
use rdkafka::message::{Headers as _, OwnedMessage};
use serde_json::{Map, Value, json};

use super::bound::Place;
use crate::config::{TopicRole, Topics};
use crate::event::{Event, EventType};
use crate::stream::wire;
use crate::view::{Look, event_line, plain};

/// A record, read.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// Where it stands.
    pub place: Place,
    /// Its timestamp.
    pub time: Option<Timestamp>,
    key: Option<String>,
    /// What it holds.
    pub content: Content,
}

/// What a record holds.
#[derive(Clone, Debug)]
pub enum Content {
    /// An event.
    Event(Box<Event>),
    /// What came, or is to come, through the input topic.
    Article(Raw),
    /// A record that could not be read, and why.
    DeadLetter {
        /// What its headers tell, by the names of the fields in JSON.
        told: Map<String, Value>,
        /// Its value.
        value: Raw,
    },
    /// The value is not what its topic is for.
    Unreadable {
        /// Why.
        reason: String,
        /// The value.
        value: Raw,
    },
}

/// A value as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Raw {
    /// A tombstone.
    None,
    /// JSON.
    Json(Value),
    /// Other text.
    Text(String),
    /// Bytes that are no text.
    Bytes(Vec<u8>),
}

/// Headers of dead letters, and what they are called in JSON.
const OF_DEAD_LETTERS: [(&str, &str); 8] = [
    ("demarche.reason", "reason"),
    ("__connect.errors.exception.message", "message"),
    ("__connect.errors.stage", "stage"),
    ("demarche.attempt", "attempt"),
    ("demarche.version", "version"),
    ("__connect.errors.topic", "topic"),
    ("__connect.errors.partition", "partition"),
    ("__connect.errors.offset", "offset"),
];

impl Decoded {
    /// Reads a record. A topic whose name begins with that of one of ours, as those of a replay do, is for the same.
    #[must_use]
    pub fn of(record: &OwnedMessage, topics: &Topics) -> Self {
        let value = || Raw::of(record.payload());
        let content = match (event_type(record), role(record.topic(), topics)) {
            (Some(event_type), _) => event(event_type, record.payload()),
            (None, _) if header(record, "demarche.reason").is_some() => dead_letter(record),
            (None, Some(TopicRole::Calls)) => event(EventType::Call, record.payload()),
            (None, Some(TopicRole::Statements)) => event(EventType::Statement, record.payload()),
            (None, Some(TopicRole::SanctionThreats)) => event(EventType::SanctionThreat, record.payload()),
            (None, Some(TopicRole::DeadLetters)) => dead_letter(record),
            (None, Some(TopicRole::Input) | None) => Content::Article(value()),
        };
        let place = Place { topic: record.topic().to_owned(), partition: record.partition(), offset: record.offset() };
        let time = record.timestamp().to_millis().and_then(|millis| Timestamp::from_millisecond(millis).ok());
        let key = record.key().map(|key| String::from_utf8_lossy(key).into_owned());
        Self { place, time, key, content }
    }

    /// One object: `record` tells where it stood, the rest what it holds.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let Place { topic, partition, offset } = &self.place;
        let time = self.time.map(|time| time.to_string());
        let mut fields = Map::new();
        fields.insert(
            "record".to_owned(),
            json!({ "topic": topic, "partition": partition, "offset": offset, "timestamp": time, "key": self.key }),
        );
        match &self.content {
            Content::Event(event) => {
                if let Ok(Value::Object(of_event)) = serde_json::to_value(event) {
                    fields.extend(of_event);
                }
            }
            Content::Article(value) => value.insert_into(&mut fields),
            Content::DeadLetter { told, value } => {
                fields.insert("deadLetter".to_owned(), Value::Object(told.clone()));
                value.insert_into(&mut fields);
            }
            Content::Unreadable { reason, value } => {
                fields.insert("error".to_owned(), json!(reason));
                value.insert_into(&mut fields);
            }
        }
        Value::Object(fields)
    }

    /// One line for people.
    #[must_use]
    pub fn line(&self, look: Look) -> String {
        let time = self.time.map(|time| time.strftime("%Y-%m-%d %H:%M").to_string()).unwrap_or_default();
        let text = |fields: &Map<String, Value>, name: &str| {
            fields.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        let what = match &self.content {
            Content::Event(event) => {
                let room = look.width.saturating_sub(u16::try_from(time.len() + 1).unwrap_or_default());
                return format!("{time} {}", event_line(event, Look { width: room, ..look }));
            }
            Content::Article(Raw::Json(Value::Object(article))) => {
                let fields = ["id", "source", "title"].map(|name| text(article, name));
                format!("article         {}", fields.join(" · "))
            }
            Content::Article(value) => format!("article         {}", value.beginning()),
            Content::DeadLetter { told, .. } => {
                let fields = ["reason", "topic", "partition", "offset", "message"].map(|name| text(told, name));
                let [reason, topic, partition, offset, message] = fields;
                format!("dead letter     {reason} {topic}:{partition}:{offset} {message}")
            }
            Content::Unreadable { reason, .. } => format!("unreadable      {} {reason}", self.place),
        };
        console::truncate_str(&format!("{time} {}", plain(&what)), usize::from(look.width), "…").into_owned()
    }
}

impl Raw {
    fn of(value: Option<&[u8]>) -> Self {
        let Some(value) = value else { return Self::None };
        match (serde_json::from_slice(value), std::str::from_utf8(value)) {
            (Ok(json @ Value::Object(_)), _) => Self::Json(json),
            (_, Ok(text)) => Self::Text(text.to_owned()),
            (_, Err(_)) => Self::Bytes(value.to_vec()),
        }
    }

    fn insert_into(&self, fields: &mut Map<String, Value>) {
        let (name, value) = match self {
            Self::None => ("article", Value::Null),
            Self::Json(value) => ("article", value.clone()),
            Self::Text(text) => ("text", json!(text)),
            Self::Bytes(bytes) => ("base64", json!(BASE64.encode(bytes))),
        };
        fields.insert(name.to_owned(), value);
    }

    fn beginning(&self) -> String {
        match self {
            Self::None => "(no value)".to_owned(),
            Self::Json(value) => value.to_string(),
            Self::Text(text) => text.chars().take(200).collect(),
            Self::Bytes(bytes) => format!("({} bytes that are no text)", bytes.len()),
        }
    }
}

fn event(event_type: EventType, value: Option<&[u8]>) -> Content {
    let unreadable = |reason| Content::Unreadable { reason, value: Raw::of(value) };
    let Some((message, _)) = wire::message(value.unwrap_or_default()) else {
        return unreadable("the value begins as a frame with the id of a schema, and is cut short".to_owned());
    };
    match Event::from_payload(event_type, message) {
        Ok(event) => Content::Event(Box::new(event)),
        Err(error) => unreadable(error.to_string()),
    }
}

fn dead_letter(record: &OwnedMessage) -> Content {
    let told = OF_DEAD_LETTERS.iter().filter_map(|(name, field)| {
        let value = header(record, name)?;
        Some(((*field).to_owned(), json!(value)))
    });
    Content::DeadLetter { told: told.collect(), value: Raw::of(record.payload()) }
}

fn event_type(record: &OwnedMessage) -> Option<EventType> {
    let name = header(record, "ce_type")?;
    EventType::ALL.into_iter().find(|event_type| event_type.message_name() == name)
}

/// What a topic is for; where several names fit, the longest tells.
fn role(topic: &str, topics: &Topics) -> Option<TopicRole> {
    let fitting = topics.all().into_iter().filter(|(_, name)| topic.starts_with(name));
    fitting.max_by_key(|(_, name)| name.len()).map(|(role, _)| role)
}

/// The text of the last header of a name.
pub(super) fn header<'a>(record: &'a OwnedMessage, name: &str) -> Option<&'a str> {
    let header = record.headers()?.iter().filter(|header| header.key == name).last()?;
    std::str::from_utf8(header.value?).ok()
}

#[cfg(test)]
mod tests {
    use rdkafka::Timestamp as RecordTime;
    use rdkafka::message::{Header, OwnedHeaders};

    use super::*;
    use crate::event::v1::{Call, Metadata};
    use prost::Message as _;

    fn record(topic: &str, value: Option<&[u8]>, headers: &[(&str, &str)]) -> OwnedMessage {
        let headers = headers
            .iter()
            .fold(OwnedHeaders::new(), |headers, (key, value)| headers.insert(Header { key, value: Some(*value) }));
        let (value, key) = (value.map(<[u8]>::to_vec), Some(b"key".to_vec()));
        OwnedMessage::new(value, key, topic.to_owned(), RecordTime::CreateTime(1000), 2, 7, Some(headers))
    }

    fn json(topic: &str, value: Option<&[u8]>, headers: &[(&str, &str)]) -> Value {
        Decoded::of(&record(topic, value, headers), &Topics::default()).to_json()
    }

    fn call() -> Vec<u8> {
        let metadata = Metadata { article_id: "a".to_owned(), language: "ru".to_owned(), ..Metadata::default() };
        Call { metadata: Some(metadata), ..Call::default() }.encode_to_vec()
    }

    #[test]
    fn an_event_is_told_as_extract_tells_it_with_the_place_of_its_record() {
        let framed = [&[0, 0, 0, 0, 9, 0], call().as_slice()].concat();
        for value in [call(), framed] {
            for (topic, headers) in [
                ("events.call", [].as_slice()),
                ("events.call.v2", &[]),
                ("elsewhere", &[("ce_type", "demarche.v1.Call")]),
            ] {
                let json = json(topic, Some(&value), headers);
                assert_eq!(json["articleId"], "a", "{json}");
                assert_eq!(json["call"]["metadata"]["language"], "ru", "{json}");
                let place = json!({"topic": topic, "partition": 2, "offset": 7, "timestamp": "1970-01-01T00:00:01Z", "key": "key"});
                assert_eq!(json["record"], place);
            }
        }
    }

    #[test]
    fn a_dead_letter_tells_why_and_keeps_its_value() {
        let headers = [("demarche.reason", "not_json"), ("__connect.errors.offset", "3"), ("other", "o")];
        let json = json("articles.dead-letter", Some(b"<html>"), &headers);
        assert_eq!(json["deadLetter"], json!({"reason": "not_json", "offset": "3"}));
        assert_eq!(json["text"], "<html>");
    }

    #[test]
    fn an_article_is_told_as_it_came() {
        assert_eq!(json("articles.raw", Some(br#"{"id": "a"}"#), &[])["article"]["id"], "a");
        assert_eq!(json("articles.raw", Some(b"words"), &[])["text"], "words");
        assert_eq!(json("articles.raw", Some(&[0xff, 0]), &[])["base64"], "/wA=");
        assert_eq!(json("articles.raw", None, &[])["article"], Value::Null);
    }

    #[test]
    fn what_is_no_event_is_told_as_such() {
        for value in [Some([0xff].as_slice()), Some(&[0, 1]), Some(&[]), None] {
            let json = json("events.call", value, &[]);
            assert!(json["error"].is_string() && json["call"].is_null(), "{json}");
        }
    }

    #[test]
    fn a_line_fits_its_width_and_cannot_act_on_the_terminal() {
        let look = Look { width: 60, colours: false };
        let letter = [
            ("demarche.reason", "not_json"),
            ("__connect.errors.exception.message", "bad \u{1b}[2J and long, much longer than that"),
        ];
        for record in [
            record("events.call", Some(&call()), &[]),
            record("articles.dead-letter", Some(b"x"), &letter),
            record(
                "articles.raw",
                Some(br#"{"id":"a\u001b[2J","title":"a title which is very long indeed, and longer"}"#),
                &[],
            ),
            record("events.call", Some(b"words"), &[]),
        ] {
            let line = Decoded::of(&record, &Topics::default()).line(look);
            assert!(console::measure_text_width(&line) <= 60 && !line.contains('\u{1b}'), "{line:?}");
        }
    }
}
