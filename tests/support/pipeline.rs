//! The topics and the group of one test, so that tests share a broker and nothing else.

use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use rdkafka::consumer::Consumer as _;
use rdkafka::{Offset, TopicPartitionList};

use super::reading::Reader;
use super::{Isolation, Kafka, PublishedEvent, ReadRecord, Record, read_to_end, send, wait_until};

/// Names of the topics that a service reads and writes.
#[derive(Clone, Debug)]
pub struct Topics {
    pub input: String,
    pub calls: String,
    pub statements: String,
    pub sanction_threats: String,
    pub dead_letters: String,
}

impl Topics {
    /// Where events go.
    pub fn of_events(&self) -> [&str; 3] {
        [&self.calls, &self.statements, &self.sanction_threats]
    }
}

/// Five fresh topics and a group.
pub struct Pipeline {
    pub kafka: &'static Kafka,
    pub topics: Topics,
    pub group: String,
    /// Sees everything, and the group's offsets without joining it. (Asked for those, a reader of `read_committed` would
    /// wait for a transaction that a killed service left open.)
    pub(super) written: Reader,
    /// Sees what is committed.
    decided: Reader,
    partitions: i32,
}

impl Pipeline {
    /// Every topic has this many partitions.
    pub fn new(partitions: i32) -> Self {
        Self::on(Kafka::shared(), partitions, partitions)
    }

    /// Names of topics that are not there yet.
    pub fn without_topics() -> Self {
        Self::on(Kafka::shared(), 0, 0)
    }

    /// The same as [`Self::new`] on other brokers, and another number of partitions for what the service writes.
    pub fn on(kafka: &'static Kafka, partitions: i32, output_partitions: i32) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(1);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = |topic: &str| format!("test-{number}.{topic}");
        let topics = Topics {
            input: name("articles.raw"),
            calls: name("events.call"),
            statements: name("events.statement"),
            sanction_threats: name("events.sanction-threat"),
            dead_letters: name("articles.dead-letter"),
        };
        if partitions > 0 {
            let [calls, statements, threats] = topics.of_events();
            kafka.create_topics(&[&topics.input], partitions);
            kafka.create_topics(&[calls, statements, threats, &topics.dead_letters], output_partitions);
        }
        let group = format!("test-{number}");
        let written = Reader::new(kafka, &group, Isolation::ReadUncommitted);
        let decided = Reader::new(kafka, &group, Isolation::ReadCommitted);
        Self { kafka, topics, group, written, decided, partitions }
    }

    /// The program with these arguments, configured through its environment alone for this pipeline, and with more
    /// variables.
    pub fn command(&self, arguments: &[&str], more: &[(&str, &str)]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_demarche"));
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("DEMARCHE_")) {
            command.env_remove(name);
        }
        let topics = &self.topics;
        command
            .args(arguments)
            .env("DEMARCHE_KAFKA__BROKERS", &self.kafka.bootstrap)
            .env("DEMARCHE_KAFKA__GROUP_ID", &self.group)
            .env("DEMARCHE_TOPICS__INPUT", &topics.input)
            .env("DEMARCHE_TOPICS__CALLS", &topics.calls)
            .env("DEMARCHE_TOPICS__STATEMENTS", &topics.statements)
            .env("DEMARCHE_TOPICS__SANCTION_THREATS", &topics.sanction_threats)
            .env("DEMARCHE_TOPICS__DEAD_LETTERS", &topics.dead_letters)
            .envs(more.iter().copied());
        command
    }

    /// Sends records to the input topic.
    pub fn send(&self, records: &[Record]) {
        send(self.kafka, &self.topics.input, records);
    }

    /// Everything in the input topic.
    pub fn input(&self) -> Vec<ReadRecord> {
        read_to_end(self.kafka, &self.topics.input)
    }

    /// Everything in the dead-letter topic, under `read_committed`.
    pub fn dead_letters(&self) -> Vec<ReadRecord> {
        read_to_end(self.kafka, &self.topics.dead_letters)
    }

    /// For each partition of the input, the offset that the group has committed; 0 before the first commit.
    pub fn committed(&self) -> Vec<i64> {
        let mut partitions = TopicPartitionList::new();
        partitions.add_partition_range(&self.topics.input, 0, self.partitions - 1);
        let committed =
            self.written.consumer.committed_offsets(partitions, Duration::from_secs(10)).expect("committed offsets");
        let offset = |offset| if let Offset::Offset(offset) = offset { offset } else { 0 };
        committed.elements().iter().map(|element| offset(element.offset())).collect()
    }

    /// The events in the three topics, under `read_committed`, in one order whatever order they came in.
    pub fn published(&self) -> Vec<PublishedEvent> {
        let topics = self.topics.of_events();
        let records = topics.iter().flat_map(|topic| {
            read_to_end(self.kafka, topic).into_iter().map(|read| PublishedEvent::of((*topic).to_owned(), read.record))
        });
        let mut events: Vec<PublishedEvent> = records.collect();
        events.sort();
        events
    }

    /// Whether events stand in their topics whose transaction is still open.
    pub fn has_undecided_events(&self) -> bool {
        self.topics.of_events().iter().any(|topic| self.is_undecided(topic))
    }

    /// Whether records stand in a topic whose transaction is still open.
    pub fn is_undecided(&self, topic: &str) -> bool {
        self.decided.ends(topic) != self.written.ends(topic)
    }

    /// How many input records the group has dealt with.
    pub fn committed_records(&self) -> i64 {
        self.committed().iter().sum()
    }

    /// For each partition of the input, how many records were sent.
    pub fn ends(&self) -> Vec<i64> {
        self.written.ends(&self.topics.input)
    }

    /// Waits until the group has dealt with every record sent so far.
    pub fn wait_until_all_is_committed(&self, deadline: Duration) {
        let sent = self.written.ends(&self.topics.input);
        wait_until(deadline, &format!("the group commits {sent:?}"), || self.committed() == sent);
    }
}
