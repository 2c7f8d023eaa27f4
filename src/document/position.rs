//! From bytes to characters: an index of every 256th byte makes a look-up a short count, whatever the length of the text.

use super::to_u32;

/// Bytes between two entries of the index.
const STEP: usize = 256;

/// How many characters start before every 256th byte of a text.
#[derive(Clone, Debug)]
pub struct Positions {
    characters_before: Vec<u32>,
}

impl Positions {
    /// Indexes a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut characters_before = Vec::with_capacity(text.len() / STEP + 1);
        let mut characters = 0;
        for block in text.as_bytes().chunks(STEP) {
            characters_before.push(characters);
            characters += starts(block);
        }
        characters_before.push(characters);
        Self { characters_before }
    }

    /// The number of characters of `text`, the text that was indexed, before a byte offset on a character border.
    #[must_use]
    pub fn character(&self, text: &str, byte: usize) -> u32 {
        let block = byte / STEP;
        self.characters_before[block] + starts(&text.as_bytes()[block * STEP..byte])
    }
}

/// How many characters start in some bytes of UTF-8: all bytes but the continuation bytes.
fn starts(bytes: &[u8]) -> u32 {
    to_u32(bytes.iter().filter(|byte| (**byte & 0xC0) != 0x80).count())
}
