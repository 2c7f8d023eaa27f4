//! How far a content reaches: to the end of its sentence, unless another clause of the reporter's begins before.

use std::ops::Range;

use super::{Cue, Finder};
use crate::extract::reading::DASHES;
use crate::lexicon::{Meaning, ReportKind};
use crate::linguistics::{Case, PartOfSpeech, VerbForm};

/// Words between a conjunction and the verb that it joins, at most («и в который раз подчеркнул, что»).
const WORDS_TO_JOINED_VERB: usize = 4;

impl Finder<'_, '_> {
    /// The start of the clause that a reporting expression opens with "that" or the like.
    pub(super) fn complement(&self, cue: &Cue, end: usize) -> Option<usize> {
        let hits = self.reading.hits(self.reading.sentence_of(cue.tokens.start));
        let opener = hits.iter().find(|hit| {
            matches!(hit.meaning, Meaning::Complementizer | Meaning::Connective)
                && hit.tokens.start >= cue.tokens.end
                && hit.tokens.end < end
        })?;
        if matches!(opener.meaning, Meaning::Connective) {
            return None;
        }
        let between = cue.tokens.end..opener.tokens.start;
        // «просит приехать, чтобы …»: the clause belongs to the infinitive.
        let infinitive = |token: usize| self.reading.words[token].grammemes.verb_form == Some(VerbForm::Infinitive);
        if cue.report.frame.object && between.clone().any(infinitive) {
            return None;
        }
        let another_report = hits.iter().any(|hit| {
            matches!(hit.meaning, Meaning::Report(report) if report.kind == ReportKind::Verb)
                && between.contains(&hit.tokens.start)
                && self.is_predicate_at(&hit.tokens)
        });
        let sentence_between = between.clone().any(|token| self.reading.is_mark(token, &[":", "»", "—"]));
        let predicate_between = self.knows_grammar() && between.clone().any(|token| self.is_predicate(token));
        (!another_report && !sentence_between && !predicate_between).then_some(opener.tokens.end)
    }

    /// Where a content that is a clause ends: with its sentence, before "and added that", which shares its subject,
    /// before a clause that tells who passes it on, or before a quotation that says it again.
    pub(super) fn content_end(&self, start: usize, end: usize, next: &[Cue]) -> usize {
        let before_quotation = (start..end).find(|at| {
            self.reading.is_mark(*at, &[":"])
                && at + 1 < end
                && self.opens_quotation(at + 1)
                && !self.reading.is_quoted(*at)
        });
        let end = before_quotation.unwrap_or(end);
        next.iter()
            .filter(|cue| cue.tokens.start > start && cue.tokens.start < end)
            .filter(|cue| !self.reading.is_quoted(cue.tokens.start))
            .find_map(|cue| self.joined_at(start, cue, end).or_else(|| self.set_off_at(start, cue, end)))
            .unwrap_or(end)
    }

    /// Where "and added that" begins.
    fn joined_at(&self, start: usize, cue: &Cue, end: usize) -> Option<usize> {
        let coordinators = &self.reading.lexicon.grammar.coordinators;
        let joined = (start + 1..cue.tokens.start)
            .rev()
            .take(WORDS_TO_JOINED_VERB)
            .find(|at| coordinators.contains(self.reading.lower(*at)))?;
        let own_subject = self.subject_between(&cue.tokens, joined + 1..cue.tokens.start).is_some();
        if own_subject {
            // "…, and Y writes that": on its own where a comma parts it and the parser does not hang it on the content.
            let comma = joined.checked_sub(1).filter(|at| self.reading.is_mark(*at, &[",", ";"]))?;
            let head = self.reading.words[self.main_verb(&cue.tokens)].head;
            let apart = self.complement(cue, end).is_some() && head.is_none_or(|head| head < start);
            return apart.then_some(comma);
        }
        let goes_on = self.complement(cue, end).is_some()
            || self.colon_after(cue, end).is_some()
            || cue.report.frame.object
            || self.reading.lexicon.grammar.bare_clauses
            || self.prepositional_content(cue, end).is_some();
        goes_on.then_some(joined)
    }

    /// Where a clause at the end that only tells the reporter begins: "…, said X".
    fn set_off_at(&self, start: usize, cue: &Cue, end: usize) -> Option<usize> {
        let mark = cue.tokens.start.checked_sub(1).filter(|mark| *mark > start)?;
        let set_off = self.knows_grammar()
            && (self.reading.is_mark(mark, &[","]) || self.reading.is_mark(mark, DASHES))
            && self.complement(cue, end).is_none()
            && self.is_predicate_at(&cue.tokens)
            && self.weighed_subject(&cue.tokens, &(cue.tokens.end..end)).is_some();
        set_off.then_some(mark)
    }

    /// Where bare words that a verb has as content end: what is no clause keeps its relative clauses and participles, and
    /// ends where another clause begins.
    pub(super) fn phrase_end(&self, start: usize, end: usize, next: &[Cue]) -> usize {
        let end = self.content_end(start, end, next);
        if !self.knows_grammar() {
            return end;
        }
        let mut at = start;
        while let Some(mark) = (at..end).find(|token| {
            !self.reading.is_quoted(*token)
                && (self.reading.is_mark(*token, &[",", ";", ":"]) || self.reading.is_mark(*token, DASHES))
        }) {
            if self.reading.is_mark(mark, &[";"]) || self.starts_clause(mark + 1, end) {
                return mark;
            }
            at = mark + 1;
        }
        end
    }

    /// Whether a main clause of its own starts here: a finite verb with a subject, before the next comma, and no word
    /// that makes it a part of what stands before.
    fn starts_clause(&self, start: usize, end: usize) -> bool {
        let words = &self.reading.words;
        let Some(first) = words.get(start) else { return false };
        let subordinate = matches!(first.grammemes.part, PartOfSpeech::Subordinator)
            || first.grammemes.verb_form == Some(VerbForm::Participle)
            || self
                .reading
                .hits_at(start)
                .iter()
                .any(|hit| matches!(hit.meaning, Meaning::Complementizer | Meaning::Condition(_) | Meaning::As))
            || words[start..end.min(start + 3)]
                .iter()
                .any(|word| self.reading.lexicon.grammar.relative_pronouns.contains(&word.stem));
        if subordinate {
            return false;
        }
        if first.grammemes.verb_form == Some(VerbForm::Gerund) {
            return true;
        }
        let stop = (start..end).find(|token| self.reading.is_mark(*token, &[",", ";", ":"])).unwrap_or(end);
        let predicate = (start..stop).any(|token| self.is_predicate(token));
        let subject = self.phrases.iter().any(|phrase| {
            start <= phrase.head
                && phrase.head < stop
                && phrase.preposition.is_none()
                && phrase.case == Some(Case::Nominative)
        });
        predicate && subject
    }

    /// Where the words after a preposition begin that a verb has as content: "told of the decision to do Y".
    pub(super) fn prepositional_content(&self, cue: &Cue, end: usize) -> Option<usize> {
        let prepositions = &cue.report.frame.prepositions;
        if prepositions.is_empty() {
            return None;
        }
        let limit = end.min(cue.tokens.end + WORDS_TO_PREPOSITION);
        let at = (cue.tokens.end..limit)
            .take_while(|at| !self.reading.is_mark(*at, &[",", ":", ";", "«", "\""]) && !self.is_predicate(*at))
            .find(|at| prepositions.contains(self.reading.lower(*at)))?;
        (at + 1 < end).then_some(at + 1)
    }

    pub(super) fn opens_quotation(&self, token: usize) -> bool {
        let sentence = self.reading.sentence_of(token);
        self.reading.quotations(sentence).iter().any(|quotation| quotation.outer.start == token)
    }

    /// A finite verb, by its grammar where that is known.
    pub(super) fn is_predicate(&self, token: usize) -> bool {
        let grammemes = self.reading.words[token].grammemes;
        grammemes.is_predicate() && grammemes.verb_form == Some(VerbForm::Finite)
    }

    /// Whether an expression holds a finite verb or a gerund.
    pub(super) fn is_predicate_at(&self, tokens: &Range<usize>) -> bool {
        self.reading.words[tokens.clone()].iter().any(|word| word.finite)
    }

    /// Past whom a clause is told to that has no word such as "that": "told reporters the call was short".
    fn addressee_end(&self, cue: &Cue, end: usize) -> usize {
        let bare = self.reading.lexicon.grammar.bare_clauses && !cue.report.frame.object;
        let addressee = self.phrases.iter().find(|phrase| phrase.tokens.start == cue.tokens.end);
        addressee
            .filter(|phrase| {
                bare && phrase.case == Some(Case::Accusative) && phrase.tokens.end < end && self.can_speak(phrase)
            })
            .map_or(cue.tokens.end, |phrase| phrase.tokens.end)
    }

    /// Where the bare words begin that a verb has as content: after whom it is addressed to.
    pub(super) fn object_start(&self, cue: &Cue, end: usize) -> usize {
        use crate::event::v1::StatementAct;
        let skips = matches!(cue.report.act, StatementAct::Demand | StatementAct::Request | StatementAct::Promise);
        if !skips {
            return self.addressee_end(cue, end);
        }
        if self.knows_grammar() {
            // «призвал депутатов не питать иллюзий»: whoever is called on is not what is called for.
            let infinitive = (cue.tokens.end..end)
                .take_while(|token| !self.reading.is_mark(*token, &[",", ":"]))
                .find(|token| self.reading.words[*token].grammemes.verb_form == Some(VerbForm::Infinitive));
            let negation = |token: usize| self.reading.words[token].grammemes.part == PartOfSpeech::Particle;
            return infinitive.map_or(cue.tokens.end, |token| {
                if token > cue.tokens.end && negation(token - 1) { token - 1 } else { token }
            });
        }
        self.mentions
            .iter()
            .find(|mention| mention.tokens.start == cue.tokens.end && mention.tokens.end < end)
            .map_or(cue.tokens.end, |mention| mention.tokens.end)
    }
}

/// Words between a verb and the preposition of its content, at most: the subject may stand there.
const WORDS_TO_PREPOSITION: usize = 8;
