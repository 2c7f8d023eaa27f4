//! The highest of many scores, most of which are never computed.
//!
//! Inputs and weights are rounded to one byte. The sums of their products, whole numbers, tell which columns may have the
//! highest score: those that reach the best sum less what rounding can have taken from the one and given to the other. By
//! the inequality of Cauchy and Schwarz that is no more than the lengths of what was lost times those of the vectors. Most
//! often one column is left; where there are more, their scores are computed as they are.
//!
//! The outcome is that of all scores. It is the same whatever the instructions: whole numbers have no rounding, and the
//! additions of a score have one order.

use pulp::bytemuck::{self, Pod};
use pulp::{Arch, NullaryFnOnce};

use crate::{Aligned, Kernel, Rows};

/// Columns of one panel: what a block of rows is multiplied with in one go.
const PANEL: usize = 128;
/// Sums that are compared side by side.
const CHUNK: usize = 32;
/// Rows of a block.
const BLOCK: usize = 4;
/// Rows whose sums are kept at once.
const ROWS: usize = 24;
/// The bias is the weight of one more input, which is always this: about as large as the others.
const BIAS_INPUT: f32 = 2.0;
/// Two products of an input, which is at most 255, and a weight fit into 16 bits then.
const LARGEST_WEIGHT: f64 = 64.0;
/// Inputs are stored with this added, so that none is below zero.
const ZERO: i16 = 128;
const LARGEST_INPUT: f32 = 127.0;
/// Sums of products of rounded vectors that are no longer than this each fit into 16 bits.
const LENGTH: f64 = 181.0;
/// A score of up to 128 products, divided by the lengths of both vectors, is not farther than this from the exact one;
/// neither is what is computed here.
const ROUNDING: f32 = 1.0 / 65536.0;
/// Products of a score that are added up side by side.
const LANES: usize = 16;

/// A matrix of whose product with a row only the place of the highest element is wanted.
#[derive(Debug)]
pub struct Screen {
    depth: usize,
    columns: usize,
    /// The lengths that rounded vectors may have before they are rounded.
    length: f32,
    /// Panel by panel, input pair by input pair: two weights for each column, rounded.
    weights: Vec<i8>,
    /// What each sum starts with: the products with [`ZERO`], to be taken away.
    starts: Vec<i16>,
    /// What a weight of one stands for.
    step: f32,
    /// The length of what rounding took from a column, and of a column itself, at most.
    lost: f32,
    longest: f32,
    /// Column by column, and its bias.
    exact: Aligned,
    bias: Vec<f32>,
}

/// Memory that is used again.
#[derive(Debug, Default)]
pub struct ScreenBuffers {
    pairs: Vec<i16>,
    margins: Vec<i16>,
    sums: Vec<i16>,
}

impl Screen {
    /// Packs `depth` rows of as many elements as there are biases; the depth is a multiple of 16, up to 96.
    #[must_use]
    pub fn new(depth: usize, bias: Vec<f32>, element: impl Fn(usize, usize) -> f32) -> Self {
        let columns = bias.len();
        let inputs = depth + 2;
        let original = |input: usize, column: usize| match input.checked_sub(depth) {
            None => f64::from(element(input, column)),
            Some(0) => f64::from(bias[column]) / f64::from(BIAS_INPUT),
            Some(_) => 0.0,
        };
        // What all columns share makes none of them the highest, and need not be rounded.
        let shared: Vec<f64> = (0..inputs)
            .map(|input| (0..columns).map(|column| original(input, column)).sum::<f64>() / columns.max(1) as f64)
            .collect();
        let weight = |input: usize, column: usize| original(input, column) - shared[input];
        let length_of = |of: &dyn Fn(usize) -> f64| (0..inputs).map(|input| of(input).powi(2)).sum::<f64>().sqrt();
        let most = |of: &dyn Fn(usize) -> f64| (0..columns).map(of).fold(f64::MIN_POSITIVE, f64::max);
        let length = LENGTH - (inputs as f64).sqrt() / 2.0;
        let largest = most(&|column| (0..inputs).map(|input| weight(input, column).abs()).fold(0.0, f64::max));
        let longest = most(&|column| length_of(&|input| weight(input, column)));
        let step = (largest / LARGEST_WEIGHT).max(longest / length);
        let rounded = |input: usize, column: usize| (weight(input, column) / step).round();
        let lost = |column| length_of(&|input| weight(input, column) - rounded(input, column) * step);
        let width = columns.next_multiple_of(PANEL);
        let mut weights = Vec::with_capacity(width * inputs);
        for panel in (0..width).step_by(PANEL) {
            for input in (0..inputs).step_by(2) {
                for column in panel..panel + PANEL {
                    let rounded = |input| if column < columns { rounded(input, column) as i8 } else { 0 };
                    weights.extend([rounded(input), rounded(input + 1)]);
                }
            }
        }
        let start = |column: usize| {
            let sum: f64 = (0..inputs).map(|input| rounded(input, column)).sum();
            (sum as i16).wrapping_mul(ZERO).wrapping_neg()
        };
        Self {
            depth,
            columns,
            length: length as f32,
            weights,
            starts: (0..width).map(|column| if column < columns { start(column) } else { i16::MIN }).collect(),
            step: step as f32,
            lost: most(&lost) as f32,
            longest: longest.max(most(&|column| length_of(&|input| original(input, column)))) as f32,
            exact: (0..columns * depth).map(|at| element(at % depth, at / depth)).collect(),
            bias,
        }
    }

    /// Adds for each row the first of the columns with the highest product.
    pub fn best_in_rows(&self, kernel: Kernel, rows: Rows<'_>, buffers: &mut ScreenBuffers, best: &mut Vec<u32>) {
        match kernel.0 {
            #[cfg(target_arch = "x86_64")]
            Arch::V4(lanes) => lanes.vectorize(Best { lanes, screen: self, rows, buffers, best }),
            #[cfg(target_arch = "x86_64")]
            Arch::V3(lanes) => lanes.vectorize(Best { lanes, screen: self, rows, buffers, best }),
            _ => Best { lanes: Plain, screen: self, rows, buffers, best }.call(),
        }
    }

    /// Writes an input as bytes, two by two, and tells by how much a sum may be wrong.
    #[inline(always)]
    fn round_input(&self, row: &[f32], pairs: &mut [i16]) -> i16 {
        let (chunks, _) = row.as_chunks::<LANES>();
        let (mut squares, mut largest) = ([0.0_f32; LANES], [BIAS_INPUT; LANES]);
        for chunk in chunks {
            for lane in 0..LANES {
                squares[lane] += chunk[lane] * chunk[lane];
                largest[lane] = if chunk[lane].abs() > largest[lane] { chunk[lane].abs() } else { largest[lane] };
            }
        }
        let largest = fold(largest, |one, other| if one > other { one } else { other });
        let length = (fold(squares, |one, other| one + other) + BIAS_INPUT * BIAS_INPUT).sqrt();
        let step = (length / self.length).max(largest / LARGEST_INPUT);
        let rounding = Rounding { step, per_step: 1.0 / step };
        let mut squares = [0.0_f32; LANES];
        for (chunk, pairs) in chunks.iter().zip(pairs.chunks_exact_mut(LANES / 2)) {
            let mut bytes = [0; LANES];
            for lane in 0..LANES {
                let (byte, lost) = rounding.of(chunk[lane]);
                bytes[lane] = byte;
                squares[lane] += lost * lost;
            }
            for (pair, bytes) in pairs.iter_mut().zip(bytes.as_chunks::<2>().0) {
                *pair = i16::from_le_bytes(*bytes);
            }
        }
        let (bias, lost) = rounding.of(BIAS_INPUT);
        if let Some(pair) = pairs.last_mut() {
            *pair = i16::from_le_bytes([bias, ZERO as u8]);
        }
        let lost = (fold(squares, |one, other| one + other) + lost * lost).sqrt();
        let margin = length * (self.lost + self.longest * ROUNDING) + lost * self.longest;
        (margin / (step * self.step) * 1.001 + 1.0) as i16
    }

    #[inline(always)]
    fn score(&self, row: &[f32], column: usize) -> f32 {
        let weights = &self.exact[column * self.depth..][..self.depth];
        let mut sums = [0.0_f32; LANES];
        for (numbers, weights) in row.as_chunks::<LANES>().0.iter().zip(weights.as_chunks::<LANES>().0) {
            for lane in 0..LANES {
                sums[lane] += numbers[lane] * weights[lane];
            }
        }
        fold(sums, |one, other| one + other) + self.bias[column]
    }
}

/// How the numbers of an input become bytes.
#[derive(Clone, Copy)]
struct Rounding {
    step: f32,
    per_step: f32,
}

impl Rounding {
    /// The byte, and what it lacks of the number.
    #[inline(always)]
    fn of(self, number: f32) -> (u8, f32) {
        /// Next to this number the floating-point numbers are the whole numbers, of which the last byte is [`ZERO`] here.
        const WHOLE: f32 = 12_582_912.0 + ZERO as f32;
        let rounded = number * self.per_step + WHOLE;
        (rounded.to_bits() as u8, number - (rounded - WHOLE) * self.step)
    }
}

/// The lanes folded to one, always in the same order: both halves on each other, again and again.
#[inline(always)]
fn fold<T: Copy, const N: usize>(mut lanes: [T; N], both: impl Fn(T, T) -> T) -> T {
    let mut half = N / 2;
    while half > 0 {
        for lane in 0..half {
            lanes[lane] = both(lanes[lane], lanes[lane + half]);
        }
        half /= 2;
    }
    lanes[0]
}

/// Vectors of bytes, and of sums of 16 bits that wrap.
trait ByteLanes: Copy {
    type Bytes: Pod;
    type Sums: Pod;

    /// Adds to each sum both products of the pair with two weights.
    fn add_products(self, sums: Self::Sums, pair: i16, weights: Self::Bytes) -> Self::Sums;

    /// The higher one of each two sums.
    fn higher(self, one: Self::Sums, other: Self::Sums) -> Self::Sums;
}

/// What needs no instructions of its own.
#[derive(Clone, Copy)]
struct Plain;

impl ByteLanes for Plain {
    type Bytes = [[i8; 2]; 16];
    type Sums = [i16; 16];

    #[inline(always)]
    fn add_products(self, mut sums: Self::Sums, pair: i16, weights: Self::Bytes) -> Self::Sums {
        let [one, other] = pair.to_le_bytes().map(i16::from);
        for (sum, weights) in sums.iter_mut().zip(weights) {
            *sum = sum.wrapping_add(one * i16::from(weights[0]) + other * i16::from(weights[1]));
        }
        sums
    }

    #[inline(always)]
    fn higher(self, one: Self::Sums, other: Self::Sums) -> Self::Sums {
        std::array::from_fn(|lane| one[lane].max(other[lane]))
    }
}

#[cfg(target_arch = "x86_64")]
impl ByteLanes for pulp::x86::V3 {
    type Bytes = pulp::i8x32;
    type Sums = pulp::i16x16;

    #[inline(always)]
    fn add_products(self, sums: Self::Sums, pair: i16, weights: Self::Bytes) -> Self::Sums {
        let pair = bytemuck::cast(self.splat_i16x16(pair));
        let products = self.avx2._mm256_maddubs_epi16(pair, bytemuck::cast(weights));
        bytemuck::cast(self.avx2._mm256_add_epi16(bytemuck::cast(sums), products))
    }

    #[inline(always)]
    fn higher(self, one: Self::Sums, other: Self::Sums) -> Self::Sums {
        bytemuck::cast(self.avx2._mm256_max_epi16(bytemuck::cast(one), bytemuck::cast(other)))
    }
}

#[cfg(target_arch = "x86_64")]
impl ByteLanes for pulp::x86::V4 {
    type Bytes = pulp::i8x64;
    type Sums = pulp::i16x32;

    #[inline(always)]
    fn add_products(self, sums: Self::Sums, pair: i16, weights: Self::Bytes) -> Self::Sums {
        let pair = bytemuck::cast(self.splat_i16x32(pair));
        let products = self.avx512bw._mm512_maddubs_epi16(pair, bytemuck::cast(weights));
        bytemuck::cast(self.avx512bw._mm512_add_epi16(bytemuck::cast(sums), products))
    }

    #[inline(always)]
    fn higher(self, one: Self::Sums, other: Self::Sums) -> Self::Sums {
        bytemuck::cast(self.avx512bw._mm512_max_epi16(bytemuck::cast(one), bytemuck::cast(other)))
    }
}

struct Best<'a, L> {
    lanes: L,
    screen: &'a Screen,
    rows: Rows<'a>,
    buffers: &'a mut ScreenBuffers,
    best: &'a mut Vec<u32>,
}

impl<L: ByteLanes> NullaryFnOnce for Best<'_, L> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { lanes, screen, rows, buffers, best } = self;
        let (pairs_of_row, width) = (screen.depth / 2 + 1, screen.starts.len());
        let ScreenBuffers { pairs, margins, sums } = buffers;
        pairs.resize(ROWS * pairs_of_row, 0);
        sums.resize(ROWS * width, 0);
        let row = |row: usize| &rows.values[row * rows.stride..][..screen.depth];
        for first in (0..rows.count).step_by(ROWS) {
            let last = rows.count.min(first + ROWS);
            margins.clear();
            for (row, pairs) in (first..last).map(row).zip(pairs.chunks_exact_mut(pairs_of_row)) {
                margins.push(screen.round_input(row, pairs));
            }
            let blocks = (last - first).div_ceil(BLOCK);
            let pairs = &pairs[..blocks * BLOCK * pairs_of_row];
            for (panel, weights) in screen.weights.chunks_exact(PANEL * 2 * pairs_of_row).enumerate() {
                add_panel(lanes, pairs, weights, &screen.starts, panel * PANEL, sums);
            }
            for ((row, sums), &margin) in (first..last).map(row).zip(sums.chunks_exact(width)).zip(&*margins) {
                best.push(screen.best_of_sums(lanes, row, sums, margin));
            }
        }
    }
}

/// Writes the sums of a panel's columns, which start at `column`.
#[inline(always)]
fn add_panel<L: ByteLanes>(lanes: L, pairs: &[i16], weights: &[i8], starts: &[i16], column: usize, sums: &mut [i16]) {
    const VECTORS: usize = 4;
    let width = starts.len();
    let of_vector = size_of::<L::Sums>() / size_of::<i16>();
    let weights: &[L::Bytes] = bytemuck::cast_slice(weights);
    let step = PANEL / of_vector;
    let pairs_of_row = weights.len() / step;
    for first in (0..step).step_by(VECTORS) {
        let column = column + first * of_vector;
        let starts: &[L::Sums] = bytemuck::cast_slice(&starts[column..column + VECTORS * of_vector]);
        let starts: [L::Sums; VECTORS] = std::array::from_fn(|vector| starts[vector]);
        for (pairs, sums) in pairs.chunks_exact(BLOCK * pairs_of_row).zip(sums.chunks_mut(BLOCK * width)) {
            let mut block = [starts; BLOCK];
            let pairs: [&[i16]; BLOCK] = std::array::from_fn(|row| &pairs[row * pairs_of_row..][..pairs_of_row]);
            for (at, weights) in weights.chunks_exact(step).enumerate() {
                let weights = &weights[first..first + VECTORS];
                for (sums, pairs) in block.iter_mut().zip(pairs) {
                    for (sum, &weights) in sums.iter_mut().zip(weights) {
                        *sum = lanes.add_products(*sum, pairs[at], weights);
                    }
                }
            }
            for (sums, block) in sums.chunks_exact_mut(width).zip(block) {
                let sums: &mut [L::Sums] = bytemuck::cast_slice_mut(&mut sums[column..column + VECTORS * of_vector]);
                sums.copy_from_slice(&block);
            }
        }
    }
}

impl Screen {
    /// The first of the highest columns among those whose sums, each wrong by the margin at most, may be highest.
    #[inline(always)]
    fn best_of_sums<L: ByteLanes>(&self, lanes: L, row: &[f32], sums: &[i16], margin: i16) -> u32 {
        let vectors: &[L::Sums] = bytemuck::cast_slice(sums);
        let highest = vectors.iter().copied().reduce(|one, other| lanes.higher(one, other));
        let highest = highest.iter().flat_map(|lanes| bytemuck::cast_slice::<_, i16>(std::slice::from_ref(lanes)));
        let highest = highest.copied().fold(i16::MIN, |one, other| if other > one { other } else { one });
        let least = highest.saturating_sub(margin).saturating_sub(margin);
        let mut best: Option<(usize, Option<f32>)> = None;
        for (index, chunk) in sums.as_chunks::<CHUNK>().0.iter().enumerate() {
            if !chunk.iter().fold(false, |any, &sum| any | (sum >= least)) {
                continue;
            }
            let columns = (index * CHUNK..self.columns).zip(chunk);
            for (column, _) in columns.filter(|&(_, &sum)| sum >= least) {
                best = Some(match best {
                    None => (column, None),
                    Some((first, score)) => {
                        let (one, other) = (score.unwrap_or_else(|| self.score(row, first)), self.score(row, column));
                        if other > one { (column, Some(other)) } else { (first, Some(one)) }
                    }
                });
            }
        }
        best.and_then(|(column, _)| u32::try_from(column).ok()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DEPTH: usize = 32;

    fn highest_of_all(screen: &Screen, row: &[f32]) -> u32 {
        let scores = (0..screen.columns).map(|column| screen.score(row, column));
        let highest = scores.clone().fold(f32::NEG_INFINITY, f32::max);
        u32::try_from(scores.clone().position(|score| score >= highest).unwrap()).unwrap()
    }

    proptest! {
        #[test]
        fn the_column_found_has_the_highest_of_all_scores(
            columns in 1_usize..300,
            weights in prop::collection::vec(-3.0_f32..3.0, DEPTH * 300),
            bias in prop::collection::vec(-5.0_f32..5.0, 300),
            rows in prop::collection::vec(-4.0_f32..4.0, DEPTH * 7),
            // Columns that are all but the same, and rows of any size.
            closeness in prop::sample::select(vec![1.0_f32, 1e-2, 1e-5, 0.0]),
            size in prop::sample::select(vec![1e-6_f32, 1.0, 1e4]),
        ) {
            let element = |row: usize, column: usize| weights[row] + closeness * weights[column * DEPTH + row];
            let bias = bias[..columns].iter().map(|bias| bias * closeness).collect();
            let screen = Screen::new(DEPTH, bias, element);
            let rows: Vec<f32> = rows.iter().map(|number| number * size).collect();
            let expected: Vec<u32> = rows.chunks(DEPTH).map(|row| highest_of_all(&screen, row)).collect();
            for kernel in Kernel::all() {
                let mut best = Vec::new();
                let rows = Rows { values: &rows, count: 7, stride: DEPTH };
                screen.best_in_rows(kernel, rows, &mut ScreenBuffers::default(), &mut best);
                prop_assert_eq!(&best, &expected);
            }
        }

        #[test]
        fn vectors_of_one_large_number_are_not_too_large(at in 0_usize..DEPTH, number in prop::sample::select(vec![1e3_f32, -1e3])) {
            let screen = Screen::new(DEPTH, vec![0.0; 2], |row, column| match (row == at, column) {
                (true, 0) => 100.0,
                (true, _) => -100.0,
                _ => 0.01,
            });
            let mut row = vec![0.001; DEPTH];
            row[at] = number;
            for kernel in Kernel::all() {
                let mut best = Vec::new();
                let rows = Rows { values: &row, count: 1, stride: DEPTH };
                screen.best_in_rows(kernel, rows, &mut ScreenBuffers::default(), &mut best);
                prop_assert_eq!(best, vec![u32::from(number < 0.0)]);
            }
        }
    }
}
