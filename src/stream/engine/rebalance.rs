//! Partitions that come and go, and the drain: what the loop does about a rebalance, a little in each turn.

use std::time::{Duration, Instant};

use super::super::error::StreamError;
use super::super::handover::{Handover, Standing, Step};
use super::Engine;
use crate::observe::Rebalance;

/// What a handover is for.
pub(super) enum Ending {
    Revocation,
    Drain,
}

impl Engine {
    /// Takes partitions that come, and begins to let go of those that are to leave.
    pub(super) fn rebalance(&mut self) -> Result<(), StreamError> {
        while self.handover.is_none() {
            let Some(rebalance) = self.consumer.rebalance() else { return Ok(()) };
            let (partitions, is_assignment) = (rebalance.partitions(), rebalance.is_assignment);
            if is_assignment {
                tracing::info!(?partitions, "partitions assigned");
                self.observer.rebalanced(Rebalance::Assigned);
                self.ledger.open(&partitions);
                self.consumer.answer().map_err(StreamError::Client)?;
            } else {
                let lost = self.consumer.assignment_lost();
                tracing::info!(?partitions, lost, "partitions revoked");
                self.observer.rebalanced(if lost { Rebalance::Lost } else { Rebalance::Revoked });
                self.begin_handover(partitions, self.revoke_deadline, Ending::Revocation);
            }
        }
        Ok(())
    }

    /// What waits for a worker is given up at once: whoever has the partitions next reads it sooner than we would.
    fn begin_handover(&mut self, partitions: Vec<i32>, deadline: Duration, ending: Ending) {
        self.ledger.close(&partitions);
        for first in self.pool.forget(&partitions) {
            self.ledger.cut(first);
        }
        self.handover = Some((Handover::new(partitions, deadline, Instant::now()), ending));
    }

    /// Goes on with letting partitions go; `false` when all have gone because of a stop.
    pub(super) fn hand_over(&mut self) -> Result<bool, StreamError> {
        let now = Instant::now();
        if self.stop.is_requested() && self.handover.is_none() {
            tracing::info!(records = self.ledger.load().records, "draining");
            self.begin_handover(self.ledger.partitions(), self.stop.drain / 2, Ending::Drain);
        }
        if self.stop.is_overdue(now) {
            return Err(StreamError::CutShort { records: self.ledger.settled() });
        }
        let Some((handover, _)) = &self.handover else { return Ok(true) };
        let standing = Standing {
            is_lost: self.consumer.assignment_lost(),
            has_unsettled: self.ledger.has_unsettled(&handover.partitions),
            has_settled: self.ledger.has_settled(&handover.partitions),
            is_deciding: self.producer.is_none(),
        };
        match handover.step(standing, now) {
            Step::Wait => {}
            Step::Cut if self.is_writing(&handover.partitions) => self.give_up_now()?,
            Step::Cut => self.ledger.cut_unsettled(&handover.partitions),
            Step::Commit if self.stalled.is_some() => {}
            Step::Commit => self.commit()?,
            Step::GiveUp => self.give_up_now()?,
            Step::Leave => return self.leave(),
        }
        Ok(true)
    }

    /// Whether a record of these partitions may have been written in part.
    fn is_writing(&self, partitions: &[i32]) -> bool {
        self.stalled.as_ref().is_some_and(|writing| partitions.contains(&writing.ticket.partition))
    }

    fn give_up_now(&mut self) -> Result<(), StreamError> {
        self.producer.take().map_or(Ok(()), |producer| self.give_up(producer))
    }

    /// Lets the partitions go; `false` when that was the last thing to do.
    fn leave(&mut self) -> Result<bool, StreamError> {
        if matches!(self.handover, Some((_, Ending::Drain))) {
            // An abort that is under way is waited for, so that no transaction stays open.
            return Ok(self.producer.is_none());
        }
        let Some((Handover { partitions, .. }, _)) = self.handover.take() else { return Ok(true) };
        self.ledger.drop(&partitions);
        self.flow.forget(&partitions);
        self.refused.retain(|(partition, _), _| !partitions.contains(partition));
        self.consumer.answer().map_err(StreamError::Client)?;
        Ok(true)
    }
}
