//! Moves records: from the input topic through the extractor to the output topics, with each record's outputs and its
//! offset in one transaction. It does not look inside an event.
//!
//! One thread, the loop, owns the consumer and never waits for anything else, so that the group keeps it whatever takes
//! long. Workers extract; the committer waits for transactions:
//!
//! ```text
//!              pool ── inbox            ledger:   order, and which offsets may be committed
//!               ▲        │              flow:     whether to read on, and what to pause
//!  consumer ─► the loop ◄┘─► producer   batch:    when to commit
//!               │  ▲           ▲        handover: how partitions are let go
//!               ▼  │           │        retry:    how long to wait after a failure
//!              committer ──────┘
//! ```
//!
//! | file | what |
//! | --- | --- |
//! | `service` | starting, stopping, and how it ended |
//! | `engine` | the loop, from the first connection to the drain; in `engine/rebalance` partitions that come and go |
//! | `consumer` | records and rebalances; rewinding, pausing |
//! | `pool` | the workers' threads, and the queue before them |
//! | `worker` | a record to its outcome: events, none, or a dead letter |
//! | `inbox` | where the loop hears from the other threads |
//! | `outbound` | events and dead letters as records, with their headers |
//! | `producer` | transactions; in `producer/delivery` what became of each output |
//! | `committer` | the thread that waits for a commit or an abort |
//! | `ledger` | what each partition has under way; holds no I/O |
//! | `batch` | when a batch is committed; holds no I/O |
//! | `flow` | how much may be under way; holds no I/O |
//! | `handover` | letting partitions go within a deadline; holds no I/O |
//! | `pace` | what a record costs, and so whether it is worth a worker; holds no I/O |
//! | `patience` | a limit for calls that have none of their own |
//! | `retry` | waiting times; holds no I/O |
//! | `statistics` | what the Kafka clients tell of themselves |
//! | `trace_context` | the trace that a record belongs to |
//! | `stop` | the wish to end, and its deadline |
//! | `start` | what must be there before the first record: brokers, topics, schemas, the transactional id |
//! | `connection` | whether the brokers answer us, and if not, why |
//! | `wire`, `registry` | how the value of an event is written; the ids of schemas |
//! | `topics`, `admin` | what the topics should be like; how they are, and making them |
//! | `preflight`, `permissions` | whether a deploy would work, found out without changing anything |
//! | `token` | tokens of OAUTHBEARER |
//! | `feeder` | writes articles to the input topic, for `demarche feed` and the demo |
//! | `client` | properties of the Kafka clients, each with its reason |
//!
//! # A batch that fails
//!
//! Its transaction is aborted, and the partitions that have records in it are read again from the start of the batch; the
//! others go on. Each time the loop waits longer before it writes again, while workers and group go on. An event that a
//! broker refuses for what it is makes its record a dead letter the next time. A dead letter that cannot be written is
//! never skipped: the loop tries until it can, and where a broker refuses it for good, the service ends and says so.
//!
//! # The transactional id
//!
//! It is `demarche-<group>-<instance>`. Under KIP-447 a commit is fenced by the member's generation in the group, so the
//! id need not follow the partitions; it must only be used by one live process. That it stays the same over a restart
//! lets the new process end at once the transaction that a killed one left open, which would else hold back readers, and
//! our own start, until it times out. The instance is by default the host name and the port of the HTTP listener:
//! the operating system itself sees to it that two live processes of one host never have the same.

mod admin;
mod batch;
pub(crate) mod client;
mod committer;
pub(crate) mod connection;
mod consumer;
mod engine;
pub(crate) mod error;
mod feeder;
mod flow;
mod handover;
#[cfg(test)]
mod in_process;
mod inbox;
mod ledger;
pub(crate) mod outbound;
mod pace;
mod patience;
mod permissions;
mod pool;
mod preflight;
pub(crate) mod producer;
pub(crate) mod registry;
pub(crate) mod retry;
mod service;
pub(crate) mod start;
mod statistics;
pub(crate) mod stop;
pub(crate) mod token;
pub mod topics;
mod trace_context;
pub(crate) mod wire;
pub(crate) mod worker;

pub use admin::Administrator;
pub use error::StreamError;
pub use feeder::{Delivered, Feeder};
pub use preflight::{Finding, Verdict, preflight};
pub use registry::RegistryError;
pub use service::{Handle, Service, Summary};
pub use worker::Extract;
