//! Whether a manifest is true: what stands in the topics, and what comes of the records when they are read again.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use rdkafka::Message as _;
use rdkafka::message::OwnedMessage;

use super::account::{Account, Fate};
use super::bound::Bound;
use super::decoded::header;
use super::digest::{Digest, Output};
use super::error::ReplayError;
use super::extraction::extract;
use super::manifest::Manifest;
use super::order::Wanted;
use super::process::Reader;
use super::run::REPLAY;
use super::scan::{Scan, Scanned};
use crate::config::{Config, TopicRole, Topics};
use crate::event::{Event, EventType};
use crate::stream::wire;
use crate::stream::worker::Worker;

/// How long one look waits.
const LOOK: Duration = Duration::from_millis(200);

/// Records that are extracted together.
const BATCH: usize = 500;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Whether the records were read again: only the version that replayed them can.
    pub is_read_again: bool,
    /// Where manifest, records and outputs do not agree; of each partition the first place.
    pub differences: Vec<Difference>,
}

/// Where two sides do not agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The partition of the input.
    pub partition: i32,
    /// The record; `None` where it cannot be told which.
    pub offset: Option<i64>,
    /// What differs, in words.
    pub what: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.offset {
            Some(offset) => write!(out, "partition {}, offset {offset}: {}", self.partition, self.what),
            None => write!(out, "partition {}: {}", self.partition, self.what),
        }
    }
}

/// Outputs by the place of the record that they came of.
type Found = BTreeMap<(i32, i64), Vec<Output>>;

/// Reads both sides again.
///
/// # Errors
///
/// Where a topic cannot be read.
pub fn verify(config: &Config, manifest: &Manifest, reader: &Reader) -> Result<Verified, ReplayError> {
    let config = with_topics(config, manifest);
    let mut found = Found::new();
    for (role, topic) in config.topics.all().into_iter().skip(1) {
        for_each(&config, topic, |record| {
            if header(&record, REPLAY) == Some(&manifest.name)
                && let Some(place) = origin(&record, role)
            {
                found.entry(place).or_default().push(Output::written(&record, &config.topics));
            }
        })?;
    }
    let is_read_again = reader.version == manifest.version;
    let mut differences: Vec<Difference> =
        manifest.partitions.iter().filter_map(|account| against_outputs(account, &found)).collect();
    if is_read_again {
        for difference in against_records(&config, manifest, reader, found)? {
            differences.retain(|known| known.partition != difference.partition || known.offset.is_some());
            differences.push(difference);
        }
    }
    Ok(Verified { is_read_again, differences })
}

fn with_topics(config: &Config, manifest: &Manifest) -> Config {
    let mut config = config.clone();
    let Topics { input, calls, statements, sanction_threats, dead_letters } = &mut config.topics;
    for (role, topic) in TopicRole::ALL.into_iter().zip([input, calls, statements, sanction_threats, dead_letters]) {
        if let Some(name) = manifest.topics.get(&role) {
            topic.clone_from(name);
        }
    }
    config
}

/// Whether the outputs that stand in their topics are those of the manifest.
fn against_outputs(account: &Account, found: &Found) -> Option<Difference> {
    let partition = account.range.partition;
    let mut digest = Digest::default();
    let mut counts: BTreeMap<TopicRole, u64> = BTreeMap::new();
    for ((_, offset), outputs) in found.range((partition, i64::MIN)..=(partition, i64::MAX)) {
        outputs.iter().for_each(|output| *counts.entry(output.role).or_default() += 1);
        digest.add(*offset, outputs.clone());
    }
    let dead_letters = counts.remove(&TopicRole::DeadLetters).unwrap_or_default();
    let what = if counts != account.events || dead_letters != account.dead_letters {
        format!(
            "the manifest has events {} and dead letters {}, the topics {} and {dead_letters}",
            in_words(&account.events),
            account.dead_letters,
            in_words(&counts)
        )
    } else if digest != account.digest {
        format!("the digest of the outputs is {digest}, that of the manifest {}", account.digest)
    } else {
        return None;
    };
    Some(Difference { partition, offset: None, what })
}

fn in_words(counts: &BTreeMap<TopicRole, u64>) -> String {
    let counts: Vec<String> = counts.iter().map(|(role, count)| format!("{}: {count}", role.key())).collect();
    format!("({})", counts.join(", "))
}

/// Whether what comes of the records is what stands in the topics, and in the manifest.
fn against_records(
    config: &Config,
    manifest: &Manifest,
    reader: &Reader,
    mut found: Found,
) -> Result<Vec<Difference>, ReplayError> {
    let worker = Worker::new(reader.extract.clone(), config.topics.clone(), config.extract.input_format, usize::MAX);
    let filters: Vec<_> = manifest.filters.iter().filter_map(|filter| filter.parse().ok()).collect();
    let wanted = Wanted::new(&filters).unwrap_or_default();
    let mut scan = Scan::connect(config, &config.topics.input)?;
    let ranges: Vec<_> = manifest.partitions.iter().map(|account| account.range.clone()).collect();
    scan.start(&ranges, false)?;
    let mut again: BTreeMap<i32, Account> =
        ranges.into_iter().map(|range| (range.partition, Account::new(range))).collect();
    let mut differences: BTreeMap<i32, Difference> = BTreeMap::new();
    let mut batch: Vec<OwnedMessage> = Vec::new();
    loop {
        let scanned = scan.next(LOOK)?;
        let is_end = matches!(scanned, Scanned::Ended);
        if let Scanned::Record(record) = scanned {
            batch.push(record);
        }
        if batch.len() >= BATCH || (is_end && !batch.is_empty()) {
            let read: Vec<&OwnedMessage> = batch.iter().filter(|record| wanted.may_want(record)).collect();
            let mut outcomes = extract(&worker, config.stream.workers(), &read).into_iter();
            for record in &batch {
                let place = (record.partition(), record.offset());
                let outcome = if wanted.may_want(record) { outcomes.next() } else { None };
                let fate = match outcome.filter(|outcome| wanted.wants_language(outcome.language)) {
                    Some(outcome) => {
                        Fate::Read(outcome.outputs.iter().map(|output| Output::of(output, &config.topics)).collect())
                    }
                    None => Fate::LeftOut,
                };
                if let Some(what) = differs(&fate, found.remove(&place)) {
                    differences.entry(place.0).or_insert(Difference {
                        partition: place.0,
                        offset: Some(place.1),
                        what,
                    });
                }
                if let Some(account) = again.get_mut(&place.0) {
                    account.enter(place.1, fate);
                }
            }
            batch.clear();
        }
        if is_end {
            break;
        }
    }
    for account in again.values_mut() {
        account.end();
    }
    for (partition, offset) in found.into_keys() {
        let what = "outputs of a record that is not in the range, or no longer in its topic".to_owned();
        differences.entry(partition).or_insert(Difference { partition, offset: Some(offset), what });
    }
    for account in &manifest.partitions {
        let partition = account.range.partition;
        if again.get(&partition) != Some(account) {
            let what = "the records, read again, do not give what the manifest says".to_owned();
            differences.entry(partition).or_insert(Difference { partition, offset: None, what });
        }
    }
    Ok(differences.into_values().collect())
}

/// What differs between what a record gives and what was found of it.
fn differs(fate: &Fate, found: Option<Vec<Output>>) -> Option<String> {
    let mut found = found.unwrap_or_default();
    let mut given = match fate {
        Fate::LeftOut => Vec::new(),
        Fate::Read(outputs) => outputs.clone(),
    };
    given.sort();
    found.sort();
    if given == found {
        return None;
    }
    let named = |outputs: &[Output], others: &[Output]| {
        let other = outputs.iter().find(|output| !others.contains(output));
        other.or(outputs.first()).map_or("none".to_owned(), |output| format!("{} {}", output.role.key(), output.id))
    };
    Some(format!(
        "{} outputs come of it, {} stand in the topics; the first that differs: {} against {}",
        given.len(),
        found.len(),
        named(&given, &found),
        named(&found, &given)
    ))
}

/// The place of the record that an output came of.
fn origin(record: &OwnedMessage, role: TopicRole) -> Option<(i32, i64)> {
    let event_type = match role {
        TopicRole::Calls => EventType::Call,
        TopicRole::Statements => EventType::Statement,
        TopicRole::SanctionThreats => EventType::SanctionThreat,
        TopicRole::Input | TopicRole::DeadLetters => {
            let number = |name| header(record, name)?.parse::<i64>().ok();
            let partition = i32::try_from(number("__connect.errors.partition")?).ok()?;
            return Some((partition, number("__connect.errors.offset")?));
        }
    };
    let (message, _) = wire::message(record.payload()?)?;
    let event = Event::from_payload(event_type, message).ok()?;
    let input = event.metadata().input.as_ref()?;
    Some((input.partition, input.offset))
}

/// Every record of a topic, as far as it is committed now.
fn for_each(config: &Config, topic: &str, mut see: impl FnMut(OwnedMessage)) -> Result<(), ReplayError> {
    let mut scan = Scan::connect(config, topic)?;
    let (ranges, _) = scan.ranges((&Bound::Start, &Bound::End), None, jiff::Timestamp::UNIX_EPOCH)?;
    scan.start(&ranges, false)?;
    loop {
        match scan.next(LOOK)? {
            Scanned::Record(record) => see(record),
            Scanned::Nothing => {}
            Scanned::Ended => return Ok(()),
        }
    }
}
