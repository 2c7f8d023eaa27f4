//! A steady feed of short articles with known identifiers, good and bad.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rdkafka::ClientContext;
use rdkafka::message::{DeliveryResult, Message as _};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer as _, ProducerContext};

use super::cluster::impatient;
use super::support::{Pipeline, wait_until};

/// Records a second. The members together do several times as much, in a build for tests too.
const RATE: u64 = 50;

/// Between two looks at the clock.
const STEP: Duration = Duration::from_millis(20);

/// From a broker that is back to the last record of the feed in its log.
const END: Duration = Duration::from_secs(60);

/// What the articles say, in turn: a call in three languages, a threat with a statement, and nothing of interest.
const TEXTS: [(&str, &str); 6] = [
    ("en", "British Prime Minister Keir Starmer spoke by phone with U.S. President Donald Trump on Sunday."),
    ("ru", "В понедельник Эрдоган позвонил Путину."),
    (
        "en",
        "\"We will impose sanctions on Iran if the crews are not released,\" German Chancellor Friedrich Merz said.",
    ),
    ("en", "The weather will be fine, and the shops are open."),
    ("uk", "Володимир Зеленський поговорив телефоном з Фрідріхом Мерцом."),
    ("en", "\"Shipping lanes have to stay open,\" French President Emmanuel Macron told reporters."),
];

/// One record in so many cannot be read, and becomes a dead letter.
const BAD: u64 = 25;

/// Articles that are being sent.
pub struct Feed {
    end: Arc<AtomicBool>,
    delivered: Arc<Delivered>,
    thread: Option<JoinHandle<u64>>,
}

/// For each partition of the input, the offset after the last record that the brokers have taken.
#[derive(Default)]
struct Delivered(Mutex<Vec<i64>>);

impl Feed {
    /// Starts to send to the input topic.
    pub fn start(pipeline: &Pipeline, partitions: usize) -> Self {
        let end = Arc::new(AtomicBool::new(false));
        let delivered = Arc::new(Delivered(Mutex::new(vec![0; partitions])));
        let producer: BaseProducer<Context> = impatient(pipeline.kafka)
            .set("enable.idempotence", "true")
            // It never gives up a record.
            .set("message.timeout.ms", "0")
            .set("linger.ms", "5")
            .create_with_context(Context(Arc::clone(&delivered)))
            .expect("a producer");
        let (topic, ends) = (pipeline.topics.input.clone(), Arc::clone(&end));
        let thread = std::thread::spawn(move || send_until(&producer, &topic, &ends));
        Self { end, delivered, thread: Some(thread) }
    }

    /// For each partition of the input, the offset after the last record that the brokers have taken.
    pub fn delivered(&self) -> Vec<i64> {
        self.delivered.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether it ended without being told to.
    pub fn has_failed(&self) -> bool {
        self.thread.as_ref().is_some_and(JoinHandle::is_finished)
    }

    /// Sends no more, waits until the brokers have taken everything, and tells how many records that are.
    pub fn finish(&mut self) -> u64 {
        self.end.store(true, Ordering::Relaxed);
        self.thread.take().expect("a feed that was not finished").join().expect("a feed that did not fail")
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        self.end.store(true, Ordering::Relaxed);
    }
}

/// Sends articles at a steady rate until it is told to end, and returns how many.
fn send_until(producer: &BaseProducer<Context>, topic: &str, end: &AtomicBool) -> u64 {
    let start = Instant::now();
    let mut sent = 0;
    while !end.load(Ordering::Relaxed) {
        let due = u64::try_from(start.elapsed().as_millis()).expect("a short run") * RATE / 1000;
        while sent < due {
            let (key, value) = article(sent);
            let record = BaseRecord::to(topic).key(&key).payload(&value);
            producer.send(record).map_err(|(error, _)| error).expect("room in the queue");
            sent += 1;
        }
        producer.poll(STEP);
    }
    wait_until(END, "the brokers take the rest of the feed", || {
        producer.poll(STEP);
        producer.in_flight_count() == 0
    });
    sent
}

/// The key and the value of a record.
fn article(number: u64) -> (String, String) {
    let id = format!("chaos-{number}");
    if number % BAD == BAD - 1 {
        return (id.clone(), format!("{{\"id\": \"{id}\", not JSON"));
    }
    let at = |step: u64, count: usize| usize::try_from(number / step).expect("a number of a record") % count;
    let (language, text) = TEXTS[at(1, TEXTS.len())];
    // Another day is another story, whose events go to another partition.
    let day = 1 + at(7, 28);
    let message = serde_json::json!({
        "id": id, "source": "news.example", "language": language, "title": "", "text": text,
        "published_at": format!("2026-02-{day:02}T08:10:00Z"),
    });
    (id, message.to_string())
}

struct Context(Arc<Delivered>);

impl ClientContext for Context {
    fn log(&self, _: rdkafka::config::RDKafkaLogLevel, _: &str, _: &str) {}
    fn error(&self, _: rdkafka::error::KafkaError, _: &str) {}
}

impl ProducerContext for Context {
    type DeliveryOpaque = ();

    fn delivery(&self, result: &DeliveryResult<'_>, (): ()) {
        let message = result.as_ref().map_err(|(error, _)| error).expect("a record that the brokers took");
        let mut delivered = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        let end = &mut delivered[usize::try_from(message.partition()).expect("a partition number")];
        *end = (*end).max(message.offset() + 1);
    }
}
