//! Whose a document is: it speaks for who issued it.

use super::{Cue, Finder};
use crate::event::v1::ActorKind;
use crate::extract::actor::Mention;
use crate::extract::trace::Origin;
use crate::linguistics::{NounPhrase, Number, Relation, VerbForm, noun_phrases};

/// Within so many sentences "the document" is the one that was spoken of last.
const REACH: usize = 6;

/// A document whose issuer was told.
#[derive(Debug)]
pub(super) struct Issued {
    sentence: usize,
    issuer: Mention,
}

impl Finder<'_, '_> {
    /// Who speaks by a document: «в заявлении МИД», «в его заявлении», «на сайте МИД».
    pub(super) fn issuer_of(&self, phrase: &NounPhrase) -> Mention {
        let sentence = self.reading.sentence_of(phrase.head);
        let known = self.told_issuer(phrase);
        // «в документе говорится»: the one that was spoken of before.
        let before = || {
            let issued = self.issued.as_ref()?;
            let bare = phrase.tokens.end == phrase.head + 1 && sentence - issued.sentence <= REACH;
            let issuer = bare.then(|| Mention { tokens: phrase.tokens.clone(), sentence, ..issued.issuer.clone() });
            issuer.inspect(|issuer| self.reading.trace.told(&issuer.tokens, Origin::Issuer))
        };
        known.or_else(before).unwrap_or_else(|| self.described(phrase))
    }

    /// Keeps in mind the last document of a sentence whose issuer is told.
    pub(super) fn keep_issuer(&mut self, sentence: usize) {
        let is_document =
            |phrase: &&NounPhrase| self.reading.lexicon.documents.contains(&self.reading.words[phrase.head].lemma_stem);
        let told = self.phrases.iter().rev().filter(is_document).find_map(|phrase| self.told_issuer(phrase));
        if let Some(issuer) = told {
            self.issued = Some(Issued { sentence, issuer });
        }
    }

    fn told_issuer(&self, phrase: &NounPhrase) -> Option<Mention> {
        let owner = noun_phrases(&self.reading.words, phrase.core_end..phrase.tokens.end);
        if let Some(owner) = owner.first().filter(|owner| self.can_speak(owner)) {
            return Some(self.mention_of(owner));
        }
        let possessive = self.possessives.iter().find(|owner| phrase.tokens.contains(&owner.tokens.start));
        // A body whose case its name does not show: «на сайте МИД».
        let beside = || {
            self.mentions.iter().find(|mention| {
                mention.tokens.start == phrase.tokens.end && mention.identity.kind == ActorKind::Organization
            })
        };
        let told = possessive.or_else(beside).cloned();
        told.or_else(|| self.issued_where(phrase)).or_else(|| self.publisher_of(phrase))
    }

    /// «в сообщении, опубликованном на сайте министерства»: the paper is whose the place is.
    fn issued_where(&self, document: &NounPhrase) -> Option<Mention> {
        let words = &self.reading.words;
        let participle = document.tokens.end + 1;
        let follows = self.reading.is_mark(document.tokens.end, &[","])
            && words.get(participle)?.grammemes.verb_form == Some(VerbForm::Participle);
        let sentence = self.reading.sentence(self.reading.sentence_of(document.head)).tokens.clone();
        let end = (participle..sentence.end).find(|at| self.reading.is_mark(*at, &[","])).unwrap_or(sentence.end);
        let place = self.phrases.iter().find(|phrase| {
            (participle..end).contains(&phrase.head)
                && self.reading.lexicon.documents.contains(&words[phrase.head].lemma_stem)
        })?;
        self.told_issuer(place).filter(|_| follows)
    }

    /// Whoever does something with a document that is its object: «ведомство опубликовало справку».
    fn publisher_of(&self, document: &NounPhrase) -> Option<Mention> {
        let words = &self.reading.words;
        let word = &words[document.head];
        let verb =
            word.head.filter(|verb| word.relation == Relation::Object && words[*verb].grammemes.is_predicate())?;
        let sentence = self.reading.sentence(self.reading.sentence_of(verb)).tokens.clone();
        self.weighed_subject(&(verb..verb + 1), &(sentence.start..document.tokens.start))
    }

    /// The document that a relative pronoun stands for: «справку, в которой говорилось».
    pub(super) fn document_before(&self, pronoun: &NounPhrase) -> Option<&NounPhrase> {
        let word = &self.reading.words[pronoun.head];
        if !self.reading.lexicon.grammar.relative_pronouns.contains(&word.stem) {
            return None;
        }
        let agrees = |phrase: &&NounPhrase| {
            phrase.number == word.grammemes.number
                && (phrase.number == Some(Number::Plural) || phrase.gender == word.grammemes.gender)
        };
        self.phrases
            .iter()
            .rev()
            .find(|phrase| phrase.tokens.end < pronoun.head && agrees(phrase))
            .filter(|phrase| self.reading.lexicon.documents.contains(&self.reading.words[phrase.head].lemma_stem))
    }

    /// Whether a phrase stands for what speaks for somebody.
    pub(super) fn is_place_of_speech(&self, cue: &Cue, phrase: &NounPhrase) -> bool {
        // «говорится в комментарии»; in «сказали в интервью» it is only where people said it.
        let verb = self.reading.words[self.main_verb(&cue.tokens)].grammemes;
        let in_document = verb.number != Some(Number::Plural)
            && self.reading.lexicon.documents.contains(&self.reading.words[phrase.head].lemma_stem);
        in_document || self.can_speak(phrase) || self.document_before(phrase).is_some()
    }
}
