//! `clutter.toml`: what is not the article, told by its words.

use std::collections::HashSet;

use serde::Deserialize;

use super::{Additions, Layer, LexiconError, load};
use crate::article::Language;

/// Phrases that tell what is not the article, of every language: clutter is told apart before the language is known.
/// All are in small letters.
#[derive(Debug, Default)]
pub struct ClutterPhrases {
    /// Headings of lists of other news, the longest first.
    pub lists: Vec<String>,
    /// What stands alone or before a colon and has no list after it: credits, buttons, notices; the longest first.
    pub labels: Vec<String>,
    /// How sentences to the reader start, the longest first.
    pub invitations: Vec<String>,
    /// What a site says of itself and its rights, anywhere in a sentence.
    pub imprint: Vec<String>,
    /// Words after a slash, bar or bracket that make a short line a caption.
    pub credits: Vec<String>,
    /// What a lone date may hold beside digits.
    pub date_words: HashSet<String>,
}

impl ClutterPhrases {
    /// The built-in phrases.
    ///
    /// # Errors
    ///
    /// A [`LexiconError`] that names the file at fault.
    pub fn built_in() -> Result<Self, LexiconError> {
        let mut all = Self::default();
        all.take_in(&Layer::BuiltIn)?;
        Ok(all)
    }

    /// The same phrases, with those that a folder adds.
    ///
    /// # Errors
    ///
    /// A [`LexiconError`] that names file and line at fault.
    pub fn with(mut self, additions: &Additions) -> Result<Self, LexiconError> {
        self.take_in(&Layer::Added(additions))?;
        Ok(self)
    }

    fn take_in(&mut self, layer: &Layer<'_>) -> Result<(), LexiconError> {
        for language in Language::READ {
            let file: File = load(layer, language, "clutter.toml")?;
            self.lists.extend(file.lists);
            self.labels.extend(file.labels);
            self.invitations.extend(file.invitations);
            self.imprint.extend(file.imprint);
            self.credits.extend(file.credits);
            self.date_words.extend(file.date_words);
        }
        for phrases in [&mut self.lists, &mut self.labels, &mut self.invitations, &mut self.imprint, &mut self.credits]
        {
            phrases.sort_by(|one, other| other.len().cmp(&one.len()).then(one.cmp(other)));
            phrases.dedup();
        }
        Ok(())
    }
}

/// The file of one language.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    lists: Vec<String>,
    labels: Vec<String>,
    invitations: Vec<String>,
    imprint: Vec<String>,
    credits: Vec<String>,
    date_words: Vec<String>,
}
