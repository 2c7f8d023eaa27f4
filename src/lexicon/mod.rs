//! Words as data: what the folder `lexicon/` says of each language, checked and made ready to be looked up.
//!
//! A folder of `lexicon/` is a language, a file in it a subject. The text of every file is built into the program; a
//! folder of the user's may add to it. The hash of both is part of the version that every event carries.
//!
//! In every file a word stands for all its forms; with `=` before it, for that form alone. Every key may be left out, so
//! that a file which adds to a built-in one holds what it adds and nothing else. Each module is named after its file, and
//! has what the words of that file mean and how they fill the table of phrases.

mod acts;
mod calls;
mod clutter;
mod meaning;
mod modality;
mod phrase;
mod reporting;
mod sanctions;
mod source;
mod time;
mod titles;

use std::collections::{HashMap, HashSet};

use rust_embed::RustEmbed;
use serde::de::DeserializeOwned;

use crate::article::Language;
use crate::event::folder_hash;
use crate::event::v1::StatementAct;
use crate::linguistics::fold;
use crate::linguistics::{Gender, Grammar};

pub use acts::ActWord;
pub use calls::CallWord;
pub use clutter::ClutterPhrases;
pub use meaning::Meaning;
pub use modality::Modality;
pub use phrase::{Match, PhraseTable};
pub use reporting::{Frame, PronounSort, Report, ReportKind};
pub use sanctions::{AgainstWord, ConditionWord, MeasureWord, SanctionForms};
pub(crate) use source::File;
pub use source::{Additions, LexiconError};
pub use time::{TimeUnit, TimeWord, Zone};
pub use titles::{BodySort, Title};

use acts::Acts;
use calls::Calls;
use reporting::Reporting;
use sanctions::Sanctions;
use time::Times;
use titles::{GivenNames, Titles};

/// The folder `lexicon/`, built in.
#[derive(RustEmbed)]
#[folder = "lexicon/"]
struct BuiltIn;

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
    /// Stems of verbs whose subject holds the noun that they govern ("make", in "made a proposal to do Y").
    pub light_verbs: HashSet<String>,
    /// What endings tell of the words for measures.
    pub sanction_forms: SanctionForms,
    /// Stems of nouns for what somebody issues, and which speaks for whoever issued it.
    pub documents: HashSet<String>,
    /// The state whose office a bare title is where no state is named; empty where a language is that of many.
    pub home: String,
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
        let mut lexicon = Self {
            language,
            grammar: load(&Layer::BuiltIn, language, "grammar.toml")?,
            phrases: PhraseTable::default(),
            acts: Vec::new(),
            occasions: HashSet::new(),
            light_verbs: HashSet::new(),
            speaking_things: HashSet::new(),
            documents: HashSet::new(),
            home: String::new(),
            given_names: HashMap::new(),
            name_particles: HashSet::new(),
            sanction_forms: SanctionForms::default(),
        };
        lexicon.take_in(&Layer::BuiltIn)?;
        Ok(lexicon)
    }

    /// The same lexicon, with what a folder adds. Words are added to lists; a phrase that the lexicon has already, and has
    /// in the same sense, means from now on what the folder says.
    ///
    /// # Errors
    ///
    /// A [`LexiconError`] that names file and line at fault.
    pub fn with(mut self, additions: &Additions) -> Result<Self, LexiconError> {
        self.take_in(&Layer::Added(additions))?;
        Ok(self)
    }

    fn take_in(&mut self, layer: &Layer<'_>) -> Result<(), LexiconError> {
        let (language, grammar) = (self.language, &self.grammar);
        let mut phrases = PhraseTable::default();
        let key = |word: &str| grammar.key(language, word);
        let stem = |word: &String| grammar.stem(language, &fold(word));
        let reporting: Reporting = load(layer, language, "reporting.toml")?;
        reporting.insert(&mut phrases, key);
        self.speaking_things.extend(reporting.speaking_things.iter().map(stem));
        self.documents.extend(reporting.documents.iter().map(stem));
        self.occasions.extend(reporting.occasions.iter().map(stem));
        self.light_verbs.extend(reporting.light_verbs.iter().map(stem));
        let acts: Acts = load(layer, language, "acts.toml")?;
        acts.insert(&mut phrases, key);
        let new_acts: Vec<_> = acts.order().into_iter().filter(|act| !self.acts.contains(act)).collect();
        self.acts.extend(new_acts);
        load::<Calls>(layer, language, "calls.toml")?.insert(&mut phrases, key);
        let sanctions: Sanctions = load(layer, language, "sanctions.toml")?;
        sanctions.insert(&mut phrases, key);
        self.sanction_forms.extend(sanctions.forms);
        let titles: Titles = load(layer, language, "titles.toml")?;
        if !titles.home.is_empty() {
            self.home.clone_from(&titles.home);
        }
        titles.insert(&mut phrases, key);
        load::<Times>(layer, language, "time.toml")?.insert(&mut phrases, key);
        let names: GivenNames = load(layer, language, "given_names.toml")?;
        self.name_particles.extend(names.particles());
        self.given_names.extend(names.into_map());
        self.phrases.add(phrases, Meaning::gives_way_to);
        Ok(())
    }
}

/// A hash of the built-in lexicon.
#[must_use]
pub fn version() -> String {
    folder_hash::<BuiltIn>()
}

/// One of the sets of files that make up the words of a language.
enum Layer<'a> {
    /// Has every file.
    BuiltIn,
    /// Has any of them.
    Added(&'a Additions),
}

fn load<T: Default + DeserializeOwned>(
    layer: &Layer<'_>,
    language: Language,
    file: &'static str,
) -> Result<T, LexiconError> {
    let name = format!("{}/{file}", language.code());
    match layer {
        Layer::Added(additions) => File::added(additions, &name).map_or_else(|| Ok(T::default()), |file| file.parse()),
        Layer::BuiltIn => parse_built_in::<BuiltIn, T>("lexicon", &name),
    }
}

/// What is written in a file of a folder that is built in; `folder` is its name in the source.
pub(crate) fn parse_built_in<Folder: RustEmbed, T: DeserializeOwned>(
    folder: &str,
    name: &str,
) -> Result<T, LexiconError> {
    let path = format!("{folder}/{name}");
    let fault = |reason: String| LexiconError::BuiltIn { file: path.clone(), reason };
    let found = Folder::get(name).ok_or_else(|| fault("missing".to_owned()))?;
    let text = std::str::from_utf8(&found.data).map_err(|error| fault(error.to_string()))?;
    File::built_in(&path, text).parse()
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
