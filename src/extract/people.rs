//! Who has been named in the article so far, for surnames, pronouns and descriptions that come later.

use super::actor::Identity;
use crate::event::v1::ActorKind;
use crate::lexicon::{BodySort, Title};
use crate::linguistics::{Gender, GrammaticalGender, fold};

/// How many are kept in mind, those named last: a bound on the work that a list of names can cause.
const MOST_PEOPLE: usize = 128;

/// Within so many sentences a pronoun prefers a person to a body.
const NEAR: usize = 3;

/// How far back a description or pronoun reaches, in sentences.
const REACH: usize = 6;

/// How much a place in a sentence makes somebody what the text is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// Named in the words of somebody else.
    Quoted,
    /// Named in passing.
    Named,
    /// The subject of a clause.
    Subject,
    /// The subject of the sentence.
    MainSubject,
}

impl Rank {
    fn weight(self) -> i64 {
        match self {
            Self::Quoted => -8,
            Self::Named => 1,
            Self::Subject => 2,
            Self::MainSubject => 3,
        }
    }
}

/// How an actor was named.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) sentence: usize,
    pub(super) token: usize,
    pub(super) rank: Rank,
    /// As the subject of a verb of saying that stands right by it.
    pub(super) speaks: bool,
}

impl Place {
    /// How near to mind it is in a later sentence: two sentences outweigh every difference of rank.
    fn salience(self, search: Search) -> i64 {
        let distance = i64::try_from(search.sentence.saturating_sub(self.sentence)).unwrap_or(i64::MAX / 4);
        // Whoever speaks is rather somebody who spoke than somebody spoken of.
        let goes_on = i64::from(search.speaks && self.speaks);
        self.rank.weight() + goes_on - 2 * distance
    }
}

/// What is known by grammar of a word that stands for an actor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Form {
    pub(super) plural: bool,
    /// Of a body's name: «компания» is "she".
    pub(super) gender: Option<GrammaticalGender>,
}

/// For whom a pronoun or description is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Search {
    /// The sentence in which it stands.
    pub(super) sentence: usize,
    /// Of those named in that sentence, only whoever speaks in it or was named before it too: in "X has lied, he said" he
    /// is not X.
    pub(super) before: bool,
    /// It is the subject of a verb that people rather than bodies are said to do.
    pub(super) speaks: bool,
}

impl Search {
    pub(super) fn within(sentence: usize) -> Self {
        Self { sentence, before: false, speaks: false }
    }
}

/// Somebody met.
#[derive(Clone, Debug)]
struct Met {
    identity: Identity,
    /// Of a person with more names than one, in small letters.
    surname: Option<String>,
    form: Form,
    /// Where it is nearest to mind in the sentence that named it last.
    salient: Place,
    /// The same of the sentences before that.
    earlier: Option<Place>,
    last: Place,
}

impl Met {
    /// Where it is nearest to mind for a search.
    fn nearest(&self, search: Search) -> Option<Place> {
        let is_outside = |place: &Place| place.sentence < search.sentence || place.speaks;
        let here = Some(self.salient).filter(|place| !search.before || is_outside(place));
        let places = self.earlier.into_iter().chain(here);
        places.max_by_key(|place| place.salience(search))
    }

    fn is_person(&self) -> bool {
        self.identity.kind == ActorKind::Person && !self.form.plural
    }

    fn is_of(&self, gender: Gender) -> bool {
        if self.is_person() {
            return self.identity.gender.is_none_or(|known| known == gender);
        }
        let grammatical = match gender {
            Gender::Female => GrammaticalGender::Feminine,
            Gender::Male => GrammaticalGender::Masculine,
        };
        self.identity.kind == ActorKind::Organization && !self.form.plural && self.form.gender == Some(grammatical)
    }
}

/// Those named so far, the one named last at the end.
#[derive(Debug, Default)]
pub(super) struct People {
    met: Vec<Met>,
}

impl People {
    /// Notes that somebody was named.
    pub(super) fn meet(&mut self, identity: &Identity, form: Form, place: Place) {
        if !identity.is_told() || identity.kind == ActorKind::State {
            return;
        }
        let known = self.met.iter().position(|met| met.identity.key() == identity.key());
        let surname = surname(identity);
        let mut met = Met { identity: identity.clone(), surname, form, salient: place, earlier: None, last: place };
        if let Some(before) = known.map(|index| self.met.remove(index)) {
            for (now, earlier) in [
                (&mut met.identity.role, before.identity.role),
                (&mut met.identity.office, before.identity.office),
                (&mut met.identity.country, before.identity.country),
            ] {
                if now.is_empty() {
                    *now = earlier;
                }
            }
            met.identity.gender = met.identity.gender.or(before.identity.gender);
            met.earlier = before.earlier;
            if before.salient.sentence < place.sentence {
                let known = before.earlier.into_iter().chain([before.salient]);
                met.earlier = known.max_by_key(|known| known.salience(Search::within(place.sentence)));
            } else if before.salient.rank > place.rank {
                met.salient = before.salient;
            }
        }
        if self.met.len() == MOST_PEOPLE {
            self.met.remove(0);
        }
        self.met.push(met);
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.met.iter().any(|met| met.identity.key() == key)
    }

    /// Everybody met, the one named last first.
    fn last_first(&self) -> impl Iterator<Item = &Identity> {
        self.met.iter().rev().filter(|met| met.is_person()).map(|met| &met.identity)
    }

    /// Whoever was named last with a surname, given in small letters in the nominative.
    pub(super) fn by_surname(&self, surname: &str) -> Option<&Identity> {
        let named_so = |met: &&Met| met.is_person() && met.surname.as_deref() == Some(surname);
        self.met.iter().rev().find(named_so).map(|met| &met.identity)
    }

    /// Whoever was named last with a given name, given in small letters in the nominative.
    pub(super) fn by_given_name(&self, given: &str) -> Option<&Identity> {
        self.last_first().find(|person| person.native.split_once(' ').is_some_and(|(first, _)| fold(first) == given))
    }

    /// Those who are nearest to mind first, each with where.
    fn salient(&self, search: Search) -> Vec<(Place, &Met)> {
        let near = |met: &&Met| search.sentence.saturating_sub(met.last.sentence) <= REACH;
        let mut found: Vec<_> =
            self.met.iter().filter(near).filter_map(|met| Some((met.nearest(search)?, met))).collect();
        found.sort_by_key(|(place, met)| {
            (-place.salience(search), std::cmp::Reverse(place.rank), std::cmp::Reverse(met.last.token))
        });
        found
    }

    /// Whom "he" or "she" stands for: a subject before others, a person before a body.
    pub(super) fn he_or_she(&self, gender: Gender, search: Search) -> Option<&Identity> {
        self.he_or_she_but(gender, search, "")
    }

    /// The same, but for somebody who cannot be meant, by the key.
    pub(super) fn he_or_she_but(&self, gender: Gender, search: Search, key: &str) -> Option<&Identity> {
        let mut found = self.salient(search);
        let is_meant = |met: &Met| key.is_empty() || met.identity.key() != key;
        found.retain(|(place, met)| met.is_of(gender) && place.rank > Rank::Quoted && is_meant(met));
        let (nearest, first) = *found.first()?;
        // A body that the sentence itself is about is "it" in it, unless it speaks of a person too.
        let here = |place: &Place| place.sentence == search.sentence;
        let about_body = here(&nearest)
            && nearest.rank == Rank::MainSubject
            && !found.iter().any(|(place, met)| met.is_person() && here(place));
        if !first.is_person() && about_body && !search.speaks {
            return Some(&first.identity);
        }
        // A person near by before a body that is nearer to mind.
        let reach = if search.speaks { REACH } else { NEAR };
        let near = |place: &Place| search.sentence.saturating_sub(place.sentence) <= reach;
        if !first.is_person()
            && let Some((_, person)) = found.iter().find(|(place, met)| met.is_person() && near(place))
        {
            return Some(&person.identity);
        }
        // Somebody whose gender is known fits better than somebody of whom it is not, all else being equal.
        let equal = |(place, _): &&(Place, &Met)| place.salience(search) == nearest.salience(search);
        let person = found.iter().take_while(equal).find(|(_, met)| met.is_person());
        Some(person.map_or(&first.identity, |(_, met)| &met.identity))
    }

    /// Whom "they" stands for.
    pub(super) fn they(&self, search: Search) -> Option<&Identity> {
        let mut found = self.salient(search).into_iter();
        found.find(|(place, met)| met.form.plural && place.rank > Rank::Quoted).map(|(_, met)| &met.identity)
    }

    /// The body that a noun for bodies of a sort stands for: «ведомство», "the paper".
    pub(super) fn body(&self, sort: BodySort, search: Search) -> Option<&Identity> {
        let mut found = self.salient(search).into_iter();
        let fits = |met: &Met| {
            met.identity.kind == ActorKind::Organization && met.identity.is_named() && met.identity.body.fits(sort)
        };
        found.find(|(place, met)| place.rank > Rank::Quoted && fits(met)).map(|(_, met)| &met.identity)
    }

    /// Whoever was named last of the bodies of a name that many states have: «МИД» for «МИД Украины».
    pub(super) fn body_of_a_state(&self, generic: &str) -> Option<&Identity> {
        let of_state = |met: &&Met| {
            let rest = met.identity.native.strip_prefix(generic);
            rest.is_some_and(|rest| rest.starts_with(' ')) && !met.identity.country.is_empty()
        };
        self.met.iter().rev().find(of_state).map(|met| &met.identity)
    }

    /// Whom "the latter" stands for: whoever was named last.
    pub(super) fn latter(&self, gender: Option<Gender>, sentence: usize) -> Option<&Identity> {
        let fits = |met: &&Met| match gender {
            Some(gender) => met.is_person() && met.is_of(gender),
            None => met.form.plural,
        };
        let near = |met: &&Met| sentence.saturating_sub(met.last.sentence) <= 1 && met.last.rank > Rank::Quoted;
        self.met.iter().filter(near).filter(fits).max_by_key(|met| met.last.token).map(|met| &met.identity)
    }

    /// Whoever is nearest to mind of those in an office, for a bare title ("the president"); else who was named last.
    pub(super) fn in_office(&self, office: &str, role: &str, search: Search) -> Option<&Identity> {
        let fits = |met: &Met| met.is_person() && holds(&met.identity, office, role);
        let salient = self.salient(search).into_iter().find(|(place, met)| place.rank > Rank::Named && fits(met));
        salient.map(|(_, met)| &met.identity).or_else(|| self.last_first().find(|person| holds(person, office, role)))
    }

    /// Whoever the text is about of those that a description may fit: "the minister", «немец», «артист».
    pub(super) fn described(&self, description: &Description<'_>, search: Search) -> Option<&Identity> {
        let mut found = self.salient(search);
        found.retain(|(_, met)| met.is_person() && description.fits(&met.identity));
        let subject = found.iter().find(|(place, _)| place.rank > Rank::Named);
        // Somebody named in passing only right before, and only where nobody else is meant.
        let named = || {
            let near = |met: &Met| search.sentence.saturating_sub(met.last.sentence) <= 1 && met.identity.is_named();
            found.iter().find(|(place, met)| place.rank == Rank::Named && near(met))
        };
        subject.or_else(named).map(|(_, met)| &met.identity)
    }

    /// Whoever was named last of a country, for "the American colleague", "the Russian leader".
    pub(super) fn last_of_country(&self, country: &str, title: &Title) -> Option<&Identity> {
        self.last_first()
            .filter(|person| !country.is_empty() && person.country == country)
            .find(|person| title.counterpart || holds(person, &title.office, &title.name))
    }

    /// Whoever in an office is nearest to mind of another country than this one, for whose colleague "the American
    /// colleague" is.
    pub(super) fn abroad(&self, country: &str, search: Search) -> Option<&Identity> {
        let holds_office = |met: &&Met| met.is_person() && !met.identity.office.is_empty();
        let is_abroad = |met: &&Met| !country.is_empty() && met.identity.country != country;
        self.salient(search)
            .into_iter()
            .map(|(_, met)| met)
            .filter(holds_office)
            .find(is_abroad)
            .map(|met| &met.identity)
    }

    /// Whoever is nearest to mind of a country, for «немец», «эстонка».
    pub(super) fn of_country(&self, country: &str, gender: Gender, sentence: usize) -> Option<&Identity> {
        let found = self.salient(Search::within(sentence));
        let of = |country: &str| {
            let fits = |met: &Met| met.is_person() && met.identity.country == country && met.is_of(gender);
            found.iter().find(|(_, met)| fits(met)).map(|(_, met)| &met.identity)
        };
        // Whoever serves a union is of one of its states too.
        of(country).or_else(|| of(UNION))
    }
}

/// The union whose officials are of its states.
const UNION: &str = "EU";

/// What a description tells of somebody.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Description<'d> {
    pub(super) country: &'d str,
    /// Key of the office; empty where it is none that is kept.
    pub(super) office: &'d str,
    pub(super) gender: Option<Gender>,
    /// The English name of a function that nobody in another office has; empty where any may fit.
    pub(super) function: &'d str,
}

impl Description<'_> {
    /// Whether nothing that is known of a person speaks against it.
    fn fits(&self, person: &Identity) -> bool {
        let agrees = |one: &str, other: &str| one.is_empty() || other.is_empty() || one == other;
        // Of somebody who is not known nothing is told against any country.
        agrees(self.country, &person.country)
            && agrees(self.office, &person.office)
            && (self.function.is_empty() || person.office.is_empty() || holds(person, "", self.function))
            && self.gender.is_none_or(|gender| person.gender.is_none_or(|known| known == gender))
    }
}

/// The surname of a person with more names than one, in small letters.
pub(super) fn surname(person: &Identity) -> Option<String> {
    person.native.rsplit_once(' ').map(|(_, last)| fold(last))
}

pub(super) fn is_surname(person: &Identity, lower: &str) -> bool {
    person.native.rsplit(' ').next().is_some_and(|surname| fold(surname) == lower)
}

/// A person known by an office fits a title that is a word of its name ("minister": "Minister of Foreign Affairs").
fn holds(person: &Identity, office: &str, role: &str) -> bool {
    let is_in_role = |word: &str| person.role.split(' ').any(|of_role| of_role.eq_ignore_ascii_case(word));
    let named_so = || role.split(' ').all(is_in_role);
    if office.is_empty() { person.role == role || named_so() } else { person.office == office }
}
