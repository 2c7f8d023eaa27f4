//! Who says what: finds every attribution, that is one speaker, one reporting expression, one content.

mod according;
mod aside;
mod bare;
mod circumstance;
mod content;
mod description;
mod direct;
mod indirect;
mod issuer;
mod noun;
mod speaker;
mod subject;

use std::ops::Range;

use crate::document::TokenKind;
use crate::event::v1::{StatementAct, StatementForm};
use crate::extract::actor::{Mention, of_sentence};
use crate::extract::mention::Mentions;
use crate::extract::reading::{Hit, Reading};
use crate::extract::trace::Reason;
use crate::lexicon::{ConditionWord, Meaning, Report, ReportKind};
use crate::linguistics::{NounPhrase, PartOfSpeech, Person, Tense};

/// Tokens between an inverted verb and its subject ("said to journalists the spokesman X"), at most.
const WORDS_TO_SUBJECT: usize = 6;

/// One speaker, one reporting expression, one content.
#[derive(Clone, Debug)]
pub(in crate::extract) struct Attribution {
    pub(in crate::extract) sentence: usize,
    /// `None` where the speaker cannot be told.
    pub(in crate::extract) speaker: Option<Mention>,
    pub(in crate::extract) cue: Option<Range<usize>>,
    pub(in crate::extract) act: StatementAct,
    pub(in crate::extract) content: Vec<Range<usize>>,
    pub(in crate::extract) form: StatementForm,
    pub(in crate::extract) negated: bool,
    /// It tells what something is called, or taken for.
    pub(in crate::extract) calls_something: bool,
    pub(in crate::extract) addressee: Option<Mention>,
    /// The briefing, interview, speech or post.
    pub(in crate::extract) occasion: Option<Range<usize>>,
    /// Name of the rule that found it.
    pub(in crate::extract) rule: &'static str,
}

/// Finds the attributions of an article, in the order of the text.
pub(in crate::extract) fn find(reading: &Reading<'_>, mentions: &Mentions) -> Vec<Attribution> {
    let mut finder =
        Finder { reading, mentions: &[], possessives: &[], phrases: Vec::new(), issued: None, found: Vec::new() };
    for sentence in 0..reading.document.sentences.len() {
        finder.mentions = of_sentence(&mentions.named, sentence);
        finder.possessives = of_sentence(&mentions.possessive, sentence);
        finder.phrases = finder.phrases_of(sentence);
        finder.read(sentence);
        finder.keep_issuer(sentence);
    }
    finder.found
}

/// The attributions made in some sentences, out of all attributions in the order of the text.
pub(in crate::extract) fn of_sentences(
    all: &[Attribution],
    sentences: std::ops::RangeInclusive<usize>,
) -> &[Attribution] {
    let first = all.partition_point(|attribution| attribution.sentence < *sentences.start());
    let last = all.partition_point(|attribution| attribution.sentence <= *sentences.end());
    &all[first..last]
}

struct Finder<'r, 'a> {
    reading: &'r Reading<'a>,
    /// The mentions of the sentence that is read.
    mentions: &'r [Mention],
    /// The pronouns in it that say whose something is.
    possessives: &'r [Mention],
    /// Its noun phrases; none where grammar is not known.
    phrases: Vec<NounPhrase>,
    /// The document that was spoken of last.
    issued: Option<issuer::Issued>,
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
        let (nouns, cues): (Vec<Cue>, Vec<Cue>) =
            self.cues(sentence).into_iter().partition(|cue| cue.report.kind == ReportKind::Noun);
        let speech: Vec<_> = self.speech(sentence, &tokens, &cues).cloned().collect();
        let mut used: Vec<usize> = Vec::new();
        let before = self.found.len();
        for quotation in &speech {
            self.direct(sentence, &tokens, &cues, quotation, &mut used);
        }
        for (index, cue) in cues.iter().enumerate() {
            let spoken = speech.iter().any(|speech| speech.outer.contains(&cue.tokens.start));
            if used.contains(&index) {
                continue;
            }
            if spoken || self.reading.is_quoted(cue.tokens.start) {
                self.reading.trace.refuse(&cue.tokens, Reason::Quoted);
            } else {
                self.indirect(sentence, &tokens, &cues, index);
            }
        }
        for noun in &nouns {
            if !self.reading.is_quoted(noun.tokens.start) {
                let next = &cues[cues.partition_point(|cue| cue.tokens.start < noun.tokens.end)..];
                self.told_by_noun(sentence, &tokens, noun, next);
            }
        }
        if self.found.len() == before && !speech.is_empty() {
            self.continued(sentence, &tokens, &speech);
        }
        if self.found.len() == before {
            speech.iter().for_each(|speech| self.reading.trace.refuse(&speech.outer, Reason::QuotationOfNobody));
        }
        self.found[before..].sort_by_key(|attribution| attribution.content.first().map(|span| span.start));
    }

    fn cues(&self, sentence: usize) -> Vec<Cue> {
        let mut cues: Vec<Cue> = Vec::new();
        for Hit { tokens, meaning } in self.reading.hits(sentence) {
            let Meaning::Report(report) = meaning else { continue };
            if report.kind == ReportKind::Topic {
                continue;
            }
            let unfit = self.unfit(report.kind, tokens);
            match (cues.last_mut(), unfit) {
                (Some(last), None) if last.tokens == *tokens => last.report.frame.merge(&report.frame),
                (Some(last), _) if last.tokens.end > tokens.start => {}
                (_, None) => cues.push(Cue { tokens: tokens.clone(), report: report.clone() }),
                (_, Some(reason)) => self.reading.trace.refuse(tokens, reason),
            }
        }
        cues
    }

    /// Why words that report speech elsewhere report none here.
    fn unfit(&self, kind: ReportKind, tokens: &Range<usize>) -> Option<Reason> {
        match kind {
            ReportKind::Predicate | ReportKind::According | ReportKind::AccordingToLast => None,
            ReportKind::Noun | ReportKind::Topic => {
                let is_noun = self.reading.words[tokens.end - 1].grammemes.part == PartOfSpeech::Noun;
                (!is_noun).then_some(Reason::OtherPartOfSpeech)
            }
            ReportKind::Verb | ReportKind::Relay if !self.is_predicate_at(tokens) => Some(Reason::NoFiniteVerb),
            ReportKind::Verb | ReportKind::Relay if self.is_hypothetical(tokens) => Some(Reason::Hypothetical),
            ReportKind::Verb | ReportKind::Relay => {
                (!self.is_of_third_person(tokens)).then_some(Reason::NarratorSpeaks)
            }
        }
    }

    /// «напомним», «боюсь»: the narrator's own words, or somebody's in a quotation.
    fn is_of_third_person(&self, tokens: &Range<usize>) -> bool {
        let words = &self.reading.words[tokens.clone()];
        words.iter().all(|word| {
            !word.grammemes.imperative && word.grammemes.person.is_none_or(|person| person == Person::Third)
                || !word.finite
        })
    }

    /// «если министр заявит, что …»: nobody has said it, and perhaps nobody will.
    fn is_hypothetical(&self, tokens: &Range<usize>) -> bool {
        let to_come = |token: usize| self.reading.words[token].grammemes.tense == Some(Tense::Future);
        let sentence = self.reading.sentence(self.reading.sentence_of(tokens.start)).tokens.start;
        let in_clause =
            (sentence..tokens.start).rev().take_while(|at| !self.reading.is_mark(*at, &[",", ";", ":", "."]));
        let opens_condition = |at: usize| {
            let hits = self.reading.hits_at(at).iter();
            hits.into_iter().any(|hit| matches!(hit.meaning, Meaning::Condition(ConditionWord::Clause)))
        };
        tokens.clone().any(to_come) && in_clause.into_iter().any(opens_condition)
    }

    fn is_word(&self, token: usize) -> bool {
        self.reading.document.tokens[token].kind == TokenKind::Word
    }

    /// Notes one attribution by a reporting expression.
    fn record(
        &mut self,
        sentence: usize,
        cue: &Cue,
        speaker: Option<Mention>,
        content: Vec<Range<usize>>,
        form: StatementForm,
        rule: &'static str,
    ) {
        self.found.push(Attribution {
            sentence,
            addressee: self.addressee(cue, speaker.as_ref(), &content),
            occasion: self.occasion(&content),
            speaker,
            cue: Some(cue.tokens.clone()),
            act: cue.report.act,
            content,
            form,
            negated: self.is_negated(cue),
            calls_something: cue.report.frame.predicative && rule == "verb_object",
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
}
