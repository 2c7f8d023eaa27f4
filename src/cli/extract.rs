//! `demarche extract`: events of files or standard input, without Kafka.

use std::path::PathBuf;

use super::Exit;

/// Arguments of `demarche extract`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Files of articles; `-` is standard input.
    #[arg(default_value = "-")]
    files: Vec<PathBuf>,
}

pub(super) fn run(_arguments: &Arguments) -> anyhow::Result<Exit> {
    Ok(Exit::Done)
}
