//! What two versions make of the same articles: events added, lost, and changed, field by field. It holds no I/O.
//!
//! Events of one record and type are matched by story key and span; what is left of either side then by span alone, and
//! then by story key alone: an event that moved is a change, not a loss and a gain. What matches exactly is let go of as
//! soon as both sides are seen, so that memory holds only what differs and what one side is ahead by.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use super::bound::Place;
use crate::event::v1::event::Event as Body;
use crate::event::v1::{InputRecord, Span};
use crate::event::{Event, EventType};

/// Fields that tell of the version and the place, not of what was read.
const OF_THE_READING: [&str; 5] = ["eventId", "programVersion", "lexiconVersion", "input", "storyKey"];

/// One of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// The version that is compared with.
    Old,
    /// The version that is judged.
    New,
}

/// What became of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Only the new version has it.
    Added,
    /// Only the old version has it.
    Lost,
    /// Both have it, with other fields.
    Changed,
}

/// An event that is not the same in both.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// What became of it.
    pub change: Kind,
    /// `call`, `statement` or `sanction_threat`.
    pub event_type: &'static str,
    /// The article.
    pub article_id: String,
    /// The record of the input.
    pub input: String,
    /// The words that it was read from.
    pub words: String,
    /// The fields that differ; none where it was added or lost.
    pub fields: Vec<Field>,
    /// The event as it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<Value>,
    /// The event as it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<Value>,
}

/// A field with two values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Field {
    /// Its names, with dots between them.
    pub field: String,
    /// Its value before; `null` where it was not there.
    pub old: Value,
    /// Its value now.
    pub new: Value,
}

/// Counts of what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Events that are the same, by type.
    pub same: BTreeMap<&'static str, u64>,
    /// Those that are not.
    pub changes: BTreeMap<(&'static str, Kind), u64>,
    /// How often each field changed, by type.
    pub fields: BTreeMap<(&'static str, String), u64>,
}

/// The counts of one type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The type.
    pub event_type: &'static str,
    /// Events that are the same.
    pub same: u64,
    /// Those with other fields.
    pub changed: u64,
    /// Those that only the new version has.
    pub added: u64,
    /// Those that only the old version has.
    pub lost: u64,
}

impl Totals {
    /// The counts of each type.
    pub fn rows(&self) -> impl Iterator<Item = Row> {
        EventType::ALL.into_iter().map(|event_type| {
            let event_type = event_type.label();
            let count = |kind| self.changes.get(&(event_type, kind)).copied().unwrap_or_default();
            let same = self.same.get(event_type).copied().unwrap_or_default();
            let [changed, added, lost] = [Kind::Changed, Kind::Added, Kind::Lost].map(count);
            Row { event_type, same, changed, added, lost }
        })
    }
}

/// An event of one side that the other has not shown yet.
#[derive(Clone, Debug)]
struct Waiting {
    side: Side,
    event: Event,
}

/// Events of one record and type with one story key and one span.
type Key = (Place, EventType, String, String);

/// Compares two sides, event by event.
#[derive(Debug, Default)]
pub struct Comparison {
    waiting: BTreeMap<Key, Vec<Waiting>>,
    changes: Vec<Change>,
    totals: Totals,
}

impl Comparison {
    /// Takes an event of one side. One that does not tell its record is not compared.
    pub fn see(&mut self, side: Side, event: Event) {
        let event_type = event.event_type();
        let metadata = event.metadata();
        let Some(InputRecord { topic, partition, offset }) = metadata.input.clone() else { return };
        let place = Place { topic, partition, offset };
        let span =
            main_span(&event).map_or(String::new(), |span| format!("{} {} {}", span.field, span.start, span.end));
        let key = (place, event_type, metadata.story_key.clone(), span);
        let waiting = self.waiting.entry(key.clone()).or_default();
        if let Some(at) = waiting.iter().position(|other| other.side != side) {
            let other = waiting.remove(at);
            if waiting.is_empty() {
                self.waiting.remove(&key);
            }
            self.pair(&key.0, side, &event, &other.event);
        } else {
            waiting.push(Waiting { side, event });
        }
    }

    /// Matches what is left; all that differs, record by record, and the counts.
    #[must_use]
    pub fn finish(mut self) -> (Vec<Change>, Totals) {
        let mut groups: BTreeMap<(Place, EventType), Vec<Waiting>> = BTreeMap::new();
        for ((place, event_type, ..), waiting) in std::mem::take(&mut self.waiting) {
            groups.entry((place, event_type)).or_default().extend(waiting);
        }
        for ((place, _), waiting) in groups {
            let (mut old, mut new): (Vec<Event>, Vec<Event>) = (Vec::new(), Vec::new());
            for Waiting { side, event } in waiting {
                if side == Side::Old { old.push(event) } else { new.push(event) }
            }
            let by_span = |one: &Event, other: &Event| overlap(main_span(one), main_span(other));
            let by_story = |one: &Event, other: &Event| one.metadata().story_key == other.metadata().story_key;
            for is_match in [&by_span as &dyn Fn(&Event, &Event) -> bool, &by_story] {
                let mut index = 0;
                while index < old.len() {
                    match new.iter().position(|event| is_match(&old[index], event)) {
                        Some(at) => {
                            let (before, after) = (old.remove(index), new.remove(at));
                            self.pair(&place, Side::New, &after, &before);
                        }
                        None => index += 1,
                    }
                }
            }
            for (kind, events) in [(Kind::Lost, old), (Kind::Added, new)] {
                events.iter().for_each(|event| self.single(kind, &place, event));
            }
        }
        self.changes.sort_by(|one, other| one.input.cmp(&other.input));
        (self.changes, self.totals)
    }

    fn pair(&mut self, place: &Place, side: Side, event: &Event, other: &Event) {
        let (old, new) = if side == Side::Old { (event, other) } else { (other, event) };
        let event_type = new.event_type().label();
        let (before, after) = (json(old), json(new));
        let fields = differing(&before, &after);
        if fields.is_empty() {
            *self.totals.same.entry(event_type).or_default() += 1;
            return;
        }
        *self.totals.changes.entry((event_type, Kind::Changed)).or_default() += 1;
        let names: BTreeSet<String> = fields.iter().map(|field| without_indices(&field.field)).collect();
        for name in names {
            *self.totals.fields.entry((event_type, name)).or_default() += 1;
        }
        let (old, new, fields) = (Some(before), Some(after), fields);
        self.changes.push(Change { fields, old, new, ..change(Kind::Changed, place, event) });
    }

    fn single(&mut self, kind: Kind, place: &Place, event: &Event) {
        *self.totals.changes.entry((event.event_type().label(), kind)).or_default() += 1;
        let json = Some(json(event));
        let (old, new) = if kind == Kind::Lost { (json, None) } else { (None, json) };
        self.changes.push(Change { old, new, ..change(kind, place, event) });
    }
}

fn change(kind: Kind, place: &Place, event: &Event) -> Change {
    Change {
        change: kind,
        event_type: event.event_type().label(),
        article_id: event.article_id.clone(),
        input: place.to_string(),
        words: main_span(event).map_or(String::new(), |span| span.text.clone()),
        fields: Vec::new(),
        old: None,
        new: None,
    }
}

/// The words that an event was read from first.
fn main_span(event: &Event) -> Option<&Span> {
    match event.event.as_ref()? {
        Body::Call(call) => call.mentions.first(),
        Body::Statement(statement) => statement.content.first(),
        Body::SanctionThreat(threat) => threat.mentions.first(),
    }
}

fn overlap(one: Option<&Span>, other: Option<&Span>) -> bool {
    one.zip(other)
        .is_some_and(|(one, other)| one.field == other.field && one.start < other.end && other.start < one.end)
}

/// The message inside, without what tells of the version and the place.
fn json(event: &Event) -> Value {
    let Ok(Value::Object(envelope)) = serde_json::to_value(event) else { return Value::Null };
    let mut message =
        envelope.into_iter().find(|(name, _)| name != "articleId").map_or(Value::Null, |(_, value)| value);
    if let Some(Value::Object(metadata)) = message.get_mut("metadata") {
        OF_THE_READING.iter().for_each(|name| drop(metadata.remove(*name)));
    }
    message
}

/// The fields whose values differ; of lists, item by item.
fn differing(old: &Value, new: &Value) -> Vec<Field> {
    let mut fields = Vec::new();
    compare("", old, new, &mut fields);
    fields
}

fn compare(path: &str, old: &Value, new: &Value, fields: &mut Vec<Field>) {
    let inner = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match (old, new) {
        _ if old == new => {}
        (Value::Object(before), Value::Object(after)) => {
            let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
            let value = |of: &serde_json::Map<String, Value>, name: &str| of.get(name).cloned().unwrap_or_default();
            names.into_iter().for_each(|name| compare(&inner(name), &value(before, name), &value(after, name), fields));
        }
        (Value::Array(before), Value::Array(after)) => {
            let value = |of: &[Value], at: usize| of.get(at).cloned().unwrap_or_default();
            for at in 0..before.len().max(after.len()) {
                compare(&inner(&at.to_string()), &value(before, at), &value(after, at), fields);
            }
        }
        _ => fields.push(Field { field: path.to_owned(), old: old.clone(), new: new.clone() }),
    }
}

/// `participants.0.name` as `participants.name`.
fn without_indices(field: &str) -> String {
    let names: Vec<&str> = field.split('.').filter(|name| name.parse::<usize>().is_err()).collect();
    names.join(".")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::event::v1::{Call, CallStatus, Metadata};

    fn call(offset: i64, story: &str, start: u32, status: CallStatus, version: &str) -> Event {
        let input = Some(InputRecord { topic: "t".to_owned(), partition: 0, offset });
        let metadata = Metadata {
            event_id: version.to_owned(),
            story_key: story.to_owned(),
            lexicon_version: version.to_owned(),
            input,
            ..Metadata::default()
        };
        let span = Span { field: "text".to_owned(), start, end: start + 10, ..Span::default() };
        let call = Call { metadata: Some(metadata), status: status.into(), mentions: vec![span], ..Call::default() };
        Event { article_id: "a".to_owned(), event: Some(Body::Call(call)) }
    }

    fn compared(old: &[Event], new: &[Event]) -> (Vec<(Kind, Vec<String>)>, u64) {
        let mut comparison = Comparison::default();
        old.iter().for_each(|event| comparison.see(Side::Old, event.clone()));
        new.iter().for_each(|event| comparison.see(Side::New, event.clone()));
        let (changes, totals) = comparison.finish();
        let told = |change: Change| (change.change, change.fields.into_iter().map(|field| field.field).collect());
        (changes.into_iter().map(told).collect(), totals.same.values().sum())
    }

    const HELD: CallStatus = CallStatus::Held;
    const PLANNED: CallStatus = CallStatus::Planned;

    #[test]
    fn the_version_alone_is_no_change() {
        assert_eq!(compared(&[call(1, "s", 0, HELD, "1")], &[call(1, "s", 0, HELD, "2")]), (vec![], 1));
    }

    #[test]
    fn a_field_with_another_value_is_a_change() {
        let changed = compared(&[call(1, "s", 0, HELD, "1")], &[call(1, "s", 0, PLANNED, "2")]);
        assert_eq!(changed, (vec![(Kind::Changed, vec!["status".to_owned()])], 0));
    }

    #[test]
    fn an_event_that_moved_is_a_change_and_not_a_loss_and_a_gain() {
        for (story, start) in [("other", 3), ("s", 40)] {
            let (changes, _) = compared(&[call(1, "s", 0, HELD, "1")], &[call(1, story, start, HELD, "2")]);
            assert!(changes.iter().all(|(kind, _)| *kind == Kind::Changed), "{changes:?}");
        }
    }

    #[test]
    fn what_only_one_side_has_is_lost_or_added() {
        let (old, new) = (call(1, "s", 0, HELD, "1"), call(2, "s", 0, HELD, "2"));
        let (changes, _) = compared(&[old], &[new]);
        assert_eq!(changes, [(Kind::Lost, vec![]), (Kind::Added, vec![])]);
        let (changes, _) = compared(&[call(1, "s", 0, HELD, "1")], &[call(1, "z", 90, HELD, "2")]);
        assert_eq!(changes, [(Kind::Lost, vec![]), (Kind::Added, vec![])]);
    }

    fn some_call() -> impl Strategy<Value = Event> {
        (0..3_i64, 0..3_u8, 0..4_u32, any::<bool>()).prop_map(|(offset, story, start, is_held)| {
            call(offset, &story.to_string(), start * 7, if is_held { HELD } else { PLANNED }, "v")
        })
    }

    proptest! {
        #[test]
        fn every_event_of_either_side_is_told_once(
            old in proptest::collection::vec(some_call(), 0..12), new in proptest::collection::vec(some_call(), 0..12)
        ) {
            let (changes, same) = compared(&old, &new);
            let count = |kind| changes.iter().filter(|(of, _)| *of == kind).count() as u64;
            prop_assert_eq!(same + count(Kind::Changed) + count(Kind::Lost), old.len() as u64);
            prop_assert_eq!(same + count(Kind::Changed) + count(Kind::Added), new.len() as u64);
            prop_assert_eq!(compared(&old, &old), (vec![], old.len() as u64));
        }
    }
}
