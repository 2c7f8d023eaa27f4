//! Finds who is named where: names of the knowledge base, names it does not have, titles and descriptions, pronouns.
//!
//! An article is gone through twice. The first time tells whom it names and in which office; the second time that is
//! known from the start, so that "the president" of the first sentence can be whoever the last one names.

mod apposition;
mod description;
mod joint_title;
mod name;
mod pronoun;
mod roster;
mod title;

use std::ops::Range;

use jiff::civil::Date;

use crate::event::v1::ActorKind;
use crate::extract::actor::{Identity, Mention};
use crate::extract::people::{Form, People, Place, Rank};
use crate::extract::reading::{Hit, Reading};
use crate::extract::trace::Origin;
use crate::knowledge::NameUse;
use crate::lexicon::{Meaning, ReportKind};
use crate::linguistics::{Gender, NounPhrase, PartOfSpeech, Relation};

pub(super) use description::{describe, lower_first};
use roster::Roster;

/// Whom an article names.
#[derive(Debug, Default)]
pub(in crate::extract) struct Mentions {
    /// Actors where they are named, described or stood for by a pronoun, in the order of the text.
    pub(in crate::extract) named: Vec<Mention>,
    /// Pronouns that say whose something is ("his"), in the order of the text.
    pub(in crate::extract) possessive: Vec<Mention>,
    /// Pronouns that stand for somebody who is no subject («у него», "with him"), in the order of the text.
    pub(in crate::extract) oblique: Vec<Mention>,
}

/// Finds the mentions of every sentence, in the order of the text.
pub(in crate::extract) fn find(reading: &Reading<'_>) -> Mentions {
    let day = reading.document.article().published.map(crate::article::PublicationTime::date);
    let phrases: Vec<_> =
        (0..reading.document.sentences.len()).map(|sentence| reading.noun_phrases(sentence)).collect();
    let nobody = Roster::default();
    let mut first = Finder::new(reading, day, &phrases, &nobody);
    first.read_all();
    let roster = first.told.settled(reading.knowledge, day);
    let mut second = Finder::new(reading, day, &phrases, &roster);
    second.read_all();
    second.mentions
}

struct Finder<'r, 'a> {
    reading: &'r Reading<'a>,
    /// The day that offices are looked up for.
    day: Option<Date>,
    /// The noun phrases of each sentence; none where grammar is not known.
    phrases: &'r [Vec<NounPhrase>],
    /// Whom the article names, as far as that is known before.
    roster: &'r Roster,
    /// Whom it has named so far, and in which office.
    told: Roster,
    people: People,
    mentions: Mentions,
    /// The office that a title of several gives those who are named after it, up to a token.
    joint_office: Option<(String, usize)>,
    sentence: usize,
    /// Where expressions like "in the words of" stand in the sentence.
    sources: Vec<Range<usize>>,
}

/// A name at a place, not yet a mention.
struct Name {
    tokens: Range<usize>,
    identity: Identity,
    nominative: bool,
    generic: bool,
}

impl<'r, 'a> Finder<'r, 'a> {
    fn new(reading: &'r Reading<'a>, day: Option<Date>, phrases: &'r [Vec<NounPhrase>], roster: &'r Roster) -> Self {
        Self {
            reading,
            day,
            phrases,
            roster,
            told: Roster::default(),
            people: People::default(),
            mentions: Mentions::default(),
            joint_office: None,
            sentence: 0,
            sources: Vec::new(),
        }
    }

    fn read_all(&mut self) {
        for sentence in 0..self.reading.document.sentences.len() {
            self.sentence = sentence;
            self.read(sentence);
        }
    }

    fn read(&mut self, sentence: usize) {
        let tokens = self.reading.sentence(sentence).tokens.clone();
        self.sources = self.sources_of(sentence);
        let mut at = tokens.start;
        while at < tokens.end {
            if let Some(joint) = self.joint_title(at, tokens.end) {
                at = joint.last().map_or(at + 1, |mention| mention.tokens.end);
                for mention in joint {
                    self.note(mention, tokens.start);
                }
                continue;
            }
            let found = self
                .title(at, tokens.end)
                .or_else(|| self.named(at, tokens.end))
                .or_else(|| self.demonym(at, tokens.end))
                .or_else(|| self.body(at))
                .or_else(|| self.called(at))
                .or_else(|| self.pronoun(at, tokens.end))
                .or_else(|| self.relative_pronoun(at));
            match found {
                Some(mention) => {
                    at = mention.tokens.end;
                    self.note(mention, tokens.start);
                }
                None => {
                    self.pronoun_apart(at);
                    self.meet_described(at);
                    at += 1;
                }
            }
        }
    }

    /// Keeps a mention, and keeps in mind whom it names.
    fn note(&mut self, mut mention: Mention, first: usize) {
        mention.sentence = self.sentence;
        mention.after_preposition = self.is_after_preposition(mention.tokens.start, first);
        let place = self.place(&mention);
        let form = Form { plural: mention.plural, gender: self.grammatical_gender(&mention) };
        self.people.meet(&mention.identity, form, place);
        if mention.identity.kind == ActorKind::Person && !mention.plural {
            self.give_joint_office(&mention);
            self.told.name(&mention.identity);
            if let Some(noun) = self.calling(&mention).map(str::to_owned) {
                self.told.call(&noun, &mention.identity);
            }
        }
        self.mentions.named.push(mention);
    }

    /// Where a mention stands, and how much that makes it what the text is about.
    fn place(&self, mention: &Mention) -> Place {
        let token = mention.tokens.start;
        let rank = if self.is_in_speech(&mention.tokens) {
            Rank::Quoted
        } else if self.is_source(&mention.tokens) {
            Rank::MainSubject
        } else if let Some(rank) = self.parsed_rank(&mention.tokens) {
            // "In the words of X, Y has lied": the sentence is about X.
            if self.sources.is_empty() { rank } else { rank.min(Rank::Named) }
        } else if mention.subject && !mention.after_preposition {
            let subject_before = self
                .mentions
                .named
                .iter()
                .rev()
                .take_while(|other| other.sentence == self.sentence)
                .any(|other| other.subject && !other.after_preposition && !self.is_in_speech(&other.tokens));
            match (subject_before, self.knows_grammar()) {
                (false, false) => Rank::MainSubject,
                (false, true) => Rank::Subject,
                (true, _) => Rank::Named,
            }
        } else {
            Rank::Named
        };
        let is_subject = matches!(rank, Rank::Subject | Rank::MainSubject);
        let speaks = is_subject && (self.reporting_verb(&mention.tokens).is_some() || self.is_source(&mention.tokens));
        Place { sentence: self.sentence, token, rank, speaks }
    }

    fn sources_of(&self, sentence: usize) -> Vec<Range<usize>> {
        let tells_source = |hit: &&Hit<'_>| {
            let sorts = [ReportKind::According, ReportKind::AccordingToLast];
            matches!(hit.meaning, Meaning::Report(report) if sorts.contains(&report.kind))
        };
        self.reading.hits(sentence).iter().filter(tells_source).map(|hit| hit.tokens.clone()).collect()
    }

    /// Whether somebody is named right after "in the words of", or by "his" in it.
    fn is_source(&self, tokens: &Range<usize>) -> bool {
        self.sources.iter().any(|source| source.end == tokens.start || source.contains(&tokens.start))
    }

    /// The rank by what the parser says: a subject, of the sentence or of a clause in it.
    fn parsed_rank(&self, tokens: &Range<usize>) -> Option<Rank> {
        let words = &self.reading.words;
        let verb = tokens
            .clone()
            .filter(|token| words[*token].relation == Relation::Subject)
            .find_map(|token| words[token].head.filter(|head| !tokens.contains(head)))?;
        let main = match words[verb].relation {
            Relation::Root | Relation::Parataxis => true,
            Relation::Conjunct => words[verb].head.is_some_and(|head| words[head].head.is_none()),
            _ => words[verb].head.is_none(),
        };
        Some(if main { Rank::MainSubject } else { Rank::Subject })
    }

    /// Whether tokens stand in quotation marks that hold more than them.
    fn is_in_speech(&self, tokens: &Range<usize>) -> bool {
        let name_in_marks = tokens.start.checked_sub(1).is_some_and(|before| {
            !self.reading.is_quoted(before) || self.reading.is_mark(before, &["«", "\"", "“", "„"])
        }) && self.reading.is_mark(tokens.end, &["»", "\"", "”", "“"]);
        self.reading.is_quoted(tokens.start) && !name_in_marks
    }

    fn grammatical_gender(&self, mention: &Mention) -> Option<crate::linguistics::GrammaticalGender> {
        let words = &self.reading.words[mention.tokens.clone()];
        words.iter().map(|word| word.grammemes).find(|grammemes| grammemes.case.is_some())?.gender
    }

    /// Whether the grammar of words is known.
    fn knows_grammar(&self) -> bool {
        self.phrases.iter().any(|phrases| !phrases.is_empty())
    }

    fn is_after_preposition(&self, token: usize, first: usize) -> bool {
        token > first && self.reading.lexicon.grammar.prepositions.contains(self.reading.lower(token - 1))
    }

    fn state_adjective(&self, at: usize) -> Option<String> {
        self.reading.names_at(at).iter().find_map(|(_, hit)| {
            (hit.usage == NameUse::Adjective).then(|| self.reading.knowledge.actor(hit.actor).country.clone())
        })
    }

    /// A known or unknown name that no title introduces.
    fn named(&mut self, at: usize, end: usize) -> Option<Mention> {
        let mut country = None;
        let mut head = at;
        if let Some(adjective) = self.state_adjective(at) {
            country = Some(adjective);
            head = at + 1;
        }
        let name = self.known_name(head, end).or_else(|| {
            let after_title = self.follows_joint_title(at);
            (head == at).then(|| self.unknown_name(at, end, after_title)).flatten()
        });
        let mut name = match (name, &country) {
            (Some(name), Some(_)) if !name.generic => return self.named_plain(head, end).filter(|_| head == at),
            (Some(name), _) => name,
            // "The UK and US warned": what is an adjective elsewhere names the state where no noun follows.
            (None, Some(_)) if self.reading.words[at].grammemes.part == PartOfSpeech::ProperNoun => {
                return self.named_plain(at, end);
            }
            (None, _) => return None,
        };
        let mut tokens = at..name.tokens.end;
        if name.generic {
            if country.is_none() {
                let known = self.people.body_of_a_state(&name.identity.native).cloned();
                if let Some(holder) = self.holder(name.tokens.end, end).filter(|holder| !holder.generic) {
                    country = Some(holder.identity.country.clone());
                    tokens.end = holder.tokens.end;
                    name.identity.native = self.of_state(&name.identity.native, &holder.identity.native);
                    name.identity.name = format!("{} of {}", name.identity.name, holder.identity.name);
                } else if let Some(known) = known {
                    return Some(mention(tokens, known, name.nominative, false));
                }
            } else {
                let owner = country.as_deref().and_then(|code| self.reading.knowledge.state(code));
                if let Some(state) = owner.map(|index| self.reading.knowledge.actor(index)) {
                    name.identity.native =
                        self.of_state(&name.identity.native, state.native(self.reading.lexicon.language));
                    name.identity.name = format!("{} of {}", name.identity.name, state.name);
                }
            }
            name.identity.id = String::new();
            name.identity.country = country.unwrap_or_default();
            self.reading.trace.told(&tokens, Origin::BodyOfState);
        }
        Some(mention(tokens, name.identity, name.nominative, false))
    }

    fn named_plain(&mut self, at: usize, end: usize) -> Option<Mention> {
        let name = self.known_name(at, end)?;
        Some(mention(name.tokens, name.identity, name.nominative, false))
    }

    /// The phrase of a sentence whose head is a token.
    fn phrase_headed(&self, token: usize) -> Option<&'r NounPhrase> {
        self.phrases.get(self.sentence)?.iter().find(|phrase| phrase.head == token)
    }
}

fn mention(tokens: Range<usize>, identity: Identity, subject: bool, plural: bool) -> Mention {
    Mention { tokens, sentence: 0, identity, subject, after_preposition: false, plural }
}

/// The natural gender that a grammatical one tells of somebody.
fn natural(gender: crate::linguistics::GrammaticalGender) -> Option<Gender> {
    match gender {
        crate::linguistics::GrammaticalGender::Masculine => Some(Gender::Male),
        crate::linguistics::GrammaticalGender::Feminine => Some(Gender::Female),
        crate::linguistics::GrammaticalGender::Neuter => None,
    }
}

#[cfg(test)]
mod tests;
