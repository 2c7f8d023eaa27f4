//! Whether the values make sense, all of them at once, before anything starts.

use std::fmt::Display;
use std::ops::RangeInclusive;

use rdkafka::config::ClientConfig;
use rdkafka::error::KafkaError;
use tracing_subscriber::EnvFilter;

use super::properties::is_secret;
use super::topic_plan::TopicOverride;
use super::{Config, ConfigError, GroupProtocol, security};

/// Properties that the client refuses beside the newer group protocol (KIP-848), and tells so only when it starts.
const OF_THE_CLASSIC_PROTOCOL: [&str; 4] =
    ["session.timeout.ms", "heartbeat.interval.ms", "partition.assignment.strategy", "group.protocol.type"];

/// Fewest characters of the token of the console: it can be guessed at as often as one likes.
const SHORTEST_TOKEN: usize = 16;

/// Names what is wrong with each value that cannot be used.
pub(super) fn check(config: &Config) -> Result<(), ConfigError> {
    let mut found = Findings::default();
    brokers(config, &mut found);
    if config.kafka.group_id.trim().is_empty() {
        found.add("kafka.group_id", &config.kafka.group_id, "a name");
    }
    properties(config, &mut found);
    security::check(config, &mut found);
    console(config, &mut found);
    topics(config, &mut found);
    topic_plan(config, &mut found);
    let stream = &config.stream;
    found.range("stream.workers", stream.workers, 0..=1024);
    found.range("stream.memory_bytes", stream.memory_bytes, 16 << 20..=64 << 30);
    found.range("stream.in_flight_records", stream.in_flight_records, 1..=1_000_000);
    found.range("stream.partition_in_flight_records", stream.partition_in_flight_records, 1..=1_000_000);
    found.range("stream.revoke_deadline_ms", stream.revoke_deadline_ms, 0..=60_000);
    found.range("stream.batch_age_ms", stream.batch_age_ms, 1..=30_000);
    found.range("stream.batch_bytes", stream.batch_bytes, 1024..=1 << 30);
    found.range("stream.batch_records", stream.batch_records, 1..=1_000_000);
    found.range("stream.start_deadline_seconds", stream.start_deadline_seconds, 1..=3600);
    found.range("stream.drain_deadline_seconds", stream.drain_deadline_seconds, 1..=3600);
    found.range("extract.max_value_bytes", config.extract.max_value_bytes, 1..=64 << 20);
    found.range("extract.max_html_depth", config.extract.max_html_depth, 10..=1000);
    found.range("extract.max_html_steps", config.extract.max_html_steps, 1000..=100_000_000);
    if let Err(error) = EnvFilter::builder().parse(&config.log.filter) {
        found.add(
            "log.filter",
            &config.log.filter,
            format!("levels by target, such as `info,librdkafka=debug` ({error})"),
        );
    }
    if found.0.is_empty() { Ok(()) } else { Err(ConfigError::Invalid(found.0)) }
}

/// What is wrong, one line a value.
#[derive(Default)]
pub(super) struct Findings(Vec<String>);

impl Findings {
    pub(super) fn add(&mut self, key: &str, value: impl Display, allowed: impl Display) {
        self.0.push(format!("{key} = {value:?}: allowed is {allowed}", value = value.to_string()));
    }

    /// For what is said in other words, or has a value that is not to be repeated.
    pub(super) fn tell(&mut self, sentence: impl Into<String>) {
        self.0.push(sentence.into());
    }

    fn range<Number: PartialOrd + Display>(&mut self, key: &str, value: Number, allowed: RangeInclusive<Number>) {
        if !allowed.contains(&value) {
            let allowed = if allowed.start() == allowed.end() {
                format!("{}", allowed.start())
            } else {
                format!("{} to {}", allowed.start(), allowed.end())
            };
            self.0.push(format!("{key} = {value}: allowed is {allowed}"));
        }
    }
}

fn brokers(config: &Config, found: &mut Findings) {
    let is_address = |address: &str| {
        let (_, address) = address.split_once("://").unwrap_or(("", address));
        let port = address.rsplit_once(':').map(|(host, port)| (!host.is_empty(), port.parse::<u16>().is_ok()));
        !address.contains(char::is_whitespace) && matches!(port, Some((true, true)))
    };
    if !config.kafka.brokers.split(',').all(|address| is_address(address.trim())) {
        found.add("kafka.brokers", &config.kafka.brokers, "host:port, several separated by commas");
    }
}

fn console(config: &Config, found: &mut Findings) {
    let token = config.console.token.reveal();
    let is_sendable = token.bytes().all(|byte| byte.is_ascii_graphic());
    if !token.is_empty() && (token.len() < SHORTEST_TOKEN || !is_sendable) {
        // The value itself is not repeated.
        found.tell(format!(
            "console.token: allowed is {SHORTEST_TOKEN} characters or more of ASCII without spaces, such as \
             `openssl rand -hex 32` prints"
        ));
    }
}

fn properties(config: &Config, found: &mut Findings) {
    let properties = &config.kafka.properties;
    for (name, why) in properties.owned() {
        found.0.push(format!("kafka.properties.{name}: not for setting: {why}"));
    }
    if config.kafka.group_protocol == GroupProtocol::Consumer {
        for name in OF_THE_CLASSIC_PROTOCOL.into_iter().filter(|name| properties.get(name).is_some()) {
            let why = "with `kafka.group_protocol = \"consumer\"` the broker decides it (`group.consumer.*` there)";
            found.0.push(format!("kafka.properties.{name}: not for setting: {why}"));
        }
    }
    for (name, value) in properties.iter() {
        // The check of the library itself, one property at a time.
        if let Err(KafkaError::ClientConfig(_, reason, ..)) =
            ClientConfig::new().set(name, value).create_native_config()
        {
            let reason = if is_secret(name) { "the value is refused".to_owned() } else { reason };
            found.0.push(format!("kafka.properties.{name}: {reason}"));
        }
    }
}

fn topics(config: &Config, found: &mut Findings) {
    let topics = &config.topics;
    let named = topics.all().map(|(role, name)| (format!("topics.{}", role.key()), name));
    // The rule of Apache Kafka for names of topics.
    let is_name = |name: &str| {
        (1..=249).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
            && name != "."
            && name != ".."
    };
    for (at, (key, name)) in named.iter().enumerate() {
        if !is_name(name) {
            found.add(key, name, "1 to 249 of the characters a-z, A-Z, 0-9, `.`, `_`, `-`");
        }
        if let Some((other, _)) = named[..at].iter().find(|(_, other)| other == name) {
            found.add(key, name, format!("a topic of its own, and {other} has the same"));
        }
    }
}

fn topic_plan(config: &Config, found: &mut Findings) {
    let plan = &config.topic_plan;
    found.range("topic_plan.partitions", plan.partitions, 1..=10_000);
    found.range("topic_plan.replication_factor", plan.replication_factor, 1..=100);
    found.range("topic_plan.min_insync_replicas", plan.min_insync_replicas, 1..=plan.replication_factor.max(1));
    for (key, hours) in [
        ("topic_plan.article_hours", plan.article_hours),
        ("topic_plan.event_hours", plan.event_hours),
        ("topic_plan.story_hours", plan.story_hours),
        ("topic_plan.dead_letter_hours", plan.dead_letter_hours),
    ] {
        found.range(key, hours, 1..=876_000);
    }
    for (name, value) in plan.overrides.iter() {
        let key = format!("topic_plan.overrides.{name}");
        match TopicOverride::read(name, value) {
            Ok(TopicOverride::Partitions(_, number)) => found.range(&key, number, 1..=10_000),
            Ok(TopicOverride::ReplicationFactor(_, number)) => found.range(&key, number, 1..=100),
            Ok(TopicOverride::Setting(..)) => {}
            Err(problem) => found.tell(format!("{key}: {problem}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_that_could_be_guessed_or_not_be_sent_is_refused_and_not_repeated() {
        let told = |token: &str| {
            let mut config = Config::default();
            config.console.token = token.to_owned().into();
            check(&config).err().map_or_else(String::new, |error| error.to_string())
        };
        for token in ["hunter2", "hunter2 hunter2 hunter2", "hunter2-пароль-пароль"] {
            let told = told(token);
            assert!(told.contains("console.token: allowed is 16 characters") && !told.contains("hunter2"), "{told}");
        }
        assert_eq!(told(""), "");
        assert_eq!(told("hunter2-hunter2-hunter2"), "");
    }
}
