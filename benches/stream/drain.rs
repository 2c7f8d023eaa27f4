//! How fast a member drains a backlog.
//!
//! The first quarter is left out: it holds the start, the way into the group and, with Java, most of the compilation.

use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::{Offset, TopicPartitionList};

use crate::backlog::{Backlog, PARTITIONS};
use crate::member::{Member, Working};
use crate::support::{Kafka, wait_for};

/// Ample for the slowest.
const DEADLINE: Duration = Duration::from_secs(300);
/// One request to the broker.
const REQUEST: Duration = Duration::from_secs(10);

/// What a member did with a backlog.
#[derive(Clone, Copy, Debug)]
pub struct Drained {
    /// Records a second.
    pub rate: f64,
    /// Time of the processor, user and system, for a record.
    pub processor_micros: f64,
    /// The same, of the broker.
    pub broker_micros: f64,
    /// Resident memory at its peak.
    pub memory_mib: f64,
}

/// How things stand at one moment.
struct Moment {
    records: i64,
    at: Instant,
    processor: Duration,
    broker: Duration,
}

/// Lets a member drain the backlog.
pub fn drain(member: &Member, backlog: &Backlog) -> Drained {
    let mut working = member.start(&backlog.topic);
    let watcher: BaseConsumer = Kafka::shared()
        .client()
        .set("group.id", &working.group)
        // A reader of committed records would wait for the open transaction.
        .set("isolation.level", "read_uncommitted")
        .create()
        .expect("a consumer");
    let whole = i64::try_from(backlog.records).expect("so many records");
    let from = wait(&mut working, &watcher, &backlog.topic, whole / 4);
    let to = wait(&mut working, &watcher, &backlog.topic, whole);
    let records = (to.records - from.records) as f64;
    assert!(records > 0.0, "everything was committed at once: the backlog is too small");
    let micros = |time: Duration| time.as_secs_f64() * 1e6 / records;
    Drained {
        rate: records / (to.at - from.at).as_secs_f64(),
        processor_micros: micros(to.processor - from.processor),
        broker_micros: micros(to.broker - from.broker),
        memory_mib: peak_memory_mib(working.process()),
    }
}

/// Waits until so many records are committed.
fn wait(working: &mut Working, watcher: &BaseConsumer, topic: &str, records: i64) -> Moment {
    wait_for(DEADLINE, &format!("{records} records of {topic} are committed"), || {
        working.assert_alive();
        let committed = committed(watcher, topic)?;
        (committed >= records).then(|| Moment {
            records: committed,
            at: Instant::now(),
            processor: processor_time(working.process()),
            broker: Kafka::shared().processes().into_iter().map(processor_time).sum(),
        })
    })
}

/// Records that the group has committed; `None` while the broker does not tell, as before it has a coordinator.
fn committed(watcher: &BaseConsumer, topic: &str) -> Option<i64> {
    let mut partitions = TopicPartitionList::new();
    partitions.add_partition_range(topic, 0, PARTITIONS - 1);
    let committed = watcher.committed_offsets(partitions, REQUEST).ok()?;
    let offset = |offset| if let Offset::Offset(offset) = offset { offset } else { 0 };
    Some(committed.elements().iter().map(|element| offset(element.offset())).sum())
}

/// Time that a process has had of the processor, in its own code and in the kernel's, as Linux counts it in hundredths
/// of a second (`man 5 proc_pid_stat`, fields 14 and 15).
fn processor_time(process: u32) -> Duration {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).expect("a process of Linux");
    // The second field is the name in parentheses, which may hold anything.
    let (_, fields) = stat.rsplit_once(')').expect("the name of the process");
    let hundredths: u64 =
        fields.split_whitespace().skip(11).take(2).map(|field| field.parse::<u64>().expect("a number")).sum();
    Duration::from_millis(hundredths * 10)
}

fn peak_memory_mib(process: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("a process of Linux");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the peak of resident memory");
    let kibibytes: f64 = peak.trim_end_matches("kB").trim().parse().expect("a number");
    kibibytes / 1024.0
}
