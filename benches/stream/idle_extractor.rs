//! demarche's stream, as it is, with an extractor that looks at nothing and gives each record one small event.

use std::sync::Arc;
use std::time::Instant;

use demarche::article::{Article, Language, PageMap, RawArticle, Rejection};
use demarche::config::Config;
use demarche::event::Event;
use demarche::event::v1::event::Event as Body;
use demarche::event::v1::{Call, Metadata, Span};
use demarche::extract::Extraction;
use demarche::observe::Observer;
use demarche::stream::Service;

/// Makes an event about as large as the output of the bare loop.
const FILLING: usize = 300;

/// Moves records until killed.
pub fn run(config: &Config) {
    let observer = Observer::new(Instant::now());
    let mut service = Service::start_with(config, "bench", Arc::new(|raw, _| one_call(raw)), observer)
        .unwrap_or_else(|error| panic!("{error}"));
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let ended = runtime.block_on(service.ended());
    panic!("the service ended: {ended:?}");
}

fn one_call(raw: &RawArticle<'_>) -> Result<Extraction, Rejection> {
    let offset = raw.origin.map_or(0, |origin| origin.offset);
    let metadata =
        Metadata { event_id: format!("event-{offset}"), story_key: format!("story-{offset}"), ..Metadata::default() };
    let duration = Some(Span { text: "x".repeat(FILLING), ..Span::default() });
    let call = Call { metadata: Some(metadata), duration, ..Call::default() };
    let article = Article {
        id: String::new(),
        url: String::new(),
        source: String::new(),
        language: Language::Russian,
        published: None,
        title: String::new(),
        text: String::new(),
        clutter: Vec::new(),
        page_map: PageMap::default(),
        origin: raw.origin.cloned(),
    };
    Ok(Extraction { article, events: vec![Event { article_id: String::new(), event: Some(Body::Call(call)) }] })
}
