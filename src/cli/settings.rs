//! The flags that every command with a configuration shares.

use std::path::PathBuf;

use super::Exit;
use super::exit::Failure;
use crate::config::{self, Config, Sources};
use crate::stream::{RegistryError, StreamError};

/// Where settings come from.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Configuration")]
pub struct Settings {
    /// Configuration file (TOML); the environment (`DEMARCHE_KAFKA__BROKERS`) and the flags win over it.
    #[arg(long, value_name = "FILE", env = "DEMARCHE_CONFIG")]
    config: Option<PathBuf>,

    /// Brokers to start from; short for `--set kafka.brokers=…`.
    #[arg(long, value_name = "HOST:PORT,…")]
    brokers: Option<String>,

    /// Consumer group; short for `--set kafka.group_id=…`.
    #[arg(long, value_name = "NAME")]
    group: Option<String>,

    /// Set any key; `demarche run --print-config` shows them all.
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = key_and_value)]
    set: Vec<(String, String)>,
}

impl Settings {
    /// Those of a command that has fewer flags.
    pub(super) fn new(config: Option<PathBuf>, set: Vec<(String, String)>) -> Self {
        Self { config, set, ..Self::default() }
    }

    /// Puts the configuration together and checks it.
    pub(super) fn load(&self) -> Result<Config, Failure> {
        self.load_with([])
    }

    /// The same, with keys that the command has flags of its own for.
    pub(super) fn load_with<'k>(&self, own: impl IntoIterator<Item = (&'k str, &'k str)>) -> Result<Config, Failure> {
        let short = [("kafka.brokers", &self.brokers), ("kafka.group_id", &self.group)];
        let short = short.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value.clone()?)));
        let own = own.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned()));
        let sources = Sources {
            file: self.config.clone(),
            environment: environment(),
            flags: self.set.iter().cloned().chain(short).chain(own).collect(),
        };
        config::load(&sources)
            .map_err(|error| Failure { exit: Exit::Configuration, message: format!("configuration: {error}") })
    }
}

/// The variables that are text.
fn environment() -> Vec<(String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

fn key_and_value(written: &str) -> Result<(String, String), String> {
    match written.split_once('=') {
        Some((key, value)) if key.contains('.') => Ok((key.trim().to_owned(), value.to_owned())),
        _ => Err("write it as table.key=value, such as kafka.group_id=news".to_owned()),
    }
}

/// The exit code of each reason why a stream stops.
impl From<StreamError> for Failure {
    fn from(error: StreamError) -> Self {
        let exit = match error {
            StreamError::Configuration(_)
            | StreamError::Unmakeable { .. }
            | StreamError::Unsuitable { .. }
            | StreamError::Registry(RegistryError::Configuration { .. } | RegistryError::Incompatible { .. }) => {
                Exit::Configuration
            }
            StreamError::Registry(
                RegistryError::Unreachable { .. }
                | RegistryError::NotRegistered { .. }
                | RegistryError::Unexpected { .. },
            )
            | StreamError::Unreachable { .. }
            | StreamError::MissingTopic { .. }
            | StreamError::Unwritable { .. }
            | StreamError::Client(_)
            | StreamError::Rewind(_)
            | StreamError::CutShort { .. } => Exit::Unavailable,
            StreamError::NotAuthenticated { .. }
            | StreamError::NotTrusted { .. }
            | StreamError::NotAllowed { .. }
            | StreamError::Registry(RegistryError::NotAllowed { .. })
            | StreamError::Fenced { .. } => Exit::NotAllowed,
            StreamError::Defect(_) => Exit::Defect,
        };
        Self { exit, message: error.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_is_a_key_with_its_table_and_a_value() {
        assert_eq!(key_and_value("kafka.group_id=a=b"), Ok(("kafka.group_id".to_owned(), "a=b".to_owned())));
        assert!(key_and_value("group_id=a").is_err());
        assert!(key_and_value("kafka.group_id").is_err());
    }
}
