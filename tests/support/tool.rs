//! Tools that `deploy/dev/install --for test` has put into the cache folder of the user.

use std::env;
use std::path::{Path, PathBuf};

/// The program of this name.
///
/// # Panics
///
/// Where it is not there; the message says what to do.
pub fn tool(name: &str) -> PathBuf {
    let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| Some(Path::new(&env::var_os("HOME")?).join(".cache"))).expect("a cache folder");
    let program = cache.join("demarche/tools/bin").join(name);
    assert!(program.exists(), "{} is not there: run `make ready`", program.display());
    program
}
