//! Cuts a sentence where clauses may part: at marks, at quotations, at conjunctions and at words that open a condition.

use std::ops::Range;

use super::clause::{is_coordinator, is_mark, is_predicate};
use crate::document::Quotation;
use crate::extract::reading::{DASHES, Reading};
use crate::lexicon::{ConditionWord, Meaning, MeasureWord};
use crate::linguistics::{PartOfSpeech, VerbForm};

/// A quotation of fewer words, or one without a predicate, is a name or a term, and no clause of its own.
const WORDS_OF_SPEECH: usize = 4;

/// Words between a conjunction and the verb that it joins to the one before, at most.
const WORDS_TO_JOINED_VERB: usize = 3;

/// Words of a name before its last one, at most.
const WORDS_OF_NAME: usize = 3;

/// Letters of a word that a full stop abbreviates, at most.
const LETTERS_OF_ABBREVIATION: usize = 4;

/// What parts a piece of a sentence from the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    /// A mark that always parts clauses.
    Hard,
    /// A dash that stands free.
    Dash,
    /// A comma: it parts clauses only between two predicates, or before a word that opens one.
    Comma,
    /// A word that opens a condition.
    Opener,
    /// A conjunction between two predicates.
    Joint,
    /// What somebody says begins, in a language that sets no mark before it.
    Said,
}

/// A stretch of a sentence between two cuts.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) cut: Cut,
    pub(super) tokens: Range<usize>,
    pub(super) region: usize,
    pub(super) after_colon: bool,
}

/// The pieces of a sentence, in the order of the text. `said`: where something begins that is said in it.
pub(super) fn pieces(reading: &Reading<'_>, sentence: usize, said: &[usize]) -> Vec<Piece> {
    let tokens = reading.sentence(sentence).tokens.clone();
    let mut name = vec![false; tokens.len()];
    let mut cuts = vec![(tokens.start, Cut::Hard)];
    for quotation in reading.quotations(sentence) {
        let words = quotation.inner.clone().filter(|token| !is_mark(reading, *token)).take(WORDS_OF_SPEECH).count();
        let outer = quotation.outer.start.max(tokens.start)..quotation.outer.end.min(tokens.end);
        if words < WORDS_OF_SPEECH || is_term(reading, quotation) {
            name[outer.start - tokens.start..outer.end - tokens.start].fill(true);
        } else {
            cuts.extend([(outer.start, Cut::Hard), (outer.end, Cut::Hard)]);
        }
    }
    let mut predicate = false;
    for token in tokens.clone().filter(|token| !name[token - tokens.start]) {
        let glued = token > tokens.start
            && reading.document.tokens[token - 1].bytes.end == reading.document.tokens[token].bytes.start;
        let ends = reading.is_mark(token, &["."]) && !ends_abbreviation(reading, token);
        let mark = if ends || reading.is_mark(token, &[";", ":", "(", ")", "!", "?", "…"]) {
            Some(Cut::Hard)
        } else if reading.is_mark(token, DASHES) && !glued {
            Some(Cut::Dash)
        } else if reading.is_mark(token, &[","]) {
            Some(Cut::Comma).filter(|_| !is_in_row_of_names(reading, token))
        } else if is_coordinator(reading, token) && predicate && joins_clause(reading, token, tokens.end) {
            Some(Cut::Joint)
        } else {
            None
        };
        predicate = mark.is_none() && predicate || is_predicate(reading, token);
        cuts.extend(mark.map(|cut| (token, cut)));
        let opens = reading.hits_at(token).iter().any(|hit| match hit.meaning {
            Meaning::Condition(ConditionWord::First) => hit.tokens.len() > 1,
            Meaning::Condition(ConditionWord::Until) => false,
            Meaning::Condition(_) => true,
            _ => false,
        });
        if opens && token > tokens.start && !is_mark(reading, token - 1) {
            cuts.push((token, Cut::Opener));
        }
    }
    cuts.extend(said.iter().map(|at| (*at, Cut::Said)));
    cuts.sort_by_key(|(at, _)| *at);
    cuts.dedup_by_key(|(at, _)| *at);
    let ends: Vec<_> = cuts.iter().skip(1).map(|(at, _)| *at).chain([tokens.end]).collect();
    let (mut region, mut after_colon) = (0, false);
    cuts.into_iter()
        .zip(ends)
        .map(|((start, cut), end)| {
            if cut == Cut::Hard {
                region += 1;
                after_colon = reading.is_mark(start, &[":"]);
            }
            Piece { cut, tokens: start..end, region, after_colon }
        })
        .filter(|piece| !piece.tokens.is_empty())
        .collect()
}

/// "Threatened Norway, Denmark and Iceland with": a comma between two names, with another mark or conjunction after them.
fn is_in_row_of_names(reading: &Reading<'_>, comma: usize) -> bool {
    let ends_name = comma.checked_sub(1).is_some_and(|before| {
        let first = before.saturating_sub(WORDS_OF_NAME);
        (first..comma).any(|at| reading.names_at(at).iter().any(|(tokens, _)| tokens.end == comma))
    });
    let joined =
        |end: usize| end < reading.words.len() && (is_coordinator(reading, end) || reading.is_mark(end, &[","]));
    ends_name && reading.names_at(comma + 1).iter().any(|(tokens, _)| joined(tokens.end))
}

/// Whether a quotation is part of the clause around it: «введут "самые жёсткие санкции в истории" против соседа».
fn is_term(reading: &Reading<'_>, quotation: &Quotation) -> bool {
    let after = quotation.outer.end;
    let goes_on = reading.words.get(after).is_some_and(|_| !is_mark(reading, after))
        && reading.sentence_of(after) == reading.sentence_of(quotation.outer.start);
    goes_on && !quotation.inner.clone().any(|token| is_predicate(reading, token))
}

/// Whether a full stop inside a sentence belongs to an abbreviation ("U.S. senators").
fn ends_abbreviation(reading: &Reading<'_>, stop: usize) -> bool {
    let before = stop.checked_sub(1).map(|before| reading.lower(before));
    before.is_some_and(|word| word.chars().nth(LETTERS_OF_ABBREVIATION).is_none())
        && reading.words.get(stop + 1).is_some_and(|next| next.grammemes.part != PartOfSpeech::Punctuation)
}

/// Whether a conjunction joins a clause that speaks of a measure itself: a verb follows, with but adverbs and the like in
/// between, and a measure after it.
fn joins_clause(reading: &Reading<'_>, conjunction: usize, end: usize) -> bool {
    let near = (conjunction + 1..end.min(conjunction + 1 + WORDS_TO_JOINED_VERB)).find(|token| {
        is_predicate(reading, *token)
            || !matches!(
                reading.words[*token].grammemes.part,
                PartOfSpeech::Adverb | PartOfSpeech::Particle | PartOfSpeech::Auxiliary
            )
    });
    let names_measure = || {
        reading.hits_within(&(conjunction..end)).any(|hit| {
            matches!(hit.meaning, Meaning::Measure(word) if *word != MeasureWord::Background && *word != MeasureWord::InReturn)
        })
    };
    near.is_some_and(|token| is_predicate(reading, token)) && names_measure()
}

/// «…, грозя ввести санкции»: a gerund with a measure of its own.
pub(super) fn is_accompanying(reading: &Reading<'_>, piece: &Piece) -> bool {
    let first = piece.tokens.clone().find(|token| !is_mark(reading, *token));
    let gerund = |token: usize| reading.words[token].grammemes.verb_form == Some(VerbForm::Gerund);
    let names_measure = || {
        let mut hits = reading.hits_within(&piece.tokens);
        hits.any(|hit| matches!(hit.meaning, Meaning::Measure(MeasureWord::Measure | MeasureWord::Restrict)))
    };
    piece.cut == Cut::Comma
        && first.is_some_and(gerund)
        && !piece.tokens.clone().any(|token| is_predicate(reading, token))
        && names_measure()
}
