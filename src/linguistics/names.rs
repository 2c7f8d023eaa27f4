//! The forms of a name: from the nominative to every case, and back.

use serde::Deserialize;

use super::{Declension, Grammar, fold};
use crate::linguistics::Gender;

/// Case of a name, as far as the extractor asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Case {
    /// The form of the dictionary, which a subject has.
    Nominative,
    /// Genitive.
    Genitive,
    /// Dative.
    Dative,
    /// Accusative.
    Accusative,
    /// Instrumental.
    Instrumental,
    /// Prepositional.
    Prepositional,
    /// Vocative, in Ukrainian; also the new one of Russian.
    Vocative,
}

const OBLIQUE: [Case; 5] = [Case::Genitive, Case::Dative, Case::Accusative, Case::Instrumental, Case::Prepositional];

/// One form of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameForm {
    /// The words, in small letters.
    pub words: Vec<String>,
    /// The case.
    pub case: Case,
}

/// All forms of a name of one or more words. A name that no declension fits has one form for all cases.
#[must_use]
pub fn forms(grammar: &Grammar, name: &str, gender: Option<Gender>) -> Vec<NameForm> {
    let nominative: Vec<String> = name.split_whitespace().map(fold).collect();
    let mut found = vec![NameForm { words: nominative.clone(), case: Case::Nominative }];
    for (index, case) in OBLIQUE.into_iter().enumerate() {
        let mut variants = vec![Vec::new()];
        for word in &nominative {
            let declined = decline(grammar, word, gender, index);
            variants = variants
                .into_iter()
                .flat_map(|words: Vec<String>| {
                    declined.iter().map(move |form| [words.as_slice(), std::slice::from_ref(form)].concat())
                })
                .collect();
        }
        found.extend(variants.into_iter().map(|words| NameForm { words, case }));
    }
    found
}

/// The nominatives that a word of a person's name may come from, the word itself among them.
#[must_use]
pub fn nominatives(grammar: &Grammar, form: &str, gender: Option<Gender>) -> Vec<String> {
    let mut found = vec![form.to_owned()];
    for declension in &grammar.declensions {
        for endings in &declension.oblique {
            for ending in endings.split('/') {
                let Some(stem) = form.strip_suffix(ending) else { continue };
                let nominative = format!("{stem}{}", declension.nominative);
                if stem.chars().count() >= 2
                    && !found.contains(&nominative)
                    && declines_so(grammar, &nominative, gender).is_some_and(|fits| std::ptr::eq(fits, declension))
                {
                    found.push(nominative);
                }
            }
        }
    }
    found
}

/// Whether a nominative declines as only names do that are known.
#[must_use]
pub fn is_of_known_names(grammar: &Grammar, nominative: &str, gender: Option<Gender>) -> bool {
    declines_so(grammar, nominative, gender).is_some_and(|declension| declension.of_known_names)
}

fn decline(grammar: &Grammar, word: &str, gender: Option<Gender>, case: usize) -> Vec<String> {
    let Some(declension) = declines_so(grammar, word, gender) else { return vec![word.to_owned()] };
    let stem = &word[..word.len() - declension.nominative.len()];
    declension.oblique[case].split('/').map(|ending| format!("{stem}{ending}")).collect()
}

fn declines_so<'g>(grammar: &'g Grammar, word: &str, gender: Option<Gender>) -> Option<&'g Declension> {
    grammar.declensions.iter().find(|declension| {
        word.strip_suffix(declension.nominative.as_str())
            .and_then(|stem| stem.chars().next_back())
            .is_some_and(|before| declension.after.is_empty() || declension.after.contains(before))
            && declension.gender.is_none_or(|wanted| gender.is_none_or(|known| known == wanted))
    })
}
