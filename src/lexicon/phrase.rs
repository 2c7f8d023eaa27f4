//! Phrases to look up in running text: sequences of word keys, longest first.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::linguistics::WordKey;

/// A phrase found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match<T> {
    /// The words it covers, as indices into the words that were searched.
    pub words: Range<usize>,
    /// What the phrase means.
    pub value: T,
}

/// Phrases and what they mean, as a trie over word keys.
#[derive(Debug)]
pub struct PhraseTable<T> {
    /// A number for each key, so that to look a word up is to copy nothing.
    keys: FxHashMap<WordKey, usize>,
    /// From a node by the number of a key to the next one.
    edges: FxHashMap<(usize, usize), usize>,
    values: Vec<Vec<T>>,
}

impl<T> Default for PhraseTable<T> {
    fn default() -> Self {
        Self { keys: FxHashMap::default(), edges: FxHashMap::default(), values: vec![Vec::new()] }
    }
}

impl<T: Clone + PartialEq> PhraseTable<T> {
    /// Adds a phrase.
    pub fn insert(&mut self, phrase: impl IntoIterator<Item = WordKey>, value: T) {
        let node = phrase.into_iter().fold(0, |node, key| self.node_after(node, key));
        if !self.values[node].contains(&value) {
            self.values[node].push(value);
        }
    }

    /// Adds phrases that all mean the same, written as words with a space between; `key` makes the key of a word.
    pub fn insert_all(&mut self, key: &impl Fn(&str) -> WordKey, phrases: &[String], value: &T) {
        for phrase in phrases {
            self.insert(phrase.split_whitespace().map(key), value.clone());
        }
    }

    /// Adds the phrases of another table. What a phrase means here gives way to what it means there, where
    /// `gives_way_to` says so.
    pub fn add(&mut self, other: Self, gives_way_to: impl Fn(&T, &T) -> bool) {
        let keys: FxHashMap<usize, WordKey> = other.keys.into_iter().map(|(key, number)| (number, key)).collect();
        let mut edges: Vec<_> = other.edges.into_iter().collect();
        // A node is made after the one that it hangs on.
        edges.sort_unstable_by_key(|(_, to)| *to);
        let mut nodes = vec![0; other.values.len()];
        for ((from, key), to) in edges {
            nodes[to] = self.node_after(nodes[from], keys[&key].clone());
        }
        for (node, new) in nodes.into_iter().zip(other.values) {
            let values = &mut self.values[node];
            values.retain(|old| !new.iter().any(|new| gives_way_to(old, new)));
            values.extend(new);
        }
    }

    fn node_after(&mut self, node: usize, key: WordKey) -> usize {
        let (next, number) = (self.values.len(), self.keys.len());
        let number = *self.keys.entry(key).or_insert(number);
        let reached = *self.edges.entry((node, number)).or_insert(next);
        if reached == next {
            self.values.push(Vec::new());
        }
        reached
    }

    /// Every phrase that starts at word `at`, each with its length in words, longest first. `keys` gives the keys that a
    /// word of the text answers to; `None` ends the text.
    pub fn starting_at(&self, at: usize, keys: impl Fn(usize) -> Option<[Option<WordKey>; 4]>) -> Vec<Match<&T>> {
        let mut found = Vec::new();
        let mut nodes = vec![0];
        let mut end = at;
        while let Some(keys) = keys(end) {
            let mut next = Vec::new();
            for number in keys.into_iter().flatten().filter_map(|key| self.keys.get(&key)) {
                for node in &nodes {
                    if let Some(reached) = self.edges.get(&(*node, *number)) {
                        next.push(*reached);
                    }
                }
            }
            if next.is_empty() {
                break;
            }
            end += 1;
            for node in &next {
                found.extend(self.values[*node].iter().map(|value| Match { words: at..end, value }));
            }
            nodes = next;
        }
        // A stable sort: what an exact form means comes before what its stem does.
        found.sort_by_key(|found| std::cmp::Reverse(found.words.end));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(phrase: &str) -> Vec<WordKey> {
        phrase.split(' ').map(|word| WordKey::Exact(word.to_owned())).collect()
    }

    #[test]
    fn the_longest_phrase_comes_first() {
        let mut table = PhraseTable::default();
        table.insert(exact("по"), 1);
        table.insert(exact("по словам"), 2);
        let words = ["по", "словам", "его"];
        let keys = |at: usize| words.get(at).map(|word| [Some(WordKey::Exact((*word).to_owned())), None, None, None]);
        let found: Vec<_> = table.starting_at(0, keys).into_iter().map(|found| (found.words, *found.value)).collect();
        assert_eq!(found, [(0..2, 2), (0..1, 1)]);
        assert!(table.starting_at(2, keys).is_empty());
    }

    #[test]
    fn what_a_phrase_means_gives_way_to_what_is_added() {
        let mut table = PhraseTable::default();
        table.insert(exact("по словам"), 1);
        table.insert(exact("по словам"), 20);
        let mut added = PhraseTable::default();
        added.insert(exact("по слухам"), 3);
        added.insert(exact("по словам"), 2);
        table.add(added, |old, new| old / 10 == new / 10);
        let meanings = |words: [&str; 2]| {
            let keys =
                |at: usize| words.get(at).map(|word| [Some(WordKey::Exact((*word).to_owned())), None, None, None]);
            table.starting_at(0, keys).into_iter().map(|found| *found.value).collect::<Vec<_>>()
        };
        assert_eq!(meanings(["по", "словам"]), [20, 2]);
        assert_eq!(meanings(["по", "слухам"]), [3]);
    }
}
