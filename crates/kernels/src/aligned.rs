//! Numbers that start with a line of the processor's cache: a vector of the widest kernel is one line then, not two.

use std::ops::{Deref, DerefMut};

/// Bytes of a line.
const LINE: usize = 64;
const ELEMENTS: usize = LINE / size_of::<f32>();

/// Numbers that start with a line, as many as were asked for at most: more never move them elsewhere.
#[derive(Debug, Default)]
pub struct Aligned {
    values: Vec<f32>,
    start: usize,
}

impl Aligned {
    /// Room for as many numbers. Memory that is never written to costs nothing.
    #[must_use]
    pub fn with_capacity(numbers: usize) -> Self {
        let mut values: Vec<f32> = Vec::with_capacity(numbers + ELEMENTS);
        // A processor that cannot tell gives a number beyond any.
        let start = values.as_ptr().align_offset(LINE).min(ELEMENTS);
        values.resize(start, 0.0);
        Self { values, start }
    }

    /// Numbers of which each is zero.
    #[must_use]
    pub fn zeros(numbers: usize) -> Self {
        let mut aligned = Self::with_capacity(numbers);
        aligned.grow(numbers);
        aligned
    }

    /// Makes room for at least as many numbers without keeping what is there.
    pub fn grow(&mut self, numbers: usize) {
        if self.len() >= numbers {
            return;
        }
        if self.values.capacity() < numbers + ELEMENTS {
            *self = Self::with_capacity(numbers);
        }
        self.values.resize(self.start + numbers, 0.0);
    }
}

impl FromIterator<f32> for Aligned {
    fn from_iter<I: IntoIterator<Item = f32>>(numbers: I) -> Self {
        let numbers: Vec<f32> = numbers.into_iter().collect();
        let mut aligned = Self::zeros(numbers.len());
        aligned.copy_from_slice(&numbers);
        aligned
    }
}

impl Deref for Aligned {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        &self.values[self.start..]
    }
}

impl DerefMut for Aligned {
    fn deref_mut(&mut self) -> &mut [f32] {
        &mut self.values[self.start..]
    }
}
