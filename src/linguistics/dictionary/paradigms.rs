//! How words inflect: a paradigm is a list of forms, each a prefix, a suffix and a tag around the word's stem.

use super::tag::Tag;
use crate::linguistics::models::{ModelError, ModelFile};

/// The array with the paradigms, as the packages of pymorphy have it: 16-bit numbers, little endian; how many paradigms
/// there are, and for each how many numbers follow: the suffixes of all its forms, their tags, their prefixes.
pub(super) const ARRAY: &str = "dictionary_paradigms";
pub(super) const SUFFIXES: &str = "dictionary_suffixes";
pub(super) const PREFIXES: &str = "dictionary_prefixes";
pub(super) const TAGS: &str = "dictionary_tags";

/// One form of a paradigm, as indices.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form {
    suffix: u16,
    pub(super) tag: u16,
    prefix: u16,
}

/// Which form of which paradigm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct FormId {
    pub(super) paradigm: u16,
    pub(super) form: u16,
}

impl From<u32> for FormId {
    fn from(packed: u32) -> Self {
        Self { paradigm: (packed >> 16) as u16, form: (packed & 0xffff) as u16 }
    }
}

impl From<FormId> for u32 {
    fn from(id: FormId) -> Self {
        Self::from(id.paradigm) << 16 | Self::from(id.form)
    }
}

/// All paradigms of a language.
#[derive(Debug)]
pub(super) struct Paradigms {
    forms: Vec<Form>,
    /// Where each paradigm starts in `forms`, and where the last one ends.
    starts: Vec<usize>,
    suffixes: Vec<Box<str>>,
    prefixes: Vec<Box<str>>,
    tags: Vec<Tag>,
}

impl Paradigms {
    pub(super) fn of_file(file: &ModelFile) -> Result<Self, ModelError> {
        let array = file.all_bytes(ARRAY)?;
        Ok(Self::new(array, file.lines(SUFFIXES)?, file.lines(PREFIXES)?, file.lines(TAGS)?))
    }

    pub(super) fn new<'t>(
        array: &[u8],
        suffixes: impl Iterator<Item = &'t str>,
        prefixes: impl Iterator<Item = &'t str>,
        tags: impl Iterator<Item = &'t str>,
    ) -> Self {
        let (forms, starts) = forms(array);
        let (suffixes, prefixes) = (suffixes.map(Into::into).collect(), prefixes.map(Into::into).collect());
        Self { forms, starts, suffixes, prefixes, tags: tags.map(Tag::read).collect() }
    }

    /// The forms of a paradigm; the first is the one of the dictionary.
    pub(super) fn forms(&self, paradigm: u16) -> &[Form] {
        let at = usize::from(paradigm);
        let range = self.starts.get(at).zip(self.starts.get(at + 1));
        range.and_then(|(&start, &end)| self.forms.get(start..end)).unwrap_or_default()
    }

    pub(super) fn form(&self, id: FormId) -> Option<&Form> {
        self.forms(id.paradigm).get(usize::from(id.form))
    }

    pub(super) fn tag(&self, form: &Form) -> Option<&Tag> {
        self.tags.get(usize::from(form.tag))
    }

    /// What is left of a word between what its form puts around it.
    pub(super) fn stem<'w>(&self, word: &'w str, form: &Form) -> Option<&'w str> {
        let (prefix, suffix) = self.affixes(form)?;
        word.get(prefix.len()..word.len().checked_sub(suffix.len())?)
    }

    /// A stem in a form; `None` where nothing is left of the word, so that the stem was that of another.
    pub(super) fn word(&self, stem: &str, form: &Form) -> Option<String> {
        let (prefix, suffix) = self.affixes(form)?;
        Some([prefix, stem, suffix].concat()).filter(|word| !word.is_empty())
    }

    /// Whether the form puts something before the stem.
    pub(super) fn has_prefix(&self, form: &Form) -> bool {
        self.affixes(form).is_none_or(|(prefix, _)| !prefix.is_empty())
    }

    fn affixes(&self, form: &Form) -> Option<(&str, &str)> {
        Some((self.prefixes.get(usize::from(form.prefix))?, self.suffixes.get(usize::from(form.suffix))?))
    }
}

/// All forms, and where each paradigm starts; what is cut short is left out.
fn forms(array: &[u8]) -> (Vec<Form>, Vec<usize>) {
    let mut numbers = array.as_chunks::<2>().0.iter().map(|&two| u16::from_le_bytes(two));
    let (mut forms, mut starts) = (Vec::new(), vec![0]);
    let count = numbers.next().unwrap_or_default();
    for _ in 0..count {
        let length = usize::from(numbers.next().unwrap_or_default());
        let paradigm: Vec<u16> = numbers.by_ref().take(length).collect();
        let (suffixes, rest) = paradigm.split_at(paradigm.len() / 3);
        let (tags, prefixes) = rest.split_at(suffixes.len());
        let whole = suffixes.iter().zip(tags).zip(prefixes);
        forms.extend(whole.map(|((&suffix, &tag), &prefix)| Form { suffix, tag, prefix }));
        starts.push(forms.len());
    }
    (forms, starts)
}
