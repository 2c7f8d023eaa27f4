//! How far a content reaches: to the end of its sentence, unless another clause of the reporter's begins before.

use std::ops::Range;

use super::{Cue, Finder, WORDS_TO_SUBJECT};
use crate::extract::reading::DASHES;
use crate::lexicon::{Meaning, ReportKind};
use crate::linguistics::{Case, GrammaticalGender, PartOfSpeech, VerbForm};

/// Words between a conjunction and the verb that it joins, at most («и в который раз подчеркнул, что»).
const WORDS_TO_JOINED_VERB: usize = 4;

/// The same where a comma stands before the conjunction («…, но в интервью газете оговорился»).
const WORDS_TO_VERB_AFTER_COMMA: usize = 8;

impl Finder<'_, '_> {
    /// The start of the clause that a reporting expression opens with "that" or the like.
    pub(super) fn complement(&self, cue: &Cue, end: usize) -> Option<usize> {
        let hits = self.reading.hits(self.reading.sentence_of(cue.tokens.start));
        if let Some(question) = self.question(cue, end) {
            return Some(question);
        }
        let opener = hits.iter().find(|hit| {
            matches!(hit.meaning, Meaning::Complementizer | Meaning::Connective)
                && hit.tokens.start >= cue.tokens.end
                && hit.tokens.end < end
        })?;
        if matches!(opener.meaning, Meaning::Connective) {
            return None;
        }
        let between = cue.tokens.end..opener.tokens.start;
        if self.is_of_noun(cue, &between) {
            return None;
        }
        // «просит приехать, чтобы …»: the clause belongs to the infinitive.
        let infinitive = |token: usize| self.reading.words[token].grammemes.verb_form == Some(VerbForm::Infinitive);
        if cue.report.frame.infinitive && between.clone().any(infinitive) {
            return None;
        }
        let another_report = hits.iter().any(|hit| {
            matches!(hit.meaning, Meaning::Report(report) if report.kind == ReportKind::Verb)
                && between.contains(&hit.tokens.start)
                && self.is_predicate_at(&hit.tokens)
        });
        // «рассказал "Ведомостям", что …»: a name in quotation marks ends nothing.
        let ends = |token: usize| {
            self.reading.is_mark(token, &[":", "—"])
                || self.reading.is_mark(token, &["»"])
                    && (self.reading.is_spoken(token) || !self.reading.is_quoted(token))
        };
        let sentence_between = between.clone().any(ends);
        let predicate_between = self.knows_grammar() && between.clone().any(|token| self.is_predicate(token));
        (!another_report && !sentence_between && !predicate_between).then_some(opener.tokens.end)
    }

    /// "Proposed tariffs on countries that buy oil": in a language where "that" may open a relative clause, it is one after a
    /// thing that the verb has as its object.
    fn is_of_noun(&self, cue: &Cue, between: &Range<usize>) -> bool {
        let frame = &cue.report.frame;
        let takes_thing = self.reading.lexicon.grammar.bare_clauses && (frame.object || frame.predicative);
        let last = between.end.checked_sub(1).filter(|last| between.contains(last) && takes_thing);
        let thing =
            |last: usize| self.phrases.iter().any(|phrase| phrase.tokens.end == last + 1 && !self.can_speak(phrase));
        last.is_some_and(|last| frame.predicative && !frame.object || thing(last))
    }

    /// Where a question begins that a verb has as content, right after it or after whoever asks or is asked: «объяснил,
    /// почему …», «не сообщил, о чём …», «спросил X, готов ли он …».
    fn question(&self, cue: &Cue, end: usize) -> Option<usize> {
        let comma = (cue.tokens.end..end.min(cue.tokens.end + WORDS_TO_SUBJECT))
            .take_while(|at| !self.is_predicate(*at) && !self.reading.is_mark(*at, &[":", "»", "—", "–", "-"]))
            .find(|at| self.reading.is_mark(*at, &[","]))?;
        // «сообщил X, когда его спросили», «сказал на встрече, где …» tell when and where it was said.
        let aside = self.phrases.iter().any(|phrase| {
            let place =
                phrase.preposition.is_some() && self.reading.words[phrase.head].grammemes.part != PartOfSpeech::Pronoun;
            (cue.tokens.end..comma).contains(&phrase.head) && (place || phrase.case == Some(Case::Nominative))
        });
        // «просит убедить всех, кто …»: the clause belongs to what stands before the comma.
        let belongs = (cue.tokens.end..comma).any(|at| {
            let grammemes = self.reading.words[at].grammemes;
            let correlate = matches!(grammemes.part, PartOfSpeech::Pronoun | PartOfSpeech::Determiner)
                && !self.mentions.iter().any(|mention| mention.tokens.contains(&at));
            let governed = at > 0 && self.reading.words[at - 1].grammemes.part == PartOfSpeech::Preposition;
            grammemes.verb_form == Some(VerbForm::Infinitive) || correlate && !governed
        });
        if aside || belongs || !self.knows_grammar() {
            return None;
        }
        let asks =
            |token: usize| self.reading.hits_at(token).iter().any(|hit| matches!(hit.meaning, Meaning::Interrogative));
        let is_preposition = self.reading.words.get(comma + 1)?.grammemes.part == PartOfSpeech::Preposition;
        let first = comma + 1 + usize::from(is_preposition);
        let particle = comma + 2;
        let opens = first < end && asks(first) && !self.is_asking_particle(first)
            || particle < end && self.is_asking_particle(particle);
        opens.then_some(comma + 1)
    }

    /// «ли», which follows the first word of its question.
    fn is_asking_particle(&self, token: usize) -> bool {
        self.reading.words[token].grammemes.part == PartOfSpeech::Particle
            && self.reading.hits_at(token).iter().any(|hit| matches!(hit.meaning, Meaning::Interrogative))
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
            .find_map(|cue| match cue.report.kind {
                ReportKind::According | ReportKind::AccordingToLast => {
                    self.opened_by_source(start, cue.tokens.start).or_else(|| self.source_at_end(start, cue, end))
                }
                _ => self.joined_at(start, cue, end).or_else(|| self.set_off_at(start, cue, end)),
            })
            .unwrap_or(end)
    }

    /// Where a clause with a source of its own begins: «…, но, по словам X, …», «…, однако, как заверил X, …».
    fn opened_by_source(&self, start: usize, source: usize) -> Option<usize> {
        let conjunction = self.clause_opened_at(source, start)?;
        conjunction.checked_sub(1).filter(|comma| self.reading.is_mark(*comma, &[",", ";"]))
    }

    /// "…, according to X." at the end, in a language where a source in the middle stands between commas too.
    fn source_at_end(&self, start: usize, cue: &Cue, end: usize) -> Option<usize> {
        let comma = cue.tokens.start.checked_sub(1).filter(|at| *at > start && self.reading.is_mark(*at, &[","]))?;
        let last = !(cue.tokens.end..end).any(|at| self.reading.is_mark(at, &[","]) || self.is_predicate(at));
        (last && self.reading.lexicon.grammar.bare_clauses).then_some(comma)
    }

    /// Where "and added that" begins.
    fn joined_at(&self, start: usize, cue: &Cue, end: usize) -> Option<usize> {
        let coordinators = &self.reading.lexicon.grammar.coordinators;
        let joins = |at: &usize| coordinators.contains(self.reading.lower(*at));
        let near = (start + 1..cue.tokens.start).rev().take(WORDS_TO_JOINED_VERB);
        let joined = near.into_iter().find(joins).or_else(|| self.joined_after_comma(start, cue))?;
        let own_subject = self.subject_between(&cue.tokens, joined + 1..cue.tokens.start).is_some();
        if own_subject {
            // "…, and Y writes that": on its own where a comma parts it and the parser does not hang it on the content.
            let comma = joined.checked_sub(1).filter(|at| self.reading.is_mark(*at, &[",", ";"]))?;
            let head = self.reading.words[self.main_verb(&cue.tokens)].head;
            let says = self.complement(cue, end).is_some() || self.reading.lexicon.grammar.bare_clauses;
            let apart = says && head.is_none_or(|head| head < start);
            return apart.then_some(comma);
        }
        let goes_on = self.complement(cue, end).is_some()
            || self.colon_after(cue, end).is_some()
            || cue.report.frame.object
            || cue.report.frame.infinitive
            || self.reading.lexicon.grammar.bare_clauses
            || self.prepositional_content(cue, end).is_some();
        goes_on.then_some(joined)
    }

    /// The conjunction after a comma that opens the clause of a verb, with no other mark or verb in between.
    pub(super) fn joined_after_comma(&self, start: usize, cue: &Cue) -> Option<usize> {
        let coordinators = &self.reading.lexicon.grammar.coordinators;
        let within = (start + 1..cue.tokens.start).rev().take(WORDS_TO_VERB_AFTER_COMMA);
        let mut unbroken = within.take_while(|at| !self.reading.is_mark(*at, &[","]) && !self.is_predicate(*at));
        unbroken.find(|at| coordinators.contains(self.reading.lower(*at)) && self.reading.is_mark(at - 1, &[",", ";"]))
    }

    /// Where a clause at the end that only tells the reporter begins: "…, said X".
    fn set_off_at(&self, start: usize, cue: &Cue, end: usize) -> Option<usize> {
        if self.reading.lexicon.grammar.bare_clauses {
            // "…, X told a briefing"
            let mark = self.before_subject(cue).filter(|mark| *mark > start && self.reading.is_mark(*mark, &[","]))?;
            // "Saying that A, X said B", "While Y argued that A, X said B"
            let first = &self.reading.words[self.reading.sentence(self.reading.sentence_of(start)).tokens.start];
            let opens_late = first.grammemes.verb_form == Some(VerbForm::Gerund)
                || first.grammemes.part == PartOfSpeech::Subordinator
                || self.reading.lexicon.grammar.coordinators.contains(&first.lower);
            let closes = self.complement(cue, end).is_none() && self.nothing_follows(cue, end);
            return (opens_late || closes).then_some(mark);
        }
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
            || self.reading.hits_at(start).iter().any(|hit| {
                matches!(
                    hit.meaning,
                    Meaning::Complementizer | Meaning::Condition(_) | Meaning::As | Meaning::Interrogative
                )
            })
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

    pub(super) fn opens_quotation(&self, token: usize) -> bool {
        let sentence = self.reading.sentence_of(token);
        self.reading.quotations(sentence).iter().any(|quotation| quotation.outer.start == token)
    }

    /// A finite verb, by its grammar where that is known.
    pub(super) fn is_predicate(&self, token: usize) -> bool {
        let grammemes = self.reading.words[token].grammemes;
        grammemes.is_predicate() && grammemes.verb_form == Some(VerbForm::Finite)
    }

    /// Whether an expression holds a finite verb or a gerund, or a passive that has nobody as its subject: «было заявлено».
    pub(super) fn is_predicate_at(&self, tokens: &Range<usize>) -> bool {
        self.reading.words[tokens.clone()].iter().any(|word| {
            let grammemes = word.grammemes;
            word.finite
                || grammemes.verb_form == Some(VerbForm::Participle)
                    && grammemes.short
                    && grammemes.gender == Some(GrammaticalGender::Neuter)
        })
    }
}
