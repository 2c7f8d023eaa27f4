//! The role of one name in a call: by its case and preposition where these are known, otherwise by its place.

use super::clause::call_word;
use super::side::{Finder, Role, Sides};
use super::trigger::Trigger;
use crate::event::v1::ActorKind;
use crate::extract::actor::{Mention, of_sentence};
use crate::extract::attribution::of_sentences;
use crate::extract::reading::Reading;
use crate::extract::time;
use crate::lexicon::{CallWord, Meaning, Modality};
use crate::linguistics::{Case, PartOfSpeech};

impl Finder<'_, '_> {
    /// What a name is by itself; `None` where it has nothing to do with the call.
    pub(super) fn role(&self, mention: &Mention, trigger: &Trigger, sides: &Sides) -> Option<Role> {
        if !mention.identity.is_public() || self.tells(mention, trigger) {
            return None;
        }
        let person = mention.identity.kind == ActorKind::Person;
        if self.is_possessive(mention) || !trigger.verb && (self.plans(mention) || self.owns(mention, trigger)) {
            return Some(Role::Holder);
        }
        if let Some(preposition) = self.preposition(mention) {
            let word = self.reading.lower(preposition);
            let grammar = &self.reading.lexicon.grammar;
            let of_trigger = self.depends_on(mention, trigger);
            if grammar.comitative_prepositions.contains(word) {
                return of_trigger.then_some(Role::Partner);
            }
            if call_word(self.reading, preposition, |word| word == CallWord::Between) {
                return Some(Role::Holder);
            }
            // «У X состоялся разговор»
            if call_word(self.reading, preposition, |word| word == CallWord::Owner) {
                // The accusative of somebody alive has the form of the genitive.
                let genitive = matches!(self.case(mention), Some(Case::Genitive | Case::Accusative));
                return (!trigger.verb && person && genitive).then_some(Role::Subject);
            }
            if call_word(self.reading, preposition, |word| word == CallWord::From) {
                return (of_trigger && !trigger.verb).then_some(Role::Partner);
            }
            let toward = call_word(self.reading, preposition, |word| word == CallWord::Toward);
            let place = mention.identity.kind == ActorKind::State && trigger.one_to_one;
            let genitive = self.case(mention) == Some(Case::Genitive);
            let to_somebody = person && (self.ordered() || genitive && trigger.one_to_one);
            return (toward && of_trigger && (place || to_somebody)).then_some(Role::Called);
        }
        if self.is_dependent(mention, trigger) {
            return None;
        }
        match self.case(mention) {
            Some(Case::Nominative) => (mention.tokens.start != trigger.tokens.start).then_some(Role::Subject),
            // The accusative of somebody alive has the form of the genitive.
            Some(Case::Genitive | Case::Accusative) if !trigger.verb => {
                self.adjoins(mention, trigger).then_some(Role::Holder)
            }
            Some(Case::Dative) => {
                // «X поступил звонок»
                let is_subject = || self.reading.words[trigger.tokens.end - 1].grammemes.case == Some(Case::Nominative);
                let received = mention.tokens.end <= trigger.tokens.start && is_subject();
                (trigger.verb || received || self.near(mention, trigger)).then_some(Role::Called)
            }
            Some(Case::Accusative | Case::Genitive) if trigger.verb => {
                // «поздравил по телефону X»
                (person && self.depends_on(mention, trigger)).then_some(Role::Called)
            }
            Some(_) => None,
            None => self.role_by_place(mention, trigger, sides),
        }
    }

    /// "No plans for X's phone call": a genitive that is written on the name, right before the noun or its adjectives.
    fn owns(&self, mention: &Mention, trigger: &Trigger) -> bool {
        let last = self.reading.lower(mention.tokens.end - 1);
        let genitive =
            self.ordered() && ["'s", "\u{2019}s", "s'", "s\u{2019}"].iter().any(|ending| last.ends_with(ending));
        let between = mention.tokens.end..trigger.tokens.start;
        let attributive = |token: usize| {
            matches!(self.reading.words[token].grammemes.part, PartOfSpeech::Adjective | PartOfSpeech::Numeral)
        };
        genitive && between.start <= between.end && between.clone().all(attributive)
    }

    /// «планы X на разговор», «готовность X к разговору»: whose plan or wish it is.
    fn plans(&self, mention: &Mention) -> bool {
        self.case(mention) == Some(Case::Genitive)
            && self.reading.hits(self.sentence).iter().any(|hit| {
                let plan = matches!(hit.meaning, Meaning::Modality(Modality::Planned | Modality::Proposed));
                plan && hit.tokens.end == mention.tokens.start
                    && self.reading.words[hit.tokens.end - 1].grammemes.part == PartOfSpeech::Noun
            })
    }

    fn is_possessive(&self, mention: &Mention) -> bool {
        of_sentence(self.possessives, self.sentence).iter().any(|other| other.tokens == mention.tokens)
    }

    /// Where cases are not known, the place tells.
    fn role_by_place(&self, mention: &Mention, trigger: &Trigger, sides: &Sides) -> Option<Role> {
        let after = mention.tokens.start >= trigger.tokens.end;
        // "Called Putin on Monday", not "called Putin a killer".
        let closes = self.reading.sentence(self.sentence).tokens.end <= mention.tokens.end
            || self.reading.is_mark(mention.tokens.end, &[".", ",", ";"])
            || self.reading.words.get(mention.tokens.end).is_some_and(|next| {
                let grammar = &self.reading.lexicon.grammar;
                grammar.prepositions.contains(&next.lower) || grammar.coordinators.contains(&next.lower)
            })
            || time::find(self.reading, self.sentence).iter().any(|time| time.tokens.start == mention.tokens.end);
        let ordered = self.ordered();
        if ordered {
            if !after {
                return Some(Role::Subject);
            }
            return (trigger.verb && closes && mention.tokens.start == trigger.tokens.end).then_some(Role::Called);
        }
        if mention.subject && !(after && !trigger.verb && self.adjoins(mention, trigger)) {
            return Some(Role::Subject);
        }
        if !trigger.verb && after && self.adjoins(mention, trigger) {
            return Some(Role::Holder);
        }
        let beside_holder = sides.holders.last().is_some_and(|holder| holder.tokens.end == mention.tokens.start);
        (trigger.verb || beside_holder).then_some(Role::Called)
    }

    /// Whoever tells of the call without being in it.
    fn tells(&self, mention: &Mention, trigger: &Trigger) -> bool {
        of_sentences(self.attributions, self.sentence..=self.sentence).iter().any(|attribution| {
            // "Proposed a call": whoever asks for it is in it.
            let asks = attribution.cue.as_ref().is_some_and(|cue| {
                self.clauses.same(cue.start, trigger.tokens.start) && is_wish(self.reading, cue.start)
            });
            !asks
                && attribution.speaker.as_ref().is_some_and(|speaker| speaker.tokens == mention.tokens)
                && attribution.content.iter().any(|span| span.contains(&trigger.tokens.start))
                && !attribution.content.iter().any(|span| span.contains(&mention.tokens.start))
        })
    }

    pub(super) fn is_subject(&self, mention: &Mention) -> bool {
        self.preposition(mention).is_none()
            && match self.case(mention) {
                Some(case) => case == Case::Nominative,
                None => mention.subject,
            }
    }

    /// Whether a name follows a noun directly, or after another of its names.
    fn adjoins(&self, mention: &Mention, trigger: &Trigger) -> bool {
        let end = trigger.tokens.end;
        mention.tokens.start >= end
            && (end..mention.tokens.start).all(|token| {
                let word = &self.reading.words[token];
                let named = of_sentence(self.mentions, self.sentence).iter().any(|other| other.tokens.contains(&token));
                let joint = self.reading.lexicon.grammar.coordinators.contains(&word.lower);
                let attributive = matches!(word.grammemes.part, PartOfSpeech::Adjective | PartOfSpeech::Determiner);
                let medium = of_medium(self.reading, token);
                let genitive = word.grammemes.part == PartOfSpeech::Noun && word.grammemes.case == Some(Case::Genitive);
                named || joint || attributive || genitive || medium || self.reading.is_mark(token, &[","])
            })
    }

    fn near(&self, mention: &Mention, trigger: &Trigger) -> bool {
        mention.tokens.start >= trigger.tokens.end && mention.tokens.start - trigger.tokens.end <= WORDS_TO_A_DATIVE
    }
}

/// Whether a word asks for a call, plans or refuses it.
fn is_wish(reading: &Reading<'_>, token: usize) -> bool {
    reading
        .hits_at(token)
        .iter()
        .any(|hit| matches!(hit.meaning, Meaning::Modality(Modality::Planned | Modality::Proposed | Modality::NotHeld)))
}

/// Whether a word belongs to what a talk was held over.
pub(super) fn of_medium(reading: &Reading<'_>, token: usize) -> bool {
    reading
        .hits(reading.sentence_of(token))
        .iter()
        .any(|hit| hit.tokens.contains(&token) && matches!(hit.meaning, Meaning::Call(CallWord::Medium(_))))
}

/// Words between a noun and whom it was addressed to, at most.
const WORDS_TO_A_DATIVE: usize = 8;
