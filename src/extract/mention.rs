//! Finds who is named where: names of the knowledge base, names it does not have, titles and descriptions, pronouns.

use std::ops::Range;

use jiff::civil::Date;

use super::actor::{Identity, Mention};
use super::people::People;
use super::reading::Reading;
use crate::document::TokenKind;
use crate::event::v1::ActorKind;
use crate::knowledge::{NameHit, NameUse};
use crate::lexicon::{Gender, Meaning, Title};
use crate::linguistics::{Case, Grammar, forms, nominatives};

/// The words between a title and the name it belongs to ("minister of economic development"), at most.
const WORDS_BETWEEN_TITLE_AND_NAME: usize = 6;

/// Finds the mentions of every sentence, in the order of the text.
pub(super) fn find(reading: &Reading<'_>) -> Vec<Mention> {
    let day = reading.document.article().published.map(super::super::article::PublicationTime::date);
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

    /// A title with what belongs to it: "[Russian] president [of Russia] [Vladimir Putin]".
    fn title(&mut self, at: usize, end: usize) -> Option<Mention> {
        let mut country = String::new();
        let mut head = at;
        while let Some(adjective) = self.state_adjective(head) {
            country = adjective;
            head += 1;
        }
        if let Some(holder) = self.possessor(head, end) {
            // "India's Ministry", "Russia's foreign minister"
            country = holder.identity.country;
            head = holder.tokens.end;
        }
        let (title, mut next) = self.title_at(head)?;
        let title = title.clone();
        if !title.country.is_empty() {
            country.clone_from(&title.country);
        }
        let nominative = self.is_nominative_title(head, &title);
        // Whose office it is: states and bodies right after it, also joined ("of Russia and the USA").
        let mut limit = next;
        while let Some(holder) =
            self.holder(next, end).or_else(|| self.chief(next, end).filter(|_| title.group && !title.named))
        {
            if country.is_empty() {
                country.clone_from(&holder.identity.country);
            }
            next = holder.tokens.end;
            limit = next;
            if next < end && self.reading.lexicon.grammar.coordinators.contains(self.reading.lower(next)) {
                if self.holder(next + 1, end).is_none() {
                    break;
                }
                next += 1;
            }
        }
        if let Some(name) = if title.group && !title.named { None } else { self.person_after(limit, end) } {
            let mut identity = name.identity;
            if identity.country.is_empty() {
                identity.country.clone_from(&country);
            }
            if title.name != "colleague" && !title.group {
                identity.role.clone_from(&title.name);
                identity.office.clone_from(&title.office);
            }
            let subject = name.nominative && (nominative || name.tokens.start > limit);
            return Some(mention(at..name.tokens.end, identity, subject || name.nominative, false));
        }
        let tokens = at..limit;
        let identity = self.described(&title, &country, tokens.clone(), at == head);
        Some(mention(tokens, identity, nominative, title.group))
    }

    /// "The presidents of Russia and Turkey": the holder of each office, where no names follow.
    fn joint_title(&mut self, at: usize, end: usize) -> Option<Vec<Mention>> {
        let (title, first) =
            self.title_at(at).filter(|(title, _)| title.group && title.named && !title.office.is_empty())?;
        let title = title.clone();
        let nominative = self.is_nominative_title(at, &title);
        let mut holders = Vec::new();
        let mut next = first;
        while let Some(holder) = self.holder(next, end).filter(|holder| holder.identity.kind == ActorKind::State) {
            next = holder.tokens.end;
            holders.push(holder);
            let joins = next < end
                && (self.reading.is_mark(next, &[","])
                    || self.reading.lexicon.grammar.coordinators.contains(self.reading.lower(next)));
            if !joins || self.holder(next + 1, end).is_none() {
                break;
            }
            next += 1;
        }
        if holders.len() < 2 || self.person_after(next, end).is_some() {
            return None;
        }
        let single = Title { group: false, ..title };
        holders
            .into_iter()
            .enumerate()
            .map(|(index, holder)| {
                let tokens = if index == 0 { at..holder.tokens.end } else { holder.tokens };
                let identity = self.described(&single, &holder.identity.country, tokens.clone(), false);
                (!identity.id.is_empty()).then(|| mention(tokens, identity, nominative, false))
            })
            .collect()
    }

    /// Who a title without a name stands for.
    fn described(&self, title: &Title, country: &str, tokens: Range<usize>, bare: bool) -> Identity {
        let written = lower_first(self.reading.document.slice(tokens));
        let unnamed = Identity {
            name: self.reading.lexicon.grammar.transliterate(&written),
            native: written,
            kind: if title.group { ActorKind::Group } else { ActorKind::Person },
            country: country.to_owned(),
            role: title.name.clone(),
            office: title.office.clone(),
            ..Identity::default()
        };
        if title.group {
            return unnamed;
        }
        let met = if country.is_empty() && bare {
            self.people.last_in_office(&title.office, &title.name)
        } else {
            self.people.last_of_country(country, &title.office, &title.name)
        };
        if let Some(person) = met {
            return person.clone();
        }
        let holder = self.day.filter(|_| !country.is_empty() && !title.office.is_empty()).and_then(|day| {
            let offices: &[&str] = if title.office == "president" { HEADS_OF_STATE } else { &[title.office.as_str()] };
            offices.iter().find_map(|office| self.reading.knowledge.holder(office, country, day))
        });
        match holder {
            Some(index) => {
                let mut identity = Identity::known(self.reading.knowledge.actor(index), self.reading.lexicon.language);
                identity.role.clone_from(&title.name);
                identity.office.clone_from(&title.office);
                identity
            }
            None => unnamed,
        }
    }

    fn title_at(&self, at: usize) -> Option<(&Title, usize)> {
        let titles = self.reading.hits_at(at).iter().filter_map(|hit| match hit.meaning {
            Meaning::Title(title) => Some((title, hit.tokens.end)),
            _ => None,
        });
        // A form that is said of several people («президенты») tells more than the stem.
        titles.max_by_key(|(title, end)| (*end, title.group))
    }

    /// Whether a title stands in its dictionary form; of several people, in any form that is also theirs.
    fn is_nominative_title(&self, head: usize, title: &Title) -> bool {
        let lower = self.reading.lower(head);
        if title.group {
            return !self
                .reading
                .lexicon
                .grammar
                .oblique_plural_endings
                .iter()
                .any(|ending| lower.ends_with(ending.as_str()));
        }
        lower == title.first_word
    }

    /// A state or body to which a title belongs.
    fn holder(&self, at: usize, end: usize) -> Option<Name> {
        let at = if at < end && self.reading.lexicon.grammar.holder_prepositions.contains(self.reading.lower(at)) {
            at + 1
        } else {
            at
        };
        self.known_name(at, end).filter(|name| name.identity.kind != ActorKind::Person)
    }

    /// A person whose people a group are ("officials of the Biden administration").
    fn chief(&self, at: usize, end: usize) -> Option<Name> {
        self.known_name(at, end).filter(|name| name.identity.kind == ActorKind::Person && !name.nominative)
    }

    fn possessor(&self, at: usize, end: usize) -> Option<Name> {
        let name = self.known_name(at, end)?;
        let last = self.reading.lower(name.tokens.end - 1);
        (last.ends_with("'s") && name.identity.kind != ActorKind::Person && self.title_at(name.tokens.end).is_some())
            .then_some(name)
    }

    /// The name of the person whom a title introduces, right after it or after a few words that belong to the title.
    fn person_after(&mut self, at: usize, end: usize) -> Option<Name> {
        for start in at..end.min(at + WORDS_BETWEEN_TITLE_AND_NAME) {
            if let Some(name) = self.known_name(start, end) {
                if name.identity.kind == ActorKind::Person {
                    return Some(name);
                }
                if start > at {
                    return None;
                }
            }
            if let Some(name) = self.unknown_name(start, end, start == at) {
                return Some(name);
            }
            let word = &self.reading.words[start];
            let passes = self.reading.document.tokens[start].kind == TokenKind::Word
                && !self.is_report(start)
                && !self.reading.lexicon.grammar.coordinators.contains(&word.lower)
                && !self.reading.lexicon.grammar.place_prepositions.contains(&word.lower);
            if !passes || self.title_at(start).is_some() {
                return None;
            }
        }
        None
    }

    fn is_report(&self, at: usize) -> bool {
        self.reading.hits_at(at).iter().any(|hit| matches!(hit.meaning, Meaning::Report(_)))
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

    fn name_hits(&self, at: usize) -> Vec<(Range<usize>, NameHit)> {
        let Some(table) = self.reading.knowledge.names(self.reading.lexicon.language) else { return Vec::new() };
        let keys = |token: usize| self.reading.words.get(token).map(crate::linguistics::Word::keys);
        table.starting_at(at, keys).into_iter().map(|found| (found.words, *found.value)).collect()
    }

    /// The longest name of the knowledge base at a token. Of several people of one surname, the one met in the article,
    /// else the one in office on the day, else none.
    fn known_name(&self, at: usize, end: usize) -> Option<Name> {
        let capitalised = self.reading.words.get(at)?.capitalised;
        let hits: Vec<_> = self
            .name_hits(at)
            .into_iter()
            .filter(|(tokens, hit)| hit.usage != NameUse::Adjective && tokens.end <= end)
            .filter(|(_, hit)| capitalised || self.reading.knowledge.actor(hit.actor).generic)
            .collect();
        let longest = hits.iter().map(|(tokens, _)| tokens.end).max()?;
        let hits: Vec<_> = hits.into_iter().filter(|(tokens, _)| tokens.end == longest).collect();
        let chosen = self.choose(&hits)?;
        let actor = self.reading.knowledge.actor(chosen);
        let cases: Vec<_> = hits.iter().filter(|(_, hit)| hit.actor == chosen).map(|(_, hit)| hit.case).collect();
        let written: Vec<_> = (at..longest).map(|token| self.reading.lower(token)).collect();
        let dictionary = crate::linguistics::fold(actor.native(self.reading.lexicon.language));
        let nominative = cases.contains(&Some(Case::Nominative))
            || cases.contains(&None) && (longest == at + 1 || dictionary == written.join(" "));
        let mut identity = Identity::known(actor, self.reading.lexicon.language);
        if let Some(office) = self.day.and_then(|day| actor.office_on(day)) {
            identity.role.clone_from(&office.title);
            identity.office.clone_from(&office.key);
        }
        Some(Name { tokens: at..longest, identity, nominative, generic: actor.generic })
    }

    fn choose(&self, hits: &[(Range<usize>, NameHit)]) -> Option<usize> {
        let mut actors: Vec<_> = hits.iter().map(|(_, hit)| hit.actor).collect();
        actors.sort_unstable();
        actors.dedup();
        if let [only] = actors[..] {
            return Some(only);
        }
        let met: Vec<_> =
            actors.iter().filter(|actor| self.people.has(&self.reading.knowledge.actor(**actor).id)).collect();
        if let [only] = met[..] {
            return Some(*only);
        }
        let serving: Vec<_> = actors
            .iter()
            .filter(|actor| self.day.is_some_and(|day| self.reading.knowledge.actor(**actor).office_on(day).is_some()))
            .collect();
        match serving[..] {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// A name that the knowledge base does not have: a given name and a surname, two capitalised words after a title,
    /// or the surname of somebody met before.
    fn unknown_name(&mut self, at: usize, end: usize, after_title: bool) -> Option<Name> {
        let is_name = |token: usize| {
            token < end
                && self.reading.words[token].capitalised
                && self.reading.document.tokens[token].kind == TokenKind::Word
        };
        if !is_name(at) {
            return None;
        }
        let (given, gender) = self.given_name(at);
        if given.is_some() || (after_title && is_name(at + 1) && self.known_name(at + 1, end).is_none()) {
            let mut last = at + 1;
            while is_name(last)
                && last < at + 4
                && self.known_name(last, end).is_none_or(|name| name.identity.kind == ActorKind::Person)
            {
                last += 1;
            }
            if last == at + 1 {
                return self.met_surname(at);
            }
            return Some(self.new_person(at..last, given, gender));
        }
        self.met_surname(at).or_else(|| {
            (after_title && self.reading.words[at].lower.chars().count() > 2 && self.known_name(at, end).is_none())
                .then(|| self.new_person(at..at + 1, None, None))
        })
    }

    /// The dictionary form of a given name.
    fn given_name(&self, at: usize) -> (Option<String>, Option<Gender>) {
        let lexicon = self.reading.lexicon;
        let candidates = nominatives(&lexicon.grammar, self.reading.lower(at), None);
        candidates
            .into_iter()
            .find_map(|name| lexicon.given_names.get(&name).map(|gender| (Some(name.clone()), Some(*gender))))
            .unwrap_or((None, None))
    }

    fn new_person(&self, tokens: Range<usize>, given: Option<String>, gender: Option<Gender>) -> Name {
        let grammar = &self.reading.lexicon.grammar;
        let written =
            |token: usize| self.reading.document.text(token).trim_end_matches("'s").trim_end_matches("\u{2019}s");
        // Given name and surname stand in one case: the one that the given name tells.
        let case = given.as_ref().and_then(|given| case_of(grammar, given, self.reading.lower(tokens.start), gender));
        let words = tokens.clone().map(|token| {
            let Some(case) = case.filter(|case| *case != Case::Nominative) else { return written(token).to_owned() };
            let lower = self.reading.lower(token);
            let dictionary = match &given {
                Some(given) if token == tokens.start => given.clone(),
                _ => nominatives(grammar, lower, gender)
                    .into_iter()
                    .skip(1)
                    .find(|name| has_form(grammar, name, lower, gender, case))
                    .unwrap_or_else(|| lower.to_owned()),
            };
            capitalise_like(&dictionary, written(token))
        });
        let native = words.collect::<Vec<_>>().join(" ");
        let identity = Identity {
            name: grammar.transliterate(&native),
            native,
            kind: ActorKind::Person,
            gender,
            ..Identity::default()
        };
        let nominative = case.is_none_or(|case| case == Case::Nominative);
        Name { tokens, identity, nominative, generic: false }
    }

    fn met_surname(&self, at: usize) -> Option<Name> {
        let lower = self.reading.lower(at);
        let candidates = nominatives(&self.reading.lexicon.grammar, lower, None);
        let person = candidates.iter().find_map(|name| self.people.by_surname(name))?;
        let nominative = self.people.is_surname(person, lower);
        Some(Name { tokens: at..at + 1, identity: person.clone(), nominative, generic: false })
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

/// Offices that "president" and "leader" may stand for, where a country has no president.
const HEADS_OF_STATE: &[&str] = &["president", "chancellor", "prime_minister", "supreme_leader", "monarch"];

fn mention(tokens: Range<usize>, identity: Identity, subject: bool, plural: bool) -> Mention {
    Mention { tokens, sentence: 0, identity, subject, after_preposition: false, plural }
}

/// The case in which a name has a form, the nominative before the others.
fn case_of(grammar: &Grammar, name: &str, form: &str, gender: Option<Gender>) -> Option<Case> {
    forms(grammar, name, gender).into_iter().find(|candidate| candidate.words == [form]).map(|candidate| candidate.case)
}

fn has_form(grammar: &Grammar, name: &str, form: &str, gender: Option<Gender>, case: Case) -> bool {
    let genitive_is_accusative = |other: Case| case == Case::Genitive && other == Case::Accusative;
    forms(grammar, name, gender).into_iter().any(|candidate| {
        candidate.words == [form] && (candidate.case == case || genitive_is_accusative(candidate.case))
    })
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) if characters.clone().next().is_some_and(char::is_lowercase) => {
            first.to_lowercase().chain(characters).collect()
        }
        _ => text.to_owned(),
    }
}

fn capitalise_like(lower: &str, written: &str) -> String {
    if !written.chars().next().is_some_and(char::is_uppercase) {
        return lower.to_owned();
    }
    // Every part of «Жан-Клод» has a capital where the written form has one.
    let parts = lower.split('-').zip(written.split('-').chain(std::iter::repeat("")));
    let capitals = parts.map(|(part, like)| {
        let mut letters = part.chars();
        match letters.next() {
            Some(first) if like.is_empty() || like.chars().next().is_some_and(char::is_uppercase) => {
                first.to_uppercase().chain(letters).collect::<String>()
            }
            _ => part.to_owned(),
        }
    });
    capitals.collect::<Vec<_>>().join("-")
}
