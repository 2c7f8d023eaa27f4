//! The names of known actors in all their forms, ready to be looked up.

use std::collections::HashMap;

use super::files::Entry;
use crate::document;
use crate::event::v1::ActorKind;
use crate::lexicon::{Lexicon, PhraseTable};
use crate::linguistics::{Case, Gender, NameForm, WordKey, fold, forms};

/// What a name found in a text stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameHit {
    /// Index of the actor in the knowledge base.
    pub actor: usize,
    /// How the name is used.
    pub usage: NameUse,
    /// Case of the form; `None` where one form serves all cases.
    pub case: Option<Case>,
}

/// How a name is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NameUse {
    /// The name itself.
    Full,
    /// A person's surname alone.
    Surname,
    /// A capital that stands for its state.
    Seat,
    /// An adjective of a state.
    Adjective,
    /// A noun for somebody of a state: for a man, a woman; `None` for several people.
    Demonym(Option<Gender>),
}

/// Ways to write the names of people: a given name and a surname by their consonants, with whoever alone has these.
pub(super) fn ways_to_write(entries: &[Entry], lexicon: &Lexicon) -> HashMap<String, Option<usize>> {
    let mut written: HashMap<String, Option<usize>> = HashMap::new();
    for (actor, entry) in entries.iter().enumerate().filter(|(_, entry)| entry.actor.kind == ActorKind::Person) {
        for name in entry.names.get(&lexicon.language).into_iter().flat_map(|names| &names.full) {
            let [given, surname] = words_of(name).collect::<Vec<_>>()[..] else { continue };
            let Some(key) = consonants(&fold(given), &fold(surname)) else { continue };
            written
                .entry(key)
                .and_modify(|known| *known = known.filter(|known| *known == actor))
                .or_insert(Some(actor));
        }
    }
    written
}

/// What ways to write a name share: its consonants, doubled ones once, and whether each part begins with a vowel.
/// `None` where that tells too little.
pub(super) fn consonants(given: &str, surname: &str) -> Option<String> {
    let bones = |word: &str| {
        let plain = word.chars().filter(|letter| letter.is_alphabetic());
        let mut letters: Vec<char> = plain.map(|letter| if letter == 'ґ' { 'г' } else { letter }).collect();
        letters.dedup();
        let begins = letters.first().copied().filter(|first| VOWELS.contains(*first)).map(|_| '-');
        begins.into_iter().chain(letters.into_iter().filter(|letter| !VOWELS.contains(*letter))).collect::<String>()
    };
    let (given, surname) = (bones(given), bones(surname));
    let told = [&given, &surname].map(|part| part.chars().filter(|letter| *letter != '-').count());
    (told[0] >= 2 && told[1] >= 2 && told[0] + told[1] >= FEWEST_CONSONANTS).then(|| format!("{given} {surname}"))
}

/// Letters that languages write a name with by turns; a soft sign and «й» go with them.
const VOWELS: &str = "аеєиіїоуюяэыёйьъaeiouy";

/// With fewer consonants two names are too often alike.
const FEWEST_CONSONANTS: usize = 5;

fn words_of(name: &str) -> impl Iterator<Item = &str> {
    name.split_whitespace()
}

fn starts_with_capital(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

/// All forms of the names of all entries, in the language of a lexicon.
pub(super) fn table(entries: &[Entry], lexicon: &Lexicon) -> PhraseTable<NameHit> {
    let mut table = PhraseTable::default();
    for (actor, entry) in entries.iter().enumerate() {
        let Some(names) = entry.names.get(&lexicon.language) else { continue };
        let mut add = |name: &str, usage: NameUse| {
            let words = document::words(name);
            let is_person = entry.actor.kind == ActorKind::Person;
            let abbreviation = !name.chars().any(char::is_lowercase);
            if words.len() > 1 && !is_person {
                // Words of a long name agree or stay as they are; stems find both.
                let keys = words.iter().map(|word| lexicon.grammar.key(lexicon.language, &fold(word)));
                table.insert(keys, NameHit { actor, usage, case: None });
            } else if abbreviation {
                // «США» and "U.S." do not decline.
                let keys = words.iter().map(|word| match word.chars().next() {
                    Some(first) if first.is_uppercase() => WordKey::Name(fold(word)),
                    _ => WordKey::Exact(fold(word)),
                });
                table.insert(keys, NameHit { actor, usage, case: None });
            } else {
                // «фон дер Ляєн», "bin Salman", "De Croo": small words may have small letters in the text.
                let is_small = |word: &str| lexicon.name_particles.contains(&fold(word));
                let capitals: Vec<bool> =
                    words_of(name).map(|word| starts_with_capital(word) && !is_small(word)).collect();
                for form in forms(&lexicon.grammar, name, entry.actor.gender) {
                    let keys = form.words.into_iter().zip(&capitals).map(|(word, capital)| match capital {
                        true => WordKey::Name(word),
                        false => WordKey::Exact(word),
                    });
                    table.insert(keys, NameHit { actor, usage, case: Some(form.case) });
                }
            }
        };
        names.full.iter().for_each(|name| add(name, NameUse::Full));
        names.surnames.iter().for_each(|name| add(name, NameUse::Surname));
        names.seats.iter().for_each(|name| add(name, NameUse::Seat));
        for adjective in &names.adjectives {
            let key = lexicon.grammar.key(lexicon.language, &fold(adjective));
            table.insert([key], NameHit { actor, usage: NameUse::Adjective, case: None });
        }
        for (noun, gender) in &names.demonyms {
            if gender.is_none() {
                // The endings of nouns for several people are not those of names: their stem finds every form.
                let key = lexicon.grammar.key(lexicon.language, &fold(noun));
                table.insert([key], NameHit { actor, usage: NameUse::Demonym(None), case: None });
                continue;
            }
            let found = forms(&lexicon.grammar, noun, *gender);
            let nominative =
                NameForm { words: document::words(noun).into_iter().map(fold).collect(), case: Case::Nominative };
            for form in found.into_iter().chain([nominative]) {
                let keys = form.words.into_iter().map(WordKey::Exact);
                table.insert(keys, NameHit { actor, usage: NameUse::Demonym(*gender), case: Some(form.case) });
            }
        }
    }
    table
}
