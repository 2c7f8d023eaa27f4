//! Memory of a large table that is read all over the place, on large pages where the system has them.
//!
//! A processor keeps the addresses of a few thousand pages. With pages of the usual size that is less than the table, and
//! nearly every read of it would have to look up an address first.

use std::ops::{Deref, DerefMut};

use memmap2::MmapMut;
use pulp::bytemuck;

use crate::Aligned;

/// Numbers that are zero until they are written; those never written to cost nothing.
#[derive(Debug)]
pub struct Pages(Memory);

#[derive(Debug)]
enum Memory {
    Mapped(MmapMut),
    /// Where the system maps none.
    Allocated(Aligned),
}

impl Pages {
    /// As many numbers, all zero.
    #[must_use]
    pub fn zeros(numbers: usize) -> Self {
        let Ok(memory) = MmapMut::map_anon(numbers * size_of::<f32>()) else {
            return Self(Memory::Allocated(Aligned::zeros(numbers)));
        };
        // Without large pages the table is slower, and nothing else.
        #[cfg(target_os = "linux")]
        let _ = memory.advise(memmap2::Advice::HugePage);
        Self(Memory::Mapped(memory))
    }
}

impl Deref for Pages {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        match &self.0 {
            Memory::Mapped(memory) => bytemuck::cast_slice(memory),
            Memory::Allocated(numbers) => numbers,
        }
    }
}

impl DerefMut for Pages {
    fn deref_mut(&mut self) -> &mut [f32] {
        match &mut self.0 {
            Memory::Mapped(memory) => bytemuck::cast_slice_mut(memory),
            Memory::Allocated(numbers) => numbers,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_numbers_are_zero_and_start_with_a_line_of_the_cache() {
        let mut pages = Pages::zeros(5000);
        assert_eq!(pages.len(), 5000);
        assert!(pages.iter().all(|&number| number == 0.0));
        assert_eq!(pages.as_ptr().align_offset(64), 0);
        pages[4999] = 1.5;
        assert_eq!(pages[4999], 1.5);
    }
}
