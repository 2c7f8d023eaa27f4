//! Reporting clauses that are set into what was said or follow it: "A, said X", "A, X said, B".

use std::ops::Range;

use super::{Cue, Finder, WORDS_TO_SUBJECT};
use crate::extract::actor::Mention;
use crate::extract::reading::DASHES;
use crate::lexicon::{Meaning, ReportKind};
use crate::linguistics::{Case, NounPhrase, Relation, VerbForm, Word};

/// A clause of more words is no aside that only names the reporter.
const WORDS_OF_AN_ASIDE: usize = 16;

impl Finder<'_, '_> {
    /// The end of a clause that only names the reporter: the next comma or dash that is no part of its names.
    pub(super) fn aside_end(&self, cue: &Cue, end: usize) -> usize {
        (cue.tokens.end..end).find(|at| self.ends_aside(*at)).unwrap_or(end)
    }

    /// The same, past a gerund that says how it is told: «как пишет газета, ссылаясь на источники, …».
    pub(super) fn aside_end_past_gerund(&self, cue: &Cue, end: usize) -> usize {
        let first = self.aside_end(cue, end);
        let follows = self
            .reading
            .words
            .get(first + 1)
            .is_some_and(|word| first < end && word.grammemes.verb_form == Some(VerbForm::Gerund));
        let second = (first + 1..end).find(|at| self.ends_aside(*at)).filter(|_| follows);
        second.unwrap_or(first)
    }

    fn ends_aside(&self, at: usize) -> bool {
        (self.reading.is_mark(at, &[","]) || self.reading.is_mark(at, DASHES))
            && !self.mentions.iter().any(|mention| mention.tokens.contains(&at))
            && !self.reading.is_quoted(at)
    }

    pub(super) fn aside_speaker(&self, cue: &Cue, aside: Range<usize>) -> Option<Mention> {
        self.speaker_after(&cue.tokens, aside.end)
            .or_else(|| self.subject_between(&cue.tokens, aside.start..cue.tokens.start))
            .or_else(|| self.place_speaker(cue, aside))
    }

    /// A reporting clause that is set into its content or follows it: "A, said X", "A, X said, B".
    pub(super) fn set_into(&self, cue: &Cue, tokens: &Range<usize>) -> Option<(Vec<Range<usize>>, Mention)> {
        // «речник уряду, Іван Іваненко, заявив»: the comma after a name that is set off parts it from no clause.
        let closes_name = |mention: &Mention, at: usize| {
            mention.tokens.end == at && mention.tokens.clone().any(|token| self.reading.is_mark(token, &[","]))
        };
        let is_boundary = |at: usize| {
            (self.reading.is_mark(at, &[","]) || self.reading.is_mark(at, DASHES))
                && !self.mentions.iter().any(|mention| mention.tokens.contains(&at) || closes_name(mention, at))
        };
        let near = cue.tokens.start.saturating_sub(WORDS_OF_AN_ASIDE).max(tokens.start + 1);
        let start = (near..cue.tokens.start).rev().find(|at| is_boundary(*at))?;
        let bare = self.reading.lexicon.grammar.bare_clauses;
        let before_subject = self.before_subject(cue).filter(|before| bare && near <= *before && is_boundary(*before));
        let start = before_subject.unwrap_or(start);
        let between = start + 1..cue.tokens.start;
        // "According to X, Y promised": what stands before the comma is no content.
        let opens_with_source = self.reading.hits_at(tokens.start).iter().any(
            |hit| matches!(&hit.meaning, Meaning::Report(report) if matches!(report.kind, ReportKind::According | ReportKind::AccordingToLast)),
        );
        let content_words = (tokens.start..start).filter(|at| self.is_word(*at)).count();
        if opens_with_source || content_words == 0 || between.clone().any(|at| self.is_predicate(at)) {
            return None;
        }
        let end = self.aside_end(cue, tokens.end);
        let rest = end - cue.tokens.end;
        if rest > if bare && !self.knows_grammar() { WORDS_TO_SUBJECT } else { WORDS_OF_AN_ASIDE } {
            return None;
        }
        if self.knows_grammar() {
            return self.weighed_aside(cue, tokens, start, end);
        }
        let subject = self.subject_between(&cue.tokens, between.clone());
        let clear = between.is_empty()
            || subject.as_ref().is_some_and(|subject| subject.tokens.start == between.start)
            || between.len() <= 2 && between.clone().all(|token| !self.reading.words[token].finite);
        let speaker = self
            .speaker_after(&cue.tokens, tokens.end)
            .or_else(|| self.place_speaker(cue, start..tokens.end))
            .or(subject)?;
        let content = tokens.start..start;
        clear.then(|| (vec![content], speaker))
    }

    /// The same where grammar is known: the clause has nothing but the verb, its subject and adverbials, and what stands
    /// before it can stand alone.
    fn weighed_aside(
        &self,
        cue: &Cue,
        tokens: &Range<usize>,
        start: usize,
        end: usize,
    ) -> Option<(Vec<Range<usize>>, Mention)> {
        let words = &self.reading.words;
        // A content begins after a colon or semicolon before it.
        let parted = (tokens.start..start)
            .rev()
            .find(|at| self.reading.is_mark(*at, &[":", ";"]) && !self.reading.is_quoted(*at))
            .map(|at| at + 1);
        let before = parted.unwrap_or(tokens.start)..start;
        let subordinate = (start + 1..cue.tokens.start).any(|at| {
            self.reading.lexicon.grammar.relative_pronouns.contains(&words[at].stem)
                || self.reading.hits_at(at).iter().any(|hit| matches!(hit.meaning, Meaning::Complementizer))
        });
        // The verb stands before its subject: «…, заявил X». In «…, X заявил» something else follows the verb, but where a
        // clause needs no "that": "…, X said".
        let subject_first = self.weighed_subject(&cue.tokens, &(start + 1..cue.tokens.start)).is_some();
        let bare = self.reading.lexicon.grammar.bare_clauses;
        let set_off = if bare { self.nothing_follows(cue, end) } else { !subject_first };
        let near = cue.tokens.start <= start + 3 || bare && self.before_subject(cue) == Some(start);
        if subordinate || !set_off || !near {
            return None;
        }
        let verb_before = before.clone().any(|at| self.is_predicate(at) || words[at].grammemes.short);
        let told_before = if bare {
            verb_before || (end + 1..tokens.end.min(end + 4)).any(|at| self.is_predicate(at))
        } else {
            verb_before || end < tokens.end || before.len() > 3
        };
        if !told_before {
            return None;
        }
        // After the clause the content goes on, unless what comes hangs on the clause: «…, сообщил X, который …».
        // "…, said X, a minister": without a verb it only says who X is, where what stands before has one.
        let rest = end..tokens.end;
        let of_speaker = |at: usize| {
            let grammemes = words[at].grammemes;
            grammemes.case == Some(Case::Nominative) && grammemes.part.is_lexical() && !grammemes.short
        };
        let says_who = verb_before
            && !rest.clone().any(|at| self.is_predicate(at))
            && (bare || rest.clone().nth(1).is_some_and(of_speaker));
        let goes_on = !rest.is_empty() && !self.hangs_on(end, tokens.end, verb_before) && !says_who;
        // A speaker after a comma «…, Y ответил» with nothing said before the comma by him: a clause of its own.
        let speaker = self.aside_speaker(cue, start + 1..end)?;
        let mut content = vec![before];
        if goes_on {
            content.push(end..tokens.end);
        }
        Some((content, speaker))
    }

    /// The token before the subject that the parser finds before a verb.
    pub(super) fn before_subject(&self, cue: &Cue) -> Option<usize> {
        let verb = self.main_verb(&cue.tokens);
        let is_subject = |word: &Word| word.relation == Relation::Subject && word.head == Some(verb);
        let subject = self.phrases.iter().find(|phrase| is_subject(&self.reading.words[phrase.head]))?;
        subject.tokens.start.checked_sub(1).filter(|_| subject.head < verb)
    }

    /// Whether a reporting verb has no content after it in its clause: at most whom it is said to, when, where.
    pub(super) fn nothing_follows(&self, cue: &Cue, end: usize) -> bool {
        let mut rest = cue.tokens.end..end;
        if cue.report.frame.object || cue.report.frame.infinitive || rest.clone().any(|at| self.is_predicate(at)) {
            return rest.is_empty();
        }
        let thing = |phrase: &NounPhrase| phrase.preposition.is_none() && !self.can_speak(phrase);
        rest.next().is_none_or(|first| !self.phrases.iter().any(|phrase| phrase.tokens.start == first && thing(phrase)))
    }

    /// Whether what follows a comma belongs to the clause before it: a relative clause, a gerund or participle, another
    /// source.
    fn hangs_on(&self, comma: usize, end: usize, told_before: bool) -> bool {
        let words = &self.reading.words;
        let first = comma + 1..end.min(comma + 3);
        let bare = self.reading.lexicon.grammar.bare_clauses;
        let opens = |at: usize| {
            let grammemes = words[at].grammemes;
            matches!(grammemes.verb_form, Some(VerbForm::Gerund | VerbForm::Participle)) && !grammemes.short
                || self.reading.lexicon.grammar.relative_pronouns.contains(&words[at].stem)
                || self.reading.hits_at(at).iter().any(|hit| match hit.meaning {
                    // "X, he said, told Y that": the content goes on with another verb, unless somebody else is its subject.
                    Meaning::Report(report) if report.kind == ReportKind::Verb => {
                        !bare && told_before && self.weighed_subject(&hit.tokens, &(hit.tokens.end..end)).is_some()
                    }
                    Meaning::Report(report) => !matches!(report.kind, ReportKind::Noun | ReportKind::Topic),
                    _ => false,
                })
        };
        self.reading.is_mark(comma, &[","]) && first.into_iter().any(opens)
    }
}
