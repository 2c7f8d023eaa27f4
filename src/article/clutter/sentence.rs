//! Sentences of a paragraph that are not the article's: scrapers join invitations, credits and imprints to its text.

use std::ops::Range;

use crate::lexicon::ClutterPhrases;
use crate::linguistics::fold;

use super::line::{Opening, ends_sentence};

/// Byte ranges of a paragraph that are clutter.
pub(super) fn find(paragraph: &str, phrases: &ClutterPhrases) -> Vec<Range<usize>> {
    let sentences = split(paragraph);
    let imprint: Vec<usize> =
        (0..sentences.len()).filter(|index| is_imprint(&paragraph[sentences[*index].clone()], phrases)).collect();
    let mut is_site = vec![false; sentences.len()];
    imprint.iter().for_each(|index| is_site[*index] = true);
    // What a site says of itself comes together: sentences between two of its sentences are its own.
    for pair in imprint.windows(2).filter(|pair| pair[1] - pair[0] <= WIDEST_GAP) {
        is_site[pair[0]..=pair[1]].fill(true);
    }
    let drop = |(sentence, is_site): (Range<usize>, bool)| {
        if is_site {
            return Some(sentence);
        }
        let dropped = start_of_clutter(&paragraph[sentence.clone()], phrases)?;
        Some(sentence.start..sentence.start + dropped)
    };
    sentences.into_iter().zip(is_site).filter_map(drop).collect()
}

/// How far apart two sentences of one imprint are, counted in sentences.
const WIDEST_GAP: usize = 3;

/// How many bytes of a sentence are clutter, where it starts as clutter does. In a paragraph only what has an end or a
/// colon is sure.
fn start_of_clutter(sentence: &str, phrases: &ClutterPhrases) -> Option<usize> {
    let is_told_apart = ends_sentence(sentence) || sentence.contains([':', '|']);
    let colon = sentence.find(':').map(|at| at + 1).filter(|_| hides_a_sentence(sentence));
    match colon {
        // The heading that is known with its headline, where that is told from the text it is glued to; otherwise it
        // alone, and not what it would take along.
        Some(colon) => Opening::of(&sentence[..colon], phrases).map(|_| glue(sentence, colon).unwrap_or(colon)),
        None => (is_told_apart && Opening::of(sentence, phrases).is_some()).then_some(sentence.len()),
    }
}

/// Where a headline that starts at a byte is glued to a sentence: a capital right after a small letter, with words enough
/// before it.
fn glue(sentence: &str, start: usize) -> Option<usize> {
    let headline = &sentence[start..];
    let mut letters = headline.char_indices().zip(headline.chars().skip(1));
    let (at, _) = letters.find(|((at, letter), next)| {
        let is_seam = letter.is_lowercase() && next.is_uppercase();
        is_seam && headline[..*at].split_whitespace().count() >= SHORTEST_GLUED
    })?;
    Some(start + at.0 + at.1.len_utf8())
}

/// Headlines have no full stop: one that ends with it, is long and has a capital inside may run into a sentence of the
/// article, and where that begins cannot be told.
fn hides_a_sentence(sentence: &str) -> bool {
    let words: Vec<&str> = sentence.split_whitespace().collect();
    let inner = words.get(SHORTEST_GLUED..words.len().saturating_sub(SHORTEST_GLUED)).unwrap_or_default();
    sentence.ends_with('.')
        && sentence.chars().count() > LONGEST_WITH_STOP
        && inner.iter().any(|word| word.starts_with(char::is_uppercase))
}

/// A headline that was given a full stop is no longer than this, in characters.
const LONGEST_WITH_STOP: usize = 100;

/// A headline, and a sentence glued to it, have at least as many words.
const SHORTEST_GLUED: usize = 4;

/// Whether a sentence holds a phrase that only an imprint has.
pub(super) fn is_imprint(sentence: &str, phrases: &ClutterPhrases) -> bool {
    if sentence.len() < SHORTEST_IMPRINT {
        return false;
    }
    let folded = fold(sentence);
    // In quotation marks somebody says it.
    let mut depth = 0_usize;
    let hide_quoted = |letter: char| {
        depth = match letter {
            '«' | '“' | '„' => depth + 1,
            '»' | '”' => depth.saturating_sub(1),
            _ => depth,
        };
        if depth > 0 { '"' } else { letter }
    };
    let outside: String = folded.chars().map(hide_quoted).collect();
    phrases.imprint.iter().any(|phrase| outside.contains(phrase.as_str()))
}

/// No phrase of an imprint is shorter, in bytes.
const SHORTEST_IMPRINT: usize = 10;

/// Whether a piece is no more than one sentence.
pub(super) fn is_one(piece: &str) -> bool {
    split(piece).len() <= 1
}

/// Sentences of a paragraph: they end at a mark that something other than a small letter follows, outside «» and “”.
fn split(paragraph: &str) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let (mut start, mut depth, mut word) = (0, 0_usize, 0);
    let mut letters = paragraph.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '«' | '“' | '„' => depth += 1,
            '»' | '”' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let is_end = matches!(letter, '!' | '?' | '…') || letter == '.' && word != 1;
        word = if letter.is_alphanumeric() { word + 1 } else { 0 };
        if !is_end || depth > 0 {
            continue;
        }
        let mut end = at + letter.len_utf8();
        while let Some((next, mark)) =
            letters.next_if(|(_, next)| matches!(next, '.' | '!' | '?' | '…' | '"' | ')' | '»' | '”'))
        {
            depth = if matches!(mark, '»' | '”') { depth.saturating_sub(1) } else { depth };
            end = next + mark.len_utf8();
        }
        let rest = paragraph[end..].trim_start();
        let begins = rest.chars().next().is_some_and(|next| !next.is_lowercase() && !matches!(next, ',' | ';' | ':'));
        // Without a space only a word begins a sentence, as it does not in `example.org`, `NEWS.UA`, `3.5`.
        let mut first = rest.chars();
        let is_word = first.next().is_some_and(char::is_uppercase) && first.next().is_some_and(char::is_lowercase);
        let apart = rest.len() < paragraph.len() - end || is_word;
        if begins && apart {
            sentences.push(start..end);
            start = paragraph.len() - rest.len();
        }
    }
    if start < paragraph.trim_end().len() {
        sentences.push(start..paragraph.trim_end().len());
    }
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glued(paragraph: &str) -> Vec<&str> {
        find(paragraph, &ClutterPhrases::built_in().unwrap()).into_iter().map(|range| &paragraph[range]).collect()
    }

    #[test]
    fn invitations_and_credits_between_sentences_are_dropped() {
        let paragraph = "Министр выступил с речью. Фото: Вестник. Он просил времени. Читайте также: Курс вырос. Речь длилась час. Подписывайтесь на наш канал!";
        assert_eq!(glued(paragraph), ["Фото: Вестник.", "Читайте также: Курс вырос.", "Подписывайтесь на наш канал!"]);
        let paragraph = "The minister spoke for an hour.Read more: Prices rise again. He asked for time.";
        assert_eq!(glued(paragraph), ["Read more: Prices rise again."]);
    }

    #[test]
    fn a_headline_that_runs_into_the_text_takes_no_sentence_along() {
        let paragraph = "Речь длилась час. Читайте также: Курс вырос вдвое за день Накануне Смирнов заявил, что переговоры о поставках зерна и угля продолжатся осенью. Он уехал.";
        assert_eq!(glued(paragraph), ["Читайте также:"]);
    }

    #[test]
    fn a_headline_glued_to_the_text_ends_at_the_seam() {
        let paragraph = "Речь длилась час. Читайте также: Курс вырос вдвое за деньНакануне Смирнов заявил, что переговоры о поставках зерна и угля продолжатся осенью. Он уехал.";
        assert_eq!(glued(paragraph), ["Читайте также: Курс вырос вдвое за день"]);
    }

    #[test]
    fn an_imprint_is_dropped_with_what_stands_inside_it() {
        let imprint = "Зарегистрирован в Роскомнадзоре 1.1.2012. Главный редактор – Б. Петров. Редакция не несет ответственности за чужие мнения.";
        assert_eq!(glued(&format!("Министр уехал. {imprint}")).concat().len(), imprint.len() - 2);
    }

    #[test]
    fn what_is_said_in_quotation_marks_stays() {
        assert!(glued("Он сказал: «Хватит. Читайте также: газеты. Все права защищены» — и ушёл.").is_empty());
        assert!(glued("«Речь окончена. Подписывайтесь на нас», — сказал министр. Он ушёл.").is_empty());
    }

    #[test]
    fn addresses_numbers_and_initials_end_no_sentence() {
        assert_eq!(split("См. example.org, NEWS.UA и 3.5 или А. С. Пушкина. Конец").len(), 2);
        assert_eq!(split("").len(), 0);
    }
}
