//! Titles and names in apposition: the name after a title, the title after a name.

use std::ops::Range;

use super::{Finder, Name};
use crate::document::TokenKind;
use crate::event::v1::ActorKind;
use crate::extract::actor::Identity;
use crate::lexicon::{CallWord, Meaning};
use crate::linguistics::{Case, Entity, PartOfSpeech, Relation, VerbForm};

/// The words between a title and the name it belongs to ("minister of economic development"), at most.
const WORDS_BETWEEN_TITLE_AND_NAME: usize = 6;

/// The same for a given name with a surname.
const WORDS_BETWEEN_TITLE_AND_FULL_NAME: usize = 16;

impl Finder<'_, '_> {
    /// The name of the person whom a title introduces, right after it or after a few words that belong to the title.
    pub(super) fn person_after(&mut self, head: usize, at: usize, end: usize, nominative: bool) -> Option<Name> {
        // Title and name agree in case: a name in another case, words later, is somebody else.
        let title_case = self.reading.words.get(head).and_then(|word| word.grammemes.case);
        let agrees = |finder: &Self, name: &Name, start: usize, case: Option<Case>| {
            // «представитель Иванова»: the genitive after another case says whose, not who.
            let oblique = title_case == Some(Case::Nominative) && !name.nominative && !name.identity.id.is_empty();
            // A tagger may take a name for the genitive of another word: «Кір».
            let genitive = case == Some(Case::Genitive) && finder.may_be_genitive(name);
            let of_another = oblique || genitive && title_case.is_some_and(|title| title != Case::Genitive);
            start == at && !of_another || start > at && name.nominative == nominative
        };
        for start in at..end.min(at + WORDS_BETWEEN_TITLE_AND_NAME) {
            if let Some(name) = self.known_name(start, end) {
                if name.identity.kind == ActorKind::Person {
                    let case = self.reading.words[start].grammemes.case;
                    return Some(name).filter(|name| agrees(self, name, start, case));
                }
                if start > at {
                    return None;
                }
            }
            if let Some(name) = self.unknown_name(start, end, start == at) {
                let case = self.reading.words[start].grammemes.case;
                return Some(name).filter(|name| agrees(self, name, start, case));
            }
            let word = &self.reading.words[start];
            let passes = self.reading.document.tokens[start].kind == TokenKind::Word
                && !self.is_report(start)
                && !self.reading.lexicon.grammar.coordinators.contains(&word.lower)
                && !self.reading.lexicon.grammar.place_prepositions.contains(&word.lower)
                && !self.reading.lexicon.grammar.comitative_prepositions.contains(&word.lower)
                && !self.is_predicate(start);
            if !passes || self.title_at(start).is_some() {
                return None;
            }
        }
        None
    }

    /// Whether a name can stand in the genitive as it is written; of one that is not known nothing tells that it cannot.
    fn may_be_genitive(&self, name: &Name) -> bool {
        let mut forms = self.reading.names_at(name.tokens.start).iter().filter(|(tokens, _)| *tokens == name.tokens);
        name.identity.id.is_empty() || forms.any(|(_, hit)| hit.case.is_none_or(|case| case == Case::Genitive))
    }

    /// A full name in apposition to a title, after whatever the title is of: «член совета при управлении портом Иван
    /// Иванов», «советник главы офиса президента Иван Иванов». Only where grammar is known.
    pub(super) fn name_later(&mut self, head: usize, at: usize, end: usize) -> Option<Name> {
        let case = self.reading.words[head].grammemes.case?;
        for start in at..end.min(at + WORDS_BETWEEN_TITLE_AND_FULL_NAME) {
            let word = &self.reading.words[start];
            let apposed = word.relation == Relation::Apposition && word.head == Some(head);
            // Where no names are tagged, a given name tells one.
            let is_person = match word.entity {
                Some(sort) => sort == Entity::Person,
                None => word.capitalised && self.given_name(start).0.is_some(),
            };
            let in_case = word.grammemes.case == Some(case) && !self.is_after_preposition(start, at);
            let may_be = apposed || in_case && self.is_all_of_title(head, at..start);
            if !is_person || !may_be {
                let another = word.grammemes.case == Some(Case::Nominative) && !self.reading.is_quoted(start);
                if another || word.grammemes.is_predicate() || self.reading.is_spoken(start) {
                    return None;
                }
                continue;
            }
            let known = self.known_name(start, end).filter(|name| name.identity.kind == ActorKind::Person);
            let name = match known {
                Some(name) => name,
                None => self.unknown_name(start, end, false)?,
            };
            let fits = name.tokens.len() > 1 && (apposed || name.nominative == (case == Case::Nominative));
            return Some(name).filter(|_| fits);
        }
        None
    }

    /// Whether nothing but words that belong to a title stands in a stretch: no other title, nothing that joins or parts.
    fn is_all_of_title(&self, head: usize, stretch: Range<usize>) -> bool {
        stretch.into_iter().all(|token| {
            let word = &self.reading.words[token];
            self.reading.document.tokens[token].kind == TokenKind::Word
                && !self.reading.lexicon.grammar.coordinators.contains(&word.lower)
                && (self.title_at(token).is_none() || word.grammemes.case != self.reading.words[head].grammemes.case)
        })
    }

    /// Whoever a title in apposition stands behind: «Иванов, глава министерства, …».
    pub(super) fn named_before(&self, head: usize) -> Option<&Identity> {
        let word = &self.reading.words[head];
        let of = word.head.filter(|of| *of < head && word.relation == Relation::Apposition)?;
        let named = self.mentions.named.iter().rev().take_while(|mention| mention.sentence == self.sentence);
        let mut people = named.filter(|mention| mention.identity.kind == ActorKind::Person && !mention.plural);
        people.find(|mention| mention.tokens.contains(&of)).map(|mention| &mention.identity)
    }

    /// Whether a word is a verb in a finite form: no name after it belongs to a title before it.
    fn is_predicate(&self, at: usize) -> bool {
        let grammemes = self.reading.words[at].grammemes;
        let by_grammar = matches!(grammemes.part, PartOfSpeech::Verb | PartOfSpeech::Auxiliary)
            && grammemes.verb_form == Some(VerbForm::Finite);
        let predicate = |word: &CallWord| matches!(word, CallWord::Predicate);
        by_grammar
            || self.reading.hits_at(at).iter().any(|hit| matches!(hit.meaning, Meaning::Call(word) if predicate(word)))
    }
}
