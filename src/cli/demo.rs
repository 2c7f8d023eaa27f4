//! `demarche demo`: the whole service on sample articles, with nothing to install.
//!
//! It is the service of `demarche run`, on a broker that librdkafka brings along for tests: everything is in memory, and
//! transactions are only played. What is shown is read back from the output topics, as any other program would.

mod articles;
mod awaited;
mod broker;
mod report;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressStyle};
use tokio::runtime::Runtime;
use tokio::signal::unix::{Signal, SignalKind, signal};

use self::awaited::Awaited;
use self::broker::{Broker, Output, Reader};
use super::Exit;
use super::exit::Failure;
use super::extractor::extractor;
use crate::config::Config;
use crate::observe::{self, Observer, Recorder};
use crate::stream::{Handle, Service, StreamError, Summary};
use crate::view::{Look, event_line, plain};

/// Arguments of `demarche demo`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Folder for the page; `target/demo` or a temporary one where not given.
    #[arg(long, short, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Folder of files that add to the built-in lexicon, such as `ru/reporting.toml`.
    #[arg(long, value_name = "DIR")]
    lexicon: Option<String>,
    /// Keep running after the articles, until Ctrl-C, to look at `/metrics`.
    #[arg(long)]
    keep: bool,
}

/// Longest time in which nothing comes out of the service, its start included.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long one look for output takes: the progress line moves in between.
const LOOK_FOR_OUTPUT: Duration = Duration::from_millis(100);

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let look = Look::of_standard_output();
    let mut config = Config::default();
    let broker = Broker::start(&config.topics).context("cannot start the broker of the demonstration")?;
    config.kafka.brokers = broker.address();
    config.extract.lexicon = arguments.lexicon.clone().unwrap_or_default();
    let extractor = Arc::new(extractor(&config)?);
    let samples = articles::samples();
    let awaited = Awaited::new(&extractor, &samples);
    let runtime = Runtime::new().context("cannot start the runtime")?;
    let observer = Observer::new(Instant::now());
    let metrics = serve_metrics(&runtime, config.http.listen, &observer)?;

    println!(
        "demarche demo: {} messages, invented for it, through the whole service. One is broken on purpose.",
        samples.len()
    );
    println!(
        "The broker at {} lives in this process, for a first look: not durable, no exactly-once.",
        config.kafka.brokers
    );
    println!("Metrics: http://{metrics}/metrics\n");

    broker.feed(&samples).context("cannot write to the broker of the demonstration")?;
    let mut service = Service::start(&config, "demo", extractor, observer).map_err(Failure::from)?;
    let reader = broker.read().context("cannot read from the broker of the demonstration")?;
    let explanations = read_back(&runtime, &mut service, &reader, awaited, look)?.into_explanations();

    println!("\n{}", report::table(&explanations, look));
    let page = report::write_page(&explanations, arguments.output.as_deref())?;
    if arguments.keep {
        // Before the line that invites to it: an interrupt must end this in order from then on.
        let interrupt =
            runtime.block_on(async { signal(SignalKind::interrupt()) }).context("cannot wait for Ctrl-C")?;
        println!("Serving http://{metrics}/metrics until Ctrl-C.");
        println!("Open in a browser: {}", page.display());
        wait_for_interrupt(&runtime, interrupt, &mut service)?;
    }
    service.join().map_err(Failure::from)?;
    if !arguments.keep {
        println!("Open in a browser: {}", page.display());
    }
    Ok(Exit::Done)
}

/// Serves the metrics where the service does by default, or on a free port where that one is taken.
fn serve_metrics(runtime: &Runtime, usual: SocketAddr, observer: &Observer) -> anyhow::Result<SocketAddr> {
    let recorder = Recorder::install().context("cannot keep metrics")?;
    let free = SocketAddr::new(usual.ip(), 0);
    let listener = match runtime.block_on(observe::listen(usual)) {
        Ok(listener) => listener,
        Err(_) => runtime.block_on(observe::listen(free)).with_context(|| format!("cannot listen on {free}"))?,
    };
    let address = listener.address;
    runtime.spawn(listener.serve(observer.clone(), recorder, None));
    Ok(address)
}

/// Prints what comes out of the service, until all that is awaited has come.
fn read_back(
    runtime: &Runtime,
    service: &mut Handle,
    reader: &Reader,
    mut awaited: Awaited,
    look: Look,
) -> anyhow::Result<Awaited> {
    let progress = progress_line();
    let mut last_output = Instant::now();
    while awaited.left() > 0 {
        match reader.next(LOOK_FOR_OUTPUT)? {
            Some(Output::Event(event)) => {
                if awaited.take_event(&event) {
                    progress.suspend(|| println!("{}", event_line(&event, look)));
                }
                last_output = Instant::now();
            }
            Some(Output::DeadLetter { key, reason }) => {
                awaited.take_dead_letter();
                let line = format!("{:<16}{key}: {reason}", "dead letter");
                progress.suspend(|| println!("{}", plain(&line)));
                last_output = Instant::now();
            }
            None => {
                stop_if_ended(runtime, service)?;
                if last_output.elapsed() > PATIENCE {
                    let message = format!("the service wrote nothing for {} s; try again", PATIENCE.as_secs());
                    return Err(Failure { exit: Exit::Unavailable, message }.into());
                }
            }
        }
    }
    progress.finish_and_clear();
    Ok(awaited)
}

/// A line for those who wait. On a terminal it moves; elsewhere it is said once.
fn progress_line() -> ProgressBar {
    let waiting = "joining the consumer group, which takes this broker 3 to 10 s";
    let line = ProgressBar::new_spinner().with_message(waiting);
    if line.is_hidden() {
        eprintln!("{waiting}");
    }
    let style = ProgressStyle::with_template("{spinner} {msg} ({elapsed})");
    line.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    line.enable_steady_tick(LOOK_FOR_OUTPUT);
    line
}

/// An error where the service has ended, which it does not by itself.
fn stop_if_ended(runtime: &Runtime, service: &mut Handle) -> anyhow::Result<()> {
    runtime.block_on(async {
        tokio::select! {
            biased;
            outcome = service.ended() => Err(ended_early(outcome)),
            () = std::future::ready(()) => Ok(()),
        }
    })
}

fn wait_for_interrupt(runtime: &Runtime, mut interrupt: Signal, service: &mut Handle) -> anyhow::Result<()> {
    runtime.block_on(async {
        tokio::select! {
            _ = interrupt.recv() => Ok(()),
            outcome = service.ended() => Err(ended_early(outcome)),
        }
    })
}

fn ended_early(outcome: Result<Summary, StreamError>) -> anyhow::Error {
    match outcome {
        Ok(_) => anyhow::anyhow!("the service stopped before the demonstration was over"),
        Err(error) => Failure::from(error).into(),
    }
}
