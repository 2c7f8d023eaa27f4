//! Speech in the article's own words: the clause that a reporting expression opens, follows or is set into.

use std::ops::Range;

use super::{Cue, Finder, WORDS_TO_SUBJECT};
use crate::event::v1::{StatementAct, StatementForm};
use crate::extract::actor::Mention;
use crate::lexicon::{Frame, Meaning, ReportKind};

/// A noun phrase of fewer words is what was spoken about, not what was said.
const WORDS_OF_A_CONTENT: usize = 4;

impl Finder<'_, '_> {
    pub(super) fn indirect(&mut self, sentence: usize, tokens: &Range<usize>, cues: &[Cue], index: usize) {
        let cue = cues[index].clone();
        let clause = tokens.start..tokens.end;
        if matches!(cue.report.kind, ReportKind::According | ReportKind::AccordingToLast) {
            self.according(sentence, tokens, &cue);
            return;
        }
        if let Some(start) = self.colon_after(&cue, tokens.end) {
            let speaker = self.speaker(&cue, &clause, sentence, false);
            self.push(sentence, &cue, speaker, std::slice::from_ref(&(start..tokens.end)), "verb_colon");
            return;
        }
        if let Some(start) = self.complement(&cue, tokens.end) {
            let next = cues.get(index + 1..).unwrap_or_default();
            let end = self.content_end(start, tokens.end, next);
            let speaker = self.speaker(&cue, &clause, sentence, false);
            self.push(sentence, &cue, speaker, std::slice::from_ref(&(start..end)), "verb_clause");
        } else if let Some(start) = self.as_before(sentence, &cue, tokens.start) {
            let end = (cue.tokens.end..tokens.end).find(|at| self.reading.is_mark(*at, &[","])).unwrap_or(tokens.end);
            let speaker = self
                .speaker_after(&cue.tokens, end)
                .or_else(|| self.place_speaker(&cue, tokens.start..end))
                .or_else(|| self.subject_between(start..cue.tokens.start));
            self.push(sentence, &cue, speaker, &[tokens.start..start, end..tokens.end], "as_reported");
        } else if self.about_this(sentence, &cue) {
            if let Some(previous) = sentence
                .checked_sub(1)
                .filter(|previous| !self.reading.is_headline(*previous))
                .map(|previous| self.reading.sentence(previous).tokens.clone())
            {
                let speaker = self.speaker(&cue, &clause, sentence, true);
                self.push(sentence, &cue, speaker, &[previous], "about_this");
            }
        } else if let Some(start) = self.about_phrase(&cue, tokens.end) {
            let next = cues.get(index + 1..).unwrap_or_default();
            let end = self.content_end(start, tokens.end, next);
            let speaker = self.speaker(&cue, &clause, sentence, false);
            if speaker.is_some() {
                self.push(sentence, &cue, speaker, std::slice::from_ref(&(start..end)), "verb_about");
            }
        } else if let Some((end, speaker)) = self.object_clause(&cue, tokens) {
            let next = cues.get(index + 1..).unwrap_or_default();
            let end = self.content_end(self.object_start(&cue, end), end, next);
            let start = self.object_start(&cue, end);
            self.push(sentence, &cue, Some(speaker), std::slice::from_ref(&(start..end)), "verb_object");
        } else if let Some(end) = self.content_before(&cue, tokens.start) {
            let speaker = self
                .speaker_after(&cue.tokens, tokens.end)
                .or_else(|| self.place_speaker(&cue, end..tokens.end))
                .or_else(|| self.subject_between(end..cue.tokens.start));
            if speaker.is_some() {
                self.push(sentence, &cue, speaker, std::slice::from_ref(&(tokens.start..end)), "clause_then_verb");
            }
        } else if cue.report.frame == Frame::Object || self.reading.lexicon.grammar.bare_clauses {
            let start = self.object_start(&cue, tokens.end);
            let next = cues.get(index + 1..).unwrap_or_default();
            let end = self.content_end(start, tokens.end, next);
            let speaker = self.speaker(&cue, &clause, sentence, false);
            if speaker.is_some() {
                self.push(sentence, &cue, speaker, std::slice::from_ref(&(start..end)), "verb_object");
            }
        }
    }

    /// "According to X, A", "A, according to X, B".
    pub(super) fn according(&mut self, sentence: usize, tokens: &Range<usize>, cue: &Cue) {
        let speaker = self
            .mentions
            .iter()
            .filter(|_| cue.report.kind == ReportKind::According)
            .find(|mention| mention.tokens.start >= cue.tokens.end && mention.tokens.start <= cue.tokens.end + 2)
            .cloned()
            .filter(|mention| mention.sentence == sentence);
        let from = speaker.as_ref().map_or(cue.tokens.end, |speaker| speaker.tokens.end);
        let end = (from..tokens.end).find(|at| self.reading.is_mark(*at, &[","])).unwrap_or(tokens.end);
        let speaker = match cue.report.kind {
            ReportKind::AccordingToLast => self.last_speaker(sentence),
            _ => speaker,
        };
        if speaker.is_some() {
            self.push(sentence, cue, speaker, &[tokens.start..cue.tokens.start, end..tokens.end], "according_to");
        }
    }

    pub(super) fn push(
        &mut self,
        sentence: usize,
        cue: &Cue,
        speaker: Option<Mention>,
        content: &[Range<usize>],
        rule: &'static str,
    ) {
        let content: Vec<_> = content
            .iter()
            .map(|span| self.reading.trimmed(span.clone()))
            .filter(|span| span.clone().filter(|token| self.is_word(*token)).count() >= 2)
            .collect();
        if content.is_empty() {
            return;
        }
        let mixed = content.iter().any(|span| span.clone().any(|token| self.reading.is_quoted(token)));
        let form = if mixed { StatementForm::Mixed } else { StatementForm::Indirect };
        self.record(sentence, cue, speaker, content, form, rule);
    }

    /// The start of the clause that a reporting expression opens with "that" or the like.
    pub(super) fn complement(&self, cue: &Cue, end: usize) -> Option<usize> {
        let hits = self.reading.hits(self.reading.sentence_of(cue.tokens.start));
        let opener = hits.iter().find(|hit| {
            matches!(hit.meaning, Meaning::Complementizer) && hit.tokens.start >= cue.tokens.end && hit.tokens.end < end
        })?;
        let between = cue.tokens.end..opener.tokens.start;
        let another_report = hits.iter().any(|hit| {
            matches!(hit.meaning, Meaning::Report(report) if report.kind == ReportKind::Verb)
                && between.contains(&hit.tokens.start)
                && self.reading.words[hit.tokens.start].finite
        });
        let sentence_between = between.clone().any(|token| self.reading.is_mark(token, &[":", "»", "—"]));
        (!another_report && !sentence_between).then_some(opener.tokens.end)
    }

    /// Where a content ends: with its sentence, or before "and added that", which shares its subject.
    pub(super) fn content_end(&self, start: usize, end: usize, next: &[Cue]) -> usize {
        next.iter()
            .filter(|cue| cue.tokens.start > start && !self.reading.is_quoted(cue.tokens.start))
            .find_map(|cue| {
                let joined = (start + 1..cue.tokens.start)
                    .rev()
                    .take(4)
                    .find(|at| self.reading.lexicon.grammar.coordinators.contains(self.reading.lower(*at)))?;
                let own_subject = self.subject_between(joined + 1..cue.tokens.start).is_some();
                let goes_on = self.complement(cue, end).is_some() || cue.report.frame == Frame::Object;
                (!own_subject && goes_on).then_some(joined)
            })
            .unwrap_or(end)
    }

    /// "…, he called Y a Z": a verb with an object whose subject stands between the comma and it. Where the content ends,
    /// and the speaker.
    fn object_clause(&self, cue: &Cue, tokens: &Range<usize>) -> Option<(usize, Mention)> {
        if cue.report.frame != Frame::Object {
            return None;
        }
        let comma = (tokens.start..cue.tokens.start)
            .rev()
            .take(WORDS_TO_SUBJECT)
            .find(|at| self.reading.is_mark(*at, &[","]))?;
        Some((tokens.end, self.subject_between(comma..cue.tokens.start)?))
    }

    /// "X told of the decision to do Y": where the phrase after the preposition starts. A phrase of few words is a topic
    /// and no content.
    fn about_phrase(&self, cue: &Cue, end: usize) -> Option<usize> {
        let abouts = &self.reading.lexicon.grammar.about_prepositions;
        let opens = cue.report.frame == Frame::About
            && cue.tokens.end < end
            && abouts.contains(self.reading.lower(cue.tokens.end));
        let words = (cue.tokens.end + 1..end).take_while(|at| !self.reading.is_mark(*at, &[","])).count();
        (opens && words >= WORDS_OF_A_CONTENT).then_some(cue.tokens.end + 1)
    }

    /// "X admitted: A", with no quotation marks: where A starts.
    pub(super) fn colon_after(&self, cue: &Cue, end: usize) -> Option<usize> {
        let colon = (cue.tokens.end..end.min(cue.tokens.end + WORDS_TO_SUBJECT))
            .take_while(|at| !self.reading.is_mark(*at, &[","]))
            .find(|at| self.reading.is_mark(*at, &[":"]))?;
        (colon + 1 < end && !self.reading.is_quoted(colon + 1)).then_some(colon + 1)
    }

    pub(super) fn as_before(&self, sentence: usize, cue: &Cue, first: usize) -> Option<usize> {
        self.reading.hits(sentence).iter().rev().find_map(|hit| {
            let near = hit.tokens.end <= cue.tokens.start && cue.tokens.start - hit.tokens.end <= WORDS_TO_SUBJECT;
            let opens = hit.tokens.start == first || self.reading.is_mark(hit.tokens.start - 1, &[",", "(", "—", "–"]);
            let unbroken = !(hit.tokens.end..cue.tokens.start).any(|token| self.reading.is_mark(token, &[","]));
            (matches!(hit.meaning, Meaning::As) && near && opens && unbroken).then_some(hit.tokens.start)
        })
    }

    pub(super) fn about_this(&self, sentence: usize, cue: &Cue) -> bool {
        self.reading.hits(sentence).iter().any(|hit| {
            matches!(hit.meaning, Meaning::AboutThis)
                && (hit.tokens.end <= cue.tokens.start && cue.tokens.start - hit.tokens.end <= 2 * WORDS_TO_SUBJECT)
        })
    }

    /// The end of a content that stands before its verb: "A, said X", "A, X said".
    pub(super) fn content_before(&self, cue: &Cue, first: usize) -> Option<usize> {
        let comma = (first + 1..cue.tokens.start).rev().take(WORDS_TO_SUBJECT + 2).find(|at| {
            self.reading.is_mark(*at, &[","]) && !self.mentions.iter().any(|mention| mention.tokens.contains(at))
        })?;
        let between = self.skip_marks(comma, cue.tokens.start)..cue.tokens.start;
        let subject = self.subject_between(between.clone());
        // "According to X, Y promised": what stands before the comma is no content.
        let opens_with_source = self
            .reading
            .hits_at(first)
            .iter()
            .any(|hit| matches!(hit.meaning, Meaning::Report(report) if report.kind != ReportKind::Verb));
        if opens_with_source {
            return None;
        }
        // A verb that much follows has its content after it.
        let sentence_end = self.reading.sentence(self.reading.sentence_of(cue.tokens.start)).tokens.end;
        let rest = (cue.tokens.end..sentence_end).take_while(|at| !self.reading.is_mark(*at, &[",", ":"])).count();
        let bare = self.reading.lexicon.grammar.bare_clauses;
        if rest > if bare { WORDS_TO_SUBJECT } else { 3 * WORDS_TO_SUBJECT } {
            return None;
        }
        let clear = between.is_empty()
            || subject.is_some_and(|subject| subject.tokens.start == between.start)
            || between.len() <= 2 && between.clone().all(|token| !self.reading.words[token].finite);
        clear.then_some(comma)
    }

    /// Where the bare words begin that a verb has as content: after whom it is addressed to.
    pub(super) fn object_start(&self, cue: &Cue, end: usize) -> usize {
        let skips = matches!(cue.report.act, StatementAct::Demand | StatementAct::Request);
        self.mentions
            .iter()
            .find(|mention| skips && mention.tokens.start == cue.tokens.end && mention.tokens.end < end)
            .map_or(cue.tokens.end, |mention| mention.tokens.end)
    }
}
