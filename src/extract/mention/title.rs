//! Titles and descriptions: with the name they introduce, or as whoever held the office on the day.

use std::collections::HashSet;
use std::ops::Range;

use super::{Finder, Name, mention};
use crate::event::v1::ActorKind;
use crate::extract::actor::{Identity, Mention};
use crate::extract::mention::description::lower_first;
use crate::extract::people::Description;
use crate::extract::trace::Origin;
use crate::lexicon::{Meaning, Title};
use crate::linguistics::{Case, Number, PartOfSpeech};

/// Offices that "president" and "leader" may stand for, where a country has no president.
const HEADS_OF_STATE: &[&str] = &["president", "chancellor", "prime_minister", "supreme_leader", "monarch"];

/// Offices that "head of diplomacy" may stand for: the European Union has no foreign minister.
const HEADS_OF_DIPLOMACY: &[&str] = &["foreign_minister", "high_representative"];

impl Finder<'_, '_> {
    /// A title with what belongs to it: "[Russian] president [of Russia] [Vladimir Putin]".
    pub(super) fn title(&mut self, at: usize, end: usize) -> Option<Mention> {
        let mut country = String::new();
        let acting = self.hit_end(at, &Meaning::Acting);
        let mut head = acting.unwrap_or(at);
        while let Some(adjective) = self.state_adjective(head) {
            country = adjective;
            head += 1;
        }
        if let Some(holder) = self.possessor(head, end) {
            // "India's Ministry", "Russia's foreign minister"
            country = holder.identity.country;
            head = holder.tokens.end;
        }
        // "NATO Secretary General Jens Stoltenberg": the body tells the office only of somebody who is named.
        let of_body = self.body_before_title(head, end);
        if let Some(body) = &of_body {
            country.clone_from(&body.identity.country);
            head = body.tokens.end;
        }
        let (title, mut next) = self.title_at(head)?;
        let mut title = title.clone();
        // "Head of the German foreign ministry": the title is what its words are without the adjective.
        if let Some((longer, end_of_title, adjective)) = self.title_across_adjective(head) {
            (title, next) = (longer, end_of_title);
            country = adjective;
        }
        // «адвокаты Иванова»: several people, and none of them in the office alone.
        let number = self.reading.words[head].grammemes.number;
        if !title.group && number == Some(Number::Plural) {
            return None;
        }
        // «по инициативе турецкой стороны X»: one side, and not several people who are named.
        if title.group && title.named && number == Some(Number::Singular) && !self.is_of_several(next, end) {
            // «главы министерства»: the form is also that of one in the genitive.
            title = self.title_of_one(head, next)?;
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
        let nominative = match acting {
            Some(_) => self.reading.words[at].grammemes.case.is_none_or(|case| case == Case::Nominative),
            None => self.is_nominative_title(head, &title),
        };
        let governing = acting.map_or(head, |_| at);
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
            if holder.identity.kind == ActorKind::State && title.office.is_empty() {
                title.office.clone_from(&title.of_state);
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
            if title.group && !title.named { None } else { self.person_after(governing, limit, end, nominative) }
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
        if let Some((name, identity)) = self.holder_set_off(&title, &country, next, end).filter(|_| !at_another_time) {
            self.told.give(&title.office, &identity.country, &identity, false);
            return Some(mention(at..name.end, identity, nominative, false));
        }
        // "The U.S. president": the office of a state has a holder, other bodies have many.
        if of_body.is_some_and(|body| body.identity.kind != ActorKind::State || title.office.is_empty() && !title.group)
        {
            return None;
        }
        if let Some(mut name) = self.name_later(governing, limit, end).filter(|_| !title.group && !title.counterpart) {
            name.identity.role.clone_from(&title.name);
            if name.identity.country.is_empty() {
                name.identity.country.clone_from(&country);
            }
            return Some(mention(at..name.tokens.end, name.identity, nominative, false));
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
        if let Some(mut identity) = self.named_before(governing).filter(|_| !title.group && !title.counterpart).cloned()
        {
            self.told.give(&title.office, &country, &identity, at_another_time);
            if !at_another_time {
                identity.role.clone_from(&title.name);
                identity.office.clone_from(&title.office);
            }
            self.reading.trace.told(&tokens, Origin::Apposition);
            return Some(mention(tokens, identity, nominative, false));
        }
        if at_another_time {
            let by_dates = || self.roster.former_holder(self.reading.knowledge, &title.office, &country, self.day?);
            let former = self.roster.holder_at_another_time(&title.office, &country).or_else(by_dates).cloned();
            if former.is_some() {
                self.reading.trace.told(&tokens, Origin::FormerHolder);
            }
            let identity = former.unwrap_or_else(|| self.unnamed(&title, &country, head..limit));
            return Some(mention(tokens, identity, nominative, title.group));
        }
        let identity = if of_another && title.office.is_empty() {
            self.unnamed(&title, &country, head..limit)
        } else {
            let own = !title.general && (limit > next || self.is_told_after(limit, end));
            let somebody_else = own || self.is_indefinite(at);
            self.described(&title, &country, head..limit, at == head, somebody_else)
        };
        Some(mention(tokens, identity, nominative, title.group))
    }

    /// «Речник уряду, Іван Іваненко, …»: a name between commas is that of the title before it, where he holds that office.
    fn holder_set_off(
        &self,
        title: &Title,
        country: &str,
        comma: usize,
        end: usize,
    ) -> Option<(Range<usize>, Identity)> {
        if title.group || title.office.is_empty() || !self.reading.is_mark(comma, &[","]) {
            return None;
        }
        let name = self.known_name(comma + 1, end)?;
        let mut identity = name.identity;
        let set_off = name.tokens.end >= end || self.reading.is_mark(name.tokens.end, &[","]);
        let holds = identity.office == title.office && (country.is_empty() || identity.country == country);
        if !set_off || !holds || identity.kind != ActorKind::Person {
            return None;
        }
        identity.role.clone_from(&title.name);
        Some((name.tokens, identity))
    }

    /// Whether a word before a title, among the adjectives in it, or itself, says that it is not held on the day.
    fn is_at_another_time(&self, at: usize, head: usize) -> bool {
        let says =
            |token: usize| self.reading.hits_at(token).iter().any(|hit| matches!(hit.meaning, Meaning::NotInOffice));
        let sentence = self.reading.sentence(self.sentence).tokens.start;
        (at.saturating_sub(1).max(sentence)..=head).any(says)
    }

    /// Somebody of whom only a title is known.
    fn unnamed(&self, title: &Title, country: &str, tokens: Range<usize>) -> Identity {
        self.reading.trace.told(&tokens, Origin::OnlyDescribed);
        let head = tokens.start;
        let written = lower_first(self.reading.document.slice(tokens.clone()));
        // The head in the form of the dictionary, where it does not stand in it.
        let lower = self.reading.lower(head);
        let rest = written.get(lower.len()..).filter(|_| written.starts_with(lower));
        let several = title.group.then(|| self.reading.nominative(head)).flatten();
        let native = match rest {
            Some(rest) if title.group => format!("{}{rest}", several.as_deref().unwrap_or(lower)),
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
    /// `bare`: nothing stands before it. `another`: its words tell that it is not whoever the text is about.
    pub(super) fn described(
        &self,
        title: &Title,
        country: &str,
        tokens: Range<usize>,
        bare: bool,
        another: bool,
    ) -> Identity {
        if title.group {
            return self.unnamed(title, country, tokens);
        }
        let search = self.search(&tokens);
        // "His Turkish colleague" has the office of whose colleague it is.
        let colleague = title.counterpart.then(|| self.people.abroad(country, search)).flatten();
        let office = colleague.map_or_else(|| title.office.clone(), |colleague| colleague.office.clone());
        let heads: &[&str] = match office.as_str() {
            "president" => HEADS_OF_STATE,
            "foreign_minister" => HEADS_OF_DIPLOMACY,
            office => &[office],
        };
        let leads = self.reading.knowledge.state(country).filter(|_| title.leads);
        let led_by = leads.map(|state| self.reading.knowledge.actor(state).led_by.as_str());
        let offices: Vec<&str> = led_by.into_iter().chain(heads.iter().copied()).collect();
        let named = || offices.iter().find_map(|office| self.roster.holder(office, country));
        let met = if another && title.office.is_empty() {
            None
        } else if country.is_empty() && bare {
            self.people.in_office(&title.office, &title.name, search)
        } else {
            named().filter(|_| !title.office.is_empty()).or_else(|| self.people.last_of_country(country, title))
        };
        if let Some(person) = met {
            self.reading.trace.told(&tokens, Origin::TitleInArticle);
            return person.clone();
        }
        let home = &self.reading.lexicon.home;
        let at_home = country.is_empty() && bare && !another && !self.roster.has_only_abroad(&office, home);
        let country = if at_home && !title.general { home } else { country };
        let holder = self
            .day
            .filter(|_| !country.is_empty() && !office.is_empty())
            .and_then(|day| offices.iter().find_map(|office| self.reading.knowledge.holder(office, country, day)));
        if let Some(index) = holder {
            self.reading.trace.told(&tokens, Origin::TitleOnDay);
            let actor = self.reading.knowledge.actor(index);
            let mut identity = Identity::known(actor, self.reading.lexicon.language);
            if let Some(office) = self.day.and_then(|day| actor.office_on(day)) {
                identity.hold(office);
            }
            return identity;
        }
        // «лидер консерваторов» need not be who leads a state.
        let office = if title.anaphoric && country.is_empty() { "" } else { title.office.as_str() };
        let function = if title.general || !title.office.is_empty() { "" } else { title.name.as_str() };
        let description = Description { country, office, gender: None, function };
        let about = (!another && (title.anaphoric || !title.office.is_empty()))
            .then(|| self.people.described(&description, search))
            .flatten();
        if about.is_some() {
            self.reading.trace.told(&tokens, Origin::Described);
        }
        about.cloned().unwrap_or_else(|| self.unnamed(title, country, tokens))
    }

    /// A title whose words have an adjective of a state among them: «глава немецкого внешнеполитического ведомства».
    fn title_across_adjective(&self, head: usize) -> Option<(Title, usize, String)> {
        let country = self.state_adjective(head + 1)?;
        let keys = |token: usize| {
            let past = if token > head { token + 1 } else { token };
            self.reading.words.get(past).map(crate::linguistics::Word::keys)
        };
        let found = self.reading.lexicon.phrases.starting_at(head, keys);
        let titles = found.into_iter().filter_map(|found| match found.value {
            Meaning::Title(title) if found.words.len() > 1 => Some((title, found.words.end + 1)),
            _ => None,
        });
        let (title, end) = titles.max_by_key(|(_, end)| *end)?;
        Some((title.clone(), end, country))
    }

    /// Where a word or phrase of a meaning ends that starts at a token.
    fn hit_end(&self, at: usize, meaning: &Meaning) -> Option<usize> {
        self.reading.hits_at(at).iter().find(|hit| hit.meaning == meaning).map(|hit| hit.tokens.end)
    }

    /// Whether a word before a noun and its adjectives says that it was not spoken of before: "a senior official".
    fn is_indefinite(&self, at: usize) -> bool {
        let start = self.reading.sentence(self.sentence).tokens.start;
        let before = (start..at).rev().take_while(|token| {
            let part = self.reading.words[*token].grammemes.part;
            matches!(part, PartOfSpeech::Adjective | PartOfSpeech::Determiner | PartOfSpeech::Numeral)
                || self.hit_end(*token, &Meaning::Indefinite).is_some()
        });
        before.into_iter().any(|token| self.hit_end(token, &Meaning::Indefinite).is_some())
    }

    pub(super) fn title_at(&self, at: usize) -> Option<(&Title, usize)> {
        let titles = self.reading.hits_at(at).iter().filter_map(|hit| match hit.meaning {
            // «политику» may be what somebody does, and no politician.
            Meaning::Title(title) => {
                let thing = title.general && self.reading.words[at].grammemes.animate == Some(false);
                (!thing).then_some((title, hit.tokens.end))
            }
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
        let grammar = &self.reading.lexicon.grammar;
        let past =
            |words: &HashSet<String>, at: usize| at + usize::from(at < end && words.contains(self.reading.lower(at)));
        // "Of the United States"
        let at = past(&grammar.parts.determiners, past(&grammar.holder_prepositions, at));
        if let Some(country) = self.state_adjective(at)
            && let Some(mut body) = self.known_name(at + 1, end).filter(|name| name.generic)
        {
            // "Head of the Russian foreign ministry"
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

    /// A body right before a title that it belongs to, in a language where nothing but the order of words tells so.
    fn body_before_title(&self, at: usize, end: usize) -> Option<Name> {
        if !self.reading.lexicon.grammar.bare_clauses {
            return None;
        }
        let name = self.known_name(at, end).filter(|name| name.identity.kind != ActorKind::Person)?;
        self.title_at(name.tokens.end).is_some().then_some(name)
    }

    pub(super) fn is_report(&self, at: usize) -> bool {
        self.reading.hits_at(at).iter().any(|hit| matches!(hit.meaning, Meaning::Report(_)))
    }
}
