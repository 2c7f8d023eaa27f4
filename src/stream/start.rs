//! What must be there before the first record: a broker that answers, the topics, the ids of the schemas, our transactional
//! id.

use std::time::Duration;

use rdkafka::error::KafkaResult;
use rdkafka::metadata::Metadata;

use super::connection::{Connection, Trouble, look};
use super::error::StreamError;
use super::producer::{Failure, OutputProducer};
use super::registry;
use super::wire::Wire;
use crate::config::{Config, Topics};

/// How long one question to the brokers may take.
const STEP: Duration = Duration::from_secs(2);

/// Waits until everything is there, or tells what is missing at the deadline. `None`: asked to stop in the meantime.
pub(crate) fn wait_until_ready(
    config: &Config,
    producer: &OutputProducer,
    goes_on: impl FnMut() -> bool,
) -> Result<Option<Wire>, StreamError> {
    Connection::new(config)?.wait_for(goes_on, |connection| {
        config.topics.all().iter().try_for_each(|(_, topic)| connection.topic(topic))?;
        let wire = registry::agree(config, true)?;
        // Last: from here on, an earlier process of this id can write no more.
        match producer.initialise() {
            Ok(()) => Ok(wire),
            Err(Failure::Fatal(error)) => Err(error),
            Err(failure) => Err(connection.unreachable(format!("the transactional id is not ours yet: {failure:?}"))),
        }
    })
}

/// A topic that we read or write and that has gone; `ask` asks the brokers for one.
pub(crate) fn missing_topic(topics: &Topics, ask: impl Fn(&str, Duration) -> KafkaResult<Metadata>) -> Option<String> {
    let is_missing =
        |topic: &str| ask(topic, STEP).is_ok_and(|metadata| matches!(look(topic, &metadata), Err(Trouble::Missing)));
    let (_, topic) = topics.all().into_iter().find(|(_, topic)| is_missing(topic))?;
    Some(topic.to_owned())
}
