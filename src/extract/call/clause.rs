//! Clauses: which words of a sentence belong to one predicate, so that a name counts only for the call it stands beside.
//!
//! They are told by marks, function words and finite verbs alone, which works alike with and without a parser.

use std::ops::Range;

use crate::extract::reading::{DASHES, Hit, Reading};
use crate::lexicon::{CallWord, ConditionWord, Meaning};
use crate::linguistics::PartOfSpeech;

/// The clauses of one sentence.
#[derive(Debug)]
pub(super) struct Clauses {
    first: usize,
    /// The clause of each token.
    of: Vec<usize>,
    clauses: Vec<Clause>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Clause {
    start: usize,
    predicate: bool,
    /// The clause whose subject it shares ("A called B and asked …"), or in which it is set ("A said that …").
    outer: Option<usize>,
    /// It opens with a word such as "that", "who", "if".
    subordinate: bool,
}

impl Clauses {
    pub(super) fn of(reading: &Reading<'_>, sentence: usize) -> Self {
        let tokens = reading.sentence(sentence).tokens.clone();
        let mut builder = Builder { reading, found: Self { first: tokens.start, of: Vec::new(), clauses: Vec::new() } };
        builder.found.clauses.push(Clause { start: tokens.start, ..Clause::default() });
        let mut piece = tokens.start;
        let mut current = 0;
        for at in tokens.clone() {
            if at > piece && builder.breaks(at) {
                current = builder.add(piece..at, current);
                piece = at;
            }
        }
        builder.add(piece..tokens.end, current);
        builder.found
    }

    /// The clause that holds a token.
    pub(super) fn at(&self, token: usize) -> usize {
        token.checked_sub(self.first).and_then(|index| self.of.get(index)).copied().unwrap_or_default()
    }

    pub(super) fn same(&self, one: usize, other: usize) -> bool {
        self.at(one) == self.at(other)
    }

    /// The clause that a clause depends on or shares its subject with.
    pub(super) fn outer(&self, clause: usize) -> Option<usize> {
        self.clauses.get(clause)?.outer
    }

    pub(super) fn is_subordinate(&self, clause: usize) -> bool {
        self.clauses.get(clause).is_some_and(|clause| clause.subordinate)
    }

    /// The first token of a clause.
    pub(super) fn start(&self, clause: usize) -> usize {
        self.clauses.get(clause).map_or(self.first, |clause| clause.start)
    }

    /// The tokens of a clause.
    pub(super) fn tokens(&self, clause: usize) -> impl Iterator<Item = usize> + '_ {
        (self.first..).zip(&self.of).filter(move |(_, of)| **of == clause).map(|(token, _)| token)
    }
}

struct Builder<'r, 'a> {
    reading: &'r Reading<'a>,
    found: Clauses,
}

impl Builder<'_, '_> {
    /// Whether a stretch ends before a token.
    fn breaks(&self, at: usize) -> bool {
        let reading = self.reading;
        reading.is_mark(at, &[",", ";", ":", "(", ")", "«", "»", "\"", "“", "”", "„"])
            || reading.is_mark(at, DASHES)
            || self.opens_subordinate(at)
            || self.opens_bare_clause(at)
            || reading.lexicon.grammar.coordinators.contains(reading.lower(at)) && self.joins_predicates(at)
    }

    /// A conjunction right before another predicate: "called A **and asked** for B".
    fn joins_predicates(&self, at: usize) -> bool {
        (at + 1..at + 1 + WORDS_BEFORE_A_SECOND_PREDICATE)
            .take_while(|token| *token < self.reading.words.len())
            .find(|token| !self.is_adverb(*token))
            .is_some_and(|token| is_predicate(self.reading, token))
    }

    /// A clause right after a verb of speech, in a language that needs no word such as "that" to open it.
    fn opens_bare_clause(&self, at: usize) -> bool {
        let reading = self.reading;
        if !reading.lexicon.grammar.is_analytic() {
            return false;
        }
        let reports = |hit: &crate::extract::reading::Hit<'_>| {
            hit.tokens.end == at
                && matches!(hit.meaning, Meaning::Report(report)
                    if report.kind == crate::lexicon::ReportKind::Verb && !report.frame.predicative)
        };
        let after_preposition = at > 0 && reading.lexicon.grammar.prepositions.contains(reading.lower(at - 1));
        let told =
            !after_preposition && (at.saturating_sub(2)..at).any(|token| reading.hits_at(token).iter().any(reports));
        let opens = !reading.lexicon.grammar.prepositions.contains(reading.lower(at))
            && !self.opens_subordinate(at)
            && !is_predicate(reading, at);
        told && opens
            && (at + 1..(at + WORDS_TO_A_PREDICATE).min(reading.words.len()))
                .take_while(|token| !reading.is_mark(*token, &[",", ".", ";", ":"]) && !opens_content(reading, *token))
                .any(|token| is_predicate(reading, token))
    }

    /// "That", right at the start of a piece.
    fn opens_content(&self, piece: &Range<usize>) -> bool {
        piece.clone().take(2).any(|token| opens_content(self.reading, token))
    }

    fn is_adverb(&self, token: usize) -> bool {
        let part = self.reading.words[token].grammemes.part;
        matches!(part, PartOfSpeech::Adverb | PartOfSpeech::Particle)
            || call_word(self.reading, token, |word| matches!(word, CallWord::Sequel))
    }

    fn opens_subordinate(&self, at: usize) -> bool {
        let reading = self.reading;
        let grammar = &reading.lexicon.grammar;
        let word = &reading.words[at];
        // "As well as" joins names.
        if call_word(reading, at, |word| word == CallWord::Also) {
            return false;
        }
        grammar.relative_pronouns.contains(&word.stem)
            || self.opens_when(at)
            || grammar.relative_pronouns.contains(&word.lower)
            || opens_content(reading, at)
            || (opens_condition(reading, at) || word.grammemes.part == PartOfSpeech::Subordinator)
                && can_open(reading, at)
    }

    /// "Before the minister is due to leave": a preposition of time with a finite verb after its noun, in a language that sets
    /// no mark before such a clause.
    fn opens_when(&self, at: usize) -> bool {
        let reading = self.reading;
        if !reading.lexicon.grammar.is_analytic() || !call_word(reading, at, |word| word == CallWord::Apart) {
            return false;
        }
        let part = |token: usize| reading.words[token].grammemes.part;
        let mut rest = (at + 1..(at + WORDS_TO_A_PREDICATE).min(reading.words.len()))
            .take_while(|token| !matches!(part(*token), PartOfSpeech::Punctuation | PartOfSpeech::Coordinator))
            .skip_while(|token| !is_predicate(reading, *token));
        let predicate = rest.next();
        predicate.is_some_and(|verb| {
            verb > at + 1 && !(at + 1..verb).any(|token| call_word(reading, token, CallWord::tells))
        })
    }

    /// Notes a stretch, and gives the clause that it belongs to.
    fn add(&mut self, piece: Range<usize>, current: usize) -> usize {
        let predicate = piece.clone().any(|token| is_predicate(self.reading, token));
        let opening = piece
            .clone()
            .take(3)
            .find(|token| self.opens_subordinate(*token) || *token == piece.start && self.opens_bare_clause(*token));
        let length = piece.len();
        let holding = self.found.clauses[current];
        let clause = if opening.is_some()
            && (predicate || piece.len() <= 2 || self.opens_content(&piece))
            && !self.found.of.is_empty()
        {
            self.found.clauses.push(Clause { start: piece.start, predicate, outer: Some(current), subordinate: true });
            self.found.clauses.len() - 1
        } else if predicate && holding.predicate {
            // A clause that was broken off before its predicate goes on: "A, who …, called B".
            let broken_off = holding.outer.filter(|outer| holding.subordinate && !self.found.clauses[*outer].predicate);
            match broken_off {
                Some(outer) => {
                    self.found.clauses[outer].predicate = true;
                    outer
                }
                None => {
                    let outer = if holding.subordinate { holding.outer } else { Some(current) };
                    self.found.clauses.push(Clause { start: piece.start, predicate, outer, subordinate: false });
                    self.found.clauses.len() - 1
                }
            }
        } else {
            self.found.clauses[current].predicate |= predicate;
            current
        };
        self.found.of.extend(std::iter::repeat_n(clause, length));
        clause
    }
}

/// Words from the start of a clause to its predicate, at most.
const WORDS_TO_A_PREDICATE: usize = 10;

/// Adverbs between a conjunction and the predicate that it joins, at most.
const WORDS_BEFORE_A_SECOND_PREDICATE: usize = 3;

/// Whether a word is a predicate: by its grammar where that is known, otherwise by its ending or the lexicon.
pub(super) fn is_predicate(reading: &Reading<'_>, token: usize) -> bool {
    let word = &reading.words[token];
    let grammemes = word.grammemes;
    // "A phone call that …": the noun may look like a verb.
    if token > 0 && reading.hits_at(token - 1).iter().any(|hit| is_noun_phrase(hit, token)) {
        return false;
    }
    if grammemes.part != PartOfSpeech::Other {
        let verb = matches!(grammemes.part, PartOfSpeech::Verb | PartOfSpeech::Auxiliary);
        return verb && grammemes.verb_form == Some(crate::linguistics::VerbForm::Finite)
            || grammemes.short && matches!(grammemes.part, PartOfSpeech::Verb | PartOfSpeech::Adjective);
    }
    if word.capitalised && token != reading.sentence(reading.sentence_of(token)).tokens.start {
        return false;
    }
    let by_ending = !reading.lexicon.grammar.finite_endings.is_empty() && word.finite;
    let by_word = reading.hits_at(token).iter().any(|hit| {
        matches!(hit.meaning, Meaning::Call(CallWord::Predicate))
            || matches!(hit.meaning, Meaning::Report(report) if report.kind == crate::lexicon::ReportKind::Verb)
    });
    by_ending || by_word
}

fn is_noun_phrase(hit: &Hit<'_>, token: usize) -> bool {
    hit.tokens.contains(&token) && matches!(hit.meaning, Meaning::Call(CallWord::CallNoun(_)))
}

/// Whether a word such as "that" starts at a token.
pub(super) fn opens_content(reading: &Reading<'_>, token: usize) -> bool {
    reading.hits_at(token).iter().any(|hit| matches!(hit.meaning, Meaning::Complementizer))
}

/// Whether a word such as "if" starts at a token.
pub(super) fn opens_condition(reading: &Reading<'_>, token: usize) -> bool {
    let supposes = |hit: &Hit<'_>| matches!(hit.meaning, Meaning::Condition(word) if *word != ConditionWord::Until);
    reading.hits_at(token).iter().any(supposes)
}

/// Whether a word that may open a clause can do so where it stands: in languages that set a comma before such a clause,
/// «разговор пока не планируется» holds no other one.
pub(super) fn can_open(reading: &Reading<'_>, at: usize) -> bool {
    let grammar = &reading.lexicon.grammar;
    let sentence = reading.sentence(reading.sentence_of(at)).tokens.clone();
    if grammar.is_analytic() {
        return true;
    }
    if at <= sentence.start {
        return (at..sentence.end).any(|token| reading.is_mark(token, &[","]));
    }
    let before = &reading.words[at - 1];
    before.grammemes.part == PartOfSpeech::Punctuation
        || matches!(before.grammemes.part, PartOfSpeech::Particle | PartOfSpeech::Adverb)
        || grammar.coordinators.contains(&before.lower)
        || grammar.prepositions.contains(&before.lower)
        || !before.lower.chars().any(char::is_alphanumeric)
}

/// Whether a word of a kind starts at a token.
pub(super) fn call_word(reading: &Reading<'_>, token: usize, fits: impl Fn(CallWord) -> bool) -> bool {
    reading.hits_at(token).iter().any(|hit| matches!(hit.meaning, Meaning::Call(word) if fits(*word)))
}
