//! Dictionary morphology: which forms of which words a form can be, their lemmas, and the other forms.
//!
//! The dictionaries are those of the Python package pymorphy3 (see NOTICE): OpenCorpora for Russian, and one in the same
//! form for Ukrainian. They come in the model file of their language, which `demarche models fetch` makes.
//!
//! Words go in, and come out, as [`fold`](super::fold) makes them: small letters, `ё` as `е`, any apostrophe as `'`.
//!
//! | file | what |
//! | --- | --- |
//! | `package`, `automaton` | from the Python package to a model file |
//! | `entries` | from a form, or an ending, to the places of its analyses |
//! | `paradigms` | how words inflect |
//! | `tag` | tags of OpenCorpora as features of grammar |

mod automaton;
mod entries;
mod package;
mod paradigms;
mod tag;

#[cfg(test)]
mod tests;

use std::path::Path;

pub(super) use package::add;
pub use tag::NamePart;

use entries::Entries;
use paradigms::{Form, FormId, Paradigms};
use tag::Tag;

use super::models::{ModelError, ModelFile};
use super::{Case, GrammaticalGender, Grammemes, Number};

/// The tables in the model file.
const FORMS: &str = "dictionary_forms";
const ENDINGS: &str = "dictionary_endings";

/// Letters of the longest ending that is known of unknown words.
const LONGEST_ENDING: usize = 5;
/// Letters of the shortest word that is guessed by its ending, as pymorphy has it.
const SHORTEST_GUESSED: usize = 4;
/// Letters of the longest prefix that an unknown word is freed of, as pymorphy has it.
const LONGEST_PREFIX: usize = 5;
/// Letters of the shortest known word behind such a prefix: short ones are found in names by chance.
const SHORTEST_PREFIXED: usize = 6;

/// The dictionary of one language, to be shared by all threads.
#[derive(Debug)]
pub struct Dictionary {
    forms: Entries,
    endings: Entries,
    paradigms: Paradigms,
}

/// One thing that a form can be. What else is asked of it, its word must come along: [`Dictionary::lemma`],
/// [`Dictionary::inflect`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Analysis {
    /// Part of speech and features.
    pub grammemes: Grammemes,
    /// Which part of a name it is.
    pub name: Option<NamePart>,
    /// The form is in the dictionary; else it is guessed from words that end alike.
    pub known: bool,
    place: FormId,
}

/// A form that is wanted of a word. What is `None` stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Case.
    pub case: Case,
    /// Number.
    pub number: Option<Number>,
    /// Gender, of adjectives and participles.
    pub gender: Option<GrammaticalGender>,
}

impl From<Case> for Wanted {
    fn from(case: Case) -> Self {
        Self { case, number: None, gender: None }
    }
}

impl Dictionary {
    /// Reads the dictionary in a model file.
    ///
    /// # Errors
    ///
    /// A [`ModelError`] where the file is missing, damaged or of another version, or holds no dictionary.
    pub fn read(path: &Path) -> Result<Self, ModelError> {
        Self::of_file(&ModelFile::read(path)?)
    }

    /// Takes the dictionary out of a file that has been read.
    ///
    /// # Errors
    ///
    /// [`ModelError::Array`] where it holds none.
    pub fn of_file(file: &ModelFile) -> Result<Self, ModelError> {
        Ok(Self {
            forms: Entries::of_file(file, FORMS)?,
            endings: Entries::of_file(file, ENDINGS)?,
            paradigms: Paradigms::of_file(file)?,
        })
    }

    /// What a folded form can be, the likeliest first; nothing where it is like no word of the language.
    ///
    /// The order is that of the counts in the corpus of OpenCorpora, where the form is in it; else colloquial, archaic and
    /// wrong forms come last. A form that is not in the dictionary is guessed: after a hyphen or up to five letters that
    /// stand before a known word, or by its last letters.
    pub fn analyses<'d>(&'d self, form: &str) -> impl Iterator<Item = Analysis> + use<'d> {
        let entries = self.forms.get(form);
        let known = !entries.is_empty();
        let entries = if known { entries } else { self.guess(form) };
        entries.iter().filter_map(move |&entry| self.analysis(entry, known))
    }

    /// Whether the dictionary has a folded form.
    #[must_use]
    pub fn knows(&self, form: &str) -> bool {
        !self.forms.get(form).is_empty()
    }

    /// The analysis of a folded form that agrees best with what is told of it in its context; the likelier of those that
    /// agree alike.
    ///
    /// How two agree is told by [`Grammemes::agreement`].
    #[must_use]
    pub fn best(&self, form: &str, told: &Grammemes) -> Option<Analysis> {
        first_best(self.analyses(form), |analysis| analysis.grammemes.agreement(told))
    }

    /// The form under which the dictionary lists the word: of a noun the nominative, of a verb and its participles the
    /// infinitive.
    ///
    /// `form` is the folded form that the analysis is of.
    #[must_use]
    pub fn lemma(&self, form: &str, analysis: &Analysis) -> String {
        let paradigms = &self.paradigms;
        let listed = paradigms.form(analysis.place).and_then(|from| {
            let first = paradigms.forms(analysis.place.paradigm).first()?;
            paradigms.word(paradigms.stem(form, from)?, first)
        });
        listed.unwrap_or_else(|| form.to_owned())
    }

    /// Another form of the same word: in that case and, where wanted, that number and gender. `None` where the word has no
    /// such form.
    ///
    /// `form` is the folded form that the analysis is of. Part of speech, form of the verb, tense and voice stay.
    #[must_use]
    pub fn inflect(&self, form: &str, analysis: &Analysis, wanted: impl Into<Wanted>) -> Option<String> {
        let (paradigms, wanted, had) = (&self.paradigms, wanted.into(), &analysis.grammemes);
        let number = wanted.number.or(had.number);
        let gender = wanted.gender.or(had.gender);
        let keeps = |has: &Grammemes| {
            (has.part, has.verb_form, has.short, has.tense, has.passive)
                == (had.part, had.verb_form, had.short, had.tense, had.passive)
        };
        let fits = |candidate: &&Form| {
            paradigms.tag(candidate).is_some_and(|Tag { grammemes: has, .. }| {
                has.case == Some(wanted.case)
                    && (number.is_none() || has.number == number)
                    && (wanted.gender.is_none() || has.gender.is_none() || has.gender == gender)
                    && keeps(has)
            })
        };
        let candidates = paradigms.forms(analysis.place.paradigm).iter().filter(fits);
        let into = first_best(candidates, |candidate| {
            paradigms.tag(candidate).map_or(0, |Tag { grammemes: has, marked, .. }| {
                let alike = |same: bool, points: u32| if same { points } else { 0 };
                alike(has.gender == gender, 4) + alike(has.animate == had.animate, 2) + alike(!marked, 1)
            })
        })?;
        paradigms.word(paradigms.stem(form, paradigms.form(analysis.place)?)?, into)
    }

    /// The nominative of a folded form of which the context tells something, in the number and gender told.
    #[must_use]
    pub fn nominative(&self, form: &str, told: &Grammemes) -> Option<String> {
        let wanted = Wanted { case: Case::Nominative, number: told.number, gender: told.gender };
        self.inflect(form, &self.best(form, told)?, wanted)
    }

    fn analysis(&self, entry: u32, known: bool) -> Option<Analysis> {
        let place = FormId::from(entry);
        let form = self.paradigms.form(place)?;
        let tag = self.paradigms.tag(form)?;
        // A guess is put together from another word's form: of a kind of which there are new words, with nothing before
        // the stem.
        let can_be = known || tag.productive && !self.paradigms.has_prefix(form);
        can_be.then_some(Analysis { grammemes: tag.grammemes, name: tag.name, known, place })
    }

    /// The entries of words that an unknown one may be like.
    fn guess(&self, form: &str) -> &[u32] {
        let can_be = |entries: &&[u32]| entries.iter().any(|&entry| self.analysis(entry, false).is_some());
        let behind_hyphen = form.rsplit_once('-').map(|(_, last)| self.forms.get(last)).filter(can_be);
        if let Some(entries) = behind_hyphen {
            return entries;
        }
        let letters = form.chars().count();
        let starts = form.char_indices().map(|(start, _)| start).enumerate();
        let prefixed = starts
            .skip(1)
            .take(LONGEST_PREFIX)
            .take_while(|(left_out, _)| letters - left_out >= SHORTEST_PREFIXED)
            .map(|(_, start)| self.forms.get(&form[start..]))
            .find(can_be);
        if let Some(entries) = prefixed {
            return entries;
        }
        if letters < SHORTEST_GUESSED {
            return &[];
        }
        let starts = form.char_indices().map(|(start, _)| start).skip(letters.saturating_sub(LONGEST_ENDING));
        starts.map(|start| self.endings.get(&form[start..])).find(|entries| !entries.is_empty()).unwrap_or_default()
    }
}

/// The first of those with the highest score.
fn first_best<Item>(items: impl Iterator<Item = Item>, score: impl Fn(&Item) -> u32) -> Option<Item> {
    let scored = items.map(|item| (score(&item), item));
    scored.reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, item)| item)
}
