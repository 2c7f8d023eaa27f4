//! What this client may do, found out without doing it.
//!
//! A broker first looks whether a request is allowed, and only then whether it makes sense. So each permission is asked
//! for with a request that cannot be fulfilled: what comes back tells the one from the other, and nothing is changed.
//!
//! | permission | request | allowed | not allowed |
//! | --- | --- | --- | --- |
//! | read a topic | a fetch at its end | the end | `TOPIC_AUTHORIZATION_FAILED` |
//! | write a topic | a record with `acks = 2`, which no broker takes | `INVALID_REQUIRED_ACKS` | `TOPIC_AUTHORIZATION_FAILED` |
//! | be a member of a group | a commit for a partition that is not there | `UNKNOWN_TOPIC_OR_PARTITION` | `GROUP_AUTHORIZATION_FAILED` |
//! | use transactional ids | a transaction that may take 24 days | `INVALID_TRANSACTION_TIMEOUT` | `TRANSACTIONAL_ID_AUTHORIZATION_FAILED` |
//!
//! To take a transactional id into use would throw out the process that has it. The id that is asked for is therefore one
//! that no process has, and only begins like theirs; so a permission must be for that beginning.

use std::error::Error;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rdkafka::client::{ClientContext, OAuthToken};
use rdkafka::config::{ClientConfig, FromClientConfigAndContext, RDKafkaLogLevel};
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer as _, ConsumerContext};
use rdkafka::error::KafkaError;
use rdkafka::message::DeliveryResult;
use rdkafka::producer::{BaseProducer, BaseRecord, NoCustomPartitioner, Producer as _, ProducerContext};
use rdkafka::types::RDKafkaErrorCode;
use rdkafka::{Offset, TopicPartitionList};

use super::error::{Names, StreamError, is_denied};
use super::{client, token};
use crate::config::{Config, TopicRole};

/// How long one answer may take.
const ANSWER: Duration = Duration::from_secs(10);

/// A step of waiting for it.
const STEP: Duration = Duration::from_millis(100);

/// No topic has this partition.
const NO_PARTITION: i32 = i32::MAX;

/// Makes sure that a topic may be read.
pub(super) fn read(config: &Config, topic: &str) -> Result<(), StreamError> {
    let mut settings = client::asking(config);
    settings
        .set("group.id", &config.kafka.group_id)
        .set("enable.auto.commit", "false")
        .set("enable.partition.eof", "true");
    let consumer: BaseConsumer<Listener> = create(&settings)?;
    let mut end = TopicPartitionList::new();
    end.add_partition_offset(topic, 0, Offset::End).map_err(StreamError::Client)?;
    consumer.assign(&end).map_err(StreamError::Client)?;
    wait(|| match consumer.poll(STEP)? {
        Ok(_) | Err(KafkaError::PartitionEOF(_)) => Some(Ok(())),
        Err(error) => match error.rdkafka_error_code() {
            // Whether we may be a member of the group is another question.
            Some(code) if is_denied(code) && code != RDKafkaErrorCode::GroupAuthorizationFailed => {
                Some(Err(denied(code, Names { topic: Some(topic), ..Names::default() }, "Read")))
            }
            _ => None,
        },
    })
}

/// Makes sure that a topic may be written.
pub(super) fn write(config: &Config, topic: &str) -> Result<(), StreamError> {
    let mut settings = client::asking(config);
    settings.set("acks", "2").set("retries", "0").set("message.timeout.ms", ANSWER.as_millis().to_string());
    let producer: BaseProducer<Listener> = create(&settings)?;
    let record: BaseRecord<'_, str, str> = BaseRecord::to(topic).partition(0).key("check").payload("check");
    producer.send(record).map_err(|(error, _)| StreamError::Client(error))?;
    wait(|| {
        producer.poll(STEP);
        match producer.context().code()? {
            RDKafkaErrorCode::InvalidRequiredAcks => Some(Ok(())),
            code => Some(Err(denied(code, Names { topic: Some(topic), ..Names::default() }, "Write"))),
        }
    })
}

/// The first topic that is written and may not be, if there is one.
pub(super) fn denied_output(config: &Config) -> Option<StreamError> {
    let outputs = config.topics.all().into_iter().filter(|(role, _)| *role != TopicRole::Input);
    let denied = |error: &StreamError| matches!(error, StreamError::NotAllowed { .. });
    outputs.filter_map(|(_, topic)| write(config, topic).err()).find(denied)
}

/// Makes sure that we may be a member of the group.
pub(super) fn join(config: &Config) -> Result<(), StreamError> {
    let mut settings = client::asking(config);
    settings.set("group.id", &config.kafka.group_id).set("enable.auto.commit", "false");
    let consumer: BaseConsumer<Listener> = create(&settings)?;
    let names = Names { topic: Some(&config.topics.input), group: Some(&config.kafka.group_id), ..Names::default() };
    let mut nowhere = TopicPartitionList::new();
    nowhere.add_partition_offset(&config.topics.input, NO_PARTITION, Offset::Offset(0)).map_err(StreamError::Client)?;
    // A commit waits for the coordinator of the group, which one who may not even see the group is not told.
    let answer = match consumer.committed_offsets(nowhere.clone(), ANSWER) {
        Err(error) if error.rdkafka_error_code().is_some_and(is_denied) => Err(error),
        _ => consumer.commit(&nowhere, CommitMode::Sync),
    };
    match answer.map_err(|error| (error.rdkafka_error_code(), error)) {
        Ok(()) | Err((Some(RDKafkaErrorCode::UnknownTopicOrPartition), _)) => Ok(()),
        Err((Some(code), _)) => Err(denied(code, names, "Read")),
        Err((None, error)) => Err(StreamError::Client(error)),
    }
}

/// Makes sure that transactional ids of members of the group may be used.
pub(super) fn begin_transactions(config: &Config) -> Result<(), StreamError> {
    let id = client::transactional_id(config, "(check)");
    let mut settings = client::asking(config);
    settings.set("transactional.id", &id).set("transaction.timeout.ms", i32::MAX.to_string());
    let producer: BaseProducer<Listener> = create(&settings)?;
    wait(|| {
        producer.poll(STEP);
        let error = producer.init_transactions(STEP).err()?;
        let fatal = producer.client().fatal_error().map(|(code, _)| code);
        match fatal.or_else(|| error.rdkafka_error_code())? {
            RDKafkaErrorCode::InvalidTransactionTimeout => Some(Ok(())),
            code if is_denied(code) => {
                let beginning = client::transactional_id(config, "");
                let names = Names { transactional_id: Some(&beginning), ..Names::default() };
                Some(Err(denied(code, names, "Write")))
            }
            _ => None,
        }
    })
}

fn create<Client: FromClientConfigAndContext<Listener>>(settings: &ClientConfig) -> Result<Client, StreamError> {
    settings.create_with_context(Listener::default()).map_err(|error| StreamError::Configuration(error.to_string()))
}

fn wait(mut answer: impl FnMut() -> Option<Result<(), StreamError>>) -> Result<(), StreamError> {
    let deadline = Instant::now() + ANSWER;
    loop {
        if let Some(answer) = answer() {
            return answer;
        }
        if Instant::now() >= deadline {
            return Err(StreamError::Client(KafkaError::Global(RDKafkaErrorCode::OperationTimedOut)));
        }
    }
}

/// What a code says that came in place of the expected one.
fn denied(code: RDKafkaErrorCode, names: Names<'_>, operation: &str) -> StreamError {
    if is_denied(code) {
        StreamError::denied(code, code.to_string(), names, operation)
    } else {
        StreamError::Client(KafkaError::Global(code))
    }
}

/// Notes what became of a record, and keeps quiet.
#[derive(Default)]
struct Listener {
    code: Mutex<Option<RDKafkaErrorCode>>,
}

impl Listener {
    fn code(&self) -> Option<RDKafkaErrorCode> {
        *self.code.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ClientContext for Listener {
    const ENABLE_REFRESH_OAUTH_TOKEN: bool = true;

    fn generate_oauth_token(&self, file: Option<&str>) -> Result<OAuthToken, Box<dyn Error>> {
        token::read(file)
    }

    fn log(&self, _: RDKafkaLogLevel, facility: &str, message: &str) {
        client::log(RDKafkaLogLevel::Debug, facility, message);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        tracing::debug!(%error, reason, "error while asking for a permission");
    }
}

impl ConsumerContext for Listener {}

impl ProducerContext<NoCustomPartitioner> for Listener {
    type DeliveryOpaque = ();

    fn delivery(&self, result: &DeliveryResult<'_>, (): ()) {
        let code = result.as_ref().err().and_then(|(error, _)| error.rdkafka_error_code());
        *self.code.lock().unwrap_or_else(PoisonError::into_inner) = Some(code.unwrap_or(RDKafkaErrorCode::NoError));
    }
}
