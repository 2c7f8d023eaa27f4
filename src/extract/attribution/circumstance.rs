//! To whom something was said, and on what occasion.

use std::ops::Range;

use super::{Cue, Finder};
use crate::extract::actor::Mention;
use crate::linguistics::{Case, NounPhrase};

impl Finder<'_, '_> {
    /// Whoever the verb is said to: where grammar is known a dative that belongs to it, else whoever stands right after it
    /// and is no subject.
    pub(super) fn addressee(&self, cue: &Cue, speaker: Option<&Mention>, content: &[Range<usize>]) -> Option<Mention> {
        if self.knows_grammar() {
            let verb = self.main_verb(&cue.tokens);
            let bare = self.reading.lexicon.grammar.bare_clauses;
            let says_clause = |phrase: &NounPhrase| {
                let end = phrase.tokens.end;
                // "Warned Iran it will face", where a clause needs no comma.
                let opens = self.reading.is_mark(end, &[","]) || bare;
                opens && content.first().is_some_and(|span| end < span.start || bare && end == span.start)
            };
            let phrase = self.phrases.iter().find(|phrase| {
                // «предупредил соседа, что …», «сообщил соседу, что …»
                let told = phrase.case == Some(Case::Dative)
                    || phrase.case == Some(Case::Accusative)
                        && phrase.tokens.start == cue.tokens.end
                        && says_clause(phrase);
                told && phrase.preposition.is_none()
                    && self.reading.words[phrase.head].head == Some(verb)
                    && (phrase.animate == Some(true) || self.can_speak(phrase))
                    && !content.iter().any(|span| span.contains(&phrase.head))
            });
            return phrase.map(|phrase| self.mention_of(phrase));
        }
        self.mentions
            .iter()
            .find(|mention| {
                mention.tokens.start == cue.tokens.end
                    && !mention.subject
                    && speaker.is_none_or(|speaker| speaker.tokens != mention.tokens)
            })
            .cloned()
    }

    /// The briefing, interview, speech or post that a sentence names outside the content.
    pub(super) fn occasion(&self, content: &[Range<usize>]) -> Option<Range<usize>> {
        let places = &self.reading.lexicon.grammar.place_prepositions;
        let occasions = &self.reading.lexicon.occasions;
        let phrase = self.phrases.iter().find(|phrase| {
            phrase.preposition.is_some_and(|token| places.contains(self.reading.lower(token)))
                && (phrase.case == Some(Case::Prepositional) || phrase.core_end < phrase.tokens.end)
                && !content.iter().any(|span| span.contains(&phrase.head))
                && !self.reading.is_spoken(phrase.head)
                && self.reading.words[phrase.tokens.clone()].iter().any(|word| occasions.contains(&word.lemma_stem))
        })?;
        Some(phrase.preposition.unwrap_or(phrase.tokens.start)..phrase.tokens.end)
    }
}
