//! How much a telling of a call is like a call that is known: by those who take part, by how real it is, by its day.

use super::same::Known;
use super::telling::Telling;
use super::{direction, names};
use crate::event::v1::CallStatus;
use crate::extract::reading::Reading;

/// How much speaks for a telling being of a call; 0 where something speaks against it.
pub(super) fn likeness(reading: &Reading<'_>, call: &Known, telling: &Telling) -> usize {
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
        // "Such a call is not planned": of several the one of which as much was told.
        return 1 + usize::from(!telling.circumstance && class(call.status) == class(telling.status));
    }
    if known == told {
        return 5;
    }
    if within(&told, &known) && (told.len() == 1 || pointing) {
        return 4;
    }
    if within(&known, &told) && (known.len() == 1 || told_in_part(call)) {
        return 3;
    }
    0
}

/// "With the U.S. president and several European leaders": another telling may name the rest.
pub(super) fn told_in_part(call: &Known) -> bool {
    call.tellings.iter().all(|telling| telling.with_group)
}

/// Plans and offers are alike; what is denied was told before; the occasion of something else says nothing of itself.
fn compatible_status(call: &Known, telling: &Telling) -> bool {
    class(call.status) == class(telling.status)
        || class(call.status) == CallStatus::Planned && telling.status == CallStatus::NotHeld
        || telling.denied && call.status == CallStatus::Held
        || telling.circumstance
        || telling.participants.is_empty()
        || call.tellings.iter().any(|told| told.denied) && telling.status == CallStatus::Held
}

/// Plans and offers are one.
pub(super) fn class(status: CallStatus) -> CallStatus {
    match status {
        CallStatus::Planned | CallStatus::Proposed => CallStatus::Planned,
        other => other,
    }
}

pub(super) fn same_day(reading: &Reading<'_>, call: &Known, telling: &Telling) -> bool {
    let Some(published) = reading.document.article().published else { return true };
    let day = |telling: &Telling| telling.time.as_ref()?.day(published, direction(telling.status));
    match (call.tellings.iter().find_map(day), day(telling)) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    }
}
