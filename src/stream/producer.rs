//! Writes outputs, and commits them together with the offsets of their records.
//!
//! Three habits of the client shape this file. `poll(t)` always uses up `t`, the last millisecond of it by asking over and
//! over again, so waiting is left to the thread. `commit_transaction` flushes in steps of 100 ms, so the queue is emptied
//! before it. And a commit that timed out must be asked for again until it has an answer: nothing else is allowed in between.
//!
//! Handing offsets to the coordinator of the group may never return where that coordinator has died: librdkafka ignores the
//! time limit of that one call (its issues 5456 and 5511). So it is made on a thread of its own, which is left behind with its
//! client when it takes too long. The transaction cannot be committed any more then, and a new producer under the same
//! transactional id ends it.

mod delivery;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use rdkafka::TopicPartitionList;
use rdkafka::config::ClientConfig;
use rdkafka::consumer::ConsumerGroupMetadata;
use rdkafka::error::{KafkaError, KafkaResult};
use rdkafka::metadata::Metadata;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer as _, PurgeConfig};
use rdkafka::types::RDKafkaErrorCode;

use super::client;
use super::error::{Names, StreamError, batch_error, is_denied, is_fenced};
use super::outbound::Outbound;
use super::patience::within;
pub(crate) use delivery::Cause;
use delivery::{Context, Refusal};

/// A step of waiting: short against what a commit takes.
const STEP: Duration = Duration::from_micros(500);

/// A step of waiting for the coordinator; short against every deadline.
const COORDINATOR_STEP: Duration = Duration::from_secs(2);

/// How long to wait between two attempts to make the transactional id ours.
const PAUSE: Duration = Duration::from_millis(100);

/// How long handing over offsets may take at most: longer than a coordinator needs to move to another broker.
const LONGEST_HANDING: Duration = Duration::from_secs(10);

/// Why a batch did not come through.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The batch is to be given up, and read again.
    Batch(KafkaError),
    /// An output was refused for what it is.
    Refused { cause: Cause, topic: String, code: RDKafkaErrorCode },
    /// We were asked to stop while waiting.
    Stopped,
    /// This client is of no more use; a new one may go on.
    Spent(KafkaError),
    /// Going on would not help.
    Fatal(StreamError),
}

impl Failure {
    /// What kind of error it is; see [`BATCH_ERRORS`](super::error::BATCH_ERRORS).
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Batch(error) | Self::Spent(error) => batch_error(error.rdkafka_error_code()),
            Self::Refused { .. } => "refused",
            Self::Stopped | Self::Fatal(_) => "stopped",
        }
    }
}

/// Why an output was not queued.
pub(crate) enum Unsent {
    /// There is no room for it now.
    NoRoom(Outbound),
    /// It failed, and the batch with it.
    Failed(Failure),
}

/// Asked each time the producer waits: whether to go on waiting.
pub(crate) type GoesOn<'a> = dyn Fn() -> bool + 'a;

/// Writes the output topics.
pub(crate) struct OutputProducer {
    inner: Arc<BaseProducer<Context>>,
    /// Whether a call that may never return still has the client.
    is_left_behind: bool,
    /// `None` where outputs and offsets are not one.
    transactional_id: Option<String>,
    in_transaction: bool,
    /// When the last transaction began.
    began: Instant,
    /// After how long the coordinator gives up a transaction.
    transaction_timeout: Duration,
}

impl OutputProducer {
    pub(crate) fn new(config: &ClientConfig) -> KafkaResult<Self> {
        Ok(Self {
            inner: Arc::new(config.create_with_context(Context::new())?),
            is_left_behind: false,
            transactional_id: config.get("transactional.id").map(str::to_owned),
            in_transaction: false,
            began: Instant::now(),
            transaction_timeout: client::transaction_timeout(config),
        })
    }

    /// One whose transactional id is ours: what an earlier one left open is ended.
    pub(crate) fn taken_over(config: &ClientConfig, goes_on: &GoesOn<'_>) -> Result<Self, Failure> {
        let producer =
            Self::new(config).map_err(|error| Failure::Fatal(StreamError::Configuration(error.to_string())))?;
        loop {
            match producer.initialise() {
                Ok(()) => return Ok(producer),
                Err(Failure::Fatal(error)) => return Err(Failure::Fatal(error)),
                Err(failure) => tracing::debug!(?failure, "the transactional id is not ours yet"),
            }
            producer.serve(PAUSE);
            if !goes_on() {
                return Err(Failure::Stopped);
            }
        }
    }

    /// Takes over the transactional id, which ends what an earlier process left open. To be called until it answers.
    pub(crate) fn initialise(&self) -> Result<(), Failure> {
        if self.transactional_id.is_none() {
            return Ok(());
        }
        self.inner.poll(Duration::ZERO);
        self.inner.init_transactions(COORDINATOR_STEP).map_err(|error| self.failure(error))
    }

    /// Serves what the client has to tell, for `step`.
    pub(crate) fn serve(&self, step: Duration) {
        self.inner.poll(step);
    }

    /// Asks the brokers for a topic.
    pub(crate) fn metadata(&self, topic: &str, timeout: Duration) -> KafkaResult<Metadata> {
        self.inner.client().fetch_metadata(Some(topic), timeout)
    }

    /// How many bytes are queued and not yet written.
    pub(crate) fn queued_bytes(&self) -> usize {
        self.inner.context().queued.load(Ordering::Relaxed)
    }

    /// Queues an output, if there is room.
    pub(crate) fn send(&mut self, output: Outbound, (partition, offset): (i32, i64)) -> Result<(), Unsent> {
        if self.transactional_id.is_some() && !self.in_transaction {
            self.begin().map_err(Unsent::Failed)?;
        }
        let Outbound { topic, key, value, headers, timestamp, is_dead_letter, bytes } = output;
        let cause = Cause { partition, offset, is_dead_letter, bytes };
        let record: BaseRecord<'_, [u8], [u8], Box<Cause>> = BaseRecord {
            topic: &topic,
            partition: None,
            payload: value.as_deref(),
            key: key.as_deref(),
            timestamp: Some(timestamp),
            headers: Some(headers),
            delivery_opaque: Box::new(cause),
        };
        match self.inner.send(record) {
            Ok(()) => {
                self.inner.context().queued.fetch_add(bytes, Ordering::Relaxed);
                Ok(())
            }
            Err((error, record)) => match error.rdkafka_error_code() {
                Some(RDKafkaErrorCode::QueueFull) => {
                    let headers = record.headers.unwrap_or_default();
                    Err(Unsent::NoRoom(Outbound { topic, key, value, headers, timestamp, is_dead_letter, bytes }))
                }
                Some(code @ RDKafkaErrorCode::MessageSizeTooLarge) => {
                    Err(Unsent::Failed(Failure::Refused { cause, topic, code }))
                }
                _ => Err(Unsent::Failed(self.failure(error))),
            },
        }
    }

    fn begin(&mut self) -> Result<(), Failure> {
        self.inner.begin_transaction().map_err(|error| self.failure(error))?;
        self.in_transaction = true;
        self.began = Instant::now();
        Ok(())
    }

    fn is_overdue(&self) -> bool {
        self.in_transaction && self.began.elapsed() >= self.transaction_timeout
    }

    /// Waits until every output has been written.
    pub(crate) fn drain(&self, goes_on: &GoesOn<'_>) -> Result<(), Failure> {
        self.wait_until_empty(goes_on, || {
            self.inner.context().take().map_or(Ok(()), |refusal| Err(self.refusal(refusal)))
        })
    }

    /// Polls until nothing is in flight, with `check` after each poll.
    fn wait_until_empty(
        &self,
        goes_on: &GoesOn<'_>,
        mut check: impl FnMut() -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let mut before = 0;
        loop {
            self.inner.poll(Duration::ZERO);
            check()?;
            let in_flight = self.inner.in_flight_count();
            if in_flight == 0 {
                return Ok(());
            }
            if in_flight == before {
                std::thread::park_timeout(STEP);
            }
            before = in_flight;
            if !goes_on() {
                return Err(Failure::Stopped);
            }
        }
    }

    /// Makes offsets part of the transaction; [`Self::commit`] follows. All outputs must have been written. Where the
    /// coordinator does not answer, the producer is spent.
    pub(crate) fn hand_over(
        &mut self,
        offsets: &TopicPartitionList,
        group: ConsumerGroupMetadata,
        goes_on: &GoesOn<'_>,
    ) -> Result<(), Failure> {
        if !self.in_transaction {
            // No record of the batch had an output; its offsets still move.
            self.begin()?;
        }
        // Half of what the transaction has, where that is little: its coordinator must not give it up before us.
        let longest = LONGEST_HANDING.min(self.transaction_timeout / 2);
        let group = Arc::new(group);
        let began = Instant::now();
        let mut is_left_behind = false;
        let handed = self.retried(goes_on, || {
            let (inner, offsets, group) = (Arc::clone(&self.inner), offsets.clone(), Arc::clone(&group));
            let call = move || inner.send_offsets_to_transaction(&offsets, &group, COORDINATOR_STEP);
            within(longest.saturating_sub(began.elapsed()), call).unwrap_or_else(|| {
                tracing::warn!(after = ?longest, "the coordinator of the group does not answer");
                is_left_behind = true;
                Err(KafkaError::Global(RDKafkaErrorCode::OperationTimedOut))
            })
        });
        self.is_left_behind = is_left_behind;
        if is_left_behind { self.check_use() } else { handed }
    }

    /// Whether this client may still be called.
    fn check_use(&self) -> Result<(), Failure> {
        let late = KafkaError::Global(RDKafkaErrorCode::OperationTimedOut);
        if self.is_left_behind { Err(Failure::Spent(late)) } else { Ok(()) }
    }

    /// Commits the outputs, and the offsets that were handed over, as one. All outputs must have been written.
    pub(crate) fn commit(&mut self, goes_on: &GoesOn<'_>) -> Result<(), Failure> {
        self.retried(goes_on, || self.inner.commit_transaction(COORDINATOR_STEP))?;
        self.in_transaction = false;
        Ok(())
    }

    /// Gives up the outputs of the batch.
    pub(crate) fn abort(&mut self, goes_on: &GoesOn<'_>) -> Result<(), Failure> {
        self.check_use()?;
        // The delivery reports of what is purged must be polled off, or the abort fails.
        self.wait_until_empty(goes_on, || {
            self.inner.purge(PurgeConfig::default().queue());
            Ok(())
        })?;
        if self.in_transaction {
            self.retried(goes_on, || self.inner.abort_transaction(COORDINATOR_STEP))?;
            self.in_transaction = false;
        }
        self.inner.context().take();
        Ok(())
    }

    /// Repeats a call to the coordinator while it says that it may be repeated.
    fn retried(&self, goes_on: &GoesOn<'_>, mut call: impl FnMut() -> KafkaResult<()>) -> Result<(), Failure> {
        loop {
            match call() {
                Ok(()) => return Ok(()),
                Err(KafkaError::Transaction(error)) if error.is_retriable() => {
                    tracing::debug!(%error, "the coordinator has not answered yet");
                    self.inner.poll(Duration::ZERO);
                    std::thread::park_timeout(STEP);
                    if !goes_on() {
                        return Err(Failure::Stopped);
                    }
                }
                Err(error) => return Err(self.failure(error)),
            }
        }
    }

    /// Sorts an error: fatal, or the end of this batch only.
    pub(crate) fn failure(&self, error: KafkaError) -> Failure {
        // A fatal error is told only once as what it is, and later as "state" errors.
        let fatal = self.inner.client().fatal_error();
        let is_fatal = matches!(&error, KafkaError::Transaction(error) if error.is_fatal());
        let code = fatal.as_ref().map(|(code, _)| *code).or_else(|| error.rdkafka_error_code());
        let reason = fatal.as_ref().map_or_else(|| error.to_string(), |(_, reason)| reason.clone());
        match code {
            Some(code) if is_denied(code) => {
                let names = Names { transactional_id: self.transactional_id.as_deref(), ..Names::default() };
                Failure::Fatal(StreamError::denied(code, reason, names, "Write"))
            }
            // The coordinator fences also the owner of a transaction that it gave up.
            Some(code) if is_fenced(code) && (is_fatal || fatal.is_some()) && !self.is_overdue() => {
                Failure::Fatal(StreamError::Fenced {
                    transactional_id: self.transactional_id.clone().unwrap_or_default(),
                    reason,
                })
            }
            _ if is_fatal || fatal.is_some() => Failure::Spent(error),
            _ => Failure::Batch(error),
        }
    }

    fn refusal(&self, Refusal { error, cause, topic, .. }: Refusal) -> Failure {
        match error.rdkafka_error_code() {
            Some(code) if is_denied(code) => {
                let names = Names { topic: Some(&topic), ..Names::default() };
                Failure::Fatal(StreamError::denied(code, error.to_string(), names, "Write"))
            }
            // What goes down with a transaction is told as purged; the transaction knows why, and says so to whoever would
            // begin another.
            Some(RDKafkaErrorCode::PurgeQueue | RDKafkaErrorCode::PurgeInflight) if self.in_transaction => {
                let reason = self.inner.begin_transaction().err();
                self.failure(reason.unwrap_or(error))
            }
            Some(code @ (RDKafkaErrorCode::MessageSizeTooLarge | RDKafkaErrorCode::InvalidMessageSize)) => {
                Failure::Refused { cause, topic, code }
            }
            Some(
                code @ (RDKafkaErrorCode::UnknownTopic
                | RDKafkaErrorCode::UnknownTopicOrPartition
                | RDKafkaErrorCode::InvalidTopic
                | RDKafkaErrorCode::PolicyViolation
                | RDKafkaErrorCode::InvalidMessage
                | RDKafkaErrorCode::InvalidTimestamp),
            ) => Failure::Fatal(StreamError::Unwritable { topic, reason: code.to_string() }),
            _ => self.failure(error),
        }
    }
}
