//! Why the service stopped by itself.

use rdkafka::error::KafkaError;
use rdkafka::types::RDKafkaErrorCode;

use super::registry::RegistryError;

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
    #[error("topic `{topic}` does not exist: make it (`demarche topics create`), or name another under `topics`")]
    MissingTopic {
        /// The topic.
        topic: String,
    },
    /// The brokers do not accept our credentials.
    #[error(
        "the brokers do not accept this client: {reason}: check `sasl.mechanism`, `sasl.username` and the password, or the \
         token, under `kafka`"
    )]
    NotAuthenticated {
        /// What was said.
        reason: String,
    },
    /// The certificate of one side is not accepted by the other.
    #[error(
        "no trust between this client and the brokers: {reason}: check `ssl.ca.location` and `ssl.certificate.location` \
         under `kafka.properties`, and that the name in `kafka.brokers` stands in the certificate of the broker"
    )]
    NotTrusted {
        /// What was said.
        reason: String,
    },
    /// A permission is missing.
    #[error("not allowed: {what} ({reason}): have this client granted it")]
    NotAllowed {
        /// The operation and what it is on.
        what: String,
        /// The broker's reason.
        reason: String,
    },
    /// The schema registry does not give what is wanted.
    #[error(transparent)]
    Registry(#[from] RegistryError),
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
    /// A topic cannot be made as it is planned.
    #[error("topic `{topic}` cannot be made: {reason}")]
    Unmakeable {
        /// The topic.
        topic: String,
        /// Why, and what to do.
        reason: String,
    },
    /// A topic is not fit for what it is for.
    #[error("topic `{topic}` will not do: {reason}")]
    Unsuitable {
        /// The topic.
        topic: String,
        /// Why, and what to do.
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
            Self::NotAuthenticated { .. } => "not_authenticated",
            Self::NotTrusted { .. } => "not_trusted",
            Self::NotAllowed { .. } => "not_allowed",
            Self::Registry(error) => error.kind(),
            Self::Fenced { .. } => "fenced",
            Self::Unwritable { .. } => "unwritable",
            Self::Unmakeable { .. } => "unmakeable",
            Self::Unsuitable { .. } => "unsuitable",
            Self::Client(_) => "client",
            Self::Rewind(_) => "rewind",
            Self::CutShort { .. } => "cut_short",
            Self::Defect(_) => "defect",
        }
    }

    /// Whether it may be gone in a moment, at the start.
    pub(crate) const fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::Unreachable { .. } | Self::MissingTopic { .. } | Self::Registry(RegistryError::Unreachable { .. })
        )
    }

    /// An error of a connection that will not go by itself, if it is one.
    pub(crate) fn refused(code: RDKafkaErrorCode, reason: &str) -> Option<Self> {
        let reason = reason.to_owned();
        match code {
            RDKafkaErrorCode::Authentication | RDKafkaErrorCode::SaslAuthenticationFailed => {
                Some(Self::NotAuthenticated { reason })
            }
            // A broker that does not trust ours says so after the handshake. Other errors of TLS come and go with a broker.
            RDKafkaErrorCode::SSL | RDKafkaErrorCode::BrokerTransportFailure if reason.contains("certificate") => {
                Some(Self::NotTrusted { reason })
            }
            _ => None,
        }
    }

    /// That a code for which [`is_denied`] holds came back for `operation`.
    pub(crate) fn denied(code: RDKafkaErrorCode, reason: String, names: Names<'_>, operation: &str) -> Self {
        let named = |what: &str, name: Option<&str>| match name {
            Some(name) => format!("{operation} on {what} `{name}`"),
            None => format!("{operation} on a {what}"),
        };
        let what = match code {
            RDKafkaErrorCode::TopicAuthorizationFailed => named("topic", names.topic),
            RDKafkaErrorCode::GroupAuthorizationFailed => named("group", names.group),
            RDKafkaErrorCode::TransactionalIdAuthorizationFailed => named("transactional id", names.transactional_id),
            RDKafkaErrorCode::ClusterAuthorizationFailed => format!("{operation} on the cluster"),
            _ => return Self::NotAuthenticated { reason },
        };
        Self::NotAllowed { what, reason }
    }
}

/// What an operation was about, as far as it is known.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Names<'a> {
    pub(crate) topic: Option<&'a str>,
    pub(crate) group: Option<&'a str>,
    pub(crate) transactional_id: Option<&'a str>,
}

/// Whether a code says that this client may not do what it tried.
pub(crate) const fn is_denied(code: RDKafkaErrorCode) -> bool {
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
pub(crate) const fn is_fenced(code: RDKafkaErrorCode) -> bool {
    matches!(
        code,
        RDKafkaErrorCode::Fenced
            | RDKafkaErrorCode::InvalidProducerEpoch
            | RDKafkaErrorCode::FencedInstanceId
            | RDKafkaErrorCode::UnreleasedInstanceId
            | RDKafkaErrorCode::ProducerFenced
    )
}

/// Kinds of errors that batches fail for, as metrics name them.
pub(super) const BATCH_ERRORS: [&str; 9] = [
    "refused",
    "stopped",
    "timed_out",
    "disconnected",
    "coordinator",
    "rebalanced",
    "replicas",
    "transaction",
    "other",
];

/// Which of [`BATCH_ERRORS`] a code stands for.
pub(super) const fn batch_error(code: Option<RDKafkaErrorCode>) -> &'static str {
    use RDKafkaErrorCode as Code;
    match code {
        Some(Code::OperationTimedOut | Code::MessageTimedOut | Code::RequestTimedOut) => "timed_out",
        Some(Code::BrokerTransportFailure | Code::AllBrokersDown | Code::NetworkException) => "disconnected",
        Some(Code::CoordinatorNotAvailable | Code::NotCoordinator | Code::CoordinatorLoadInProgress) => "coordinator",
        Some(Code::UnknownMemberId | Code::IllegalGeneration | Code::RebalanceInProgress | Code::StaleMemberEpoch) => {
            "rebalanced"
        }
        Some(
            Code::NotEnoughReplicas
            | Code::NotEnoughReplicasAfterAppend
            | Code::LeaderNotAvailable
            | Code::NotLeaderForPartition,
        ) => "replicas",
        Some(
            Code::InvalidProducerEpoch
            | Code::ProducerFenced
            | Code::InvalidTransactionalState
            | Code::ConcurrentTransactions
            | Code::PurgeQueue
            | Code::PurgeInflight,
        ) => "transaction",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_a_batch_error_has_its_series_from_the_start() {
        let codes = [RDKafkaErrorCode::MessageTimedOut, RDKafkaErrorCode::StaleMemberEpoch, RDKafkaErrorCode::Unknown];
        let kinds = codes.map(|code| batch_error(Some(code)));
        assert_eq!(kinds, ["timed_out", "rebalanced", "other"]);
        assert!(kinds.iter().all(|kind| BATCH_ERRORS.contains(kind)));
    }
}
