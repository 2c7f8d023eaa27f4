//! Several members of one group: they share the work, and one that leaves or idles harms nobody.

mod support;

use std::time::Duration;

use support::{Expected, Pipeline, Service, assert_same_events, sample_articles, wait_until};

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

    assert_eq!(idle.status_of("/livez"), Some(200));
    assert_eq!(idle.status_of("/readyz"), Some(200), "its share is none");
    idle.signal("TERM");
    assert_eq!(idle.exit_code(SOON), Some(0), "{}", idle.said());
}
