//! `/metrics`, `/livez`, `/readyz` and `/startupz`, and the console beside them.

use std::net::SocketAddr;
use std::time::Instant;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::{Complaint, Console, Health, Observer, Recorder};

/// The media type of the text format of Prometheus.
const PROMETHEUS_TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// A bound address, not yet served.
#[derive(Debug)]
pub struct Listener {
    inner: TcpListener,
    /// The address, with the port that was really taken.
    pub address: SocketAddr,
}

/// Takes the address.
///
/// # Errors
///
/// Where it cannot be had.
pub async fn listen(address: SocketAddr) -> std::io::Result<Listener> {
    let inner = TcpListener::bind(address).await?;
    let address = inner.local_addr()?;
    Ok(Listener { inner, address })
}

impl Listener {
    /// Answers until the runtime ends; with a console where there is one.
    ///
    /// # Errors
    ///
    /// Where the address is lost.
    pub async fn serve(self, observer: Observer, recorder: Recorder, console: Option<Console>) -> std::io::Result<()> {
        let mut router = router(observer, recorder);
        if let Some(console) = console {
            tokio::spawn(console.clone().take_samples());
            router = router.merge(console.router());
        }
        axum::serve(self.inner, router).await
    }
}

#[derive(Clone)]
struct Watched {
    observer: Observer,
    recorder: Recorder,
}

fn router(observer: Observer, recorder: Recorder) -> Router {
    let answer = |against: fn(&Health, Instant) -> Vec<Complaint>| {
        move |State(watched): State<Watched>| async move { verdict(&against(&watched.observer.health(), Instant::now())) }
    };
    Router::new()
        .route("/metrics", get(all_metrics))
        .route("/livez", get(answer(Health::against_live)))
        .route("/readyz", get(answer(Health::against_ready)))
        .route("/startupz", get(answer(|health, _| health.against_started())))
        .with_state(Watched { observer, recorder })
}

async fn all_metrics(State(watched): State<Watched>) -> impl IntoResponse {
    let text = watched.recorder.render() + &watched.observer.render(Instant::now());
    ([(header::CONTENT_TYPE, PROMETHEUS_TEXT)], text)
}

/// Well, or not and why: `{"status":"ok","reasons":[]}`.
fn verdict(against: &[Complaint]) -> (StatusCode, Json<Value>) {
    let is_well = against.is_empty();
    let (code, status) = if is_well { (StatusCode::OK, "ok") } else { (StatusCode::SERVICE_UNAVAILABLE, "failing") };
    let reasons: Vec<String> = against.iter().map(ToString::to_string).collect();
    (code, Json(json!({ "status": status, "reasons": reasons })))
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};
    use std::io::{Read as _, Write as _};
    use std::net::TcpStream;
    use std::time::Duration;

    use jiff::Timestamp;

    use super::*;
    use crate::event::EventType;
    use crate::observe::metrics::{ALL, MEMORY_LIMIT};
    use crate::observe::{
        BatchTally, Client, ClientFigures, Commit, Offsets, Rebalance, RecordTimes, Requests, Stage, Standing,
        publish_client,
    };

    fn get(address: SocketAddr, path: &str) -> String {
        let mut stream = TcpStream::connect(address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn what_the_stream_tells_can_be_watched() {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let observer = Observer::new(Instant::now());
        let listener = runtime.block_on(listen(SocketAddr::from(([127, 0, 0, 1], 0)))).unwrap();
        let address = listener.address;
        let (kept, recorder) = Recorder::build();
        runtime.spawn(listener.serve(observer.clone(), recorder, None));

        let live = get(address, "/livez");
        assert!(live.starts_with("HTTP/1.1 200") && live.ends_with(r#"{"reasons":[],"status":"ok"}"#), "{live}");
        for path in ["/readyz", "/startupz"] {
            assert!(get(address, path).starts_with("HTTP/1.1 503"), "{path} before the first assignment");
        }
        observer.assignment("raw", &HashSet::from([3]));
        for path in ["/readyz", "/startupz"] {
            assert!(get(address, path).starts_with("HTTP/1.1 200"), "{path} after the first assignment");
        }

        let took = |millis| RecordTimes { took: Duration::from_millis(millis), ..RecordTimes::default() };
        let mut times = RecordTimes { written: Some(58_500), published: Some(0), ..took(3) };
        times.finished(Stage::Reading, Duration::from_millis(1));
        let mut tally = BatchTally::default();
        tally.add(Some("ru"), &[(EventType::Call, "ru"), (EventType::Call, "ru")], None, &times);
        tally.add(Some("other"), &[], None, &took(3));
        tally.add(None, &[], Some("empty"), &took(1));
        let waits = [Duration::from_millis(70); 3].into_iter();
        let commit = Commit { took: Duration::from_millis(4), at: Timestamp::from_second(60).unwrap() };
        metrics::with_local_recorder(&kept, || {
            observer.may_reject(["no_text"].into_iter());
            observer.may_retry(["timed_out"].into_iter());
            observer.assignment("raw", &HashSet::from([3]));
            observer.rebalanced(Rebalance::Assigned);
            observer.in_flight(7, 7000);
            observer.workers(2);
            observer.committed(tally, waits, ("raw", &[(3, 15)]), commit, Instant::now());
            observer.batch_failed("coordinator", Instant::now());
            let figures = ClientFigures { connections: 3, queue_messages: 9, ..ClientFigures::default() };
            publish_client(Client::Producer, &figures, Requests { retries: 2, ..Requests::default() });
        });
        observer.offsets("raw", &HashMap::from([(3, Offsets { lag: Some(12), committed: Some(10), end: Some(32) })]));
        let standing = Standing { partition: 3, mark: (1, 1), is_waiting: true, held: 5 };
        observer.stand("raw", [standing].into_iter(), Instant::now());
        let ready = get(address, "/readyz");
        assert!(ready.starts_with("HTTP/1.1 503") && ready.contains("the last batch failed"), "{ready}");

        let text = get(address, "/metrics");
        for line in [
            "demarche_records_in_total 3",
            "demarche_articles_total{language=\"other\"} 1",
            "demarche_events_out_total{type=\"call\",language=\"ru\"} 2",
            "demarche_rejections_total{kind=\"empty\"} 1",
            "demarche_rejections_total{kind=\"no_text\"} 0",
            "demarche_events_out_total{type=\"statement\",language=\"uk\"} 0",
            "demarche_transactions_total{outcome=\"committed\"} 1",
            "demarche_transactions_total{outcome=\"failed\"} 1",
            "demarche_lag_records{topic=\"raw\",partition=\"3\"} 12",
            "demarche_committed_lag_records{topic=\"raw\",partition=\"3\"} 17",
            "demarche_ledger_records{topic=\"raw\",partition=\"3\"} 5",
            "demarche_assigned_partitions 1",
            "demarche_rebalances_total{kind=\"assigned\"} 1",
            "demarche_rebalances_total{kind=\"lost\"} 0",
            "demarche_in_flight_records 7",
            "demarche_in_flight_bytes 7000",
            "demarche_workers 2",
            "demarche_retries_total{kind=\"coordinator\"} 1",
            "demarche_retries_total{kind=\"timed_out\"} 0",
            "demarche_kafka_connections{client=\"producer\"} 3",
            "demarche_kafka_request_retries_total{client=\"producer\"} 2",
            "demarche_producer_queue_messages 9",
            "demarche_stage_seconds_bucket{stage=\"reading\",le=\"0.001\"} 1",
            "demarche_stage_seconds_count{stage=\"encoding\"} 0",
            "demarche_record_latency_seconds_sum 1.5",
            "demarche_publication_latency_seconds_bucket{le=\"60\"} 1",
            "demarche_batch_records_bucket{le=\"5\"} 1",
            "demarche_batch_commit_seconds_bucket{le=\"0.005\"} 1",
            "demarche_extraction_seconds_bucket{le=\"0.002\"} 1",
            "demarche_commit_latency_seconds_bucket{le=\"0.1\"} 3",
        ] {
            assert!(text.lines().any(|of| of == line), "{line} in:\n{text}");
        }
        for line in ["demarche_build_info{version=\"", "demarche_loop_age_seconds 0"] {
            assert!(text.lines().any(|of| of.starts_with(line)), "{line}… in:\n{text}");
        }
        for name in ALL.iter().map(|metric| metric.name).filter(|name| *name != MEMORY_LIMIT.name) {
            assert!(text.contains(&format!("# HELP {name} ")), "{name} is described");
        }
        let described = text.lines().filter_map(|line| line.strip_prefix("# HELP ")?.split(' ').next());
        for name in described {
            assert!(ALL.iter().any(|metric| metric.name == name), "{name} is not among those that are promised");
        }
    }
}
