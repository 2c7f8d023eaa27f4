//! A schema registry that speaks Confluent's protocol: asks it for the ids of our schemas, or registers them.
//!
//! A schema is the text of a file of the contract, under the subject `<topic>-value`. The files that it imports are
//! schemas of their own, under their paths, as every client of Confluent's looks for them. All of it happens once, at the
//! start: the ids of a schema never change.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, TlsProvider, parse_pem};
use ureq::{Agent, http};

use super::wire::{SchemaIds, Wire};
use crate::config::{Config, SchemaRegistry};
use crate::event::{EventType, Schema};

/// How long the registry may take for one answer.
const ANSWER: Duration = Duration::from_secs(10);

/// The type of what it takes and gives.
const CONTENT_TYPE: &str = "application/vnd.schemaregistry.v1+json";

/// Longest sentence of the registry that is passed on, in characters.
const SENTENCE_CHARACTERS: usize = 500;

/// Why the registry did not give ids.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// The settings of the client cannot be used.
    #[error("schema_registry.{key}: {reason}")]
    Configuration {
        /// The key.
        key: &'static str,
        /// Why.
        reason: String,
    },
    /// No answer, or one that says to try later.
    #[error("the schema registry at {url} does not answer: {reason}: check `schema_registry.url`, and that it runs")]
    Unreachable {
        /// Its address.
        url: String,
        /// Why.
        reason: String,
    },
    /// It does not take our name and password, or they may not do this.
    #[error(
        "the schema registry refuses subject `{subject}` ({status}): {reason}: check `schema_registry.username`, its \
         password, and what it may do"
    )]
    NotAllowed {
        /// What was asked for.
        subject: String,
        /// The HTTP status.
        status: u16,
        /// What it said.
        reason: String,
    },
    /// A schema is not there, and we were not told to register it.
    #[error(
        "subject `{subject}` of the schema registry does not hold this version of {path} ({reason}): register it before, \
         or set `schema_registry.auto_register = true`"
    )]
    NotRegistered {
        /// The subject.
        subject: String,
        /// The file of the contract.
        path: String,
        /// What it said.
        reason: String,
    },
    /// Readers of what stands in the topic could not read what we would write.
    #[error(
        "subject `{subject}` of the schema registry does not take {path}: {reason}: its readers come first; change the \
         compatibility of the subject only when they can read both"
    )]
    Incompatible {
        /// The subject.
        subject: String,
        /// The file of the contract.
        path: String,
        /// What it said.
        reason: String,
    },
    /// An answer that is none.
    #[error("the schema registry answered {status} for subject `{subject}`: {reason}")]
    Unexpected {
        /// What was asked for.
        subject: String,
        /// The HTTP status.
        status: u16,
        /// What it said.
        reason: String,
    },
}

impl RegistryError {
    /// A short name of the reason, for logs.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Configuration { .. } => "registry_configuration",
            Self::Unreachable { .. } => "registry_unreachable",
            Self::NotAllowed { .. } => "registry_not_allowed",
            Self::NotRegistered { .. } => "schema_not_registered",
            Self::Incompatible { .. } => "schema_incompatible",
            Self::Unexpected { .. } => "registry_unexpected",
        }
    }
}

/// How values are written under this configuration. `may_register`: whether what is missing may be registered, where the
/// configuration says so.
pub(crate) fn agree(config: &Config, may_register: bool) -> Result<Wire, RegistryError> {
    if config.schema_registry.url.is_empty() {
        return Ok(Wire::Plain);
    }
    let mut registry = Registry::new(&config.schema_registry, may_register)?;
    let topics = &config.topics;
    Ok(Wire::Framed(SchemaIds {
        calls: registry.id(&topics.calls, EventType::Call)?,
        statements: registry.id(&topics.statements, EventType::Statement)?,
        sanction_threats: registry.id(&topics.sanction_threats, EventType::SanctionThreat)?,
    }))
}

struct Registry {
    agent: Agent,
    url: String,
    authorization: Option<String>,
    registers: bool,
    /// Files that others import, by path: agreed on already.
    imported: HashMap<String, Reference>,
}

/// What is asked for, or registered.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Question<'a> {
    schema_type: &'static str,
    schema: &'a str,
    references: &'a [Reference],
}

/// An import: its path, and where the registry has it.
#[derive(Clone, Debug, Serialize)]
struct Reference {
    name: String,
    subject: String,
    version: i64,
}

/// What the registry has.
#[derive(Debug, Deserialize)]
struct Registered {
    id: u32,
    version: i64,
}

/// What the registry says where it does not do what it was asked.
#[derive(Deserialize)]
struct Refusal {
    error_code: Option<u32>,
    message: Option<String>,
}

/// An answer.
struct Answer {
    status: u16,
    body: Vec<u8>,
}

impl Registry {
    fn new(settings: &SchemaRegistry, may_register: bool) -> Result<Self, RegistryError> {
        let mut tls = TlsConfig::builder().provider(TlsProvider::NativeTls).root_certs(RootCerts::PlatformVerifier);
        if !settings.ca_file.is_empty() {
            tls = tls.root_certs(RootCerts::Specific(Arc::new(certificates(&settings.ca_file)?)));
        }
        let agent = Agent::config_builder()
            .tls_config(tls.build())
            .timeout_global(Some(ANSWER))
            .http_status_as_error(false)
            // Credentials go to the configured address and no other.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .build()
            .new_agent();
        let credentials = format!("{}:{}", settings.username, settings.password.reveal());
        Ok(Self {
            agent,
            url: settings.url.trim_end_matches('/').to_owned(),
            authorization: (!settings.username.is_empty()).then(|| format!("Basic {}", BASE64.encode(credentials))),
            registers: settings.auto_register && may_register,
            imported: HashMap::new(),
        })
    }

    /// The id of the schema of a topic.
    fn id(&mut self, topic: &str, event_type: EventType) -> Result<u32, RegistryError> {
        let schema = Schema::of(event_type);
        Ok(self.agree(&format!("{topic}-value"), &schema)?.id)
    }

    /// Finds a schema with all that it imports, or registers it.
    fn agree(&mut self, subject: &str, schema: &Schema) -> Result<Registered, RegistryError> {
        let mut references = Vec::new();
        for import in &schema.imports {
            if !self.imported.contains_key(&import.path) {
                let version = self.agree(&import.path, import)?.version;
                let reference = Reference { name: import.path.clone(), subject: import.path.clone(), version };
                self.imported.insert(import.path.clone(), reference);
            }
            references.push(self.imported[&import.path].clone());
        }
        let question = Question { schema_type: "PROTOBUF", schema: &schema.text, references: &references };
        let path = format!("/subjects/{}", percent_encoded(subject));
        match self.ask(&path, &question)?.read(subject, schema) {
            Err(RegistryError::NotRegistered { .. }) if self.registers => {}
            found => return found,
        }
        let registered = self.ask(&format!("{path}/versions"), &question)?.read::<IgnoredAny>(subject, schema);
        // Members that start at the same moment register the same: a registry may take one, and tell the others of a conflict.
        let found = self.ask(&path, &question)?.read(subject, schema);
        found.map_err(|missing| registered.err().unwrap_or(missing))
    }

    fn ask(&self, path: &str, question: &Question<'_>) -> Result<Answer, RegistryError> {
        let body = serde_json::to_vec(question).unwrap_or_default();
        let mut request = self.agent.post(format!("{}{path}", self.url)).content_type(CONTENT_TYPE);
        if let Some(authorization) = &self.authorization {
            request = request.header(http::header::AUTHORIZATION, authorization);
        }
        let unreachable =
            |error: ureq::Error| RegistryError::Unreachable { url: self.url.clone(), reason: error.to_string() };
        let mut response = request.send(&body).map_err(unreachable)?;
        let status = response.status().as_u16();
        let body = response.body_mut().read_to_vec().map_err(unreachable)?;
        if matches!(status, 408 | 429 | 500..) {
            let reason = format!("{status}: {}", sentence(&body));
            return Err(RegistryError::Unreachable { url: self.url.clone(), reason });
        }
        Ok(Answer { status, body })
    }
}

impl Answer {
    fn read<T: for<'de> Deserialize<'de>>(&self, subject: &str, schema: &Schema) -> Result<T, RegistryError> {
        let (subject, path, status) = (subject.to_owned(), schema.path.clone(), self.status);
        let reason = sentence(&self.body);
        match status {
            200 => serde_json::from_slice(&self.body).map_err(|error| RegistryError::Unexpected {
                subject,
                status,
                reason: format!("no answer of a schema registry ({error}): check `schema_registry.url`"),
            }),
            401 | 403 => Err(RegistryError::NotAllowed { subject, status, reason }),
            // A subject or a schema that is not there has a code of its own; another 404 is a wrong address.
            404 if self.code().is_some_and(|code| matches!(code, 40_401..=40_403)) => {
                Err(RegistryError::NotRegistered { subject, path, reason })
            }
            409 => Err(RegistryError::Incompatible { subject, path, reason }),
            _ => Err(RegistryError::Unexpected { subject, status, reason }),
        }
    }

    fn code(&self) -> Option<u32> {
        serde_json::from_slice::<Refusal>(&self.body).ok()?.error_code
    }
}

/// What the registry says in words.
fn sentence(body: &[u8]) -> String {
    let told = serde_json::from_slice::<Refusal>(body).ok().and_then(|refusal| refusal.message);
    let told = told.unwrap_or_else(|| String::from_utf8_lossy(body).into_owned());
    let words: Vec<&str> = told.split_whitespace().collect();
    let told: String = words.join(" ").chars().take(SENTENCE_CHARACTERS).collect();
    if told.is_empty() { "no reason given".to_owned() } else { told }
}

fn certificates(file: &str) -> Result<Vec<Certificate<'static>>, RegistryError> {
    let refused = |reason| RegistryError::Configuration { key: "ca_file", reason: format!("{file}: {reason}") };
    let pem = std::fs::read(file).map_err(|error| refused(format!("cannot be read: {error}")))?;
    let mut certificates = Vec::new();
    for item in parse_pem(&pem) {
        match item {
            Ok(PemItem::Certificate(certificate)) => certificates.push(certificate),
            Ok(_) => {}
            Err(error) => return Err(refused(format!("is no PEM: {error}"))),
        }
    }
    if certificates.is_empty() { Err(refused("holds no certificate".to_owned())) } else { Ok(certificates) }
}

/// A subject as one part of a path.
fn percent_encoded(subject: &str) -> String {
    let encoded = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    subject.bytes().map(encoded).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: u16, body: &str) -> RegistryError {
        let answer = Answer { status, body: body.as_bytes().to_vec() };
        answer.read::<Registered>("events.call-value", &Schema::of(EventType::Call)).unwrap_err()
    }

    #[test]
    fn a_refusal_is_told_in_the_words_of_the_registry() {
        for (status, body, kind) in [
            (401, r#"{"error_code":401,"message":"who are you"}"#, "registry_not_allowed"),
            (404, r#"{"error_code":40401,"message":"who are you"}"#, "schema_not_registered"),
            (404, r#"{"error_code":40403,"message":"who are you"}"#, "schema_not_registered"),
            (404, r#"{"error_code":404,"message":"who are you"}"#, "registry_unexpected"),
            (409, r#"{"error_code":409,"message":"who\nare  you"}"#, "schema_incompatible"),
            (422, "who are you", "registry_unexpected"),
        ] {
            let error = read(status, body);
            assert_eq!(error.kind(), kind, "{body}");
            assert!(error.to_string().contains("who are you"), "{error}");
        }
    }

    #[test]
    fn a_page_that_is_no_registry_is_told_as_such() {
        let error = read(200, "<html>").to_string();
        assert!(error.contains("check `schema_registry.url`"), "{error}");
    }

    #[test]
    fn a_subject_is_one_part_of_the_path() {
        assert_eq!(percent_encoded("demarche/v1/a b.proto"), "demarche%2Fv1%2Fa%20b.proto");
    }
}
