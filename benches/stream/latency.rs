//! How long a record takes from the input topic to its committed event, under a steady feed.
//!
//! An event carries the timestamp of its record, in milliseconds, which is when the feed queued it.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::message::Message as _;
use rdkafka::producer::{BaseProducer, BaseRecord};
use rdkafka::{Offset, TopicPartitionList};

use crate::backlog::{PARTITIONS, articles, send};
use crate::member::Member;
use crate::support::{Kafka, producer_settings, wait_until};

/// How much of the feed is left out at its beginning, while the member finds its way.
const WARM_UP: Duration = Duration::from_secs(5);
/// How many articles the feed repeats.
const DISTINCT: usize = 500;
/// Ample for a member to start.
const START: Duration = Duration::from_secs(60);

/// Of all events of a feed.
pub struct Latency {
    pub median: Duration,
    pub ninety_ninth_percentile: Duration,
}

/// Feeds a member at `rate` records a second, for `length` after the warm-up.
pub fn measure(member: &Member, rate: f64, length: Duration) -> Latency {
    let kafka = Kafka::shared();
    let input = format!("bench.steady.{}", now_millis());
    kafka.create_topics(&[&input], PARTITIONS);
    let mut working = member.start(&input);
    let reader = reader(&working.topics.of_events());
    let producer: BaseProducer = producer_settings(kafka).set("linger.ms", "5").create().expect("a producer");
    let articles: Vec<String> = articles().take(DISTINCT).collect();

    // The member is in its group when the first event comes.
    send(&producer, BaseRecord::to(&input).key("first").payload(articles[0].as_str()));
    let mut first = None;
    wait_until(START, "the member writes its first event", || {
        working.assert_alive();
        producer.poll(Duration::ZERO);
        first = reader.poll(Duration::from_millis(100));
        first.is_some()
    });

    let started = Instant::now();
    let (mut sent, mut waits) = (0_usize, Vec::new());
    while started.elapsed() < WARM_UP + length {
        let due = (started.elapsed().as_secs_f64() * rate) as usize;
        for number in sent..due {
            let key = number.to_string();
            let record = BaseRecord::to(&input).key(key.as_str()).payload(articles[number % DISTINCT].as_str());
            send(&producer, record.timestamp(now_millis()));
        }
        sent = due;
        producer.poll(Duration::ZERO);
        let Some(polled) = reader.poll(Duration::from_millis(1)) else { continue };
        let queued = polled.expect("an event").timestamp().to_millis().expect("the time of its record");
        if started.elapsed() > WARM_UP {
            waits.push(u64::try_from(now_millis() - queued).unwrap_or_default());
        }
    }
    assert!(!waits.is_empty(), "no event came");
    waits.sort_unstable();
    let share = |share: usize| Duration::from_millis(waits[(waits.len() - 1) * share / 100]);
    Latency { median: share(50), ninety_ninth_percentile: share(99) }
}

/// Reads what is committed from now on.
fn reader(topics: &[&str]) -> BaseConsumer {
    let reader: BaseConsumer = Kafka::shared()
        .client()
        .set("group.id", "reader")
        .set("isolation.level", "read_committed")
        .set("fetch.wait.max.ms", "10")
        .create()
        .expect("a consumer");
    let mut assignment = TopicPartitionList::new();
    for topic in topics {
        for partition in 0..PARTITIONS {
            assignment.add_partition_offset(topic, partition, Offset::Beginning).expect("an offset");
        }
    }
    reader.assign(&assignment).expect("an assignment");
    reader
}

fn now_millis() -> i64 {
    #[allow(clippy::disallowed_methods, reason = "the latency is one of the clock on the wall")]
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970");
    i64::try_from(since.as_millis()).expect("a time of this age")
}
