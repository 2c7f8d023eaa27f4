//! A real Prometheus scrapes members at work: it finds every metric that is promised, the dashboard shows something in
//! every panel, lags are those that Kafka has, and alerts fire on a fault and end with it. A collector is sent spans.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::io::{Seek as _, Write as _};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use demarche::observe::metrics::{
    ALL, COMMITTED_LAG_RECORDS, EVENTS_OUT, Kind, LAG_RECORDS, LEDGER_RECORDS, MEMORY_LIMIT, Metric, PROCESS,
    REJECTIONS, SPANS,
};
use serde_json::Value;
use support::{
    Collector, Pipeline, Prometheus, Record, Service, attribute, free_ports, sample_article, sample_articles, tool,
    wait_until,
};

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

#[test]
fn each_message_has_a_span_in_the_trace_of_its_sender() {
    let pipeline = Pipeline::new(1);
    let collector = Collector::start(&pipeline.kafka.runtime);
    let trace = |span: u8, flags: &str| format!("00-0af7651916cd43dd8448eb211c80319c-b7ad6b71692033{span:02x}-{flags}");
    pipeline.send(&[
        Record::new("article", sample_article()).with_header("traceparent", trace(1, "01")),
        Record::new("article", sample_article()).with_header("traceparent", trace(2, "00")),
        Record::new("bad", "no article, and confidential").with_header("traceparent", trace(3, "01")),
        Record::new("article", sample_article()),
    ]);
    let settings = [
        ("DEMARCHE_TRACING__ENDPOINT", collector.endpoint.as_str()),
        ("DEMARCHE_TRACING__HEADERS", "authorization=Bearer hunter2"),
        ("DEMARCHE_TRACING__SAMPLE_RATIO", "0"),
    ];
    let mut service = Service::start_with(&pipeline, &settings);
    pipeline.wait_until_all_is_committed(SOON);
    service.signal("TERM");
    assert_eq!(service.exit_code(SOON), Some(0));

    // What waited was sent before the end.
    let mut spans = collector.spans();
    spans.sort_by_key(|span| span.parent_span_id.clone());
    let told: Vec<_> = spans
        .iter()
        .map(|span| {
            let keys = ["messaging.kafka.offset", "demarche.outcome", "demarche.language", "error.type"];
            (span.parent_span_id.last().copied(), keys.map(|key| attribute(span, key)))
        })
        .collect();
    let expected = [(Some(1), ["0", "events", "ru", ""]), (Some(3), ["2", "dead_letter", "", "not_json"])];
    assert_eq!(told, expected.map(|(parent, told)| (parent, told.map(str::to_owned))));
    for span in &spans {
        assert_eq!(span.trace_id[..4], [0x0a, 0xf7, 0x65, 0x19]);
        assert!(span.start_time_unix_nano < span.end_time_unix_nano);
        assert_eq!(attribute(span, "messaging.destination.name"), pipeline.topics.input);
    }
    for (headers, body) in collector.requests() {
        assert_eq!(headers["authorization"], "Bearer hunter2");
        let body = String::from_utf8_lossy(&body);
        assert!(!body.contains("confidential") && !body.contains("Путин"), "no word of an article: {body}");
    }
    let said = service.said();
    assert!(!said.contains("hunter2") && !said.contains("confidential"), "{said}");
}

#[test]
fn a_collector_that_is_away_holds_nothing_up() {
    let pipeline = Pipeline::new(1);
    let nobody = format!("http://127.0.0.1:{}/v1/traces", free_ports(1));
    let settings = [("DEMARCHE_TRACING__ENDPOINT", nobody.as_str()), ("DEMARCHE_TRACING__SAMPLE_RATIO", "1")];
    let mut service = Service::start_with(&pipeline, &settings);
    pipeline.send(&sample_articles(50));
    pipeline.wait_until_all_is_committed(SOON);
    let failed = format!("{}{{outcome=\"failed\"}} 50", SPANS.name);
    wait_until(SOON, "each span is told to have failed", || {
        service.body_of("/metrics").is_some_and(|text| text.lines().any(|line| line == failed))
    });
    service.signal("TERM");
    assert_eq!(service.exit_code(SOON), Some(0));
    assert!(service.said().contains("the collector takes no spans"), "{}", service.said());
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
