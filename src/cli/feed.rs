//! `demarche feed`: articles from files or standard input to the input topic.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use rdkafka::error::KafkaError;
use serde::Deserialize;

use super::Exit;
use super::exit::Failure;
use super::input::{Message, read_messages};
use super::settings::Settings;
use crate::article::InputFormat;
use crate::event::content_hash;
use crate::stream::{Delivered, Feeder};

/// Shown under `--help`.
const EXAMPLES: &str = "\
Examples:
  demarche feed articles.ndjson
  demarche feed --brokers kafka:9092 article.json notes.txt
  zcat archive.ndjson.gz | demarche feed -";

/// Arguments of `demarche feed`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Files of articles: JSON (one message, one a line, or an array) or plain text (one article); `-` is standard input.
    #[arg(default_value = "-")]
    files: Vec<PathBuf>,

    /// How the files are written; told from their first character where not given.
    #[arg(long, value_enum)]
    input_format: Option<InputFormat>,

    #[command(flatten)]
    settings: Settings,
}

/// How long a feed goes on without a word.
const QUIET: Duration = Duration::from_secs(2);

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let config = arguments.settings.load()?;
    let feeder = Feeder::connect(&config).map_err(Failure::from)?;
    let mut progress = Progress::new();
    let mut failed = 0_u64;
    for message in read_messages(&arguments.files, arguments.input_format) {
        let sent = message.map_err(|error| error.to_string()).and_then(|message| {
            send(&feeder, &message).map_err(|error| format!("{}: not sent: {error}", message.place))
        });
        if let Err(error) = sent {
            failed += 1;
            progress.say(&format!("demarche: {error}"));
        }
        progress.show(&feeder.delivered());
    }
    let delivered = feeder.finish(|delivered| progress.show(delivered));
    progress.end();
    eprintln!("articles sent to {}: {}", config.topics.input, delivered.articles);
    if let Some(error) = delivered.first_error {
        let message = format!("articles that {} did not take: {} ({error})", config.topics.input, delivered.failed);
        return Err(Failure { exit: Exit::Unavailable, message }.into());
    }
    Ok(if failed == 0 { Exit::Done } else { Exit::SomeInputFailed })
}

fn send(feeder: &Feeder, message: &Message) -> Result<(), KafkaError> {
    let content_type = match message.format {
        InputFormat::Json => "application/json",
        InputFormat::Text => "text/plain; charset=utf-8",
    };
    feeder.send(&key(message), &message.value, content_type)
}

/// The article's own identifier, or a hash of the message: the same article always goes to the same partition.
fn key(message: &Message) -> String {
    #[derive(Deserialize)]
    struct Identified {
        id: Option<String>,
    }
    let identified = match message.format {
        InputFormat::Json => serde_json::from_slice::<Identified>(&message.value).ok(),
        InputFormat::Text => None,
    };
    let id = identified.and_then(|message| message.id).filter(|id| !id.trim().is_empty());
    id.unwrap_or_else(|| content_hash(&[&String::from_utf8_lossy(&message.value)]))
}

/// A line that counts, on a terminal, when it takes long.
struct Progress {
    start: Instant,
    bar: Option<ProgressBar>,
}

impl Progress {
    fn new() -> Self {
        Self { start: Instant::now(), bar: None }
    }

    fn show(&mut self, delivered: &Delivered) {
        if self.bar.is_none() && self.start.elapsed() < QUIET {
            return;
        }
        // Draws nothing where standard error is no terminal.
        let bar = self.bar.get_or_insert_with(|| {
            let style = ProgressStyle::with_template("{spinner} {pos} articles sent, {per_sec}");
            ProgressBar::no_length().with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()))
        });
        bar.set_position(delivered.articles);
    }

    fn say(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| eprintln!("{line}")),
            None => eprintln!("{line}"),
        }
    }

    fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::input::Place;

    fn key_of(value: &str, format: InputFormat) -> String {
        let place = Place { file: "file".to_owned(), line: 1 };
        key(&Message { value: value.as_bytes().to_vec(), format, place })
    }

    #[test]
    fn an_article_is_keyed_by_its_id() {
        assert_eq!(key_of(r#"{"id":"a","text":"b"}"#, InputFormat::Json), "a");
    }

    #[test]
    fn an_article_without_an_id_is_keyed_by_its_content() {
        for value in [r#"{"text":"b"}"#, r#"{"id":" "}"#, r#"{"id":null}"#, r#"{"id":1}"#, "[]"] {
            assert_eq!(key_of(value, InputFormat::Json), content_hash(&[value]), "{value}");
        }
        assert_eq!(key_of(r#"{"id":"a"}"#, InputFormat::Text), content_hash(&[r#"{"id":"a"}"#]));
    }
}
