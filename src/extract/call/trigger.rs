//! Triggers: the words that tell of a call, at most one a clause.

use std::ops::Range;

use super::clause::Clauses;
use crate::event::v1::CallMedium;
use crate::extract::reading::{Hit, Reading};
use crate::extract::trace::Reason;
use crate::lexicon::{CallWord, Meaning};
use crate::linguistics::{PartOfSpeech, VerbForm};

/// Words that tell of a call, or of a conversation that may be one.
#[derive(Clone, Debug)]
pub(super) struct Trigger {
    pub(super) tokens: Range<usize>,
    /// A verb, with its own subject and objects; otherwise a noun.
    pub(super) verb: bool,
    /// What the call was held over; `None` for a conversation that is a call only if it goes on with one.
    pub(super) medium: Option<CallMedium>,
    /// One calls one: with several objects these are as many calls.
    pub(super) one_to_one: bool,
    /// A verb that only what the talk was held over makes one.
    pub(super) by_medium: bool,
    /// It names one side by what it is to the other ("his third interlocutor was X").
    pub(super) interlocutor: bool,
    /// Nouns in the plural.
    pub(super) several: bool,
    /// Talks of any sort, which are a call only in a row of calls.
    pub(super) meeting: bool,
    /// What stands from here on belongs to another trigger of the clause.
    pub(super) until: Option<usize>,
}

/// No sentence tells of more calls with clauses of their own: a bound on the work that one sentence can cause.
const MOST_IN_A_SENTENCE: usize = 16;

/// The triggers of a sentence, in the order of the text.
pub(super) fn triggers(reading: &Reading<'_>, sentence: usize, clauses: &Clauses) -> Vec<Trigger> {
    let hits = reading.hits(sentence);
    let mut found: Vec<Trigger> = Vec::new();
    for hit in hits {
        let Some(trigger) = trigger(reading, hits, hit, clauses) else { continue };
        let clause = clauses.at(trigger.tokens.start);
        // A word that tells a call by itself comes before one that needs another; of equals the first.
        match found.iter().position(|other| clauses.at(other.tokens.start) == clause) {
            // "After a phone call with X he rang up Y"
            Some(place) if is_at_another_time(reading, &found[place]) && !is_at_another_time(reading, &trigger) => {
                found[place].until = Some(trigger.tokens.start);
                found.push(trigger);
            }
            Some(place) if !is_at_another_time(reading, &found[place]) && is_at_another_time(reading, &trigger) => {
                found.push(trigger);
            }
            Some(place) if weight(&trigger) > weight(&found[place]) => found[place] = trigger,
            Some(_) => {}
            None if found.len() < MOST_IN_A_SENTENCE => found.push(trigger),
            None => break,
        }
    }
    found
}

/// Whether a noun for a call of its own, with whom it was, stands after "before" or "after": another call than the one that
/// the clause tells of.
fn is_at_another_time(reading: &Reading<'_>, trigger: &Trigger) -> bool {
    let sentence = reading.sentence(reading.sentence_of(trigger.tokens.start)).tokens.clone();
    let before = trigger.tokens.start.saturating_sub(WORDS_AFTER_BEFORE).max(sentence.start)..trigger.tokens.start;
    let apart = before.rev().take_while(|token| reading.words[*token].grammemes.part != PartOfSpeech::Punctuation);
    let with = reading.words.get(trigger.tokens.end).is_some_and(|next| {
        sentence.contains(&trigger.tokens.end) && reading.lexicon.grammar.comitative_prepositions.contains(&next.lower)
    });
    let apart = apart.into_iter().any(|token| super::clause::call_word(reading, token, |word| word == CallWord::Apart));
    !trigger.verb && trigger.medium.is_some() && with && apart
}

fn weight(trigger: &Trigger) -> usize {
    if trigger.meeting {
        return 0;
    }
    if trigger.by_medium { 1 } else { 2 * usize::from(trigger.medium.is_some()) + usize::from(trigger.verb) }
}

fn trigger(reading: &Reading<'_>, hits: &[Hit<'_>], hit: &Hit<'_>, clauses: &Clauses) -> Option<Trigger> {
    let Meaning::Call(word) = hit.meaning else { return None };
    // "The first was X", after a row of calls is announced.
    let of_a_row = *word == CallWord::Ordinal
        && hits.iter().any(|other| is(other, CallWord::Holding) && other.tokens.start == hit.tokens.end);
    if !word.tells() && !of_a_row {
        return None;
    }
    let refused = |reason| {
        reading.trace.refuse(&hit.tokens, reason);
        None
    };
    let clause = clauses.at(hit.tokens.start);
    let in_clause = |other: &&Hit<'_>| clauses.at(other.tokens.start) == clause;
    let none = |other: &Hit<'_>| is(other, CallWord::NoCall);
    if hits.iter().filter(in_clause).any(none) {
        return refused(Reason::NoCallWord);
    }
    let medium = || {
        hits.iter().filter(in_clause).find_map(|other| match other.meaning {
            Meaning::Call(CallWord::Medium(medium)) => Some(*medium),
            _ => None,
        })
    };
    // «сообщил по телефону о переговорах»: the talks are what was told by phone.
    let told_of = |hit: &Hit<'_>| {
        let about = (hit.tokens.start.saturating_sub(WORDS_AFTER_ABOUT)..hit.tokens.start)
            .any(|token| super::clause::call_word(reading, token, |word| word == CallWord::About));
        let beside = hits.iter().any(|other| {
            matches!(other.meaning, Meaning::Call(CallWord::Medium(_)))
                && (other.tokens.start == hit.tokens.end || other.tokens.end == hit.tokens.start)
        });
        about && !beside
    };
    let last = hit.tokens.end - 1;
    let part = |verb: bool| is_part(reading, hit.tokens.clone(), verb);
    let several = hits.iter().any(|other| {
        matches!(other.meaning, Meaning::Call(CallWord::Several))
            && other.tokens.start <= last
            && hit.tokens.start <= other.tokens.start + WORDS_BEFORE_A_PLURAL
            && clauses.same(other.tokens.start, last)
    });
    let of = |verb, medium, one_to_one| Trigger {
        tokens: hit.tokens.clone(),
        verb,
        medium,
        one_to_one,
        by_medium: false,
        interlocutor: *word == CallWord::Interlocutor,
        several,
        meeting: false,
        until: None,
    };
    match word {
        CallWord::CallNoun(medium) if part(false) => Some(of(false, Some(*medium), false)),
        CallWord::CallVerb(medium) if part(true) => Some(of(true, Some(*medium), true)),
        CallWord::TalkNoun if part(false) => Some(of(false, medium(), false)),
        CallWord::TalkVerb if part(true) => Some(of(true, medium(), false)),
        CallWord::MeetingNoun if part(false) && told_of(hit) => refused(Reason::NoPhoneWord),
        CallWord::MeetingNoun if part(false) => {
            // "The talks lasted two hours" goes on with a call told before, if there is one.
            let lasts = || hits.iter().filter(in_clause).any(|other| is(other, CallWord::Lasting));
            let held = || hits.iter().filter(in_clause).any(|other| is(other, CallWord::Holding));
            match medium() {
                Some(medium) => Some(of(false, Some(medium), false)),
                None if lasts() => Some(of(false, None, false)),
                None if held() => Some(Trigger { meeting: true, ..of(false, None, false) }),
                None => refused(Reason::NoPhoneWord),
            }
        }
        CallWord::Ordinal => Some(of(false, None, false)),
        CallWord::Interlocutor if part(false) => Some(of(false, None, false)),
        // "Congratulated him by phone": whatever is done, it is a call.
        CallWord::Medium(medium) => {
            if hits.iter().filter(in_clause).any(|other| is(other, CallWord::Press)) {
                return refused(Reason::ToldThePress);
            }
            let Some(verb) = predicate_of(reading, hit.tokens.start, clauses) else {
                return refused(Reason::MediumOfNothing);
            };
            Some(Trigger {
                tokens: verb..verb + 1,
                verb: true,
                medium: Some(*medium),
                one_to_one: false,
                by_medium: true,
                interlocutor: false,
                several: false,
                meeting: false,
                until: None,
            })
        }
        _ => refused(Reason::OtherPartOfSpeech),
    }
}

fn is(hit: &Hit<'_>, wanted: CallWord) -> bool {
    matches!(hit.meaning, Meaning::Call(word) if *word == wanted)
}

/// Words from "after" to the noun, at most.
const WORDS_AFTER_BEFORE: usize = 3;

/// Words from "about" to the noun, at most.
const WORDS_AFTER_ABOUT: usize = 2;

/// Words between a noun in the plural and "a series of", at most.
const WORDS_BEFORE_A_PLURAL: usize = 2;

/// Whether words that can be a noun or a verb are what is asked for here.
fn is_part(reading: &Reading<'_>, mut tokens: Range<usize>, verb: bool) -> bool {
    let parts = |token: usize| reading.words[token].grammemes.part;
    if tokens.clone().all(|token| parts(token) == PartOfSpeech::Other) {
        return true;
    }
    let fits: fn(PartOfSpeech) -> bool = if verb {
        |part| matches!(part, PartOfSpeech::Verb | PartOfSpeech::Auxiliary)
    } else {
        |part| matches!(part, PartOfSpeech::Noun | PartOfSpeech::ProperNoun | PartOfSpeech::Other)
    };
    // «онлайн-переговоры»: a tagger may take a compound that it does not know for an adjective.
    let compound =
        |token: usize| !verb && parts(token) == PartOfSpeech::Adjective && reading.lower(token).contains('-');
    if tokens.clone().any(compound) {
        return true;
    }
    let grammar = &reading.lexicon.grammar;
    // English tells a verb from a noun by what stands before it, or by a form that no noun has.
    let before = tokens.start.checked_sub(1).map_or("", |before| reading.lower(before));
    let by_place = grammar.parts.modals.contains(before)
        || grammar.parts.past_forms.contains(reading.lower(tokens.start))
        || tokens.len() > 1;
    let place_tells = verb && grammar.is_analytic() && by_place;
    tokens.any(|token| fits(parts(token))) || place_tells
}

/// The verb that a phrase belongs to: by the parser, otherwise the nearest predicate of its clause.
fn predicate_of(reading: &Reading<'_>, token: usize, clauses: &Clauses) -> Option<usize> {
    let is_verb = |token: usize| {
        let grammemes = reading.words[token].grammemes;
        grammemes.part == PartOfSpeech::Verb && grammemes.verb_form != Some(VerbForm::Participle)
    };
    let mut at = token;
    for _ in 0..3 {
        let Some(head) = reading.words[at].head else { break };
        if is_verb(head) {
            return Some(head);
        }
        at = head;
    }
    clauses
        .tokens(clauses.at(token))
        .filter(|other| super::clause::is_predicate(reading, *other) || is_verb(*other))
        .min_by_key(|other| other.abs_diff(token))
}
