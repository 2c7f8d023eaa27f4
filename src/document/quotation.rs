//! Quotations: pairs of quotation marks of one paragraph, nested or not.

use std::ops::Range;

use super::Token;

/// A quotation in its marks. One that is never closed ends with its paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// Its tokens, marks included.
    pub outer: Range<usize>,
    /// The tokens between the marks.
    pub inner: Range<usize>,
    /// How many quotations it lies in.
    pub depth: usize,
}

/// What a mark does where it stands.
enum Mark {
    Opens,
    Closes,
}

/// Finds the quotations of the paragraph that starts at token `first` and ends with the tokens.
pub(super) fn find(text: &str, tokens: &[Token], first: usize) -> Vec<Quotation> {
    let mut found: Vec<Quotation> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for at in first..tokens.len() {
        match mark(text, tokens, at, first) {
            Some(Mark::Opens) => {
                found.push(Quotation { outer: at..tokens.len(), inner: at + 1..tokens.len(), depth: open.len() });
                open.push(found.len() - 1);
            }
            Some(Mark::Closes) => {
                if let Some(index) = open.pop() {
                    found[index].outer.end = at + 1;
                    found[index].inner.end = at;
                }
            }
            None => {}
        }
    }
    found
}

fn mark(text: &str, tokens: &[Token], at: usize, first: usize) -> Option<Mark> {
    let token = &tokens[at];
    let glued_before = at > first && tokens[at - 1].bytes.end == token.bytes.start;
    let glued_after = tokens.get(at + 1).is_some_and(|next| next.bytes.start == token.bytes.end);
    match &text[token.bytes.clone()] {
        "«" | "„" => Some(Mark::Opens),
        "»" => Some(Mark::Closes),
        // These marks open in one language and close in another, and "straight" ones do both: an opening mark is
        // glued to what follows and not to a word before it.
        "“" | "”" | "\"" | "‟" => {
            let word_before = glued_before && !opens_a_phrase(text, &tokens[at - 1]);
            Some(if glued_after && !word_before { Mark::Opens } else { Mark::Closes })
        }
        _ => None,
    }
}

/// Whether a character may stand glued before an opening mark: a bracket, a dash, another opening mark.
fn opens_a_phrase(text: &str, token: &Token) -> bool {
    matches!(&text[token.bytes.clone()], "(" | "[" | "—" | "–" | "-" | "«" | "„" | "“" | "\"" | ":")
}
