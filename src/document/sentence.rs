//! Sentences: they end with their paragraph, and at full stops that are neither inside a quotation nor part of an
//! abbreviation or a name's initials.

use std::collections::HashSet;
use std::ops::Range;

use super::{Quotation, Token, TokenKind};

/// A run of more tokens than this is no sentence, and is cut: what works on a sentence is then bounded, whatever the
/// text. The longest sentences of news have some 150.
const MOST_TOKENS: usize = 400;

/// Cuts the paragraph that starts at token `first` and ends with the tokens into sentences.
pub(super) fn split(
    text: &str,
    tokens: &[Token],
    first: usize,
    quotations: &[Quotation],
    abbreviations: &HashSet<String>,
) -> Vec<Range<usize>> {
    let quotations = Quoted::of(tokens.len() - first, first, quotations);
    let mut sentences = Vec::new();
    let mut start = first;
    for at in first..tokens.len() {
        let too_long = at + 1 - start == MOST_TOKENS;
        if at + 1 < tokens.len() && (too_long || ends_sentence(text, tokens, at, &quotations, abbreviations)) {
            sentences.push(start..at + 1);
            start = at + 1;
        }
    }
    if start < tokens.len() {
        sentences.push(start..tokens.len());
    }
    sentences
}

fn ends_sentence(
    text: &str,
    tokens: &[Token],
    at: usize,
    quotations: &Quoted,
    abbreviations: &HashSet<String>,
) -> bool {
    if quotations.goes_on_after(at) {
        return false;
    }
    let written = |index: usize| &text[tokens[index].bytes.clone()];
    let Some(next) = written(at + 1).chars().next() else { return false };
    // A dash or a small letter goes on with the sentence, also after a quotation that ends with its own full stop.
    let starts_sentence = next.is_uppercase() || next.is_numeric() || matches!(next, '«' | '„' | '“' | '"' | '(' | '[');
    if !starts_sentence {
        return false;
    }
    match written(at) {
        "!" | "?" | "…" => true,
        "." => !is_abbreviation(text, tokens, at, abbreviations),
        "»" | "”" | "\"" | "“" => {
            quotations.closes(at) && at > 0 && matches!(written(at - 1), "." | "!" | "?" | "…")
        }
        _ => false,
    }
}

/// A full stop after an initial («А. С. Пушкин») or an abbreviation of the lexicon («т. е.», «млн.») that is glued to
/// it. A sentence that does end in such a word is joined to the next one, which costs less than a cut.
fn is_abbreviation(text: &str, tokens: &[Token], at: usize, abbreviations: &HashSet<String>) -> bool {
    let Some(before) = at.checked_sub(1).map(|before| &tokens[before]) else { return false };
    if before.kind != TokenKind::Word || before.bytes.end != tokens[at].bytes.start {
        return false;
    }
    let word = &text[before.bytes.clone()];
    word.chars().nth(1).is_none() || abbreviations.contains(&word.to_lowercase())
}

/// Of each token of a paragraph, how it stands to the outermost quotations.
struct Quoted {
    first: usize,
    /// The quotation that holds the token goes on after it.
    goes_on: Vec<bool>,
    /// The token is a closing mark.
    closes: Vec<bool>,
}

impl Quoted {
    fn of(length: usize, first: usize, quotations: &[Quotation]) -> Self {
        let mut quoted = Self { first, goes_on: vec![false; length], closes: vec![false; length] };
        for quotation in quotations {
            let (start, last) = (quotation.outer.start - first, quotation.outer.end - 1 - first);
            if quotation.depth == 0 {
                quoted.goes_on[start..last].fill(true);
            }
            quoted.closes[last] |= quotation.inner.end < quotation.outer.end;
        }
        quoted
    }

    fn goes_on_after(&self, token: usize) -> bool {
        self.goes_on[token - self.first]
    }

    fn closes(&self, token: usize) -> bool {
        self.closes[token - self.first]
    }
}
