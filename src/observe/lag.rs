//! How far behind each partition is. Rendered by ourselves, because a series must be gone the moment its partition is
//! revoked, and the metrics library keeps a gauge for ever.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;

use super::metrics::{LAG_RECORDS, Metric};

/// Lags of the partitions that are ours.
#[derive(Debug, Default)]
pub(super) struct Lags {
    records: BTreeMap<(String, i32), u64>,
}

impl Lags {
    /// Sets the lags of a topic; a partition that is not among them is not known, and has no series.
    pub(super) fn set(&mut self, topic: &str, lags: &HashMap<i32, u64>) {
        self.records.retain(|(of, _), _| of != topic);
        self.records.extend(lags.iter().map(|(partition, records)| ((topic.to_owned(), *partition), *records)));
    }

    /// Drops the partitions of a topic that are not ours.
    pub(super) fn keep(&mut self, topic: &str, ours: &HashSet<i32>) {
        self.records.retain(|(of, partition), _| of != topic || ours.contains(partition));
    }

    /// The lag of a partition; 0 where it is not known.
    pub(super) fn of(&self, topic: &str, partition: i32) -> u64 {
        self.records.get(&(topic.to_owned(), partition)).copied().unwrap_or_default()
    }

    /// The series, in the text format of Prometheus.
    pub(super) fn render(&self) -> String {
        let Metric { name, meaning, .. } = LAG_RECORDS;
        let mut text = format!("# HELP {name} {meaning}\n# TYPE {name} gauge\n");
        for ((topic, partition), records) in &self.records {
            // Names of topics hold nothing that would need escaping.
            let _ = writeln!(text, "{name}{{topic=\"{topic}\",partition=\"{partition}\"}} {records}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_revoked_partition_has_no_series() {
        let mut lags = Lags::default();
        lags.set("raw", &HashMap::from([(0, 7), (1, 0)]));
        assert!(lags.render().contains("demarche_lag_records{topic=\"raw\",partition=\"0\"} 7\n"));
        lags.keep("raw", &HashSet::from([1]));
        let text = lags.render();
        assert!(!text.contains("partition=\"0\""), "{text}");
        assert!(text.contains("partition=\"1\"} 0\n"), "{text}");
    }

    #[test]
    fn a_lag_that_is_no_longer_known_has_no_series() {
        let mut lags = Lags::default();
        lags.set("raw", &HashMap::from([(0, 7)]));
        lags.set("raw", &HashMap::new());
        assert!(!lags.render().contains("partition="));
    }
}
