//! The members of the group, each kept running the way a container runtime keeps a container running.

use std::path::Path;
use std::time::Duration;

use super::cluster::IMPATIENCE;
use super::support::{Pipeline, Service, wait_until};

/// A member that is asked to stop commits what it has and leaves, within its drain deadline.
const STOP: Duration = Duration::from_secs(40);

/// What every member is told beside where its brokers and topics are.
pub const SETTINGS: [(&str, &str); 3] =
    [("session.timeout.ms", "6000"), ("heartbeat.interval.ms", "1000"), ("transaction.timeout.ms", "10000")];

/// The members of the group of a pipeline.
pub struct Fleet {
    members: Vec<Member>,
    group: String,
}

struct Member {
    service: Service,
    /// Whether it is to run; started again where it ends nevertheless.
    is_wanted: bool,
}

impl Fleet {
    /// Starts members that reach their brokers at `brokers`.
    pub fn start(pipeline: &Pipeline, brokers: &str, count: usize, more: &[(&str, &str)]) -> Self {
        let properties: Vec<(String, &str)> = SETTINGS
            .iter()
            .chain(&IMPATIENCE)
            .map(|(name, value)| {
                (format!("DEMARCHE_KAFKA__PROPERTIES__{}", name.replace('.', "_").to_uppercase()), *value)
            })
            .collect();
        let member = |member| {
            let instance = instance(member);
            let own = [("DEMARCHE_KAFKA__BROKERS", brokers), ("DEMARCHE_STREAM__INSTANCE", &instance)];
            let properties = properties.iter().map(|(name, value)| (name.as_str(), *value));
            let settings: Vec<_> = properties.chain(own).chain(more.iter().copied()).collect();
            Member { service: Service::start_with(pipeline, &settings), is_wanted: true }
        };
        Self { members: (0..count).map(member).collect(), group: pipeline.group.clone() }
    }

    /// How many members there are, running or not.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// The transactional id of a member, as the documentation of `demarche::stream` says it is.
    pub fn transactional_id(&self, member: usize) -> String {
        format!("demarche-{}-{}", self.group, instance(member))
    }

    /// Starts again what ended though it is to run, and tells of it.
    pub fn tend(&mut self) {
        for (number, member) in self.members.iter_mut().enumerate() {
            if member.is_wanted
                && let Some(code) = member.service.exit_code_so_far()
            {
                let code = code.map_or_else(|| "a signal".to_owned(), |code| code.to_string());
                let said = member.service.said();
                let last = said.lines().last().unwrap_or_default();
                eprintln!("        member {number} ended with {code} and is started again: {last}");
                member.service.start_again();
            }
        }
    }

    /// Ends a member with SIGKILL.
    pub fn kill(&mut self, member: usize) {
        let member = &mut self.members[member];
        member.is_wanted = false;
        if member.service.exit_code_so_far().is_none() {
            member.service.kill();
        }
    }

    /// Asks a member to stop, and waits until it has.
    pub fn stop(&mut self, member: usize) {
        let member = &mut self.members[member];
        member.is_wanted = false;
        if member.service.exit_code_so_far().is_none() {
            member.service.signal("TERM");
            wait_until(STOP, "the member stops", || member.service.exit_code_so_far().is_some());
        }
    }

    /// Starts a member that was killed or stopped.
    pub fn start_again(&mut self, member: usize) {
        let member = &mut self.members[member];
        member.is_wanted = true;
        member.service.start_again();
    }

    /// Starts a member that was killed or stopped, as another version of the program perhaps.
    pub fn start_as(&mut self, member: usize, program: &Path) {
        let member = &mut self.members[member];
        member.is_wanted = true;
        member.service.start_as(program);
    }

    /// Freezes a member.
    pub fn pause(&self, member: usize) {
        self.members[member].service.signal("STOP");
    }

    /// Lets a frozen member go on.
    pub fn resume(&self, member: usize) {
        self.members[member].service.signal("CONT");
    }

    /// Whether all members run and are ready.
    pub fn is_whole(&self) -> bool {
        self.members.iter().all(|member| member.is_wanted && member.service.status_of("/readyz") == Some(200))
    }

    /// Whether a member is ready.
    pub fn is_ready(&self, member: usize) -> bool {
        self.members[member].service.status_of("/readyz") == Some(200)
    }

    /// What each member has said since it was first started.
    pub fn said(&self) -> impl Iterator<Item = String> {
        self.members.iter().map(|member| member.service.said())
    }
}

fn instance(member: usize) -> String {
    format!("member-{member}")
}
