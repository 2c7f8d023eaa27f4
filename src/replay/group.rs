//! The consumer group of a replay: how its processes share the partitions, and where its accounts are kept.
//!
//! An account is the metadata of the offset that is committed for its partition. Whoever plans a replay writes the first
//! accounts while the group is empty; once somebody has joined, the coordinator takes only commits of members, so that a
//! plan is made once, and nobody who comes later changes it.

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rdkafka::client::{ClientContext, OAuthToken};
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer as _, ConsumerContext, ConsumerGroupMetadata, Rebalance};
use rdkafka::error::{KafkaError, KafkaResult};
use rdkafka::message::OwnedMessage;
use rdkafka::types::RDKafkaErrorCode;
use rdkafka::{Offset, TopicPartitionList};

use super::order::Entry;
use crate::config::Config;
use crate::stream::error::{Names, is_denied, is_fenced};
use crate::stream::{StreamError, client, token};

/// How long one answer of the brokers may take.
const ANSWER: Duration = Duration::from_secs(10);

/// How long accounts may be out of reach: a transaction that a killed process left open holds them back until it ends.
const ACCOUNTS: Duration = Duration::from_secs(120);

/// What a poll came back with.
pub(super) enum Polled {
    Record(OwnedMessage),
    /// This partition has no more records now.
    End(i32),
    Nothing,
}

/// A member of the group.
pub(super) struct Group {
    consumer: BaseConsumer<Context>,
    topic: String,
    name: String,
}

impl Group {
    pub(super) fn new(config: &Config, instance: &str) -> Result<Self, StreamError> {
        let mut settings = client::consumer(config, instance);
        settings.set("enable.partition.eof", "true").set("statistics.interval.ms", "0");
        let consumer = settings.create_with_context(Context::default());
        let consumer = consumer.map_err(|error: KafkaError| StreamError::Configuration(error.to_string()))?;
        Ok(Self { consumer, topic: config.topics.input.clone(), name: config.kafka.group_id.clone() })
    }

    /// Writes the first accounts. `false`: somebody has joined, whose accounts hold.
    pub(super) fn found(&self, config: &Config, entries: &BTreeMap<i32, Entry>) -> Result<bool, StreamError> {
        // No member may write here: a client that is none.
        let mut settings = client::reader(config);
        settings.set("group.id", &self.name);
        let founder: BaseConsumer<Context> =
            settings.create_with_context(Context::default()).map_err(|error| self.failed(error))?;
        let list = self.list(entries.iter().map(|(partition, entry)| (*partition, entry)));
        match founder.commit(&list.map_err(|error| self.failed(error))?, CommitMode::Sync) {
            Ok(()) => Ok(true),
            Err(error) => match error.rdkafka_error_code() {
                Some(
                    RDKafkaErrorCode::UnknownMemberId
                    | RDKafkaErrorCode::IllegalGeneration
                    | RDKafkaErrorCode::RebalanceInProgress,
                ) => Ok(false),
                _ => Err(self.failed(error)),
            },
        }
    }

    /// The accounts of these partitions, as they are committed; of those that have any.
    pub(super) fn entries(&self, partitions: &[i32]) -> Result<BTreeMap<i32, Entry>, StreamError> {
        let began = Instant::now();
        loop {
            let mut asked = TopicPartitionList::new();
            for partition in partitions {
                asked.add_partition(&self.topic, *partition);
            }
            let answer = self.consumer.committed_offsets(asked, ANSWER).and_then(|answer| {
                answer.elements().iter().try_for_each(|element| element.error())?;
                Ok(answer)
            });
            match answer {
                Ok(answer) => {
                    let read = |metadata: &str| serde_json::from_str(metadata).ok();
                    let elements = answer.elements();
                    return Ok(elements
                        .iter()
                        .filter_map(|element| Some((element.partition(), read(element.metadata())?)))
                        .collect());
                }
                Err(error) if error.rdkafka_error_code().is_some_and(is_denied) || began.elapsed() > ACCOUNTS => {
                    return Err(self.failed(error));
                }
                Err(error) => tracing::debug!(%error, "the accounts cannot be had yet"),
            }
        }
    }

    /// Joins.
    pub(super) fn join(&self) -> Result<(), StreamError> {
        self.consumer.subscribe(&[&self.topic]).map_err(|error| self.failed(error))
    }

    /// Whether partitions have come or gone since it was asked last.
    pub(super) fn has_changed(&self) -> bool {
        self.consumer.context().changed.swap(false, Ordering::Relaxed)
    }

    /// The partitions that are ours now.
    pub(super) fn assigned(&self) -> Result<Vec<i32>, StreamError> {
        let assignment = self.consumer.assignment().map_err(|error| self.failed(error))?;
        Ok(assignment.elements().iter().map(|element| element.partition()).collect())
    }

    pub(super) fn poll(&self, timeout: Duration) -> Result<Polled, StreamError> {
        match self.consumer.poll(timeout) {
            None => Ok(Polled::Nothing),
            Some(Ok(record)) => Ok(Polled::Record(record.detach())),
            Some(Err(KafkaError::PartitionEOF(partition))) => Ok(Polled::End(partition)),
            Some(Err(error)) => match error.rdkafka_error_code() {
                Some(code) if is_denied(code) || is_fenced(code) => Err(self.failed(error)),
                Some(RDKafkaErrorCode::UnknownTopicOrPartition | RDKafkaErrorCode::UnknownTopic) => {
                    Err(StreamError::MissingTopic { topic: self.topic.clone() })
                }
                // Whatever else comes and goes, the client sees to itself.
                _ => {
                    tracing::debug!(%error, "reading goes on");
                    Ok(Polled::Nothing)
                }
            },
        }
    }

    /// Reads no more of a partition.
    pub(super) fn pause(&self, partition: i32) -> Result<(), StreamError> {
        let mut list = TopicPartitionList::new();
        list.add_partition(&self.topic, partition);
        self.consumer.pause(&list).map_err(|error| self.failed(error))
    }

    /// Goes back to these offsets.
    pub(super) fn rewind(&self, offsets: impl Iterator<Item = (i32, i64)>) -> Result<(), StreamError> {
        let mut list = TopicPartitionList::new();
        for (partition, offset) in offsets {
            let added = list.add_partition_offset(&self.topic, partition, Offset::Offset(offset));
            added.map_err(StreamError::Rewind)?;
        }
        if list.count() == 0 {
            return Ok(());
        }
        self.consumer.seek_partitions(list, ANSWER).map(drop).map_err(StreamError::Rewind)
    }

    /// Accounts as offsets, to be committed in a transaction.
    pub(super) fn list<'e>(&self, entries: impl Iterator<Item = (i32, &'e Entry)>) -> KafkaResult<TopicPartitionList> {
        let mut list = TopicPartitionList::new();
        for (partition, entry) in entries {
            let offset = entry.account.as_ref().map_or(0, |account| account.next);
            let mut element = list.add_partition(&self.topic, partition);
            element.set_offset(Offset::Offset(offset))?;
            element.set_metadata(serde_json::to_string(entry).unwrap_or_default());
        }
        Ok(list)
    }

    /// Our place in the group, which every commit must carry.
    pub(super) fn metadata(&self) -> Option<ConsumerGroupMetadata> {
        self.consumer.group_metadata()
    }

    fn failed(&self, error: KafkaError) -> StreamError {
        match error.rdkafka_error_code() {
            Some(code) if is_denied(code) => {
                let names = Names { topic: Some(&self.topic), group: Some(&self.name), ..Names::default() };
                StreamError::denied(code, error.to_string(), names, "Read")
            }
            Some(code) if is_fenced(code) => {
                StreamError::Fenced { transactional_id: self.name.clone(), reason: error.to_string() }
            }
            _ => StreamError::Client(error),
        }
    }
}

/// What librdkafka calls while we poll.
#[derive(Default)]
struct Context {
    /// Whether partitions have come or gone.
    changed: AtomicBool,
}

impl ConsumerContext for Context {
    fn post_rebalance(&self, _: &BaseConsumer<Self>, rebalance: &Rebalance<'_>) {
        tracing::debug!(?rebalance, "rebalance");
        self.changed.store(true, Ordering::Relaxed);
    }
}

impl ClientContext for Context {
    const ENABLE_REFRESH_OAUTH_TOKEN: bool = true;

    fn generate_oauth_token(&self, file: Option<&str>) -> Result<OAuthToken, Box<dyn Error>> {
        token::read(file)
    }

    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        client::log(level, facility, message);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        tracing::debug!(%error, reason, "replay consumer error");
    }
}
