//! Words, numbers and punctuation marks.

use std::ops::Range;

use crate::article::Field;

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// Letters, also with hyphens and apostrophes inside: `премьер-министр`, `об'єднання`.
    Word,
    /// Digits, also with a separator inside: `1,2`, `10:30`.
    Number,
    /// One other character.
    Punctuation,
}

/// A token and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub field: Field,
    /// Its bytes in the field.
    pub bytes: Range<usize>,
    /// What it is made of.
    pub kind: TokenKind,
}

/// Cuts a piece of a field that starts at byte `offset` into tokens.
pub(super) fn tokenize(piece: &str, offset: usize, field: Field, tokens: &mut Vec<Token>) {
    let mut characters = piece.char_indices().peekable();
    while let Some((start, first)) = characters.next() {
        if first.is_whitespace() || is_invisible(first) {
            continue;
        }
        let kind = if first.is_alphabetic() {
            TokenKind::Word
        } else if first.is_numeric() {
            TokenKind::Number
        } else {
            TokenKind::Punctuation
        };
        let mut end = start + first.len_utf8();
        while let Some(&(at, character)) = characters.peek() {
            let inside = continues(kind, character)
                || is_joiner(kind, character)
                    && piece[at + character.len_utf8()..].chars().next().is_some_and(|next| continues(kind, next));
            if !inside {
                break;
            }
            end = at + character.len_utf8();
            characters.next();
        }
        tokens.push(Token { field, bytes: offset + start..offset + end, kind });
    }
}

fn continues(kind: TokenKind, character: char) -> bool {
    match kind {
        // A combining accent (U+0301) marks stress in Russian dictionaries; digits end names such as `ВС-1`.
        TokenKind::Word => character.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&character),
        TokenKind::Number => character.is_numeric(),
        TokenKind::Punctuation => false,
    }
}

fn is_joiner(kind: TokenKind, character: char) -> bool {
    match kind {
        TokenKind::Word => matches!(character, '-' | '\u{2010}' | '\u{2011}' | '\'' | '\u{2019}' | '\u{2bc}'),
        TokenKind::Number => matches!(character, '.' | ',' | ':'),
        TokenKind::Punctuation => false,
    }
}

/// Characters without width that scraped pages hold: soft hyphen, zero-width space and joiners, byte-order mark.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}') || character.is_control()
}
