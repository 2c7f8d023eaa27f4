//! Sending records to a topic.

use rdkafka::ClientConfig;
use rdkafka::producer::{FutureProducer, FutureRecord};

use super::broker::LARGEST_MESSAGE_BYTES;
use super::{Kafka, Record};

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
    let deliveries: Vec<_> = records
        .iter()
        .map(|record| {
            let mut message = FutureRecord::<[u8], [u8]>::to(topic).headers(record.kafka_headers());
            message.key = record.key.as_deref();
            message.payload = record.value.as_deref();
            producer.send_result(message).map_err(|(error, _)| error).expect("room in the producer's queue")
        })
        .collect();
    for delivery in deliveries {
        let outcome = kafka.runtime.block_on(delivery).expect("a delivery report");
        outcome.map_err(|(error, _)| error).expect("a record that the broker took");
    }
}
