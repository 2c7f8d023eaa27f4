//! What an article is written in.

use std::cmp::Ordering;
use std::fmt;

use whatlang::{Detector, Lang};

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

    /// Tells the language from the text: first the script that most letters are of, then Ukrainian and Russian by the
    /// letters that only one of them has, the rest by trigrams.
    #[must_use]
    pub fn detect(text: &str) -> Self {
        let sample: String = text.chars().take(SAMPLE_CHARACTERS).flat_map(char::to_lowercase).collect();
        let count = |is_one: &dyn Fn(char) -> bool| sample.chars().filter(|letter| is_one(*letter)).count();
        let cyrillic = count(&|letter| ('\u{400}'..='\u{52f}').contains(&letter));
        let latin = count(&|letter| letter.is_ascii_alphabetic() || ('\u{c0}'..='\u{24f}').contains(&letter));
        let letters = count(&|letter| letter.is_alphabetic());
        if 2 * cyrillic > letters {
            let count = |of: &str| count(&|letter| of.contains(letter));
            Self::of_cyrillic(&sample, count("іїєґ"), count("ыэёъ"), count(ONLY_OTHER_CYRILLIC))
        } else if 2 * latin > letters {
            Self::of_latin(&sample)
        } else {
            Self::Other
        }
    }

    fn of_latin(sample: &str) -> Self {
        let is_short = sample.chars().count() < TELLING_CHARACTERS;
        match Detector::with_allowlist(LATIN.to_vec()).detect(sample) {
            Some(info) if info.lang() == Lang::Eng => Self::English,
            // Of all these languages English alone does without a letter beyond a to z.
            Some(info)
                if is_short
                    && !info.is_reliable()
                    && sample.chars().filter(|c| c.is_alphabetic()).all(|c| c.is_ascii()) =>
            {
                Self::English
            }
            _ => Self::Other,
        }
    }

    fn of_cyrillic(sample: &str, ukrainian: usize, russian: usize, other: usize) -> Self {
        // A name from elsewhere has a letter or two; a language has its letters all over.
        if other * RAREST_LETTER > sample.chars().count() {
            return Self::Other;
        }
        let info = whatlang::detect(sample);
        let is_known = |info: &whatlang::Info| matches!(info.lang(), Lang::Rus | Lang::Ukr);
        if info
            .is_some_and(|info| info.is_reliable() && !is_known(&info) && sample.chars().count() >= TELLING_CHARACTERS)
        {
            return Self::Other;
        }
        match ukrainian.cmp(&russian) {
            Ordering::Greater => Self::Ukrainian,
            Ordering::Less => Self::Russian,
            Ordering::Equal => match Detector::with_allowlist(vec![Lang::Rus, Lang::Ukr]).detect_lang(sample) {
                Some(Lang::Ukr) => Self::Ukrainian,
                _ => Self::Russian,
            },
        }
    }
}

/// How much of a text is looked at to tell its language, in characters: enough for any article, and bounded.
const SAMPLE_CHARACTERS: usize = 2000;

/// Shorter texts, in characters, do not tell the languages of one script apart by trigrams.
const TELLING_CHARACTERS: usize = 100;

/// A letter that tells a language makes up more than one character in so many.
const RAREST_LETTER: usize = 50;

/// Letters of Belarusian, Serbian, Macedonian, Kazakh, Kyrgyz and Tajik that neither Russian nor Ukrainian has.
const ONLY_OTHER_CYRILLIC: &str = "ўђјљњћџѓќѕәғқңөұүһӣӯҳҷ";

/// Languages of news in Latin letters. Among all that are known a short English headline is often taken for another.
const LATIN: [Lang; 18] = [
    Lang::Eng,
    Lang::Deu,
    Lang::Fra,
    Lang::Spa,
    Lang::Ita,
    Lang::Por,
    Lang::Pol,
    Lang::Nld,
    Lang::Tur,
    Lang::Ces,
    Lang::Ron,
    Lang::Swe,
    Lang::Dan,
    Lang::Fin,
    Lang::Hun,
    Lang::Hrv,
    Lang::Lit,
    Lang::Lav,
];

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
    fn short_and_mixed_texts_are_told_by_most_of_their_letters() {
        for (text, language) in [
            ("Biden warns Putin of sanctions", Language::English),
            ("Trump says tariffs will double", Language::English),
            ("Звонок", Language::Russian),
            ("Дзвінок", Language::Ukrainian),
            ("Зеленский: «Дякую!» — Reuters, BBC, CNN", Language::Russian),
            ("Компания OpenText Holdings International объявила о сделке с банком и новом офисе", Language::Russian),
            ("The word «перестройка» was heard again in Moscow on Tuesday", Language::English),
            ("Прэзідэнт Беларусі заявіў, што ўрад ужо ўвёў новыя меры ў адказ на заявы суседзяў.", Language::Other),
            ("Предсједник Србије изјавио је да ће разговори бити настављени идуће недеље.", Language::Other),
            (
                "Президентът заяви, че разговорите със съседната страна ще продължат през следващата седмица, след като министрите се върнат в столицата.",
                Language::Other,
            ),
            ("Le ministre a parlé au téléphone avec son homologue mardi soir.", Language::Other),
            ("習近平主席與總統通電話", Language::Other),
            ("12:30 — 14:00", Language::Other),
        ] {
            assert_eq!(Language::detect(text), language, "{text}");
        }
    }

    #[test]
    fn a_code_may_have_a_region() {
        assert_eq!(Language::from_code("en-GB"), Language::English);
        assert_eq!(Language::from_code("UK"), Language::Ukrainian);
        assert_eq!(Language::from_code("de"), Language::Other);
    }
}
