//! How a replay is watched: a bar on a terminal, JSON lines elsewhere, and metrics where an address is given.

use std::io::{IsTerminal as _, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use indicatif::{HumanDuration, ProgressBar, ProgressStyle};
use metrics::{describe_gauge, gauge};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use super::{in_words, summary};
use crate::cli::Exit;
use crate::cli::exit::Failure;
use crate::observe::metrics::{Metric, REPLAY, REPLAY_EVENTS, REPLAY_OFFSETS, REPLAY_RECORDS};
use crate::observe::{self, Observer, Offsets, Recorder};
use crate::replay::{Manifest, Planned, Rate, Report, Watch};

/// How often a file is asked for the rate.
const ASK: Duration = Duration::from_secs(1);

/// A rate, or the file that says it.
#[derive(Clone, Debug)]
pub(super) enum RateFlag {
    Fixed(Rate),
    File(PathBuf),
}

impl FromStr for RateFlag {
    type Err = String;

    fn from_str(written: &str) -> Result<Self, String> {
        match written.strip_prefix('@') {
            Some(file) => read_rate(Path::new(file)).map(|_| Self::File(file.into())),
            None => written.parse().map(Self::Fixed),
        }
    }
}

/// The rate that a file says; an empty one sets none.
fn read_rate(file: &Path) -> Result<Option<Rate>, String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    if text.trim().is_empty() { Ok(None) } else { text.parse().map(Some) }
}

/// Watches a replay.
pub(super) struct Watcher {
    topic: String,
    flag: Option<RateFlag>,
    rate: Option<Rate>,
    asked: Instant,
    bar: Option<ProgressBar>,
    observer: Option<Observer>,
}

impl Watcher {
    pub(super) fn new(
        topic: &str,
        flag: Option<RateFlag>,
        listen: Option<SocketAddr>,
        runtime: &Runtime,
    ) -> anyhow::Result<Self> {
        let observer = listen.map(|address| serve(address, runtime)).transpose()?;
        let rate = match &flag {
            Some(RateFlag::Fixed(rate)) => Some(*rate),
            Some(RateFlag::File(file)) => read_rate(file).unwrap_or_default(),
            None => None,
        };
        Ok(Self { topic: topic.to_owned(), flag, rate, asked: Instant::now(), bar: None, observer })
    }

    /// Tells what was done, and where the manifest is.
    pub(super) fn finished(&self, manifest: &Manifest, path: &Path) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        if std::io::stdout().is_terminal() {
            println!("{}\nmanifest: {}", summary(manifest), path.display());
        } else {
            let empty = manifest.partitions.iter().filter(|account| account.records == 0);
            empty.for_each(|account| eprintln!("{}: {}", self.topic, in_words(account)));
            let (records, events, dead_letters) = (manifest.records(), manifest.events(), manifest.dead_letters());
            print_line(
                &json!({"complete": {"manifest": path, "records": records, "events": events, "deadLetters": dead_letters}}),
            );
        }
    }
}

impl Watch for Watcher {
    fn rate(&mut self) -> Option<Rate> {
        if let Some(RateFlag::File(file)) = &self.flag
            && self.asked.elapsed() >= ASK
        {
            self.asked = Instant::now();
            match read_rate(file) {
                Ok(rate) => self.rate = rate,
                // The last rate holds, so that a file which is being written changes nothing.
                Err(error) => tracing::warn!(error, "the rate stays as it was"),
            }
        }
        self.rate
    }

    fn planned(&mut self, plan: &Planned) {
        let Planned { goes_on, notes, accounts } = plan;
        notes.iter().for_each(|note| eprintln!("{}: {note}", self.topic));
        if *goes_on {
            eprintln!("this replay was begun before: it goes on from where it was");
        }
        if std::io::stdout().is_terminal() {
            let total = accounts.values().map(|account| account.range.offsets()).sum();
            let style = ProgressStyle::with_template("{bar:30} {pos}/{len} offsets {msg}");
            let bar = ProgressBar::new(total).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            self.bar = Some(bar);
        }
    }

    fn progressed(&mut self, report: &Report) {
        if let Some(observer) = &self.observer {
            publish(report);
            let known = |lag: &u64| Offsets { lag: Some(*lag), ..Offsets::default() };
            let offsets = report.lag.iter().map(|(partition, lag)| (*partition, known(lag))).collect();
            observer.assignment(&self.topic, &report.lag.keys().copied().collect());
            observer.offsets(&self.topic, &offsets);
            observer.progressed(Instant::now());
        }
        match &self.bar {
            Some(bar) => {
                bar.set_position(report.offsets_done);
                bar.set_message(pace(report));
            }
            None => print_line(&json!({ "progress": report })),
        }
    }
}

/// Whoever read our lines may have gone; the replay goes on.
fn print_line(line: &Value) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

fn pace(report: &Report) -> String {
    let left = report.seconds_left.map(|seconds| format!(", {} left", HumanDuration(Duration::from_secs(seconds))));
    let lag: Vec<String> =
        report.lag.iter().filter(|(_, lag)| **lag > 0).map(|(partition, lag)| format!("{partition}:{lag}")).collect();
    format!("{}/s{} · {}", report.rate, left.unwrap_or_default(), lag.join(" "))
}

fn serve(address: SocketAddr, runtime: &Runtime) -> anyhow::Result<Observer> {
    let recorder = Recorder::install().context("metrics")?;
    let listener = runtime.block_on(observe::listen(address)).map_err(|error| Failure {
        exit: Exit::Configuration,
        message: format!("--listen {address}: cannot listen there: {error}: give another, or port 0 for any"),
    })?;
    for Metric { name, meaning, .. } in REPLAY {
        describe_gauge!(name, meaning);
    }
    tracing::info!(address = %listener.address, "metrics");
    let observer = Observer::new(Instant::now());
    runtime.spawn(listener.serve(observer.clone(), recorder, None));
    Ok(observer)
}

#[allow(clippy::cast_precision_loss, reason = "a gauge is a float")]
fn publish(report: &Report) {
    gauge!(REPLAY_OFFSETS.name, "state" => "done").set(report.offsets_done as f64);
    gauge!(REPLAY_OFFSETS.name, "state" => "total").set(report.offsets_total as f64);
    gauge!(REPLAY_RECORDS.name).set(report.records as f64);
    gauge!(REPLAY_EVENTS.name).set(report.events as f64);
}
