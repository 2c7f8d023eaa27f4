//! Where words come from: the files that are built in, and a folder of the user's that adds to them.
//!
//! The files of both have the same names, keys and shapes. A folder is read once, before anything else; what it holds is
//! text until somebody asks for a file of it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::de::DeserializeOwned;

use crate::event::content_hash;

/// The files that a folder may have, each under the folder of a language.
const OF_A_LANGUAGE: &[&str] = &[
    "acts.toml",
    "calls.toml",
    "clutter.toml",
    "given_names.toml",
    "reporting.toml",
    "sanctions.toml",
    "time.toml",
    "titles.toml",
];

/// The folders of languages.
const LANGUAGES: &[&str] = &["ru", "uk", "en"];

/// The files that a folder may have of who is who.
const OF_KNOWLEDGE: &[&str] = &["knowledge/people.toml", "knowledge/states.toml", "knowledge/bodies.toml"];

/// A fault in a file of words, or of who is who.
#[derive(Debug, thiserror::Error)]
pub enum LexiconError {
    /// A file that is built in is not as it should be.
    #[error("built-in {file}: {reason}")]
    BuiltIn {
        /// Its path in the source.
        file: String,
        /// Where and why.
        reason: String,
    },
    /// The folder, or something in it, cannot be read.
    #[error("cannot read {}: {source}; `--lexicon` takes a folder of files such as ru/reporting.toml", path.display())]
    Unreadable {
        /// What cannot be read.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file of the folder has a name that no file of a lexicon has.
    #[error(
        "{}: no file of a lexicon has this place and name; there are {} in each of {}, and {}",
        path.display(), OF_A_LANGUAGE.join(", "), LANGUAGES.join(", "), OF_KNOWLEDGE.join(", ")
    )]
    Unknown {
        /// The file.
        path: PathBuf,
    },
    /// A file of the folder is not written as it should be.
    #[error("{}:{line}: {reason}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong, and what is allowed.
        reason: String,
    },
}

/// A folder of files that add to those that are built in. The default adds nothing.
#[derive(Clone, Debug, Default)]
pub struct Additions {
    folder: PathBuf,
    /// The text of each file, by its path in the folder, with `/` in it.
    files: BTreeMap<String, String>,
}

impl Additions {
    /// Reads a folder. Files that are no TOML, and hidden ones, are left alone.
    ///
    /// # Errors
    ///
    /// A [`LexiconError`] that names what cannot be read, or has a name that no file of a lexicon has.
    pub fn read(folder: &Path) -> Result<Self, LexiconError> {
        let mut additions = Self { folder: folder.to_owned(), files: BTreeMap::new() };
        for entry in entries(folder)? {
            if entry.is_dir() {
                for file in entries(&entry)? {
                    additions.add(&file)?;
                }
            } else {
                additions.add(&entry)?;
            }
        }
        Ok(additions)
    }

    fn add(&mut self, path: &Path) -> Result<(), LexiconError> {
        if path.extension().is_none_or(|extension| extension != "toml") {
            return Ok(());
        }
        let inside = path.strip_prefix(&self.folder).unwrap_or(path);
        let name = inside.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
        let of_language = name
            .split_once('/')
            .is_some_and(|(language, file)| LANGUAGES.contains(&language) && OF_A_LANGUAGE.contains(&file));
        if !of_language && !OF_KNOWLEDGE.contains(&name.as_str()) {
            return Err(LexiconError::Unknown { path: path.to_owned() });
        }
        let text =
            fs::read_to_string(path).map_err(|source| LexiconError::Unreadable { path: path.to_owned(), source })?;
        self.files.insert(name, text);
        Ok(())
    }

    /// A hash of all files, by name and content; empty where there is none.
    #[must_use]
    pub fn version(&self) -> String {
        if self.files.is_empty() {
            return String::new();
        }
        let parts: Vec<&str> = self.files.iter().flat_map(|(name, text)| [name.as_str(), text]).collect();
        content_hash(&parts)
    }
}

/// What stands in a folder, in the order of the names, without hidden files.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, LexiconError> {
    let unreadable = |source| LexiconError::Unreadable { path: folder.to_owned(), source };
    let listed: Result<Vec<_>, _> = fs::read_dir(folder).map_err(unreadable)?.collect();
    let paths = listed.map_err(unreadable)?.into_iter().map(|entry| entry.path());
    let hidden = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    let mut paths: Vec<_> = paths.filter(|path| !hidden(path)).collect();
    paths.sort();
    Ok(paths)
}

/// A file as it is written, with what an error about it needs.
pub(crate) struct File<'s> {
    text: &'s str,
    /// Its path for people.
    path: PathBuf,
    built_in: bool,
}

impl<'s> File<'s> {
    /// A file that is built in; `path` is its place in the source.
    pub(crate) fn built_in(path: &str, text: &'s str) -> Self {
        Self { text, path: PathBuf::from(path), built_in: true }
    }

    /// A file of a folder, by its path in it; `None` where the folder has none of that name.
    pub(crate) fn added(additions: &'s Additions, name: &str) -> Option<Self> {
        let text = additions.files.get(name)?;
        Some(Self { text, path: additions.folder.join(name), built_in: false })
    }

    /// What is written in it.
    pub(crate) fn parse<T: DeserializeOwned>(&self) -> Result<T, LexiconError> {
        toml::from_str(self.text).map_err(|error| self.fault(error.span(), error.message()))
    }

    /// A fault at some bytes of it.
    pub(crate) fn fault(&self, at: Option<Range<usize>>, reason: &str) -> LexiconError {
        let before = self.text.get(..at.map_or(0, |at| at.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        if self.built_in {
            return LexiconError::BuiltIn {
                file: format!("{}:{line}", self.path.display()),
                reason: reason.to_owned(),
            };
        }
        LexiconError::Malformed { path: self.path.clone(), line, reason: reason.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    #[test]
    fn the_version_tells_words_and_names_of_files_apart_and_nothing_else() {
        let version = |files: &[(&str, &str)]| Additions::read(folder(files).path()).unwrap().version();
        let one = version(&[("ru/acts.toml", "a"), ("README.md", "x"), (".git/config.toml", "x")]);
        assert_eq!(one, version(&[("ru/acts.toml", "a")]));
        assert_ne!(one, version(&[("ru/acts.toml", "b")]));
        assert_ne!(one, version(&[("uk/acts.toml", "a")]));
        assert_eq!(version(&[]), "");
    }

    #[test]
    fn a_file_of_a_name_that_is_not_known_is_refused() {
        for name in ["ru/reports.toml", "de/acts.toml", "acts.toml", "ru/grammar.toml"] {
            let error = Additions::read(folder(&[(name, "")]).path()).unwrap_err().to_string();
            assert!(error.contains(name) && error.contains("reporting.toml"), "{error}");
        }
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let error = Additions::read(Path::new("/no/such/folder")).unwrap_err().to_string();
        assert!(error.starts_with("cannot read /no/such/folder: "), "{error}");
    }
}
