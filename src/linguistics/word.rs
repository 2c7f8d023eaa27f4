//! What is known of one token, and by which keys it is looked up.

use serde::Deserialize;

use super::{Entity, Grammemes, Relation};

/// Grammatical gender of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Gender {
    /// She.
    Female,
    /// He.
    Male,
}

/// How a word of a phrase is compared with a word of the text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum WordKey {
    /// By its stem: any form of the word.
    Stem(String),
    /// By its letters, in small letters.
    Exact(String),
    /// By its letters, which must start with a capital: a form of a name.
    Name(String),
}

/// What is known of one token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Its characters in small letters, `ё` as `е`.
    pub lower: String,
    /// Its stem, the same for all forms of a word as far as the language's rules reach.
    pub stem: String,
    /// The form of the dictionary; the word itself where no dictionary tells it.
    pub lemma: String,
    /// The stem of the lemma.
    pub lemma_stem: String,
    /// It starts with a capital letter.
    pub capitalised: bool,
    /// It has several letters, all of them capital.
    pub abbreviated: bool,
    /// By its ending it can be a finite verb or a gerund.
    pub finite: bool,
    /// By its ending it can be a verb in the plural.
    pub plural_verb: bool,
    /// Its grammar in this place.
    pub grammemes: Grammemes,
    /// The sort of name it is part of.
    pub entity: Option<Entity>,
    /// The token it depends on; `None` for the root of a sentence, and where syntax is not known.
    pub head: Option<usize>,
    /// What it is to its head.
    pub relation: Relation,
}

impl Word {
    /// The keys by which a phrase of the lexicon or a name of the knowledge base may find it.
    #[must_use]
    pub fn keys(&self) -> [Option<WordKey>; 4] {
        [
            Some(WordKey::Exact(self.lower.clone())),
            Some(WordKey::Stem(self.stem.clone())),
            (self.lemma_stem != self.stem).then(|| WordKey::Stem(self.lemma_stem.clone())),
            self.capitalised.then(|| WordKey::Name(self.lower.clone())),
        ]
    }
}
