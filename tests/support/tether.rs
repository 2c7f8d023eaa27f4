//! Ties the life of a child process to that of the test process.

use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Kills a process when the test process is gone, even by SIGKILL: a small shell waits at the end of a pipe that only
/// the test process holds open, and the kernel closes that pipe whatever happens.
///
/// Dropped, it lets go without killing.
pub struct Tether(Child);

impl Tether {
    /// Ties the process with this number.
    pub fn to(process: u32) -> Self {
        Self::hold(r#"kill -9 "$1" 2>/dev/null"#, &[&process.to_string()])
    }

    /// Ties a process, and a folder in which it writes: that is removed when both are gone.
    pub fn with_folder(process: u32, folder: &Path) -> Self {
        let folder = folder.to_str().expect("a path in UTF-8");
        Self::hold(r#"kill -9 "$1" 2>/dev/null; rm -rf "$2""#, &[&process.to_string(), folder])
    }

    /// Waits, deaf to the signals that a terminal sends to all processes at once, and does `then` with the arguments.
    fn hold(then: &str, arguments: &[&str]) -> Self {
        let shell = Command::new("sh")
            .args(["-c", &format!("trap '' INT TERM HUP; read -r _; {then}"), "tether"])
            .args(arguments)
            .stdin(Stdio::piped())
            .spawn()
            .expect("a shell to tie the life of a child process to ours");
        Self(shell)
    }

    /// What the end of the test process does: closes the pipe, and thereby kills.
    pub fn break_off(mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

impl Drop for Tether {
    fn drop(&mut self) {
        // The shell goes first: it must not kill a number that may by now belong to another process.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
