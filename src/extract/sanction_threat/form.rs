//! In what form a deed stands: to come, being done, done, or depending on another word.

use super::clause::is_future;
use super::stage::is_will;
use crate::extract::reading::Reading;
use crate::linguistics::{Case, PartOfSpeech, Tense, VerbForm};

/// Words between "will" and its verb, at most.
pub(super) const WORDS_TO_VERB: usize = 3;

/// In what form a deed stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// It is to come.
    Coming,
    /// It depends on another word: an infinitive, a noun.
    Dependent,
    /// It is being done; after a call it is what should be done ("demands that they impose").
    Ongoing,
    /// It is done.
    Done,
    /// It only describes a noun («введённые санкции»).
    Attribute,
}

/// The form of a deed.
pub(super) fn form(reading: &Reading<'_>, token: usize) -> Form {
    let grammemes = reading.words[token].grammemes;
    match (grammemes.part, grammemes.verb_form) {
        _ if is_future(reading, token) || follows(reading, token, is_will_at) => Form::Coming,
        (_, Some(VerbForm::Finite)) if grammemes.imperative || grammemes.tense == Some(Tense::Future) => {
            Form::Dependent
        }
        (_, Some(VerbForm::Infinitive)) => Form::Dependent,
        // The dictionary's form of a verb is its infinitive, whatever it is taken for.
        (PartOfSpeech::Verb, Some(VerbForm::Finite))
            if is_dictionary_form(reading, token)
                && (grammemes.tense.is_none() || follows(reading, token, is_modal)) =>
        {
            Form::Dependent
        }
        (_, Some(VerbForm::Gerund)) if grammemes.tense != Some(Tense::Past) => Form::Dependent,
        _ if follows(reading, token, is_copula_infinitive) => Form::Dependent,
        (_, Some(VerbForm::Participle)) if !grammemes.short && grammemes.case.is_some() => Form::Attribute,
        (PartOfSpeech::Adjective, None) if !grammemes.short => Form::Attribute,
        (PartOfSpeech::Noun | PartOfSpeech::ProperNoun, _) => Form::Dependent,
        _ if grammemes.tense == Some(Tense::Present) => Form::Ongoing,
        _ => Form::Done,
    }
}

pub(super) fn is_attribute(reading: &Reading<'_>, token: usize) -> bool {
    let word = &reading.words[token];
    // «считает необходимым ввести» says what is necessary.
    let predicative = word.grammemes.case == Some(Case::Instrumental)
        && word.head.is_some_and(|head| reading.words[head].grammemes.part == PartOfSpeech::Verb);
    form(reading, token) == Form::Attribute && !predicative
}

fn is_dictionary_form(reading: &Reading<'_>, token: usize) -> bool {
    reading.words[token].lower == reading.words[token].lemma
}

/// "Should impose": in a language whose verbs have no other form there.
fn is_modal(reading: &Reading<'_>, token: usize) -> bool {
    reading.lexicon.grammar.parts.modals.contains(reading.lower(token))
}

/// Whether a word of a sort stands a little before another, with no mark in between.
fn follows(reading: &Reading<'_>, token: usize, is_sort: fn(&Reading<'_>, usize) -> bool) -> bool {
    let sentence = reading.sentence(reading.sentence_of(token)).tokens.start;
    (token.saturating_sub(WORDS_TO_VERB).max(sentence)..token)
        .rev()
        .take_while(|before| !reading.is_mark(*before, &[",", ":", ";", "—", "–"]))
        .any(|before| is_sort(reading, before))
}

pub(super) fn is_will_at(reading: &Reading<'_>, token: usize) -> bool {
    reading.hits_at(token).iter().any(|hit| is_will(hit.meaning))
}

/// «могут быть введены»
fn is_copula_infinitive(reading: &Reading<'_>, token: usize) -> bool {
    reading.lexicon.sanction_forms.copula_infinitives.contains(reading.lower(token))
}
