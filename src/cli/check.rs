//! `demarche check`: whether the service would work here, before a deploy.

use std::io::IsTerminal as _;

use comfy_table::{Cell, Color, ContentArrangement, Table};
use serde_json::json;

use super::Exit;
use super::exit::Failure;
use super::extractor::extractor;
use super::settings::Settings;
use crate::config::{self, Config};
use crate::observe;
use crate::stream::{Finding, Verdict, preflight};

/// Shown under `--help`.
const EXAMPLES: &str = "\
Examples:
  demarche check --config demarche.toml
  demarche check --brokers kafka:9092 --format json

It looks at configuration, models, brokers, topics, permissions and schemas from where it runs, and changes
nothing. The exit code is that of the first thing that will not do; `demarche run` would end with the same.";

/// How long it waits for an answer of the brokers.
const PATIENCE_SECONDS: u64 = 5;

/// Arguments of `demarche check`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// How findings are printed.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,

    #[command(flatten)]
    settings: Settings,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people.
    Table,
    /// One JSON object a line.
    Json,
}

/// A finding with the exit code that it stands for.
struct Row {
    subject: String,
    /// `good`, `notable` or `bad`.
    verdict: &'static str,
    told: String,
    exit: Exit,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let mut rows = Vec::new();
    match arguments.settings.load() {
        Ok(config) => {
            observe::start_logging(&config.log)?;
            rows.push(Row::good("configuration", "every value can be used"));
            rows.push(models(&config));
            // The service waits for brokers that are about to start; who asks before a deploy does not.
            let deadline = config.stream.start_deadline_seconds.min(PATIENCE_SECONDS);
            let stream = config::Stream { start_deadline_seconds: deadline, ..config.stream.clone() };
            let config = Config { stream, ..config };
            preflight(&config, &mut |finding| rows.push(finding.into()));
        }
        Err(failure) => rows.push(Row::bad("configuration".to_owned(), failure)),
    }
    match arguments.format {
        Format::Table => println!("{}", table(&rows)),
        Format::Json => rows.iter().for_each(|row| println!("{}", row.to_json())),
    }
    Ok(rows.iter().map(|row| row.exit).find(|exit| *exit != Exit::Done).unwrap_or(Exit::Done))
}

fn models(config: &Config) -> Row {
    match extractor(config) {
        Ok(_) => Row::good("models", "models and lexicon can be read"),
        Err(failure) => Row::bad("models".to_owned(), failure),
    }
}

impl Row {
    fn good(subject: &str, told: &str) -> Self {
        Self { subject: subject.to_owned(), verdict: "good", told: told.to_owned(), exit: Exit::Done }
    }

    fn bad(subject: String, failure: Failure) -> Self {
        Self { subject, verdict: "bad", told: failure.message, exit: failure.exit }
    }

    fn to_json(&self) -> serde_json::Value {
        json!({ "subject": self.subject, "verdict": self.verdict, "message": self.told, "exitCode": self.exit as u8 })
    }
}

impl From<Finding> for Row {
    fn from(Finding { subject, verdict }: Finding) -> Self {
        match verdict {
            Verdict::Good(told) => Self { subject, verdict: "good", told, exit: Exit::Done },
            Verdict::Notable(told) => Self { subject, verdict: "notable", told, exit: Exit::Done },
            Verdict::Bad(error) => Self::bad(subject, error.into()),
        }
    }
}

fn table(rows: &[Row]) -> Table {
    let mut table = Table::new();
    table.load_style(comfy_table::presets::NOTHING);
    if std::io::stdout().is_terminal() {
        table.set_content_arrangement(ContentArrangement::Dynamic);
    }
    for row in rows {
        let colour = match row.verdict {
            "good" => Color::Green,
            "notable" => Color::Yellow,
            _ => Color::Red,
        };
        table.add_row([Cell::new(row.verdict).fg(colour), Cell::new(&row.subject), Cell::new(&row.told)]);
    }
    table
}
