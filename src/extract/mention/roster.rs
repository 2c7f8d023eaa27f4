//! Whom an article names anywhere in it, and in which office: what it says itself counts for more than any calendar.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::extract::actor::Identity;
use crate::extract::people::surname;
use crate::knowledge::KnowledgeBase;

/// How many are kept: a bound on the work that a list of names can cause.
const MOST_NAMED: usize = 256;

/// The people that an article names.
#[derive(Debug, Default)]
pub(super) struct Roster {
    named: Vec<Identity>,
    /// The first of each surname, by its place among the named.
    surnames: HashMap<String, usize>,
    offices: Vec<Held>,
    /// By the stem of a noun those whom the article has called so: «омбудсмен Иванова».
    callings: HashMap<String, Vec<Identity>>,
}

/// An office that the article gives somebody.
#[derive(Clone, Debug)]
struct Held {
    office: String,
    country: String,
    /// Not on the day: a former or future holder.
    at_another_time: bool,
    /// How often the article gives it.
    times: usize,
    holder: Identity,
}

impl Roster {
    /// Notes that the article names somebody.
    pub(super) fn name(&mut self, person: &Identity) {
        let full = person.is_told() && person.native.contains(' ') && person.native.chars().any(char::is_uppercase);
        let known = || self.named.iter().any(|other| other.key() == person.key());
        if full && self.named.len() < MOST_NAMED && !known() {
            if let Some(surname) = surname(person) {
                self.surnames.entry(surname).or_insert(self.named.len());
            }
            self.named.push(person.clone());
        }
    }

    /// Notes that the article gives somebody an office, of a country.
    pub(super) fn give(&mut self, office: &str, country: &str, holder: &Identity, at_another_time: bool) {
        // «президент Иван Иванов»: the president of his own country.
        let country = if country.is_empty() { holder.country.as_str() } else { country };
        if office.is_empty() || country.is_empty() || !holder.is_told() || self.offices.len() >= MOST_NAMED {
            return;
        }
        let same = |held: &&Held| held.office == office && held.country == country && held.holder.key() == holder.key();
        // "The president Ivan Kedrov", once called "the former president", is that all through.
        if let Some(held) = self.offices.iter().position(|held| same(&held)) {
            self.offices[held].at_another_time |= at_another_time;
            self.offices[held].times += 1;
            return;
        }
        let (office, country, holder) = (office.to_owned(), country.to_owned(), holder.clone());
        self.offices.push(Held { office, country, at_another_time, times: 1, holder });
    }

    /// Notes that the article calls somebody by a noun.
    pub(super) fn call(&mut self, noun: &str, person: &Identity) {
        let is_new = !self.callings.contains_key(noun);
        if !person.is_named() || is_new && self.callings.len() >= MOST_NAMED {
            return;
        }
        let called = self.callings.entry(noun.to_owned()).or_default();
        called.retain(|other| other.key() != person.key());
        if called.len() < MOST_NAMED {
            called.push(person.clone());
        }
    }

    /// Whomever the article has called by a noun last.
    pub(super) fn last_called(&self, noun: &str) -> Option<&Identity> {
        self.callings.get(noun)?.last()
    }

    /// The only one whom the article calls by a noun.
    pub(super) fn only_one_called(&self, noun: &str) -> Option<&Identity> {
        let [person] = self.callings.get(noun)?.as_slice() else { return None };
        Some(person)
    }

    /// The roster with one holder for each office: of several, the one whom the knowledge base has in it on the day, else
    /// the one whom the article gives it most often.
    pub(super) fn settled(mut self, knowledge: &KnowledgeBase, day: Option<Date>) -> Self {
        let all = std::mem::take(&mut self.offices);
        let serves = |held: &Held| {
            let serving = day.and_then(|day| knowledge.holder(&held.office, &held.country, day));
            serving.is_some_and(|index| knowledge.actor(index).id == held.holder.id)
        };
        let outdone = |held: &Held, other: &Held| {
            let rival = other.office == held.office
                && other.country == held.country
                && !other.at_another_time
                && other.holder.key() != held.holder.key();
            rival && (serves(other), other.times) >= (serves(held), held.times)
        };
        let stays = |held: &&Held| held.at_another_time || !all.iter().any(|other| outdone(held, other));
        self.offices = all.iter().filter(stays).cloned().collect();
        self
    }

    /// Whom the article has in an office.
    pub(super) fn holder(&self, office: &str, country: &str) -> Option<&Identity> {
        self.office(office, country, false)
    }

    /// Whom the article has as a former or future holder of an office.
    pub(super) fn holder_at_another_time(&self, office: &str, country: &str) -> Option<&Identity> {
        self.office(office, country, true)
    }

    /// Whoever of those named held an office before the day by the knowledge base; nobody where several did.
    pub(super) fn former_holder(
        &self,
        knowledge: &KnowledgeBase,
        office: &str,
        country: &str,
        day: Date,
    ) -> Option<&Identity> {
        let held = |person: &&Identity| {
            knowledge.identified(&person.id).is_some_and(|one| one.held_before(office, country, day))
        };
        let mut former = self.named.iter().filter(held);
        former.next().filter(|_| former.next().is_none())
    }

    fn office(&self, office: &str, country: &str, at_another_time: bool) -> Option<&Identity> {
        let fits =
            |held: &&Held| held.office == office && held.country == country && held.at_another_time == at_another_time;
        self.offices.iter().find(fits).map(|held| &held.holder)
    }

    /// Whether the article has somebody in an office of other states, and nobody in that of this one.
    pub(super) fn has_only_abroad(&self, office: &str, home: &str) -> bool {
        let mut held = self.offices.iter().filter(|held| held.office == office && !held.at_another_time).peekable();
        held.peek().is_some() && held.all(|held| held.country != home)
    }

    /// Whether the article has somebody else in an office.
    pub(super) fn has_another(&self, office: &str, country: &str, id: &str) -> bool {
        let is_former = self.holder_at_another_time(office, country).is_some_and(|holder| holder.id == id);
        is_former || self.holder(office, country).is_some_and(|holder| holder.id != id)
    }

    /// Somebody of a surname, given in small letters in the nominative.
    pub(super) fn by_surname(&self, surname: &str) -> Option<&Identity> {
        self.surnames.get(surname).map(|place| &self.named[*place])
    }
}
