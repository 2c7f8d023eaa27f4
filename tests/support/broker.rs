//! A real Apache Kafka broker, one a test binary, with free ports and fresh data.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use rdkafka::ClientConfig;
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use tokio::runtime::Runtime;

use super::port::free_ports;
use super::wait_until;

/// Room for a record of 5 MB and the headers of its dead letter.
pub const LARGEST_MESSAGE_BYTES: &str = "16777216";

/// From a started process to an answer; about 5 s on an idle machine.
const START: Duration = Duration::from_secs(90);

/// A broker on loopback, or several.
///
/// `deploy/dev/kafka serve` runs it, and stops it when its standard input ends: when this process does, whatever way.
pub struct Kafka {
    /// `host:port`.
    pub bootstrap: String,
    /// Runs what rdkafka offers as futures only.
    pub runtime: Runtime,
    /// How many; each has a copy of every topic.
    brokers: i32,
    /// Holds the standard input of its script open.
    server: Option<Child>,
}

impl Kafka {
    /// The broker of this test binary, started at the first call.
    ///
    /// # Panics
    ///
    /// When it cannot start, with the reason: a test that needs Kafka fails without it.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Result<Kafka, String>> = OnceLock::new();
        match SHARED.get_or_init(Self::start) {
            Ok(kafka) => kafka,
            Err(reason) => panic!("Apache Kafka did not start: {reason}"),
        }
    }

    /// A broker for one test, which may kill it.
    pub fn own() -> &'static Self {
        Box::leak(Box::new(Self::start().unwrap_or_else(|reason| panic!("Apache Kafka did not start: {reason}"))))
    }

    /// Kills the broker, as a machine does that loses its power.
    pub fn kill(&self) {
        for process in self.processes() {
            let killed = Command::new("kill").args(["-s", "KILL", &process.to_string()]).status();
            assert!(killed.expect("the command `kill`").success(), "the broker had ended before");
        }
    }

    fn start() -> Result<Self, String> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/dev/kafka");
        let mut server = Command::new(&script)
            .args(["serve", "--port", &free_ports(2).to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{}: {error}", script.display()))?;

        let mut bootstrap = String::new();
        let stdout = server.stdout.take().expect("a piped standard output");
        BufReader::new(stdout).read_line(&mut bootstrap).map_err(|error| error.to_string())?;
        if bootstrap.trim().is_empty() {
            return Err("its script ended; what it said stands above".to_owned());
        }
        let kafka = Self::at(bootstrap.trim(), 1);
        kafka.wait_until_it_answers(&mut server)?;
        Ok(Self { server: Some(server), ..kafka })
    }

    fn wait_until_it_answers(&self, server: &mut Child) -> Result<(), String> {
        let client: BaseConsumer = self.client().create().map_err(|error| error.to_string())?;
        let mut ended = None;
        wait_until(START, "the broker stands in its own metadata", || {
            ended = server.try_wait().ok().flatten();
            let metadata = client.fetch_metadata(None, Duration::from_secs(1));
            ended.is_some() || metadata.is_ok_and(|metadata| !metadata.brokers().is_empty())
        });
        ended.map_or(Ok(()), |status| Err(format!("its script ended with {status}; what it said stands above")))
    }

    /// The numbers of the brokers' processes, as Linux knows them.
    pub fn processes(&self) -> Vec<u32> {
        let Some(script) = self.server.as_ref().map(Child::id) else { return Vec::new() };
        let children = std::fs::read_to_string(format!("/proc/{script}/task/{script}/children"));
        children.unwrap_or_default().split_whitespace().filter_map(|process| process.parse().ok()).collect()
    }

    /// Brokers that somebody else starts.
    pub fn at(bootstrap: &str, brokers: i32) -> Self {
        let runtime = Runtime::new().expect("a runtime");
        Self { bootstrap: bootstrap.to_owned(), runtime, brokers, server: None }
    }

    /// Settings of any client of this broker.
    pub fn client(&self) -> ClientConfig {
        let mut settings = ClientConfig::new();
        settings.set("bootstrap.servers", &self.bootstrap);
        // Connecting before the broker listens is expected, and no news.
        settings.set("log_level", "0");
        settings
    }

    /// Creates topics that take large messages.
    pub fn create_topics(&self, names: &[&str], partitions: i32) {
        let admin: AdminClient<DefaultClientContext> = self.client().create().expect("an admin client");
        let topics: Vec<NewTopic<'_>> = names
            .iter()
            .map(|name| {
                NewTopic::new(name, partitions, TopicReplication::Fixed(self.brokers))
                    .set("max.message.bytes", LARGEST_MESSAGE_BYTES)
            })
            .collect();
        let created = self.runtime.block_on(admin.create_topics(&topics, &AdminOptions::new()));
        for topic in created.expect("an answer from the broker") {
            topic.expect("a topic that was not there before");
        }
    }
}
