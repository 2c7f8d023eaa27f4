//! What is known of each word: its stem, whether it can be a finite verb, the forms of a name.
//!
//! What differs between languages is a stemmer and a table of endings in the lexicon, [`Grammar`].

mod grammar;
mod names;
pub mod russian;

pub use grammar::{Declension, Grammar};
pub use names::{Case, NameForm, forms, nominatives};

use crate::document::{Document, TokenKind};
use crate::lexicon::{Lexicon, WordKey};

/// What is known of one token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Its characters in small letters, `ё` as `е`.
    pub lower: String,
    /// Its stem, the same for all forms of a word as far as the language's rules reach.
    pub stem: String,
    /// It starts with a capital letter.
    pub capitalised: bool,
    /// By its ending it can be a finite verb or a gerund.
    pub finite: bool,
    /// By its ending it can be a verb in the plural.
    pub plural_verb: bool,
}

impl Word {
    /// The keys by which a phrase of the lexicon or a name of the knowledge base may find it.
    #[must_use]
    pub fn keys(&self) -> [Option<WordKey>; 3] {
        [
            Some(WordKey::Exact(self.lower.clone())),
            Some(WordKey::Stem(self.stem.clone())),
            self.capitalised.then(|| WordKey::Name(self.lower.clone())),
        ]
    }
}

/// Tells of every token of a document what is known of it, in the order of the tokens.
#[must_use]
pub fn annotate(document: &Document<'_>, lexicon: &Lexicon) -> Vec<Word> {
    (0..document.tokens.len())
        .map(|token| {
            let text = document.text(token);
            let lower = fold(text);
            let is_word = document.tokens[token].kind == TokenKind::Word;
            Word {
                stem: if is_word { lexicon.grammar.stem(lexicon.language, &lower) } else { lower.clone() },
                capitalised: text.chars().next().is_some_and(char::is_uppercase),
                finite: is_word && lexicon.grammar.is_finite(&lower),
                plural_verb: is_word && lexicon.grammar.is_plural_verb(&lower),
                lower,
            }
        })
        .collect()
}

/// Small letters, with `ё` as `е` and every apostrophe as `'`, as words are compared.
#[must_use]
pub fn fold(text: &str) -> String {
    text.chars()
        .flat_map(char::to_lowercase)
        .map(|letter| match letter {
            'ё' => 'е',
            '\u{2019}' | '\u{2bc}' => '\'',
            other => other,
        })
        .collect()
}
