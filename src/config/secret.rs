//! Secrets: where they may come from, and that they are never printed.
//!
//! A configuration file is copied, committed and attached to tickets, and everybody on a machine sees the command lines of
//! its processes. So a secret is taken from the environment, or from a file of its own that a key names.

use std::fmt;
use std::path::Path;

use serde::{Deserialize, Serialize, Serializer};

use super::{Config, ConfigError};

/// Text that is not printed: not in errors, logs or dumps.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// The text itself.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.is_empty() { "none" } else { super::properties::REDACTED })
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("")
    }
}

/// Whether the value of a key, by its full name, is a secret.
pub(super) fn is_secret(key: &str) -> bool {
    let property = key.strip_prefix("kafka.properties.");
    matches!(key, "schema_registry.password" | "console.token" | "tracing.headers")
        || property.is_some_and(super::properties::is_secret)
}

/// Takes secrets out of the files that hold them.
pub(super) fn read_files(config: &mut Config) -> Result<(), ConfigError> {
    let mut problems = Vec::new();
    let kafka = &mut config.kafka;
    for (key, file, property) in [
        ("kafka.sasl_password_file", &kafka.sasl_password_file, "sasl.password"),
        ("kafka.ssl_key_password_file", &kafka.ssl_key_password_file, "ssl.key.password"),
    ] {
        if file.is_empty() {
            continue;
        }
        if kafka.properties.get(property).is_some() {
            problems.push(format!("{key}: `kafka.properties.{property}` is set too: leave out one of the two"));
        }
        match read_file(file) {
            Ok(secret) => kafka.properties.insert(property, secret),
            Err(problem) => problems.push(format!("{key} = {file:?}: {problem}")),
        }
    }
    let Config { schema_registry: registry, console, tracing, .. } = config;
    for (key, file, of, secret) in [
        ("schema_registry.password_file", &registry.password_file, "schema_registry.password", &mut registry.password),
        ("console.token_file", &console.token_file, "console.token", &mut console.token),
        ("tracing.headers_file", &tracing.headers_file, "tracing.headers", &mut tracing.headers),
    ] {
        if file.is_empty() {
            continue;
        }
        if !secret.is_empty() {
            problems.push(format!("{key}: `{of}` is set too: leave out one of the two"));
        }
        match read_file(file) {
            Ok(read) => *secret = read.into(),
            Err(problem) => problems.push(format!("{key} = {file:?}: {problem}")),
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(ConfigError::Invalid(problems)) }
}

/// The secret in a file, without the end of its line.
fn read_file(file: &str) -> Result<String, String> {
    let content = std::fs::read_to_string(Path::new(file)).map_err(|error| format!("cannot be read: {error}"))?;
    match content.trim_end_matches(['\r', '\n']) {
        "" => Err("there is nothing in it".to_owned()),
        secret => Ok(secret.to_owned()),
    }
}
