//! What a replay did, to be kept and checked: the same order, carried out by the same version, gives the same manifest.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::account::Account;
use super::error::ReplayError;
use super::order::{Order, Version};
use crate::config::{Config, TopicRole};

/// What a replay did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// The name of the replay.
    pub name: String,
    /// The version that read.
    pub version: Version,
    /// The topics: what was read, and what was written.
    pub topics: BTreeMap<TopicRole, String>,
    /// What was appended to the names of those that were written.
    pub suffix: String,
    /// Where it began, as ordered.
    pub from: String,
    /// Where it ended, as ordered.
    pub to: String,
    /// Which articles, as ordered.
    pub filters: Vec<String>,
    /// Whether every partition was read to its end.
    pub is_complete: bool,
    /// What became of each partition.
    pub partitions: Vec<Account>,
}

impl Manifest {
    pub(super) fn new(config: &Config, order: &Order, version: &Version, accounts: BTreeMap<i32, Account>) -> Self {
        Self {
            name: order.name.clone(),
            version: version.clone(),
            topics: config.topics.all().into_iter().map(|(role, topic)| (role, topic.to_owned())).collect(),
            suffix: order.suffix.clone(),
            from: order.from.text.clone(),
            to: order.to.text.clone(),
            filters: order.wanted.texts(),
            is_complete: accounts.values().all(Account::is_complete),
            partitions: accounts.into_values().collect(),
        }
    }

    /// Reads one from a file.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read, or holds none.
    pub fn read(path: &Path) -> Result<Self, ReplayError> {
        let failed = |reason| ReplayError::Manifest { path: path.display().to_string(), reason };
        let text = std::fs::read(path).map_err(|error| failed(format!("cannot be read: {error}")))?;
        serde_json::from_slice(&text).map_err(|error| failed(format!("is no manifest of a replay: {error}")))
    }

    /// Writes it to a file, whole or not at all.
    ///
    /// # Errors
    ///
    /// Where the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), ReplayError> {
        let failed = |error: std::io::Error| ReplayError::Manifest {
            path: path.display().to_string(),
            reason: format!("cannot be written: {error}"),
        };
        let mut beside = path.as_os_str().to_owned();
        beside.push(".part");
        std::fs::write(&beside, self.to_json()).map_err(failed)?;
        std::fs::rename(&beside, path).map_err(failed)
    }

    /// As JSON for people and programs.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Records that were read, in all partitions.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.partitions.iter().map(|account| account.records).sum()
    }

    /// Events that came of them.
    #[must_use]
    pub fn events(&self) -> u64 {
        self.partitions.iter().flat_map(|account| account.events.values()).sum()
    }

    /// Dead letters that came of them.
    #[must_use]
    pub fn dead_letters(&self) -> u64 {
        self.partitions.iter().map(|account| account.dead_letters).sum()
    }
}
