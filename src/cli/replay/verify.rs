//! `demarche replay verify`: whether a manifest is true.

use std::path::PathBuf;
use std::sync::Arc;

use crate::cli::Exit;
use crate::cli::exit::Failure;
use crate::cli::extractor::{LEXICON, extractor};
use crate::cli::settings::Settings;
use crate::observe;
use crate::replay::{Manifest, Verified, verify};

/// Arguments of `demarche replay verify`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The manifest that the replay wrote.
    manifest: PathBuf,

    /// Folder of files that add to the built-in lexicon, as for the replay.
    #[arg(long, value_name = "DIR")]
    lexicon: Option<String>,

    #[command(flatten)]
    settings: Settings,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let lexicon = arguments.lexicon.iter().map(|folder| (LEXICON, folder.as_str()));
    let config = arguments.settings.load_with(lexicon)?;
    observe::start_logging(&config.log)?;
    let manifest = Manifest::read(&arguments.manifest).map_err(Failure::from)?;
    let reader = super::reader(&Arc::new(extractor(&config)?));
    let Verified { is_read_again, differences } = verify(&config, &manifest, &reader).map_err(Failure::from)?;
    if !is_read_again {
        let version = &manifest.version;
        eprintln!(
            "made by version {} ({}), and this is another: the outputs are compared with the manifest, the records are \
             not read again",
            version.program, version.lexicon
        );
    }
    differences.iter().for_each(|difference| println!("{difference}"));
    if differences.is_empty() {
        let (records, events) = (manifest.records(), manifest.events());
        println!("confirmed: records: {records}, events: {events}, dead letters: {}", manifest.dead_letters());
        return Ok(Exit::Done);
    }
    Ok(Exit::SomeInputFailed)
}
