//! What each partition has under way: which records are being extracted, which outcomes wait for their turn, and so how
//! far each partition may be committed.
//!
//! It holds no I/O and takes the time as an argument. A partition has an account from its assignment to its revocation. A
//! record is taken when it has been read, completed when a worker is done with it, released when every record before it
//! has been, settled when its outputs are with the producer, and committed. Workers complete records in any order;
//! releasing them one after the other keeps the order of the partition, and whatever is settled may be committed.
//!
//! A ticket names a record of one account. What is given up (a partition revoked, a batch to be read again) is given new
//! tickets when it comes back, so that a late completion of the old one is nobody's.

use std::collections::{BTreeMap, VecDeque};
use std::time::Instant;

use crate::observe::Standing;

/// A record that was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ticket {
    pub(super) partition: i32,
    pub(super) offset: i64,
    /// Which account of the partition it belongs to.
    account: u64,
    /// Its place in the account.
    number: u64,
}

/// How much is held, of records that are not settled yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Load {
    pub(super) records: usize,
    pub(super) bytes: usize,
}

/// The accounts of the partitions that are ours. `T` is what comes of a record.
#[derive(Debug)]
pub(super) struct Ledger<T> {
    accounts: BTreeMap<i32, Account<T>>,
    /// Partitions whose next outcome is there, each once, in the order in which they are served.
    ready: VecDeque<i32>,
    /// Number of the account that was opened last.
    last: u64,
    load: Load,
}

#[derive(Debug)]
struct Account<T> {
    number: u64,
    entries: VecDeque<Entry<T>>,
    /// Number of the first entry.
    first: u64,
    /// The first so many entries are settled.
    settled: usize,
    /// The entry after those is with whoever asked for it.
    is_released: bool,
    /// The lowest offset that is news.
    next_offset: i64,
    /// Whether nothing more is taken, because the partition is about to leave.
    is_closed: bool,
    load: Load,
}

#[derive(Debug)]
struct Entry<T> {
    offset: i64,
    bytes: usize,
    taken: Instant,
    /// In a box, because what is settled stays until it is committed, and takes no more room than this.
    outcome: Option<Box<T>>,
}

impl<T> Default for Ledger<T> {
    fn default() -> Self {
        Self { accounts: BTreeMap::new(), ready: VecDeque::new(), last: 0, load: Load::default() }
    }
}

impl<T> Ledger<T> {
    /// Opens accounts for partitions that are ours now.
    pub(super) fn open(&mut self, partitions: &[i32]) {
        self.drop(partitions);
        for partition in partitions {
            self.last += 1;
            self.accounts.insert(*partition, Account::new(self.last, i64::MIN));
        }
    }

    /// Takes nothing more of partitions that are about to leave.
    pub(super) fn close(&mut self, partitions: &[i32]) {
        for partition in partitions {
            if let Some(account) = self.accounts.get_mut(partition) {
                account.is_closed = true;
            }
        }
    }

    /// Drops the accounts of partitions that are no longer ours.
    pub(super) fn drop(&mut self, partitions: &[i32]) {
        for partition in partitions {
            if let Some(account) = self.accounts.remove(partition) {
                self.load.take_off(account.load);
            }
        }
        self.ready.retain(|partition| !partitions.contains(partition));
    }

    /// Notes a record that has been read. `None`: it is not to be worked on, because its partition is not ours or it was
    /// taken before.
    pub(super) fn take(&mut self, partition: i32, offset: i64, bytes: usize, now: Instant) -> Option<Ticket> {
        let account = self.accounts.get_mut(&partition)?;
        if account.is_closed || offset < account.next_offset {
            return None;
        }
        let number = account.first + account.entries.len() as u64;
        account.entries.push_back(Entry { offset, bytes, taken: now, outcome: None });
        account.next_offset = offset + 1;
        let load = Load { records: 1, bytes };
        account.load.put_on(load);
        self.load.put_on(load);
        Some(Ticket { partition, offset, account: account.number, number })
    }

    /// Notes what came of a record, and how many bytes that takes. A late completion, of a record that was given up, is
    /// dropped.
    pub(super) fn complete(&mut self, ticket: Ticket, outcome: T, bytes: usize) {
        let Some((account, at)) = self.find(ticket) else { return };
        let is_next = at == account.settled && !account.is_released;
        let Some(entry) = account.entries.get_mut(at).filter(|entry| entry.outcome.is_none()) else { return };
        entry.outcome = Some(Box::new(outcome));
        let before = std::mem::replace(&mut entry.bytes, bytes);
        account.load.bytes = account.load.bytes - before + bytes;
        self.load.bytes = self.load.bytes - before + bytes;
        if is_next {
            self.ready.push_back(ticket.partition);
        }
    }

    /// The next outcome to be written: the partitions by turns, each in its order. It is to be settled before the next one
    /// of its partition is released.
    pub(super) fn release(&mut self) -> Option<(Ticket, T)> {
        let partition = self.ready.pop_front()?;
        let account = self.accounts.get_mut(&partition)?;
        let entry = account.entries.get_mut(account.settled)?;
        let outcome = entry.outcome.take()?;
        account.is_released = true;
        let number = account.first + account.settled as u64;
        Some((Ticket { partition, offset: entry.offset, account: account.number, number }, *outcome))
    }

    /// Notes that the outputs of a released record are with the producer.
    pub(super) fn settle(&mut self, ticket: Ticket) {
        let Some((account, at)) = self.find(ticket) else { return };
        if at != account.settled || !account.is_released {
            return;
        }
        account.is_released = false;
        account.settled += 1;
        let load = Load { records: 1, bytes: account.entries[at].bytes };
        account.load.take_off(load);
        let is_next_there = account.entries.get(account.settled).is_some_and(|entry| entry.outcome.is_some());
        self.load.take_off(load);
        if is_next_there {
            self.ready.push_back(ticket.partition);
        }
    }

    /// For each partition the offset to commit: the one after its settled records, where there is any.
    pub(super) fn offsets(&self) -> Vec<(i32, i64)> {
        let next = |account: &Account<T>| Some(account.entries.get(account.settled.checked_sub(1)?)?.offset + 1);
        self.accounts.iter().filter_map(|(partition, account)| Some((*partition, next(account)?))).collect()
    }

    /// Notes that what is settled was committed; for each record the time when it was taken.
    pub(super) fn commit(&mut self) -> Vec<Instant> {
        let mut taken = Vec::new();
        for account in self.accounts.values_mut() {
            taken.extend(account.entries.drain(..account.settled).map(|entry| entry.taken));
            account.first += account.settled as u64;
            account.settled = 0;
        }
        taken
    }

    /// Gives up what is settled and not committed, with everything after it; for each of those partitions the offset to go
    /// back to. The other partitions go on.
    pub(super) fn rewind(&mut self) -> Vec<(i32, i64)> {
        let mut back = Vec::new();
        for (partition, account) in &mut self.accounts {
            if account.settled > 0 || account.is_released {
                let first = account.entries[0].offset;
                self.load.take_off(account.load);
                self.last += 1;
                *account = Account { is_closed: account.is_closed, ..Account::new(self.last, first) };
                back.push((*partition, first));
            }
        }
        self.ready.retain(|partition| back.iter().all(|(of, _)| of != partition));
        back
    }

    /// Gives up a record that is not released and everything after it in its partition, which must be closed.
    pub(super) fn cut(&mut self, from: Ticket) {
        let Some((account, at)) = self.find(from) else { return };
        let mut cut = Load::default();
        for entry in account.entries.drain(at..) {
            cut.put_on(Load { records: 1, bytes: entry.bytes });
        }
        account.load.take_off(cut);
        let is_next_there = account.entries.get(account.settled).is_some_and(|entry| entry.outcome.is_some());
        self.load.take_off(cut);
        if !is_next_there {
            self.ready.retain(|partition| *partition != from.partition);
        }
    }

    /// Gives up what is not settled of closed partitions.
    pub(super) fn cut_unsettled(&mut self, partitions: &[i32]) {
        for partition in partitions {
            if let Some(account) = self.accounts.get_mut(partition) {
                account.entries.truncate(account.settled);
                account.is_released = false;
                self.load.take_off(std::mem::take(&mut account.load));
            }
        }
        self.ready.retain(|partition| !partitions.contains(partition));
    }

    /// Whether these partitions have records that are not settled.
    pub(super) fn has_unsettled(&self, partitions: &[i32]) -> bool {
        self.among(partitions).any(|account| account.settled < account.entries.len())
    }

    /// Whether these partitions have records that are settled and not committed.
    pub(super) fn has_settled(&self, partitions: &[i32]) -> bool {
        self.among(partitions).any(|account| account.settled > 0)
    }

    /// How many records are settled and not committed.
    pub(super) fn settled(&self) -> usize {
        self.accounts.values().map(|account| account.settled).sum()
    }

    /// How much is held of all partitions.
    pub(super) const fn load(&self) -> Load {
        self.load
    }

    /// How much is held of each partition.
    pub(super) fn loads(&self) -> impl Iterator<Item = (i32, Load)> + Clone {
        self.accounts.iter().map(|(partition, account)| (*partition, account.load))
    }

    /// How much is held of a partition.
    pub(super) fn load_of(&self, partition: i32) -> Load {
        self.accounts.get(&partition).map_or_else(Load::default, |account| account.load)
    }

    /// Where each partition stands. Its mark changes when a record of it is settled, or given up with its batch.
    pub(super) fn standings(&self) -> impl Iterator<Item = Standing> {
        self.accounts.iter().map(|(partition, account)| Standing {
            partition: *partition,
            mark: (account.number, account.first + account.settled as u64),
            is_waiting: account.load.records > 0,
            held: account.entries.len(),
        })
    }

    /// The partitions that are ours.
    pub(super) fn partitions(&self) -> Vec<i32> {
        self.accounts.keys().copied().collect()
    }

    fn among(&self, partitions: &[i32]) -> impl Iterator<Item = &Account<T>> {
        partitions.iter().filter_map(|partition| self.accounts.get(partition))
    }

    /// The account of a record and its place there, unless it was given up.
    fn find(&mut self, ticket: Ticket) -> Option<(&mut Account<T>, usize)> {
        let account = self.accounts.get_mut(&ticket.partition).filter(|account| account.number == ticket.account)?;
        let at = usize::try_from(ticket.number.checked_sub(account.first)?).ok()?;
        (at < account.entries.len()).then_some((account, at))
    }
}

impl<T> Account<T> {
    const fn new(number: u64, next_offset: i64) -> Self {
        Self {
            number,
            entries: VecDeque::new(),
            first: 0,
            settled: 0,
            is_released: false,
            next_offset,
            is_closed: false,
            load: Load { records: 0, bytes: 0 },
        }
    }
}

impl Load {
    const fn put_on(&mut self, other: Self) {
        self.records += other.records;
        self.bytes += other.bytes;
    }

    const fn take_off(&mut self, other: Self) {
        self.records -= other.records;
        self.bytes -= other.bytes;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ledger(partitions: &[i32]) -> Ledger<i64> {
        let mut ledger = Ledger::default();
        ledger.open(partitions);
        ledger
    }

    /// Takes a record of one byte, whose outcome is its offset.
    fn take(ledger: &mut Ledger<i64>, partition: i32, offset: i64) -> Ticket {
        ledger.take(partition, offset, 1, Instant::now()).expect("a record that is news")
    }

    fn complete(ledger: &mut Ledger<i64>, ticket: Ticket) {
        ledger.complete(ticket, ticket.offset, 1);
    }

    /// Releases and settles what can be; the offsets, in order.
    fn write(ledger: &mut Ledger<i64>) -> Vec<i64> {
        let next = || {
            let (ticket, offset) = ledger.release()?;
            ledger.settle(ticket);
            Some(offset)
        };
        std::iter::from_fn(next).collect()
    }

    #[test]
    fn outcomes_are_released_in_the_order_of_their_partition() {
        let mut ledger = ledger(&[0]);
        let tickets: Vec<Ticket> = [3, 4, 7].into_iter().map(|offset| take(&mut ledger, 0, offset)).collect();
        complete(&mut ledger, tickets[2]);
        complete(&mut ledger, tickets[1]);
        assert_eq!((write(&mut ledger), ledger.offsets()), (vec![], vec![]));
        complete(&mut ledger, tickets[0]);
        assert_eq!((write(&mut ledger), ledger.offsets()), (vec![3, 4, 7], vec![(0, 8)]));
    }

    #[test]
    fn a_partition_that_waits_for_a_record_does_not_hold_back_another() {
        let mut ledger = ledger(&[0, 1]);
        take(&mut ledger, 0, 1);
        let (behind, other) = (take(&mut ledger, 0, 2), take(&mut ledger, 1, 5));
        complete(&mut ledger, behind);
        complete(&mut ledger, other);
        assert_eq!((write(&mut ledger), ledger.offsets()), (vec![5], vec![(1, 6)]));
    }

    #[test]
    fn a_late_completion_after_a_revocation_is_nobodys() {
        let mut ledger = ledger(&[0]);
        let late = take(&mut ledger, 0, 1);
        ledger.drop(&[0]);
        complete(&mut ledger, late);
        assert_eq!((write(&mut ledger), ledger.offsets()), (vec![], vec![]));

        // The partition comes back, and the same record with it.
        ledger.open(&[0]);
        take(&mut ledger, 0, 1);
        complete(&mut ledger, late);
        assert_eq!((write(&mut ledger), ledger.offsets()), (vec![], vec![]), "the new owner has not extracted it yet");
    }

    #[test]
    fn a_late_completion_after_a_rewind_is_nobodys() {
        let mut ledger = ledger(&[0]);
        let (first, late) = (take(&mut ledger, 0, 1), take(&mut ledger, 0, 2));
        complete(&mut ledger, first);
        write(&mut ledger);
        assert_eq!(ledger.rewind(), [(0, 1)]);
        complete(&mut ledger, late);
        assert_eq!((ledger.load(), ledger.release()), (Load::default(), None));
    }

    #[test]
    fn only_partitions_of_the_failed_batch_go_back() {
        let mut ledger = ledger(&[0, 1]);
        let written = take(&mut ledger, 0, 1);
        let waiting = take(&mut ledger, 1, 5);
        complete(&mut ledger, written);
        write(&mut ledger);
        assert_eq!(ledger.rewind(), [(0, 1)]);
        complete(&mut ledger, waiting);
        assert_eq!(write(&mut ledger), [5]);
    }

    #[test]
    fn a_record_that_was_taken_is_not_taken_again() {
        let mut ledger = ledger(&[0]);
        let first = take(&mut ledger, 0, 5);
        assert_eq!(ledger.take(0, 5, 1, Instant::now()), None);
        assert_eq!(ledger.take(0, 4, 1, Instant::now()), None);
        assert_eq!(ledger.take(9, 4, 1, Instant::now()), None, "a partition that is not ours");
        complete(&mut ledger, first);
        write(&mut ledger);
        ledger.rewind();
        assert!(ledger.take(0, 5, 1, Instant::now()).is_some(), "but after a rewind it is");
    }

    #[test]
    fn a_partition_that_leaves_is_committed_up_to_what_is_complete() {
        let mut ledger = ledger(&[0]);
        let tickets: Vec<Ticket> = (1..=4).map(|offset| take(&mut ledger, 0, offset)).collect();
        ledger.close(&[0]);
        assert_eq!(ledger.take(0, 5, 1, Instant::now()), None, "nothing more is taken");
        ledger.cut(tickets[3]);
        complete(&mut ledger, tickets[0]);
        complete(&mut ledger, tickets[2]);
        write(&mut ledger);
        assert!(ledger.has_unsettled(&[0]) && ledger.has_settled(&[0]));
        ledger.cut_unsettled(&[0]);
        assert!(!ledger.has_unsettled(&[0]));
        complete(&mut ledger, tickets[1]);
        assert_eq!((write(&mut ledger), ledger.offsets()), (vec![], vec![(0, 2)]));
    }

    #[test]
    fn a_partition_stands_elsewhere_when_a_record_is_written_or_a_batch_given_up() {
        let mut ledger = ledger(&[0]);
        let standing = |ledger: &Ledger<i64>| ledger.standings().next().expect("the only partition");
        let (first, _) = (take(&mut ledger, 0, 1), take(&mut ledger, 0, 2));
        let taken = standing(&ledger);
        complete(&mut ledger, first);
        assert!(taken.is_waiting && standing(&ledger) == taken, "nothing is written yet");
        write(&mut ledger);
        let written = standing(&ledger);
        assert_ne!(written.mark, taken.mark);
        ledger.commit();
        let committed = standing(&ledger);
        assert_eq!((committed.mark, committed.is_waiting), (written.mark, true), "a commit writes nothing");
        assert_eq!((taken.held, written.held, committed.held), (2, 2, 1), "what is committed is held no longer");
        ledger.cut_unsettled(&[0]);
        assert!(!standing(&ledger).is_waiting);

        let next = take(&mut ledger, 0, 3);
        complete(&mut ledger, next);
        write(&mut ledger);
        let before = standing(&ledger).mark;
        ledger.rewind();
        assert_ne!(standing(&ledger).mark, before);
    }

    #[derive(Clone, Debug)]
    enum Step {
        Take { partition: i32, gap: i64 },
        Complete { nth: usize },
        Write { records: usize },
        Commit,
        Rewind,
        Revoke { partition: i32 },
        Open { partition: i32 },
        Cut { nth: usize },
    }

    fn step() -> impl Strategy<Value = Step> {
        let partition = 0..3_i32;
        prop_oneof![
            6 => (partition.clone(), 1..4_i64).prop_map(|(partition, gap)| Step::Take { partition, gap }),
            6 => any::<usize>().prop_map(|nth| Step::Complete { nth }),
            4 => (1..5_usize).prop_map(|records| Step::Write { records }),
            2 => Just(Step::Commit),
            1 => Just(Step::Rewind),
            1 => partition.clone().prop_map(|partition| Step::Revoke { partition }),
            1 => partition.prop_map(|partition| Step::Open { partition }),
            1 => any::<usize>().prop_map(|nth| Step::Cut { nth }),
        ]
    }

    /// What a broker and a topic would know: the offsets that were read, written and committed of each partition.
    #[derive(Default)]
    struct World {
        /// Offsets of the topic, as far as they were read.
        topic: BTreeMap<i32, Vec<i64>>,
        /// Where the next read begins, as an index into the topic.
        position: BTreeMap<i32, usize>,
        /// Written and committed, in order.
        committed: BTreeMap<i32, Vec<i64>>,
        /// Written and not committed, in order.
        open: Vec<(i32, i64)>,
    }

    impl World {
        fn read(&mut self, partition: i32, gap: i64) -> i64 {
            let topic = self.topic.entry(partition).or_default();
            let position = self.position.entry(partition).or_default();
            if *position == topic.len() {
                topic.push(topic.last().copied().unwrap_or(0) + gap);
            }
            *position += 1;
            topic[*position - 1]
        }

        /// Who reads next begins after what is committed.
        fn go_back(&mut self, partition: i32) {
            self.position.insert(partition, self.committed.get(&partition).map_or(0, Vec::len));
            self.open.retain(|(of, _)| *of != partition);
        }
    }

    proptest! {
        #[test]
        fn each_record_is_written_once_and_in_order_whatever_happens(steps in prop::collection::vec(step(), 0..200)) {
            let now = Instant::now();
            let (mut ledger, mut world) = (Ledger::default(), World::default());
            ledger.open(&[0, 1, 2]);
            let mut tickets: Vec<Ticket> = Vec::new();
            for step in steps {
                match step {
                    Step::Take { partition, gap } => {
                        let before = world.position.clone();
                        let offset = world.read(partition, gap);
                        match ledger.take(partition, offset, 10, now) {
                            Some(ticket) => tickets.push(ticket),
                            None => world.position = before,
                        }
                    }
                    Step::Complete { nth } if !tickets.is_empty() => {
                        let ticket = tickets.remove(nth % tickets.len());
                        ledger.complete(ticket, ticket, 3);
                    }
                    Step::Write { records } => {
                        for _ in 0..records {
                            let Some((ticket, outcome)) = ledger.release() else { break };
                            prop_assert_eq!(ticket, outcome, "an outcome of a record that was given up is nobody's");
                            world.open.push((ticket.partition, ticket.offset));
                            ledger.settle(ticket);
                        }
                    }
                    Step::Commit => {
                        for (partition, next) in ledger.offsets() {
                            let last = world.open.iter().rfind(|(of, _)| *of == partition).map(|(_, offset)| *offset);
                            prop_assert_eq!(last.map(|last| last + 1), Some(next), "offsets follow what is written");
                        }
                        prop_assert_eq!(ledger.commit().len(), world.open.len());
                        for (partition, offset) in world.open.drain(..) {
                            world.committed.entry(partition).or_default().push(offset);
                        }
                    }
                    Step::Rewind => {
                        for (partition, offset) in ledger.rewind() {
                            world.go_back(partition);
                            let first = world.topic[&partition][world.position[&partition]];
                            prop_assert_eq!(offset, first, "the batch is read again from its start");
                        }
                        prop_assert!(world.open.is_empty(), "all of the batch is given up");
                    }
                    // A batch with a partition that is lost is given up as a whole.
                    Step::Revoke { partition } => {
                        for (partition, _) in ledger.rewind() {
                            world.go_back(partition);
                        }
                        ledger.drop(&[partition]);
                        world.go_back(partition);
                    }
                    Step::Open { partition } => {
                        if ledger.partitions().binary_search(&partition).is_err() {
                            ledger.open(&[partition]);
                        }
                    }
                    Step::Cut { nth } if !tickets.is_empty() => {
                        let ticket = tickets[nth % tickets.len()];
                        let settled = ledger.settled();
                        ledger.close(&[ticket.partition]);
                        if ledger.loads().any(|(of, load)| of == ticket.partition && load.records > 0) {
                            ledger.cut(ticket);
                        }
                        prop_assert_eq!(ledger.settled(), settled, "what is written stays");
                    }
                    Step::Complete { .. } | Step::Cut { .. } => {}
                }
                let loads: Vec<Load> = ledger.loads().map(|(_, load)| load).collect();
                prop_assert_eq!(loads.iter().map(|load| load.records).sum::<usize>(), ledger.load().records);
                prop_assert_eq!(loads.iter().map(|load| load.bytes).sum::<usize>(), ledger.load().bytes);
                for (partition, committed) in &world.committed {
                    prop_assert_eq!(&world.topic[partition][..committed.len()], committed, "nothing lost, doubled or moved");
                }
            }
        }
    }
}
