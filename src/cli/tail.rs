//! `demarche tail`: the records of any of our topics, as JSON lines or for people.

use std::io::{self, BufWriter, IsTerminal as _, Write as _};
use std::time::Duration;

use anyhow::Context as _;
use jiff::Timestamp;

use super::Exit;
use super::exit::Failure;
use super::settings::Settings;
use crate::config::Config;
use crate::observe;
use crate::replay::{Bound, Content, Decoded, FieldFilter, Filters, Scan, Scanned};
use crate::view::Look;

/// Shown under `--help`.
const EXAMPLES: &str = "\
Examples:
  demarche tail events.call
  demarche tail events.statement --follow --filter language=uk
  demarche tail articles.dead-letter --from 7d --filter reason=not_json --format json
  demarche tail articles.raw --from -10
  demarche tail events.call.v2 --from 2026-02-01 -n 100 --format json | jq .call.status

It joins no consumer group. Without --follow it ends at what was there when it began. docs/consume.md shows the way into
a table.";

/// Arguments of `demarche tail`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// A topic of events, of articles or of dead letters; plain protobuf and Confluent's frame are told apart.
    topic: String,

    /// Where to begin: `start`, `end`, a time (2026-02-03T12:00:00Z, 2026-02-03), a time ago (90d, 12h), an offset
    /// (1234; -10 for the last ten of each partition) or topic:partition:offset. `start` where not given, and `end` with
    /// --follow.
    #[arg(long, value_name = "PLACE", allow_hyphen_values = true)]
    from: Option<Bound>,

    /// Go on with what comes next, until Ctrl-C.
    #[arg(long, short)]
    follow: bool,

    /// Only records with this value in a field of this name, at whatever depth: language=ru, call.status=CALL_STATUS_HELD,
    /// reason=not_json. Of one field any value, of several all.
    #[arg(long, value_name = "FIELD=VALUE")]
    filter: Vec<FieldFilter>,

    /// End after that many records.
    #[arg(short = 'n', long = "n", value_name = "COUNT")]
    count: Option<u64>,

    /// How they are shown. Where not given: `pretty` on a terminal, `json` elsewhere.
    #[arg(long, value_enum)]
    format: Option<Format>,

    #[command(flatten)]
    settings: Settings,
}

/// How records are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// One JSON object a line.
    Json,
    /// One line each, for people.
    Pretty,
}

/// How long one look waits.
const LOOK: Duration = Duration::from_millis(200);

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let config = arguments.settings.load()?;
    observe::start_logging(&config.log)?;
    let mut scan = Scan::connect(&config, &arguments.topic).map_err(Failure::from)?;
    let usual = if arguments.follow { Bound::End } else { Bound::Start };
    let from = arguments.from.as_ref().unwrap_or(&usual);
    #[allow(clippy::disallowed_methods, reason = "a time ago is reckoned from now, here at the edge")]
    let now = Timestamp::now();
    let (ranges, notes) = scan.ranges((from, &Bound::End), None, now).map_err(Failure::from)?;
    if !arguments.follow {
        notes.iter().for_each(|note| eprintln!("{}: {note}", arguments.topic));
    }
    scan.start(&ranges, arguments.follow).map_err(Failure::from)?;
    match print(arguments, &config, &mut scan) {
        // Whoever reads us has seen enough.
        Err(error) if is_broken_pipe(&error) => Ok(Exit::Done),
        outcome => outcome,
    }
}

fn print(arguments: &Arguments, config: &Config, scan: &mut Scan) -> anyhow::Result<Exit> {
    let usual = if io::stdout().is_terminal() { Format::Pretty } else { Format::Json };
    let format = arguments.format.unwrap_or(usual);
    let (look, filters) = (Look::of_standard_output(), Filters::new(&arguments.filter));
    let mut output = BufWriter::new(io::stdout().lock());
    let (mut printed, mut unreadable) = (0, 0_u64);
    while arguments.count.is_none_or(|count| printed < count) {
        match scan.next(LOOK).map_err(Failure::from)? {
            Scanned::Record(record) => {
                let decoded = Decoded::of(&record, &config.topics);
                let json = decoded.to_json();
                if !filters.admit(&json) {
                    continue;
                }
                printed += 1;
                unreadable += u64::from(matches!(decoded.content, Content::Unreadable { .. }));
                match format {
                    Format::Json => writeln!(output, "{json}"),
                    Format::Pretty => writeln!(output, "{}", decoded.line(look)),
                }
                .context("standard output")?;
            }
            Scanned::Nothing => output.flush().context("standard output")?,
            Scanned::Ended => break,
        }
    }
    output.flush().context("standard output")?;
    if unreadable > 0 {
        eprintln!("demarche: records that are no events, though they stand among them: {unreadable}");
        return Ok(Exit::SomeInputFailed);
    }
    Ok(Exit::Done)
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let cause = error.root_cause().downcast_ref::<io::Error>();
    cause.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
