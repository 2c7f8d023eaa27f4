//! Sees events when a reader of the output topics does: under `read_committed`, as soon as their transaction is over.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use demarche::event::v1::{Call, InputRecord, Metadata, SanctionThreat, Statement};
use prost::Message as _;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::message::Message as _;
use rdkafka::{Offset, TopicPartitionList};

use super::cluster::impatient;
use super::scene::{OUTPUT_PARTITIONS, PARTITIONS};
use super::support::Pipeline;

/// Between two looks at whether it is over.
const STEP: Duration = Duration::from_millis(50);

/// A reader of the output topics.
pub struct Watch {
    end: Arc<AtomicBool>,
    thread: JoinHandle<Vec<Silence>>,
}

/// The longest time in which nothing came of a partition of the input.
#[derive(Clone, Copy, Debug)]
pub struct Silence {
    last: Instant,
    pub longest: Duration,
}

impl Silence {
    fn end(&mut self, now: Instant) {
        self.longest = self.longest.max(now.saturating_duration_since(self.last));
        self.last = now;
    }
}

impl Watch {
    /// Starts to read at the end of each topic.
    pub fn start(pipeline: &Pipeline) -> Self {
        let consumer: BaseConsumer = impatient(pipeline.kafka)
            .set("group.id", "watch")
            .set("isolation.level", "read_committed")
            .set("fetch.wait.max.ms", "20")
            .create()
            .expect("a consumer");
        let mut assignment = TopicPartitionList::new();
        for topic in pipeline.topics.of_events() {
            for partition in 0..OUTPUT_PARTITIONS {
                assignment.add_partition_offset(topic, partition, Offset::End).expect("an offset");
            }
        }
        consumer.assign(&assignment).expect("an assignment");
        let statements = pipeline.topics.statements.clone();
        let calls = pipeline.topics.calls.clone();
        let origin = move |topic: &str, value: &[u8]| {
            let metadata = match topic {
                topic if topic == statements => Statement::decode(value).expect("a statement").metadata,
                topic if topic == calls => Call::decode(value).expect("a call").metadata,
                _ => SanctionThreat::decode(value).expect("a threat").metadata,
            };
            let Metadata { input, .. } = metadata.expect("metadata");
            let InputRecord { partition, .. } = input.expect("an event that was read from Kafka");
            usize::try_from(partition).expect("a partition number")
        };
        let end = Arc::new(AtomicBool::new(false));
        let ends = Arc::clone(&end);
        let start = Silence { last: Instant::now(), longest: Duration::ZERO };
        let mut silences = vec![start; usize::try_from(PARTITIONS).expect("a count")];
        let thread = std::thread::spawn(move || {
            while !ends.load(Ordering::Relaxed) {
                if let Some(Ok(event)) = consumer.poll(STEP) {
                    silences[origin(event.topic(), event.payload().expect("a value"))].end(Instant::now());
                }
            }
            silences.iter_mut().for_each(|silence| silence.end(Instant::now()));
            silences
        });
        Self { end, thread }
    }

    /// Stops, and tells for each partition of the input for how long at most nothing came of it.
    pub fn finish(self) -> Vec<Duration> {
        self.end.store(true, Ordering::Relaxed);
        let silences = self.thread.join().expect("a reader that did not fail");
        silences.iter().map(|silence| silence.longest).collect()
    }
}
