//! Who drains a backlog. Each is a process of its own, configured as `demarche run` is: through its environment.

use std::fmt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use demarche::config::{self, Config, Delivery, Sources};

use crate::backlog::PARTITIONS;
use crate::support::{Kafka, Tether, Topics};
use crate::{bare_loop, idle_extractor};

/// Says to a process of this program whom it plays.
const ROLE: &str = "DEMARCHE_BENCH_ROLE";

/// What a member is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A loop around the clients.
    BareLoop,
    /// demarche's stream; the extractor gives each record one event without a look at it.
    IdleExtractor,
    /// Kafka Streams, which gives each record one output too.
    KafkaStreams,
    /// `demarche run`.
    Demarche,
}

impl Role {
    /// The role that this process was started for; `None` for the bench itself.
    pub fn of_this_process() -> Option<Self> {
        #[allow(clippy::disallowed_methods, reason = "it is said by a process of this program to another")]
        let role = std::env::var(ROLE);
        match role.ok()?.as_str() {
            "bare-loop" => Some(Self::BareLoop),
            "idle-extractor" => Some(Self::IdleExtractor),
            other => panic!("{ROLE}={other}: no such role"),
        }
    }

    /// Plays it, until killed.
    pub fn play(self) {
        let environment = std::env::vars().filter(|(name, _)| name != ROLE).collect();
        let sources = Sources { environment, ..Sources::default() };
        let config: Config = config::load(&sources).unwrap_or_else(|error| panic!("{error}"));
        match self {
            Self::BareLoop => bare_loop::run(&config),
            Self::IdleExtractor => idle_extractor::run(&config),
            Self::KafkaStreams | Self::Demarche => unreachable!("these are other programs"),
        }
    }

    fn command(self) -> Command {
        let of_this_program = |role| {
            let mut command = Command::new(std::env::current_exe().expect("the path of this program"));
            command.env(ROLE, role);
            command
        };
        match self {
            Self::BareLoop => of_this_program("bare-loop"),
            Self::IdleExtractor => of_this_program("idle-extractor"),
            Self::KafkaStreams => Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/kafka_streams/run")),
            Self::Demarche => {
                let mut command = Command::new(env!("CARGO_BIN_EXE_demarche"));
                command.arg("run");
                command
            }
        }
    }
}

/// Somebody who drains a backlog.
pub struct Member {
    role: Role,
    delivery: Delivery,
}

/// A member at work, with a group and topics of its own. Dropped, it is killed.
pub struct Working {
    pub group: String,
    pub topics: Topics,
    process: Child,
    _tether: Tether,
}

impl Member {
    pub const fn new(role: Role, delivery: Delivery) -> Self {
        Self { role, delivery }
    }

    /// Starts it on a topic.
    pub fn start(&self, input: &str) -> Working {
        static COUNT: AtomicU32 = AtomicU32::new(1);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = |topic: &str| format!("bench-{number}.{topic}");
        let topics = Topics {
            input: input.to_owned(),
            calls: name("events.call"),
            statements: name("events.statement"),
            sanction_threats: name("events.sanction-threat"),
            dead_letters: name("articles.dead-letter"),
        };
        let kafka = Kafka::shared();
        let [calls, statements, threats] = topics.of_events();
        kafka.create_topics(&[calls, statements, threats, &topics.dead_letters], PARTITIONS);
        let group = name("group");
        let delivery = match self.delivery {
            Delivery::ExactlyOnce => "exactly_once",
            Delivery::AtLeastOnce => "at_least_once",
        };
        let mut command = self.role.command();
        command
            .env("DEMARCHE_KAFKA__BROKERS", &kafka.bootstrap)
            .env("DEMARCHE_KAFKA__GROUP_ID", &group)
            .env("DEMARCHE_TOPICS__INPUT", &topics.input)
            .env("DEMARCHE_TOPICS__CALLS", &topics.calls)
            .env("DEMARCHE_TOPICS__STATEMENTS", &topics.statements)
            .env("DEMARCHE_TOPICS__SANCTION_THREATS", &topics.sanction_threats)
            .env("DEMARCHE_TOPICS__DEAD_LETTERS", &topics.dead_letters)
            .env("DEMARCHE_STREAM__DELIVERY", delivery)
            .env("DEMARCHE_STREAM__WORKERS", "1")
            .env("DEMARCHE_HTTP__LISTEN", "127.0.0.1:0")
            .env("DEMARCHE_LOG__FILTER", "error")
            .stdin(Stdio::null());
        let process = command.spawn().expect("a process");
        Working { group, topics, _tether: Tether::to(process.id()), process }
    }
}

impl fmt::Display for Member {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let role = match self.role {
            Role::BareLoop => "a bare loop",
            Role::IdleExtractor => "demarche, extractor does nothing",
            Role::KafkaStreams => "Kafka Streams 4.3.1",
            Role::Demarche => "demarche",
        };
        let delivery = match self.delivery {
            Delivery::ExactlyOnce => "exactly once",
            Delivery::AtLeastOnce => "at least once",
        };
        write!(out, "{role}, {delivery}")
    }
}

impl Working {
    /// The number of its process.
    pub fn process(&self) -> u32 {
        self.process.id()
    }

    /// # Panics
    ///
    /// Where it ended by itself.
    pub fn assert_alive(&mut self) {
        let ended = self.process.try_wait().expect("the state of a child process");
        assert!(ended.is_none(), "a member ended: {ended:?}");
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
