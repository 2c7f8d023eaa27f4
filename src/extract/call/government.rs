//! Government: which preposition or noun a name depends on, and in which case it stands.

use super::clause::call_word;
use super::role::of_medium;
use super::side::Finder;
use super::trigger::Trigger;
use crate::event::v1::ActorKind;
use crate::extract::actor::{Mention, of_sentence};
use crate::knowledge::NameUse;
use crate::lexicon::{CallWord, Meaning};
use crate::linguistics::{Case, PartOfSpeech, Relation};

impl Finder<'_, '_> {
    /// The case of a name, where grammar is known and the form shows it.
    pub(super) fn case(&self, mention: &Mention) -> Option<Case> {
        if self.ordered() {
            return None;
        }
        let case = |token: usize| {
            let grammemes = self.reading.words[token].grammemes;
            matches!(grammemes.part, PartOfSpeech::Noun | PartOfSpeech::ProperNoun | PartOfSpeech::Pronoun)
                .then_some(grammemes.case)
                .flatten()
        };
        let first = mention.tokens.clone().find_map(case)?;
        // Its form says whether a known name can be a subject, whatever the tagger takes it for.
        let known = !mention.identity.id.is_empty() && mention.identity.kind == ActorKind::Person;
        let name = known && self.reading.words[mention.tokens.start].grammemes.part == PartOfSpeech::ProperNoun;
        if name && !mention.subject && first == Case::Nominative {
            return None;
        }
        let split = || mention.tokens.clone().filter_map(case).any(|other| other == Case::Nominative);
        let nominative = known && mention.subject && (name && split() || !self.may_be_in_case(mention, first));
        Some(if nominative { Case::Nominative } else { first })
    }

    /// An adjective of a state, which a tagger of English may take for a name.
    fn is_of_state(&self, token: usize) -> bool {
        self.reading.names_at(token).iter().any(|(_, hit)| hit.usage == NameUse::Adjective)
    }

    /// Whether the form of a known name at the end of a mention can be that of a case.
    fn may_be_in_case(&self, mention: &Mention, case: Case) -> bool {
        let last = mention.tokens.end;
        let names = (mention.tokens.clone()).flat_map(|token| self.reading.names_at(token));
        let mut forms = names.filter(|(tokens, _)| tokens.end == last).peekable();
        // Names with the same forms in all cases are told by the words around them.
        forms.peek().is_none() || forms.any(|(_, hit)| hit.case.is_none_or(|other| other == case))
    }

    /// The preposition that governs a name: right before it, or before words that agree with it.
    pub(super) fn preposition(&self, mention: &Mention) -> Option<usize> {
        let first = self.reading.sentence(self.sentence).tokens.start;
        let mut at = mention.tokens.start;
        for _ in 0..WORDS_BEFORE_A_NAME {
            at = at.checked_sub(1).filter(|at| *at >= first)?;
            let word = &self.reading.words[at];
            if self.reading.lexicon.grammar.prepositions.contains(&word.lower)
                || call_word(self.reading, at, |word| word == CallWord::Between)
            {
                return Some(at);
            }
            let attributive = match word.grammemes.part {
                // «со своим другом Иваном Ивановым»
                PartOfSpeech::Noun => {
                    let in_case = word.grammemes.case.is_some() && word.grammemes.case == self.case(mention);
                    in_case && mention.identity.kind == ActorKind::Person
                }
                PartOfSpeech::Adjective | PartOfSpeech::Determiner | PartOfSpeech::Numeral => true,
                // "Between the Russian and US presidents"
                PartOfSpeech::Coordinator => at.checked_sub(1).is_some_and(|before| self.is_of_state(before)),
                _ if self.is_of_state(at) => true,
                PartOfSpeech::Other => {
                    (!word.finite || self.ordered())
                        && !word.capitalised
                        && word.lower.chars().all(char::is_alphabetic)
                        && !self.reading.lexicon.grammar.coordinators.contains(&word.lower)
                        && self.reading.hits_at(at).iter().all(|hit| matches!(hit.meaning, Meaning::Pronoun { .. }))
                }
                _ => false,
            };
            if !attributive {
                return None;
            }
        }
        None
    }

    /// Whether a name depends on a noun other than the trigger: «администрация X», «саммит с X».
    pub(super) fn is_dependent(&self, mention: &Mention, trigger: &Trigger) -> bool {
        // «під час телефонної розмови з X»: what it stands right after it belongs to.
        if self.preposition(mention).is_some_and(|at| at == trigger.tokens.end && self.is_comitative(at)) {
            return false;
        }
        if self.follows_another_talk(mention, trigger) {
            return true;
        }
        // «выразил по телефону соболезнования X»: a dative is whom it was said to, whatever noun it stands beside.
        if trigger.verb && self.case(mention) == Some(Case::Dative) {
            return false;
        }
        let Some(head) = self.head(mention) else { return false };
        let word = &self.reading.words[head];
        let noun = matches!(word.grammemes.part, PartOfSpeech::Noun | PartOfSpeech::ProperNoun);
        let in_name = of_sentence(self.mentions, self.sentence)
            .iter()
            .any(|other| other.tokens.contains(&head) && (self.joins(other, mention) || self.joins(mention, other)));
        // «по телефону с X»: a parser may take it for somebody's phone.
        let of_talk = trigger.tokens.contains(&head)
            || of_medium(self.reading, head)
            || call_word(self.reading, head, |word| {
                matches!(word, CallWord::TalkNoun | CallWord::CallNoun(_) | CallWord::Several)
            });
        // «A с B»: who talks with a subject depends on it.
        let with_subject = self.preposition(mention).is_some_and(|at| self.is_comitative(at))
            && of_sentence(self.mentions, self.sentence)
                .iter()
                .any(|other| other.tokens.contains(&head) && other.identity.kind == ActorKind::Person);
        // «обсудил положение с X»: what was talked about is the object of the talk.
        let with_object = trigger.verb
            && mention.identity.kind == ActorKind::Person
            && word.relation == Relation::Object
            && word.head.is_some_and(|verb| trigger.tokens.contains(&verb))
            && self.preposition(mention).is_some_and(|at| self.is_comitative(at));
        let of_talk = of_talk || with_object;
        noun && !in_name && !of_talk && !with_subject && self.relation(mention) == Relation::NounModifier
    }

    /// «…после встречи с X»: the preposition stands right after the noun of another talk than the trigger.
    fn follows_another_talk(&self, mention: &Mention, trigger: &Trigger) -> bool {
        let Some(noun) = self.preposition(mention).and_then(|preposition| preposition.checked_sub(1)) else {
            return false;
        };
        let another = |word: &CallWord| {
            matches!(word, CallWord::MeetingNoun)
                || trigger.one_to_one && matches!(word, CallWord::TalkNoun | CallWord::CallNoun(_))
        };
        let names_one = self
            .reading
            .hits(self.sentence)
            .iter()
            .any(|hit| hit.tokens.contains(&noun) && matches!(hit.meaning, Meaning::Call(word) if another(word)));
        !trigger.tokens.contains(&noun) && !trigger.by_medium && names_one
    }

    /// Whether a name after a preposition belongs to the trigger or to the verb around it, not to another noun.
    pub(super) fn depends_on(&self, mention: &Mention, trigger: &Trigger) -> bool {
        !self.is_dependent(mention, trigger)
    }

    /// The word outside a name that the name depends on.
    fn head(&self, mention: &Mention) -> Option<usize> {
        mention
            .tokens
            .clone()
            .find_map(|token| self.reading.words[token].head.filter(|head| !mention.tokens.contains(head)))
    }

    fn relation(&self, mention: &Mention) -> Relation {
        mention
            .tokens
            .clone()
            .find(|token| self.reading.words[*token].head.is_some_and(|head| !mention.tokens.contains(&head)))
            .map(|token| self.reading.words[token].relation)
            .unwrap_or_default()
    }
}

/// Words that agree with a name between a preposition and it, at most.
const WORDS_BEFORE_A_NAME: usize = 4;
