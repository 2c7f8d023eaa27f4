//! Quotations: what stands between quotation marks in one paragraph, nested or not, and dialogue after a dash.
//!
//! Marks open and close by what they are («», „“) or, where one mark does both ("", “”, '), by what they are glued to.
//! News sets them badly, so: a closing mark closes the nearest open one of its kind, else the nearest double one of any
//! kind, else nothing; what is opened inside and not closed ends there too; one mark may close two (`«A «B»`); `,,` and
//! `''`, `<<` and `>>` are marks. What is never closed ends with its paragraph, but for single marks, which are more
//! likely apostrophes and then open nothing.

use std::ops::Range;

use super::{Token, TokenKind, mark};

/// A quotation. Any two are apart, or one lies between the marks of the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// Its tokens, marks included.
    pub outer: Range<usize>,
    /// The tokens between the marks. Where one mark closes this quotation and the one inside it, the mark is the inner
    /// one's.
    pub inner: Range<usize>,
    /// How many quotations it lies in.
    pub depth: usize,
    /// The innermost of them, as an index into [`Document::quotations`](super::Document::quotations).
    pub parent: Option<usize>,
    /// With what it is marked.
    pub marks: Marks,
    /// It has a closing mark, its own or a shared one; else it ends with its paragraph or with the quotation around it.
    /// Dialogue has none.
    pub closed: bool,
    /// It is not closed because it goes on in the next paragraph, which opens with the same mark.
    pub continued: bool,
}

/// With what a quotation is marked, told by its opening mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marks {
    /// «», ‹›, `<<>>`
    Angle,
    /// „“, „”, `,,''`
    Low,
    /// “”
    Curly,
    /// "", `''''`
    Straight,
    /// ‘’, ''
    Single,
    /// A dash at the start of a paragraph into which an attribution is set by dashes: «— A, — said X. — B». The
    /// attribution lies in the quotation. A paragraph without one is as likely an item of a list, and no quotation.
    Dash,
}

impl Marks {
    /// How many sorts of paired marks there are.
    const PAIRED: usize = 5;

    /// The mark that a text starts with, where it can open a quotation.
    fn opening(text: &str) -> Option<Self> {
        match text.chars().next()? {
            '«' | '‹' => Some(Self::Angle),
            '„' => Some(Self::Low),
            '“' | '‟' => Some(Self::Curly),
            '"' => Some(Self::Straight),
            '‘' | '\'' | '‚' => Some(Self::Single),
            _ => None,
        }
    }
}

/// Finds the quotations of the paragraph that starts at token `first` and ends with the tokens. `rest` is the text after
/// it, `known` how many quotations the document has so far.
pub(super) fn find(text: &str, tokens: &[Token], first: usize, rest: &str, known: usize) -> Vec<Quotation> {
    let mut finder = Finder { end: tokens.len(), found: Vec::new(), open: Vec::new(), of_marks: [0; Marks::PAIRED] };
    let mut attributed = false;
    let mut signs = mark::signs(text, tokens, first).into_iter().peekable();
    let starts_as_dialogue = mark::opens_dialogue(text, tokens, first);
    for at in first..tokens.len() {
        if let Some(sign) = signs.next_if(|sign| sign.tokens.start == at) {
            finder.meet(&sign);
        } else if starts_as_dialogue && finder.open.is_empty() {
            attributed |= at > first && mark::sets_in_attribution(text, tokens, at);
        }
    }
    let Finder { mut found, open, .. } = finder;
    let next = Marks::opening(rest.trim_start());
    if let Some(outermost) = open.first().map(|index| &mut found[*index]) {
        outermost.continued = next == Some(outermost.marks);
    }
    if attributed && found.first().is_none_or(|quotation| quotation.outer.start > first + 1) {
        found.insert(0, Quotation::opened(&(first..first + 1), tokens.len(), Marks::Dash));
    }
    found.retain(|quotation| quotation.marks != Marks::Single || quotation.closed || quotation.continued);
    nest(&mut found);
    if close_with_inner(text, tokens, &mut found) {
        nest(&mut found);
    }
    for quotation in &mut found {
        quotation.parent = quotation.parent.map(|parent| parent + known);
    }
    found
}

impl Quotation {
    fn opened(opening: &Range<usize>, end: usize, marks: Marks) -> Self {
        Self {
            outer: opening.start..end,
            inner: opening.end..end,
            depth: 0,
            parent: None,
            marks,
            closed: false,
            continued: false,
        }
    }
}

struct Finder {
    /// Where the paragraph ends.
    end: usize,
    found: Vec<Quotation>,
    /// Those not closed yet, outermost first.
    open: Vec<usize>,
    /// How many of them have each sort of marks.
    of_marks: [usize; Marks::PAIRED],
}

impl Finder {
    fn meet(&mut self, sign: &mark::Sign) {
        match sign.act {
            mark::Act::Opens => self.open(sign),
            mark::Act::Closes => self.close(sign),
            // Loose on both sides: the first opens, the second closes.
            mark::Act::Either if self.of_marks[sign.marks as usize] == 0 => self.open(sign),
            mark::Act::Either => self.close(sign),
        }
    }

    fn open(&mut self, sign: &mark::Sign) {
        self.open.push(self.found.len());
        self.found.push(Quotation::opened(&sign.tokens, self.end, sign.marks));
        self.of_marks[sign.marks as usize] += 1;
    }

    fn close(&mut self, sign: &mark::Sign) {
        let Some(marks) = self.closable(sign.marks) else { return };
        while let Some(index) = self.open.pop() {
            let quotation = &mut self.found[index];
            self.of_marks[quotation.marks as usize] -= 1;
            quotation.inner.end = sign.tokens.start;
            quotation.closed = quotation.marks == marks;
            quotation.outer.end = if quotation.closed { sign.tokens.end } else { sign.tokens.start };
            if quotation.closed {
                return;
            }
        }
    }

    /// The marks of the quotation that a closing mark closes.
    fn closable(&self, marks: Marks) -> Option<Marks> {
        let nearest = self.open.last().map(|index| self.found[*index].marks)?;
        let is_open = |marks: Marks| self.of_marks[marks as usize] > 0;
        match marks {
            // “ and ” close „ as well.
            Marks::Curly if nearest == Marks::Low => Some(Marks::Low),
            marks if is_open(marks) => Some(marks),
            Marks::Curly if is_open(Marks::Low) => Some(Marks::Low),
            Marks::Single => None,
            _ => Some(nearest).filter(|nearest| *nearest != Marks::Single),
        }
    }
}

/// Tells of each quotation in which others it lies. They come in the order in which they open.
fn nest(quotations: &mut [Quotation]) {
    let mut around: Vec<(usize, usize)> = Vec::new();
    for (index, quotation) in quotations.iter_mut().enumerate() {
        while around.last().is_some_and(|(_, end)| *end <= quotation.outer.start) {
            around.pop();
        }
        quotation.depth = around.len();
        quotation.parent = around.last().map(|(parent, _)| *parent);
        around.push((index, quotation.outer.end));
    }
}

/// `«A «B», — said X`: one mark closes both. Whether any did.
fn close_with_inner(text: &str, tokens: &[Token], quotations: &mut [Quotation]) -> bool {
    let mut any = false;
    for index in 0..quotations.len() {
        let child = &quotations[index];
        let (end, Some(parent)) = (child.outer.end, child.parent) else { continue };
        let shares = child.closed && child.marks == quotations[parent].marks && speech_ends(text, tokens, child);
        let parent = &mut quotations[parent];
        let is_open = !parent.closed && !parent.continued && parent.outer.end == tokens.len();
        if shares && is_open && parent.marks != Marks::Dash {
            parent.outer.end = end;
            parent.inner.end = end;
            parent.closed = true;
            any = true;
        }
    }
    any
}

/// Whether speech can end with a quotation in it: its last mark is one that ends speech, or the next ones are, or the
/// paragraph ends.
fn speech_ends(text: &str, tokens: &[Token], quotation: &Quotation) -> bool {
    let is =
        |token: usize, test: fn(&str) -> bool| tokens.get(token).is_some_and(|token| test(&text[token.bytes.clone()]));
    let ends = |written: &str| written == "," || mark::is_full_stop(written);
    let after = quotation.outer.end;
    let skipped = after + usize::from(is(after, ends));
    let said = quotation.inner.end.checked_sub(1).filter(|last| quotation.inner.contains(last));
    skipped >= tokens.len() || is(skipped, mark::is_dash) || said.is_some_and(|last| is(last, ends))
}

/// Whether a token is a word in small letters.
pub(super) fn is_small_word(text: &str, token: &Token) -> bool {
    token.kind == TokenKind::Word && text[token.bytes.clone()].chars().next().is_some_and(char::is_lowercase)
}
