//! One process of a replay: from the plan, which the first of them makes, to the manifest, which each of them can write.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rdkafka::error::KafkaError;

use super::account::Account;
use super::error::ReplayError;
use super::group::Group;
use super::manifest::Manifest;
use super::order::{Entry, Order, Version};
use super::pace::Rate;
use super::progress::{Progress, Report};
use super::range::Note;
use super::run::{Run, Tools, taken_over};
use super::scan::Scan;
use crate::config::Config;
use crate::stream::connection::Connection;
use crate::stream::outbound::{Headers, Outbound};
use crate::stream::producer::{Failure, Unsent};
use crate::stream::stop::Stop;
use crate::stream::worker::Worker;
use crate::stream::{Extract, StreamError, client, registry};

/// How often all accounts are looked at.
const LOOK: Duration = Duration::from_secs(1);

/// The same, when nothing of ours is left.
const LAST_LOOK: Duration = Duration::from_millis(300);

/// Who watches a replay, and may change its rate.
pub trait Watch {
    /// The rate that holds from now on; asked for before every batch.
    fn rate(&mut self) -> Option<Rate>;

    /// The replay is planned, or goes on.
    fn planned(&mut self, plan: &Planned);

    /// How things are.
    fn progressed(&mut self, report: &Report);
}

/// What is about to be done.
#[derive(Debug)]
pub struct Planned {
    /// Whether somebody has begun it before.
    pub goes_on: bool,
    /// What is to be told of its ranges.
    pub notes: Vec<Note>,
    /// The accounts as they are.
    pub accounts: BTreeMap<i32, Account>,
}

/// The wish that a replay ends before it is complete.
#[derive(Clone, Debug)]
pub struct Stopper(Arc<Stop>);

impl Stopper {
    /// No such wish yet; `drain` is how long the end may take.
    #[must_use]
    pub fn new(drain: Duration) -> Self {
        Self(Arc::new(Stop::new(drain)))
    }

    /// Asks for the end.
    pub fn stop(&self) {
        self.0.request(Instant::now());
    }
}

/// What reads, and the name of its version.
pub struct Reader {
    /// Reads an article.
    pub extract: Arc<Extract>,
    /// Decides what comes of it.
    pub version: Version,
}

/// Carries out an order, with whoever else does, until all of it is done or the end is asked for. The manifest tells
/// which. `seat` sets this process apart from the others.
///
/// # Errors
///
/// Why it stopped by itself. The same order goes on from there.
pub fn replay(
    config: &Config,
    order: &Order,
    seat: &str,
    reader: &Reader,
    (watch, stopper): (&mut dyn Watch, &Stopper),
    control_topic: Option<&str>,
) -> Result<Manifest, ReplayError> {
    let ours = order.configured(config);
    let tools = tools(&ours, order, seat, reader, &stopper.0, control_topic)?;
    let mut scan = Scan::connect(config, &config.topics.input)?;
    let partitions = scan.partitions().to_vec();
    let planned = plan(config, order, &reader.version, &tools.group, &mut scan)?;
    watch.planned(&planned);
    let mut run = Run::new(tools, &stopper.0);
    let mut accounts = planned.accounts;
    if !accounts.values().all(Account::is_complete) {
        run.group().join()?;
    }
    let mut progress = Progress::new(&accounts, Instant::now());
    let mut looked = Instant::now();
    while !accounts.values().all(Account::is_complete) && !stopper.0.is_requested() {
        run.set_rate(watch.rate());
        run.turn()?;
        if looked.elapsed() >= if run.is_idle() { LAST_LOOK } else { LOOK } {
            accounts = ordered(run.group().entries(&partitions)?);
            looked = Instant::now();
            watch.progressed(&progress.report(&accounts, looked));
        }
    }
    let manifest = Manifest::new(&ours, order, &reader.version, accounts);
    if let Some(topic) = control_topic.filter(|_| manifest.is_complete) {
        run.publish(&manifest, topic, &stopper.0)?;
    }
    Ok(manifest)
}

/// Everything that a process works with, once the brokers, the topics and the schemas are there.
fn tools(
    ours: &Config,
    order: &Order,
    seat: &str,
    reader: &Reader,
    stop: &Stop,
    control_topic: Option<&str>,
) -> Result<Tools, StreamError> {
    let wire = Connection::new(ours)?.wait_for(
        || !stop.is_requested(),
        |connection| {
            ours.topics.all().iter().try_for_each(|(_, topic)| connection.topic(topic))?;
            control_topic.map_or(Ok(()), |topic| connection.topic(topic))?;
            Ok(registry::agree(ours, true)?)
        },
    )?;
    let producer_config = client::producer(ours, &client::transactional_id(ours, seat));
    let largest = producer_config.get("message.max.bytes").and_then(|bytes| bytes.parse().ok()).unwrap_or(usize::MAX);
    let worker = Worker::new(Arc::clone(&reader.extract), ours.topics.clone(), ours.extract.input_format, largest);
    worker.write_as(wire.unwrap_or_default());
    Ok(Tools {
        group: Group::new(ours, seat)?,
        producer: taken_over(&producer_config, stop)?,
        producer_config,
        worker,
        workers: ours.stream.workers(),
        bytes: ours.stream.shares().in_flight,
        topics: ours.topics.clone(),
        wanted: order.wanted.clone(),
        name: order.name.clone(),
    })
}

/// The plan as it stands, or a new one.
fn plan(
    config: &Config,
    order: &Order,
    version: &Version,
    group: &Group,
    scan: &mut Scan,
) -> Result<Planned, ReplayError> {
    let ours = order.configured(config);
    let hash = order.hash(&config.topics);
    let mut entries = group.entries(scan.partitions())?;
    let (mut notes, goes_on) = (Vec::new(), !entries.is_empty());
    if entries.is_empty() {
        #[allow(clippy::disallowed_methods, reason = "a time ago is reckoned from now, once for all processes")]
        let now = Timestamp::now();
        let wanted = (!order.partitions.is_empty()).then_some(order.partitions.as_slice());
        let (ranges, told) = scan.ranges((&order.from.value, &order.to.value), wanted, now)?;
        if ranges.is_empty() {
            return Err(ReplayError::NoPartition { topic: config.topics.input.clone() });
        }
        let entry = |account| Entry { order: hash.clone(), version: version.clone(), account };
        let mut planned: BTreeMap<i32, Entry> =
            scan.partitions().iter().map(|partition| (*partition, entry(None))).collect();
        planned.extend(ranges.into_iter().map(|range| (range.partition, entry(Some(Account::new(range))))));
        group.found(&ours, &planned)?;
        // Somebody else may have been faster.
        entries = group.entries(scan.partitions())?;
        notes = told;
    }
    for entry in entries.values() {
        if entry.order != hash {
            return Err(ReplayError::OtherOrder { name: order.name.clone() });
        }
        if entry.version != *version {
            let in_words = |version: &Version| format!("{} ({})", version.program, version.lexicon);
            let (begun, this) = (in_words(&entry.version), in_words(version));
            return Err(ReplayError::OtherVersion { name: order.name.clone(), begun, this });
        }
    }
    Ok(Planned { goes_on, notes, accounts: ordered(entries) })
}

fn ordered(entries: BTreeMap<i32, Entry>) -> BTreeMap<i32, Account> {
    entries.into_iter().filter_map(|(partition, entry)| Some((partition, entry.account?))).collect()
}

impl Run<'_> {
    /// Writes the manifest to a topic, under the name of the replay.
    fn publish(&mut self, manifest: &Manifest, topic: &str, stop: &Stop) -> Result<(), StreamError> {
        let (key, value) = (manifest.name.as_bytes(), manifest.to_json());
        #[allow(clippy::disallowed_methods, reason = "when it was complete")]
        let now = Timestamp::now().as_millisecond();
        let record = Outbound::other(topic, (Some(key), Some(value.as_bytes())), Headers::default(), now);
        let goes_on = || !stop.is_overdue(Instant::now());
        let producer = self.producer();
        let sent = producer.send(record, (0, 0)).map_err(|unsent| match unsent {
            Unsent::NoRoom(_) => Failure::Batch(KafkaError::Canceled),
            Unsent::Failed(failure) => failure,
        });
        let written = sent.and_then(|()| producer.drain(&goes_on)).and_then(|()| producer.commit(&goes_on));
        written.map_err(|failure| match failure {
            Failure::Fatal(error) => error,
            failure => StreamError::Unwritable { topic: topic.to_owned(), reason: format!("{failure:?}") },
        })
    }
}
