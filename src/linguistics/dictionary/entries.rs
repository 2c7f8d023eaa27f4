//! From a key to a list of numbers: an automaton (`fst`) over the keys, whose values are places in one array of lists.
//!
//! Words that inflect alike share their lists, and so the automaton can share their endings: a few bytes a word.

use std::collections::HashMap;
use std::io;

use fst::{Map, MapBuilder};

use crate::linguistics::models::{ModelError, ModelFile, ModelFileBuilder};

/// Bits of a value that count the numbers of the list; the others tell where it starts.
const LENGTH_BITS: u32 = 6;

/// The longest list that is kept.
pub(super) const LONGEST: usize = (1 << LENGTH_BITS) - 1;

/// The table, read.
#[derive(Debug)]
pub(super) struct Entries {
    keys: Map<Vec<u8>>,
    numbers: Vec<u32>,
}

impl Entries {
    /// Takes the table of that name out of a file.
    pub(super) fn of_file(file: &ModelFile, name: &str) -> Result<Self, ModelError> {
        let keys = format!("{name}_keys");
        let unusable = |_| ModelError::Array { name: keys.clone(), elements: 0 };
        Ok(Self {
            keys: Map::new(file.all_bytes(&keys)?.to_vec()).map_err(unusable)?,
            numbers: file.integers(&format!("{name}_lists"))?,
        })
    }

    /// The list of a key; empty where it has none.
    pub(super) fn get(&self, key: &str) -> &[u32] {
        let list = self.keys.get(key).and_then(|value| {
            let start = usize::try_from(value >> LENGTH_BITS).ok()?;
            let length = usize::try_from(value & LONGEST as u64).ok()?;
            self.numbers.get(start..)?.get(..length)
        });
        list.unwrap_or_default()
    }
}

/// Where a list starts, and how many numbers it has.
#[derive(Clone, Copy, Debug)]
pub(super) struct ListPlace(u64);

/// The table, being made.
pub(super) struct EntriesBuilder {
    keys: MapBuilder<Vec<u8>>,
    numbers: Vec<u32>,
    places: HashMap<Vec<u32>, ListPlace>,
}

impl EntriesBuilder {
    pub(super) fn new() -> Self {
        Self { keys: MapBuilder::memory(), numbers: Vec::new(), places: HashMap::new() }
    }

    /// Adds a list; what is beyond [`LONGEST`] is left out.
    pub(super) fn add_list(&mut self, list: &[u32]) -> ListPlace {
        let list = &list[..list.len().min(LONGEST)];
        if let Some(&place) = self.places.get(list) {
            return place;
        }
        let place = ListPlace((self.numbers.len() as u64) << LENGTH_BITS | list.len() as u64);
        self.numbers.extend_from_slice(list);
        self.places.insert(list.to_vec(), place);
        place
    }

    /// Adds a key, greater than all before it, with its list.
    pub(super) fn add_key(&mut self, key: &[u8], list: ListPlace) -> io::Result<()> {
        self.keys.insert(key, list.0).map_err(io::Error::other)
    }

    /// Adds the table to a file, under that name.
    pub(super) fn finish(self, builder: &mut ModelFileBuilder, name: &str) -> io::Result<()> {
        builder.add(&format!("{name}_keys"), &self.keys.into_inner().map_err(io::Error::other)?);
        let numbers: Vec<u8> = self.numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        builder.add(&format!("{name}_lists"), &numbers);
        Ok(())
    }
}
