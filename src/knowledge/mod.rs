//! Who is who: known people, states and bodies, and who held which office on a day.
//!
//! The data stands in the folder `knowledge/` and is built in; a folder of the user's may add to it. Names are looked up in any of their forms; an office is
//! looked up as of a date.

mod files;
mod names;

use std::collections::HashMap;

use jiff::civil::Date;
use rust_embed::RustEmbed;

use crate::article::Language;
use crate::event::folder_hash;
use crate::event::v1::ActorKind;
use crate::lexicon::{Additions, Lexicon, LexiconError, PhraseTable};
use crate::linguistics::Gender;

pub use names::{NameHit, NameUse};

/// The folder `knowledge/`, built in.
#[derive(RustEmbed)]
#[folder = "knowledge/"]
struct BuiltIn;

/// An actor of the knowledge base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownActor {
    /// Stable identifier.
    pub id: String,
    /// Identifier in Wikidata; empty where it is not certain.
    pub wikidata: String,
    /// Canonical English name.
    pub name: String,
    /// Dictionary form in each language.
    native: HashMap<Language, String>,
    /// Person, state or organisation.
    pub kind: ActorKind,
    /// ISO 3166-1 alpha-3 code, `EU`, or empty.
    pub country: String,
    /// Of a person.
    pub gender: Option<Gender>,
    /// A news agency, paper or broadcaster.
    pub outlet: bool,
    /// A sort of body that many states have ("foreign ministry"): context tells whose it is.
    pub generic: bool,
    /// Its measures are not those of a state: a company, a court, a sports body.
    pub powerless: bool,
    /// Offices of a person, oldest first.
    pub offices: Vec<Office>,
    /// Of a state: key of the office whose holder leads it, where that is not its head; else empty.
    pub led_by: String,
}

impl KnownActor {
    /// The dictionary form in a language; the English name where there is none.
    #[must_use]
    pub fn native(&self, language: Language) -> &str {
        self.native.get(&language).map_or(&self.name, String::as_str)
    }

    /// Whether an office of a country was held and given up before a day.
    #[must_use]
    pub fn held_before(&self, office: &str, country: &str, day: Date) -> bool {
        let held = |term: &Office| term.key == office && term.country == country;
        let over = |term: &Office| term.to.is_some_and(|to| to < day);
        let mut terms = self.offices.iter().filter(|term| held(term)).peekable();
        terms.peek().is_some() && terms.all(over)
    }

    /// The office held on a day: the one begun last.
    #[must_use]
    pub fn office_on(&self, day: Date) -> Option<&Office> {
        self.offices.iter().rev().find(|office| office.covers(day))
    }
}

/// A term of office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// Key that titles of the lexicon name ("president").
    pub key: String,
    /// English title ("President of Russia").
    pub title: String,
    /// Code of the country whose office it is.
    pub country: String,
    /// First day.
    pub from: Date,
    /// Last day; `None` where it was still held when last checked.
    pub to: Option<Date>,
    /// Day on which that was last checked.
    pub checked: Option<Date>,
}

impl Office {
    fn covers(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// The knowledge base.
#[derive(Debug)]
pub struct KnowledgeBase {
    actors: Vec<KnownActor>,
    names: HashMap<Language, PhraseTable<NameHit>>,
    /// People by what all ways to write their names share.
    written: HashMap<Language, HashMap<String, Option<usize>>>,
    /// All actors by their identifiers.
    identifiers: HashMap<String, usize>,
    /// States by the codes of their countries.
    states: HashMap<String, usize>,
    /// Those who have held an office of a country, by its code.
    officials: HashMap<String, Vec<usize>>,
}

impl KnowledgeBase {
    /// The built-in knowledge base, with the forms of its names in the languages of the lexicons.
    ///
    /// # Errors
    ///
    /// A [`LexiconError`] that names the file at fault.
    pub fn built_in<'l>(lexicons: impl IntoIterator<Item = &'l Lexicon>) -> Result<Self, LexiconError> {
        Self::with(lexicons, &Additions::default())
    }

    /// The same, with what a folder adds. An entry whose identifier is built in takes the place of that one.
    ///
    /// # Errors
    ///
    /// A [`LexiconError`] that names file and line at fault.
    pub fn with<'l>(
        lexicons: impl IntoIterator<Item = &'l Lexicon>,
        additions: &Additions,
    ) -> Result<Self, LexiconError> {
        let entries = files::load(additions)?;
        let (mut names, mut written) = (HashMap::new(), HashMap::new());
        for lexicon in lexicons {
            names.insert(lexicon.language, names::table(&entries, lexicon));
            written.insert(lexicon.language, names::ways_to_write(&entries, lexicon));
        }
        let actors: Vec<_> = entries.into_iter().map(|entry| entry.actor).collect();
        let identifiers = actors.iter().enumerate().map(|(index, actor)| (actor.id.clone(), index)).collect();
        let mut states = HashMap::new();
        let mut officials: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, actor) in actors.iter().enumerate() {
            if actor.kind == ActorKind::State {
                states.insert(actor.country.clone(), index);
            }
            for office in &actor.offices {
                let held = officials.entry(office.country.clone()).or_default();
                if held.last() != Some(&index) {
                    held.push(index);
                }
            }
        }
        Ok(Self { actors, names, written, identifiers, states, officials })
    }

    /// A hash of the built-in knowledge base.
    #[must_use]
    pub fn version() -> String {
        folder_hash::<BuiltIn>()
    }

    /// An actor by its index in a [`NameHit`].
    #[must_use]
    pub fn actor(&self, index: usize) -> &KnownActor {
        &self.actors[index]
    }

    /// An actor by its identifier.
    #[must_use]
    pub fn identified(&self, id: &str) -> Option<&KnownActor> {
        self.identifiers.get(id).map(|index| &self.actors[*index])
    }

    /// The names of a language, in all their forms.
    #[must_use]
    pub fn names(&self, language: Language) -> Option<&PhraseTable<NameHit>> {
        self.names.get(&language)
    }

    /// Somebody whose name is written in another way here: «Владімір» for «Володимир», "Sergei" for "Sergey". Both parts
    /// stand in the nominative, in small letters.
    #[must_use]
    pub fn written_otherwise(&self, language: Language, given: &str, surname: &str) -> Option<usize> {
        *self.written.get(&language)?.get(&names::consonants(given, surname)?)?
    }

    /// Who held an office of a country on a day. Where two terms meet on that day, the one begun last counts; nobody where
    /// several hold it side by side, as aides do.
    #[must_use]
    pub fn holder(&self, office: &str, country: &str, day: Date) -> Option<usize> {
        let held = |term: &&Office| term.key == office && term.country == country && term.covers(day);
        let officials = self.officials.get(country)?.iter();
        let mut holders: Vec<(&Office, usize)> =
            officials.filter_map(|index| Some((self.actors[*index].offices.iter().rfind(held)?, *index))).collect();
        holders.sort_by_key(|(term, _)| term.from);
        let (last, index) = holders.pop()?;
        let goes_on = |term: &Office| day.tomorrow().is_ok_and(|next| term.covers(next));
        let beside = holders.iter().any(|(term, _)| goes_on(term) && goes_on(last));
        (!beside).then_some(index)
    }

    /// The state with a country code.
    #[must_use]
    pub fn state(&self, country: &str) -> Option<usize> {
        self.states.get(country).copied()
    }
}

#[cfg(test)]
mod tests;
