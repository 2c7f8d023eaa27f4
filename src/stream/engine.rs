//! The loop: from the first connection to the drain. It owns the consumer and never waits for anything else: workers extract,
//! the committer commits, and what is decided from what they tell is decided by the parts that hold no I/O.

mod commit;
mod rebalance;

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rdkafka::Message as _;
use rdkafka::error::KafkaError;

use super::batch::{Batch, Bounds};
use super::committer::{Committer, Decision};
use super::consumer::{InputConsumer, Polled};
use super::error::{BATCH_ERRORS, Names, StreamError, is_denied, is_fenced};
use super::flow::{Flow, Limits, Reading};
use super::handover::Handover;
use super::inbox::{Arrived, Inbox};
use super::ledger::{Ledger, Load, Ticket};
use super::outbound::{DeathCause, Outbound};
use super::pace::Pace;
use super::pool::{Pool, Task};
use super::producer::{OutputProducer, Unsent};
use super::retry::Retry;
use super::service::Summary;
use super::stop::Stop;
use super::worker::{Extract, Outcome, Worker};
use super::{client, start, worker};
use crate::article::Rejection;
use crate::config::Config;
use crate::observe::{BatchTally, Glimpse, Observer};
use rebalance::Ending;

/// How long a poll waits for a record when nothing else is to be done.
const IDLE: Duration = Duration::from_millis(100);

/// How long it waits while something is under way on another thread.
const BUSY: Duration = Duration::from_millis(1);

/// How often it is told how far each partition is.
const STANDING_EVERY: Duration = Duration::from_secs(1);

/// Most records read in one turn.
const TURN: usize = 64;

/// Everything that the thread owns.
pub(super) struct Engine {
    config: Config,
    bounds: Bounds,
    revoke_deadline: Duration,
    /// Most bytes of outputs that are queued and not written.
    queue_bytes: usize,
    observer: Observer,
    stop: Arc<Stop>,
    consumer: InputConsumer,
    /// `None` while the committer has it.
    producer: Option<OutputProducer>,
    committer: Committer,
    inbox: Arc<Inbox>,
    worker: Worker,
    pool: Pool,
    pace: Pace,
    flow: Flow,
    ledger: Ledger<Outcome>,
    batch: Batch,
    tally: BatchTally,
    /// What is shown of the batch when it is committed.
    glimpses: Vec<Glimpse>,
    /// What was released and could not be queued at once.
    stalled: Option<Writing>,
    handover: Option<(Handover, Ending)>,
    retry: Retry,
    /// Nothing is written before, after a failure.
    hold_until: Instant,
    /// When the last commit was asked for.
    commit_began: Instant,
    /// Records whose events were refused; read again, they become dead letters.
    refused: HashMap<(i32, i64), DeathCause>,
    /// Records of a batch that failed when there was no time to try again.
    cut_short: usize,
    /// When it is next told how far each partition is.
    tell_next: Instant,
    summary: Summary,
}

/// An outcome on its way to the producer.
struct Writing {
    ticket: Ticket,
    outputs: VecDeque<Outbound>,
    bytes: usize,
    outcome: Outcome,
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
        let producer_config = client::watched_producer(config, &client::transactional_id(config, instance));
        let largest =
            producer_config.get("message.max.bytes").and_then(|bytes| bytes.parse().ok()).unwrap_or(usize::MAX);
        let consumer = InputConsumer::new(&client::consumer(config, instance), &config.topics.input, observer.clone());
        let producer = OutputProducer::new(&producer_config).map_err(refused)?;
        observer.may_reject(Rejection::KINDS.into_iter().chain(worker::KINDS));
        observer.may_retry(BATCH_ERRORS.into_iter());
        observer.workers(config.stream.workers());
        let worker = Worker::new(extract, config.topics.clone(), config.extract.input_format, largest)
            .traced(observer.spans())
            .watched_by(observer.clone());
        let (stream, inbox) = (&config.stream, Arc::new(Inbox::default()));
        Ok(Self {
            bounds: Bounds {
                age: Duration::from_millis(stream.batch_age_ms),
                bytes: stream.batch_bytes,
                records: stream.batch_records,
            },
            revoke_deadline: Duration::from_millis(stream.revoke_deadline_ms),
            queue_bytes: stream.shares().outputs,
            consumer: consumer.map_err(refused)?,
            producer: Some(producer),
            committer: Committer::start(config, producer_config, Arc::clone(&inbox), Arc::clone(&stop))?,
            pool: Pool::start(stream.workers(), &worker, &inbox)?,
            pace: Pace::default(),
            worker,
            inbox,
            flow: Flow::new(Limits {
                total: Load { records: stream.in_flight_records, bytes: stream.shares().in_flight },
                partition: Load { records: stream.partition_in_flight_records, bytes: stream.shares().partition },
            }),
            config: config.clone(),
            observer,
            stop,
            ledger: Ledger::default(),
            batch: Batch::default(),
            tally: BatchTally::default(),
            glimpses: Vec::new(),
            stalled: None,
            handover: None,
            retry: Retry::default(),
            hold_until: Instant::now(),
            commit_began: Instant::now(),
            refused: HashMap::new(),
            cut_short: 0,
            tell_next: Instant::now(),
            summary: Summary::default(),
        })
    }

    pub(super) fn run(mut self) -> Result<Summary, StreamError> {
        let (stop, observer) = (Arc::clone(&self.stop), self.observer.clone());
        let goes_on = || {
            observer.progressed(Instant::now());
            !stop.is_requested()
        };
        let Some(producer) = &self.producer else { return Ok(self.summary) };
        let Some(wire) = start::wait_until_ready(&self.config, producer, goes_on)? else {
            return Ok(self.summary);
        };
        self.worker.write_as(wire);
        self.consumer.subscribe().map_err(StreamError::Client)?;
        tracing::info!(topic = self.config.topics.input, group = self.config.kafka.group_id, "reading");
        while self.turn()? {}
        if self.cut_short > 0 { Err(StreamError::CutShort { records: self.cut_short }) } else { Ok(self.summary) }
    }

    /// One turn of the loop; whether there is to be another.
    fn turn(&mut self) -> Result<bool, StreamError> {
        self.tell_standing(Instant::now());
        self.read()?;
        self.hear()?;
        self.write()?;
        self.commit_if_due()?;
        self.rebalance()?;
        self.hand_over()
    }

    fn tell_standing(&mut self, now: Instant) {
        self.observer.progressed(now);
        if now >= self.tell_next {
            self.observer.stand(&self.config.topics.input, self.ledger.standings(), now);
            let Load { records, bytes } = self.ledger.load();
            self.observer.in_flight(records, bytes);
            self.tell_next = now + STANDING_EVERY;
        }
    }

    /// Reads records, as many as there are and there is room for, and hands them to the workers; those that are not worth a
    /// worker are extracted at once.
    fn read(&mut self) -> Result<(), StreamError> {
        let mut now = Instant::now();
        let reading = self.flow.reading(self.ledger.load(), now);
        let change = self.flow.change(self.ledger.loads());
        self.consumer.pause(&change.pause).map_err(StreamError::Client)?;
        self.consumer.resume(&change.resume).map_err(StreamError::Client)?;
        if reading == Reading::Wait {
            self.inbox.wait(BUSY);
            return Ok(());
        }
        let mut tasks = VecDeque::new();
        let mut timeout = self.patience(now);
        for _ in 0..TURN {
            let polled = self.consumer.poll(timeout);
            if !timeout.is_zero() {
                // One look at the clock does for all records of a turn.
                now = Instant::now();
            }
            match polled {
                Polled::Record(record) => {
                    let (partition, offset) = (record.partition(), record.offset());
                    let bytes = record.payload_len() + record.key_len();
                    if let Some(ticket) = self.ledger.take(partition, offset, bytes, now) {
                        let refused = self.refused.get(&(partition, offset)).cloned();
                        if refused.is_none() && self.pace.is_trifling() {
                            let outcome = self.worker.work(&record);
                            self.pace.took(1, outcome.times.took);
                            let bytes = outcome.footprint();
                            self.ledger.complete(ticket, outcome, bytes);
                        } else {
                            tasks.push_back(Task { ticket, record: record.detach(), refused });
                        }
                    }
                    let load = self.ledger.load_of(partition);
                    if self.flow.is_full(self.ledger.load()) || self.flow.is_partition_full(load) {
                        break;
                    }
                }
                Polled::Error(error) => consumer_error(&error, &self.config)?,
                Polled::Nothing => {
                    self.batch.caught_up();
                    break;
                }
            }
            timeout = Duration::ZERO;
        }
        self.pool.submit(&mut tasks);
        Ok(())
    }

    /// How long the next poll may wait.
    fn patience(&self, now: Instant) -> Duration {
        let is_busy = self.ledger.load().records > 0 || self.producer.is_none() || self.handover.is_some();
        let idle = if is_busy || self.stop.is_requested() { BUSY } else { IDLE };
        let due_in = self.batch.due_at(self.bounds).map(|due_at| due_at.saturating_duration_since(now));
        due_in.map_or(idle, |due_in| due_in.min(idle))
    }

    /// Takes note of what workers have completed and how a commit ended.
    fn hear(&mut self) -> Result<(), StreamError> {
        let Arrived { completed, decision, defect } = self.inbox.empty();
        if let Some(defect) = defect {
            return Err(StreamError::Defect(defect));
        }
        for done in completed {
            self.pace.took(1, done.outcome.times.took);
            self.ledger.complete(done.ticket, done.outcome, done.bytes);
        }
        match decision {
            Some(Decision::Committed(producer)) => {
                self.producer = Some(producer);
                self.committed();
            }
            Some(Decision::GivenUp(producer)) => self.producer = Some(producer),
            Some(Decision::Failed(producer, failure)) => self.recover(producer, failure)?,
            Some(Decision::Ended(failure)) => return Err(self.end(failure)),
            None => {}
        }
        Ok(())
    }

    /// Hands outcomes to the producer, each partition's in order, while there is room.
    fn write(&mut self) -> Result<(), StreamError> {
        let now = Instant::now();
        let Some(mut producer) = self.producer.take_if(|_| now >= self.hold_until) else { return Ok(()) };
        producer.serve(Duration::ZERO);
        while !self.batch.is_full(self.bounds) && producer.queued_bytes() < self.queue_bytes {
            let Some(mut writing) = self.stalled.take().or_else(|| self.next_outcome()) else { break };
            let place = (writing.ticket.partition, writing.ticket.offset);
            while let Some(output) = writing.outputs.pop_front() {
                match producer.send(output, place) {
                    Ok(()) => {}
                    Err(Unsent::NoRoom(output)) => {
                        writing.outputs.push_front(output);
                        self.stalled = Some(writing);
                        self.producer = Some(producer);
                        return Ok(());
                    }
                    Err(Unsent::Failed(failure)) => return self.recover(producer, failure),
                }
            }
            self.settle(writing, now);
        }
        self.producer = Some(producer);
        Ok(())
    }

    fn next_outcome(&mut self) -> Option<Writing> {
        let (ticket, mut outcome) = self.ledger.release()?;
        let bytes = outcome.bytes();
        Some(Writing { ticket, outputs: std::mem::take(&mut outcome.outputs).into(), bytes, outcome })
    }

    fn settle(&mut self, Writing { ticket, outcome, bytes, .. }: Writing, now: Instant) {
        self.ledger.settle(ticket);
        self.batch.add(bytes, now);
        self.tally.add(outcome.language, &outcome.events, outcome.rejection, &outcome.times);
        self.glimpses.extend(outcome.glimpse);
        if let Some(span) = outcome.span {
            self.tally.trace(*span);
        }
        if let Some(kind) = outcome.rejection {
            tracing::debug!(ticket.partition, ticket.offset, kind, "dead letter");
        }
    }
}

/// Most errors of a consumer heal by themselves, and the client goes on trying.
fn consumer_error(error: &KafkaError, config: &Config) -> Result<(), StreamError> {
    let code = error.rdkafka_error_code();
    let is_fatal = matches!(error, KafkaError::MessageConsumptionFatal(_));
    match code {
        Some(code) if is_denied(code) => {
            let names =
                Names { topic: Some(&config.topics.input), group: Some(&config.kafka.group_id), ..Names::default() };
            Err(StreamError::denied(code, error.to_string(), names, "Read"))
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
