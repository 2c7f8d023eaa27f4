//! `demarche run`: the service, from configuration to drain.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use tokio::runtime::Runtime;
use tokio::signal::unix::{SignalKind, signal};

use super::Exit;
use super::exit::Failure;
use super::extractor::{LEXICON, extractor};
use super::settings::Settings;
use crate::config::{self, Config};
use crate::observe::{self, Console, Observer, Place, Recorder, Spans};
use crate::stream::{Service, StreamError, Summary};

/// Shown under `--help`.
const EXAMPLES: &str = "\
Examples:
  demarche run --brokers kafka:9092
  demarche run --config demarche.toml --set stream.delivery=at_least_once
  DEMARCHE_KAFKA__BROKERS=kafka:9092 DEMARCHE_HTTP__LISTEN=0.0.0.0:9464 demarche run
  demarche run --print-config > demarche.toml

The topics must be there; the service makes none. SIGTERM and SIGINT commit what has been read
and leave the group, with exit code 0.";

/// Arguments of `demarche run`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(flatten)]
    settings: Settings,

    /// Folder of files that add to the built-in lexicon; short for `--set extract.lexicon=…`.
    #[arg(long, value_name = "DIR")]
    lexicon: Option<String>,

    /// Print every key with its meaning and its value, secrets left out, and end.
    #[arg(long)]
    print_config: bool,
}

/// How much longer than its drain the service may take to leave the group.
const GRACE: Duration = Duration::from_secs(2);

/// How long the last spans may take, within that.
const FLUSH: Duration = Duration::from_secs(5);

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let lexicon = arguments.lexicon.iter().map(|folder| (LEXICON, folder.as_str()));
    let config = arguments.settings.load_with(lexicon)?;
    if arguments.print_config {
        print!("{}", config::to_toml(&config));
        return Ok(Exit::Done);
    }
    observe::start_logging(&config.log)?;
    let recorder = Recorder::install().context("metrics")?;
    let runtime = Runtime::new().context("cannot start the runtime")?;
    let outcome = runtime.block_on(serve(&config, recorder));
    // A service that did not end by its deadline is left behind.
    runtime.shutdown_background();
    let summary = outcome?;
    tracing::info!(summary.records, summary.events, summary.dead_letters, "done");
    Ok(Exit::Done)
}

/// Runs the service until it ends by itself, or a signal asks it to.
async fn serve(config: &Config, recorder: Recorder) -> anyhow::Result<Summary> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let address = config.http.listen;
    let listener = observe::listen(address).await.map_err(|error| Failure {
        exit: Exit::Configuration,
        message: format!("http.listen = \"{address}\": cannot listen there: {error}: set another, or port 0 for any"),
    })?;
    let instance = match config.stream.instance.as_str() {
        "" => format!("{}-{}", host_name(), listener.address.port()),
        instance => instance.to_owned(),
    };
    tracing::info!(address = %listener.address, instance, version = env!("CARGO_PKG_VERSION"), "starting");

    let place =
        Place { topic: config.topics.input.clone(), group: config.kafka.group_id.clone(), instance: instance.clone() };
    let spans = Spans::configured(&config.tracing, place).context("tracing.endpoint")?;
    let console = Console::new(config, listener.address, &instance, spans, Instant::now());
    let observer = console.observer();
    let extractor = Arc::new(extractor(config)?);
    let mut service = Service::start(config, &instance, extractor, observer.clone()).map_err(Failure::from)?;
    tokio::spawn(listener.serve(observer.clone(), recorder, Some(console)));

    tokio::select! {
        outcome = service.ended() => {
            flush(&observer, FLUSH);
            return Ok(outcome.map_err(failure)?);
        }
        _ = terminate.recv() => tracing::info!("SIGTERM: stopping"),
        _ = interrupt.recv() => tracing::info!("SIGINT: stopping"),
    }
    service.stop();
    let (deadline, asked) = (Duration::from_secs(config.stream.drain_deadline_seconds), Instant::now());
    let ended = tokio::time::timeout(deadline + GRACE, service.ended()).await;
    flush(&observer, FLUSH.min((deadline + GRACE).saturating_sub(asked.elapsed())));
    let Ok(outcome) = ended else {
        let message = format!("not drained within {} s: what was not committed is read again", deadline.as_secs());
        return Err(Failure { exit: Exit::Unavailable, message }.into());
    };
    Ok(outcome.map_err(failure)?)
}

/// Sends the spans that wait.
fn flush(observer: &Observer, limit: Duration) {
    tokio::task::block_in_place(|| observer.flush_spans(limit));
}

fn failure(error: StreamError) -> Failure {
    tracing::error!(kind = error.kind(), %error, "the service stopped");
    error.into()
}

/// The name of this host, as the kernel has it; in a container its own.
pub(super) fn host_name() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    match name.trim() {
        "" => "localhost".to_owned(),
        name => name.to_owned(),
    }
}
