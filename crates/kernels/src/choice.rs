//! The highest of scores.

use pulp::{Simd, WithSimd};

use crate::{Kernel, Rows};

/// Adds for each row the first of its highest `columns` numbers.
pub fn best_in_rows(kernel: Kernel, rows: Rows<'_>, columns: usize, best: &mut Vec<u32>) {
    kernel.0.dispatch(BestInRows { rows, columns, best });
}

struct BestInRows<'a> {
    rows: Rows<'a>,
    columns: usize,
    best: &'a mut Vec<u32>,
}

impl WithSimd for BestInRows<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let rows = self.rows.values.chunks_exact(self.rows.stride).take(self.rows.count);
        self.best.extend(rows.map(|row| first_of_highest(&row[..self.columns])));
    }
}

#[inline(always)]
fn first_of_highest(scores: &[f32]) -> u32 {
    const LANES: usize = 64;
    let mut highest = [f32::NEG_INFINITY; LANES];
    let (chunks, rest) = scores.as_chunks::<LANES>();
    for chunk in chunks {
        for (highest, &score) in highest.iter_mut().zip(chunk) {
            *highest = if score > *highest { score } else { *highest };
        }
    }
    let highest = highest.iter().chain(rest).copied().fold(f32::NEG_INFINITY, f32::max);
    let before = chunks.iter().take_while(|chunk| !chunk.iter().fold(false, |any, &score| any | (score >= highest)));
    let start = before.count() * LANES;
    let found = scores[start..].iter().position(|&score| score >= highest);
    found.and_then(|at| u32::try_from(start + at).ok()).unwrap_or_default()
}

/// What a label scores between two tokens: products of the one with the weights, times the other.
#[derive(Clone, Copy, Debug)]
pub struct Pairs<'a> {
    /// For each token of the first kind a row: for each number of the second kind the weights of all labels.
    pub products: Rows<'a>,
    /// The numbers of each token of the second kind.
    pub numbers: Rows<'a>,
    /// For each token of the second kind the row of its partner among the products.
    pub partners: &'a [u32],
}

/// Labels of [`best_of_pairs`], at most: three vectors of the widest kernel.
pub const LABELS: usize = 48;

/// Adds for each token of the second kind the first of its `labels` highest; a token has as many numbers as a row of
/// products has times [`LABELS`].
pub fn best_of_pairs(kernel: Kernel, pairs: Pairs<'_>, labels: usize, best: &mut Vec<u8>) {
    kernel.0.dispatch(BestOfPairs { pairs, labels, best });
}

struct BestOfPairs<'a> {
    pairs: Pairs<'a>,
    labels: usize,
    best: &'a mut Vec<u8>,
}

impl WithSimd for BestOfPairs<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Pairs { products, numbers, partners } = self.pairs;
        for (&partner, numbers) in partners.iter().zip(numbers.values.chunks(numbers.stride)) {
            let products = &products.values[partner as usize * products.stride..][..products.stride];
            let mut scores = [0.0_f32; LABELS];
            let (vectors, _) = S::as_mut_simd_f32s(&mut scores);
            for (product, &number) in products.chunks_exact(LABELS).zip(numbers) {
                let (weights, number) = (S::as_simd_f32s(product).0, simd.splat_f32s(number));
                for (score, weight) in vectors.iter_mut().zip(weights) {
                    *score = simd.mul_add_f32s(*weight, number, *score);
                }
            }
            let mut first = 0;
            for label in 1..self.labels.min(LABELS) {
                if scores[label] > scores[first] {
                    first = label;
                }
            }
            self.best.push(u8::try_from(first).unwrap_or_default());
        }
    }
}

/// Tags of [`best_sequence`].
pub const SEQUENCE_TAGS: usize = 8;

/// Writes the tags of the best sequence (Viterbi): the sum of the scores of each row's tag and of the transitions, which
/// are from each tag to each. `best_before` is a buffer.
pub fn best_sequence(
    kernel: Kernel,
    scores: Rows<'_>,
    transitions: &[[f32; SEQUENCE_TAGS]; SEQUENCE_TAGS],
    best_before: &mut Vec<[u32; SEQUENCE_TAGS]>,
    tags: &mut Vec<u8>,
) {
    kernel.0.dispatch(BestSequence { scores, transitions, best_before, tags });
}

struct BestSequence<'a> {
    scores: Rows<'a>,
    transitions: &'a [[f32; SEQUENCE_TAGS]; SEQUENCE_TAGS],
    best_before: &'a mut Vec<[u32; SEQUENCE_TAGS]>,
    tags: &'a mut Vec<u8>,
}

impl WithSimd for BestSequence<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { scores, transitions, best_before, tags } = self;
        tags.clear();
        best_before.clear();
        let rows = scores.values.chunks(scores.stride).take(scores.count);
        let mut rows = rows.filter_map(|row| row.first_chunk::<SEQUENCE_TAGS>());
        let Some(first) = rows.next() else { return };
        let mut reached = *first;
        for scores in rows {
            let mut next = [f32::NEG_INFINITY; SEQUENCE_TAGS];
            let mut before = [0; SEQUENCE_TAGS];
            for ((index, reached), transitions) in (0..).zip(&reached).zip(transitions) {
                for tag in 0..SEQUENCE_TAGS {
                    let score = reached + transitions[tag] + scores[tag];
                    let better = score > next[tag];
                    next[tag] = if better { score } else { next[tag] };
                    before[tag] = if better { index } else { before[tag] };
                }
            }
            best_before.push(before);
            reached = next;
        }
        let mut tag = first_of_highest(&reached);
        tags.push(u8::try_from(tag).unwrap_or_default());
        for before in best_before.iter().rev() {
            tag = before[tag as usize];
            tags.push(u8::try_from(tag).unwrap_or_default());
        }
        tags.reverse();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_equal_scores_wins() {
        let mut scores = vec![0.0; 135];
        (scores[20], scores[133], scores[134]) = (2.0, 3.0, 3.0);
        assert_eq!(first_of_highest(&scores), 133);
    }
}
