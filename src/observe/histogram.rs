//! Counts of values by buckets. Our own, because every record has half a dozen values: the metrics library keeps each of
//! them, with the time, until somebody sorts them into buckets, and that would cost as much as to move the record.

use std::fmt::Write as _;
use std::time::Duration;

use super::metrics::Metric;

/// Upper bounds of the buckets of times, in seconds: from a tenth of a millisecond, three a decade.
pub(super) const SECONDS: &[f64] =
    &[0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 60.0];

/// Of times that a backlog makes long: up to a day.
pub(super) const WAITS: &[f64] = &[
    0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3600.0, 10_800.0, 43_200.0,
    86_400.0,
];

/// Of the age of news: from a second to a month.
pub(super) const AGES: &[f64] = &[
    1.0,
    5.0,
    15.0,
    60.0,
    300.0,
    900.0,
    1800.0,
    3600.0,
    10_800.0,
    21_600.0,
    43_200.0,
    86_400.0,
    259_200.0,
    604_800.0,
    2_592_000.0,
];

/// Of numbers of records.
pub(super) const RECORDS: &[f64] = &[
    1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0, 10_000.0, 20_000.0, 50_000.0,
    100_000.0,
];

/// Values by bucket.
#[derive(Clone, Debug)]
pub(super) struct Histogram {
    bounds: &'static [f64],
    /// For each bound the values up to it and above the one before; the last for those above all bounds.
    counts: Vec<u64>,
    sum: f64,
}

impl Histogram {
    pub(super) fn new(bounds: &'static [f64]) -> Self {
        Self { bounds, counts: vec![0; bounds.len() + 1], sum: 0.0 }
    }

    /// Counts a value.
    pub(super) fn record(&mut self, value: f64) {
        let bucket = self.bounds.partition_point(|bound| *bound < value);
        self.counts[bucket] += 1;
        self.sum += value;
    }

    /// Counts a time.
    pub(super) fn record_time(&mut self, time: Duration) {
        self.record(time.as_secs_f64());
    }

    /// Adds the counts of another with the same bounds.
    pub(super) fn add(&mut self, other: &Self) {
        for (count, more) in self.counts.iter_mut().zip(&other.counts) {
            *count += more;
        }
        self.sum += other.sum;
    }

    /// The series, in the text format of Prometheus. `label`: what all of them have, such as `stage="reading"`.
    pub(super) fn render(&self, text: &mut String, name: &str, label: &str) {
        let (comma, alone) = if label.is_empty() { ("", String::new()) } else { (",", format!("{{{label}}}")) };
        let mut count = 0;
        for (bound, more) in self.bounds.iter().map(f64::to_string).chain(["+Inf".to_owned()]).zip(&self.counts) {
            count += more;
            let _ = writeln!(text, "{name}_bucket{{{label}{comma}le=\"{bound}\"}} {count}");
        }
        let _ = writeln!(text, "{name}_sum{alone} {}\n{name}_count{alone} {count}", self.sum);
    }
}

/// What a metric is, as it stands before its series.
pub(super) fn describe(text: &mut String, Metric { name, kind, meaning, .. }: Metric) {
    let kind = format!("{kind:?}").to_lowercase();
    let _ = writeln!(text, "# HELP {name} {meaning}\n# TYPE {name} {kind}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_counts_in_its_bucket_and_in_those_above() {
        let mut histogram = Histogram::new(&[0.5, 1.0]);
        for value in [0.25, 0.5, 0.75, 4.0] {
            histogram.record(value);
        }
        let mut text = String::new();
        histogram.render(&mut text, "wait_seconds", "");
        let expected = "\
wait_seconds_bucket{le=\"0.5\"} 2
wait_seconds_bucket{le=\"1\"} 3
wait_seconds_bucket{le=\"+Inf\"} 4
wait_seconds_sum 5.5
wait_seconds_count 4
";
        assert_eq!(text, expected);
    }

    #[test]
    fn histograms_add_up_and_have_a_label() {
        let mut all = Histogram::new(&[1.0]);
        all.record(0.5);
        let mut more = Histogram::new(&[1.0]);
        more.record_time(Duration::from_secs(2));
        all.add(&more);
        let mut text = String::new();
        all.render(&mut text, "stage_seconds", "stage=\"reading\"");
        assert!(text.contains("stage_seconds_bucket{stage=\"reading\",le=\"1\"} 1\n"), "{text}");
        assert!(
            text.ends_with("stage_seconds_sum{stage=\"reading\"} 2.5\nstage_seconds_count{stage=\"reading\"} 2\n"),
            "{text}"
        );
    }
}
