//! The least that does the job: one thread, the clients' own calls, the settings for which `stream::client` gives reasons.
//! A record as large as a small event, with the headers of one, for each record; offsets committed every 100 ms. It
//! survives no rebalance and no fault.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use demarche::config::{Config, Delivery};
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer as _};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{Header, Message as _, OwnedHeaders};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer as _};
use rdkafka::{ClientConfig, Offset, TopicPartitionList};

/// Bytes of an output, as many as a small event has.
const OUTPUT: usize = 365;
/// Time between two commits, demarche's default.
const BATCH: Duration = Duration::from_millis(100);
/// One request to the broker.
const REQUEST: Duration = Duration::from_secs(30);

/// Moves records until killed.
pub fn run(config: &Config) {
    let is_transactional = config.stream.delivery == Delivery::ExactlyOnce;
    let consumer: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", &config.kafka.brokers)
        .set("group.id", &config.kafka.group_id)
        .set("enable.auto.commit", "false")
        .set("auto.offset.reset", "earliest")
        .set("isolation.level", "read_committed")
        .set("fetch.queue.backoff.ms", "10")
        .create()
        .expect("a consumer");
    let mut settings = ClientConfig::new();
    settings
        .set("bootstrap.servers", &config.kafka.brokers)
        .set("enable.idempotence", "true")
        .set("compression.type", "zstd")
        .set("linger.ms", "5");
    if is_transactional {
        settings.set("transactional.id", &config.kafka.group_id);
    }
    let producer: BaseProducer = settings.create().expect("a producer");
    if is_transactional {
        producer.init_transactions(REQUEST).expect("the transactional id");
    }
    consumer.subscribe(&[&config.topics.input]).expect("a subscription");
    loop {
        let started = Instant::now();
        if is_transactional {
            producer.begin_transaction().expect("a transaction");
        }
        let mut next: BTreeMap<i32, i64> = BTreeMap::new();
        while started.elapsed() < BATCH {
            let Some(polled) = consumer.poll(Duration::from_millis(10)) else { continue };
            let message = polled.expect("a record");
            let value = message.payload().unwrap_or_default();
            let output = BaseRecord::to(&config.topics.calls)
                .key(message.key().unwrap_or_default())
                .payload(&value[..value.len().min(OUTPUT)])
                .timestamp(message.timestamp().to_millis().unwrap_or_default())
                .headers(headers(message.offset()));
            send(&producer, output);
            next.insert(message.partition(), message.offset() + 1);
        }
        // The commit itself would wait in steps of 100 ms, and `poll` by asking over and over again.
        while producer.in_flight_count() > 0 {
            producer.poll(Duration::ZERO);
            std::thread::park_timeout(Duration::from_micros(500));
        }
        let mut offsets = TopicPartitionList::new();
        for (partition, offset) in &next {
            offsets.add_partition_offset(&config.topics.input, *partition, Offset::Offset(*offset)).expect("an offset");
        }
        if is_transactional {
            if !next.is_empty() {
                let group = consumer.group_metadata().expect("a place in the group");
                producer.send_offsets_to_transaction(&offsets, &group, REQUEST).expect("offsets");
            }
            producer.commit_transaction(REQUEST).expect("a commit");
        } else if !next.is_empty() {
            consumer.commit(&offsets, CommitMode::Sync).expect("a commit");
        }
    }
}

/// Those that an event of demarche has.
fn headers(offset: i64) -> OwnedHeaders {
    [
        ("ce_specversion", "1.0"),
        ("ce_id", &format!("event-{offset}")),
        ("ce_type", "demarche.v1.Call"),
        ("ce_source", "/topics/bench.articles"),
        ("content-type", "application/protobuf"),
    ]
    .into_iter()
    .fold(OwnedHeaders::new(), |headers, (key, value)| headers.insert(Header { key, value: Some(value) }))
}

fn send(producer: &BaseProducer, mut record: BaseRecord<'_, [u8], [u8]>) {
    loop {
        match producer.send(record) {
            Ok(()) => return,
            Err((KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull), back)) => {
                producer.poll(Duration::from_millis(1));
                record = back;
            }
            Err((error, _)) => panic!("an output is not sent: {error}"),
        }
    }
}
