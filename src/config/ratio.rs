//! A share of something.

use serde::{Deserialize, Serialize};

/// A share, from 0 to 1 once it has been checked.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Ratio(f64);

impl Ratio {
    /// A share; see [`Self::is_valid`].
    #[must_use]
    pub const fn new(share: f64) -> Self {
        Self(share)
    }

    /// The share itself.
    #[must_use]
    pub const fn get(self) -> f64 {
        self.0
    }

    /// Whether it is one.
    #[must_use]
    pub fn is_valid(self) -> bool {
        (0.0..=1.0).contains(&self.0)
    }
}

/// What is no number is refused when it is checked.
impl Eq for Ratio {}
