//! Speech told by a noun that has a holder and a content: «требование X сделать Y», «заявление X о том, что Y»,
//! «X выступил с предложением сделать Y».

use std::ops::Range;

use super::{Cue, Finder};
use crate::extract::actor::Mention;
use crate::extract::trace::Reason;
use crate::linguistics::{NounPhrase, PartOfSpeech, noun_phrases};

/// Words between a noun and the clause or infinitive that is its content, at most: its holder, and to whom it is said.
const WORDS_TO_CONTENT: usize = 10;

/// Marks at which a clause ends.
const CLAUSE_ENDS: &[&str] = &[",", ".", ":", ";", "!", "?", "…"];

/// Links from a noun up to the verb that governs it, at most.
const NOUNS_TO_VERB: usize = 3;

/// Links of the parser's tree that are followed upwards, at most: its heads may run in a circle.
const LINKS: usize = 32;

impl Finder<'_, '_> {
    pub(super) fn told_by_noun(&mut self, sentence: usize, tokens: &Range<usize>, cue: &Cue, next: &[Cue]) {
        if !self.knows_grammar() {
            return;
        }
        let noun = cue.tokens.end - 1;
        let Some(phrase) = noun_phrases(&self.reading.words, noun..tokens.end).into_iter().next() else { return };
        let Some((start, rule)) = self.content_of_noun(cue, &phrase, tokens.end) else {
            return self.reading.trace.refuse(&cue.tokens, Reason::NoContent);
        };
        let Some(holder) = self.holder(cue, &phrase, tokens) else {
            return self.reading.trace.refuse(&cue.tokens, Reason::NoSpeaker);
        };
        let end = match self.governing_verb(noun) {
            Some(verb) if verb > start => self.subtree_end(noun, start, tokens.end),
            _ if rule == "noun_clause" => self.content_end(start, tokens.end, next),
            _ => self.phrase_end(start, tokens.end, next),
        };
        let told = |content: &[Range<usize>]| content.iter().any(|span| span.start <= start && start < span.end);
        let told_by_its_verb = self.found.iter().rev().take_while(|found| found.sentence == sentence).any(|found| {
            found.cue.as_ref().is_some_and(|verb| self.governing_verb(noun).is_some_and(|of| verb.contains(&of)))
                && told(&found.content)
        });
        if !told_by_its_verb {
            self.push(sentence, cue, Some(holder), std::slice::from_ref(&(start..end)), rule);
        }
    }

    /// Where the clause, the infinitive or the phrase with a preposition begins that a noun has as content.
    fn content_of_noun(&self, cue: &Cue, phrase: &NounPhrase, end: usize) -> Option<(usize, &'static str)> {
        let end = end.min(phrase.tokens.end + WORDS_TO_CONTENT);
        let frame = &cue.report.frame;
        if let Some(start) = self.complement(cue, end).filter(|_| frame.clause) {
            let marks = (cue.tokens.end..start).filter(|at| self.reading.is_mark(*at, &[",", "(", "—", "–"])).count();
            return (marks == 1).then_some((start, "noun_clause"));
        }
        if let Some(start) = self.infinitive_after(cue, end).filter(|_| frame.infinitive) {
            return Some((start, "noun_infinitive"));
        }
        let preposition = phrase.tokens.end.min(end);
        let after = (cue.tokens.end..=preposition)
            .find(|at| *at < end && frame.prepositions.contains_key(self.reading.lower(*at)))?;
        Some((after + 1, "noun_about"))
    }

    /// Whose demand or promise it is: whoever stands in the genitive, the possessive, or the subject of the verb that
    /// does nothing but bring the noun forward.
    fn holder(&self, cue: &Cue, phrase: &NounPhrase, tokens: &Range<usize>) -> Option<Mention> {
        let noun = phrase.head;
        let genitive = noun_phrases(&self.reading.words, phrase.core_end..phrase.tokens.end).into_iter().next();
        if let Some(genitive) = genitive.filter(|genitive| genitive.tokens.start == phrase.core_end) {
            return self.can_speak(&genitive).then(|| self.mention_of(&genitive));
        }
        let words = self
            .phrases
            .iter()
            .find(|whole| whole.tokens.contains(&noun))
            .map_or(noun..noun + 1, |whole| whole.tokens.start..noun + 1);
        let possessive = self.possessives.iter().find(|owner| words.contains(&owner.tokens.start));
        if let Some(possessive) = possessive {
            return Some(possessive.clone());
        }
        let verb = self.governing_verb(noun)?;
        let light = self.reading.lexicon.light_verbs.contains(&self.reading.words[verb].lemma_stem);
        let brings = Cue { tokens: verb..verb + 1, report: cue.report.clone() };
        let sentence = self.reading.sentence_of(noun);
        self.speaker(&brings, tokens, sentence).filter(|_| light)
    }

    /// The finite verb or gerund that a noun depends on, by way of other nouns: «подал иск с требованием»; the nearest one
    /// before it in its clause where no parser tells.
    fn governing_verb(&self, noun: usize) -> Option<usize> {
        let words = &self.reading.words;
        let mut at = noun;
        for _ in 0..NOUNS_TO_VERB {
            let Some(head) = words[at].head else { return self.verb_before(noun) };
            at = head;
            if words[at].grammemes.is_predicate() {
                return Some(at);
            }
            if words[at].grammemes.part != PartOfSpeech::Noun {
                return None;
            }
        }
        None
    }

    fn verb_before(&self, noun: usize) -> Option<usize> {
        let mut clause =
            (0..noun).rev().take(WORDS_TO_CONTENT).take_while(|at| !self.reading.is_mark(*at, CLAUSE_ENDS));
        clause.find(|at| self.reading.words[*at].grammemes.is_predicate())
    }

    /// Where the words end that depend on a noun, from a place after it on.
    fn subtree_end(&self, noun: usize, start: usize, end: usize) -> usize {
        let words = &self.reading.words;
        let depends = |token: usize| {
            let mut at = token;
            (0..LINKS).any(|_| {
                let head = words[at].head;
                at = head.unwrap_or(at);
                head == Some(noun)
            })
        };
        (start..end).find(|at| self.is_word(*at) && !depends(*at)).unwrap_or(end)
    }
}
