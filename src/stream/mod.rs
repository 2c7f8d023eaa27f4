//! Moves records: from the input topic through the extractor to the output topics, with each record's outputs and its
//! offset in one transaction. It does not look inside an event.
//!
//! One thread owns the consumer and the producer and does everything in turn, so that nothing is shared and a rebalance
//! never races with a commit:
//!
//! ```text
//! consumer ─► worker ─► producer          ledger: which offsets may be committed
//!    ▲   a record   its outputs   │       retry:  how long to wait after a failure
//!    └──────── rewind ◄───────────┴─► commit: outputs and offsets
//! ```
//!
//! | file | what |
//! | --- | --- |
//! | `service` | starting, stopping, and how it ended |
//! | `engine` | the loop, from the first connection to the drain |
//! | `consumer` | records and rebalances, one after the other; rewinding; staying in the group while waiting |
//! | `worker` | a record to its outcome: events, none, or a dead letter |
//! | `outbound` | events and dead letters as records, with their headers |
//! | `producer` | transactions |
//! | `ledger` | what has been read and not yet committed; holds no I/O |
//! | `retry` | waiting times; holds no I/O |
//! | `start` | what must be there before the first record: brokers, topics, the transactional id |
//! | `feeder` | writes articles to the input topic, for `demarche feed` and the demo |
//! | `client` | properties of the Kafka clients, each with its reason |
//!
//! # The transactional id
//!
//! It is `demarche-<group>-<instance>`. Under KIP-447 a commit is fenced by the member's generation in the group, so the
//! id need not follow the partitions; it must only be used by one live process. That it stays the same over a restart
//! lets the new process end at once the transaction that a killed one left open, which would else hold back readers, and
//! our own start, until it times out. The instance is by default the host name and the port of the HTTP listener:
//! the operating system itself sees to it that two live processes of one host never have the same.

mod client;
mod consumer;
mod engine;
mod error;
mod feeder;
#[cfg(test)]
mod in_process;
mod ledger;
mod outbound;
mod producer;
mod retry;
mod service;
mod start;
mod worker;

pub use error::StreamError;
pub use feeder::{Delivered, Feeder};
pub use service::{Handle, Service, Summary};
pub use worker::Extract;
