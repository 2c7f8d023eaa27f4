//! Where the loop hears from other threads: what workers have completed, and how a commit ended.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::committer::Decision;
use super::pool::Completed;

/// Filled by the workers and the committer, emptied by the loop.
#[derive(Default)]
pub(super) struct Inbox {
    state: Mutex<State>,
    filled: Condvar,
}

#[derive(Default)]
struct State {
    completed: Vec<Completed>,
    decision: Option<Decision>,
    /// Why a thread ended that never should.
    defect: Option<String>,
    /// Waking costs a system call, also where nobody sleeps.
    is_awaited: bool,
}

/// What has come in.
#[derive(Default)]
pub(super) struct Arrived {
    pub(super) completed: Vec<Completed>,
    pub(super) decision: Option<Decision>,
    pub(super) defect: Option<String>,
}

impl Inbox {
    pub(super) fn completed(&self, run: &mut Vec<Completed>) {
        self.fill(|state| state.completed.append(run));
    }

    pub(super) fn decided(&self, decision: Decision) {
        self.fill(|state| state.decision = Some(decision));
    }

    pub(super) fn failed(&self, defect: String) {
        self.fill(|state| state.defect = Some(defect));
    }

    /// Takes what is there.
    pub(super) fn empty(&self) -> Arrived {
        let mut state = self.state();
        Arrived {
            completed: std::mem::take(&mut state.completed),
            decision: state.decision.take(),
            defect: state.defect.take(),
        }
    }

    /// Waits until there is something, for `timeout` at most.
    pub(super) fn wait(&self, timeout: Duration) {
        let mut state = self.state();
        state.is_awaited = true;
        let is_empty =
            |state: &mut State| state.completed.is_empty() && state.decision.is_none() && state.defect.is_none();
        let (mut state, _) =
            self.filled.wait_timeout_while(state, timeout, is_empty).unwrap_or_else(PoisonError::into_inner);
        state.is_awaited = false;
    }

    fn fill(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.state();
        change(&mut state);
        if state.is_awaited {
            self.filled.notify_one();
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
