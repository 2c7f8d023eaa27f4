//! What became of a partition's records so far: the state of a replay, small enough to be committed with its offset.
//!
//! It is the metadata of the committed offset, and so moves in the transaction that writes the outputs: whoever goes on
//! after a SIGKILL finds exactly what those who read the outputs find.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::digest::{Digest, Output};
use super::range::PartitionRange;
use crate::config::TopicRole;

/// The account of one partition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// What is to be read.
    #[serde(flatten)]
    pub range: PartitionRange,
    /// Where it goes on; the end of the range, once all is read.
    pub next: i64,
    /// Offset of the first record that was read.
    pub first_read: Option<i64>,
    /// Offset of the last.
    pub last_read: Option<i64>,
    /// Records of the range, with those that the filter left out.
    pub records: u64,
    /// Records that the filter left out.
    pub left_out: u64,
    /// Records without events.
    pub no_events: u64,
    /// Events by type.
    pub events: BTreeMap<TopicRole, u64>,
    /// Records that could not be read.
    pub dead_letters: u64,
    /// Of all outputs, in order.
    pub digest: Digest,
}

/// What became of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The filter left it out.
    LeftOut,
    /// It was read, and this came of it.
    Read(Vec<Output>),
}

impl Account {
    /// Of a range of which nothing is read yet.
    #[must_use]
    pub const fn new(range: PartitionRange) -> Self {
        Self {
            next: range.first,
            range,
            first_read: None,
            last_read: None,
            records: 0,
            left_out: 0,
            no_events: 0,
            events: BTreeMap::new(),
            dead_letters: 0,
            digest: Digest::ZERO,
        }
    }

    /// Whether all is read.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.next >= self.range.end
    }

    /// Offsets that are not dealt with yet.
    #[must_use]
    pub fn lag(&self) -> u64 {
        u64::try_from(self.range.end - self.next).unwrap_or_default()
    }

    /// Enters a record; one that was entered before changes nothing.
    pub fn enter(&mut self, offset: i64, fate: Fate) {
        if !(self.next..self.range.end).contains(&offset) {
            return;
        }
        self.next = offset + 1;
        self.first_read.get_or_insert(offset);
        self.last_read = Some(offset);
        self.records += 1;
        match fate {
            Fate::LeftOut => self.left_out += 1,
            Fate::Read(outputs) => {
                self.no_events += u64::from(outputs.is_empty());
                for output in &outputs {
                    match output.role {
                        TopicRole::DeadLetters => self.dead_letters += 1,
                        role => *self.events.entry(role).or_default() += 1,
                    }
                }
                self.digest.add(offset, outputs);
            }
        }
    }

    /// Passes over a record that is not in the range by its time.
    pub fn pass(&mut self, offset: i64) {
        self.next = self.next.max(offset + 1).min(self.range.end);
    }

    /// Enters that there is nothing more.
    pub fn end(&mut self) {
        self.next = self.range.end;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn range(first: i64, end: i64) -> PartitionRange {
        PartitionRange { partition: 0, first, end, from_millis: None, to_millis: None }
    }

    #[test]
    fn an_empty_range_is_complete_at_once() {
        assert!(Account::new(range(7, 7)).is_complete());
    }

    #[test]
    fn an_account_fits_beside_its_offset() {
        let mut account = Account::new(PartitionRange {
            from_millis: Some(i64::MAX),
            to_millis: Some(i64::MAX),
            ..range(i64::MAX - 9, i64::MAX)
        });
        account.records = u64::MAX;
        account.first_read = Some(i64::MAX);
        account.events = TopicRole::ALL.into_iter().map(|role| (role, u64::MAX)).collect();
        // What a broker takes, unless `offset.metadata.max.bytes` says otherwise.
        assert!(serde_json::to_string(&account).unwrap().len() < 4096 / 4);
    }

    proptest! {
        #[test]
        fn every_record_is_entered_once_however_often_it_is_read(
            steps in proptest::collection::vec((0..12_i64, 0..3_u8), 0..60)
        ) {
            let mut account = Account::new(range(0, 10));
            let mut entered = Vec::new();
            for (offset, what) in steps {
                let before = account.clone();
                match what {
                    0 => account.enter(offset, Fate::LeftOut),
                    1 => account.enter(offset, Fate::Read(Vec::new())),
                    _ => account.pass(offset),
                }
                prop_assert!(account.next >= before.next);
                if account.records > before.records {
                    entered.push(offset);
                }
            }
            prop_assert!(entered.is_sorted() && entered.windows(2).all(|pair| pair[0] != pair[1]), "{entered:?}");
            prop_assert_eq!(account.records, account.left_out + account.no_events);
            let text = serde_json::to_string(&account).unwrap();
            prop_assert_eq!(serde_json::from_str::<Account>(&text).unwrap(), account);
        }
    }
}
