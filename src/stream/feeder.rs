//! Writes articles to the input topic.

use std::error::Error;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rdkafka::client::{ClientContext, OAuthToken};
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::error::KafkaError;
use rdkafka::message::{DeliveryResult, Header, OwnedHeaders};
use rdkafka::producer::{BaseProducer, BaseRecord, NoCustomPartitioner, Producer as _, ProducerContext};
use rdkafka::types::RDKafkaErrorCode;

use super::connection::Connection;
use super::error::StreamError;
use super::{client, token};
use crate::config::Config;

/// What became of the articles so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Articles that the broker has.
    pub articles: u64,
    /// Articles that it refused or never got.
    pub failed: u64,
    /// Why the first of those failed.
    pub first_error: Option<KafkaError>,
}

/// Writes articles to the input topic.
pub struct Feeder {
    producer: BaseProducer<Context>,
    topic: String,
}

impl Feeder {
    /// Connects, and makes sure that the topic is there.
    ///
    /// # Errors
    ///
    /// Where no broker answers by the start deadline, or the topic is not there.
    pub fn connect(config: &Config) -> Result<Self, StreamError> {
        let producer: BaseProducer<Context> = client::feeder(config)
            .create_with_context(Context::default())
            .map_err(|error| StreamError::Configuration(error.to_string()))?;
        let topic = config.topics.input.clone();
        Connection::new(config)?.wait_for(|| true, |connection| connection.topic(&topic))?;
        Ok(Self { producer, topic })
    }

    /// Queues an article; waits while the queue is full.
    ///
    /// # Errors
    ///
    /// Where this article cannot be sent, such as one that is too large.
    pub fn send(&self, key: &str, value: &[u8], content_type: &str) -> Result<(), KafkaError> {
        let headers = OwnedHeaders::new().insert(Header { key: "content-type", value: Some(content_type) });
        let mut record = BaseRecord::to(&self.topic).key(key).payload(value).headers(headers);
        loop {
            match self.producer.send(record) {
                Ok(()) => {
                    self.producer.poll(Duration::ZERO);
                    return Ok(());
                }
                Err((KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull), back)) => {
                    self.producer.poll(Duration::from_millis(1));
                    record = back;
                }
                Err((error, _)) => return Err(error),
            }
        }
    }

    /// What became of the articles so far.
    #[must_use]
    pub fn delivered(&self) -> Delivered {
        self.producer.context().delivered().clone()
    }

    /// Waits until each article is with the broker or has failed; `while_waiting` is called now and then.
    #[must_use]
    pub fn finish(&self, mut while_waiting: impl FnMut(&Delivered)) -> Delivered {
        while self.producer.in_flight_count() > 0 {
            self.producer.poll(Duration::from_millis(20));
            while_waiting(&self.delivered());
        }
        self.delivered()
    }
}

impl std::fmt::Debug for Feeder {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Feeder").field("topic", &self.topic).finish_non_exhaustive()
    }
}

/// What librdkafka calls while we poll.
#[derive(Default)]
struct Context {
    delivered: Mutex<Delivered>,
}

impl Context {
    fn delivered(&self) -> MutexGuard<'_, Delivered> {
        self.delivered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ProducerContext<NoCustomPartitioner> for Context {
    type DeliveryOpaque = ();

    fn delivery(&self, result: &DeliveryResult<'_>, (): ()) {
        let mut delivered = self.delivered();
        match result {
            Ok(_) => delivered.articles += 1,
            Err((error, _)) => {
                delivered.failed += 1;
                delivered.first_error.get_or_insert_with(|| error.clone());
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
        tracing::debug!(%error, reason, "producer error");
    }
}
