//! `demarche redrive`: sends dead letters again, once what made them is mended.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::Arc;

use jiff::Timestamp;

use super::extractor::{LEXICON, extractor};
use super::settings::Settings;
use super::{Exit, replay};
use crate::cli::exit::Failure;
use crate::observe;
use crate::replay::{Bound, Found, Redrive, RedriveOrder, Redriven, Selection, Written};

/// Shown under `--help`.
const EXAMPLES: &str = "\
Examples:
  demarche redrive --reason panic --dry-run
  demarche redrive --reason panic,output_too_large --from 7d
  demarche redrive --id article-17 --to-events --yes

The same command given again sends only letters that are new. Each record tells in `demarche.redriven-from` where it was,
and in `demarche.attempt` how often it has failed. docs/replay.md tells more.";

/// Arguments of `demarche redrive`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Only letters with this reason; several separated by commas.
    #[arg(long, value_name = "REASON,…", value_delimiter = ',')]
    reason: Vec<String>,

    /// Only the article with this id, or the record with this key; several separated by commas.
    #[arg(long, value_name = "ID,…", value_delimiter = ',')]
    id: Vec<String>,

    /// Only letters from here on: a time, a time ago (7d), an offset or topic:partition:offset of the dead letters.
    #[arg(long, value_name = "PLACE", default_value = "start", allow_hyphen_values = true)]
    from: Written<Bound>,

    /// Only letters before this; what is there now where not given.
    #[arg(long, value_name = "PLACE", default_value = "end", allow_hyphen_values = true)]
    to: Written<Bound>,

    /// Read them here and write their events, in place of sending them to the input topic.
    #[arg(long)]
    to_events: bool,

    /// Leave letters that have failed so often.
    #[arg(long, value_name = "COUNT", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    attempts: u32,

    /// Only count.
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,

    /// Do not ask.
    #[arg(long)]
    yes: bool,

    /// Folder of files that add to the built-in lexicon; short for `--set extract.lexicon=…`.
    #[arg(long, value_name = "DIR")]
    lexicon: Option<String>,

    #[command(flatten)]
    settings: Settings,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let lexicon = arguments.lexicon.iter().map(|folder| (LEXICON, folder.as_str()));
    let config = arguments.settings.load_with(lexicon)?;
    observe::start_logging(&config.log)?;
    let order = RedriveOrder {
        selection: Selection {
            reasons: arguments.reason.clone(),
            ids: arguments.id.clone(),
            most_attempts: arguments.attempts,
        },
        from: arguments.from.clone(),
        to: arguments.to.clone(),
        through_pipeline: arguments.to_events,
    };
    let redrive = Redrive::new(&config, &order).map_err(Failure::from)?;
    #[allow(clippy::disallowed_methods, reason = "a time ago is reckoned from now, here at the edge")]
    let found = redrive.find(Timestamp::now()).map_err(Failure::from)?;
    let letters = tell(&config.topics.dead_letters, &found);
    if letters == 0 || arguments.dry_run {
        return Ok(Exit::Done);
    }
    let to = if arguments.to_events { "the topics of events" } else { &config.topics.input };
    if !arguments.yes && !is_wanted(letters, to)? {
        println!("nothing was sent");
        return Ok(Exit::Done);
    }
    let reader = replay::reader(&Arc::new(extractor(&config)?));
    let Redriven { letters, failed_again, events } = redrive.send(&found, &reader).map_err(Failure::from)?;
    println!("sent to {to}: {letters}");
    if arguments.to_events {
        println!("events: {events}, dead letters again: {failed_again}");
    }
    Ok(if failed_again > 0 { Exit::SomeInputFailed } else { Exit::Done })
}

/// Tells what was found; how many letters are to be sent.
fn tell(topic: &str, found: &Found) -> u64 {
    found.notes.iter().for_each(|note| eprintln!("{topic}: {note}"));
    for (reason, counts) in &found.counts {
        let left = match counts.exhausted {
            0 => String::new(),
            count => format!(", left because they failed too often: {count}"),
        };
        println!("{reason}: {}{left}", counts.chosen);
    }
    let letters = found.counts.values().map(|counts| counts.chosen).sum();
    println!("dead letters to be sent again: {letters}");
    letters
}

fn is_wanted(letters: u64, to: &str) -> anyhow::Result<bool> {
    if !io::stdin().is_terminal() {
        let message = "nobody can be asked here: give --yes to send them, or --dry-run".to_owned();
        return Err(Failure { exit: Exit::Usage, message }.into());
    }
    print!("Send {letters} to {to}? [y/N] ");
    io::stdout().flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}
