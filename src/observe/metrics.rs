//! Metrics: each a constant with its name and what it means, in base units, as Prometheus wants them.
//!
//! Counters move when a batch is committed: a batch that failed and was read again counts once.

use std::collections::BTreeMap;
use std::time::Duration;

use metrics::{Unit, counter, histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder};

use crate::event::EventType;

/// A name and what it means.
pub type Metric = (&'static str, &'static str);

/// Records.
pub const RECORDS_IN: Metric = (
    "demarche_records_in_total",
    "Records of the input topic whose outcome (events, none, or a dead letter) was committed",
);
/// Events.
pub const EVENTS_OUT: Metric = ("demarche_events_out_total", "Events written and committed, by type and language");
/// Articles.
pub const ARTICLES: Metric =
    ("demarche_articles_total", "Articles read, by language; no events are looked for in those of language `other`");
/// Dead letters.
pub const REJECTIONS: Metric = ("demarche_rejections_total", "Records that became dead letters, by kind of reason");
/// Lag.
pub const LAG_RECORDS: Metric = (
    "demarche_lag_records",
    "Records between our position and the end of each partition that is ours; no series where that is not known",
);
/// Latency.
pub const COMMIT_LATENCY: Metric =
    ("demarche_commit_latency_seconds", "Time from reading a record to the commit of its outcome");
/// Extraction.
pub const EXTRACTION: Metric = ("demarche_extraction_seconds", "Time to extract the events of one record");
/// Transactions.
pub const TRANSACTIONS: Metric =
    ("demarche_transactions_total", "Batches by outcome: committed, or failed and read again");

const COUNTERS: [Metric; 5] = [RECORDS_IN, ARTICLES, EVENTS_OUT, REJECTIONS, TRANSACTIONS];
const HISTOGRAMS: [Metric; 2] = [COMMIT_LATENCY, EXTRACTION];

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
        for (name, _) in HISTOGRAMS {
            builder = builder.set_buckets_for_metric(Matcher::Full(name.to_owned()), &SECONDS)?;
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

    /// Everything but the lag, in the text format of Prometheus.
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
    for (name, meaning) in COUNTERS {
        metrics::describe_counter!(name, meaning);
    }
    for (name, meaning) in HISTOGRAMS {
        metrics::describe_histogram!(name, Unit::Seconds, meaning);
    }
    // Series without open labels are there from the start, so that a rate can be told from the first record on.
    counter!(RECORDS_IN.0).increment(0);
    for outcome in ["committed", "failed"] {
        counter!(TRANSACTIONS.0, "outcome" => outcome).increment(0);
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
        counter!(RECORDS_IN.0).increment(self.records);
        counter!(TRANSACTIONS.0, "outcome" => "committed").increment(1);
        for (language, count) in &self.articles {
            counter!(ARTICLES.0, "language" => *language).increment(*count);
        }
        for ((event_type, language), count) in &self.events {
            counter!(EVENTS_OUT.0, "type" => event_type.label(), "language" => *language).increment(*count);
        }
        for (kind, count) in &self.rejections {
            counter!(REJECTIONS.0, "kind" => *kind).increment(*count);
        }
        let extraction = histogram!(EXTRACTION.0);
        self.extraction.iter().for_each(|took| extraction.record(*took));
        let latency = histogram!(COMMIT_LATENCY.0);
        waits.for_each(|wait| latency.record(wait));
    }
}

pub(super) fn batch_failed() {
    counter!(TRANSACTIONS.0, "outcome" => "failed").increment(1);
}
