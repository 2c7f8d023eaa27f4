//! Speakers of whom no name is told, as the article describes them, in the nominative.

use super::Finder;
use crate::article::Language;
use crate::event::v1::ActorKind;
use crate::extract::actor::{Identity, Mention};
use crate::extract::mention::lower_first;
use crate::extract::trace::Origin;
use crate::lexicon::{BodySort, Meaning};
use crate::linguistics::{Case, NounPhrase, Number, PartOfSpeech};

/// Letters before it are Latin ones, also with marks («Hürriyet»).
const FIRST_CYRILLIC: char = '\u{400}';

impl Finder<'_, '_> {
    /// Somebody of whom only a description is known.
    pub(super) fn described(&self, phrase: &NounPhrase) -> Mention {
        let phrase = &self.with_name_of_outlet(self.without_article(phrase));
        let written = &self.in_nominative(phrase);
        let native = if self.keeps_capital(phrase) { written.to_owned() } else { lower_first(written) };
        let kind = match (phrase.animate, phrase.number) {
            (Some(true), Some(Number::Plural)) => ActorKind::Group,
            (Some(true), _) => ActorKind::Person,
            _ => ActorKind::Organization,
        };
        let identity = Identity {
            name: self.reading.lexicon.grammar.transliterate(&native),
            native,
            kind,
            country: self.country_in(phrase),
            outlet: kind == ActorKind::Organization && self.is_outlet(phrase),
            ..Identity::default()
        };
        self.reading.trace.told(&phrase.tokens, Origin::OnlyDescribed);
        Mention {
            tokens: phrase.tokens.clone(),
            sentence: self.reading.sentence_of(phrase.head),
            identity,
            subject: true,
            after_preposition: false,
            plural: phrase.number == Some(Number::Plural),
        }
    }

    /// Whether a body that is not known is a paper or agency: its noun says so, or its name has other letters than the
    /// text, as those of outlets and companies have.
    fn is_outlet(&self, phrase: &NounPhrase) -> bool {
        let names_outlet = |token: usize| {
            let hits = self.reading.hits_at(token);
            hits.iter().any(|hit| *hit.meaning == Meaning::Body(BodySort::Outlet))
        };
        names_outlet(phrase.head) || phrase.tokens.clone().all(|token| self.has_foreign_letters(token))
    }

    /// Whether a word is written in other letters than the language is.
    fn has_foreign_letters(&self, token: usize) -> bool {
        let lower = self.reading.lower(token);
        let is_cyrillic = self.reading.lexicon.language != Language::English;
        let foreign = |letter: char| letter < FIRST_CYRILLIC && letter.is_alphanumeric();
        is_cyrillic && lower.chars().all(|letter| letter < FIRST_CYRILLIC) && lower.chars().any(foreign)
    }

    /// «портал news.example»: the name in other letters that follows a noun for outlets belongs to it.
    fn with_name_of_outlet(&self, phrase: NounPhrase) -> NounPhrase {
        let sentence = self.reading.sentence(self.reading.sentence_of(phrase.head)).tokens.clone();
        let name = (phrase.tokens.end..sentence.end).take_while(|token| self.has_foreign_letters(*token)).count();
        let end = if self.is_outlet(&phrase) { phrase.tokens.end + name } else { phrase.tokens.end };
        NounPhrase { tokens: phrase.tokens.start..end, ..phrase }
    }

    /// Whether a description has its capital within a sentence too: a name, "Iraqi officials".
    fn keeps_capital(&self, phrase: &NounPhrase) -> bool {
        let start = self.reading.sentence(self.reading.sentence_of(phrase.head)).tokens.start;
        let head = &self.reading.words[phrase.head];
        let name = head.grammemes.part == PartOfSpeech::ProperNoun || head.entity.is_some() || head.abbreviated;
        name || phrase.tokens.start > start
    }

    /// A phrase without "the", "a", «этот» at its start.
    fn without_article(&self, phrase: &NounPhrase) -> NounPhrase {
        let is_article = |token: &usize| self.reading.words[*token].grammemes.part == PartOfSpeech::Determiner;
        let articles = (phrase.tokens.start..phrase.head).take_while(is_article).count();
        NounPhrase { tokens: phrase.tokens.start + articles..phrase.tokens.end, ..phrase.clone() }
    }

    /// A phrase with its head, and what agrees with that, in the nominative.
    fn in_nominative(&self, phrase: &NounPhrase) -> String {
        let written = self.reading.document.slice(phrase.tokens.clone());
        if phrase.case == Some(Case::Nominative) {
            return written.to_owned();
        }
        let inflected: Option<Vec<_>> =
            (phrase.tokens.start..phrase.core_end).map(|at| self.reading.nominative(at)).collect();
        let Some(mut words) = inflected else { return written.to_owned() };
        let rest = self.reading.document.slice(phrase.core_end..phrase.tokens.end);
        words.extend((!rest.is_empty()).then(|| rest.to_owned()));
        words.join(" ")
    }

    /// The state that a description names: «сотрудники МВД Украины».
    fn country_in(&self, phrase: &NounPhrase) -> String {
        self.mentions
            .iter()
            .filter(|mention| phrase.tokens.contains(&mention.tokens.start))
            .map(|mention| mention.identity.country.clone())
            .find(|country| !country.is_empty())
            .unwrap_or_default()
    }
}
