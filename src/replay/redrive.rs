//! Sends dead letters again: to the input topic, or through the pipeline in this process.
//!
//! How far an order has been carried out is kept as the offsets of a consumer group that nobody joins, named after the
//! order, and moves in the transaction that writes: the same order given again sends only letters that are new. The end is
//! fixed when it begins and a letter that fails again counts its attempts, so that nothing goes round for ever.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::KafkaError;
use rdkafka::message::{Message as _, OwnedMessage};
use rdkafka::{Offset, TopicPartitionList};

use super::bound::Bound;
use super::error::ReplayError;
use super::extraction::extract;
use super::order::Written;
use super::process::Reader;
use super::range::{Note, PartitionRange};
use super::run::taken_over;
use super::scan::{Scan, Scanned};
use super::selection::{Choice, Selection, back, original, provenance, reason_of};
use crate::config::{Config, Delivery};
use crate::stream::outbound::Outbound;
use crate::stream::producer::{Failure, OutputProducer, Unsent};
use crate::stream::stop::Stop;
use crate::stream::worker::Worker;
use crate::stream::{StreamError, client, registry, start};

/// How long one look waits.
const LOOK: Duration = Duration::from_millis(200);

/// How long one answer of the brokers may take.
const ANSWER: Duration = Duration::from_secs(30);

/// Letters of a transaction.
const BATCH: usize = 500;

/// An order to send letters again.
#[derive(Clone, Debug)]
pub struct RedriveOrder {
    /// Which.
    pub selection: Selection,
    /// Not those before.
    pub from: Written<Bound>,
    /// Nor those behind; exclusive.
    pub to: Written<Bound>,
    /// Whether they are read in this process, and not sent to the input topic.
    pub through_pipeline: bool,
}

/// What is about to be sent.
#[derive(Debug)]
pub struct Found {
    /// Letters by reason: those to be sent, and those that have failed too often.
    pub counts: BTreeMap<String, Counts>,
    /// What is to be told of the ranges.
    pub notes: Vec<Note>,
    ranges: Vec<PartitionRange>,
}

/// Letters of one reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// To be sent.
    pub chosen: u64,
    /// Left, because they have failed too often.
    pub exhausted: u64,
}

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Redriven {
    /// Letters that were sent.
    pub letters: u64,
    /// Those among them that failed again, where they went through the pipeline.
    pub failed_again: u64,
    /// Events that came of them, where they went through the pipeline.
    pub events: u64,
}

/// Sends letters again.
pub struct Redrive<'c> {
    config: Config,
    order: &'c RedriveOrder,
    group: String,
    place: BaseConsumer,
}

impl<'c> Redrive<'c> {
    /// Makes the clients.
    ///
    /// # Errors
    ///
    /// Where they refuse their configuration.
    pub fn new(config: &Config, order: &'c RedriveOrder) -> Result<Self, ReplayError> {
        let mut config = config.clone();
        config.stream.delivery = Delivery::ExactlyOnce;
        let topics = &config.topics;
        let to = if order.through_pipeline { "pipeline" } else { &topics.input };
        let hash = order.selection.hash(&[&topics.dead_letters, to, &order.from.text, &order.to.text]);
        let group = format!("demarche-redrive-{hash}");
        let mut settings = client::reader(&config);
        settings.set("group.id", &group);
        let refused = |error: KafkaError| StreamError::Configuration(error.to_string());
        let place = settings.create().map_err(refused)?;
        Ok(Self { config, order, group, place })
    }

    /// Looks for the letters that were not sent yet.
    ///
    /// # Errors
    ///
    /// Where the brokers do not answer, or the topic is not there.
    pub fn find(&self, now: Timestamp) -> Result<Found, ReplayError> {
        let mut scan = Scan::connect(&self.config, &self.config.topics.dead_letters)?;
        let (mut ranges, notes) = scan.ranges((&self.order.from.value, &self.order.to.value), None, now)?;
        let sent = self.sent(scan.partitions())?;
        for range in &mut ranges {
            let sent = sent.get(&range.partition).copied().unwrap_or_default();
            range.first = range.first.max(sent).min(range.end);
        }
        let mut counts: BTreeMap<String, Counts> = BTreeMap::new();
        self.read(&mut scan, &ranges, |letter| {
            let choice = self.order.selection.choose(&letter);
            if choice != Choice::Other {
                let of_reason = counts.entry(reason_of(&letter).to_owned()).or_default();
                of_reason.chosen += u64::from(choice == Choice::Chosen);
                of_reason.exhausted += u64::from(choice == Choice::Exhausted);
            }
            Ok(())
        })?;
        Ok(Found { counts, notes, ranges })
    }

    /// Sends what was found.
    ///
    /// # Errors
    ///
    /// Where letters cannot be written. Those of earlier transactions are sent, and the same order goes on from there.
    pub fn send(&self, found: &Found, reader: &Reader) -> Result<Redriven, ReplayError> {
        let stop = Stop::new(Duration::from_secs(self.config.stream.drain_deadline_seconds));
        let settings = client::producer(&self.config, &self.group);
        let mut producer = taken_over(&settings, &stop)?;
        let largest = settings.get("message.max.bytes").and_then(|bytes| bytes.parse().ok()).unwrap_or(usize::MAX);
        let worker =
            Worker::new(reader.extract.clone(), self.config.topics.clone(), self.config.extract.input_format, largest);
        worker.write_as(registry::agree(&self.config, true).map_err(StreamError::from)?);
        let missing = start::missing_topic(&self.config.topics, |topic, timeout| producer.metadata(topic, timeout));
        if let Some(topic) = missing {
            return Err(StreamError::MissingTopic { topic }.into());
        }
        let (mut done, mut batch) = (Redriven::default(), Vec::new());
        let mut scan = Scan::connect(&self.config, &self.config.topics.dead_letters)?;
        let mut next: BTreeMap<i32, i64> = BTreeMap::new();
        self.read(&mut scan, &found.ranges, |letter| {
            next.insert(letter.partition(), letter.offset() + 1);
            if self.order.selection.choose(&letter) == Choice::Chosen {
                batch.push(letter);
            }
            if batch.len() >= BATCH {
                self.commit(&mut producer, &worker, &mut batch, &next, &mut done)?;
            }
            Ok(())
        })?;
        next = found.ranges.iter().map(|range| (range.partition, range.end)).collect();
        self.commit(&mut producer, &worker, &mut batch, &next, &mut done)?;
        Ok(done)
    }

    /// Writes a batch, and how far it goes, as one.
    fn commit(
        &self,
        producer: &mut OutputProducer,
        worker: &Worker,
        batch: &mut Vec<OwnedMessage>,
        next: &BTreeMap<i32, i64>,
        done: &mut Redriven,
    ) -> Result<(), ReplayError> {
        let mut sent = *done;
        let letters = std::mem::take(batch);
        let mut outputs: Vec<(Outbound, (i32, i64))> = Vec::new();
        sent.letters += letters.len() as u64;
        if self.order.through_pipeline {
            let originals: Vec<OwnedMessage> =
                letters.iter().map(|letter| original(letter).unwrap_or_else(|| letter.clone())).collect();
            let outcomes = extract(worker, self.config.stream.workers(), &originals.iter().collect::<Vec<_>>());
            for (letter, outcome) in letters.iter().zip(outcomes) {
                sent.failed_again += u64::from(outcome.rejection.is_some());
                sent.events += outcome.events.len() as u64;
                let place = (letter.partition(), letter.offset());
                outputs.extend(outcome.outputs.into_iter().map(|output| (provenance(output, letter), place)));
            }
        } else {
            let input = &self.config.topics.input;
            let place = |letter: &OwnedMessage| (letter.partition(), letter.offset());
            outputs.extend(letters.iter().map(|letter| (back(letter, input), place(letter))));
        }
        let began = Instant::now();
        let goes_on = || began.elapsed() < ANSWER;
        let written = self.write(producer, outputs, next, &goes_on);
        if let Err(failure) = written {
            // What was written of it is never seen.
            let _ = producer.abort(&goes_on);
            return Err(reason(failure).into());
        }
        *done = sent;
        Ok(())
    }

    fn write(
        &self,
        producer: &mut OutputProducer,
        outputs: Vec<(Outbound, (i32, i64))>,
        next: &BTreeMap<i32, i64>,
        goes_on: &dyn Fn() -> bool,
    ) -> Result<(), Failure> {
        for (mut output, place) in outputs {
            while let Err(unsent) = producer.send(output, place) {
                match unsent {
                    Unsent::NoRoom(back) if goes_on() => {
                        output = back;
                        producer.serve(Duration::from_millis(1));
                        continue;
                    }
                    Unsent::NoRoom(_) => return Err(Failure::Stopped),
                    Unsent::Failed(failure) => return Err(failure),
                }
            }
        }
        producer.drain(goes_on)?;
        let mut offsets = TopicPartitionList::new();
        for (partition, offset) in next {
            let offset = Offset::Offset(*offset);
            let added = offsets.add_partition_offset(&self.config.topics.dead_letters, *partition, offset);
            added.map_err(Failure::Batch)?;
        }
        let group = self.place.group_metadata().ok_or(Failure::Batch(KafkaError::Canceled))?;
        producer.hand_over(&offsets, group, goes_on)?;
        producer.commit(goes_on)
    }

    /// Where this order goes on, by partition.
    fn sent(&self, partitions: &[i32]) -> Result<BTreeMap<i32, i64>, StreamError> {
        let mut asked = TopicPartitionList::new();
        for partition in partitions {
            asked.add_partition(&self.config.topics.dead_letters, *partition);
        }
        let committed = self.place.committed_offsets(asked, ANSWER).map_err(StreamError::Client)?;
        let offsets = committed.elements().into_iter().filter_map(|element| match element.offset() {
            Offset::Offset(offset) => Some((element.partition(), offset)),
            _ => None,
        });
        Ok(offsets.collect())
    }

    fn read(
        &self,
        scan: &mut Scan,
        ranges: &[PartitionRange],
        mut see: impl FnMut(OwnedMessage) -> Result<(), ReplayError>,
    ) -> Result<(), ReplayError> {
        scan.start(ranges, false)?;
        loop {
            match scan.next(LOOK)? {
                Scanned::Record(letter) => see(letter)?,
                Scanned::Nothing => {}
                Scanned::Ended => return Ok(()),
            }
        }
    }
}

impl std::fmt::Debug for Redrive<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Redrive").field("group", &self.group).finish_non_exhaustive()
    }
}

fn reason(failure: Failure) -> StreamError {
    match failure {
        Failure::Fatal(error) => error,
        Failure::Batch(error) | Failure::Spent(error) => StreamError::Client(error),
        Failure::Refused { topic, code, .. } => StreamError::Unwritable { topic, reason: code.to_string() },
        Failure::Stopped => StreamError::Client(KafkaError::Canceled),
    }
}
