//! Part of speech and grammatical features: a score for each tag that the model knows, and the highest of them.

use pulp::Arch;

use super::model_file::{ModelError, ModelFile};
use super::network::{FEATURES, grow};
use super::product::{Finish, PackedMatrix, Rows, multiply, padded};

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

    /// The tag of each token; `scores` is a buffer.
    pub(super) fn tag(&self, arch: Arch, features: &[f32], scores: &mut Vec<f32>, tags: &mut Vec<u16>) {
        tags.clear();
        grow(scores, TOKENS * self.weights.width());
        let finish = Finish { bias: Some(&self.bias), ..Finish::default() };
        for features in features.chunks(TOKENS * FEATURES) {
            let count = features.len() / FEATURES;
            let rows = Rows { values: features, count, stride: FEATURES };
            multiply(arch, rows, &self.weights, finish, scores);
            let scored = scores.chunks_exact(self.weights.width()).take(count);
            tags.extend(scored.map(|scores| highest(&scores[..self.tags])));
        }
    }
}

/// The first of the highest.
fn highest(scores: &[f32]) -> u16 {
    const LANES: usize = 16;
    let mut highest = [f32::NEG_INFINITY; LANES];
    let (chunks, rest) = scores.as_chunks::<LANES>();
    for chunk in chunks {
        for (highest, &score) in highest.iter_mut().zip(chunk) {
            *highest = if score > *highest { score } else { *highest };
        }
    }
    let highest = highest.iter().chain(rest).copied().fold(f32::NEG_INFINITY, f32::max);
    let found = scores.iter().position(|&score| score >= highest);
    found.and_then(|tag| u16::try_from(tag).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_equal_scores_wins() {
        let mut scores = vec![0.0; 35];
        (scores[20], scores[33], scores[34]) = (2.0, 3.0, 3.0);
        assert_eq!(highest(&scores), 33);
    }
}
