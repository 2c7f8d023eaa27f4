//! The same call: which tellings of an article are of one call, and what they leave unsaid.

use std::collections::BTreeSet;

use super::likeness::{class, likeness, same_day, told_in_part};
use super::names;
use super::telling::{Telling, is_same};
use crate::event::v1::{ActorKind, CallMedium, CallStatus};
use crate::extract::actor::{Mention, of_sentence};
use crate::extract::reading::{Reading, TELLINGS_COMPARED};
use crate::extract::time::TimePhrase;
use crate::extract::trace::Reason;

/// A call, as all that tells of it makes it.
#[derive(Debug)]
pub(super) struct Known {
    /// Never empty.
    pub(super) tellings: Vec<Telling>,
    pub(super) participants: Vec<Mention>,
    pub(super) status: CallStatus,
}

/// The calls of an article, in the order in which they are first told.
pub(super) fn bring_together(
    reading: &Reading<'_>,
    mentions: &[Mention],
    body: Vec<Telling>,
    headline: Vec<Telling>,
) -> Vec<Known> {
    let mut linker = Linker { reading, mentions, calls: Vec::new(), row: None, waiting: Vec::new() };
    for telling in body {
        if let Some(left) = linker.take(telling) {
            linker.waiting.push(left);
        }
    }
    for telling in headline {
        linker.add_headline(telling);
    }
    // A conversation that only a later sentence makes a call.
    for telling in std::mem::take(&mut linker.waiting) {
        // What names nobody goes on with the only call that there is.
        let alone = linker.calls.len() == 1 && telling.status == CallStatus::Held && !telling.circumstance;
        let left = if telling.participants.is_empty() && !alone { Some(telling) } else { linker.join(telling) };
        if let Some(left) = left {
            let reason = if left.medium.is_some() { Reason::OneSided } else { Reason::NoPhoneWord };
            reading.trace.refuse(&left.trigger, reason);
        }
    }
    let mut calls = one_denial_a_call(linker.calls);
    for call in &mut calls {
        person_for_state(mentions, call);
    }
    // A conversation has two sides: with one of them alone it is seldom a call between those that are meant here.
    let (mut two_sided, one_sided): (Vec<Known>, Vec<Known>) =
        calls.into_iter().partition(|call| call.participants.len() >= 2);
    one_sided.iter().flat_map(|call| &call.tellings).for_each(|telling| {
        reading.trace.refuse(&telling.trigger, Reason::OneSided);
    });
    two_sided.sort_by_key(|call| {
        call.tellings.first().map(|telling| (reading.is_headline(telling.sentence), telling.trigger.start))
    });
    two_sided
}

/// A row of calls that somebody made ("held a series of calls"): conversations told after it are calls of his.
struct Row {
    owner: Mention,
    medium: Option<CallMedium>,
    time: Option<TimePhrase>,
    /// Told as several calls; otherwise it may be one with all.
    several: bool,
    sentence: usize,
}

struct Linker<'r, 'a> {
    reading: &'r Reading<'a>,
    mentions: &'r [Mention],
    calls: Vec<Known>,
    row: Option<Row>,
    /// Conversations that nothing has made calls yet.
    waiting: Vec<Telling>,
}

impl Linker<'_, '_> {
    /// Gives back what is no call yet.
    fn take(&mut self, telling: Telling) -> Option<Telling> {
        if telling.another {
            self.begin(telling);
            return None;
        }
        if telling.earlier {
            return self.recall(telling);
        }
        let row = telling.several || telling.with_group;
        if let (true, Some(medium), [owner]) = (row, telling.medium, &telling.participants[..])
            && owner.identity.kind == ActorKind::Person
        {
            let (owner, time) = (owner.clone(), telling.time.clone());
            let several = telling.several;
            self.row = Some(Row { owner, medium: Some(medium), time, several, sentence: telling.sentence });
        }
        if telling.participants.is_empty() && telling.medium.is_some() && self.follows_a_conversation(&telling) {
            self.complete(&telling, telling.sentence.saturating_sub(1));
        }
        let left = if telling.meeting { telling } else { self.join(telling)? };
        self.row_completes(left)
    }

    fn row_completes(&mut self, mut telling: Telling) -> Option<Telling> {
        let row = self.row.as_ref().filter(|row| telling.sentence <= row.sentence + SENTENCES_OF_A_ROW);
        let person = |mention: &Mention| mention.identity.kind == ActorKind::Person;
        if let Some(row) = row.filter(|row| telling.sentence > row.sentence && telling.participants.iter().all(person))
        {
            let has_owner = names(&telling.participants).contains(&row.owner.identity.key());
            let partners = telling.participants.len() - usize::from(has_owner);
            if partners > 1 && has_owner && row.several {
                return self.row_of_pairs(telling);
            }
            if partners == 1 || partners > 1 && has_owner && !telling.meeting {
                if !has_owner {
                    telling.participants.insert(0, row.owner.clone());
                }
                telling.medium = telling.medium.or(row.medium);
                telling.meeting = false;
                telling.time = telling.time.or_else(|| row.time.clone());
                return self.take_whole(telling);
            }
        }
        if telling.meeting { self.no_call(&telling) } else { self.take_whole(telling) }
    }

    /// "He called six leaders … He talked with A, B and C": as many calls.
    fn row_of_pairs(&mut self, telling: Telling) -> Option<Telling> {
        let row = self.row.as_ref()?;
        let (owner, medium, time) = (row.owner.clone(), row.medium, row.time.clone());
        let (told, is_owner) =
            (telling.participants.clone(), |one: &Mention| one.identity.key() == owner.identity.key());
        for partner in told.into_iter().filter(|one| !is_owner(one)) {
            let participants = vec![owner.clone(), partner];
            let time = telling.time.clone().or_else(|| time.clone());
            if let Some(left) = self.join(Telling { participants, medium, time, meeting: false, ..telling.clone() }) {
                self.begin(left);
            }
        }
        None
    }

    fn no_call(&self, telling: &Telling) -> Option<Telling> {
        self.reading.trace.refuse(&telling.trigger, Reason::NoPhoneWord);
        None
    }

    fn take_whole(&mut self, telling: Telling) -> Option<Telling> {
        let mut left = self.join(telling)?;
        if self.is_on_another_day(&left) {
            return self.recall(left);
        }
        if left.medium.is_none() {
            return Some(left);
        }
        if left.participants.len() < 2 && self.complete(&left, left.sentence.saturating_sub(SENTENCES_TO_A_MEDIUM)) {
            return self.join(left);
        }
        if left.participants.is_empty() && left.collective {
            left.participants = self.those_named_before(left.sentence);
        }
        if left.participants.is_empty() {
            return Some(left);
        }
        self.begin(left);
        None
    }

    /// Whether the sentence before speaks of a conversation that nothing has made a call yet, and of no call.
    fn follows_a_conversation(&self, telling: &Telling) -> bool {
        let before = telling.sentence.checked_sub(1);
        let called = self.calls.iter().flat_map(|call| &call.tellings).map(|telling| telling.sentence).max();
        before.is_some_and(|before| {
            called < Some(before) && self.waiting.last().is_some_and(|waiting| waiting.sentence == before)
        })
    }

    /// "He talked with B. The phone call lasted an hour": what is told makes a conversation told before a call.
    fn complete(&mut self, telling: &Telling, from: usize) -> bool {
        let told = names(&telling.participants);
        let before = self.waiting.iter().rposition(|waiting| {
            let known = names(&waiting.participants);
            waiting.sentence >= from && known.len() >= 2 && told.iter().all(|name| known.contains(name))
        });
        let Some(before) = before else { return false };
        let mut conversation = self.waiting.remove(before);
        conversation.medium = telling.medium;
        // "He spoke of the talk. They will phone on Friday."
        if telling.participants.is_empty() && !telling.circumstance && class(conversation.status) == CallStatus::Held {
            conversation.status = telling.status;
        }
        self.begin(conversation);
        true
    }

    /// "The two leaders": those whom the sentences before name, where these are just two of two countries.
    fn those_named_before(&self, sentence: usize) -> Vec<Mention> {
        let mut named: Vec<Mention> = Vec::new();
        for mention in
            (sentence.saturating_sub(SENTENCES_OF_A_PAIR)..sentence).flat_map(|at| of_sentence(self.mentions, at))
        {
            let identity = &mention.identity;
            let new = !named.iter().any(|other| other.identity.key() == identity.key());
            if identity.kind == ActorKind::Person && !identity.id.is_empty() && new {
                named.push(mention.clone());
            }
        }
        match &named[..] {
            [one, other] if one.identity.country != other.identity.country => named,
            _ => Vec::new(),
        }
    }

    /// "The conversation took place on 12 February", after a call of the same sides on another day.
    fn is_on_another_day(&self, telling: &Telling) -> bool {
        let told = names(&telling.participants);
        let takes_place = telling.own_time && !telling.circumstance && told.len() < 2;
        takes_place
            && self.calls.iter().rev().take(TELLINGS_COMPARED).any(|call| {
                let known = names(&call.participants);
                known.len() >= 2
                    && told.iter().all(|name| known.contains(name))
                    && !same_day(self.reading, call, telling)
            })
    }

    /// What the headline tells is told again by the body; if not, it is read like a sentence of it.
    fn add_headline(&mut self, telling: Telling) {
        let told = names(&telling.participants);
        if told.len() < 2 {
            if telling.medium.is_some() && !told.is_empty() {
                self.complete(&telling, 0);
            }
            return;
        }
        let countries = |participants: &[Mention]| {
            let countries: BTreeSet<String> = participants
                .iter()
                .map(|mention| mention.identity.country.clone())
                .filter(|one| !one.is_empty())
                .collect();
            countries
        };
        let of_the_same = |call: &&mut Known| {
            let known = names(&call.participants);
            // A headline may name the people where the body names their states.
            let sides = countries(&call.participants);
            told.iter().all(|name| known.contains(name))
                || known.iter().all(|name| told.contains(name))
                || sides.len() > 1 && sides == countries(&telling.participants)
        };
        if let Some(call) = self.calls.iter_mut().take(TELLINGS_COMPARED).find(of_the_same) {
            call.tellings.push(telling);
        } else if telling.medium.is_some() {
            if self.complete(&telling, 0) {
                if let Some(call) = self.calls.last_mut() {
                    call.tellings.push(telling);
                }
            } else {
                self.begin(telling);
            }
        }
    }

    fn take_new(&mut self, telling: Telling) -> Option<Telling> {
        if telling.medium.is_none() || telling.participants.is_empty() {
            return Some(telling);
        }
        let left = self.join(telling)?;
        self.begin(left);
        None
    }

    fn begin(&mut self, telling: Telling) {
        let (participants, status) = (telling.participants.clone(), telling.status);
        self.calls.push(Known { tellings: vec![telling], participants, status });
    }

    /// "Their last conversation was on 30 December": an earlier call of those whom the last one was of.
    fn recall(&mut self, mut telling: Telling) -> Option<Telling> {
        let told = names(&telling.participants);
        let fits = |call: &&Known| {
            let known = names(&call.participants);
            known.len() >= 2 && told.iter().all(|name| known.contains(name))
        };
        // The call that is spoken of right before, else the one that the article is about.
        let spoken_of = |call: &&Known| {
            call.tellings.last().is_some_and(|last| last.sentence + 1 >= telling.sentence) || !told.is_empty()
        };
        let last = self.calls.iter().rev().take(TELLINGS_COMPARED).filter(fits).find(spoken_of);
        let of = last.or_else(|| self.calls.iter().take(TELLINGS_COMPARED).find(fits));
        let Some(call) = of else { return self.take_new(telling) };
        telling.participants.clone_from(&call.participants);
        telling.medium = telling.medium.or_else(|| call.tellings.iter().find_map(|telling| telling.medium));
        self.begin(telling);
        None
    }

    /// Adds a telling to the call that it is of; gives it back where there is none.
    fn join(&mut self, telling: Telling) -> Option<Telling> {
        let mut best: Option<(usize, usize)> = None;
        for (index, call) in self.calls.iter().enumerate().rev().take(TELLINGS_COMPARED) {
            let likeness = likeness(self.reading, call, &telling);
            if likeness > 0 && best.is_none_or(|(_, other)| likeness > other) {
                best = Some((index, likeness));
            }
        }
        let Some(call) = best.and_then(|(index, _)| self.calls.get_mut(index)) else { return Some(telling) };
        let names_all = telling.participants.len() > call.participants.len() && !telling.joining;
        if names_all && (call.participants.len() < 2 || told_in_part(call)) {
            call.participants.clone_from(&telling.participants);
        }
        if telling.joining && telling.circumstance {
            for mention in &telling.participants {
                if !call.participants.iter().any(|other| is_same(&other.identity, &mention.identity)) {
                    call.participants.push(mention.clone());
                }
            }
        }
        let came_to_nothing = telling.denied || class(call.status) == CallStatus::Planned && !telling.circumstance;
        if telling.status == CallStatus::NotHeld && came_to_nothing {
            call.status = CallStatus::NotHeld;
        }
        call.tellings.push(telling);
        None
    }
}

/// How far a row of calls reaches.
const SENTENCES_OF_A_ROW: usize = 16;

/// From a conversation to the words that make it a call, at most.
const SENTENCES_TO_A_MEDIUM: usize = 3;

/// From two people to the words that stand for both, at most.
const SENTENCES_OF_A_PAIR: usize = 3;

/// A call that is told to have come to nothing again and again is one.
fn one_denial_a_call(calls: Vec<Known>) -> Vec<Known> {
    let mut kept: Vec<Known> = Vec::new();
    for call in calls {
        let again = kept.iter_mut().rev().take(TELLINGS_COMPARED).find(|other| {
            let denied = other.status == CallStatus::NotHeld && call.status == CallStatus::NotHeld;
            denied && names(&other.participants) == names(&call.participants)
        });
        match again {
            Some(other) => other.tellings.extend(call.tellings),
            None => kept.push(call),
        }
    }
    kept
}

/// Whom somebody calls in a capital, the sentence or the next one names: "called Baku … Aliyev thanked him".
fn person_for_state(mentions: &[Mention], call: &mut Known) {
    let [one, other] = &call.participants[..] else { return };
    let is = |mention: &Mention, kind| mention.identity.kind == kind;
    let (person, state) = match () {
        () if is(one, ActorKind::Person) && is(other, ActorKind::State) => (one, other),
        () if is(one, ActorKind::State) && is(other, ActorKind::Person) => (other, one),
        () => return,
    };
    let Some(first) = call.tellings.first() else { return };
    let named = (first.sentence..=first.sentence + 2)
        .flat_map(|sentence| of_sentence(mentions, sentence))
        .chain(mentions)
        .find(|mention| {
            is(mention, ActorKind::Person)
                && !mention.identity.id.is_empty()
                && mention.identity.country == state.identity.country
                && mention.identity.key() != person.identity.key()
        });
    if let Some(named) = named {
        call.participants = vec![person.clone(), named.clone()];
    }
}
