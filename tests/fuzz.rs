//! The properties of `fuzz/`, over seeds that are cut up, joined and damaged at random: in every run of the tests for some
//! seconds. `make fuzz` looks for inputs much longer, and is led by what of the code they reach.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

#[path = "../fuzz/properties/article.rs"]
mod article;
#[path = "../fuzz/properties/document.rs"]
mod document;
#[path = "../fuzz/properties/extract.rs"]
mod extract;
#[path = "../fuzz/properties/html.rs"]
mod html;

#[test]
fn any_bytes_are_an_article_or_a_rejection() {
    hold("article", &[], 60_000, article::check);
}

#[test]
fn any_page_is_read_and_its_words_are_in_it() {
    hold("html", &["tests/pages"], 16_000, html::check);
}

#[test]
fn any_text_is_cut_into_valid_spans() {
    hold("document", &[], 60_000, document::check);
}

#[test]
fn any_article_gives_valid_events() {
    hold("extract", &["tests/gold/articles"], 1_000, extract::check);
}

/// Checks a property over so many inputs made from the seeds of a target and of further folders.
fn hold(target: &str, folders: &[&str], cases: u32, property: fn(&[u8])) {
    let mut seeds = files(&format!("fuzz/seeds/{target}"));
    seeds.extend(folders.iter().flat_map(|folder| files(folder)));
    let words = dictionary(target);
    seeds.iter().for_each(|seed| property(seed));
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(seed in any::<Index>(), changes in vec(change(), 0..12))| {
        let mut input = seed.get(&seeds).clone();
        for change in &changes {
            change.make(&mut input, &words, &seeds);
        }
        property(&input);
    });
}

/// One change of an input.
#[derive(Clone, Debug)]
enum Change {
    /// A word of the dictionary comes in.
    Word(Index, Index),
    /// A byte becomes another.
    Byte(Index, u8),
    /// So many bytes go.
    Cut(Index, usize),
    /// So many bytes are repeated so many times.
    Repeat(Index, usize, usize),
    /// So many bytes of another seed come in.
    Splice(Index, Index, Index, usize),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => any::<(Index, Index)>().prop_map(|(at, word)| Change::Word(at, word)),
        2 => any::<(Index, u8)>().prop_map(|(at, byte)| Change::Byte(at, byte)),
        2 => (any::<Index>(), 1..64_usize).prop_map(|(at, length)| Change::Cut(at, length)),
        1 => (any::<Index>(), 1..64_usize, 1..8_usize).prop_map(|(at, length, times)| Change::Repeat(at, length, times)),
        1 => (any::<(Index, Index, Index)>(), 1..256_usize)
            .prop_map(|((at, seed, from), length)| Change::Splice(at, seed, from, length)),
    ]
}

impl Change {
    fn make(&self, input: &mut Vec<u8>, words: &[Vec<u8>], seeds: &[Vec<u8>]) {
        let place = |index: &Index, bytes: &[u8]| index.index(bytes.len() + 1);
        let stretch = |start: usize, length: usize, bytes: &[u8]| start..bytes.len().min(start + length);
        match self {
            Self::Word(at, word) => {
                let at = place(at, input);
                input.splice(at..at, word.get(words).iter().copied());
            }
            Self::Byte(at, byte) => {
                let at = place(at, input);
                input.splice(stretch(at, 1, input), [*byte]);
            }
            Self::Cut(at, length) => {
                input.drain(stretch(place(at, input), *length, input));
            }
            Self::Repeat(at, length, times) => {
                let at = place(at, input);
                let repeated = input[stretch(at, *length, input)].repeat(*times);
                input.splice(at..at, repeated);
            }
            Self::Splice(at, seed, from, length) => {
                let seed = seed.get(seeds);
                let from = place(from, seed);
                let at = place(at, input);
                input.splice(at..at, seed[stretch(from, *length, seed)].iter().copied());
            }
        }
    }
}

/// The files of a folder of the project.
fn files(folder: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}

/// The words of a dictionary of libFuzzer: one a line in quotation marks, bytes as `\xNN`.
fn dictionary(target: &str) -> Vec<Vec<u8>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("fuzz/dictionaries/{target}.dict"));
    let written = fs::read_to_string(path).unwrap();
    let words = written.lines().filter_map(|line| line.strip_prefix('"')?.strip_suffix('"'));
    words.map(bytes_of).collect()
}

fn bytes_of(word: &str) -> Vec<u8> {
    let mut pieces = word.split('\\');
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        let code = piece.strip_prefix('x').and_then(|code| u8::from_str_radix(code.get(..2)?, 16).ok());
        match code {
            Some(code) => {
                bytes.push(code);
                bytes.extend_from_slice(&piece.as_bytes()[3..]);
            }
            None => bytes.extend_from_slice(piece.as_bytes()),
        }
    }
    bytes
}
