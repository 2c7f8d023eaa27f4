//! The thread that decides batches: it waits for what a commit waits for, so that the loop never does.
//!
//! The loop hands over the producer with each job and gets it back with the answer: what is not its own it cannot use.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use rdkafka::TopicPartitionList;
use rdkafka::config::ClientConfig;
use rdkafka::consumer::ConsumerGroupMetadata;

use super::consumer::Offsets;
use super::error::StreamError;
use super::inbox::Inbox;
use super::producer::{Failure, OutputProducer};
use super::start;
use super::stop::Stop;
use crate::config::{Config, Topics};

/// How long to wait between two attempts to make the transactional id ours again.
const PAUSE: Duration = Duration::from_millis(100);

/// What is to be decided.
pub(super) enum Job {
    /// Write what is queued, then commit it with these offsets as one.
    Transaction { offsets: TopicPartitionList, group: ConsumerGroupMetadata },
    /// Write what is queued, then commit these offsets.
    Offsets { offsets: TopicPartitionList, consumer: Offsets },
    /// Give up what is queued and what is written.
    GiveUp,
}

/// How a job ended.
pub(super) struct Decision {
    pub(super) producer: OutputProducer,
    pub(super) outcome: Result<(), Failure>,
    /// Whether a batch was to be committed, not given up.
    pub(super) is_commit: bool,
}

/// The thread, as the loop holds it.
pub(super) struct Committer {
    jobs: Sender<(OutputProducer, Job)>,
}

impl Committer {
    pub(super) fn start(
        config: &Config,
        producer_config: ClientConfig,
        inbox: Arc<Inbox>,
        stop: Arc<Stop>,
    ) -> Result<Self, StreamError> {
        let (jobs, received) = channel();
        let thread = Thread { topics: config.topics.clone(), producer_config, inbox, stop };
        std::thread::Builder::new()
            .name("committer".to_owned())
            .spawn(move || thread.run(&received))
            .map_err(|error| StreamError::Defect(error.to_string()))?;
        Ok(Self { jobs })
    }

    /// Starts a job; the producer comes back with the decision.
    pub(super) fn decide(&self, producer: OutputProducer, job: Job) -> Result<(), StreamError> {
        self.jobs.send((producer, job)).map_err(|_| StreamError::Defect("the committer has ended".to_owned()))
    }
}

struct Thread {
    topics: Topics,
    producer_config: ClientConfig,
    inbox: Arc<Inbox>,
    stop: Arc<Stop>,
}

impl Thread {
    fn run(&self, jobs: &Receiver<(OutputProducer, Job)>) {
        let _ended = Ended(&self.inbox);
        while let Ok((mut producer, job)) = jobs.recv() {
            let is_commit = !matches!(job, Job::GiveUp);
            let outcome = self.decide(&mut producer, job);
            self.inbox.decided(Decision { producer, outcome, is_commit });
        }
    }

    fn decide(&self, producer: &mut OutputProducer, job: Job) -> Result<(), Failure> {
        let goes_on = || !self.stop.is_overdue(Instant::now());
        match job {
            Job::Transaction { offsets, group } => {
                producer.drain(&goes_on)?;
                producer.commit(&offsets, &group, &goes_on)
            }
            Job::Offsets { offsets, consumer } => {
                producer.drain(&goes_on)?;
                consumer.commit(&offsets).map_err(Failure::Batch)
            }
            Job::GiveUp => {
                match producer.abort(&goes_on) {
                    // The coordinator gave up the transaction before us.
                    Err(Failure::Spent(error)) => {
                        tracing::warn!(%error, "the producer failed for good; going on with a new one");
                        *producer = self.renewed(&goes_on)?;
                    }
                    aborted => aborted?,
                }
                // A topic that has gone does not come back by waiting.
                let missing = start::missing_topic(&self.topics, |topic, timeout| producer.metadata(topic, timeout));
                missing.map_or(Ok(()), |topic| Err(Failure::Fatal(StreamError::MissingTopic { topic })))
            }
        }
    }

    /// A new client under the same transactional id, which ends whatever the old one left open.
    fn renewed(&self, goes_on: &dyn Fn() -> bool) -> Result<OutputProducer, Failure> {
        let new = OutputProducer::new(&self.producer_config);
        let producer = new.map_err(|error| Failure::Fatal(StreamError::Client(error)))?;
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
}

/// Tells of the thread's end by a panic.
struct Ended<'a>(&'a Inbox);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.failed("the committer panicked".to_owned());
        }
    }
}
