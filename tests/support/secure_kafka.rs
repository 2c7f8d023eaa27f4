//! A real Apache Kafka broker that wants to know who we are: certificates, names and passwords, tokens, and permissions.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use rdkafka::consumer::{BaseConsumer, Consumer as _};
use tempfile::TempDir;

use super::certificates::{Certificates, text};
use super::port::free_ports;
use super::{Kafka, Tether, wait_until};

/// From a started process to an answer; about 5 s on an idle machine.
const START: Duration = Duration::from_secs(120);

/// The password of every user.
pub const PASSWORD: &str = "correct-horse";

/// Users with a name and a password; each may do anything that a test does, until it is denied.
pub const USERS: [&str; 6] = ["free", "no-input", "no-group", "no-id", "no-output", "blind"];

/// A broker on loopback with a listener for each way to be known, and one for the tests themselves, who may do anything.
pub struct SecureKafka {
    /// The tests' own listener, without any security.
    pub kafka: Kafka,
    /// TLS; the broker wants a certificate of ours.
    pub mutual_tls: String,
    /// TLS, and a name and password, or a token.
    pub sasl_over_tls: String,
    /// Which sign the certificates of both sides.
    pub certificates: Certificates,
    jars: String,
    folder: TempDir,
    _tether: Tether,
    _process: Child,
}

impl SecureKafka {
    /// The broker of this test binary, started at the first call.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<SecureKafka> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    fn start() -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/dev/kafka");
        let jars = Command::new(script).arg("jars").stderr(Stdio::inherit()).output().expect("deploy/dev/kafka");
        let jars = format!("{}/*", String::from_utf8(jars.stdout).expect("the path of the jars").trim());

        let (folder, certificates) = (tempfile::tempdir().expect("a folder for the broker"), Certificates::new());
        let port = free_ports(4);
        let [plain, controller, mutual_tls, sasl_over_tls] =
            [0, 1, 2, 3].map(|nth| format!("127.0.0.1:{}", port + nth));
        let listeners = format!("PLAINTEXT://{plain},SSL://{mutual_tls},SASL_SSL://{sasl_over_tls}");
        let properties = folder.path().join("broker.properties");
        let settings = settings(&listeners, &controller, folder.path(), &certificates);
        std::fs::write(&properties, settings).expect("a file for the settings of the broker");

        let tool = |class: &str| java(&jars, class);
        // The name of the cluster: any 16 bytes.
        let formatted = tool("kafka.tools.StorageTool")
            .args(["format", "-t", "dGVzdC1vZi1kZW1hcmNoZQ", "-c", text(&properties)])
            .args(USERS.map(|user| format!("--add-scram=SCRAM-SHA-512=[name={user},password={PASSWORD}]")))
            .output()
            .expect("java");
        assert!(formatted.status.success(), "formatting: {}", String::from_utf8_lossy(&formatted.stdout));
        let log = File::create(folder.path().join("broker.log")).expect("a file for the log of the broker");
        let mut process = tool("kafka.Kafka")
            .arg(&properties)
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("the same file"))
            .stderr(log)
            .spawn()
            .expect("java");
        let tether = Tether::to(process.id());
        let kafka = Kafka::at(&plain, 1);
        let client: BaseConsumer = kafka.client().create().expect("a client");
        wait_until(START, "the secure broker answers", || {
            let said = || std::fs::read_to_string(folder.path().join("broker.log")).unwrap_or_default();
            assert!(process.try_wait().expect("the state of a child process").is_none(), "it ended:\n{}", said());
            client.fetch_metadata(None, Duration::from_secs(1)).is_ok_and(|metadata| !metadata.brokers().is_empty())
        });
        let broker =
            Self { kafka, mutual_tls, sasl_over_tls, certificates, jars, folder, _tether: tether, _process: process };
        // Topics and groups of tests begin with `test-`, their transactional ids with this and the group.
        let everything = ["--topic", "test-", "--group", "test-", "--transactional-id", "demarche-test-"];
        let prefixed = [&everything[..], &["--resource-pattern-type", "prefixed"]].concat();
        broker.add_permission(&["--allow-principal", "User:*", "--operation", "All"], &prefixed);
        broker
    }

    /// Takes an operation from a user, on what these arguments of `kafka-acls` say.
    pub fn deny(&self, user: &str, operation: &str, on: &[&str]) {
        self.add_permission(&["--deny-principal", &format!("User:{user}"), "--operation", operation], on);
    }

    fn add_permission(&self, whose: &[&str], on: &[&str]) {
        let added = java(&self.jars, "org.apache.kafka.tools.AclCommand")
            .args(["--bootstrap-server", &self.kafka.bootstrap, "--add"])
            .args(whose)
            .args(on)
            .output()
            .expect("java");
        assert!(added.status.success(), "kafka-acls: {}", String::from_utf8_lossy(&added.stdout));
    }

    /// A file with this content, as long as the broker runs.
    pub fn file(&self, name: &str, content: &str) -> PathBuf {
        let file = self.folder.path().join(name);
        std::fs::write(&file, content).expect("a file in the folder of the broker");
        file
    }
}

fn java(jars: &str, class: &str) -> Command {
    let mut java = Command::new("java");
    java.args([
        "-Xmx256m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    ])
    .args(["-cp", jars, class]);
    java
}

fn settings(listeners: &str, controller: &str, folder: &Path, certificates: &Certificates) -> String {
    let (data, bundle, authority) = (folder.join("data"), certificates.bundle("server"), certificates.authority());
    let (data, bundle, authority) = (text(&data), text(&bundle), text(&authority));
    let login = "org.apache.kafka.common.security";
    format!(
        "process.roles=broker,controller
node.id=1
controller.quorum.voters=1@{controller}
listeners={listeners},CONTROLLER://{controller}
advertised.listeners={listeners}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_SSL:SASL_SSL
log.dirs={data}
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
group.initial.rebalance.delay.ms=0
log.cleaner.dedupe.buffer.size=4194304
ssl.keystore.type=PEM
ssl.keystore.location={bundle}
ssl.truststore.type=PEM
ssl.truststore.location={authority}
listener.name.ssl.ssl.client.auth=required
sasl.enabled.mechanisms=SCRAM-SHA-512,PLAIN,OAUTHBEARER
listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config={login}.scram.ScramLoginModule required;
listener.name.sasl_ssl.plain.sasl.jaas.config={login}.plain.PlainLoginModule required user_plain=\"{PASSWORD}\";
listener.name.sasl_ssl.oauthbearer.sasl.jaas.config={login}.oauthbearer.OAuthBearerLoginModule required \\
  unsecuredLoginStringClaim_sub=\"broker\";
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:ANONYMOUS
"
    )
}
