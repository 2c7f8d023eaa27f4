//! How much may be under way: whether to read on, and which partitions to pause. It holds no I/O and takes the time as an
//! argument.
//!
//! While too much is held in all, the consumer is not polled, and what it has fetched waits in its own queue, which is
//! bounded too. That is cheap, where a pause throws fetched records away; but a member that does not poll is thrown out
//! of its group. So after a moment everything is paused, and the consumer is polled again. A partition that holds more
//! than its share, because one slow record holds back those after it, is paused by itself, so that the others have room.
//!
//! Limits count what is held; one record may go beyond them, be it as large as it likes.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use super::ledger::Load;

/// How long the consumer may go without a poll.
const PATIENCE: Duration = Duration::from_secs(1);

/// How much may be held.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Of all partitions.
    pub(super) total: Load,
    /// Of one partition, where there are several.
    pub(super) partition: Load,
}

/// What the consumer is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// Take the next records.
    On,
    /// Wait, without a poll.
    Wait,
    /// Poll, with everything paused, to stay in the group.
    Held,
}

/// Partitions to pause and to resume.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) pause: Vec<i32>,
    pub(super) resume: Vec<i32>,
}

/// What is paused, and since when we wait.
#[derive(Debug)]
pub(super) struct Flow {
    limits: Limits,
    /// Paused by us; nothing else is ever resumed, because that can move the position of a partition.
    paused: BTreeSet<i32>,
    full_since: Option<Instant>,
    is_held: bool,
}

impl Flow {
    pub(super) const fn new(limits: Limits) -> Self {
        Self { limits, paused: BTreeSet::new(), full_since: None, is_held: false }
    }

    /// Whether nothing more may be taken of any partition.
    pub(super) const fn is_full(&self, total: Load) -> bool {
        total.reaches(self.limits.total)
    }

    /// Whether nothing more may be taken of a partition.
    pub(super) const fn is_partition_full(&self, partition: Load) -> bool {
        partition.reaches(self.limits.partition)
    }

    /// What the consumer is to do now that so much is held of all partitions.
    pub(super) fn reading(&mut self, total: Load, now: Instant) -> Reading {
        if self.is_held {
            // Once held, there is to be room for more than the next record, or each would cost a pause.
            self.is_held = total.reaches(self.limits.total.half());
        } else if self.is_full(total) {
            let since = *self.full_since.get_or_insert(now);
            self.is_held = now.saturating_duration_since(since) >= PATIENCE;
            if !self.is_held {
                return Reading::Wait;
            }
        }
        self.full_since = None;
        if self.is_held { Reading::Held } else { Reading::On }
    }

    /// What to pause and to resume, given how much is held of each partition that is ours.
    pub(super) fn change(&mut self, loads: impl Iterator<Item = (i32, Load)> + Clone) -> Change {
        let is_shared = loads.clone().nth(1).is_some();
        let (half, mut change) = (self.limits.partition.half(), Change::default());
        for (partition, load) in loads {
            let is_paused = self.paused.contains(&partition);
            let bound = if is_paused { half } else { self.limits.partition };
            let pause = self.is_held || (is_shared && load.reaches(bound));
            match (is_paused, pause) {
                (false, true) => change.pause.push(partition),
                (true, false) => change.resume.push(partition),
                _ => {}
            }
        }
        self.paused.extend(&change.pause);
        self.forget(&change.resume);
        change
    }

    /// Drops partitions that are no longer ours: whoever has them next is not paused.
    pub(super) fn forget(&mut self, partitions: &[i32]) {
        for partition in partitions {
            self.paused.remove(partition);
        }
    }
}

impl Load {
    const fn reaches(self, limit: Self) -> bool {
        self.records >= limit.records || self.bytes >= limit.bytes
    }

    /// Half of it, and never nothing: what holds nothing is below.
    const fn half(self) -> Self {
        Self { records: self.records.div_ceil(2), bytes: self.bytes.div_ceil(2) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TOTAL: Load = Load { records: 100, bytes: 1000 };
    const PARTITION: Load = Load { records: 50, bytes: 500 };

    fn flow() -> Flow {
        Flow::new(Limits { total: TOTAL, partition: PARTITION })
    }

    fn load(records: usize) -> Load {
        Load { records, bytes: records * 10 }
    }

    #[test]
    fn reading_waits_while_too_much_is_held_and_goes_on_with_the_first_room() {
        let (mut flow, now) = (flow(), Instant::now());
        assert_eq!(flow.reading(load(99), now), Reading::On);
        assert_eq!(flow.reading(load(100), now), Reading::Wait);
        assert_eq!(flow.reading(Load { records: 1, bytes: 1000 }, now), Reading::Wait, "one large record is enough");
        assert_eq!(flow.reading(load(99), now), Reading::On);
        assert_eq!(flow.change([(0, load(99))].into_iter()), Change::default(), "nothing is paused for it");
    }

    #[test]
    fn the_consumer_is_polled_with_everything_paused_before_the_group_gives_it_up() {
        let (mut flow, now) = (flow(), Instant::now());
        let loads = [(0, load(50)), (1, load(49))];
        assert_eq!(flow.reading(load(100), now), Reading::Wait);
        assert_eq!(flow.reading(load(100), now + PATIENCE), Reading::Held);
        assert_eq!(flow.change(loads.into_iter()).pause, [0, 1]);
        assert_eq!(flow.reading(load(51), now + PATIENCE), Reading::Held, "room for one record is not worth a pause");
        assert_eq!(flow.reading(load(49), now + PATIENCE), Reading::On);
        assert_eq!(flow.change([(0, load(24)), (1, load(24))].into_iter()).resume, [0, 1]);
    }

    #[test]
    fn a_partition_that_comes_while_everything_is_paused_is_paused_too() {
        let (mut flow, now) = (flow(), Instant::now());
        flow.reading(load(100), now);
        flow.reading(load(100), now + PATIENCE);
        flow.change([(0, load(100))].into_iter());
        assert_eq!(flow.change([(0, load(100)), (1, load(0))].into_iter()).pause, [1]);
    }

    #[test]
    fn a_partition_beyond_its_share_is_paused_by_itself_until_half_of_it_is_done() {
        let mut flow = flow();
        let change = |flow: &mut Flow, held| flow.change([(0, load(held)), (1, load(1))].into_iter());
        assert_eq!(change(&mut flow, 49), Change::default());
        assert_eq!(change(&mut flow, 50), Change { pause: vec![0], resume: vec![] });
        assert_eq!(change(&mut flow, 25), Change::default());
        assert_eq!(change(&mut flow, 24), Change { pause: vec![], resume: vec![0] });
    }

    #[test]
    fn an_only_partition_may_have_all_the_room() {
        assert_eq!(flow().change([(0, load(99))].into_iter()), Change::default());
    }

    proptest! {
        #[test]
        fn only_what_was_paused_is_resumed_and_nothing_stays_paused_for_ever(
            turns in prop::collection::vec((0..150_usize, 0..80_usize, 0..80_usize, 0..2000_u64, any::<bool>()), 0..60),
        ) {
            let (mut flow, mut now) = (flow(), Instant::now());
            let mut paused = BTreeSet::new();
            for (total, first, second, millis, revoke) in turns {
                now += Duration::from_millis(millis);
                if revoke {
                    flow.forget(&[1]);
                    paused.remove(&1);
                }
                flow.reading(load(total), now);
                let change = flow.change([(0, load(first)), (1, load(second))].into_iter());
                for partition in change.pause {
                    prop_assert!(paused.insert(partition), "{partition} was paused before");
                }
                for partition in change.resume {
                    prop_assert!(paused.remove(&partition), "{partition} was not paused by us");
                }
            }
            prop_assert_eq!(flow.reading(load(0), now), Reading::On);
            flow.change([(0, load(0)), (1, load(0))].into_iter());
            prop_assert!(flow.paused.is_empty());
        }
    }
}
