//! Settings that are passed on to Kafka as they are, and those of the client that are not for setting.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// Settings by their names in Kafka. Secrets among them are never printed.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Properties(BTreeMap<String, String>);

/// Properties that are ours to set, because a promise rests on them.
const OWNED: [(&str, &str); 19] = [
    ("bootstrap.servers", "set `kafka.brokers`"),
    ("metadata.broker.list", "set `kafka.brokers`"),
    ("group.id", "set `kafka.group_id`"),
    ("group.protocol", "set `kafka.group_protocol`"),
    ("group.instance.id", "set `kafka.static_membership` and `stream.instance`"),
    ("enable.auto.commit", "an offset moves only with the outcome of its record"),
    ("enable.auto.offset.store", "an offset moves only with the outcome of its record"),
    ("isolation.level", "records of aborted transactions must not be read"),
    ("enable.idempotence", "a repeated send must not double a record; see `stream.delivery`"),
    ("acks", "an output counts as written when all in-sync replicas have it"),
    ("request.required.acks", "an output counts as written when all in-sync replicas have it"),
    ("transactional.id", "set `stream.instance`, from which it is made"),
    ("allow.auto.create.topics", "the service makes no topic"),
    ("enable.partition.eof", "it is of no use here"),
    ("statistics.interval.ms", "the lag is taken from the statistics"),
    ("sasl.oauthbearer.config", "set `kafka.oauth_token_file`"),
    ("plugin.library.paths", "no foreign code is loaded"),
    ("test.mock.num.brokers", "`demarche demo` has a broker in the process"),
    ("queue.buffering.backpressure.threshold", "it is of no use here"),
];

/// Parts of names whose values are secrets.
const SECRET: [&str; 5] = ["password", "secret", "private", "key.pem", "oauthbearer.config"];

/// What stands for a secret.
pub(super) const REDACTED: &str = "[redacted]";

impl Properties {
    /// Names and values, secrets included.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The value of a property.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Sets a property.
    pub(super) fn insert(&mut self, name: &str, value: String) {
        self.0.insert(name.to_owned(), value);
    }

    /// Names and values as they may be printed.
    pub fn redacted(&self) -> impl Iterator<Item = (&str, &str)> {
        self.iter().map(|(name, value)| (name, if is_secret(name) { REDACTED } else { value }))
    }

    /// Why a property cannot be set, if so.
    pub(super) fn owned(&self) -> impl Iterator<Item = (&str, &'static str)> {
        OWNED.into_iter().filter_map(|(name, why)| self.0.get_key_value(name).map(|(name, _)| (name.as_str(), why)))
    }
}

/// Whether the value of a property must not be printed.
pub(super) fn is_secret(name: &str) -> bool {
    SECRET.iter().any(|part| name.contains(part))
}

impl<Name: Into<String>, Value: Into<String>> FromIterator<(Name, Value)> for Properties {
    fn from_iter<Pairs: IntoIterator<Item = (Name, Value)>>(pairs: Pairs) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

impl fmt::Debug for Properties {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_map().entries(self.redacted()).finish()
    }
}

impl Serialize for Properties {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().filter(|(name, _)| !is_secret(name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_never_printed() {
        let properties: Properties =
            [("sasl.password", "hunter2"), ("ssl.key.pem", "hunter2"), ("sasl.username", "reader")]
                .into_iter()
                .collect();
        let printed = format!("{properties:?} {}", serde_json::to_string(&properties).unwrap());
        assert!(!printed.contains("hunter2"), "{printed}");
        assert!(printed.contains("reader") && printed.contains("sasl.password"), "{printed}");
    }
}
