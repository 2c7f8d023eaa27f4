//! What can be watched: log lines, metrics, health, and the console.

mod batch_tally;
mod clients;
mod console;
mod health;
mod histogram;
mod http;
mod logging;
mod memory_limit;
pub mod metrics;
mod partitions;
mod rebalance;
mod recorder;
mod span_export;
mod spans;
mod timings;

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

pub use batch_tally::BatchTally;
pub use clients::{Client, ClientFigures, Requests, publish as publish_client};
pub(crate) use console::Recent;
pub use console::{Console, Glimpse};
pub use health::{Complaint, Health, Standing};
pub use http::{Listener, listen};
pub use logging::start_logging;
pub use partitions::Offsets;
pub use rebalance::Rebalance;
pub use recorder::Recorder;
pub(crate) use spans::MessageSpan;
pub use spans::{Place, Spans};
pub use timings::{Commit, RecordTimes, Stage};

use ::metrics::{counter, gauge};
use histogram::describe;
use partitions::{PartitionLags, Partitions};
use timings::Timings;
use tokio::runtime::Handle;

/// Told by the stream what happens; asked by the HTTP listener how things are. Clones are one and the same.
#[derive(Clone, Debug)]
pub struct Observer {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    health: Mutex<Health>,
    partitions: Mutex<Partitions>,
    timings: Mutex<Timings>,
    /// `None` where nobody wants them.
    spans: Option<Arc<Spans>>,
    /// What the console shows, where there is one.
    recent: Option<Recent>,
}

impl Observer {
    /// An observer of a service that starts now.
    #[must_use]
    pub fn new(now: Instant) -> Self {
        Self::with(now, None, None)
    }

    /// One that has the spans of messages sent too.
    #[must_use]
    pub fn with_spans(now: Instant, spans: Option<Spans>) -> Self {
        Self::with(now, spans, None)
    }

    fn with(now: Instant, spans: Option<Spans>, recent: Option<Recent>) -> Self {
        let (health, spans) = (Mutex::new(Health::new(now)), spans.map(Arc::new));
        let (partitions, timings) = (Mutex::default(), Mutex::default());
        Self { shared: Arc::new(Shared { health, partitions, timings, spans, recent }) }
    }

    /// What makes spans, where they are wanted.
    pub(crate) fn spans(&self) -> Option<Arc<Spans>> {
        self.shared.spans.clone()
    }

    /// Sends the spans that wait, for as long as this at most. Nothing comes after it.
    pub fn flush_spans(&self, limit: Duration) {
        if let Some(spans) = &self.shared.spans {
            spans.flush(limit);
        }
    }

    /// How things are.
    #[must_use]
    pub fn health(&self) -> Health {
        self.health_mut().clone()
    }

    /// What the library does not keep, as Prometheus reads it: how each partition stands, how long things take, and what is
    /// known at the moment only.
    pub(crate) fn render(&self, now: Instant) -> String {
        let mut text = String::new();
        self.partitions_mut().render(&mut text);
        self.timings_mut().render(&mut text);
        describe(&mut text, metrics::LOOP_AGE);
        let age = self.health().loop_age(now).as_secs_f64();
        let _ = writeln!(text, "{} {age}", metrics::LOOP_AGE.name);
        if let Ok(runtime) = Handle::try_current() {
            describe(&mut text, metrics::RUNTIME_TASKS);
            let _ = writeln!(text, "{} {}", metrics::RUNTIME_TASKS.name, runtime.metrics().num_alive_tasks());
        }
        text
    }

    /// The loop has come round.
    pub fn progressed(&self, now: Instant) {
        self.health_mut().progressed(now);
    }

    /// Where each of our partitions stands; one that has lag has records waiting, be it none with us.
    pub fn stand(&self, topic: &str, standings: impl Iterator<Item = Standing>, now: Instant) {
        let mut partitions = self.partitions_mut();
        let with_lag = standings.map(|standing| {
            partitions.hold(topic, standing.partition, standing.held);
            let has_lag = partitions.lag_of(topic, standing.partition) > 0;
            Standing { is_waiting: standing.is_waiting || has_lag, ..standing }
        });
        self.health_mut().stand(with_lag, now);
    }

    /// So much is under way.
    pub fn in_flight(&self, records: usize, bytes: usize) {
        gauge(metrics::IN_FLIGHT_RECORDS, records);
        gauge(metrics::IN_FLIGHT_BYTES, bytes);
    }

    /// So many threads extract.
    pub fn workers(&self, count: usize) {
        gauge(metrics::WORKERS, count);
    }

    /// These partitions are ours now, and no others.
    pub fn assignment(&self, topic: &str, partitions: &HashSet<i32>) {
        self.health_mut().assigned();
        self.partitions_mut().keep(topic, partitions);
        gauge(metrics::ASSIGNED_PARTITIONS, partitions.len());
    }

    /// Partitions come or go.
    pub fn rebalanced(&self, kind: Rebalance) {
        counter!(metrics::REBALANCES.name, "kind" => kind.label()).increment(1);
    }

    /// What Kafka's client knows of our partitions; of those that are not among them it knows nothing.
    pub fn offsets(&self, topic: &str, offsets: &HashMap<i32, Offsets>) {
        self.partitions_mut().set_offsets(topic, offsets);
    }

    /// A batch was committed, and with it these offsets of partitions; `waits` is how long each of its records took from
    /// reading to commit.
    pub fn committed(
        &self,
        mut tally: BatchTally,
        waits: impl Iterator<Item = Duration>,
        (topic, offsets): (&str, &[(i32, i64)]),
        commit: Commit,
        now: Instant,
    ) {
        self.health_mut().committed(now);
        let mut some = Vec::new();
        let waits = console::choosing(tally.records(), waits, &mut some);
        counter!(metrics::TRANSACTIONS.name, "outcome" => "committed").increment(1);
        tally.count();
        self.timings_mut().committed(tally.records(), &tally.times, waits, commit);
        if let Some(recent) = self.recent() {
            recent.committed(&tally, &some);
        }
        if let Some(spans) = &self.shared.spans {
            tally.take_spans().for_each(|span| spans.committed(span, now, commit.at));
        }
        let mut partitions = self.partitions_mut();
        for (partition, offset) in offsets {
            partitions.committed(topic, *partition, *offset);
        }
    }

    /// These records were committed: the console shows them.
    pub fn show(&self, glimpses: &[Glimpse], now: Instant) {
        if let Some(recent) = self.recent() {
            recent.show(glimpses, now);
        }
    }

    /// The partitions that are ours, each with its lags.
    pub(crate) fn lags(&self) -> Vec<PartitionLags> {
        self.partitions_mut().lags()
    }

    /// What the console shows; `None` where there is none.
    pub(crate) fn recent(&self) -> Option<&Recent> {
        self.shared.recent.as_ref()
    }

    /// Dead letters of these kinds may come: each has its series from now on, so that the first one is seen to come.
    pub fn may_reject(&self, kinds: impl Iterator<Item = &'static str>) {
        let kinds: Vec<&'static str> = kinds.collect();
        kinds.iter().for_each(|kind| counter!(metrics::REJECTIONS.name, "kind" => *kind).increment(0));
        if let Some(recent) = self.recent() {
            recent.may_reject(kinds.into_iter());
        }
    }

    /// Batches may fail for these kinds of errors: each has its series from now on.
    pub fn may_retry(&self, kinds: impl Iterator<Item = &'static str>) {
        kinds.for_each(|kind| counter!(metrics::RETRIES.name, "kind" => kind).increment(0));
    }

    /// A batch failed for an error of this kind, and will be read again.
    pub fn batch_failed(&self, kind: &'static str, now: Instant) {
        self.health_mut().failed(now);
        counter!(metrics::TRANSACTIONS.name, "outcome" => "failed").increment(1);
        counter!(metrics::RETRIES.name, "kind" => kind).increment(1);
    }

    fn health_mut(&self) -> MutexGuard<'_, Health> {
        self.shared.health.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn partitions_mut(&self) -> MutexGuard<'_, Partitions> {
        self.shared.partitions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn timings_mut(&self) -> MutexGuard<'_, Timings> {
        self.shared.timings.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn gauge(metric: metrics::Metric, value: usize) {
    #[allow(clippy::cast_precision_loss, reason = "nothing that is counted here comes near 2^52")]
    gauge!(metric.name).set(value as f64);
}
