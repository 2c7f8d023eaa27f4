//! Looks at topics, and makes them.

use std::collections::BTreeMap;
use std::time::Duration;

use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, ResourceSpecifier, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::error::KafkaError;
use rdkafka::types::RDKafkaErrorCode;
use tokio::runtime::Runtime;

use super::client;
use super::connection::{Connection, Trouble, look};
use super::error::{Names, StreamError, is_denied};
use super::topics::{FoundTopic, WantedTopic};
use crate::config::Config;

/// How long one answer may take.
const ANSWER: Duration = Duration::from_secs(15);

/// A client that looks at topics, and makes them.
pub struct Administrator {
    admin: AdminClient<DefaultClientContext>,
    connection: Connection,
    runtime: Runtime,
    /// How many brokers there are.
    pub brokers: usize,
    /// Whether settings of topics can be asked for: rdkafka gives this client no token of OAUTHBEARER.
    sees_settings: bool,
}

impl Administrator {
    /// Connects, and waits for the brokers.
    ///
    /// # Errors
    ///
    /// Where no broker answers by the start deadline, or they do not accept this client.
    pub fn connect(config: &Config) -> Result<Self, StreamError> {
        let connection = Connection::new(config)?;
        let input = &config.topics.input;
        let metadata = connection.wait_for(|| true, |connection| connection.metadata(Some(input)))?;
        let mut settings = client::asking(config);
        // The connection tells of errors already.
        settings.set_log_level(RDKafkaLogLevel::Emerg);
        let admin = settings.create().map_err(|error: KafkaError| StreamError::Configuration(error.to_string()))?;
        let runtime = Runtime::new().map_err(|error| StreamError::Defect(error.to_string()))?;
        let brokers = metadata.map_or(0, |metadata| metadata.brokers().len());
        Ok(Self { admin, connection, runtime, brokers, sees_settings: config.kafka.oauth_token_file.is_empty() })
    }

    /// The topics as they are, those that are there.
    ///
    /// # Errors
    ///
    /// As for [`Self::found`].
    pub fn found_all(&self, config: &Config) -> Result<[Option<FoundTopic>; 5], StreamError> {
        let mut found = [const { None }; 5];
        for (slot, (_, topic)) in found.iter_mut().zip(config.topics.all()) {
            *slot = self.found(topic)?;
        }
        Ok(found)
    }

    /// A topic as it is; `None` where there is none.
    ///
    /// # Errors
    ///
    /// Where we may not know of it, or the brokers no longer answer.
    pub fn found(&self, topic: &str) -> Result<Option<FoundTopic>, StreamError> {
        let metadata = self.connection.metadata(Some(topic))?;
        match look(topic, &metadata) {
            Ok(()) => {}
            Err(Trouble::Missing) => return Ok(None),
            Err(trouble) => return Err(self.connection.trouble(topic, &trouble)),
        }
        let told = metadata.topics().iter().find(|told| told.name() == topic);
        let partitions = told.map(|told| told.partitions()).unwrap_or_default();
        let copies = partitions.iter().map(|partition| partition.replicas().len()).min();
        let settings = self.settings(topic)?;
        Ok(Some(FoundTopic { partitions: partitions.len(), replication_factor: copies.unwrap_or_default(), settings }))
    }

    /// What is set for a topic; `None` where we may not see it.
    fn settings(&self, topic: &str) -> Result<Option<BTreeMap<String, String>>, StreamError> {
        if !self.sees_settings {
            return Ok(None);
        }
        let options = AdminOptions::new().request_timeout(Some(ANSWER));
        let asked = [ResourceSpecifier::Topic(topic)];
        let answer = self.runtime.block_on(self.admin.describe_configs(&asked, &options));
        let answer = answer.map_err(|error| self.failed(&error))?;
        match answer.into_iter().next() {
            Some(Ok(resource)) => {
                let entries = resource.entries.into_iter();
                Ok(Some(entries.filter_map(|entry| Some((entry.name, entry.value?))).collect()))
            }
            Some(Err(code)) if !is_denied(code) => Err(self.connection.unreachable(format!("topic `{topic}`: {code}"))),
            Some(Err(_)) | None => Ok(None),
        }
    }

    /// Makes a topic, or has the brokers say only whether they would.
    ///
    /// # Errors
    ///
    /// Where we may not make it, or the brokers refuse what is wanted.
    pub fn create(&self, topic: &WantedTopic, is_dry_run: bool) -> Result<(), StreamError> {
        if !self.sees_settings {
            let reason = "topics cannot be made by a client that authenticates with OAUTHBEARER: use another listener";
            return Err(StreamError::Configuration(reason.to_owned()));
        }
        let replication = TopicReplication::Fixed(i32::from(topic.replication_factor));
        let new = NewTopic::new(&topic.name, topic.partitions, replication);
        let new = topic.settings.iter().fold(new, |new, (name, value)| new.set(name, value));
        let options =
            AdminOptions::new().request_timeout(Some(ANSWER)).operation_timeout(Some(ANSWER)).validate_only(is_dry_run);
        let answer = self.runtime.block_on(self.admin.create_topics([&new], &options));
        let refused = answer.map_err(|error| self.failed(&error))?.into_iter().find_map(Result::err);
        let Some((_, code)) = refused else { return Ok(()) };
        let names = Names { topic: Some(&topic.name), ..Names::default() };
        Err(match code {
            code if is_denied(code) => StreamError::denied(code, code.to_string(), names, "Create"),
            // Somebody else was faster.
            RDKafkaErrorCode::TopicAlreadyExists => return Ok(()),
            RDKafkaErrorCode::InvalidReplicationFactor => {
                let (wanted, brokers) = (topic.replication_factor, self.brokers);
                let reason = format!(
                    "{wanted} copies of a partition need as many brokers, and there are {brokers}: set \
                     `topic_plan.replication_factor` and `topic_plan.min_insync_replicas`"
                );
                StreamError::Unmakeable { topic: topic.name.clone(), reason }
            }
            code => StreamError::Unmakeable { topic: topic.name.clone(), reason: code.to_string() },
        })
    }

    fn failed(&self, error: &KafkaError) -> StreamError {
        self.connection.unreachable(error.to_string())
    }
}

impl std::fmt::Debug for Administrator {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Administrator").field("brokers", &self.brokers).finish_non_exhaustive()
    }
}
