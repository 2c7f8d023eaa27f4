//! `/metrics`, `/livez`, `/readyz` and `/startupz`.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use tokio::net::TcpListener;

use super::{Health, Observer, Recorder};

/// How often what was recorded is folded into buckets.
const UPKEEP: Duration = Duration::from_secs(5);

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
    /// Answers until the runtime ends.
    ///
    /// # Errors
    ///
    /// Where the address is lost.
    pub async fn serve(self, observer: Observer, recorder: Recorder) -> std::io::Result<()> {
        let upkeep = recorder.clone();
        tokio::spawn(async move {
            let mut ticks = tokio::time::interval(UPKEEP);
            loop {
                ticks.tick().await;
                upkeep.upkeep();
            }
        });
        axum::serve(self.inner, router(observer, recorder)).await
    }
}

#[derive(Clone)]
struct Watched {
    observer: Observer,
    recorder: Recorder,
}

fn router(observer: Observer, recorder: Recorder) -> Router {
    let answer = |is_well: fn(&Health, Instant) -> bool| {
        move |State(watched): State<Watched>| async move { verdict(is_well(&watched.observer.health(), Instant::now())) }
    };
    Router::new()
        .route("/metrics", get(metrics))
        .route("/livez", get(answer(Health::is_live)))
        .route("/readyz", get(answer(Health::is_ready)))
        .route("/startupz", get(answer(|health, _| health.is_started())))
        .with_state(Watched { observer, recorder })
}

async fn metrics(State(watched): State<Watched>) -> impl IntoResponse {
    let text = watched.recorder.render() + &watched.observer.render_lags();
    ([(header::CONTENT_TYPE, PROMETHEUS_TEXT)], text)
}

fn verdict(is_well: bool) -> (StatusCode, &'static str) {
    if is_well { (StatusCode::OK, "ok\n") } else { (StatusCode::SERVICE_UNAVAILABLE, "no\n") }
}
