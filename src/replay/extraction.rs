//! Extracts a batch of records on several threads at once.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};

use rdkafka::message::OwnedMessage;

use crate::stream::worker::{Outcome, Worker};

/// What comes of each record, in their order. Whoever is done takes the next, so that one long article holds up no other.
pub(super) fn extract(worker: &Worker, workers: usize, records: &[&OwnedMessage]) -> Vec<Outcome> {
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        while let Some((at, record)) =
            Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, records.get(at)?)))
        {
            done.push((at, worker.work(*record)));
        }
        done
    };
    let mut outcomes: Vec<(usize, Outcome)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..workers.min(records.len())).map(|_| scope.spawn(take)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    });
    outcomes.sort_unstable_by_key(|(at, _)| *at);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}
