//! The broker that the other tests stand on, and the support that drives it: what they claim about transactions is
//! worth as much as this.

mod support;

use std::process::{Command, Stdio};
use std::time::Duration;

use rdkafka::consumer::{Consumer as _, ConsumerGroupMetadata};
use rdkafka::message::ToBytes as _;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer as _};
use support::{
    Isolation, Kafka, Pipeline, Record, Tether, end_offsets, producer_settings, read_to_end, send, wait_until,
};

const SOON: Duration = Duration::from_secs(30);

fn values(kafka: &Kafka, topic: &str) -> Vec<Vec<u8>> {
    read_to_end(kafka, topic).into_iter().filter_map(|read| read.record.value).collect()
}

fn transactional_producer(kafka: &Kafka, id: &str) -> BaseProducer {
    let producer: BaseProducer = producer_settings(kafka).set("transactional.id", id).create().expect("a producer");
    producer.init_transactions(SOON).expect("a transactional id of our own");
    producer
}

fn write_in_transaction(producer: &BaseProducer, topic: &str, value: &str) {
    producer.begin_transaction().expect("a transaction");
    producer
        .send(BaseRecord::<(), str>::to(topic).payload(value))
        .map_err(|(error, _)| error)
        .expect("room in the queue");
    wait_until(SOON, "the broker has the record", || {
        producer.poll(Duration::from_millis(1));
        producer.in_flight_count() == 0
    });
}

#[test]
fn what_is_sent_is_read_back_with_key_headers_and_order() {
    let pipeline = Pipeline::new(1);
    let records = [
        Record::new("a", "first").with_header("content-type", "text/plain").with_header("content-type", "text/html"),
        Record::tombstone("b"),
        Record::new("c", vec![0xff; 5_000_000]),
    ];

    pipeline.send(&records);

    let read: Vec<Record> = pipeline.input().into_iter().map(|read| read.record).collect();
    assert_eq!(read, records);
}

#[test]
fn the_records_of_an_aborted_transaction_are_invisible() {
    let pipeline = Pipeline::new(1);
    let (kafka, topic) = (pipeline.kafka, pipeline.topics.calls.as_str());
    let producer = transactional_producer(kafka, "aborting");

    write_in_transaction(&producer, topic, "aborted");
    producer.abort_transaction(SOON).expect("an abort");
    write_in_transaction(&producer, topic, "committed");
    producer.commit_transaction(SOON).expect("a commit");

    assert_eq!(values(kafka, topic), ["committed".to_bytes()]);
}

#[test]
fn an_open_transaction_holds_back_later_records_until_it_is_decided() {
    let pipeline = Pipeline::new(1);
    let (kafka, topic) = (pipeline.kafka, pipeline.topics.calls.as_str());
    let producer = transactional_producer(kafka, "open");

    write_in_transaction(&producer, topic, "in the transaction");
    send(kafka, topic, &[Record::new("key", "after it")]);
    assert_eq!(end_offsets(kafka, topic, Isolation::ReadUncommitted), [2]);
    assert_eq!(end_offsets(kafka, topic, Isolation::ReadCommitted), [0]);

    producer.commit_transaction(SOON).expect("a commit");
    assert_eq!(values(kafka, topic), ["in the transaction".to_bytes(), "after it".to_bytes()]);
}

#[test]
fn offsets_move_with_the_transaction_that_carries_them() {
    let pipeline = Pipeline::new(1);
    pipeline.send(&[Record::new("a", "one"), Record::new("b", "two")]);
    let consumer: rdkafka::consumer::BaseConsumer =
        pipeline.kafka.client().set("group.id", &pipeline.group).create().expect("a consumer");
    let group: ConsumerGroupMetadata = consumer.group_metadata().expect("the group of the consumer");
    let mut offsets = rdkafka::TopicPartitionList::new();
    offsets.add_partition_offset(&pipeline.topics.input, 0, rdkafka::Offset::Offset(2)).expect("an offset");
    let producer = transactional_producer(pipeline.kafka, "offsets");

    write_in_transaction(&producer, &pipeline.topics.calls, "aborted");
    producer.send_offsets_to_transaction(&offsets, &group, SOON).expect("offsets in the transaction");
    producer.abort_transaction(SOON).expect("an abort");
    assert_eq!(pipeline.committed(), [0]);

    write_in_transaction(&producer, &pipeline.topics.calls, "committed");
    producer.send_offsets_to_transaction(&offsets, &group, SOON).expect("offsets in the transaction");
    producer.commit_transaction(SOON).expect("a commit");
    pipeline.wait_until_all_is_committed(SOON);
}

#[test]
fn a_tethered_process_dies_with_the_pipe_that_only_its_parent_holds() {
    let mut victim = Command::new("cat").stdin(Stdio::piped()).spawn().expect("a process that waits");
    let tether = Tether::to(victim.id());
    assert!(victim.try_wait().expect("its state").is_none(), "it lives as long as the tether holds");

    tether.break_off();

    wait_until(SOON, "the tethered process is gone", || victim.try_wait().expect("its state").is_some());
}
