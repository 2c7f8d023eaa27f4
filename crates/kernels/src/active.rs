//! What of a layer is active: after the rectifier four numbers of five are zero, and only the others are worked with.

use std::any::Any;

use pulp::Simd;

/// Channels that are kept together.
pub(crate) const GROUP: usize = 64;

/// A number that is not zero, and its channel within the group.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Active {
    pub(crate) channel: u32,
    pub(crate) value: f32,
}

/// Rows of numbers of which most are zero; gaps between sequences are rows without numbers.
#[derive(Debug, Default)]
pub struct ActiveRows {
    /// Groups of a row.
    groups: usize,
    /// Where the numbers of each group end, row by row.
    ends: Vec<usize>,
    /// What lies beyond the end of the last group means nothing.
    numbers: Vec<Active>,
}

impl ActiveRows {
    /// Forgets all rows and makes room for others.
    pub(crate) fn clear(&mut self, rows: usize, channels: usize) {
        self.groups = channels / GROUP;
        self.ends.clear();
        self.ends.push(0);
        if self.numbers.len() < rows * channels {
            self.numbers.resize(rows * channels, Active::default());
        }
    }

    /// The numbers of a group of a row.
    #[inline(always)]
    pub(crate) fn group(&self, row: usize, group: usize) -> &[Active] {
        let index = row * self.groups + group;
        &self.numbers[self.ends[index]..self.ends[index + 1]]
    }

    /// Adds a row without numbers.
    #[inline(always)]
    pub(crate) fn add_gap(&mut self) {
        let end = self.ends.last().copied().unwrap_or_default();
        self.ends.extend(std::iter::repeat_n(end, self.groups));
    }

    /// Adds what of the next group is above zero: `vector` gives its numbers, a vector of them at a time.
    #[inline(always)]
    pub(crate) fn add_group<S: Simd>(&mut self, simd: S, mut vector: impl FnMut(usize) -> S::f32s) {
        let mut lanes = [0.0_f32; GROUP];
        let mut positive = 0_u64;
        for (index, lanes) in S::as_mut_simd_f32s(&mut lanes).0.iter_mut().enumerate() {
            *lanes = vector(index);
            positive |= u64::from(positive_lanes(simd, *lanes)) << (index * S::F32_LANES);
        }
        let end = self.ends.last().copied().unwrap_or_default();
        let count = positive.count_ones() as usize;
        for number in &mut self.numbers[end..end + count] {
            let channel = positive.trailing_zeros();
            positive &= positive.wrapping_sub(1);
            *number = Active { channel, value: lanes[channel as usize % GROUP] };
        }
        self.ends.push(end + count);
    }
}

/// A bit for each number above zero.
#[inline(always)]
fn positive_lanes<S: Simd>(simd: S, vector: S::f32s) -> u32 {
    let mask = simd.greater_than_f32s(vector, simd.splat_f32s(0.0));
    if let Some(bits) = (&mask as &dyn Any).downcast_ref::<pulp::b16>() {
        return u32::from(bits.0);
    }
    let mut lanes = [0.0_f32; 16];
    S::as_mut_simd_f32s(&mut lanes).0[0] = vector;
    lanes[..S::F32_LANES].iter().rev().fold(0, |bits, &lane| bits << 1 | u32::from(lane > 0.0))
}
