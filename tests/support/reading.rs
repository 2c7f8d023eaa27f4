//! Reading topics to their end, and where their ends are.

use std::time::Duration;

use prost::Message;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::KafkaError;
use rdkafka::message::Message as _;
use rdkafka::{Offset, TopicPartitionList};

use super::{Kafka, Record, wait_for, wait_until};

/// One request to the broker.
const REQUEST: Duration = Duration::from_secs(10);
/// An open transaction is decided, or all of a topic is read. A transaction that its producer left open is aborted by
/// the broker after the producer's `transaction.timeout.ms`, a minute by default.
const DECIDED: Duration = Duration::from_secs(90);

/// What a reader sees of transactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Isolation {
    /// Records of committed transactions, and those without a transaction.
    ReadCommitted,
    /// Every record, also of open and aborted transactions.
    ReadUncommitted,
}

impl Isolation {
    const fn setting(self) -> &'static str {
        match self {
            Self::ReadCommitted => "read_committed",
            Self::ReadUncommitted => "read_uncommitted",
        }
    }
}

/// A record and where it stood.
#[derive(Clone, Debug)]
pub struct ReadRecord {
    pub partition: i32,
    pub offset: i64,
    pub record: Record,
}

impl ReadRecord {
    /// The value as a protobuf message.
    pub fn decode<M: Message + Default>(&self) -> M {
        M::decode(self.record.value.as_deref().expect("a value")).expect("a protobuf message of this type")
    }
}

/// Looks at topics and groups without joining a group.
pub(super) struct Reader {
    pub(super) consumer: BaseConsumer,
}

impl Reader {
    /// One that can be asked for the committed offsets of `group`.
    pub(super) fn new(kafka: &Kafka, group: &str, isolation: Isolation) -> Self {
        let consumer = kafka
            .client()
            .set("group.id", group)
            .set("isolation.level", isolation.setting())
            .set("enable.auto.commit", "false")
            .set("enable.partition.eof", "true")
            .create()
            .expect("a consumer");
        Self { consumer }
    }

    /// For each partition, the offset after the last record that can be seen.
    pub(super) fn ends(&self, topic: &str) -> Vec<i64> {
        let metadata = self.consumer.fetch_metadata(Some(topic), REQUEST).expect("metadata of the topic");
        let partitions = metadata.topics()[0].partitions();
        assert!(!partitions.is_empty(), "the topic {topic} is not there");
        let mut ends = vec![0; partitions.len()];
        for partition in partitions {
            let watermarks = self.consumer.fetch_watermarks(topic, partition.id(), REQUEST);
            let (_, end) = watermarks.expect("watermarks of the partition");
            ends[usize::try_from(partition.id()).expect("a partition number")] = end;
        }
        ends
    }
}

/// For each partition, the offset after the last record that a reader of this isolation may see.
pub fn end_offsets(kafka: &Kafka, topic: &str, isolation: Isolation) -> Vec<i64> {
    Reader::new(kafka, "reader", isolation).ends(topic)
}

/// Everything in the topic under `read_committed`, by partition and offset. Waits for transactions that are still open.
pub fn read_to_end(kafka: &Kafka, topic: &str) -> Vec<ReadRecord> {
    let written = end_offsets(kafka, topic, Isolation::ReadUncommitted);
    let reader = Reader::new(kafka, "reader", Isolation::ReadCommitted);
    wait_until(DECIDED, &format!("every transaction in {topic} is decided"), || {
        reader.ends(topic).iter().zip(&written).all(|(decided, written)| decided >= written)
    });

    let mut assignment = TopicPartitionList::new();
    for partition in 0..written.len() {
        let partition = i32::try_from(partition).expect("a partition number");
        assignment.add_partition_offset(topic, partition, Offset::Beginning).expect("an offset");
    }
    reader.consumer.assign(&assignment).expect("an assignment");
    let mut records = Vec::new();
    let mut unfinished = written.len();
    wait_for(DECIDED, &format!("{topic} is read to its end"), || {
        while let Some(polled) = reader.consumer.poll(Duration::from_millis(100)) {
            match polled {
                Ok(message) => records.push(ReadRecord {
                    partition: message.partition(),
                    offset: message.offset(),
                    record: Record::of(&message),
                }),
                Err(KafkaError::PartitionEOF(_)) => unfinished -= 1,
                Err(error) => panic!("reading {topic}: {error}"),
            }
            if unfinished == 0 {
                return Some(());
            }
        }
        None
    });
    records.sort_by_key(|read| (read.partition, read.offset));
    records
}
