//! What is known of each word: its stem and grammar, what it is to which other word, the forms of a name.
//!
//! What differs between languages stands in the lexicon, [`Grammar`], and in one [`Annotator`] a language.

pub mod dictionary;
mod english;
mod grammar;
mod grammeme;
pub mod models;
mod names;
mod noun_phrase;
mod relation;
pub mod russian;
mod speech;
mod tag;
pub mod ukrainian;
mod word;

use std::path::{Path, PathBuf};

pub use grammar::{Declension, Grammar, Parts};
pub use grammeme::{GrammaticalGender, Grammemes, Number, PartOfSpeech, Person, Tense, VerbForm};
pub use names::{Case, NameForm, forms, is_of_known_names, nominatives};
pub use noun_phrase::{NounPhrase, noun_phrases};
pub use relation::{Entity, Relation};
pub use tag::grammemes_of_tag;
pub use word::{Gender, Word, WordKey};

use crate::article::Language;
use crate::document::{Document, TokenKind, is_invisible};

/// Puts grammar on the words of a document, in one language.
pub trait Annotator: std::fmt::Debug + Send + Sync {
    /// Tells grammar, heads and names of every word. `words` has one for each token of the document, in order; `grammar`
    /// is that of the language.
    fn annotate(&self, document: &Document<'_>, grammar: &Grammar, words: &mut [Word]);
}

/// The annotators of all languages that are read.
#[derive(Debug)]
pub struct Linguistics {
    russian: russian::RussianAnnotator,
    ukrainian: ukrainian::UkrainianAnnotator,
}

impl Linguistics {
    /// Reads the model files of a folder, as `demarche models fetch` makes it.
    ///
    /// # Errors
    ///
    /// A [`models::ModelError`] where a file is missing, damaged or of another version.
    pub fn read(folder: &Path) -> Result<Self, models::ModelError> {
        Ok(Self {
            russian: russian::RussianAnnotator::read(&folder.join(models::RUSSIAN.file))?,
            ukrainian: ukrainian::UkrainianAnnotator::read(&folder.join(models::UKRAINIAN.file))?,
        })
    }

    /// The nominative of a word, in the number and gender that it has in the text; `None` where no dictionary tells it.
    #[must_use]
    pub fn nominative(&self, language: Language, word: &Word) -> Option<String> {
        let dictionary = match language {
            Language::Russian => self.russian.dictionary(),
            Language::Ukrainian => self.ukrainian.dictionary(),
            Language::English | Language::Other => return None,
        };
        dictionary.nominative(&word.lower, &word.grammemes)
    }

    /// Tells of every token of a document what is known of it, in the order of the tokens.
    #[must_use]
    pub fn annotate(&self, document: &Document<'_>, language: Language, grammar: &Grammar) -> Vec<Word> {
        let mut words = surface(document, language, grammar);
        match language {
            Language::Russian => self.russian.annotate(document, grammar, &mut words),
            Language::Ukrainian => self.ukrainian.annotate(document, grammar, &mut words),
            Language::English => english::EnglishAnnotator.annotate(document, grammar, &mut words),
            Language::Other => {}
        }
        for word in &mut words {
            word.lemma_stem =
                if word.lemma == word.lower { word.stem.clone() } else { grammar.stem(language, &word.lemma) };
        }
        words
    }
}

/// What the letters of each token tell by themselves.
fn surface(document: &Document<'_>, language: Language, grammar: &Grammar) -> Vec<Word> {
    (0..document.tokens.len())
        .map(|token| {
            let text = document.text(token);
            let lower = fold(text);
            let is_word = document.tokens[token].kind == TokenKind::Word;
            Word {
                stem: if is_word { grammar.stem(language, &lower) } else { lower.clone() },
                capitalised: text.chars().next().is_some_and(char::is_uppercase),
                abbreviated: is_abbreviation(text),
                finite: is_word && grammar.is_finite(&lower),
                plural_verb: is_word && grammar.is_plural_verb(&lower),
                lemma: lower.clone(),
                lemma_stem: String::new(),
                lower,
                grammemes: Grammemes::default(),
                entity: None,
                head: None,
                relation: Relation::default(),
            }
        })
        .collect()
}

fn is_abbreviation(text: &str) -> bool {
    let mut letters = text.chars().filter(|letter| letter.is_alphabetic());
    text.chars().nth(1).is_some() && letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_uppercase)
}

/// `demarche/models` in the cache folder of the user; none where the environment names no such folder.
#[must_use]
pub fn default_folder() -> Option<PathBuf> {
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let cache = absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")))?;
    Some(cache.join("demarche").join("models"))
}

/// Small letters, with `ё` as `е`, every apostrophe as `'` and nothing invisible, as words are compared.
#[must_use]
pub fn fold(text: &str) -> String {
    text.chars().filter(|letter| !is_invisible(*letter)).flat_map(fold_letter).collect()
}

/// One character of [`fold`].
pub fn fold_letter(letter: char) -> impl Iterator<Item = char> {
    letter.to_lowercase().map(|letter| match letter {
        'ё' => 'е',
        '\u{2018}' | '\u{2019}' | '\u{2bc}' | '`' => '\'',
        other => other,
    })
}
