//! Restrictive economic measures, as a clause names them: by a noun ("sanctions"), or by a verb of restricting and what
//! it restricts ("freeze the accounts").

use super::clause::Clause;
use crate::extract::reading::{Hit, Reading};
use crate::extract::trace::Reason;
use crate::lexicon::{Meaning, MeasureWord, Modality};
use crate::linguistics::{NounPhrase, PartOfSpeech};
use std::ops::Range;

/// Words between a verb of restricting and what it restricts, at most.
const WORDS_BETWEEN: usize = 5;

/// Words between an expression such as "in answer to" and the measure, at most.
const WORDS_AFTER_BACKGROUND: usize = 4;

/// A measure at a place.
#[derive(Clone, Debug)]
pub(super) struct Measure {
    pub(super) tokens: Range<usize>,
    /// The word of restricting, where it is no noun by itself.
    pub(super) restrict: Option<usize>,
    /// It is only what something else answers, or what it follows from ("in answer to the sanctions").
    pub(super) background: bool,
    /// It answers another measure ("retaliatory").
    pub(super) in_return: bool,
}

/// Whether an article speaks of measures by a word that means nothing else.
pub(super) fn speaks_of_measures(reading: &Reading<'_>) -> bool {
    (0..reading.document.sentences.len()).any(|sentence| {
        reading.hits(sentence).iter().any(|hit| matches!(hit.meaning, Meaning::Measure(MeasureWord::Measure)))
    })
}

/// The measures of a clause, in the order of the text. `loosely`: the words count that mean a measure only where the
/// article speaks of measures.
pub(super) fn find(reading: &Reading<'_>, clause: &Clause, phrases: &[NounPhrase], loosely: bool) -> Vec<Measure> {
    let hits: Vec<(Range<usize>, MeasureWord)> = clause
        .hits(reading)
        .filter_map(|Hit { tokens, meaning }| match meaning {
            Meaning::Measure(word) => Some((tokens.clone(), *word)),
            _ => None,
        })
        .collect();
    let barred: Vec<_> =
        hits.iter().filter(|(_, word)| *word == MeasureWord::NoMeasure).map(|(tokens, _)| tokens).collect();
    let free = |tokens: &Range<usize>| !barred.iter().any(|other| other.start < tokens.end && tokens.start < other.end);
    barred.iter().for_each(|tokens| reading.trace.refuse(tokens, Reason::NoMeasure));
    let mut found: Vec<(Range<usize>, Option<usize>)> = Vec::new();
    for (tokens, word) in hits.iter().filter(|(tokens, _)| free(tokens)) {
        match word {
            MeasureWord::Measure => found.push((tokens.clone(), None)),
            MeasureWord::Loose if loosely => found.push((tokens.clone(), None)),
            MeasureWord::Loose => reading.trace.refuse(tokens, Reason::LooseMeasure),
            MeasureWord::Restrict => {
                let restricted = hits.iter().filter(|(other, what)| {
                    let fits = *what == MeasureWord::Restricted || *what == MeasureWord::LooselyRestricted && loosely;
                    fits && gap(tokens, other).is_some_and(|gap| gap <= WORDS_BETWEEN) && free(other)
                });
                if let Some((what, _)) = restricted.min_by_key(|(other, _)| other.start.abs_diff(tokens.end)) {
                    let all = tokens.start.min(what.start)..tokens.end.max(what.end);
                    found.push((all, Some(tokens.start)));
                }
            }
            _ => {}
        }
    }
    // A noun inside a longer measure is that measure.
    // «запретит судам проход»: a verb of restricting is a measure together with what it restricts.
    let bare_verb = |tokens: &Range<usize>| tokens.len() == 1 && is_verb(reading, tokens.start);
    let pairs: Vec<_> = found.iter().filter_map(|(_, restrict)| *restrict).collect();
    found.retain(|(tokens, restrict)| restrict.is_some() || !bare_verb(tokens) || !pairs.contains(&tokens.start));
    let nouns: Vec<_> =
        found.iter().filter(|(_, restrict)| restrict.is_none()).map(|(tokens, _)| tokens.clone()).collect();
    found.retain(|(tokens, restrict)| {
        !nouns
            .iter()
            .any(|other| restrict.is_some_and(|restrict| other.start <= tokens.start && other.contains(&restrict)))
    });
    found.sort_by_key(|(tokens, _)| tokens.start);
    found
        .into_iter()
        .map(|(tokens, restrict)| Measure {
            background: is_background(reading, clause, &tokens),
            in_return: answers(reading, clause, phrases, &tokens),
            // «запретят въезд» is found as one phrase with «запрет на въезд».
            restrict: restrict
                .or_else(|| tokens.clone().filter(|_| tokens.len() > 1).find(|token| is_verb(reading, *token))),
            tokens,
        })
        .collect()
}

fn is_verb(reading: &Reading<'_>, token: usize) -> bool {
    reading.words[token].grammemes.part == PartOfSpeech::Verb
}

/// Words between two stretches of tokens; `None` where they overlap.
fn gap(one: &Range<usize>, other: &Range<usize>) -> Option<usize> {
    other.start.checked_sub(one.end).or_else(|| one.start.checked_sub(other.end))
}

/// Whether an expression such as "in answer to" governs a measure.
fn is_background(reading: &Reading<'_>, clause: &Clause, measure: &Range<usize>) -> bool {
    let words = clause.tokens().rev().skip_while(|token| *token >= measure.start);
    let on = &reading.lexicon.sanction_forms.answer_prepositions;
    // «ответные меры на санкции»
    let answers = |token: usize| {
        let mut hits = clause.hits(reading).filter(|hit| matches!(hit.meaning, Meaning::Measure(_)));
        on.contains(reading.lower(token))
            && hits.any(|hit| hit.tokens.end == token && answers(reading, clause, &[], &hit.tokens))
    };
    let governs = |token: usize| {
        if answers(token) {
            return true;
        }
        clause
            .hits(reading)
            .any(|hit| matches!(hit.meaning, Meaning::Measure(MeasureWord::Background)) && hit.tokens.end == token + 1)
    };
    let is_of_phrase = |token: &usize| {
        matches!(
            reading.words[*token].grammemes.part,
            PartOfSpeech::Adjective | PartOfSpeech::Determiner | PartOfSpeech::Numeral
        ) || is_caseless_noun(reading, *token)
            || imposes(reading, *token)
            || governs(*token)
    };
    words.take(WORDS_AFTER_BACKGROUND).take_while(is_of_phrase).any(governs)
}

/// A noun before the measure that belongs to it: a name without cases, as in "the U.S. sanctions".
fn is_caseless_noun(reading: &Reading<'_>, token: usize) -> bool {
    let grammemes = reading.words[token].grammemes;
    matches!(grammemes.part, PartOfSpeech::Noun | PartOfSpeech::ProperNoun) && grammemes.case.is_none()
}

/// «после введения санкций»
fn imposes(reading: &Reading<'_>, token: usize) -> bool {
    reading.hits_at(token).iter().any(|hit| matches!(hit.meaning, Meaning::Modality(Modality::Impose | Modality::Lift)))
}

/// Whether a word beside a measure, or the measure itself, says that it answers another one.
fn answers(reading: &Reading<'_>, clause: &Clause, phrases: &[NounPhrase], measure: &Range<usize>) -> bool {
    let phrase = phrases.iter().find(|phrase| phrase.tokens.start < measure.end && measure.start < phrase.tokens.end);
    let near = phrase.map_or(measure.clone(), |phrase| phrase.tokens.start.min(measure.start)..measure.end);
    clause.hits(reading).filter(|hit| matches!(hit.meaning, Meaning::Measure(MeasureWord::InReturn))).any(|hit| {
        near.start <= hit.tokens.start && hit.tokens.end <= near.end || hit.tokens.end - hit.tokens.start > 1
    })
}
