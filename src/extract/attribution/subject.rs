//! The subject of a verb, where the grammar of words is known: every noun phrase in the nominative is weighed.

use std::ops::Range;

use crate::event::v1::ActorKind;
use crate::extract::actor::Mention;
use crate::extract::reading::DASHES;
use crate::linguistics::{
    Case, Entity, GrammaticalGender, Grammemes, NounPhrase, Number, PartOfSpeech, Relation, Tense, VerbForm, Word,
};

use super::Finder;

/// What speaks for a noun phrase being the subject of a verb. The figures were set by hand: a parser that is right in
/// nine of ten outweighs distance, agreement outweighs the parser.
mod weight {
    /// The parser says so.
    pub(super) const PARSED: f64 = 6.0;
    /// The parser says so of a verb that this one is joined with.
    pub(super) const PARSED_CONJUNCT: f64 = 4.0;
    /// The parser says that it is the subject of another verb.
    pub(super) const SUBJECT_ELSEWHERE: f64 = -3.0;
    /// Number and gender fit the verb.
    pub(super) const AGREES: f64 = 1.0;
    /// They do not.
    pub(super) const DISAGREES: f64 = -6.0;
    /// A person, or a body that can speak.
    pub(super) const CAN_SPEAK: f64 = 2.0;
    /// A thing.
    pub(super) const CANNOT_SPEAK: f64 = -3.0;
    /// Each word in between.
    pub(super) const WORD_BETWEEN: f64 = -0.15;
    /// Each comma or dash in between, before the verb.
    pub(super) const COMMA_BETWEEN: f64 = -0.7;
    /// Each predicate in between, before the verb.
    pub(super) const PREDICATE_BETWEEN: f64 = -3.0;
    /// It follows the verb, and nothing but words stands in between.
    pub(super) const RIGHT_AFTER: f64 = 1.5;
    /// What a phrase must reach.
    pub(super) const ENOUGH: f64 = -1.0;
}

impl Finder<'_, '_> {
    /// The noun phrases of a sentence, and words that stand for somebody without being nouns: «последний».
    pub(super) fn phrases_of(&self, sentence: usize) -> Vec<NounPhrase> {
        let mut phrases = self.reading.noun_phrases(sentence);
        if phrases.is_empty() {
            return phrases;
        }
        let lone = self
            .mentions
            .iter()
            .filter(|mention| mention.subject && !phrases.iter().any(|phrase| mention.tokens.contains(&phrase.head)));
        let lone: Vec<_> = lone
            .map(|mention| {
                let grammemes = self.reading.words[mention.tokens.start].grammemes;
                NounPhrase {
                    tokens: mention.tokens.clone(),
                    head: mention.tokens.start,
                    core_end: mention.tokens.end,
                    preposition: None,
                    case: grammemes.case,
                    number: grammemes.number,
                    gender: grammemes.gender,
                    animate: Some(true),
                    indeclinable: false,
                }
            })
            .collect();
        phrases.extend(lone);
        phrases.sort_by_key(|phrase| phrase.tokens.start);
        phrases
    }

    /// Whether the grammar of words is known, so that phrases can be weighed.
    pub(super) fn knows_grammar(&self) -> bool {
        !self.phrases.is_empty()
    }

    /// The subject of a verb among the phrases of a region, where it is somebody.
    pub(super) fn weighed_subject(&self, verb: &Range<usize>, region: &Range<usize>) -> Option<Mention> {
        self.heaviest(verb, region).filter(|phrase| self.is_somebody(phrase)).map(|phrase| self.mention_of(phrase))
    }

    /// Whether the subject of a verb is a thing that cannot speak: «история подтверждает, что …».
    pub(super) fn subject_is_thing(&self, verb: &Range<usize>, region: &Range<usize>) -> bool {
        self.knows_grammar() && self.heaviest(verb, region).is_some_and(|phrase| !self.is_somebody(phrase))
    }

    fn is_somebody(&self, phrase: &NounPhrase) -> bool {
        phrase.animate != Some(false) || self.can_speak(phrase)
    }

    fn heaviest(&self, verb: &Range<usize>, region: &Range<usize>) -> Option<&NounPhrase> {
        let main = self.main_verb(verb);
        let candidates = self
            .phrases
            .iter()
            .filter(|phrase| region.start <= phrase.head && phrase.head < region.end && !verb.contains(&phrase.head));
        let mut best: Option<(f64, &NounPhrase)> = None;
        for phrase in candidates {
            let Some(weight) = self.weight(main, verb, phrase) else { continue };
            if weight >= weight::ENOUGH && best.is_none_or(|(heaviest, _)| weight > heaviest) {
                best = Some((weight, phrase));
            }
        }
        best.map(|(_, phrase)| phrase)
    }

    /// The word of a reporting expression that agrees with the subject.
    pub(super) fn main_verb(&self, cue: &Range<usize>) -> usize {
        cue.clone().find(|token| self.reading.words[*token].grammemes.is_predicate()).unwrap_or(cue.start)
    }

    fn weight(&self, verb: usize, cue: &Range<usize>, phrase: &NounPhrase) -> Option<f64> {
        let words = &self.reading.words;
        let head = &words[phrase.head];
        let parsed = head.relation == Relation::Subject && head.head.is_some_and(|of| of == verb || cue.contains(&of));
        let nominative = phrase.case == Some(Case::Nominative) || phrase.indeclinable || phrase.case.is_none();
        if phrase.preposition.is_some() || !(nominative || parsed) {
            return None;
        }
        if self.reading.is_spoken(phrase.head) && !self.reading.is_spoken(verb) {
            return None;
        }
        if head.grammemes.part == PartOfSpeech::Pronoun && !self.stands_for_somebody(phrase.head) {
            return None;
        }
        let mut weight = 0.0;
        if parsed {
            weight += weight::PARSED;
        } else if head.relation == Relation::Subject {
            let joined = words[verb].relation == Relation::Conjunct && words[verb].head == head.head;
            weight += if joined { weight::PARSED_CONJUNCT } else { weight::SUBJECT_ELSEWHERE };
        }
        weight += match agrees(words[verb].grammemes, phrase, self.is_joint(phrase)) {
            Some(true) => weight::AGREES,
            Some(false) => weight::DISAGREES,
            None => 0.0,
        };
        weight += if self.can_speak(phrase) { weight::CAN_SPEAK } else { weight::CANNOT_SPEAK };
        if phrase.head > verb {
            let between = cue.end.max(verb + 1)..phrase.tokens.start;
            // «пообіцяв відкрити міст»: what follows an infinitive is its object.
            let infinitive = |token: usize| words[token].grammemes.verb_form == Some(VerbForm::Infinitive);
            if !parsed && between.clone().any(infinitive) {
                return None;
            }
            if between.clone().any(|token| self.reading.is_mark(token, CLAUSE_MARKS) || self.is_predicate(token)) {
                return None;
            }
            weight += weight::RIGHT_AFTER + weight::WORD_BETWEEN * between.len() as f64;
        } else {
            let between = phrase.tokens.end..cue.start;
            for token in between {
                let outside = !self.in_insertion(token, phrase.tokens.end..cue.start);
                weight += weight::WORD_BETWEEN * if outside { 1.0 } else { 0.3 };
                if outside && self.reading.is_mark(token, CLAUSE_MARKS) {
                    weight += weight::COMMA_BETWEEN;
                }
                if outside && self.is_predicate(token) && !parsed {
                    weight += weight::PREDICATE_BETWEEN;
                }
            }
        }
        Some(weight)
    }

    /// Whether a token stands in a relative clause or a gerund's phrase between two commas of a stretch.
    fn in_insertion(&self, token: usize, stretch: Range<usize>) -> bool {
        let is_comma = |at: &usize| self.reading.is_mark(*at, &[","]);
        let Some(opens) = (stretch.start..=token).rev().find(is_comma) else { return false };
        let Some(_) = (token.max(opens + 1)..stretch.end).find(is_comma) else { return false };
        let first = &self.reading.words[opens + 1..stretch.end.min(opens + 4)];
        first.iter().any(|word| {
            word.grammemes.verb_form == Some(VerbForm::Gerund)
                || word.grammemes.verb_form == Some(VerbForm::Participle) && !word.grammemes.short
                || self.reading.lexicon.grammar.relative_pronouns.contains(&word.stem)
        })
    }

    /// «он», «она», «они», «тот»: a pronoun that the lexicon says stands for somebody.
    fn stands_for_somebody(&self, token: usize) -> bool {
        self.mentions.iter().any(|mention| mention.tokens.contains(&token))
    }

    fn is_joint(&self, phrase: &NounPhrase) -> bool {
        let joins = |token: usize| {
            let lower = self.reading.lower(token);
            self.reading.lexicon.grammar.coordinators.contains(lower) || lower == ","
        };
        let after = phrase.tokens.end;
        after < self.reading.words.len() && joins(after) || phrase.tokens.start.checked_sub(1).is_some_and(joins)
    }

    /// People, groups of people, states and bodies; a thing where the lexicon has it speak.
    pub(super) fn can_speak(&self, phrase: &NounPhrase) -> bool {
        phrase.animate == Some(true)
            || phrase.indeclinable
            || self.names_body(phrase.head)
            || self.mentions_in(phrase).next().is_some()
            || self.names_speaking_thing(phrase.head)
    }

    /// A body that only the article names: «Росавиация», where a tagger tells, or else a word in no dictionary.
    fn names_body(&self, head: usize) -> bool {
        let word = &self.reading.words[head];
        let in_no_dictionary =
            word.entity.is_none() && word.grammemes.part == PartOfSpeech::ProperNoun && word.grammemes.case.is_some();
        word.capitalised && (word.entity == Some(Entity::Organization) || in_no_dictionary)
    }

    /// Also as the second part of a compound: «пресс-служба», «киберполиция».
    fn names_speaking_thing(&self, head: usize) -> bool {
        let stem = &self.reading.words[head].lemma_stem;
        let things = &self.reading.lexicon.speaking_things;
        things.contains(stem)
            || stem.char_indices().skip(3).any(|(at, _)| things.contains(stem[at..].trim_start_matches('-')))
    }

    fn mentions_in<'f>(&'f self, phrase: &NounPhrase) -> impl Iterator<Item = &'f Mention> + use<'f> {
        let (head, tokens) = (phrase.head, phrase.tokens.clone());
        self.mentions.iter().filter(move |mention| {
            mention.tokens.contains(&head) || tokens.start <= mention.tokens.start && mention.tokens.start <= head
        })
    }

    /// Whom a phrase names: somebody whom the article or the knowledge base tells, else whom its words describe.
    pub(super) fn mention_of(&self, phrase: &NounPhrase) -> Mention {
        let words = &self.reading.words;
        let at_head = self.mentions.iter().find(|mention| mention.tokens.contains(&phrase.head));
        // «пресс-секретарь … Иван Иванов», «телеканал NTV»: the name in apposition says who it is.
        let named = self.mentions.iter().find(|mention| {
            phrase.tokens.start <= mention.tokens.start
                && mention.tokens.end <= phrase.tokens.end
                && mention.tokens.start > phrase.head
                && !mention.after_preposition
                && mention.identity.is_told()
                && (mention.identity.kind == ActorKind::Person && phrase.animate != Some(false)
                    || mention.identity.kind == ActorKind::Organization && phrase.animate != Some(true))
                && (mention.identity.kind == ActorKind::Person
                    || words[mention.tokens.start].head == Some(phrase.head)
                    || mention.tokens.start == phrase.core_end
                    || mention.tokens.start == phrase.core_end + 1 && self.reading.is_quoted(phrase.core_end))
                && {
                    let name = &words[mention.tokens.start];
                    // «сообщение пресс-службы Кремля»: two genitives are one of the other.
                    let of_it = phrase.case == Some(Case::Genitive) && mention.identity.kind == ActorKind::Organization;
                    name.grammemes.case == phrase.case && !of_it
                        || name.lower.is_ascii()
                        || self.reading.is_quoted(mention.tokens.start)
                }
        });
        if let Some(named) = self.apposed(phrase) {
            return named.clone();
        }
        if let Some(document) = self.document_before(phrase) {
            return self.issuer_of(document);
        }
        if self.reading.lexicon.documents.contains(&words[phrase.head].lemma_stem) {
            return self.issuer_of(phrase);
        }
        let person_at_head = at_head.is_some_and(|mention| !mention.identity.id.is_empty());
        let group_at_head = at_head.is_some_and(|mention| mention.identity.kind == ActorKind::Group);
        if let Some(named) = named.filter(|_| !person_at_head && !group_at_head) {
            return named.clone();
        }
        let nameless = |mention: &Mention| {
            let names =
                |word: &Word| word.entity == Some(Entity::Person) || word.grammemes.part == PartOfSpeech::Pronoun;
            !mention.plural && !words[mention.tokens.clone()].iter().any(names)
        };
        if let Some(named) = self.named_after(phrase).filter(|_| at_head.is_none_or(nameless)) {
            return named.clone();
        }
        let is_noun = words[phrase.head].grammemes.part == PartOfSpeech::Noun;
        let nameless_at_head = at_head.is_some_and(|mention| {
            is_noun && mention.identity.is_described() && mention.tokens.len() < phrase.tokens.len()
        });
        match at_head {
            // «представители администрации», «профессор академии»: all words of the phrase tell who they are.
            Some(mention) if group_at_head && is_noun || nameless_at_head => {
                let mut whole = self.described(phrase);
                whole.identity.kind = mention.identity.kind;
                whole.identity.role.clone_from(&mention.identity.role);
                if !mention.identity.country.is_empty() {
                    whole.identity.country.clone_from(&mention.identity.country);
                }
                whole
            }
            Some(mention) => mention.clone(),
            None => self.described(phrase),
        }
    }

    /// The name at the end of a chain of titles in apposition: «профессор, доктор наук, член академии Иван Иванов».
    fn named_in_chain(&self, head: usize, end: usize) -> Option<&Mention> {
        let words = &self.reading.words;
        let leads_to_head = |mention: &&Mention| {
            let above = |token: &usize| words[*token].head.filter(|_| words[*token].relation == Relation::Apposition);
            let mut chain = std::iter::successors(Some(mention.tokens.start), above).take(LONGEST_CHAIN);
            chain.any(|token| token == head)
        };
        let is_name = |mention: &&Mention| {
            mention.identity.kind == ActorKind::Person && mention.identity.is_named() && mention.tokens.start > head
        };
        self.mentions.iter().filter(is_name).filter(|mention| mention.tokens.end <= end).find(leads_to_head)
    }

    /// Whoever a phrase is in apposition to: «Иван Иванов, врач больницы».
    fn apposed(&self, phrase: &NounPhrase) -> Option<&Mention> {
        let word = &self.reading.words[phrase.head];
        let of = word.head.filter(|of| *of < phrase.head && word.relation == Relation::Apposition)?;
        let is_person = |mention: &&Mention| mention.identity.kind == ActorKind::Person && mention.identity.is_named();
        self.mentions.iter().filter(is_person).find(|mention| mention.tokens.contains(&of))
    }

    /// The name of somebody described that stands after more words than the phrase has: «лидер партии, проповедник Иван
    /// Иванов», «член совета при управлении портом Иван Иванов».
    fn named_after(&self, phrase: &NounPhrase) -> Option<&Mention> {
        let words = &self.reading.words;
        let alone = phrase.animate == Some(true) && phrase.number == Some(Number::Singular);
        // Where nothing declines, no noun shows a case.
        let ordered = self.reading.lexicon.grammar.is_analytic();
        let subject = phrase.case == Some(Case::Nominative) || ordered && phrase.case.is_none();
        if !alone || !subject || words[phrase.head].grammemes.part != PartOfSpeech::Noun {
            return None;
        }
        let end = self.reading.sentence(self.reading.sentence_of(phrase.head)).tokens.end;
        let after = phrase.tokens.end;
        if let Some(named) = self.named_in_chain(phrase.head, end) {
            return Some(named);
        }
        let region = if self.reading.is_mark(after, &[","]) {
            let second = self.phrases.iter().find(|second| second.tokens.start == after + 1)?;
            let same_number = second.number == phrase.number || ordered && second.number.is_none();
            let closed = !ordered || self.reading.is_mark(second.tokens.end, &[","]);
            let agrees = second.case == phrase.case && same_number && closed && second.animate != Some(false);
            // «министр, депутат Иванов и мэр» are several people.
            let joined = second.tokens.end < end
                && self.reading.lexicon.grammar.coordinators.contains(self.reading.lower(second.tokens.end));
            Some(second.tokens.clone()).filter(|_| agrees && !joined)?
        } else if ordered {
            return None;
        } else {
            let stops = |token: &usize| {
                self.reading.is_mark(*token, CLAUSE_MARKS)
                    || words[*token].grammemes.is_predicate()
                    || self.reading.lexicon.grammar.coordinators.contains(self.reading.lower(*token))
            };
            after..(after..end).find(stops).unwrap_or(end)
        };
        self.mentions.iter().find(|mention| {
            region.start <= mention.tokens.start
                && mention.tokens.end <= region.end
                && mention.identity.kind == ActorKind::Person
                && mention.identity.is_named()
                && mention.subject
                && !mention.after_preposition
                && words[mention.tokens.end - 1].grammemes.case != Some(Case::Genitive)
        })
    }
}

/// More titles than these in apposition to one another are no chain.
const LONGEST_CHAIN: usize = 5;

/// Marks that part clauses.
const CLAUSE_MARKS: &[&str] = &[",", ":", ";", DASHES[0], DASHES[1], "«", "»", "\"", "“", "”", "("];

/// Whether a phrase agrees with a verb; `None` where the forms do not tell.
fn agrees(verb: Grammemes, phrase: &NounPhrase, joint: bool) -> Option<bool> {
    if verb.verb_form == Some(VerbForm::Gerund) {
        return None;
    }
    if verb.number == Some(Number::Plural) && joint {
        return None;
    }
    let (number, wanted) = (phrase.number?, verb.number?);
    if phrase.indeclinable && number != wanted {
        return None;
    }
    if number != wanted {
        return Some(false);
    }
    let by_gender = verb.tense == Some(Tense::Past) && wanted == Number::Singular;
    match (phrase.gender, verb.gender) {
        // A woman in an office whose title is masculine: «министр заявила».
        (Some(GrammaticalGender::Masculine), Some(GrammaticalGender::Feminine)) if by_gender => {
            phrase.animate.filter(|animate| !*animate).map(|_| false)
        }
        (Some(gender), Some(of_verb)) if by_gender && !phrase.indeclinable => Some(gender == of_verb),
        _ => Some(true),
    }
}
