//! The shape of a token: script and capitals, punctuation mark, number. Each shape has its own embedding.

use std::collections::HashMap;

/// Shapes that the networks know, by the names the model gives them.
#[derive(Debug)]
pub(super) struct Shapes {
    /// Cyrillic and Latin, each in the order of [`Outline`].
    words: [[u8; 7]; 2],
    marks: HashMap<char, u8>,
    other_mark: u8,
    number: u8,
    other: u8,
}

/// How a word of letters is written.
#[derive(Clone, Copy)]
enum Outline {
    Capital,
    Small,
    Capitals,
    Smalls,
    Title,
    JoinedTitles,
    Other,
}

const OUTLINES: [&str; 7] = ["X", "x", "XX", "xx", "Xx", "Xx-Xx", "OTHER"];
const SCRIPTS: [&str; 2] = ["RU", "EN"];

impl Shapes {
    /// From the names of the shapes in their order; nothing where one is missing.
    pub(super) fn new<'a>(names: impl Iterator<Item = &'a str>) -> Option<Self> {
        let mut by_name = HashMap::new();
        for (index, name) in names.enumerate() {
            by_name.insert(name, u8::try_from(index).ok()?);
        }
        let mut words = [[0; 7]; 2];
        for (script, shapes) in SCRIPTS.iter().zip(&mut words) {
            for (outline, shape) in OUTLINES.iter().zip(shapes) {
                *shape = *by_name.get(format!("{script}_{outline}").as_str())?;
            }
        }
        let marks = by_name.iter().filter_map(|(name, &shape)| {
            let mut mark = name.strip_prefix("PUNCT_")?.chars();
            Some((mark.next().filter(|_| mark.next().is_none())?, shape))
        });
        Some(Self {
            words,
            marks: marks.collect(),
            other_mark: *by_name.get("PUNCT_OTHER")?,
            number: *by_name.get("NUM")?,
            other: *by_name.get("OTHER")?,
        })
    }

    /// The shape of a token. Its first characters decide: «СИЗО-6» is Cyrillic, «2011-2020» a number.
    pub(super) fn of(&self, token: &str) -> u8 {
        let mut letters = token.chars();
        let Some(first) = letters.next() else { return self.other };
        let second = letters.next();
        if is_cyrillic(first) {
            self.words[0][outline(token) as usize]
        } else if is_latin(first) {
            self.words[1][outline(token) as usize]
        } else if is_digit(first) || (matches!(first, '+' | '-') && second.is_some_and(is_digit)) {
            self.number
        } else if let Some(&mark) = self.marks.get(&first) {
            if second.is_none() { mark } else { self.other_mark }
        } else {
            self.other
        }
    }
}

/// The alphabet of Russian alone, and the old forms that are the same letters without regard to case.
fn is_cyrillic(letter: char) -> bool {
    matches!(letter, 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё' | '\u{1c80}'..='\u{1c86}')
}

/// The alphabet of English, and what is the same letter without regard to case: Turkish i, long s, the kelvin sign.
fn is_latin(letter: char) -> bool {
    letter.is_ascii_alphabetic() || matches!(letter, 'ı' | 'İ' | 'ſ' | '\u{212a}')
}

fn is_digit(letter: char) -> bool {
    letter.is_ascii_digit()
}

fn outline(token: &str) -> Outline {
    let mut letters = token.chars();
    let first = letters.next();
    if letters.next().is_none() {
        return if first.is_some_and(char::is_uppercase) { Outline::Capital } else { Outline::Small };
    }
    let has_capital = token.chars().any(char::is_uppercase);
    let has_small = token.chars().any(char::is_lowercase);
    match (has_capital, has_small) {
        (true, false) => Outline::Capitals,
        (false, true) => Outline::Smalls,
        _ if is_title(token) => Outline::Title,
        _ if token.split_once('-').is_some_and(|(left, right)| is_title(left) && is_title(right)) => {
            Outline::JoinedTitles
        }
        _ => Outline::Other,
    }
}

fn is_title(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase)
        && letters.clone().any(char::is_lowercase)
        && !letters.any(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 20] = [
        "<pad>",
        "RU_X",
        "RU_x",
        "RU_XX",
        "RU_xx",
        "RU_Xx",
        "RU_Xx-Xx",
        "RU_OTHER",
        "EN_X",
        "EN_x",
        "EN_XX",
        "EN_xx",
        "EN_Xx",
        "EN_Xx-Xx",
        "EN_OTHER",
        "PUNCT_,",
        "PUNCT__",
        "PUNCT_OTHER",
        "NUM",
        "OTHER",
    ];

    fn shape(token: &str) -> &'static str {
        NAMES[usize::from(Shapes::new(NAMES.into_iter()).unwrap().of(token))]
    }

    #[test]
    fn a_word_has_its_script_and_its_capitals() {
        let words = ["Я", "и", "США", "дом", "Москва", "Санкт-Петербург", "МакКейн", "СИЗО-6", "Ростов-на-Дону"];
        let shapes = ["RU_X", "RU_x", "RU_XX", "RU_xx", "RU_Xx", "RU_Xx-Xx", "RU_OTHER", "RU_XX", "RU_OTHER"];
        assert_eq!(words.map(shape), shapes);
        assert_eq!(["NATO", "iPhone", "Reuters"].map(shape), ["EN_XX", "EN_OTHER", "EN_Xx"]);
    }

    #[test]
    fn marks_numbers_and_the_rest_have_shapes_of_their_own() {
        assert_eq!(
            [",", "_", ",,", "-5", "2011-2020", "і", "€"].map(shape),
            ["PUNCT_,", "PUNCT__", "PUNCT_OTHER", "NUM", "NUM", "OTHER", "OTHER"]
        );
    }

    #[test]
    fn shapes_that_the_model_does_not_name_are_noticed() {
        assert!(Shapes::new(NAMES.into_iter().skip(2)).is_none());
    }
}
