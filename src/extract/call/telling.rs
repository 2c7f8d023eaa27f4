//! Tellings: a call as one clause tells it.

use std::ops::Range;

use super::clause::{Clauses, call_word, is_predicate};
use super::detail::{duration, ordinal};
use super::initiator::initiator;
use super::scope::Scope;
use super::side::{Finder, Sides};
use super::status::reality;
use super::topic::topics;
use super::trigger::{Trigger, triggers};
use crate::event::v1::{ActorKind, CallMedium, CallStatus};
use crate::extract::actor::{self, Identity, Mention};
use crate::extract::attribution::Attribution;
use crate::extract::mention::Mentions;
use crate::extract::reading::Reading;
use crate::extract::time::{self, TimePhrase};
use crate::lexicon::{CallWord, Meaning, ReportKind};

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
    /// It is one of a row of calls.
    pub(super) several: bool,
    /// Those whom it names joined a call told elsewhere.
    pub(super) joining: bool,
    /// It is another call of the same sides than the one told right before.
    pub(super) another: bool,
    /// The sides are told as a group without names.
    pub(super) collective: bool,
    /// Some with whom it was are told as a group without names.
    pub(super) with_group: bool,
    /// Talks of any sort, which are a call only in a row of calls.
    pub(super) meeting: bool,
    /// Its own clause tells the time.
    pub(super) own_time: bool,
    pub(super) initiator: Option<Mention>,
    pub(super) duration: Option<Range<usize>>,
    pub(super) ordinal: Option<Range<usize>>,
    pub(super) topics: Vec<Range<usize>>,
}

/// The tellings of a sentence.
pub(super) fn of_sentence(
    reading: &Reading<'_>,
    mentions: &Mentions,
    attributions: &[Attribution],
    sentence: usize,
) -> Vec<Telling> {
    let tells = |hit: &crate::extract::reading::Hit<'_>| matches!(hit.meaning, crate::lexicon::Meaning::Call(_));
    if !reading.hits(sentence).iter().any(tells) {
        return Vec::new();
    }
    let clauses = Clauses::of(reading, sentence);
    let times = time::find(reading, sentence);
    let Mentions { named: mentions, possessive: possessives, oblique: pronouns } = mentions;
    let finder = Finder { reading, mentions, possessives, pronouns, attributions, clauses: &clauses, sentence };
    let triggers = triggers(reading, sentence, &clauses);
    let mut found: Vec<Telling> = Vec::new();
    for trigger in &triggers {
        let Some(reality) = reality(reading, sentence, trigger, &clauses) else { continue };
        let clause = clauses.at(trigger.tokens.start);
        let told = finder.sides(trigger, reality.circumstance);
        let has =
            |wanted: CallWord| clauses.tokens(clause).any(|token| call_word(reading, token, |word| word == wanted));
        let scope = Scope::of(reading, sentence, &triggers, trigger, &clauses, &times);
        let ordinal = ordinal(&scope);
        let again = has(CallWord::Twice);
        let times = times_of(&scope, &clauses, again, reality.circumstance, ordinal.as_ref());
        let own_time = times.first().is_some_and(|time| clauses.same(time.tokens.start, trigger.tokens.start));
        let first = Telling {
            sentence,
            trigger: trigger.tokens.clone(),
            participants: Vec::new(),
            status: reality.status,
            denied: reality.denied,
            circumstance: reality.circumstance,
            medium: trigger.medium,
            time: times.first().cloned(),
            own_time,
            earlier: (has(CallWord::Earlier) || has(CallWord::Last) && own_time) && !reality.circumstance,
            several: trigger.several || has(CallWord::Several) || has(CallWord::Ordinal) && trigger.medium.is_some(),
            joining: has(CallWord::Joining),
            another: false,
            collective: told.first().is_some_and(|sides| sides.collective),
            with_group: told.first().is_some_and(|sides| sides.with_group),
            meeting: trigger.meeting,
            initiator: initiator(&scope, mentions, told.first()).filter(|_| reality.status != CallStatus::NotHeld),
            duration: duration(&scope),
            ordinal,
            topics: topics(&scope, mentions),
        };
        let again = again || trigger.verb && times.len() > 1;
        for mut participants in told.iter().flat_map(|sides| conversations(trigger, sides)) {
            if first.joining && trigger.medium.is_some() {
                participants = with_those_present(&finder, participants);
            }
            // "The call, initiated by X, was with Y"
            if participants.len() == 1 && trigger.medium.is_some() {
                let caller = first.initiator.iter().filter(|caller| caller.identity.kind == ActorKind::Person);
                participants = people_first(caller.chain(&participants));
            }
            let two_sided = participants.len() >= 2;
            found.push(Telling { participants, ..first.clone() });
            if again && two_sided {
                let (time, another) = (times.get(1).or(times.first()).cloned(), true);
                let participants = found.last().map(|telling| telling.participants.clone()).unwrap_or_default();
                found.push(Telling { participants, time, another, ..first.clone() });
            }
        }
    }
    found
}

/// Whoever joins a meeting by phone talks with all who are there: those whom the sentence names, or, where it names
/// nobody else, the one before.
fn with_those_present(finder: &Finder<'_, '_>, joiners: Vec<Mention>) -> Vec<Mention> {
    let people = |sentence: usize| {
        actor::of_sentence(finder.mentions, sentence)
            .iter()
            .filter(|mention| mention.identity.kind == ActorKind::Person && !finder.is_group(mention))
    };
    let here = people_first(joiners.iter().chain(people(finder.sentence)));
    match finder.sentence.checked_sub(1).filter(|_| here.len() < 2) {
        Some(before) => people_first(here.iter().chain(people(before).filter(|mention| mention.subject))),
        None => here,
    }
}

/// Who talked in each conversation that a clause tells of.
fn conversations(trigger: &Trigger, sides: &Sides) -> Vec<Vec<Mention>> {
    let Sides { subjects, holders, partners, .. } = sides;
    if trigger.interlocutor {
        return vec![people_first(holders.iter().chain(subjects))];
    }
    // "A told of a call between the leaders": who took part is told elsewhere.
    if sides.collective && !trigger.verb && holders.is_empty() && partners.is_empty() && subjects.len() == 1 {
        return vec![Vec::new()];
    }
    let owners = if holders.is_empty() { subjects } else { holders };
    // «звонил А и Б» are two calls, «созвонился с А и Б» is one.
    let one_calls = trigger.one_to_one && sides.called;
    let one_to_one = one_calls || trigger.several || sides.apart;
    if one_to_one && partners.len() > 1 {
        return partners.iter().map(|partner| people_first(owners.iter().chain([partner]))).collect();
    }
    if let (true, [partner]) = ((one_calls || sides.one_by_one) && subjects.len() > 1, &partners[..]) {
        return subjects.iter().map(|subject| people_first([subject, partner].into_iter())).collect();
    }
    vec![people_first(owners.iter().chain(partners))]
}

/// Participants without repetitions; people come before the states and bodies that they speak for.
fn people_first<'m>(all: impl Iterator<Item = &'m Mention>) -> Vec<Mention> {
    let mut participants: Vec<Mention> = Vec::new();
    for mention in all {
        if !participants.iter().any(|other| is_same(&other.identity, &mention.identity)) {
            participants.push(mention.clone());
        }
    }
    let person = |mention: &Mention| mention.identity.kind == ActorKind::Person;
    if participants.iter().filter(|mention| person(mention)).count() >= 2 {
        participants.retain(person);
    }
    // "Turkey's Erdogan"
    let states: Vec<String> = participants
        .iter()
        .filter(|mention| person(mention) && !mention.identity.country.is_empty())
        .map(|mention| mention.identity.country.clone())
        .collect();
    participants.retain(|mention| person(mention) || !states.contains(&mention.identity.country));
    participants
}

/// Whether two names are of one participant: the same, or one of them known by the surname alone.
pub(super) fn is_same(one: &Identity, other: &Identity) -> bool {
    let surname = |identity: &Identity| identity.native.rsplit(' ').next().map(str::to_owned);
    let people = one.kind == ActorKind::Person && other.kind == ActorKind::Person;
    one.key() == other.key() || people && (one.id.is_empty() || other.id.is_empty()) && surname(one) == surname(other)
}

/// The time of a call: the one of the clause, or else of the sentence, that stands nearest; and a second one that is
/// joined to it ("on Saturday and Sunday").
fn times_of(
    scope: &Scope<'_, '_, '_>,
    clauses: &Clauses,
    again: bool,
    circumstance: bool,
    ordinal: Option<&Range<usize>>,
) -> Vec<TimePhrase> {
    let (reading, times, at) = (scope.reading, scope.times, scope.trigger.tokens.start);
    let may_be = |time: &TimePhrase| {
        let start = time.tokens.start;
        let of_report = !clauses.same(start, at) && is_of_report(reading, clauses, clauses.at(start));
        // "The third call this week", "the last call before Saturday's": no time of this one.
        let counts = ordinal.is_some_and(|ordinal| ordinal.contains(&start));
        // «сообщили сегодня по итогам разговора»
        let told_then =
            circumstance && (is_report(reading, time.tokens.end) || start > 0 && is_report(reading, start - 1));
        let bound =
            start > 0 && call_word(reading, start - 1, |word| matches!(word, CallWord::Circumstance | CallWord::Since));
        // «в ходе разговора X вспомнил о взрыве 3 мая»: when something else was.
        let of_deed = circumstance && start > at && (at..start).any(|token| is_predicate(reading, token));
        !of_report && !counts && !bound && !told_then && !of_deed
    };
    let joined = |one: &TimePhrase, other: &TimePhrase| {
        let between = one.tokens.end..other.tokens.start;
        (1..=WORDS_BETWEEN_TIMES).contains(&between.len())
            && between.clone().any(|token| reading.lexicon.grammar.coordinators.contains(reading.lower(token)))
    };
    let second = |index: usize| times.get(index + 1).filter(|other| joined(&times[index], other));
    let nearest = (0..times.len()).filter(|index| may_be(&times[*index])).min_by_key(|index| {
        let start = times[*index].tokens.start;
        // "Twice on Monday, in the morning and at noon": each has its own.
        (again && second(*index).is_none(), !clauses.same(start, at), start.abs_diff(at))
    });
    let Some(nearest) = nearest else { return Vec::new() };
    times[nearest..].iter().take(1).chain(second(nearest)).cloned().collect()
}

/// A time in the clause of a reporting verb says when it was told.
fn is_of_report(reading: &Reading<'_>, clauses: &Clauses, clause: usize) -> bool {
    clauses.tokens(clause).any(|token| is_report(reading, token))
}

fn is_report(reading: &Reading<'_>, token: usize) -> bool {
    reading
        .hits_at(token)
        .iter()
        .any(|hit| matches!(hit.meaning, Meaning::Report(report) if report.kind == ReportKind::Verb))
}

/// Words between two times of two calls, at most: "and", a preposition.
const WORDS_BETWEEN_TIMES: usize = 2;
