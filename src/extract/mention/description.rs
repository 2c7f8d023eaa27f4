//! Descriptions: somebody of whom no name is told where he is spoken of.

use super::{Finder, mention, natural};
use crate::event::v1::ActorKind;
use crate::extract::actor::{Identity, Mention};
use crate::extract::people::{Form, Place, Rank};
use crate::extract::reading::Reading;
use crate::extract::trace::Origin;
use crate::knowledge::NameUse;
use crate::lexicon::Meaning;
use crate::linguistics::{Case, Entity, NounPhrase, Number, PartOfSpeech, Relation, Word};

impl Finder<'_, '_> {
    /// «немец», «эстонка»: whoever of that country the text is about.
    pub(super) fn demonym(&self, at: usize, end: usize) -> Option<Mention> {
        let (tokens, actor, gender, case) =
            self.reading.names_at(at).iter().find_map(|(tokens, hit)| match hit.usage {
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
        self.reading.trace.told(tokens, Origin::Demonym);
        Some(mention(tokens.clone(), met.clone(), case == Some(Case::Nominative), false))
    }

    /// «ведомство», «издание», "the ministry": the body of that sort that the text is about, where the words tell none.
    pub(super) fn body(&self, at: usize) -> Option<Mention> {
        let sort = self.reading.hits_at(at).iter().find_map(|hit| match hit.meaning {
            Meaning::Body(sort) => Some(*sort),
            _ => None,
        })?;
        let word = &self.reading.words[at];
        let sentence = self.reading.sentence(self.sentence).tokens.clone();
        let name = word.capitalised && at > sentence.start;
        let several = word.grammemes.number == Some(Number::Plural);
        if name || several || !self.is_definite(at, sentence.start) || self.is_told_after(at + 1, sentence.end) {
            return None;
        }
        let identity = self.people.body(sort, self.search(&(at..at + 1)))?.clone();
        self.reading.trace.told(&(at..at + 1), Origin::Body);
        let nominative = word.grammemes.case.is_none_or(|case| case == Case::Nominative);
        Some(mention(at..at + 1, identity, nominative, false))
    }

    /// «омбудсмен», «вице-премьер»: whomever the article calls so with the name, where no title of the lexicon tells more.
    pub(super) fn called(&self, at: usize) -> Option<Mention> {
        let word = &self.reading.words[at];
        let sentence = self.reading.sentence(self.sentence).tokens.clone();
        let person = is_noun_for_people(word) && word.grammemes.number == Some(Number::Singular);
        let name = word.entity.is_some() || word.capitalised && at > sentence.start;
        if !person || name || !self.is_definite(at, sentence.start) || self.is_told_after(at + 1, sentence.end) {
            return None;
        }
        let noun = &word.lemma_stem;
        let identity = self.told.last_called(noun).or_else(|| self.roster.only_one_called(noun))?.clone();
        self.reading.trace.told(&(at..at + 1), Origin::Called);
        Some(mention(at..at + 1, identity, word.grammemes.case == Some(Case::Nominative), false))
    }

    /// The noun right before a name that it is in apposition to: «омбудсмен» of «омбудсмен Анна Иванова».
    pub(super) fn calling(&self, mention: &Mention) -> Option<&str> {
        let words = &self.reading.words;
        let name = &words[mention.tokens.start];
        let before = mention.tokens.start.checked_sub(1)?;
        let noun = name.head.filter(|head| *head == before && name.relation == Relation::Apposition)?;
        let noun = &words[noun];
        let introduces = is_noun_for_people(noun) && noun.entity.is_none() && name.entity == Some(Entity::Person);
        introduces.then_some(noun.lemma_stem.as_str())
    }

    /// Whether the word before a noun says no more than that it was spoken of: «это ведомство», "the ministry", and not
    /// «дочерняя компания».
    fn is_definite(&self, at: usize, start: usize) -> bool {
        let before = at.checked_sub(1).filter(|before| *before >= start).map(|before| &self.reading.words[before]);
        let part = before.map(|word| word.grammemes.part);
        let declines = !self.reading.lexicon.grammar.declensions.is_empty();
        match part {
            Some(PartOfSpeech::Determiner) => true,
            Some(PartOfSpeech::Adjective | PartOfSpeech::Numeral) => false,
            Some(PartOfSpeech::Verb) => before.is_some_and(|word| word.grammemes.case.is_none() && declines),
            _ => declines,
        }
    }

    /// Whether the words after a noun tell which is meant: «ведомство Иванова», «компания "Свет"».
    pub(super) fn is_told_after(&self, at: usize, end: usize) -> bool {
        let Some(word) = self.reading.words.get(at).filter(|_| at < end) else { return false };
        let noun =
            matches!(word.grammemes.part, PartOfSpeech::Noun | PartOfSpeech::ProperNoun | PartOfSpeech::Adjective);
        noun && word.grammemes.case.is_some_and(|case| case != Case::Nominative)
            || word.capitalised
            || self.reading.is_mark(at, &["«", "\"", "“", "„"])
    }

    /// Keeps in mind somebody who is only described, for the pronouns that come after.
    pub(super) fn meet_described(&mut self, at: usize) {
        let Some(phrase) = self.phrase_headed(at) else { return };
        if self.is_in_speech(&phrase.tokens) {
            return;
        }
        let head = &self.reading.words[phrase.head];
        // A phrase with a name in it is met by that name.
        let of_person = |token: usize| {
            let word = &self.reading.words[token];
            word.entity == Some(Entity::Person) && word.grammemes.case == phrase.case
        };
        if phrase.animate == Some(true) && (phrase.head + 1..phrase.tokens.end).any(of_person) {
            return;
        }
        let identity = if head.capitalised && head.entity == Some(Entity::Organization) {
            self.unknown_body(phrase)
        } else if self.can_act(phrase) {
            describe(self.reading, &self.mentions.named, phrase)
        } else {
            return;
        };
        let rank = match self.parsed_rank(&phrase.tokens) {
            Some(rank) => rank,
            None if phrase.case == Some(Case::Nominative) && phrase.preposition.is_none() => Rank::Subject,
            // Whoever is no subject and has no name is hardly what a text is about.
            None => return,
        };
        let form = Form { plural: phrase.number == Some(Number::Plural), gender: phrase.gender };
        self.people.meet(&identity, form, Place { sentence: self.sentence, token: phrase.head, rank, speaks: false });
    }

    /// A body by the name that the article gives it.
    fn unknown_body(&self, phrase: &NounPhrase) -> Identity {
        let named = phrase.tokens.start..phrase.core_end;
        let words: Option<Vec<_>> = match phrase.case {
            None | Some(Case::Nominative) => None,
            Some(_) => named.clone().map(|token| self.reading.nominative(token)).collect(),
        };
        let native = words.map_or_else(|| self.reading.document.slice(named).to_owned(), |words| words.join(" "));
        Identity {
            name: self.reading.lexicon.grammar.transliterate(&native),
            native,
            kind: ActorKind::Organization,
            ..Identity::default()
        }
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

/// At the start of a sentence the capital may make a proper noun of it.
fn is_noun_for_people(word: &Word) -> bool {
    matches!(word.grammemes.part, PartOfSpeech::Noun | PartOfSpeech::ProperNoun) && word.grammemes.animate == Some(true)
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
