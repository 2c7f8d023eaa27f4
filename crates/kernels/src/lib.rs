//! The arithmetic under the learned models: products, convolutions and choices, the same bits on every processor.
//!
//! A crate of its own for one reason: it is compiled with all optimisations in every profile, so that tests and the demo
//! read at the speed of a release while the rest of the program compiles quickly. What is generic or changes often
//! therefore stays out of it.
//!
//! | file | what |
//! | --- | --- |
//! | `product` | the matrix product |
//! | `taps` | a first convolution whose products are kept in a table |
//! | `active` | what of a layer is not zero |
//! | `convolution` | a convolution of three taps over that |
//! | `choice` | the highest of scores |
//! | `screen` | the highest of many scores, most of which are never computed |
//! | `tree` | the best tree of links that have scores |
//! | `pages`, `aligned` | memory as the processor likes it |

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod active;
mod aligned;
mod choice;
mod convolution;
mod pages;
mod product;
mod screen;
mod taps;
mod tree;

pub use active::ActiveRows;
pub use aligned::Aligned;
pub use choice::{LABELS, Pairs, SEQUENCE_TAGS, best_in_rows, best_of_pairs, best_sequence};
pub use convolution::{Convolution, rectify, rectify_and_normalise};
pub use pages::Pages;
pub use product::{Finish, Norm, PackedMatrix, Rows, multiply, padded};
pub use screen::{Screen, ScreenBuffers};
pub use taps::{TapTable, add_taps, tap_and_channel};
pub use tree::{Scores, best_tree, is_tree};

/// Taps of a convolution: the position before, its own and the one after.
pub const TAPS: usize = 3;

/// The row of no token, where a sequence has ended: zeros, and zeros remain there.
pub const GAP: u32 = 0;

/// Writes the sum of numbers and as many others.
pub fn add(numbers: &[f32], others: &[f32], sums: &mut [f32]) {
    for ((sum, number), other) in sums.iter_mut().zip(numbers).zip(others) {
        *sum = number + other;
    }
}

/// The instructions that a computation is made of. All of them give the same bits.
#[derive(Clone, Copy, Debug)]
pub struct Kernel(pulp::Arch);

impl Kernel {
    /// The fastest one of this processor.
    #[must_use]
    pub fn best() -> Self {
        Self(pulp::Arch::new())
    }

    /// Every one of this processor, from the slowest to the fastest.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let mut kernels = vec![Self(pulp::Arch::Scalar)];
        #[cfg(target_arch = "x86_64")]
        kernels.extend(pulp::x86::V3::try_new().map(|kernel| Self(pulp::Arch::V3(kernel))));
        #[cfg(target_arch = "x86_64")]
        kernels.extend(pulp::x86::V4::try_new().map(|kernel| Self(pulp::Arch::V4(kernel))));
        #[cfg(not(target_arch = "x86_64"))]
        kernels.push(Self::best());
        kernels
    }
}
