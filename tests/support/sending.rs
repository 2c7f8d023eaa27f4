//! Sending records to a topic.

use std::time::Duration;

use rdkafka::ClientConfig;
use rdkafka::producer::{FutureProducer, FutureRecord, Producer as _};

use super::broker::LARGEST_MESSAGE_BYTES;
use super::{Kafka, Record};

/// Half of what fits into the queue of a producer.
const AT_ONCE: usize = 50_000;

/// Settings of a producer that repeats, doubles and loses nothing, and takes large messages.
pub fn producer_settings(kafka: &Kafka) -> ClientConfig {
    let mut settings = kafka.client();
    settings.set("enable.idempotence", "true").set("message.max.bytes", LARGEST_MESSAGE_BYTES);
    settings
}

/// Sends the records in order, each to the partition of its key, and waits until the broker has them all.
pub fn send(kafka: &Kafka, topic: &str, records: &[Record]) {
    let _runtime = kafka.runtime.enter();
    let producer: FutureProducer = producer_settings(kafka).create().expect("a producer");
    send_by(&producer, kafka, topic, records.iter().map(|record| (record, None)));
}

/// The same, each with a timestamp in milliseconds.
pub fn send_at(kafka: &Kafka, topic: &str, records: &[(Record, i64)]) {
    let _runtime = kafka.runtime.enter();
    let producer: FutureProducer = producer_settings(kafka).create().expect("a producer");
    send_by(&producer, kafka, topic, records.iter().map(|(record, millis)| (record, Some(*millis))));
}

/// Sends the records in one transaction, and commits or aborts it.
pub fn send_in_transaction(kafka: &Kafka, topic: &str, records: &[Record], is_committed: bool) {
    const ANSWER: Duration = Duration::from_secs(30);
    let _runtime = kafka.runtime.enter();
    let mut settings = producer_settings(kafka);
    let producer: FutureProducer =
        settings.set("transactional.id", format!("sends-{topic}")).create().expect("a producer");
    producer.init_transactions(ANSWER).expect("a transactional id");
    producer.begin_transaction().expect("a transaction");
    send_by(&producer, kafka, topic, records.iter().map(|record| (record, None)));
    let ended = if is_committed { producer.commit_transaction(ANSWER) } else { producer.abort_transaction(ANSWER) };
    ended.expect("the end of the transaction");
}

fn send_by<'r>(
    producer: &FutureProducer,
    kafka: &Kafka,
    topic: &str,
    mut records: impl Iterator<Item = (&'r Record, Option<i64>)>,
) {
    loop {
        let deliveries: Vec<_> = records
            .by_ref()
            .take(AT_ONCE)
            .map(|(record, timestamp)| {
                let mut message = FutureRecord::<[u8], [u8]>::to(topic).headers(record.kafka_headers());
                message.key = record.key.as_deref();
                message.payload = record.value.as_deref();
                message.timestamp = timestamp;
                producer.send_result(message).map_err(|(error, _)| error).expect("room in the producer's queue")
            })
            .collect();
        if deliveries.is_empty() {
            return;
        }
        for delivery in deliveries {
            let outcome = kafka.runtime.block_on(delivery).expect("a delivery report");
            outcome.map_err(|(error, _)| error).expect("a record that the broker took");
        }
    }
}
