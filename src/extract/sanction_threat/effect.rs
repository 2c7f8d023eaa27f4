//! What measures would do, which tells nothing of whether they come: «введение санкций ухудшит отношения».

use super::measure::Measure;
use crate::extract::reading::Reading;
use crate::lexicon::{Meaning, Modality};
use crate::linguistics::{PartOfSpeech, Relation, VerbForm};

/// Nouns from a measure up to the subject that it belongs to, at most («угроза введения санкций»).
const NOUNS_TO_SUBJECT: usize = 3;

/// Whether a word says how real something is.
fn tells_reality(reading: &Reading<'_>, token: usize) -> bool {
    reading.hits_at(token).iter().any(|hit| matches!(hit.meaning, Meaning::Modality(_) | Meaning::Measure(_)))
}

/// «санкции могут ухудшить отношения»: the infinitive that a verb opens has nothing to do with the measure.
pub(super) fn is_of_another_verb(reading: &Reading<'_>, token: usize, measure: &Measure) -> bool {
    // «может увести грузы, а въезд закрыть»
    let restricts =
        measure.restrict.is_some_and(|at| reading.words[at].grammemes.verb_form == Some(VerbForm::Infinitive));
    let opened = infinitive_of(reading, token).filter(|_| !restricts);
    opened.is_some_and(|infinitive| !measure.tokens.contains(&infinitive) && !tells_reality(reading, infinitive))
}

fn infinitive_of(reading: &Reading<'_>, verb: usize) -> Option<usize> {
    let sentence = reading.sentence(reading.sentence_of(verb)).tokens.clone();
    sentence.into_iter().find(|at| {
        let word = &reading.words[*at];
        word.head == Some(verb)
            && word.relation == Relation::OpenComplement
            && word.grammemes.verb_form == Some(VerbForm::Infinitive)
    })
}

/// «введение санкций ухудшит отношения»: the measure is the subject of a verb that says nothing of whether it comes.
pub(super) fn is_cause(reading: &Reading<'_>, measure: &Measure) -> bool {
    let words = &reading.words;
    let mut at = measure.tokens.start;
    for _ in 0..NOUNS_TO_SUBJECT {
        let word = &words[at];
        let Some(head) = word.head else { return false };
        if word.relation == Relation::Subject {
            let verb = infinitive_of(reading, head).unwrap_or(head);
            let is_verb = words[verb].grammemes.part == PartOfSpeech::Verb && !words[verb].grammemes.passive;
            // «меры вошли в проект закона»
            let end = reading.sentence(reading.sentence_of(verb)).tokens.end;
            let after = verb..end;
            let enters_bill = reading.hits_within(&after).any(|hit| {
                matches!(hit.meaning, Meaning::Modality(Modality::Bill)) && words[hit.tokens.start].head == Some(verb)
            });
            return measure.restrict.is_none() && is_verb && !enters_bill && !tells_reality(reading, verb);
        }
        if word.relation != Relation::NounModifier {
            return false;
        }
        // «проект закона о санкциях поступил в парламент»
        let mut meanings = reading.hits_at(head).iter().map(|hit| hit.meaning);
        if meanings.any(|meaning| matches!(meaning, Meaning::Modality(Modality::Bill))) {
            return false;
        }
        at = head;
    }
    false
}
