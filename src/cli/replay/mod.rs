//! `demarche replay`: reads a range of the input topic again.

mod diff;
mod dry_run;
mod verify;
mod watch;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::runtime::Runtime;
use tokio::signal::unix::{SignalKind, signal};

use super::exit::Failure;
use super::extractor::{LEXICON, extractor};
use super::settings::Settings;
use super::{Exit, run};
use crate::config::Config;
use crate::extract::Extractor;
use crate::observe;
use crate::replay::{
    Account, Bound, FieldFilter, Manifest, Order, Reader, ReplayError, Seat, Stopper, Version, Wanted, Written, replay,
};
use crate::stream::Administrator;
use crate::stream::topics::{WantedTopic, plan};

use watch::{RateFlag, Watcher};

/// Shown under `--help`.
const EXAMPLES: &str = "\
Examples:
  demarche replay --name lexicon-7 --from 90d --to-suffix .v2 --create-topics --dry-run
  demarche replay --name lexicon-7 --from 90d --to-suffix .v2 --create-topics
  demarche replay --name may --from 2026-05-01 --to 2026-06-01 --to-suffix .v2 --filter language=uk --rate 200
  demarche replay --name gap --from articles.raw:2:1000 --to articles.raw:2:2000
  demarche replay verify demarche-replay-lexicon-7.json
  demarche replay diff demarche-replay-lexicon-7.json --format html --output changes.html

The end is fixed when it begins. Stopped or killed, the same command goes on from there; started twice, two processes
share the work. It is in a consumer group of its own, demarche-replay-NAME, and touches no other. docs/replay.md tells
more.";

/// Arguments of `demarche replay`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Arguments {
    #[command(subcommand)]
    task: Option<Task>,

    #[command(flatten)]
    range: RangeArguments,
}

#[derive(Debug, clap::Subcommand)]
enum Task {
    /// Read both sides of a replay again, and confirm its manifest or show the first difference.
    Verify(verify::Arguments),
    /// Compare the events of a replay with those that stand in the live topics.
    Diff(diff::Arguments),
}

#[derive(Debug, clap::Args)]
struct RangeArguments {
    /// What the replay is called: whoever replays under the same name works on the same replay.
    #[arg(long, value_parser = name, required = true)]
    name: Option<String>,

    /// Where to begin: `start`, a time (2026-02-03T12:00:00Z, 2026-02-03), a time ago (90d, 12h), an offset or
    /// topic:partition:offset, several separated by commas.
    #[arg(long, value_name = "PLACE", allow_hyphen_values = true, required = true)]
    from: Option<Written<Bound>>,

    /// Where to end, exclusive; what is there now where not given.
    #[arg(long, value_name = "PLACE", default_value = "end", allow_hyphen_values = true)]
    to: Written<Bound>,

    /// Only these partitions.
    #[arg(long, value_name = "NUMBER,…", value_delimiter = ',')]
    partitions: Vec<i32>,

    /// Only articles with this language, source or id: language=ru, source=tass.ru, id=a17. Of one field any value, of
    /// several all. With a filter, what cannot be read is left out.
    #[arg(long, value_name = "FIELD=VALUE")]
    filter: Vec<FieldFilter>,

    /// Appended to the names of the topics that are written, such as `.v2`. Without it, events go where live ones go.
    #[arg(long, value_name = "SUFFIX", default_value = "")]
    to_suffix: String,

    /// Make the topics that are written where they are not there, as `topic_plan` wants them.
    #[arg(long)]
    create_topics: bool,

    /// At most so many records (500) or bytes (2MB) a second in this process; @FILE: as the file says, also when it
    /// changes.
    #[arg(long, value_name = "RATE")]
    rate: Option<RateFlag>,

    /// Say what would be done, and how long it would take; write nothing.
    #[arg(long)]
    dry_run: bool,

    /// Where to write the manifest; `demarche-replay-NAME.json` where not given.
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,

    /// Write the manifest to this topic too, keyed by the name.
    #[arg(long, value_name = "TOPIC")]
    control_topic: Option<String>,

    /// Serve `/metrics` at this address meanwhile.
    #[arg(long, value_name = "HOST:PORT")]
    listen: Option<std::net::SocketAddr>,

    /// Folder of files that add to the built-in lexicon; short for `--set extract.lexicon=…`.
    #[arg(long, value_name = "DIR")]
    lexicon: Option<String>,

    #[command(flatten)]
    settings: Settings,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    match &arguments.task {
        Some(Task::Verify(arguments)) => verify::run(arguments),
        Some(Task::Diff(arguments)) => diff::run(arguments),
        None => replay_range(&arguments.range),
    }
}

fn replay_range(arguments: &RangeArguments) -> anyhow::Result<Exit> {
    let usage = |message| Failure { exit: Exit::Usage, message };
    let lexicon = arguments.lexicon.iter().map(|folder| (LEXICON, folder.as_str()));
    let config = arguments.settings.load_with(lexicon)?;
    observe::start_logging(&config.log)?;
    // They are only missing beside a subcommand.
    let Some((name, from)) = arguments.name.clone().zip(arguments.from.clone()) else {
        return Err(usage("--name and --from are missing".to_owned()).into());
    };
    let order = Order {
        name,
        from,
        to: arguments.to.clone(),
        partitions: arguments.partitions.clone(),
        wanted: Wanted::new(&arguments.filter).map_err(usage)?,
        suffix: arguments.to_suffix.clone(),
    };
    let extractor = Arc::new(extractor(&config)?);
    if arguments.dry_run {
        return dry_run::run(&config, &order, &extractor);
    }
    if arguments.create_topics {
        create_topics(&config, &order, arguments.control_topic.as_deref())?;
    }
    let seat = match config.stream.instance.as_str() {
        "" => Some(Seat::take(&run::host_name(), &config.kafka.brokers, &order.group()).map_err(Failure::from)?),
        _ => None,
    };
    let seat_name = seat.as_ref().map_or(config.stream.instance.as_str(), |seat| &seat.name);
    let runtime = Runtime::new().context("cannot start the runtime")?;
    let stopper = Stopper::new(Duration::from_secs(config.stream.drain_deadline_seconds));
    stop_at_signals(&runtime, &stopper)?;
    let mut watcher = Watcher::new(&config.topics.input, arguments.rate.clone(), arguments.listen, &runtime)?;
    let (watch, control_topic) = ((&mut watcher as _, &stopper), arguments.control_topic.as_deref());
    let outcome = replay(&config, &order, seat_name, &reader(&extractor), watch, control_topic);
    runtime.shutdown_background();
    let manifest = outcome.map_err(Failure::from)?;
    if !manifest.is_complete {
        let message = "stopped before it was complete: the same command goes on from here".to_owned();
        return Err(Failure { exit: Exit::SomeInputFailed, message }.into());
    }
    let path = arguments.manifest.clone().unwrap_or_else(|| format!("demarche-replay-{}.json", order.name).into());
    manifest.write(&path).map_err(Failure::from)?;
    watcher.finished(&manifest, &path);
    Ok(Exit::Done)
}

/// What reads articles, and which version that is.
pub(super) fn reader(extractor: &Arc<Extractor>) -> Reader {
    let (program, lexicon) = (env!("CARGO_PKG_VERSION").to_owned(), extractor.lexicon_version().to_owned());
    let extractor = Arc::clone(extractor);
    Reader { extract: Arc::new(move |raw, _| extractor.extract(raw)), version: Version { program, lexicon } }
}

fn create_topics(config: &Config, order: &Order, control_topic: Option<&str>) -> Result<(), Failure> {
    let administrator = Administrator::connect(config)?;
    let [_, written @ ..] = plan(&order.configured(config));
    let control = control_topic.map(|name| WantedTopic {
        name: name.to_owned(),
        partitions: 1,
        // A manifest replaces the one before it of the same name, and goes no other way.
        settings: [("cleanup.policy".to_owned(), "compact".to_owned())].into(),
        ..written[0].clone()
    });
    for wanted in written.iter().chain(&control) {
        if administrator.found(&wanted.name)?.is_none() {
            administrator.create(wanted, false)?;
        }
    }
    Ok(())
}

fn stop_at_signals(runtime: &Runtime, stopper: &Stopper) -> std::io::Result<()> {
    let _entered = runtime.enter();
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let stopper = stopper.clone();
    runtime.spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        stopper.stop();
    });
    Ok(())
}

/// A name that a consumer group may have, and a file.
fn name(written: &str) -> Result<String, String> {
    let is_name = (1..=100).contains(&written.len())
        && written.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    if is_name {
        Ok(written.to_owned())
    } else {
        Err("1 to 100 of the characters a-z, A-Z, 0-9, `.`, `_`, `-`".to_owned())
    }
}

/// What became of a partition, in a line.
fn in_words(account: &Account) -> String {
    let Account { range, records, left_out, no_events, events, dead_letters, .. } = account;
    let events: u64 = events.values().sum();
    let by_time = range.from_millis.is_some() || range.to_millis.is_some();
    let nothing = match (*records, range.is_empty()) {
        (0, true) => "; the range is empty",
        (0, false) if by_time => "; no record of it lies in that time",
        (0, false) => "; it holds no record any more",
        _ => "",
    };
    format!(
        "partition {}: offsets {} to {}, records: {records}, left out: {left_out}, events: {events}, without events: \
         {no_events}, dead letters: {dead_letters}{nothing}",
        range.partition, range.first, range.end
    )
}

/// What a replay did, in lines.
fn summary(manifest: &Manifest) -> String {
    let lines: Vec<String> = manifest.partitions.iter().map(in_words).collect();
    lines.join("\n")
}

impl From<ReplayError> for Failure {
    fn from(error: ReplayError) -> Self {
        let exit = match error {
            ReplayError::Stream(error) => return error.into(),
            ReplayError::OtherOrder { .. } | ReplayError::NoPartition { .. } => Exit::Usage,
            ReplayError::OtherVersion { .. } => Exit::Configuration,
            ReplayError::NoPlace { .. } | ReplayError::Manifest { .. } => Exit::Unavailable,
        };
        Self { exit, message: error.to_string() }
    }
}
