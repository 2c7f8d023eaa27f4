//! What of a layer is active: after the rectifier most numbers are zero, and only the others are worked with.

use std::any::Any;

use pulp::{Simd, bytemuck};

/// Channels that are kept together: so many that the weights of a group for a block of outputs nearly fill the processor's
/// first cache. Fewer would be gone through more often, for fewer numbers each time.
pub(crate) const GROUP: usize = 64;

/// Numbers of the widest vector, which may be written at once, also where fewer of them count.
const WIDEST: usize = 16;

/// Rows of numbers of which most are zero; gaps between sequences are rows without numbers.
#[derive(Debug, Default)]
pub struct ActiveRows {
    /// Groups of a row.
    groups: usize,
    /// Where the numbers of each group end, row by row.
    ends: Vec<usize>,
    /// The numbers above zero, and the channel of each within its group. What lies beyond the end of the last group means
    /// nothing.
    values: Vec<f32>,
    channels: Vec<u32>,
}

impl ActiveRows {
    /// Forgets all rows and makes room for others.
    pub(crate) fn clear(&mut self, rows: usize, channels: usize) {
        self.groups = channels / GROUP;
        self.ends.clear();
        self.ends.push(0);
        let room = rows * channels + WIDEST;
        if self.values.len() < room {
            self.values.resize(room, 0.0);
            self.channels.resize(room, 0);
        }
    }

    /// Channel and number of what is active in a group of a row.
    #[inline(always)]
    pub(crate) fn group(&self, row: usize, group: usize) -> impl Iterator<Item = (u32, f32)> {
        let index = row * self.groups + group;
        let range = self.ends[index]..self.ends[index + 1];
        self.channels[range.clone()].iter().copied().zip(self.values[range].iter().copied())
    }

    /// Adds a row without numbers.
    #[inline(always)]
    pub(crate) fn add_gap(&mut self) {
        let end = self.end();
        self.ends.extend(std::iter::repeat_n(end, self.groups));
    }

    /// Adds what of the next group is above zero: `vector` gives its numbers, a vector of them at a time.
    #[inline(always)]
    pub(crate) fn add_group<S: Simd>(&mut self, simd: S, mut vector: impl FnMut(usize) -> S::f32s) {
        let mut end = self.end();
        for index in 0..GROUP / S::F32_LANES {
            let numbers = vector(index);
            let first = (index * S::F32_LANES) as u32;
            let (values, channels) = (&mut self.values[end..end + WIDEST], &mut self.channels[end..end + WIDEST]);
            end += keep_positive(simd, numbers, first, values, channels);
        }
        self.ends.push(end);
    }

    #[inline(always)]
    fn end(&self) -> usize {
        self.ends.last().copied().unwrap_or_default()
    }
}

/// Writes the numbers above zero and their channels, of which the `first` is that of the first number, and counts them.
#[inline(always)]
fn keep_positive<S: Simd>(simd: S, numbers: S::f32s, first: u32, values: &mut [f32], channels: &mut [u32]) -> usize {
    #[cfg(target_arch = "x86_64")]
    if let (Some(simd), Some(&numbers)) =
        ((&simd as &dyn Any).downcast_ref::<pulp::x86::V4>(), (&numbers as &dyn Any).downcast_ref::<pulp::f32x16>())
    {
        let mask = simd.cmp_gt_f32x16(numbers, simd.splat_f32x16(0.0)).0;
        let indices: [u32; WIDEST] = std::array::from_fn(|lane| first + lane as u32);
        let indices = simd.avx512f._mm512_maskz_compress_epi32(mask, bytemuck::cast(indices));
        let numbers = simd.avx512f._mm512_maskz_compress_ps(mask, bytemuck::cast(numbers));
        values[..WIDEST].copy_from_slice(&bytemuck::cast::<_, [f32; WIDEST]>(numbers));
        channels[..WIDEST].copy_from_slice(&bytemuck::cast::<_, [u32; WIDEST]>(indices));
        return mask.count_ones() as usize;
    }
    let mut lanes = [0.0_f32; WIDEST];
    S::as_mut_simd_f32s(&mut lanes).0[0] = numbers;
    let mut count = 0;
    for (channel, &number) in (first..).zip(&lanes[..S::F32_LANES]) {
        (values[count], channels[count]) = (number, channel);
        count += usize::from(number > 0.0);
    }
    count
}
