//! Quotation marks where they stand: which tokens are some, and whether they open or close.

use std::ops::Range;

use super::quotation::{Marks, is_small_word};
use super::token::is_ending;
use super::{Token, TokenKind};

/// A quotation mark, of one token or two.
pub(super) struct Sign {
    pub(super) tokens: Range<usize>,
    pub(super) marks: Marks,
    pub(super) act: Act,
    /// It closes, or is an apostrophe (`leaders'`) or the sign of an inch (`24"`).
    doubtful: bool,
}

/// What a mark does where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Opens,
    Closes,
    Either,
}

/// The quotation marks of the paragraph that starts at token `first`, in order.
pub(super) fn signs(text: &str, tokens: &[Token], first: usize) -> Vec<Sign> {
    let paragraph = Paragraph { text, tokens, first };
    let mut signs: Vec<Sign> = Vec::new();
    let mut at = first;
    while at < tokens.len() {
        let sign = paragraph.sign(at);
        at = sign.as_ref().map_or(at + 1, |sign| sign.tokens.end);
        signs.extend(sign);
    }
    // A doubtful mark closes nothing where the next one of its kind closes.
    let (mut straight, mut single) = (None, None);
    let mut kept: Vec<_> = signs
        .into_iter()
        .rev()
        .filter(|sign| {
            let next = match sign.marks {
                Marks::Straight => &mut straight,
                Marks::Single => &mut single,
                _ => return true,
            };
            let dropped = sign.doubtful && *next == Some(Act::Closes);
            if !dropped {
                *next = Some(sign.act);
            }
            !dropped
        })
        .collect();
    kept.reverse();
    kept
}

/// Whether a paragraph starts with a dash and words after it, as dialogue does and an item of a list may.
pub(super) fn opens_dialogue(text: &str, tokens: &[Token], first: usize) -> bool {
    let [dash, next, ..] = &tokens[first..] else { return false };
    let written = &text[dash.bytes.clone()];
    is_dash(written) && (dash.bytes.end < next.bytes.start || written != "-" && next.kind == TokenKind::Word)
}

/// Whether an attribution starts at a dash: «…, — said X».
pub(super) fn sets_in_attribution(text: &str, tokens: &[Token], at: usize) -> bool {
    let written = |at: usize| &text[tokens[at].bytes.clone()];
    is_dash(written(at))
        && at > 0
        && (written(at - 1) == "," || is_full_stop(written(at - 1)))
        && tokens.get(at + 1).is_some_and(|next| is_small_word(text, next))
}

pub(super) fn is_dash(written: &str) -> bool {
    matches!(written, "—" | "–" | "-" | "―" | "−" | "--")
}

/// A mark that ends a sentence, or a run of them.
pub(super) fn is_full_stop(written: &str) -> bool {
    written.chars().all(is_ending)
}

struct Paragraph<'t> {
    text: &'t str,
    tokens: &'t [Token],
    first: usize,
}

impl Paragraph<'_> {
    fn written(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| &self.text[token.bytes.clone()])
    }

    /// The token before, where nothing stands between.
    fn glued_before(&self, at: usize) -> Option<usize> {
        let before = at.checked_sub(1).filter(|before| *before >= self.first)?;
        (self.tokens[before].bytes.end == self.tokens[at].bytes.start).then_some(before)
    }

    /// The token after, where nothing stands between.
    fn glued_after(&self, at: usize) -> Option<usize> {
        let next = self.tokens.get(at + 1)?;
        (next.bytes.start == self.tokens[at].bytes.end).then_some(at + 1)
    }

    fn sign(&self, at: usize) -> Option<Sign> {
        let one = |marks: Marks, act: Act| Some(Sign { tokens: at..at + 1, marks, act, doubtful: false });
        let twice = self.glued_after(at).is_some_and(|after| self.written(after) == self.written(at));
        let two = |marks: Marks, act: Act| Some(Sign { tokens: at..at + 2, marks, act, doubtful: false });
        match self.written(at) {
            "«" | "‹" => one(Marks::Angle, Act::Opens),
            "»" | "›" => one(Marks::Angle, Act::Closes),
            "<" if twice => two(Marks::Angle, Act::Opens),
            ">" if twice => two(Marks::Angle, Act::Closes),
            "„" => one(Marks::Low, Act::Opens),
            "," if twice && self.act(at, at + 1) == Some(Act::Opens) => two(Marks::Low, Act::Opens),
            "'" if twice => match self.act(at, at + 1)? {
                Act::Opens => two(Marks::Straight, Act::Opens),
                // It closes „ and `,,` too.
                _ => two(Marks::Curly, Act::Closes),
            },
            // These marks open in one language and close in another.
            "“" | "”" | "‟" => {
                one(Marks::Curly, self.act(at, at).filter(|act| *act == Act::Opens).unwrap_or(Act::Closes))
            }
            "\"" => {
                let act = self.act(at, at).unwrap_or(Act::Either);
                let measured =
                    self.glued_before(at).is_some_and(|before| self.tokens[before].kind == TokenKind::Number);
                let doubtful = act == Act::Closes && measured && self.glued_after(at).is_none();
                Some(Sign { tokens: at..at + 1, marks: Marks::Straight, act, doubtful })
            }
            "‚" => one(Marks::Single, Act::Opens),
            "'" | "‘" | "’" => self.single(at),
            _ => None,
        }
    }

    /// An opening mark is glued to what follows and not to a word before it; a closing one is glued to what it follows.
    /// `None` where it is glued to neither.
    fn act(&self, first: usize, last: usize) -> Option<Act> {
        let after = self.glued_after(last);
        let closes_before = |at: usize| matches!(self.written(at), "," | "." | ";" | ":" | "!" | "?" | ")" | "]" | "»");
        match self.glued_before(first) {
            Some(before) if !self.opens_a_phrase(before) => Some(Act::Closes),
            _ if after.is_some_and(closes_before) => Some(Act::Closes),
            _ if after.is_some() => Some(Act::Opens),
            Some(_) => Some(Act::Closes),
            None => None,
        }
    }

    /// A single mark, which may be an apostrophe.
    fn single(&self, at: usize) -> Option<Sign> {
        let is_word = |at: usize| self.tokens[at].kind != TokenKind::Punctuation;
        let act = self.act(at, at)?;
        let written = self.written(at);
        let fits = match act {
            Act::Opens => {
                written != "’" && self.glued_after(at).is_some_and(|after| self.tokens[after].kind != TokenKind::Number)
            }
            _ => !self.glued_after(at).is_some_and(is_word),
        };
        let possessive = self.glued_before(at).is_some_and(|before| self.written(before).ends_with(['s', 'S']))
            && self.tokens.get(at + 1).is_some_and(|next| is_small_word(self.text, next));
        fits.then(|| Sign { tokens: at..at + 1, marks: Marks::Single, act, doubtful: act == Act::Closes && possessive })
    }

    /// Whether a token may stand glued before an opening mark: a bracket, a dash, another opening mark.
    fn opens_a_phrase(&self, at: usize) -> bool {
        let written = self.written(at);
        is_dash(written) || matches!(written, "(" | "[" | "«" | "„" | "“" | "\"" | "‘" | "'" | ":" | "/" | "=" | "<")
    }
}
