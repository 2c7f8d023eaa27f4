//! Sentences: they end with their paragraph, and at full stops that are neither inside a quotation nor part of an
//! abbreviation, of a name's initials, of an address or of the number of an item.
//!
//! What is doubtful does not end: two sentences joined cost the reader less than one cut.

use std::ops::Range;

use super::abbreviation::Stop;
use super::quotation::is_small_word;
use super::{Abbreviations, Quotation, Token, TokenKind, mark};

/// A run of more tokens than this is no sentence, and is cut: what works on a sentence is then bounded, whatever the
/// text. The longest sentences of news have some 150.
const MOST_TOKENS: usize = 400;

/// Letters of a word that stands before a full stop with no space after it, at least: `talks.The`, not `U.S.A`.
const LETTERS_BEFORE_GLUED: usize = 3;

/// Cuts the paragraph that starts at token `first` and ends with the tokens into sentences.
pub(super) fn split(
    text: &str,
    tokens: &[Token],
    first: usize,
    quotations: &[Quotation],
    abbreviations: &Abbreviations,
) -> Vec<Range<usize>> {
    let quotations = Quoted::of(tokens.len() - first, first, quotations);
    let paragraph = Paragraph { text, tokens, quotations, abbreviations };
    let mut sentences = Vec::new();
    let mut start = first;
    for at in first..tokens.len() {
        let too_long = at + 1 - start == MOST_TOKENS;
        if at + 1 < tokens.len() && (too_long || paragraph.ends_sentence(start, at)) {
            sentences.push(start..at + 1);
            start = at + 1;
        }
    }
    if start < tokens.len() {
        sentences.push(start..tokens.len());
    }
    sentences
}

struct Paragraph<'t> {
    text: &'t str,
    tokens: &'t [Token],
    quotations: Quoted,
    abbreviations: &'t Abbreviations,
}

impl Paragraph<'_> {
    fn written(&self, at: usize) -> &str {
        &self.text[self.tokens[at].bytes.clone()]
    }

    /// Whether the sentence from `start` on ends with token `at`, which is not the last one.
    fn ends_sentence(&self, start: usize, at: usize) -> bool {
        if self.quotations.goes_on_after(at) || !self.can_start(at + 1) {
            return false;
        }
        let Some(stop) = self.stop(start, at) else { return false };
        let glued = self.tokens[at].bytes.end == self.tokens[at + 1].bytes.start;
        if glued && !self.quotations.opens(at + 1) && !self.lacks_a_space(start, at) {
            return false;
        }
        self.written(stop) != "." || self.is_end(start, stop, at + 1)
    }

    /// The full stop with which the sentence ends where it ends with token `at`: that token, or the one before the
    /// closing mark or bracket that it is.
    fn stop(&self, start: usize, at: usize) -> Option<usize> {
        let before = match self.written(at) {
            written if mark::is_full_stop(written) => return Some(at),
            ")" | "]" => at.checked_sub(1)?,
            _ => {
                let said = self.quotations.closes(at)?;
                // »»: the mark of the quotation inside
                self.quotations.closes(said).unwrap_or(said)
            }
        };
        // «он (!) Президент»
        let alone = before > start && matches!(self.written(before - 1), "(" | "[");
        (before >= start && !alone && mark::is_full_stop(self.written(before))).then_some(before)
    }

    /// Whether a token can start a sentence. A dash or a small letter goes on with the one before, also after a quotation
    /// that ends with its own full stop.
    fn can_start(&self, at: usize) -> bool {
        if self.quotations.opens(at) {
            return true;
        }
        let mut characters = self.written(at).chars();
        let Some(first) = characters.next() else { return false };
        // "iPhone"
        let mut capital_inside = || characters.next().is_some_and(char::is_uppercase);
        first.is_uppercase()
            || first.is_numeric()
            || matches!(first, '(' | '[' | '№' | '$' | '€' | '£' | '₴' | '₽' | '#' | '@' | '§' | '•')
            || first.is_lowercase() && capital_inside()
    }

    /// `закрыт.Об`, `talks.The`: whether the sentence from `start` on ends with full stop `at` though no space follows it.
    /// Addresses and abbreviations look alike.
    fn lacks_a_space(&self, start: usize, at: usize) -> bool {
        let Some(before) = at.checked_sub(1).filter(|before| *before >= start) else { return false };
        let next = at + 1;
        let is_word = |at: usize| self.tokens[at].kind == TokenKind::Word;
        let letters = self.written(before).chars().filter(|letter| letter.is_lowercase()).count();
        let cyrillic = self.written(next).starts_with(|letter: char| matches!(letter, '\u{400}'..='\u{52f}'));
        is_word(before)
            && is_word(next)
            && letters >= LETTERS_BEFORE_GLUED
            // «Яндекс.Почта»
            && is_small_word(self.text, &self.tokens[before])
            && self.written(next).chars().nth(1).is_none_or(char::is_lowercase)
            && (cyrillic || self.written(at) == "." && !self.goes_on_as_address(next))
    }

    /// `News.Example.com`, `Example.Org/`
    fn goes_on_as_address(&self, word: usize) -> bool {
        let glued =
            |at: usize| self.tokens.get(at + 1).is_some_and(|next| next.bytes.start == self.tokens[at].bytes.end);
        glued(word)
            && (matches!(self.written(word + 1), "/" | "=" | "@" | "_")
                || self.written(word + 1) == "." && glued(word + 1))
    }

    /// Whether a single full stop ends the sentence from `start` on, where token `next` comes after it.
    fn is_end(&self, start: usize, stop: usize, next: usize) -> bool {
        let Some(before) = stop.checked_sub(1).filter(|before| *before >= start) else { return true };
        let word = &self.tokens[before];
        if word.bytes.end != self.tokens[stop].bytes.start {
            return true;
        }
        match word.kind {
            // «1. Россия»: the number of an item
            TokenKind::Number => before > start,
            TokenKind::Punctuation => true,
            TokenKind::Word => {
                match self.abbreviations.stop_after(self.first_of_pair(start, before), self.written(before)) {
                    Stop::Ends => before > start || !is_roman(self.written(before)),
                    Stop::NeverEnds => false,
                    Stop::EndsBeforeWords => self.tokens[next].kind != TokenKind::Number,
                    Stop::EndsBeforeOpeners => self.is_opener(next),
                    Stop::EndsBeforeCapitals => {
                        self.tokens[next].kind == TokenKind::Word && !is_all_capitals(self.written(next))
                            || self.is_opener(next)
                            || self.quotations.opens(next)
                    }
                }
            }
        }
    }

    /// «т.» before «д.»
    fn first_of_pair(&self, start: usize, second: usize) -> Option<&str> {
        let first = second.checked_sub(2).filter(|first| *first >= start)?;
        let is_pair = self.tokens[first].kind == TokenKind::Word && self.written(first + 1) == ".";
        is_pair.then(|| self.written(first))
    }

    /// Whether a word opens a sentence. One letter with a full stop is an initial.
    fn is_opener(&self, at: usize) -> bool {
        let initial = self.written(at).chars().nth(1).is_none()
            && self.tokens.get(at + 1).is_some_and(|next| next.bytes.start == self.tokens[at].bytes.end)
            && self.written(at + 1) == ".";
        !initial && self.abbreviations.is_opener(self.written(at))
    }
}

/// «II. Итоги»
fn is_roman(word: &str) -> bool {
    word.chars().all(|letter| matches!(letter, 'I' | 'V' | 'X'))
}

fn is_all_capitals(word: &str) -> bool {
    word.chars().nth(1).is_some() && word.chars().all(char::is_uppercase)
}

/// Of each token of a paragraph, how it stands to the quotations.
struct Quoted {
    first: usize,
    /// The outermost quotation that holds the token goes on after it.
    goes_on: Vec<bool>,
    /// The token is an opening mark.
    opens: Vec<bool>,
    /// The token is a closing mark: the token before the mark.
    closes: Vec<Option<usize>>,
}

impl Quoted {
    fn of(length: usize, first: usize, quotations: &[Quotation]) -> Self {
        let mut quoted =
            Self { first, goes_on: vec![false; length], opens: vec![false; length], closes: vec![None; length] };
        for quotation in quotations {
            let (start, last) = (quotation.outer.start - first, quotation.outer.end - 1 - first);
            if quotation.depth == 0 {
                quoted.goes_on[start..last].fill(true);
            }
            quoted.opens[start] = true;
            if quotation.inner.end < quotation.outer.end {
                quoted.closes[last] = quotation.inner.end.checked_sub(1);
            }
        }
        quoted
    }

    fn goes_on_after(&self, token: usize) -> bool {
        self.goes_on[token - self.first]
    }

    fn opens(&self, token: usize) -> bool {
        self.opens[token - self.first]
    }

    fn closes(&self, token: usize) -> Option<usize> {
        *self.closes.get(token.checked_sub(self.first)?)?
    }
}
