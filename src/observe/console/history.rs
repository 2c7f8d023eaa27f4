//! The last of what was shown, bounded in number and in bytes.

use std::collections::VecDeque;

/// A list that forgets its oldest entries. Each entry has a number, one more than the one before.
#[derive(Debug)]
pub(super) struct History<T> {
    entries: VecDeque<(u64, usize, T)>,
    bytes: usize,
    /// Number of the newest entry that there ever was; 0 before the first.
    last: u64,
    most: Bounds,
}

/// What a history may hold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    pub(super) entries: usize,
    pub(super) bytes: usize,
}

impl<T> History<T> {
    pub(super) const fn new(most: Bounds) -> Self {
        Self { entries: VecDeque::new(), bytes: 0, last: 0, most }
    }

    /// Adds an entry of so many bytes, and forgets what there is no more room for; an entry that is larger than all of
    /// the room is not kept.
    pub(super) fn add(&mut self, entry: T, bytes: usize) {
        if bytes > self.most.bytes {
            return;
        }
        self.last += 1;
        self.bytes += bytes;
        self.entries.push_back((self.last, bytes, entry));
        while self.entries.len() > self.most.entries || self.bytes > self.most.bytes {
            self.bytes -= self.entries.pop_front().map_or(0, |(_, bytes, _)| bytes);
        }
    }

    /// What came after the entry with this number, the oldest first.
    pub(super) fn after(&self, number: u64) -> impl DoubleEndedIterator<Item = (u64, &T)> {
        self.entries.iter().filter(move |(of, ..)| *of > number).map(|(of, _, entry)| (*of, entry))
    }

    /// The number of the newest entry; 0 before the first.
    pub(super) const fn last(&self) -> u64 {
        self.last
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_entry_larger_than_the_room_drives_nothing_out() {
        let mut history = History::new(Bounds { entries: 3, bytes: 10 });
        history.add("small", 5);
        history.add("large", 11);
        assert_eq!(history.after(0).collect::<Vec<_>>(), [(1, &"small")]);
    }

    proptest! {
        #[test]
        fn the_newest_are_kept_in_order_within_the_bounds(
            sizes in prop::collection::vec(0_usize..60, 0..50), entries in 1_usize..10, bytes in 1_usize..100, after in 0_u64..50,
        ) {
            let mut history = History::new(Bounds { entries, bytes });
            for size in &sizes {
                history.add(*size, *size);
            }
            let kept: Vec<(u64, usize)> = history.after(0).map(|(number, size)| (number, *size)).collect();
            prop_assert!(kept.len() <= entries && kept.iter().map(|(_, size)| size).sum::<usize>() <= bytes);
            prop_assert!(kept.windows(2).all(|pair| pair[0].0 + 1 == pair[1].0));
            prop_assert_eq!(kept.last().map_or(0, |(number, _)| *number), history.last());
            let fitting: Vec<usize> = sizes.into_iter().filter(|size| *size <= bytes).collect();
            prop_assert!(fitting.ends_with(&kept.iter().map(|(_, size)| *size).collect::<Vec<_>>()));
            prop_assert!(history.after(after).all(|(number, _)| number > after));
        }
    }
}
