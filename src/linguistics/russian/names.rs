//! Names of persons, places and organisations: a score for each tag, and the best sequence of tags (Viterbi).

use kernels::{Aligned, Finish, Kernel, PackedMatrix, Rows, SEQUENCE_TAGS, best_sequence, multiply, padded};

use super::model_file::{ModelError, ModelFile};
use super::network::FEATURES;

/// Tags with the padding that the model counts as one.
const TAGS: usize = SEQUENCE_TAGS;

/// Finds names.
#[derive(Debug)]
pub(super) struct NameTagger {
    weights: PackedMatrix,
    bias: Vec<f32>,
    /// From each tag to each.
    transitions: [[f32; TAGS]; TAGS],
}

/// Memory that is used again.
#[derive(Debug, Default)]
pub(super) struct NameBuffers {
    scores: Aligned,
    best_before: Vec<[u32; TAGS]>,
}

impl NameTagger {
    pub(super) fn read(file: &ModelFile) -> Result<Self, ModelError> {
        let weights = file.floats("names.head.proj.weight", FEATURES * TAGS)?;
        let transitions = file.floats("names.head.crf.transitions", TAGS * TAGS)?;
        Ok(Self {
            weights: PackedMatrix::new(FEATURES, TAGS, |row, column| weights[row * TAGS + column]),
            bias: padded(file.floats("names.head.proj.bias", TAGS)?),
            transitions: std::array::from_fn(|from| std::array::from_fn(|to| transitions[from * TAGS + to])),
        })
    }

    /// The tag of each token of one sequence.
    pub(super) fn tag(&self, kernel: Kernel, features: &[f32], buffers: &mut NameBuffers, tags: &mut Vec<u8>) {
        let NameBuffers { scores, best_before } = buffers;
        let (count, width) = (features.len() / FEATURES, self.weights.width());
        scores.grow(count * width);
        let rows = Rows { values: features, count, stride: FEATURES };
        let finish = Finish { bias: Some(&self.bias), ..Finish::default() };
        multiply(kernel, rows, &self.weights, finish, scores);
        best_sequence(kernel, Rows { values: scores, count, stride: width }, &self.transitions, best_before, tags);
    }
}
