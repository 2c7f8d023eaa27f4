//! Abbreviations: words that are written with a full stop that need not end the sentence.

use std::collections::HashSet;

use serde::Deserialize;

/// The abbreviations of a language, in small letters and without their full stops, by what a capital after them tells.
/// One of two words is written with a space: `т д` for «т. д.».
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Abbreviations {
    /// What they belong to follows, and is written with a capital: «г. Москва», "Gen. Milley". They end no sentence.
    pub before_names: HashSet<String>,
    /// What they belong to follows where it is a number: "No. 5". Else they are words like any other.
    pub before_numbers: HashSet<String>,
    /// They end a sentence where a word follows that opens one: «в 2020 г. Он», not «в 2020 г. Россия». So do initials.
    pub before_openers: HashSet<String>,
    /// They end a sentence where any capitalised word follows, but for one all in capitals: «5 млн руб. Путин», not «5 млн
    /// долл. США».
    pub at_ends: HashSet<String>,
    /// Words that open a sentence where they have a capital: pronouns, conjunctions, prepositions, articles.
    pub openers: HashSet<String>,
}

/// What a full stop after a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// The end of a sentence.
    Ends,
    /// Part of an abbreviation, whatever follows.
    NeverEnds,
    /// Part of an abbreviation, where a number follows.
    EndsBeforeWords,
    /// The end of a sentence too, where an opener follows.
    EndsBeforeOpeners,
    /// The end of a sentence too, where a capital follows.
    EndsBeforeCapitals,
}

impl Abbreviations {
    /// What a full stop is that is glued to a word; `first` is the word with a full stop of its own before that one.
    pub(super) fn stop_after(&self, first: Option<&str>, word: &str) -> Stop {
        if is_initial(word) {
            return Stop::EndsBeforeOpeners;
        }
        let lower = word.to_lowercase();
        first
            .and_then(|first| self.listed(&format!("{} {lower}", first.to_lowercase())))
            .or_else(|| self.listed(&lower))
            .unwrap_or(if is_letter(word) { Stop::EndsBeforeOpeners } else { Stop::Ends })
    }

    fn listed(&self, lower: &str) -> Option<Stop> {
        [
            (&self.before_names, Stop::NeverEnds),
            (&self.at_ends, Stop::EndsBeforeCapitals),
            (&self.before_openers, Stop::EndsBeforeOpeners),
            (&self.before_numbers, Stop::EndsBeforeWords),
        ]
        .into_iter()
        .find_map(|(list, stop)| list.contains(lower).then_some(stop))
    }

    /// Whether a capitalised word opens a sentence.
    pub(super) fn is_opener(&self, word: &str) -> bool {
        self.openers.contains(&word.to_lowercase())
    }
}

fn is_letter(word: &str) -> bool {
    word.chars().nth(1).is_none()
}

/// One capital. Initials of two letters («Дж. Байден») are listed among the abbreviations.
fn is_initial(word: &str) -> bool {
    is_letter(word) && word.chars().all(char::is_uppercase)
}
