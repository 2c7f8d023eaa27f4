//! How each partition stands that is ours: its lags and its records in the ledger. Rendered by ourselves, because a series
//! must be gone the moment its partition is revoked, and the metrics library keeps a gauge for ever.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;

use super::histogram::describe;
use super::metrics::{COMMITTED_LAG_RECORDS, LAG_RECORDS, LEDGER_RECORDS, Metric};

/// What Kafka's client knows of a partition; `None` for what it does not know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offsets {
    /// Records between our position and the end.
    pub lag: Option<u64>,
    /// The offset that the group had committed when the partition came to us, or the first that there is.
    pub committed: Option<i64>,
    /// The end that a reader of committed records can reach.
    pub end: Option<i64>,
}

/// How far behind a partition is, in records, where that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PartitionLags {
    pub(crate) topic: String,
    pub(crate) partition: i32,
    /// From our position to the end.
    pub(crate) unread: Option<u64>,
    /// From what is committed to the end.
    pub(crate) uncommitted: Option<u64>,
}

/// The partitions that are ours.
#[derive(Debug, Default)]
pub(super) struct Partitions {
    places: BTreeMap<(String, i32), Place>,
}

#[derive(Debug, Default)]
struct Place {
    offsets: Offsets,
    /// The offset that we have committed.
    committed: Option<i64>,
    /// Records in the ledger.
    held: Option<usize>,
}

impl Place {
    fn committed_lag(&self) -> Option<u64> {
        let committed = self.committed.max(self.offsets.committed)?;
        // The end is as of the last fetch, which the commit may be ahead of.
        u64::try_from(self.offsets.end? - committed).ok().or(Some(0))
    }
}

impl Partitions {
    /// These partitions of a topic are ours, and no others.
    pub(super) fn keep(&mut self, topic: &str, ours: &HashSet<i32>) {
        self.places.retain(|(of, partition), _| of != topic || ours.contains(partition));
        for partition in ours {
            self.places.entry((topic.to_owned(), *partition)).or_default();
        }
    }

    /// What Kafka's client knows of the partitions of a topic. A partition that is not among them is not known.
    pub(super) fn set_offsets(&mut self, topic: &str, offsets: &HashMap<i32, Offsets>) {
        for ((of, partition), place) in &mut self.places {
            if of == topic {
                place.offsets = offsets.get(partition).copied().unwrap_or_default();
            }
        }
    }

    /// This offset of a partition has been committed.
    pub(super) fn committed(&mut self, topic: &str, partition: i32, offset: i64) {
        if let Some(place) = self.places.get_mut(&(topic.to_owned(), partition)) {
            place.committed = Some(offset);
        }
    }

    /// So many records of a partition are in the ledger.
    pub(super) fn hold(&mut self, topic: &str, partition: i32, records: usize) {
        if let Some(place) = self.places.get_mut(&(topic.to_owned(), partition)) {
            place.held = Some(records);
        }
    }

    /// The lag of a partition; 0 where it is not known.
    pub(super) fn lag_of(&self, topic: &str, partition: i32) -> u64 {
        self.places.get(&(topic.to_owned(), partition)).and_then(|place| place.offsets.lag).unwrap_or_default()
    }

    /// Each with its lags.
    pub(super) fn lags(&self) -> Vec<PartitionLags> {
        let lags = |((topic, partition), place): (&(String, i32), &Place)| PartitionLags {
            topic: topic.clone(),
            partition: *partition,
            unread: place.offsets.lag,
            uncommitted: place.committed_lag(),
        };
        self.places.iter().map(lags).collect()
    }

    /// The series, in the text format of Prometheus.
    pub(super) fn render(&self, text: &mut String) {
        self.render_each(text, LAG_RECORDS, |place| place.offsets.lag);
        self.render_each(text, COMMITTED_LAG_RECORDS, Place::committed_lag);
        self.render_each(text, LEDGER_RECORDS, |place| Some(place.held? as u64));
    }

    fn render_each(&self, text: &mut String, metric: Metric, value: impl Fn(&Place) -> Option<u64>) {
        describe(text, metric);
        for ((topic, partition), place) in &self.places {
            if let Some(records) = value(place) {
                // Names of topics hold nothing that would need escaping.
                let _ = writeln!(text, "{}{{topic=\"{topic}\",partition=\"{partition}\"}} {records}", metric.name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Partitions 0 and 1 are ours, each with 100 records, of which 7 were committed and all but 3 read.
    fn partitions() -> Partitions {
        let mut partitions = Partitions::default();
        partitions.keep("raw", &HashSet::from([0, 1]));
        let offsets = Offsets { lag: Some(3), committed: Some(7), end: Some(100) };
        partitions.set_offsets("raw", &HashMap::from([(0, offsets), (1, offsets)]));
        partitions
    }

    fn series(partitions: &Partitions, metric: Metric) -> Vec<String> {
        let mut text = String::new();
        partitions.render(&mut text);
        let prefix = format!("{}{{topic=\"raw\",partition=", metric.name);
        text.lines().filter_map(|line| line.strip_prefix(&prefix)).map(str::to_owned).collect()
    }

    #[test]
    fn a_revoked_partition_has_no_series() {
        let mut partitions = partitions();
        partitions.hold("raw", 0, 5);
        assert_eq!(series(&partitions, LAG_RECORDS), ["\"0\"} 3", "\"1\"} 3"]);
        partitions.keep("raw", &HashSet::from([1]));
        partitions.committed("raw", 0, 50);
        partitions.hold("raw", 0, 5);
        assert_eq!(series(&partitions, LAG_RECORDS), ["\"1\"} 3"]);
        assert_eq!(series(&partitions, COMMITTED_LAG_RECORDS), ["\"1\"} 93"]);
        assert!(series(&partitions, LEDGER_RECORDS).is_empty());
    }

    #[test]
    fn a_lag_that_is_no_longer_known_has_no_series() {
        let mut partitions = partitions();
        partitions.set_offsets("raw", &HashMap::new());
        assert!(series(&partitions, LAG_RECORDS).is_empty());
        assert!(series(&partitions, COMMITTED_LAG_RECORDS).is_empty());
    }

    #[test]
    fn the_committed_lag_falls_with_each_commit_of_ours() {
        let mut partitions = partitions();
        partitions.committed("raw", 0, 60);
        partitions.committed("raw", 1, 101);
        assert_eq!(
            series(&partitions, COMMITTED_LAG_RECORDS),
            ["\"0\"} 40", "\"1\"} 0"],
            "1 is ahead of the last fetch"
        );
    }

    #[test]
    fn what_others_committed_before_a_partition_came_back_is_not_forgotten() {
        let mut partitions = partitions();
        partitions.committed("raw", 0, 10);
        let offsets = Offsets { committed: Some(90), end: Some(100), lag: None };
        partitions.set_offsets("raw", &HashMap::from([(0, offsets)]));
        assert_eq!(series(&partitions, COMMITTED_LAG_RECORDS), ["\"0\"} 10"]);
    }
}
