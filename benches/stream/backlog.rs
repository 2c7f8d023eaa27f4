//! Articles that wait in a topic: sentences of the project's gold in an order of their own each, 4 KB an article. The
//! order is drawn with a fixed seed, so that every run has the same backlog.

use std::fs::{read, read_dir};
use std::hint::black_box;
use std::time::{Duration, Instant};

use demarche::article::{InputFormat, Limits, RawArticle};
use demarche::extract::Extractor;
use demarche::linguistics::default_folder;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer as _};
use serde_json::json;

use crate::support::{Kafka, producer_settings};

/// Partitions of every topic.
pub const PARTITIONS: i32 = 6;
/// UTF-8 bytes of an article's text, at least.
const TEXT_BYTES: usize = 3_600;
/// How many articles the extractor reads alone.
const SAMPLE: usize = 400;

/// A topic full of articles.
pub struct Backlog {
    pub topic: String,
    pub records: usize,
    pub mean_bytes: usize,
}

impl Backlog {
    /// Makes the topic and fills it.
    pub fn new(topic: &str, records: usize) -> Self {
        let kafka = Kafka::shared();
        kafka.create_topics(&[topic], PARTITIONS);
        let producer: BaseProducer = producer_settings(kafka)
            .set("compression.type", "zstd")
            .set("linger.ms", "50")
            .set("partitioner", "random")
            .create()
            .expect("a producer");
        let mut bytes = 0;
        for (number, article) in articles().take(records).enumerate() {
            let key = number.to_string();
            bytes += article.len();
            send(&producer, BaseRecord::to(topic).key(key.as_str()).payload(article.as_str()));
        }
        producer.flush(Duration::from_secs(60)).expect("every article is written");
        Self { topic: topic.to_owned(), records, mean_bytes: bytes / records }
    }

    /// Articles a second that the extractor reads on one thread, with nothing else to do.
    #[allow(clippy::unused_self, reason = "it is the rate on these articles")]
    pub fn rate_of_the_extractor(&self) -> f64 {
        let folder = default_folder().expect("a place for models");
        let extractor = Extractor::new(Limits::default(), &folder).unwrap_or_else(|error| panic!("{error}"));
        let articles: Vec<String> = articles().take(SAMPLE).collect();
        let read = |article: &String| {
            black_box(extractor.extract(&RawArticle::new(article.as_bytes(), InputFormat::Json)).expect("an article"));
        };
        // The first fill the table of words.
        articles.iter().take(SAMPLE / 4).for_each(read);
        let started = Instant::now();
        articles.iter().for_each(read);
        SAMPLE as f64 / started.elapsed().as_secs_f64()
    }
}

/// Queues a record; waits while the queue is full.
pub fn send(producer: &BaseProducer, mut record: BaseRecord<'_, str, str>) {
    loop {
        match producer.send(record) {
            Ok(()) => break,
            Err((KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull), back)) => {
                producer.poll(Duration::from_millis(10));
                record = back;
            }
            Err((error, _)) => panic!("an article is not sent: {error}"),
        }
    }
    producer.poll(Duration::ZERO);
}

/// Articles in JSON, without end.
pub fn articles() -> impl Iterator<Item = String> {
    let sentences = sentences();
    let mut state: u64 = 1;
    let mut draw = move || {
        // The constants of Knuth's MMIX; the high bits are the random ones.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).expect("31 bits")
    };
    (0_u64..).map(move |number| {
        let mut text = String::with_capacity(TEXT_BYTES * 2);
        while text.len() < TEXT_BYTES {
            text.push_str(&sentences[draw() % sentences.len()]);
            text.push(' ');
        }
        json!({
            "id": number.to_string(),
            "source": "bench",
            "published_at": "2024-05-15T12:00:00Z",
            "title": "",
            "text": text,
        })
        .to_string()
    })
}

/// The sentences of the Russian articles of the gold, roughly.
fn sentences() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/gold/articles");
    let mut paths: Vec<_> =
        read_dir(folder).expect("the gold").map(|entry| entry.expect("a file of the gold").path()).collect();
    paths.sort();
    let mut sentences = Vec::new();
    for path in paths {
        let article: serde_json::Value = serde_json::from_slice(&read(path).expect("a file")).expect("JSON");
        if article["language"] == "ru" {
            let text = article["text"].as_str().expect("a text");
            sentences.extend(text.split_inclusive(". ").map(|sentence| sentence.trim().to_owned()));
        }
    }
    sentences
}
