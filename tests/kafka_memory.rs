//! The memory of the process stays under its cap, whatever waits. The test is alone in its binary, because it measures the
//! process; with a number of messages in `DEMARCHE_BACKLOG` it takes the default configuration and its cap.

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use demarche::article::RawArticle;
use demarche::config::Config;
use rdkafka::error::KafkaError;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer as _};
use rdkafka::types::RDKafkaErrorCode;
use support::{Member, Pipeline, echo, producer_settings, wait_until};

/// Ample for a million records on a busy machine.
const WORK: Duration = Duration::from_secs(900);

const MESSAGE_BYTES: usize = 4096;

/// What the default configuration promises.
const DEFAULT_CAP: usize = 256 << 20;

/// Without `DEMARCHE_BACKLOG`: some times the cap, for a configuration with a quarter of the default memory.
const MESSAGES: usize = 125_000;
const MEMORY: usize = 32 << 20;
const CAP: usize = DEFAULT_CAP / 4;

/// A value of letters, no two alike, that packs about as well as an article.
fn value(number: usize) -> Vec<u8> {
    let mut state = u32::try_from(number).expect("not that many");
    let mut value = format!("record {number:.<25}").into_bytes();
    value.resize_with(MESSAGE_BYTES, || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        b"etaoinshrdlcumwf"[usize::from((state >> 28) as u8)]
    });
    value
}

fn send_backlog(pipeline: &Pipeline, messages: usize) {
    let producer: BaseProducer = producer_settings(pipeline.kafka)
        .set("compression.type", "zstd")
        // What the sender holds counts too, because it is of the same process.
        .set("queue.buffering.max.kbytes", "2048")
        .create()
        .expect("a producer");
    for number in 0..messages {
        let (key, value) = (number.to_string(), value(number));
        let mut record = BaseRecord::to(&pipeline.topics.input).key(&key).payload(&value);
        while let Err((error, back)) = producer.send(record) {
            assert_eq!(error, KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull));
            producer.poll(Duration::from_millis(1));
            record = back;
        }
    }
    producer.flush(WORK).expect("a broker that takes all");
}

/// The most memory that the process has had since [`forget_peak`], in bytes.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").expect("the state of this process");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("its peak");
    line.trim().trim_end_matches(" kB").parse::<usize>().expect("a number") << 10
}

fn forget_peak() {
    std::fs::write("/proc/self/clear_refs", "5").expect("a peak that can be set back");
}

#[allow(clippy::disallowed_methods, reason = "the size of a run on request, which no configuration knows")]
fn asked_for() -> Option<usize> {
    Some(std::env::var("DEMARCHE_BACKLOG").ok()?.parse().expect("a number of messages"))
}

#[test]
fn a_backlog_stays_under_the_cap_while_it_waits_and_while_it_is_worked_off() {
    let (messages, memory, cap) = match asked_for() {
        Some(messages) => (messages, Config::default().stream.memory_bytes, DEFAULT_CAP),
        None => (MESSAGES, MEMORY, CAP),
    };
    let pipeline = Pipeline::new(4);
    send_backlog(&pipeline, messages);
    forget_peak();
    let before = peak();

    // First nothing is worked off, so that everything that can fill up does.
    let (is_read, is_open) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    let extract = {
        let (echo, is_read, is_open) = (echo(), Arc::clone(&is_read), Arc::clone(&is_open));
        move |raw: &RawArticle<'_>, read: &mut dyn FnMut()| {
            is_read.store(true, Ordering::Relaxed);
            while !is_open.load(Ordering::Relaxed) {
                thread::park_timeout(Duration::from_millis(5));
            }
            echo(raw, read)
        }
    };
    let member = Member::start(&pipeline, "member", Arc::new(extract), |config| config.stream.memory_bytes = memory);
    wait_until(WORK, "the backlog is being read", || is_read.load(Ordering::Relaxed));
    let began = Instant::now();
    wait_until(WORK, "everything is full", || began.elapsed() > Duration::from_secs(5));
    let full = peak();
    is_open.store(true, Ordering::Relaxed);
    pipeline.wait_until_all_is_committed(WORK);
    let peak = peak();

    eprintln!("{messages} messages: {} MiB before, {} MiB full, {} MiB at most", before >> 20, full >> 20, peak >> 20);
    assert!(peak <= cap, "{} MiB at most, {} MiB allowed", peak >> 20, cap >> 20);
    let done = member.handle.join().expect("a clean end");
    assert_eq!((done.records, done.events), (messages as u64, messages as u64));
}
