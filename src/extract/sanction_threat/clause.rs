//! Cuts a sentence into clauses, and tells which of them are conditions.

use std::ops::Range;

use crate::extract::reading::{DASHES, Reading};
use crate::lexicon::{ConditionWord, Meaning, Modality, ReportKind};
use crate::linguistics::{PartOfSpeech, Tense, VerbForm};

/// A quotation of fewer words is a name or a term, and no clause of its own.
const WORDS_OF_SPEECH: usize = 4;

/// A clause of a sentence.
#[derive(Clone, Debug)]
pub(super) struct Clause {
    pub(super) tokens: Range<usize>,
    /// It says when or if something else happens.
    pub(super) condition: bool,
    /// It is set into another one by a relative pronoun.
    pub(super) relative: bool,
}

/// What parts a piece of a sentence from the one before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cut {
    /// A mark that always parts clauses.
    Hard,
    /// A dash that stands free.
    Dash,
    /// A comma: it parts clauses only between two predicates, or before a word that opens one.
    Comma,
    /// A word that opens a condition.
    Opener,
}

/// The clauses of a sentence, in the order of the text.
pub(super) fn clauses(reading: &Reading<'_>, sentence: usize) -> Vec<Clause> {
    let pieces = pieces(reading, sentence);
    let mut clauses: Vec<Clause> = Vec::new();
    // Whether the condition that is being read still waits for its predicate.
    let mut open_condition = false;
    for (cut, piece) in &pieces {
        let opens_condition = condition_opener(reading, piece, *cut != Cut::Opener || piece.start == pieces[0].1.start);
        let relative = is_relative(reading, piece);
        let has_predicate = has_predicate(reading, piece.clone());
        if open_condition
            && *cut == Cut::Comma
            && opens_condition.is_none()
            && let Some(last) = clauses.last_mut()
        {
            last.tokens.end = piece.end;
            open_condition = relative || !has_predicate;
            continue;
        }
        if let Some(kind) = opens_condition {
            if kind == ConditionWord::Phrase {
                let end = phrase_end(reading, sentence, piece);
                clauses.push(Clause { tokens: piece.start..end, condition: true, relative: false });
                if end < piece.end {
                    clauses.push(Clause { tokens: end..piece.end, condition: false, relative: false });
                }
                open_condition = false;
            } else {
                clauses.push(Clause { tokens: piece.clone(), condition: true, relative: false });
                open_condition = !has_predicate && !reading.lexicon.grammar.bare_clauses;
            }
            continue;
        }
        open_condition = false;
        let joins = *cut == Cut::Comma && !relative && !opens_clause(reading, piece);
        match clauses.last_mut() {
            Some(last)
                if joins
                    && !last.condition
                    && !(has_predicate && self::has_predicate(reading, last.tokens.clone())) =>
            {
                last.tokens.end = piece.end;
            }
            _ => clauses.push(Clause { tokens: piece.clone(), condition: false, relative }),
        }
    }
    mark_inverted(reading, &pieces, &mut clauses);
    clauses
}

/// «Введут войска — получат санкции»: what stands before the dash is the condition.
fn mark_inverted(reading: &Reading<'_>, pieces: &[(Cut, Range<usize>)], clauses: &mut [Clause]) {
    let mut region = pieces.first().map_or(0, |(_, piece)| piece.start);
    for (index, (cut, piece)) in pieces.iter().enumerate() {
        let opens = pieces.get(index.wrapping_sub(1)).map_or(piece.start, |(_, before)| before.start);
        match cut {
            Cut::Hard => region = piece.start,
            Cut::Dash if opens >= region && promises(reading, region) && speaks_of_future(reading, piece.clone()) => {
                for clause in clauses.iter_mut() {
                    if region <= clause.tokens.start && clause.tokens.end <= piece.start {
                        clause.condition = true;
                    }
                }
            }
            Cut::Dash => region = piece.start,
            Cut::Comma | Cut::Opener => {}
        }
    }
}

/// Whether a clause starts with a verb of the future.
fn promises(reading: &Reading<'_>, start: usize) -> bool {
    let first = (start..reading.words.len())
        .take(4)
        .find(|token| !is_mark(reading, *token) && !is_negation(reading, *token) && !is_coordinator(reading, *token));
    first.is_some_and(|token| is_future(reading, token) && !is_report(reading, token))
}

fn speaks_of_future(reading: &Reading<'_>, tokens: Range<usize>) -> bool {
    tokens.clone().any(|token| is_future(reading, token) && !is_report(reading, token))
}

/// Whether a word is a finite verb that speaks of the future, or puts another into it.
pub(super) fn is_future(reading: &Reading<'_>, token: usize) -> bool {
    let word = &reading.words[token];
    let will = reading.hits_at(token).iter().any(|hit| matches!(hit.meaning, Meaning::Modality(Modality::Will)));
    if word.grammemes.part != PartOfSpeech::Other {
        return word.grammemes.verb_form == Some(VerbForm::Finite)
            && (word.grammemes.tense == Some(Tense::Future) || will);
    }
    let forms = &reading.lexicon.sanction_forms;
    let ends = |endings: &[String]| endings.iter().any(|ending| word.lower.ends_with(ending.as_str()));
    let imposes = reading
        .hits_at(token)
        .iter()
        .any(|hit| matches!(hit.meaning, Meaning::Modality(Modality::Impose | Modality::Follow)));
    will || !reading.lexicon.grammar.bare_clauses
        && (word.finite || imposes)
        && !ends(&forms.past_endings)
        && !ends(&forms.infinitive_endings)
        && !ends(&forms.noun_endings)
}

fn pieces(reading: &Reading<'_>, sentence: usize) -> Vec<(Cut, Range<usize>)> {
    let tokens = reading.sentence(sentence).tokens.clone();
    let mut name = vec![false; tokens.len()];
    let mut cuts = vec![(tokens.start, Cut::Hard)];
    for quotation in reading.quotations(sentence) {
        let words = quotation.inner.clone().filter(|token| !is_mark(reading, *token)).take(WORDS_OF_SPEECH).count();
        let outer = quotation.outer.start.max(tokens.start)..quotation.outer.end.min(tokens.end);
        if words < WORDS_OF_SPEECH {
            name[outer.start - tokens.start..outer.end - tokens.start].fill(true);
        } else {
            cuts.extend([(outer.start, Cut::Hard), (outer.end, Cut::Hard)]);
        }
    }
    for token in tokens.clone().filter(|token| !name[token - tokens.start]) {
        let glued = token > tokens.start
            && reading.document.tokens[token - 1].bytes.end == reading.document.tokens[token].bytes.start;
        if reading.is_mark(token, &[";", ":", "(", ")", ".", "!", "?", "…"]) {
            cuts.push((token, Cut::Hard));
        } else if reading.is_mark(token, DASHES) && !glued {
            cuts.push((token, Cut::Dash));
        } else if reading.is_mark(token, &[","]) {
            cuts.push((token, Cut::Comma));
        }
        let opens = reading.hits_at(token).iter().any(|hit| match hit.meaning {
            Meaning::Condition(ConditionWord::First) => hit.tokens.len() > 1,
            Meaning::Condition(_) => true,
            _ => false,
        });
        if opens && token > tokens.start && !is_mark(reading, token - 1) {
            cuts.push((token, Cut::Opener));
        }
    }
    cuts.sort_by_key(|(at, _)| *at);
    cuts.dedup_by_key(|(at, _)| *at);
    let ends: Vec<_> = cuts.iter().skip(1).map(|(at, _)| *at).chain([tokens.end]).collect();
    cuts.into_iter()
        .zip(ends)
        .map(|((start, cut), end)| (cut, start..end))
        .filter(|(_, piece)| !piece.is_empty())
        .collect()
}

/// The word that opens a piece as a condition.
fn condition_opener(reading: &Reading<'_>, piece: &Range<usize>, first: bool) -> Option<ConditionWord> {
    let start = first_word(reading, piece)?;
    reading.hits_at(start).iter().find_map(|hit| match hit.meaning {
        Meaning::Condition(ConditionWord::First) => (first || hit.tokens.len() > 1).then_some(ConditionWord::First),
        Meaning::Condition(kind) => Some(*kind),
        _ => None,
    })
}

/// The end of a condition that is a noun phrase.
fn phrase_end(reading: &Reading<'_>, sentence: usize, piece: &Range<usize>) -> usize {
    let Some(start) = first_word(reading, piece) else { return piece.end };
    let opened = reading.hits_at(start).iter().filter(|hit| matches!(hit.meaning, Meaning::Condition(_)));
    let from = opened.map(|hit| hit.tokens.end).max().unwrap_or(start);
    let phrase = reading.noun_phrases(sentence).into_iter().find(|phrase| phrase.tokens.start == from);
    if let Some(phrase) = phrase {
        return phrase.tokens.end.clamp(from, piece.end);
    }
    (from..piece.end).find(|token| is_future(reading, *token)).unwrap_or(piece.end)
}

/// The first word of a piece, after marks and conjunctions.
fn first_word(reading: &Reading<'_>, piece: &Range<usize>) -> Option<usize> {
    piece.clone().find(|token| !is_mark(reading, *token) && !is_coordinator(reading, *token))
}

fn is_relative(reading: &Reading<'_>, piece: &Range<usize>) -> bool {
    let pronouns = &reading.lexicon.grammar.relative_pronouns;
    piece
        .clone()
        .filter(|token| !is_mark(reading, *token))
        .take(2)
        .any(|token| pronouns.contains(&reading.words[token].stem))
}

/// Whether a piece starts with a word such as "that".
fn opens_clause(reading: &Reading<'_>, piece: &Range<usize>) -> bool {
    let Some(start) = first_word(reading, piece) else { return false };
    reading.hits_at(start).iter().any(|hit| matches!(hit.meaning, Meaning::Complementizer | Meaning::As))
}

pub(super) fn has_predicate(reading: &Reading<'_>, tokens: Range<usize>) -> bool {
    tokens.into_iter().any(|token| is_predicate(reading, token))
}

fn is_predicate(reading: &Reading<'_>, token: usize) -> bool {
    let word = &reading.words[token];
    if word.grammemes.part != PartOfSpeech::Other {
        return word.grammemes.is_predicate() && word.grammemes.verb_form == Some(VerbForm::Finite)
            || word.grammemes.short;
    }
    if reading.lexicon.grammar.bare_clauses {
        return is_report(reading, token)
            || reading.hits_at(token).iter().any(|hit| matches!(hit.meaning, Meaning::Modality(Modality::Will)));
    }
    word.finite && word.lower.chars().nth(2).is_some()
}

fn is_report(reading: &Reading<'_>, token: usize) -> bool {
    reading
        .hits_at(token)
        .iter()
        .any(|hit| matches!(hit.meaning, Meaning::Report(report) if report.kind == ReportKind::Verb))
}

fn is_mark(reading: &Reading<'_>, token: usize) -> bool {
    reading.document.tokens[token].kind == crate::document::TokenKind::Punctuation
}

pub(super) fn is_negation(reading: &Reading<'_>, token: usize) -> bool {
    reading.hits_at(token).iter().any(|hit| matches!(hit.meaning, Meaning::Negation))
}

fn is_coordinator(reading: &Reading<'_>, token: usize) -> bool {
    reading.lexicon.grammar.coordinators.contains(reading.lower(token))
}
