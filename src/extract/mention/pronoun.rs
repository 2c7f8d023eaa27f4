//! Pronouns: whom "he", "they", "the latter", "his" and "who" stand for.

use std::ops::Range;

use super::{Finder, mention};
use crate::event::v1::{ActorKind, StatementAct};
use crate::extract::actor::{Identity, Mention};
use crate::extract::people::{Form, Search};
use crate::extract::reading::DASHES;
use crate::extract::trace::Origin;
use crate::lexicon::{Meaning, PronounSort};
use crate::linguistics::{Case, Gender, Number, PartOfSpeech, Relation};

/// Marks around a reporting clause that is set into what was said.
const INSERTION_MARKS: &[&str] = &[",", "»", "\"", "”", "“", DASHES[0], DASHES[1], DASHES[2]];

/// Words between "the latter" and its verb, at most.
const WORDS_TO_VERB: usize = 2;

impl Finder<'_, '_> {
    /// "He", "they", "the latter".
    pub(super) fn pronoun(&self, at: usize, end: usize) -> Option<Mention> {
        let (gender, sort, after) = self.pronoun_at(at)?;
        let search = self.search(&(at..after));
        let (identity, origin) = match (sort, gender) {
            (PronounSort::Possessive | PronounSort::Oblique, _) => return None,
            (PronounSort::Latter, _) => {
                if !self.verb_follows(after, end) {
                    return None;
                }
                (self.people.latter(gender, self.sentence), Origin::Latter)
            }
            (PronounSort::Personal, Some(gender)) => match self.accused(at, gender) {
                Some(accused) => (Some(accused), Origin::Accused),
                None => (self.people.he_or_she(gender, search), Origin::Pronoun),
            },
            (PronounSort::Personal, None) => (self.people.they(search), Origin::Pronoun),
        };
        self.reading.trace.told(&(at..after), if identity.is_some() { origin } else { Origin::Nobody });
        Some(mention(at..after, identity.cloned().unwrap_or_default(), true, gender.is_none()))
    }

    /// "His", "him": kept apart, for no speaker is such a word by itself.
    pub(super) fn pronoun_apart(&mut self, at: usize) {
        let Some((gender, sort @ (PronounSort::Possessive | PronounSort::Oblique), after)) = self.pronoun_at(at) else {
            if let Some(identity) = self.antecedent(at) {
                let sentence = self.sentence;
                self.mentions.oblique.push(Mention { sentence, ..mention(at..at + 1, identity, false, false) });
            }
            return;
        };
        let search = self.search(&(at..after));
        let found = match gender {
            Some(gender) if sort == PronounSort::Oblique => {
                self.people.he_or_she_but(gender, search, &self.subject_of_clause(at))
            }
            Some(gender) => self.people.he_or_she(gender, search),
            None => self.people.they(search),
        };
        let Some(identity) = found.cloned() else { return };
        self.reading.trace.told(&(at..after), Origin::Pronoun);
        let mut mention = mention(at..after, identity, false, gender.is_none());
        mention.sentence = self.sentence;
        if sort == PronounSort::Oblique {
            return self.mentions.oblique.push(mention);
        }
        if self.is_source(&mention.tokens) {
            let form = Form { plural: mention.plural, gender: None };
            self.people.meet(&mention.identity, form, self.place(&mention));
        }
        self.mentions.possessive.push(mention);
    }

    /// The key of the subject of the clause that a token stands in, before it: «Иванов позвонил ему» to somebody else.
    fn subject_of_clause(&self, at: usize) -> String {
        let named = self.mentions.named.iter().rev().take_while(|mention| mention.sentence == self.sentence);
        let unbroken =
            |mention: &&Mention| !(mention.tokens.end..at).any(|token| self.reading.is_mark(token, &[",", ":", ";"]));
        let mut subjects = named.filter(unbroken).filter(|mention| mention.subject && !mention.after_preposition);
        subjects.next().map(|mention| mention.identity.key().to_owned()).unwrap_or_default()
    }

    /// Where somebody is to be looked for, for whom a word stands.
    pub(super) fn search(&self, tokens: &Range<usize>) -> Search {
        let sentence = self.reading.sentence(self.sentence).tokens.clone();
        let verb = self.reporting_verb(tokens);
        let verb_before = verb.filter(|verb| verb + 1 == tokens.start);
        let verb_after = verb.filter(|verb| *verb == tokens.end);
        // Set into what is said, or after it: «…, сказал он», "…, he said, …", «…, по его словам, …».
        let is_mark = |token: usize| self.reading.is_mark(token, INSERTION_MARKS);
        let opens = |token: usize| token > sentence.start && is_mark(token - 1);
        let closes = |token: usize| token >= sentence.end || is_mark(token) || self.reading.is_mark(token, &[".", "…"]);
        let source = self.sources.iter().find(|source| source.contains(&tokens.start) || source.end == tokens.start);
        let according = source.map(|source| source.start);
        let before = verb_before.is_some_and(opens)
            || verb_after.is_some_and(|verb| opens(tokens.start) && closes(verb + 1))
            || according.is_some_and(opens);
        Search { sentence: self.sentence, before, speaks: verb.is_some() || according.is_some() }
    }

    /// The verb of saying right before or after a word, or on which it depends.
    pub(super) fn reporting_verb(&self, tokens: &Range<usize>) -> Option<usize> {
        let sentence = &self.reading.sentence(self.sentence).tokens;
        let reports = |token: &usize| sentence.contains(token) && self.is_report(*token) && self.is_verb(*token);
        let before = tokens.start.checked_sub(1).filter(reports);
        let words = &self.reading.words;
        // "U.S. President X said": where the order of words is all that is known, only the subject has a head.
        let subject = || tokens.clone().find(|token| words[*token].relation == Relation::Subject);
        let head = words[tokens.start].head.or_else(|| words[subject()?].head);
        before.or(Some(tokens.end).filter(reports)).or(head.filter(reports))
    }

    /// Whether a word is a verb in a form that a subject can stand with.
    fn is_verb(&self, token: usize) -> bool {
        let word = &self.reading.words[token];
        word.grammemes.is_predicate() || word.finite && word.grammemes.part == PartOfSpeech::Other
    }

    fn pronoun_at(&self, at: usize) -> Option<(Option<Gender>, PronounSort, usize)> {
        self.reading.hits_at(at).iter().find_map(|hit| match hit.meaning {
            Meaning::Pronoun { gender, sort } => Some((*gender, *sort, hit.tokens.end)),
            _ => None,
        })
    }

    /// «последний заявил», and not «последний раз», «тот, кто».
    fn verb_follows(&self, at: usize, end: usize) -> bool {
        let near = at..end.min(at + WORDS_TO_VERB);
        for (token, word) in near.clone().zip(self.reading.words.get(near).unwrap_or_default()) {
            let part = word.grammemes.part;
            let reports = self.is_report(token) && word.finite;
            if word.grammemes.is_predicate() || reports && part == PartOfSpeech::Other {
                return true;
            }
            if !matches!(part, PartOfSpeech::Adverb | PartOfSpeech::Particle | PartOfSpeech::Pronoun) {
                return false;
            }
        }
        false
    }

    /// "X accused Y of having…": in what somebody is accused of, "he" is the one who is accused.
    fn accused(&self, at: usize, gender: Gender) -> Option<&Identity> {
        let cue = self.reading.hits(self.sentence).iter().rev().find(|hit| {
            hit.tokens.end <= at
                && matches!(hit.meaning, Meaning::Report(report) if report.act == StatementAct::Accuse)
                && self.reading.words[hit.tokens.start].finite
        })?;
        let object = self.mentions.named.iter().find(|mention| mention.tokens.start == cue.tokens.end)?;
        let fits = object.identity.is_told() && object.identity.gender.is_none_or(|known| known == gender);
        // Only in the clause that follows, not in the next main clause.
        let comma = (object.tokens.end..at).any(|token| self.reading.is_mark(token, &[","]));
        (fits && comma && !object.after_preposition).then_some(&object.identity)
    }

    /// «…, который»: somebody named before the comma.
    pub(super) fn relative_pronoun(&self, at: usize) -> Option<Mention> {
        let word = &self.reading.words[at];
        if word.grammemes.case != Some(Case::Nominative) {
            return None;
        }
        let identity = self.antecedent(at)?;
        Some(mention(at..at + 1, identity, true, word.grammemes.number == Some(Number::Plural)))
    }

    /// Somebody named before the comma before a relative pronoun, who agrees with it in number and gender.
    fn antecedent(&self, at: usize) -> Option<Identity> {
        let word = &self.reading.words[at];
        if !self.reading.lexicon.grammar.relative_pronouns.contains(&word.stem) {
            return None;
        }
        let is_comma = |before: &usize| self.reading.is_mark(*before, &[","]);
        let before = at.checked_sub(1)?;
        let preposition = self.reading.words[before].grammemes.part == PartOfSpeech::Preposition;
        let comma = before.checked_sub(usize::from(preposition)).filter(is_comma)?;
        let number = word.grammemes.number?;
        let agrees = |of: Option<Number>, gender| {
            of == Some(number) && (number == Number::Plural || gender == word.grammemes.gender)
        };
        let named = self.mentions.named.iter().rev().take_while(|mention| mention.sentence == self.sentence);
        let before_comma = named.clone().find(|mention| mention.tokens.end == comma).filter(|mention| {
            let head = self.reading.words[mention.tokens.clone()].iter().map(|word| word.grammemes);
            let head =
                head.clone().find(|grammemes| grammemes.case.is_some() && grammemes.part != PartOfSpeech::Adjective);
            head.is_some_and(|head| agrees(head.number, head.gender))
        });
        let identity = match before_comma {
            Some(mention) => mention.identity.clone(),
            None => {
                let phrases = self.phrases.get(self.sentence)?;
                let phrase = phrases
                    .iter()
                    .rev()
                    .find(|phrase| phrase.tokens.end <= comma && agrees(phrase.number, phrase.gender))?;
                // «посланник главы Кремля Иван Иванов, который …»
                let apposed = |mention: &&Mention| {
                    mention.identity.kind == ActorKind::Person
                        && mention.identity.is_named()
                        && phrase.head < mention.tokens.start
                        && mention.tokens.end == comma
                        && self.reading.words[mention.tokens.start].grammemes.case == phrase.case
                };
                let at_head = named.clone().find(|mention| mention.tokens.contains(&phrase.head));
                let at_head = named.clone().find(apposed).filter(|_| phrase.animate == Some(true)).or(at_head);
                match at_head {
                    Some(mention) => mention.identity.clone(),
                    None if self.can_act(phrase) => super::describe(self.reading, &self.mentions.named, phrase),
                    None => return None,
                }
            }
        };
        self.reading.trace.told(&(at..at + 1), Origin::Relative);
        Some(identity).filter(Identity::is_told)
    }
}
