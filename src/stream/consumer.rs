//! The input topic as one sequence of records and rebalances.
//!
//! librdkafka tells of a rebalance in a callback, in the middle of a poll. The callback only takes note: the loop answers
//! when its transaction is over, and until then the partitions stay ours. So a revoke never races with a commit.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rdkafka::client::ClientContext;
use rdkafka::config::{ClientConfig, RDKafkaLogLevel};
use rdkafka::consumer::{
    BaseConsumer, CommitMode, Consumer as _, ConsumerContext, ConsumerGroupMetadata, RebalanceProtocol,
};
use rdkafka::error::{KafkaError, KafkaResult};
use rdkafka::message::{Message as _, OwnedMessage};
use rdkafka::metadata::Metadata;
use rdkafka::statistics::Statistics;
use rdkafka::types::RDKafkaRespErr;
use rdkafka::{Offset, TopicPartitionList};

use super::client;
use crate::observe::Observer;

/// How long one step of going back may take.
const SEEK_TIMEOUT: Duration = Duration::from_secs(5);

/// What a poll came back with.
pub(super) enum Polled {
    /// The next record.
    Record(OwnedMessage),
    /// Partitions come or go; to be answered with [`InputConsumer::answer`].
    Rebalance(Rebalance),
    /// The client tells of an error.
    Error(KafkaError),
    /// Nothing yet.
    Nothing,
}

/// Partitions that come or go.
pub(super) struct Rebalance {
    list: TopicPartitionList,
    /// Whether they come.
    pub(super) is_assignment: bool,
}

impl Rebalance {
    /// The partitions.
    pub(super) fn partitions(&self) -> Vec<i32> {
        self.list.elements().iter().map(|element| element.partition()).collect()
    }
}

/// Reads the input topic.
pub(super) struct InputConsumer {
    inner: BaseConsumer<Context>,
    topic: String,
    assigned: HashSet<i32>,
    /// Partitions that [`Self::stay_in_group`] has paused.
    paused: HashSet<i32>,
    /// Records that came while they should not; they are next.
    early: VecDeque<OwnedMessage>,
}

impl InputConsumer {
    pub(super) fn new(config: &ClientConfig, topic: &str, observer: Observer) -> KafkaResult<Self> {
        let context = Context {
            topic: topic.to_owned(),
            observer,
            rebalances: Mutex::default(),
            assigned: Mutex::default(),
            is_closing: AtomicBool::new(false),
        };
        Ok(Self {
            inner: config.create_with_context(context)?,
            topic: topic.to_owned(),
            assigned: HashSet::new(),
            paused: HashSet::new(),
            early: VecDeque::new(),
        })
    }

    /// Joins the group.
    pub(super) fn subscribe(&self) -> KafkaResult<()> {
        self.inner.subscribe(&[&self.topic])
    }

    /// Asks the brokers for a topic.
    pub(super) fn metadata(&self, topic: &str, timeout: Duration) -> KafkaResult<Metadata> {
        self.inner.fetch_metadata(Some(topic), timeout)
    }

    /// What comes next, within `timeout`.
    pub(super) fn poll(&mut self, timeout: Duration) -> Polled {
        if let Some(rebalance) = self.inner.context().next_rebalance() {
            return Polled::Rebalance(rebalance);
        }
        if let Some(record) = self.early.pop_front() {
            return Polled::Record(record);
        }
        match self.inner.poll(timeout) {
            Some(Ok(message)) => Polled::Record(message.detach()),
            Some(Err(error)) => Polled::Error(error),
            None => self.inner.context().next_rebalance().map_or(Polled::Nothing, Polled::Rebalance),
        }
    }

    /// Whether the group has given our partitions to others already: nothing of them may be committed.
    pub(super) fn assignment_lost(&self) -> bool {
        self.inner.assignment_lost()
    }

    /// Takes the partitions, or lets them go.
    pub(super) fn answer(&mut self, rebalance: &Rebalance) -> KafkaResult<()> {
        let partitions = rebalance.partitions();
        if rebalance.is_assignment {
            self.assigned.extend(&partitions);
        } else {
            self.early.retain(|record| !partitions.contains(&record.partition()));
            for partition in &partitions {
                self.assigned.remove(partition);
                self.paused.remove(partition);
            }
        }
        self.inner.context().set_assigned(&self.assigned);
        answer(&self.inner, rebalance)
    }

    /// The member's place in the group, which a commit must carry. It changes with every rebalance: read it afresh.
    pub(super) fn group_metadata(&self) -> Option<ConsumerGroupMetadata> {
        self.inner.group_metadata()
    }

    /// The offsets as the Kafka client wants them.
    pub(super) fn list(&self, offsets: &[(i32, i64)]) -> KafkaResult<TopicPartitionList> {
        let mut list = TopicPartitionList::new();
        for (partition, offset) in offsets {
            list.add_partition_offset(&self.topic, *partition, Offset::Offset(*offset))?;
        }
        Ok(list)
    }

    /// Commits offsets outside a transaction, and waits for it.
    pub(super) fn commit(&self, offsets: &[(i32, i64)]) -> KafkaResult<()> {
        self.inner.commit(&self.list(offsets)?, CommitMode::Sync)
    }

    /// Reads on from these offsets, those of partitions that are still ours.
    pub(super) fn rewind(&mut self, offsets: &[(i32, i64)]) -> KafkaResult<()> {
        let ours: Vec<_> = offsets.iter().copied().filter(|(partition, _)| self.assigned.contains(partition)).collect();
        self.early.retain(|record| !ours.iter().any(|(partition, _)| *partition == record.partition()));
        if ours.is_empty() {
            return Ok(());
        }
        let list = self.inner.seek_partitions(self.list(&ours)?, SEEK_TIMEOUT)?;
        list.elements().iter().try_for_each(|element| element.error())
    }

    /// Keeps our place in the group while the loop waits for something else: the partitions are paused, because a member
    /// must poll. It takes `step` at most. Undone by [`Self::resume`].
    pub(super) fn stay_in_group(&mut self, step: Duration) -> KafkaResult<()> {
        let fresh: Vec<i32> = self.assigned.difference(&self.paused).copied().collect();
        if !fresh.is_empty() {
            self.inner.pause(&self.partition_list(fresh.iter()))?;
            self.paused.extend(fresh);
        }
        match self.inner.poll(step) {
            Some(Ok(message)) => self.early.push_back(message.detach()),
            Some(Err(error)) => tracing::warn!(%error, "consumer error while waiting"),
            None => {}
        }
        Ok(())
    }

    /// Goes on with the partitions that we paused, and no others: resuming one that was not paused can move its position.
    pub(super) fn resume(&mut self) -> KafkaResult<()> {
        if self.paused.is_empty() {
            return Ok(());
        }
        self.inner.resume(&self.partition_list(self.paused.iter()))?;
        self.paused.clear();
        Ok(())
    }

    fn partition_list<'a>(&self, partitions: impl Iterator<Item = &'a i32>) -> TopicPartitionList {
        let mut list = TopicPartitionList::new();
        for partition in partitions {
            list.add_partition(&self.topic, *partition);
        }
        list
    }
}

impl Drop for InputConsumer {
    fn drop(&mut self) {
        // Closing revokes what is left, and waits for the answer.
        self.inner.context().is_closing.store(true, Ordering::Relaxed);
        while let Some(rebalance) = self.inner.context().next_rebalance() {
            let _ = answer(&self.inner, &rebalance);
        }
    }
}

/// Tells the client that we take the partitions, or let them go.
fn answer(consumer: &BaseConsumer<Context>, rebalance: &Rebalance) -> KafkaResult<()> {
    match (consumer.rebalance_protocol(), rebalance.is_assignment) {
        (RebalanceProtocol::Cooperative, true) => consumer.incremental_assign(&rebalance.list),
        (RebalanceProtocol::Cooperative, false) => consumer.incremental_unassign(&rebalance.list),
        (_, true) => consumer.assign(&rebalance.list),
        (_, false) => consumer.unassign(),
    }
}

/// What librdkafka calls while we poll, on our thread.
struct Context {
    topic: String,
    observer: Observer,
    rebalances: Mutex<VecDeque<Rebalance>>,
    assigned: Mutex<HashSet<i32>>,
    is_closing: AtomicBool,
}

impl Context {
    fn next_rebalance(&self) -> Option<Rebalance> {
        self.rebalances.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }

    fn set_assigned(&self, partitions: &HashSet<i32>) {
        partitions.clone_into(&mut self.assigned.lock().unwrap_or_else(PoisonError::into_inner));
        self.observer.assignment(&self.topic, partitions);
    }
}

impl ConsumerContext for Context {
    fn rebalance(&self, consumer: &BaseConsumer<Self>, err: RDKafkaRespErr, list: &mut TopicPartitionList) {
        let is_assignment = err == RDKafkaRespErr::RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS;
        let rebalance = Rebalance { list: list.clone(), is_assignment };
        if self.is_closing.load(Ordering::Relaxed) {
            let _ = answer(consumer, &rebalance);
        } else {
            self.rebalances.lock().unwrap_or_else(PoisonError::into_inner).push_back(rebalance);
        }
    }
}

impl ClientContext for Context {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        client::log(level, facility, message);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        tracing::warn!(%error, reason, "consumer error");
    }

    fn stats(&self, statistics: Statistics) {
        let Some(topic) = statistics.topics.get(&self.topic) else { return };
        let assigned = self.assigned.lock().unwrap_or_else(PoisonError::into_inner);
        let lags: HashMap<i32, u64> = topic
            .partitions
            .values()
            .filter(|partition| assigned.contains(&partition.partition))
            .filter_map(|partition| Some((partition.partition, lag(partition)?)))
            .collect();
        self.observer.lag(&self.topic, &lags);
    }
}

/// Records between our position and the end that a reader of committed records can reach; `None` while that is not known.
fn lag(partition: &rdkafka::statistics::Partition) -> Option<u64> {
    // Markers of transactions have offsets and are never passed on. When nothing waits in the queue, everything up to the
    // next offset to fetch has been passed on or is a marker.
    let position =
        if partition.fetchq_cnt == 0 { partition.app_offset.max(partition.next_offset) } else { partition.app_offset };
    let end = if partition.ls_offset >= 0 { partition.ls_offset } else { partition.hi_offset };
    if position < 0 || end < 0 {
        return None;
    }
    u64::try_from(end - position).ok().or(Some(0))
}
