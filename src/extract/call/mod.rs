//! Calls: remote conversations between public actors, one event a call however often the article mentions it.
//!
//! A sentence is cut into clauses; a clause with a word for a call is a telling of it, with sides, status and time.
//! Tellings of the same call over the article are then brought together.

mod clause;
mod detail;
mod government;
mod initiator;
mod joint;
mod likeness;
mod role;
mod same;
mod scope;
mod side;
mod status;
mod teller;
mod telling;
mod topic;
mod trigger;

#[cfg(test)]
mod tests;

use super::actor::{Identity, Mention};
use super::assembly::Assembly;
use super::attribution::Attribution;
use super::mention::Mentions;
use super::reading::Reading;
use super::time::Direction;
use super::trace::Origin;
use crate::event::v1::{self, ActorKind, CallMedium, CallStatus};
use crate::event::{EventType, call_codes};

use same::Known;

/// Calls of an article.
pub(super) fn find(
    reading: &Reading<'_>,
    mentions: &Mentions,
    attributions: &[Attribution],
    assembly: &Assembly<'_>,
) -> Vec<v1::Call> {
    let sentences = 0..reading.document.sentences.len();
    // A headline only adds to what the body tells, so it is read after it.
    let is_added = |sentence: &usize| reading.is_headline(*sentence) && reading.has_body();
    let (headline, body): (Vec<usize>, Vec<usize>) = sentences.partition(is_added);
    let told = |sentences: Vec<usize>| {
        let told = |sentence| telling::of_sentence(reading, mentions, attributions, sentence);
        sentences.into_iter().flat_map(told).collect()
    };
    let calls = same::bring_together(reading, &mentions.named, told(body), told(headline));
    calls.iter().map(|known| call(reading, &mentions.named, known, attributions, assembly)).collect()
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
    metadata.passed_on_by = teller::passed_on_by(reading, mentions, known);
    let span = |tokens: &std::ops::Range<usize>| reading.document.span(tokens.clone());
    v1::Call {
        metadata: Some(metadata),
        participants: participants.iter().map(|mention| mention.actor(reading)).collect(),
        status: (*status).into(),
        medium: medium.unwrap_or_default().into(),
        initiator: initiator(reading, known).map(|mention| mention.actor(reading)),
        duration: tellings.iter().find_map(|telling| telling.duration.as_ref()).and_then(span),
        ordinal: tellings.iter().find_map(|telling| telling.ordinal.as_ref()).and_then(span),
        topics: topics(known).filter_map(span).collect(),
        time: phrase.map(|phrase| phrase.expression(reading, direction)),
        attribution: teller::tellers(reading, mentions, known, attributions),
        mentions: tellings.iter().filter_map(|telling| span(&telling.trigger)).collect(),
    }
}

/// Who called: a participant where one is named, or where only one is of the side that did.
fn initiator(reading: &Reading<'_>, known: &Known) -> Option<Mention> {
    let told = known.tellings.iter().find_map(|telling| telling.initiator.as_ref())?;
    let same = |identity: &Identity| identity.key() == told.identity.key();
    if told.identity.kind == ActorKind::Person {
        return known.participants.iter().any(|mention| same(&mention.identity)).then(|| told.clone());
    }
    let mut of_side = known.participants.iter().filter(|mention| {
        mention.identity.kind == ActorKind::Person && mention.identity.country == told.identity.country
    });
    let identity = match (of_side.next(), of_side.next()) {
        (Some(person), None) => {
            reading.trace.told(&told.tokens, Origin::Side);
            person.identity.clone()
        }
        _ => told.identity.clone(),
    };
    Some(Mention { identity, ..told.clone() })
}

/// What all that tells of a call says it was about.
fn topics(known: &Known) -> impl Iterator<Item = &std::ops::Range<usize>> {
    known.tellings.iter().flat_map(|telling| &telling.topics).take(MOST_TOPICS)
}

/// Topics of a call, at most.
const MOST_TOPICS: usize = 16;
