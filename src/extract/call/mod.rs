//! Calls: remote conversations between public actors, one event a call however often the article mentions it.
//!
//! A sentence is cut into clauses; a clause with a word for a call is a telling of it, with sides, status and time.
//! Tellings of the same call over the article are then brought together.

mod clause;
mod same;
mod side;
mod status;
mod telling;
mod trigger;

#[cfg(test)]
mod tests;

use super::actor::{Identity, Mention, of_sentence};
use super::assembly::Assembly;
use super::attribution::Attribution;
use super::reading::Reading;
use super::statement::{link, reporters};
use super::time::Direction;
use crate::event::v1::{self, CallMedium, CallStatus};
use crate::event::{EventType, call_codes};
use crate::lexicon::{CallWord, Meaning, ReportKind};

use same::Known;
use telling::Telling;

/// Calls of an article.
pub(super) fn find(
    reading: &Reading<'_>,
    mentions: &[Mention],
    attributions: &[Attribution],
    assembly: &Assembly<'_>,
) -> Vec<v1::Call> {
    let mut tellings = Vec::new();
    for sentence in 0..reading.document.sentences.len() {
        if reading.is_headline(sentence) && reading.has_body() {
            continue;
        }
        tellings.extend(telling::of_sentence(reading, mentions, attributions, sentence));
    }
    let calls = same::bring_together(reading, mentions, tellings);
    calls.iter().map(|known| call(reading, mentions, known, attributions, assembly)).collect()
}

/// Which way the times of a call lie.
fn direction(status: CallStatus) -> Direction {
    match status {
        CallStatus::Planned | CallStatus::Proposed => Direction::Future,
        _ => Direction::Past,
    }
}

fn names(participants: &[Mention]) -> Vec<&str> {
    let mut keys: Vec<_> = participants.iter().map(|mention| mention.identity.key()).collect();
    keys.sort_unstable();
    keys
}

fn call(
    reading: &Reading<'_>,
    mentions: &[Mention],
    known: &Known,
    attributions: &[Attribution],
    assembly: &Assembly<'_>,
) -> v1::Call {
    let Known { tellings, participants, status } = known;
    let first = &tellings[0];
    let direction = direction(*status);
    let phrase = tellings.iter().find_map(|telling| telling.time.as_ref());
    let medium = tellings.iter().filter_map(|telling| telling.medium).find(|medium| *medium != CallMedium::Unspecified);
    let published = reading.document.article().published;
    let day = published
        .map(|published| {
            let day = phrase.and_then(|phrase| phrase.day(published, direction));
            day.unwrap_or_else(|| published.date()).to_string()
        })
        .unwrap_or_default();
    let keys = names(participants);
    let status_name = status.as_str_name();
    let shared: Vec<&str> = keys.iter().copied().chain([day.as_str()]).collect();
    let place = format!("{}", reading.document.tokens[first.trigger.start].bytes.start);
    let distinguishing: Vec<&str> = keys.iter().copied().chain([status_name, place.as_str()]).collect();
    let mut metadata = assembly.metadata(EventType::Call, &distinguishing, &shared);
    metadata.rule = "call_trigger".to_owned();
    metadata.codes = Some(call_codes());
    v1::Call {
        metadata: Some(metadata),
        participants: participants.iter().map(|mention| mention.actor(reading)).collect(),
        status: (*status).into(),
        medium: medium.unwrap_or_default().into(),
        time: phrase.map(|phrase| phrase.expression(reading, direction)),
        attribution: teller(reading, mentions, known, attributions),
        mentions: tellings.iter().filter_map(|telling| reading.document.span(telling.trigger.clone())).collect(),
        ..v1::Call::default()
    }
}

/// Who told of the call: whoever's words hold it, outermost first.
fn teller(
    reading: &Reading<'_>,
    mentions: &[Mention],
    known: &Known,
    attributions: &[Attribution],
) -> Vec<v1::AttributionLink> {
    let tellings = &known.tellings;
    let participants = names(&known.participants);
    let is_participant = |identity: &Identity| participants.contains(&identity.key());
    tellings
        .iter()
        .map(|telling| {
            reporters(reading, telling.trigger.start, attributions)
                .filter(|attribution| attribution.sentence >= telling.sentence)
                .filter(|attribution| {
                    attribution.speaker.as_ref().is_some_and(|speaker| !is_participant(&speaker.identity))
                })
                .filter_map(|attribution| link(reading, attribution))
                .collect::<Vec<_>>()
        })
        .find(|links| !links.is_empty())
        .unwrap_or_else(|| told_after(reading, mentions, &tellings[0]).into_iter().collect())
}

/// "The first to tell of the talks were X": whoever speaks of the call in the sentence after it, with no word of what
/// was said.
fn told_after(reading: &Reading<'_>, mentions: &[Mention], telling: &Telling) -> Option<v1::AttributionLink> {
    let next = telling.sentence + 1;
    if next >= reading.document.sentences.len() || reading.is_headline(telling.sentence) {
        return None;
    }
    let hits = reading.hits(next);
    let has = |wanted: fn(&Meaning) -> bool| hits.iter().find(|hit| wanted(hit.meaning));
    let talk = has(|meaning| matches!(meaning, Meaning::Call(CallWord::TalkNoun | CallWord::CallNoun(_))))?;
    let cue = has(|meaning| matches!(meaning, Meaning::Report(report) if report.kind == ReportKind::Verb))?;
    if has(|meaning| matches!(meaning, Meaning::Complementizer)).is_some() || talk.tokens.start > cue.tokens.start {
        return None;
    }
    let teller =
        of_sentence(mentions, next).iter().find(|mention| mention.tokens.start >= cue.tokens.end && mention.subject)?;
    Some(v1::AttributionLink { actor: Some(teller.actor(reading)), cue: reading.document.span(cue.tokens.clone()) })
}
