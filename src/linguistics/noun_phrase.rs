//! Noun phrases: a noun with what agrees with it before, and what belongs to it after.
//!
//! They are put together from the grammar of the words alone, left to right; heads of a parser only decide whether a
//! phrase with a preposition belongs to the noun before it.

use std::ops::Range;

use super::{Case, Entity, GrammaticalGender, Number, PartOfSpeech, Relation, VerbForm, Word};

/// A noun phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NounPhrase {
    /// Its tokens, without a preposition before it.
    pub tokens: Range<usize>,
    /// The noun or pronoun that it is about.
    pub head: usize,
    /// Where the head's own words end, before genitives, names in apposition and phrases with prepositions.
    pub core_end: usize,
    /// The preposition that governs it.
    pub preposition: Option<usize>,
    /// Case of the head.
    pub case: Option<Case>,
    /// Number of the head.
    pub number: Option<Number>,
    /// Gender of the head.
    pub gender: Option<GrammaticalGender>,
    /// Whether the head names somebody alive.
    pub animate: Option<bool>,
    /// The head has a case that its form does not show: «США», «ООН», a foreign name.
    pub indeclinable: bool,
}

/// The noun phrases of a sentence, in the order of the text; none of them overlap.
#[must_use]
pub fn noun_phrases(words: &[Word], sentence: Range<usize>) -> Vec<NounPhrase> {
    let chunker = Chunker { words, end: sentence.end };
    let mut found = Vec::new();
    let mut at = sentence.start;
    while at < sentence.end {
        match chunker.phrase(at, 0) {
            Some(mut phrase) => {
                let before = at.checked_sub(1).filter(|before| *before >= sentence.start);
                phrase.preposition = before.filter(|before| words[*before].grammemes.part == PartOfSpeech::Preposition);
                at = phrase.tokens.end;
                found.push(phrase);
            }
            None => at += 1,
        }
    }
    found
}

/// Genitives and phrases in one another, at most; deeper ones stand for themselves.
const DEEPEST: usize = 6;

struct Chunker<'w> {
    words: &'w [Word],
    end: usize,
}

impl Chunker<'_> {
    fn phrase(&self, start: usize, depth: usize) -> Option<NounPhrase> {
        let head = self.head(start)?;
        let word = &self.words[head];
        let grammemes = word.grammemes;
        let mut phrase = NounPhrase {
            tokens: start..head + 1,
            head,
            core_end: head + 1,
            preposition: None,
            case: grammemes.case,
            number: grammemes.number,
            gender: grammemes.gender,
            animate: grammemes.animate,
            indeclinable: is_indeclinable(word),
        };
        if matches!(grammemes.part, PartOfSpeech::Pronoun) {
            return Some(phrase);
        }
        while phrase.tokens.end < self.end && depth < DEEPEST {
            let Some(next) = self.extension(&phrase, depth) else { break };
            phrase.tokens.end = next;
        }
        Some(phrase)
    }

    /// The noun that words from `start` on lead to: adjectives and the like, which agree with it.
    fn head(&self, start: usize) -> Option<usize> {
        let mut case = None;
        for at in start..self.end {
            let word = &self.words[at];
            let grammemes = word.grammemes;
            match grammemes.part {
                PartOfSpeech::Noun | PartOfSpeech::ProperNoun | PartOfSpeech::Pronoun => {
                    let agrees = case.is_none() || grammemes.case.is_none() || case == grammemes.case;
                    return (agrees || is_indeclinable(word)).then_some(at);
                }
                PartOfSpeech::Adjective | PartOfSpeech::Determiner if !grammemes.short => {
                    if case.is_some() && grammemes.case.is_some() && case != grammemes.case {
                        return None;
                    }
                    case = case.or(grammemes.case);
                }
                PartOfSpeech::Verb
                    if grammemes.verb_form == Some(VerbForm::Participle)
                        && !grammemes.short
                        && grammemes.case.is_some() =>
                {
                    if case.is_some() && case != grammemes.case {
                        return None;
                    }
                    case = case.or(grammemes.case);
                }
                // Numerals govern a genitive or agree; either way the noun after them is the head.
                PartOfSpeech::Numeral => case = None,
                PartOfSpeech::Adverb if at > start => {}
                _ => return None,
            }
        }
        None
    }

    /// What belongs to a phrase right after it, as where the phrase then ends.
    fn extension(&self, phrase: &NounPhrase, depth: usize) -> Option<usize> {
        let at = phrase.tokens.end;
        let next = &self.words[at];
        match next.grammemes.part {
            PartOfSpeech::Preposition => {
                let inner = self.phrase(at + 1, depth + 1)?;
                let belongs = self.words[inner.head].relation == Relation::NounModifier
                    && self.words[inner.head].head.is_some_and(|head| phrase.tokens.contains(&head));
                belongs.then_some(inner.tokens.end)
            }
            PartOfSpeech::Punctuation => self.quoted_name(at, phrase),
            _ => {
                let inner = self.phrase(at, depth + 1)?;
                let is_name = |token: usize| {
                    self.words[token].grammemes.part == PartOfSpeech::ProperNoun
                        || self.words[token].capitalised && self.words[token].entity.is_some()
                };
                let pronoun = self.words[inner.head].grammemes.part == PartOfSpeech::Pronoun;
                let genitive = inner.case == Some(Case::Genitive) || inner.indeclinable;
                // A name in the same case: «президент Иванов», «Иван Иванов».
                let names_it = is_name(inner.head)
                    && (inner.case == phrase.case || inner.indeclinable || phrase.indeclinable)
                    && inner.head == at;
                (!pronoun && (genitive || names_it)).then_some(inner.tokens.end)
            }
        }
    }

    /// A short name in quotation marks: «газета "Новости"».
    fn quoted_name(&self, at: usize, phrase: &NounPhrase) -> Option<usize> {
        let closing = match self.words[at].lower.as_str() {
            "«" => "»",
            "\"" => "\"",
            "“" | "„" => "”",
            _ => return None,
        };
        let last =
            (at + 1..self.end.min(at + 1 + TOKENS_OF_A_NAME)).find(|token| self.words[*token].lower == closing)?;
        let name = &self.words[at + 1];
        // «после проигрыша "Новости" заявили»: the name has another part in the sentence.
        let elsewhere = (at + 1..last).any(|token| {
            self.words[token].relation == Relation::Subject
                && self.words[token]
                    .head
                    .is_some_and(|head| !phrase.tokens.contains(&head) && !(at..last).contains(&head))
        });
        (name.capitalised && !elsewhere).then_some(last + 1)
    }
}

/// A quotation of more tokens is no name.
const TOKENS_OF_A_NAME: usize = 5;

/// Abbreviations, and names in letters of another alphabet.
fn is_indeclinable(word: &Word) -> bool {
    word.abbreviated
        || word.grammemes.part == PartOfSpeech::Other && word.capitalised
        || word.entity == Some(Entity::Organization) && word.lower.is_ascii()
}
