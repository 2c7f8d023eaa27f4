//! Actors as the extractors handle them: resolved as far as the article and the knowledge base tell, with their place.

use std::ops::Range;

use crate::article::Language;
use crate::event::v1::{self, ActorKind};
use crate::knowledge::{KnownActor, Office};
use crate::lexicon::BodySort;
use crate::linguistics::Gender;

use super::reading::Reading;

/// Who somebody is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Identity {
    /// Identifier in the knowledge base; empty where unknown.
    pub(super) id: String,
    /// Identifier in Wikidata; empty where it is not certain.
    pub(super) wikidata: String,
    /// English name.
    pub(super) name: String,
    /// Dictionary form in the article's language.
    pub(super) native: String,
    pub(super) kind: ActorKind,
    pub(super) country: String,
    pub(super) role: String,
    /// Key of the office that the title names.
    pub(super) office: String,
    pub(super) gender: Option<Gender>,
    pub(super) outlet: bool,
    /// Its measures are not those of a state: a company, a court, a sports body.
    pub(super) powerless: bool,
    /// What sort of body it is.
    pub(super) body: BodySort,
}

impl Identity {
    pub(super) fn known(actor: &KnownActor, language: Language) -> Self {
        Self {
            id: actor.id.clone(),
            wikidata: actor.wikidata.clone(),
            name: actor.name.clone(),
            native: actor.native(language).to_owned(),
            kind: actor.kind,
            country: actor.country.clone(),
            role: String::new(),
            office: String::new(),
            gender: actor.gender,
            outlet: actor.outlet,
            powerless: actor.powerless,
            body: match (actor.outlet, actor.generic) {
                (true, _) => BodySort::Outlet,
                (false, true) => BodySort::Authority,
                (false, false) => BodySort::Other,
            },
        }
    }

    /// Takes on an office: its holder speaks for the country that it is of.
    pub(super) fn hold(&mut self, office: &Office) {
        self.role.clone_from(&office.title);
        self.office.clone_from(&office.key);
        self.country.clone_from(&office.country);
    }

    /// The contract's message, with the place where the article names the actor.
    pub(super) fn actor(&self, reading: &Reading<'_>, mention: Range<usize>) -> v1::Actor {
        v1::Actor {
            id: self.id.clone(),
            wikidata: self.wikidata.clone(),
            name: self.name.clone(),
            native_name: self.native.clone(),
            kind: self.kind.into(),
            country: self.country.clone(),
            role: self.role.clone(),
            mention: reading.document.span(mention),
        }
    }

    /// What tells this actor from others in one article.
    pub(super) fn key(&self) -> &str {
        if self.id.is_empty() { &self.native } else { &self.id }
    }

    /// Whether anything but its place is known.
    pub(super) fn is_told(&self) -> bool {
        !self.id.is_empty() || !self.native.is_empty()
    }

    /// Whether a name is known, and not only a description.
    pub(super) fn is_named(&self) -> bool {
        !self.id.is_empty() || self.native.chars().next().is_some_and(char::is_uppercase)
    }

    /// Whether a description is known, and no name.
    pub(super) fn is_described(&self) -> bool {
        self.is_told() && !self.is_named()
    }

    /// A state, a union, or somebody who can act for one.
    pub(super) fn is_public(&self) -> bool {
        !self.outlet
    }
}

/// An actor named at a place.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    /// Its tokens.
    pub(super) tokens: Range<usize>,
    /// Sentence that holds it.
    pub(super) sentence: usize,
    pub(super) identity: Identity,
    /// By its form it can be a subject.
    pub(super) subject: bool,
    /// Stands after a preposition.
    pub(super) after_preposition: bool,
    /// Several people.
    pub(super) plural: bool,
}

impl Mention {
    pub(super) fn actor(&self, reading: &Reading<'_>) -> v1::Actor {
        self.identity.actor(reading, self.tokens.clone())
    }
}

/// The mentions of a sentence, out of all mentions in the order of the text.
pub(super) fn of_sentence(mentions: &[Mention], sentence: usize) -> &[Mention] {
    let first = mentions.partition_point(|mention| mention.sentence < sentence);
    let last = mentions.partition_point(|mention| mention.sentence <= sentence);
    &mentions[first..last]
}
