//! Where in a page the words of its article are written.
//!
//! What is read from a page is put together by a reader that tells the article from what stands around it; it moves
//! elements and drops some. So the place of a line is looked for, not kept: where a line, white space aside, is written
//! in the page once, or next to one that is. A line for which that cannot be told has no place.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::super::page_map::{PageMap, Piece};
use super::source::Source;

/// Looks for the lines of a headline and a body.
pub(super) fn locate(page: &str, source: &Source, title: &str, text: &str) -> PageMap {
    let titles = lines(title);
    let texts = lines(text);
    let mut found = once(&source.plain, &titles, &texts);
    let found_texts = found.split_off(titles.len());
    let found_texts = with_neighbours(&source.plain, &texts, found_texts);
    PageMap::new(pieces(page, source, title, &titles, &found), pieces(page, source, text, &texts, &found_texts))
}

/// A line of a field.
struct Line {
    /// Its bytes in the field.
    bytes: Range<usize>,
    /// Its characters without white space.
    plain: String,
}

fn lines(field: &str) -> Vec<Line> {
    let mut start = 0;
    let of_line = |line: &str| {
        let bytes = start..start + line.len();
        start = bytes.end;
        Line { bytes, plain: line.split_whitespace().collect() }
    };
    field.split_inclusive('\n').map(of_line).filter(|line| !line.plain.is_empty()).collect()
}

/// Shorter lines, in bytes, are no landmarks.
const LANDMARK: usize = 32;

/// Comparisons may read the page and the article so many times over. Only a page that is made of one line again and
/// again needs more; it has no places.
const READINGS: usize = 8;

/// Of each line, where the page has it, if it has it once.
fn once(plain: &str, titles: &[Line], texts: &[Line]) -> Vec<Option<usize>> {
    let lines: Vec<&[u8]> = titles.iter().chain(texts).map(|line| line.plain.as_bytes()).collect();
    let mut places: Vec<Vec<usize>> = vec![Vec::new(); lines.len()];
    let mut by_start: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    for (index, line) in lines.iter().enumerate() {
        if let Some(start) = line.get(..LANDMARK) {
            by_start.entry(RollingHash::of(start).0).or_default().push(index);
        }
    }
    let plain = plain.as_bytes();
    let mut allowed = READINGS * (plain.len() + lines.iter().map(|line| line.len()).sum::<usize>());
    let mut hash = RollingHash::of(plain.get(..LANDMARK).unwrap_or_default());
    for at in 0..(plain.len() + 1).saturating_sub(LANDMARK) {
        for index in by_start.get(&hash.0).into_iter().flatten() {
            let line = lines[*index];
            let Some(left) = allowed.checked_sub(line.len()) else { return vec![None; lines.len()] };
            allowed = left;
            if places[*index].len() < 2 && plain[at..].starts_with(line) {
                places[*index].push(at);
            }
        }
        if let Some(next) = plain.get(at + LANDMARK) {
            hash.roll(plain[at], *next);
        }
    }
    places.into_iter().map(|places| if let [place] = places[..] { Some(place) } else { None }).collect()
}

/// The hash of the last [`LANDMARK`] bytes, after Rabin and Karp. Equal bytes have equal hashes; the rest is compared.
struct RollingHash(u64);

impl RollingHash {
    /// Odd, so that no byte is ever lost from the hash; the number is that of the FNV hash.
    const FACTOR: u64 = 0x0100_0000_01b3;

    fn of(bytes: &[u8]) -> Self {
        Self(bytes.iter().fold(0, |hash: u64, byte| hash.wrapping_mul(Self::FACTOR).wrapping_add(u64::from(*byte))))
    }

    fn roll(&mut self, first: u8, next: u8) {
        const FIRST: u64 = RollingHash::FACTOR.wrapping_pow(LANDMARK as u32);
        let longer = self.0.wrapping_mul(Self::FACTOR).wrapping_add(u64::from(next));
        self.0 = longer.wrapping_sub(FIRST.wrapping_mul(u64::from(first)));
    }
}

/// Finds lines beside those that are found.
fn with_neighbours(plain: &str, lines: &[Line], mut found: Vec<Option<usize>>) -> Vec<Option<usize>> {
    let plain = plain.as_bytes();
    for index in 1..lines.len() {
        if let (None, Some(before)) = (found[index], found[index - 1]) {
            let at = before + lines[index - 1].plain.len();
            found[index] = plain[at..].starts_with(lines[index].plain.as_bytes()).then_some(at);
        }
    }
    for index in (1..lines.len()).rev() {
        if let (None, Some(after)) = (found[index - 1], found[index]) {
            let line = lines[index - 1].plain.as_bytes();
            found[index - 1] = plain[..after].ends_with(line).then(|| after - line.len());
        }
    }
    found
}

/// The pieces of the lines that are found.
fn pieces(page: &str, source: &Source, field: &str, lines: &[Line], found: &[Option<usize>]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for (number, (line, plain)) in lines.iter().zip(found).enumerate() {
        let Some(mut plain) = *plain else { continue };
        let written = &field[line.bytes.clone()];
        for word in written.split_whitespace() {
            let mut start = line.bytes.start + (word.as_ptr() as usize - written.as_ptr() as usize);
            let end = start + word.len();
            while start < end {
                let Some((run, run_end)) = source.run_at(plain) else { return Vec::new() };
                let length = (run_end - plain).min(end - start);
                let text = start..start + length;
                let piece = if run.is_literal {
                    let before = &page[run.bytes.start..run.bytes.start + (plain - run.plain)];
                    let first_byte = run.bytes.start + before.len();
                    let first_character = run.characters.start + before.chars().count();
                    let characters = field[text.clone()].chars().count();
                    Piece {
                        line: number,
                        bytes: first_byte..first_byte + length,
                        characters: first_character..first_character + characters,
                        is_literal: true,
                        text,
                    }
                } else {
                    let (bytes, characters) = (run.bytes.clone(), run.characters.clone());
                    Piece { line: number, bytes, characters, is_literal: false, text }
                };
                match pieces.last_mut() {
                    Some(last) if goes_on(page, field, last, &piece) => last.extend(&piece),
                    _ => pieces.push(piece),
                }
                start += length;
                plain += length;
            }
        }
    }
    pieces
}

/// Whether the page has the same between two pieces as the field has.
fn goes_on(page: &str, field: &str, one: &Piece, next: &Piece) -> bool {
    one.is_literal
        && next.is_literal
        && one.line == next.line
        && one.bytes.end <= next.bytes.start
        && page[one.bytes.end..next.bytes.start] == field[one.text.end..next.text.start]
}
