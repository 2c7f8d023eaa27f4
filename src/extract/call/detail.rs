//! How long a call took, and which one in a row it was.

use std::ops::Range;

use super::clause::{call_word, is_predicate};
use super::scope::Scope;
use crate::document::TokenKind;
use crate::lexicon::{CallWord, Meaning, TimeWord};
use crate::linguistics::{Number, PartOfSpeech, WordKey};

/// «почти два часа», "90-minute": an amount of time that the sentence says of the call.
pub(super) fn duration(scope: &Scope<'_, '_, '_>) -> Option<Range<usize>> {
    let compound = scope
        .reading
        .sentence(scope.sentence)
        .tokens
        .clone()
        .find(|token| scope.holds(*token) && is_compound(scope, *token))
        .map(|token| token..token + 1);
    let long = || scope.hits(|word| word == CallWord::Long).next().map(|hit| hit.tokens.clone());
    compound.or_else(long).or_else(|| amount_that_lasted(scope))
}

/// «проговорили два часа», "lasted about an hour".
fn amount_that_lasted(scope: &Scope<'_, '_, '_>) -> Option<Range<usize>> {
    let lasts: Vec<_> = scope.hits(|word| word == CallWord::Lasting).map(|hit| hit.tokens.clone()).collect();
    let mut units = scope.hits(|word| word == CallWord::Duration).filter(|hit| {
        let told = lasts.iter().any(|lasting| scope.same_clause(lasting.start, hit.tokens.start));
        let near = scope.trigger.verb && scope.same_clause(scope.trigger.tokens.start, hit.tokens.start);
        // «сверили часы»
        let amount = with_amount(scope, hit.tokens.clone()).start < hit.tokens.start
            || scope.reading.words[hit.tokens.start].grammemes.number != Some(Number::Plural);
        (told || near) && amount && !scope.is_time(hit.tokens.start) && !is_counted_from(scope, hit.tokens.start)
    });
    let first = with_amount(scope, units.next()?.tokens.clone());
    // «час и двадцать минут»
    let last =
        units.map(|hit| with_amount(scope, hit.tokens.clone())).take_while(|next| next.start <= first.end + 1).last();
    Some(first.start..last.map_or(first.end, |last| last.end.max(first.end)))
}

/// "After two hours": a time, and no duration.
fn is_counted_from(scope: &Scope<'_, '_, '_>, unit: usize) -> bool {
    let start = with_amount(scope, unit..unit + 1).start;
    start > 0
        && time_word(scope, start - 1, |word| matches!(word, TimeWord::After | TimeWord::ClockPreposition))
        && !call_word(scope.reading, start - 1, |word| word == CallWord::Lasting)
        || time_word(scope, unit + 1, |word| word == TimeWord::Ago)
}

/// A unit with the number before it, and what makes that less exact.
fn with_amount(scope: &Scope<'_, '_, '_>, unit: Range<usize>) -> Range<usize> {
    let counts = |token: usize| {
        scope.reading.words[token].grammemes.part == PartOfSpeech::Numeral
            || scope.reading.document.tokens[token].kind == TokenKind::Number
            || time_word(scope, token, |word| matches!(word, TimeWord::Number(_)))
            || call_word(scope.reading, token, |word| matches!(word, CallWord::Duration | CallWord::Roughly))
    };
    let first = scope.reading.sentence(scope.sentence).tokens.start;
    let mut start = unit.start;
    while start > first && unit.start - start < WORDS_OF_AN_AMOUNT && counts(start - 1) {
        start -= 1;
    }
    start..unit.end
}

/// «40-минутный», "90-minute": digits and a unit in one word.
fn is_compound(scope: &Scope<'_, '_, '_>, token: usize) -> bool {
    let word = scope.reading.lower(token);
    let Some((number, unit)) = word.split_once('-') else { return false };
    if number.is_empty() || !number.chars().all(|digit| digit.is_ascii_digit()) {
        return false;
    }
    let lexicon = scope.reading.lexicon;
    let stem = lexicon.grammar.stem(lexicon.language, unit);
    let keys = [Some(WordKey::Exact(unit.to_owned())), Some(WordKey::Stem(stem)), None, None];
    lexicon
        .phrases
        .starting_at(0, |at| (at == 0).then(|| keys.clone()))
        .iter()
        .any(|found| matches!(found.value, Meaning::Call(CallWord::Duration | CallWord::Long)))
}

/// «третий разговор с февраля», "their second call this month".
pub(super) fn ordinal(scope: &Scope<'_, '_, '_>) -> Option<Range<usize>> {
    let reading = scope.reading;
    let nouns: Vec<Range<usize>> = scope
        .hits(|word| matches!(word, CallWord::TalkNoun | CallWord::CallNoun(_) | CallWord::MeetingNoun))
        .map(|hit| hit.tokens.clone())
        .collect();
    scope.hits(|word| word == CallWord::Ordinal).find_map(|hit| {
        let end = hit.tokens.end;
        let noun = nouns.iter().find(|noun| {
            let reached = end.max(noun.start);
            noun.end > end
                && noun.start <= end + WORDS_TO_A_NOUN
                && !(end..reached).any(|token| is_predicate(reading, token) || is_mark(scope, token))
        });
        // «разговор стал третьим»
        let said_of = || {
            let holding = |token: usize| call_word(reading, token, |word| word == CallWord::Holding);
            let before = hit.tokens.start.checked_sub(1)?;
            let said = (before.saturating_sub(1)..=before).any(|token| holding(token) || is_predicate(reading, token));
            (said && !scope.trigger.verb && scope.trigger.tokens.start < hit.tokens.start).then_some(end)
        };
        let end = noun.map(|noun| noun.end).or_else(said_of)?;
        Some(hit.tokens.start..since(scope, end))
    })
}

/// The end of "since May", "this year" after a place.
fn since(scope: &Scope<'_, '_, '_>, at: usize) -> usize {
    let reading = scope.reading;
    let opens = (at..=at + WORDS_TO_SINCE).find(|token| {
        scope.holds(*token)
            && (call_word(reading, *token, |word| word == CallWord::Since) || scope.is_time(*token))
            && !(at..*token).any(|before| is_mark(scope, before) || is_predicate(reading, before))
    });
    let Some(start) = opens else { return at };
    let mut end = start;
    while end < start + WORDS_OF_A_TIME && scope.holds(end) && !is_mark(scope, end) {
        let coordinates = reading.lexicon.grammar.coordinators.contains(reading.lower(end));
        if end > start && (is_predicate(reading, end) || coordinates) {
            break;
        }
        end += 1;
    }
    end
}

fn is_mark(scope: &Scope<'_, '_, '_>, token: usize) -> bool {
    !scope.reading.lower(token).chars().any(char::is_alphanumeric)
}

fn time_word(scope: &Scope<'_, '_, '_>, token: usize, fits: impl Fn(TimeWord) -> bool) -> bool {
    scope.reading.hits_at(token).iter().any(|hit| matches!(hit.meaning, Meaning::Time(word) if fits(*word)))
}

/// Words of an amount before its unit, at most: "about", numbers.
const WORDS_OF_AN_AMOUNT: usize = 4;

/// Words between an ordinal and its noun, at most.
const WORDS_TO_A_NOUN: usize = 4;

/// Words between the noun and "since", at most.
const WORDS_TO_SINCE: usize = 2;

/// Words of the time since which calls are counted, at most.
const WORDS_OF_A_TIME: usize = 7;
