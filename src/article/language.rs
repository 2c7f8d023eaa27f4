//! What an article is written in.

use std::fmt;

/// The languages that have a backend, and the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// Russian.
    Russian,
    /// Ukrainian.
    Ukrainian,
    /// English.
    English,
    /// Anything else: counted, and no events are read from it.
    Other,
}

impl Language {
    /// Every language that is read.
    pub const READ: [Self; 3] = [Self::Russian, Self::Ukrainian, Self::English];

    /// ISO 639-1 code; `other` for the rest.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Russian => "ru",
            Self::Ukrainian => "uk",
            Self::English => "en",
            Self::Other => "other",
        }
    }

    /// The language that a code such as `ru` or `en-GB` names.
    #[must_use]
    pub fn from_code(code: &str) -> Self {
        let primary = code.split(['-', '_']).next().unwrap_or_default();
        Self::READ.into_iter().find(|language| language.code().eq_ignore_ascii_case(primary)).unwrap_or(Self::Other)
    }

    /// Tells the language from the text: Ukrainian and Russian by the letters that only one of them has, the rest by
    /// script and trigrams.
    #[must_use]
    pub fn detect(text: &str) -> Self {
        let sample: String = text.chars().take(SAMPLE_CHARACTERS).collect();
        let count =
            |letters: &str| sample.chars().filter(|c| c.to_lowercase().any(|lower| letters.contains(lower))).count();
        let (ukrainian, russian) = (count("іїєґ"), count("ыэёъ"));
        match whatlang::detect(&sample).map(|info| info.lang()) {
            Some(whatlang::Lang::Eng) => Self::English,
            Some(whatlang::Lang::Rus | whatlang::Lang::Ukr) => {
                if ukrainian > russian {
                    Self::Ukrainian
                } else {
                    Self::Russian
                }
            }
            _ => Self::Other,
        }
    }
}

/// How much of a text is looked at to tell its language, in characters: enough for any article, and bounded.
const SAMPLE_CHARACTERS: usize = 2000;

impl fmt::Display for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_tell_ukrainian_from_russian() {
        assert_eq!(Language::detect("Міністри двох країн провели розмову телефоном"), Language::Ukrainian);
        assert_eq!(Language::detect("Министры двух стран провели разговор по телефону"), Language::Russian);
        assert_eq!(
            Language::detect("The ministers of both countries spoke over the phone on Tuesday"),
            Language::English
        );
        assert_eq!(
            Language::detect("Die Minister beider Länder haben am Dienstag miteinander telefoniert"),
            Language::Other
        );
        assert_eq!(Language::detect(""), Language::Other);
    }

    #[test]
    fn a_code_may_have_a_region() {
        assert_eq!(Language::from_code("en-GB"), Language::English);
        assert_eq!(Language::from_code("UK"), Language::Ukrainian);
        assert_eq!(Language::from_code("de"), Language::Other);
    }
}
