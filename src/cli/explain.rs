//! `demarche explain`: why an article gives the events it gives, and no others.

use super::Exit;
use super::extract::{self, Task};

/// Shown under `--help`.
const EXAMPLES: &str = "\
Examples:
  demarche explain article.json
  demarche explain --lexicon my-words article.json
  demarche explain --format html --output why.html article.json
  demarche explain --format json article.json | jq 'select(.silence.reason == \"no_rule\")'

For each event it tells the rule, the words it was read from, and how it was told whom words
stand for and which time they mean; for each word that looks like an event and made none, the
first reason against it. Places count Unicode code points. docs/lexicon.md shows how to mend a
word that is missing.

Exit codes:
   0  done
   1  some input failed; the rest came out
   2  wrong usage
  78  configuration, a model or a file of --lexicon";

/// Arguments of `demarche explain`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
#[group(skip)]
pub struct Arguments {
    #[command(flatten)]
    reading: extract::Arguments,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    extract::run(&arguments.reading, Task::Explanation)
}
