//! The trunk that all three networks share in form: three convolutions over the tokens of a sequence.
//!
//! Sequences lie one after the other with a gap between them, so that sequences of any lengths go through a layer at
//! once. Long sequences go in pieces that overlap by as many tokens as a result can depend on: memory is bounded, the
//! result is the same.

use std::ops::Range;

use kernels::{ActiveRows, Aligned, Convolution, GAP, Kernel, Norm, TAPS, add_taps, rectify, rectify_and_normalise};

use super::model_file::{ModelError, ModelFile};
use super::word_table::WordTable;

/// Numbers of the embedding of a shape.
pub(super) const SHAPE_VECTOR: usize = 30;
/// Channels of the first layer.
pub(super) const FIRST_CHANNELS: usize = 256;
const SECOND_CHANNELS: usize = 128;
/// Numbers that describe a token to the heads of the networks.
pub(super) const FEATURES: usize = 64;
/// Tokens on each side on which the features of a token depend: one for each layer.
pub(super) const REACH: usize = 3;

/// What a network is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Task {
    Names = 0,
    Morphology = 1,
    Syntax = 2,
}

/// All of them, in the order of their numbers.
pub(super) const TASKS: [Task; 3] = [Task::Names, Task::Morphology, Task::Syntax];

impl Task {
    /// How its arrays are called in the model file.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Names => "names",
            Self::Morphology => "morphology",
            Self::Syntax => "syntax",
        }
    }
}

/// The three layers of one network.
#[derive(Debug)]
pub(super) struct Trunk {
    task: Task,
    second: Convolution,
    third: Convolution,
    third_norm: Norm,
}

/// Memory that is used again for every batch.
#[derive(Debug, Default)]
pub(super) struct TrunkBuffers {
    /// The slot of each row, [`GAP`] between sequences.
    rows: Vec<u32>,
    /// Which rows are asked for, and the token of the first.
    wanted: Vec<(Range<usize>, usize)>,
    active: ActiveRows,
    second: Aligned,
    third: Aligned,
}

impl Trunk {
    pub(super) fn read(file: &ModelFile, task: Task) -> Result<Self, ModelError> {
        let floats = |layer: usize, rest: &str, elements: usize| {
            file.floats(&format!("{}.encoder.layers.{layer}.{rest}", task.name()), elements)
        };
        let norm = |layer: usize, channels: usize| {
            let read = |name: &str| floats(layer, &format!("norm.{name}"), channels);
            let (weight, bias, mean, std) = (read("weight")?, read("bias")?, read("mean")?, read("std")?);
            let scale: Vec<f32> = weight.iter().zip(&std).map(|(weight, std)| weight / std).collect();
            let shift = bias.iter().zip(&mean).zip(&scale).map(|((bias, mean), scale)| bias - mean * scale).collect();
            Ok::<_, ModelError>(Norm { scale, shift })
        };
        let layer = |layer: usize, input: usize, output: usize| {
            let weights = floats(layer, "conv.weight", output * input * TAPS)?;
            let bias = floats(layer, "conv.bias", output)?;
            Ok::<_, ModelError>(Convolution::new(&weights, &bias, &norm(layer - 1, input)?))
        };
        Ok(Self {
            task,
            second: layer(1, FIRST_CHANNELS, SECOND_CHANNELS)?,
            third: layer(2, SECOND_CHANNELS, FEATURES)?,
            third_norm: norm(2, FEATURES)?,
        })
    }

    /// Describes the tokens of `window`, each within the one of the `sequences` that it is part of.
    ///
    /// `slots` are those of the tokens from `first_token` on, the window and what it depends on; `features` has
    /// [`FEATURES`] numbers for each token of the text.
    pub(super) fn describe(
        &self,
        kernel: Kernel,
        table: &WordTable,
        (slots, first_token): (&[u32], usize),
        sequences: &[Range<usize>],
        window: &Range<usize>,
        buffers: &mut TrunkBuffers,
        features: &mut [f32],
    ) {
        buffers.lay_out((slots, first_token), sequences, window);
        let TrunkBuffers { rows, wanted, active, second, third } = buffers;
        add_taps(kernel, table.taps(self.task), rows, active);
        self.second.apply(kernel, rows, active, second);
        rectify(kernel, rows, second, SECOND_CHANNELS, active);
        self.third.apply(kernel, rows, active, third);
        rectify_and_normalise(kernel, &mut third[..rows.len() * FEATURES], &self.third_norm);
        for (rows, token) in wanted {
            let described = &third[rows.start * FEATURES..rows.end * FEATURES];
            features[*token * FEATURES..][..described.len()].copy_from_slice(described);
        }
    }
}

impl TrunkBuffers {
    fn lay_out(&mut self, (slots, first_token): (&[u32], usize), sequences: &[Range<usize>], window: &Range<usize>) {
        self.rows.clear();
        self.wanted.clear();
        self.rows.push(GAP);
        let from = sequences.partition_point(|sequence| sequence.end <= window.start);
        for sequence in sequences[from..].iter().take_while(|sequence| sequence.start < window.end) {
            let asked = sequence.start.max(window.start)..sequence.end.min(window.end);
            let start = sequence.start.max(asked.start.saturating_sub(REACH));
            let end = sequence.end.min(asked.end + REACH);
            let first_row = self.rows.len() + asked.start - start;
            self.rows.extend_from_slice(&slots[start - first_token..end - first_token]);
            self.wanted.push((first_row..first_row + asked.len(), asked.start));
            self.rows.push(GAP);
        }
    }
}
