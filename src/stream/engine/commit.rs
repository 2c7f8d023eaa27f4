//! How a batch ends: committed, or given up and read again; and what of its failures ends the service.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use rdkafka::error::KafkaError;

use super::super::batch::Batch;
use super::super::committer::Job;
use super::super::error::StreamError;
use super::super::permissions;
use super::super::producer::{Failure, OutputProducer};
use super::super::retry::chance;
use super::super::worker::too_large;
use super::Engine;
use crate::config::Delivery;
use crate::observe::{BatchTally, Commit};

impl Engine {
    pub(super) fn commit_if_due(&mut self) -> Result<(), StreamError> {
        // What was written in part belongs to the next batch as a whole, so it is finished first.
        if self.stalled.is_none() && self.batch.is_due(self.bounds, Instant::now()) {
            self.commit()?;
        }
        Ok(())
    }

    /// Has the batch committed: outputs first, then offsets, as one where delivery is exactly once.
    pub(super) fn commit(&mut self) -> Result<(), StreamError> {
        // Once the group has given our partitions to others, nothing of them may be committed; the revocation follows.
        if self.consumer.assignment_lost() {
            return Ok(());
        }
        let Some(producer) = self.producer.take() else { return Ok(()) };
        self.commit_began = Instant::now();
        let offsets = self.ledger.offsets();
        let job = self.consumer.list(&offsets).and_then(|offsets| match self.config.stream.delivery {
            Delivery::ExactlyOnce => {
                // The member's place in the group changes with every rebalance: it is read afresh.
                let group = self.consumer.group_metadata().ok_or(KafkaError::Canceled)?;
                Ok(Job::Transaction { offsets, group })
            }
            Delivery::AtLeastOnce => Ok(Job::Offsets { offsets, consumer: self.consumer.offsets() }),
        });
        match job {
            Ok(job) => self.committer.decide(producer, job),
            Err(error) => self.recover(producer, Failure::Batch(error)),
        }
    }

    pub(super) fn committed(&mut self) {
        let now = Instant::now();
        let offsets = self.ledger.offsets();
        for (partition, committed) in &offsets {
            self.refused.retain(|(of, offset), _| of != partition || offset >= committed);
        }
        let taken = self.ledger.commit();
        let waits = taken.into_iter().map(|taken| now.saturating_duration_since(taken));
        // What a record says of time is on the clock of the wall.
        let commit = Commit { took: now.saturating_duration_since(self.commit_began), at: Timestamp::now() };
        self.summary.records += self.tally.records();
        self.summary.events += self.tally.events();
        self.summary.dead_letters += self.tally.dead_letters();
        let tally = std::mem::take(&mut self.tally);
        self.observer.committed(tally, waits, (&self.config.topics.input, &offsets), commit, now);
        self.observer.show(&self.glimpses, now);
        self.retry.succeeded();
        self.start_batch();
    }

    fn start_batch(&mut self) {
        self.batch = Batch::default();
        self.tally = BatchTally::default();
        self.glimpses.clear();
    }

    /// Gives up the batch, and goes back to its start.
    pub(super) fn recover(&mut self, producer: OutputProducer, failure: Failure) -> Result<(), StreamError> {
        let now = Instant::now();
        self.observer.batch_failed(failure.kind(), now);
        let records = self.ledger.settled();
        let wait = match failure {
            // A transaction is told that a topic may not be written, and not which.
            Failure::Fatal(error @ StreamError::NotAllowed { .. }) => {
                return Err(permissions::denied_output(&self.config).unwrap_or(error));
            }
            Failure::Fatal(error) => return Err(error),
            Failure::Stopped => return Err(StreamError::CutShort { records }),
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
                let wait = self.retry.failed(chance());
                tracing::warn!(%error, records, ?wait, "the batch failed and will be read again");
                wait
            }
        };
        self.give_up(producer)?;
        self.hold_until = now + wait;
        Ok(())
    }

    /// Gives up what is with the producer, and reads it again, but for partitions that are about to leave.
    pub(super) fn give_up(&mut self, producer: OutputProducer) -> Result<(), StreamError> {
        if self.stop.is_requested() {
            self.cut_short = self.ledger.settled();
        }
        let leaving = self.handover.as_ref().map_or(&[][..], |(handover, _)| &handover.partitions);
        let mut back = self.ledger.rewind();
        let partitions: Vec<i32> = back.iter().map(|(partition, _)| *partition).collect();
        self.pool.forget(&partitions);
        back.retain(|(partition, _)| !leaving.contains(partition));
        self.consumer.rewind(&back).map_err(StreamError::Rewind)?;
        self.stalled = None;
        self.start_batch();
        self.committer.decide(producer, Job::GiveUp)
    }

    /// Why the service ends, where a failed batch could not be given up.
    pub(super) fn end(&self, failure: Failure) -> StreamError {
        match failure {
            Failure::Fatal(error) => error,
            Failure::Stopped => StreamError::CutShort { records: self.cut_short },
            Failure::Batch(error) | Failure::Spent(error) => StreamError::Client(error),
            Failure::Refused { topic, code, .. } => StreamError::Unwritable { topic, reason: code.to_string() },
        }
    }
}
