//! Descriptions: somebody of whom no name is told where he is spoken of.

use super::{Finder, mention, natural};
use crate::event::v1::ActorKind;
use crate::extract::actor::{Identity, Mention};
use crate::extract::people::{Form, Place, Rank};
use crate::extract::reading::Reading;
use crate::extract::trace::Origin;
use crate::knowledge::NameUse;
use crate::linguistics::{Case, NounPhrase, Number, PartOfSpeech};

impl Finder<'_, '_> {
    /// «немец», «эстонка»: whoever of that country the text is about.
    pub(super) fn demonym(&self, at: usize, end: usize) -> Option<Mention> {
        let (tokens, actor, gender, case) =
            self.name_hits(at).into_iter().find_map(|(tokens, hit)| match hit.usage {
                NameUse::Demonym(Some(gender)) => Some((tokens, hit.actor, gender, hit.case)),
                _ => None,
            })?;
        // "The German economy": where one word serves as adjective too, a verb must follow.
        if self.reading.lexicon.grammar.declensions.is_empty() {
            let reports = self.is_report(tokens.end.min(end.saturating_sub(1)));
            if !reports || at == 0 || self.state_adjective(at).is_none() && self.reading.lower(at - 1) != "the" {
                return None;
            }
        }
        // «немец Иванов», «немка по имени …»: a name that follows says who it is.
        let country = self.reading.knowledge.actor(actor).country.clone();
        let met = self.people.of_country(&country, gender, self.sentence)?;
        self.reading.trace.told(&tokens, Origin::Demonym);
        Some(mention(tokens, met.clone(), case == Some(Case::Nominative), false))
    }

    /// Keeps in mind somebody who is only described, for the pronouns that come after.
    pub(super) fn meet_described(&mut self, at: usize) {
        let Some(phrase) = self.phrase_headed(at) else { return };
        if !self.can_act(phrase) || self.is_in_speech(&phrase.tokens) {
            return;
        }
        // A phrase with a name in it is met by that name.
        let identity = describe(self.reading, &self.mentions.named, phrase);
        let rank = match self.parsed_rank(&phrase.tokens) {
            Some(rank) => rank,
            None if phrase.case == Some(Case::Nominative) && phrase.preposition.is_none() => Rank::Subject,
            // Whoever is no subject and has no name is hardly what a text is about.
            None => return,
        };
        let form = Form { plural: phrase.number == Some(Number::Plural), gender: phrase.gender };
        self.people.meet(&identity, form, Place { sentence: self.sentence, token: phrase.head, rank });
    }

    /// Whether a phrase stands for people, or for a body that speaks.
    pub(super) fn can_act(&self, phrase: &NounPhrase) -> bool {
        let head = &self.reading.words[phrase.head];
        if head.grammemes.part != PartOfSpeech::Noun || head.capitalised && head.entity.is_some() {
            return false;
        }
        let speaks = self.reading.lexicon.speaking_things.contains(&head.stem)
            && !self.reading.lexicon.documents.contains(&head.stem);
        phrase.animate == Some(true) || speaks
    }
}

/// Somebody of whom only a description is known.
pub(in crate::extract) fn describe(reading: &Reading<'_>, mentions: &[Mention], phrase: &NounPhrase) -> Identity {
    let written = reading.document.slice(phrase.tokens.clone());
    let native = if reading.words[phrase.head].grammemes.part == PartOfSpeech::ProperNoun {
        written.to_owned()
    } else {
        lower_first(written)
    };
    let kind = match (phrase.animate, phrase.number) {
        (Some(true), Some(Number::Plural)) => ActorKind::Group,
        (Some(true), _) => ActorKind::Person,
        _ => ActorKind::Organization,
    };
    let person = kind == ActorKind::Person;
    Identity {
        name: reading.lexicon.grammar.transliterate(&native),
        native,
        kind,
        country: country_in(mentions, phrase),
        gender: phrase.gender.filter(|_| person).and_then(natural),
        ..Identity::default()
    }
}

/// The state that a description names: «сотрудники МВД Украины».
fn country_in(mentions: &[Mention], phrase: &NounPhrase) -> String {
    let first = mentions.partition_point(|mention| mention.tokens.start < phrase.tokens.start);
    mentions[first..]
        .iter()
        .take_while(|mention| mention.tokens.start < phrase.tokens.end)
        .map(|mention| mention.identity.country.clone())
        .find(|country| !country.is_empty())
        .unwrap_or_default()
}

/// A description with a small letter at its start, as it would stand within a sentence.
pub(in crate::extract) fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) if characters.clone().next().is_some_and(char::is_lowercase) => {
            first.to_lowercase().chain(characters).collect()
        }
        _ => text.to_owned(),
    }
}
