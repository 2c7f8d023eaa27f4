//! Why the service stopped by itself.

use rdkafka::error::KafkaError;
use rdkafka::types::RDKafkaErrorCode;

/// Why the service stopped by itself. Whatever was not committed is read again by the next member of the group.
#[derive(Debug, thiserror::Error)]
pub enum StreamError {
    /// A client cannot be made from the configuration.
    #[error("the Kafka client refuses its configuration: {0}")]
    Configuration(String),
    /// No broker answered by the deadline.
    #[error(
        "no broker answered at {brokers} within {seconds} s ({reason}): check `kafka.brokers`, and that the broker runs"
    )]
    Unreachable {
        /// Where brokers were looked for.
        brokers: String,
        /// The deadline, in seconds.
        seconds: u64,
        /// The last error seen.
        reason: String,
    },
    /// A topic is not there.
    #[error("topic `{topic}` does not exist: make it, or name another under `topics`")]
    MissingTopic {
        /// The topic.
        topic: String,
    },
    /// Authentication or authorisation failed.
    #[error("{what} is not allowed: {reason}: check the credentials and ACLs of this client")]
    NotAllowed {
        /// What was tried.
        what: String,
        /// The broker's reason.
        reason: String,
    },
    /// Another process took over our identity.
    #[error(
        "fenced ({reason}): another process has taken over transactional id `{transactional_id}`, or it was given up after \
         a long silence: give each member of the group its own `stream.instance`, or start again"
    )]
    Fenced {
        /// Our transactional id.
        transactional_id: String,
        /// What the broker said.
        reason: String,
    },
    /// An output topic does not take a record, and trying again would not help.
    #[error(
        "topic `{topic}` cannot be written: {reason}: nothing was skipped; the service goes on from here once it can"
    )]
    Unwritable {
        /// The topic.
        topic: String,
        /// Why.
        reason: String,
    },
    /// A Kafka client failed for good.
    #[error("the Kafka client failed for good: {0}")]
    Client(KafkaError),
    /// The records that were read but not committed could not be read again.
    #[error("cannot go back to the last committed offset: {0}: start again to go on from there")]
    Rewind(KafkaError),
    /// The stop came before the last batch was committed.
    #[error("stopped before the last {records} records were committed: they will be read again")]
    CutShort {
        /// How many.
        records: usize,
    },
    /// The thread of the service could not be started or ended by a panic.
    #[error("the stream thread failed: {0}")]
    Defect(String),
}

impl StreamError {
    /// A short name of the reason, for logs and metrics.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Configuration(_) => "configuration",
            Self::Unreachable { .. } => "unreachable",
            Self::MissingTopic { .. } => "missing_topic",
            Self::NotAllowed { .. } => "not_allowed",
            Self::Fenced { .. } => "fenced",
            Self::Unwritable { .. } => "unwritable",
            Self::Client(_) => "client",
            Self::Rewind(_) => "rewind",
            Self::CutShort { .. } => "cut_short",
            Self::Defect(_) => "defect",
        }
    }
}

/// Whether a code says that this client may not do what it tried.
pub(super) const fn is_denied(code: RDKafkaErrorCode) -> bool {
    matches!(
        code,
        RDKafkaErrorCode::Authentication
            | RDKafkaErrorCode::SaslAuthenticationFailed
            | RDKafkaErrorCode::TopicAuthorizationFailed
            | RDKafkaErrorCode::GroupAuthorizationFailed
            | RDKafkaErrorCode::ClusterAuthorizationFailed
            | RDKafkaErrorCode::TransactionalIdAuthorizationFailed
    )
}

/// Whether a code says that another process has our identity.
pub(super) const fn is_fenced(code: RDKafkaErrorCode) -> bool {
    matches!(
        code,
        RDKafkaErrorCode::Fenced
            | RDKafkaErrorCode::InvalidProducerEpoch
            | RDKafkaErrorCode::FencedInstanceId
            | RDKafkaErrorCode::UnreleasedInstanceId
            | RDKafkaErrorCode::ProducerFenced
    )
}
