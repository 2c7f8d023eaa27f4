//! The stream by itself: a rebalance, a slow extraction, a transaction that ends too soon. Members run in this process, with
//! extractors that wait where a test wants them to.

mod support;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use demarche::article::RawArticle;
use support::{Gate, Member, Pipeline, Record, Watch, echo, properties, read_to_end, wait_until};

/// Ample on a busy machine.
const SOON: Duration = Duration::from_secs(90);

/// The shortest that the broker allows, and longer than any wait between two polls.
const POLL_INTERVAL: Duration = Duration::from_secs(6);
const SHORT_POLL_INTERVAL: [(&str, &str); 2] = [("max.poll.interval.ms", "6000"), ("session.timeout.ms", "6000")];

fn records(count: usize) -> Vec<Record> {
    (0..count).map(|number| Record::new(&number.to_string(), format!("record {number}"))).collect()
}

fn each_once(records: &[Record]) -> BTreeMap<String, usize> {
    let value = |record: &Record| String::from_utf8(record.value.clone().expect("a value")).expect("text");
    records.iter().map(|record| (value(record), 1)).collect()
}

#[test]
fn a_late_completion_after_a_revoke_never_commits() {
    let pipeline = Pipeline::new(2);
    let records = records(20);
    pipeline.send(&records);
    let gate = Gate::closed();
    let slow = Member::start(&pipeline, "slow", gate.echo(), |config| {
        config.stream.workers = 20;
        config.stream.revoke_deadline_ms = 100;
    });
    wait_until(SOON, "the slow member extracts every record", || gate.seen().len() == records.len());

    let _quick = Member::start(&pipeline, "quick", echo(), |_| {});
    let sent = pipeline.ends();
    wait_until(SOON, "the quick member has done the partition that it took over", || {
        pipeline.committed().iter().zip(&sent).any(|(committed, sent)| committed == sent)
    });
    gate.lift();
    pipeline.wait_until_all_is_committed(SOON);

    assert_eq!(pipeline.echoes(), each_once(&records));
    slow.handle.join().expect("a member that goes on");
}

#[test]
fn an_extraction_longer_than_the_poll_interval_costs_no_membership() {
    let pipeline = Pipeline::new(1);
    let records = records(50);
    pipeline.send(&records);
    let gate = Gate::closed();
    let _member = Member::start(&pipeline, "member", gate.echo(), |config| {
        config.stream.workers = 1;
        config.stream.in_flight_records = 5;
        properties(config, &SHORT_POLL_INTERVAL);
    });
    wait_until(SOON, "the member extracts", || !gate.seen().is_empty());
    let began = Instant::now();
    wait_until(SOON, "the poll interval is over", || began.elapsed() > POLL_INTERVAL * 3 / 2);
    gate.lift();
    pipeline.wait_until_all_is_committed(SOON);

    assert_eq!(pipeline.echoes(), each_once(&records));
    assert_eq!(gate.seen(), each_once(&records), "a member that was thrown out reads its records again");
}

#[test]
fn a_transaction_that_the_coordinator_gave_up_is_written_again_by_a_new_producer() {
    let pipeline = Pipeline::new(1);
    let records = records(2);
    let member = Member::start(&pipeline, "member", echo(), |config| {
        config.stream.batch_records = 2;
        config.stream.batch_age_ms = 30_000;
        properties(config, &[("transaction.timeout.ms", "2000")]);
    });
    pipeline.send(&records[..1]);
    wait_until(SOON, "a transaction is open", || pipeline.has_undecided_events());
    wait_until(SOON, "the coordinator gives it up", || !pipeline.has_undecided_events());
    assert_eq!(pipeline.committed_records(), 0);

    pipeline.send(&records[1..]);
    pipeline.wait_until_all_is_committed(SOON);
    assert_eq!(pipeline.echoes(), each_once(&records));
    assert_eq!(member.handle.join().expect("a member that goes on").records, 2);
}

#[test]
fn a_worker_that_panics_costs_one_record() {
    let pipeline = Pipeline::new(1);
    let records = records(20);
    pipeline.send(&records);
    let healthy = echo();
    let member = Member::start(
        &pipeline,
        "member",
        Arc::new(move |raw, is_read| {
            assert!(raw.value != Some(b"record 7"), "record 7 is beyond me");
            healthy(raw, is_read)
        }),
        |_| {},
    );
    pipeline.wait_until_all_is_committed(SOON);

    let letters = pipeline.dead_letters();
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].record.value.as_deref(), Some(b"record 7".as_slice()));
    assert_eq!(pipeline.echoes().len(), 19);
    assert_eq!(member.handle.join().expect("a member that goes on").dead_letters, 1);
}

#[test]
fn a_rolling_restart_stops_no_partition_for_five_seconds_and_doubles_nothing() {
    let pipeline = Pipeline::new(3);
    let start = |name: &str| {
        let member = Member::start(&pipeline, name, echo(), |_| {});
        wait_until(SOON, "the member has its share", || member.observer.health().is_started());
        member
    };
    let members = ["a", "b", "c"].map(|name| (name, start(name)));
    let watch = Watch::new(&pipeline);
    let mut sent = Vec::new();
    let mut send = || {
        let next = records(sent.len() + 3).split_off(sent.len());
        pipeline.send(&next);
        sent.extend(next);
        watch.has_seen(3)
    };
    wait_until(SOON, "events come out of each partition", &mut send);

    let mut restarted = Vec::new();
    for (name, member) in members {
        let ended = std::thread::spawn(move || member.handle.join());
        wait_until(SOON, "a member ends", || {
            send();
            ended.is_finished()
        });
        ended.join().expect("no panic").expect("a clean end");
        restarted.push(start(name));
        let began = Instant::now();
        wait_until(SOON, "the members share again", || {
            send();
            pipeline.assignments().is_some_and(|members| members.len() == 3) && began.elapsed() > Duration::from_secs(2)
        });
    }
    pipeline.wait_until_all_is_committed(SOON);

    assert_eq!(pipeline.echoes(), each_once(&sent));
    let gaps = watch.longest_gaps(&pipeline);
    assert!(gaps.values().all(|gap| *gap < Duration::from_secs(5)), "longest gap in each partition: {gaps:?}");
}

#[test]
fn one_record_larger_than_all_the_room_passes() {
    let pipeline = Pipeline::new(1);
    let huge = Record::new("huge", format!("huge{}", ".".repeat(5_000_000)));
    pipeline.send(&[records(1).remove(0), huge, Record::new("after", "after")]);
    let _member = Member::start(&pipeline, "member", echo(), |config| {
        // A quarter of it is for records that are being extracted.
        config.stream.memory_bytes = 16 << 20;
    });
    pipeline.wait_until_all_is_committed(SOON);

    let expected = ["after", "huge", "record 0"].map(|id| (id.to_owned(), 1));
    assert_eq!(pipeline.echoes(), BTreeMap::from(expected));
}

#[test]
fn outputs_keep_the_order_of_their_partition_whatever_takes_longer() {
    let pipeline = Pipeline::new(1);
    let records = records(300);
    pipeline.send(&records);
    let echo = echo();
    let slow_at_times = move |raw: &RawArticle<'_>, is_read: &mut dyn FnMut()| {
        if raw.value.is_some_and(|value| value.ends_with(b"7")) {
            std::thread::park_timeout(Duration::from_millis(20));
        }
        echo(raw, is_read)
    };
    let _member = Member::start(&pipeline, "member", Arc::new(slow_at_times), |config| config.stream.workers = 4);
    pipeline.wait_until_all_is_committed(SOON);

    let came = read_to_end(pipeline.kafka, &pipeline.topics.calls);
    let came: Vec<&str> = came.iter().filter_map(|read| read.record.header("ce_id")).collect();
    let sent: Vec<String> = (0..300).map(|number| format!("record {number}")).collect();
    assert_eq!(came, sent);
}
