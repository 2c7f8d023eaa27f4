//! Several members of one group: they share the work, and one that leaves or idles harms nobody.

mod support;

use std::time::Duration;

use demarche::config::GroupProtocol;
use support::{
    Expected, Gate, Member, Pipeline, Record, Service, assert_same_events, properties, sample_articles, wait_until,
};

/// Ample for a rebalance on a busy machine.
const SOON: Duration = Duration::from_secs(60);

fn owned_counts(pipeline: &Pipeline) -> Option<Vec<usize>> {
    let mut counts: Vec<usize> = pipeline.assignments()?.iter().map(Vec::len).collect();
    counts.sort_unstable();
    Some(counts)
}

#[test]
fn two_members_share_the_partitions_and_one_takes_over_when_the_other_leaves() {
    let pipeline = Pipeline::new(4);
    let _staying = Service::ready(&pipeline);
    let mut leaving = Service::ready(&pipeline);
    wait_until(SOON, "each member owns two partitions", || owned_counts(&pipeline) == Some(vec![2, 2]));

    // Work before, during and after the change of hands.
    let articles = sample_articles(300);
    pipeline.send(&articles[..150]);
    leaving.signal("TERM");
    pipeline.send(&articles[150..]);
    assert_eq!(leaving.exit_code(SOON), Some(0), "{}", leaving.said());
    wait_until(SOON, "the other member owns all partitions", || owned_counts(&pipeline) == Some(vec![4]));
    pipeline.wait_until_all_is_committed(SOON);

    assert_same_events(&pipeline.published(), &Expected::of_all(&pipeline).events);
}

#[test]
fn the_series_of_a_partition_go_with_the_partition() {
    let pipeline = Pipeline::new(4);
    let first = Service::ready(&pipeline);
    pipeline.send(&sample_articles(20));
    let series = |service: &Service| {
        let metrics = service.body_of("/metrics").unwrap_or_default();
        metrics.lines().filter(|line| line.starts_with("demarche_lag_records{")).count()
    };
    wait_until(SOON, "the only member tells the lag of each partition", || series(&first) == 4);
    let second = Service::ready(&pipeline);
    wait_until(SOON, "each of two members owns half", || owned_counts(&pipeline) == Some(vec![2, 2]));
    wait_until(SOON, "each tells the lag of its own", || (series(&first), series(&second)) == (2, 2));
}

#[test]
fn a_member_without_a_partition_waits_and_is_alive() {
    let pipeline = Pipeline::new(1);
    let _busy = Service::ready(&pipeline);
    let mut idle = Service::start(&pipeline);
    wait_until(SOON, "one member owns the partition and one owns none", || owned_counts(&pipeline) == Some(vec![0, 1]));

    idle.wait_until_ready();
    assert_eq!(idle.status_of("/livez"), Some(200));
    idle.signal("TERM");
    assert_eq!(idle.exit_code(SOON), Some(0), "{}", idle.said());
}

/// Records whose keys spread over all partitions.
fn records(numbers: std::ops::Range<usize>) -> Vec<Record> {
    numbers.map(|number| Record::new(&number.to_string(), format!("record {number}"))).collect()
}

fn assert_each_once(pipeline: &Pipeline, records: usize) {
    let echoes = pipeline.echoes();
    assert_eq!(echoes.len(), records);
    assert!(echoes.values().all(|count| *count == 1), "{echoes:?}");
}

#[test]
fn a_static_member_keeps_its_partitions_over_a_restart() {
    let pipeline = Pipeline::new(4);
    let start = |name: &str| {
        let member = Member::start(&pipeline, name, support::echo(), |config| {
            config.kafka.static_membership = true;
            properties(config, &[("session.timeout.ms", "60000")]);
        });
        wait_until(SOON, "the member has its share", || member.observer.health().is_started());
        member
    };
    let _staying = start("a");
    let restarted = start("b");
    wait_until(SOON, "each member owns two partitions", || owned_counts(&pipeline) == Some(vec![2, 2]));

    restarted.handle.join().expect("a clean end");
    pipeline.send(&records(0..100));
    let sent = pipeline.ends();
    let done = || pipeline.committed().iter().zip(&sent).filter(|(committed, sent)| committed == sent).count();
    wait_until(SOON, "the one that stays does its own partitions", || done() == 2);
    assert_eq!(owned_counts(&pipeline), Some(vec![2, 2]), "the others wait for their owner");

    let _back = start("b");
    pipeline.wait_until_all_is_committed(SOON);
    assert_eq!(owned_counts(&pipeline), Some(vec![2, 2]));
    assert_each_once(&pipeline, 100);
}

#[test]
fn members_share_the_partitions_under_the_newer_protocol_also_after_a_restart() {
    let pipeline = Pipeline::new(4);
    let start = |name: &str| {
        let gate = Gate::open();
        let member = Member::start(&pipeline, name, gate.echo(), |config| {
            config.kafka.group_protocol = GroupProtocol::Consumer;
        });
        (member, gate)
    };
    let mut sent = 0;
    let mut send_until = |what: &str, condition: &dyn Fn() -> bool| {
        wait_until(SOON, what, || {
            pipeline.send(&records(sent..sent + 10));
            sent += 10;
            condition()
        });
        sent
    };
    let (_staying, staying_saw) = start("a");
    let (restarted, restarted_saw) = start("b");
    send_until("both have work", &|| !staying_saw.seen().is_empty() && !restarted_saw.seen().is_empty());

    restarted.handle.join().expect("a clean end");
    pipeline.wait_until_all_is_committed(SOON);
    let (_back, back_saw) = start("b");
    let sent = send_until("the one that came back has work again", &|| !back_saw.seen().is_empty());
    pipeline.wait_until_all_is_committed(SOON);
    assert_each_once(&pipeline, sent);
}
