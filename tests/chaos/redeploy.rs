//! A deploy after every merge: the members are replaced one after the other, over and over, where it is asked for by turns by
//! another version and by this one again.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::fault::replace_all;
use super::scene::Scene;

/// From the start of one redeploy to the start of the next.
const EVERY: Duration = Duration::from_secs(20);

/// The versions that take turns.
pub struct Versions {
    this: PathBuf,
    other: Option<PathBuf>,
}

impl Versions {
    /// This version, and another where there is one.
    pub fn with(other: Option<PathBuf>) -> Self {
        Self { this: PathBuf::from(env!("CARGO_BIN_EXE_demarche")), other }
    }

    fn at(&self, turn: usize) -> &Path {
        self.other.as_deref().filter(|_| turn.is_multiple_of(2)).unwrap_or(&self.this)
    }
}

/// Redeploys once, and again as long as `length` goes on. For each time, the records that waited when it was over.
pub fn redeploy(scene: &mut Scene, versions: &Versions, length: Duration) -> Vec<i64> {
    let start = Instant::now();
    let mut lags = Vec::new();
    loop {
        let began = Instant::now();
        replace_all(scene, versions.at(lags.len()));
        lags.push(scene.lag());
        if start.elapsed() + EVERY > length {
            if versions.at(lags.len() - 1) != versions.this {
                replace_all(scene, &versions.this);
            }
            return lags;
        }
        scene.let_pass(EVERY.saturating_sub(began.elapsed()));
    }
}
