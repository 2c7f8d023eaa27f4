//! Titles and descriptions: with the name they introduce, or as whoever held the office on the day.

use std::ops::Range;

use super::{Finder, Name, mention};
use crate::document::TokenKind;
use crate::event::v1::ActorKind;
use crate::extract::actor::{Identity, Mention};
use crate::extract::mention::description::lower_first;
use crate::extract::people::Description;
use crate::extract::trace::Origin;
use crate::lexicon::{CallWord, Meaning, Title};
use crate::linguistics::{Case, Number, PartOfSpeech, VerbForm};

/// The words between a title and the name it belongs to ("minister of economic development"), at most.
const WORDS_BETWEEN_TITLE_AND_NAME: usize = 6;

/// Offices that "president" and "leader" may stand for, where a country has no president.
const HEADS_OF_STATE: &[&str] = &["president", "chancellor", "prime_minister", "supreme_leader", "monarch"];

impl Finder<'_, '_> {
    /// A title with what belongs to it: "[Russian] president [of Russia] [Vladimir Putin]".
    pub(super) fn title(&mut self, at: usize, end: usize) -> Option<Mention> {
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
        // «адвокаты Иванова»: several people, and none of them in the office alone.
        if !title.group && self.reading.words[head].grammemes.number == Some(Number::Plural) {
            return None;
        }
        let at_another_time = self.is_at_another_time(at, head);
        let abbreviated = self.reading.is_mark(next, &["."])
            && self.reading.document.tokens[next].bytes.start == self.reading.document.tokens[next - 1].bytes.end;
        if abbreviated && next + 1 < end {
            // "Sen. Lindsey Graham"
            next += 1;
        }
        if !title.country.is_empty() {
            country.clone_from(&title.country);
        }
        let nominative = self.is_nominative_title(head, &title);
        // Whose office it is: states and bodies right after it, also joined ("of Russia and the USA").
        let mut limit = next;
        // "Aide to the Russian president": an office of somebody in office.
        if let Some((adjective, (_, end_of_office))) = self.state_adjective(next).zip(self.title_at(next + 1)) {
            country = adjective;
            next = end_of_office;
            limit = next;
        }
        // "Head of German diplomacy": a state's adjective in what the title is of.
        if next == limit && country.is_empty() && title.anaphoric {
            let noun_follows = next + 1 < end && !self.reading.words[next + 1].capitalised;
            if let Some(adjective) = self.state_adjective(next).filter(|_| noun_follows) {
                country = adjective;
                next += 2;
                limit = next;
            }
        }
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
        if let Some(name) =
            if title.group && !title.named { None } else { self.person_after(head, limit, end, nominative) }
        {
            let mut identity = name.identity;
            if identity.country.is_empty() {
                identity.country.clone_from(&country);
            }
            if at_another_time {
                self.told.give(&title.office, &identity.country, &identity, true);
            } else if !title.counterpart && !title.group {
                identity.role.clone_from(&title.name);
                identity.office.clone_from(&title.office);
                self.told.give(&title.office, &identity.country, &identity, false);
            }
            let subject = name.nominative && (nominative || name.tokens.start > limit);
            return Some(mention(at..name.tokens.end, identity, subject || name.nominative, false));
        }
        // "The representative of X": nobody but the representative speaks.
        let mut of_another = false;
        let of_somebody = self.chief(limit, end).or_else(|| self.unknown_chief(head, limit, end));
        if let Some(chief) = of_somebody.filter(|chief| limit < chief.tokens.end && !title.counterpart) {
            limit = chief.tokens.end;
            of_another = true;
            if country.is_empty() {
                country.clone_from(&chief.identity.country);
            }
        }
        let tokens = at..limit;
        if at_another_time {
            let former = self.roster.holder_at_another_time(&title.office, &country).cloned();
            if former.is_some() {
                self.reading.trace.told(&tokens, Origin::FormerHolder);
            }
            let identity = former.unwrap_or_else(|| self.unnamed(&title, &country, head..limit));
            return Some(mention(tokens, identity, nominative, title.group));
        }
        let identity = if of_another && title.office.is_empty() {
            self.unnamed(&title, &country, head..limit)
        } else {
            self.described(&title, &country, head..limit, at == head)
        };
        Some(mention(tokens, identity, nominative, title.group))
    }

    /// "The presidents of Russia and Turkey": the holder of each office, where no names follow.
    pub(super) fn joint_title(&mut self, at: usize, end: usize) -> Option<Vec<Mention>> {
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
        if holders.len() < 2 || self.person_after(at, next, end, nominative).is_some() {
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

    /// Whether a word before a title, or among the adjectives in it, says that it is not held on the day.
    fn is_at_another_time(&self, at: usize, head: usize) -> bool {
        let says =
            |token: usize| self.reading.hits_at(token).iter().any(|hit| matches!(hit.meaning, Meaning::NotInOffice));
        let sentence = self.reading.sentence(self.sentence).tokens.start;
        (at.saturating_sub(1).max(sentence)..head).any(says)
    }

    /// Somebody of whom only a title is known.
    fn unnamed(&self, title: &Title, country: &str, tokens: Range<usize>) -> Identity {
        self.reading.trace.told(&tokens, Origin::OnlyDescribed);
        let head = tokens.start;
        let written = lower_first(self.reading.document.slice(tokens.clone()));
        // The head in the form of the dictionary, where it does not stand in it.
        let lower = self.reading.lower(head);
        let rest = written.get(lower.len()..).filter(|_| written.starts_with(lower));
        let native = match rest {
            Some(rest) if !title.first_word.is_empty() && lower != title.first_word => {
                format!("{}{rest}", title.first_word)
            }
            _ => written,
        };
        Identity {
            name: self.reading.lexicon.grammar.transliterate(&native),
            native,
            kind: if title.group { ActorKind::Group } else { ActorKind::Person },
            country: country.to_owned(),
            role: title.name.clone(),
            office: title.office.clone(),
            ..Identity::default()
        }
    }

    /// Who a title without a name stands for: whomever the article has in that office, else whoever held it on the day,
    /// else whoever the text is about.
    pub(super) fn described(&self, title: &Title, country: &str, tokens: Range<usize>, bare: bool) -> Identity {
        if title.group {
            return self.unnamed(title, country, tokens);
        }
        let offices: &[&str] = if title.office == "president" { HEADS_OF_STATE } else { &[title.office.as_str()] };
        let named = || offices.iter().find_map(|office| self.roster.holder(office, country));
        let met = if country.is_empty() && bare {
            self.people.last_in_office(&title.office, &title.name)
        } else {
            named().filter(|_| !title.office.is_empty()).or_else(|| self.people.last_of_country(country, title))
        };
        if let Some(person) = met {
            self.reading.trace.told(&tokens, Origin::TitleInArticle);
            return person.clone();
        }
        let holder = self
            .day
            .filter(|_| !country.is_empty() && !title.office.is_empty())
            .and_then(|day| offices.iter().find_map(|office| self.reading.knowledge.holder(office, country, day)));
        if let Some(index) = holder {
            self.reading.trace.told(&tokens, Origin::TitleOnDay);
            let actor = self.reading.knowledge.actor(index);
            let mut identity = Identity::known(actor, self.reading.lexicon.language);
            if let Some(office) = self.day.and_then(|day| actor.office_on(day)) {
                identity.role.clone_from(&office.title);
                identity.office.clone_from(&office.key);
            }
            return identity;
        }
        let description = Description { country, office: &title.office, gender: None };
        let about = (title.anaphoric || !title.office.is_empty())
            .then(|| self.people.described(&description, self.sentence))
            .flatten();
        if about.is_some() {
            self.reading.trace.told(&tokens, Origin::Described);
        }
        about.cloned().unwrap_or_else(|| self.unnamed(title, country, tokens))
    }

    pub(super) fn title_at(&self, at: usize) -> Option<(&Title, usize)> {
        let titles = self.reading.hits_at(at).iter().filter_map(|hit| match hit.meaning {
            Meaning::Title(title) => Some((title, hit.tokens.end)),
            _ => None,
        });
        // A form that is said of several people («президенты») tells more than the stem.
        titles.max_by_key(|(title, end)| (*end, title.group))
    }

    /// Whether a title stands in its dictionary form; of several people, in any form that is also theirs.
    pub(super) fn is_nominative_title(&self, head: usize, title: &Title) -> bool {
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
    pub(super) fn holder(&self, at: usize, end: usize) -> Option<Name> {
        let at = if at < end && self.reading.lexicon.grammar.holder_prepositions.contains(self.reading.lower(at)) {
            at + 1
        } else {
            at
        };
        if let Some(country) = self.state_adjective(at) {
            // "Head of the Russian foreign ministry"
            let mut body = self.known_name(at + 1, end).filter(|name| name.generic)?;
            body.identity.country = country;
            return Some(body);
        }
        self.known_name(at, end).filter(|name| name.identity.kind != ActorKind::Person)
    }

    /// A person whose people a group are ("officials of the Biden administration").
    pub(super) fn chief(&self, at: usize, end: usize) -> Option<Name> {
        self.known_name(at, end).filter(|name| name.identity.kind == ActorKind::Person && !name.nominative)
    }

    /// Somebody unknown in the genitive after a title in another case.
    fn unknown_chief(&mut self, head: usize, at: usize, end: usize) -> Option<Name> {
        let case = |token: usize| self.reading.words.get(token).and_then(|word| word.grammemes.case);
        let apart = case(head).is_some_and(|case| case != Case::Genitive) && case(at) == Some(Case::Genitive);
        if !apart {
            return None;
        }
        self.unknown_name(at, end, true).filter(|name| !name.nominative)
    }

    pub(super) fn possessor(&self, at: usize, end: usize) -> Option<Name> {
        let name = self.known_name(at, end)?;
        let last = self.reading.lower(name.tokens.end - 1);
        (last.ends_with("'s") && name.identity.kind != ActorKind::Person && self.title_at(name.tokens.end).is_some())
            .then_some(name)
    }

    /// The name of the person whom a title introduces, right after it or after a few words that belong to the title.
    pub(super) fn person_after(&mut self, head: usize, at: usize, end: usize, nominative: bool) -> Option<Name> {
        // Title and name agree in case: a name in another case, words later, is somebody else.
        let title_case = self.reading.words.get(head).and_then(|word| word.grammemes.case);
        let agrees = |name: &Name, start: usize, case: Option<Case>| {
            // «представитель Иванова»: the genitive after another case says whose, not who.
            let oblique = title_case == Some(Case::Nominative) && !name.nominative && !name.identity.id.is_empty();
            let of_another =
                oblique || case == Some(Case::Genitive) && title_case.is_some_and(|title| title != Case::Genitive);
            start == at && !of_another || start > at && name.nominative == nominative
        };
        for start in at..end.min(at + WORDS_BETWEEN_TITLE_AND_NAME) {
            if let Some(name) = self.known_name(start, end) {
                if name.identity.kind == ActorKind::Person {
                    let case = self.reading.words[start].grammemes.case;
                    return Some(name).filter(|name| agrees(name, start, case));
                }
                if start > at {
                    return None;
                }
            }
            if let Some(name) = self.unknown_name(start, end, start == at) {
                let case = self.reading.words[start].grammemes.case;
                return Some(name).filter(|name| agrees(name, start, case));
            }
            let word = &self.reading.words[start];
            let passes = self.reading.document.tokens[start].kind == TokenKind::Word
                && !self.is_report(start)
                && !self.reading.lexicon.grammar.coordinators.contains(&word.lower)
                && !self.reading.lexicon.grammar.place_prepositions.contains(&word.lower)
                && !self.reading.lexicon.grammar.comitative_prepositions.contains(&word.lower)
                && !self.is_predicate(start);
            if !passes || self.title_at(start).is_some() {
                return None;
            }
        }
        None
    }

    /// Whether a word is a verb in a finite form: no name after it belongs to a title before it.
    fn is_predicate(&self, at: usize) -> bool {
        let grammemes = self.reading.words[at].grammemes;
        let by_grammar = matches!(grammemes.part, PartOfSpeech::Verb | PartOfSpeech::Auxiliary)
            && grammemes.verb_form == Some(VerbForm::Finite);
        let predicate = |word: &CallWord| matches!(word, CallWord::Predicate);
        by_grammar
            || self.reading.hits_at(at).iter().any(|hit| matches!(hit.meaning, Meaning::Call(word) if predicate(word)))
    }

    pub(super) fn is_report(&self, at: usize) -> bool {
        self.reading.hits_at(at).iter().any(|hit| matches!(hit.meaning, Meaning::Report(_)))
    }
}
