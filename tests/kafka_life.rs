//! The life of the service: ready when it has its share of the work, and gone, with everything decided, when asked to end.

mod support;

use std::time::Duration;

use support::{Expected, Kafka, Pipeline, Service, assert_same_events, sample_articles, wait_for, wait_until};

/// Ample on a busy machine.
const SOON: Duration = Duration::from_secs(60);

/// What the service may take for a stop is set below what a test waits for it.
const DRAIN_DEADLINE: Duration = Duration::from_secs(25);
/// The batch that is open at the stop would be committed much later by itself.
const DRAIN: [(&str, &str); 3] = [
    ("DEMARCHE_STREAM__DRAIN_DEADLINE_SECONDS", "20"),
    ("DEMARCHE_STREAM__BATCH_RECORDS", "100"),
    ("DEMARCHE_STREAM__BATCH_AGE_MS", "30000"),
];

#[test]
fn sigterm_in_the_middle_of_a_batch_commits_it() {
    let pipeline = Pipeline::new(3);
    pipeline.send(&sample_articles(450));
    let mut service = Service::start_with(&pipeline, &DRAIN);
    wait_until(SOON, "events are written and not committed", || pipeline.has_undecided_events());
    let committed_before = pipeline.committed_records();

    service.signal("TERM");
    assert_eq!(service.exit_code(DRAIN_DEADLINE), Some(0), "{}", service.said());

    assert!(pipeline.committed_records() > committed_before, "the open batch was thrown away");
    assert!(!pipeline.has_undecided_events(), "a transaction was left open");
    let committed = pipeline.committed();
    let mut input = pipeline.input();
    input.retain(|read| read.offset < committed[usize::try_from(read.partition).expect("a partition number")]);
    assert_same_events(&pipeline.published(), &Expected::of(&pipeline, &input).events);
}

#[test]
fn sigterm_without_work_ends_at_once() {
    let pipeline = Pipeline::new(1);
    let mut service = Service::ready(&pipeline);

    service.signal("TERM");

    assert_eq!(service.exit_code(Duration::from_secs(10)), Some(0), "{}", service.said());
}

#[test]
fn a_member_is_not_ready_before_its_first_assignment() {
    let pipeline = Pipeline::new(1);
    let first = Service::ready(&pipeline);
    // The group waits for its stopped member until that member's session ends, and assigns nothing before.
    first.signal("STOP");

    let mut second = Service::start(&pipeline);
    wait_until(SOON, "the second member says that it is not ready", || second.status_of("/readyz") == Some(503));
    assert_eq!(second.status_of("/livez"), Some(200), "a member that waits is alive");

    second.wait_until_ready();
}

#[test]
fn a_broker_that_is_not_there_ends_it_with_69() {
    let pipeline = Pipeline::new(1);
    // Nothing listens on port 1.
    let nowhere = [("DEMARCHE_KAFKA__BROKERS", "127.0.0.1:1"), ("DEMARCHE_STREAM__START_DEADLINE_SECONDS", "2")];

    let mut service = Service::start_with(&pipeline, &nowhere);

    assert_eq!(service.exit_code(SOON), Some(69), "{}", service.said());
    assert!(service.said().contains("127.0.0.1:1"), "{}", service.said());
}

#[test]
fn a_topic_that_is_not_there_ends_it_with_69_and_is_not_made() {
    let pipeline = Pipeline::new(1);
    let missing = [("DEMARCHE_TOPICS__STATEMENTS", "not.there"), ("DEMARCHE_STREAM__START_DEADLINE_SECONDS", "2")];

    for _ in 0..2 {
        let mut service = Service::start_with(&pipeline, &missing);
        assert_eq!(service.exit_code(SOON), Some(69), "{}", service.said());
        assert!(service.said().contains("`not.there`"), "{}", service.said());
    }
}

#[test]
fn a_second_process_of_the_same_instance_takes_over_and_the_first_ends_with_77() {
    let pipeline = Pipeline::new(1);
    let instance = [("DEMARCHE_STREAM__INSTANCE", "the-same")];
    let mut first = Service::start_with(&pipeline, &instance);
    first.wait_until_ready();
    let mut second = Service::start_with(&pipeline, &instance);
    second.wait_until_ready();

    // The first learns of it when it writes next.
    let mut articles = sample_articles(1000).into_iter();
    let code = wait_for(SOON, "the first process ends", || {
        pipeline.send(&[articles.next().expect("articles enough")]);
        first.exit_code_so_far()
    });

    assert_eq!(code, Some(77), "{}", first.said());
    pipeline.wait_until_all_is_committed(SOON);
    assert_same_events(&pipeline.published(), &Expected::of_all(&pipeline).events);
}

#[test]
fn a_service_whose_broker_is_dead_ends_by_its_deadline() {
    let kafka = Kafka::own();
    let pipeline = Pipeline::on(kafka, 1, 1);
    let deadline = ("DEMARCHE_STREAM__DRAIN_DEADLINE_SECONDS", "3");
    let mut service = Service::start_with(&pipeline, &[deadline, DRAIN[1], DRAIN[2]]);
    service.wait_until_ready();
    pipeline.send(&sample_articles(20));
    wait_until(SOON, "events are written and not committed", || pipeline.has_undecided_events());

    kafka.kill();
    service.signal("TERM");

    assert_eq!(service.exit_code(Duration::from_secs(15)), Some(69), "{}", service.said());
}
