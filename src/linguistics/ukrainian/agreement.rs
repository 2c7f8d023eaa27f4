//! Which words agree: adjective and noun, title and name, subject and verb. What is not known of a form agrees with all.

use super::super::{Case, GrammaticalGender, Grammemes, Number, Person, Tense, VerbForm};

/// A noun or a modifier, with what others agree with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Anchor {
    pub(super) place: u32,
    pub(super) case: Option<Case>,
    pub(super) number: Option<Number>,
    pub(super) gender: Option<GrammaticalGender>,
    animate: Option<bool>,
    /// A participle, or a name.
    pub(super) special: bool,
}

/// A verb, with what its subject agrees with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Predicate {
    pub(super) place: u32,
    number: Option<Number>,
    gender: Option<GrammaticalGender>,
    person: Option<Person>,
    past: bool,
    pub(super) reflexive: bool,
    pub(super) finite: bool,
}

impl Anchor {
    pub(super) fn of(place: u32, told: &Grammemes, special: bool) -> Self {
        let Grammemes { case, number, gender, animate, .. } = *told;
        Self { place, case, number, gender, animate, special }
    }

    /// Whether a modifier can be that of a noun.
    pub(super) fn modifies(&self, noun: &Grammemes) -> bool {
        self.case == noun.case && fits(self.number, noun.number) && fits(self.gender, noun.gender)
    }

    /// Whether a noun can be the name of the one before it, or that one its title.
    pub(super) fn names(&self, noun: &Self) -> bool {
        noun.case == self.case && fits(noun.number, self.number) && (noun.special || self.special)
    }

    /// Whether a name is of the gender of its title, and both or none of them are alive. A masculine title may be a
    /// woman's.
    pub(super) fn is_like(&self, noun: &Self) -> bool {
        let title = noun.gender == Some(GrammaticalGender::Masculine) && noun.animate == Some(true) && !noun.special;
        (title || fits(noun.gender, self.gender)) && fits(noun.animate, self.animate)
    }
}

impl Predicate {
    pub(super) fn of(place: u32, told: &Grammemes, reflexive: bool) -> Self {
        Self {
            place,
            number: told.number,
            gender: told.gender,
            person: told.person,
            past: told.tense == Some(Tense::Past),
            reflexive,
            finite: told.verb_form == Some(VerbForm::Finite),
        }
    }

    /// The same verb, where an infinitive follows whose objects come next.
    pub(super) fn followed_by(self, infinitive: &Self) -> Self {
        Self { reflexive: infinitive.reflexive, ..self }
    }

    /// Whether a noun in the nominative can be the subject; none is that of «повідомлено».
    pub(super) fn has_subject(&self, subject: &Anchor) -> bool {
        let third_person = !matches!(self.person, Some(Person::First | Person::Second));
        // A woman in an office whose title is masculine: «міністр заявила».
        let office =
            subject.gender == Some(GrammaticalGender::Masculine) && self.gender == Some(GrammaticalGender::Feminine);
        self.number.is_some()
            && third_person
            && fits(subject.number, self.number)
            && (!self.past || office || fits(subject.gender, self.gender))
    }
}

fn fits<Feature: PartialEq>(one: Option<Feature>, other: Option<Feature>) -> bool {
    one.is_none() || other.is_none() || one == other
}
