//! The life of the process: parse the command line, run the command, leave with its exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    demarche::cli::main()
}
