//! Who says what: finds every attribution, that is one speaker, one reporting expression, one content.

use std::ops::Range;

use super::actor::{Mention, of_sentence};
use super::reading::{DASHES, Hit, Reading};
use crate::document::{Quotation, TokenKind};
use crate::event::v1::{StatementAct, StatementForm};
use crate::lexicon::{Frame, Meaning, Report, ReportKind};

/// Tokens between an inverted verb and its subject ("said to journalists the spokesman X"), at most.
const WORDS_TO_SUBJECT: usize = 6;
/// Words that make a quotation speech and not a name or a term.
const WORDS_OF_SPEECH: usize = 4;

/// One speaker, one reporting expression, one content.
#[derive(Clone, Debug)]
pub(super) struct Attribution {
    pub(super) sentence: usize,
    /// `None` where the speaker cannot be told.
    pub(super) speaker: Option<Mention>,
    pub(super) cue: Option<Range<usize>>,
    pub(super) act: StatementAct,
    pub(super) content: Vec<Range<usize>>,
    pub(super) form: StatementForm,
    pub(super) negated: bool,
    pub(super) addressee: Option<Mention>,
    /// Name of the rule that found it.
    pub(super) rule: &'static str,
}

/// Finds the attributions of an article, in the order of the text.
pub(super) fn find(reading: &Reading<'_>, mentions: &[Mention]) -> Vec<Attribution> {
    let mut finder = Finder { reading, mentions: &[], found: Vec::new() };
    for sentence in 0..reading.document.sentences.len() {
        finder.mentions = of_sentence(mentions, sentence);
        finder.read(sentence);
    }
    finder.found
}

/// The attributions made in some sentences, out of all attributions in the order of the text.
pub(super) fn of_sentences(all: &[Attribution], sentences: std::ops::RangeInclusive<usize>) -> &[Attribution] {
    let first = all.partition_point(|attribution| attribution.sentence < *sentences.start());
    let last = all.partition_point(|attribution| attribution.sentence <= *sentences.end());
    &all[first..last]
}

struct Finder<'r, 'a> {
    reading: &'r Reading<'a>,
    /// The mentions of the sentence that is read.
    mentions: &'r [Mention],
    found: Vec<Attribution>,
}

/// A reporting expression at a place.
#[derive(Clone, Debug)]
struct Cue {
    tokens: Range<usize>,
    report: Report,
}

impl Finder<'_, '_> {
    fn read(&mut self, sentence: usize) {
        let tokens = self.reading.sentence(sentence).tokens.clone();
        let cues = self.cues(sentence);
        let speech: Vec<_> = self.speech(sentence, &tokens).cloned().collect();
        let mut used: Vec<usize> = Vec::new();
        let before = self.found.len();
        for quotation in &speech {
            self.direct(sentence, &tokens, &cues, quotation, &mut used);
        }
        for (index, cue) in cues.iter().enumerate() {
            if !used.contains(&index) && !self.reading.is_quoted(cue.tokens.start) {
                self.indirect(sentence, &tokens, &cues, index);
            }
        }
        if self.found.len() == before && !speech.is_empty() {
            self.continued(sentence, &tokens, &speech);
        }
        self.found[before..].sort_by_key(|attribution| attribution.content.first().map(|span| span.start));
    }

    fn cues(&self, sentence: usize) -> Vec<Cue> {
        let mut cues: Vec<Cue> = Vec::new();
        for Hit { tokens, meaning } in self.reading.hits(sentence) {
            let Meaning::Report(report) = meaning else { continue };
            let fits = report.kind != ReportKind::Verb || self.reading.words[tokens.start].finite;
            if fits && cues.last().is_none_or(|last| last.tokens.end <= tokens.start) {
                cues.push(Cue { tokens: tokens.clone(), report: *report });
            }
        }
        cues
    }

    /// The outermost quotations of a sentence that hold speech.
    fn speech(&self, sentence: usize, tokens: &Range<usize>) -> impl Iterator<Item = &Quotation> {
        let (first, last) = (tokens.start, tokens.end);
        self.reading.quotations(sentence).iter().filter(move |quotation| {
            if quotation.depth > 0 || last < quotation.outer.end {
                return false;
            }
            let words = quotation.inner.clone().filter(|token| self.is_word(*token)).take(WORDS_OF_SPEECH).count();
            let after_colon = quotation.outer.start > first && self.reading.is_mark(quotation.outer.start - 1, &[":"]);
            words == WORDS_OF_SPEECH || after_colon && words > 0
        })
    }

    fn is_word(&self, token: usize) -> bool {
        self.reading.document.tokens[token].kind == TokenKind::Word
    }

    fn direct(
        &mut self,
        sentence: usize,
        tokens: &Range<usize>,
        cues: &[Cue],
        quotation: &Quotation,
        used: &mut Vec<usize>,
    ) {
        if let Some((index, insert)) = self.inserted(cues, quotation) {
            used.push(index);
            let content = [quotation.inner.start..insert.start, insert.end..quotation.inner.end];
            let speaker = self.speaker_after(&cues[index].tokens, insert.end);
            self.push_direct(sentence, &cues[index], speaker, content.to_vec(), "quotation_split");
            return;
        }
        // «A», — said X[. «B»]
        let after = self.skip_marks(quotation.outer.end, tokens.end);
        let following = cues.iter().position(|cue| {
            cue.tokens.start >= after
                && cue.tokens.start <= after + WORDS_TO_SUBJECT
                && self.unbroken(after..cue.tokens.start)
        });
        let preceded = quotation.outer.start > tokens.start && self.reading.is_mark(quotation.outer.start - 1, &[":"]);
        if let Some(index) = following.filter(|index| !preceded && !used.contains(index)) {
            let cue = &cues[index];
            // The mark that ends the speech stands after the quotation in Russian, in it in English.
            let apart =
                after > quotation.outer.end || self.reading.is_mark(quotation.inner.end - 1, &[",", "!", "?", "…"]);
            if apart && self.complement(cue, tokens.end).is_none() {
                used.push(index);
                let speaker = self
                    .speaker_after(&cue.tokens, tokens.end)
                    .or_else(|| self.subject_between(after..cue.tokens.start));
                self.push_direct(sentence, cue, speaker, vec![quotation.inner.clone()], "quotation_then_verb");
                return;
            }
        }
        if preceded {
            let colon = quotation.outer.start - 1;
            let clause = self.clause_before(colon, tokens.start);
            let index = cues.iter().rposition(|cue| clause.start <= cue.tokens.start && cue.tokens.end <= colon);
            if let Some(index) = index {
                let cue = cues[index].clone();
                let speaker = self.speaker(&cue, &clause, sentence, false);
                if self.complement(&cue, colon).is_none() {
                    used.push(index);
                }
                self.push_direct(sentence, &cue, speaker, vec![quotation.inner.clone()], "verb_colon_quotation");
            } else if let Some(speaker) = self.subject_between(clause) {
                let attribution = Attribution {
                    sentence,
                    speaker: Some(speaker),
                    cue: None,
                    act: StatementAct::Say,
                    content: vec![self.reading.trimmed(quotation.inner.clone())],
                    form: StatementForm::Direct,
                    negated: false,
                    addressee: None,
                    rule: "name_colon_quotation",
                };
                self.found.push(attribution);
            }
        }
    }

    /// An attribution inside the quotation marks: «A, — said X. — B».
    fn inserted(&self, cues: &[Cue], quotation: &Quotation) -> Option<(usize, Range<usize>)> {
        let inner = quotation.inner.clone();
        for (index, cue) in cues.iter().enumerate() {
            if !inner.contains(&cue.tokens.start) {
                continue;
            }
            let dash =
                (inner.start + 1..cue.tokens.start).rev().take(3).find(|at| self.reading.is_mark(*at, DASHES))?;
            if !self.reading.is_mark(dash - 1, &[",", ".", "!", "?", "…"]) {
                continue;
            }
            let end = (cue.tokens.end..inner.end.saturating_sub(1))
                .find(|at| self.reading.is_mark(*at, &[".", ","]) && self.reading.is_mark(*at + 1, DASHES));
            return Some((index, dash..end.map_or(inner.end, |end| end + 2)));
        }
        None
    }

    fn push_direct(
        &mut self,
        sentence: usize,
        cue: &Cue,
        speaker: Option<Mention>,
        content: Vec<Range<usize>>,
        rule: &'static str,
    ) {
        let content: Vec<_> =
            content.into_iter().map(|span| self.reading.trimmed(span)).filter(|span| !span.is_empty()).collect();
        if content.is_empty() {
            return;
        }
        let speaker = speaker.or_else(|| self.last_speaker(sentence));
        self.found.push(Attribution {
            sentence,
            addressee: self.addressee(cue, speaker.as_ref()),
            speaker,
            cue: Some(cue.tokens.clone()),
            act: cue.report.act,
            content,
            form: StatementForm::Direct,
            negated: self.is_negated(cue),
            rule,
        });
    }

    /// A sentence that is nothing but a quotation goes on with the last speaker's words.
    fn continued(&mut self, sentence: usize, tokens: &Range<usize>, speech: &[Quotation]) {
        let whole = self.reading.trimmed(tokens.clone());
        let [quotation] = speech else { return };
        let Some(last) = self.found.last() else { return };
        let near = self.reading.sentence(sentence).paragraph <= self.reading.sentence(last.sentence).paragraph + 1;
        let quotation_fills = quotation.outer.start <= whole.start && whole.end <= quotation.outer.end;
        if near && quotation_fills && last.form != StatementForm::Indirect {
            let content = vec![self.reading.trimmed(quotation.inner.clone())];
            let form = StatementForm::Direct;
            let attribution = Attribution {
                sentence,
                content,
                form,
                rule: "quotation_goes_on",
                cue: None,
                act: StatementAct::Say,
                negated: false,
                addressee: None,
                speaker: last.speaker.clone(),
            };
            self.found.push(attribution);
        }
    }

    fn indirect(&mut self, sentence: usize, tokens: &Range<usize>, cues: &[Cue], index: usize) {
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
            if let Some(previous) =
                sentence.checked_sub(1).map(|previous| self.reading.sentence(previous).tokens.clone())
            {
                let speaker = self.speaker(&cue, &clause, sentence, true);
                self.push(sentence, &cue, speaker, &[previous], "about_this");
            }
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
    fn according(&mut self, sentence: usize, tokens: &Range<usize>, cue: &Cue) {
        let speaker = self
            .mentions
            .iter()
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

    fn push(
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
        self.found.push(Attribution {
            sentence,
            addressee: self.addressee(cue, speaker.as_ref()),
            speaker,
            cue: Some(cue.tokens.clone()),
            act: cue.report.act,
            content,
            form: if mixed { StatementForm::Mixed } else { StatementForm::Indirect },
            negated: self.is_negated(cue),
            rule,
        });
    }

    fn is_negated(&self, cue: &Cue) -> bool {
        let sentence = self.reading.sentence_of(cue.tokens.start);
        self.reading
            .hits(sentence)
            .iter()
            .any(|hit| matches!(hit.meaning, Meaning::Negation) && hit.tokens.end == cue.tokens.start)
    }

    /// The start of the clause that a reporting expression opens with "that" or the like.
    fn complement(&self, cue: &Cue, end: usize) -> Option<usize> {
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
    fn content_end(&self, start: usize, end: usize, next: &[Cue]) -> usize {
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

    /// "X admitted: A", with no quotation marks: where A starts.
    fn colon_after(&self, cue: &Cue, end: usize) -> Option<usize> {
        let colon = (cue.tokens.end..end.min(cue.tokens.end + WORDS_TO_SUBJECT))
            .take_while(|at| !self.reading.is_mark(*at, &[","]))
            .find(|at| self.reading.is_mark(*at, &[":"]))?;
        (colon + 1 < end && !self.reading.is_quoted(colon + 1)).then_some(colon + 1)
    }

    fn as_before(&self, sentence: usize, cue: &Cue, first: usize) -> Option<usize> {
        self.reading.hits(sentence).iter().rev().find_map(|hit| {
            let near = hit.tokens.end <= cue.tokens.start && cue.tokens.start - hit.tokens.end <= WORDS_TO_SUBJECT;
            let opens = hit.tokens.start == first || self.reading.is_mark(hit.tokens.start - 1, &[",", "(", "—", "–"]);
            let unbroken = !(hit.tokens.end..cue.tokens.start).any(|token| self.reading.is_mark(token, &[","]));
            (matches!(hit.meaning, Meaning::As) && near && opens && unbroken).then_some(hit.tokens.start)
        })
    }

    fn about_this(&self, sentence: usize, cue: &Cue) -> bool {
        self.reading.hits(sentence).iter().any(|hit| {
            matches!(hit.meaning, Meaning::AboutThis)
                && (hit.tokens.end <= cue.tokens.start && cue.tokens.start - hit.tokens.end <= 2 * WORDS_TO_SUBJECT)
        })
    }

    /// The end of a content that stands before its verb: "A, said X", "A, X said".
    fn content_before(&self, cue: &Cue, first: usize) -> Option<usize> {
        let comma = (first + 1..cue.tokens.start).rev().take(WORDS_TO_SUBJECT + 2).find(|at| {
            self.reading.is_mark(*at, &[","]) && !self.mentions.iter().any(|mention| mention.tokens.contains(at))
        })?;
        let between = self.skip_marks(comma, cue.tokens.start)..cue.tokens.start;
        let subject = self.subject_between(between.clone());
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
    fn object_start(&self, cue: &Cue, end: usize) -> usize {
        let skips = matches!(cue.report.act, StatementAct::Demand | StatementAct::Request);
        self.mentions
            .iter()
            .find(|mention| skips && mention.tokens.start == cue.tokens.end && mention.tokens.end < end)
            .map_or(cue.tokens.end, |mention| mention.tokens.end)
    }

    fn speaker(&self, cue: &Cue, clause: &Range<usize>, sentence: usize, inverted: bool) -> Option<Mention> {
        let before = || self.subject_before(cue, clause);
        let after = || self.speaker_after(&cue.tokens, clause.end);
        let placed = || self.place_speaker(cue, clause.start..cue.tokens.end + WORDS_TO_SUBJECT);
        let found =
            if inverted { after().or_else(before).or_else(placed) } else { before().or_else(placed).or_else(after) };
        found.or_else(|| self.elided(cue, sentence))
    }

    /// The subject after an inverted verb.
    fn speaker_after(&self, cue: &Range<usize>, end: usize) -> Option<Mention> {
        let limit = end.min(cue.end + WORDS_TO_SUBJECT);
        self.mentions
            .iter()
            .find(|mention| {
                mention.tokens.start >= cue.end
                    && mention.tokens.start < limit
                    && mention.subject
                    && !mention.after_preposition
                    && !(cue.end..mention.tokens.start).any(|token| self.reading.is_mark(token, &[",", ":", "«", "\""]))
            })
            .cloned()
    }

    /// The nearest subject before a verb that no other reporting verb has taken, outside quotations.
    fn subject_before(&self, cue: &Cue, clause: &Range<usize>) -> Option<Mention> {
        let candidates = self.mentions.iter().rev().filter(|mention| {
            mention.tokens.end <= cue.tokens.start
                && mention.tokens.start >= clause.start
                && mention.subject
                && !mention.after_preposition
                && !self.reading.is_quoted(mention.tokens.start)
        });
        let sentence = self.reading.sentence_of(cue.tokens.start);
        let taken = of_sentences(&self.found, sentence..=sentence)
            .iter()
            .rev()
            .find(|attribution| attribution.cue.as_ref().is_some_and(|tokens| tokens.end <= cue.tokens.start));
        let mut candidates = candidates.filter(|mention| {
            // "X said that A and stressed that B": what stands in A is no subject of "stressed".
            let joined = self.reading.lexicon.grammar.coordinators.contains(self.reading.lower(cue.tokens.start - 1));
            taken.filter(|_| joined).is_none_or(|attribution| {
                attribution.speaker.as_ref().is_some_and(|speaker| speaker.tokens == mention.tokens)
            })
        });
        candidates.next().cloned()
    }

    fn subject_between(&self, tokens: Range<usize>) -> Option<Mention> {
        self.mentions
            .iter()
            .find(|mention| {
                tokens.start <= mention.tokens.start
                    && mention.tokens.end <= tokens.end
                    && mention.subject
                    && !mention.after_preposition
            })
            .cloned()
    }

    /// "In the Kremlin they said": a place with a verb in the plural.
    fn place_speaker(&self, cue: &Cue, clause: Range<usize>) -> Option<Mention> {
        if !self.reading.words[cue.tokens.start].plural_verb {
            return None;
        }
        let places = &self.reading.lexicon.grammar.place_prepositions;
        self.mentions
            .iter()
            .filter(|mention| clause.start < mention.tokens.start && mention.tokens.end <= clause.end)
            .rfind(|mention| mention.after_preposition && places.contains(self.reading.lower(mention.tokens.start - 1)))
            .cloned()
    }

    /// A verb without a subject of its own goes on with the last speaker.
    fn elided(&self, cue: &Cue, sentence: usize) -> Option<Mention> {
        let first = self.reading.sentence(sentence).tokens.start;
        let joined = cue.tokens.start > first
            && self.reading.lexicon.grammar.coordinators.contains(self.reading.lower(cue.tokens.start - 1));
        if joined || cue.tokens.start <= first + 1 { self.last_speaker(sentence) } else { None }
    }

    fn last_speaker(&self, sentence: usize) -> Option<Mention> {
        let last = self.found.last()?;
        let near = self.reading.sentence(sentence).paragraph <= self.reading.sentence(last.sentence).paragraph + 1;
        last.speaker.clone().filter(|_| near)
    }

    fn addressee(&self, cue: &Cue, speaker: Option<&Mention>) -> Option<Mention> {
        self.mentions
            .iter()
            .find(|mention| {
                mention.tokens.start == cue.tokens.end
                    && !mention.subject
                    && speaker.is_none_or(|speaker| speaker.tokens != mention.tokens)
            })
            .cloned()
    }

    /// The clause of the part before a colon: back to the full stop or quotation before it.
    fn clause_before(&self, colon: usize, first: usize) -> Range<usize> {
        let start = (first..colon).rev().find(|at| self.reading.is_mark(*at, &["»", ";", "”", "\""]));
        start.map_or(first, |at| at + 1)..colon
    }

    fn skip_marks(&self, mut at: usize, end: usize) -> usize {
        while at < end && (self.reading.is_mark(at, &[",", ".", "!", "?"]) || self.reading.is_mark(at, DASHES)) {
            at += 1;
        }
        at
    }

    fn unbroken(&self, tokens: Range<usize>) -> bool {
        !tokens.into_iter().any(|token| self.reading.is_mark(token, &[".", ";", ":", "«", "\""]))
    }
}
