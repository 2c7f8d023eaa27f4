//! The in-process broker: its topics, what is sent to it, and what is read back from it.

use std::time::Duration;

use prost::Message as _;
use rdkafka::ClientConfig;
use rdkafka::Message as _;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::KafkaResult;
use rdkafka::message::{BorrowedMessage, Headers as _};
use rdkafka::mocking::MockCluster;
use rdkafka::producer::{BaseProducer, BaseRecord, DefaultProducerContext, Producer as _};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

use super::articles::Sample;
use crate::config::Topics;
use crate::event::v1::{Call, SanctionThreat, Statement, event::Event as Body};
use crate::event::{Event, EventType};

/// A Kafka broker inside this process, with the topics of the service.
pub(super) struct Broker {
    cluster: MockCluster<'static, DefaultProducerContext>,
    topics: Topics,
}

/// What the service wrote.
#[derive(Clone, Debug)]
pub(super) enum Output {
    Event(Box<Event>),
    DeadLetter {
        /// Key of the record that could not be read.
        key: String,
        /// Why, in words.
        reason: String,
    },
}

/// How long a client waits for a broker in the same process.
const AT_HAND: Duration = Duration::from_secs(10);

impl Broker {
    /// Starts a broker with the topics, each of one partition: the events then come in the order of the articles.
    pub(super) fn start(topics: &Topics) -> KafkaResult<Self> {
        let cluster = MockCluster::new(1)?;
        for topic in [&topics.input].into_iter().chain(output_topics(topics)) {
            cluster.create_topic(topic, 1, 1)?;
        }
        Ok(Self { cluster, topics: topics.clone() })
    }

    /// Its address.
    pub(super) fn address(&self) -> String {
        self.cluster.bootstrap_servers()
    }

    /// Writes the samples to the input topic.
    pub(super) fn feed(&self, samples: &[Sample]) -> KafkaResult<()> {
        let producer: BaseProducer = self.client().create()?;
        for sample in samples {
            let record = BaseRecord::to(&self.topics.input).key(&sample.key).payload(sample.value.as_ref());
            producer.send(record).map_err(|(error, _)| error)?;
        }
        producer.flush(AT_HAND)
    }

    /// Reads what the service writes, from the first record on.
    pub(super) fn read(&self) -> KafkaResult<Reader> {
        let consumer: BaseConsumer = self
            .client()
            // Partitions are assigned by hand, so the group is a name only: nothing joins it.
            .set("group.id", "demarche-demo-reader")
            .set("enable.auto.commit", "false")
            .set("isolation.level", "read_committed")
            .create()?;
        let mut partitions = TopicPartitionList::new();
        for topic in output_topics(&self.topics) {
            partitions.add_partition_offset(topic, 0, Offset::Beginning)?;
        }
        consumer.assign(&partitions)?;
        Ok(Reader { consumer, topics: self.topics.clone() })
    }

    fn client(&self) -> ClientConfig {
        let mut client = ClientConfig::new();
        client.set("bootstrap.servers", self.address()).set("client.id", "demarche-demo");
        client
    }
}

/// A reader of the output topics.
pub(super) struct Reader {
    consumer: BaseConsumer,
    topics: Topics,
}

impl Reader {
    /// The next thing that the service wrote; `None` where nothing came in `wait`.
    pub(super) fn next(&self, wait: Duration) -> anyhow::Result<Option<Output>> {
        match self.consumer.poll(wait) {
            None => Ok(None),
            Some(message) => Ok(Some(self.decode(&message?)?)),
        }
    }

    fn decode(&self, message: &BorrowedMessage<'_>) -> Result<Output, prost::DecodeError> {
        let topic = message.topic();
        let event_type = EventType::ALL.into_iter().find(|&event_type| topic_of(&self.topics, event_type) == topic);
        let Some(event_type) = event_type else {
            let key = String::from_utf8_lossy(message.key().unwrap_or_default()).into_owned();
            return Ok(Output::DeadLetter { key, reason: reason(message) });
        };
        Ok(Output::Event(Box::new(event(event_type, message.payload().unwrap_or_default())?)))
    }
}

/// The reason that a dead letter carries.
fn reason(message: &BorrowedMessage<'_>) -> String {
    let headers = message.headers().into_iter().flat_map(|headers| headers.iter());
    let reason =
        headers.filter(|header| header.key == "__connect.errors.exception.message").find_map(|header| header.value);
    String::from_utf8_lossy(reason.unwrap_or_default()).into_owned()
}

fn event(event_type: EventType, payload: &[u8]) -> Result<Event, prost::DecodeError> {
    let body = match event_type {
        EventType::Call => Body::Call(Call::decode(payload)?),
        EventType::Statement => Body::Statement(Statement::decode(payload)?),
        EventType::SanctionThreat => Body::SanctionThreat(SanctionThreat::decode(payload)?),
    };
    let mut event = Event { article_id: String::new(), event: Some(body) };
    event.article_id = event.metadata().article_id.clone();
    Ok(event)
}

const fn topic_of(topics: &Topics, event_type: EventType) -> &String {
    match event_type {
        EventType::Call => &topics.calls,
        EventType::Statement => &topics.statements,
        EventType::SanctionThreat => &topics.sanction_threats,
    }
}

fn output_topics(topics: &Topics) -> impl Iterator<Item = &String> {
    EventType::ALL.into_iter().map(|event_type| topic_of(topics, event_type)).chain([&topics.dead_letters])
}

#[cfg(test)]
mod tests {
    use rdkafka::message::{Header, OwnedHeaders};

    use super::*;
    use crate::event::v1::Metadata;

    #[test]
    fn what_the_service_writes_is_read_back() {
        let topics = Topics::default();
        let broker = Broker::start(&topics).unwrap();
        let metadata = Metadata { article_id: "demo-1".to_owned(), ..Default::default() };
        let call = Call { metadata: Some(metadata), ..Default::default() };
        let producer: BaseProducer = broker.client().create().unwrap();
        producer.send(BaseRecord::<(), _>::to(&topics.calls).payload(&call.encode_to_vec())).unwrap();
        let reason = Header { key: "__connect.errors.exception.message", value: Some("cut off") };
        let headers = OwnedHeaders::new().insert(reason);
        producer.send(BaseRecord::to(&topics.dead_letters).key("demo-2").payload("{").headers(headers)).unwrap();
        producer.flush(AT_HAND).unwrap();

        let reader = broker.read().unwrap();
        let mut read = [reader.next(AT_HAND).unwrap().unwrap(), reader.next(AT_HAND).unwrap().unwrap()];
        read.sort_by_key(|output| matches!(output, Output::DeadLetter { .. }));
        match read {
            [Output::Event(event), Output::DeadLetter { key, reason }] => {
                assert_eq!(event.article_id, "demo-1");
                assert_eq!(event.event_type(), EventType::Call);
                assert_eq!((key.as_str(), reason.as_str()), ("demo-2", "cut off"));
            }
            other => panic!("{other:?}"),
        }
    }
}
