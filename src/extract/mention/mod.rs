//! Finds who is named where: names of the knowledge base, names it does not have, titles and descriptions, pronouns.

mod name;
mod title;

use std::ops::Range;

use jiff::civil::Date;

use crate::extract::actor::{Identity, Mention};
use crate::extract::people::People;
use crate::extract::reading::Reading;
use crate::knowledge::NameUse;
use crate::lexicon::Meaning;

/// Finds the mentions of every sentence, in the order of the text.
pub(in crate::extract) fn find(reading: &Reading<'_>) -> Vec<Mention> {
    let day = reading.document.article().published.map(crate::article::PublicationTime::date);
    let mut finder = Finder { reading, day, people: People::default(), mentions: Vec::new() };
    for sentence in 0..reading.document.sentences.len() {
        finder.read(sentence);
    }
    finder.mentions
}

struct Finder<'r, 'a> {
    reading: &'r Reading<'a>,
    /// The day that offices are looked up for.
    day: Option<Date>,
    people: People,
    mentions: Vec<Mention>,
}

/// A name at a place, not yet a mention.
struct Name {
    tokens: Range<usize>,
    identity: Identity,
    nominative: bool,
    generic: bool,
}

impl Finder<'_, '_> {
    fn read(&mut self, sentence: usize) {
        let tokens = self.reading.sentence(sentence).tokens.clone();
        let mut at = tokens.start;
        while at < tokens.end {
            if let Some(joint) = self.joint_title(at, tokens.end) {
                at = joint.last().map_or(at + 1, |mention| mention.tokens.end);
                for mut mention in joint {
                    mention.sentence = sentence;
                    self.people.meet(&mention.identity, mention.subject);
                    self.mentions.push(mention);
                }
                continue;
            }
            let found = self.title(at, tokens.end).or_else(|| self.named(at, tokens.end)).or_else(|| self.pronoun(at));
            match found {
                Some(mut mention) => {
                    at = mention.tokens.end;
                    mention.sentence = sentence;
                    mention.after_preposition = self.is_after_preposition(mention.tokens.start, tokens.start);
                    let in_subject_place = mention.subject && !mention.after_preposition;
                    if !mention.plural {
                        self.people.meet(&mention.identity, in_subject_place);
                    }
                    self.mentions.push(mention);
                }
                None => at += 1,
            }
        }
    }

    fn is_after_preposition(&self, token: usize, first: usize) -> bool {
        token > first && self.reading.lexicon.grammar.prepositions.contains(self.reading.lower(token - 1))
    }

    fn state_adjective(&self, at: usize) -> Option<String> {
        self.name_hits(at).into_iter().find_map(|(_, hit)| {
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
        let name =
            self.known_name(head, end).or_else(|| (head == at).then(|| self.unknown_name(at, end, false)).flatten());
        let mut name = match (name, &country) {
            (Some(name), Some(_)) if !name.generic => return self.named_plain(head, end).filter(|_| head == at),
            (Some(name), _) => name,
            (None, _) => return None,
        };
        let mut tokens = at..name.tokens.end;
        if name.generic {
            if country.is_none() {
                if let Some(holder) = self.holder(name.tokens.end, end).filter(|holder| !holder.generic) {
                    country = Some(holder.identity.country.clone());
                    tokens.end = holder.tokens.end;
                    name.identity.native = format!("{} {}", name.identity.native, holder.identity.native);
                    name.identity.name = format!("{} of {}", name.identity.name, holder.identity.name);
                }
            } else {
                let owner = country.as_deref().and_then(|code| self.reading.knowledge.state(code));
                if let Some(state) = owner.map(|index| self.reading.knowledge.actor(index)) {
                    name.identity.native =
                        format!("{} {}", name.identity.native, state.native(self.reading.lexicon.language));
                    name.identity.name = format!("{} of {}", name.identity.name, state.name);
                }
            }
            name.identity.id = String::new();
            name.identity.country = country.unwrap_or_default();
        }
        Some(mention(tokens, name.identity, name.nominative, false))
    }

    fn named_plain(&mut self, at: usize, end: usize) -> Option<Mention> {
        let name = self.known_name(at, end)?;
        Some(mention(name.tokens, name.identity, name.nominative, false))
    }

    fn pronoun(&self, at: usize) -> Option<Mention> {
        let gender = self.reading.hits_at(at).iter().find_map(|hit| match hit.meaning {
            Meaning::Pronoun { gender } => Some(*gender),
            _ => None,
        })?;
        let identity = match gender {
            Some(gender) => self.people.last_of_gender(gender).cloned().unwrap_or_default(),
            None => Identity::default(),
        };
        Some(mention(at..at + 1, identity, true, gender.is_none()))
    }
}

fn mention(tokens: Range<usize>, identity: Identity, subject: bool, plural: bool) -> Mention {
    Mention { tokens, sentence: 0, identity, subject, after_preposition: false, plural }
}
