//! Whether the service is started, live and ready. It holds no clock: the time is an argument.

use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, Instant};

/// Without a turn of the loop for this long the service is stuck. Longer than any single wait of the loop: a synchronous
/// commit may take `socket.timeout.ms`, one minute.
const STUCK_AFTER: Duration = Duration::from_secs(90);

/// Without a step of a partition that has records waiting, the service is stuck for this long: longer than the slowest
/// records take that can be in its way. A batch that fails and is read again counts as a step.
const PARTITION_STUCK_AFTER: Duration = Duration::from_secs(300);

/// How far a partition is at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The partition.
    pub partition: i32,
    /// Changes with each of its records that is written, and with each batch that is given up.
    pub mark: (u64, u64),
    /// Whether it has records that wait.
    pub is_waiting: bool,
    /// How many of its records are not committed.
    pub held: usize,
}

/// What speaks against a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Complaint {
    /// It has not been given its share by the group.
    NotAssigned,
    /// Its loop has not come round for so long.
    LoopStuck(Duration),
    /// This partition has records waiting, and has written none for so long.
    PartitionStuck(i32, Duration),
    /// Its last batch failed.
    BatchFailed,
}

impl fmt::Display for Complaint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAssigned => out.write_str("the group has not assigned any share yet"),
            Self::LoopStuck(time) => write!(out, "the loop has not come round for {} s", time.as_secs()),
            Self::PartitionStuck(partition, time) => {
                write!(out, "partition {partition} has records waiting, and has written none for {} s", time.as_secs())
            }
            Self::BatchFailed => out.write_str("the last batch failed and is being read again"),
        }
    }
}

/// How things are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    last_progress: Instant,
    was_assigned: bool,
    is_failing: bool,
    /// Where each partition stands, and since when.
    partitions: BTreeMap<i32, ((u64, u64), Instant)>,
}

impl Health {
    /// Of a service that starts now.
    #[must_use]
    pub const fn new(now: Instant) -> Self {
        Self { last_progress: now, was_assigned: false, is_failing: false, partitions: BTreeMap::new() }
    }

    pub(super) const fn progressed(&mut self, now: Instant) {
        self.last_progress = now;
    }

    pub(super) const fn assigned(&mut self) {
        self.was_assigned = true;
    }

    pub(super) const fn committed(&mut self, now: Instant) {
        self.progressed(now);
        self.is_failing = false;
    }

    pub(super) const fn failed(&mut self, now: Instant) {
        self.progressed(now);
        self.is_failing = true;
    }

    /// Where all partitions stand that are ours.
    pub(super) fn stand(&mut self, standings: impl Iterator<Item = Standing>, now: Instant) {
        let before = std::mem::take(&mut self.partitions);
        self.partitions = standings
            .map(|Standing { partition, mark, is_waiting, .. }| {
                let since = before.get(&partition).filter(|(of, _)| is_waiting && *of == mark).map(|(_, since)| *since);
                (partition, (mark, since.unwrap_or(now)))
            })
            .collect();
    }

    /// Time since the loop last came round.
    #[must_use]
    pub fn loop_age(&self, now: Instant) -> Duration {
        now.saturating_duration_since(self.last_progress)
    }

    /// Why a restart may help: the loop does not come round, or a partition gets nowhere. Nothing speaks against a live one.
    #[must_use]
    pub fn against_live(&self, now: Instant) -> Vec<Complaint> {
        let still = self.loop_age(now);
        let is_stuck = still >= STUCK_AFTER;
        let stuck_loop = is_stuck.then_some(Complaint::LoopStuck(still)).into_iter();
        let stuck_partitions = self.partitions.iter().filter_map(|(partition, (_, since))| {
            let still = now.saturating_duration_since(*since);
            (still >= PARTITION_STUCK_AFTER).then_some(Complaint::PartitionStuck(*partition, still))
        });
        stuck_loop.chain(stuck_partitions).collect()
    }

    /// Why the start is not over: the group has not given us our share, be it no partition at all.
    #[must_use]
    pub fn against_started(&self) -> Vec<Complaint> {
        if self.was_assigned { Vec::new() } else { vec![Complaint::NotAssigned] }
    }

    /// Why records are not moved: not started, not live, or the last batch failed.
    #[must_use]
    pub fn against_ready(&self, now: Instant) -> Vec<Complaint> {
        let failing = self.is_failing.then_some(Complaint::BatchFailed);
        [self.against_started(), self.against_live(now)].into_iter().flatten().chain(failing).collect()
    }

    /// Whether the loop comes round and every partition gets on. If not, a restart may help.
    #[must_use]
    pub fn is_live(&self, now: Instant) -> bool {
        self.against_live(now).is_empty()
    }

    /// Whether the group has given us our share.
    #[must_use]
    pub const fn is_started(&self) -> bool {
        self.was_assigned
    }

    /// Whether records are moved: started, live, and the last batch did not fail.
    #[must_use]
    pub fn is_ready(&self, now: Instant) -> bool {
        self.against_ready(now).is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_is_live_while_its_loop_comes_round() {
        let start = Instant::now();
        let mut health = Health::new(start);
        assert!(health.is_live(start + STUCK_AFTER - Duration::from_millis(1)));
        assert!(!health.is_live(start + STUCK_AFTER));
        health.progressed(start + STUCK_AFTER);
        assert!(health.is_live(start + STUCK_AFTER));
    }

    #[test]
    fn a_service_is_not_ready_before_its_first_assignment() {
        let now = Instant::now();
        let mut health = Health::new(now);
        assert!(!health.is_started() && !health.is_ready(now));
        health.assigned();
        assert!(health.is_started() && health.is_ready(now));
    }

    #[test]
    fn a_service_is_not_ready_while_its_commits_fail() {
        let now = Instant::now();
        let mut health = Health::new(now);
        health.assigned();
        health.failed(now);
        assert!(health.is_live(now) && !health.is_ready(now));
        health.committed(now);
        assert!(health.is_ready(now));
    }

    #[test]
    fn a_stuck_service_is_not_ready() {
        let now = Instant::now();
        let mut health = Health::new(now);
        health.assigned();
        assert!(!health.is_ready(now + STUCK_AFTER));
    }

    fn standing(mark: u64, is_waiting: bool) -> Standing {
        Standing { partition: 7, mark: (1, mark), is_waiting, held: 1 }
    }

    #[test]
    fn a_partition_with_records_waiting_must_get_on() {
        let start = Instant::now();
        let later = start + PARTITION_STUCK_AFTER;
        let told_later = |last: Standing| {
            let mut health = Health::new(start);
            health.stand([standing(5, true)].into_iter(), start);
            health.progressed(later);
            health.stand([last].into_iter(), later);
            health.against_live(later)
        };
        assert_eq!(told_later(standing(5, true)), [Complaint::PartitionStuck(7, PARTITION_STUCK_AFTER)]);
        assert_eq!(told_later(standing(6, true)), [], "it has written a record");
        assert_eq!(told_later(standing(5, false)), [], "nothing waits");
    }

    #[test]
    fn a_partition_that_is_given_to_another_is_not_missed() {
        let start = Instant::now();
        let mut health = Health::new(start);
        health.stand([standing(5, true)].into_iter(), start);
        health.stand(std::iter::empty(), start);
        let later = start + PARTITION_STUCK_AFTER;
        health.progressed(later);
        assert!(health.is_live(later));
        health.stand([standing(5, true)].into_iter(), later);
        assert!(health.is_live(later), "it has just come back");
    }
}
