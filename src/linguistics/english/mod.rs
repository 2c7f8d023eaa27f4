//! English: lists of words and the order of words tell what each is; there is no dictionary.
//!
//! | file | what |
//! | --- | --- |
//! | `tagger` | part of speech and form of each word, from left to right |
//! | `structure` | what belongs to a noun, and which noun phrase is the subject of which verb |

mod structure;
mod tagger;

#[cfg(test)]
mod tests;

use super::speech::Masked;
use super::{Annotator, Grammar, Word};
use crate::document::{Document, TokenKind};

/// The rules; all their words are in the grammar.
#[derive(Clone, Copy, Debug)]
pub(super) struct EnglishAnnotator;

impl Annotator for EnglishAnnotator {
    fn annotate(&self, document: &Document<'_>, grammar: &Grammar, words: &mut [Word]) {
        let masked = Masked::of(document);
        for piece in &masked.pieces {
            let tokens = &masked.tokens[piece.clone()];
            let kinds: Vec<TokenKind> = tokens.iter().map(|token| document.tokens[*token].kind).collect();
            // The rules look at neighbours: the words of the piece, side by side.
            let mut beside: Vec<Word> = tokens.iter().map(|token| words[*token].clone()).collect();
            tagger::tag(grammar, &kinds, &mut beside);
            structure::relate(grammar, &mut beside);
            for (token, mut word) in tokens.iter().zip(beside) {
                word.head = word.head.and_then(|head| tokens.get(head).copied());
                words[*token] = word;
            }
        }
    }
}
