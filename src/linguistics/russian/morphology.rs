//! Part of speech and grammatical features: a score for each tag that the model knows, and the highest of them.

use kernels::{Aligned, Finish, Kernel, PackedMatrix, Rows, best_in_rows, multiply, padded};

use super::model_file::{ModelError, ModelFile};
use super::network::FEATURES;

/// Tells the grammatical tag of each token.
#[derive(Debug)]
pub(super) struct MorphologyTagger {
    tags: usize,
    weights: PackedMatrix,
    bias: Vec<f32>,
}

/// Tokens that are scored at once.
const TOKENS: usize = 48;

impl MorphologyTagger {
    pub(super) fn read(file: &ModelFile, tags: usize) -> Result<Self, ModelError> {
        let weights = file.floats("morphology.head.proj.weight", FEATURES * tags)?;
        Ok(Self {
            tags,
            weights: PackedMatrix::new(FEATURES, tags, |row, column| weights[row * tags + column]),
            bias: padded(file.floats("morphology.head.proj.bias", tags)?),
        })
    }

    /// Adds the tag of each token; `scores` and `best` are buffers.
    pub(super) fn tag(
        &self,
        kernel: Kernel,
        features: &[f32],
        (scores, best): (&mut Aligned, &mut Vec<u32>),
        tags: &mut Vec<u16>,
    ) {
        scores.grow(TOKENS * self.weights.width());
        let finish = Finish { bias: Some(&self.bias), ..Finish::default() };
        for features in features.chunks(TOKENS * FEATURES) {
            let count = features.len() / FEATURES;
            let rows = Rows { values: features, count, stride: FEATURES };
            multiply(kernel, rows, &self.weights, finish, scores);
            best.clear();
            best_in_rows(kernel, Rows { values: scores, count, stride: self.weights.width() }, self.tags, best);
            tags.extend(best.iter().map(|&tag| u16::try_from(tag).unwrap_or_default()));
        }
    }
}
