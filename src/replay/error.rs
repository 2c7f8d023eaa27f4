//! Why a replay did not go on.

use crate::stream::StreamError;

/// Why a replay did not go on. What was committed stays; the same order goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// What moves records stopped.
    #[error(transparent)]
    Stream(#[from] StreamError),
    /// The name stands for another order.
    #[error(
        "replay `{name}` was ordered with another range, filter or suffix: give the same arguments to go on with it, or \
         another --name"
    )]
    OtherOrder {
        /// The name.
        name: String,
    },
    /// Another version began it: half of its events would be of one version, half of another.
    #[error(
        "replay `{name}` was begun by version {begun} and this is version {this}: go on with that version, or replay all \
         of it under another --name"
    )]
    OtherVersion {
        /// The name.
        name: String,
        /// The version that began it.
        begun: String,
        /// Our version.
        this: String,
    },
    /// The range holds no partition of the topic.
    #[error("no partition of `{topic}` is in the range: check --partitions, and the topic in topic:partition:offset")]
    NoPartition {
        /// The topic.
        topic: String,
    },
    /// No two processes of one host may have the same place, and a place cannot be had.
    #[error("cannot lock {path}: {source}: the files there tell the processes of one replay apart")]
    NoPlace {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// A manifest that cannot be read or written.
    #[error("{path}: {reason}")]
    Manifest {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
}

impl ReplayError {
    /// A short name of the reason, for logs.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Stream(error) => error.kind(),
            Self::OtherOrder { .. } => "other_order",
            Self::OtherVersion { .. } => "other_version",
            Self::NoPartition { .. } => "no_partition",
            Self::NoPlace { .. } => "no_place",
            Self::Manifest { .. } => "manifest",
        }
    }
}
