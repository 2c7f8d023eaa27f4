//! A process of a replay: reads batches, extracts them, and commits outputs and accounts as one.
//!
//! It goes batch by batch: what is read is extracted by all workers, written in each partition's order, and committed,
//! before the next batch is begun. A replay has no latency to care for, and between two batches nothing is under way:
//! partitions come and go there, and nowhere else. What a batch costs beside the extraction is a commit.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

use rdkafka::Message as _;
use rdkafka::config::ClientConfig;
use rdkafka::error::KafkaError;
use rdkafka::message::OwnedMessage;

use super::account::{Account, Fate};
use super::digest::Output;
use super::extraction::extract;
use super::group::{Group, Polled};
use super::order::{Entry, Wanted};
use super::pace::{Pace, Rate};
use super::range::Membership;
use crate::config::Topics;
use crate::stream::StreamError;
use crate::stream::outbound::{DeathCause, Outbound};
use crate::stream::producer::{Failure, OutputProducer, Unsent};
use crate::stream::retry::{Retry, chance};
use crate::stream::stop::Stop;
use crate::stream::worker::{Outcome, Worker, too_large};

/// Names the replay that wrote an output.
pub(super) const REPLAY: &str = "demarche.replay";

/// How long a batch is gathered, from its first record.
const GATHER: Duration = Duration::from_millis(200);

/// How long one poll waits.
const POLL: Duration = Duration::from_millis(20);

/// Most records of a batch, for each worker: some seconds of work.
const RECORDS: usize = 300;

/// Most records of the first batch after partitions have come or gone, for each worker; each batch after it may have twice
/// as many. Those who join wait, several times, until everybody is done with a batch.
const FIRST_RECORDS: usize = 10;

/// What a process works with.
pub(super) struct Tools {
    pub(super) group: Group,
    pub(super) producer: OutputProducer,
    pub(super) producer_config: ClientConfig,
    pub(super) worker: Worker,
    pub(super) workers: usize,
    /// Most bytes of records of a batch.
    pub(super) bytes: usize,
    pub(super) topics: Topics,
    pub(super) wanted: Wanted,
    /// The name of the replay.
    pub(super) name: String,
}

/// A process at work.
pub(super) struct Run<'s> {
    tools: Tools,
    stop: &'s Stop,
    /// The accounts of our partitions.
    entries: BTreeMap<i32, Entry>,
    /// Records whose events were refused; read again, they become dead letters.
    refused: HashMap<(i32, i64), DeathCause>,
    /// Most records of the next batch, for each worker.
    most: usize,
    pace: Pace,
    retry: Retry,
}

/// What was read of a batch, in order.
enum Item {
    Record(OwnedMessage),
    /// A partition has no more.
    End(i32),
}

impl<'s> Run<'s> {
    pub(super) fn new(tools: Tools, stop: &'s Stop) -> Self {
        let pace = Pace::new(None, Instant::now());
        let retry = Retry::default();
        Self { tools, stop, entries: BTreeMap::new(), refused: HashMap::new(), most: FIRST_RECORDS, pace, retry }
    }

    /// The group, to look at all accounts.
    pub(super) const fn group(&self) -> &Group {
        &self.tools.group
    }

    /// The producer, between two batches.
    pub(super) const fn producer(&mut self) -> &mut OutputProducer {
        &mut self.tools.producer
    }

    /// Goes on at another rate.
    pub(super) fn set_rate(&mut self, rate: Option<Rate>) {
        self.pace.change(rate, Instant::now());
    }

    /// Whether nothing is left of what is ours now.
    pub(super) fn is_idle(&self) -> bool {
        self.entries.values().filter_map(|entry| entry.account.as_ref()).all(Account::is_complete)
    }

    /// Reads and commits one batch, if there is any.
    pub(super) fn turn(&mut self) -> Result<(), StreamError> {
        let items = self.gather()?;
        if items.is_empty() {
            return Ok(());
        }
        match self.process(&items) {
            Ok(()) => {
                self.retry.succeeded();
                self.most = RECORDS.min(self.most * 2);
                Ok(())
            }
            Err(failure) => self.recover(failure),
        }
    }

    fn gather(&mut self) -> Result<Vec<Item>, StreamError> {
        let (share, share_bytes) = self.pace.share();
        let most = share.min(self.most * self.tools.workers);
        let most_bytes = share_bytes.min(self.tools.bytes);
        let (mut items, mut records, mut bytes) = (Vec::new(), 0, 0);
        let began = Instant::now();
        loop {
            let is_held = self.pace.wait(Instant::now()) > Duration::ZERO;
            // While the pace holds us up, one record at most is read, only to stay in the group.
            if records >= most || bytes >= most_bytes || (records > 0 && is_held) {
                break;
            }
            let polled = self.tools.group.poll(POLL)?;
            if self.tools.group.has_changed() {
                self.most = FIRST_RECORDS;
                self.look_up()?;
            }
            match polled {
                Polled::Record(record) => {
                    if let Some(record) = self.take(record)? {
                        records += 1;
                        bytes += record.payload().map_or(0, <[u8]>::len);
                        items.push(Item::Record(record));
                    }
                }
                Polled::End(partition) => items.push(Item::End(partition)),
                Polled::Nothing if !items.is_empty() => break,
                Polled::Nothing => {}
            }
            if began.elapsed() >= GATHER {
                break;
            }
        }
        while !self.stop.is_requested() && self.pace.wait(Instant::now()) > Duration::ZERO {
            std::thread::park_timeout(self.pace.wait(Instant::now()).min(POLL));
        }
        self.pace.took(records, bytes, Instant::now());
        Ok(items)
    }

    /// A record that is to be dealt with.
    fn take(&self, record: OwnedMessage) -> Result<Option<OwnedMessage>, StreamError> {
        let account = self.entries.get(&record.partition()).and_then(|entry| entry.account.as_ref());
        match account.filter(|account| !account.is_complete()) {
            Some(account) => Ok((record.offset() >= account.next).then_some(record)),
            // Not ordered, or complete already.
            None => self.tools.group.pause(record.partition()).map(|()| None),
        }
    }

    /// The accounts of what is ours now.
    fn look_up(&mut self) -> Result<(), StreamError> {
        let assigned = self.tools.group.assigned()?;
        self.entries = self.tools.group.entries(&assigned)?;
        tracing::debug!(?assigned, "partitions");
        Ok(())
    }

    fn process(&mut self, items: &[Item]) -> Result<(), Failure> {
        let records: Vec<&OwnedMessage> = items
            .iter()
            .filter_map(|item| match item {
                Item::Record(record) if self.is_to_be_read(record) => Some(record),
                _ => None,
            })
            .collect();
        let mut outcomes = extract(&self.tools.worker, self.tools.workers, &records).into_iter();
        let mut touched = Vec::new();
        for item in items {
            let (partition, fate) = match item {
                Item::End(partition) => (*partition, None),
                Item::Record(record) if self.is_to_be_read(record) => {
                    (record.partition(), Some((record, outcomes.next())))
                }
                Item::Record(record) => (record.partition(), Some((record, None))),
            };
            let Some(mut account) = self.entries.get_mut(&partition).and_then(|entry| entry.account.take()) else {
                continue;
            };
            touched.push(partition);
            let entered = match fate {
                None => {
                    account.end();
                    Ok(())
                }
                Some((record, outcome)) => self.enter(&mut account, record, outcome),
            };
            if let Some(entry) = self.entries.get_mut(&partition) {
                entry.account = Some(account);
            }
            entered?;
        }
        self.commit(&touched)
    }

    /// Whether a record must be extracted to know what comes of it.
    fn is_to_be_read(&self, record: &OwnedMessage) -> bool {
        let account = self.entries.get(&record.partition()).and_then(|entry| entry.account.as_ref());
        account
            .is_some_and(|account| account.range.membership(record.offset(), record.timestamp()) == Membership::Inside)
            && self.tools.wanted.may_want(record)
    }

    /// Enters a record, and queues what came of it.
    fn enter(&mut self, account: &mut Account, record: &OwnedMessage, outcome: Option<Outcome>) -> Result<(), Failure> {
        let offset = record.offset();
        if offset < account.next {
            return Ok(());
        }
        let outcome = match self.refused.get(&(record.partition(), offset)) {
            Some(cause) => Some(self.tools.worker.dead_letter(record, cause)),
            None => outcome,
        };
        match (account.range.membership(offset, record.timestamp()), outcome) {
            (Membership::Beyond, _) => account.end(),
            (Membership::Outside, _) => account.pass(offset),
            (Membership::Inside, Some(outcome)) if self.tools.wanted.wants_language(outcome.language) => {
                let outputs = outcome.outputs.iter().map(|output| Output::of(output, &self.tools.topics)).collect();
                for output in outcome.outputs {
                    self.send(output, (record.partition(), offset))?;
                }
                account.enter(offset, Fate::Read(outputs));
            }
            (Membership::Inside, _) => account.enter(offset, Fate::LeftOut),
        }
        Ok(())
    }

    fn send(&mut self, output: Outbound, place: (i32, i64)) -> Result<(), Failure> {
        let mut output = output.marked(REPLAY, &self.tools.name);
        loop {
            match self.tools.producer.send(output, place) {
                Ok(()) => return Ok(()),
                Err(Unsent::NoRoom(back)) => {
                    output = back;
                    self.tools.producer.serve(Duration::from_millis(1));
                    if self.stop.is_overdue(Instant::now()) {
                        return Err(Failure::Stopped);
                    }
                }
                Err(Unsent::Failed(failure)) => return Err(failure),
            }
        }
    }

    /// Commits outputs and accounts as one.
    fn commit(&mut self, touched: &[i32]) -> Result<(), Failure> {
        let entries = self.entries.iter().filter(|(partition, _)| touched.contains(partition));
        let list = self.tools.group.list(entries.map(|(partition, entry)| (*partition, entry)));
        let list = list.map_err(Failure::Batch)?;
        let goes_on = || !self.stop.is_overdue(Instant::now());
        self.tools.producer.drain(&goes_on)?;
        // Our place in the group changes with every rebalance: it is read afresh.
        let place = self.tools.group.metadata().ok_or(Failure::Batch(KafkaError::Canceled))?;
        self.tools.producer.hand_over(&list, place, &goes_on)?;
        self.tools.producer.commit(&goes_on)?;
        let done = self.entries.iter().filter(|(_, entry)| entry.account.as_ref().is_some_and(Account::is_complete));
        for partition in done.map(|(partition, _)| *partition).filter(|partition| touched.contains(partition)) {
            self.tools.group.pause(partition).map_err(Failure::Fatal)?;
        }
        Ok(())
    }

    /// Gives the batch up, and goes back to what is committed.
    fn recover(&mut self, failure: Failure) -> Result<(), StreamError> {
        let wait = self.retry.failed(chance());
        match failure {
            Failure::Fatal(error) => return Err(error),
            Failure::Stopped => return Ok(()),
            Failure::Refused { cause, topic, code } if cause.is_dead_letter => {
                return Err(StreamError::Unwritable { topic, reason: code.to_string() });
            }
            Failure::Refused { cause, topic, code } => {
                let message = format!("topic `{topic}` refuses an event of {} bytes: {code}", cause.bytes);
                self.refused.insert((cause.partition, cause.offset), too_large(message));
            }
            Failure::Batch(error) | Failure::Spent(error) => {
                tracing::warn!(%error, "a batch failed, and is read again");
            }
        }
        let stop = self.stop;
        let goes_on = || !stop.is_overdue(Instant::now());
        match self.tools.producer.abort(&goes_on) {
            Ok(()) => {}
            Err(Failure::Fatal(error)) => return Err(error),
            Err(Failure::Stopped) => return Ok(()),
            Err(_) => self.tools.producer = taken_over(&self.tools.producer_config, stop)?,
        }
        // What comes meanwhile is read again.
        let until = Instant::now() + wait;
        while Instant::now() < until && !self.stop.is_requested() {
            self.tools.group.poll(POLL)?;
        }
        self.look_up()?;
        let places =
            self.entries.iter().filter_map(|(partition, entry)| Some((*partition, entry.account.as_ref()?.next)));
        self.tools.group.rewind(places)
    }
}

/// A producer whose transactional id is ours.
pub(super) fn taken_over(config: &ClientConfig, stop: &Stop) -> Result<OutputProducer, StreamError> {
    OutputProducer::taken_over(config, &|| !stop.is_requested()).map_err(|failure| match failure {
        Failure::Fatal(error) => error,
        _ => StreamError::CutShort { records: 0 },
    })
}
