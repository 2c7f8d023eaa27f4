//! Sides: who talks with whom, by the case, preposition and place of the names around a trigger.

use std::ops::Range;

use super::clause::{Clauses, call_word};
use super::trigger::Trigger;
use crate::event::v1::ActorKind;
use crate::extract::actor::{Mention, of_sentence};
use crate::extract::attribution::{Attribution, of_sentences};
use crate::extract::reading::{DASHES, Reading};
use crate::lexicon::{CallWord, Meaning};
use crate::linguistics::{Case, PartOfSpeech, Relation};

/// Who a clause says took part.
#[derive(Clone, Debug, Default)]
pub(super) struct Sides {
    /// The subject of the verb, or of the verb that governs the noun.
    pub(super) subjects: Vec<Mention>,
    /// Whose call it is: genitives of the noun, or those between whom it was.
    pub(super) holders: Vec<Mention>,
    /// With whom, or to whom.
    pub(super) partners: Vec<Mention>,
    /// The partners stand apart from one another ("with A and later with B").
    pub(super) apart: bool,
    /// The sides stand as a group without names ("the presidents", "the sides").
    pub(super) collective: bool,
}

/// What a name is to a trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Subject,
    Holder,
    Partner,
}

pub(super) struct Finder<'r, 'a> {
    pub(super) reading: &'r Reading<'a>,
    pub(super) mentions: &'r [Mention],
    pub(super) attributions: &'r [Attribution],
    pub(super) clauses: &'r Clauses,
    pub(super) sentence: usize,
}

impl Finder<'_, '_> {
    /// Who takes part in what a trigger tells: once, and again for each pair that leaves its verb out ("A talked with B,
    /// and C with D").
    pub(super) fn sides(&self, trigger: &Trigger) -> Vec<Sides> {
        let clause = self.clauses.at(trigger.tokens.start);
        let all: Vec<&Mention> = of_sentence(self.mentions, self.sentence)
            .iter()
            .filter(|mention| self.clauses.at(mention.tokens.start) == clause)
            .collect();
        let opens_pair = |index: usize| {
            let (before, mention, after) = (all.get(index.checked_sub(1)?)?, all.get(index)?, all.get(index + 1)?);
            let with = |mention: &Mention| self.preposition(mention).filter(|at| self.is_comitative(*at));
            let bare = |mention: &Mention| self.preposition(mention).is_none() && self.may_be_subject(mention);
            (with(before).is_some() && bare(mention) && with(after).is_some_and(|at| at >= mention.tokens.end))
                .then_some(index)
        };
        let first_pair = (1..all.len())
            .find(|index| opens_pair(*index).is_some() && all[*index].tokens.start > trigger.tokens.start)
            .unwrap_or(all.len());
        let (own, pairs) = all.split_at(first_pair);
        let mut found = vec![self.sides_of(trigger, clause, own)];
        for pair in pairs.chunks_exact(2) {
            found.push(Sides { subjects: vec![pair[0].clone()], partners: vec![pair[1].clone()], ..Sides::default() });
        }
        found
    }

    fn is_comitative(&self, token: usize) -> bool {
        self.reading.lexicon.grammar.comitative_prepositions.contains(self.reading.lower(token))
    }

    fn may_be_subject(&self, mention: &Mention) -> bool {
        self.case(mention).map_or(mention.subject, |case| case == Case::Nominative)
    }

    fn sides_of(&self, trigger: &Trigger, clause: usize, all: &[&Mention]) -> Sides {
        let mut sides = Sides::default();
        let mut last: Option<(&Mention, Option<Role>)> = None;
        for &mention in all {
            let inherited = last.and_then(|(before, role)| self.joins(before, mention).then_some(role));
            let role = match inherited {
                Some(role) => role,
                None => self.role(mention, trigger, &sides),
            };
            if self.is_group(mention) {
                sides.collective |= role.is_some() && role != Some(Role::Partner);
                last = Some((mention, role));
                continue;
            }
            if let (Some(role), Some((before, Some(_)))) = (role, last) {
                sides.apart |= role == Role::Partner && self.stand_apart(before, mention, inherited.is_some());
            }
            match role {
                Some(Role::Subject) => add(&mut sides.subjects, mention),
                Some(Role::Holder) => add(&mut sides.holders, mention),
                Some(Role::Partner) => add(&mut sides.partners, mention),
                None => {}
            }
            last = Some((mention, role));
        }
        if sides.subjects.is_empty() && (trigger.verb || sides.holders.len() + sides.partners.len() < 2) {
            self.shared_subject(clause, trigger, &mut sides);
        }
        sides
    }

    /// Places in the sentence tell subject from object, not endings.
    fn ordered(&self) -> bool {
        self.reading.lexicon.grammar.is_analytic()
    }

    fn is_group(&self, mention: &Mention) -> bool {
        // Somebody who is only described ("a spokesman") tells of a call more often than takes part in it.
        let described = mention.identity.id.is_empty() && mention.identity.native.starts_with(char::is_lowercase);
        mention.plural || mention.identity.kind == ActorKind::Group || !mention.identity.is_told() || described
    }

    /// A subject told in the clause before, which this one goes on with: "A came and called B", "A said that he called B".
    fn shared_subject(&self, clause: usize, trigger: &Trigger, sides: &mut Sides) {
        let mut outer = self.clauses.outer(clause);
        let mut depth = 0;
        while let (Some(at), true) = (outer, depth < 3) {
            let subject = of_sentence(self.mentions, self.sentence)
                .iter()
                .filter(|mention| self.clauses.at(mention.tokens.start) == at && self.is_subject(mention))
                .filter(|mention| mention.tokens.start < trigger.tokens.start && !self.is_dependent(mention, trigger));
            let found: Vec<_> = subject.collect();
            if let Some(first) = found.first() {
                if self.is_group(first) {
                    sides.collective = true;
                } else if first.identity.is_public() {
                    for mention in
                        found.iter().filter(|mention| mention.tokens == first.tokens || self.joins(first, mention))
                    {
                        add(&mut sides.subjects, mention);
                    }
                }
                return;
            }
            outer = self.clauses.outer(at);
            depth += 1;
        }
    }

    /// What a name is by itself; `None` where it has nothing to do with the call.
    fn role(&self, mention: &Mention, trigger: &Trigger, sides: &Sides) -> Option<Role> {
        if !mention.identity.is_public() || self.tells(mention, trigger) {
            return None;
        }
        let person = mention.identity.kind == ActorKind::Person;
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
            let toward = call_word(self.reading, preposition, |word| word == CallWord::Toward);
            let place = mention.identity.kind == ActorKind::State && trigger.one_to_one;
            let to_somebody = self.ordered() && person;
            return (toward && of_trigger && (place || to_somebody)).then_some(Role::Partner);
        }
        if self.is_dependent(mention, trigger) {
            return None;
        }
        match self.case(mention) {
            Some(Case::Nominative) => (mention.tokens.start != trigger.tokens.start).then_some(Role::Subject),
            Some(Case::Genitive) if !trigger.verb => self.adjoins(mention, trigger).then_some(Role::Holder),
            Some(Case::Dative) => (trigger.verb || self.near(mention, trigger)).then_some(Role::Partner),
            Some(Case::Accusative | Case::Genitive) if trigger.verb => {
                // «поздравил по телефону X»
                (person && self.depends_on(mention, trigger)).then_some(Role::Partner)
            }
            Some(_) => None,
            None => self.role_by_place(mention, trigger, sides),
        }
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
            });
        let ordered = self.ordered();
        if ordered {
            if !after {
                return Some(Role::Subject);
            }
            return (trigger.verb && closes && mention.tokens.start == trigger.tokens.end).then_some(Role::Partner);
        }
        if mention.subject && !(after && !trigger.verb && self.adjoins(mention, trigger)) {
            return Some(Role::Subject);
        }
        if !trigger.verb && after && self.adjoins(mention, trigger) {
            return Some(Role::Holder);
        }
        let beside_holder = sides.holders.last().is_some_and(|holder| holder.tokens.end == mention.tokens.start);
        (trigger.verb || beside_holder).then_some(Role::Partner)
    }

    /// Whoever tells of the call without being in it.
    fn tells(&self, mention: &Mention, trigger: &Trigger) -> bool {
        of_sentences(self.attributions, self.sentence..=self.sentence).iter().any(|attribution| {
            attribution.speaker.as_ref().is_some_and(|speaker| speaker.tokens == mention.tokens)
                && attribution.content.iter().any(|span| span.contains(&trigger.tokens.start))
                && !attribution.content.iter().any(|span| span.contains(&mention.tokens.start))
        })
    }

    fn is_subject(&self, mention: &Mention) -> bool {
        self.preposition(mention).is_none()
            && match self.case(mention) {
                Some(case) => case == Case::Nominative,
                None => mention.subject,
            }
    }

    /// The case of a name, where grammar is known and the form shows it.
    pub(super) fn case(&self, mention: &Mention) -> Option<Case> {
        if self.ordered() {
            return None;
        }
        mention.tokens.clone().find_map(|token| {
            let grammemes = self.reading.words[token].grammemes;
            matches!(grammemes.part, PartOfSpeech::Noun | PartOfSpeech::ProperNoun | PartOfSpeech::Pronoun)
                .then_some(grammemes.case)
                .flatten()
        })
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
                PartOfSpeech::Adjective | PartOfSpeech::Determiner | PartOfSpeech::Numeral => true,
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
    fn is_dependent(&self, mention: &Mention, trigger: &Trigger) -> bool {
        let Some(head) = self.head(mention) else { return false };
        let word = &self.reading.words[head];
        let noun = matches!(word.grammemes.part, PartOfSpeech::Noun | PartOfSpeech::ProperNoun);
        let in_name = of_sentence(self.mentions, self.sentence)
            .iter()
            .any(|other| other.tokens.contains(&head) && (self.joins(other, mention) || self.joins(mention, other)));
        let of_talk = trigger.tokens.contains(&head)
            || call_word(self.reading, head, |word| {
                matches!(word, CallWord::TalkNoun | CallWord::CallNoun(_) | CallWord::MeetingNoun | CallWord::Several)
            });
        // «A с B»: who talks with a subject depends on it.
        let with_subject = self.preposition(mention).is_some_and(|at| self.is_comitative(at))
            && of_sentence(self.mentions, self.sentence)
                .iter()
                .any(|other| other.tokens.contains(&head) && other.identity.kind == ActorKind::Person);
        noun && !in_name && !of_talk && !with_subject && self.relation(mention) == Relation::NounModifier
    }

    /// Whether a name after a preposition belongs to the trigger or to the verb around it, not to another noun.
    fn depends_on(&self, mention: &Mention, trigger: &Trigger) -> bool {
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

    /// Whether two names are joined by marks, conjunctions, adverbs and prepositions alone.
    pub(super) fn joins(&self, before: &Mention, after: &Mention) -> bool {
        let between = before.tokens.end..after.tokens.start;
        if between.start >= between.end || between.len() > WORDS_BETWEEN_JOINED {
            return false;
        }
        let preposition = self.preposition(after);
        let same_preposition = preposition.is_none_or(|preposition| {
            preposition < before.tokens.end
                || self.preposition(before).is_some_and(|other| self.same_preposition(other, preposition))
        });
        let same_case = match (self.case(before), self.case(after)) {
            (Some(one), Some(other)) => one == other,
            _ => self.ordered() || preposition.is_some() || before.subject == after.subject,
        };
        let mut joint = false;
        let all = between.clone().all(|token| {
            let word = &self.reading.words[token];
            let coordinates = self.reading.lexicon.grammar.coordinators.contains(&word.lower);
            let mark = self.reading.is_mark(token, &[","]) || self.reading.is_mark(token, DASHES);
            joint |= coordinates || self.reading.is_mark(token, &[","]);
            coordinates
                || mark
                || Some(token) == preposition
                || is_sequel(self.reading, token)
                || word.grammemes.part == PartOfSpeech::Adverb
                || preposition.is_none_or(|preposition| token > preposition)
                    && (matches!(
                        word.grammemes.part,
                        PartOfSpeech::Adjective | PartOfSpeech::Determiner | PartOfSpeech::Particle
                    ) || self.reading.hits_at(token).iter().any(|hit| matches!(hit.meaning, Meaning::Pronoun { .. }))
                        // «A и его дочь B»
                        || word.grammemes.part == PartOfSpeech::Noun && word.grammemes.case == self.case(after))
        });
        all && joint && same_case && same_preposition
    }

    fn same_preposition(&self, one: usize, other: usize) -> bool {
        let comitative = &self.reading.lexicon.grammar.comitative_prepositions;
        let (one, other) = (self.reading.lower(one), self.reading.lower(other));
        one == other || comitative.contains(one) && comitative.contains(other)
    }

    /// "With A and with B", "with A and later B".
    fn stand_apart(&self, before: &Mention, after: &Mention, joined: bool) -> bool {
        let between: Range<usize> = before.tokens.end.min(after.tokens.start)..after.tokens.start;
        let repeated = joined && self.preposition(after).is_some_and(|preposition| between.contains(&preposition));
        repeated || between.clone().any(|token| is_sequel(self.reading, token))
    }
}

/// Whether a word belongs to what a talk was held over.
fn of_medium(reading: &Reading<'_>, token: usize) -> bool {
    reading
        .hits(reading.sentence_of(token))
        .iter()
        .any(|hit| hit.tokens.contains(&token) && matches!(hit.meaning, Meaning::Call(CallWord::Medium(_))))
}

fn is_sequel(reading: &Reading<'_>, token: usize) -> bool {
    call_word(reading, token, |word| word == CallWord::Sequel)
}

fn add(sides: &mut Vec<Mention>, mention: &Mention) {
    if sides.len() < MOST_SIDES && !sides.iter().any(|other| other.identity.key() == mention.identity.key()) {
        sides.push(mention.clone());
    }
}

/// A call of more is a list of another sort.
const MOST_SIDES: usize = 32;

/// Adjectives between a preposition and a name, at most.
const WORDS_BEFORE_A_NAME: usize = 3;

/// Words between two joined names, at most.
const WORDS_BETWEEN_JOINED: usize = 6;

/// Words between a noun and whom it was addressed to, at most.
const WORDS_TO_A_DATIVE: usize = 8;
