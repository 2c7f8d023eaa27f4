//! Ukrainian: the dictionary tells what each word can be, rules tell what it is in its place.
//!
//! | file | what |
//! | --- | --- |
//! | `candidate` | what a token can be, by the dictionary and the lexicon |
//! | `agreement` | which words agree |
//! | `clause` | how well a candidate goes on with what stands before it: government, agreement, subject and object |
//! | `search` | the candidates of a sentence that go together best |

mod agreement;
mod candidate;
mod clause;
mod search;

#[cfg(test)]
mod tests;

use std::path::Path;

use candidate::Candidate;
use search::Search;

use super::dictionary::{Dictionary, NamePart};
use super::models::ModelError;
use super::speech::Masked;
use super::{Annotator, Entity, Grammar, PartOfSpeech, VerbForm, Word};
use crate::document::Document;

/// The dictionary, with the rules that choose among what it tells.
#[derive(Debug)]
pub struct UkrainianAnnotator {
    dictionary: Dictionary,
}

impl UkrainianAnnotator {
    /// Reads the model file.
    ///
    /// # Errors
    ///
    /// A [`ModelError`] where the file is missing, damaged or of another version.
    pub fn read(path: &Path) -> Result<Self, ModelError> {
        Ok(Self { dictionary: Dictionary::read(path)? })
    }

    /// The dictionary of the language.
    pub(in crate::linguistics) fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    /// The dictionary lists gerunds for themselves: the infinitive that one is made from, where there is such a verb.
    fn infinitive(&self, gerund: &str, grammar: &Grammar) -> Option<String> {
        grammar
            .gerund_endings
            .iter()
            .filter_map(|[ending, of_infinitive]| Some(format!("{}{of_infinitive}", gerund.strip_suffix(ending)?)))
            .find(|infinitive| self.dictionary.knows(infinitive))
    }

    fn lemma(&self, lower: &str, candidate: &Candidate, grammar: &Grammar) -> Option<String> {
        let lemma = self.dictionary.lemma(lower, candidate.analysis.as_ref()?);
        let gerund = candidate.grammemes.verb_form == Some(VerbForm::Gerund);
        Some(gerund.then(|| self.infinitive(lower, grammar)).flatten().unwrap_or(lemma))
    }
}

impl Annotator for UkrainianAnnotator {
    fn annotate(&self, document: &Document<'_>, grammar: &Grammar, words: &mut [Word]) {
        let masked = Masked::of(document);
        let mut search = Search::new(grammar);
        for piece in &masked.pieces {
            let tokens = &masked.tokens[piece.clone()];
            search.begin();
            for (place, token) in tokens.iter().enumerate() {
                let inside =
                    place > 0 && document.tokens[tokens[place - 1]].kind != crate::document::TokenKind::Punctuation;
                let kind = document.tokens[*token].kind;
                search.add(candidate::of(&self.dictionary, grammar, &words[*token], kind, inside), &words[*token]);
            }
            for (token, candidate, link) in search.finish(tokens) {
                let word = &mut words[token];
                if let Some(lemma) = self.lemma(&word.lower, &candidate, grammar) {
                    word.lemma = lemma;
                }
                word.grammemes = candidate.grammemes;
                word.finite = word.grammemes.is_predicate();
                word.entity = match candidate.analysis.and_then(|analysis| analysis.name) {
                    Some(NamePart::Given | NamePart::Surname | NamePart::Patronymic) if word.capitalised => {
                        Some(Entity::Person)
                    }
                    _ => None,
                };
                if let Some((head, relation)) = link {
                    word.head = Some(head);
                    word.relation = relation;
                }
            }
            settle_determiners(words, tokens);
        }
    }
}

/// A determiner with no noun after it stands for one itself: «той заявив».
fn settle_determiners(words: &mut [Word], tokens: &[usize]) {
    let mut noun_follows = false;
    for token in tokens.iter().rev() {
        let grammemes = &mut words[*token].grammemes;
        match grammemes.part {
            PartOfSpeech::Noun | PartOfSpeech::ProperNoun => noun_follows = true,
            PartOfSpeech::Adjective | PartOfSpeech::Numeral | PartOfSpeech::Adverb => {}
            PartOfSpeech::Determiner if noun_follows => {}
            PartOfSpeech::Determiner => grammemes.part = PartOfSpeech::Pronoun,
            _ => noun_follows = false,
        }
    }
}
