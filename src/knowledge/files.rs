//! The files of the folder `knowledge/`, as they are written.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;

use super::{BuiltIn, KnownActor, Office};
use crate::article::Language;
use crate::event::v1::ActorKind;
use crate::lexicon::{Additions, File, LexiconError, parse_built_in};
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
    /// A person's surname, in each way to write it.
    pub(super) surnames: Vec<String>,
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
    code: Spanned<String>,
    #[serde(default)]
    wikidata: String,
    name: String,
    /// Key of the office whose holder the press calls the leader, where that is not the head of state.
    #[serde(default)]
    led_by: String,
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
    id: Spanned<String>,
    #[serde(default)]
    wikidata: String,
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
struct WrittenTerm {
    office: String,
    title: String,
    /// The country whose office it is, where that is another than the person's.
    country: Option<String>,
    from: Date,
    to: Option<Date>,
    /// The day on which an office without an end was last known to be held.
    checked: Option<Date>,
    /// The body that the office belongs to: for whoever keeps the file.
    #[serde(rename = "body")]
    _body: Option<String>,
}

/// A term of office that does not end before it begins.
#[derive(Deserialize)]
#[serde(try_from = "WrittenTerm")]
struct Term(WrittenTerm);

impl TryFrom<WrittenTerm> for Term {
    type Error = String;

    fn try_from(term: WrittenTerm) -> Result<Self, String> {
        match (term.to, term.checked) {
            (Some(_), Some(_)) => Err(format!("\"{}\" has both `to` and `checked`", term.title)),
            (last, seen) if last.or(seen).is_some_and(|day| day < term.from) => {
                Err(format!("\"{}\" ends before it begins", term.title))
            }
            _ => Ok(Self(term)),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Bodies {
    body: Vec<Body>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    id: Spanned<String>,
    #[serde(default)]
    wikidata: String,
    name: String,
    country: String,
    ru: Vec<String>,
    uk: Vec<String>,
    en: Vec<String>,
    #[serde(default)]
    outlet: bool,
    #[serde(default)]
    generic: bool,
    #[serde(default)]
    powerless: bool,
}

/// Reads every file, built-in ones first. An added entry takes the place of a built-in one of its identifier.
pub(super) fn load(additions: &Additions) -> Result<Vec<Entry>, LexiconError> {
    let mut entries = Vec::new();
    entries.extend(parse_built_in::<BuiltIn, States>("knowledge", "states.toml")?.entries());
    entries.extend(parse_built_in::<BuiltIn, People>("knowledge", "people.toml")?.entries());
    entries.extend(parse_built_in::<BuiltIn, Bodies>("knowledge", "bodies.toml")?.entries());
    let mut places: HashMap<String, usize> =
        entries.iter().enumerate().map(|(place, entry)| (entry.actor.id.clone(), place)).collect();
    for entry in [
        added::<States>(additions, "knowledge/states.toml")?,
        added::<People>(additions, "knowledge/people.toml")?,
        added::<Bodies>(additions, "knowledge/bodies.toml")?,
    ]
    .into_iter()
    .flatten()
    {
        match places.get(&entry.actor.id) {
            Some(place) => entries[*place] = entry,
            None => {
                places.insert(entry.actor.id.clone(), entries.len());
                entries.push(entry);
            }
        }
    }
    Ok(entries)
}

/// The entries of a file.
trait Entries: DeserializeOwned {
    /// The identifiers of its entries, each with its place in the file.
    fn ids(&self) -> impl Iterator<Item = &Spanned<String>>;

    fn entries(self) -> impl Iterator<Item = Entry>;
}

impl Entries for States {
    fn ids(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.state.iter().map(|state| &state.code)
    }

    fn entries(self) -> impl Iterator<Item = Entry> {
        self.state.into_iter().map(State::entry)
    }
}

impl Entries for People {
    fn ids(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.person.iter().map(|person| &person.id)
    }

    fn entries(self) -> impl Iterator<Item = Entry> {
        self.person.into_iter().map(Person::entry)
    }
}

impl Entries for Bodies {
    fn ids(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.body.iter().map(|body| &body.id)
    }

    fn entries(self) -> impl Iterator<Item = Entry> {
        self.body.into_iter().map(Body::entry)
    }
}

/// The entries of a file that a folder adds, if it has that file. Each must have an identifier of its own.
fn added<T: Entries>(additions: &Additions, name: &str) -> Result<Vec<Entry>, LexiconError> {
    let Some(file) = File::added(additions, name) else { return Ok(Vec::new()) };
    let written: T = file.parse()?;
    let mut seen = HashSet::new();
    for id in written.ids() {
        if id.get_ref().trim().is_empty() {
            return Err(file.fault(Some(id.span()), "an empty identifier; give the entry one of its own"));
        }
        if !seen.insert(id.get_ref()) {
            let reason = format!("`{}` is there twice; give each entry an identifier of its own", id.get_ref());
            return Err(file.fault(Some(id.span()), &reason));
        }
    }
    Ok(written.entries().collect())
}

impl State {
    fn entry(self) -> Entry {
        let of = |names: StateNames| Names {
            full: names.names,
            surnames: Vec::new(),
            seats: names.seats,
            adjectives: names.adjectives,
            demonyms: names.people.each(),
        };
        let names = in_languages(of(self.ru), of(self.uk), of(self.en));
        let code = self.code.into_inner();
        let mut entry = entry(format!("state/{code}"), self.name, ActorKind::State, code, names);
        entry.actor.wikidata = self.wikidata;
        entry.actor.led_by = self.led_by;
        entry
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
            let surnames = self.surname.get(code).map_or_else(|| surnames(&all), |surname| vec![surname.clone()]);
            Names { full: all, surnames, ..Names::default() }
        };
        let names = in_languages(of("ru", &self.ru), of("uk", &self.uk), of("en", &self.name));
        let mut entry = entry(self.id.into_inner(), self.name, ActorKind::Person, self.country, names);
        entry.actor.wikidata = self.wikidata;
        entry.actor.gender = Some(self.gender);
        entry.actor.offices = self
            .offices
            .into_iter()
            .map(|Term(term)| Office {
                country: term.country.unwrap_or_else(|| entry.actor.country.clone()),
                key: term.office,
                title: term.title,
                from: term.from,
                to: term.to,
                checked: term.checked,
            })
            .collect();
        entry.actor.offices.sort_by_key(|office| office.from);
        entry
    }
}

/// The last words of the names that have the given name of the first: the others are ways to write more than the surname.
fn surnames(names: &[String]) -> Vec<String> {
    let split = |name: &String| name.rsplit_once(' ').map(|(given, last)| (given.to_owned(), last.to_owned()));
    let Some((given, surname)) = names.first().and_then(split) else { return Vec::new() };
    let mut found = vec![surname];
    for (other_given, other) in names[1..].iter().filter_map(split) {
        if other_given == given && !found.contains(&other) {
            found.push(other);
        }
    }
    found
}

impl Body {
    fn entry(self) -> Entry {
        let of = |full: Vec<String>| Names { full, ..Names::default() };
        let names = in_languages(of(self.ru), of(self.uk), of(self.en));
        let mut entry = entry(self.id.into_inner(), self.name, ActorKind::Organization, self.country, names);
        entry.actor.wikidata = self.wikidata;
        entry.actor.outlet = self.outlet;
        entry.actor.generic = self.generic;
        entry.actor.powerless = self.powerless;
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
        wikidata: String::new(),
        name,
        native,
        kind,
        country,
        gender: None,
        outlet: false,
        generic: false,
        powerless: false,
        offices: Vec::new(),
        led_by: String::new(),
    };
    Entry { actor, names }
}
