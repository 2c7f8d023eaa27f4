//! What belongs to a noun, and which noun phrase is the subject of which verb, by the order of the words.

use super::super::{Case, Grammar, NounPhrase, PartOfSpeech, Relation, VerbForm, Word, noun_phrases};

/// Words between a subject and its verb, at most, and between an inverted verb and its subject.
const WORDS_TO_VERB: usize = 24;
const WORDS_TO_INVERTED_SUBJECT: usize = 1;
/// From a verb to a gerund after the comma right after it.
const WORDS_TO_GERUND: usize = 2;
/// Names in a row that are objects of one verb, at most.
const MOST_OBJECTS: usize = 8;
/// Words of an insertion that stands between a subject and its verb, at most.
const WORDS_OF_AN_INSERTION: usize = 8;

/// Tells heads and relations of the words of a sentence, as far as subjects, objects and phrases with "of" go.
pub(super) fn relate(grammar: &Grammar, words: &mut [Word]) {
    attach_phrases(words);
    let phrases = noun_phrases(words, 0..words.len());
    let verbs: Vec<usize> = (0..words.len()).filter(|at| words[*at].finite || is_infinitive(&words[*at])).collect();
    // The first verb with a subject, and the last.
    let (mut main, mut last) = (None, None);
    for verb in verbs {
        // "…, adding that": the subject is that of the sentence. "… and added": that of the verb before.
        let joined = if words[verb].grammemes.verb_form == Some(VerbForm::Gerund) {
            // "…, he said, adding that": the verb right before; otherwise the first one.
            let near = last.filter(|last| last + WORDS_TO_GERUND >= verb);
            near.or(main).filter(|_| words[verb - 1].grammemes.part == PartOfSpeech::Punctuation)
        } else {
            last.filter(|_| is_finite(&words[verb]) && is_joined(words, verb))
        };
        if let Some(joined) = joined {
            (words[verb].relation, words[verb].head) = (Relation::Conjunct, Some(joined));
            tell_object(words, &phrases, verb);
            continue;
        }
        if !is_finite(&words[verb]) {
            if is_infinitive(&words[verb]) || describes(grammar, words, verb) {
                tell_object(words, &phrases, verb);
            }
            continue;
        }
        let subject = before(words, &phrases, last.map_or(0, |last: usize| last + 1), verb)
            .or_else(|| before_insertion(words, &phrases, verb))
            .or_else(|| after(words, &phrases, verb));
        let Some(subject) = subject else { continue };
        (words[subject.head].relation, words[subject.head].head) = (Relation::Subject, Some(verb));
        words[subject.head].grammemes.case = None;
        if subject.head < verb {
            tell_object(words, &phrases, verb);
        }
        main = main.or(Some(verb));
        last = Some(verb);
    }
}

/// Takes what follows a verb for its object. It may turn out to be the subject of the next one: "said the president came".
fn tell_object(words: &mut [Word], phrases: &[NounPhrase], verb: usize) {
    let Some(first) = phrases.iter().position(|phrase| phrase.tokens.start == verb + 1) else { return };
    for (index, object) in phrases.iter().enumerate().skip(first).take(MOST_OBJECTS) {
        let after_another = index > first;
        if after_another && !is_next_of_row(words, &phrases[index - 1], object) {
            break;
        }
        (words[object.head].relation, words[object.head].head) = (Relation::Object, Some(verb));
        words[object.head].grammemes.case = Some(Case::Accusative);
    }
}

/// "Britain and France", "Britain, France": names joined with the one before; other nouns may open a clause of their own.
fn is_next_of_row(words: &[Word], before: &NounPhrase, phrase: &NounPhrase) -> bool {
    let is_name = |phrase: &NounPhrase| words[phrase.head].grammemes.part == PartOfSpeech::ProperNoun;
    let between = before.tokens.end..phrase.tokens.start;
    let joins = |word: &Word| word.grammemes.part == PartOfSpeech::Coordinator || word.lower == ",";
    (1..=2).contains(&between.len()) && words[between].iter().all(joins) && is_name(before) && is_name(phrase)
}

/// "Countries buying oil": a gerund right after a noun tells which they are, but for one that opens a clause ("a speech
/// saying the war was over").
fn describes(grammar: &Grammar, words: &[Word], verb: usize) -> bool {
    let noun = |before: usize| matches!(words[before].grammemes.part, PartOfSpeech::Noun | PartOfSpeech::ProperNoun);
    words[verb].grammemes.verb_form == Some(VerbForm::Gerund)
        && !grammar.parts.telling_gerunds.contains(&words[verb].lower)
        && verb.checked_sub(1).is_some_and(noun)
}

/// Whether a conjunction right before a verb joins it with another.
fn is_joined(words: &[Word], verb: usize) -> bool {
    let is_between = |word: &&Word| {
        matches!(word.grammemes.part, PartOfSpeech::Adverb | PartOfSpeech::Particle | PartOfSpeech::Auxiliary)
    };
    words[..verb]
        .iter()
        .rev()
        .find(|word| !is_between(word))
        .is_some_and(|word| word.grammemes.part == PartOfSpeech::Coordinator)
}

fn is_infinitive(word: &Word) -> bool {
    word.grammemes.verb_form == Some(VerbForm::Infinitive)
}

fn is_finite(word: &Word) -> bool {
    matches!(word.grammemes.part, PartOfSpeech::Verb | PartOfSpeech::Auxiliary)
        && word.grammemes.verb_form == Some(VerbForm::Finite)
}

/// The last phrase before a verb, after the verb before it, that no preposition governs.
fn before<'p>(words: &[Word], phrases: &'p [NounPhrase], start: usize, verb: usize) -> Option<&'p NounPhrase> {
    let near = verb.saturating_sub(WORDS_TO_VERB);
    let mut candidates = phrases.iter().rev().filter(|phrase| {
        phrase.tokens.end <= verb
            && phrase.head >= start
            && phrase.head >= near
            && phrase.preposition.is_none()
            && (words[phrase.head].grammemes.case != Some(Case::Accusative)
                || words[phrase.head].relation == Relation::Object && !is_of_gerund(words, phrase.head))
    });
    candidates.find(|phrase| {
        let between = &words[phrase.tokens.end..verb];
        let marks = between.iter().filter(|word| matches!(word.lower.as_str(), "," | "—" | "–")).count();
        // "X, who came," and "X, the minister," have two; one ends another clause.
        marks != 1
    })
}

fn is_of_gerund(words: &[Word], object: usize) -> bool {
    words[object].head.is_some_and(|verb| words[verb].grammemes.verb_form == Some(VerbForm::Gerund))
}

/// The phrase before an insertion between commas that ends at the verb: "X, Y said, has come".
fn before_insertion<'p>(words: &[Word], phrases: &'p [NounPhrase], verb: usize) -> Option<&'p NounPhrase> {
    let closes = (verb.saturating_sub(2)..verb).rev().find(|at| words[*at].lower == ",")?;
    let opens = (closes.saturating_sub(WORDS_OF_AN_INSERTION)..closes).rev().find(|at| words[*at].lower == ",")?;
    let phrase = phrases.iter().find(|phrase| phrase.tokens.end == opens)?;
    (phrase.preposition.is_none() && words[phrase.head].relation != Relation::Subject).then_some(phrase)
}

/// The phrase right after a verb at the start of its clause: ", said X".
fn after<'p>(words: &[Word], phrases: &'p [NounPhrase], verb: usize) -> Option<&'p NounPhrase> {
    let opens = verb.checked_sub(1).is_none_or(|before| {
        matches!(words[before].grammemes.part, PartOfSpeech::Punctuation | PartOfSpeech::Adverb)
            || words[before].lower == "as"
    });
    let near = verb + 1..=verb + 1 + WORDS_TO_INVERTED_SUBJECT;
    phrases.iter().find(|phrase| near.contains(&phrase.tokens.start) && phrase.preposition.is_none()).filter(|_| opens)
}

/// "Of" and what follows it belongs to the noun before.
fn attach_phrases(words: &mut [Word]) {
    for at in 1..words.len() {
        let noun = matches!(words[at - 1].grammemes.part, PartOfSpeech::Noun | PartOfSpeech::ProperNoun);
        if words[at].lower != "of" || !noun {
            continue;
        }
        let mut heads = (at + 1..words.len()).skip_while(|next| {
            matches!(
                words[*next].grammemes.part,
                PartOfSpeech::Determiner | PartOfSpeech::Adjective | PartOfSpeech::Numeral
            )
        });
        if let Some(head) = heads.next() {
            words[head].relation = Relation::NounModifier;
            words[head].head = Some(at - 1);
        }
    }
}
