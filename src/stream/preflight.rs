//! Whether a deploy would work: brokers, topics, permissions and schemas, looked at from where the service would run.

use super::admin::Administrator;
use super::error::StreamError;
use super::topics::{self, Difference, FoundTopic};
use super::wire::Wire;
use super::{permissions, registry};
use crate::config::{Config, Delivery, TopicRole};

/// One thing that was looked at.
#[derive(Debug)]
pub struct Finding {
    /// What was looked at.
    pub subject: String,
    /// What it is like, and what to do where it will not do.
    pub verdict: Verdict,
}

/// Whether it will do.
#[derive(Debug)]
pub enum Verdict {
    /// It will.
    Good(String),
    /// It will, and is not as planned.
    Notable(String),
    /// It will not.
    Bad(StreamError),
}

/// Looks at everything, and tells of each thing as soon as it is known.
pub fn preflight(config: &Config, tell: &mut dyn FnMut(Finding)) {
    let mut tell = |subject: &str, verdict| tell(Finding { subject: subject.to_owned(), verdict });
    let administrator = match Administrator::connect(config) {
        Ok(administrator) => administrator,
        Err(error) => return tell("brokers", Verdict::Bad(error)),
    };
    tell(
        "brokers",
        Verdict::Good(format!("{} at {}, and they accept this client", administrator.brokers, config.kafka.brokers)),
    );

    let mut found = [const { None }; 5];
    for (slot, (_, topic)) in found.iter_mut().zip(config.topics.all()) {
        match administrator.found(topic) {
            Ok(Some(there)) => *slot = Some(there),
            Ok(None) => tell(&subject(topic), Verdict::Bad(StreamError::MissingTopic { topic: topic.to_owned() })),
            Err(error) => tell(&subject(topic), Verdict::Bad(error)),
        }
    }
    let differences = topics::compare(&topics::plan(config), &found);
    for (((role, topic), found), differences) in config.topics.all().into_iter().zip(&found).zip(differences) {
        let Some(found) = found else { continue };
        tell(&subject(topic), topic_verdict(topic, found, &differences));
        let asked = match role {
            TopicRole::Input => permissions::read(config, topic),
            _ => permissions::write(config, topic),
        };
        let operation = if role == TopicRole::Input { "reading" } else { "writing" };
        tell(&format!("{operation} {topic}"), allowed(asked));
    }
    tell(&format!("group {}", config.kafka.group_id), allowed(permissions::join(config)));
    if config.stream.delivery == Delivery::ExactlyOnce {
        tell("transactional ids", allowed(permissions::begin_transactions(config)));
    }
    tell("schemas", schemas(config));
}

fn subject(topic: &str) -> String {
    format!("topic {topic}")
}

fn topic_verdict(topic: &str, found: &FoundTopic, differences: &[Difference]) -> Verdict {
    if let Some(harmful) = differences.iter().find(|difference| difference.is_harmful) {
        let Difference { what, wanted, found, advice, .. } = harmful;
        let reason = format!("its {what} is {found} and should be {wanted}: {advice}");
        return Verdict::Bad(StreamError::Unsuitable { topic: topic.to_owned(), reason });
    }
    let FoundTopic { partitions, replication_factor, settings } = found;
    let mut told = format!("partitions: {partitions}, copies: {replication_factor}");
    if settings.is_none() {
        told.push_str("; its settings may not be seen (DescribeConfigs)");
    }
    if differences.is_empty() {
        return Verdict::Good(told);
    }
    let names: Vec<&str> = differences.iter().map(|difference| difference.what.as_str()).collect();
    Verdict::Notable(format!("{told}; not as planned: {}; see `demarche topics check`", names.join(", ")))
}

fn allowed(asked: Result<(), StreamError>) -> Verdict {
    match asked {
        Ok(()) => Verdict::Good("allowed".to_owned()),
        Err(error) => Verdict::Bad(error),
    }
}

fn schemas(config: &Config) -> Verdict {
    match registry::agree(config, false) {
        Ok(Wire::Plain) => Verdict::Good("plain protobuf, no registry".to_owned()),
        Ok(Wire::Framed(_)) => Verdict::Good(format!("registered at {}", config.schema_registry.url)),
        Err(registry::RegistryError::NotRegistered { subject, .. }) if config.schema_registry.auto_register => {
            Verdict::Notable(format!("subject `{subject}` is not there yet; the service will register it"))
        }
        Err(error) => Verdict::Bad(error.into()),
    }
}
