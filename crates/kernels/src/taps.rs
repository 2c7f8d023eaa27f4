//! A first convolution whose products are kept in a table: what each position gets is three rows added up.

use pulp::{Simd, WithSimd};

use crate::active::{ActiveRows, GROUP};
use crate::{Aligned, GAP, Kernel, TAPS};

/// Channels whose numbers stand together, those of each tap in turn: a slot is read from end to end, as the processor
/// expects when it fetches ahead.
const TOGETHER: usize = 16;

/// Tap and channel of a number of a slot, counted from the start of its convolution.
#[must_use]
pub fn tap_and_channel(number: usize) -> (usize, usize) {
    let (group, rest) = (number / (TAPS * TOGETHER), number % (TAPS * TOGETHER));
    (rest / TOGETHER, group * TOGETHER + rest % TOGETHER)
}

/// Slots of `slot` numbers. From `start` on, a slot has `channels` numbers for each of the [`TAPS`]: what a token adds to
/// the position after it, to its own and to the one before it, in the order of [`tap_and_channel`].
#[derive(Clone, Copy, Debug)]
pub struct TapTable<'a> {
    /// All slots, one after the other; the one of [`GAP`] is zeros.
    pub values: &'a [f32],
    /// Numbers of a slot.
    pub slot: usize,
    /// Where in each slot the numbers of this convolution start.
    pub start: usize,
    /// Numbers of a position.
    pub channels: usize,
}

/// Takes the sums for each of `rows`, which are slots of the table, that are above zero. The first and the last row are
/// gaps; a [`GAP`] has no sums.
pub fn add_taps(kernel: Kernel, table: TapTable<'_>, rows: &[u32], active: &mut ActiveRows) {
    active.clear(rows.len(), table.channels);
    kernel.0.dispatch(AddTaps { table, rows, active });
}

struct AddTaps<'a> {
    table: TapTable<'a>,
    rows: &'a [u32],
    active: &'a mut ActiveRows,
}

impl WithSimd for AddTaps<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { table, rows, active } = self;
        let (group, tap) = (GROUP / S::F32_LANES, table.channels / S::F32_LANES);
        // Each slot is read from end to end, once: what the row before it and the row itself have so far is kept.
        let mut sums = Aligned::zeros(2 * table.channels);
        let (before, here) = S::as_mut_simd_f32s(&mut sums).0.split_at_mut(tap);
        for pair in rows.windows(2) {
            let first = pair[1] as usize * table.slot + table.start;
            let (slot, _) = S::as_simd_f32s(&table.values[first..first + TAPS * table.channels]);
            let vectors = TOGETHER / S::F32_LANES;
            let mut finish = |vector: usize| {
                let first = vector / vectors * TAPS * vectors + vector % vectors;
                let [to_after, to_here, to_before] = std::array::from_fn(|tap| slot[first + tap * vectors]);
                let sum = simd.add_f32s(before[vector], to_before);
                before[vector] = simd.add_f32s(here[vector], to_here);
                here[vector] = to_after;
                sum
            };
            if pair[0] == GAP {
                (0..tap).for_each(|vector| _ = finish(vector));
                active.add_gap();
            } else {
                (0..tap).step_by(group).for_each(|first| active.add_group(simd, |vector| finish(first + vector)));
            }
        }
        active.add_gap();
    }
}
