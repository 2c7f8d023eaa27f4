//! Tools that `deploy/dev/install --for test` has put into the cache folder of the user.

use std::env;
use std::path::{Path, PathBuf};

/// The program of this name.
pub fn tool(name: &str) -> PathBuf {
    cached(&format!("bin/{name}"))
}

/// What is there under this path.
///
/// # Panics
///
/// Where it is not there; the message says what to do.
pub fn cached(path: &str) -> PathBuf {
    let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| Some(Path::new(&env::var_os("HOME")?).join(".cache"))).expect("a cache folder");
    let file = cache.join("demarche/tools").join(path);
    assert!(file.exists(), "{} is not there: run `make ready`", file.display());
    file
}
