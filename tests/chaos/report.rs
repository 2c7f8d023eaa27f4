//! What a run found, as it is told in docs/chaos.md.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use super::checker::Verdict;
use super::cluster::IMPATIENCE;
use super::fault::Fault;
use super::fleet::SETTINGS;

/// The promise: so soon after the end of a fault, what waited then is committed.
const RECOVERY: Duration = Duration::from_secs(30);

/// A run under way, or over.
pub struct Report {
    seed: u64,
    start: Instant,
    strikes: Vec<Strike>,
}

/// A fault that was recovered from.
pub struct Strike {
    pub fault: Fault,
    /// For each partition of the input, how far the feed had come when it struck.
    pub delivered: Vec<i64>,
    /// From its end until everything was committed that waited then.
    pub recovery: Duration,
    /// The most records that waited, from its start to the recovery.
    pub lag: i64,
}

impl Report {
    pub fn new(seed: u64) -> Self {
        Self { seed, start: Instant::now(), strikes: Vec::new() }
    }

    pub fn add(&mut self, strike: Strike) {
        let Strike { fault, recovery, lag, .. } = &strike;
        let (number, seconds) = (self.strikes.len() + 1, self.start.elapsed().as_secs());
        eprintln!("{seconds:4} s: {number:3} {fault}: {:.1} s, {lag} waited", recovery.as_secs_f64());
        self.strikes.push(strike);
    }

    /// Every output that is not as it must be, a line each, with the fault that may have done it.
    pub fn breaches(&self, verdict: &Verdict) -> Vec<String> {
        let broken = verdict.breaches().map(|(how, promise)| {
            let (partition, offset) = (promise.partition, promise.offset);
            format!("{how}: of {partition}/{offset}, {}: {:?}", self.at(partition, offset), promise.output)
        });
        let invented = verdict.invented.iter().map(|output| format!("invented: {output:?}"));
        broken.chain(invented).collect()
    }

    /// Every fault that the group took too long to recover from, a line each.
    pub fn slow(&self) -> impl Iterator<Item = String> {
        let slow = self.strikes.iter().filter(|strike| strike.recovery > RECOVERY);
        slow.map(|Strike { fault, recovery, .. }| format!("only after {:.1} s: {fault}", recovery.as_secs_f64()))
    }

    /// Which fault was under way when a record was sent.
    fn at(&self, partition: i32, offset: i64) -> String {
        let partition = usize::try_from(partition).expect("a partition number");
        let struck = self.strikes.iter().rposition(|strike| strike.delivered[partition] <= offset);
        struck.map_or_else(
            || "before the first fault".to_owned(),
            |number| format!("in or after fault {}, {}", number + 1, self.strikes[number].fault),
        )
    }

    /// Writes docs/chaos.md.
    pub fn publish(&self, verdict: &Verdict, records: u64) -> std::io::Result<()> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/chaos.md");
        fs::write(path, self.page(verdict, records).expect("a string takes everything"))
    }

    fn page(&self, verdict: &Verdict, records: u64) -> Result<String, std::fmt::Error> {
        let mut page = String::from(include_str!("chaos.md"));
        let settings = SETTINGS.iter().chain(&IMPATIENCE).map(|(name, value)| format!("{name} = {value}"));
        page = page.replace("{settings}", &settings.collect::<Vec<_>>().join("\n"));
        writeln!(page, "| fault | times | worst recovery | most records that waited |")?;
        writeln!(page, "| --- | --- | --- | --- |")?;
        let mut by_fault: BTreeMap<Fault, Vec<&Strike>> = BTreeMap::new();
        for strike in &self.strikes {
            by_fault.entry(strike.fault).or_default().push(strike);
        }
        for (fault, strikes) in &by_fault {
            row(&mut page, &fault.to_string(), strikes)?;
        }
        row(&mut page, "all", &self.strikes.iter().collect::<Vec<_>>())?;
        writeln!(page)?;
        writeln!(
            page,
            "- {verdict}; they came of {records} records in {} minutes",
            self.start.elapsed().as_secs() / 60
        )?;
        writeln!(page, "- seed {}", self.seed)?;
        let (_, librdkafka) = rdkafka::util::get_rdkafka_version();
        let demarche = env!("CARGO_PKG_VERSION");
        writeln!(page, "- demarche {demarche}, librdkafka {librdkafka}, Apache Kafka {}", kafka_version())?;
        Ok(page)
    }
}

fn row(page: &mut String, what: &str, strikes: &[&Strike]) -> std::fmt::Result {
    let recovery = strikes.iter().map(|strike| strike.recovery).max().unwrap_or_default().as_secs_f64();
    let lag = strikes.iter().map(|strike| strike.lag).max().unwrap_or_default();
    writeln!(page, "| {what} | {} | {recovery:.1} s | {lag} |", strikes.len())
}

/// Of the brokers that the tests start.
fn kafka_version() -> &'static str {
    let after = include_str!("../../deploy/dev/pom.xml").split_once("<kafka.version>");
    after.and_then(|(_, rest)| rest.split_once('<')).map_or("unknown", |(version, _)| version)
}
