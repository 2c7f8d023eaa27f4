//! Exit codes: what a script may rely on.

use std::process::ExitCode;

/// Shown under `--help`.
pub const HELP: &str = "\
Exit codes:
   0  done
   1  some input failed; the rest came out
   2  wrong usage
  69  a service or the broker is not to be had
  70  a defect of demarche
  77  not allowed: authentication, authorisation, fenced
  78  configuration";

/// How a command ended. The numbers above 63 are those of `sysexits.h`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Everything was done.
    Done = 0,
    /// Some input failed; the rest came out.
    SomeInputFailed = 1,
    /// The command line is wrong.
    Usage = 2,
    /// A service or the broker is not to be had.
    Unavailable = 69,
    /// A defect of ours.
    Defect = 70,
    /// Authentication or authorisation failed, or another process took over.
    NotAllowed = 77,
    /// The configuration is wrong.
    Configuration = 78,
}

/// An error that knows its exit code: put into an [`anyhow::Error`] as context or cause.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// How the command ends.
    pub exit: Exit,
    /// What was wrong, where, and what to do.
    pub message: String,
}

impl Exit {
    /// The exit code of an error: that of the failure in its chain that knows one, else a defect.
    #[must_use]
    pub fn of(error: &anyhow::Error) -> Self {
        error.chain().find_map(|cause| cause.downcast_ref::<Failure>()).map_or(Self::Defect, |failure| failure.exit)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
