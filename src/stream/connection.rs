//! Whether the brokers answer this client, and if not, why.
//!
//! A question to the brokers only times out where they refuse us. The reason comes beside it, as an error of the client:
//! this one listens for it, so that a wrong password is told at once and as what it is.

use std::error::Error;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rdkafka::client::{ClientContext, OAuthToken};
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::error::KafkaError;
use rdkafka::message::DeliveryResult;
use rdkafka::metadata::Metadata;
use rdkafka::producer::{BaseProducer, NoCustomPartitioner, Producer as _, ProducerContext};
use rdkafka::types::RDKafkaErrorCode;

use super::error::{Names, StreamError, is_denied};
use super::{client, token};
use crate::config::Config;

/// How long one question to the brokers may take.
const STEP: Duration = Duration::from_secs(2);

/// How long to wait before the same question again.
const PAUSE: Duration = Duration::from_millis(200);

/// A client that asks, and neither reads nor writes.
pub(crate) struct Connection {
    client: BaseProducer<Context>,
    brokers: String,
    seconds: u64,
}

impl Connection {
    pub(crate) fn new(config: &Config) -> Result<Self, StreamError> {
        let client = client::asking(config).create_with_context(Context::default());
        let client: BaseProducer<Context> =
            client.map_err(|error: KafkaError| StreamError::Configuration(error.to_string()))?;
        // Where a token is wanted, the client asks for it here, before anything else.
        client.poll(Duration::ZERO);
        let (brokers, seconds) = (config.kafka.brokers.clone(), config.stream.start_deadline_seconds);
        Ok(Self { client, brokers, seconds })
    }

    /// Asks until there is an answer, or one that will not change, or the start deadline is over. `None`: asked to stop in
    /// the meantime.
    pub(crate) fn wait_for<T>(
        &self,
        mut goes_on: impl FnMut() -> bool,
        mut ask: impl FnMut(&Self) -> Result<T, StreamError>,
    ) -> Result<Option<T>, StreamError> {
        let deadline = Instant::now() + Duration::from_secs(self.seconds);
        while goes_on() {
            match ask(self) {
                Ok(answer) => return Ok(Some(answer)),
                Err(error) if error.may_pass() && Instant::now() < deadline => {
                    tracing::debug!(%error, "waiting for the start");
                    self.client.poll(PAUSE);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }

    /// What the brokers tell of a topic, or of all of them.
    pub(crate) fn metadata(&self, topic: Option<&str>) -> Result<Metadata, StreamError> {
        let answer = self.client.client().fetch_metadata(topic, STEP);
        self.client.poll(Duration::ZERO);
        answer.map_err(|error| self.reason(&error))
    }

    /// Makes sure that a topic is there, and that we may know of it.
    pub(crate) fn topic(&self, topic: &str) -> Result<(), StreamError> {
        look(topic, &self.metadata(Some(topic))?).map_err(|trouble| self.trouble(topic, &trouble))
    }

    /// What is the matter with a topic, in words.
    pub(crate) fn trouble(&self, topic: &str, trouble: &Trouble) -> StreamError {
        match trouble {
            Trouble::Missing => StreamError::MissingTopic { topic: topic.to_owned() },
            Trouble::Denied(code) => {
                let names = Names { topic: Some(topic), ..Names::default() };
                StreamError::denied(*code, code.to_string(), names, "Describe")
            }
            Trouble::Other(code) => self.unreachable(format!("topic `{topic}`: {code}")),
        }
    }

    /// That there is no answer, and the last reason heard.
    pub(crate) fn unreachable(&self, reason: String) -> StreamError {
        StreamError::Unreachable { brokers: self.brokers.clone(), seconds: self.seconds, reason }
    }

    /// Why there is no answer.
    fn reason(&self, error: &KafkaError) -> StreamError {
        let heard = self.client.context().heard.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Some((code, reason)) = heard else { return self.unreachable(error.to_string()) };
        StreamError::refused(code, &reason).unwrap_or_else(|| self.unreachable(reason))
    }
}

/// What is the matter with a topic.
pub(crate) enum Trouble {
    Missing,
    Denied(RDKafkaErrorCode),
    Other(RDKafkaErrorCode),
}

/// Whether a topic is there, as the brokers tell.
pub(crate) fn look(topic: &str, metadata: &Metadata) -> Result<(), Trouble> {
    let told = metadata.topics().iter().find(|told| told.name() == topic).ok_or(Trouble::Missing)?;
    match told.error().map(RDKafkaErrorCode::from) {
        Some(code) if is_denied(code) => Err(Trouble::Denied(code)),
        Some(RDKafkaErrorCode::UnknownTopicOrPartition | RDKafkaErrorCode::UnknownTopic) => Err(Trouble::Missing),
        Some(code) => Err(Trouble::Other(code)),
        None if told.partitions().is_empty() => Err(Trouble::Missing),
        None => Ok(()),
    }
}

/// Listens to what librdkafka tells beside its answers.
#[derive(Default)]
struct Context {
    heard: Mutex<Option<(RDKafkaErrorCode, String)>>,
}

impl ProducerContext<NoCustomPartitioner> for Context {
    type DeliveryOpaque = ();

    fn delivery(&self, _: &DeliveryResult<'_>, (): ()) {}
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
        // That all brokers are down follows from the reason, and is none.
        if let Some(code) = error.rdkafka_error_code().filter(|code| *code != RDKafkaErrorCode::AllBrokersDown) {
            tracing::debug!(%error, reason, "connection error");
            *self.heard.lock().unwrap_or_else(PoisonError::into_inner) = Some((code, reason.to_owned()));
        }
    }
}
