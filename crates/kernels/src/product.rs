//! The matrix product that the networks are made of.
//!
//! Weights are packed once, when the model is read, so that a product of few rows costs no more per row than one of
//! many. Each element of the result is one chain of fused multiply-adds in the order of the inner dimension, whatever
//! the width of the vectors: every processor gives the same bits, and a row's result does not depend on its neighbours.

use pulp::{Simd, WithSimd};

use crate::{Aligned, Kernel};

/// Columns of one panel: what a block of rows is multiplied with in one go.
const PANEL: usize = 64;

/// The right side of a product, packed panel by panel and padded with zero columns to whole panels.
#[derive(Debug, Default)]
pub struct PackedMatrix {
    depth: usize,
    columns: usize,
    width: usize,
    panels: Aligned,
}

impl PackedMatrix {
    /// Packs `depth` rows of `columns` elements each.
    #[must_use]
    pub fn new(depth: usize, columns: usize, element: impl Fn(usize, usize) -> f32) -> Self {
        let mut packed = Self::default();
        packed.resize(depth, columns);
        for (index, packed) in packed.panels.chunks_exact_mut(PANEL).enumerate() {
            let (panel, row) = (index / depth, index % depth);
            for (column, packed) in (panel * PANEL..columns).zip(packed) {
                *packed = element(row, column);
            }
        }
        packed
    }

    fn resize(&mut self, depth: usize, columns: usize) {
        self.depth = depth;
        self.columns = columns;
        self.width = columns.next_multiple_of(PANEL);
        self.panels.grow(depth * self.width);
    }

    /// Packs into the same memory a matrix whose columns are given: the `first` and the others.
    pub fn fill_transposed(&mut self, first: &[f32], others: Rows<'_>) {
        let depth = first.len();
        self.resize(depth, others.count + 1);
        // What a panel has beyond the last column is left as it was: it counts for nothing.
        let others = others.values.chunks(others.stride).take(others.count);
        for (index, column) in std::iter::once(first).chain(others).enumerate() {
            let start = index / PANEL * PANEL * depth + index % PANEL;
            let packed = self.panels[start..].iter_mut().step_by(PANEL);
            packed.zip(&column[..depth]).for_each(|(packed, &number)| *packed = number);
        }
    }

    /// Elements of a row of the result: the columns, padded to whole panels.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }
}

/// The left side: `count` rows, each `stride` elements after the one before; they may overlap, as the windows of a
/// convolution do.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a> {
    /// The numbers of all rows.
    pub values: &'a [f32],
    /// How many rows there are.
    pub count: usize,
    /// Numbers from the start of a row to that of the next one.
    pub stride: usize,
}

/// What is done to each element of the product: `max(0, x + bias) · scale + shift`, as far as given.
#[derive(Clone, Copy, Debug, Default)]
pub struct Finish<'a> {
    /// As many numbers as a row of the result has; see [`padded`].
    pub bias: Option<&'a [f32]>,
    /// Whether numbers below zero become zero.
    pub rectified: bool,
    /// As many scales and shifts as a row of the result has.
    pub norm: Option<&'a Norm>,
}

/// Batch normalisation with its statistics folded in.
#[derive(Clone, Debug)]
pub struct Norm {
    /// What each channel is multiplied with.
    pub scale: Vec<f32>,
    /// What is added to it then.
    pub shift: Vec<f32>,
}

/// Writes `finish(rows · matrix)` to `out`, rows of [`PackedMatrix::width`] elements, of which those beyond the matrix's
/// columns mean nothing.
pub fn multiply(kernel: Kernel, rows: Rows<'_>, matrix: &PackedMatrix, finish: Finish<'_>, out: &mut [f32]) {
    kernel.0.dispatch(Product { rows, matrix, finish, out });
}

struct Product<'a> {
    rows: Rows<'a>,
    matrix: &'a PackedMatrix,
    finish: Finish<'a>,
    out: &'a mut [f32],
}

impl WithSimd for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        // Six rows by four vectors fill the 32 registers of AVX-512, six by two the 16 of AVX2.
        if S::F32_LANES * 4 <= PANEL && S::F32_LANES >= 16 { self.run::<S, 4>(simd) } else { self.run::<S, 2>(simd) }
    }
}

impl Product<'_> {
    #[inline(always)]
    fn run<S: Simd, const VECTORS: usize>(mut self, simd: S) {
        let matrix = self.matrix;
        for (index, panel) in matrix.panels.chunks_exact(matrix.depth * PANEL).take(matrix.width / PANEL).enumerate() {
            let columns = PANEL.min(matrix.columns - index * PANEL);
            let mut first = 0;
            while first < columns {
                // The last columns of a matrix may be fewer than a block has.
                first += match (columns - first).div_ceil(S::F32_LANES) {
                    1 => self.column::<S, 1>(simd, panel, index * PANEL, first),
                    2 | 3 => self.column::<S, 2>(simd, panel, index * PANEL, first),
                    _ => self.column::<S, VECTORS>(simd, panel, index * PANEL, first),
                };
            }
        }
    }

    /// Multiplies all rows with some vectors of columns, and tells how many columns that are.
    #[inline(always)]
    fn column<S: Simd, const VECTORS: usize>(
        &mut self,
        simd: S,
        panel: &[f32],
        panel_start: usize,
        first: usize,
    ) -> usize {
        let mut row = 0;
        while row + 6 <= self.rows.count {
            self.block::<S, 6, VECTORS>(simd, panel, panel_start, first, row);
            row += 6;
        }
        while row + 2 <= self.rows.count {
            self.block::<S, 2, VECTORS>(simd, panel, panel_start, first, row);
            row += 2;
        }
        while row < self.rows.count {
            self.block::<S, 1, VECTORS>(simd, panel, panel_start, first, row);
            row += 1;
        }
        S::F32_LANES * VECTORS
    }

    #[inline(always)]
    fn block<S: Simd, const ROWS: usize, const VECTORS: usize>(
        &mut self,
        simd: S,
        panel: &[f32],
        panel_start: usize,
        first: usize,
        row: usize,
    ) {
        let depth = self.matrix.depth;
        let values = self.rows.values;
        let left: [&[f32]; ROWS] = std::array::from_fn(|index| &values[(row + index) * self.rows.stride..][..depth]);
        let (right, _) = S::as_simd_f32s(panel);
        let lanes = S::F32_LANES;
        let (step, start) = (PANEL / lanes, first / lanes);
        let right = &right[..depth * step];
        let mut sums = [[simd.splat_f32s(0.0); VECTORS]; ROWS];
        for (at, right) in right.chunks_exact(step).enumerate() {
            let right = &right[start..start + VECTORS];
            for index in 0..ROWS {
                let value = simd.splat_f32s(left[index][at]);
                for vector in 0..VECTORS {
                    sums[index][vector] = simd.mul_add_f32s(value, right[vector], sums[index][vector]);
                }
            }
        }
        // Stored as they are, with fixed indices alone: the sums stay in registers during the loop above.
        let (width, column) = (self.matrix.width / lanes, (panel_start + first) / lanes);
        let (out, _) = S::as_mut_simd_f32s(&mut self.out[row * self.matrix.width..]);
        for index in 0..ROWS {
            for vector in 0..VECTORS {
                out[index * width + column + vector] = sums[index][vector];
            }
        }
        for out in out.chunks_mut(width).take(ROWS) {
            for (vector, out) in (column..).zip(&mut out[column..column + VECTORS]) {
                *out = self.finish.apply(simd, *out, vector * lanes);
            }
        }
    }
}

impl Finish<'_> {
    /// Finishes the elements from `column` on.
    #[inline(always)]
    pub(crate) fn apply<S: Simd>(&self, simd: S, sum: S::f32s, column: usize) -> S::f32s {
        let from = |values: &[f32]| S::as_simd_f32s(&values[column..column + S::F32_LANES]).0[0];
        let mut value = sum;
        if let Some(bias) = self.bias {
            value = simd.add_f32s(value, from(bias));
        }
        if self.rectified {
            value = simd.max_f32s(value, simd.splat_f32s(0.0));
        }
        if let Some(norm) = self.norm {
            value = simd.mul_add_f32s(value, from(&norm.scale), from(&norm.shift));
        }
        value
    }
}

/// A bias padded to the width of the product it is added to.
#[must_use]
pub fn padded(mut values: Vec<f32>) -> Vec<f32> {
    values.resize(values.len().next_multiple_of(PANEL), 0.0);
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(count: usize) -> Vec<f32> {
        (0..count).map(|at| ((at * 7919 % 1000) as f32 - 500.0) / 137.0).collect()
    }

    #[test]
    fn every_kernel_gives_the_same_bits() {
        let (depth, columns, count) = (3 * 40, 100, 17);
        let (left, right, bias) = (numbers((count + 2) * 40), numbers(depth * columns), padded(numbers(columns)));
        let matrix = PackedMatrix::new(depth, columns, |row, column| right[row * columns + column]);
        let norm = Norm { scale: padded(numbers(columns)), shift: padded(numbers(columns)) };
        let finish = Finish { bias: Some(&bias), rectified: true, norm: Some(&norm) };
        let mut results = Kernel::all().into_iter().map(|kernel| {
            let mut out = vec![0.0; count * matrix.width()];
            multiply(kernel, Rows { values: &left, count, stride: 40 }, &matrix, finish, &mut out);
            out.iter().map(|value| value.to_bits()).collect::<Vec<_>>()
        });
        let first = results.next().unwrap();
        assert!(results.all(|result| result == first));
    }

    #[test]
    fn a_product_is_the_sum_over_the_windows() {
        let (left, right) = (numbers(5 * 4), numbers(12 * 3));
        let matrix = PackedMatrix::new(12, 3, |row, column| right[row * 3 + column]);
        let mut out = vec![0.0; 3 * matrix.width()];
        multiply(Kernel::best(), Rows { values: &left, count: 3, stride: 4 }, &matrix, Finish::default(), &mut out);
        for row in 0..3 {
            for column in 0..3 {
                let expected: f32 = (0..12).map(|at| left[row * 4 + at] * right[at * 3 + column]).sum();
                assert!((out[row * matrix.width() + column] - expected).abs() < 1e-3);
            }
        }
    }
}
