//! Topics: what a call was about, as the noun phrases that the article lists.

use std::ops::Range;

use super::clause::{call_word, is_predicate, opens_content};
use super::scope::Scope;
use crate::extract::actor::{Mention, of_sentence};
use crate::lexicon::CallWord;
use crate::linguistics::{Case, NounPhrase, PartOfSpeech};

/// «обсудили A, B и C», «речь шла о A», "the call dealt with A".
pub(super) fn topics(scope: &Scope<'_, '_, '_>, mentions: &[Mention]) -> Vec<Range<usize>> {
    let cue = scope.hits(|word| matches!(word, CallWord::Discuss | CallWord::Topic)).next();
    let about_the_trigger = || {
        let end = scope.trigger.tokens.end;
        (end..=end + WORDS_TO_ABOUT)
            .take_while(|token| scope.holds(*token) && scope.same_clause(*token, scope.trigger.tokens.start))
            .find(|token| is_about(scope, *token))
    };
    let Some(start) = cue.map(|cue| cue.tokens.end).or_else(about_the_trigger) else { return Vec::new() };
    let phrases = scope.reading.noun_phrases(scope.sentence);
    let lister = Lister { scope, phrases: &phrases, mentions: of_sentence(mentions, scope.sentence) };
    lister.list(start)
}

/// Whether a word names the call itself, or what it was held over.
fn is_of_the_call(word: CallWord) -> bool {
    matches!(word, CallWord::Medium(_) | CallWord::TalkNoun | CallWord::CallNoun(_))
}

fn is_about(scope: &Scope<'_, '_, '_>, token: usize) -> bool {
    call_word(scope.reading, token, |word| word == CallWord::About)
}

struct Lister<'s, 'r, 'a> {
    scope: &'s Scope<'s, 'r, 'a>,
    phrases: &'s [NounPhrase],
    mentions: &'s [Mention],
}

impl Lister<'_, '_, '_> {
    fn list(&self, start: usize) -> Vec<Range<usize>> {
        let mut topics: Vec<Range<usize>> = Vec::new();
        let Some(first) =
            self.phrases.iter().position(|phrase| phrase.tokens.start >= start && self.may_be_topic(phrase, start))
        else {
            return topics;
        };
        let mut at = self.phrases[first].tokens.start;
        let case = self.phrases[first].case;
        while topics.len() < MOST_TOPICS {
            let end = self.end(at);
            topics.push(at..end);
            let Some(next) = self.joined(end) else { break };
            let Some(phrase) = self.phrases.iter().find(|phrase| phrase.tokens.start == next) else { break };
            if !may_be_same(case, phrase.case) && !phrase.indeclinable {
                // «на Украине и Ближнем Востоке»: it is joined within the topic.
                if let Some(last) = topics.last_mut() {
                    last.end = self.end(next);
                    match self.joined(last.end) {
                        Some(after) => at = after,
                        None => break,
                    }
                    continue;
                }
            }
            at = next;
        }
        topics
    }

    /// Whether a phrase after the cue is what it is about, and not with whom, when or where.
    fn may_be_topic(&self, phrase: &NounPhrase, cue_end: usize) -> bool {
        let reading = self.scope.reading;
        let between = cue_end..phrase.tokens.start;
        let interrupted =
            between.clone().any(|token| is_predicate(reading, token) || reading.is_mark(token, &[".", ":", ";"]));
        let by_preposition = phrase.preposition.is_none_or(|at| at < cue_end || is_about(self.scope, at));
        let pronoun = reading.words[phrase.head].grammemes.part == PartOfSpeech::Pronoun;
        !interrupted
            && !pronoun
            && by_preposition
            && self.scope.holds(phrase.tokens.start)
            && self.scope.same_clause(phrase.tokens.start, cue_end - 1)
            && !self.is_somebody(phrase.tokens.start)
            && !self.scope.is_time(phrase.tokens.start)
            && !call_word(reading, phrase.tokens.start, is_of_the_call)
    }

    fn is_somebody(&self, token: usize) -> bool {
        self.mentions.iter().any(|mention| mention.tokens.contains(&token))
    }

    /// Where a topic ends: before a mark, a conjunction, a verb or a time.
    fn end(&self, start: usize) -> usize {
        let reading = self.scope.reading;
        let goes_on = |token: &usize| {
            let word = &reading.words[*token];
            let mark =
                !word.lower.chars().any(char::is_alphanumeric) && !reading.is_mark(*token, &["«", "»", "\"", "“", "”"]);
            self.scope.holds(*token)
                && !mark
                && !reading.lexicon.grammar.coordinators.contains(&word.lower)
                && !is_predicate(reading, *token)
                && !opens_content(reading, *token)
                && !call_word(reading, *token, is_of_the_call)
                && (!self.scope.is_time(*token) || *token == start)
        };
        let end = (start..start + WORDS_OF_A_TOPIC).take_while(goes_on).last().map_or(start + 1, |last| last + 1);
        // A preposition belongs to what was left out after it.
        let trailing = (start + 1..end)
            .rev()
            .take_while(|token| {
                matches!(
                    reading.words[*token].grammemes.part,
                    PartOfSpeech::Preposition | PartOfSpeech::Adverb | PartOfSpeech::Determiner
                ) || reading.lexicon.grammar.prepositions.contains(reading.lower(*token))
            })
            .count();
        end - trailing
    }

    /// Where the next of a list starts, after marks, conjunctions and «о».
    fn joined(&self, end: usize) -> Option<usize> {
        let reading = self.scope.reading;
        let joins = |token: usize| {
            reading.is_mark(token, &[","])
                || reading.lexicon.grammar.coordinators.contains(reading.lower(token))
                || call_word(reading, token, |word| word == CallWord::Sequel)
        };
        let next = (end..end + WORDS_BETWEEN_TOPICS)
            .take_while(|token| self.scope.holds(*token) && (joins(*token) || is_about(self.scope, *token)))
            .last()?
            + 1;
        let phrase = self.phrases.iter().find(|phrase| phrase.tokens.start == next)?;
        let verb = (phrase.tokens.end..phrase.tokens.end + 2)
            .any(|token| self.scope.holds(token) && is_predicate(reading, token));
        let listed = phrase.preposition.is_none_or(|at| is_about(self.scope, at));
        (listed && !verb && self.scope.same_clause(next, end - 1)).then_some(next)
    }
}

/// Whether two cases may be the same one: that of a thing looks alike as subject and as object.
fn may_be_same(one: Option<Case>, other: Option<Case>) -> bool {
    let object = |case| if case == Case::Nominative { Case::Accusative } else { case };
    one.zip(other).is_none_or(|(one, other)| object(one) == object(other))
}

/// More is no list of topics.
const MOST_TOPICS: usize = 12;

/// Words of a topic, at most.
const WORDS_OF_A_TOPIC: usize = 14;

/// Marks and conjunctions between two topics, at most.
const WORDS_BETWEEN_TOPICS: usize = 4;

/// Words between a verb of talking and «о», at most.
const WORDS_TO_ABOUT: usize = 8;
