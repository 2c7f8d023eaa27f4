//! The text of an article as tokens, sentences and quotations, each with its place.
//!
//! Clutter is left out; headline and body are read one after the other, and every token knows its field.

mod abbreviation;
mod mark;
mod position;
mod quotation;
mod sentence;
mod token;

use std::ops::Range;

use crate::article::{Article, Field, PageRange};
use crate::event::v1;

pub use abbreviation::Abbreviations;
pub use position::Positions;
pub use quotation::{Marks, Quotation};
pub(crate) use token::is_invisible;
pub use token::{Token, TokenKind};

/// A sentence: a run of tokens that ends at a newline, or at a full stop outside quotations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Where it stands.
    pub field: Field,
    /// Its tokens, as indices into [`Document::tokens`].
    pub tokens: Range<usize>,
    /// Index of its paragraph, counted through the article.
    pub paragraph: usize,
}

/// An article, cut up.
#[derive(Clone, Debug)]
pub struct Document<'a> {
    article: &'a Article,
    positions: [Positions; 2],
    /// Words, numbers and punctuation marks, in reading order.
    pub tokens: Vec<Token>,
    /// Sentences, in reading order; together they hold every token once.
    pub sentences: Vec<Sentence>,
    /// Quotations in the order in which they open, so that outer ones come before those inside them.
    pub quotations: Vec<Quotation>,
}

impl<'a> Document<'a> {
    /// Cuts up an article. `abbreviations` are those of its language.
    #[must_use]
    pub fn of(article: &'a Article, abbreviations: &Abbreviations) -> Self {
        let mut document = Self {
            article,
            positions: [Positions::of(&article.title), Positions::of(&article.text)],
            tokens: Vec::new(),
            sentences: Vec::new(),
            quotations: Vec::new(),
        };
        let mut paragraph = 0;
        document.read(Field::Title, 0..article.title.len(), &mut paragraph, abbreviations);
        let mut start = 0;
        for clutter in &article.clutter {
            document.read(Field::Text, start..clutter.start, &mut paragraph, abbreviations);
            start = clutter.end;
        }
        document.read(Field::Text, start..article.text.len(), &mut paragraph, abbreviations);
        document
    }

    fn read(&mut self, field: Field, range: Range<usize>, paragraph: &mut usize, abbreviations: &Abbreviations) {
        let text = &self.article.field(field)[range.clone()];
        let mut start = range.start;
        for line in text.split_inclusive('\n') {
            let first = self.tokens.len();
            token::tokenize(line, start, field, &mut self.tokens);
            start += line.len();
            if self.tokens.len() > first {
                let text = self.article.field(field);
                let rest = &text[start..range.end];
                let quotations = quotation::find(text, &self.tokens, first, rest, self.quotations.len());
                for tokens in sentence::split(text, &self.tokens, first, &quotations, abbreviations) {
                    self.sentences.push(Sentence { field, tokens, paragraph: *paragraph });
                }
                self.quotations.extend(quotations);
                *paragraph += 1;
            }
        }
    }

    /// The article.
    #[must_use]
    pub fn article(&self) -> &'a Article {
        self.article
    }

    /// Whether no other quotation marks stand around a quotation; it may lie in dialogue.
    #[must_use]
    pub fn is_outermost(&self, quotation: &Quotation) -> bool {
        quotation.parent.is_none_or(|parent| self.quotations[parent].marks == Marks::Dash)
    }

    /// The characters of a token.
    #[must_use]
    pub fn text(&self, token: usize) -> &'a str {
        let token = &self.tokens[token];
        &self.article.field(token.field)[token.bytes.clone()]
    }

    /// The characters from the first to the last of some tokens, which must stand in one field.
    #[must_use]
    pub fn slice(&self, tokens: Range<usize>) -> &'a str {
        match self.bytes(tokens) {
            Some((field, bytes)) => &self.article.field(field)[bytes],
            None => "",
        }
    }

    /// The span of some tokens, which must stand in one field; `None` for no tokens.
    #[must_use]
    pub fn span(&self, tokens: Range<usize>) -> Option<v1::Span> {
        self.bytes(tokens).map(|(field, bytes)| self.span_of_bytes(field, bytes))
    }

    /// The span of a stretch of a field. The range must lie on character borders.
    #[must_use]
    pub fn span_of_bytes(&self, field: Field, bytes: Range<usize>) -> v1::Span {
        let text = self.article.field(field);
        let positions = &self.positions[usize::from(field == Field::Text)];
        v1::Span {
            field: field.name().to_owned(),
            start: positions.character(text, bytes.start),
            end: positions.character(text, bytes.end),
            byte_start: to_u32(bytes.start),
            byte_end: to_u32(bytes.end),
            page: self.article.page_map.range(field, text, &bytes).map(page_range),
            text: text[bytes].to_owned(),
        }
    }

    fn bytes(&self, tokens: Range<usize>) -> Option<(Field, Range<usize>)> {
        let first = self.tokens.get(tokens.start)?;
        let last = tokens.end.checked_sub(1).filter(|last| *last >= tokens.start).map(|last| &self.tokens[last])?;
        Some((first.field, first.bytes.start..last.bytes.end))
    }
}

/// The tokens of a name or phrase, as a text that holds it would be cut.
#[must_use]
pub fn words(phrase: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    token::tokenize(phrase, 0, Field::Text, &mut tokens);
    tokens.into_iter().map(|token| &phrase[token.bytes]).collect()
}

fn page_range(range: PageRange) -> v1::PageRange {
    v1::PageRange {
        start: to_u32(range.characters.start),
        end: to_u32(range.characters.end),
        byte_start: to_u32(range.bytes.start),
        byte_end: to_u32(range.bytes.end),
    }
}

/// An offset as the contract has it. Values are limited to far less than 4 GiB before they come here.
fn to_u32(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
