//! The loop: from the first connection to the drain.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use rdkafka::Message as _;
use rdkafka::config::ClientConfig;
use rdkafka::error::KafkaError;
use rdkafka::message::OwnedMessage;

use super::consumer::{InputConsumer, Polled, Rebalance};
use super::error::{StreamError, is_denied, is_fenced};
use super::ledger::{Bounds, Ledger};
use super::outbound::DeathCause;
use super::producer::{Cause, Failure, OutputProducer};
use super::retry::Retry;
use super::service::Summary;
use super::worker::{Extract, Outcome, Worker, too_large};
use super::{client, start};
use crate::config::{Config, Delivery};
use crate::observe::{BatchTally, Observer};

/// How long a poll waits for a record when no batch is due sooner.
const IDLE_POLL: Duration = Duration::from_millis(100);

/// How long we may wait for the producer before the consumer must be polled to keep its place.
const PATIENCE: Duration = Duration::from_secs(1);

/// The wish that the service ends, and how long it may take.
#[derive(Debug)]
pub(super) struct Stop {
    requested: OnceLock<Instant>,
    drain: Duration,
}

impl Stop {
    pub(super) const fn new(drain: Duration) -> Self {
        Self { requested: OnceLock::new(), drain }
    }

    pub(super) fn request(&self, now: Instant) {
        // Only the first request starts the clock.
        let _ = self.requested.set(now);
    }

    fn is_requested(&self) -> bool {
        self.requested.get().is_some()
    }

    /// Whether the time to drain is over.
    fn is_overdue(&self, now: Instant) -> bool {
        self.requested.get().is_some_and(|requested| now.saturating_duration_since(*requested) >= self.drain)
    }
}

/// Everything that the thread owns.
pub(super) struct Engine {
    config: Config,
    bounds: Bounds,
    worker: Worker,
    observer: Observer,
    stop: Arc<Stop>,
    consumer: InputConsumer,
    producer: OutputProducer,
    producer_config: ClientConfig,
    ledger: Ledger,
    tally: BatchTally,
    retry: Retry,
    /// Records whose events were refused; read again, they become dead letters.
    refused: HashMap<(i32, i64), DeathCause>,
    summary: Summary,
}

impl Engine {
    pub(super) fn new(
        config: &Config,
        instance: &str,
        extract: Arc<Extract>,
        observer: Observer,
        stop: Arc<Stop>,
    ) -> Result<Self, StreamError> {
        let refused = |error: KafkaError| StreamError::Configuration(error.to_string());
        let producer_config = client::producer(config, &client::transactional_id(config, instance));
        let largest =
            producer_config.get("message.max.bytes").and_then(|bytes| bytes.parse().ok()).unwrap_or(usize::MAX);
        let consumer = InputConsumer::new(&client::consumer(config), &config.topics.input, observer.clone());
        Ok(Self {
            bounds: Bounds {
                age: Duration::from_millis(config.stream.batch_age_ms),
                bytes: config.stream.batch_bytes,
                records: config.stream.batch_records,
            },
            worker: Worker::new(extract, config.topics.clone(), config.extract.input_format, largest),
            consumer: consumer.map_err(refused)?,
            producer: OutputProducer::new(&producer_config).map_err(refused)?,
            producer_config,
            config: config.clone(),
            observer,
            stop,
            ledger: Ledger::default(),
            tally: BatchTally::default(),
            retry: Retry::default(),
            refused: HashMap::new(),
            summary: Summary::default(),
        })
    }

    pub(super) fn run(mut self) -> Result<Summary, StreamError> {
        let (stop, observer) = (Arc::clone(&self.stop), self.observer.clone());
        let goes_on = || {
            observer.progressed(Instant::now());
            !stop.is_requested()
        };
        if !start::wait_until_ready(&self.config, &mut self.consumer, &self.producer, goes_on)? {
            return Ok(self.summary);
        }
        self.consumer.subscribe().map_err(StreamError::Client)?;
        tracing::info!(topic = self.config.topics.input, group = self.config.kafka.group_id, "reading");
        while !self.stop.is_requested() {
            self.step()?;
        }
        tracing::info!(records = self.ledger.len(), "draining");
        self.finish()
    }

    /// One turn of the loop.
    fn step(&mut self) -> Result<(), StreamError> {
        let now = Instant::now();
        self.observer.progressed(now);
        // Whatever was paused while waiting goes on.
        self.consumer.resume().map_err(StreamError::Client)?;
        if self.ledger.is_due(self.bounds, now) {
            return self.commit_or_recover();
        }
        let due_in = self.ledger.due_at(self.bounds).map_or(IDLE_POLL, |due_at| due_at.saturating_duration_since(now));
        match self.consumer.poll(due_in.min(IDLE_POLL)) {
            Polled::Record(record) => self.take(&record),
            Polled::Rebalance(rebalance) => self.rebalance(&rebalance),
            Polled::Error(error) => consumer_error(&error),
            Polled::Nothing => {
                self.producer.serve(Duration::ZERO);
                Ok(())
            }
        }
    }

    /// Extracts a record and hands its outputs to the producer.
    fn take(&mut self, record: &OwnedMessage) -> Result<(), StreamError> {
        let (partition, offset) = (record.partition(), record.offset());
        let bytes = record.payload().map_or(0, <[u8]>::len) + record.key().map_or(0, <[u8]>::len);
        let outcome = match self.refused.get(&(partition, offset)) {
            Some(cause) => self.worker.dead_letter(record, cause),
            None => self.worker.work(record),
        };
        self.ledger.take(partition, offset, bytes, Instant::now());
        match self.send(partition, offset, &outcome) {
            Ok(()) => {
                self.ledger.settle(partition, offset);
                self.tally.add(outcome.language, &outcome.events, outcome.rejection, outcome.took);
                if let Some(kind) = outcome.rejection {
                    tracing::debug!(partition, offset, kind, "dead letter");
                }
                Ok(())
            }
            Err(failure) => self.recover(failure, &[]),
        }
    }

    fn send(&mut self, partition: i32, offset: i64, outcome: &Outcome) -> Result<(), Failure> {
        let mut waiting = while_waiting(&mut self.consumer, &self.observer, &self.stop);
        for output in &outcome.outputs {
            let cause = Cause { partition, offset, is_dead_letter: output.is_dead_letter };
            self.producer.send(output, cause, &mut waiting)?;
        }
        Ok(())
    }

    fn commit_or_recover(&mut self) -> Result<(), StreamError> {
        match self.commit() {
            Ok(()) => Ok(()),
            Err(failure) => self.recover(failure, &[]),
        }
    }

    /// Commits the batch: outputs first, then offsets, as one where delivery is exactly once.
    fn commit(&mut self) -> Result<(), Failure> {
        if self.ledger.is_empty() {
            return Ok(());
        }
        let offsets = self.ledger.offsets();
        self.producer.drain(&mut while_waiting(&mut self.consumer, &self.observer, &self.stop))?;
        match self.config.stream.delivery {
            Delivery::ExactlyOnce => {
                let list = self.consumer.list(&offsets).map_err(Failure::Batch)?;
                let no_group = || Failure::Batch(KafkaError::Canceled);
                let group = self.consumer.group_metadata().ok_or_else(no_group)?;
                let mut waiting = while_waiting(&mut self.consumer, &self.observer, &self.stop);
                self.producer.commit(&list, &group, &mut waiting)?;
            }
            Delivery::AtLeastOnce => self.consumer.commit(&offsets).map_err(Failure::Batch)?,
        }
        self.committed();
        Ok(())
    }

    fn committed(&mut self) {
        let now = Instant::now();
        let waits = self.ledger.taken().map(|taken| now.saturating_duration_since(taken));
        self.observer.committed(&self.tally, waits, now);
        self.summary.records += self.tally.records();
        self.summary.events += self.tally.events();
        self.summary.dead_letters += self.tally.dead_letters();
        self.retry.succeeded();
        self.refused.clear();
        self.start_batch();
    }

    fn start_batch(&mut self) {
        self.ledger.clear();
        self.tally = BatchTally::default();
    }

    /// Gives up the batch and goes back to its start; `leaving` are partitions that need no way back.
    fn recover(&mut self, failure: Failure, leaving: &[i32]) -> Result<(), StreamError> {
        self.observer.batch_failed(Instant::now());
        let wait = match failure {
            Failure::Fatal(error) => return Err(error),
            Failure::Stopped => return Err(StreamError::CutShort { records: self.ledger.len() }),
            Failure::Refused { cause, topic, code } if cause.is_dead_letter => {
                let reason =
                    format!("{code}: raise its `max.message.bytes` to at least that of `{}`", self.config.topics.input);
                return Err(StreamError::Unwritable { topic, reason });
            }
            Failure::Refused { cause, topic, code } => {
                tracing::warn!(cause.partition, cause.offset, topic, %code, "an event was refused; its record becomes a dead letter");
                let refused = too_large(format!("an event does not fit into topic `{topic}`: {code}"));
                self.refused.insert((cause.partition, cause.offset), refused);
                Duration::ZERO
            }
            Failure::Batch(error) | Failure::Spent(error) => {
                // A client that is spent is renewed by the abort, which it refuses.
                let wait = self.retry.failed();
                tracing::warn!(%error, records = self.ledger.len(), ?wait, "the batch failed and will be read again");
                wait
            }
        };
        self.abort()?;
        self.ledger.forget(leaving);
        self.consumer.rewind(&self.ledger.first_offsets()).map_err(StreamError::Rewind)?;
        self.start_batch();
        if wait > Duration::ZERO
            && let Some(topic) = start::missing_topic(&self.config, &self.consumer)
        {
            return Err(StreamError::MissingTopic { topic });
        }
        self.pause(wait)
    }

    fn abort(&mut self) -> Result<(), StreamError> {
        let aborted = self.producer.abort(&mut while_waiting(&mut self.consumer, &self.observer, &self.stop));
        match aborted {
            Ok(()) => Ok(()),
            // The coordinator gave up the transaction before us.
            Err(Failure::Spent(error)) => self.renew_producer(&error),
            Err(Failure::Fatal(error)) => Err(error),
            Err(Failure::Stopped) => Err(StreamError::CutShort { records: self.ledger.len() }),
            Err(Failure::Batch(error)) => Err(StreamError::Client(error)),
            Err(Failure::Refused { topic, code, .. }) => {
                Err(StreamError::Unwritable { topic, reason: code.to_string() })
            }
        }
    }

    /// Goes on with a new client under the same transactional id, which ends whatever the old one left open.
    fn renew_producer(&mut self, error: &KafkaError) -> Result<(), StreamError> {
        tracing::warn!(%error, "the producer failed for good; going on with a new one");
        self.producer = OutputProducer::new(&self.producer_config).map_err(StreamError::Client)?;
        let mut waiting = while_waiting(&mut self.consumer, &self.observer, &self.stop);
        loop {
            match self.producer.initialise() {
                Ok(()) => return Ok(()),
                Err(Failure::Fatal(error)) => return Err(error),
                Err(failure) => tracing::debug!(?failure, "the transactional id is not ours yet"),
            }
            self.producer.serve(IDLE_POLL);
            if !waiting() {
                return Err(StreamError::CutShort { records: self.ledger.len() });
            }
        }
    }

    /// Waits, in the group, unless asked to stop.
    fn pause(&mut self, wait: Duration) -> Result<(), StreamError> {
        let until = Instant::now() + wait;
        while Instant::now() < until && !self.stop.is_requested() {
            self.observer.progressed(Instant::now());
            self.consumer.stay_in_group(IDLE_POLL.min(wait)).map_err(StreamError::Client)?;
            self.producer.serve(Duration::ZERO);
        }
        Ok(())
    }

    /// Commits or gives up what the leaving partitions have in the batch, before they leave.
    fn rebalance(&mut self, rebalance: &Rebalance) -> Result<(), StreamError> {
        let partitions = rebalance.partitions();
        if rebalance.is_assignment {
            tracing::info!(?partitions, "partitions assigned");
        } else {
            let lost = self.consumer.assignment_lost();
            tracing::info!(?partitions, lost, "partitions revoked");
            if lost {
                // Others may have read these records already: nothing of them may be committed.
                self.abort()?;
                self.ledger.forget(&partitions);
                self.consumer.rewind(&self.ledger.first_offsets()).map_err(StreamError::Rewind)?;
                self.start_batch();
            } else if let Err(failure) = self.commit() {
                self.recover(failure, &partitions)?;
            }
            self.refused.retain(|(partition, _), _| !partitions.contains(partition));
        }
        self.consumer.answer(rebalance).map_err(StreamError::Client)
    }

    /// Commits what there is, while there is time.
    fn finish(mut self) -> Result<Summary, StreamError> {
        match self.commit() {
            Ok(()) => Ok(self.summary),
            Err(Failure::Fatal(error)) => Err(error),
            Err(failure) => {
                tracing::warn!(?failure, "the last batch was not committed");
                Err(StreamError::CutShort { records: self.ledger.len() })
            }
        }
    }
}

/// What is done each time the producer waits: nothing at first, then the consumer is polled so that the group keeps us.
fn while_waiting<'a>(
    consumer: &'a mut InputConsumer,
    observer: &'a Observer,
    stop: &'a Stop,
) -> impl FnMut() -> bool + 'a {
    let began = Instant::now();
    move || {
        let now = Instant::now();
        observer.progressed(now);
        if now.saturating_duration_since(began) >= PATIENCE
            && let Err(error) = consumer.stay_in_group(Duration::ZERO)
        {
            tracing::warn!(%error, "cannot pause while waiting");
        }
        !stop.is_overdue(now)
    }
}

/// Most errors of a consumer heal by themselves, and the client goes on trying.
fn consumer_error(error: &KafkaError) -> Result<(), StreamError> {
    let code = error.rdkafka_error_code();
    let is_fatal = matches!(error, KafkaError::MessageConsumptionFatal(_));
    match code {
        Some(code) if is_denied(code) => {
            Err(StreamError::NotAllowed { what: "reading".to_owned(), reason: error.to_string() })
        }
        Some(code) if is_fatal && is_fenced(code) => Err(StreamError::NotAllowed {
            what: "this member's `group.instance.id`".to_owned(),
            reason: format!("{error}: another member has it"),
        }),
        _ if is_fatal => Err(StreamError::Client(error.clone())),
        _ => {
            tracing::warn!(%error, "consumer error; the client goes on trying");
            Ok(())
        }
    }
}
