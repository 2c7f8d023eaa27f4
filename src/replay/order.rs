//! What is to be replayed, as it was ordered, and by which version: what all processes of a replay must agree on.

use rdkafka::Message as _;
use rdkafka::message::OwnedMessage;
use serde::{Deserialize, Serialize};

use super::account::Account;
use super::bound::Bound;
use super::filter::{FieldFilter, Filters};
use crate::config::{Config, Delivery, Topics};
use crate::event::{Event, content_hash};

/// An order to replay a range.
#[derive(Clone, Debug)]
pub struct Order {
    /// Whoever replays under this name works on the same replay.
    pub name: String,
    /// Where to begin.
    pub from: Written<Bound>,
    /// Where to end, exclusive.
    pub to: Written<Bound>,
    /// These partitions only; empty: all.
    pub partitions: Vec<i32>,
    /// Which articles.
    pub wanted: Wanted,
    /// What is appended to the names of the topics that are written.
    pub suffix: String,
}

/// Something that was read from a text, with the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written<T> {
    /// The text.
    pub text: String,
    /// What it says.
    pub value: T,
}

/// Which articles are to be replayed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    filters: Vec<FieldFilter>,
    languages: Option<Vec<String>>,
    sources: Option<Vec<String>>,
    ids: Option<Vec<String>>,
}

/// What is committed beside the offset of each partition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// A hash of the order.
    pub(super) order: String,
    /// The version that reads: of the program, and of its words.
    pub(super) version: Version,
    /// `None` for a partition that was not ordered.
    pub(super) account: Option<Account>,
}

/// What decides what comes of an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Version {
    /// Of the program.
    pub program: String,
    /// Of lexicon and knowledge base.
    pub lexicon: String,
}

impl<T: std::str::FromStr> std::str::FromStr for Written<T> {
    type Err = T::Err;

    fn from_str(text: &str) -> Result<Self, T::Err> {
        Ok(Self { text: text.to_owned(), value: text.parse()? })
    }
}

impl Order {
    /// The same for everybody who gave the same order.
    #[must_use]
    pub fn hash(&self, topics: &Topics) -> String {
        let partitions = format!("{:?}", self.partitions);
        let filters = format!("{:?}", self.wanted.filters);
        let written = [&topics.input, &self.from.text, &self.to.text, &partitions, &filters, &self.suffix];
        content_hash(&written.map(String::as_str))[..16].to_owned()
    }

    /// The consumer group of this replay: its members share the partitions, and its offsets are the progress. No live
    /// service is in it.
    #[must_use]
    pub fn group(&self) -> String {
        format!("demarche-replay-{}", self.name)
    }

    /// A configuration under which the clients of a replay are made: its own group, and the topics that it writes.
    #[must_use]
    pub fn configured(&self, config: &Config) -> Config {
        let mut config = config.clone();
        config.kafka.group_id = self.group();
        config.stream.delivery = Delivery::ExactlyOnce;
        // A process that was killed and comes back need not be waited for.
        config.kafka.static_membership = true;
        let topics = &mut config.topics;
        for topic in [&mut topics.calls, &mut topics.statements, &mut topics.sanction_threats, &mut topics.dead_letters]
        {
            topic.push_str(&self.suffix);
        }
        config
    }
}

impl Wanted {
    /// Reads filters by `language`, `source` and `id`.
    ///
    /// # Errors
    ///
    /// In words, where a filter is by another field.
    pub fn new(filters: &[FieldFilter]) -> Result<Self, String> {
        if let Some(other) =
            filters.iter().find(|filter| !["language", "source", "id"].contains(&filter.field().as_str()))
        {
            return Err(format!(
                "--filter {}={}: articles are chosen by language, source or id",
                other.field(),
                other.value()
            ));
        }
        let by = |field: &str| {
            let values =
                Filters::new(filters).wanted(field).map(|values| values.into_iter().map(str::to_owned).collect());
            values.map(|values: Vec<String>| values)
        };
        let (languages, sources, ids) = (by("language"), by("source"), by("id"));
        Ok(Self { filters: filters.to_vec(), languages, sources, ids })
    }

    /// Whether the article of a record may be wanted, as far as that can be told before it is read: by the fields `id` and
    /// `source` of its message.
    #[must_use]
    pub fn may_want(&self, record: &OwnedMessage) -> bool {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Told {
            id: Option<String>,
            source: Option<String>,
        }
        if self.sources.is_none() && self.ids.is_none() {
            return true;
        }
        let told = serde_json::from_slice::<Told>(record.payload().unwrap_or_default()).unwrap_or_default();
        is_among(self.ids.as_deref(), told.id.as_deref()) && is_among(self.sources.as_deref(), told.source.as_deref())
    }

    /// Whether an article that was read in this language is wanted; `None` where it could not be read.
    #[must_use]
    pub fn wants_language(&self, language: Option<&str>) -> bool {
        is_among(self.languages.as_deref(), language)
    }

    /// Whether an event is of an article that is wanted.
    #[must_use]
    pub fn wants(&self, event: &Event) -> bool {
        let metadata = event.metadata();
        is_among(self.languages.as_deref(), Some(&metadata.language))
            && is_among(self.sources.as_deref(), Some(&metadata.source))
            && is_among(self.ids.as_deref(), Some(&event.article_id))
    }

    /// As they were written.
    #[must_use]
    pub fn texts(&self) -> Vec<String> {
        self.filters.iter().map(|filter| format!("{}={}", filter.field(), filter.value())).collect()
    }
}

fn is_among(wanted: Option<&[String]>, value: Option<&str>) -> bool {
    wanted.is_none_or(|wanted| value.is_some_and(|value| wanted.iter().any(|of| of == value)))
}

#[cfg(test)]
mod tests {
    use rdkafka::Timestamp;

    use super::*;

    fn wanted(filters: &[&str]) -> Result<Wanted, String> {
        Wanted::new(&filters.iter().map(|filter| filter.parse().unwrap()).collect::<Vec<_>>())
    }

    fn record(value: &str) -> OwnedMessage {
        OwnedMessage::new(Some(value.into()), None, "t".to_owned(), Timestamp::NotAvailable, 0, 0, None)
    }

    #[test]
    fn articles_are_wanted_by_id_source_and_language() {
        let some = wanted(&["id=a", "id=b", "source=x", "language=ru"]).unwrap();
        for (value, may_be) in [
            (r#"{"id":"a","source":"x"}"#, true),
            (r#"{"id":"b","source":"x"}"#, true),
            (r#"{"id":"c","source":"x"}"#, false),
            (r#"{"id":"a","source":"y"}"#, false),
            (r#"{"id":"a"}"#, false),
            ("<html>", false),
        ] {
            assert_eq!(some.may_want(&record(value)), may_be, "{value}");
        }
        assert!(some.wants_language(Some("ru")) && !some.wants_language(Some("uk")) && !some.wants_language(None));
    }

    #[test]
    fn without_a_filter_everything_is_wanted_also_what_cannot_be_read() {
        let all = wanted(&[]).unwrap();
        assert!(all.may_want(&record("<html>")) && all.wants_language(None));
    }

    #[test]
    fn a_filter_by_another_field_is_refused() {
        assert!(wanted(&["title=x"]).unwrap_err().contains("language, source or id"));
    }
}
