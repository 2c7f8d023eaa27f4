//! The names of known actors in all their forms, ready to be looked up.

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
                for form in forms(&lexicon.grammar, name, entry.actor.gender) {
                    let keys = form.words.into_iter().map(WordKey::Name);
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
