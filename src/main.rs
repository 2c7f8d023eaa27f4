//! The life of the process: parse the command line, run the command, leave with its exit code.

use std::process::ExitCode;

/// A record is allocated by one thread and freed by another, which costs the system's allocator twice as much.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    demarche::cli::main()
}
