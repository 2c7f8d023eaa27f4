//! What becomes of outputs: how many are not written yet, and which of them failed.

use std::error::Error;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use rdkafka::Statistics;
use rdkafka::client::{ClientContext, OAuthToken};
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::error::KafkaError;
use rdkafka::message::{DeliveryResult, Message as _};
use rdkafka::producer::{NoCustomPartitioner, ProducerContext};

use crate::observe::Client;
use crate::stream::statistics::Told;
use crate::stream::{client, token};

/// Where an output came from, to be told when it fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cause {
    /// Partition of the input record.
    pub(crate) partition: i32,
    /// Its offset.
    pub(crate) offset: i64,
    /// Whether the output is its dead letter.
    pub(crate) is_dead_letter: bool,
    /// Size of the output.
    pub(crate) bytes: usize,
}

/// An output that was not written.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) error: KafkaError,
    pub(super) cause: Cause,
    pub(super) topic: String,
    bytes: usize,
}

/// What librdkafka calls while we poll.
pub(super) struct Context {
    told: Told,
    refusal: Mutex<Option<Refusal>>,
    /// Bytes of the outputs that are not written yet.
    pub(super) queued: AtomicUsize,
}

impl Context {
    pub(super) const fn new() -> Self {
        Self { told: Told::of(Client::Producer), refusal: Mutex::new(None), queued: AtomicUsize::new(0) }
    }

    /// The first output that failed since it was last asked.
    pub(super) fn take(&self) -> Option<Refusal> {
        self.refusal.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl ProducerContext<NoCustomPartitioner> for Context {
    type DeliveryOpaque = Box<Cause>;

    fn delivery(&self, result: &DeliveryResult<'_>, cause: Box<Cause>) {
        self.queued.fetch_sub(cause.bytes, Ordering::Relaxed);
        if let Err((error, message)) = result {
            let refusal = Refusal {
                error: error.clone(),
                cause: *cause,
                topic: message.topic().to_owned(),
                bytes: message.payload().map_or(0, <[u8]>::len),
            };
            let mut first = self.refusal.lock().unwrap_or_else(PoisonError::into_inner);
            // The first failure is the reason; those after it follow from it. But a broker refuses a whole request for its
            // size, and then the largest of its records is the one to name.
            let is_reason = first.as_ref().is_none_or(|first| first.error == *error && first.bytes < refusal.bytes);
            if is_reason {
                *first = Some(refusal);
            }
        }
    }
}

impl ClientContext for Context {
    const ENABLE_REFRESH_OAUTH_TOKEN: bool = true;

    fn generate_oauth_token(&self, file: Option<&str>) -> Result<OAuthToken, Box<dyn Error>> {
        token::read(file)
    }

    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        client::log(level, facility, message);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        tracing::warn!(%error, reason, "producer error");
    }

    fn stats(&self, statistics: Statistics) {
        self.told.tell(&statistics);
    }
}
