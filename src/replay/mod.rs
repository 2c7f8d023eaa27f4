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
//!
//! What talks to Kafka:
//!
//! | file | what |
//! | --- | --- |
//! | `scan` | reads ranges of a topic, in no consumer group |

mod bound;
mod decoded;
mod filter;
mod range;
mod scan;

pub use bound::{Bound, BoundError, Place};
pub use decoded::{Content, Decoded};
pub use filter::{FieldFilter, Filters};
pub use range::{Membership, Note, PartitionRange, Watermarks};
pub use scan::{Scan, Scanned};
