//! What the topics should be like, beside what they are like. It holds no I/O.
//!
//! Topics of events are compacted by story, and only after a while: for `topic_plan.story_hours` a reader finds every
//! telling of a story, later the newest one, so that whoever comes late reads each story once, and an article that was read
//! twice takes room once. Articles and dead letters are never compacted: two of them under one key are not two versions of
//! the same.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::config::{Config, TopicOverride, TopicRole};

/// Room for the headers of a record, in bytes.
const HEADER_BYTES: u64 = 64 << 10;

/// Kafka's own default of `max.message.bytes`.
const DEFAULT_MESSAGE_BYTES: u64 = 1_048_588;

const MESSAGE_BYTES: &str = "max.message.bytes";
const IN_SYNC: &str = "min.insync.replicas";
const CLEANUP: &str = "cleanup.policy";

/// A topic as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedTopic {
    /// What it is for.
    pub role: TopicRole,
    /// Its name.
    pub name: String,
    /// How many partitions.
    pub partitions: i32,
    /// How many brokers hold a copy.
    pub replication_factor: i16,
    /// Its settings, by Kafka's own names.
    pub settings: BTreeMap<String, String>,
}

/// A topic as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundTopic {
    /// How many partitions.
    pub partitions: usize,
    /// How many brokers hold a copy of the partition that has the fewest.
    pub replication_factor: usize,
    /// Its settings, by Kafka's own names; `None` where we may not see them.
    pub settings: Option<BTreeMap<String, String>>,
}

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// `partitions`, `replication factor` or the name of a setting.
    pub what: String,
    /// What should be.
    pub wanted: String,
    /// What is.
    pub found: String,
    /// Whether records would be lost or could not be written.
    pub is_harmful: bool,
    /// What to do.
    pub advice: String,
}

/// All topics as they should be.
#[must_use]
pub fn plan(config: &Config) -> [WantedTopic; 5] {
    let mut wanted = TopicRole::ALL.map(|role| wanted(config, role));
    // A dead letter is a whole record of the input, with more headers.
    let [input, .., dead_letters] = &mut wanted;
    let least = bytes(&input.settings).unwrap_or(DEFAULT_MESSAGE_BYTES) + HEADER_BYTES;
    if bytes(&dead_letters.settings).is_none_or(|room| room < least) {
        dead_letters.settings.insert(MESSAGE_BYTES.to_owned(), least.to_string());
    }
    wanted
}

fn wanted(config: &Config, role: TopicRole) -> WantedTopic {
    let plan = &config.topic_plan;
    let millis = |hours: u64| (hours * 3_600_000).to_string();
    let largest = (config.extract.max_value_bytes as u64 + HEADER_BYTES).max(DEFAULT_MESSAGE_BYTES);
    let (policy, hours) = match role {
        TopicRole::Input => ("delete", plan.article_hours),
        TopicRole::DeadLetters => ("delete", plan.dead_letter_hours),
        TopicRole::Calls | TopicRole::Statements | TopicRole::SanctionThreats => ("compact,delete", plan.event_hours),
    };
    let mut topic = WantedTopic {
        role,
        name: config.topics.of(role).clone(),
        partitions: plan.partitions,
        replication_factor: plan.replication_factor,
        settings: BTreeMap::from([
            (CLEANUP.to_owned(), policy.to_owned()),
            ("retention.ms".to_owned(), millis(hours)),
            (IN_SYNC.to_owned(), plan.min_insync_replicas.to_string()),
            (MESSAGE_BYTES.to_owned(), largest.to_string()),
        ]),
    };
    if policy.contains("compact") {
        topic.settings.insert("min.compaction.lag.ms".to_owned(), millis(plan.story_hours));
    }
    for changed in plan.overrides() {
        match changed {
            TopicOverride::Partitions(of, partitions) if of == role => topic.partitions = partitions,
            TopicOverride::ReplicationFactor(of, copies) if of == role => topic.replication_factor = copies,
            TopicOverride::Setting(of, name, value) if of == role => {
                topic.settings.insert(name.to_owned(), value.to_owned());
            }
            _ => {}
        }
    }
    topic
}

impl WantedTopic {
    /// What is not as it should be. More partitions, copies or room than wanted are as good.
    #[must_use]
    pub fn compare(&self, found: &FoundTopic) -> Vec<Difference> {
        let mut differences = Vec::new();
        if found.partitions < usize::try_from(self.partitions).unwrap_or_default() {
            differences.push(Difference {
                what: "partitions".to_owned(),
                wanted: self.partitions.to_string(),
                found: found.partitions.to_string(),
                is_harmful: false,
                advice: "add partitions while the topic is empty, since keys change theirs; or lower \
                         `topic_plan.partitions`"
                    .to_owned(),
            });
        }
        if found.replication_factor < usize::try_from(self.replication_factor).unwrap_or_default() {
            differences.push(Difference {
                what: "replication factor".to_owned(),
                wanted: self.replication_factor.to_string(),
                found: found.replication_factor.to_string(),
                is_harmful: false,
                advice: "reassign its partitions to more brokers; or lower `topic_plan.replication_factor`".to_owned(),
            });
        }
        if let Some(settings) = &found.settings {
            let of_settings = self.settings.iter().filter_map(|(name, wanted)| {
                let found_value = settings.get(name).map_or("none", String::as_str);
                (!is_as_good(name, wanted, found_value)).then(|| self.difference(name, wanted, found_value))
            });
            differences.extend(of_settings);
            let in_sync = settings.get(IN_SYNC).and_then(|number| number.parse::<usize>().ok());
            if let Some(in_sync) = in_sync.filter(|number| *number > found.replication_factor) {
                differences.retain(|difference| difference.what != IN_SYNC);
                differences.push(Difference {
                    is_harmful: true,
                    advice: format!(
                        "nothing can be written while fewer copies exist: set {IN_SYNC} lower, or add copies"
                    ),
                    ..self.difference(IN_SYNC, &format!("at most {}", found.replication_factor), &in_sync.to_string())
                });
            }
        }
        differences
    }

    fn difference(&self, name: &str, wanted: &str, found: &str) -> Difference {
        // A compacted topic throws away what has no key, or the same key as a later record.
        let is_harmful = name == CLEANUP && found.contains("compact") && !wanted.contains("compact");
        Difference {
            what: name.to_owned(),
            wanted: wanted.to_owned(),
            found: found.to_owned(),
            is_harmful,
            advice: format!(
                "kafka-configs --alter --entity-type topics --entity-name {} --add-config {name}=[{wanted}]; or set \
                 `topic_plan.overrides.{}.{name}`",
                self.name,
                self.role.key()
            ),
        }
    }
}

/// What is not as it should be, topic by topic; of a topic that is not there, nothing.
#[must_use]
pub fn compare(wanted: &[WantedTopic; 5], found: &[Option<FoundTopic>; 5]) -> [Vec<Difference>; 5] {
    let mut differences =
        [0, 1, 2, 3, 4].map(|at| found[at].as_ref().map(|found| wanted[at].compare(found)).unwrap_or_default());
    if let [Some(input), .., Some(dead_letters)] = found {
        // The input as it is counts, not as it should be.
        let of_dead_letters = &mut differences[4];
        of_dead_letters.retain(|difference| difference.what != MESSAGE_BYTES);
        of_dead_letters.extend(dead_letters_fit(input, dead_letters));
    }
    differences
}

/// Whether dead letters of this input fit into their topic.
fn dead_letters_fit(input: &FoundTopic, dead_letters: &FoundTopic) -> Option<Difference> {
    let input = bytes(input.settings.as_ref()?)?;
    let room = bytes(dead_letters.settings.as_ref()?)?;
    (room < input + HEADER_BYTES).then(|| Difference {
        what: MESSAGE_BYTES.to_owned(),
        wanted: format!("at least {}", input + HEADER_BYTES),
        found: room.to_string(),
        is_harmful: true,
        advice: format!(
            "a record of the input may have {input} bytes, and the service stops at one that does not fit: raise \
             {MESSAGE_BYTES} of the dead letters to {}",
            input + HEADER_BYTES
        ),
    })
}

fn bytes(settings: &BTreeMap<String, String>) -> Option<u64> {
    settings.get(MESSAGE_BYTES)?.parse().ok()
}

fn is_as_good(name: &str, wanted: &str, found: &str) -> bool {
    let list = |value: &str| value.split(',').map(|part| part.trim().to_owned()).collect::<BTreeSet<_>>();
    match (name, wanted.parse::<u64>(), found.parse::<u64>()) {
        (MESSAGE_BYTES | IN_SYNC, Ok(wanted), Ok(found)) => found >= wanted,
        _ => list(wanted) == list(found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(overrides: &[(&str, &str)]) -> Config {
        let mut config = Config::default();
        config.topic_plan.overrides = overrides.iter().copied().collect();
        config
    }

    /// A topic that is as it should be.
    fn found(wanted: &WantedTopic) -> FoundTopic {
        FoundTopic {
            partitions: usize::try_from(wanted.partitions).unwrap(),
            replication_factor: usize::try_from(wanted.replication_factor).unwrap(),
            settings: Some(wanted.settings.clone()),
        }
    }

    /// What is told of a topic with one setting changed.
    fn told(role: usize, name: &str, value: &str) -> Vec<Difference> {
        let wanted = &plan(&config(&[]))[role];
        let mut found = found(wanted);
        found.settings.as_mut().unwrap().insert(name.to_owned(), value.to_owned());
        wanted.compare(&found)
    }

    #[test]
    fn events_are_compacted_by_story_and_nothing_else_is() {
        let plan = plan(&config(&[]));
        let policies: Vec<&str> = plan.iter().map(|topic| topic.settings[CLEANUP].as_str()).collect();
        assert_eq!(policies, ["delete", "compact,delete", "compact,delete", "compact,delete", "delete"]);
        let lags: Vec<bool> = plan.iter().map(|topic| topic.settings.contains_key("min.compaction.lag.ms")).collect();
        assert_eq!(lags, [false, true, true, true, false]);
    }

    #[test]
    fn a_topic_that_is_as_planned_has_no_difference() {
        for wanted in plan(&config(&[])) {
            assert_eq!(wanted.compare(&found(&wanted)), []);
        }
    }

    #[test]
    fn more_than_wanted_is_as_good() {
        let wanted = &plan(&config(&[]))[0];
        let mut found = found(wanted);
        found.partitions += 1;
        found.replication_factor += 2;
        let settings = found.settings.as_mut().unwrap();
        settings.insert(IN_SYNC.to_owned(), "3".to_owned());
        settings.insert(MESSAGE_BYTES.to_owned(), "99999999".to_owned());
        assert_eq!(wanted.compare(&found), []);
        assert_eq!(told(1, CLEANUP, "delete,compact"), []);
    }

    #[test]
    fn less_or_other_than_wanted_is_told_with_what_to_do() {
        for (name, value) in [("retention.ms", "1"), (MESSAGE_BYTES, "1"), (IN_SYNC, "1")] {
            let told = told(0, name, value);
            let [difference] = told.as_slice() else { panic!("{told:?}") };
            assert_eq!((difference.what.as_str(), difference.found.as_str()), (name, value));
            assert!(!difference.is_harmful && difference.advice.contains("articles.raw"), "{difference:?}");
        }
        let wanted = &plan(&config(&[]))[0];
        let fewer = FoundTopic { partitions: 1, replication_factor: 2, ..found(wanted) };
        let told: Vec<String> = wanted.compare(&fewer).into_iter().map(|difference| difference.what).collect();
        assert_eq!(told, ["partitions", "replication factor"]);
    }

    #[test]
    fn what_would_lose_or_stop_records_is_harmful() {
        assert!(told(0, CLEANUP, "compact")[0].is_harmful, "articles of one key replace each other");
        assert!(!told(1, CLEANUP, "delete")[0].is_harmful, "stories only take more room");
        let stuck = told(1, IN_SYNC, "4");
        assert!(stuck.len() == 1 && stuck[0].is_harmful, "more copies are wanted in sync than there are: {stuck:?}");
    }

    #[test]
    fn a_setting_that_may_not_be_seen_is_no_difference() {
        let wanted = &plan(&config(&[]))[0];
        assert_eq!(wanted.compare(&FoundTopic { settings: None, ..found(wanted) }), []);
    }

    #[test]
    fn one_topic_may_be_otherwise() {
        let overrides = [("calls.partitions", "12"), ("calls.replication_factor", "1"), ("input.retention.ms", "5")];
        let [input, calls, statements, ..] = plan(&config(&overrides));
        assert_eq!((calls.partitions, calls.replication_factor), (12, 1));
        assert_eq!((statements.partitions, statements.replication_factor), (6, 3));
        assert_eq!(input.settings["retention.ms"], "5");
    }

    #[test]
    fn a_dead_letter_has_room_for_the_largest_record() {
        for overrides in [[("input.max.message.bytes", "9000000")], [("dead_letters.max.message.bytes", "1000")]] {
            let wanted = plan(&config(&overrides));
            let mut all = wanted.clone().map(|topic| Some(found(&topic)));
            assert!(compare(&wanted, &all).iter().all(Vec::is_empty), "{overrides:?}");
            // The input was made larger by hand.
            let input = all[0].as_mut().unwrap().settings.as_mut().unwrap();
            input.insert(MESSAGE_BYTES.to_owned(), "20000000".to_owned());
            let [.., of_dead_letters] = compare(&wanted, &all);
            assert!(of_dead_letters[0].is_harmful, "{of_dead_letters:?}");
            assert!(of_dead_letters[0].wanted.contains("20065536"), "{of_dead_letters:?}");
        }
    }
}
