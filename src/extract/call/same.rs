//! The same call: which tellings of an article are of one call.

use super::telling::Telling;
use super::{direction, names};
use crate::event::v1::CallStatus;
use crate::extract::actor::Mention;
use crate::extract::reading::{Reading, TELLINGS_COMPARED};

/// A call, as all that tells of it makes it.
#[derive(Debug)]
pub(super) struct Known {
    /// Never empty.
    pub(super) tellings: Vec<Telling>,
    pub(super) participants: Vec<Mention>,
    pub(super) status: CallStatus,
}

/// The calls of an article, in the order in which they are first told.
pub(super) fn bring_together(reading: &Reading<'_>, tellings: Vec<Telling>) -> Vec<Known> {
    let mut calls: Vec<Known> = Vec::new();
    let mut waiting: Vec<Telling> = Vec::new();
    for telling in tellings {
        if let Some(left) = join(reading, &mut calls, telling) {
            match left.medium {
                Some(_) if !left.participants.is_empty() => calls.push(Known {
                    participants: left.participants.clone(),
                    status: left.status,
                    tellings: vec![left],
                }),
                _ => waiting.push(left),
            }
        }
    }
    // A conversation that only a later sentence makes a call.
    for telling in waiting.into_iter().filter(|telling| !telling.participants.is_empty()) {
        join(reading, &mut calls, telling);
    }
    // A conversation has two sides: with one of them alone it is seldom a call between those that are meant here.
    calls.retain(|call| call.participants.len() >= 2);
    calls
}

/// Adds a telling to the call that it is of; gives it back where there is none.
fn join(reading: &Reading<'_>, calls: &mut [Known], telling: Telling) -> Option<Telling> {
    let mut best: Option<(usize, usize)> = None;
    for (index, call) in calls.iter().enumerate().rev().take(TELLINGS_COMPARED) {
        let likeness = likeness(reading, call, &telling);
        if likeness > 0 && best.is_none_or(|(_, other)| likeness > other) {
            best = Some((index, likeness));
        }
    }
    let Some((index, _)) = best else { return Some(telling) };
    let Some(call) = calls.get_mut(index) else { return Some(telling) };
    if call.participants.len() < 2 && telling.participants.len() >= 2 {
        call.participants.clone_from(&telling.participants);
    }
    if telling.denied && telling.status == CallStatus::NotHeld {
        call.status = CallStatus::NotHeld;
    }
    call.tellings.push(telling);
    None
}

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
    if told.is_empty() {
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
