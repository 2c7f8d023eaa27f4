//! Speech in quotation marks or after a dash, and who is told to have said it: before it, after it, or between its parts.

use std::ops::Range;

use super::{Attribution, Cue, Finder, WORDS_TO_SUBJECT};
use crate::document::{Marks, Quotation};
use crate::event::v1::{ActorKind, StatementAct, StatementForm};
use crate::extract::actor::Mention;
use crate::extract::reading::DASHES;
use crate::extract::trace::Origin;
use crate::lexicon::{Frame, Meaning, Report, ReportKind};
use crate::linguistics::{Case, Person};

/// Words that make a quotation speech and not a name or a term.
const WORDS_OF_SPEECH: usize = 4;

/// Quoted words that start with a capital are a name where they are no more than this.
const WORDS_OF_A_NAME: usize = 6;

impl Finder<'_, '_> {
    /// The outermost quotations of a sentence that hold speech. Dialogue does where somebody is told to have said it; else
    /// the dash opens an item of a list, and what is quoted in it is read.
    pub(super) fn speech<'f>(
        &'f self,
        sentence: usize,
        tokens: &Range<usize>,
        cues: &'f [Cue],
    ) -> impl Iterator<Item = &'f Quotation> {
        let (first, last) = (tokens.start, tokens.end);
        let quotations = self.reading.quotations(sentence);
        let dialogue = quotations
            .first()
            .is_some_and(|quotation| quotation.marks == Marks::Dash && self.inserted(cues, quotation).is_some());
        quotations.iter().filter(move |quotation| {
            let outermost = if dialogue {
                quotation.depth == 0
            } else {
                quotation.marks != Marks::Dash && self.reading.document.is_outermost(quotation)
            };
            if !outermost || last < quotation.outer.end {
                return false;
            }
            let words = quotation.inner.clone().filter(|token| self.is_word(*token)).take(WORDS_OF_SPEECH).count();
            let after_colon = quotation.outer.start > first && self.reading.is_mark(quotation.outer.start - 1, &[":"]);
            let after = self.skip_marks(quotation.outer.end, last);
            let before_dash = after > quotation.outer.end
                && self.reading.is_mark(after - 1, DASHES)
                && cues.iter().any(|cue| cue.tokens.start == after);
            words == WORDS_OF_SPEECH || (after_colon || before_dash) && words > 0
        })
    }

    pub(super) fn direct(
        &mut self,
        sentence: usize,
        tokens: &Range<usize>,
        cues: &[Cue],
        quotation: &Quotation,
        used: &mut Vec<usize>,
    ) {
        let open_cues = self.with_any_verb(cues, quotation, tokens);
        let cues = open_cues.as_slice();
        if let Some((index, insert)) = self.inserted(cues, quotation) {
            used.push(index);
            let content = [quotation.inner.start..insert.start, insert.end..quotation.inner.end];
            let speaker = self.teller(&cues[index], insert.clone(), sentence);
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
        if let Some(index) = self.parted_by_comma(cues, quotation, used) {
            let cue = &cues[index];
            let speaker = self.speaker(cue, &(tokens.start..quotation.outer.start), sentence);
            used.push(index);
            self.push_direct(sentence, cue, speaker, vec![quotation.inner.clone()], "verb_then_quotation");
            return;
        }
        if let Some(index) = following.filter(|index| !preceded && !used.contains(index)) {
            let cue = &cues[index];
            // The mark that ends the speech stands after the quotation in Russian, in it in English.
            let apart =
                after > quotation.outer.end || self.reading.is_mark(quotation.inner.end - 1, &[",", "!", "?", "…"]);
            if apart && !self.is_fragment(quotation, tokens.start) && self.complement(cue, tokens.end).is_none() {
                used.push(index);
                let speaker = self.teller(cue, after..tokens.end, sentence);
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
                let speaker = self.speaker(&cue, &clause, sentence);
                if self.complement(&cue, colon).is_none() {
                    used.push(index);
                }
                self.push_direct(sentence, &cue, speaker, vec![quotation.inner.clone()], "verb_colon_quotation");
            } else if let Some(speaker) = self.subject_before_colon(colon, clause) {
                let attribution = Attribution {
                    sentence,
                    speaker: Some(speaker),
                    cue: None,
                    act: StatementAct::Say,
                    content: vec![self.reading.trimmed(quotation.inner.clone())],
                    form: StatementForm::Direct,
                    negated: false,
                    calls_something: false,
                    addressee: None,
                    occasion: None,
                    rule: "name_colon_quotation",
                };
                self.found.push(attribution);
            }
        }
    }

    /// A reporting verb that only a comma parts from the quotation after it: «X подчеркнул, "…"».
    fn parted_by_comma(&self, cues: &[Cue], quotation: &Quotation, used: &[usize]) -> Option<usize> {
        let comma = quotation.outer.start.checked_sub(1).filter(|comma| self.reading.is_mark(*comma, &[","]))?;
        let index = cues.iter().position(|cue| cue.tokens.end == comma && cue.report.kind == ReportKind::Verb)?;
        let long = quotation.inner.clone().filter(|token| self.is_word(*token)).take(WORDS_OF_SPEECH).count();
        (!used.contains(&index) && self.knows_grammar() && long == WORDS_OF_SPEECH).then_some(index)
    }

    /// Quoted words inside a clause that is told in other words: «Утверждения о том, что "…", ложны, подчеркнул X»,
    /// «Пошлины введут, "может, и раньше", написал X».
    fn is_fragment(&self, quotation: &Quotation, first: usize) -> bool {
        let start = quotation.outer.start;
        let before = (first..start).rev().find(|at| !self.reading.is_mark(*at, &[","]));
        let told = |at: usize| self.is_word(at) && !self.reading.is_quoted(at);
        let after = self.skip_marks(quotation.outer.end, self.reading.words.len());
        let dash = (quotation.outer.end..after).any(|at| self.reading.is_mark(at, DASHES));
        let subordinate = start > first
            && self.reading.hits_at(start - 1).iter().any(|hit| matches!(hit.meaning, Meaning::Complementizer));
        self.knows_grammar() && before.is_some_and(told) && after > quotation.outer.end && (subordinate || !dash)
    }

    /// How words that stand in a clause are told: in quotation marks all of them, some of them, or none but names.
    pub(super) fn form(&self, content: &[Range<usize>]) -> StatementForm {
        let words = || content.iter().cloned().flatten().filter(|token| self.is_word(*token));
        let name = |token: usize| {
            let quotations = self.reading.quotations(self.reading.sentence_of(token));
            quotations.iter().any(|quotation| {
                quotation.outer.contains(&token)
                    && quotation.inner.len() <= WORDS_OF_A_NAME
                    && self.reading.words[quotation.inner.start].capitalised
            })
        };
        if words().all(|token| self.reading.is_quoted(token)) {
            StatementForm::Direct
        } else if words().any(|token| self.reading.is_quoted(token) && !name(token)) {
            StatementForm::Mixed
        } else {
            StatementForm::Indirect
        }
    }

    /// The subject of a clause that ends in a colon and a quotation, whatever its verb: «X не стал ждать: "…"».
    fn subject_before_colon(&self, colon: usize, clause: Range<usize>) -> Option<Mention> {
        let verb = clause.clone().rev().find(|token| self.is_predicate(*token) && !self.reading.is_quoted(*token));
        let verb = verb.map_or(colon..colon, |verb| verb..verb + 1);
        self.subject_between(&verb, clause)
    }

    /// Who is told to have said it, in a clause beside a quotation.
    fn teller(&self, cue: &Cue, clause: Range<usize>, sentence: usize) -> Option<Mention> {
        if cue.report.kind == ReportKind::Relay {
            return self.relayed(cue, &clause, sentence);
        }
        self.speaker_after(&cue.tokens, clause.end)
            .or_else(|| self.subject_between(&cue.tokens, clause.start..cue.tokens.start))
            .or_else(|| self.place_speaker(cue, clause))
    }

    /// Whose words somebody passes on: «приводит слова X», else whoever spoke last.
    fn relayed(&self, cue: &Cue, clause: &Range<usize>, sentence: usize) -> Option<Mention> {
        // «цитирует телеканал представителя X», «приводит Y слова X».
        let cited = self.phrases.iter().find(|phrase| {
            cue.tokens.end <= phrase.tokens.start
                && clause.contains(&phrase.head)
                && phrase.preposition.is_none()
                && matches!(phrase.case, Some(Case::Accusative | Case::Genitive))
                && phrase.animate == Some(true)
                && self.can_speak(phrase)
        });
        if let Some(cited) = cited {
            return Some(self.mention_of(cited));
        }
        let named = self.mentions.iter().find(|mention| {
            mention.tokens.start == cue.tokens.end
                && clause.contains(&mention.tokens.start)
                && mention.identity.is_told()
                && !mention.identity.outlet
        });
        // «цитирует агентство Иванова», «приводит газета слова Иванова»
        let further = || {
            self.mentions.iter().find(|mention| {
                cue.tokens.end <= mention.tokens.start
                    && clause.contains(&mention.tokens.start)
                    && mention.identity.kind == ActorKind::Person
                    && mention.identity.is_named()
                    && !mention.subject
                    && !mention.after_preposition
            })
        };
        named.or_else(further).cloned().or_else(|| self.last_speaker(sentence))
    }

    /// The reporting expressions, and a verb that a quotation makes one: beside it any verb with a subject that can speak
    /// tells who said it («…», — улыбнулся X).
    fn with_any_verb(&self, cues: &[Cue], quotation: &Quotation, tokens: &Range<usize>) -> Vec<Cue> {
        let mut all = cues.to_vec();
        if !self.knows_grammar() {
            return all;
        }
        let dashes = quotation.inner.clone().chain(quotation.outer.end..tokens.end.min(quotation.outer.end + 3));
        for dash in dashes.filter(|at| self.reading.is_mark(*at, DASHES)) {
            let verb = (dash + 1..tokens.end.min(dash + 3)).find(|at| self.is_predicate(*at));
            let Some(verb) = verb.filter(|verb| !cues.iter().any(|cue| cue.tokens.contains(verb))) else { continue };
            let third_person = self.reading.words[verb].grammemes.person.is_none_or(|person| person == Person::Third);
            let after_speech =
                dash > 0 && self.reading.is_mark(dash - 1, &[",", "!", "?", "…", "...", ".", "»", "\"", "”"]);
            let set_in = self.reading.is_quoted(dash);
            if third_person
                && after_speech
                && self
                    .weighed_subject(&(verb..verb + 1), &(verb + 1..tokens.end))
                    .is_some_and(|speaker| set_in == self.reading.is_quoted(speaker.tokens.start))
            {
                let report = Report { act: StatementAct::Say, kind: ReportKind::Verb, frame: Frame::default() };
                all.push(Cue { tokens: verb..verb + 1, report });
            }
        }
        all
    }

    /// An attribution inside the quotation marks: «A, — said X. — B».
    pub(super) fn inserted(&self, cues: &[Cue], quotation: &Quotation) -> Option<(usize, Range<usize>)> {
        let inner = quotation.inner.clone();
        for (index, cue) in cues.iter().enumerate() {
            if !inner.contains(&cue.tokens.start) {
                continue;
            }
            let dash = (inner.start + 1..cue.tokens.start).rev().take(3).find(|at| self.reading.is_mark(*at, DASHES));
            let Some(dash) = dash else { continue };
            if !self.reading.is_mark(dash - 1, &[",", ".", "!", "?", "…"]) {
                continue;
            }
            let end = (cue.tokens.end..inner.end.saturating_sub(1))
                .find(|at| self.reading.is_mark(*at, &[".", ","]) && self.reading.is_mark(*at + 1, DASHES));
            return Some((index, dash..end.map_or(inner.end, |end| end + 2)));
        }
        None
    }

    pub(super) fn push_direct(
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
        let speaker = speaker.or_else(|| {
            self.last_speaker(sentence).inspect(|_| self.reading.trace.told(&cue.tokens, Origin::LastSpeaker))
        });
        self.record(sentence, cue, speaker, content, StatementForm::Direct, rule);
    }

    /// A sentence that is nothing but a quotation goes on with the last speaker's words.
    pub(super) fn continued(&mut self, sentence: usize, tokens: &Range<usize>, speech: &[Quotation]) {
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
                calls_something: false,
                addressee: None,
                occasion: None,
                speaker: last.speaker.clone(),
            };
            self.found.push(attribution);
        }
    }

    /// The clause of the part before a colon: back to the full stop or quotation before it.
    pub(super) fn clause_before(&self, colon: usize, first: usize) -> Range<usize> {
        let start = (first..colon).rev().find(|at| self.reading.is_mark(*at, &["»", ";", "”", "\""]));
        start.map_or(first, |at| at + 1)..colon
    }

    pub(super) fn skip_marks(&self, mut at: usize, end: usize) -> usize {
        while at < end && (self.reading.is_mark(at, &[",", ".", "!", "?"]) || self.reading.is_mark(at, DASHES)) {
            at += 1;
        }
        at
    }

    pub(super) fn unbroken(&self, tokens: Range<usize>) -> bool {
        !tokens.into_iter().any(|token| self.reading.is_mark(token, &[".", ";", ":", "«", "\""]))
    }
}
