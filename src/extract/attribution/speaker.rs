//! Whose words they are: the subject of a reporting expression, before or after it, told by place, or left out.

use std::ops::Range;

use super::{Cue, Finder, WORDS_TO_SUBJECT, of_sentences};
use crate::extract::actor::Mention;
use crate::extract::trace::Origin;
use crate::linguistics::{NounPhrase, Number, Relation, Tense, VerbForm};

impl Finder<'_, '_> {
    /// Whose words they are: the subject of the verb, whoever a place stands for, or whoever spoke before.
    pub(super) fn speaker(&self, cue: &Cue, clause: &Range<usize>, sentence: usize) -> Option<Mention> {
        let found = if let Some(speaker) = self.speaker_of_main_verb(cue, clause, sentence) {
            Some(speaker)
        } else if self.knows_grammar() {
            self.weighed_subject(&cue.tokens, clause).or_else(|| self.place_speaker(cue, clause.clone()))
        } else {
            self.subject_before(cue, clause)
                .or_else(|| self.place_speaker(cue, clause.start..cue.tokens.end + WORDS_TO_SUBJECT))
                .or_else(|| self.speaker_after(&cue.tokens, clause.end))
        };
        found.or_else(|| self.elided(cue, sentence))
    }

    /// "…, stressing that": whoever does what the verb tells that the gerund belongs to.
    fn speaker_of_main_verb(&self, cue: &Cue, clause: &Range<usize>, sentence: usize) -> Option<Mention> {
        let gerund = self.main_verb(&cue.tokens);
        let word = &self.reading.words[gerund];
        if word.grammemes.verb_form != Some(VerbForm::Gerund) {
            return None;
        }
        // "With X threatening Y": in a language whose gerunds may have a subject of their own.
        let own = self.phrases.iter().find(|phrase| phrase.tokens.end == cue.tokens.start && self.can_speak(phrase));
        if let Some(own) = own.filter(|own| self.reading.lexicon.grammar.bare_clauses && own.preposition.is_some()) {
            return Some(self.mention_of(own));
        }
        let first = self.reading.sentence(sentence).tokens.start;
        let before = || {
            let mut before = (first..gerund).rev();
            before.find(|at| self.is_predicate(*at) && !self.reading.is_quoted(*at))
        };
        let Some(verb) = word.head.filter(|head| self.is_predicate(*head)).or_else(before) else {
            // "Saying that …, X said": the subject after the comma.
            let subject = self.phrases.iter().find(|phrase| {
                gerund < phrase.tokens.start
                    && self.reading.is_mark(phrase.tokens.start - 1, &[","])
                    && self.reading.words[phrase.head].relation == Relation::Subject
            });
            return subject.filter(|phrase| self.can_speak(phrase)).map(|phrase| self.mention_of(phrase));
        };
        let said = of_sentences(&self.found, sentence..=sentence)
            .iter()
            .find(|attribution| attribution.cue.as_ref().is_some_and(|tokens| tokens.contains(&verb)));
        match said {
            Some(attribution) => attribution.speaker.clone(),
            None => self.weighed_subject(&(verb..verb + 1), clause),
        }
    }

    /// The subject after an inverted verb.
    pub(super) fn speaker_after(&self, cue: &Range<usize>, end: usize) -> Option<Mention> {
        if self.knows_grammar() {
            return self.weighed_subject(cue, &(cue.end..end));
        }
        let limit = end.min(cue.end + WORDS_TO_SUBJECT);
        self.mentions
            .iter()
            .find(|mention| {
                mention.tokens.start >= cue.end
                    && mention.tokens.start < limit
                    && mention.subject
                    && !mention.after_preposition
                    && !(cue.end..mention.tokens.start).any(|token| self.reading.is_mark(token, &[",", ":", "«", "\""]))
            })
            .cloned()
    }

    /// The nearest subject before a verb that no other reporting verb has taken, outside quotations.
    pub(super) fn subject_before(&self, cue: &Cue, clause: &Range<usize>) -> Option<Mention> {
        let candidates = self.mentions.iter().rev().filter(|mention| {
            mention.tokens.end <= cue.tokens.start
                && mention.tokens.start >= clause.start
                && mention.subject
                && !mention.after_preposition
                && !self.reading.is_quoted(mention.tokens.start)
        });
        let sentence = self.reading.sentence_of(cue.tokens.start);
        let taken = of_sentences(&self.found, sentence..=sentence)
            .iter()
            .rev()
            .find(|attribution| attribution.cue.as_ref().is_some_and(|tokens| tokens.end <= cue.tokens.start));
        let mut candidates = candidates.filter(|mention| {
            // "X said that A and stressed that B": what stands in A is no subject of "stressed".
            let joined = self.reading.lexicon.grammar.coordinators.contains(self.reading.lower(cue.tokens.start - 1));
            taken.filter(|_| joined).is_none_or(|attribution| {
                attribution.speaker.as_ref().is_some_and(|speaker| speaker.tokens == mention.tokens)
            })
        });
        candidates.next().cloned()
    }

    pub(super) fn subject_between(&self, verb: &Range<usize>, tokens: Range<usize>) -> Option<Mention> {
        if self.knows_grammar() {
            return self.weighed_subject(verb, &tokens);
        }
        self.mentions
            .iter()
            .find(|mention| {
                tokens.start <= mention.tokens.start
                    && mention.tokens.end <= tokens.end
                    && mention.subject
                    && !mention.after_preposition
            })
            .cloned()
    }

    /// "In the Kremlin they said", "it is said in a message of X": a place with a verb that has no subject.
    pub(super) fn place_speaker(&self, cue: &Cue, clause: Range<usize>) -> Option<Mention> {
        let places = &self.reading.lexicon.grammar.place_prepositions;
        if self.knows_grammar() {
            if !self.is_impersonal(cue) {
                return None;
            }
            let in_place = |phrase: &&NounPhrase| {
                clause.start <= phrase.tokens.start
                    && phrase.tokens.end <= clause.end
                    && phrase.preposition.is_some_and(|token| places.contains(self.reading.lower(token)))
                    && !self.reading.is_quoted(phrase.head)
                    && self.is_place_of_speech(cue, phrase)
            };
            let apart = |phrase: &&NounPhrase| phrase.head.abs_diff(cue.tokens.start);
            let place = self.phrases.iter().filter(in_place).min_by_key(apart)?;
            self.reading.trace.told(&cue.tokens, Origin::Place);
            return Some(self.mention_of(place));
        }
        if !self.reading.words[cue.tokens.start].plural_verb {
            return None;
        }
        self.mentions
            .iter()
            .filter(|mention| clause.start < mention.tokens.start && mention.tokens.end <= clause.end)
            .rfind(|mention| mention.after_preposition && places.contains(self.reading.lower(mention.tokens.start - 1)))
            .cloned()
    }

    /// A verb that tells nobody as its subject: «сообщили», «говорится», «сообщается», «было отмечено».
    pub(super) fn is_impersonal(&self, cue: &Cue) -> bool {
        let grammemes = self.reading.words[self.main_verb(&cue.tokens)].grammemes;
        let reflexive = self.reading.lexicon.grammar.impersonal_endings.iter();
        let verb = self.reading.lower(self.main_verb(&cue.tokens));
        grammemes.number == Some(Number::Plural)
            || grammemes.passive
            || reflexive.into_iter().any(|ending| verb.ends_with(ending.as_str()))
    }

    /// «сообщалось»: at another time, by whoever that was.
    pub(super) fn is_of_another_time(&self, cue: &Cue) -> bool {
        let verb = self.reading.words[self.main_verb(&cue.tokens)].grammemes;
        let past = verb.verb_form == Some(VerbForm::Finite) && verb.tense == Some(Tense::Past);
        past && verb.number != Some(Number::Plural) && self.is_impersonal(cue)
    }

    /// A verb without a subject of its own goes on with the last speaker.
    pub(super) fn elided(&self, cue: &Cue, sentence: usize) -> Option<Mention> {
        let first = self.reading.sentence(sentence).tokens.start;
        let joined = cue.tokens.start > first
            && self.reading.lexicon.grammar.coordinators.contains(self.reading.lower(cue.tokens.start - 1))
            || self.joined_after_comma(first, cue).is_some();
        if self.is_of_another_time(cue) || !joined && cue.tokens.start > first + 1 {
            return None;
        }
        self.last_speaker(sentence).inspect(|_| self.reading.trace.told(&cue.tokens, Origin::LastSpeaker))
    }

    /// "In his words": whoever spoke right before, where "his" may be said of them, else whom "his" stands for.
    pub(super) fn owner_of_words(&self, sentence: usize, cue: &Cue) -> Option<Mention> {
        let last = self.last_speaker(sentence);
        let Some(owner) = self.possessives.iter().find(|owner| cue.tokens.contains(&owner.tokens.start)) else {
            return last;
        };
        let right_before = self.found.last().is_some_and(|found| found.sentence + 1 >= sentence);
        let may_be_meant = |last: &&Mention| {
            let (one, other) = (&last.identity, &owner.identity);
            let genders_fit = one.gender.is_none() || other.gender.is_none() || one.gender == other.gender;
            last.plural == owner.plural && one.kind == other.kind && genders_fit
        };
        if right_before && let Some(last) = last.as_ref().filter(may_be_meant) {
            return Some(last.clone());
        }
        Some(owner.clone())
    }

    pub(super) fn last_speaker(&self, sentence: usize) -> Option<Mention> {
        let last = self.found.last()?;
        let near = self.reading.sentence(sentence).paragraph <= self.reading.sentence(last.sentence).paragraph + 1;
        last.speaker.clone().filter(|_| near)
    }
}
