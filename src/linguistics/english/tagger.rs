//! Part of speech and form of each word of a sentence, from left to right: by the lists of the grammar, by endings, and by
//! the words before.

use super::super::{Grammar, Grammemes, Number, PartOfSpeech, Parts, Person, Tense, VerbForm, Word};
use crate::document::TokenKind;

/// Endings of adjectives that few nouns have.
const ADJECTIVE_ENDINGS: [&str; 8] = ["ful", "less", "ous", "ive", "ible", "able", "ical", "ional"];

/// What stands before in the same chain of words, adverbs and particles left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Before {
    /// Nothing, or a mark.
    Start,
    Determiner,
    Adjective,
    Noun,
    /// A pronoun that can be a subject.
    Pronoun,
    Oblique,
    Preposition,
    /// "to" before an infinitive.
    To,
    Modal,
    Have,
    Be,
    Verb,
    /// A conjunction.
    Joint,
}

/// Tells part of speech and form of the words of a sentence.
pub(super) fn tag(grammar: &Grammar, kinds: &[TokenKind], words: &mut [Word]) {
    let mut tagger = Tagger {
        parts: &grammar.parts,
        grammar,
        before: Before::Start,
        auxiliary: None,
        predicate: false,
        first: false,
        plural: false,
    };
    for at in 0..words.len().min(kinds.len()) {
        let (was, next) = (tagger.before, words.get(at + 1).cloned());
        let told = match kinds[at] {
            // A part of the name, as its letters are.
            TokenKind::Punctuation if abbreviates(words, at) => of(PartOfSpeech::ProperNoun),
            TokenKind::Punctuation => tagger.mark(&words[at].lower),
            TokenKind::Number => {
                tagger.before = Before::Adjective;
                of(PartOfSpeech::Numeral)
            }
            TokenKind::Word => {
                tagger.first = at == 0;
                // "…, France and …": after a comma a capital tells a name.
                let after_comma = at.checked_sub(1).is_some_and(|before| words[before].lower == ",");
                tagger.word(&words[at], next.as_ref(), was == Before::Start && !after_comma)
            }
        };
        // "Has no plans to do", "is to do": an infinitive leaves the auxiliary a predicate.
        let verb = matches!(told.part, PartOfSpeech::Verb) && told.verb_form != Some(VerbForm::Infinitive);
        if verb && let Some(auxiliary) = tagger.auxiliary.take() {
            // "was accused": the copula is the predicate; "had said", "will say": the verb is.
            let passive = told.verb_form == Some(VerbForm::Participle);
            let of_auxiliary: &mut Word = &mut words[auxiliary];
            of_auxiliary.grammemes.verb_form = passive.then_some(VerbForm::Finite);
            of_auxiliary.finite = passive;
        }
        let word = &mut words[at];
        word.grammemes = told;
        word.finite = told.is_predicate();
        if told.part == PartOfSpeech::Auxiliary {
            tagger.auxiliary = Some(at);
        }
    }
    modify(words);
}

/// Whether a full stop inside a sentence belongs to a letter before it ("U.S. senators").
fn abbreviates(words: &[Word], stop: usize) -> bool {
    let letter = stop.checked_sub(1).is_some_and(|before| words[before].lower.chars().nth(1).is_none());
    letter && words[stop].lower == "." && stop + 1 < words.len()
}

struct Tagger<'g> {
    parts: &'g Parts,
    grammar: &'g Grammar,
    before: Before,
    /// The last auxiliary, until its verb comes.
    auxiliary: Option<usize>,
    /// The clause has its finite verb, and no noun after it that a new clause may begin with.
    predicate: bool,
    /// The word opens the sentence.
    first: bool,
    /// The last noun or pronoun is in the plural.
    plural: bool,
}

fn of(part: PartOfSpeech) -> Grammemes {
    Grammemes { part, ..Grammemes::default() }
}

fn verb(form: VerbForm) -> Grammemes {
    Grammemes { verb_form: Some(form), ..of(PartOfSpeech::Verb) }
}

impl Tagger<'_> {
    fn mark(&mut self, mark: &str) -> Grammemes {
        if !matches!(mark, "\"" | "“" | "”" | "«" | "»" | "(" | ")") {
            (self.before, self.predicate, self.auxiliary) = (Before::Start, false, None);
        }
        of(PartOfSpeech::Punctuation)
    }

    fn word(&mut self, word: &Word, next: Option<&Word>, opens: bool) -> Grammemes {
        let lower = word.lower.as_str();
        let name = word.capitalised && !opens;
        if (!name || lower == "i")
            && let Some(told) = self.closed(lower, next)
        {
            return told;
        }
        // One capital at the start of a clause tells nothing, two are a name.
        let name = name || word.capitalised && next.is_some_and(|next| next.capitalised);
        // "The French foreign minister"
        let attribute = self.parts.adjectives.contains(lower) && next.is_some_and(|next| !next.capitalised);
        if name && attribute && !word.abbreviated {
            self.before = Before::Adjective;
            return of(PartOfSpeech::Adjective);
        }
        if name || word.abbreviated {
            (self.before, self.predicate, self.plural) = (Before::Noun, false, false);
            return of(PartOfSpeech::ProperNoun);
        }
        // "Beijing threatened": nothing but a name stands with a capital before a finite verb and ends so.
        let opens_with_name = word.capitalised;
        self.verbal(lower, next, opens_with_name).unwrap_or_else(|| self.nominal(lower, next))
    }

    fn closed(&mut self, lower: &str, next: Option<&Word>) -> Option<Grammemes> {
        let parts = self.parts;
        let auxiliary = |tense| Grammemes { verb_form: Some(VerbForm::Finite), tense, ..of(PartOfSpeech::Auxiliary) };
        let told = if lower == "to" {
            let can_be = |next: &Word| {
                parts.verbs.contains(&next.lower) || parts.nouns_and_verbs.contains(&next.lower) && !next.capitalised
            };
            let infinitive = next.is_some_and(can_be);
            self.before = if infinitive { Before::To } else { Before::Preposition };
            of(if infinitive { PartOfSpeech::Particle } else { PartOfSpeech::Preposition })
        } else if parts.determiners.contains(lower) {
            self.before = Before::Determiner;
            of(PartOfSpeech::Determiner)
        } else if parts.pronouns.contains(lower) {
            // "which": the verb after it is that of a clause of its own.
            (self.before, self.predicate, self.plural) = (Before::Pronoun, false, lower == "they" || lower == "we");
            let number = if lower == "they" { Some(Number::Plural) } else { None };
            let person = if matches!(lower, "i" | "we") { Person::First } else { Person::Third };
            Grammemes { number, person: Some(person), ..of(PartOfSpeech::Pronoun) }
        } else if parts.oblique_pronouns.contains(lower) {
            self.before = Before::Oblique;
            Grammemes { case: Some(super::super::Case::Accusative), ..of(PartOfSpeech::Pronoun) }
        } else if parts.modals.contains(lower) {
            self.before = Before::Modal;
            auxiliary(None)
        } else if parts.forms_of_have.contains(lower) {
            self.before = Before::Have;
            auxiliary(None)
        } else if parts.forms_of_be.contains(lower) {
            self.before = Before::Be;
            auxiliary(None)
        } else if parts.subordinators.contains(lower) {
            (self.before, self.predicate) = (Before::Joint, false);
            of(PartOfSpeech::Subordinator)
        } else if self.grammar.coordinators.contains(lower) {
            (self.before, self.predicate) = (Before::Joint, false);
            of(PartOfSpeech::Coordinator)
        } else if self.grammar.prepositions.contains(lower) {
            self.before = Before::Preposition;
            of(PartOfSpeech::Preposition)
        } else if parts.particles.contains(lower) {
            of(PartOfSpeech::Particle)
        } else if parts.numerals.contains(lower) {
            self.before = Before::Adjective;
            of(PartOfSpeech::Numeral)
        } else if parts.adverbs.contains(lower)
            || lower.len() > 4 && lower.ends_with("ly") && self.before != Before::Determiner
        {
            of(PartOfSpeech::Adverb)
        } else {
            return None;
        };
        Some(told)
    }

    /// A form of a verb, where the words before allow one.
    fn verbal(&mut self, lower: &str, next: Option<&Word>, opens_with_name: bool) -> Option<Grammemes> {
        let parts = self.parts;
        let infinitive = parts.verbs.contains(lower);
        let participle = parts.participles.contains(lower) || is_regular_past(lower);
        let past = parts.past_forms.contains(lower) || is_regular_past(lower);
        let progressive = lower.len() > 4 && lower.ends_with("ing");
        let third_person = present(lower).any(|verb| parts.verbs.contains(verb));
        let finite = |tense| Grammemes { tense: Some(tense), ..verb(VerbForm::Finite) };
        let told = match self.before {
            Before::Modal if infinitive || !progressive && !participle => finite(Tense::Present),
            Before::To if infinitive || parts.nouns_and_verbs.contains(lower) => verb(VerbForm::Infinitive),
            Before::Have if participle => finite(Tense::Past),
            Before::Be if progressive => finite(Tense::Present),
            Before::Be if participle => Grammemes { passive: true, ..verb(VerbForm::Participle) },
            // "Asked about it, X said"
            Before::Start if participle && self.first => Grammemes { passive: true, ..verb(VerbForm::Participle) },
            Before::Noun | Before::Pronoun | Before::Joint | Before::Start | Before::Verb
                if past && !self.predicate =>
            {
                finite(Tense::Past)
            }
            Before::Noun | Before::Pronoun | Before::Joint
                if third_person && !self.predicate && !next.is_some_and(|next| self.ends_phrase(next)) =>
            {
                Grammemes { number: Some(Number::Singular), person: Some(Person::Third), ..finite(Tense::Present) }
            }
            // ", says X"
            Before::Start if third_person && next.is_some_and(|next| self.follows_verb(next)) => finite(Tense::Present),
            Before::Noun | Before::Pronoun
                if infinitive
                    && !self.predicate
                    && (self.plural || next.is_some_and(|next| self.follows_verb(next))) =>
            {
                finite(Tense::Present)
            }
            Before::Noun | Before::Start | Before::Oblique | Before::Joint
                if progressive && !(opens_with_name && next.is_some_and(|next| self.is_past_or_ends(next))) =>
            {
                verb(VerbForm::Gerund)
            }
            Before::Noun if participle => Grammemes { passive: true, ..verb(VerbForm::Participle) },
            _ => return None,
        };
        self.before = Before::Verb;
        self.predicate = self.predicate || told.verb_form == Some(VerbForm::Finite);
        Some(told)
    }

    /// Whether a word shows that what stands before it is a noun: a finite verb, or the end of the clause.
    fn ends_phrase(&self, next: &Word) -> bool {
        let lower = next.lower.as_str();
        self.parts.past_forms.contains(lower)
            || self.parts.modals.contains(lower)
            || self.parts.forms_of_be.contains(lower)
            || self.parts.forms_of_have.contains(lower)
    }

    fn is_past_or_ends(&self, next: &Word) -> bool {
        is_regular_past(&next.lower) || self.ends_phrase(next)
    }

    /// Whether a word shows that what stands before it is a verb.
    fn follows_verb(&self, next: &Word) -> bool {
        let lower = next.lower.as_str();
        self.parts.determiners.contains(lower)
            || self.parts.pronouns.contains(lower)
            || self.parts.oblique_pronouns.contains(lower)
            || self.parts.subordinators.contains(lower)
            || lower == "to"
            || next.capitalised
    }

    fn nominal(&mut self, lower: &str, next: Option<&Word>) -> Grammemes {
        let parts = self.parts;
        if lower.ends_with("'s") || lower.ends_with("s'") {
            self.before = Before::Determiner;
            return of(PartOfSpeech::Determiner);
        }
        // "The Pentagon chief accused X"
        let somebody = parts.people.contains(lower) && next.is_some_and(|next| self.is_past_or_ends(next));
        let adjective = parts.adjectives.contains(lower) && !somebody
            || lower.len() > 5 && ADJECTIVE_ENDINGS.iter().any(|ending| lower.ends_with(ending))
            || self.before == Before::Determiner
                && !parts.people.contains(lower)
                && (is_regular_past(lower) || lower.ends_with("ing"))
                && next.is_some();
        if adjective {
            self.before = Before::Adjective;
            return of(PartOfSpeech::Adjective);
        }
        (self.before, self.predicate) = (Before::Noun, false);
        let plural =
            lower.ends_with('s') && !lower.ends_with("ss") || matches!(lower, "people" | "men" | "women" | "media");
        self.plural = plural;
        let number = Some(if plural { Number::Plural } else { Number::Singular });
        let singular = lower.strip_suffix('s').unwrap_or(lower);
        let alive = parts.people.contains(lower) || parts.people.contains(singular);
        Grammemes { number, animate: alive.then_some(true), ..of(PartOfSpeech::Noun) }
    }
}

fn is_regular_past(lower: &str) -> bool {
    lower.len() > 4 && lower.ends_with("ed") && !lower.ends_with("eed")
}

/// The infinitives that a form in "-s" may come from.
fn present(lower: &str) -> impl Iterator<Item = &str> {
    ["s", "es"].into_iter().filter_map(|ending| lower.strip_suffix(ending))
}

/// A noun before a noun belongs to it like an adjective: "Kremlin aide", "trade war".
fn modify(words: &mut [Word]) {
    for at in 1..words.len() {
        let (noun, before) = (words[at].grammemes.part, words[at - 1].grammemes.part);
        let possessive = words[at - 1].lower.ends_with("'s") || words[at - 1].lower.ends_with("s'");
        let modifies = noun == PartOfSpeech::Noun && matches!(before, PartOfSpeech::Noun | PartOfSpeech::ProperNoun);
        if modifies || possessive && matches!(before, PartOfSpeech::ProperNoun) {
            words[at - 1].grammemes = of(PartOfSpeech::Adjective);
            // All words of a name do: "White House spokesman".
            let name = (0..at - 1).rev().take_while(|at| words[*at].grammemes.part == PartOfSpeech::ProperNoun).count();
            for word in &mut words[at - 1 - name..at - 1] {
                word.grammemes = of(PartOfSpeech::Adjective);
            }
        }
    }
}
