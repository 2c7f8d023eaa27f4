//! Chance that can be had again: the same seed gives the same throws.

use std::hash::{BuildHasher as _, RandomState};
use std::time::Duration;

use proptest::prelude::Rng as _;
use proptest::test_runner::{RngAlgorithm, TestRng};

pub struct Dice(TestRng);

impl Dice {
    pub fn new(seed: u64) -> Self {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        Self(TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
    }

    /// A seed that nobody chose; short, to be typed again.
    pub fn fresh_seed() -> u64 {
        RandomState::new().hash_one("seed") % 1_000_000
    }

    /// From 0 up to, not including, `count`.
    pub fn below(&mut self, count: usize) -> usize {
        let throw = self.0.next_u64() % u64::try_from(count).expect("a count");
        usize::try_from(throw).expect("less than a count")
    }

    /// From `shortest` to `longest`, in steps of 100 ms.
    pub fn between(&mut self, shortest: Duration, longest: Duration) -> Duration {
        let steps = (longest - shortest).as_millis() / 100;
        let step = self.below(usize::try_from(steps).expect("a short time") + 1);
        shortest + Duration::from_millis(100) * u32::try_from(step).expect("a short time")
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}
