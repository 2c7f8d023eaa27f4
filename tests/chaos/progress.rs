//! How far the group has come: looked at all the time from a thread of its own, because a broker that is harmed may be
//! slow to tell.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::{Offset, TopicPartitionList};

use super::cluster::impatient;
use super::support::Pipeline;

/// Between two looks.
const STEP: Duration = Duration::from_millis(100);

/// How long one look may take.
const PATIENCE: Duration = Duration::from_secs(3);

/// The committed offsets of a group, as they were last told.
pub struct Progress {
    committed: Arc<Mutex<Vec<i64>>>,
    end: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// Starts to look.
    pub fn start(pipeline: &Pipeline, partitions: i32) -> Self {
        let mut settings = impatient(pipeline.kafka);
        // Under `read_committed` the question would wait for transactions that are open.
        settings.set("group.id", &pipeline.group).set("isolation.level", "read_uncommitted");
        let mut asked_for = TopicPartitionList::new();
        asked_for.add_partition_range(&pipeline.topics.input, 0, partitions - 1);
        let nothing = vec![0; usize::try_from(partitions).expect("a count")];
        let (committed, end) = (Arc::new(Mutex::new(nothing)), Arc::new(AtomicBool::new(false)));
        let (latest, ends) = (Arc::clone(&committed), Arc::clone(&end));
        let thread = std::thread::spawn(move || {
            let new_client = || settings.create::<BaseConsumer>().expect("a consumer");
            let mut consumer = new_client();
            while !ends.load(Ordering::Relaxed) {
                match look(&consumer, &asked_for) {
                    Some(offsets) => *latest.lock().unwrap_or_else(PoisonError::into_inner) = offsets,
                    // It must not be the onlooker who cannot find his way among brokers that come and go.
                    None => consumer = new_client(),
                }
                // It gives nothing, for nothing is subscribed to; it is how the client passes the time.
                consumer.poll(STEP);
            }
        });
        Self { committed, end, thread: Some(thread) }
    }

    /// For each partition of the input, the offset that was committed when the brokers last told; 0 before the first
    /// commit.
    pub fn committed(&self) -> Vec<i64> {
        self.committed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.end.store(true, Ordering::Relaxed);
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

fn look(consumer: &BaseConsumer, asked_for: &TopicPartitionList) -> Option<Vec<i64>> {
    let committed = consumer.committed_offsets(asked_for.clone(), PATIENCE).ok()?;
    let offset = |offset| if let Offset::Offset(offset) = offset { offset } else { 0 };
    let elements = committed.elements();
    let told = elements.iter().map(|element| element.error().is_ok().then(|| offset(element.offset())));
    told.collect()
}
