//! The words that have a vector, each with its number.
//!
//! A quarter of a million words are more than the caches of a processor hold. A look-up therefore touches memory twice: a
//! place of the table, which has part of the hash, and the word itself, which has its number beside it.

use std::hash::BuildHasher as _;

use rustc_hash::FxBuildHasher;

/// Words and their numbers.
#[derive(Debug)]
pub(super) struct Vocabulary {
    /// A power of two of places, half of them empty or more.
    places: Vec<Place>,
    /// For each word its number and its length, four bytes each, and its letters.
    words: Vec<u8>,
}

/// A place of the table: the upper half of a word's hash, and where the word starts; zeros where there is none.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place {
    hash: u32,
    start: u32,
}

/// Bytes of a number and of a length.
const FIELD: usize = size_of::<u32>();

impl Vocabulary {
    /// The words, numbered from zero on.
    pub(super) fn new(words: &[&str]) -> Self {
        let mut vocabulary = Self {
            places: vec![Place::default(); (2 * words.len()).next_power_of_two()],
            // No word starts at zero.
            words: vec![0],
        };
        for (number, word) in (0_u32..).zip(words) {
            let hash = hash(word);
            let free = vocabulary.places_from(hash).find(|&place| vocabulary.places[place].start == 0);
            let start = u32::try_from(vocabulary.words.len()).unwrap_or_default();
            if let Some(free) = free {
                vocabulary.places[free] = Place { hash: (hash >> 32) as u32, start };
            }
            vocabulary.words.extend(number.to_le_bytes());
            vocabulary.words.extend((word.len() as u32).to_le_bytes());
            vocabulary.words.extend(word.as_bytes());
        }
        vocabulary
    }

    /// The first place where a word of that hash may be.
    pub(super) fn first_place(&self, hash: u64) -> Place {
        self.places[self.index(hash)]
    }

    /// The number of a word, of which hash and first place are known.
    pub(super) fn find(&self, word: &str, hash: u64, first: Place) -> Option<u32> {
        if first.start == 0 {
            return None;
        }
        let places = self.places_from(hash).map(|place| self.places[place]);
        let mut places = places.take_while(|place| place.start != 0);
        places.find_map(|place| (place.hash == (hash >> 32) as u32).then(|| self.number_of(word, place))?)
    }

    /// The number of the word at a place, if it is that word.
    fn number_of(&self, word: &str, place: Place) -> Option<u32> {
        let (number, rest) = self.words[place.start as usize..].split_first_chunk::<FIELD>()?;
        let (length, letters) = rest.split_first_chunk::<FIELD>()?;
        let is_same = u32::from_le_bytes(*length) as usize == word.len() && letters.starts_with(word.as_bytes());
        is_same.then(|| u32::from_le_bytes(*number))
    }

    fn index(&self, hash: u64) -> usize {
        hash as usize & (self.places.len() - 1)
    }

    fn places_from(&self, hash: u64) -> impl Iterator<Item = usize> {
        let (first, count) = (self.index(hash), self.places.len());
        (first..count).chain(0..first)
    }
}

/// The hash of a word.
pub(super) fn hash(word: &str) -> u64 {
    FxBuildHasher.hash_one(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(vocabulary: &Vocabulary, word: &str) -> Option<u32> {
        let hash = hash(word);
        vocabulary.find(word, hash, vocabulary.first_place(hash))
    }

    #[test]
    fn every_word_has_its_number_and_others_have_none() {
        let words: Vec<String> = (0..1000).map(|number| format!("слово{number}")).collect();
        let vocabulary = Vocabulary::new(&words.iter().map(String::as_str).collect::<Vec<_>>());
        for (number, word) in (0..).zip(&words) {
            assert_eq!(find(&vocabulary, word), Some(number));
            assert_eq!(find(&vocabulary, &format!("не{word}")), None);
        }
        assert_eq!(find(&vocabulary, ""), None);
    }
}
