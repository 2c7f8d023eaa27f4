//! The batch under way: which records were read, which of them are settled, and so how far each partition may be committed.
//!
//! It holds no I/O and takes the time as an argument. A record is taken when it has been read, and settled when its outputs
//! are with the producer. Records may settle in any order; a partition is only committed up to its first unsettled one.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

/// What bounds a batch. Reaching any of them makes it due.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    pub(super) age: Duration,
    pub(super) bytes: usize,
    pub(super) records: usize,
}

/// The records of a batch, by partition of the input topic.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    partitions: BTreeMap<i32, VecDeque<Entry>>,
    records: usize,
    bytes: usize,
    oldest: Option<Instant>,
}

#[derive(Debug)]
struct Entry {
    offset: i64,
    bytes: usize,
    taken: Instant,
    settled: bool,
}

impl Ledger {
    /// Notes a record that has been read.
    pub(super) fn take(&mut self, partition: i32, offset: i64, bytes: usize, now: Instant) {
        self.partitions.entry(partition).or_default().push_back(Entry { offset, bytes, taken: now, settled: false });
        self.records += 1;
        self.bytes = self.bytes.saturating_add(bytes);
        self.oldest.get_or_insert(now);
    }

    /// Notes that the outputs of a record are with the producer.
    pub(super) fn settle(&mut self, partition: i32, offset: i64) {
        if let Some(entries) = self.partitions.get_mut(&partition)
            && let Ok(at) = entries.binary_search_by_key(&offset, |entry| entry.offset)
        {
            entries[at].settled = true;
        }
    }

    /// For each partition the offset to commit: the one after its settled records, where there is any.
    pub(super) fn offsets(&self) -> Vec<(i32, i64)> {
        let next = |entries: &VecDeque<Entry>| {
            entries.iter().take_while(|entry| entry.settled).last().map(|entry| entry.offset + 1)
        };
        self.partitions.iter().filter_map(|(partition, entries)| Some((*partition, next(entries)?))).collect()
    }

    /// For each partition the offset to go back to when the batch is given up.
    pub(super) fn first_offsets(&self) -> Vec<(i32, i64)> {
        self.partitions.iter().filter_map(|(partition, entries)| Some((*partition, entries.front()?.offset))).collect()
    }

    /// When each record was taken.
    pub(super) fn taken(&self) -> impl Iterator<Item = Instant> {
        self.partitions.values().flatten().map(|entry| entry.taken)
    }

    /// Drops the records of partitions that are no longer ours.
    pub(super) fn forget(&mut self, partitions: &[i32]) {
        for partition in partitions {
            for entry in self.partitions.remove(partition).unwrap_or_default() {
                self.records -= 1;
                self.bytes = self.bytes.saturating_sub(entry.bytes);
            }
        }
        self.oldest = self.taken().min();
    }

    /// Starts a new batch.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// How many records the batch has.
    pub(super) const fn len(&self) -> usize {
        self.records
    }

    /// Whether the batch has no record.
    pub(super) const fn is_empty(&self) -> bool {
        self.records == 0
    }

    /// When the batch is due by its age; `None` while it is empty.
    pub(super) fn due_at(&self, bounds: Bounds) -> Option<Instant> {
        self.oldest.map(|oldest| oldest + bounds.age)
    }

    /// Whether the batch is to be committed now.
    pub(super) fn is_due(&self, bounds: Bounds, now: Instant) -> bool {
        self.records >= bounds.records
            || self.bytes >= bounds.bytes
            || self.due_at(bounds).is_some_and(|due_at| due_at <= now)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const BOUNDS: Bounds = Bounds { age: Duration::from_millis(100), bytes: 1000, records: 10 };

    #[test]
    fn a_partition_is_committed_up_to_its_first_unsettled_record() {
        let mut ledger = Ledger::default();
        let now = Instant::now();
        for offset in [3, 4, 7] {
            ledger.take(0, offset, 1, now);
        }
        ledger.take(1, 5, 1, now);
        ledger.settle(0, 4);
        assert_eq!(ledger.offsets(), []);
        ledger.settle(0, 3);
        assert_eq!(ledger.offsets(), [(0, 5)]);
        ledger.settle(0, 7);
        ledger.settle(1, 5);
        assert_eq!(ledger.offsets(), [(0, 8), (1, 6)]);
        assert_eq!(ledger.first_offsets(), [(0, 3), (1, 5)]);
    }

    #[test]
    fn a_batch_is_due_by_age_by_bytes_or_by_records() {
        let now = Instant::now();
        let mut ledger = Ledger::default();
        assert!(!ledger.is_due(BOUNDS, now + BOUNDS.age * 2), "an empty batch is never due");
        ledger.take(0, 1, 999, now);
        assert!(!ledger.is_due(BOUNDS, now + Duration::from_millis(99)));
        assert!(ledger.is_due(BOUNDS, now + Duration::from_millis(100)));
        ledger.take(0, 2, 1, now);
        assert!(ledger.is_due(BOUNDS, now));
        ledger.clear();
        for offset in 0..10 {
            assert!(!ledger.is_due(BOUNDS, now));
            ledger.take(0, offset, 1, now);
        }
        assert!(ledger.is_due(BOUNDS, now));
    }

    #[test]
    fn a_partition_that_is_no_longer_ours_is_never_committed() {
        let mut ledger = Ledger::default();
        let now = Instant::now();
        ledger.take(0, 1, 10, now);
        ledger.take(1, 1, 20, now + BOUNDS.age);
        ledger.settle(1, 1);
        ledger.forget(&[0, 9]);
        ledger.settle(0, 1);
        assert_eq!((ledger.offsets(), ledger.len()), (vec![(1, 2)], 1));
        assert_eq!(ledger.due_at(BOUNDS), Some(now + BOUNDS.age * 2));
        ledger.forget(&[1]);
        assert!(ledger.is_empty() && ledger.due_at(BOUNDS).is_none());
    }

    #[derive(Clone, Debug)]
    enum Step {
        Take { partition: i32, gap: i64 },
        Settle { nth: usize },
        Forget { partition: i32 },
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            4 => (0..3_i32, 1..4_i64).prop_map(|(partition, gap)| Step::Take { partition, gap }),
            4 => any::<usize>().prop_map(|nth| Step::Settle { nth }),
            1 => (0..3_i32).prop_map(|partition| Step::Forget { partition }),
        ]
    }

    proptest! {
        #[test]
        fn no_unsettled_record_is_ever_passed_over(steps in prop::collection::vec(step(), 0..60)) {
            let now = Instant::now();
            let mut ledger = Ledger::default();
            let mut next = [0_i64; 3];
            let mut unsettled: Vec<(i32, i64)> = Vec::new();
            let mut held: Vec<(i32, i64)> = Vec::new();
            for step in steps {
                match step {
                    Step::Take { partition, gap } => {
                        let at = usize::try_from(partition).unwrap();
                        next[at] += gap;
                        ledger.take(partition, next[at], 1, now);
                        unsettled.push((partition, next[at]));
                        held.push((partition, next[at]));
                    }
                    Step::Settle { nth } if !unsettled.is_empty() => {
                        let (partition, offset) = unsettled.remove(nth % unsettled.len());
                        ledger.settle(partition, offset);
                    }
                    Step::Settle { .. } => {}
                    Step::Forget { partition } => {
                        ledger.forget(&[partition]);
                        unsettled.retain(|(of, _)| *of != partition);
                        held.retain(|(of, _)| *of != partition);
                    }
                }
                prop_assert_eq!(ledger.len(), held.len());
                for (partition, committed) in ledger.offsets() {
                    prop_assert!(held.contains(&(partition, committed - 1)), "only a record that was read is committed");
                    prop_assert!(unsettled.iter().all(|(of, offset)| *of != partition || *offset >= committed));
                }
                for (partition, first) in ledger.first_offsets() {
                    let lowest = held.iter().filter(|(of, _)| *of == partition).map(|(_, offset)| *offset).min();
                    prop_assert_eq!(Some(first), lowest, "a rewind reads the whole batch again");
                }
            }
        }
    }
}
