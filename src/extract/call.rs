//! Calls: remote conversations between public actors, one event a call however often the article mentions it.

use std::ops::Range;

use super::actor::{Identity, Mention, of_sentence};
use super::assembly::Assembly;
use super::attribution::{Attribution, of_sentences};
use super::reading::{Hit, Reading, TELLINGS_COMPARED};
use super::statement::{link, reporters};
use super::time::{self, Direction, TimePhrase};
use crate::event::v1::{self, ActorKind, CallMedium, CallStatus};
use crate::event::{EventType, call_codes};
use crate::lexicon::{CallWord, Meaning, Modality, PronounSort, ReportKind};

/// A call as one sentence tells it.
struct Telling {
    sentence: usize,
    trigger: Range<usize>,
    participants: Vec<Mention>,
    status: CallStatus,
    medium: CallMedium,
    time: Option<TimePhrase>,
    earlier: bool,
}

/// Calls of an article.
pub(super) fn find(
    reading: &Reading<'_>,
    mentions: &[Mention],
    attributions: &[Attribution],
    assembly: &Assembly<'_>,
) -> Vec<v1::Call> {
    let mut calls: Vec<Vec<Telling>> = Vec::new();
    for sentence in 0..reading.document.sentences.len() {
        if reading.is_headline(sentence) && reading.has_body() {
            continue;
        }
        let Some(mut telling) = telling(reading, mentions, attributions, sentence) else { continue };
        if telling.participants.is_empty() {
            continue;
        }
        if let [only] = &telling.participants[..] {
            // "In the call Biden said": one of those whom the call was told of with before.
            let only = only.identity.clone();
            let known = calls
                .iter_mut()
                .rev()
                .take(TELLINGS_COMPARED)
                .find(|call| names(&call[0].participants).contains(&only.key()));
            if let Some(call) =
                known.filter(|call| call[0].status == telling.status || telling.status == CallStatus::Held)
            {
                telling.status = call[0].status;
                call.push(telling);
                continue;
            }
        }
        let same = |call: &&mut Vec<Telling>| {
            let first = &call[0];
            same_people(&first.participants, &telling.participants)
                && first.status == telling.status
                && !telling.earlier
                && !first.earlier
        };
        match calls.iter_mut().rev().take(TELLINGS_COMPARED).find(same) {
            Some(call) => call.push(telling),
            None => calls.push(vec![telling]),
        }
    }
    calls.iter().map(|tellings| call(reading, mentions, tellings, attributions, assembly)).collect()
}

fn telling(
    reading: &Reading<'_>,
    mentions: &[Mention],
    attributions: &[Attribution],
    sentence: usize,
) -> Option<Telling> {
    let hits = reading.hits(sentence);
    let (trigger, medium) = trigger(hits)?;
    let tokens = reading.sentence(sentence).tokens.clone();
    let cues = |mention: &Mention| {
        of_sentences(attributions, sentence..=sentence).iter().any(|attribution| {
            attribution.speaker.as_ref().is_some_and(|speaker| speaker.tokens == mention.tokens)
                && attribution.content.iter().any(|span| span.contains(&trigger.start))
        })
    };
    let mut in_sentence: Vec<&Mention> = of_sentence(mentions, sentence)
        .iter()
        .filter(|mention| mention.identity.is_told() && mention.identity.is_public())
        .filter(|mention| !cues(mention) || told_by_a_participant(reading, &tokens, mention, &trigger))
        .collect();
    in_sentence.retain(|mention| takes_part(reading, mention));
    // People come before the states and bodies that they speak for.
    if in_sentence.iter().filter(|mention| mention.identity.kind == ActorKind::Person).count() >= 2 {
        in_sentence.retain(|mention| mention.identity.kind == ActorKind::Person);
    }
    let mut participants: Vec<Mention> = Vec::new();
    for mention in in_sentence {
        let repeated = participants.iter().any(|other| other.identity.key() == mention.identity.key());
        let group = mention.identity.kind == ActorKind::Group;
        if !repeated && !group {
            participants.push(mention.clone());
        }
    }
    participants.truncate(nearest_limit(&participants));
    let status = status(hits);
    let times = time::find(reading, sentence);
    let time = nearest_time(times, &trigger);
    let earlier = hits.iter().any(|hit| matches!(hit.meaning, Meaning::Call(CallWord::Earlier)));
    Some(Telling { sentence, trigger, participants, status, medium, time, earlier })
}

/// Whether a name can be that of a participant by the preposition before it: people nearly always, states and bodies only
/// as subject or after "with".
fn takes_part(reading: &Reading<'_>, mention: &Mention) -> bool {
    let grammar = &reading.lexicon.grammar;
    let preposition = if mention.after_preposition { reading.lower(mention.tokens.start - 1) } else { "" };
    if mention.identity.kind == ActorKind::Person {
        // Somebody who is only described ("a spokesman") tells of a call more often than takes part in it.
        let named = mention.identity.native.chars().next().is_some_and(char::is_uppercase);
        return named && !grammar.aside_prepositions.contains(preposition);
    }
    mention.subject && !mention.after_preposition || grammar.comitative_prepositions.contains(preposition)
}

/// A call has as many sides as the sentence names; a sentence that names more than this is a list.
fn nearest_limit(participants: &[Mention]) -> usize {
    participants.len().min(6)
}

/// "X said that he had spoken with Y by phone": a speaker can be a participant where a pronoun for him is in the content.
fn told_by_a_participant(
    reading: &Reading<'_>,
    tokens: &Range<usize>,
    mention: &Mention,
    trigger: &Range<usize>,
) -> bool {
    mention.tokens.end <= trigger.start
        && (mention.tokens.end..trigger.start).any(|token| {
            tokens.contains(&token)
                && reading.hits(mention.sentence).iter().any(|hit| {
                    hit.tokens.start == token
                        && matches!(hit.meaning, Meaning::Pronoun { sort: PronounSort::Personal, .. })
                })
        })
}

/// A word that tells a call by itself, or a talk together with what it was held over.
fn trigger(hits: &[Hit<'_>]) -> Option<(Range<usize>, CallMedium)> {
    if hits.iter().any(|hit| matches!(hit.meaning, Meaning::Call(CallWord::NoCall))) {
        return None;
    }
    let by_itself = hits.iter().find_map(|hit| match hit.meaning {
        Meaning::Call(CallWord::Call(medium)) => Some((hit.tokens.clone(), *medium)),
        _ => None,
    });
    by_itself.or_else(|| {
        let medium = hits.iter().find_map(|hit| match hit.meaning {
            Meaning::Call(CallWord::Medium(medium)) => Some(*medium),
            _ => None,
        })?;
        let talk = hits.iter().find(|hit| matches!(hit.meaning, Meaning::Call(CallWord::Talk)))?;
        Some((talk.tokens.clone(), medium))
    })
}

fn status(hits: &[Hit<'_>]) -> CallStatus {
    let has =
        |wanted: Modality| hits.iter().any(|hit| matches!(hit.meaning, Meaning::Modality(found) if *found == wanted));
    if has(Modality::NotHeld) {
        CallStatus::NotHeld
    } else if has(Modality::Planned) {
        CallStatus::Planned
    } else if has(Modality::Proposed) {
        CallStatus::Proposed
    } else {
        CallStatus::Held
    }
}

fn nearest_time(times: Vec<TimePhrase>, trigger: &Range<usize>) -> Option<TimePhrase> {
    times.into_iter().min_by_key(|phrase| phrase.tokens.start.abs_diff(trigger.start))
}

fn names(participants: &[Mention]) -> Vec<&str> {
    let mut keys: Vec<_> = participants.iter().map(|mention| mention.identity.key()).collect();
    keys.sort_unstable();
    keys
}

fn same_people(one: &[Mention], other: &[Mention]) -> bool {
    names(one) == names(other)
}

fn call(
    reading: &Reading<'_>,
    mentions: &[Mention],
    tellings: &[Telling],
    attributions: &[Attribution],
    assembly: &Assembly<'_>,
) -> v1::Call {
    let first = &tellings[0];
    let direction = match first.status {
        CallStatus::Planned | CallStatus::Proposed => Direction::Future,
        _ => Direction::Past,
    };
    let phrase = tellings.iter().find_map(|telling| telling.time.as_ref());
    let medium = tellings.iter().map(|telling| telling.medium).find(|medium| *medium != CallMedium::Unspecified);
    let published = reading.document.article().published;
    let day = published
        .map(|published| {
            let day = phrase.and_then(|phrase| phrase.day(published, direction));
            day.unwrap_or_else(|| published.date()).to_string()
        })
        .unwrap_or_default();
    let keys = names(&first.participants);
    let status = first.status.as_str_name();
    let shared: Vec<&str> = keys.iter().copied().chain([day.as_str()]).collect();
    let place = format!("{}", reading.document.tokens[first.trigger.start].bytes.start);
    let distinguishing: Vec<&str> = keys.iter().copied().chain([status, place.as_str()]).collect();
    let mut metadata = assembly.metadata(EventType::Call, &distinguishing, &shared);
    metadata.rule = "call_trigger".to_owned();
    metadata.confidence = if first.participants.len() == 2 { 0.8 } else { 0.5 };
    metadata.codes = Some(call_codes());
    v1::Call {
        metadata: Some(metadata),
        participants: first.participants.iter().map(|mention| mention.actor(reading)).collect(),
        status: first.status.into(),
        medium: medium.unwrap_or_default().into(),
        time: phrase.map(|phrase| phrase.expression(reading, direction)),
        attribution: teller(reading, mentions, tellings, attributions),
        mentions: tellings.iter().filter_map(|telling| reading.document.span(telling.trigger.clone())).collect(),
        ..v1::Call::default()
    }
}

/// Who told of the call: whoever's words hold it, outermost first.
fn teller(
    reading: &Reading<'_>,
    mentions: &[Mention],
    tellings: &[Telling],
    attributions: &[Attribution],
) -> Vec<v1::AttributionLink> {
    let participants = names(&tellings[0].participants);
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
    let talk = has(|meaning| matches!(meaning, Meaning::Call(CallWord::Talk | CallWord::Call(_))))?;
    let cue = has(|meaning| matches!(meaning, Meaning::Report(report) if report.kind == ReportKind::Verb))?;
    if has(|meaning| matches!(meaning, Meaning::Complementizer)).is_some() || talk.tokens.start > cue.tokens.start {
        return None;
    }
    let teller =
        of_sentence(mentions, next).iter().find(|mention| mention.tokens.start >= cue.tokens.end && mention.subject)?;
    Some(v1::AttributionLink { actor: Some(teller.actor(reading)), cue: reading.document.span(cue.tokens.clone()) })
}
