//! A collector of spans on loopback, which takes OTLP over HTTP and keeps what comes.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::routing::post;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message as _;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// A running collector.
pub struct Collector {
    /// Where it takes spans.
    pub endpoint: String,
    requests: Arc<Mutex<Vec<(HeaderMap, Bytes)>>>,
}

impl Collector {
    /// Starts one, which runs as long as the runtime does.
    pub fn start(runtime: &Runtime) -> Self {
        let requests: Arc<Mutex<Vec<_>>> = Arc::default();
        let kept = Arc::clone(&requests);
        let keep = move |headers: HeaderMap, body: Bytes| async move {
            kept.lock().expect("no panic under the lock").push((headers, body));
        };
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let listener = runtime.block_on(TcpListener::bind(any)).expect("a free port");
        let address = listener.local_addr().expect("the address just bound");
        let router = Router::new().route("/v1/traces", post(keep));
        runtime.spawn(async move { axum::serve(listener, router).await });
        Self { endpoint: format!("http://{address}/v1/traces"), requests }
    }

    /// The headers and the bytes of each request so far.
    pub fn requests(&self) -> Vec<(HeaderMap, Bytes)> {
        self.requests.lock().expect("no panic under the lock").clone()
    }

    /// All spans that came so far.
    pub fn spans(&self) -> Vec<Span> {
        let requests = self.requests().into_iter();
        let decoded = requests.map(|(_, body)| ExportTraceServiceRequest::decode(body).expect("spans in protobuf"));
        let of_resources = decoded.flat_map(|request| request.resource_spans);
        of_resources.flat_map(|of| of.scope_spans).flat_map(|of| of.spans).collect()
    }
}

/// An attribute of a span, as text; empty where it has none of this name.
pub fn attribute(span: &Span, key: &str) -> String {
    let found = span.attributes.iter().find(|attribute| attribute.key == key);
    match found.and_then(|attribute| attribute.value.as_ref()?.value.as_ref()) {
        Some(Value::StringValue(text)) => text.clone(),
        Some(Value::IntValue(number)) => number.to_string(),
        _ => String::new(),
    }
}
