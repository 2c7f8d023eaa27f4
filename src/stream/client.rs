//! Properties of the Kafka clients. What a promise rests on is set last; the rest are defaults that `kafka.properties` may
//! change.

use std::time::Duration;

use rdkafka::config::{ClientConfig, RDKafkaLogLevel};

use crate::config::{Config, Delivery, GroupProtocol};

/// Largest record that can be written, in bytes: as large as the largest that the consumer can read, so that whatever came
/// in fits into the dead-letter topic.
const MESSAGE_MAX_BYTES: &str = "104857600";

/// Memory for records that wait to be written, in KiB, at least one of the largest. The loop queues less by itself.
const PRODUCER_QUEUE_KBYTES: &str = "131072";

/// A member of static membership is expected back within this time, in milliseconds.
const STATIC_SESSION: &str = "45000";

/// How often a client that is watched tells of itself, in milliseconds.
const STATISTICS_EVERY: &str = "1000";

/// The client's own default of `transaction.timeout.ms`.
const TRANSACTION_TIMEOUT: Duration = Duration::from_secs(60);

/// The client that reads the input topic.
pub(crate) fn consumer(config: &Config, instance: &str) -> ClientConfig {
    let mut client = ClientConfig::new();
    reading(&mut client, config);
    match config.kafka.group_protocol {
        GroupProtocol::Classic => {
            // The heartbeat tells of a rebalance: until then the others wait.
            let session = if config.kafka.static_membership { STATIC_SESSION } else { "10000" };
            client
                .set("partition.assignment.strategy", "cooperative-sticky")
                .set("session.timeout.ms", session)
                .set("heartbeat.interval.ms", "1000");
        }
        // It has its own assignors and sets these on the broker; the client refuses them beside it.
        GroupProtocol::Consumer => {
            client.set("group.protocol", "consumer");
        }
    }
    common(&mut client, config);
    promised(&mut client);
    client
        .set("group.id", &config.kafka.group_id)
        // High watermarks, for the lag.
        .set("statistics.interval.ms", STATISTICS_EVERY);
    if config.kafka.static_membership {
        client.set("group.instance.id", instance);
    }
    client
}

/// A client that reads partitions of its own choice. It is in no group: a name must be given, and is never used.
pub(crate) fn reader(config: &Config) -> ClientConfig {
    let mut client = ClientConfig::new();
    reading(&mut client, config);
    common(&mut client, config);
    promised(&mut client);
    client.set("group.id", "demarche-reader").set("enable.partition.eof", "true");
    client
}

/// How much is fetched, and how often.
fn reading(client: &mut ClientConfig, config: &Config) {
    let shares = config.stream.shares();
    client
        // A new group starts with what is there, not with what comes next.
        .set("auto.offset.reset", "earliest")
        // With the default of 1000, a partition whose local queue is full is not fetched again for a second.
        .set("fetch.queue.backoff.ms", "10")
        .set("fetch.wait.max.ms", "100")
        // Records that wait to be read, for the whole client. What is fetched at once comes on top, and is larger once it
        // is unpacked.
        .set("queued.max.messages.kbytes", (shares.inputs >> 10).to_string())
        .set("queued.min.messages", "10000")
        .set("fetch.max.bytes", shares.fetch.to_string())
        .set("fetch.message.max.bytes", (shares.fetch / 2).to_string());
}

/// What the promises of whoever reads rest on.
fn promised(client: &mut ClientConfig) {
    client
        // It bounds what is written; here it would only forbid to fetch less at once. A larger record is fetched by itself.
        .set("message.max.bytes", "1000")
        .set("enable.auto.commit", "false")
        .set("enable.auto.offset.store", "false")
        .set("isolation.level", "read_committed");
}

/// The client that writes events and dead letters.
pub(crate) fn producer(config: &Config, transactional_id: &str) -> ClientConfig {
    let mut client = ClientConfig::new();
    client
        .set("message.max.bytes", MESSAGE_MAX_BYTES)
        .set("queue.buffering.max.kbytes", PRODUCER_QUEUE_KBYTES)
        .set("linger.ms", "5")
        .set("compression.type", "zstd")
        // The partition of a key is the same as with the Java clients.
        .set("partitioner", "murmur2_random");
    common(&mut client, config);
    client.set("enable.idempotence", "true");
    if config.stream.delivery == Delivery::ExactlyOnce {
        client.set("transactional.id", transactional_id);
        let is_set = |name| config.kafka.properties.get(name).is_some();
        if !is_set("message.timeout.ms") && !is_set("delivery.timeout.ms") {
            // We must give up a batch before the coordinator does: after that, the client can no longer abort it.
            let message = transaction_timeout(&client).as_millis() * 3 / 4;
            client.set("message.timeout.ms", message.to_string());
        }
    }
    client
}

/// The same, watched: it tells of itself.
pub(super) fn watched_producer(config: &Config, transactional_id: &str) -> ClientConfig {
    let mut client = producer(config, transactional_id);
    client.set("statistics.interval.ms", STATISTICS_EVERY);
    client
}

/// A client that only asks.
pub(crate) fn asking(config: &Config) -> ClientConfig {
    let mut client = ClientConfig::new();
    common(&mut client, config);
    client
}

/// The client of `demarche feed`, which writes articles.
pub(crate) fn feeder(config: &Config) -> ClientConfig {
    let mut config = config.clone();
    config.stream.delivery = Delivery::AtLeastOnce;
    producer(&config, "")
}

/// After how long the coordinator gives up a transaction of this client.
pub(crate) fn transaction_timeout(client: &ClientConfig) -> Duration {
    let millis = client.get("transaction.timeout.ms").and_then(|millis| millis.parse().ok());
    millis.map_or(TRANSACTION_TIMEOUT, Duration::from_millis)
}

/// The transactional id of a member; the module documentation of [`crate::stream`] says why it is so.
pub(crate) fn transactional_id(config: &Config, instance: &str) -> String {
    format!("demarche-{}-{instance}", config.kafka.group_id)
}

fn common(client: &mut ClientConfig, config: &Config) {
    client
        .set("client.id", "demarche")
        .set("log.connection.close", "false")
        // Where the broker that coordinates the group leaves the cluster, librdkafka 2.12 asks for the new one only when some
        // connection changes its state (librdkafka #5456, #5511); with the default of 0, that may be never.
        .set("connections.max.idle.ms", "5000");
    for (name, value) in config.kafka.properties.iter() {
        client.set(name, value);
    }
    if !config.kafka.oauth_token_file.is_empty() {
        // Comes back to us when a token is wanted.
        client.set("sasl.oauthbearer.config", &config.kafka.oauth_token_file);
    }
    client
        .set("bootstrap.servers", &config.kafka.brokers)
        .set("allow.auto.create.topics", "false")
        .set_log_level(RDKafkaLogLevel::Info);
}

/// Passes a log line of librdkafka on.
pub(crate) fn log(level: RDKafkaLogLevel, facility: &str, message: &str) {
    match level {
        // Properties go to both clients, and each warns about those of the other.
        RDKafkaLogLevel::Warning if facility == "CONFWARN" => {
            tracing::debug!(target: "librdkafka", facility, "{message}");
        }
        RDKafkaLogLevel::Emerg | RDKafkaLogLevel::Alert | RDKafkaLogLevel::Critical | RDKafkaLogLevel::Error => {
            tracing::error!(target: "librdkafka", facility, "{message}");
        }
        RDKafkaLogLevel::Warning => tracing::warn!(target: "librdkafka", facility, "{message}"),
        RDKafkaLogLevel::Notice | RDKafkaLogLevel::Info => tracing::info!(target: "librdkafka", facility, "{message}"),
        RDKafkaLogLevel::Debug => tracing::debug!(target: "librdkafka", facility, "{message}"),
    }
}

#[cfg(test)]
mod tests {
    use rdkafka::consumer::BaseConsumer;
    use rdkafka::producer::BaseProducer;

    use super::*;

    fn config(properties: &[(&str, &str)]) -> Config {
        let mut config = Config::default();
        config.kafka.properties = properties.iter().copied().collect();
        config
    }

    #[test]
    fn every_client_takes_its_properties() {
        let config = config(&[("message.max.bytes", "16777216")]);
        for client in [consumer(&config, "a"), reader(&config)] {
            let _: BaseConsumer = client.create().unwrap();
        }
        for client in [producer(&config, "id"), feeder(&config)] {
            let _: BaseProducer = client.create().unwrap();
        }
    }

    #[test]
    fn the_newer_group_protocol_takes_no_session_timeout_and_no_assignor() {
        let mut config = config(&[]);
        config.kafka.group_protocol = GroupProtocol::Consumer;
        let client = consumer(&config, "a");
        client.create_native_config().unwrap();
        for name in ["session.timeout.ms", "heartbeat.interval.ms", "partition.assignment.strategy"] {
            assert_eq!(client.get(name), None, "{name}");
        }
    }

    #[test]
    fn only_a_static_member_tells_the_group_its_name() {
        let mut config = config(&[]);
        assert_eq!(consumer(&config, "a").get("group.instance.id"), None);
        config.kafka.static_membership = true;
        assert_eq!(consumer(&config, "a").get("group.instance.id"), Some("a"));
    }

    #[test]
    fn the_queue_of_the_consumer_follows_from_the_memory() {
        let mut config = config(&[]);
        config.stream.memory_bytes = 64 << 20;
        assert_eq!(consumer(&config, "a").get("queued.max.messages.kbytes"), Some("16384"));
    }

    #[test]
    fn a_property_that_is_set_wins_over_a_default() {
        assert_eq!(producer(&config(&[("linger.ms", "50")]), "id").get("linger.ms"), Some("50"));
    }

    #[test]
    fn a_batch_is_given_up_before_its_transaction_times_out() {
        assert_eq!(producer(&config(&[]), "id").get("message.timeout.ms"), Some("45000"));
        let config = config(&[("transaction.timeout.ms", "8000")]);
        assert_eq!(producer(&config, "id").get("message.timeout.ms"), Some("6000"));
    }

    #[test]
    fn only_exactly_once_has_transactions() {
        let mut config = config(&[]);
        assert_eq!(producer(&config, "id").get("transactional.id"), Some("id"));
        config.stream.delivery = Delivery::AtLeastOnce;
        assert_eq!(producer(&config, "id").get("transactional.id"), None);
    }
}
