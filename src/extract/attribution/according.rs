//! "According to X": the source of words that stand around it, and how far they reach.

use std::ops::Range;

use super::{Cue, Finder};
use crate::extract::actor::Mention;
use crate::extract::trace::Reason;
use crate::lexicon::ReportKind;
use crate::linguistics::noun_phrases;

impl Finder<'_, '_> {
    /// "According to X, A", "A, according to X, B".
    pub(super) fn according(&mut self, sentence: usize, tokens: &Range<usize>, cue: &Cue, next: &[Cue]) {
        let speaker = match cue.report.kind {
            ReportKind::AccordingToLast => self.owner_of_words(sentence, cue),
            _ => self.source_after(sentence, cue),
        };
        let from = speaker.as_ref().map_or(cue.tokens.end, |speaker| speaker.tokens.end.max(cue.tokens.end));
        let end = (from..tokens.end).find(|at| self.reading.is_mark(*at, &[","])).unwrap_or(tokens.end);
        let opened = self.clause_opened_at(cue.tokens.start, tokens.start);
        let opened = opened.or_else(|| self.clause_around(cue.tokens.start, tokens.start, end, tokens.end));
        let start = opened.map_or(tokens.start, |conjunction| conjunction + 1);
        if speaker.is_some() {
            let content = [start..cue.tokens.start, end..self.content_end(end, tokens.end, next)];
            self.push(sentence, cue, speaker, &content, "according_to");
        } else {
            self.reading.trace.refuse(&cue.tokens, Reason::NoSpeaker);
        }
    }

    /// Where a main clause begins that a conjunction opens right before a place, and which is not the first: «A, однако,
    /// по словам X, B».
    pub(super) fn clause_opened_at(&self, place: usize, first: usize) -> Option<usize> {
        let before = (first..place).rev().find(|at| self.is_word(*at))?;
        let opened = self.reading.lexicon.grammar.coordinators.contains(self.reading.lower(before))
            && (before + 1..place).all(|at| self.reading.is_mark(at, &[","]));
        (opened && (first..before).any(|at| self.is_predicate(at))).then_some(before)
    }

    /// Where the main clause begins that a source is set into after its subject: «A, и Y, по словам X, B».
    fn clause_around(&self, place: usize, first: usize, from: usize, end: usize) -> Option<usize> {
        let coordinators = &self.reading.lexicon.grammar.coordinators;
        let is_comma = |at: usize| self.reading.is_mark(at, &[","]);
        let mut before =
            (first + 1..place).rev().skip_while(|at| is_comma(*at)).take_while(|at| !self.is_predicate(*at));
        let conjunction = before.find(|at| is_comma(at - 1) && coordinators.contains(self.reading.lower(*at)))?;
        let has_verb = |mut stretch: Range<usize>| stretch.any(|at| self.is_predicate(at));
        let whole = !(conjunction + 1..place.saturating_sub(1)).any(is_comma);
        (whole && has_verb(first..conjunction) && has_verb(from..end)).then_some(conjunction)
    }

    /// Whoever follows "according to".
    fn source_after(&self, sentence: usize, cue: &Cue) -> Option<Mention> {
        let near = cue.tokens.end..=cue.tokens.end + 2;
        let named = self
            .mentions
            .iter()
            .find(|mention| near.contains(&mention.tokens.start))
            .filter(|mention| mention.sentence == sentence);
        if self.knows_grammar() {
            let mut phrases = self.phrases.iter().filter(|phrase| {
                phrase.tokens.start < cue.tokens.end && cue.tokens.end < phrase.tokens.end
                    || near.contains(&phrase.tokens.start)
            });
            let source = phrases.find_map(|phrase| {
                let rest = phrase.tokens.start.max(cue.tokens.end)..phrase.tokens.end;
                noun_phrases(&self.reading.words, rest).into_iter().next().filter(|source| self.can_speak(source))
            });
            if let Some(source) = source {
                return Some(self.mention_of(&source));
            }
        }
        named.cloned()
    }
}
