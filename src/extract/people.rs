//! Who has been named in the article so far, for surnames, pronouns and descriptions that come later.

use super::actor::Identity;
use crate::event::v1::ActorKind;
use crate::lexicon::Title;
use crate::linguistics::{Gender, fold};

/// How many people are kept in mind, those named last: a bound on the work that a list of names can cause.
const MOST_PEOPLE: usize = 128;

/// The people named so far, the one named last at the end.
#[derive(Debug, Default)]
pub(super) struct People {
    met: Vec<Identity>,
    /// Whoever was a subject last: a pronoun prefers a subject.
    last_subject: Option<Identity>,
}

impl People {
    /// Notes that somebody was named.
    pub(super) fn meet(&mut self, identity: &Identity, subject: bool) {
        if identity.kind != ActorKind::Person || !identity.is_told() {
            return;
        }
        if subject {
            self.last_subject = Some(identity.clone());
        }
        let known = self.met.iter().position(|person| person.key() == identity.key());
        let mut person = identity.clone();
        if let Some(before) = known.map(|index| self.met.remove(index)) {
            if person.role.is_empty() {
                person.role = before.role;
            }
            if person.office.is_empty() {
                person.office = before.office;
            }
            if person.country.is_empty() {
                person.country = before.country;
            }
        }
        if self.met.len() == MOST_PEOPLE {
            self.met.remove(0);
        }
        self.met.push(person);
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.met.iter().any(|person| person.key() == key)
    }

    /// Whoever was named last with a surname, given in small letters in the nominative.
    pub(super) fn by_surname(&self, surname: &str) -> Option<&Identity> {
        self.met.iter().rev().find(|person| person.native.contains(' ') && self.is_surname(person, surname))
    }

    pub(super) fn is_surname(&self, person: &Identity, lower: &str) -> bool {
        person.native.rsplit(' ').next().is_some_and(|surname| fold(surname) == lower)
    }

    pub(super) fn last_of_gender(&self, gender: Gender) -> Option<&Identity> {
        let fits = |person: &&Identity| person.gender.is_none_or(|known| known == gender);
        self.last_subject.as_ref().filter(fits).or_else(|| self.met.iter().rev().find(fits))
    }

    /// Whoever was named last in an office, for a bare title ("the president").
    pub(super) fn last_in_office(&self, office: &str, role: &str) -> Option<&Identity> {
        self.met.iter().rev().find(|person| holds(person, office, role))
    }

    /// Whoever was a subject last, if of a country, for "the minister", "the German diplomat".
    pub(super) fn last_subject_of(&self, country: &str) -> Option<&Identity> {
        self.last_subject.as_ref().filter(|person| country.is_empty() || person.country == country)
    }

    /// Whoever was named last of a country, for "the American colleague", "the Russian leader".
    pub(super) fn last_of_country(&self, country: &str, title: &Title) -> Option<&Identity> {
        self.met
            .iter()
            .rev()
            .filter(|person| !country.is_empty() && person.country == country)
            .find(|person| title.counterpart || holds(person, &title.office, &title.name))
    }
}

/// A person known by an office fits a title that is a word of its name ("minister": "Minister of Foreign Affairs").
fn holds(person: &Identity, office: &str, role: &str) -> bool {
    let named_so = || person.role.split(' ').any(|word| word.eq_ignore_ascii_case(role));
    if office.is_empty() { person.role == role || named_so() } else { person.office == office }
}
