//! The trunk that all three networks share in form: three convolutions over the tokens of a sequence.
//!
//! Sequences lie one after the other with a row of zeros between them, so that the window of a convolution is a view of
//! three rows and sequences of any lengths go through one product. Long sequences go in pieces that overlap by as many
//! tokens as a result can depend on: memory is bounded, the result is the same.

use std::ops::Range;

use pulp::{Arch, Simd, WithSimd};

use super::model_file::{ModelError, ModelFile};
use super::product::{Finish, Norm, PackedMatrix, Rows, multiply};
use super::word_table::{NO_WORD, TAPS, WordTable};

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
    arch: Arch,
    task: Task,
    first_bias: Vec<f32>,
    first_norm: Norm,
    second: Layer,
    third: Layer,
}

#[derive(Debug)]
struct Layer {
    weights: PackedMatrix,
    bias: Vec<f32>,
    norm: Norm,
}

/// Memory that is used again for every batch.
#[derive(Debug, Default)]
pub(super) struct TrunkBuffers {
    /// The slot of each row, [`NO_WORD`] between sequences.
    rows: Vec<u32>,
    /// Which rows are asked for, and the token of the first.
    wanted: Vec<(Range<usize>, usize)>,
    first: Vec<f32>,
    second: Vec<f32>,
    third: Vec<f32>,
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
            let weight = |row: usize, column: usize| weights[(column * input + row % input) * TAPS + row / input];
            Ok::<_, ModelError>(Layer {
                weights: PackedMatrix::new(TAPS * input, output, weight),
                bias: floats(layer, "conv.bias", output)?,
                norm: norm(layer, output)?,
            })
        };
        Ok(Self {
            arch: Arch::new(),
            task,
            first_bias: floats(0, "conv.bias", FIRST_CHANNELS)?,
            first_norm: norm(0, FIRST_CHANNELS)?,
            second: layer(1, FIRST_CHANNELS, SECOND_CHANNELS)?,
            third: layer(2, SECOND_CHANNELS, FEATURES)?,
        })
    }

    /// Describes the tokens of `window`, each within the one of the `sequences` that it is part of.
    ///
    /// `slots` are those of the tokens from `first_token` on, the window and what it depends on; `features` has
    /// [`FEATURES`] numbers for each token of the text.
    pub(super) fn describe(
        &self,
        table: &WordTable,
        (slots, first_token): (&[u32], usize),
        sequences: &[Range<usize>],
        window: &Range<usize>,
        buffers: &mut TrunkBuffers,
        features: &mut [f32],
    ) {
        buffers.lay_out((slots, first_token), sequences, window);
        let TrunkBuffers { rows, wanted, first, second, third } = buffers;
        let Some(inner) = rows.len().checked_sub(2).filter(|&inner| inner > 0) else { return };
        grow(first, rows.len() * FIRST_CHANNELS);
        grow(second, rows.len() * SECOND_CHANNELS);
        grow(third, rows.len() * FEATURES);
        self.arch.dispatch(FirstLayer { trunk: self, table, rows, out: first });
        let windows = Rows { values: first, count: inner, stride: FIRST_CHANNELS };
        multiply(self.arch, windows, &self.second.weights, self.second.finish(), &mut second[SECOND_CHANNELS..]);
        for (slot, row) in rows.iter().zip(second.chunks_exact_mut(SECOND_CHANNELS)) {
            if *slot == NO_WORD {
                row.fill(0.0);
            }
        }
        let windows = Rows { values: second, count: inner, stride: SECOND_CHANNELS };
        multiply(self.arch, windows, &self.third.weights, self.third.finish(), &mut third[FEATURES..]);
        for (rows, token) in wanted {
            let described = &third[rows.start * FEATURES..rows.end * FEATURES];
            features[*token * FEATURES..][..described.len()].copy_from_slice(described);
        }
    }
}

impl Layer {
    fn finish(&self) -> Finish<'_> {
        Finish { bias: Some(&self.bias), rectified: true, norm: Some(&self.norm) }
    }
}

impl TrunkBuffers {
    fn lay_out(&mut self, (slots, first_token): (&[u32], usize), sequences: &[Range<usize>], window: &Range<usize>) {
        self.rows.clear();
        self.wanted.clear();
        self.rows.push(NO_WORD);
        let from = sequences.partition_point(|sequence| sequence.end <= window.start);
        for sequence in sequences[from..].iter().take_while(|sequence| sequence.start < window.end) {
            let asked = sequence.start.max(window.start)..sequence.end.min(window.end);
            let start = sequence.start.max(asked.start.saturating_sub(REACH));
            let end = sequence.end.min(asked.end + REACH);
            let first_row = self.rows.len() + asked.start - start;
            self.rows.extend_from_slice(&slots[start - first_token..end - first_token]);
            self.wanted.push((first_row..first_row + asked.len(), asked.start));
            self.rows.push(NO_WORD);
        }
    }
}

/// Makes room without clearing what is there.
pub(super) fn grow(buffer: &mut Vec<f32>, length: usize) {
    if buffer.len() < length {
        buffer.resize(length, 0.0);
    }
}

/// The first layer: three rows of the table added up, and finished.
struct FirstLayer<'a> {
    trunk: &'a Trunk,
    table: &'a WordTable,
    rows: &'a [u32],
    out: &'a mut [f32],
}

impl WithSimd for FirstLayer<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let finish = Finish { bias: Some(&self.trunk.first_bias), rectified: true, norm: Some(&self.trunk.first_norm) };
        let row = |slot: u32| S::as_simd_f32s(self.table.row(slot, self.trunk.task)).0;
        let tap = FIRST_CHANNELS / S::F32_LANES;
        for (index, out) in self.out.chunks_exact_mut(FIRST_CHANNELS).take(self.rows.len()).enumerate() {
            let here = self.rows[index];
            if here == NO_WORD {
                out.fill(0.0);
                continue;
            }
            // Rows of zeros lie before the first word and after the last.
            let before = &row(self.rows[index - 1])[..tap];
            let at = &row(here)[tap..2 * tap];
            let after = &row(self.rows[index + 1])[2 * tap..3 * tap];
            let (out, _) = S::as_mut_simd_f32s(out);
            for (vector, out) in out[..tap].iter_mut().enumerate() {
                let sum = simd.add_f32s(simd.add_f32s(before[vector], at[vector]), after[vector]);
                *out = finish.apply(simd, sum, vector * S::F32_LANES);
            }
        }
    }
}
