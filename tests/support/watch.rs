//! When calls came out, as a reader of committed records sees it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::message::Message as _;
use rdkafka::{Offset, TopicPartitionList};

use super::{Pipeline, Record};

/// Reads the calls of a pipeline as they are committed, until it is dropped.
pub struct Watch {
    came: Arc<Mutex<Vec<(String, Instant)>>>,
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Watch {
    pub fn new(pipeline: &Pipeline) -> Self {
        let consumer: BaseConsumer = pipeline
            .kafka
            .client()
            .set("group.id", "watch")
            .set("isolation.level", "read_committed")
            .set("fetch.wait.max.ms", "20")
            .create()
            .expect("a consumer");
        let mut partitions = TopicPartitionList::new();
        for partition in 0..i32::try_from(pipeline.ends().len()).expect("few partitions") {
            partitions.add_partition_offset(&pipeline.topics.calls, partition, Offset::Beginning).expect("a partition");
        }
        consumer.assign(&partitions).expect("an assignment");
        let (came, is_over) = (Arc::<Mutex<Vec<_>>>::default(), Arc::<AtomicBool>::default());
        let (seen, stop) = (Arc::clone(&came), Arc::clone(&is_over));
        let thread = thread::spawn(move || {
            while !stop.load(Ordering::Relaxed) {
                if let Some(Ok(message)) = consumer.poll(Duration::from_millis(50)) {
                    let id = Record::of(&message).header("ce_id").unwrap_or_default().to_owned();
                    seen.lock().expect("no panic under the lock").push((id, Instant::now()));
                    drop(message);
                }
            }
        });
        Self { came, is_over, thread: Some(thread) }
    }

    /// Whether at least so many calls came out.
    pub fn has_seen(&self, calls: usize) -> bool {
        self.came.lock().expect("no panic under the lock").len() >= calls
    }

    /// For each partition of the input, the longest time between two calls that were read from it.
    pub fn longest_gaps(&self, pipeline: &Pipeline) -> BTreeMap<i32, Duration> {
        let input = pipeline.input();
        let partitions: BTreeMap<&[u8], i32> =
            input.iter().map(|read| (read.record.value.as_deref().unwrap_or_default(), read.partition)).collect();
        let (mut last, mut gaps) = (BTreeMap::new(), BTreeMap::new());
        for (id, at) in self.came.lock().expect("no panic under the lock").iter() {
            let partition = partitions[id.as_bytes()];
            if let Some(before) = last.insert(partition, *at) {
                let longest: &mut Duration = gaps.entry(partition).or_default();
                *longest = at.saturating_duration_since(before).max(*longest);
            }
        }
        gaps
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        let _ = self.thread.take().map(JoinHandle::join);
    }
}
