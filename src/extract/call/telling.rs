//! Tellings: a call as one clause tells it.

use std::ops::Range;

use super::clause::{Clauses, call_word};
use super::side::{Finder, Sides};
use super::status::{Reality, reality};
use super::trigger::{Trigger, triggers};
use crate::event::v1::{ActorKind, CallMedium, CallStatus};
use crate::extract::actor::Mention;
use crate::extract::attribution::Attribution;
use crate::extract::reading::Reading;
use crate::extract::time::{self, TimePhrase};
use crate::lexicon::CallWord;

/// A call as one clause tells it.
#[derive(Clone, Debug)]
pub(super) struct Telling {
    pub(super) sentence: usize,
    pub(super) trigger: Range<usize>,
    /// Those whom the clause names; none where it only points at a call told elsewhere.
    pub(super) participants: Vec<Mention>,
    pub(super) status: CallStatus,
    /// One side says that there was none, which another may have told.
    pub(super) denied: bool,
    /// The call is only the occasion of something else.
    pub(super) circumstance: bool,
    /// `None` for a conversation that is a call only if the article makes it one elsewhere.
    pub(super) medium: Option<CallMedium>,
    pub(super) time: Option<TimePhrase>,
    /// It is told as earlier than the call that the article is about.
    pub(super) earlier: bool,
}

/// The tellings of a sentence.
pub(super) fn of_sentence(
    reading: &Reading<'_>,
    mentions: &[Mention],
    attributions: &[Attribution],
    sentence: usize,
) -> Vec<Telling> {
    let tells = |hit: &crate::extract::reading::Hit<'_>| matches!(hit.meaning, crate::lexicon::Meaning::Call(_));
    if !reading.hits(sentence).iter().any(tells) {
        return Vec::new();
    }
    let clauses = Clauses::of(reading, sentence);
    let times = time::find(reading, sentence);
    let finder = Finder { reading, mentions, attributions, clauses: &clauses, sentence };
    let mut found = Vec::new();
    for trigger in triggers(reading, sentence, &clauses) {
        let Some(reality) = reality(reading, sentence, &trigger, &clauses) else { continue };
        let clause = clauses.at(trigger.tokens.start);
        let sides = finder.sides(&trigger);
        let earlier = clauses.tokens(clause).any(|token| call_word(reading, token, |word| word == CallWord::Earlier));
        for participants in conversations(&trigger, &sides, reality) {
            found.push(Telling {
                sentence,
                trigger: trigger.tokens.clone(),
                participants,
                status: reality.status,
                denied: reality.denied,
                circumstance: reality.circumstance,
                medium: trigger.medium,
                time: nearest_time(&times, &trigger, &clauses),
                earlier: earlier && !reality.circumstance,
            });
        }
    }
    found
}

/// Who talked in each conversation that a clause tells of.
fn conversations(trigger: &Trigger, sides: &Sides, _reality: Reality) -> Vec<Vec<Mention>> {
    let Sides { subjects, holders, partners, .. } = sides;
    let owners = if holders.is_empty() { subjects } else { holders };
    let split = (trigger.one_to_one || trigger.several || sides.apart) && partners.len() > 1;
    if split && !owners.is_empty() {
        return partners.iter().map(|partner| people_first(owners.iter().chain([partner]))).collect();
    }
    vec![people_first(owners.iter().chain(partners))]
}

/// Participants without repetitions; people come before the states and bodies that they speak for.
fn people_first<'m>(all: impl Iterator<Item = &'m Mention>) -> Vec<Mention> {
    let mut participants: Vec<Mention> = Vec::new();
    for mention in all {
        if !participants.iter().any(|other| other.identity.key() == mention.identity.key()) {
            participants.push(mention.clone());
        }
    }
    let person = |mention: &Mention| mention.identity.kind == ActorKind::Person;
    if participants.iter().filter(|mention| person(mention)).count() >= 2 {
        participants.retain(person);
    }
    participants
}

/// The time of the clause, or else of the sentence, that stands nearest.
fn nearest_time(times: &[TimePhrase], trigger: &Trigger, clauses: &Clauses) -> Option<TimePhrase> {
    let at = trigger.tokens.start;
    times
        .iter()
        .min_by_key(|phrase| (!clauses.same(phrase.tokens.start, at), phrase.tokens.start.abs_diff(at)))
        .cloned()
}
