//! The extractor, as every command that reads articles builds it from the configuration.

use std::path::Path;

use super::Exit;
use super::exit::Failure;
use super::models;
use crate::config::Config;
use crate::extract::{BuildError, Extractor};
use crate::lexicon::{Additions, LexiconError};

/// The key that the flag `--lexicon` is short for.
pub(super) const LEXICON: &str = "extract.lexicon";

/// Builds the extractor: models and words are read here, and never again.
pub(super) fn extractor(config: &Config) -> Result<Extractor, Failure> {
    let additions = match config.extract.lexicon.as_str() {
        "" => Additions::default(),
        folder => Additions::read(Path::new(folder)).map_err(BuildError::from)?,
    };
    let models = models::folder(config)?;
    Ok(Extractor::with_additions(config.extract.limits(), &models, &additions)?)
}

impl From<BuildError> for Failure {
    fn from(error: BuildError) -> Self {
        let exit = match &error {
            BuildError::Lexicon(LexiconError::BuiltIn { .. }) | BuildError::Confidence(_) => Exit::Defect,
            BuildError::Lexicon(_) | BuildError::Models(_) => Exit::Configuration,
        };
        Self { exit, message: error.to_string() }
    }
}
