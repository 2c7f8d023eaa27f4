//! What can be set, and where it comes from: defaults, a TOML file, the environment, flags; each wins over the one before.
//!
//! The doc comment of a key is its documentation everywhere: here, in `demarche run --print-config` and in errors.
//! Every value is checked before anything starts.

mod check;
mod load;
mod print;
mod properties;
mod ratio;
mod secret;
mod section;
mod security;
mod topic_plan;

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use crate::article::{InputFormat, Limits};

pub use load::{ConfigError, Sources, load};
pub use print::to_toml;
pub use properties::Properties;
pub use ratio::Ratio;
pub use secret::Secret;
pub use section::Key;
pub use topic_plan::{TopicOverride, TopicRole};

use section::section;

/// Everything that can be set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// How to reach Kafka.
    pub kafka: Kafka,
    /// Which topics are read and written.
    pub topics: Topics,
    /// What `demarche topics` makes of them.
    pub topic_plan: TopicPlan,
    /// Where schemas are agreed on.
    pub schema_registry: SchemaRegistry,
    /// How records are moved.
    pub stream: Stream,
    /// Where the service can be watched.
    pub http: Http,
    /// What the console shows.
    pub console: Console,
    /// How articles are read.
    pub extract: Extract,
    /// Where the models of languages are.
    pub models: Models,
    /// What is logged.
    pub log: Log,
    /// Where spans go.
    pub tracing: Tracing,
}

/// What a record's outputs and its offset promise each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// They become visible together, or not at all.
    #[default]
    ExactlyOnce,
    /// The offset moves after the outputs are written; a crash in between writes them again.
    AtLeastOnce,
}

/// How members of a group agree on who reads what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum GroupProtocol {
    /// Members agree among themselves; all brokers know it.
    #[default]
    Classic,
    /// The broker tells each member (KIP-848, Apache Kafka 4.0 and later).
    Consumer,
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

section! {
    /// How to reach Kafka.
    Kafka in "kafka" {
        /// Brokers to start from, as `host:port`, separated by commas.
        brokers: String = "127.0.0.1:9092".to_owned(),
        /// Consumer group. Members of one group share the partitions of the input topic.
        group_id: String = "demarche".to_owned(),
        /// How the members of the group agree on who reads what: `classic`, or `consumer` (KIP-848), which brokers from
        /// Apache Kafka 4.0 on know.
        group_protocol: GroupProtocol = GroupProtocol::Classic,
        /// Whether a member keeps its partitions over a restart, under the name `stream.instance`. Those of one that stays
        /// away are given to others after `session.timeout.ms`, 45 s unless `kafka.properties` says otherwise.
        static_membership: bool = false,
        /// File that holds the password of `sasl.username`, read at the start. Empty: none.
        sasl_password_file: String = String::new(),
        /// File that holds the password of the key in `ssl.key.location`, read at the start. Empty: none.
        ssl_key_password_file: String = String::new(),
        /// File that holds a token (JWT) for `sasl.mechanism = "OAUTHBEARER"`, read again before the token expires.
        /// Empty: none.
        oauth_token_file: String = String::new(),
        /// Further properties of the Kafka client, by librdkafka's own names (security, timeouts, fetch sizes). In the
        /// environment `_` stands for the dots: `DEMARCHE_KAFKA__PROPERTIES__SASL_MECHANISM`. A secret among them is taken
        /// from the environment only.
        properties: Properties = Properties::default(),
    }
}

section! {
    /// Which topics are read and written. The service makes none of them.
    Topics in "topics" {
        /// Raw articles, read.
        input: String = "articles.raw".to_owned(),
        /// Calls, written.
        calls: String = "events.call".to_owned(),
        /// Statements, written.
        statements: String = "events.statement".to_owned(),
        /// Threats of sanctions, written.
        sanction_threats: String = "events.sanction-threat".to_owned(),
        /// Records that could not be read, written as they came, with the reason in their headers.
        dead_letters: String = "articles.dead-letter".to_owned(),
    }
}

section! {
    /// What `demarche topics` makes of the topics, and compares them with. The service itself does not look at it.
    TopicPlan in "topic_plan" {
        /// Partitions of each topic (1 to 10000): no more members of a group than this can work at once.
        partitions: i32 = 6,
        /// Brokers that hold a copy of each partition (1 to 100).
        replication_factor: i16 = 3,
        /// Copies that must have a record before it counts as written (1 to `topic_plan.replication_factor`).
        min_insync_replicas: i16 = 2,
        /// How long an article is kept, in hours (1 to 876000).
        article_hours: u64 = 7 * 24,
        /// How long an event is kept, in hours (1 to 876000).
        event_hours: u64 = 365 * 24,
        /// How long every event is kept, before only the newest of each story is, in hours (1 to 876000).
        story_hours: u64 = 30 * 24,
        /// How long a dead letter is kept, in hours (1 to 876000): the time to look at it and send it again.
        dead_letter_hours: u64 = 30 * 24,
        /// What is otherwise for one topic: its key under `topics`, a dot, and `partitions`, `replication_factor` or a
        /// setting of the topic by Kafka's own name, such as `calls.retention.ms`.
        overrides: Properties = Properties::default(),
    }
}

section! {
    /// Where schemas are agreed on with readers: a registry that speaks Confluent's protocol.
    SchemaRegistry in "schema_registry" {
        /// Its address, such as `https://registry:8081`. With it, events are written in Confluent's frame, with the id of
        /// their schema. Empty: plain protobuf.
        url: String = String::new(),
        /// Name to authenticate with. Empty: none.
        username: String = String::new(),
        /// Password of that name, from the environment only. Empty: none.
        password: Secret = Secret::default(),
        /// File that holds the password, read at the start. Empty: none.
        password_file: String = String::new(),
        /// File of certificates (PEM) that sign the registry's own. Empty: those of the system.
        ca_file: String = String::new(),
        /// Whether to register schemas that are not there. Otherwise they must be there.
        auto_register: bool = false,
    }
}

section! {
    /// How records are moved.
    Stream in "stream" {
        /// `exactly_once`: outputs and offsets commit in one transaction. `at_least_once`: offsets follow the outputs.
        delivery: Delivery = Delivery::ExactlyOnce,
        /// Threads that extract (0 to 1024). 0: as many as there are processors.
        workers: usize = 0,
        /// Memory for records on their way, in bytes (16777216 to 68719476736). A quarter is for records that are being
        /// extracted or wait for it, of which one partition has half at most; the rest for what is read ahead, for what is
        /// being written, and for unpacking. One larger record still passes.
        memory_bytes: usize = 128 << 20,
        /// Most records that are being extracted or wait for it (1 to 1000000).
        in_flight_records: usize = 50_000,
        /// Most of those of one partition, where a member has several (1 to 1000000).
        partition_in_flight_records: usize = 25_000,
        /// Longest time from the first outcome in a batch to its commit, in milliseconds (1 to 30000). It sets the latency.
        /// While more records wait than can be read, five times that, and a second at most.
        batch_age_ms: u64 = 100,
        /// Most output bytes of a batch (1024 to 1073741824). A single larger outcome is a batch of its own.
        batch_bytes: usize = 16 << 20,
        /// Most records of a batch (1 to 1000000).
        batch_records: usize = 100_000,
        /// How long to wait for brokers and topics at the start, in seconds (1 to 3600).
        start_deadline_seconds: u64 = 30,
        /// How long partitions that are revoked may take to finish what is being extracted, in milliseconds (0 to 60000),
        /// and as long again to commit it.
        revoke_deadline_ms: u64 = 1000,
        /// How long a stop may take, in seconds (1 to 3600). Stay under the grace period of whatever sends the signal.
        drain_deadline_seconds: u64 = 25,
        /// What sets this process apart from the other members of its group, and stays the same over a restart, as the
        /// name of a pod does. Empty: the host name and the port of `http.listen`.
        instance: String = String::new(),
    }
}

section! {
    /// Where the service can be watched.
    Http in "http" {
        /// Address of the console, `/metrics`, `/livez`, `/readyz` and `/startupz`. Port 0 takes any free one.
        listen: SocketAddr = SocketAddr::from(([127, 0, 0, 1], 9464)),
    }
}

section! {
    /// What the console shows: the page at `/` of `http.listen`.
    Console in "console" {
        /// Token that opens the console (16 characters or more), from the environment only. Empty: everything is shown where
        /// `http.listen` is an address of this machine alone, and elsewhere no more than `/metrics` tells.
        token: Secret = Secret::default(),
        /// File that holds the token, read at the start. Empty: none.
        token_file: String = String::new(),
        /// Whether the last articles are shown with their words and events, and dead letters with their messages. Otherwise
        /// nothing that comes from an article is kept for the console.
        texts: bool = true,
    }
}

section! {
    /// How articles are read.
    Extract in "extract" {
        /// How a value is written where its `content-type` header does not say so: `json` or `text`.
        input_format: InputFormat = InputFormat::Json,
        /// Largest value that is read, in bytes (1 to 67108864); a larger one becomes a dead letter.
        max_value_bytes: usize = Limits::default().value_bytes,
        /// Deepest nesting of elements in a page that is read (10 to 1000); a deeper one becomes a dead letter.
        max_html_depth: usize = Limits::default().html_depth,
        /// Most work on a page, in steps: about one for each tag and each element that is open at it (1000 to
        /// 100000000). A page that would cost more becomes a dead letter.
        max_html_steps: usize = Limits::default().html_steps,
        /// Folder of files that add words and people to those that are built in, such as `ru/reporting.toml`. Empty: none.
        lexicon: String = String::new(),
    }
}

section! {
    /// Where the models of languages are.
    Models in "models" {
        /// Folder of the files that `demarche models fetch` makes. Empty: `demarche/models` in the cache folder of the user.
        folder: String = String::new(),
    }
}

section! {
    /// What is logged, to standard error.
    Log in "log" {
        /// `error`, `warn`, `info`, `debug` or `trace`, also for one target: `info,librdkafka=debug`.
        filter: String = "info".to_owned(),
        /// `text` or `json`.
        format: LogFormat = LogFormat::Text,
        /// Whether lines may quote articles: the message of a panic does, where a text was cut at the wrong place.
        article_text: bool = false,
    }
}

section! {
    /// Spans of messages, for those who follow an article through several services.
    Tracing in "tracing" {
        /// Address of a collector that takes OTLP over HTTP, such as `http://collector:4318/v1/traces`. Empty: no spans.
        endpoint: String = String::new(),
        /// Share (0 to 1) of the messages that have a span, among those whose sender has not decided it (`traceparent`).
        sample_ratio: Ratio = Ratio::new(0.01),
        /// Headers of each request, such as `authorization=Bearer x`, several separated by commas; from the environment only.
        headers: Secret = Secret::default(),
        /// File that holds those headers, read at the start. Empty: none.
        headers_file: String = String::new(),
    }
}

impl Config {
    /// Every key with its meaning, in order.
    pub fn keys() -> impl Iterator<Item = &'static Key> {
        [
            Kafka::KEYS,
            Topics::KEYS,
            TopicPlan::KEYS,
            SchemaRegistry::KEYS,
            Stream::KEYS,
            Http::KEYS,
            Console::KEYS,
            Extract::KEYS,
            Models::KEYS,
            Log::KEYS,
            Tracing::KEYS,
        ]
        .into_iter()
        .flatten()
    }
}

/// Parts of `stream.memory_bytes`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MemoryShares {
    /// Records that were fetched and not read.
    pub(crate) inputs: usize,
    /// The answer to one fetch, as it comes.
    pub(crate) fetch: usize,
    /// Records that are being extracted or wait for it.
    pub(crate) in_flight: usize,
    /// Those of one partition.
    pub(crate) partition: usize,
    /// Outputs that are not written yet.
    pub(crate) outputs: usize,
}

impl Stream {
    /// How many threads extract.
    pub(crate) fn workers(&self) -> usize {
        match self.workers {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            workers => workers,
        }
    }

    /// How the memory is divided.
    pub(crate) const fn shares(&self) -> MemoryShares {
        let quarter = self.memory_bytes / 4;
        MemoryShares {
            inputs: quarter,
            fetch: self.memory_bytes / 64,
            in_flight: quarter,
            partition: quarter / 2,
            outputs: quarter,
        }
    }
}

impl Tracing {
    /// Names and values of the headers; what is no header is left out, which the check of the configuration refuses.
    pub(crate) fn header_pairs(&self) -> impl Iterator<Item = (String, String)> {
        let pairs = self.headers.reveal().split(',').filter_map(|header| header.split_once('='));
        pairs.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
    }
}

impl Extract {
    /// What bounds the reading of one record.
    #[must_use]
    pub const fn limits(&self) -> Limits {
        Limits { value_bytes: self.max_value_bytes, html_depth: self.max_html_depth, html_steps: self.max_html_steps }
    }
}
