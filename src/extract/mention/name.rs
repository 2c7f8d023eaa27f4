//! Names: those of the knowledge base in any form, and those it does not have, brought back to their dictionary form.

use std::ops::Range;

use super::{Finder, Name};
use crate::document::TokenKind;
use crate::event::v1::ActorKind;
use crate::extract::actor::Identity;
use crate::extract::people::is_surname;
use crate::extract::trace::Origin;
use crate::knowledge::{NameHit, NameUse};
use crate::lexicon::Meaning;
use crate::linguistics::{
    Case, Entity, Gender, Grammar, PartOfSpeech, Word, fold, forms, is_of_known_names, nominatives,
};

/// A name of more words is several names.
const MOST_WORDS_OF_A_NAME: usize = 6;

impl Finder<'_, '_> {
    /// The longest name of the knowledge base at a token. Of several people of one surname, the one met in the article,
    /// else the one in office on the day, else none.
    pub(super) fn known_name(&self, at: usize, end: usize) -> Option<Name> {
        // «фон дер Ляєн»: a small word may open a name.
        let capitalised =
            |tokens: &Range<usize>| self.reading.words[tokens.clone()].iter().any(|word| word.capitalised);
        let hits: Vec<_> = self
            .reading
            .names_at(at)
            .iter()
            .filter(|(tokens, hit)| !matches!(hit.usage, NameUse::Adjective | NameUse::Demonym(_)) && tokens.end <= end)
            .filter(|(_, hit)| hit.usage != NameUse::Surname || !self.is_function_word(at) && !self.opens_name(at, end))
            .filter(|(tokens, hit)| capitalised(tokens) || self.reading.knowledge.actor(hit.actor).generic)
            .filter(|(tokens, _)| !self.runs_into_title(tokens))
            .collect();
        let longest = hits.iter().map(|(tokens, _)| tokens.end).max()?;
        // Somebody of that surname whom the article names in full comes before a namesake whom it does not.
        if hits.iter().all(|(_, hit)| hit.usage == NameUse::Surname)
            && let Some(met) = self.met_surname(at).filter(|met| met.identity.id.is_empty())
            && !hits.iter().any(|(_, hit)| self.people.has(&self.reading.knowledge.actor(hit.actor).id))
        {
            return Some(met);
        }
        let hits: Vec<_> = hits.into_iter().filter(|(tokens, _)| tokens.end == longest).cloned().collect();
        let (chosen, origin) = self.choose(&hits)?;
        self.reading.trace.told(&(at..longest), origin);
        let actor = self.reading.knowledge.actor(chosen);
        let cases: Vec<_> = hits.iter().filter(|(_, hit)| hit.actor == chosen).map(|(_, hit)| hit.case).collect();
        let written: Vec<_> = (at..longest).map(|token| self.reading.lower(token)).collect();
        let dictionary = fold(actor.native(self.reading.lexicon.language));
        let nominative = cases.contains(&Some(Case::Nominative))
            || cases.contains(&None) && (longest == at + 1 || dictionary == written.join(" "));
        let identity = self.as_known(chosen);
        Some(Name { tokens: at..longest, identity, nominative, generic: actor.generic })
    }

    /// Somebody or something known, in the office held on the day.
    fn as_known(&self, actor: usize) -> Identity {
        let actor = self.reading.knowledge.actor(actor);
        let mut identity = Identity::known(actor, self.reading.lexicon.language);
        match self.day.and_then(|day| actor.office_on(day)) {
            Some(office) if !self.roster.has_another(&office.key, &office.country, &actor.id) => identity.hold(office),
            Some(_) => {}
            // With no day, the one office that somebody ever held.
            None if self.day.is_none() => {
                let mut offices = actor.offices.iter().map(|office| &office.key);
                let only = offices.next().filter(|first| offices.all(|office| office == *first));
                identity.office = only.cloned().unwrap_or_default();
            }
            None => {}
        }
        identity
    }

    /// Whether the end of a name is the start of a title: "U.S. Treasury" in "U.S. Treasury Secretary".
    fn runs_into_title(&self, tokens: &Range<usize>) -> bool {
        let title_end = |token: usize| {
            let titles = self.reading.hits_at(token).iter();
            titles.filter(|hit| matches!(hit.meaning, Meaning::Title(_))).map(|hit| hit.tokens.end).max()
        };
        (tokens.start + 1..tokens.end).any(|token| title_end(token).is_some_and(|end| end > tokens.end))
    }

    /// Whether a word is the given name of somebody whose surname follows: «Богдан» in «Богдан Сеник».
    fn opens_name(&self, at: usize, end: usize) -> bool {
        let sort = |token: usize| self.reading.words[token].entity;
        let unknown = |token: usize| self.reading.names_at(token).is_empty() && self.title_at(token).is_none();
        let surname = |token: usize| match sort(token) {
            Some(tagged) => tagged == Entity::Person,
            None => sort(at).is_none() && unknown(token),
        };
        if !self.is_name(at + 1, end) || !surname(at + 1) {
            return false;
        }
        // «Хэ Юнцянь»: where the surname stands first, two words that the tagger takes for one person are one name.
        let (first, second) = (&self.reading.words[at], &self.reading.words[at + 1]);
        let one_person = [first, second].iter().all(|word| word.entity == Some(Entity::Person))
            && first.grammemes.case == second.grammemes.case
            && unknown(at + 1);
        one_person || self.given_name(at).0.is_some()
    }

    /// A pronoun or a month at the start of a sentence ("He", "May") looks like a surname.
    fn is_function_word(&self, at: usize) -> bool {
        self.reading.hits_at(at).iter().any(|hit| matches!(hit.meaning, Meaning::Pronoun { .. } | Meaning::Time(_)))
    }

    /// Whom a name stands for, and why it is this one of those who have it.
    fn choose(&self, hits: &[(Range<usize>, NameHit)]) -> Option<(usize, Origin)> {
        let mut actors: Vec<_> = hits.iter().map(|(_, hit)| hit.actor).collect();
        actors.sort_unstable();
        actors.dedup();
        if let [only] = actors[..] {
            let is_seat = hits.iter().all(|(_, hit)| hit.usage == NameUse::Seat);
            return Some((only, if is_seat { Origin::Seat } else { Origin::Name }));
        }
        let met: Vec<_> =
            actors.iter().filter(|actor| self.people.has(&self.reading.knowledge.actor(**actor).id)).collect();
        if let [only] = met[..] {
            return Some((*only, Origin::NameOfOneMet));
        }
        let serving: Vec<_> = actors
            .iter()
            .filter(|actor| self.day.is_some_and(|day| self.reading.knowledge.actor(**actor).office_on(day).is_some()))
            .collect();
        match serving[..] {
            [only] => Some((*only, Origin::NameOfOneServing)),
            _ => None,
        }
    }

    /// A name that the knowledge base does not have: a given name and a surname, two capitalised words after a title,
    /// what the tagger takes for a person, or the surname or given name of somebody met before.
    pub(super) fn unknown_name(&mut self, at: usize, end: usize, after_title: bool) -> Option<Name> {
        if let Some(name) = self.initials(at, end) {
            return Some(name);
        }
        if !self.is_name(at, end) {
            return None;
        }
        if let Some(name) = self.middle_initial(at, end) {
            return Some(name);
        }
        let (given, gender) = self.given_name(at);
        let tagged = self.reading.words[at].entity == Some(Entity::Person);
        if given.is_some()
            || tagged
            || (after_title && self.is_name(at + 1, end) && self.known_name(at + 1, end).is_none())
        {
            let mut last = at + 1;
            while last < at + MOST_WORDS_OF_A_NAME {
                let lone_given_name = last == at + 1 && given.is_some();
                let Some(next) = self.goes_on(last, end, tagged, lone_given_name) else { break };
                last = next;
            }
            if last > at + 1 {
                let known = self.written_otherwise(at..last);
                return Some(known.unwrap_or_else(|| self.new_person(at..last, given, gender)));
            }
            if given.is_some() {
                return self.met_surname(at).or_else(|| self.met_given_name(at));
            }
        }
        self.met_surname(at).or_else(|| {
            let long = self.reading.words[at].lower.chars().count() > 2;
            let adjective = self.reading.words[at].grammemes.part == PartOfSpeech::Adjective;
            let surname = after_title && !adjective || tagged && self.is_lone_surname(at);
            (surname && long && self.known_name(at, end).is_none()).then(|| self.new_person(at..at + 1, None, None))
        })
    }

    /// Somebody of the knowledge base whose given name and surname are written in another way.
    fn written_otherwise(&self, tokens: Range<usize>) -> Option<Name> {
        let [given, surname] = [tokens.start, tokens.start + 1];
        if tokens.len() != 2 {
            return None;
        }
        let plain = |token: usize| self.reading.lower(token).trim_end_matches("'s").trim_end_matches("\u{2019}s");
        let language = self.reading.lexicon.language;
        let known = |given: &str, surname: &str| self.reading.knowledge.written_otherwise(language, given, surname);
        let surnames = self.nominatives_of(plain(surname));
        let (actor, nominative) = self.nominatives_of(plain(given)).iter().find_map(|one| {
            let found = surnames.iter().find_map(|other| Some((known(one, other)?, other)))?;
            Some((found.0, one == plain(given) && found.1 == plain(surname)))
        })?;
        self.reading.trace.told(&tokens, Origin::Name);
        let identity = self.as_known(actor);
        Some(Name { tokens, identity, nominative, generic: false })
    }

    fn is_name(&self, token: usize, end: usize) -> bool {
        // «аль-Хамади»: the small word before the hyphen belongs to the name.
        let with_particle = |text: &str| {
            text.split_once('-').is_some_and(|(first, rest)| {
                self.reading.lexicon.name_particles.contains(first) && rest.starts_with(char::is_uppercase)
            })
        };
        token < end
            && self.reading.document.tokens[token].kind == TokenKind::Word
            && (self.reading.words[token].capitalised || with_particle(self.reading.document.text(token)))
    }

    /// A capitalised word that the tagger takes for a person and for no common noun.
    fn is_lone_surname(&self, at: usize) -> bool {
        let word = &self.reading.words[at];
        word.grammemes.part == PartOfSpeech::ProperNoun && !word.abbreviated && self.title_at(at).is_none()
    }

    /// Where a name goes on after a token, with the small words that some names have in them («фон», «да»).
    /// After a lone given name a proper noun that is tagged as nothing else is the surname.
    fn goes_on(&self, at: usize, end: usize, tagged: bool, lone_given_name: bool) -> Option<usize> {
        let mut next = at;
        let particles = &self.reading.lexicon.name_particles;
        while next < end && next < at + 2 && particles.contains(self.reading.lower(next)) {
            next += 1;
        }
        let is_person = self.reading.words.get(next).is_some_and(|word| word.entity == Some(Entity::Person));
        let fits = self.is_name(next, end)
            && (is_person || next == at && (!tagged || lone_given_name && self.is_untagged_name(next)))
            && self.known_name(next, end).is_none_or(|name| name.identity.kind == ActorKind::Person);
        fits.then_some(next + 1)
    }

    fn is_untagged_name(&self, at: usize) -> bool {
        let word = &self.reading.words[at];
        word.grammemes.part == PartOfSpeech::ProperNoun && word.entity.is_none() && !word.abbreviated
    }

    /// «Д. Медведев», «А. С. Пушкин»: initials, and the surname after them.
    fn initials(&mut self, at: usize, end: usize) -> Option<Name> {
        let mut next = at;
        while next + 2 < end && next < at + 4 && self.is_initial(next) && self.reading.is_mark(next + 1, &["."]) {
            next += 2;
        }
        if next == at || !self.is_name(next, end) || self.is_initial(next) {
            return None;
        }
        if let Some(known) = self.known_name(next, end).filter(|name| name.identity.kind == ActorKind::Person) {
            return Some(Name { tokens: at..known.tokens.end, ..known });
        }
        if let Some(met) = self.met_surname(next) {
            return Some(Name { tokens: at..met.tokens.end, ..met });
        }
        let mut name = self.new_person(next..next + 1, None, None);
        let initials = self.reading.document.slice(at..next).to_owned();
        name.identity.native = format!("{initials} {}", name.identity.native);
        name.identity.name = self.reading.lexicon.grammar.transliterate(&name.identity.native);
        name.tokens.start = at;
        Some(name)
    }

    /// "Antony J. Blinken": somebody known, whose second given name is an initial.
    fn middle_initial(&self, at: usize, end: usize) -> Option<Name> {
        let surname = at + 3;
        let initial = surname < end && self.is_initial(at + 1) && self.reading.is_mark(at + 2, &["."]);
        let name = self.known_name(surname, end).filter(|name| initial && name.identity.kind == ActorKind::Person)?;
        let actor = self.reading.knowledge.identified(&name.identity.id)?;
        let given = fold(actor.native(self.reading.lexicon.language).split(' ').next()?);
        // "Joseph R. Biden" is known as Joe.
        let same =
            self.nominatives_of(self.reading.lower(at)).iter().any(|one| one.chars().next() == given.chars().next());
        same.then_some(Name { tokens: at..name.tokens.end, ..name })
    }

    fn is_initial(&self, token: usize) -> bool {
        let word = &self.reading.words[token];
        let letters = word.lower.chars().count();
        word.capitalised
            && (letters == 1 || letters == 2 && word.lower.ends_with('ж') || letters == 2 && word.lower.ends_with('ю'))
    }

    /// The dictionary form of a given name.
    pub(super) fn given_name(&self, at: usize) -> (Option<String>, Option<Gender>) {
        let word = &self.reading.words[at];
        let Some((first, rest)) = word.lower.split_once('-') else { return self.given_name_of(&word.lower, word) };
        // The first part tells of «Анна-Лена»; the second stands in the same case.
        let (Some(given), gender) = self.given_name_of(first, word) else { return (None, None) };
        let nominatives = nominatives(&self.reading.lexicon.grammar, rest, gender);
        let known = nominatives.iter().find(|name| self.reading.lexicon.given_names.contains_key(*name));
        let declined = given != first;
        let other = known.or_else(|| nominatives.get(1).filter(|_| declined)).map_or(rest, String::as_str);
        (Some(format!("{given}-{other}")), gender)
    }

    fn given_name_of(&self, lower: &str, word: &Word) -> (Option<String>, Option<Gender>) {
        let lexicon = self.reading.lexicon;
        let candidates: Vec<_> = nominatives(&lexicon.grammar, lower, None)
            .into_iter()
            .filter_map(|name| lexicon.given_names.get(&name).map(|gender| (name, *gender)))
            .collect();
        // «Роберта» is Роберта or Роберт: case and gender tell which.
        let told = |(name, gender): &&(String, Gender)| {
            let Some(case) = word.grammemes.case else { return true };
            let fits = word.grammemes.gender.and_then(super::natural).is_none_or(|natural| natural == *gender);
            fits && (case == Case::Nominative) == (*name == lower)
        };
        let chosen = candidates.iter().find(told).or(candidates.first());
        chosen.map_or((None, None), |(name, gender)| (Some(name.clone()), Some(*gender)))
    }

    pub(super) fn new_person(&self, tokens: Range<usize>, given: Option<String>, gender: Option<Gender>) -> Name {
        let grammar = &self.reading.lexicon.grammar;
        let written =
            |token: usize| self.reading.document.text(token).trim_end_matches("'s").trim_end_matches("\u{2019}s");
        let word = &self.reading.words[tokens.start];
        let gender = gender.or_else(|| word.grammemes.gender.and_then(super::natural));
        // Given name and surname stand in one case: the one that the given name tells.
        let case = match &given {
            Some(given) => case_of(grammar, given, &word.lower, gender),
            None => word.grammemes.case,
        };
        let words = tokens.clone().map(|token| {
            let Some(case) = case.filter(|case| *case != Case::Nominative) else { return written(token).to_owned() };
            let lower = self.reading.lower(token);
            let dictionary = match &given {
                Some(given) if token == tokens.start => given.clone(),
                _ => brought_back(grammar, lower, gender, case),
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
        self.reading.trace.told(&tokens, Origin::NewName);
        Name { tokens, identity, nominative, generic: false }
    }

    /// A body by the state that it is of, in the genitive: «МИД Польши», "Foreign Ministry of Poland".
    pub(super) fn of_state(&self, body: &str, state: &str) -> String {
        let grammar = &self.reading.lexicon.grammar;
        if grammar.declensions.is_empty() {
            return format!("{body} of {state}");
        }
        let abbreviation = !state.chars().any(char::is_lowercase);
        // Of two endings the one of surnames stands first: «Украиной», «Украины».
        let genitive = forms(grammar, state, None).into_iter().rfind(|form| form.case == Case::Genitive);
        let Some(genitive) = genitive.filter(|_| !abbreviation) else { return format!("{body} {state}") };
        let words = genitive.words.iter().zip(state.split_whitespace());
        let words: Vec<_> = words.map(|(form, written)| capitalise_like(form, written)).collect();
        format!("{body} {}", words.join(" "))
    }

    /// The nominatives that a surname may come from, both parts of «Салтыков-Щедрин» in one case.
    fn nominatives_of(&self, lower: &str) -> Vec<String> {
        let grammar = &self.reading.lexicon.grammar;
        let Some((first, second)) = lower.split_once('-') else { return nominatives(grammar, lower, None) };
        let firsts = nominatives(grammar, first, None);
        let seconds = nominatives(grammar, second, None);
        firsts.iter().flat_map(|first| seconds.iter().map(move |second| format!("{first}-{second}"))).collect()
    }

    /// Somebody whose surname a token is a form of: whoever was met last, else anybody whom the article names.
    fn of_surname(&self, at: usize) -> Option<&Identity> {
        let candidates = self.nominatives_of(self.reading.lower(at));
        let met = candidates.iter().find_map(|name| self.people.by_surname(name));
        met.or_else(|| candidates.iter().find_map(|name| self.roster.by_surname(name)))
    }

    pub(super) fn met_surname(&self, at: usize) -> Option<Name> {
        let person = self.of_surname(at)?;
        let nominative = is_surname(person, self.reading.lower(at));
        self.reading.trace.told(&(at..at + 1), Origin::PartOfName);
        Some(Name { tokens: at..at + 1, identity: person.clone(), nominative, generic: false })
    }
}

impl Finder<'_, '_> {
    /// Somebody met who is called by the given name alone.
    fn met_given_name(&self, at: usize) -> Option<Name> {
        let lower = self.reading.lower(at);
        let candidates = nominatives(&self.reading.lexicon.grammar, lower, None);
        let person = candidates.iter().find_map(|name| self.people.by_given_name(name))?;
        let nominative = person.native.split(' ').next().is_some_and(|given| fold(given) == lower);
        self.reading.trace.told(&(at..at + 1), Origin::PartOfName);
        Some(Name { tokens: at..at + 1, identity: person.clone(), nominative, generic: false })
    }
}

/// The nominative of a name that is not known and stands in another case, part by part: «Салтыкова-Щедрина».
fn brought_back(grammar: &Grammar, form: &str, gender: Option<Gender>, case: Case) -> String {
    let part = |form: &str| {
        let mut candidates = nominatives(grammar, form, gender).into_iter().skip(1);
        let fits =
            |name: &String| !is_of_known_names(grammar, name, gender) && has_form(grammar, name, form, gender, case);
        candidates.find(fits).unwrap_or_else(|| form.to_owned())
    };
    form.split('-').map(part).collect::<Vec<_>>().join("-")
}

/// The case in which a name has a form, the nominative before the others; the first part tells that of «Анна-Лена».
fn case_of(grammar: &Grammar, name: &str, form: &str, gender: Option<Gender>) -> Option<Case> {
    let first = |name: &str| name.split('-').next().unwrap_or_default().to_owned();
    let (name, form) = (&first(name), &first(form));
    forms(grammar, name, gender)
        .into_iter()
        .find(|candidate| candidate.words == [form.as_str()])
        .map(|candidate| candidate.case)
}

fn has_form(grammar: &Grammar, name: &str, form: &str, gender: Option<Gender>, case: Case) -> bool {
    let genitive_is_accusative = |other: Case| case == Case::Genitive && other == Case::Accusative;
    forms(grammar, name, gender).into_iter().any(|candidate| {
        candidate.words == [form] && (candidate.case == case || genitive_is_accusative(candidate.case))
    })
}

/// A dictionary form with the capitals of the written one, and with its «ё» as far as the two are the same.
fn capitalise_like(lower: &str, written: &str) -> String {
    // Every part of «Жан-Клод» has a capital where the written form has one.
    let parts = lower.split('-').zip(written.split('-').chain(std::iter::repeat("")));
    let written_like = parts.map(|(part, like)| {
        let mut same = true;
        let mut model = like.chars();
        let letters = part.chars().enumerate().map(|(index, letter)| {
            let of_model = model.next();
            let Some(shape) = of_model.filter(|_| same) else { return letter };
            let small = shape.to_lowercase().next().unwrap_or(shape);
            same = small == letter || small == 'ё' && letter == 'е';
            if same && (index == 0 || small == 'ё') { shape } else { letter }
        });
        let letters: String = letters.collect();
        if like.is_empty() { capitalised(&letters) } else { letters }
    });
    written_like.collect::<Vec<_>>().join("-")
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
