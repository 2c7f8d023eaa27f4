//! `demarche extract`: events of files or standard input, without Kafka; and what `demarche explain` shares with it.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Exit;
use super::exit::Failure;
use super::extractor::{LEXICON, extractor};
use super::input::{self, InputError};
use super::settings::Settings;
use crate::article::{InputFormat, RawArticle, Rejection};
use crate::event::Event;
use crate::extract::{Explanation, Extractor};
use crate::view::{Look, Page, article_text, explanation_text, plain};

/// What is told of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Task {
    /// Its events.
    Events,
    /// Also why these.
    Explanation,
}

/// Arguments of `demarche extract`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Files of articles: a JSON message, one a line, or plain text; `-` is standard input.
    #[arg(default_value = "-")]
    files: Vec<PathBuf>,
    /// How they are shown. Where not given: `pretty` on a terminal; elsewhere `extract` writes `json`.
    #[arg(long, value_enum)]
    format: Option<OutputFormat>,
    /// How the articles are written; told from each file where not given.
    #[arg(long, value_enum)]
    input_format: Option<InputFormat>,
    /// Write to this file and not to standard output.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Folder of files that add to the built-in lexicon, such as `ru/reporting.toml`; short for the key `extract.lexicon`.
    #[arg(long, value_name = "DIR")]
    lexicon: Option<String>,
    /// Configuration file, for its tables `extract` and `models`.
    #[arg(long, value_name = "FILE", env = "DEMARCHE_CONFIG")]
    config: Option<PathBuf>,
}

/// How events are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum OutputFormat {
    /// One line of JSON an event.
    Json,
    /// Text for a terminal.
    Pretty,
    /// One self-contained page: the articles with the events marked in them.
    Html,
}

/// Reads the articles and shows what is asked for.
pub(super) fn run(arguments: &Arguments, task: Task) -> anyhow::Result<Exit> {
    let lexicon = arguments.lexicon.iter().map(|folder| (LEXICON, folder.as_str()));
    let config = Settings::new(arguments.config.clone(), Vec::new()).load_with(lexicon)?;
    let extractor = extractor(&config)?;
    let written = match &arguments.output {
        Some(path) => {
            let cannot_write = |error: io::Error| Failure {
                exit: Exit::Usage,
                message: format!("cannot write {}: {error}; name a file in a folder that is there", path.display()),
            };
            extract(arguments, task, &extractor, BufWriter::new(File::create(path).map_err(cannot_write)?), Look::PLAIN)
        }
        None => extract(arguments, task, &extractor, BufWriter::new(io::stdout().lock()), Look::of_standard_output()),
    };
    match written {
        // Who reads the output has seen enough, as `head` does.
        Err(error) if is_closed_pipe(&error) => Ok(Exit::Done),
        outcome => outcome,
    }
}

fn extract(
    arguments: &Arguments,
    task: Task,
    extractor: &Extractor,
    output: impl Write,
    look: Look,
) -> anyhow::Result<Exit> {
    let to_terminal = arguments.output.is_none() && io::stdout().is_terminal();
    let for_people = to_terminal || task == Task::Explanation;
    let format = arguments.format.unwrap_or(if for_people { OutputFormat::Pretty } else { OutputFormat::Json });
    let mut sink = Sink::new(task, format, output, look);
    let mut progress = Progress::new(to_terminal);
    let mut failed = 0_usize;
    let messages = arguments.files.iter().flat_map(|file| {
        // A text may begin like JSON: `[Reuters] …`. The name of its file tells more.
        let named_text = file.extension().is_some_and(|extension| extension == "txt").then_some(InputFormat::Text);
        input::read_messages(std::slice::from_ref(file), arguments.input_format.or(named_text))
    });
    for message in messages {
        let outcome = message.map_err(|error| unreadable(&error)).and_then(|message| {
            let reading = sink.read(extractor, &RawArticle::new(&message.value, message.format));
            reading.map_err(|rejection| format!("{}: {rejection}; {}", message.place, advice(&rejection)))
        });
        match outcome {
            Ok(explanation) => {
                progress.article(explanation.extraction.events.len());
                sink.write(&explanation)?;
            }
            Err(reason) => {
                failed += 1;
                // The reason may quote the message.
                progress.aside(|| eprintln!("demarche: {}", plain(&reason)));
            }
        }
    }
    sink.finish()?;
    progress.finish();
    Ok(if failed == 0 { Exit::Done } else { Exit::SomeInputFailed })
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

fn unreadable(error: &InputError) -> String {
    let advice = match error {
        InputError::Unreadable { .. } => "check its name and whether you may read it",
        InputError::NotJson { .. } => "mend the message, or give --input-format text if it is plain text",
    };
    format!("{error}; {advice}")
}

/// What to do about a message that is no article.
const fn advice(rejection: &Rejection) -> &'static str {
    match rejection {
        Rejection::Empty | Rejection::NoText => "give it `text` or `html`",
        Rejection::TooLarge { .. } | Rejection::TooComplex { .. } => "cut it, or leave it out",
        Rejection::NotJson { .. } => "mend the message, or give --input-format text if it is plain text",
        Rejection::NotAnArticle { .. } => "its fields must be those of proto/raw-article.schema.json",
        Rejection::Encoding { .. } => "write it in UTF-8",
    }
}

/// Where articles go, in the format asked for.
struct Sink<W: Write> {
    output: W,
    task: Task,
    shape: Shape,
}

enum Shape {
    Json,
    Pretty { look: Look, is_first: bool },
    Html(Box<Page>),
}

impl<W: Write> Sink<W> {
    fn new(task: Task, format: OutputFormat, output: W, look: Look) -> Self {
        let shape = match format {
            OutputFormat::Json => Shape::Json,
            OutputFormat::Pretty => Shape::Pretty { look, is_first: true },
            OutputFormat::Html => Shape::Html(Box::new(Page::new("Events of articles"))),
        };
        Self { output, task, shape }
    }

    /// Reads an article, as closely as what is shown of it needs.
    fn read(&self, extractor: &Extractor, raw: &RawArticle<'_>) -> Result<Explanation, Rejection> {
        match (self.task, &self.shape) {
            (Task::Events, Shape::Json | Shape::Pretty { .. }) => extractor.extract(raw).map(Explanation::unexplained),
            _ => extractor.explain(raw),
        }
    }

    /// Writes what can be written already: a reader at the other end of a pipe sees each article as it comes.
    fn write(&mut self, explanation: &Explanation) -> io::Result<()> {
        let extraction = &explanation.extraction;
        match &mut self.shape {
            Shape::Json => {
                let lines = match self.task {
                    Task::Events => extraction.events.iter().map(Event::to_json).collect(),
                    Task::Explanation => explanation.to_json_lines(),
                };
                for line in lines {
                    writeln!(self.output, "{line}")?;
                }
            }
            Shape::Pretty { look, is_first } => {
                if !std::mem::take(is_first) {
                    writeln!(self.output)?;
                }
                let text = match self.task {
                    Task::Events => article_text(extraction, *look),
                    Task::Explanation => explanation_text(explanation, *look),
                };
                write!(self.output, "{text}")?;
            }
            Shape::Html(page) => page.add(explanation),
        }
        self.output.flush()
    }

    fn finish(mut self) -> io::Result<()> {
        if let Shape::Html(page) = &self.shape {
            self.output.write_all(page.render().as_bytes())?;
        }
        self.output.flush()
    }
}

/// Below this, a run is over before a progress line could be read.
const QUIET: Duration = Duration::from_secs(2);

/// A line on standard error for those who wait: only on a terminal that nothing else is written to, and not at once.
struct Progress {
    bar: ProgressBar,
    started: Instant,
    wanted: bool,
    events: usize,
}

impl Progress {
    fn new(output_is_terminal: bool) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{spinner} {human_pos} articles, {msg}, {per_sec}, {elapsed}");
        let bar = bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        let wanted = !output_is_terminal && io::stderr().is_terminal();
        Self { bar, started: Instant::now(), wanted, events: 0 }
    }

    fn article(&mut self, events: usize) {
        self.events += events;
        if !self.wanted {
            return;
        }
        if self.bar.is_hidden() && self.started.elapsed() >= QUIET {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.inc(1);
        if !self.bar.is_hidden() {
            self.bar.set_message(format!("{} events", self.events));
        }
    }

    /// Writes lines without tearing the progress line.
    fn aside(&self, write: impl FnOnce()) {
        self.bar.suspend(write);
    }

    fn finish(self) {
        self.bar.finish_and_clear();
    }
}
