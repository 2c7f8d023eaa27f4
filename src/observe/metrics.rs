//! Metrics: each a constant with its name and what it means, in base units, as Prometheus wants them.
//!
//! Counters move when a batch is committed: a batch that failed and was read again counts once.

use std::collections::BTreeMap;
use std::time::Duration;

use metrics::{Unit, counter, gauge, histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder};

use super::memory_limit;
use crate::article::Language;
use crate::event::EventType;

/// What a series is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It only rises, until the process starts anew.
    Counter,
    /// It rises and falls.
    Gauge,
    /// Counts by buckets, with `_bucket`, `_sum` and `_count`.
    Histogram,
}

/// A metric, as it is promised to whoever watches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metric {
    /// Name, with its unit.
    pub name: &'static str,
    /// What a series of it is.
    pub kind: Kind,
    /// Names of its labels. Their values are few: nothing from an article becomes one.
    pub labels: &'static [&'static str],
    /// What it says.
    pub meaning: &'static str,
}

impl Metric {
    const fn new(name: &'static str, kind: Kind, labels: &'static [&'static str], meaning: &'static str) -> Self {
        Self { name, kind, labels, meaning }
    }
}

/// Records.
pub const RECORDS_IN: Metric = Metric::new(
    "demarche_records_in_total",
    Kind::Counter,
    &[],
    "Records of the input topic whose outcome (events, none, or a dead letter) was committed",
);
/// Articles.
pub const ARTICLES: Metric = Metric::new(
    "demarche_articles_total",
    Kind::Counter,
    &["language"],
    "Articles read, by language; no events are looked for in those of language `other`",
);
/// Events.
pub const EVENTS_OUT: Metric = Metric::new(
    "demarche_events_out_total",
    Kind::Counter,
    &["type", "language"],
    "Events written and committed, by type and language",
);
/// Dead letters.
pub const REJECTIONS: Metric = Metric::new(
    "demarche_rejections_total",
    Kind::Counter,
    &["kind"],
    "Records that became dead letters, by kind of reason",
);
/// Lag.
pub const LAG_RECORDS: Metric = Metric::new(
    "demarche_lag_records",
    Kind::Gauge,
    &["topic", "partition"],
    "Records between our position and the end of each partition that is ours; no series where that is not known",
);
/// Latency.
pub const COMMIT_LATENCY: Metric = Metric::new(
    "demarche_commit_latency_seconds",
    Kind::Histogram,
    &[],
    "Time from reading a record to the commit of its outcome",
);
/// Extraction.
pub const EXTRACTION: Metric =
    Metric::new("demarche_extraction_seconds", Kind::Histogram, &[], "Time to extract the events of one record");
/// Transactions.
pub const TRANSACTIONS: Metric = Metric::new(
    "demarche_transactions_total",
    Kind::Counter,
    &["outcome"],
    "Batches by outcome: committed, or failed and read again",
);
/// Progress.
pub const LOOP_AGE: Metric = Metric::new(
    "demarche_loop_age_seconds",
    Kind::Gauge,
    &[],
    "Time since the loop that polls the consumer last came round; after 90 s /livez fails",
);
/// What memory is allowed.
pub const MEMORY_LIMIT: Metric = Metric::new(
    "demarche_memory_limit_bytes",
    Kind::Gauge,
    &[],
    "Memory that the control group (the container) of the process may take, as of the start; no series without a limit",
);
/// What runs.
pub const BUILD_INFO: Metric =
    Metric::new("demarche_build_info", Kind::Gauge, &["version"], "Always 1; its label says which version runs");

/// All of ours.
pub const ALL: [Metric; 11] = [
    RECORDS_IN,
    ARTICLES,
    EVENTS_OUT,
    REJECTIONS,
    LAG_RECORDS,
    COMMIT_LATENCY,
    EXTRACTION,
    TRANSACTIONS,
    LOOP_AGE,
    MEMORY_LIMIT,
    BUILD_INFO,
];

/// What a library tells of the process, by the names that Prometheus has for it.
pub const PROCESS: [Metric; 8] = [
    Metric::new("process_cpu_seconds_total", Kind::Counter, &[], "Processor time, of the user and of the system"),
    Metric::new("process_resident_memory_bytes", Kind::Gauge, &[], "Memory that is in use"),
    Metric::new("process_virtual_memory_bytes", Kind::Gauge, &[], "Memory that is reserved"),
    Metric::new("process_virtual_memory_max_bytes", Kind::Gauge, &[], "Most memory that may be reserved"),
    Metric::new("process_open_fds", Kind::Gauge, &[], "File descriptors that are open"),
    Metric::new("process_max_fds", Kind::Gauge, &[], "Most file descriptors that may be open"),
    Metric::new("process_threads", Kind::Gauge, &[], "Threads"),
    Metric::new("process_start_time_seconds", Kind::Gauge, &[], "When the process started, in seconds since 1970"),
];

/// Upper bounds of the buckets of times, in seconds: from a tenth of a millisecond, three a decade.
const SECONDS: [f64; 17] =
    [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 60.0];

/// Where metrics are kept.
#[derive(Clone)]
pub struct Recorder {
    handle: PrometheusHandle,
    process: metrics_process::Collector,
}

impl Recorder {
    /// Installs the recorder of this process.
    ///
    /// # Errors
    ///
    /// Where there is one already.
    pub fn install() -> Result<Self, BuildError> {
        let (recorder, this) = Self::build()?;
        metrics::set_global_recorder(recorder)?;
        Ok(this)
    }

    /// A recorder that is not yet that of the process.
    pub(super) fn build() -> Result<(PrometheusRecorder, Self), BuildError> {
        let mut builder = PrometheusBuilder::new();
        for metric in ALL.into_iter().filter(|metric| metric.kind == Kind::Histogram) {
            builder = builder.set_buckets_for_metric(Matcher::Full(metric.name.to_owned()), &SECONDS)?;
        }
        let recorder = builder.build_recorder();
        let process = metrics_process::Collector::default();
        metrics::with_local_recorder(&recorder, || {
            describe();
            process.describe();
        });
        let handle = recorder.handle();
        Ok((recorder, Self { handle, process }))
    }

    /// Everything but what the observer knows, in the text format of Prometheus.
    #[must_use]
    pub fn render(&self) -> String {
        self.process.collect();
        self.handle.render()
    }

    /// Folds what was recorded into the buckets; to be called every few seconds, or memory grows.
    pub fn upkeep(&self) {
        self.handle.run_upkeep();
    }
}

fn describe() {
    for Metric { name, kind, meaning, .. } in ALL {
        match kind {
            Kind::Counter => metrics::describe_counter!(name, meaning),
            Kind::Gauge => metrics::describe_gauge!(name, meaning),
            Kind::Histogram => metrics::describe_histogram!(name, Unit::Seconds, meaning),
        }
    }
    // Series are there from the start, so that a rate can be told from the first record on.
    counter!(RECORDS_IN.name).increment(0);
    for outcome in ["committed", "failed"] {
        counter!(TRANSACTIONS.name, "outcome" => outcome).increment(0);
    }
    for language in Language::READ.map(Language::code) {
        counter!(ARTICLES.name, "language" => language).increment(0);
        for event_type in EventType::ALL {
            counter!(EVENTS_OUT.name, "type" => event_type.label(), "language" => language).increment(0);
        }
    }
    gauge!(BUILD_INFO.name, "version" => env!("CARGO_PKG_VERSION")).set(1);
    if let Some(bytes) = memory_limit::read() {
        gauge!(MEMORY_LIMIT.name).set(bytes);
    }
}

impl std::fmt::Debug for Recorder {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Recorder").finish_non_exhaustive()
    }
}

/// What a batch holds, to be published when it is committed.
#[derive(Clone, Debug, Default)]
pub struct BatchTally {
    records: u64,
    articles: BTreeMap<&'static str, u64>,
    events: BTreeMap<(EventType, &'static str), u64>,
    rejections: BTreeMap<&'static str, u64>,
    extraction: Vec<Duration>,
}

impl BatchTally {
    /// Adds a record: the language of its article and its events, or the reason why it is none.
    pub fn add(
        &mut self,
        language: Option<&'static str>,
        events: &[(EventType, &'static str)],
        rejection: Option<&'static str>,
        took: Duration,
    ) {
        self.records += 1;
        if let Some(language) = language {
            *self.articles.entry(language).or_default() += 1;
        }
        for event in events {
            *self.events.entry(*event).or_default() += 1;
        }
        if let Some(kind) = rejection {
            *self.rejections.entry(kind).or_default() += 1;
        }
        self.extraction.push(took);
    }

    /// How many records.
    #[must_use]
    pub const fn records(&self) -> u64 {
        self.records
    }

    /// How many events.
    #[must_use]
    pub fn events(&self) -> u64 {
        self.events.values().sum()
    }

    /// How many dead letters.
    #[must_use]
    pub fn dead_letters(&self) -> u64 {
        self.rejections.values().sum()
    }

    pub(super) fn publish(&self, waits: impl Iterator<Item = Duration>) {
        counter!(RECORDS_IN.name).increment(self.records);
        counter!(TRANSACTIONS.name, "outcome" => "committed").increment(1);
        for (language, count) in &self.articles {
            counter!(ARTICLES.name, "language" => *language).increment(*count);
        }
        for ((event_type, language), count) in &self.events {
            counter!(EVENTS_OUT.name, "type" => event_type.label(), "language" => *language).increment(*count);
        }
        for (kind, count) in &self.rejections {
            counter!(REJECTIONS.name, "kind" => *kind).increment(*count);
        }
        let extraction = histogram!(EXTRACTION.name);
        self.extraction.iter().for_each(|took| extraction.record(*took));
        let latency = histogram!(COMMIT_LATENCY.name);
        waits.for_each(|wait| latency.record(wait));
    }
}

/// These kinds of dead letters may come.
pub(super) fn may_reject(kinds: impl Iterator<Item = &'static str>) {
    kinds.for_each(|kind| counter!(REJECTIONS.name, "kind" => kind).increment(0));
}

pub(super) fn batch_failed() {
    counter!(TRANSACTIONS.name, "outcome" => "failed").increment(1);
}
