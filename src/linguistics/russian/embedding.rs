//! Tokens to numbers: word and shape, and word vectors kept as codes of their parts (product quantisation).

use super::model_file::{ModelError, ModelFile};
use super::shape::Shapes;
use super::vocabulary::{Place, Vocabulary, hash};

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
    vocabulary: Vocabulary,
    unknown: u32,
    shapes: Shapes,
    /// For each word the code of each part.
    codes: Vec<u8>,
    /// For each part the numbers of each code.
    centroids: Vec<f32>,
}

/// Memory that is used again for every text.
#[derive(Debug, Default)]
pub(super) struct KeyBuffers {
    /// Tokens in small letters, one after the other; where each ends; and the place in the vocabulary to look first.
    lower: String,
    ends: Vec<usize>,
    hashes: Vec<u64>,
    places: Vec<Place>,
}

/// Tokens that are looked up together: so many places of the vocabulary, which no cache of the processor holds, are on
/// their way from memory at once.
const TOGETHER: usize = 64;

impl Embedding {
    pub(super) fn read(file: &ModelFile) -> Result<Self, ModelError> {
        let words: Vec<&str> = file.lines("words")?.collect();
        let incomplete = |name: &str| ModelError::Array { name: name.to_owned(), elements: 0 };
        let unknown = words.iter().position(|&word| word == "<unk>").and_then(|index| u32::try_from(index).ok());
        Ok(Self {
            codes: file.bytes("word_codes", words.len() * PARTS)?.to_vec(),
            centroids: file.floats("word_centroids", PARTS * CODES * PART)?,
            shapes: Shapes::new(file.lines("shapes")?).ok_or_else(|| incomplete("shapes"))?,
            unknown: unknown.ok_or_else(|| incomplete("words"))?,
            vocabulary: Vocabulary::new(&words),
        })
    }

    /// Writes word and shape of each token.
    pub(super) fn write_keys<'a>(
        &self,
        tokens: impl IntoIterator<Item = &'a str>,
        buffers: &mut KeyBuffers,
        keys: &mut Vec<TokenKey>,
    ) {
        let KeyBuffers { lower, ends, hashes, places } = buffers;
        let mut tokens = tokens.into_iter();
        keys.clear();
        loop {
            let first = keys.len();
            lower.clear();
            ends.clear();
            hashes.clear();
            for token in tokens.by_ref().take(TOGETHER) {
                let start = lower.len();
                push_small_letters(token, lower);
                ends.push(lower.len());
                hashes.push(hash(&lower[start..]));
                keys.push(TokenKey { word: self.unknown, shape: self.shapes.of(token) });
            }
            if ends.is_empty() {
                return;
            }
            places.clear();
            places.extend(hashes.iter().map(|&hash| self.vocabulary.first_place(hash)));
            let mut start = 0;
            for (index, key) in keys[first..].iter_mut().enumerate() {
                let word = &lower[start..ends[index]];
                key.word = self.vocabulary.find(word, hashes[index], places[index]).unwrap_or(self.unknown);
                start = ends[index];
            }
        }
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

/// Adds a token in small letters.
fn push_small_letters(token: &str, lower: &mut String) {
    if token.contains(['Σ', 'İ']) {
        // Letters whose small form depends on the place or is more than one letter.
        lower.push_str(&token.to_lowercase());
        return;
    }
    for letter in token.chars() {
        match letter {
            'a'..='z' | 'а'..='я' | '0'..='9' => lower.push(letter),
            _ => lower.extend(letter.to_lowercase()),
        }
    }
}
