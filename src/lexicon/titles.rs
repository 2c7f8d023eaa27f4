//! `titles.toml`: offices, and words for people by what they do. `given_names.toml`: names before which a surname follows.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use super::meaning::Meaning;
use super::phrase::PhraseTable;
use crate::linguistics::{Gender, WordKey, fold};

/// A title or office, and what it says of who holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title {
    /// English name of the function ("president").
    pub name: String,
    /// Key of the office in the knowledge base; empty where it is none that is kept there.
    pub office: String,
    /// Country of the office, where the title alone tells it.
    pub country: String,
    /// Whether it is said of several people.
    pub group: bool,
    /// Of a group: the names of those who make it up may follow ("presidents A and B").
    pub named: bool,
    /// Without a name it is whoever was the subject last ("the minister").
    pub anaphoric: bool,
    /// It is said of people of any function ("politician"), also with words after it that tell of what ("head").
    pub general: bool,
    /// Key of the office that it is with the name of a state after it: "head of Norway"; empty where it is none.
    pub of_state: String,
    /// It names no office: with a country, it is whoever of that country was named last ("his American colleague").
    pub counterpart: bool,
    /// It is said of whoever leads a state, head of it or not ("leader").
    pub leads: bool,
    /// Its first word in the form of the dictionary, in small letters.
    pub first_word: String,
}

/// What sort of body an actor is, or a noun stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BodySort {
    /// Not told.
    #[default]
    Any,
    /// A news agency, paper or broadcaster: «издание».
    Outlet,
    /// A body of a state that many states have: «ведомство».
    Authority,
    /// What is neither: «компания», «организация».
    Other,
}

impl BodySort {
    /// Whether a body of this sort may be spoken of with a noun for another.
    #[must_use]
    pub fn fits(self, noun: Self) -> bool {
        // The knowledge base does not tell the authorities that only one state has from companies.
        self == noun || self == Self::Any || noun == Self::Any || (self, noun) == (Self::Other, Self::Authority)
    }
}

/// `titles.toml`: offices, and words for people by what they do.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Titles {
    /// The state whose office a bare title is where no state is named.
    pub(super) home: String,
    not_in_office: Vec<String>,
    /// The same, as the beginning of a title's first word ("ex-president").
    #[serde(default)]
    not_in_office_prefixes: Vec<String>,
    #[serde(default)]
    acting: Vec<String>,
    #[serde(default)]
    indefinite: Vec<String>,
    #[serde(default)]
    bodies: BodyNouns,
    title: Vec<TitleEntry>,
}

/// Nouns for bodies of a sort.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct BodyNouns {
    outlet: Vec<String>,
    authority: Vec<String>,
    other: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TitleEntry {
    name: String,
    #[serde(default)]
    office: String,
    #[serde(default)]
    country: String,
    #[serde(default)]
    group: bool,
    #[serde(default)]
    named: bool,
    #[serde(default)]
    anaphoric: bool,
    #[serde(default)]
    general: bool,
    #[serde(default)]
    of_state: String,
    #[serde(default)]
    counterpart: bool,
    #[serde(default)]
    leads: bool,
    words: Vec<String>,
}

impl Titles {
    pub(super) fn insert(self, table: &mut PhraseTable<Meaning>, key: impl Fn(&str) -> WordKey) {
        table.insert_all(&key, &self.not_in_office, &Meaning::NotInOffice);
        table.insert_all(&key, &self.acting, &Meaning::Acting);
        table.insert_all(&key, &self.indefinite, &Meaning::Indefinite);
        let BodyNouns { outlet, authority, other } = &self.bodies;
        for (nouns, sort) in [(outlet, BodySort::Outlet), (authority, BodySort::Authority), (other, BodySort::Other)] {
            table.insert_all(&key, nouns, &Meaning::Body(sort));
        }
        for TitleEntry {
            name,
            office,
            country,
            group,
            named,
            anaphoric,
            general,
            of_state,
            counterpart,
            leads,
            words,
        } in self.title
        {
            let prefixed =
                |phrase: &String| self.not_in_office_prefixes.iter().map(|prefix| prefixed(prefix, phrase)).collect();
            let former: Vec<String> = words.iter().flat_map::<Vec<_>, _>(prefixed).collect();
            let marked: Vec<_> =
                former.iter().filter_map(|phrase| phrase.split_whitespace().next()).map(str::to_owned).collect();
            table.insert_all(&key, &marked, &Meaning::NotInOffice);
            for phrase in words.into_iter().chain(former) {
                let first_word = fold(phrase.split_whitespace().next().unwrap_or_default().trim_start_matches('='));
                let (name, office, country) = (name.clone(), office.clone(), country.clone());
                let of_state = of_state.clone();
                let title = Title {
                    name,
                    office,
                    country,
                    group,
                    named,
                    anaphoric,
                    general,
                    of_state,
                    counterpart,
                    leads,
                    first_word,
                };
                table.insert_all(&key, &[phrase], &Meaning::Title(title));
            }
        }
    }
}

/// A phrase with a prefix to its first word, which stays a form or all forms of it.
fn prefixed(prefix: &str, phrase: &str) -> String {
    match phrase.strip_prefix('=') {
        Some(form) => format!("={prefix}{form}"),
        None => format!("{prefix}{phrase}"),
    }
}

/// `given_names.toml`: given names, which tell that a surname follows.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct GivenNames {
    male: String,
    female: String,
    /// Small words in the middle of names ("von", "da").
    particles: String,
}

impl GivenNames {
    pub(super) fn particles(&self) -> HashSet<String> {
        self.particles.split_whitespace().map(str::to_owned).collect()
    }

    pub(super) fn into_map(self) -> HashMap<String, Gender> {
        [(self.male, Gender::Male), (self.female, Gender::Female)]
            .into_iter()
            .flat_map(|(names, gender)| {
                names.split_whitespace().map(|name| (name.to_lowercase(), gender)).collect::<Vec<_>>()
            })
            .collect()
    }
}
