//! One span a message, for whoever follows an article through several services: from its reading to the commit of what came
//! of it, a child of the span that the record names (W3C). Spans go to a collector over OTLP, never any word of an article.
//!
//! The stream waits for none of it: what is sampled is decided by a worker, a span waits in a bounded queue, a thread of the
//! library sends it, and what does not fit into the queue is dropped and counted.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime};

use jiff::Timestamp;
use metrics::counter;
use opentelemetry::propagation::{Extractor, TextMapPropagator as _};
use opentelemetry::trace::{SpanContext, SpanId, SpanKind, Status, TraceContextExt as _, TraceFlags};
use opentelemetry::{Context, InstrumentationScope, KeyValue};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{
    BatchConfigBuilder, BatchSpanProcessor, IdGenerator as _, RandomIdGenerator, Sampler, SamplingDecision,
    ShouldSample as _, SpanData, SpanEvents, SpanExporter, SpanLinks, SpanProcessor as _,
};

use super::metrics::SPANS;
use super::span_export::Counted;

/// Most spans that wait to be sent, and most of one batch.
pub(super) const QUEUE: usize = 4096;

/// Most spans of one request.
const REQUEST: usize = 512;

/// What all spans of a service have in common.
#[derive(Clone, Debug)]
pub struct Place {
    /// The input topic.
    pub topic: String,
    /// The consumer group.
    pub group: String,
    /// What sets this process apart from others.
    pub instance: String,
}

/// Makes spans, and has them sent.
#[derive(Debug)]
pub struct Spans {
    place: Place,
    sampler: Sampler,
    ids: RandomIdGenerator,
    propagator: TraceContextPropagator,
    processor: BatchSpanProcessor,
    /// Spans in the queue of the processor.
    waiting: Arc<AtomicUsize>,
}

/// A message whose span is wanted.
#[derive(Clone, Debug)]
pub(crate) struct Sampled {
    context: SpanContext,
    parent: SpanContext,
}

/// What the span of a message tells.
#[derive(Clone, Debug)]
pub(crate) struct MessageSpan {
    pub(crate) sampled: Sampled,
    /// When a worker began with it.
    pub(crate) began: Instant,
    /// For how long it had it.
    pub(crate) took: Duration,
    pub(crate) partition: i32,
    pub(crate) offset: i64,
    pub(crate) language: Option<&'static str>,
    pub(crate) events: usize,
    /// Why it became a dead letter, if so.
    pub(crate) rejection: Option<&'static str>,
}

impl Spans {
    /// Has spans sent by `exporter`. A record whose sender has decided about its trace is sampled as it says; of the others
    /// this share is.
    pub(super) fn new(exporter: impl SpanExporter + 'static, ratio: f64, place: Place) -> Self {
        let waiting = Arc::default();
        let config =
            BatchConfigBuilder::default().with_max_queue_size(QUEUE).with_max_export_batch_size(REQUEST).build();
        let exporter = Counted::new(exporter, Arc::clone(&waiting));
        let mut processor = BatchSpanProcessor::new(exporter, config);
        let resource = Resource::builder_empty()
            .with_service_name("demarche")
            .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
            .with_attribute(KeyValue::new("service.instance.id", place.instance.clone()))
            .build();
        processor.set_resource(&resource);
        Self {
            place,
            sampler: Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(ratio))),
            ids: RandomIdGenerator::default(),
            propagator: TraceContextPropagator::new(),
            processor,
            waiting,
        }
    }

    /// Whether the message with these headers is to have a span.
    pub(crate) fn sample(&self, headers: &dyn Extractor) -> Option<Sampled> {
        let context = self.propagator.extract_with_context(&Context::new(), headers);
        let parent = context.span().span_context().clone();
        let trace_id = if parent.is_valid() { parent.trace_id() } else { self.ids.new_trace_id() };
        let decided = self.sampler.should_sample(Some(&context), trace_id, "", &SpanKind::Consumer, &[], &[]);
        (decided.decision == SamplingDecision::RecordAndSample).then(|| {
            let span_id = self.ids.new_span_id();
            let context = SpanContext::new(trace_id, span_id, TraceFlags::SAMPLED, false, decided.trace_state);
            Sampled { context, parent }
        })
    }

    /// Sends the span of a message whose outcome was committed now, which is `at` on the clock of the wall.
    pub(super) fn committed(&self, message: MessageSpan, now: Instant, at: Timestamp) {
        if self.waiting.fetch_add(1, Ordering::Relaxed) >= QUEUE {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            return dropped(1);
        }
        self.processor.on_end(self.data(message, now, at));
    }

    fn data(&self, message: MessageSpan, now: Instant, at: Timestamp) -> SpanData {
        let end_time = SystemTime::from(at);
        let lasted = now.saturating_duration_since(message.began);
        let Place { topic, group, .. } = &self.place;
        let outcome = match (message.rejection, message.events) {
            (Some(_), _) => "dead_letter",
            (None, 0) => "none",
            (None, _) => "events",
        };
        let number = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        // Names of OpenTelemetry's conventions for messaging, as far as they go.
        let mut attributes = vec![
            KeyValue::new("messaging.system", "kafka"),
            KeyValue::new("messaging.operation.name", "process"),
            KeyValue::new("messaging.operation.type", "process"),
            KeyValue::new("messaging.destination.name", topic.clone()),
            KeyValue::new("messaging.destination.partition.id", message.partition.to_string()),
            KeyValue::new("messaging.kafka.offset", message.offset),
            KeyValue::new("messaging.consumer.group.name", group.clone()),
            KeyValue::new("demarche.outcome", outcome),
            KeyValue::new("demarche.events", number(message.events)),
            KeyValue::new("demarche.worker_seconds", message.took.as_secs_f64()),
        ];
        attributes.extend(message.language.map(|language| KeyValue::new("demarche.language", language)));
        attributes.extend(message.rejection.map(|kind| KeyValue::new("error.type", kind)));
        let Sampled { context, parent } = message.sampled;
        SpanData {
            span_context: context,
            parent_span_id: if parent.is_valid() { parent.span_id() } else { SpanId::INVALID },
            parent_span_is_remote: parent.is_remote(),
            span_kind: SpanKind::Consumer,
            name: format!("process {topic}").into(),
            start_time: end_time.checked_sub(lasted).unwrap_or(end_time),
            end_time,
            attributes,
            dropped_attributes_count: 0,
            events: SpanEvents::default(),
            links: SpanLinks::default(),
            status: message.rejection.map_or(Status::Unset, Status::error),
            instrumentation_scope: InstrumentationScope::builder("demarche").build(),
        }
    }

    /// Sends what waits, for as long as this at most.
    pub(super) fn flush(&self, limit: Duration) {
        if let Err(error) = self.processor.shutdown_with_timeout(limit) {
            tracing::warn!(%error, "not all spans were sent");
        }
    }
}

/// So many spans were dropped.
pub(super) fn dropped(count: u64) {
    counter!(SPANS.name, "outcome" => "dropped").increment(count);
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::sync::Mutex;
    use std::sync::mpsc::{Receiver, Sender, channel};

    use opentelemetry_sdk::error::OTelSdkResult;

    use super::*;

    const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
    const PARENT: &str = "b7ad6b7169203331";

    /// Gives what it is to send to the test, and goes on when that lets it.
    #[derive(Debug)]
    struct Held {
        sent: Sender<Vec<SpanData>>,
        go_on: Mutex<Receiver<()>>,
    }

    impl SpanExporter for Held {
        async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
            let _ = self.sent.send(batch);
            let _ = self.go_on.lock().unwrap().recv();
            Ok(())
        }
    }

    fn spans(ratio: f64) -> (Spans, Receiver<Vec<SpanData>>, Sender<()>) {
        let ((sent, seen), (release, go_on)) = (channel(), channel());
        let place = Place { topic: "raw".to_owned(), group: "g".to_owned(), instance: "i".to_owned() };
        (Spans::new(Held { sent, go_on: Mutex::new(go_on) }, ratio, place), seen, release)
    }

    fn headers(flags: &str) -> HashMap<String, String> {
        HashMap::from([("traceparent".to_owned(), format!("00-{TRACE}-{PARENT}-{flags}"))])
    }

    fn message(sampled: Sampled) -> MessageSpan {
        let (began, took) = (Instant::now(), Duration::from_millis(2));
        MessageSpan { sampled, began, took, partition: 3, offset: 9, language: Some("uk"), events: 2, rejection: None }
    }

    #[test]
    fn whoever_began_a_trace_decides_whether_it_is_sampled() {
        let (never, ..) = spans(0.0);
        let sampled = never.sample(&headers("01")).expect("its sender has it sampled");
        assert_eq!(sampled.context.trace_id().to_string(), TRACE);
        assert_eq!(sampled.parent.span_id().to_string(), PARENT);
        assert!(never.sample(&HashMap::new()).is_none());

        let (always, ..) = spans(1.0);
        assert!(always.sample(&headers("00")).is_none(), "its sender does not");
        let root = always.sample(&HashMap::new()).expect("nobody has decided");
        assert!(root.context.is_valid() && !root.parent.is_valid());
        assert!(always.sample(&HashMap::from([("traceparent".to_owned(), "nonsense".to_owned())])).is_some());
    }

    #[test]
    fn a_span_tells_where_its_message_stood_and_what_came_of_it() {
        let (spans, ..) = spans(1.0);
        let sampled = spans.sample(&headers("01")).unwrap();
        let letter = MessageSpan { events: 0, rejection: Some("no_text"), language: None, ..message(sampled.clone()) };
        let at = Timestamp::from_second(1_700_000_000).unwrap();
        let text = |data: &SpanData, key: &str| {
            let found = data.attributes.iter().find(|attribute| attribute.key.as_str() == key);
            found.map(|attribute| attribute.value.to_string()).unwrap_or_default()
        };
        let data = spans.data(message(sampled), Instant::now(), at);
        assert_eq!(data.parent_span_id.to_string(), PARENT);
        assert_eq!(data.end_time, SystemTime::from(at));
        let told = ["demarche.outcome", "demarche.events", "demarche.language", "messaging.kafka.offset"];
        assert_eq!(told.map(|key| text(&data, key)), ["events", "2", "uk", "9"]);
        let data = spans.data(letter, Instant::now(), at);
        assert_eq!(data.status, Status::error("no_text"));
        assert_eq!(["demarche.outcome", "error.type"].map(|key| text(&data, key)), ["dead_letter", "no_text"]);
    }

    #[test]
    fn a_collector_that_does_not_answer_holds_back_nobody() {
        let recorder = metrics_exporter_prometheus::PrometheusBuilder::new().build_recorder();
        let (spans, seen, release) = spans(1.0);
        let send = |count: usize| {
            for _ in 0..count {
                let sampled = spans.sample(&headers("01")).unwrap();
                spans.committed(message(sampled), Instant::now(), Timestamp::UNIX_EPOCH);
            }
        };
        send(REQUEST);
        let first = seen.recv().expect("a request, which gets no answer");
        metrics::with_local_recorder(&recorder, || send(QUEUE + 10));
        let told = recorder.handle().render();
        let dropped = format!("{}{{outcome=\"dropped\"}} {}", SPANS.name, first.len() + 10);
        assert!(told.lines().any(|line| line == dropped), "{dropped}: {told}");
        drop(release);
        spans.flush(Duration::from_secs(60));
        let sent: usize = seen.try_iter().map(|request| request.len()).sum();
        assert_eq!(first.len() + sent, QUEUE, "all that was in the queue");
    }
}
