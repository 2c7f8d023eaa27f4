//! Part of speech and grammatical features, in the terms of Universal Dependencies.

use super::Case;
use super::dictionary::Analysis;

/// Part of speech, as <https://universaldependencies.org/u/pos/> has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PartOfSpeech {
    /// NOUN.
    Noun,
    /// PROPN.
    ProperNoun,
    /// ADJ; also participles that stand as adjectives.
    Adjective,
    /// PRON.
    Pronoun,
    /// DET: "this", "his", "every".
    Determiner,
    /// NUM.
    Numeral,
    /// VERB, in any [`VerbForm`].
    Verb,
    /// AUX.
    Auxiliary,
    /// ADV.
    Adverb,
    /// ADP.
    Preposition,
    /// CCONJ: "and", "but".
    Coordinator,
    /// SCONJ: "that", "if".
    Subordinator,
    /// PART: "not", "even".
    Particle,
    /// PUNCT and SYM.
    Punctuation,
    /// INTJ, X, and whatever is not known.
    #[default]
    Other,
}

impl PartOfSpeech {
    /// A word that means something by itself, and does not only point or join.
    #[must_use]
    pub const fn is_lexical(self) -> bool {
        matches!(self, Self::Noun | Self::ProperNoun | Self::Adjective | Self::Verb | Self::Numeral | Self::Other)
    }
}

/// Grammatical gender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GrammaticalGender {
    /// Masculine.
    Masculine,
    /// Feminine.
    Feminine,
    /// Neuter.
    Neuter,
}

/// Grammatical number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Number {
    /// One.
    Singular,
    /// Several.
    Plural,
}

/// Person of a verb or pronoun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Person {
    /// I, we.
    First,
    /// You.
    Second,
    /// He, she, it, they.
    Third,
}

/// Tense of a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tense {
    /// Past.
    Past,
    /// Present.
    Present,
    /// Future.
    Future,
}

/// What a verb stands as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VerbForm {
    /// The predicate of a clause; imperatives too.
    Finite,
    /// Infinitive.
    Infinitive,
    /// Participle, in full or short form.
    Participle,
    /// Gerund (converb): «отметив».
    Gerund,
}

/// What grammar tells of one form of a word; `None` where the form has no such feature, or it is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Grammemes {
    /// Part of speech.
    pub part: PartOfSpeech,
    /// Case.
    pub case: Option<Case>,
    /// Number.
    pub number: Option<Number>,
    /// Gender; plural adjectives and verbs have none.
    pub gender: Option<GrammaticalGender>,
    /// Whether it names somebody alive.
    pub animate: Option<bool>,
    /// Person.
    pub person: Option<Person>,
    /// Tense.
    pub tense: Option<Tense>,
    /// Form of a verb.
    pub verb_form: Option<VerbForm>,
    /// Imperative.
    pub imperative: bool,
    /// Passive voice.
    pub passive: bool,
    /// Short form of an adjective or participle: a predicate.
    pub short: bool,
}

impl Grammemes {
    /// What a tagger tells of a verb, but for a tense or number that a known form cannot have: «созвонятся» is no past
    /// tense, whatever its context.
    #[must_use]
    pub fn corrected(self, analysis: &Analysis) -> Self {
        let known = analysis.grammemes;
        let differs = |one: Self, other: Self| {
            one.tense.is_some() && other.tense.is_some() && one.tense != other.tense
                || one.number.is_some() && other.number.is_some() && one.number != other.number
        };
        let of_verb = self.part == PartOfSpeech::Verb && known.part == PartOfSpeech::Verb;
        if analysis.known && of_verb && self.verb_form == known.verb_form && differs(self, known) {
            return Self { passive: self.passive, ..known };
        }
        self
    }

    /// A finite verb or a gerund.
    #[must_use]
    pub fn is_predicate(&self) -> bool {
        matches!(self.part, PartOfSpeech::Verb | PartOfSpeech::Auxiliary)
            && matches!(self.verb_form, Some(VerbForm::Finite | VerbForm::Gerund))
    }

    /// How well two agree: the part of speech weighs most, then case, number, gender, animacy. A feature that only one of
    /// them has counts half; a kindred part of speech (a noun and a proper noun, a verb and an auxiliary) nearly as the
    /// same.
    #[must_use]
    pub fn agreement(&self, other: &Self) -> u32 {
        let part = if self.part == other.part {
            128
        } else if self.part.is_kin(other.part) {
            96
        } else {
            0
        };
        part + shared(self.verb_form, other.verb_form, 32)
            + shared(self.case, other.case, 16)
            + shared(self.number, other.number, 8)
            + shared(self.person, other.person, 4)
            + shared(self.gender, other.gender, 4)
            + shared(self.animate, other.animate, 2)
            + shared(self.tense, other.tense, 2)
            + u32::from(self.short == other.short)
            + u32::from(self.passive == other.passive)
            + u32::from(self.imperative == other.imperative)
    }
}

/// Points for a feature: all where two have the same or both have none, half where one has none.
fn shared<Feature: PartialEq>(one: Option<Feature>, other: Option<Feature>, points: u32) -> u32 {
    match (one, other) {
        (Some(one), Some(other)) if one != other => 0,
        (Some(_), None) | (None, Some(_)) => points / 2,
        _ => points,
    }
}

impl PartOfSpeech {
    /// Whether dictionaries and taggers often take the one for the other.
    const fn is_kin(self, other: Self) -> bool {
        use PartOfSpeech::{
            Adjective, Adverb, Auxiliary, Coordinator, Determiner, Noun, Numeral, Particle, Pronoun, ProperNoun,
            Subordinator, Verb,
        };
        matches!(
            (self, other),
            (Noun | ProperNoun, Noun | ProperNoun)
                | (Verb | Auxiliary, Verb | Auxiliary)
                | (Pronoun | Determiner, Pronoun | Determiner)
                | (Adjective, Determiner | Numeral | Verb | Adverb)
                | (Determiner | Numeral | Verb | Adverb, Adjective)
                | (Coordinator | Subordinator | Particle | Adverb, Coordinator | Subordinator | Particle | Adverb)
        )
    }
}
