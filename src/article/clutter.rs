//! What stands in a text and is not the article: lists of other news, lone dates, subscribe lines.
//!
//! It is told by its shape: an opening phrase of the lexicon, a date that stands alone, and after either of them runs of
//! lines that are no sentences. Nothing is known of any site.

use std::ops::Range;

use crate::lexicon::ClutterPhrases;

/// Byte ranges of `text` that are not the article, in order and apart.
pub(super) fn find(text: &str, phrases: &ClutterPhrases) -> Vec<Range<usize>> {
    let lines = lines(text);
    let mut is_clutter = vec![false; lines.len()];
    let mut in_list = false;
    for (index, line) in lines.iter().enumerate() {
        let shape = Shape::of(&text[line.clone()], phrases);
        in_list = match shape {
            Shape::Opener { carries_list } => !carries_list,
            Shape::Blank => in_list,
            Shape::Date => true,
            Shape::Heading => in_list,
            Shape::Prose => false,
        };
        is_clutter[index] = match shape {
            Shape::Opener { .. } | Shape::Date => true,
            Shape::Blank => false,
            Shape::Heading => in_list || stands_between_dates(text, &lines[index + 1..], phrases),
            Shape::Prose => false,
        };
    }
    let mut found: Vec<Range<usize>> = Vec::new();
    for (line, _) in lines.into_iter().zip(is_clutter).filter(|(_, clutter)| *clutter) {
        match found.last_mut() {
            Some(last) if text[last.end..line.start].trim().is_empty() => last.end = line.end,
            _ => found.push(line),
        }
    }
    found
}

/// The lines of a text, without their newlines.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    text.split_inclusive('\n')
        .map(|line| {
            let range = start..start + line.trim_end_matches(['\n', '\r']).len();
            start += line.len();
            range
        })
        .collect()
}

/// A heading right before a lone date belongs to the list that the date belongs to.
fn stands_between_dates(text: &str, following: &[Range<usize>], phrases: &ClutterPhrases) -> bool {
    following
        .iter()
        .map(|line| Shape::of(&text[line.clone()], phrases))
        .find(|shape| !matches!(shape, Shape::Blank))
        .is_some_and(|shape| matches!(shape, Shape::Date))
}

/// What a line looks like.
enum Shape {
    /// It starts with a phrase of the lexicon; it may hold a whole list after that.
    Opener { carries_list: bool },
    /// A date and nothing else.
    Date,
    /// Short, and does not end as a sentence does.
    Heading,
    /// Anything else.
    Prose,
    /// Nothing.
    Blank,
}

impl Shape {
    fn of(line: &str, phrases: &ClutterPhrases) -> Self {
        let line = line.trim();
        if line.is_empty() {
            return Self::Blank;
        }
        let lower = crate::linguistics::fold(line);
        if let Some(rest) = phrases.openers.iter().find_map(|opener| starts_phrase(&lower, opener)) {
            let rest = rest.trim_matches(|letter: char| !letter.is_alphanumeric());
            let sentence = line.chars().count() > LONGEST_HEADING && ends_sentence(line) && !rest_is_list(&lower, rest);
            return if sentence {
                Self::Prose
            } else {
                Self::Opener { carries_list: !rest.is_empty() && !glued(&lower, rest) }
            };
        }
        if is_date(line) {
            return Self::Date;
        }
        if line.chars().count() <= LONGEST_HEADING && !ends_sentence(line) { Self::Heading } else { Self::Prose }
    }
}

/// Headlines of other news are shorter than this, in characters; a paragraph that does not end as a sentence and is
/// longer was cut off by the scraper.
const LONGEST_HEADING: usize = 160;

/// What follows a phrase at the start of a line, where the phrase ends with a word there.
fn starts_phrase<'l>(lower: &'l str, opener: &str) -> Option<&'l str> {
    lower.trim_start_matches(|letter: char| !letter.is_alphanumeric() && letter != '©').strip_prefix(opener)
}

/// A colon or bar after the phrase: the rest of the line is the list.
fn rest_is_list(lower: &str, rest: &str) -> bool {
    lower.len() > rest.len() && lower[..lower.len() - rest.len()].trim_end().ends_with([':', '|', '.', '—', '-'])
}

/// The list's first headline stands glued to its heading, as scrapers join them: more lines follow.
fn glued(lower: &str, rest: &str) -> bool {
    lower.strip_suffix(rest).is_some_and(|before| before.ends_with(char::is_alphanumeric))
}

fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(['»', '"', '”', '“', ')', ']', '\'']).ends_with(['.', '!', '?', '…', ':', ';', ','])
}

/// Digits, separators and at most one short word: `09.Jan.2026`, `13 Jan 2026`, `2 февраля 2026, 12:30`.
fn is_date(line: &str) -> bool {
    let words = line.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty()).count();
    let digits = line.chars().filter(char::is_ascii_digit).count();
    let strange = line.chars().any(|letter| {
        !letter.is_alphanumeric() && !matches!(letter, ' ' | '.' | ',' | ':' | '/' | '-' | '|' | '—' | '–')
    });
    words <= 1 && (3..=12).contains(&digits) && !strange && line.chars().count() <= 30
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clutter(text: &str) -> Vec<&str> {
        find(text, &ClutterPhrases::built_in().unwrap()).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn a_list_of_other_news_with_dates_is_dropped() {
        let text = "Министр выступил с речью.\nПоследние новости\nПоследние новостиПервая новость\n09.Jan.2026\nВторая новость\n08.Jan.2026\n\n13 Jan 2026\n";
        assert_eq!(clutter(text), [&text[text.find("Последние").unwrap()..text.len() - 1]]);
    }

    #[test]
    fn prose_goes_on_after_a_list() {
        let text = "Первый абзац статьи.\n\nЧитайте также: Курс доллара вырос\n\nВторой абзац статьи.";
        assert_eq!(clutter(text), ["Читайте также: Курс доллара вырос"]);
    }

    #[test]
    fn a_text_without_lists_stays_whole() {
        assert!(clutter("Заголовок без точки\nАбзац с точкой.\nЕщё один, в 2022 году.").is_empty());
        assert!(clutter("").is_empty());
    }
}
