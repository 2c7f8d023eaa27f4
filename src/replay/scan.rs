//! Reads ranges of a topic, in no consumer group: nothing of what a live service has is touched.

use std::collections::BTreeMap;
use std::error::Error;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rdkafka::client::{ClientContext, OAuthToken};
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::{BaseConsumer, Consumer as _, ConsumerContext};
use rdkafka::error::{KafkaError, KafkaResult};
use rdkafka::message::{Message as _, OwnedMessage};
use rdkafka::types::RDKafkaErrorCode;
use rdkafka::{Offset, TopicPartitionList};

use super::bound::Bound;
use super::range::{Membership, Note, PartitionRange, Watermarks};
use crate::config::Config;
use crate::stream::connection::{Connection, look};
use crate::stream::error::{Names, is_denied};
use crate::stream::{StreamError, client, token};

/// How long one answer of the brokers may take.
const ANSWER: Duration = Duration::from_secs(15);

/// How long to wait before the same question again.
const PAUSE: Duration = Duration::from_millis(100);

/// Reads ranges of one topic, of several partitions at once.
pub struct Scan {
    consumer: BaseConsumer<Context>,
    topic: String,
    partitions: Vec<i32>,
    /// How long brokers that are busy with themselves may take to answer.
    patience: Duration,
    /// What is being read, by partition.
    open: BTreeMap<i32, PartitionRange>,
    /// Whether it goes on behind the ends.
    follows: bool,
}

/// What a look brings.
#[derive(Debug)]
pub enum Scanned {
    /// A record of the range.
    Record(OwnedMessage),
    /// Nothing within the time given, or a record that is not in the range.
    Nothing,
    /// The last range has been read.
    Ended,
}

impl Scan {
    /// Connects, and makes sure that the topic is there.
    ///
    /// # Errors
    ///
    /// Where no broker answers by the start deadline, or the topic is not there.
    pub fn connect(config: &Config, topic: &str) -> Result<Self, StreamError> {
        let metadata = Connection::new(config)?.wait_for(
            || true,
            |connection| {
                let metadata = connection.metadata(Some(topic))?;
                look(topic, &metadata).map_err(|trouble| connection.trouble(topic, &trouble))?;
                Ok(metadata)
            },
        )?;
        let consumer = client::reader(config).create_with_context(Context);
        let consumer = consumer.map_err(|error: KafkaError| StreamError::Configuration(error.to_string()))?;
        let told = metadata.iter().flat_map(|metadata| metadata.topics()).flat_map(|topic| topic.partitions());
        let mut partitions: Vec<i32> = told.map(|partition| partition.id()).collect();
        partitions.sort_unstable();
        let patience = Duration::from_secs(config.stream.start_deadline_seconds);
        Ok(Self { consumer, topic: topic.to_owned(), partitions, patience, open: BTreeMap::new(), follows: false })
    }

    /// The partitions of the topic.
    #[must_use]
    pub fn partitions(&self) -> &[i32] {
        &self.partitions
    }

    /// Where a partition begins and ends now, as far as it is committed.
    ///
    /// # Errors
    ///
    /// Where the brokers do not tell.
    pub fn watermarks(&self, partition: i32) -> Result<Watermarks, StreamError> {
        let (low, high) = self.ask(|consumer| consumer.fetch_watermarks(&self.topic, partition, ANSWER))?;
        Ok(Watermarks { low, high })
    }

    /// What lies between two bounds now, of these partitions or all of them, and what is to be told of it.
    ///
    /// # Errors
    ///
    /// Where the brokers do not tell.
    pub fn ranges(
        &self,
        bounds: (&Bound, &Bound),
        partitions: Option<&[i32]>,
        now: Timestamp,
    ) -> Result<(Vec<PartitionRange>, Vec<Note>), StreamError> {
        let is_wanted = |partition: &i32| {
            partitions.is_none_or(|wanted| wanted.contains(partition))
                && !bounds.0.leaves_out(&self.topic, *partition)
                && !bounds.1.leaves_out(&self.topic, *partition)
        };
        let wanted: Vec<i32> = self.partitions.iter().copied().filter(is_wanted).collect();
        let found = match bounds.0.millis(now) {
            Some(millis) => self.first_as_late_as(millis, &wanted)?,
            None => BTreeMap::new(),
        };
        let (mut ranges, mut notes) = (Vec::new(), Vec::new());
        for partition in wanted {
            let place = (self.topic.as_str(), partition);
            let found = found.get(&partition).copied();
            let (range, note) = PartitionRange::between(place, self.watermarks(partition)?, bounds, found, now);
            ranges.push(range);
            notes.extend(note);
        }
        Ok((ranges, notes))
    }

    /// The offset of the first record of each partition that is as late as this; none where there is no such record.
    fn first_as_late_as(&self, millis: i64, partitions: &[i32]) -> Result<BTreeMap<i32, i64>, StreamError> {
        let mut asked = TopicPartitionList::new();
        for partition in partitions {
            let added = asked.add_partition_offset(&self.topic, *partition, Offset::Offset(millis.max(0)));
            added.map_err(|error| self.failed(error))?;
        }
        let answer = self.ask(|consumer| {
            let answer = consumer.offsets_for_times(asked.clone(), ANSWER)?;
            answer.elements().iter().try_for_each(|element| element.error())?;
            Ok(answer)
        })?;
        let found = answer.elements().into_iter().filter_map(|element| match element.offset() {
            Offset::Offset(offset) => Some((element.partition(), offset)),
            _ => None,
        });
        Ok(found.collect())
    }

    /// Asks until there is an answer: a partition that was just made, or whose broker has gone, has no leader for a moment.
    fn ask<T>(&self, question: impl Fn(&BaseConsumer<Context>) -> KafkaResult<T>) -> Result<T, StreamError> {
        let began = Instant::now();
        loop {
            match question(&self.consumer) {
                Ok(answer) => return Ok(answer),
                Err(error) if error.rdkafka_error_code().is_some_and(is_denied) || began.elapsed() > self.patience => {
                    return Err(self.failed(error));
                }
                Err(error) => {
                    tracing::debug!(%error, "asking again");
                    std::thread::park_timeout(PAUSE);
                }
            }
        }
    }

    /// Begins to read these ranges; where it `follows`, it goes on behind their ends.
    ///
    /// # Errors
    ///
    /// Where the client cannot.
    pub fn start(&mut self, ranges: &[PartitionRange], follows: bool) -> Result<(), StreamError> {
        let mut assignment = TopicPartitionList::new();
        for range in ranges.iter().filter(|range| follows || !range.is_empty()) {
            let added = assignment.add_partition_offset(&self.topic, range.partition, Offset::Offset(range.first));
            added.map_err(|error| self.failed(error))?;
            let end = if follows { i64::MAX } else { range.end };
            self.open.insert(range.partition, PartitionRange { end, ..range.clone() });
        }
        self.follows = follows;
        self.consumer.assign(&assignment).map_err(|error| self.failed(error))
    }

    /// The next record of the ranges, within a time.
    ///
    /// # Errors
    ///
    /// Where the topic can no longer be read.
    pub fn next(&mut self, timeout: Duration) -> Result<Scanned, StreamError> {
        if self.open.is_empty() {
            return Ok(Scanned::Ended);
        }
        match self.consumer.poll(timeout) {
            None => Ok(Scanned::Nothing),
            Some(Ok(record)) => {
                let partition = record.partition();
                let Some(range) = self.open.get(&partition) else { return Ok(Scanned::Nothing) };
                match range.membership(record.offset(), record.timestamp()) {
                    Membership::Inside => return Ok(Scanned::Record(record.detach())),
                    Membership::Outside => {}
                    Membership::Beyond => self.close(partition)?,
                }
                Ok(Scanned::Nothing)
            }
            // Behind the last records of a range there may be none that a reader sees: markers, or what was compacted.
            Some(Err(KafkaError::PartitionEOF(partition))) => {
                if !self.follows {
                    self.close(partition)?;
                }
                Ok(Scanned::Nothing)
            }
            Some(Err(error)) => match error.rdkafka_error_code() {
                // It is in no group, and need not know of any.
                Some(RDKafkaErrorCode::GroupAuthorizationFailed) => Ok(Scanned::Nothing),
                Some(code) if is_denied(code) => {
                    let names = Names { topic: Some(&self.topic), ..Names::default() };
                    Err(StreamError::denied(code, error.to_string(), names, "Read"))
                }
                Some(RDKafkaErrorCode::UnknownTopicOrPartition | RDKafkaErrorCode::UnknownTopic) => {
                    Err(StreamError::MissingTopic { topic: self.topic.clone() })
                }
                // Whatever else comes and goes, the client sees to itself.
                _ => {
                    tracing::debug!(%error, "reading goes on");
                    Ok(Scanned::Nothing)
                }
            },
        }
    }

    fn close(&mut self, partition: i32) -> Result<(), StreamError> {
        self.open.remove(&partition);
        let mut list = TopicPartitionList::new();
        list.add_partition(&self.topic, partition);
        self.consumer.pause(&list).map_err(|error| self.failed(error))
    }

    fn failed(&self, error: KafkaError) -> StreamError {
        match error.rdkafka_error_code() {
            Some(code) if is_denied(code) => {
                let names = Names { topic: Some(&self.topic), ..Names::default() };
                StreamError::denied(code, error.to_string(), names, "Describe")
            }
            _ => StreamError::Client(error),
        }
    }
}

impl std::fmt::Debug for Scan {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Scan").field("topic", &self.topic).field("open", &self.open).finish_non_exhaustive()
    }
}

/// What librdkafka calls while we poll.
struct Context;

impl ConsumerContext for Context {}

impl ClientContext for Context {
    const ENABLE_REFRESH_OAUTH_TOKEN: bool = true;

    fn generate_oauth_token(&self, file: Option<&str>) -> Result<OAuthToken, Box<dyn Error>> {
        token::read(file)
    }

    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        client::log(level, facility, message);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        tracing::debug!(%error, reason, "reader error");
    }
}
