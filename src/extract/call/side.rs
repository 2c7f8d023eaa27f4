//! Sides: who talks with whom in what one clause tells.

use super::clause::{Clauses, call_word, is_predicate, opens_content};
use super::trigger::Trigger;
use crate::event::v1::ActorKind;
use crate::extract::actor::{Mention, of_sentence};
use crate::extract::attribution::Attribution;
use crate::extract::reading::Reading;
use crate::extract::statement::reporters;
use crate::lexicon::CallWord;
use crate::linguistics::{Case, PartOfSpeech, Person, Relation};

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
    /// The subjects stand apart from one another ("first A and then B").
    pub(super) one_by_one: bool,
    /// The partners are whom the subject called; otherwise it talked with them.
    pub(super) called: bool,
    /// The sides stand as a group without names ("the presidents", "the sides").
    pub(super) collective: bool,
    /// Some of the partners stand as a group without names ("with European leaders").
    pub(super) with_group: bool,
}

/// What a name is to a trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Subject,
    Holder,
    /// With whom.
    Partner,
    /// Whom the subject called, in the dative or as the bare object.
    Called,
}

pub(super) struct Finder<'r, 'a> {
    pub(super) reading: &'r Reading<'a>,
    pub(super) mentions: &'r [Mention],
    /// Pronouns that say whose something is.
    pub(super) possessives: &'r [Mention],
    /// Pronouns for somebody who is no subject.
    pub(super) pronouns: &'r [Mention],
    pub(super) attributions: &'r [Attribution],
    pub(super) clauses: &'r Clauses,
    pub(super) sentence: usize,
}

impl Finder<'_, '_> {
    /// Who takes part in what a trigger tells: once, and again for each pair that leaves its verb out ("A talked with B,
    /// and C with D").
    pub(super) fn sides(&self, trigger: &Trigger, circumstance: bool) -> Vec<Sides> {
        let clause = self.clauses.at(trigger.tokens.start);
        let named = of_sentence(self.mentions, self.sentence);
        let mut all: Vec<Mention> =
            named.iter().filter(|mention| self.clauses.at(mention.tokens.start) == clause).cloned().collect();
        // «Иванов говорил с ним»: whoever that is, it is not Ivanov.
        let is_other = |pronoun: &&Mention| !all.iter().any(|other| other.identity.key() == pronoun.identity.key());
        let in_clause = |pronoun: &&Mention| self.clauses.at(pronoun.tokens.start) == clause;
        let pronouns = of_sentence(self.pronouns, self.sentence).iter().filter(in_clause).filter(is_other);
        let pronouns: Vec<Mention> = pronouns.cloned().collect();
        all.extend(pronouns);
        all.extend(self.first_person(clause, trigger));
        all.extend(self.possessor(trigger).cloned());
        all.retain(|mention| trigger.until.is_none_or(|until| mention.tokens.start < until));
        all.sort_by_key(|mention| mention.tokens.start);
        let all: Vec<&Mention> = all.iter().collect();
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
        let mut sides = self.sides_of(trigger, clause, own);
        if !trigger.verb && sides.subjects.len() + sides.holders.len() + sides.partners.len() < 2 {
            self.of_relative(trigger, &mut sides);
        }
        if circumstance && sides.holders.is_empty() && sides.partners.is_empty() {
            self.acting(&all, &mut sides);
        }
        let mut found = vec![sides];
        for pair in pairs.chunks_exact(2) {
            found.push(Sides { subjects: vec![pair[0].clone()], partners: vec![pair[1].clone()], ..Sides::default() });
        }
        found
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
                let partner = matches!(role, Some(Role::Partner | Role::Called));
                sides.collective |= role.is_some() && !partner;
                sides.with_group |= partner;
                last = Some((mention, role));
                continue;
            }
            if let (Some(role), Some((before, Some(_)))) = (role, last) {
                let partner = matches!(role, Role::Partner | Role::Called);
                let apart = self.stand_apart(before, mention, inherited.is_some());
                sides.apart |= partner && apart;
                sides.one_by_one |= role == Role::Subject && apart;
            }
            match role {
                Some(Role::Subject) => add(&mut sides.subjects, mention),
                Some(Role::Holder) => add(&mut sides.holders, mention),
                Some(Role::Partner) => add(&mut sides.partners, mention),
                Some(Role::Called) => {
                    sides.called = true;
                    add(&mut sides.partners, mention);
                }
                None => {}
            }
            last = Some((mention, role));
        }
        if sides.subjects.is_empty() && (trigger.verb || sides.holders.len() + sides.partners.len() < 2) {
            match self.left_out_subject(clause, trigger) {
                Some(speaker) => add(&mut sides.subjects, &speaker),
                None if trigger.verb || self.leaves_subject_out(clause, trigger) => {
                    self.shared_subject(clause, trigger, &mut sides);
                }
                None => {}
            }
        }
        sides
    }

    /// «разговор, который провели X и Y»: those whom the relative clause after the noun names.
    fn of_relative(&self, trigger: &Trigger, sides: &mut Sides) {
        let pronouns = &self.reading.lexicon.grammar.relative_pronouns;
        let end = self.reading.sentence(self.sentence).tokens.end;
        let near = trigger.tokens.end..end.min(trigger.tokens.end + WORDS_TO_A_RELATIVE);
        let Some(pronoun) = near.clone().find(|token| pronouns.contains(&self.reading.words[*token].stem)) else {
            return;
        };
        let relative = self.clauses.at(pronoun);
        let holds = |token: usize| call_word(self.reading, token, |word| word == CallWord::Holding);
        if (trigger.tokens.end..pronoun).any(|token| is_predicate(self.reading, token))
            || !self.clauses.tokens(relative).any(holds)
        {
            return;
        }
        for mention in of_sentence(self.mentions, self.sentence) {
            let inside = self.clauses.at(mention.tokens.start) == relative;
            if !inside || !mention.identity.is_public() || self.is_group(mention) {
                continue;
            }
            match self.preposition(mention) {
                Some(at) if self.is_comitative(at) => add(&mut sides.partners, mention),
                None if self.may_be_subject(mention) => add(&mut sides.subjects, mention),
                _ => {}
            }
        }
    }

    /// "In a call X told Y…": of a call that is the occasion, whoever does something to somebody.
    fn acting(&self, all: &[&Mention], sides: &mut Sides) {
        let bare = |mention: &&&Mention| {
            mention.identity.kind == ActorKind::Person
                && mention.identity.is_public()
                && !self.is_group(mention)
                && self.preposition(mention).is_none()
        };
        let mut people: Vec<&Mention> = all.iter().filter(bare).copied().collect();
        people.dedup_by_key(|mention| mention.identity.key());
        let [one, other] = people[..] else { return };
        let predicate = (one.tokens.end..other.tokens.start).any(|token| is_predicate(self.reading, token));
        if predicate && (self.ordered() || self.is_subject(one) != self.is_subject(other)) {
            sides.subjects = vec![one.clone()];
            sides.partners = vec![other.clone()];
        }
    }

    /// "His", right before a noun for a call or before its adjectives.
    fn possessor(&self, trigger: &Trigger) -> Option<&Mention> {
        let before = |mention: &&Mention| {
            mention.tokens.end <= trigger.tokens.start
                && mention.tokens.end + WORDS_AFTER_A_POSSESSIVE >= trigger.tokens.start
                && !self.clauses.tokens(self.clauses.at(trigger.tokens.start)).any(|token| {
                    (mention.tokens.end..trigger.tokens.start).contains(&token) && is_predicate(self.reading, token)
                })
        };
        of_sentence(self.possessives, self.sentence).iter().rev().find(before).filter(|_| !trigger.verb)
    }

    /// "I", "we", "me" in what somebody is quoted with: the speaker.
    fn first_person(&self, clause: usize, trigger: &Trigger) -> Option<Mention> {
        let speaker = self.quoted_speaker(trigger)?;
        let of_speaker = |token: usize| call_word(self.reading, token, |word| word == CallWord::Speaker);
        let pronoun = self.clauses.tokens(clause).find(|token| of_speaker(*token))?;
        let tokens = pronoun..pronoun + 1;
        let subject = self.reading.words[pronoun].grammemes.case.is_none_or(|case| case == Case::Nominative);
        let after_preposition =
            pronoun > 0 && self.reading.lexicon.grammar.prepositions.contains(self.reading.lower(pronoun - 1));
        Some(Mention { tokens, sentence: self.sentence, subject, after_preposition, ..speaker.clone() })
    }

    /// The speaker again, where a quoted verb has no subject, in languages that can leave it out («Говорил с X»).
    fn left_out_subject(&self, clause: usize, trigger: &Trigger) -> Option<Mention> {
        let verb = self.reading.words[trigger.tokens.start].grammemes;
        let may_be = !self.ordered()
            && trigger.verb
            && !trigger.by_medium
            && verb.is_predicate()
            && verb.person != Some(Person::Third)
            && self.clauses.outer(clause).is_none();
        let left_out = may_be && !self.has_nominative(clause);
        left_out.then(|| self.quoted_speaker(trigger).cloned())?
    }

    /// Whether a clause has a verb and nothing in it that could be its subject («…и провёл разговор с X»).
    fn leaves_subject_out(&self, clause: usize, trigger: &Trigger) -> bool {
        // "X said the phone call was long": the call is the subject.
        if self.reading.words[trigger.tokens.clone()].iter().any(|word| word.relation == Relation::Subject) {
            return false;
        }
        let acts = |token: usize| {
            let grammemes = self.reading.words[token].grammemes;
            matches!(grammemes.part, PartOfSpeech::Verb | PartOfSpeech::Auxiliary)
        };
        self.ordered() || self.clauses.tokens(clause).any(acts) && !self.has_nominative(clause)
    }

    fn has_nominative(&self, clause: usize) -> bool {
        self.clauses.tokens(clause).any(|token| {
            let grammemes = self.reading.words[token].grammemes;
            grammemes.case == Some(Case::Nominative)
                && !opens_content(self.reading, token)
                && matches!(grammemes.part, PartOfSpeech::Noun | PartOfSpeech::ProperNoun | PartOfSpeech::Pronoun)
        })
    }

    fn quoted_speaker(&self, trigger: &Trigger) -> Option<&Mention> {
        reporters(self.reading, trigger.tokens.start, self.attributions)
            .filter(|attribution| self.is_quoted_by(attribution, trigger.tokens.start))
            .last()?
            .speaker
            .as_ref()
            .filter(|speaker| speaker.identity.is_named())
    }

    fn is_quoted_by(&self, attribution: &Attribution, token: usize) -> bool {
        self.reading.is_quoted(token) && attribution.content.iter().any(|span| span.contains(&token))
    }

    pub(super) fn is_comitative(&self, token: usize) -> bool {
        self.reading.lexicon.grammar.comitative_prepositions.contains(self.reading.lower(token))
    }

    pub(super) fn may_be_subject(&self, mention: &Mention) -> bool {
        self.case(mention).map_or(mention.subject, |case| case == Case::Nominative)
    }

    /// Places in the sentence tell subject from object, not endings.
    pub(super) fn ordered(&self) -> bool {
        self.reading.lexicon.grammar.is_analytic()
    }

    pub(super) fn is_group(&self, mention: &Mention) -> bool {
        // Somebody who is only described ("a spokesman") tells of a call more often than takes part in it.
        let described = mention.identity.id.is_empty() && mention.identity.native.starts_with(char::is_lowercase);
        mention.plural || mention.identity.kind == ActorKind::Group || !mention.identity.is_told() || described
    }

    /// A subject told in the clause before, which this one goes on with: "A came and called B", "A said that he called B".
    fn shared_subject(&self, clause: usize, trigger: &Trigger, sides: &mut Sides) {
        let mut outer = self.clauses.outer(clause);
        let mut depth = 0;
        while let (Some(at), true) = (outer, depth < CLAUSES_TO_A_SUBJECT) {
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
}

fn add(sides: &mut Vec<Mention>, mention: &Mention) {
    if sides.len() < MOST_SIDES && !sides.iter().any(|other| other.identity.key() == mention.identity.key()) {
        sides.push(mention.clone());
    }
}

/// Words between a noun and the relative pronoun that stands for it, at most.
const WORDS_TO_A_RELATIVE: usize = 4;

/// Words between "his" and the noun, at most.
const WORDS_AFTER_A_POSSESSIVE: usize = 2;

/// Clauses that share a subject, at most.
const CLAUSES_TO_A_SUBJECT: usize = 3;

/// A call of more is a list of another sort.
const MOST_SIDES: usize = 32;
