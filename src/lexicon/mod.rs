//! Words as data: what the folder `lexicon/` says of each language, checked and made ready to be looked up.
//!
//! A folder of `lexicon/` is a language, a file in it a subject. The text of every file is built into the program; its
//! hash is part of the version that every event carries.

mod files;
mod meaning;
mod phrase;

use std::collections::{HashMap, HashSet};

use rust_embed::RustEmbed;

use crate::article::Language;
use crate::event::folder_hash;
use crate::event::v1::StatementAct;
use crate::linguistics::fold;
use crate::linguistics::{Gender, Grammar};

pub use files::SanctionForms;
pub use meaning::{
    AgainstWord, CallWord, ConditionWord, Frame, Meaning, MeasureWord, Modality, PronounSort, Report, ReportKind,
    TimeWord, Title,
};
pub use phrase::{Match, PhraseTable};

use files::{Acts, Calls, Reporting, Sanctions, Times, Titles};

/// The folder `lexicon/`, built in.
#[derive(RustEmbed)]
#[folder = "lexicon/"]
struct BuiltIn;

/// A fault in a lexicon file.
#[derive(Debug, thiserror::Error)]
pub enum LexiconError {
    /// A file that every language has is not there.
    #[error("lexicon/{language}/{file} is missing")]
    Missing {
        /// Language code.
        language: &'static str,
        /// File name.
        file: &'static str,
    },
    /// A file that is not written as it should be.
    #[error("lexicon/{language}/{file}: {reason}")]
    Malformed {
        /// Language code.
        language: &'static str,
        /// File name.
        file: &'static str,
        /// Where and why.
        reason: String,
    },
}

/// The words of one language.
#[derive(Debug)]
pub struct Lexicon {
    /// The language.
    pub language: Language,
    /// Endings and function words.
    pub grammar: Grammar,
    /// What words and phrases mean.
    pub phrases: PhraseTable<Meaning>,
    /// Acts that the words of a content tell, in the order in which they win over each other.
    pub acts: Vec<StatementAct>,
    /// Stems of nouns for occasions on which something is said.
    pub occasions: HashSet<String>,
    /// Stems of nouns for things that speak: documents, bodies.
    pub speaking_things: HashSet<String>,
    /// What endings tell of the words for measures.
    pub sanction_forms: SanctionForms,
    /// Stems of nouns for what somebody issues, and which speaks for whoever issued it.
    pub documents: HashSet<String>,
    /// Given names in their dictionary form, in small letters.
    pub given_names: HashMap<String, Gender>,
    /// Small words in the middle of names ("von", "da").
    pub name_particles: HashSet<String>,
}

impl Lexicon {
    /// The built-in lexicon of a language.
    ///
    /// # Errors
    ///
    /// A [`LexiconError`] that names the file at fault.
    pub fn built_in(language: Language) -> Result<Self, LexiconError> {
        let grammar: Grammar = load(language, "grammar.toml")?;
        let mut phrases = PhraseTable::default();
        let key = |word: &str| grammar.key(language, word);
        let reporting: Reporting = load(language, "reporting.toml")?;
        reporting.insert(&mut phrases, key);
        let stems = |words: &[String]| words.iter().map(|word| grammar.stem(language, &fold(word))).collect();
        let (speaking_things, documents) = (stems(&reporting.speaking_things), stems(&reporting.documents));
        let occasions = stems(&reporting.occasions);
        let acts: Acts = load(language, "acts.toml")?;
        acts.insert(&mut phrases, key);
        load::<Calls>(language, "calls.toml")?.insert(&mut phrases, key);
        let sanctions: Sanctions = load(language, "sanctions.toml")?;
        sanctions.insert(&mut phrases, key);
        load::<Titles>(language, "titles.toml")?.insert(&mut phrases, key);
        load::<Times>(language, "time.toml")?.insert(&mut phrases, key);
        let names: files::GivenNames = load(language, "given_names.toml")?;
        let name_particles = names.particles();
        Ok(Self {
            language,
            grammar,
            phrases,
            acts: acts.order(),
            occasions,
            speaking_things,
            documents,
            given_names: names.into_map(),
            name_particles,
            sanction_forms: sanctions.forms,
        })
    }
}

/// Phrases that tell what is not the article, of every language: clutter is told apart before the language is known.
/// All are in small letters.
#[derive(Debug, Default)]
pub struct ClutterPhrases {
    /// Headings of lists of other news, the longest first.
    pub lists: Vec<String>,
    /// What stands alone or before a colon and has no list after it: credits, buttons, notices; the longest first.
    pub labels: Vec<String>,
    /// How sentences to the reader start, the longest first.
    pub invitations: Vec<String>,
    /// What a site says of itself and its rights, anywhere in a sentence.
    pub imprint: Vec<String>,
    /// Words after a slash, bar or bracket that make a short line a caption.
    pub credits: Vec<String>,
    /// What a lone date may hold beside digits.
    pub date_words: HashSet<String>,
}

impl ClutterPhrases {
    /// The built-in phrases.
    ///
    /// # Errors
    ///
    /// A [`LexiconError`] that names the file at fault.
    pub fn built_in() -> Result<Self, LexiconError> {
        let mut all = Self::default();
        for language in Language::READ {
            let file: files::Clutter = load(language, "clutter.toml")?;
            all.lists.extend(file.lists);
            all.labels.extend(file.labels);
            all.invitations.extend(file.invitations);
            all.imprint.extend(file.imprint);
            all.credits.extend(file.credits);
            all.date_words.extend(file.date_words);
        }
        for phrases in [&mut all.lists, &mut all.labels, &mut all.invitations, &mut all.imprint, &mut all.credits] {
            phrases.sort_by(|one, other| other.len().cmp(&one.len()).then(one.cmp(other)));
            phrases.dedup();
        }
        Ok(all)
    }
}

/// A hash of the built-in lexicon.
#[must_use]
pub fn version() -> String {
    folder_hash::<BuiltIn>()
}

fn load<T: serde::de::DeserializeOwned>(language: Language, file: &'static str) -> Result<T, LexiconError> {
    let code = language.code();
    let found = BuiltIn::get(&format!("{code}/{file}")).ok_or(LexiconError::Missing { language: code, file })?;
    let malformed = |reason: String| LexiconError::Malformed { language: code, file, reason };
    let text = std::str::from_utf8(&found.data).map_err(|error| malformed(error.to_string()))?;
    toml::from_str(text).map_err(|error| malformed(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linguistics::nominatives;

    #[test]
    fn every_built_in_file_is_well_formed() {
        for language in Language::READ {
            Lexicon::built_in(language).unwrap();
        }
        assert!(!ClutterPhrases::built_in().unwrap().lists.is_empty());
        assert_eq!(version().len(), 16);
    }

    #[test]
    fn the_forms_of_a_ukrainian_word_meet_in_one_stem() {
        let grammar = Lexicon::built_in(Language::Ukrainian).unwrap().grammar;
        let stem = |word: &str| grammar.stem(Language::Ukrainian, word);
        let words = [
            "розмова розмови розмову розмовою розмові розмовах",
            "телефонний телефонного телефонної телефонну телефонні телефонних телефонними",
            "президент президента президенту президентом президенти президентів президентами",
            "заявив заявила заявили заявляє заявляють заявляла",
            "повідомив повідомила повідомляє повідомляють",
            "пояснив пояснила пояснює пояснюють пояснював",
            "наголошує наголошують наголошував",
            "санкція санкції санкцій санкцію санкцією санкціям санкціями санкціях",
            "санкційний санкційного санкційних",
            "обмеження обмеженню обмеженням обмежень обмеженнями",
            "міністр міністра міністром міністри міністрів",
            "міністерка міністерки міністерку міністеркою",
            "речник речника речником речники",
            "попередній попереднього попередню попередня попередньої",
            "тариф тарифу тарифи тарифів тарифами",
            "погроза погрози погрозу погрозою погрозами",
        ];
        let stems = words.map(|forms| {
            let stems: HashSet<_> = forms.split(' ').map(stem).collect();
            assert_eq!(stems.len(), 1, "{forms}: {stems:?}");
            stems.into_iter().next().unwrap()
        });
        assert_eq!(HashSet::from(stems).len(), words.len(), "different words keep apart");
    }

    #[test]
    fn an_english_genitive_comes_back_to_its_name() {
        let grammar = Lexicon::built_in(Language::English).unwrap().grammar;
        for (form, name) in [("trump's", "trump"), ("orbans'", "orbans"), ("rubio's", "rubio")] {
            assert!(nominatives(&grammar, form, None).contains(&name.to_owned()), "{form}");
        }
    }

    #[test]
    fn a_ukrainian_name_comes_back_from_every_case() {
        let grammar = Lexicon::built_in(Language::Ukrainian).unwrap().grammar;
        let names = [
            (Gender::Male, "зеленський", "зеленського зеленському зеленським"),
            (Gender::Male, "путін", "путіна путіну путінові путіним"),
            (Gender::Male, "порошенко", "порошенка порошенку порошенком"),
            (Gender::Male, "лавров", "лаврова лаврову лавровим"),
            (Gender::Male, "трамп", "трампа трампу трампові трампом"),
            (Gender::Male, "шольц", "шольца шольцу шольцем шольцом"),
            (Gender::Male, "сибіга", "сибіги сибізі сибігу сибігою"),
            (Gender::Male, "андрій", "андрія андрію андрієві андрієм"),
            (Gender::Male, "шмигаль", "шмигаля шмигалю шмигалем"),
            (Gender::Female, "захарова", "захарової захаровій захарову захаровою"),
            (Gender::Female, "меркель", "меркель"),
        ];
        for (gender, name, forms) in names {
            for form in forms.split(' ') {
                assert!(nominatives(&grammar, form, Some(gender)).contains(&name.to_owned()), "{form}");
            }
        }
    }
}
