//! What can go wrong, by what is meant and not by how it is done.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use rdkafka::admin::{AdminClient, AdminOptions, AlterConfig, ResourceSpecifier};
use rdkafka::client::DefaultClientContext;
use rdkafka::consumer::BaseConsumer;
use rdkafka::producer::{BaseProducer, Producer as _};

use super::cluster::{BROKERS, impatient};
use super::dice::Dice;
use super::link::Weather;
use super::request::{limit_writing, remove_member};
use super::scene::Scene;
use super::support::members;

/// Longer than a member's session and, for a broker, than its own with the quorum.
const LONGER_THAN_A_SESSION: (Duration, Duration) = (Duration::from_secs(7), Duration::from_secs(9));

/// Time enough for the others to notice.
const A_WHILE: (Duration, Duration) = (Duration::from_secs(2), Duration::from_secs(5));

/// How long something may take that is done between faults, or to make one.
const SOON: Duration = Duration::from_secs(120);

/// One try of something that may have to be tried again, because a broker is just away.
const STEP: Duration = Duration::from_secs(5);

/// Too small for a dead letter. The markers that end a transaction still fit: without them, nothing that the transaction
/// has written anywhere would ever be decided.
const TOO_SMALL: &str = "128";

/// What `demarche` calls itself to the brokers.
const CLIENT_ID: &str = "demarche";

/// A kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    KillMember,
    StopMember,
    PauseMember,
    FenceMember,
    KickMember,
    ExpireSessions,
    KillBroker,
    StopBroker,
    KillTransactionCoordinator,
    PauseBroker,
    CutLink,
    DelayLink,
    ExhaustQuota,
    RefuseDeadLetters,
    Scale,
    RollingRestart,
}

impl Fault {
    pub const ALL: [Self; 16] = [
        Self::KillMember,
        Self::StopMember,
        Self::PauseMember,
        Self::FenceMember,
        Self::KickMember,
        Self::ExpireSessions,
        Self::KillBroker,
        Self::StopBroker,
        Self::KillTransactionCoordinator,
        Self::PauseBroker,
        Self::CutLink,
        Self::DelayLink,
        Self::ExhaustQuota,
        Self::RefuseDeadLetters,
        Self::Scale,
        Self::RollingRestart,
    ];

    /// Whether it must not come while a broker is away: of three copies, two must be there.
    pub const fn needs_all_brokers(self) -> bool {
        matches!(self, Self::KillBroker | Self::StopBroker | Self::KillTransactionCoordinator | Self::PauseBroker)
    }

    /// Does it, and returns when it is over: when nothing is held back any more, and what was ended has been started
    /// again.
    pub fn strike(self, scene: &mut Scene, dice: &mut Dice) {
        let member = dice.below(scene.fleet.len());
        let broker = dice.below(BROKERS);
        let a_while = dice.between(A_WHILE.0, A_WHILE.1);
        let longer_than_a_session = dice.between(LONGER_THAN_A_SESSION.0, LONGER_THAN_A_SESSION.1);
        match self {
            Self::KillMember => {
                scene.fleet.kill(member);
                scene.fleet.start_again(member);
            }
            Self::StopMember => {
                scene.fleet.stop(member);
                scene.fleet.start_again(member);
            }
            Self::PauseMember => {
                scene.fleet.pause(member);
                scene.let_pass(longer_than_a_session);
                scene.fleet.resume(member);
            }
            Self::FenceMember => fence(scene, member),
            Self::KickMember => kick(scene, dice),
            Self::ExpireSessions => {
                let coordinator = group_coordinator(scene);
                scene.cluster.set_link(coordinator, Weather::Held);
                scene.let_pass(longer_than_a_session);
                scene.cluster.set_link(coordinator, Weather::Clear);
            }
            Self::KillBroker => kill_broker(scene, broker, a_while),
            Self::StopBroker => {
                // It hands its partitions over first.
                scene.cluster.stop(broker);
                scene.wait_until(SOON, "the broker stops", |scene| scene.cluster.is_gone(broker));
                scene.let_pass(a_while);
                scene.cluster.start_again(broker);
            }
            Self::KillTransactionCoordinator => {
                let id = scene.fleet.transactional_id(member);
                let mut coordinator = None;
                scene.wait_until(SOON, "the transactions have a coordinator", |scene| {
                    coordinator = scene.cluster.coordinator_of_transactions(&id);
                    coordinator.is_some()
                });
                kill_broker(scene, coordinator.unwrap_or(broker), a_while);
            }
            Self::PauseBroker => {
                scene.cluster.pause(broker);
                scene.let_pass(longer_than_a_session);
                scene.cluster.resume(broker);
            }
            Self::CutLink => {
                scene.cluster.set_link(broker, Weather::Cut);
                scene.let_pass(a_while);
                scene.cluster.set_link(broker, Weather::Clear);
            }
            Self::DelayLink => {
                let delay = dice.between(Duration::from_millis(100), Duration::from_millis(800));
                scene.cluster.set_link(broker, Weather::Delayed(delay));
                scene.let_pass(a_while);
                scene.cluster.set_link(broker, Weather::Clear);
            }
            Self::ExhaustQuota => {
                set_quota(scene, Some(1.0));
                scene.let_pass(a_while);
                set_quota(scene, None);
            }
            Self::RefuseDeadLetters => {
                set_largest_dead_letter(scene, TOO_SMALL);
                scene.let_pass(a_while);
                set_largest_dead_letter(scene, super::support::LARGEST_MESSAGE_BYTES);
            }
            Self::Scale => {
                let leaving = (1..scene.fleet.len()).collect::<Vec<_>>();
                leaving.iter().for_each(|member| scene.fleet.stop(*member));
                // The one that stays does all the work.
                scene.recover();
                leaving.iter().for_each(|member| scene.fleet.start_again(*member));
            }
            Self::RollingRestart => replace_all(scene, Path::new(env!("CARGO_BIN_EXE_demarche"))),
        }
    }
}

/// Stops one member after the other and starts a program in its place, each when the one before is ready again.
pub fn replace_all(scene: &mut Scene, program: &Path) {
    for member in 0..scene.fleet.len() {
        scene.fleet.stop(member);
        scene.fleet.start_as(member, program);
        scene.wait_until(SOON, "the member is ready again", |scene| scene.fleet.is_ready(member));
    }
}

/// Takes over the transactional id of a member, as a second process under its name does.
fn fence(scene: &mut Scene, member: usize) {
    let producer: BaseProducer = impatient(scene.cluster.kafka)
        .set("transactional.id", scene.fleet.transactional_id(member))
        .set("transaction.timeout.ms", "10000")
        .create()
        .expect("a producer");
    scene.wait_until(SOON, "the transactional id is taken over", |_| producer.init_transactions(STEP).is_ok());
}

fn kick(scene: &mut Scene, dice: &mut Dice) {
    let throw = dice.below(scene.fleet.len());
    let client: BaseConsumer = impatient(scene.cluster.kafka).create().expect("a client");
    scene.wait_until(SOON, "a member is removed", |scene| {
        let group = &scene.pipeline.group;
        let members = members(&client, group).filter(|members| !members.is_empty());
        members.zip(scene.cluster.coordinator_of_group(group)).is_some_and(|(members, coordinator)| {
            let member = &members[throw % members.len()].id;
            remove_member(&scene.cluster.address(coordinator), group, member).is_ok()
        })
    });
}

fn group_coordinator(scene: &mut Scene) -> usize {
    let mut coordinator = None;
    scene.wait_until(SOON, "the group has a coordinator", |scene| {
        coordinator = scene.cluster.coordinator_of_group(&scene.pipeline.group);
        coordinator.is_some()
    });
    coordinator.unwrap_or_default()
}

fn kill_broker(scene: &mut Scene, broker: usize, away: Duration) {
    scene.cluster.kill(broker);
    scene.let_pass(away);
    scene.cluster.start_again(broker);
}

/// Sets or lifts a quota of bytes a second, at whichever broker answers: it holds for all of them.
fn set_quota(scene: &mut Scene, bytes_a_second: Option<f64>) {
    scene.wait_until(SOON, "the quota changes", |scene| {
        (0..BROKERS).any(|broker| limit_writing(&scene.cluster.address(broker), CLIENT_ID, bytes_a_second).is_ok())
    });
}

/// A dead-letter topic that takes nothing is one that is down.
fn set_largest_dead_letter(scene: &mut Scene, bytes: &str) {
    let admin: AdminClient<DefaultClientContext> = impatient(scene.cluster.kafka).create().expect("an admin client");
    let options = AdminOptions::new().request_timeout(Some(STEP));
    scene.wait_until(SOON, "the dead-letter topic changes", |scene| {
        let topic = ResourceSpecifier::Topic(&scene.pipeline.topics.dead_letters);
        let change = AlterConfig::new(topic).set("max.message.bytes", bytes);
        let altered = scene.cluster.kafka.runtime.block_on(admin.alter_configs(&[change], &options));
        altered.is_ok_and(|altered| altered.iter().all(Result::is_ok))
    });
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::KillMember => "a member is killed and started again",
            Self::StopMember => "a member is stopped and started again",
            Self::PauseMember => "a member is frozen for longer than its session",
            Self::FenceMember => "another producer takes over a member's transactional id",
            Self::KickMember => "a member is removed from the group",
            Self::ExpireSessions => "every session expires: the link to the group's coordinator hangs",
            Self::KillBroker => "a broker is killed and started again",
            Self::StopBroker => "a broker is stopped and started again",
            Self::KillTransactionCoordinator => "the broker that coordinates a member's transactions is killed",
            Self::PauseBroker => "a broker is frozen",
            Self::CutLink => "the link to a broker is cut",
            Self::DelayLink => "the link to a broker is slow",
            Self::ExhaustQuota => "the members have used up their quota of bytes to write",
            Self::RefuseDeadLetters => "the dead-letter topic takes nothing",
            Self::Scale => "from three members to one, and to three again",
            Self::RollingRestart => "every member is stopped and started again, one after the other",
        })
    }
}
