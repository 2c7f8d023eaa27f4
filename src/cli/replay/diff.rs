//! `demarche replay diff`: what a replay changes, against what stands in the live topics.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use anyhow::Context as _;
use comfy_table::{CellAlignment, Table, presets};

use crate::cli::Exit;
use crate::cli::exit::Failure;
use crate::cli::settings::Settings;
use crate::observe;
use crate::replay::{Change, Manifest, Totals, diff, difference_page};

/// Arguments of `demarche replay diff`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The manifest that the replay wrote; its topics are compared with those of the configuration.
    manifest: PathBuf,

    /// How it is shown.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,

    /// Write to this file and not to standard output.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,

    #[command(flatten)]
    settings: Settings,
}

/// How a comparison is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Counts by type and by field.
    Table,
    /// One changed event a line, with both versions of it.
    Ndjson,
    /// A page to look through.
    Html,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let config = arguments.settings.load()?;
    observe::start_logging(&config.log)?;
    let manifest = Manifest::read(&arguments.manifest).map_err(Failure::from)?;
    let (changes, totals) = diff(&config, &manifest).map_err(Failure::from)?;
    let output: Box<dyn Write> = match &arguments.output {
        Some(path) => Box::new(File::create(path).with_context(|| path.display().to_string())?),
        None => Box::new(io::stdout().lock()),
    };
    let mut output = BufWriter::new(output);
    match arguments.format {
        Format::Table => write!(output, "{}", tables(&totals)),
        Format::Ndjson => changes.iter().try_for_each(|change: &Change| writeln!(output, "{}", line(change))),
        Format::Html => write!(output, "{}", difference_page(&manifest.name, &changes, &totals)),
    }
    .and_then(|()| output.flush())
    .context("cannot write the comparison")?;
    Ok(Exit::Done)
}

fn line(change: &Change) -> String {
    serde_json::to_string(change).unwrap_or_default()
}

fn tables(totals: &Totals) -> String {
    let mut events = table(&["events", "same", "changed", "added", "lost"]);
    for row in totals.rows() {
        let counts = [row.same, row.changed, row.added, row.lost].map(|count| count.to_string());
        events.add_row(std::iter::once(row.event_type.to_owned()).chain(counts));
    }
    (1..=4)
        .filter_map(|at| events.column_mut(at).map(|column| column.set_cell_alignment(CellAlignment::Right)))
        .for_each(drop);
    let mut fields = table(&["events", "field", "changed"]);
    for ((event_type, field), count) in &totals.fields {
        fields.add_row([(*event_type).to_owned(), field.clone(), count.to_string()]);
    }
    if totals.fields.is_empty() { format!("{events}\n") } else { format!("{events}\n\n{fields}\n") }
}

fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(header.to_vec());
    table
}
