//! How spans leave the process: OTLP over HTTP, in protobuf, by the library of OpenTelemetry and the HTTP client that is
//! here anyway.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use metrics::counter;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{
    ExporterBuildError, Protocol, RetryPolicy, SpanExporter as OtlpExporter, WithExportConfig as _, WithHttpConfig as _,
};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{SpanData, SpanExporter};
use ureq::Agent;
use ureq::tls::{RootCerts, TlsConfig, TlsProvider};

use super::metrics::SPANS;
use super::spans::{Place, Spans};
use crate::config::Tracing;

/// How long the collector may take for one request.
const ANSWER: Duration = Duration::from_secs(5);

/// What is sent may become of spans; others are dropped.
pub(super) const OUTCOMES: [&str; 3] = ["sent", "failed", "dropped"];

impl Spans {
    /// Spans as the configuration has them; `None` where it names no collector.
    ///
    /// # Errors
    ///
    /// Where the address of the collector is none.
    pub fn configured(config: &Tracing, place: Place) -> Result<Option<Self>, ExporterBuildError> {
        if config.endpoint.is_empty() {
            return Ok(None);
        }
        let exporter = OtlpExporter::builder()
            .with_http()
            .with_http_client(Client::new())
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(config.endpoint.as_str())
            .with_timeout(ANSWER)
            .with_headers(config.header_pairs().collect())
            // What fails is counted, not made again: the next spans wait already.
            .with_retry_policy(RetryPolicy::disabled())
            .build()?;
        Ok(Some(Self::new(exporter, config.sample_ratio.get(), place)))
    }
}

/// The HTTP client of this program, as the library wants it. It waits on the library's own thread.
#[derive(Debug)]
struct Client(Agent);

impl Client {
    fn new() -> Self {
        let tls = TlsConfig::builder().provider(TlsProvider::NativeTls).root_certs(RootCerts::PlatformVerifier);
        let config = Agent::config_builder()
            .tls_config(tls.build())
            .timeout_global(Some(ANSWER))
            .http_status_as_error(false)
            // Headers may hold credentials, which go to the configured address and no other.
            .max_redirects(0)
            .max_redirects_will_error(false);
        Self(config.build().new_agent())
    }
}

#[async_trait]
impl HttpClient for Client {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let (head, body) = request.into_parts();
        let answer = self.0.run(Request::from_parts(head, &body[..]))?;
        let (head, mut body) = answer.into_parts();
        Ok(Response::from_parts(head, body.read_to_vec()?.into()))
    }
}

/// Counts what another exporter does, and tells when it begins to fail and when it is well again.
#[derive(Debug)]
pub(super) struct Counted<E> {
    exporter: E,
    waiting: Arc<AtomicUsize>,
    failures: AtomicUsize,
}

impl<E> Counted<E> {
    pub(super) const fn new(exporter: E, waiting: Arc<AtomicUsize>) -> Self {
        Self { exporter, waiting, failures: AtomicUsize::new(0) }
    }
}

impl<E: SpanExporter> SpanExporter for Counted<E> {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let count = batch.len();
        let exported = self.exporter.export(batch).await;
        self.waiting.fetch_sub(count, Ordering::Relaxed);
        let outcome = match &exported {
            Ok(()) => {
                if self.failures.swap(0, Ordering::Relaxed) > 0 {
                    tracing::info!("the collector takes spans again");
                }
                "sent"
            }
            Err(error) => {
                if self.failures.fetch_add(1, Ordering::Relaxed) == 0 {
                    tracing::warn!(%error, "the collector takes no spans; they are counted and dropped until it does");
                }
                "failed"
            }
        };
        counter!(SPANS.name, "outcome" => outcome).increment(count as u64);
        exported
    }

    fn shutdown(&self) -> OTelSdkResult {
        self.exporter.shutdown()
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.exporter.set_resource(resource);
    }
}
