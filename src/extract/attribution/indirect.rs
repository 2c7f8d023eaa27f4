//! Speech in the article's own words: the clause that a reporting expression opens, follows or is set into (`aside`).

use std::ops::Range;

use super::{Cue, Finder, WORDS_TO_SUBJECT, of_sentences};
use crate::event::v1::{StatementAct, StatementForm};
use crate::extract::actor::Mention;
use crate::extract::reading::Hit;
use crate::extract::trace::{Origin, Reason};
use crate::lexicon::{Meaning, Report, ReportKind};
use crate::linguistics::{Case, NounPhrase, Number, Relation, noun_phrases};

impl Finder<'_, '_> {
    pub(super) fn indirect(&mut self, sentence: usize, tokens: &Range<usize>, cues: &[Cue], index: usize) {
        let cue = cues[index].clone();
        let next = cues.get(index + 1..).unwrap_or_default();
        match cue.report.kind {
            ReportKind::According | ReportKind::AccordingToLast => self.according(sentence, tokens, &cue, next),
            ReportKind::Relay => self.reading.trace.refuse(&cue.tokens, Reason::RelaysNothing),
            ReportKind::Topic => {}
            ReportKind::Noun => self.told_by_noun(sentence, tokens, &cue, next),
            ReportKind::Verb | ReportKind::Predicate if !cue.report.frame.clause => {
                if self.about_this_before(sentence, &cue) || self.about_this_after(sentence, &cue) {
                    self.pointing_back(sentence, tokens, &cue);
                } else if !cue.report.frame.prepositions.is_empty() {
                    self.bare(sentence, &cue, tokens, next);
                } else {
                    self.reading.trace.refuse(&cue.tokens, Reason::PointsNowhere);
                }
            }
            ReportKind::Verb | ReportKind::Predicate => self.reported(sentence, tokens, &cue, next),
        }
    }

    /// What stands around a reporting verb, the surest frames first.
    fn reported(&mut self, sentence: usize, tokens: &Range<usize>, cue: &Cue, next: &[Cue]) {
        if self.subject_is_thing(&cue.tokens, tokens) {
            return self.reading.trace.refuse(&cue.tokens, Reason::SubjectCannotSpeak);
        }
        if let Some(clause) = self.clause_in_front(cue, tokens) {
            let speaker = self.speaker(cue, &(clause.end..tokens.end), sentence);
            self.push(sentence, cue, speaker, std::slice::from_ref(&clause), "verb_clause");
        } else if self.about_this_before(sentence, cue) {
            self.pointing_back(sentence, tokens, cue);
        } else if let Some(start) = self.colon_after(cue, tokens.end) {
            let speaker = self.speaker(cue, tokens, sentence);
            self.push(sentence, cue, speaker, std::slice::from_ref(&(start..tokens.end)), "verb_colon");
        } else if let Some(paragraph) = self.paragraph_after(cue, sentence, tokens) {
            let speaker = self.speaker(cue, tokens, sentence);
            self.push(sentence, cue, speaker, std::slice::from_ref(&paragraph), "verb_colon_paragraph");
        } else if let Some(start) = self.complement(cue, tokens.end) {
            if self.belongs_to_noun(cue, start) {
                return self.reading.trace.refuse(&cue.tokens, Reason::WordsOfAnother);
            }
            let end = self.content_end(start, tokens.end, next);
            // Nobody in the content is the subject of its verb.
            let speaker = self.speaker(cue, &(tokens.start..start), sentence);
            let cue = &self.with_act_of_noun(cue, start);
            self.push(sentence, cue, speaker, std::slice::from_ref(&(start..end)), "verb_clause");
        } else if let Some(start) = self.as_before(sentence, cue, tokens.start) {
            let end = self.aside_end_past_gerund(cue, tokens.end);
            let speaker = self.aside_speaker(cue, start..end);
            if speaker.is_none() && self.knows_grammar() && self.is_impersonal(cue) {
                // «как сообщалось»: the article itself, earlier.
                return self.reading.trace.refuse(&cue.tokens, Reason::Impersonal);
            }
            let speaker = speaker.or_else(|| self.elided(cue, sentence));
            self.push(sentence, cue, speaker, &[tokens.start..start, end..tokens.end], "as_reported");
        } else if let Some((content, speaker)) = self.set_into(cue, tokens) {
            self.push(sentence, cue, Some(speaker), &content, "clause_then_verb");
        } else if self.about_this_after(sentence, cue) {
            self.pointing_back(sentence, tokens, cue);
        } else {
            self.bare(sentence, cue, tokens, next);
        }
    }

    /// «О том, что …, сообщил X»: the clause that opens the sentence, up to the comma before the verb.
    fn clause_in_front(&self, cue: &Cue, tokens: &Range<usize>) -> Option<Range<usize>> {
        let at_start = self.reading.hits_at(tokens.start).iter();
        let opener = at_start.into_iter().find(|hit| matches!(hit.meaning, Meaning::ClauseInFront))?;
        let comma =
            (opener.tokens.end..cue.tokens.start).rev().find(|at| self.reading.is_mark(*at, &[",", "—", "–"]))?;
        let whole = (opener.tokens.end..comma).any(|at| self.is_predicate(at))
            && !(comma..cue.tokens.start).any(|at| self.is_predicate(at));
        whole.then_some(opener.tokens.end..comma)
    }

    /// «комментируя слова X о том, что …»: the clause is the content of a noun that has a holder of its own.
    fn belongs_to_noun(&self, cue: &Cue, start: usize) -> bool {
        let between = cue.tokens.end..start;
        let held = |noun: usize| {
            let genitive = noun_phrases(&self.reading.words, noun + 1..start).into_iter().next();
            genitive.is_some_and(|holder| {
                holder.tokens.start == noun + 1 && holder.case == Some(Case::Genitive) && self.can_speak(&holder)
            })
        };
        self.knows_grammar()
            && self.reading.hits_within(&between).any(|hit| {
                matches!(hit.meaning, Meaning::Report(report) if report.kind == ReportKind::Noun)
                    && held(hit.tokens.end - 1)
            })
    }

    /// «высказал опасение, что …»: where the verb tells nothing of what is done, its noun may.
    fn with_act_of_noun(&self, cue: &Cue, start: usize) -> Cue {
        let between = cue.tokens.end..start;
        let noun = self.reading.hits_within(&between).find_map(|hit| match hit.meaning {
            Meaning::Report(report) if report.kind == ReportKind::Noun => Some(report.act),
            _ => None,
        });
        let act = noun.filter(|_| cue.report.act == StatementAct::Say).unwrap_or(cue.report.act);
        Cue { report: Report { act, ..cue.report.clone() }, ..cue.clone() }
    }

    /// "X spoke of this", "with this threat came X": what stands in the sentence before.
    fn pointing_back(&mut self, sentence: usize, tokens: &Range<usize>, cue: &Cue) {
        let previous = sentence.checked_sub(1).filter(|previous| !self.reading.is_headline(*previous));
        if let Some(previous) = previous.map(|previous| self.reading.sentence(previous).tokens.clone()) {
            let speaker = self.speaker(cue, tokens, sentence);
            if self.has_said_it(speaker.as_ref(), sentence - 1, &previous) {
                return self.reading.trace.refuse(&cue.tokens, Reason::PointsNowhere);
            }
            let cue = &self.with_act_pointed_at(sentence, cue);
            self.push(sentence, cue, speaker, &[previous], "about_this");
        } else {
            self.reading.trace.refuse(&cue.tokens, Reason::PointsNowhere);
        }
    }

    /// «с такой угрозой выступил»: the noun that points back tells what is done.
    fn with_act_pointed_at(&self, sentence: usize, cue: &Cue) -> Cue {
        let pointing = self.reading.hits(sentence).iter().filter(|hit| matches!(hit.meaning, Meaning::AboutThis));
        let act = pointing.flat_map(|hit| self.reading.hits_within(&hit.tokens)).find_map(|hit| match hit.meaning {
            Meaning::Report(report) if report.kind == ReportKind::Noun => Some(report.act),
            _ => None,
        });
        let act = act.filter(|_| cue.report.act == StatementAct::Say).unwrap_or(cue.report.act);
        Cue { report: Report { act, ..cue.report.clone() }, ..cue.clone() }
    }

    /// Whether a sentence already ends in somebody's words: "X promised A. X told of this on Monday."
    fn has_said_it(&self, speaker: Option<&Mention>, sentence: usize, tokens: &Range<usize>) -> bool {
        of_sentences(&self.found, sentence..=sentence).iter().any(|found| {
            let same = found
                .speaker
                .as_ref()
                .zip(speaker)
                .is_some_and(|(one, other)| one.identity.key() == other.identity.key());
            same && found.content.last().is_some_and(|content| content.end + 2 >= tokens.end)
        })
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
            .filter(|span| span.clone().any(|token| self.is_word(token)))
            .collect();
        if matches!(rule, "as_reported" | "clause_then_verb") && content.iter().all(|span| self.only_points_back(span))
        {
            return self.reading.trace.refuse(&cue.tokens, Reason::PointsNowhere);
        }
        let words = content.iter().cloned().flatten().filter(|token| self.is_word(*token)).count();
        if words == 0 || words == 1 && rule != "verb_about" {
            return self.reading.trace.refuse(&cue.tokens, Reason::ContentTooShort);
        }
        let impersonal = self.knows_grammar() && cue.report.kind == ReportKind::Verb && self.is_impersonal(cue);
        // What nobody is told to have said is whoever's spoke last, and nobody's where nobody did.
        let plural = self.reading.words[self.main_verb(&cue.tokens)].grammemes.number == Some(Number::Plural);
        let other = plural || self.is_of_another_time(cue);
        let speaker = speaker.or_else(|| {
            let last = self.last_speaker(sentence).filter(|_| impersonal && !other);
            last.inspect(|_| self.reading.trace.told(&cue.tokens, Origin::LastSpeaker))
        });
        if speaker.is_none() && impersonal {
            return self.reading.trace.refuse(&cue.tokens, Reason::Impersonal);
        }
        let form = match (rule, self.form(&content)) {
            ("verb_colon_paragraph", _) => StatementForm::Direct,
            // "That" belongs to a clause in the reporter's words, however much of it is quoted.
            ("verb_clause", StatementForm::Direct) => StatementForm::Mixed,
            (_, form) => form,
        };
        self.record(sentence, cue, speaker, content, form, rule);
    }

    /// "X admitted: A", with no quotation marks: where A starts.
    pub(super) fn colon_after(&self, cue: &Cue, end: usize) -> Option<usize> {
        // «их раскритиковали и в X: …»: what comes explains, and says nothing.
        if self.has_object(cue) {
            return None;
        }
        let limit = end.min(cue.tokens.end + 2 * WORDS_TO_SUBJECT);
        let colon = (cue.tokens.end..limit)
            .take_while(|at| !self.reading.is_mark(*at, &[",", "»", "\""]) && !self.is_predicate(*at))
            .find(|at| self.reading.is_mark(*at, &[":"]))?;
        (colon + 1 < end && !self.opens_quotation(colon + 1)).then_some(colon + 1)
    }

    /// Whether a verb that can have a thing as content has it in its clause already.
    fn has_object(&self, cue: &Cue) -> bool {
        let verb = self.main_verb(&cue.tokens);
        let frame = &cue.report.frame;
        let object = |phrase: &NounPhrase| {
            let head = &self.reading.words[phrase.head];
            head.head == Some(verb) && head.relation == Relation::Object && !cue.tokens.contains(&phrase.head)
        };
        (frame.object || frame.infinitive || frame.predicative) && self.phrases.iter().any(object)
    }

    /// «як пише газета, про це X повідомив на брифінгу»: whoever passes on that somebody said it says nothing else.
    fn only_points_back(&self, content: &Range<usize>) -> bool {
        let opens = self.reading.hits_at(content.start).iter().any(|hit| matches!(hit.meaning, Meaning::AboutThis));
        let reports = |hit: &Hit<'_>| matches!(hit.meaning, Meaning::Report(report) if matches!(report.kind, ReportKind::Verb | ReportKind::Relay));
        opens && self.reading.hits_within(content).any(reports)
    }

    /// "X said:" at the end of a paragraph: the next one.
    fn paragraph_after(&self, cue: &Cue, sentence: usize, tokens: &Range<usize>) -> Option<Range<usize>> {
        let last = tokens.end.checked_sub(1)?;
        let document = self.reading.document;
        let near = last < cue.tokens.end + 2 * WORDS_TO_SUBJECT;
        let next = document.sentences.get(sentence + 1)?;
        let opens_paragraph = next.paragraph == self.reading.sentence(sentence).paragraph + 1;
        if !near || !self.reading.is_mark(last, &[":"]) || !opens_paragraph || self.opens_quotation(next.tokens.start) {
            return None;
        }
        let of_paragraph = document.sentences[sentence + 1..].iter().take_while(|one| one.paragraph == next.paragraph);
        Some(next.tokens.start..of_paragraph.last()?.tokens.end)
    }

    fn as_before(&self, sentence: usize, cue: &Cue, first: usize) -> Option<usize> {
        self.reading.hits(sentence).iter().rev().find_map(|hit| {
            let near = hit.tokens.end <= cue.tokens.start && cue.tokens.start - hit.tokens.end <= WORDS_TO_SUBJECT;
            let opens = hit.tokens.start == first || self.reading.is_mark(hit.tokens.start - 1, &[",", "(", "—", "–"]);
            let unbroken = !(hit.tokens.end..cue.tokens.start).any(|token| self.reading.is_mark(token, &[","]));
            (matches!(hit.meaning, Meaning::As) && near && opens && unbroken).then_some(hit.tokens.start)
        })
    }

    /// "Of this told X".
    fn about_this_before(&self, sentence: usize, cue: &Cue) -> bool {
        // «такую позицию раскритиковали»: that is what is judged, and nothing else is said.
        let judges = matches!(cue.report.act, StatementAct::Criticise | StatementAct::Praise);
        !judges && self.reading.hits(sentence).iter().any(|hit| {
            matches!(hit.meaning, Meaning::AboutThis)
                && hit.tokens.end <= cue.tokens.start
                && cue.tokens.start - hit.tokens.end <= 2 * WORDS_TO_SUBJECT
                // A comma parts them, unless something is set in between two of them.
                && (hit.tokens.end..cue.tokens.start).filter(|token| self.reading.is_mark(*token, &[","])).count() % 2 == 0
        })
    }

    /// "X told of this".
    fn about_this_after(&self, sentence: usize, cue: &Cue) -> bool {
        self.reading.hits(sentence).iter().any(|hit| {
            matches!(hit.meaning, Meaning::AboutThis)
                && cue.tokens.end <= hit.tokens.start
                && hit.tokens.start - cue.tokens.end <= WORDS_TO_SUBJECT
                && self.unbroken(cue.tokens.end..hit.tokens.start)
                // «говорил, что думает об этом»
                && !of_sentences(&self.found, sentence..=sentence)
                    .iter()
                    .any(|found| found.content.iter().any(|span| span.contains(&cue.tokens.start)))
                && !(cue.tokens.end..hit.tokens.start).any(|token| self.reading.is_mark(token, &[","]) || self.is_predicate(token))
        })
    }
}
