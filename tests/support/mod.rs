//! What whole-program tests stand on: a real Apache Kafka, topics of their own, and the real binary as a process.
//!
//! A test reads: make a [`Pipeline`], send [`Record`]s, start a [`Service`], wait for a condition, compare what stands in
//! the topics. Everything started here ends with the test process, however that ends.

#![allow(dead_code, unused_imports, reason = "each test binary uses a part of it")]

mod article;
mod broker;
mod browser;
mod certificates;
mod collector;
mod expected;
mod member;
mod membership;
mod pipeline;
mod port;
mod prometheus;
mod reading;
mod record;
mod registry;
mod secure_kafka;
mod sending;
mod service;
mod tether;
mod tool;
mod waiting;
mod watch;

pub use article::{sample_article, sample_articles, short_articles};
pub use broker::{Kafka, LARGEST_MESSAGE_BYTES};
pub use browser::{Browser, Tab};
pub use certificates::{Certificates, text};
pub use collector::{Collector, attribute};
pub use expected::{Expected, PublishedEvent, assert_same_events, events_of, extractor};
pub use member::{Gate, Member, echo, properties};
pub use membership::{GroupMember, members};
pub use pipeline::{Pipeline, Topics};
pub use port::free_ports;
pub use prometheus::Prometheus;
pub use reading::{Isolation, ReadRecord, end_offsets, read_to_end};
pub use record::Record;
pub use registry::Registry;
pub use secure_kafka::{PASSWORD, SecureKafka};
pub use sending::{producer_settings, send, send_at, send_in_transaction};
pub use service::Service;
pub use tether::Tether;
pub use tool::{cached, tool};
pub use waiting::{wait_for, wait_until};
pub use watch::Watch;
