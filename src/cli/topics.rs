//! `demarche topics`: makes the topics, or compares them with what they should be.

use serde_json::json;

use super::Exit;
use super::exit::Failure;
use super::settings::Settings;
use crate::config::Config;
use crate::observe;
use crate::stream::Administrator;
use crate::stream::topics::{Difference, FoundTopic, WantedTopic, compare, plan};

/// Shown under `--help`.
const EXAMPLES: &str = "\
Examples:
  demarche topics create --dry-run
  demarche topics create --set topic_plan.replication_factor=1 --set topic_plan.min_insync_replicas=1
  demarche topics check --format json

What the topics should be like stands under `topic_plan`; docs/topics.md tells why. A topic that is there is never changed.";

/// Arguments of `demarche topics`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, clap::Subcommand)]
enum Task {
    /// Make the topics that are not there.
    Create(CreateArguments),
    /// Compare the topics with what they should be; exit code 0 where they are.
    Check(CheckArguments),
}

#[derive(Debug, clap::Args)]
struct CreateArguments {
    /// Have the brokers say whether they would make them, and make none.
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    settings: Settings,
}

#[derive(Debug, clap::Args)]
struct CheckArguments {
    /// How differences are printed.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,

    #[command(flatten)]
    settings: Settings,
}

/// How differences are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    match &arguments.task {
        Task::Create(arguments) => {
            let config = arguments.settings.load()?;
            observe::start_logging(&config.log)?;
            create(&config, arguments.dry_run)
        }
        Task::Check(arguments) => {
            let config = arguments.settings.load()?;
            observe::start_logging(&config.log)?;
            check(&config, arguments.format)
        }
    }
}

fn create(config: &Config, is_dry_run: bool) -> anyhow::Result<Exit> {
    let administrator = Administrator::connect(config).map_err(Failure::from)?;
    let wanted = plan(config);
    let found = administrator.found_all(config).map_err(Failure::from)?;
    let differences = compare(&wanted, &found);
    for ((wanted, found), differences) in wanted.iter().zip(found).zip(differences) {
        if let Some(found) = found {
            let other = if differences.is_empty() { "" } else { "; not as planned, see `demarche topics check`" };
            println!("{}: is there, {}{other}", wanted.name, in_words(&found));
            continue;
        }
        administrator.create(wanted, is_dry_run).map_err(Failure::from)?;
        let made = if is_dry_run { "would be made" } else { "made" };
        println!("{}: {made}, {}", wanted.name, plan_in_words(wanted));
    }
    Ok(Exit::Done)
}

fn check(config: &Config, format: Format) -> anyhow::Result<Exit> {
    let administrator = Administrator::connect(config).map_err(Failure::from)?;
    let wanted = plan(config);
    let found = administrator.found_all(config).map_err(Failure::from)?;
    let differences = compare(&wanted, &found);
    for ((wanted, found), differences) in wanted.iter().zip(&found).zip(&differences) {
        match (format, found) {
            (Format::Text, None) => println!("{}: is not there; `demarche topics create` makes it", wanted.name),
            (Format::Text, Some(found)) if differences.is_empty() => {
                println!("{}: as planned, {}", wanted.name, in_words(found));
            }
            (Format::Text, Some(_)) => differences.iter().for_each(|difference| {
                let Difference { what, wanted: planned, found, advice, .. } = difference;
                println!("{}: {what} is {found} and should be {planned}: {advice}", wanted.name);
            }),
            (Format::Json, found) => {
                println!("{}", json!({ "topic": wanted.name, "exists": found.is_some(), "differences": differences }));
            }
        }
    }
    Ok(if found.iter().any(Option::is_none) {
        Exit::Unavailable
    } else if differences.iter().any(|differences| !differences.is_empty()) {
        Exit::Configuration
    } else {
        Exit::Done
    })
}

fn in_words(found: &FoundTopic) -> String {
    let unseen = if found.settings.is_none() { ", settings not seen (DescribeConfigs is not allowed)" } else { "" };
    format!("partitions: {}, copies: {}{unseen}", found.partitions, found.replication_factor)
}

fn plan_in_words(wanted: &WantedTopic) -> String {
    let settings: Vec<String> = wanted.settings.iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("partitions: {}, copies: {}, {}", wanted.partitions, wanted.replication_factor, settings.join(" "))
}
