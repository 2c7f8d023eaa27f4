//! What can be watched: log lines, metrics, health.

mod health;
mod http;
mod lag;
mod logging;
mod memory_limit;
pub mod metrics;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

pub use health::{Complaint, Health, Standing};
pub use http::{Listener, listen};
pub use logging::start_logging;
pub use metrics::{BatchTally, Recorder};

use lag::Lags;
use metrics::Metric;

/// Told by the stream what happens; asked by the HTTP listener how things are. Clones are one and the same.
#[derive(Clone, Debug)]
pub struct Observer {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    health: Mutex<Health>,
    lags: Mutex<Lags>,
}

impl Observer {
    /// An observer of a service that starts now.
    #[must_use]
    pub fn new(now: Instant) -> Self {
        let shared = Shared { health: Mutex::new(Health::new(now)), lags: Mutex::default() };
        Self { shared: Arc::new(shared) }
    }

    /// How things are.
    #[must_use]
    pub fn health(&self) -> Health {
        self.health_mut().clone()
    }

    /// What is known at the moment only: the lag of each partition and the age of the loop, as Prometheus reads them.
    pub(crate) fn render(&self, now: Instant) -> String {
        let Metric { name, meaning, .. } = metrics::LOOP_AGE;
        let age = self.health().loop_age(now).as_secs_f64();
        self.lags_mut().render() + &format!("# HELP {name} {meaning}\n# TYPE {name} gauge\n{name} {age}\n")
    }

    /// The loop has come round.
    pub fn progressed(&self, now: Instant) {
        self.health_mut().progressed(now);
    }

    /// Where each of our partitions stands; one that has lag has records waiting, be it none with us.
    pub fn stand(&self, topic: &str, standings: impl Iterator<Item = Standing>, now: Instant) {
        let lags = self.lags_mut();
        let with_lag = standings.map(|standing| Standing {
            is_waiting: standing.is_waiting || lags.of(topic, standing.partition) > 0,
            ..standing
        });
        self.health_mut().stand(with_lag, now);
    }

    /// These partitions are ours now, and no others.
    pub fn assignment(&self, topic: &str, partitions: &HashSet<i32>) {
        self.health_mut().assigned();
        self.lags_mut().keep(topic, partitions);
    }

    /// How far behind each of our partitions is, in records.
    pub fn lag(&self, topic: &str, lags: &HashMap<i32, u64>) {
        self.lags_mut().set(topic, lags);
    }

    /// A batch was committed; `waits` is how long each of its records took from reading to commit.
    pub fn committed(&self, tally: &BatchTally, waits: impl Iterator<Item = Duration>, now: Instant) {
        self.health_mut().committed(now);
        tally.publish(waits);
    }

    /// Dead letters of these kinds may come: each has its series from now on, so that the first one is seen to come.
    pub fn may_reject(&self, kinds: impl Iterator<Item = &'static str>) {
        metrics::may_reject(kinds);
    }

    /// A batch failed, and will be read again.
    pub fn batch_failed(&self, now: Instant) {
        self.health_mut().failed(now);
        metrics::batch_failed();
    }

    fn health_mut(&self) -> MutexGuard<'_, Health> {
        self.shared.health.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lags_mut(&self) -> MutexGuard<'_, Lags> {
        self.shared.lags.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
