//! A real Prometheus scrapes members at work: it finds every metric that is promised, the dashboard shows something in
//! every panel, lags are those that Kafka has, and alerts fire on a fault and end with it.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::io::{Seek as _, Write as _};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use demarche::observe::metrics::{
    ALL, COMMITTED_LAG_RECORDS, EVENTS_OUT, Kind, LAG_RECORDS, LEDGER_RECORDS, MEMORY_LIMIT, Metric, PROCESS,
    REJECTIONS,
};
use serde_json::Value;
use support::{Pipeline, Prometheus, Record, Service, sample_articles, tool, wait_until};

/// Ample for a few scrapes on a busy machine.
const SOON: Duration = Duration::from_secs(60);

#[test]
fn what_two_members_tell_fills_the_dashboard() {
    let pipeline = Pipeline::new(4);
    let members = [Service::ready(&pipeline), Service::ready(&pipeline)];
    let prometheus = Prometheus::scraping(&[&members[0], &members[1]]);
    let articles = sample_articles(400);
    let mut batches = articles.chunks(4);
    let has = |query: &str| prometheus.ask(query).iter().any(|(_, value)| value.is_finite());
    // A rate wants work between one scrape and the next.
    wait_until(SOON, "Prometheus sees events and dead letters come", || {
        pipeline.send(batches.next().expect("enough articles"));
        pipeline.send(&[Record::new("bad", "no article")]);
        let rate = |metric: Metric| format!("sum(rate({}[1m])) > 0", metric.name);
        has(&rate(EVENTS_OUT)) && has(&rate(REJECTIONS))
    });

    let told = members[0].body_of("/metrics").expect("an answer");
    promtool_finds_nothing_wrong(&told);
    // Where nothing limits memory, there is no series of the limit.
    let is_limited = told.contains(MEMORY_LIMIT.name);
    let is_there = |query: &str| is_limited || !query.contains(MEMORY_LIMIT.name);
    let promised = ALL.iter().chain(&PROCESS).map(|metric| match metric.kind {
        Kind::Histogram => format!("{}_count", metric.name),
        Kind::Counter | Kind::Gauge => metric.name.to_owned(),
    });
    for query in promised.chain(panels()).filter(|query| is_there(query)) {
        wait_until(SOON, &format!("Prometheus has something for {query}"), || has(&query));
    }

    pipeline.wait_until_all_is_committed(SOON);
    wait_until(SOON, "the lag of four partitions is nothing, as Kafka has it", || {
        let lags = prometheus.ask(LAG_RECORDS.name);
        lags.len() == 4 && lags.iter().all(|(_, lag)| *lag == 0.0)
    });
    wait_until(SOON, "every alert can be evaluated", || {
        let alerts = prometheus.alerts();
        !alerts.is_empty() && alerts.iter().all(|(_, health)| health == "ok")
    });
}

/// From a change in Kafka to its figure in Prometheus: the client asks every second, and so does Prometheus. The rest is for
/// a busy machine.
const ONE_POLL: Duration = Duration::from_secs(5);

#[test]
fn lags_are_those_of_kafka_and_a_fault_is_told_until_it_ends() {
    let pipeline = Pipeline::new(2);
    // What is not a full batch stays uncommitted for as long as this test looks at it.
    let batches = [("DEMARCHE_STREAM__BATCH_RECORDS", "20"), ("DEMARCHE_STREAM__BATCH_AGE_MS", "30000")];
    let mut member = Service::start_with(&pipeline, &batches);
    member.wait_until_ready();
    let prometheus = Prometheus::scraping(&[&member]);
    let by_partition = |metric: Metric| -> BTreeMap<usize, f64> {
        let series = prometheus.ask(metric.name).into_iter();
        series.map(|(labels, value)| (labels["partition"].as_str().unwrap().parse().unwrap(), value)).collect()
    };
    wait_until(SOON, "Prometheus sees the member, and nothing fires", || {
        by_partition(LAG_RECORDS).len() == 2 && prometheus.firing().is_empty()
    });

    let bad: Vec<Record> = (0..30).map(|number| Record::new(&format!("bad-{number}"), "no article")).collect();
    pipeline.send(&bad);
    wait_until(SOON, "the group commits one batch", || pipeline.committed_records() == 20);
    let lags = || {
        let (ends, committed) = (pipeline.ends(), pipeline.committed());
        let lag = ends.iter().zip(committed).map(|(end, committed)| (end - committed) as f64);
        lag.enumerate().collect::<BTreeMap<usize, f64>>()
    };
    assert_eq!(lags().values().sum::<f64>(), 10.0);
    wait_until(ONE_POLL, "the committed lag is that of Kafka", || by_partition(COMMITTED_LAG_RECORDS) == lags());
    wait_until(ONE_POLL, "these records are read, and in the ledger", || {
        by_partition(LEDGER_RECORDS) == lags() && by_partition(LAG_RECORDS).values().all(|lag| *lag == 0.0)
    });
    wait_until(SOON, "dead letters are told", || prometheus.firing().contains("DemarcheDeadLetters"));

    assert!(!prometheus.firing().contains("DemarcheAbsent"));
    member.kill();
    wait_until(SOON, "the only member is missed", || prometheus.firing().contains("DemarcheAbsent"));
    assert!(by_partition(LAG_RECORDS).is_empty(), "a member that is gone has no lag");
    member.start_again();
    wait_until(SOON, "it is back", || !prometheus.firing().contains("DemarcheAbsent"));
}

/// Names, units and descriptions are as Prometheus would have them.
fn promtool_finds_nothing_wrong(metrics: &str) {
    let mut file = tempfile::tempfile().expect("a file");
    file.write_all(metrics.as_bytes()).and_then(|()| file.rewind()).expect("room in the file");
    let checked = Command::new(tool("promtool")).args(["check", "metrics"]).stdin(file).output().expect("promtool");
    let said = String::from_utf8_lossy(&checked.stdout) + String::from_utf8_lossy(&checked.stderr);
    assert!(checked.status.success() && said.is_empty(), "{said}");
}

/// The queries of the dashboard's panels, as Grafana would send them.
fn panels() -> impl Iterator<Item = String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/grafana/dashboard.json");
    let dashboard: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let targets: Vec<Value> = dashboard["panels"].as_array().unwrap().iter().flat_map(targets_of).collect();
    assert!(!targets.is_empty());
    targets.into_iter().map(|target| {
        let query = target["expr"].as_str().expect("a query");
        query.replace("$__rate_interval", "1m").replace("$namespace", ".*").replace("$job", ".*")
    })
}

fn targets_of(panel: &Value) -> Vec<Value> {
    panel["targets"].as_array().cloned().unwrap_or_default()
}
