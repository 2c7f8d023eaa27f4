//! Three brokers that can be harmed one by one, and a link to each that only the members of the group use.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use rdkafka::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer as _};

use super::link::{Link, Weather};
use super::support::{Kafka, Tether, free_ports, wait_until};

/// How many brokers.
pub const BROKERS: usize = 3;

/// From nothing to three brokers that answer; about 8 s on an idle machine.
const START: Duration = Duration::from_secs(120);

/// Clients give up an answer after seconds and not after a minute, and look for a broker that is back every second. A
/// broker that is paused keeps its connections: only a timeout tells that it does not answer. And librdkafka forgets to look
/// for the new coordinator of a group where the old one has left the cluster, until any connection changes its state
/// (librdkafka #5511): connections that idle are closed for that.
pub const IMPATIENCE: [(&str, &str); 5] = [
    ("socket.timeout.ms", "4000"),
    ("socket.connection.setup.timeout.ms", "2000"),
    ("reconnect.backoff.max.ms", "1000"),
    ("request.timeout.ms", "3000"),
    ("connections.max.idle.ms", "5000"),
];

/// Three brokers on loopback, each a voter of the quorum as well.
pub struct Cluster {
    /// As the tests reach them, without the links.
    pub kafka: &'static Kafka,
    brokers: Vec<Broker>,
    links: Vec<Link>,
    bootstrap_over_links: String,
    onlooker: BaseConsumer,
}

/// The first of the ports that the cluster uses: two for each broker, then one each for the listener behind the links,
/// then one each for the links.
#[derive(Clone, Copy)]
struct Ports(u16);

impl Ports {
    const COUNT: u16 = 12;

    fn of_broker(self, broker: usize) -> u16 {
        self.0 + 2 * number(broker)
    }

    fn behind_link(self, broker: usize) -> u16 {
        self.0 + 6 + number(broker)
    }

    fn of_link(self, broker: usize) -> u16 {
        self.0 + 9 + number(broker)
    }
}

fn number(broker: usize) -> u16 {
    u16::try_from(broker).expect("one of three")
}

impl Cluster {
    /// The cluster of this test binary, for one test at a time.
    pub fn shared() -> MutexGuard<'static, Self> {
        static SHARED: OnceLock<Mutex<Cluster>> = OnceLock::new();
        let mut cluster =
            SHARED.get_or_init(|| Mutex::new(Self::start())).lock().unwrap_or_else(PoisonError::into_inner);
        // A test that failed may have left it harmed.
        cluster.heal();
        cluster
    }

    fn start() -> Self {
        let ports = Ports(free_ports(Ports::COUNT));
        // Not removed by a destructor, which a shared value has none of, but by the tethers of the brokers.
        let folder = tempfile::Builder::new().prefix("demarche-chaos.").tempdir().expect("a folder").keep();
        let brokers = (0..BROKERS).map(|broker| Broker::start(broker, ports, &folder)).collect();
        let addresses = |port: &dyn Fn(usize) -> u16| {
            (0..BROKERS).map(|broker| format!("127.0.0.1:{}", port(broker))).collect::<Vec<_>>().join(",")
        };
        let kafka = Box::leak(Box::new(Kafka::at(&addresses(&|broker| ports.of_broker(broker)), 3)));
        let runtime = kafka.runtime.handle();
        let link = |broker| Link::new(runtime, ports.of_link(broker), ports.behind_link(broker));
        let mut cluster = Self {
            kafka,
            brokers,
            links: (0..BROKERS).map(link).collect(),
            bootstrap_over_links: addresses(&|broker| ports.of_link(broker)),
            onlooker: impatient(kafka).create().expect("a client"),
        };
        wait_until(START, "three brokers answer", || cluster.is_whole());
        cluster
    }

    /// What a member is told as `kafka.brokers`.
    pub fn bootstrap_over_links(&self) -> &str {
        &self.bootstrap_over_links
    }

    /// The address of a broker, without its link.
    pub fn address(&self, broker: usize) -> String {
        format!("127.0.0.1:{}", self.brokers[broker].ports.of_broker(broker))
    }

    /// Ends a broker with SIGKILL.
    pub fn kill(&mut self, broker: usize) {
        let process = &mut self.brokers[broker].process;
        process.kill().and_then(|()| process.wait()).expect("a broker that runs");
    }

    /// Asks a broker to stop.
    pub fn stop(&self, broker: usize) {
        self.brokers[broker].signal("TERM");
    }

    /// Whether a broker has ended.
    pub fn is_gone(&mut self, broker: usize) -> bool {
        self.brokers[broker].is_gone()
    }

    /// Starts a broker that was killed or stopped.
    pub fn start_again(&mut self, broker: usize) {
        self.brokers[broker].start_again();
    }

    /// Freezes a broker with everything it has open.
    pub fn pause(&self, broker: usize) {
        self.brokers[broker].signal("STOP");
    }

    /// Lets a frozen broker go on.
    pub fn resume(&self, broker: usize) {
        self.brokers[broker].signal("CONT");
    }

    /// Sets what the link to a broker does.
    pub fn set_link(&self, broker: usize, weather: Weather) {
        self.links[broker].set(weather);
    }

    /// Whether all brokers answer, and every partition of every topic has all its copies.
    pub fn is_whole(&mut self) -> bool {
        for broker in 0..BROKERS {
            assert!(
                !self.brokers[broker].is_gone(),
                "broker {broker} ended by itself:\n{}",
                self.brokers[broker].said()
            );
        }
        self.onlooker.fetch_metadata(None, Duration::from_secs(2)).is_ok_and(|metadata| {
            let partitions = metadata.topics().iter().flat_map(rdkafka::metadata::MetadataTopic::partitions);
            metadata.brokers().len() == BROKERS
                && partitions.into_iter().all(|partition| partition.isr().len() == BROKERS && partition.leader() >= 0)
        })
    }

    /// The broker that coordinates the transactions of this id; `None` while there is none.
    pub fn coordinator_of_transactions(&self, transactional_id: &str) -> Option<usize> {
        self.coordinator("__transaction_state", transactional_id)
    }

    /// The broker that coordinates this group; `None` while there is none.
    pub fn coordinator_of_group(&self, group: &str) -> Option<usize> {
        self.coordinator("__consumer_offsets", group)
    }

    /// The leader of the partition that a name belongs to, as the broker reckons it.
    fn coordinator(&self, topic: &str, name: &str) -> Option<usize> {
        let metadata = self.onlooker.fetch_metadata(Some(topic), Duration::from_secs(2)).ok()?;
        let partitions = metadata.topics().first()?.partitions();
        let number = java_hash(name).checked_abs().unwrap_or(0) % i32::try_from(partitions.len()).ok()?;
        let leader = partitions.iter().find(|partition| partition.id() == number)?.leader();
        usize::try_from(leader - 1).ok()
    }

    /// What each broker has said since it was first started.
    pub fn said(&self) -> impl Iterator<Item = String> {
        self.brokers.iter().map(Broker::said)
    }

    fn heal(&mut self) {
        for broker in 0..BROKERS {
            self.set_link(broker, Weather::Clear);
            if self.brokers[broker].is_gone() {
                self.start_again(broker);
            } else {
                self.resume(broker);
            }
        }
        wait_until(START, "every broker is there again", || self.is_whole());
    }
}

/// Settings of a client of the tests that does not wait long for a broker.
pub fn impatient(kafka: &Kafka) -> ClientConfig {
    let mut settings = kafka.client();
    settings.extend(IMPATIENCE.map(|(name, value)| (name.to_owned(), value.to_owned())));
    settings
}

/// `String.hashCode` of Java.
fn java_hash(text: &str) -> i32 {
    text.encode_utf16().fold(0, |hash: i32, unit| hash.wrapping_mul(31).wrapping_add(i32::from(unit)))
}

struct Broker {
    ports: Ports,
    process: Child,
    command: Command,
    tether: Tether,
    folder: PathBuf,
    log: PathBuf,
}

impl Broker {
    fn start(broker: usize, ports: Ports, folder: &Path) -> Self {
        let number = broker + 1;
        let mut command = Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/dev/kafka"));
        command.args(["broker", "--brokers", "3", "--id", &number.to_string()]);
        command.args(["--port", &ports.0.to_string()]).arg("--folder").arg(folder);
        for property in properties(broker, ports) {
            command.args(["--property", &property]);
        }
        command.stdin(Stdio::null()).stdout(Stdio::null());
        let process = command.spawn().expect("the script that starts brokers");
        let tether = Tether::with_folder(process.id(), folder);
        let log = folder.join(format!("broker-{number}.log"));
        Self { ports, process, command, tether, folder: folder.to_owned(), log }
    }

    fn start_again(&mut self) {
        assert!(self.is_gone(), "the broker still runs");
        self.process = self.command.spawn().expect("the script that starts brokers");
        self.tether = Tether::with_folder(self.process.id(), &self.folder);
    }

    fn is_gone(&mut self) -> bool {
        self.process.try_wait().expect("the state of a child process").is_some()
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").args(["-s", name, &self.process.id().to_string()]).status();
        assert!(sent.expect("the command `kill`").success(), "the broker had ended before SIG{name}");
    }

    fn said(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

/// What sets these brokers apart from those of development: a second listener, which tells clients the port of the link
/// and not its own, so that they use the link whatever broker told them.
fn properties(broker: usize, ports: Ports) -> [String; 6] {
    let (own, controller) = (ports.of_broker(broker), ports.of_broker(broker) + 1);
    let (behind, link) = (ports.behind_link(broker), ports.of_link(broker));
    [
        format!(
            "listeners=PLAINTEXT://127.0.0.1:{own},LINKED://127.0.0.1:{behind},CONTROLLER://127.0.0.1:{controller}"
        ),
        format!("advertised.listeners=PLAINTEXT://127.0.0.1:{own},LINKED://127.0.0.1:{link}"),
        "listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,LINKED:PLAINTEXT".to_owned(),
        "inter.broker.listener.name=PLAINTEXT".to_owned(),
        // A transaction that nobody ends is looked for every second, not every ten.
        "transaction.abort.timed.out.transaction.cleanup.interval.ms=1000".to_owned(),
        // A client that has used up its quota waits this long for each answer.
        "quota.window.size.seconds=3".to_owned(),
    ]
}
