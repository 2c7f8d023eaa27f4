//! The stream by itself: a rebalance, a slow extraction, a transaction that ends too soon. Members run in this process, with
//! extractors that wait where a test wants them to.

mod support;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use support::{Gate, Member, Pipeline, Record, echo, properties, wait_until};

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
    gate.open();
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
    gate.open();
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
        std::sync::Arc::new(move |raw| {
            assert!(raw.value != Some(b"record 7"), "record 7 is beyond me");
            healthy(raw)
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
