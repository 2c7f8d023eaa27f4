//! From the words of an article to the page that they were read from.

use std::ops::Range;

use super::Field;

/// Where in its page the words of an article are written, as far as that can be told. Empty for an article that did not
/// come as a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageMap {
    title: Vec<Piece>,
    text: Vec<Piece>,
}

/// A stretch of a page: the `html` of a message, or the value of a record that is a page, as Unicode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRange {
    /// In bytes of its UTF-8.
    pub bytes: Range<usize>,
    /// In Unicode code points.
    pub characters: Range<usize>,
}

/// A stretch of one line of a field, and where the page has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) line: usize,
    /// Bytes of the field.
    pub(super) text: Range<usize>,
    /// Bytes of the page.
    pub(super) bytes: Range<usize>,
    /// Characters of the page.
    pub(super) characters: Range<usize>,
    /// The page has the same characters there; otherwise a character reference for them.
    pub(super) is_literal: bool,
}

impl Piece {
    pub(super) fn extend(&mut self, next: &Self) {
        self.text.end = next.text.end;
        self.bytes.end = next.bytes.end;
        self.characters.end = next.characters.end;
    }
}

impl PageMap {
    /// Pieces in the order of their fields.
    pub(super) fn new(title: Vec<Piece>, text: Vec<Piece>) -> Self {
        Self { title, text }
    }

    /// For a headline that the message gives beside its page.
    pub(super) fn forget_title(&mut self) {
        self.title.clear();
    }

    /// From the first to the last character of a stretch of a line, with the tags between them: where the page has them.
    /// `field` is the text of that field; the range must lie on its character borders.
    #[must_use]
    pub fn range(&self, field: Field, text: &str, bytes: &Range<usize>) -> Option<PageRange> {
        let pieces = match field {
            Field::Title => &self.title,
            Field::Text => &self.text,
        };
        let holding = |byte: usize| {
            let after = pieces.partition_point(|piece| piece.text.start <= byte);
            pieces.get(after.checked_sub(1)?).filter(|piece| byte < piece.text.end)
        };
        let first = holding(bytes.start)?;
        let last = holding(bytes.end.checked_sub(1)?)?;
        if first.line != last.line {
            return None;
        }
        let (mut start, mut start_character) = (first.bytes.start, first.characters.start);
        if first.is_literal {
            let before = &text[first.text.start..bytes.start];
            start += before.len();
            start_character += before.chars().count();
        }
        let (mut end, mut end_character) = (last.bytes.end, last.characters.end);
        if last.is_literal {
            let after = &text[bytes.end..last.text.end];
            end -= after.len();
            end_character -= after.chars().count();
        }
        Some(PageRange { bytes: start..end, characters: start_character..end_character })
    }
}
