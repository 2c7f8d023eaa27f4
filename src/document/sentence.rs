//! Sentences: they end with their paragraph, and at full stops that are neither inside a quotation nor part of an
//! abbreviation or a name's initials.

use std::collections::HashSet;
use std::ops::Range;

use super::{Quotation, Token, TokenKind};

/// Cuts the paragraph that starts at token `first` and ends with the tokens into sentences.
pub(super) fn split(text: &str, tokens: &[Token], first: usize, quotations: &[Quotation], abbreviations: &HashSet<String>) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = first;
    for at in first..tokens.len() {
        if at + 1 < tokens.len() && ends_sentence(text, tokens, at, quotations, abbreviations) {
            sentences.push(start..at + 1);
            start = at + 1;
        }
    }
    if start < tokens.len() {
        sentences.push(start..tokens.len());
    }
    sentences
}

fn ends_sentence(text: &str, tokens: &[Token], at: usize, quotations: &[Quotation], abbreviations: &HashSet<String>) -> bool {
    if quotations.iter().any(|quotation| quotation.outer.start <= at && at + 1 < quotation.outer.end) {
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
            let closes = quotations.iter().any(|quotation| quotation.outer.end == at + 1);
            closes && at > 0 && matches!(written(at - 1), "." | "!" | "?" | "…")
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
