//! Part of speech and grammatical features, in the terms of Universal Dependencies.

use super::Case;

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
    /// A finite verb or a gerund.
    #[must_use]
    pub fn is_predicate(&self) -> bool {
        matches!(self.part, PartOfSpeech::Verb | PartOfSpeech::Auxiliary)
            && matches!(self.verb_form, Some(VerbForm::Finite | VerbForm::Gerund))
    }
}
