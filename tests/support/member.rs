//! A member of the group in this process, with an extractor of the test's own: one that waits, counts, or does nothing.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use demarche::article::{Article, Language, PageMap, RawArticle, Rejection};
use demarche::config::Config;
use demarche::event::v1::event::Event as Body;
use demarche::event::v1::{Call, Event, Metadata};
use demarche::extract::Extraction;
use demarche::observe::Observer;
use demarche::stream::{Extract, Handle, Service};

use super::{Pipeline, read_to_end};

/// What cannot be read; anything else gives one call.
pub const POISON: &str = "poison";

/// A running member.
pub struct Member {
    pub handle: Handle,
    pub observer: Observer,
}

impl Member {
    /// Starts a member whose name in the group is `instance`.
    pub fn start(pipeline: &Pipeline, instance: &str, extract: Arc<Extract>, set: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::default();
        config.kafka.brokers.clone_from(&pipeline.kafka.bootstrap);
        config.kafka.group_id.clone_from(&pipeline.group);
        config.topics.input.clone_from(&pipeline.topics.input);
        config.topics.calls.clone_from(&pipeline.topics.calls);
        config.topics.statements.clone_from(&pipeline.topics.statements);
        config.topics.sanction_threats.clone_from(&pipeline.topics.sanction_threats);
        config.topics.dead_letters.clone_from(&pipeline.topics.dead_letters);
        set(&mut config);
        let observer = Observer::new(Instant::now());
        let handle = Service::start_with(&config, instance, extract, observer.clone()).expect("a service");
        Self { handle, observer }
    }
}

/// Properties of the Kafka client.
pub fn properties(config: &mut Config, properties: &[(&str, &str)]) {
    config.kafka.properties = properties.iter().copied().collect();
}

/// An extractor that gives one call a record, and does nothing else: the call is known by the record's value.
pub fn echo() -> Arc<Extract> {
    Arc::new(|raw, _| echo_of(raw))
}

fn echo_of(raw: &RawArticle<'_>) -> Result<Extraction, Rejection> {
    let id = value(raw);
    if id == POISON {
        return Err(Rejection::Empty);
    }
    let article = Article {
        id: id.clone(),
        url: String::new(),
        source: String::new(),
        language: Language::Other,
        published: None,
        title: String::new(),
        text: String::new(),
        clutter: Vec::new(),
        page_map: PageMap::default(),
        origin: None,
    };
    let metadata = Metadata { event_id: id.clone(), story_key: id.clone(), ..Metadata::default() };
    let call = Call { metadata: Some(metadata), ..Call::default() };
    Ok(Extraction { article, events: vec![Event { article_id: id, event: Some(Body::Call(call)) }] })
}

/// The beginning of a value, which is long enough to tell records apart.
fn value(raw: &RawArticle<'_>) -> String {
    let value = raw.value.unwrap_or_default();
    String::from_utf8_lossy(&value[..value.len().min(32)]).trim_end_matches('.').to_owned()
}

/// A gate before an extractor: closed, each record waits in its worker.
#[derive(Default)]
pub struct Gate {
    is_open: AtomicBool,
    /// How often each record came to the gate.
    seen: Mutex<BTreeMap<String, usize>>,
}

impl Gate {
    pub fn closed() -> Arc<Self> {
        Arc::default()
    }

    pub fn open() -> Arc<Self> {
        let gate = Self::closed();
        gate.lift();
        gate
    }

    /// Lets everything through from now on.
    pub fn lift(&self) {
        self.is_open.store(true, Ordering::Relaxed);
    }

    /// How often each record came to the gate.
    pub fn seen(&self) -> BTreeMap<String, usize> {
        self.seen.lock().expect("no panic under the lock").clone()
    }

    /// [`echo`] behind this gate.
    pub fn echo(self: &Arc<Self>) -> Arc<Extract> {
        let gate = Arc::clone(self);
        Arc::new(move |raw, _| {
            *gate.seen.lock().expect("no panic under the lock").entry(value(raw)).or_default() += 1;
            while !gate.is_open.load(Ordering::Relaxed) {
                thread::park_timeout(Duration::from_millis(5));
            }
            echo_of(raw)
        })
    }
}

impl Pipeline {
    /// How often the call of each record stands in its topic, under `read_committed`.
    pub fn echoes(&self) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for read in read_to_end(self.kafka, &self.topics.calls) {
            *counts.entry(read.record.header("ce_id").unwrap_or_default().to_owned()).or_default() += 1;
        }
        counts
    }
}
