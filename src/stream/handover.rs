//! Letting partitions go, at a rebalance or at the stop: what is being extracted is finished, what is complete is
//! committed, and both within a deadline. It holds no I/O and takes the time as an argument.
//!
//! A commit that is under way when the deadline comes is left to itself: it carries our generation in the group, and the
//! coordinator refuses it once the group has moved on; until then whoever reads on waits for its end.

use std::time::{Duration, Instant};

/// Partitions that are to go.
#[derive(Debug)]
pub(super) struct Handover {
    pub(super) partitions: Vec<i32>,
    /// Until then records may still be extracted.
    finish_by: Instant,
    /// Then they go, whatever is open.
    leave_by: Instant,
}

/// How things stand with the partitions that are to go.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    /// Others have them already.
    pub(super) is_lost: bool,
    /// They have records that are not with the producer yet.
    pub(super) has_unsettled: bool,
    /// They have records that are with the producer and not committed.
    pub(super) has_settled: bool,
    /// A commit or an abort is under way.
    pub(super) is_deciding: bool,
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Nothing yet.
    Wait,
    /// Give up what is not with the producer.
    Cut,
    /// Commit.
    Commit,
    /// Give up the batch: nothing of them may be committed any more.
    GiveUp,
    /// Let them go.
    Leave,
}

impl Handover {
    /// Of partitions that may take `time` to be finished, and as long again to be committed.
    pub(super) fn new(partitions: Vec<i32>, time: Duration, now: Instant) -> Self {
        Self { partitions, finish_by: now + time, leave_by: now + time * 2 }
    }

    /// What to do next.
    pub(super) fn step(&self, standing: Standing, now: Instant) -> Step {
        let Standing { is_lost, has_unsettled, has_settled, is_deciding } = standing;
        match () {
            () if has_unsettled && (is_lost || now >= self.finish_by) => Step::Cut,
            () if has_unsettled => Step::Wait,
            () if !has_settled => Step::Leave,
            () if is_deciding && (is_lost || now >= self.leave_by) => Step::Leave,
            () if is_deciding => Step::Wait,
            () if is_lost || now >= self.leave_by => Step::GiveUp,
            () => Step::Commit,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TIME: Duration = Duration::from_secs(1);

    fn standing(is_lost: bool, has_unsettled: bool, has_settled: bool, is_deciding: bool) -> Standing {
        Standing { is_lost, has_unsettled, has_settled, is_deciding }
    }

    #[test]
    fn partitions_leave_when_their_records_are_finished_and_committed() {
        let now = Instant::now();
        let handover = Handover::new(vec![0], TIME, now);
        assert_eq!(handover.step(standing(false, true, true, false), now), Step::Wait);
        assert_eq!(handover.step(standing(false, false, true, true), now), Step::Wait);
        assert_eq!(handover.step(standing(false, false, true, false), now), Step::Commit);
        assert_eq!(handover.step(standing(false, false, false, false), now), Step::Leave);
    }

    #[test]
    fn what_is_complete_is_committed_when_extraction_takes_too_long() {
        let now = Instant::now();
        let handover = Handover::new(vec![0], TIME, now);
        assert_eq!(handover.step(standing(false, true, true, false), now + TIME), Step::Cut);
        assert_eq!(handover.step(standing(false, false, true, false), now + TIME), Step::Commit);
    }

    proptest! {
        #[test]
        fn nothing_is_committed_of_partitions_that_are_lost(
            unsettled: bool, settled: bool, deciding: bool, millis in 0..5000_u64,
        ) {
            let now = Instant::now();
            let handover = Handover::new(vec![0], TIME, now);
            let step = handover.step(standing(true, unsettled, settled, deciding), now + Duration::from_millis(millis));
            prop_assert!(!matches!(step, Step::Commit | Step::Wait), "{step:?}");
        }

        #[test]
        fn partitions_leave_by_the_deadline_whatever_is_open(
            lost: bool, unsettled: bool, mut settled: bool, deciding: bool,
        ) {
            let now = Instant::now();
            let handover = Handover::new(vec![0], TIME, now);
            let mut unsettled = unsettled;
            let mut steps = Vec::new();
            for _ in 0..3 {
                let step = handover.step(standing(lost, unsettled, settled, deciding), now + TIME * 2);
                steps.push(step);
                match step {
                    Step::Cut => unsettled = false,
                    Step::GiveUp => settled = false,
                    _ => break,
                }
            }
            prop_assert_eq!(steps.last(), Some(&Step::Leave));
        }
    }
}
