//! The workers: threads that extract, each taking the next records from one queue.
//!
//! A worker takes as many records at once as it can extract in about a millisecond: one where extraction is the work, and
//! more where it costs less than the hand-over does. What waits in the queue can be given up; what a worker has, cannot.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use rdkafka::message::OwnedMessage;

use super::error::StreamError;
use super::inbox::Inbox;
use super::ledger::Ticket;
use super::outbound::DeathCause;
use super::pace::Pace;
use super::worker::{Outcome, Worker};

/// A record to be extracted.
pub(super) struct Task {
    pub(super) ticket: Ticket,
    pub(super) record: OwnedMessage,
    /// Why it is to be a dead letter, where that is known already.
    pub(super) refused: Option<DeathCause>,
}

/// What came of a record.
pub(super) struct Completed {
    pub(super) ticket: Ticket,
    pub(super) outcome: Outcome,
    pub(super) bytes: usize,
}

/// Worker threads. They end when this is dropped, each after the record that it has.
pub(super) struct Pool {
    queue: Arc<Queue>,
}

impl Pool {
    pub(super) fn start(workers: usize, worker: &Worker, inbox: &Arc<Inbox>) -> Result<Self, StreamError> {
        let pool = Self { queue: Arc::default() };
        for number in 1..=workers {
            let (queue, worker, inbox) = (Arc::clone(&pool.queue), worker.clone(), Arc::clone(inbox));
            let work = move || {
                let _ended = Ended(&inbox);
                work(&queue, &worker, &inbox);
            };
            std::thread::Builder::new()
                .name(format!("worker-{number}"))
                .spawn(work)
                .map_err(|error| StreamError::Defect(error.to_string()))?;
        }
        Ok(pool)
    }

    /// Queues records; leaves the list empty.
    pub(super) fn submit(&self, tasks: &mut VecDeque<Task>) {
        if tasks.is_empty() {
            return;
        }
        let mut state = self.queue.state();
        state.tasks.append(tasks);
        self.queue.wake_one(&state);
    }

    /// Gives up what waits of these partitions; for each of them the first record that was given up.
    pub(super) fn forget(&self, partitions: &[i32]) -> Vec<Ticket> {
        let mut first = BTreeMap::new();
        self.queue.state().tasks.retain(|Task { ticket, .. }| {
            let is_kept = !partitions.contains(&ticket.partition);
            if !is_kept {
                first.entry(ticket.partition).or_insert(*ticket);
            }
            is_kept
        });
        first.into_values().collect()
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        let mut state = self.queue.state();
        state.tasks.clear();
        state.is_closed = true;
        self.queue.filled.notify_all();
    }
}

/// Records that wait for a worker.
#[derive(Default)]
struct Queue {
    state: Mutex<State>,
    filled: Condvar,
}

#[derive(Default)]
struct State {
    tasks: VecDeque<Task>,
    /// Workers that sleep.
    idle: usize,
    is_closed: bool,
}

impl Queue {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One worker is enough: it wakes the next if it leaves something.
    fn wake_one(&self, state: &State) {
        if state.idle > 0 && !state.tasks.is_empty() {
            self.filled.notify_one();
        }
    }

    /// Takes up to `most` records, and waits while there are none. `false`: there will be none.
    fn take(&self, most: usize, into: &mut Vec<Task>) -> bool {
        let mut state = self.state();
        while state.tasks.is_empty() && !state.is_closed {
            state.idle += 1;
            state = self.filled.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.idle -= 1;
        }
        let count = most.min(state.tasks.len());
        into.extend(state.tasks.drain(..count));
        self.wake_one(&state);
        !state.is_closed
    }
}

/// The life of a worker.
fn work(queue: &Queue, worker: &Worker, inbox: &Inbox) {
    let mut pace = Pace::default();
    let (mut tasks, mut completed) = (Vec::new(), Vec::new());
    while queue.take(pace.run(), &mut tasks) {
        let began = Instant::now();
        let records = tasks.len();
        completed.extend(tasks.drain(..).map(|Task { ticket, record, refused }| {
            let outcome = match refused {
                Some(cause) => worker.dead_letter(&record, &cause),
                None => worker.work(&record),
            };
            Completed { ticket, bytes: outcome.footprint(), outcome }
        }));
        inbox.completed(&mut completed);
        pace.took(records, began.elapsed());
    }
}

/// Tells of a worker that ends by a panic: none ever should, and the records that it had would be waited for in vain.
struct Ended<'a>(&'a Inbox);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.failed("a worker panicked".to_owned());
        }
    }
}
