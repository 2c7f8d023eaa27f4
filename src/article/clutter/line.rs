//! What a line looks like.

use crate::lexicon::ClutterPhrases;
use crate::linguistics::{fold, fold_letter};

use super::sentence;

/// Headlines of other news are shorter than this, in characters; a paragraph that does not end as a sentence and is
/// longer was cut off by the scraper.
pub(super) const LONGEST_HEADING: usize = 160;

/// What a line looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// The heading of a list of other news, perhaps with a list or its first headline after it.
    List,
    /// A credit, button, notice or invitation to the reader.
    Label,
    /// What a site says of itself and its rights.
    Imprint,
    /// A date or a counter and nothing else.
    Date,
    /// A path through the site, tags, rates: short pieces between separators.
    Trail,
    /// A time and a headline.
    Timed,
    /// Short, and does not end as a sentence does.
    Heading,
    /// Anything else.
    Prose,
    /// Nothing.
    Blank,
}

impl Shape {
    /// `line` has no white space at its ends.
    pub(super) fn of(line: &str, phrases: &ClutterPhrases) -> Self {
        if line.is_empty() {
            return Self::Blank;
        }
        let is_short = line.chars().count() <= LONGEST_HEADING;
        let is_heading = is_short && !ends_sentence(line);
        let whole = is_heading || sentence::is_one(line);
        if whole && let Some(opening) = Opening::of(line, phrases) {
            return if opening == Opening::List { Self::List } else { Self::Label };
        }
        if is_date(line, phrases) {
            return Self::Date;
        }
        if whole && sentence::is_imprint(line, phrases) || is_heading && gives_contacts(line) {
            return Self::Imprint;
        }
        if is_short && is_caption(line, phrases) {
            return Self::Label;
        }
        if is_heading && is_trail(line) {
            return Self::Trail;
        }
        match is_heading {
            true if starts_with_time(line) => Self::Timed,
            true => Self::Heading,
            false => Self::Prose,
        }
    }
}

/// A phrase of the lexicon at the start of a line or sentence, standing there as clutter has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opening {
    /// A list of other news begins.
    List,
    /// Nothing follows that belongs to it.
    Label,
}

impl Opening {
    /// `piece` is one line without a full stop, or one sentence.
    pub(super) fn of(piece: &str, phrases: &ClutterPhrases) -> Option<Self> {
        // In quotation marks somebody says it.
        if piece.starts_with(['«', '"', '“', '„', '\'', '‘']) {
            return None;
        }
        let piece = piece.trim_start_matches(|letter: char| !letter.is_alphanumeric() && letter != '©');
        let is_short = piece.chars().count() <= LONGEST_HEADING;
        let ends = ends_sentence(piece);
        let opens = |list: &[String]| {
            list.iter().filter_map(|phrase| Some((phrase, after_phrase(piece, phrase)?))).any(|(phrase, rest)| {
                let after = rest.trim_start();
                let is_glued = rest.starts_with(char::is_uppercase);
                let few_words = phrase.contains(' ') || piece.split_whitespace().count() <= FEW_WORDS;
                !after.contains(char::is_alphanumeric)
                    || after.starts_with([':', '|']) && (is_short || !ends)
                    || after.starts_with('(') && is_short && !ends
                    || is_glued && !ends
                    || is_short && !ends && few_words
            })
        };
        if opens(&phrases.lists) {
            return Some(Self::List);
        }
        let invites = is_short && phrases.invitations.iter().any(|phrase| after_phrase(piece, phrase).is_some());
        let is_label = opens(&phrases.labels) || piece.starts_with('©') && is_short;
        (invites && !reports_speech(piece) || is_label).then_some(Self::Label)
    }
}

/// A heading of the lexicon that is one word of everyday speech stands among no more words than these.
const FEW_WORDS: usize = 4;

/// A comma and further words make the sentence one that somebody is reported to have said.
fn reports_speech(piece: &str) -> bool {
    ends_sentence(piece) && (piece.contains("\", ") || piece.contains("», ") || piece.contains("”, "))
        || ends_sentence(piece) && piece.matches(", ").count() >= 2
}

/// What follows a phrase at the start of a piece: the phrase must end with a word there, or be glued to a capital.
fn after_phrase<'l>(piece: &'l str, phrase: &str) -> Option<&'l str> {
    let mut wanted = phrase.chars();
    let mut end = None;
    'letters: for (at, letter) in piece.char_indices() {
        for folded in fold_letter(letter) {
            match wanted.next() {
                Some(expected) if expected == folded => {}
                Some(_) => return None,
                None => {
                    end = Some(at);
                    break 'letters;
                }
            }
        }
    }
    if end.is_none() && wanted.next().is_some() {
        return None;
    }
    let (before, rest) = piece.split_at(end.unwrap_or(piece.len()));
    let last = before.chars().next_back().unwrap_or(' ');
    let next = rest.chars().next().unwrap_or(' ');
    let is_border = !last.is_alphanumeric() || !next.is_alphanumeric();
    (is_border || last.is_lowercase() && next.is_uppercase()).then_some(rest)
}

/// Whether a line ends as a sentence or a part of one does.
pub(super) fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(['»', '"', '”', '“', ')', ']', '\'']).ends_with(['.', '!', '?', '…', ':', ';', ','])
}

/// Digits, and beside them nothing but words of dates and separators: `09.Jan.2026`, `2 февраля 2026, 12:30`, `1341`.
fn is_date(line: &str, phrases: &ClutterPhrases) -> bool {
    let is_mark = |letter: char| {
        matches!(letter, ' ' | '\u{a0}' | '.' | ',' | ':' | '/' | '-' | '|' | '—' | '–' | '+' | '(' | ')' | '·')
    };
    let digits = line.chars().filter(char::is_ascii_digit).count();
    if !(1..=24).contains(&digits) || line.chars().count() > LONGEST_DATE {
        return false;
    }
    let folded = fold(line);
    if !folded.chars().all(|letter| letter.is_alphanumeric() || letter == '\'' || is_mark(letter)) {
        return false;
    }
    let mut words =
        folded.split(|letter: char| !letter.is_alphabetic() && letter != '\'').filter(|word| !word.is_empty());
    // A number with a full stop after it counts items of the article.
    (digits >= 3 || !line.ends_with(['.', ')', ':'])) && words.all(|word| phrases.date_words.contains(word))
}

/// An address of mail or a number of a telephone: what a site says of itself. Sentences of an article may hold one too.
fn gives_contacts(line: &str) -> bool {
    let is_mail = |word: &str| {
        word.split_once('@').is_some_and(|(name, host)| {
            name.ends_with(char::is_alphanumeric) && host.contains('.') && host.starts_with(char::is_alphanumeric)
        })
    };
    line.split_whitespace().any(is_mail)
        || line.match_indices('+').any(|(at, _)| starts_with_telephone(&line[at + 1..]))
}

/// A number with the code of its country has at least ten digits, and nothing but marks between them.
fn starts_with_telephone(rest: &str) -> bool {
    let number = rest.chars().take_while(|letter| letter.is_ascii_digit() || " ()-\u{a0}".contains(*letter));
    rest.starts_with(|first: char| first.is_ascii_digit()) && number.filter(char::is_ascii_digit).count() >= 10
}

/// A date with weekday, time and zone, in characters.
const LONGEST_DATE: usize = 60;

/// `words / фото Reuters`, `words (photo: Reuters)`, `words. [Photo/Reuters]`, `words. Фото: Reuters`.
fn is_caption(line: &str, phrases: &ClutterPhrases) -> bool {
    line.match_indices(['/', '|', '(', '[', '©', '.']).any(|(at, mark)| {
        let rest = line[at + mark.len()..].trim_start();
        rest.chars().count() <= LONGEST_CREDIT
            && (mark == "©" && !rest.is_empty()
                || phrases.credits.iter().filter_map(|credit| after_phrase(rest, credit)).any(|name| {
                    let colon = name.trim_start().starts_with(':');
                    name.contains(char::is_alphanumeric) && (colon || mark != ".") && sentence::is_one(rest)
                }))
    })
}

/// A credit names an agency and a photographer, in characters.
const LONGEST_CREDIT: usize = 60;

/// Three short pieces between the same separators, two where one is a date; or words that are all hashtags.
fn is_trail(line: &str) -> bool {
    let mut words = line.split_whitespace().peekable();
    if words.peek().is_some() && words.all(|word| word.starts_with('#') && word.len() > 1) {
        return true;
    }
    [" » ", " › ", " > ", " | ", " • ", " · ", " / ", " → "].into_iter().any(|separator| {
        let pieces: Vec<&str> = line.split(separator).collect();
        pieces.len() >= 3 && pieces.iter().all(|piece| piece.chars().count() <= LONGEST_PIECE)
    })
}

/// A piece of a trail, in characters.
const LONGEST_PIECE: usize = 50;

/// `20:41 Headline`.
fn starts_with_time(line: &str) -> bool {
    let Some((time, headline)) = line.split_once([' ', '\u{a0}']) else { return false };
    let Some((hours, minutes)) = time.trim_end_matches(['—', '–', '-', ',']).split_once([':', '.']) else {
        return false;
    };
    let is_number = |digits: &str, below: u8| {
        (1..=2).contains(&digits.len()) && digits.parse::<u8>().is_ok_and(|number| number < below)
    };
    is_number(hours, 24) && minutes.len() == 2 && is_number(minutes, 60) && headline.contains(char::is_alphabetic)
}
