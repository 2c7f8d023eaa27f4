//! Reads topics again: a part of them for whoever looks, or all that a new version is to read once more.
//!
//! What decides holds no I/O and takes the time as an argument:
//!
//! | file | what |
//! | --- | --- |
//! | `bound` | where a range begins or ends, as it is written |
//! | `range` | the offsets of a partition that are to be read, and what is to be told of them |
//! | `filter` | which records are wanted, by the values of their fields |
//! | `decoded` | a record of any of our topics as JSON, and as a line for people |
//! | `order` | what is to be replayed, by which version: what the processes of a replay agree on |
//! | `account` | what became of a partition so far |
//! | `digest` | a digest of all outputs of a partition, in order |
//! | `pace` | how fast a replay may go |
//! | `progress` | how far it is, and how long it will take |
//! | `manifest` | what it did |
//! | `selection` | which dead letters are sent again, and as what |
//! | `difference` | what two versions make of the same articles |
//! | `difference_page` | that as a page |
//! | `sample` | what a few records tell of all |
//!
//! What talks to Kafka:
//!
//! | file | what |
//! | --- | --- |
//! | `scan` | reads ranges of a topic, in no consumer group |
//! | `group` | shares the partitions of a replay among its processes, and keeps their accounts |
//! | `run` | batch by batch: reads, extracts, commits outputs and accounts as one |
//! | `extraction` | a batch on several threads |
//! | `process` | one process of a replay, from the plan to the manifest |
//! | `redrive` | sends dead letters again |
//! | `diff` | reads what two versions wrote |
//! | `verify` | whether a manifest is true |
//! | `seat` | a name for each process on a host |
//!
//! # Where the progress is kept
//!
//! In the offsets of a consumer group of the replay's own, `demarche-replay-NAME`: each commit carries, as the metadata of
//! an offset, the account of its partition. The commit is part of the transaction that writes the outputs, so that
//! after a SIGKILL the account says exactly what stands in the topics; the members of the group share the partitions, and
//! the coordinator fences one that was given up (KIP-447). A control topic would need all of this to be built: who may
//! write which account, and who takes over. The price is that brokers forget the offsets of a group that is empty for
//! `offsets.retention.minutes`, a week by default: a replay that was stopped is to be gone on with before that.

mod account;
mod bound;
mod decoded;
mod diff;
mod difference;
mod difference_page;
mod digest;
mod error;
mod extraction;
mod filter;
mod group;
mod manifest;
mod order;
mod pace;
mod process;
mod progress;
mod range;
mod redrive;
mod run;
mod sample;
mod scan;
mod seat;
mod selection;
mod verify;

pub use account::{Account, Fate};
pub use bound::{Bound, BoundError, Place};
pub use decoded::{Content, Decoded, Raw};
pub use diff::diff;
pub use difference::{Change, Comparison, Field, Kind, Row, Side, Totals};
pub use difference_page::difference_page;
pub use digest::{Digest, Output};
pub use error::ReplayError;
pub use filter::{FieldFilter, Filters};
pub use manifest::Manifest;
pub use order::{Order, Version, Wanted, Written};
pub use pace::{Pace, Rate};
pub use process::{Planned, Reader, Stopper, Watch, replay};
pub use progress::{Progress, Report};
pub use range::{Membership, Note, PartitionRange, Watermarks};
pub use redrive::{Counts, Found, Redrive, RedriveOrder, Redriven};
pub use sample::{Estimate, Sample};
pub use scan::{Scan, Scanned};
pub use seat::Seat;
pub use selection::{Choice, REDRIVEN_FROM, Selection, reason_of};
pub use verify::{Difference, Verified, verify};
