//! What is learned or compiled by others: from packages of Python's index to one file a language.
//!
//! Here stands which package goes into which file; `file` is the file itself.

pub(super) mod file;

use std::io;
use std::path::{Path, PathBuf};

pub use file::{ModelError, ModelFile, ModelFileBuilder};

use super::dictionary::{self, Dictionary};
use super::russian::{RussianModel, natasha};

/// A package, pinned.
#[derive(Clone, Copy, Debug)]
pub struct Package {
    /// Name and version, as pip takes them.
    pub requirement: &'static str,
    /// Its only file.
    pub wheel: &'static str,
    /// SHA-256 of that file, in hexadecimal.
    pub sha256: &'static str,
    /// Length of that file, in bytes.
    pub bytes: u64,
    /// What is taken from it.
    content: Content,
}

/// What a package brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Content {
    /// The networks of [`RussianModel`].
    Networks,
    /// A [`Dictionary`].
    Dictionary,
}

/// A model file, and what it is made of.
#[derive(Clone, Copy, Debug)]
pub struct Model {
    /// Its name in the folder of the models.
    pub file: &'static str,
    /// What it is made of.
    pub packages: &'static [Package],
}

/// Russian: networks and dictionary.
pub const RUSSIAN: Model = Model {
    file: "ru.model",
    packages: &[
        Package {
            requirement: "natasha==1.6.0",
            wheel: "natasha-1.6.0-py3-none-any.whl",
            sha256: "e12b130d05a0b4d2eb6442092ed5b5769a68a311c17f2095b1aa739fb8d6dc78",
            bytes: 34_403_797,
            content: Content::Networks,
        },
        Package {
            requirement: "pymorphy3-dicts-ru==2.4.417150.4580142",
            wheel: "pymorphy3_dicts_ru-2.4.417150.4580142-py2.py3-none-any.whl",
            sha256: "718bac64c73c10c16073a199402657283d9b64c04188b694f6d3e9b0d85440f4",
            bytes: 8_442_043,
            content: Content::Dictionary,
        },
    ],
};

/// Ukrainian: a dictionary.
pub const UKRAINIAN: Model = Model {
    file: "uk.model",
    packages: &[Package {
        requirement: "pymorphy3-dicts-uk==2.4.1.1.1663094765",
        wheel: "pymorphy3_dicts_uk-2.4.1.1.1663094765-py2.py3-none-any.whl",
        sha256: "6af1e389b69e7e90ef7d50b20e3955a0c78383317a15d9ade5979f1536354733",
        bytes: 8_201_207,
        content: Content::Dictionary,
    }],
};

/// Every model file.
pub const MODELS: [Model; 2] = [RUSSIAN, UKRAINIAN];

/// Why packages cannot be converted.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// One cannot be read, or is not what is expected.
    #[error("{path} cannot be read: {error}")]
    Unreadable {
        /// The package.
        path: PathBuf,
        /// What is wrong with it.
        error: io::Error,
    },
    /// The model file cannot be written.
    #[error(transparent)]
    Model(#[from] ModelError),
}

impl PackageError {
    /// A short name of the reason.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "package",
            Self::Model(error) => error.kind(),
        }
    }
}

impl Model {
    /// Makes the file in `folder` from the packages that are there.
    ///
    /// # Errors
    ///
    /// [`PackageError`] where a package is not the one expected, or the file cannot be written.
    pub fn convert(&self, folder: &Path) -> Result<(), PackageError> {
        let mut builder = ModelFileBuilder::default();
        for package in self.packages {
            let path = folder.join(package.wheel);
            let added = match package.content {
                Content::Networks => natasha::add(&path, &mut builder),
                Content::Dictionary => dictionary::add(&path, &mut builder),
            };
            added.map_err(|error| PackageError::Unreadable { path, error })?;
        }
        Ok(builder.write(&folder.join(self.file))?)
    }

    /// Reads the file in `folder` to see whether all of it is there and right.
    ///
    /// # Errors
    ///
    /// [`ModelError`] where it is missing, damaged, of another version or not whole.
    pub fn verify(&self, folder: &Path) -> Result<(), ModelError> {
        let file = ModelFile::read(&folder.join(self.file))?;
        for package in self.packages {
            match package.content {
                Content::Networks => drop(RussianModel::of_file(&file)?),
                Content::Dictionary => drop(Dictionary::of_file(&file)?),
            }
        }
        Ok(())
    }
}
