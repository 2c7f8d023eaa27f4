//! Names of persons, places and organisations: a score for each tag, and the best sequence of tags (Viterbi).

use pulp::Arch;

use super::model_file::{ModelError, ModelFile};
use super::network::{FEATURES, grow};
use super::product::{Finish, PackedMatrix, Rows, multiply, padded};

/// Tags with the padding that the model counts as one.
const TAGS: usize = 8;

/// Finds names.
#[derive(Debug)]
pub(super) struct NameTagger {
    weights: PackedMatrix,
    bias: Vec<f32>,
    /// From each tag to each.
    transitions: Vec<f32>,
}

/// Memory that is used again.
#[derive(Debug, Default)]
pub(super) struct NameBuffers {
    scores: Vec<f32>,
    best_before: Vec<[u8; TAGS]>,
}

impl NameTagger {
    pub(super) fn read(file: &ModelFile) -> Result<Self, ModelError> {
        let weights = file.floats("names.head.proj.weight", FEATURES * TAGS)?;
        Ok(Self {
            weights: PackedMatrix::new(FEATURES, TAGS, |row, column| weights[row * TAGS + column]),
            bias: padded(file.floats("names.head.proj.bias", TAGS)?),
            transitions: file.floats("names.head.crf.transitions", TAGS * TAGS)?,
        })
    }

    /// The tag of each token of one sequence.
    pub(super) fn tag(&self, arch: Arch, features: &[f32], buffers: &mut NameBuffers, tags: &mut Vec<u8>) {
        tags.clear();
        let count = features.len() / FEATURES;
        let width = self.weights.width();
        grow(&mut buffers.scores, count * width);
        let rows = Rows { values: features, count, stride: FEATURES };
        let finish = Finish { bias: Some(&self.bias), ..Finish::default() };
        multiply(arch, rows, &self.weights, finish, &mut buffers.scores);
        let mut scores = buffers.scores.chunks_exact(width).take(count);
        let Some(first) = scores.next() else { return };
        let mut reached: [f32; TAGS] = std::array::from_fn(|tag| first[tag]);
        buffers.best_before.clear();
        for scores in scores {
            let mut next = [f32::NEG_INFINITY; TAGS];
            let mut best_before = [0; TAGS];
            for (before, reached) in (0..).zip(&reached) {
                for tag in 0..TAGS {
                    let score = reached + self.transitions[usize::from(before) * TAGS + tag] + scores[tag];
                    if score > next[tag] {
                        (next[tag], best_before[tag]) = (score, before);
                    }
                }
            }
            buffers.best_before.push(best_before);
            reached = next;
        }
        let mut tag = highest(&reached);
        tags.push(tag);
        for best_before in buffers.best_before.iter().rev() {
            tag = best_before[usize::from(tag)];
            tags.push(tag);
        }
        tags.reverse();
    }
}

/// The first of the highest.
fn highest(scores: &[f32; TAGS]) -> u8 {
    let mut best = 0;
    for (tag, score) in (0..).zip(scores) {
        if *score > scores[usize::from(best)] {
            best = tag;
        }
    }
    best
}
