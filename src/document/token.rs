//! Words, numbers and punctuation marks, cut as the Python package [razdel](https://github.com/natasha/razdel) 0.5.0
//! cuts them: the models for Russian were trained on its tokens.
//!
//! As there, a text is first cut into atoms: runs of Russian letters, of Latin letters, of digits, and single other
//! characters, which are marks it knows or anything else. Rules then join atoms with nothing between them. The tokens
//! are those of razdel but for these cases:
//!
//! | text | razdel | here | reason |
//! | --- | --- | --- | --- |
//! | apostrophe between letters | `об` `'` `єднання` | `об'єднання` | the word is one: Ukrainian, English |
//! | joining mark with a space beside it | `9,` `2025`, `да` `-сказал` | `9` `,` `2025` | razdel looks past the space |
//! | em dash between Latin words | `talks—which` | `talks` `—` `which` | English sets no spaces around it |
//! | invisible characters | part of a token, or one of their own | not a part at its ends; never a token | they are not read |
//! | bullets, `{`, `‚‛‟‹›` | glued to the next word | tokens | razdel does not know them as marks |
//! | dashes `‐‒―` | glued to the next word | as razdel's dashes | as before |
//! | digits that are not ASCII | a number | anything else | none of the languages writes them |

use std::ops::Range;

use crate::article::Field;

/// What a token is made of: told by its first letter or digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// It starts with a letter: `премьер-министр`, `об'єднання`, `COVID-19`.
    Word,
    /// It starts with a digit: `1,2`, `12.03.2024`, `1/2`, `1990-х`.
    Number,
    /// It holds neither: `,`, `...`, `?!`, `--`, `:)`, `€`.
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

/// What an atom is made of, as razdel tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Russian,
    Latin,
    Digits,
    /// A mark that razdel's rules know.
    Mark,
    /// Any other character, letters of Ukrainian that Russian lacks among them.
    Other,
}

impl Class {
    /// Letters, and what joins them.
    fn is_lettered(self) -> bool {
        matches!(self, Self::Russian | Self::Latin | Self::Other)
    }
}

/// What stands before an atom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gap {
    Nothing,
    Invisible,
    Space,
}

#[derive(Clone, Copy, Debug)]
struct Atom {
    start: usize,
    end: usize,
    class: Class,
    /// Its first character; the only one but in runs of letters and digits.
    first: char,
    before: Gap,
}

/// Cuts a piece of a field that starts at byte `offset` into tokens.
pub(super) fn tokenize(piece: &str, offset: usize, field: Field, tokens: &mut Vec<Token>) {
    let mut atoms = Atoms::of(piece);
    let mut two_before: Option<Atom> = None;
    let Some(mut left) = atoms.next() else { return };
    let mut right = atoms.next();
    let mut start = left.start;
    let mut push = |range: Range<usize>| {
        let kind = kind(&piece[range.clone()]);
        tokens.push(Token { field, bytes: offset + range.start..offset + range.end, kind });
    };
    while let Some(next) = right {
        let two_after = atoms.next();
        let window = Window { piece, start, two_before, left, right: next, two_after };
        if !window.joins() {
            push(start..left.end);
            start = next.start;
        }
        (two_before, left, right) = (Some(left), next, two_after);
    }
    push(start..left.end);
}

fn kind(token: &str) -> TokenKind {
    match token.chars().find(|character| character.is_alphanumeric()) {
        Some(first) if first.is_alphabetic() => TokenKind::Word,
        Some(_) => TokenKind::Number,
        None => TokenKind::Punctuation,
    }
}

/// Two atoms that may belong together, with the one before and the one after them.
struct Window<'t> {
    piece: &'t str,
    /// Where the token of the left atom starts.
    start: usize,
    two_before: Option<Atom>,
    left: Atom,
    right: Atom,
    two_after: Option<Atom>,
}

impl Window<'_> {
    fn joins(&self) -> bool {
        let Self { left, right, .. } = self;
        match right.before {
            Gap::Space => false,
            Gap::Invisible => left.class.is_lettered() && right.class.is_lettered(),
            Gap::Nothing => {
                self.joins_over_a_mark()
                    || left.class == Class::Mark && right.class == Class::Mark && self.joins_marks()
                    // ΔP, км², Ukrainian words
                    || left.class == Class::Other && right.class.is_lettered()
                    || left.class.is_lettered() && right.class == Class::Other
                    || right.first == '!' && self.piece[left.start..left.end].eq_ignore_ascii_case("yahoo")
            }
        }
    }

    /// The mark is the left atom or the right one, and what it joins stands on both sides of it.
    fn joins_over_a_mark(&self) -> bool {
        let (mark, before, after) = match (self.left.class, self.right.class) {
            (Class::Mark, _) if is_joiner(self.left.first) => (self.left, self.two_before, Some(self.right)),
            (_, Class::Mark) if is_joiner(self.right.first) => (self.right, Some(self.left), self.two_after),
            _ => return false,
        };
        let (Some(before), Some(after)) = (before, after) else { return false };
        if mark.before != Gap::Nothing || after.before != Gap::Nothing {
            return false;
        }
        let either = |class: Class| before.class == class || after.class == class;
        let both = |class: Class| before.class == class && after.class == class;
        match mark.first {
            '.' | ',' | '/' | '\\' => both(Class::Digits),
            '—' | '―' => !either(Class::Mark) && !both(Class::Latin),
            '\'' | '’' | '‘' | '`' => {
                let last = self.piece[..before.end].chars().next_back();
                last.is_some_and(char::is_alphabetic) && after.first.is_alphabetic()
            }
            _ => !either(Class::Mark),
        }
    }

    fn joins_marks(&self) -> bool {
        let (left, right) = (self.left.first, self.right.first);
        is_ending(left) && is_ending(right)
            || matches!((left, right), ('-', '-') | ('*', '*'))
            || is_smile(&self.piece[self.start..self.right.end])
    }
}

/// A mark that joins what stands on both sides of it; which that may be differs.
fn is_joiner(mark: char) -> bool {
    is_dash(mark) || matches!(mark, '_' | '.' | ',' | '/' | '\\' | '\'' | '’' | '‘' | '`')
}

/// Dashes and hyphens. The first five are razdel's.
fn is_dash(mark: char) -> bool {
    matches!(mark, '\u{2011}' | '–' | '—' | '−' | '-' | '\u{2010}' | '\u{2012}' | '\u{2015}')
}

/// Marks that end a sentence; a run of them is one token.
pub(super) fn is_ending(mark: char) -> bool {
    matches!(mark, '.' | '?' | '!' | '…')
}

/// `:)`, `=((`. One with a nose, `:-)`, never comes together, there as here: nothing joins the nose to the eyes.
fn is_smile(token: &str) -> bool {
    let Some(mouth) = token.strip_prefix(['=', ':', ';']) else { return false };
    (1..=3).contains(&mouth.len()) && mouth.bytes().all(|byte| matches!(byte, b'(' | b')'))
}

/// The atoms of a piece, in order.
struct Atoms<'t> {
    piece: &'t str,
    at: usize,
}

impl<'t> Atoms<'t> {
    fn of(piece: &'t str) -> Self {
        Self { piece, at: 0 }
    }
}

impl Iterator for Atoms<'_> {
    type Item = Atom;

    fn next(&mut self) -> Option<Atom> {
        let mut before = Gap::Nothing;
        let mut characters = self.piece[self.at..].chars();
        let first = loop {
            let character = characters.next()?;
            if is_space(character) {
                before = Gap::Space;
            } else if is_invisible(character) {
                before = if before == Gap::Nothing { Gap::Invisible } else { before };
            } else {
                break character;
            }
        };
        let class = class(first);
        let mut end = self.piece.len() - characters.as_str().len();
        let start = end - first.len_utf8();
        if matches!(class, Class::Russian | Class::Latin | Class::Digits) {
            let rest = characters.as_str();
            end += rest.find(|character| self::class(character) != class).unwrap_or(rest.len());
        }
        self.at = end;
        Some(Atom { start, end, class, first, before })
    }
}

fn class(character: char) -> Class {
    match character {
        'а'..='я' | 'А'..='Я' | 'ё' | 'Ё' => Class::Russian,
        'a'..='z' | 'A'..='Z' => Class::Latin,
        '0'..='9' => Class::Digits,
        '\\' | '/' | '!' | '#' | '$' | '%' | '&' | '*' | '+' | ',' | '.' | ':' | ';' | '<' | '=' | '>' | '?' | '@'
        | '^' | '_' | '`' | '|' | '~' | '№' | '…' => Class::Mark,
        '«' | '“' | '‘' | '»' | '”' | '’' | '"' | '„' | '\'' | '(' | ')' | '[' | ']' | '}' => Class::Mark,
        // These razdel does not know: a bracket, quotation marks, bullets.
        '{' | '‚' | '‛' | '‟' | '‹' | '›' | '•' | '●' | '▪' | '■' | '◆' | '►' | '▶' => {
            Class::Mark
        }
        dash if is_dash(dash) => Class::Mark,
        // Letters that differ from those of an alphabet in size only, and obsolete shapes of Cyrillic ones.
        '\u{130}' | '\u{131}' | '\u{17f}' | '\u{212a}' => Class::Latin,
        '\u{1c80}'..='\u{1c86}' => Class::Russian,
        _ => Class::Other,
    }
}

/// White space as Python has it: the separators of ASCII are some.
fn is_space(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{1c}'..='\u{1f}')
}

/// Characters without width that scraped pages hold: soft hyphen, zero-width space and joiners, marks of direction,
/// byte-order mark, control characters.
pub(crate) fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' |
        '\u{2066}'..='\u{2069}' | '\u{feff}'
    ) || character.is_control() && !is_space(character)
}
