//! Log lines, to standard error.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;

use crate::config::{Log, LogFormat};

/// In place of a message that is not to be logged.
const WITHHELD: &str = "the message may quote an article, see `log.article_text`";

/// Starts logging in this process, panics included; later calls change nothing.
///
/// # Errors
///
/// Where the filter cannot be read.
pub fn start_logging(config: &Log) -> Result<(), ParseError> {
    let filter = EnvFilter::builder().parse(&config.filter)?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    // An error only says that logging has been started before.
    let _ = match config.format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    };
    let article_text = config.article_text;
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(ToString::to_string);
        // It may quote what was read.
        let message = if article_text { panic.payload_as_str().unwrap_or("no message") } else { WITHHELD };
        tracing::error!(place, "panic: {message}");
    }));
    Ok(())
}
