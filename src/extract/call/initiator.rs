//! Initiator: who called or asked for a call, where that is told.

use super::scope::Scope;
use super::side::Sides;
use crate::extract::actor::{Identity, Mention, of_sentence};
use crate::extract::call::clause::{call_word, is_predicate};
use crate::extract::trace::Origin;
use crate::knowledge::NameUse;
use crate::lexicon::CallWord;

/// Who the words of a sentence say called.
pub(super) fn initiator(scope: &Scope<'_, '_, '_>, mentions: &[Mention], sides: Option<&Sides>) -> Option<Mention> {
    named(scope, of_sentence(mentions, scope.sentence)).or_else(|| sides.and_then(|sides| by_grammar(scope, sides)))
}

/// "X called Y", "a call from X".
fn by_grammar(scope: &Scope<'_, '_, '_>, sides: &Sides) -> Option<Mention> {
    let called = scope.trigger.one_to_one && sides.called && !sides.partners.is_empty();
    match &sides.subjects[..] {
        [caller] if called => Some(caller.clone()),
        _ => sides.partners.iter().find(|partner| !scope.trigger.verb && comes_from(scope, partner)).cloned(),
    }
}

fn comes_from(scope: &Scope<'_, '_, '_>, mention: &Mention) -> bool {
    mention.tokens.start > scope.trigger.tokens.end.saturating_sub(1)
        && (mention.tokens.start.saturating_sub(1)..mention.tokens.start)
            .any(|token| call_word(scope.reading, token, |word| word == CallWord::From))
        || ends_with_from(scope) && mention.tokens.start == scope.trigger.tokens.end
}

/// "A call from": the preposition is a part of the phrase.
fn ends_with_from(scope: &Scope<'_, '_, '_>) -> bool {
    call_word(scope.reading, scope.trigger.tokens.end - 1, |word| word == CallWord::From)
}

/// «по инициативе X», «инициатором выступил X», "X initiated the call".
fn named(scope: &Scope<'_, '_, '_>, mentions: &[Mention]) -> Option<Mention> {
    let cue = scope.hits(|word| word == CallWord::Initiator).next()?;
    let (start, end) = (cue.tokens.start, cue.tokens.end);
    let near = |mention: &&Mention| scope.same_clause(mention.tokens.start, start) && mention.identity.is_told();
    let side =
        (end..=end + WORDS_TO_A_SIDE).filter(|token| scope.holds(*token)).find_map(|token| of_state(scope, token));
    let after = mentions.iter().find(|mention| mention.tokens.start >= end && near(mention));
    let before = mentions.iter().rev().find(|mention| mention.tokens.end <= start && mention.subject && near(mention));
    // A side comes before a name that stands after it: «по инициативе американской стороны Лавров…».
    let after = match (side, after) {
        (Some(side), Some(name)) if name.tokens.start <= side.tokens.start => Some(name.clone()),
        (Some(side), _) => Some(side),
        (None, name) => name.cloned(),
    };
    let verb =
        is_predicate(scope.reading, start) && !call_word(scope.reading, start, |word| word == CallWord::Circumstance);
    if verb { before.cloned().or(after) } else { after.or_else(|| before.cloned()) }
}

/// "The Turkish side": the state that an adjective names.
fn of_state(scope: &Scope<'_, '_, '_>, token: usize) -> Option<Mention> {
    let reading = scope.reading;
    let keys = |at: usize| scope.holds(at).then(|| reading.words[at].keys());
    let found = reading.knowledge.names(reading.lexicon.language)?.starting_at(token, keys);
    let hit = found.iter().find(|hit| hit.value.usage == NameUse::Adjective)?;
    let identity = Identity::known(reading.knowledge.actor(hit.value.actor), reading.lexicon.language);
    // The noun that it belongs to is a part of the words.
    let end = (hit.words.end + 1).min(reading.sentence(scope.sentence).tokens.end);
    reading.trace.told(&(token..end), Origin::Adjective);
    Some(Mention {
        tokens: token..end,
        sentence: scope.sentence,
        identity,
        subject: false,
        after_preposition: false,
        plural: false,
    })
}

/// Words between "at the initiative of" and whose it was, at most.
const WORDS_TO_A_SIDE: usize = 4;
