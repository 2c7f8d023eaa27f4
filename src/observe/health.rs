//! Whether the service is started, live and ready. It holds no clock: the time is an argument.

use std::time::{Duration, Instant};

/// Without a turn of the loop for this long the service is stuck. Longer than any single wait of the loop: a synchronous
/// commit may take `socket.timeout.ms`, one minute.
const STUCK_AFTER: Duration = Duration::from_secs(90);

/// How things are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    last_progress: Instant,
    was_assigned: bool,
    is_failing: bool,
}

impl Health {
    /// Of a service that starts now.
    #[must_use]
    pub const fn new(now: Instant) -> Self {
        Self { last_progress: now, was_assigned: false, is_failing: false }
    }

    pub(super) const fn progressed(&mut self, now: Instant) {
        self.last_progress = now;
    }

    pub(super) const fn assigned(&mut self) {
        self.was_assigned = true;
    }

    pub(super) const fn committed(&mut self, now: Instant) {
        self.progressed(now);
        self.is_failing = false;
    }

    pub(super) const fn failed(&mut self, now: Instant) {
        self.progressed(now);
        self.is_failing = true;
    }

    /// Whether the loop comes round. If not, a restart may help.
    #[must_use]
    pub fn is_live(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.last_progress) < STUCK_AFTER
    }

    /// Whether the group has given us our share, be it no partition at all.
    #[must_use]
    pub const fn is_started(&self) -> bool {
        self.was_assigned
    }

    /// Whether records are moved: started, live, and the last batch did not fail.
    #[must_use]
    pub fn is_ready(&self, now: Instant) -> bool {
        self.is_started() && !self.is_failing && self.is_live(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_is_live_while_its_loop_comes_round() {
        let start = Instant::now();
        let mut health = Health::new(start);
        assert!(health.is_live(start + STUCK_AFTER - Duration::from_millis(1)));
        assert!(!health.is_live(start + STUCK_AFTER));
        health.progressed(start + STUCK_AFTER);
        assert!(health.is_live(start + STUCK_AFTER));
    }

    #[test]
    fn a_service_is_not_ready_before_its_first_assignment() {
        let now = Instant::now();
        let mut health = Health::new(now);
        assert!(!health.is_started() && !health.is_ready(now));
        health.assigned();
        assert!(health.is_started() && health.is_ready(now));
    }

    #[test]
    fn a_service_is_not_ready_while_its_commits_fail() {
        let now = Instant::now();
        let mut health = Health::new(now);
        health.assigned();
        health.failed(now);
        assert!(health.is_live(now) && !health.is_ready(now));
        health.committed(now);
        assert!(health.is_ready(now));
    }

    #[test]
    fn a_stuck_service_is_not_ready() {
        let now = Instant::now();
        let mut health = Health::new(now);
        health.assigned();
        assert!(!health.is_ready(now + STUCK_AFTER));
    }
}
