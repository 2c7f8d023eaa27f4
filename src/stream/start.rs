//! What must be there before the first record: a broker that answers, the topics, our transactional id.

use std::time::{Duration, Instant};

use rdkafka::error::KafkaResult;
use rdkafka::metadata::Metadata;
use rdkafka::types::RDKafkaErrorCode;

use super::consumer::{InputConsumer, Polled};
use super::error::{StreamError, is_denied};
use super::producer::{Failure, OutputProducer};
use crate::config::{Config, Topics};

/// How long one question to the brokers may take.
const STEP: Duration = Duration::from_secs(2);

/// How long to wait before the same question again.
const PAUSE: Duration = Duration::from_millis(200);

/// Waits until everything is there, or tells what is missing at the deadline. `Ok(false)`: asked to stop in the meantime.
pub(super) fn wait_until_ready(
    config: &Config,
    consumer: &InputConsumer,
    producer: &OutputProducer,
    mut goes_on: impl FnMut() -> bool,
) -> Result<bool, StreamError> {
    let seconds = config.stream.start_deadline_seconds;
    let deadline = Instant::now() + Duration::from_secs(seconds);
    let mut reason = "no answer".to_owned();
    while goes_on() {
        let missing = match look(&config.topics, |topic, timeout| consumer.metadata(topic, timeout)) {
            Ok(()) => match producer.initialise() {
                Ok(()) => return Ok(true),
                Err(Failure::Fatal(error)) => return Err(error),
                Err(failure) => StreamError::Unreachable {
                    brokers: config.kafka.brokers.clone(),
                    seconds,
                    reason: format!("the transactional id is not ours yet: {failure:?}"),
                },
            },
            Err(Missing::Denied(error)) => return Err(error),
            Err(Missing::Topic(topic)) => StreamError::MissingTopic { topic },
            Err(Missing::Broker(error)) => {
                StreamError::Unreachable { brokers: config.kafka.brokers.clone(), seconds, reason: error }
            }
        };
        // The consumer is told why a broker refuses us; the question itself only times out.
        if let Polled::Error(error) = consumer.poll(PAUSE) {
            if error.rdkafka_error_code().is_some_and(is_denied) {
                return Err(StreamError::NotAllowed { what: "connecting".to_owned(), reason: error.to_string() });
            }
            if error.rdkafka_error_code() != Some(RDKafkaErrorCode::AllBrokersDown) {
                reason = error.to_string();
            }
        }
        if Instant::now() >= deadline {
            return Err(match missing {
                StreamError::Unreachable { brokers, seconds, reason: last } => {
                    StreamError::Unreachable { brokers, seconds, reason: format!("{last}; {reason}") }
                }
                missing => missing,
            });
        }
        tracing::debug!(%missing, "waiting for the start");
    }
    Ok(false)
}

/// What is not there (yet).
enum Missing {
    Broker(String),
    Topic(String),
    Denied(StreamError),
}

/// A topic that we read or write and that has gone; `ask` asks the brokers for one.
pub(super) fn missing_topic(topics: &Topics, ask: impl Fn(&str, Duration) -> KafkaResult<Metadata>) -> Option<String> {
    match look(topics, ask) {
        Err(Missing::Topic(topic)) => Some(topic),
        _ => None,
    }
}

fn look(topics: &Topics, ask: impl Fn(&str, Duration) -> KafkaResult<Metadata>) -> Result<(), Missing> {
    for topic in [&topics.input, &topics.calls, &topics.statements, &topics.sanction_threats, &topics.dead_letters] {
        let metadata = ask(topic, STEP).map_err(|error| Missing::Broker(error.to_string()))?;
        let told = metadata.topics().iter().find(|told| told.name() == topic);
        let error = told.and_then(rdkafka::metadata::MetadataTopic::error).map(RDKafkaErrorCode::from);
        match (told, error) {
            (_, Some(code)) if is_denied(code) => {
                let what = format!("topic `{topic}`");
                return Err(Missing::Denied(StreamError::NotAllowed { what, reason: code.to_string() }));
            }
            (None, _) | (_, Some(RDKafkaErrorCode::UnknownTopicOrPartition | RDKafkaErrorCode::UnknownTopic)) => {
                return Err(Missing::Topic(topic.clone()));
            }
            (_, Some(code)) => return Err(Missing::Broker(format!("topic `{topic}`: {code}"))),
            (Some(told), None) if told.partitions().is_empty() => return Err(Missing::Topic(topic.clone())),
            (Some(_), None) => {}
        }
    }
    Ok(())
}
