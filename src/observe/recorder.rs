//! Where counters and gauges are kept, and how all that is measured is told.

use metrics::{counter, gauge};
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle, PrometheusRecorder};

use super::clients::{self, Client};
use super::memory_limit;
use super::metrics::{
    ALL, ARTICLES, ASSIGNED_PARTITIONS, BUILD_INFO, EVENTS_OUT, IN_FLIGHT_BYTES, IN_FLIGHT_RECORDS, Kind, MEMORY_LIMIT,
    Metric, REBALANCES, RECORDS_IN, SPANS, TRANSACTIONS, WORKERS,
};
use super::rebalance::Rebalance;
use super::span_export::OUTCOMES;
use crate::article::Language;
use crate::event::EventType;

/// Where metrics are kept.
#[derive(Clone)]
pub struct Recorder {
    handle: PrometheusHandle,
    process: metrics_process::Collector,
}

impl Recorder {
    /// Keeps the metrics of the whole process.
    ///
    /// # Errors
    ///
    /// Where another recorder was installed before.
    pub fn install() -> Result<Self, BuildError> {
        let (recorder, this) = Self::build();
        metrics::set_global_recorder(recorder)?;
        Ok(this)
    }

    pub(super) fn build() -> (PrometheusRecorder, Self) {
        let recorder = PrometheusBuilder::new().build_recorder();
        let process = metrics_process::Collector::default();
        metrics::with_local_recorder(&recorder, || {
            describe();
            process.describe();
        });
        let handle = recorder.handle();
        (recorder, Self { handle, process })
    }

    /// Everything but what the observer knows, in the text format of Prometheus.
    #[must_use]
    pub fn render(&self) -> String {
        self.process.collect();
        self.handle.render()
    }
}

fn describe() {
    for Metric { name, kind, meaning, .. } in ALL {
        match kind {
            Kind::Counter => metrics::describe_counter!(name, meaning),
            Kind::Gauge => metrics::describe_gauge!(name, meaning),
            // Rendered by the observer.
            Kind::Histogram => {}
        }
    }
    // Series are there from the start, so that a rate can be told from the first record on.
    counter!(RECORDS_IN.name).increment(0);
    for outcome in ["committed", "failed"] {
        counter!(TRANSACTIONS.name, "outcome" => outcome).increment(0);
    }
    for kind in Rebalance::ALL {
        counter!(REBALANCES.name, "kind" => kind.label()).increment(0);
    }
    for language in Language::READ.map(Language::code) {
        counter!(ARTICLES.name, "language" => language).increment(0);
        for event_type in EventType::ALL {
            counter!(EVENTS_OUT.name, "type" => event_type.label(), "language" => language).increment(0);
        }
    }
    for metric in [ASSIGNED_PARTITIONS, IN_FLIGHT_RECORDS, IN_FLIGHT_BYTES, WORKERS] {
        gauge!(metric.name).set(0);
    }
    for outcome in OUTCOMES {
        counter!(SPANS.name, "outcome" => outcome).increment(0);
    }
    for client in Client::ALL {
        clients::describe(client);
    }
    gauge!(
        BUILD_INFO.name,
        "version" => env!("CARGO_PKG_VERSION"),
        "commit" => option_env!("SOURCE_COMMIT").unwrap_or("unknown"),
        "rustc" => env!("DEMARCHE_RUSTC"),
    )
    .set(1);
    if let Some(bytes) = memory_limit::read() {
        gauge!(MEMORY_LIMIT.name).set(bytes);
    }
}

impl std::fmt::Debug for Recorder {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Recorder").finish_non_exhaustive()
    }
}
