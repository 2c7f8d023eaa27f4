//! The service on the broker that lives in the process. It stores no offsets of transactions and hides no aborted record, so
//! what is tested here is the way of a record and what happens when a broker refuses; the promises are tested on Apache Kafka.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rdkafka::ClientConfig;
use rdkafka::bindings::rd_kafka_resp_err_t;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::message::{Message as _, OwnedMessage};
use rdkafka::mocking::{MockCluster, MockCoordinator};
use rdkafka::producer::DefaultProducerContext;
use rdkafka::types::RDKafkaApiKey;

use super::worker::Extract;
use super::{Feeder, Handle, Service, StreamError, Summary};
use crate::article::{self, Limits};
use crate::config::{Config, Topics};
use crate::event::v1::event::Event as Body;
use crate::event::v1::{Call, Metadata};
use crate::event::{Event, v1};
use crate::extract::Extraction;
use crate::lexicon::ClutterPhrases;
use crate::observe::Observer;

/// Ample on a busy machine; the first rebalance of this broker takes some seconds.
const SOON: Duration = Duration::from_secs(60);

/// A broker with the topics of demarche, and a configuration for it.
struct Stage {
    cluster: MockCluster<'static, DefaultProducerContext>,
    config: Config,
}

impl Stage {
    fn new() -> Self {
        Self::of_brokers(1)
    }

    fn of_brokers(count: i32) -> Self {
        let cluster = MockCluster::new(count).unwrap();
        let mut config = Config::default();
        config.kafka.brokers = cluster.bootstrap_servers();
        config.stream.start_deadline_seconds = 5;
        let stage = Self { cluster, config };
        for topic in stage.topics() {
            stage.cluster.create_topic(topic, 1, 1).unwrap();
        }
        stage
    }

    fn topics(&self) -> [&str; 5] {
        let Topics { input, calls, statements, sanction_threats, dead_letters } = &self.config.topics;
        [input, calls, statements, sanction_threats, dead_letters].map(String::as_str)
    }

    fn start(&self) -> Handle {
        self.start_watched().0
    }

    /// A service, with what it tells of itself and how many records it has extracted.
    fn start_watched(&self) -> (Handle, Observer, Arc<AtomicUsize>) {
        let phrases = ClutterPhrases::built_in().unwrap();
        let extracted = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&extracted);
        let extract: Arc<Extract> = Arc::new(move |raw, _| {
            count.fetch_add(1, Ordering::Relaxed);
            let article = article::read(raw, Limits::default(), &phrases)?;
            Ok(Extraction { events: one_call(&article.id, &article.text), article })
        });
        let observer = Observer::new(Instant::now());
        let handle = Service::start_with(&self.config, "test", extract, observer.clone()).unwrap();
        (handle, observer, extracted)
    }

    /// From now on a topic has an error, as while its brokers are away.
    fn break_topic(&self, topic: &str) {
        self.cluster.topic_error(topic, rd_kafka_resp_err_t::RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS).unwrap();
    }

    fn mend_topic(&self, topic: &str) {
        self.cluster.topic_error(topic, rd_kafka_resp_err_t::RD_KAFKA_RESP_ERR_NO_ERROR).unwrap();
    }

    fn feed(&self, values: &[&str]) {
        let feeder = Feeder::connect(&self.config).unwrap();
        for value in values {
            feeder.send("key", value.as_bytes(), "application/json").unwrap();
        }
        assert_eq!(feeder.finish(|_| {}).failed, 0);
    }

    /// The records of some topics, as soon as there are as many as expected.
    fn read(&self, topics: &[&str], expected: usize) -> Vec<OwnedMessage> {
        let consumer: BaseConsumer = ClientConfig::new()
            .set("bootstrap.servers", self.cluster.bootstrap_servers())
            .set("group.id", "reader")
            .create()
            .unwrap();
        let mut list = rdkafka::TopicPartitionList::new();
        for topic in topics {
            list.add_partition_offset(topic, 0, rdkafka::Offset::Beginning).unwrap();
        }
        consumer.assign(&list).unwrap();
        let deadline = Instant::now() + SOON;
        let mut records = Vec::new();
        while records.len() < expected {
            assert!(Instant::now() < deadline, "{} of {expected} records", records.len());
            if let Some(Ok(record)) = consumer.poll(Duration::from_millis(100)) {
                records.push(record.detach());
            }
        }
        records
    }
}

/// One call, which holds the text of its article.
fn one_call(id: &str, text: &str) -> Vec<Event> {
    let metadata = Metadata { event_id: id.to_owned(), story_key: format!("story of {id}"), ..Metadata::default() };
    let duration = Some(v1::Span { text: text.to_owned(), ..v1::Span::default() });
    let call = Call { metadata: Some(metadata), duration, ..Call::default() };
    vec![Event { article_id: id.to_owned(), event: Some(Body::Call(call)) }]
}

/// Waits until the condition holds.
fn wait_until(what: &str, mut condition: impl FnMut() -> bool) {
    let deadline = Instant::now() + SOON;
    while !condition() {
        assert!(Instant::now() < deadline, "waited in vain: {what}");
        std::thread::park_timeout(Duration::from_millis(20));
    }
}

fn keys(records: &[OwnedMessage]) -> BTreeMap<&str, usize> {
    let mut keys = BTreeMap::new();
    for record in records {
        *keys.entry(std::str::from_utf8(record.key().unwrap_or_default()).unwrap()).or_default() += 1;
    }
    keys
}

#[test]
fn a_record_ends_as_events_or_as_a_dead_letter() {
    let stage = Stage::new();
    stage.feed(&[r#"{"id":"1","text":"a"}"#, "no JSON", r#"{"id":"2","text":"b"}"#]);
    let service = stage.start();
    let calls = stage.read(&["events.call"], 2);
    let letters = stage.read(&["articles.dead-letter"], 1);
    assert_eq!(keys(&calls), BTreeMap::from([("story of 1", 1), ("story of 2", 1)]));
    assert_eq!(letters[0].payload(), Some(b"no JSON".as_slice()));
    assert_eq!(service.join().unwrap(), Summary { records: 3, events: 2, dead_letters: 1 });
}

#[test]
fn an_event_that_the_broker_refuses_makes_its_record_a_dead_letter() {
    let stage = Stage::new();
    stage.feed(&[r#"{"id":"1","text":"a"}"#]);
    let error = rd_kafka_resp_err_t::RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE;
    stage.cluster.request_errors(RDKafkaApiKey::Produce, &[error]);
    let service = stage.start();
    let letters = stage.read(&["articles.dead-letter"], 1);
    assert_eq!(letters[0].payload(), Some(br#"{"id":"1","text":"a"}"#.as_slice()));
    assert_eq!(service.join().unwrap(), Summary { records: 1, events: 0, dead_letters: 1 });
}

#[test]
fn a_dead_letter_that_the_broker_refuses_stops_the_service() {
    let stage = Stage::new();
    stage.feed(&["no JSON"]);
    let error = rd_kafka_resp_err_t::RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE;
    stage.cluster.request_errors(RDKafkaApiKey::Produce, &[error]);
    let mut service = stage.start();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let ended = runtime.block_on(async { tokio::time::timeout(SOON, service.ended()).await.unwrap() });
    let Err(StreamError::Unwritable { topic, .. }) = ended else { panic!("{ended:?}") };
    assert_eq!(topic, "articles.dead-letter");
}

#[test]
fn a_dead_letter_topic_that_is_down_stops_the_stream_until_it_works() {
    let mut stage = Stage::new();
    // It is given up sooner, so that the test sees what happens then.
    stage.config.kafka.properties = [("message.timeout.ms", "1000")].into_iter().collect();
    stage.feed(&["no JSON"]);
    let (service, observer, extracted) = stage.start_watched();
    wait_until("the service is ready", || observer.health().is_ready(Instant::now()));
    stage.read(&["articles.dead-letter"], 1);
    stage.break_topic("articles.dead-letter");
    stage.feed(&["no JSON either"]);
    wait_until("the record is tried again and again", || extracted.load(Ordering::Relaxed) >= 4);
    assert!(!observer.health().is_ready(Instant::now()), "it stands still");
    assert!(observer.health().is_live(Instant::now()), "a restart would not help");

    stage.mend_topic("articles.dead-letter");
    let letters = stage.read(&["articles.dead-letter"], 2);
    assert_eq!(letters[1].payload(), Some(b"no JSON either".as_slice()));
    wait_until("the service is ready again", || observer.health().is_ready(Instant::now()));
    assert_eq!(service.join().unwrap(), Summary { records: 2, events: 0, dead_letters: 2 });
}

#[test]
fn an_output_blocked_for_longer_than_the_poll_interval_costs_no_membership() {
    let mut stage = Stage::new();
    let properties = [("max.poll.interval.ms", "2500"), ("session.timeout.ms", "2500")];
    stage.config.kafka.properties = properties.into_iter().collect();
    stage.config.stream.in_flight_records = 5;
    let articles: Vec<String> = (0..50).map(|id| format!(r#"{{"id":"{id}","text":"a"}}"#)).collect();
    stage.feed(&articles.iter().map(String::as_str).collect::<Vec<_>>());
    let again = rd_kafka_resp_err_t::RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS;
    stage.cluster.request_errors(RDKafkaApiKey::Produce, &[again; 1000]);
    let (service, _, extracted) = stage.start_watched();
    wait_until("records are extracted and cannot be written", || extracted.load(Ordering::Relaxed) > 5);
    let began = Instant::now();
    wait_until("the poll interval is over", || began.elapsed() > Duration::from_secs(4));

    stage.cluster.clear_request_errors(RDKafkaApiKey::Produce);
    let calls = stage.read(&["events.call"], 50);
    assert!(keys(&calls).values().all(|count| *count == 1), "{:?}", keys(&calls));
    assert_eq!(service.join().unwrap().records, 50);
    assert_eq!(extracted.load(Ordering::Relaxed), 50, "a member that was thrown out reads its records again");
}

#[test]
fn a_batch_that_fails_is_read_again() {
    let stage = Stage::new();
    let articles: Vec<String> = (0..20).map(|id| format!(r#"{{"id":"{id}","text":"a"}}"#)).collect();
    stage.feed(&articles.iter().map(String::as_str).collect::<Vec<_>>());
    let error = rd_kafka_resp_err_t::RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE;
    let abortable = rd_kafka_resp_err_t::RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID;
    stage.cluster.request_errors(RDKafkaApiKey::TxnOffsetCommit, &[error, abortable]);
    let service = stage.start();
    // This broker shows the records of the aborted transaction too.
    let calls = stage.read(&["events.call"], 40);
    assert_eq!(keys(&calls).len(), 20);
    assert!(keys(&calls).values().all(|count| *count == 2), "{:?}", keys(&calls));
    assert_eq!(service.join().unwrap(), Summary { records: 20, events: 20, dead_letters: 0 });
}

#[test]
fn a_coordinator_that_never_answers_costs_a_batch_and_not_the_service() {
    let mut stage = Stage::of_brokers(2);
    stage.config.kafka.properties = [("transaction.timeout.ms", "2000")].into_iter().collect();
    let (group, of_topics) = (stage.config.kafka.group_id.clone(), 1);
    stage.cluster.coordinator(MockCoordinator::Group(group), 2).unwrap();
    stage.cluster.coordinator(MockCoordinator::Transaction("demarche-demarche-test".to_owned()), of_topics).unwrap();
    for topic in stage.topics() {
        stage.cluster.partition_leader(topic, 0, Some(of_topics)).unwrap();
    }
    let (service, observer, extracted) = stage.start_watched();
    wait_until("the service is ready", || observer.health().is_ready(Instant::now()));
    stage.cluster.broker_round_trip_time(2, SOON * 2).unwrap();
    stage.feed(&[r#"{"id":"1","text":"a"}"#]);
    wait_until("the batch is given up and read again", || extracted.load(Ordering::Relaxed) >= 2);

    stage.cluster.broker_round_trip_time(2, Duration::ZERO).unwrap();
    wait_until("a batch is committed", || observer.health().is_ready(Instant::now()));
    assert_eq!(service.join().unwrap(), Summary { records: 1, events: 1, dead_letters: 0 });
}

#[test]
fn a_text_is_fed_and_read_as_a_text() {
    let stage = Stage::new();
    let feeder = Feeder::connect(&stage.config).unwrap();
    feeder.send("key", b"The ministers spoke.", "text/plain; charset=utf-8").unwrap();
    assert_eq!(feeder.finish(|_| {}).articles, 1);
    let service = stage.start();
    stage.read(&["events.call"], 1);
    assert_eq!(service.join().unwrap(), Summary { records: 1, events: 1, dead_letters: 0 });
}
