//! What a token can be, by the dictionary and the lexicon, and how likely each is before its place is looked at.

use super::super::dictionary::{Analysis, Dictionary, NamePart};
use super::super::{Case, Grammar, GrammaticalGender, Grammemes, Number, PartOfSpeech, Person, Word};
use crate::document::TokenKind;

/// Something that a token can be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Candidate {
    pub(super) grammemes: Grammemes,
    /// What the dictionary or its guess tells; none of marks, numbers and words that the lexicon tells.
    pub(super) analysis: Option<Analysis>,
    /// How likely it is by itself.
    pub(super) prior: f32,
}

/// What speaks for a candidate by itself. All weights of the Ukrainian annotator were set by hand.
mod weight {
    /// Each candidate that the dictionary has before it.
    pub(super) const LATER: f32 = -0.02;
    /// A name with a capital.
    pub(super) const NAME: f32 = 1.5;
    /// A given name, before a surname that looks the same.
    pub(super) const GIVEN_NAME: f32 = 0.2;
    /// A name without one.
    pub(super) const SMALL_NAME: f32 = -6.0;
    /// A surname that does not decline: a woman's, where a man's looks the same.
    pub(super) const SAME_EVERYWHERE: f32 = -0.5;
    /// With a capital in a sentence, and no noun.
    pub(super) const CAPITAL_BUT_NO_NOUN: f32 = -1.0;
    /// Said to somebody, or by somebody of himself.
    pub(super) const IMPERATIVE: f32 = -3.0;
    pub(super) const NOT_THIRD_PERSON: f32 = -1.0;
    pub(super) const VOCATIVE: f32 = -6.0;
    /// Interjections and the like.
    pub(super) const OTHER: f32 = -2.0;
    /// A function word, against a rare noun that looks the same.
    pub(super) const FUNCTION_WORD: f32 = 1.0;
    /// Not in the dictionary: a name that does not decline.
    pub(super) const FOREIGN: f32 = -1.0;
}

const CASES: [Case; 6] =
    [Case::Nominative, Case::Genitive, Case::Dative, Case::Accusative, Case::Instrumental, Case::Prepositional];

/// Candidates of one token, at most; forms with more differ in what is never asked.
const MOST: usize = 16;

/// What a token can be: at least one thing. `inside` tells that a word or number stands before it, so that a capital is
/// that of a name.
pub(super) fn of(
    dictionary: &Dictionary,
    grammar: &Grammar,
    word: &Word,
    kind: TokenKind,
    inside: bool,
) -> Vec<Candidate> {
    let only =
        |part| vec![Candidate { grammemes: Grammemes { part, ..Grammemes::default() }, analysis: None, prior: 0.0 }];
    match kind {
        TokenKind::Punctuation => return only(PartOfSpeech::Punctuation),
        TokenKind::Number => return only(PartOfSpeech::Numeral),
        TokenKind::Word => {}
    }
    if !word.abbreviated || !inside {
        if grammar.governed_cases.contains_key(&word.lower) {
            return only(PartOfSpeech::Preposition);
        }
        if grammar.coordinators.contains(&word.lower) {
            return only(PartOfSpeech::Coordinator);
        }
        if grammar.negations.contains(&word.lower) {
            return only(PartOfSpeech::Particle);
        }
    }
    let mut found = Candidates::default();
    // What is not in the dictionary and written in capitals alone is an abbreviation, and like no other word.
    let guessed = !word.abbreviated || dictionary.knows(&word.lower);
    for (rank, analysis) in (0_u16..).zip(dictionary.analyses(&word.lower)).filter(|_| guessed) {
        found.add(dictionary, grammar, word, inside, analysis, weight::LATER * f32::from(rank));
    }
    found.keep_one_of_what_does_not_decline();
    found.keep_conjunctions();
    let mut found = found.list;
    let known = found.iter().any(|candidate| candidate.analysis.is_some_and(|analysis| analysis.known));
    if !known && word.capitalised {
        let told = |case| Grammemes { part: PartOfSpeech::ProperNoun, case: Some(case), ..Grammemes::default() };
        let foreign = |case| Candidate { grammemes: told(case), analysis: None, prior: weight::FOREIGN };
        found.extend(CASES.map(foreign));
    }
    if found.is_empty() { only(PartOfSpeech::Other) } else { found }
}

#[derive(Default)]
struct Candidates {
    list: Vec<Candidate>,
}

impl Candidates {
    fn add(
        &mut self,
        dictionary: &Dictionary,
        grammar: &Grammar,
        word: &Word,
        inside: bool,
        analysis: Analysis,
        mut prior: f32,
    ) {
        let mut grammemes = analysis.grammemes;
        let lemma = dictionary.lemma(&word.lower, &analysis);
        if grammemes.part == PartOfSpeech::Pronoun && !grammar.noun_pronouns.contains(&lemma) {
            // Adverbs that ask («коли») are pronouns in the dictionary.
            let part = if grammemes.case.is_some() { PartOfSpeech::Determiner } else { PartOfSpeech::Adverb };
            grammemes.part = part;
        }
        if grammemes.part == PartOfSpeech::Noun && grammemes.case.is_none() && lemma == word.lower {
            // Some nouns lack the case of their first form in the dictionary: «глава».
            grammemes.case = Some(Case::Nominative);
        }
        let name = analysis.name.is_some();
        prior += match (name, word.capitalised) {
            (true, true) if analysis.name == Some(NamePart::Given) => weight::NAME + weight::GIVEN_NAME,
            (true, true) => weight::NAME,
            (true, false) => weight::SMALL_NAME,
            (false, _) => 0.0,
        };
        let noun = matches!(grammemes.part, PartOfSpeech::Noun | PartOfSpeech::ProperNoun);
        // A capital at the start of a sentence tells a name of a word in no dictionary.
        if word.capitalised && noun && !analysis.known {
            grammemes.part = PartOfSpeech::ProperNoun;
        }
        if inside && word.capitalised {
            if noun {
                grammemes.part = PartOfSpeech::ProperNoun;
            } else if grammemes.part != PartOfSpeech::Adjective {
                prior += weight::CAPITAL_BUT_NO_NOUN;
            }
        }
        prior += match grammemes.part {
            PartOfSpeech::Other => weight::OTHER,
            PartOfSpeech::Subordinator | PartOfSpeech::Particle | PartOfSpeech::Pronoun | PartOfSpeech::Numeral => {
                weight::FUNCTION_WORD
            }
            _ => 0.0,
        };
        if grammemes.imperative {
            prior += weight::IMPERATIVE;
        }
        if matches!(grammemes.person, Some(Person::First | Person::Second)) {
            prior += weight::NOT_THIRD_PERSON;
        }
        if grammemes.case == Some(Case::Vocative) {
            prior += weight::VOCATIVE;
        }
        let known = self.list.iter().any(|other| other.grammemes == grammemes);
        if !known && self.list.len() < MOST {
            self.list.push(Candidate { grammemes, analysis: Some(analysis), prior });
        }
    }

    /// What can be a conjunction is hardly ever the rare noun or verb that looks the same («як», «коли»).
    fn keep_conjunctions(&mut self) {
        let conjunction = |candidate: &Candidate| candidate.grammemes.part == PartOfSpeech::Subordinator;
        if self.list.iter().any(conjunction) {
            self.list.retain(|candidate| {
                !matches!(candidate.grammemes.part, PartOfSpeech::Noun | PartOfSpeech::ProperNoun | PartOfSpeech::Verb)
            });
        }
    }

    /// «її», «його», «їх»: of a determiner with the same form everywhere, one without features is enough; of a noun, the
    /// number that comes first.
    fn keep_one_of_what_does_not_decline(&mut self) {
        let declined = |part: PartOfSpeech, gender: Option<GrammaticalGender>, number: Option<Number>| {
            let has = |case: Case| {
                self.list.iter().any(|candidate| {
                    let grammemes = candidate.grammemes;
                    (grammemes.part, grammemes.case) == (part, Some(case))
                        && grammemes.gender == gender
                        && grammemes.number == number
                })
            };
            !CASES.into_iter().all(has)
        };
        let all: Vec<bool> = self
            .list
            .iter()
            .map(|Candidate { grammemes, .. }| {
                grammemes.case.is_some() && !declined(grammemes.part, grammemes.gender, grammemes.number)
            })
            .collect();
        let Some(first) = all.iter().position(|same| *same).map(|first| self.list[first]) else { return };
        let part = first.grammemes.part;
        let mut all = all.into_iter();
        if matches!(part, PartOfSpeech::Determiner | PartOfSpeech::Adjective) {
            self.list.retain(|candidate| candidate.grammemes.part != part);
            self.list.push(Candidate { grammemes: Grammemes { part, ..Grammemes::default() }, ..first });
            return;
        }
        let form = |grammemes: Grammemes| (grammemes.part, grammemes.number, grammemes.gender);
        self.list
            .retain(|candidate| !all.next().unwrap_or(false) || form(candidate.grammemes) == form(first.grammemes));
        for candidate in &mut self.list {
            if form(candidate.grammemes) == form(first.grammemes) {
                candidate.prior += weight::SAME_EVERYWHERE;
            }
        }
    }
}
