//! The files of the folder `knowledge/`, as they are written.

use std::collections::HashMap;

use jiff::civil::Date;
use serde::Deserialize;

use super::{BuiltIn, KnowledgeError, KnownActor, Office};
use crate::article::Language;
use crate::event::v1::ActorKind;
use crate::linguistics::Gender;

/// An actor and its names.
pub(super) struct Entry {
    pub(super) actor: KnownActor,
    pub(super) names: HashMap<Language, Names>,
}

/// The names of an actor in one language, in the nominative.
#[derive(Default)]
pub(super) struct Names {
    /// Full names, the usual one first.
    pub(super) full: Vec<String>,
    /// A person's surname.
    pub(super) surname: Option<String>,
    /// Capitals that stand for a state.
    pub(super) seats: Vec<String>,
    /// Adjectives of a state.
    pub(super) adjectives: Vec<String>,
    /// Nouns for people of a state, each with whom it is said of: a man, a woman; `None` for several.
    pub(super) demonyms: Vec<(String, Option<Gender>)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct States {
    state: Vec<State>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct State {
    code: String,
    name: String,
    ru: StateNames,
    uk: StateNames,
    en: StateNames,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StateNames {
    names: Vec<String>,
    #[serde(default)]
    seats: Vec<String>,
    #[serde(default)]
    adjectives: Vec<String>,
    #[serde(default)]
    people: Demonyms,
}

/// Nouns for people of a state.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Demonyms {
    masculine: Vec<String>,
    feminine: Vec<String>,
    plural: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct People {
    person: Vec<Person>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    id: String,
    name: String,
    gender: Gender,
    country: String,
    ru: String,
    uk: String,
    #[serde(default)]
    surname: HashMap<String, String>,
    #[serde(default)]
    aliases: HashMap<String, Vec<String>>,
    #[serde(default)]
    offices: Vec<Term>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Term {
    office: String,
    title: String,
    from: Date,
    to: Option<Date>,
    /// The day on which an office without an end was last known to be held: for whoever keeps the file.
    #[serde(rename = "checked")]
    _checked: Option<Date>,
    /// The body that the office belongs to: for whoever keeps the file.
    #[serde(rename = "body")]
    _body: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Bodies {
    body: Vec<Body>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    id: String,
    name: String,
    country: String,
    ru: Vec<String>,
    uk: Vec<String>,
    en: Vec<String>,
    #[serde(default)]
    outlet: bool,
    #[serde(default)]
    generic: bool,
}

/// Reads every file.
pub(super) fn load() -> Result<Vec<Entry>, KnowledgeError> {
    let mut entries = Vec::new();
    entries.extend(read::<States>("states.toml")?.state.into_iter().map(State::entry));
    entries.extend(read::<People>("people.toml")?.person.into_iter().map(Person::entry));
    entries.extend(read::<Bodies>("bodies.toml")?.body.into_iter().map(Body::entry));
    Ok(entries)
}

fn read<T: serde::de::DeserializeOwned>(file: &'static str) -> Result<T, KnowledgeError> {
    let malformed = |reason: String| KnowledgeError { file, reason };
    let found = BuiltIn::get(file).ok_or_else(|| malformed("missing".to_owned()))?;
    let text = std::str::from_utf8(&found.data).map_err(|error| malformed(error.to_string()))?;
    toml::from_str(text).map_err(|error| malformed(error.to_string()))
}

impl State {
    fn entry(self) -> Entry {
        let of = |names: StateNames| Names {
            full: names.names,
            surname: None,
            seats: names.seats,
            adjectives: names.adjectives,
            demonyms: names.people.each(),
        };
        let names = in_languages(of(self.ru), of(self.uk), of(self.en));
        entry(format!("state/{}", self.code), self.name, ActorKind::State, self.code, names)
    }
}

impl Demonyms {
    fn each(self) -> Vec<(String, Option<Gender>)> {
        let of = |nouns: Vec<String>, gender| nouns.into_iter().map(move |noun| (noun, gender));
        of(self.masculine, Some(Gender::Male))
            .chain(of(self.feminine, Some(Gender::Female)))
            .chain(of(self.plural, None))
            .collect()
    }
}

impl Person {
    fn entry(self) -> Entry {
        let of = |code: &str, full: &str| {
            let mut all = vec![full.to_owned()];
            all.extend(self.aliases.get(code).into_iter().flatten().cloned());
            let last = full.rsplit(' ').next().filter(|last| *last != full).map(str::to_owned);
            Names { full: all, surname: self.surname.get(code).cloned().or(last), ..Names::default() }
        };
        let names = in_languages(of("ru", &self.ru), of("uk", &self.uk), of("en", &self.name));
        let mut entry = entry(self.id, self.name, ActorKind::Person, self.country, names);
        entry.actor.gender = Some(self.gender);
        entry.actor.offices = self
            .offices
            .into_iter()
            .map(|term| Office { key: term.office, title: term.title, from: term.from, to: term.to })
            .collect();
        entry.actor.offices.sort_by_key(|office| office.from);
        entry
    }
}

impl Body {
    fn entry(self) -> Entry {
        let of = |full: Vec<String>| Names { full, ..Names::default() };
        let names = in_languages(of(self.ru), of(self.uk), of(self.en));
        let mut entry = entry(self.id, self.name, ActorKind::Organization, self.country, names);
        entry.actor.outlet = self.outlet;
        entry.actor.generic = self.generic;
        entry
    }
}

fn in_languages(ru: Names, uk: Names, en: Names) -> HashMap<Language, Names> {
    HashMap::from([(Language::Russian, ru), (Language::Ukrainian, uk), (Language::English, en)])
}

fn entry(id: String, name: String, kind: ActorKind, country: String, names: HashMap<Language, Names>) -> Entry {
    let native = names.iter().filter_map(|(language, names)| Some((*language, names.full.first()?.clone()))).collect();
    let actor = KnownActor {
        id,
        name,
        native,
        kind,
        country,
        gender: None,
        outlet: false,
        generic: false,
        offices: Vec::new(),
    };
    Entry { actor, names }
}
