//! A real Prometheus scrapes two members at work: it finds every metric that is promised, the dashboard shows something in
//! every panel, and every alert can be evaluated.

mod support;

use std::fs;
use std::path::Path;
use std::time::Duration;

use demarche::observe::metrics::{ALL, EVENTS_OUT, Kind, LAG_RECORDS, MEMORY_LIMIT, Metric, PROCESS, REJECTIONS};
use serde_json::Value;
use support::{Pipeline, Prometheus, Record, Service, sample_articles, wait_until};

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

    // Where nothing limits memory, there is no series of the limit.
    let is_limited = members[0].body_of("/metrics").is_some_and(|text| text.contains(MEMORY_LIMIT.name));
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
