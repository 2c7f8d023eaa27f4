//! What is known of each word: its stem, whether it can be a finite verb, the forms of a name.
//!
//! What differs between languages is a stemmer and a table of endings in the lexicon, [`Grammar`].

pub mod dictionary;
mod grammar;
mod grammeme;
pub mod models;
mod names;
pub mod russian;
mod word;

pub use grammar::{Declension, Grammar};
pub use grammeme::{GrammaticalGender, Grammemes, Number, PartOfSpeech, Person, Tense, VerbForm};
pub use names::{Case, NameForm, forms, nominatives};
pub use word::{Gender, Word, WordKey};

use crate::article::Language;
use crate::document::{Document, TokenKind};

/// Tells of every token of a document what is known of it, in the order of the tokens.
#[must_use]
pub fn annotate(document: &Document<'_>, language: Language, grammar: &Grammar) -> Vec<Word> {
    (0..document.tokens.len())
        .map(|token| {
            let text = document.text(token);
            let lower = fold(text);
            let is_word = document.tokens[token].kind == TokenKind::Word;
            Word {
                stem: if is_word { grammar.stem(language, &lower) } else { lower.clone() },
                capitalised: text.chars().next().is_some_and(char::is_uppercase),
                finite: is_word && grammar.is_finite(&lower),
                plural_verb: is_word && grammar.is_plural_verb(&lower),
                lower,
            }
        })
        .collect()
}

/// Small letters, with `ё` as `е` and every apostrophe as `'`, as words are compared.
#[must_use]
pub fn fold(text: &str) -> String {
    text.chars().flat_map(fold_letter).collect()
}

/// One character of [`fold`].
pub fn fold_letter(letter: char) -> impl Iterator<Item = char> {
    letter.to_lowercase().map(|letter| match letter {
        'ё' => 'е',
        '\u{2019}' | '\u{2bc}' => '\'',
        other => other,
    })
}
