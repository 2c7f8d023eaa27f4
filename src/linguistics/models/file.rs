//! The file that holds a converted model: named arrays behind a header with magic, version and checksum.
//!
//! | bytes | what |
//! | --- | --- |
//! | 8 | magic |
//! | 4 | version of this layout, little endian |
//! | 4 | length of the directory, little endian |
//! | 32 | BLAKE3 of all that follows |
//! | … | directory: JSON, name to [`Entry`] |
//! | … | the arrays, little endian, one after the other |
//!
//! It is read once into memory and not mapped: a map of a file that another process may cut short cannot be had without
//! unsafe code, and checking the checksum reads every byte anyway.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

const MAGIC: [u8; 8] = *b"dmrchmdl";
const VERSION: u32 = 1;
const HEADER: usize = 8 + 4 + 4 + 32;

/// Why a model cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// There is no such file.
    #[error("{0} is missing")]
    Missing(PathBuf),
    /// It cannot be read or written.
    #[error("{path}: {error}")]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// It is no model file, or one of another version of the layout.
    #[error("{path} is no model of this version of demarche: {reason}")]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What differs.
        reason: String,
    },
    /// Its bytes are not those that were written.
    #[error("{0} is damaged: its checksum differs")]
    Damaged(PathBuf),
    /// An array is not there, or not of the size that the network has.
    #[error("the model has no array {name}{}", of_size(*elements))]
    Array {
        /// Its name.
        name: String,
        /// Elements it should have; 0 where it may have any number.
        elements: usize,
    },
}

fn of_size(elements: usize) -> String {
    if elements == 0 { String::new() } else { format!(" of {elements} elements") }
}

impl ModelError {
    /// A short name of the reason, for metrics.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Missing(_) => "missing",
            Self::Unusable { .. } => "unusable",
            Self::Foreign { .. } => "foreign",
            Self::Damaged(_) => "damaged",
            Self::Array { .. } => "array",
        }
    }
}

/// Where an array lies behind the directory.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Entry {
    start: usize,
    end: usize,
}

/// Arrays on their way into a file.
#[derive(Debug, Default)]
pub struct ModelFileBuilder {
    directory: BTreeMap<String, Entry>,
    data: Vec<u8>,
}

impl ModelFileBuilder {
    /// Adds an array, as little-endian bytes.
    pub fn add(&mut self, name: &str, bytes: &[u8]) {
        let start = self.data.len();
        self.data.extend_from_slice(bytes);
        self.directory.insert(name.to_owned(), Entry { start, end: self.data.len() });
    }

    /// Writes the file next to its place and moves it there, so that nobody ever sees half of it.
    ///
    /// # Errors
    ///
    /// [`ModelError::Unusable`] where the folder cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), ModelError> {
        let unusable = |error| ModelError::Unusable { path: path.to_owned(), error };
        let directory = serde_json::to_vec(&self.directory).map_err(|error| unusable(error.into()))?;
        let length = u32::try_from(directory.len()).map_err(|error| unusable(io::Error::other(error)))?;
        let mut checksum = blake3::Hasher::new();
        checksum.update(&directory).update(&self.data);
        let beside = path.with_extension(format!("{}.part", std::process::id()));
        let write = || {
            let mut file = File::create(&beside)?;
            file.write_all(&MAGIC)?;
            file.write_all(&VERSION.to_le_bytes())?;
            file.write_all(&length.to_le_bytes())?;
            file.write_all(checksum.finalize().as_bytes())?;
            file.write_all(&directory)?;
            file.write_all(&self.data)?;
            file.sync_all()?;
            fs::rename(&beside, path)
        };
        write().map_err(|error| {
            // What is left of the attempt is of no use; the error tells the reason.
            let _ = fs::remove_file(&beside);
            unusable(error)
        })
    }
}

/// A model file in memory, checked.
#[derive(Debug)]
pub struct ModelFile {
    bytes: Vec<u8>,
    data: usize,
    directory: BTreeMap<String, Entry>,
}

impl ModelFile {
    /// Reads and checks a file.
    ///
    /// # Errors
    ///
    /// All of [`ModelError`] but [`ModelError::Array`].
    pub fn read(path: &Path) -> Result<Self, ModelError> {
        let bytes = fs::read(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => ModelError::Missing(path.to_owned()),
            _ => ModelError::Unusable { path: path.to_owned(), error },
        })?;
        let foreign = |reason: &str| ModelError::Foreign { path: path.to_owned(), reason: reason.to_owned() };
        let number =
            |at: usize| bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).map_or(0, u32::from_le_bytes);
        if bytes.len() < HEADER || bytes[..8] != MAGIC {
            return Err(foreign("its first bytes are not those of a model"));
        }
        if number(8) != VERSION {
            return Err(foreign(&format!("its layout has version {}, this program reads {VERSION}", number(8))));
        }
        if blake3::hash(&bytes[HEADER..]).as_bytes() != &bytes[16..HEADER] {
            return Err(ModelError::Damaged(path.to_owned()));
        }
        let data = HEADER + number(12) as usize;
        let directory = bytes.get(HEADER..data).ok_or_else(|| foreign("its directory is cut short"))?;
        let directory = serde_json::from_slice(directory).map_err(|error| foreign(&error.to_string()))?;
        Ok(Self { bytes, data, directory })
    }

    /// The bytes of an array of as many.
    pub(in crate::linguistics) fn bytes(&self, name: &str, length: usize) -> Result<&[u8], ModelError> {
        Ok(&self.bytes[self.range(name, Some(length))?])
    }

    /// The bytes of an array of whatever length.
    pub(in crate::linguistics) fn all_bytes(&self, name: &str) -> Result<&[u8], ModelError> {
        Ok(&self.bytes[self.range(name, None)?])
    }

    /// The numbers of an array of whatever length.
    pub(in crate::linguistics) fn integers(&self, name: &str) -> Result<Vec<u32>, ModelError> {
        let (numbers, _) = self.all_bytes(name)?.as_chunks::<4>();
        Ok(numbers.iter().map(|&four| u32::from_le_bytes(four)).collect())
    }

    /// Numbers of an array of as many.
    pub(in crate::linguistics) fn floats(&self, name: &str, elements: usize) -> Result<Vec<f32>, ModelError> {
        let bytes = &self.bytes[self.range(name, Some(elements * 4))?];
        let (numbers, _) = bytes.as_chunks::<4>();
        Ok(numbers.iter().map(|&four| f32::from_le_bytes(four)).collect())
    }

    /// A list of words, one a line.
    pub(in crate::linguistics) fn lines(&self, name: &str) -> Result<impl Iterator<Item = &str>, ModelError> {
        let bytes = &self.bytes[self.range(name, None)?];
        let text = std::str::from_utf8(bytes).map_err(|_| ModelError::Array { name: name.to_owned(), elements: 0 })?;
        Ok(text.split('\n'))
    }

    fn range(&self, name: &str, length: Option<usize>) -> Result<Range<usize>, ModelError> {
        let missing = || ModelError::Array { name: name.to_owned(), elements: length.unwrap_or_default() };
        let entry = self.directory.get(name).ok_or_else(missing)?;
        let range = self.data + entry.start..self.data + entry.end;
        let fits = entry.start <= entry.end && range.end <= self.bytes.len();
        let as_long = length.is_none_or(|length| range.len() == length);
        if fits && as_long { Ok(range) } else { Err(missing()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ru.model");
        let mut builder = ModelFileBuilder::default();
        builder.add("numbers", &[1.5_f32, -2.0].map(f32::to_le_bytes).concat());
        builder.add("words", "да\nнет".as_bytes());
        builder.write(&path).unwrap();
        (folder, path)
    }

    #[test]
    fn what_was_written_is_read() {
        let (_folder, path) = written();
        let file = ModelFile::read(&path).unwrap();
        assert_eq!(file.floats("numbers", 2).unwrap(), [1.5, -2.0]);
        assert_eq!(file.lines("words").unwrap().collect::<Vec<_>>(), ["да", "нет"]);
    }

    #[test]
    fn an_array_of_another_size_is_an_error() {
        let (_folder, path) = written();
        let file = ModelFile::read(&path).unwrap();
        assert_eq!(file.floats("numbers", 3).unwrap_err().kind(), "array");
        assert_eq!(file.floats("other", 3).unwrap_err().kind(), "array");
    }

    #[test]
    fn a_changed_byte_is_damage() {
        let (_folder, path) = written();
        let mut bytes = fs::read(&path).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        fs::write(&path, bytes).unwrap();
        assert_eq!(ModelFile::read(&path).unwrap_err().kind(), "damaged");
    }

    #[test]
    fn another_version_another_file_and_no_file_are_told_apart() {
        let (folder, path) = written();
        let mut bytes = fs::read(&path).unwrap();
        bytes[8] = 99;
        fs::write(&path, bytes).unwrap();
        assert!(ModelFile::read(&path).unwrap_err().to_string().contains("version 99"));
        fs::write(&path, "something else").unwrap();
        assert_eq!(ModelFile::read(&path).unwrap_err().kind(), "foreign");
        assert_eq!(ModelFile::read(&folder.path().join("none")).unwrap_err().kind(), "missing");
    }
}
