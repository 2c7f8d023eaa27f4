//! The input topic as one sequence of records and rebalances.
//!
//! librdkafka tells of a rebalance in a callback, in the middle of a poll. The callback only takes note: the loop answers
//! when it has committed what the leaving partitions have complete, and until then they stay ours.

use std::collections::{HashSet, VecDeque};
use std::error::Error;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rdkafka::client::{ClientContext, OAuthToken};
use rdkafka::config::{ClientConfig, RDKafkaLogLevel};
use rdkafka::consumer::{
    BaseConsumer, CommitMode, Consumer as _, ConsumerContext, ConsumerGroupMetadata, RebalanceProtocol,
};
use rdkafka::error::{KafkaError, KafkaResult};
use rdkafka::message::BorrowedMessage;
use rdkafka::statistics::Statistics;
use rdkafka::types::RDKafkaRespErr;
use rdkafka::{Offset, TopicPartitionList};

use super::statistics::{self, Told};
use super::{client, token};
use crate::observe::{Client, Observer};

/// How long one step of going back may take.
const SEEK_TIMEOUT: Duration = Duration::from_secs(5);

/// What a poll came back with.
pub(super) enum Polled<'a> {
    /// The next record.
    Record(BorrowedMessage<'a>),
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
    inner: Arc<BaseConsumer<Context>>,
    topic: String,
    assigned: HashSet<i32>,
    unanswered: Option<Rebalance>,
}

/// Commits offsets outside a transaction, from another thread.
pub(super) struct Offsets(Arc<BaseConsumer<Context>>);

impl Offsets {
    /// Commits, and waits for it. The coordinator refuses a member that the group has given up.
    pub(super) fn commit(&self, offsets: &TopicPartitionList) -> KafkaResult<()> {
        self.0.commit(offsets, CommitMode::Sync)
    }
}

impl InputConsumer {
    pub(super) fn new(config: &ClientConfig, topic: &str, observer: Observer) -> KafkaResult<Self> {
        let context = Context {
            topic: topic.to_owned(),
            observer,
            told: Told::of(Client::Consumer),
            rebalances: Mutex::default(),
            assigned: Mutex::default(),
            is_closing: AtomicBool::new(false),
        };
        let inner = Arc::new(config.create_with_context(context)?);
        Ok(Self { inner, topic: topic.to_owned(), assigned: HashSet::new(), unanswered: None })
    }

    /// Joins the group.
    pub(super) fn subscribe(&self) -> KafkaResult<()> {
        self.inner.subscribe(&[&self.topic])
    }

    /// What comes next, within `timeout`. A rebalance ends the wait, and is told by [`Self::rebalance`].
    pub(super) fn poll(&self, timeout: Duration) -> Polled<'_> {
        match self.inner.poll(timeout) {
            Some(Ok(message)) => Polled::Record(message),
            Some(Err(error)) => Polled::Error(error),
            None => Polled::Nothing,
        }
    }

    /// The rebalance that is to be answered next, with [`Self::answer`].
    pub(super) fn rebalance(&mut self) -> Option<&Rebalance> {
        if self.unanswered.is_none() {
            self.unanswered = self.inner.context().next_rebalance();
        }
        self.unanswered.as_ref()
    }

    /// Whether the group has given our partitions to others already: nothing of them may be committed.
    pub(super) fn assignment_lost(&self) -> bool {
        self.inner.assignment_lost()
    }

    /// Takes the partitions of the rebalance, or lets them go.
    pub(super) fn answer(&mut self) -> KafkaResult<()> {
        let Some(rebalance) = self.unanswered.take() else { return Ok(()) };
        for partition in rebalance.partitions() {
            if rebalance.is_assignment {
                self.assigned.insert(partition);
            } else {
                self.assigned.remove(&partition);
            }
        }
        self.inner.context().set_assigned(&self.assigned);
        answer(&self.inner, &rebalance)
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

    /// Commits offsets outside transactions.
    pub(super) fn offsets(&self) -> Offsets {
        Offsets(Arc::clone(&self.inner))
    }

    /// Reads on from these offsets, those of partitions that are still ours.
    pub(super) fn rewind(&self, offsets: &[(i32, i64)]) -> KafkaResult<()> {
        let ours: Vec<_> = offsets.iter().copied().filter(|(partition, _)| self.assigned.contains(partition)).collect();
        if ours.is_empty() {
            return Ok(());
        }
        let list = self.inner.seek_partitions(self.list(&ours)?, SEEK_TIMEOUT)?;
        list.elements().iter().try_for_each(|element| element.error())
    }

    /// Fetches nothing of these partitions, and drops what was fetched and not polled.
    pub(super) fn pause(&self, partitions: &[i32]) -> KafkaResult<()> {
        if partitions.is_empty() { Ok(()) } else { self.inner.pause(&self.partition_list(partitions)) }
    }

    /// Goes on with these partitions. To be called only for those that were paused: resuming another can move its position.
    pub(super) fn resume(&self, partitions: &[i32]) -> KafkaResult<()> {
        if partitions.is_empty() { Ok(()) } else { self.inner.resume(&self.partition_list(partitions)) }
    }

    fn partition_list(&self, partitions: &[i32]) -> TopicPartitionList {
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
        while self.rebalance().is_some() {
            let _ = self.answer();
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
    told: Told,
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
    const ENABLE_REFRESH_OAUTH_TOKEN: bool = true;

    fn generate_oauth_token(&self, file: Option<&str>) -> Result<OAuthToken, Box<dyn Error>> {
        token::read(file)
    }

    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        client::log(level, facility, message);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        tracing::warn!(%error, reason, "consumer error");
    }

    fn stats(&self, statistics: Statistics) {
        self.told.tell(&statistics);
        let assigned = self.assigned.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(offsets) = statistics::offsets(&statistics, &self.topic, |partition| assigned.contains(&partition))
        {
            self.observer.offsets(&self.topic, &offsets);
        }
    }
}
