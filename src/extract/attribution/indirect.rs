//! Speech in the article's own words: the clause that a reporting expression opens, follows or is set into.

use std::ops::Range;

use super::{Cue, Finder, WORDS_TO_SUBJECT, of_sentences};
use crate::event::v1::{StatementAct, StatementForm};
use crate::extract::actor::Mention;
use crate::extract::reading::DASHES;
use crate::extract::trace::{Origin, Reason};
use crate::lexicon::{Meaning, Report, ReportKind};
use crate::linguistics::{Case, NounPhrase, Number, Relation, VerbForm, Word, noun_phrases};

/// A clause of more words is no aside that only names the reporter.
const WORDS_OF_AN_ASIDE: usize = 16;

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
        if self.about_this_before(sentence, cue) {
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
            let end = self.aside_end(cue, tokens.end);
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
            self.push(sentence, cue, speaker, &[previous], "about_this");
        } else {
            self.reading.trace.refuse(&cue.tokens, Reason::PointsNowhere);
        }
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
        let words = content.iter().cloned().flatten().filter(|token| self.is_word(*token)).count();
        if words == 0 || words == 1 && rule != "verb_about" {
            return self.reading.trace.refuse(&cue.tokens, Reason::ContentTooShort);
        }
        let impersonal = self.knows_grammar() && cue.report.kind == ReportKind::Verb && self.is_impersonal(cue);
        // What nobody is told to have said is whoever's spoke last, and nobody's where nobody did.
        let plural = self.reading.words[self.main_verb(&cue.tokens)].grammemes.number == Some(Number::Plural);
        let speaker = speaker.or_else(|| {
            let last = self.last_speaker(sentence).filter(|_| impersonal && !plural);
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
        self.reading.hits(sentence).iter().any(|hit| {
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

    /// The end of a clause that only names the reporter: the next comma or dash that is no part of its names.
    fn aside_end(&self, cue: &Cue, end: usize) -> usize {
        (cue.tokens.end..end)
            .find(|at| {
                (self.reading.is_mark(*at, &[","]) || self.reading.is_mark(*at, DASHES))
                    && !self.mentions.iter().any(|mention| mention.tokens.contains(at))
                    && !self.reading.is_quoted(*at)
            })
            .unwrap_or(end)
    }

    fn aside_speaker(&self, cue: &Cue, aside: Range<usize>) -> Option<Mention> {
        self.speaker_after(&cue.tokens, aside.end)
            .or_else(|| self.subject_between(&cue.tokens, aside.start..cue.tokens.start))
            .or_else(|| self.place_speaker(cue, aside))
    }

    /// A reporting clause that is set into its content or follows it: "A, said X", "A, X said, B".
    fn set_into(&self, cue: &Cue, tokens: &Range<usize>) -> Option<(Vec<Range<usize>>, Mention)> {
        let is_boundary = |at: usize| {
            (self.reading.is_mark(at, &[","]) || self.reading.is_mark(at, DASHES))
                && !self.mentions.iter().any(|mention| mention.tokens.contains(&at))
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
        let goes_on = end < tokens.end && !self.hangs_on(end, tokens.end);
        // A speaker after a comma «…, Y ответил» with nothing said before the comma by him: a clause of its own.
        let speaker = self.aside_speaker(cue, start + 1..end)?;
        let mut content = vec![before];
        if goes_on {
            content.push(end..tokens.end);
        }
        Some((content, speaker))
    }

    /// The token before the subject that the parser finds before a verb.
    fn before_subject(&self, cue: &Cue) -> Option<usize> {
        let verb = self.main_verb(&cue.tokens);
        let is_subject = |word: &Word| word.relation == Relation::Subject && word.head == Some(verb);
        let subject = self.phrases.iter().find(|phrase| is_subject(&self.reading.words[phrase.head]))?;
        subject.tokens.start.checked_sub(1).filter(|_| subject.head < verb)
    }

    /// Whether a reporting verb has no content after it in its clause: at most whom it is said to, when, where.
    fn nothing_follows(&self, cue: &Cue, end: usize) -> bool {
        let mut rest = cue.tokens.end..end;
        if cue.report.frame.object || cue.report.frame.infinitive || rest.clone().any(|at| self.is_predicate(at)) {
            return rest.is_empty();
        }
        let thing = |phrase: &NounPhrase| phrase.preposition.is_none() && !self.can_speak(phrase);
        rest.next().is_none_or(|first| !self.phrases.iter().any(|phrase| phrase.tokens.start == first && thing(phrase)))
    }

    /// Whether what follows a comma belongs to the clause before it: a relative clause, a gerund or participle, another
    /// source.
    fn hangs_on(&self, comma: usize, end: usize) -> bool {
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
                        !bare && self.weighed_subject(&hit.tokens, &(hit.tokens.end..end)).is_some()
                    }
                    Meaning::Report(report) => !matches!(report.kind, ReportKind::Noun | ReportKind::Topic),
                    _ => false,
                })
        };
        self.reading.is_mark(comma, &[","]) && first.into_iter().any(opens)
    }
}
