//! Cuts a sentence into clauses, and tells which of them are conditions.
//!
//! A reporting clause that is set into another one ("sanctions, X said, will follow") takes no part in it: what stands
//! on both sides of it is one clause.

use std::ops::Range;

use crate::extract::reading::{DASHES, Hit, Reading};
use crate::lexicon::{ConditionWord, Meaning, MeasureWord, ReportKind};
use crate::linguistics::{PartOfSpeech, Tense, VerbForm};

/// A quotation of fewer words is a name or a term, and no clause of its own.
const WORDS_OF_SPEECH: usize = 4;

/// Words between a conjunction and the verb that it joins to the one before, at most.
const WORDS_TO_JOINED_VERB: usize = 3;

/// Letters of a word that a full stop abbreviates, at most.
const LETTERS_OF_ABBREVIATION: usize = 4;

/// A clause of a sentence.
#[derive(Clone, Debug)]
pub(super) struct Clause {
    /// Its tokens; those of a clause that another one is set into stand apart.
    parts: Vec<Range<usize>>,
    /// It says when or if something else happens.
    pub(super) condition: bool,
    /// It is set into another one by a relative pronoun.
    pub(super) relative: bool,
    /// A word such as "that" opens it.
    pub(super) opened: bool,
    /// Marks that no sentence goes over, such as those of quotations, part it from clauses of another region.
    region: usize,
}

impl Clause {
    fn new(piece: &Piece, tokens: Range<usize>) -> Self {
        Self { parts: vec![tokens], condition: false, relative: false, opened: false, region: piece.region }
    }

    pub(super) fn contains(&self, token: usize) -> bool {
        self.parts.iter().any(|part| part.contains(&token))
    }

    pub(super) fn tokens(&self) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.parts.iter().cloned().flatten()
    }

    /// From its first token to its last.
    pub(super) fn span(&self) -> Range<usize> {
        let end = self.parts.last().map_or(0, |part| part.end);
        self.parts.first().map_or(0, |part| part.start)..end
    }

    /// The phrases of the lexicon in it.
    pub(super) fn hits<'r, 'a>(&'r self, reading: &'r Reading<'a>) -> impl Iterator<Item = &'r Hit<'a>> {
        self.parts.iter().flat_map(|part| reading.hits_within(part))
    }

    /// Whether the same marks hold both.
    pub(super) fn is_beside(&self, other: &Self) -> bool {
        self.region == other.region
    }

    fn has_predicate(&self, reading: &Reading<'_>) -> bool {
        self.tokens().any(|token| is_predicate(reading, token))
    }

    fn extend(&mut self, tokens: &Range<usize>) {
        match self.parts.last_mut() {
            Some(last) if last.end == tokens.start => last.end = tokens.end,
            _ => self.parts.push(tokens.clone()),
        }
    }
}

/// The clause on which another one hangs: the one before it, over conditions and relative clauses.
pub(super) fn governor(clauses: &[Clause], index: usize) -> Option<usize> {
    let region = clauses[index].region;
    (0..index).rev().find(|at| {
        let clause = &clauses[*at];
        clause.region == region && !clause.condition && (!clause.relative || clauses[index].relative)
    })
}

/// The condition nearest to a clause.
pub(super) fn condition(clauses: &[Clause], index: usize) -> Option<Range<usize>> {
    let conditions = clauses.iter().enumerate().filter(|(_, clause)| clause.condition);
    conditions.min_by_key(|(at, _)| at.abs_diff(index)).map(|(_, clause)| clause.span())
}

/// What parts a piece of a sentence from the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cut {
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
}

/// A stretch of a sentence between two cuts.
#[derive(Clone, Debug)]
struct Piece {
    cut: Cut,
    tokens: Range<usize>,
    region: usize,
}

/// The clauses of a sentence, in the order of the text.
pub(super) fn clauses(reading: &Reading<'_>, sentence: usize) -> Vec<Clause> {
    let pieces = pieces(reading, sentence);
    let mut clauses: Vec<Clause> = Vec::new();
    // Whether the condition that is being read still waits for its predicate.
    let mut open_condition = false;
    // The clause that an insertion stands in.
    let mut interrupted: Option<usize> = None;
    for (index, piece) in pieces.iter().enumerate() {
        let tokens = &piece.tokens;
        let starts_region = index == 0 || piece.cut == Cut::Hard;
        let kind = condition_opener(reading, tokens, starts_region || piece.cut != Cut::Opener);
        let relative = is_relative(reading, tokens);
        let predicate = has_predicate(reading, tokens.clone());
        let opened = opens_clause(reading, tokens);
        if !starts_region && piece.cut != Cut::Opener && is_insertion(reading, &pieces, index) {
            interrupted = interrupted.or_else(|| clauses.len().checked_sub(1));
            clauses.push(Clause::new(piece, tokens.clone()));
            continue;
        }
        let before = interrupted.take().or_else(|| clauses.len().checked_sub(1));
        if let Some(kind) = kind {
            // "Sanctions, if need be, will follow."
            interrupted = before.filter(|before| {
                let clause = &clauses[*before];
                clause.region == piece.region && !clause.condition && !clause.has_predicate(reading)
            });
            open_condition = open(reading, &mut clauses, sentence, piece, kind) && !predicate;
            continue;
        }
        let within_region = before.filter(|before| clauses[*before].region == piece.region);
        if open_condition
            && piece.cut == Cut::Comma
            && let Some(last) = within_region
        {
            interrupted = before.filter(|before| !clauses[*before].condition);
            let last = clauses.iter().rposition(|clause| clause.condition).unwrap_or(last);
            clauses[last].extend(tokens);
            open_condition = relative || !predicate;
            continue;
        }
        open_condition = false;
        let joins = matches!(piece.cut, Cut::Comma | Cut::Dash) && !relative && !opened;
        let whole = |last: usize| !(predicate && clauses[last].has_predicate(reading));
        match within_region.filter(|last| joins && !clauses[*last].condition && whole(*last)) {
            Some(last) if piece.cut == Cut::Comma || last + 1 < clauses.len() => clauses[last].extend(tokens),
            _ => clauses.push(Clause { relative, opened, ..Clause::new(piece, tokens.clone()) }),
        }
    }
    mark_inverted(reading, &pieces, &mut clauses);
    clauses
}

/// Begins a condition; says whether it waits for a predicate.
fn open(reading: &Reading<'_>, clauses: &mut Vec<Clause>, sentence: usize, piece: &Piece, kind: ConditionWord) -> bool {
    let tokens = piece.tokens.clone();
    if kind != ConditionWord::Phrase {
        clauses.push(Clause { condition: true, ..Clause::new(piece, tokens) });
        return true;
    }
    let end = phrase_end(reading, sentence, &tokens);
    clauses.push(Clause { condition: true, ..Clause::new(piece, tokens.start..end) });
    if end < tokens.end {
        clauses.push(Clause::new(piece, end..tokens.end));
    }
    false
}

/// «…, заявил президент, …»: a reporting clause between two marks, with no word that opens what was said after it.
fn is_insertion(reading: &Reading<'_>, pieces: &[Piece], index: usize) -> bool {
    let piece = &pieces[index];
    let region_starts = pieces[..index].last().is_none_or(|before| before.region != piece.region);
    let Some(first) = first_mark_free(reading, &piece.tokens) else { return false };
    if region_starts || is_coordinator(reading, first) || opens_clause(reading, &piece.tokens) {
        return false;
    }
    let opens_next = pieces.get(index + 1).is_some_and(|next| {
        next.region != piece.region && !reading.is_mark(next.tokens.start, &[")", "."])
            || opens_clause(reading, &next.tokens) && next.region == piece.region
    });
    let mut hits = reading.hits_within(&piece.tokens);
    let reports = hits.any(|hit| match hit.meaning {
        Meaning::Report(report) => match report.kind {
            ReportKind::Verb | ReportKind::Relay => is_predicate(reading, hit.tokens.start),
            _ => true,
        },
        _ => false,
    });
    let names_measure = reading
        .hits_within(&piece.tokens)
        .any(|hit| matches!(hit.meaning, Meaning::Measure(MeasureWord::Measure | MeasureWord::Restrict)));
    reports && !names_measure && !opens_next
}

/// «Введут войска — получат санкции»: what stands before the dash is the condition.
fn mark_inverted(reading: &Reading<'_>, pieces: &[Piece], clauses: &mut [Clause]) {
    let mut region = pieces.first().map_or(0, |piece| piece.tokens.start);
    for (index, piece) in pieces.iter().enumerate() {
        let opens = pieces.get(index.wrapping_sub(1)).map_or(piece.tokens.start, |before| before.tokens.start);
        match piece.cut {
            Cut::Hard => region = piece.tokens.start,
            Cut::Dash
                if opens >= region && promises(reading, region) && speaks_of_future(reading, piece.tokens.clone()) =>
            {
                for clause in clauses.iter_mut() {
                    if region <= clause.span().start && clause.span().end <= piece.tokens.start {
                        clause.condition = true;
                    }
                }
            }
            Cut::Dash => region = piece.tokens.start,
            Cut::Comma | Cut::Opener | Cut::Joint => {}
        }
    }
}

/// Whether a clause starts with a verb of the future.
fn promises(reading: &Reading<'_>, start: usize) -> bool {
    let first = (start..reading.words.len())
        .take(WORDS_TO_JOINED_VERB + 1)
        .find(|token| !is_mark(reading, *token) && !is_negation(reading, *token) && !is_coordinator(reading, *token));
    first.is_some_and(|token| is_future(reading, token) && !is_report(reading, token))
}

fn speaks_of_future(reading: &Reading<'_>, tokens: Range<usize>) -> bool {
    tokens.clone().any(|token| is_future(reading, token) && !is_report(reading, token))
}

/// Whether a word is a finite verb that speaks of the future, or puts another into it.
pub(super) fn is_future(reading: &Reading<'_>, token: usize) -> bool {
    let word = &reading.words[token];
    let will = reading.hits_at(token).iter().any(|hit| super::stage::is_will(hit.meaning));
    let future = word.grammemes.verb_form == Some(VerbForm::Finite) && word.grammemes.tense == Some(Tense::Future);
    // A Ukrainian future in «-ить» has the form of a short infinitive; the dictionary's own infinitive is the long one.
    let short = word.grammemes.verb_form == Some(VerbForm::Infinitive) && word.lower != word.lemma;
    future || short || will
}

fn pieces(reading: &Reading<'_>, sentence: usize) -> Vec<Piece> {
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
            Some(Cut::Comma)
        } else if is_coordinator(reading, token) && predicate && joins_clause(reading, token, tokens.end) {
            Some(Cut::Joint)
        } else {
            None
        };
        predicate = mark.is_none() && predicate || is_predicate(reading, token);
        cuts.extend(mark.map(|cut| (token, cut)));
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
    let mut region = 0;
    cuts.into_iter()
        .zip(ends)
        .map(|((start, cut), end)| {
            region += usize::from(cut == Cut::Hard);
            Piece { cut, tokens: start..end, region }
        })
        .filter(|piece| !piece.tokens.is_empty())
        .collect()
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

fn first_mark_free(reading: &Reading<'_>, piece: &Range<usize>) -> Option<usize> {
    piece.clone().find(|token| !is_mark(reading, *token))
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

fn has_predicate(reading: &Reading<'_>, tokens: Range<usize>) -> bool {
    tokens.into_iter().any(|token| is_predicate(reading, token))
}

fn is_predicate(reading: &Reading<'_>, token: usize) -> bool {
    let grammemes = reading.words[token].grammemes;
    grammemes.is_predicate() && grammemes.verb_form == Some(VerbForm::Finite) || grammemes.short
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
