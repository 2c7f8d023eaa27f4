//! Part of speech and grammatical features: the tag with the highest score of all that the model knows.

use kernels::{Kernel, Rows, Screen, ScreenBuffers};

use super::model_file::{ModelError, ModelFile};
use super::network::FEATURES;

/// Tells the grammatical tag of each token.
#[derive(Debug)]
pub(super) struct MorphologyTagger {
    scores: Screen,
}

/// Memory that is used again.
#[derive(Debug, Default)]
pub(super) struct MorphologyBuffers {
    screen: ScreenBuffers,
    best: Vec<u32>,
}

impl MorphologyTagger {
    pub(super) fn read(file: &ModelFile, tags: usize) -> Result<Self, ModelError> {
        let weights = file.floats("morphology.head.proj.weight", FEATURES * tags)?;
        let bias = file.floats("morphology.head.proj.bias", tags)?;
        Ok(Self { scores: Screen::new(FEATURES, bias, |row, column| weights[row * tags + column]) })
    }

    /// The tag of each token.
    pub(super) fn tag(&self, kernel: Kernel, features: &[f32], buffers: &mut MorphologyBuffers, tags: &mut Vec<u16>) {
        let MorphologyBuffers { screen, best } = buffers;
        best.clear();
        let rows = Rows { values: features, count: features.len() / FEATURES, stride: FEATURES };
        self.scores.best_in_rows(kernel, rows, screen, best);
        tags.clear();
        tags.extend(best.iter().map(|&tag| u16::try_from(tag).unwrap_or_default()));
    }
}
