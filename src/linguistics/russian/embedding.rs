//! Tokens to numbers: the vocabulary, and word vectors kept as codes of their parts (product quantisation).

use std::hash::BuildHasher as _;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

use super::model_file::{ModelError, ModelFile};
use super::shape::Shapes;

/// Numbers of a word vector.
pub(super) const WORD_VECTOR: usize = 300;
const PARTS: usize = 100;
const PART: usize = WORD_VECTOR / PARTS;
const CODES: usize = 256;

/// A token as the networks see it: word and shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct TokenKey {
    pub(super) word: u32,
    pub(super) shape: u8,
}

/// Words, their shapes and their vectors.
#[derive(Debug)]
pub(super) struct Embedding {
    /// The words, one after the other.
    text: String,
    /// Where each ends.
    ends: Vec<u32>,
    by_word: HashTable<u32>,
    unknown: u32,
    shapes: Shapes,
    /// For each word the code of each part.
    codes: Vec<u8>,
    /// For each part the numbers of each code.
    centroids: Vec<f32>,
}

impl Embedding {
    pub(super) fn read(file: &ModelFile) -> Result<Self, ModelError> {
        let mut text = String::new();
        let mut ends = Vec::new();
        let mut unknown = None;
        for (index, word) in file.lines("words")?.enumerate() {
            if word == "<unk>" {
                unknown = u32::try_from(index).ok();
            }
            text.push_str(word);
            ends.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
        }
        let incomplete = |name: &str| ModelError::Array { name: name.to_owned(), elements: 0 };
        let count = u32::try_from(ends.len()).unwrap_or(u32::MAX);
        let mut by_word = HashTable::with_capacity(ends.len());
        for index in 0..count {
            let at = |index: &u32| hash(word(&text, &ends, *index));
            by_word.insert_unique(at(&index), index, at);
        }
        Ok(Self {
            codes: file.bytes("word_codes", ends.len() * PARTS)?.to_vec(),
            centroids: file.floats("word_centroids", PARTS * CODES * PART)?,
            shapes: Shapes::new(file.lines("shapes")?).ok_or_else(|| incomplete("shapes"))?,
            unknown: unknown.ok_or_else(|| incomplete("words"))?,
            text,
            ends,
            by_word,
        })
    }

    /// Word and shape of a token. `lower` is a buffer.
    pub(super) fn key(&self, token: &str, lower: &mut String) -> TokenKey {
        lower.clear();
        if token.contains(['Σ', 'İ']) {
            // Letters whose small form depends on the place or is more than one letter.
            lower.push_str(&token.to_lowercase());
        } else {
            lower.extend(token.chars().flat_map(char::to_lowercase));
        }
        let found = self.by_word.find(hash(lower), |&index| word(&self.text, &self.ends, index) == lower);
        TokenKey { word: found.copied().unwrap_or(self.unknown), shape: self.shapes.of(token) }
    }

    /// Writes the vector of a word.
    pub(super) fn write_vector(&self, word: u32, vector: &mut [f32]) {
        let codes = &self.codes[word as usize * PARTS..][..PARTS];
        let tables = self.centroids.chunks_exact(CODES * PART);
        for ((part, &code), table) in vector.chunks_exact_mut(PART).zip(codes).zip(tables) {
            part.copy_from_slice(&table[usize::from(code) * PART..][..PART]);
        }
    }
}

fn word<'a>(text: &'a str, ends: &[u32], index: u32) -> &'a str {
    let index = index as usize;
    let start = if index == 0 { 0 } else { ends[index - 1] as usize };
    &text[start..ends[index] as usize]
}

fn hash(word: &str) -> u64 {
    FxBuildHasher.hash_one(word)
}
