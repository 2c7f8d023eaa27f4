//! The thread that decides batches: it waits for what a commit waits for, so that the loop never does.
//!
//! The loop hands over the producer with each job and gets it back with the answer: what is not its own it cannot use.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Instant;

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

/// What is to be decided.
pub(super) enum Job {
    /// Write what is queued, then commit it with these offsets as one.
    Transaction { offsets: TopicPartitionList, group: ConsumerGroupMetadata },
    /// Write what is queued, then commit these offsets.
    Offsets { offsets: TopicPartitionList, consumer: Offsets },
    /// Give up what is queued and what is written.
    GiveUp,
}

/// How a job ended, and the producer to go on with.
pub(super) enum Decision {
    /// The batch is committed.
    Committed(OutputProducer),
    /// It is not, and has to be given up.
    Failed(OutputProducer, Failure),
    /// It is given up.
    GivenUp(OutputProducer),
    /// There is no going on.
    Ended(Failure),
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
        while let Ok((producer, job)) = jobs.recv() {
            let decision = match job {
                Job::Transaction { offsets, group } => self.commit(producer, &offsets, group),
                Job::Offsets { offsets, consumer } => {
                    let written = producer.drain(&self.goes_on());
                    decision(producer, written.and_then(|()| consumer.commit(&offsets).map_err(Failure::Batch)))
                }
                Job::GiveUp => self.give_up(producer).map_or_else(Decision::Ended, Decision::GivenUp),
            };
            self.inbox.decided(decision);
        }
    }

    fn goes_on(&self) -> impl Fn() -> bool + use<> {
        let stop = Arc::clone(&self.stop);
        move || !stop.is_overdue(Instant::now())
    }

    fn commit(
        &self,
        mut producer: OutputProducer,
        offsets: &TopicPartitionList,
        group: ConsumerGroupMetadata,
    ) -> Decision {
        let goes_on = self.goes_on();
        let committed = producer
            .drain(&goes_on)
            .and_then(|()| producer.hand_over(offsets, group, &goes_on))
            .and_then(|()| producer.commit(&goes_on));
        decision(producer, committed)
    }

    fn give_up(&self, mut producer: OutputProducer) -> Result<OutputProducer, Failure> {
        match producer.abort(&self.goes_on()) {
            // The coordinator gave up the transaction before us, or never answered.
            Err(Failure::Spent(error)) => {
                tracing::warn!(%error, "the producer failed for good; going on with a new one");
                producer = self.renewed()?;
            }
            aborted => aborted?,
        }
        // A topic that has gone does not come back by waiting.
        let missing = start::missing_topic(&self.topics, |topic, timeout| producer.metadata(topic, timeout));
        missing.map_or(Ok(producer), |topic| Err(Failure::Fatal(StreamError::MissingTopic { topic })))
    }

    /// A new client under the same transactional id, which ends whatever the old one left open.
    fn renewed(&self) -> Result<OutputProducer, Failure> {
        OutputProducer::taken_over(&self.producer_config, &self.goes_on())
    }
}

fn decision(producer: OutputProducer, committed: Result<(), Failure>) -> Decision {
    match committed {
        Ok(()) => Decision::Committed(producer),
        Err(failure) => Decision::Failed(producer, failure),
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
