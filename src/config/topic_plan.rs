//! Which topics there are, and what is set for one of them alone.

use serde::{Deserialize, Serialize};

use super::{TopicPlan, Topics};

/// What a topic is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TopicRole {
    /// Raw articles come in.
    Input,
    /// Calls go out.
    Calls,
    /// Statements go out.
    Statements,
    /// Threats of sanctions go out.
    SanctionThreats,
    /// Records go out that could not be read.
    DeadLetters,
}

impl TopicRole {
    /// Each of them.
    pub const ALL: [Self; 5] = [Self::Input, Self::Calls, Self::Statements, Self::SanctionThreats, Self::DeadLetters];

    /// Its key under `topics`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Calls => "calls",
            Self::Statements => "statements",
            Self::SanctionThreats => "sanction_threats",
            Self::DeadLetters => "dead_letters",
        }
    }
}

impl Topics {
    /// The topic of a role.
    #[must_use]
    pub const fn of(&self, role: TopicRole) -> &String {
        match role {
            TopicRole::Input => &self.input,
            TopicRole::Calls => &self.calls,
            TopicRole::Statements => &self.statements,
            TopicRole::SanctionThreats => &self.sanction_threats,
            TopicRole::DeadLetters => &self.dead_letters,
        }
    }

    /// Each topic.
    #[must_use]
    pub fn all(&self) -> [(TopicRole, &str); 5] {
        TopicRole::ALL.map(|role| (role, self.of(role).as_str()))
    }
}

/// What is otherwise for one topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TopicOverride<'a> {
    /// Its partitions.
    Partitions(TopicRole, i32),
    /// How many brokers hold a copy.
    ReplicationFactor(TopicRole, i16),
    /// A setting by Kafka's own name, and its value.
    Setting(TopicRole, &'a str, &'a str),
}

impl<'a> TopicOverride<'a> {
    /// Reads a key of `topic_plan.overrides` and its value. In the environment dots stand for underscores.
    pub(super) fn read(name: &'a str, value: &'a str) -> Result<Self, String> {
        let of_role = |role: TopicRole| {
            let is_role = |(at, _): &(usize, &str)| name[..*at].replace('.', "_") == role.key();
            let (at, _) = name.match_indices('.').find(is_role)?;
            Some((role, &name[at + 1..]))
        };
        let Some((role, setting)) = TopicRole::ALL.into_iter().find_map(of_role) else {
            let roles = TopicRole::ALL.map(TopicRole::key).join(", ");
            return Err(format!("no such topic: it begins with one of {roles}, and a dot"));
        };
        let wrong = |_| format!("{value:?}: allowed is a number");
        match setting {
            "partitions" => Ok(Self::Partitions(role, value.parse().map_err(wrong)?)),
            "replication_factor" | "replication.factor" => {
                Ok(Self::ReplicationFactor(role, value.parse().map_err(wrong)?))
            }
            setting => Ok(Self::Setting(role, setting, value)),
        }
    }
}

impl TopicPlan {
    /// What is otherwise for single topics.
    pub fn overrides(&self) -> impl Iterator<Item = TopicOverride<'_>> {
        // Those that cannot be read were refused before anything started.
        self.overrides.iter().filter_map(|(name, value)| TopicOverride::read(name, value).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_override_names_a_topic_and_a_setting() {
        for (name, read) in [
            ("calls.partitions", TopicOverride::Partitions(TopicRole::Calls, 7)),
            ("dead_letters.replication_factor", TopicOverride::ReplicationFactor(TopicRole::DeadLetters, 7)),
            ("sanction_threats.retention.ms", TopicOverride::Setting(TopicRole::SanctionThreats, "retention.ms", "7")),
            ("sanction.threats.retention.ms", TopicOverride::Setting(TopicRole::SanctionThreats, "retention.ms", "7")),
            ("input.cleanup.policy", TopicOverride::Setting(TopicRole::Input, "cleanup.policy", "7")),
        ] {
            assert_eq!(TopicOverride::read(name, "7"), Ok(read), "{name}");
        }
        for (name, value) in [("call.partitions", "7"), ("calls", "7"), ("calls.partitions", "many")] {
            assert!(TopicOverride::read(name, value).is_err(), "{name}");
        }
    }
}
