//! The headers of a record, as the library of OpenTelemetry reads them.

use opentelemetry::propagation::Extractor;
use rdkafka::Message;
use rdkafka::message::Headers as _;

/// The trace context (W3C) that a record carries.
pub(super) struct TraceContext<'a, M>(pub(super) &'a M);

impl<M: Message> Extractor for TraceContext<'_, M> {
    fn get(&self, key: &str) -> Option<&str> {
        let header = self.0.headers()?.iter().find(|header| header.key == key)?;
        std::str::from_utf8(header.value?).ok()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.headers().into_iter().flat_map(|headers| headers.iter()).map(|header| header.key).collect()
    }
}
