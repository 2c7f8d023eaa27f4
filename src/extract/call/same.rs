//! The same call: which tellings of an article are of one call, and what they leave unsaid.

use super::telling::Telling;
use super::{direction, names};
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
pub(super) fn bring_together(reading: &Reading<'_>, mentions: &[Mention], tellings: Vec<Telling>) -> Vec<Known> {
    let mut linker = Linker { reading, calls: Vec::new(), row: None };
    let mut waiting: Vec<Telling> = Vec::new();
    for telling in tellings {
        waiting.extend(linker.take(telling));
    }
    // A conversation that only a later sentence makes a call.
    for telling in waiting {
        let left = if telling.participants.is_empty() { Some(telling) } else { linker.join(telling) };
        if let Some(left) = left {
            let reason = if left.medium.is_some() { Reason::OneSided } else { Reason::NoPhoneWord };
            reading.trace.refuse(&left.trigger, reason);
        }
    }
    let mut calls = linker.calls;
    for call in &mut calls {
        person_for_state(mentions, call);
    }
    // A conversation has two sides: with one of them alone it is seldom a call between those that are meant here.
    let (two_sided, one_sided) = calls.into_iter().partition(|call: &Known| call.participants.len() >= 2);
    let one_sided: Vec<Known> = one_sided;
    one_sided.iter().flat_map(|call| &call.tellings).for_each(|telling| {
        reading.trace.refuse(&telling.trigger, Reason::OneSided);
    });
    two_sided
}

/// A row of calls that somebody made ("held a series of calls"): conversations told after it are calls of his.
struct Row {
    owner: Mention,
    medium: Option<CallMedium>,
    time: Option<TimePhrase>,
    sentence: usize,
}

struct Linker<'r, 'a> {
    reading: &'r Reading<'a>,
    calls: Vec<Known>,
    row: Option<Row>,
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
        if let (true, Some(medium), [owner]) = (telling.several, telling.medium, &telling.participants[..])
            && owner.identity.kind == ActorKind::Person
        {
            let (owner, time) = (owner.clone(), telling.time.clone());
            self.row = Some(Row { owner, medium: Some(medium), time, sentence: telling.sentence });
        }
        let left = self.join(telling)?;
        self.row_completes(left)
    }

    fn row_completes(&mut self, mut telling: Telling) -> Option<Telling> {
        let row = self.row.as_ref().filter(|row| telling.sentence <= row.sentence + SENTENCES_OF_A_ROW);
        let person = |mention: &Mention| mention.identity.kind == ActorKind::Person;
        if let Some(row) = row.filter(|row| telling.sentence > row.sentence && telling.participants.iter().all(person))
        {
            let has_owner = names(&telling.participants).contains(&row.owner.identity.key());
            let fits = match telling.participants.len() {
                1 => !has_owner,
                2 => has_owner,
                _ => false,
            };
            if fits {
                if !has_owner {
                    telling.participants.insert(0, row.owner.clone());
                }
                telling.medium = telling.medium.or(row.medium);
                telling.time = telling.time.or_else(|| row.time.clone());
                return self.take_whole(telling);
            }
        }
        self.take_whole(telling)
    }

    fn take_whole(&mut self, telling: Telling) -> Option<Telling> {
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
        let of = self.calls.iter().rev().take(TELLINGS_COMPARED).find(|call| {
            let known = names(&call.participants);
            known.len() >= 2 && told.iter().all(|name| known.contains(name))
        });
        let Some(call) = of else { return self.take_whole(telling) };
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
        if call.participants.len() < 2 && telling.participants.len() >= 2 {
            call.participants.clone_from(&telling.participants);
        }
        if telling.joining && telling.circumstance {
            for mention in &telling.participants {
                if !names(&call.participants).contains(&mention.identity.key()) {
                    call.participants.push(mention.clone());
                }
            }
        }
        if telling.denied && telling.status == CallStatus::NotHeld {
            call.status = CallStatus::NotHeld;
        }
        call.tellings.push(telling);
        None
    }
}

/// How far a row of calls reaches.
const SENTENCES_OF_A_ROW: usize = 16;

/// How much speaks for a telling being of a call; 0 where something speaks against it.
fn likeness(reading: &Reading<'_>, call: &Known, telling: &Telling) -> usize {
    let (known, told) = (names(&call.participants), names(&telling.participants));
    let pointing = telling.circumstance || telling.medium.is_none();
    if !compatible_status(call, telling) || telling.earlier && !pointing {
        return 0;
    }
    if !same_day(reading, call, telling) {
        return 0;
    }
    let within = |part: &[&str], whole: &[&str]| part.iter().all(|name| whole.contains(name));
    if told.is_empty() || telling.joining && telling.circumstance {
        return 1;
    }
    if known == told {
        return 4;
    }
    if within(&told, &known) && (told.len() == 1 || pointing) {
        return 3;
    }
    if within(&known, &told) && known.len() == 1 {
        return 2;
    }
    0
}

/// Plans and offers are alike; what is denied was told before; the occasion of something else says nothing of itself.
fn compatible_status(call: &Known, telling: &Telling) -> bool {
    let class = |status: CallStatus| match status {
        CallStatus::Planned | CallStatus::Proposed => CallStatus::Planned,
        other => other,
    };
    class(call.status) == class(telling.status)
        || telling.denied && call.status == CallStatus::Held
        || telling.circumstance
        || telling.participants.is_empty()
        || call.tellings.iter().any(|told| told.denied) && telling.status == CallStatus::Held
}

fn same_day(reading: &Reading<'_>, call: &Known, telling: &Telling) -> bool {
    let Some(published) = reading.document.article().published else { return true };
    let day = |telling: &Telling| telling.time.as_ref()?.day(published, direction(telling.status));
    match (call.tellings.iter().find_map(day), day(telling)) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    }
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
