//! Endings of a language, as data, and what they tell.

use std::collections::{HashMap, HashSet};

use rust_stemmers::{Algorithm, Stemmer};
use serde::Deserialize;

use super::{Case, fold};
use crate::article::Language;
use crate::document::Abbreviations;
use crate::linguistics::{Gender, WordKey};

/// `grammar.toml`: endings and function words of one language.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Grammar {
    /// Words that a full stop follows without ending the sentence.
    pub abbreviations: Abbreviations,
    /// Endings of inflected words, for languages without a published stemmer; the longest that leaves enough letters is cut.
    pub endings: Vec<String>,
    /// Endings of finite verbs and gerunds; empty where endings tell nothing.
    pub finite_endings: Vec<String>,
    /// Endings of infinitives; empty where endings tell nothing.
    pub infinitive_endings: Vec<String>,
    /// Those of them that are plural.
    pub plural_endings: Vec<String>,
    /// Prefix of adjectives that turns a state into a target ("anti").
    pub against_prefix: String,
    /// Words before a place that make it the place of speech ("in", in "they said in the Kremlin").
    pub place_prepositions: HashSet<String>,
    /// Every preposition: a name after one is no subject.
    pub prepositions: HashSet<String>,
    /// The cases that a preposition may govern, where a dictionary tells the cases of words.
    pub governed_cases: HashMap<String, Vec<Case>>,
    /// Lemmas of the pronouns that stand for a noun; others belong to one.
    pub noun_pronouns: HashSet<String>,
    /// Particles that negate a verb.
    pub negations: HashSet<String>,
    /// Endings of gerunds, each with that of the infinitive, for dictionaries that list them apart; the first counts.
    pub gerund_endings: Vec<[String; 2]>,
    /// Prepositions after which a name takes no part in a conversation ("about", "in").
    pub aside_prepositions: HashSet<String>,
    /// Prepositions after which it does ("with").
    pub comitative_prepositions: HashSet<String>,
    /// Endings of reflexive verbs, which are others than the verbs without them.
    pub reflexive_endings: Vec<String>,
    /// Endings of verbs that tell nobody as their subject ("it is said").
    pub impersonal_endings: Vec<String>,
    /// Stems of the pronouns that open a relative clause.
    pub relative_pronouns: HashSet<String>,
    /// Conjunctions that join two subjects or two verbs.
    pub coordinators: HashSet<String>,
    /// Endings that a noun for several people has in other cases than the nominative.
    pub oblique_plural_endings: Vec<String>,
    /// Words between a title and whose it is ("of", "of the").
    pub holder_prepositions: HashSet<String>,
    /// A clause may follow a reporting verb without a word such as "that".
    pub bare_clauses: bool,
    /// Words of the closed classes, and open ones that endings do not tell, for a language without a dictionary.
    pub parts: Parts,
    /// Latin letters for each letter of the alphabet, small ones; empty for a Latin alphabet.
    pub transliteration: HashMap<char, String>,
    /// How names decline; the first that fits counts.
    pub declensions: Vec<Declension>,
}

/// `[parts]` of `grammar.toml`: words by what they are.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Parts {
    /// Articles, possessives, demonstratives, quantifiers.
    pub determiners: HashSet<String>,
    /// Pronouns that can be a subject.
    pub pronouns: HashSet<String>,
    /// Pronouns that cannot.
    pub oblique_pronouns: HashSet<String>,
    /// Auxiliaries before an infinitive.
    pub modals: HashSet<String>,
    /// Auxiliaries before a participle of the past.
    pub forms_of_have: HashSet<String>,
    /// Copulas, and auxiliaries of the passive and the progressive.
    pub forms_of_be: HashSet<String>,
    /// Conjunctions that open a clause.
    pub subordinators: HashSet<String>,
    /// Negations and the like, which may stand between an auxiliary and its verb.
    pub particles: HashSet<String>,
    /// Numerals in letters.
    pub numerals: HashSet<String>,
    /// Adverbs without an ending of theirs.
    pub adverbs: HashSet<String>,
    /// Adjectives without an ending of theirs.
    pub adjectives: HashSet<String>,
    /// Irregular forms of the past.
    pub past_forms: HashSet<String>,
    /// Irregular participles of the past.
    pub participles: HashSet<String>,
    /// Verbs, in the infinitive.
    pub verbs: HashSet<String>,
    /// Nouns that are verbs as well, in the infinitive.
    pub nouns_and_verbs: HashSet<String>,
    /// Gerunds that open a clause, in a language that needs no word such as "that" before it.
    pub telling_gerunds: HashSet<String>,
    /// Nouns for people, in the singular where their plural ends in "s".
    pub people: HashSet<String>,
}

/// How names with a given ending decline.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declension {
    /// The ending of the nominative, which the oblique endings replace.
    pub nominative: String,
    /// Letters of which one must stand before that ending; any where empty.
    #[serde(default)]
    pub after: String,
    /// For names of one gender only.
    pub gender: Option<Gender>,
    /// Only for names that are known: a name that is not, with one of these endings, is rather a foreign one that does
    /// not decline.
    #[serde(default)]
    pub of_known_names: bool,
    /// Endings of the genitive, dative, accusative, instrumental and prepositional case; variants divided by `/`.
    pub oblique: [String; 5],
}

impl Grammar {
    /// The key of a word of the lexicon: `=word` stands for that form alone.
    #[must_use]
    pub fn key(&self, language: Language, word: &str) -> WordKey {
        match word.strip_prefix('=') {
            Some(exact) => WordKey::Exact(fold(exact)),
            None => WordKey::Stem(self.stem(language, &fold(word))),
        }
    }

    /// The stem of a word in small letters.
    #[must_use]
    pub fn stem(&self, language: Language, lower: &str) -> String {
        match language {
            Language::Russian => {
                let mut stem = Stemmer::create(Algorithm::Russian).stem(lower).into_owned();
                // «отозвать» and «отозваться» are two verbs.
                if self.reflexive_endings.iter().any(|ending| lower.ends_with(ending.as_str())) {
                    stem.push_str(REFLEXIVE);
                }
                stem
            }
            Language::English => Stemmer::create(Algorithm::English).stem(lower).into_owned(),
            Language::Ukrainian | Language::Other => self.cut_ending(lower),
        }
    }

    /// Whether a word can be a finite verb or a gerund by its ending.
    #[must_use]
    pub fn is_finite(&self, lower: &str) -> bool {
        self.finite_endings.is_empty() || self.finite_endings.iter().any(|ending| lower.ends_with(ending.as_str()))
    }

    /// Whether a word can be an infinitive by its ending.
    #[must_use]
    pub fn is_infinitive(&self, lower: &str) -> bool {
        self.infinitive_endings.iter().any(|ending| lower.ends_with(ending.as_str()))
    }

    /// Whether neither nouns nor verbs show by their endings what they are in the sentence: places tell.
    #[must_use]
    pub fn is_analytic(&self) -> bool {
        self.infinitive_endings.is_empty()
    }

    /// Whether a word can be a verb in the plural by its ending.
    #[must_use]
    pub fn is_plural_verb(&self, lower: &str) -> bool {
        self.plural_endings.iter().any(|ending| lower.ends_with(ending.as_str()))
    }

    /// A text in Latin letters.
    #[must_use]
    pub fn transliterate(&self, text: &str) -> String {
        let mut latin = String::with_capacity(text.len());
        for letter in text.chars() {
            let small = letter.to_lowercase().next().unwrap_or(letter);
            match self.transliteration.get(&small) {
                Some(letters) if letter.is_uppercase() => {
                    let mut letters = letters.chars();
                    latin.extend(letters.next().into_iter().flat_map(char::to_uppercase));
                    latin.push_str(letters.as_str());
                }
                Some(letters) => latin.push_str(letters),
                None => latin.push(letter),
            }
        }
        latin
    }

    fn cut_ending(&self, lower: &str) -> String {
        let stem = self
            .endings
            .iter()
            .filter_map(|ending| lower.strip_suffix(ending.as_str()))
            .filter(|stem| stem.chars().count() >= SHORTEST_STEM)
            .min_by_key(|stem| stem.len());
        stem.unwrap_or(lower).to_owned()
    }
}

/// What the stem of a reflexive verb ends in, unlike any word.
const REFLEXIVE: &str = "+";

/// Letters that must stay when an ending is cut.
const SHORTEST_STEM: usize = 3;
