//! Cuts a sentence into clauses, and tells which of them are conditions.
//!
//! A reporting clause that is set into another one ("sanctions, X said, will follow") takes no part in it: what stands
//! on both sides of it is one clause.

use std::ops::Range;

use super::piece::{Cut, Piece, is_accompanying, pieces};
use crate::extract::reading::{Hit, Reading};
use crate::lexicon::{ConditionWord, Meaning, MeasureWord, ReportKind};
use crate::linguistics::{Tense, VerbForm};

/// Words of a clause among which the verb stands that makes it a promise, at most.
const WORDS_TO_PROMISE: usize = 4;

/// Words and marks of a clause such as "as is expected" that is set into another, at most.
const TOKENS_OF_AS_TOLD: usize = 8;

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
    /// A gerund is its verb.
    accompanying: bool,
    /// It only says whose words the rest are («как сообщил X, …»).
    source: bool,
    /// Marks that no sentence goes over, such as those of quotations, part it from clauses of another region.
    region: usize,
    /// A colon parts its region from the one before.
    after_colon: bool,
}

impl Clause {
    fn new(piece: &Piece, tokens: Range<usize>) -> Self {
        Self {
            parts: vec![tokens],
            condition: false,
            relative: false,
            opened: false,
            accompanying: false,
            source: false,
            region: piece.region,
            after_colon: piece.after_colon,
        }
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

/// The clause on which another one hangs: the one before it, over conditions and relative clauses; the first after a
/// colon hangs on what stands before that.
pub(super) fn governor(clauses: &[Clause], index: usize) -> Option<usize> {
    let own = &clauses[index];
    let governs = |clause: &Clause| !clause.condition && (!clause.relative || own.relative);
    let beside = (0..index).rev().find(|at| clauses[*at].region == own.region && governs(&clauses[*at]));
    let over_colon = || (0..index).rev().find(|at| clauses[*at].region + 1 == own.region && governs(&clauses[*at]));
    beside.or_else(|| own.after_colon.then(over_colon).flatten())
}

/// The condition nearest to a clause.
pub(super) fn condition(clauses: &[Clause], index: usize) -> Option<Range<usize>> {
    let conditions = clauses.iter().enumerate().filter(|(_, clause)| clause.condition);
    conditions.min_by_key(|(at, _)| at.abs_diff(index)).map(|(_, clause)| clause.span())
}

/// The clauses of a sentence, in the order of the text. `said`: where something begins that is said in it.
pub(super) fn clauses(reading: &Reading<'_>, sentence: usize, said: &[usize]) -> Vec<Clause> {
    let pieces = pieces(reading, sentence, said);
    let mut clauses: Vec<Clause> = Vec::new();
    // Whether the condition that is being read still waits for its predicate.
    let mut open_condition = false;
    // The clause that an insertion stands in.
    let mut interrupted: Option<usize> = None;
    // The clause whose predicate comes after a relative clause («против стран, которые …, введут пошлины»).
    let mut unfinished: Option<usize> = None;
    for (index, piece) in pieces.iter().enumerate() {
        let tokens = &piece.tokens;
        let starts_region = index == 0 || piece.cut == Cut::Hard;
        let kind = condition_opener(reading, tokens, starts_region || piece.cut != Cut::Opener);
        let relative = is_relative(reading, tokens);
        let predicate = has_predicate(reading, tokens.clone());
        let opened = piece.cut == Cut::Said || opens_clause(reading, tokens);
        // «…, грозя отменить продажу, а также ввести санкции»
        let goes_on = clauses.last().is_some_and(|last| last.accompanying && last.region == piece.region);
        if goes_on && !predicate && first_mark_free(reading, tokens).is_some_and(|first| is_coordinator(reading, first))
        {
            if let Some(last) = clauses.last_mut() {
                last.extend(tokens);
            }
            continue;
        }
        if !starts_region && kind.is_none() && is_accompanying(reading, piece) {
            interrupted = interrupted.or_else(|| clauses.len().checked_sub(1));
            clauses.push(Clause { accompanying: true, ..Clause::new(piece, tokens.clone()) });
            continue;
        }
        if !starts_region
            && piece.cut != Cut::Opener
            && (kind.is_none() || opens_as_source(reading, tokens))
            && is_insertion(reading, &pieces, index)
        {
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
        let of_region = |at: &usize| clauses[*at].region == piece.region;
        let within_region = before.filter(of_region);
        if !relative
            && !opened
            && predicate
            && piece.cut == Cut::Comma
            && !open_condition
            && let Some(begun) = unfinished.take().filter(of_region)
        {
            clauses[begun].extend(tokens);
            continue;
        }
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
        // «если суд решит, что …»: what is decided belongs to the condition.
        let tells = || first_word(reading, tokens).is_some_and(|first| opens_content(reading, first));
        if let Some(last) = within_region.filter(|last| clauses[*last].condition && piece.cut == Cut::Comma)
            && (relative || tells())
        {
            clauses[last].extend(tokens);
            continue;
        }
        if relative && piece.cut == Cut::Comma {
            unfinished = within_region.filter(|last| !clauses[*last].has_predicate(reading)).or(unfinished);
        }
        let joins = matches!(piece.cut, Cut::Comma | Cut::Dash) && !relative && !opened;
        let whole = |last: usize| !(clauses[last].source || predicate && clauses[last].has_predicate(reading));
        match within_region.filter(|last| joins && !clauses[*last].condition && whole(*last)) {
            Some(last) if piece.cut == Cut::Comma || last + 1 < clauses.len() => clauses[last].extend(tokens),
            _ => {
                let source = opened && predicate && opens_as_source(reading, tokens);
                clauses.push(Clause { relative, opened, source, ..Clause::new(piece, tokens.clone()) });
            }
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
    // «…, як очікується, …», «…, як пише газета, …»
    let as_told = piece.tokens.len() <= TOKENS_OF_AS_TOLD
        && reading.hits_at(first).iter().any(|hit| matches!(hit.meaning, Meaning::As));
    if region_starts || is_coordinator(reading, first) || opens_clause(reading, &piece.tokens) && !as_told {
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
            ReportKind::Predicate | ReportKind::According | ReportKind::AccordingToLast => true,
            ReportKind::Noun | ReportKind::Topic => false,
        },
        _ => false,
    });
    let names_measure = reading
        .hits_within(&piece.tokens)
        .any(|hit| matches!(hit.meaning, Meaning::Measure(MeasureWord::Measure | MeasureWord::Restrict)));
    (reports || as_told) && !names_measure && !opens_next
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
            Cut::Comma | Cut::Opener | Cut::Joint | Cut::Said => {}
        }
    }
}

/// Whether a clause starts with a verb of the future.
fn promises(reading: &Reading<'_>, start: usize) -> bool {
    let first = (start..reading.words.len())
        .take(WORDS_TO_PROMISE)
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

/// The word that opens a piece as a condition.
fn condition_opener(reading: &Reading<'_>, piece: &Range<usize>, first: bool) -> Option<ConditionWord> {
    let start = first_word(reading, piece)?;
    reading.hits_at(start).iter().find_map(|hit| match hit.meaning {
        Meaning::Condition(ConditionWord::First) => (first || hit.tokens.len() > 1).then_some(ConditionWord::First),
        Meaning::Condition(ConditionWord::Until) => awaits(reading, piece).then_some(ConditionWord::Until),
        Meaning::Condition(kind) => Some(*kind),
        _ => None,
    })
}

/// «пока Киев не вернёт …», and not «пока США не будут вводить санкции».
fn awaits(reading: &Reading<'_>, piece: &Range<usize>) -> bool {
    let names_measure = reading
        .hits_within(piece)
        .any(|hit| matches!(hit.meaning, Meaning::Measure(MeasureWord::Measure | MeasureWord::Loose)));
    let comes = |token: usize| {
        let will = reading.hits_at(token).iter().any(|hit| super::stage::is_will(hit.meaning));
        is_future(reading, token) && !will
    };
    let awaited = |token: usize| is_negation(reading, token) && comes(token + 1);
    !names_measure && piece.clone().any(|token| token + 1 < piece.end && awaited(token))
}

/// The end of a condition that is a noun phrase.
fn phrase_end(reading: &Reading<'_>, sentence: usize, piece: &Range<usize>) -> usize {
    let Some(start) = first_word(reading, piece) else { return piece.end };
    let opened = reading.hits_at(start).iter().filter(|hit| matches!(hit.meaning, Meaning::Condition(_)));
    let from = opened.map(|hit| hit.tokens.end).max().unwrap_or(start);
    let phrases = reading.noun_phrases(sentence);
    // «в случае | вторжения» is one phrase for the parser.
    let Some(phrase) = phrases.iter().find(|phrase| phrase.tokens.contains(&from)) else {
        return (from..piece.end).find(|token| is_future(reading, *token)).unwrap_or(piece.end);
    };
    let after = |end: usize| phrases.iter().find(|phrase| phrase.preposition == Some(end)).map(|next| next.tokens.end);
    let mut end = phrase.tokens.end;
    // "in case of an attack | on the neighbour"
    while let Some(next) = after(end).filter(|next| *next > end) {
        end = next;
    }
    end.clamp(from, piece.end)
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

/// Whether a piece starts with "as", before a verb of saying, or with other words that name a source («если верить X»).
fn opens_as_source(reading: &Reading<'_>, piece: &Range<usize>) -> bool {
    let Some(start) = first_word(reading, piece) else { return false };
    reading.hits_at(start).iter().any(|hit| match hit.meaning {
        Meaning::As => true,
        Meaning::Report(report) => matches!(report.kind, ReportKind::According | ReportKind::AccordingToLast),
        _ => false,
    })
}

fn opens_content(reading: &Reading<'_>, token: usize) -> bool {
    reading.hits_at(token).iter().any(|hit| matches!(hit.meaning, Meaning::Complementizer))
}

fn has_predicate(reading: &Reading<'_>, tokens: Range<usize>) -> bool {
    tokens.into_iter().any(|token| is_predicate(reading, token))
}

pub(super) fn is_predicate(reading: &Reading<'_>, token: usize) -> bool {
    let grammemes = reading.words[token].grammemes;
    grammemes.is_predicate() && grammemes.verb_form == Some(VerbForm::Finite) || grammemes.short
}

fn is_report(reading: &Reading<'_>, token: usize) -> bool {
    reading
        .hits_at(token)
        .iter()
        .any(|hit| matches!(hit.meaning, Meaning::Report(report) if report.kind == ReportKind::Verb))
}

pub(super) fn is_mark(reading: &Reading<'_>, token: usize) -> bool {
    reading.document.tokens[token].kind == crate::document::TokenKind::Punctuation
}

pub(super) fn is_negation(reading: &Reading<'_>, token: usize) -> bool {
    reading.hits_at(token).iter().any(|hit| matches!(hit.meaning, Meaning::Negation))
}

pub(super) fn is_coordinator(reading: &Reading<'_>, token: usize) -> bool {
    reading.lexicon.grammar.coordinators.contains(reading.lower(token))
}
