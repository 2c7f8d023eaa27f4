//! A convolution of three taps over rows of which most numbers are zero.
//!
//! Each number is multiplied with the weights of its channel and added to three outputs: those of the row before it, its
//! own and the one after it. The channels go group by group: the weights of a group for a block of outputs stay in the
//! processor's first cache while all rows pass. Each output is one chain of fused multiply-adds in the order of groups,
//! rows and channels, whatever the width of the vectors: every kernel gives the same bits, and they do not depend on what
//! other sequences there are.

use pulp::{Simd, WithSimd};

use crate::active::{ActiveRows, GROUP};
use crate::product::Norm;
use crate::{Aligned, GAP, Kernel, TAPS};

/// Outputs that are computed in one go over the rows.
const BLOCK: usize = 64;

/// A convolution whose inputs are rectified and then normalised; the weights are those for numbers not yet normalised.
#[derive(Debug)]
pub struct Convolution {
    output: usize,
    /// Block by block, channel by channel, tap by tap: [`BLOCK`] weights.
    weights: Aligned,
    /// What an output is without any active number: as many numbers for a row alone between gaps, after another row,
    /// before another, and between two.
    rest: [Aligned; 4],
}

impl Convolution {
    /// From weights, [`TAPS`] for each pair of output and input, output by output; a bias for each output, of which there
    /// are whole blocks of 32; and the norm of each input, of which there are whole groups of 64.
    #[must_use]
    pub fn new(weights: &[f32], bias: &[f32], norm: &Norm) -> Self {
        let (input, output) = (norm.scale.len(), bias.len());
        let weight = |output: usize, channel: usize, tap: usize| weights[(output * input + channel) * TAPS + tap];
        let mut packed = Vec::with_capacity(weights.len());
        for block in (0..output).step_by(BLOCK) {
            for channel in 0..input {
                for tap in 0..TAPS {
                    let outputs = block..block + BLOCK;
                    packed.extend(outputs.map(|output| weight(output, channel, tap) * norm.scale[channel]));
                }
            }
        }
        let shifts = |output: usize, tap: usize| -> f64 {
            let terms = norm.shift.iter().enumerate();
            terms.map(|(channel, &shift)| f64::from(shift) * f64::from(weight(output, channel, tap))).sum()
        };
        let rest = [[false, false], [true, false], [false, true], [true, true]].map(|[after, before]| {
            let sum = |output: usize| {
                let taps = [after, true, before].into_iter().enumerate().filter(|&(_, there)| there);
                (f64::from(bias[output]) + taps.map(|(tap, _)| shifts(output, tap)).sum::<f64>()) as f32
            };
            (0..output).map(sum).collect()
        });
        Self { output, weights: packed.into_iter().collect(), rest }
    }

    /// Writes what the convolution gives for each of `rows`, of which the first and the last are gaps; what it writes at a
    /// [`GAP`] means nothing.
    pub fn apply(&self, kernel: Kernel, rows: &[u32], active: &ActiveRows, out: &mut Aligned) {
        out.grow(rows.len() * self.output);
        kernel.0.dispatch(Apply { convolution: self, rows, active, out });
    }
}

struct Apply<'a> {
    convolution: &'a Convolution,
    rows: &'a [u32],
    active: &'a ActiveRows,
    out: &'a mut [f32],
}

impl WithSimd for Apply<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        // Three rows of so many vectors leave registers for a number and its weights.
        match S::F32_LANES {
            1 => self.run::<S, 8>(simd),
            8 => self.run::<S, 4>(simd),
            _ => self.run::<S, 4>(simd),
        }
    }
}

impl Apply<'_> {
    #[inline(always)]
    fn run<S: Simd, const VECTORS: usize>(self, simd: S) {
        let Self { convolution: Convolution { output, weights, rest }, rows, active, out } = self;
        let (step, width) = (BLOCK / S::F32_LANES, output / S::F32_LANES);
        let rest: [&[S::f32s]; 4] = rest.each_ref().map(|rest| S::as_simd_f32s(rest).0);
        let is_there = |row: usize| usize::from(rows.get(row).is_some_and(|&row| row != GAP));
        let (out, _) = S::as_mut_simd_f32s(out);
        for (row, out) in out.chunks_exact_mut(width).take(rows.len()).enumerate() {
            match rows[row] {
                GAP => out.fill(simd.splat_f32s(0.0)),
                _ => out.copy_from_slice(rest[is_there(row - 1) | is_there(row + 1) << 1]),
            }
        }
        let of_group = GROUP * TAPS * BLOCK;
        let groups = weights.len() / (output / BLOCK) / of_group;
        for (index, weights) in weights.chunks_exact(of_group).enumerate() {
            let (block, group) = (index / groups, index % groups);
            let (weights, _) = S::as_simd_f32s(weights);
            for first in (0..step).step_by(VECTORS) {
                let column = block * step + first;
                let load = |out: &[S::f32s], row: usize| -> [S::f32s; VECTORS] {
                    let out = &out[row * width + column..][..VECTORS];
                    std::array::from_fn(|vector| out[vector])
                };
                let (mut before, mut here) = (load(out, 0), load(out, 1));
                for row in 1..rows.len() - 1 {
                    let mut after = load(out, row + 1);
                    for (channel, value) in active.group(row, group) {
                        let weights = &weights[channel as usize * TAPS * step..][..TAPS * step];
                        let value = simd.splat_f32s(value);
                        for vector in 0..VECTORS {
                            let weight = |tap: usize| weights[tap * step + first + vector];
                            after[vector] = simd.mul_add_f32s(value, weight(0), after[vector]);
                            here[vector] = simd.mul_add_f32s(value, weight(1), here[vector]);
                            before[vector] = simd.mul_add_f32s(value, weight(2), before[vector]);
                        }
                    }
                    let out = &mut out[(row - 1) * width + column..][..VECTORS];
                    out.copy_from_slice(&before);
                    (before, here) = (here, after);
                }
                let out = &mut out[(rows.len() - 2) * width + column..][..VECTORS];
                out.copy_from_slice(&before);
            }
        }
    }
}

/// Takes from `channels` numbers of each row those above zero.
pub fn rectify(kernel: Kernel, rows: &[u32], values: &[f32], channels: usize, active: &mut ActiveRows) {
    active.clear(rows.len(), channels);
    kernel.0.dispatch(Rectify { rows, values, channels, active });
}

struct Rectify<'a> {
    rows: &'a [u32],
    values: &'a [f32],
    channels: usize,
    active: &'a mut ActiveRows,
}

impl WithSimd for Rectify<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { rows, values, channels, active } = self;
        for (&slot, values) in rows.iter().zip(values.chunks_exact(channels)) {
            if slot == GAP {
                active.add_gap();
                continue;
            }
            for group in values.chunks_exact(GROUP) {
                let (vectors, _) = S::as_simd_f32s(group);
                active.add_group(simd, |index| vectors[index]);
            }
        }
    }
}

/// `max(0, x)` of each number, normalised: `times scale plus shift`.
pub fn rectify_and_normalise(kernel: Kernel, values: &mut [f32], norm: &Norm) {
    kernel.0.dispatch(Normalise { values, norm });
}

struct Normalise<'a> {
    values: &'a mut [f32],
    norm: &'a Norm,
}

impl WithSimd for Normalise<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let (scale, shift) = (S::as_simd_f32s(&self.norm.scale).0, S::as_simd_f32s(&self.norm.shift).0);
        for values in self.values.chunks_exact_mut(self.norm.scale.len()) {
            for ((value, &scale), &shift) in S::as_mut_simd_f32s(values).0.iter_mut().zip(scale).zip(shift) {
                *value = simd.mul_add_f32s(simd.max_f32s(*value, simd.splat_f32s(0.0)), scale, shift);
            }
        }
    }
}
