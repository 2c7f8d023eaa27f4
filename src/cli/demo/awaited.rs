//! What the demonstration waits for: the service must give back just what the extractor reads from the same messages.

use std::collections::HashMap;

use super::articles::Sample;
use crate::article::{InputFormat, RawArticle};
use crate::event::Event;
use crate::extract::{Explanation, Extractor};

/// What is to come, and what has come.
#[derive(Debug)]
pub(super) struct Awaited {
    explanations: Vec<Explanation>,
    /// Where each event belongs that has not come yet: its article, and its place there.
    places: HashMap<String, (usize, usize)>,
    dead_letters: usize,
}

impl Awaited {
    /// Reads the samples as the service will.
    pub(super) fn new(extractor: &Extractor, samples: &[Sample]) -> Self {
        let mut awaited = Self { explanations: Vec::new(), places: HashMap::new(), dead_letters: 0 };
        for sample in samples {
            match extractor.explain(&RawArticle::new(&sample.value, InputFormat::Json)) {
                Ok(explanation) => awaited.add(explanation),
                Err(_) => awaited.dead_letters += 1,
            }
        }
        awaited
    }

    fn add(&mut self, explanation: Explanation) {
        let article = self.explanations.len();
        for (place, event) in explanation.extraction.events.iter().enumerate() {
            self.places.insert(event.metadata().event_id.clone(), (article, place));
        }
        self.explanations.push(explanation);
    }

    /// Takes an event that has come; whether it was awaited, and had not come before.
    pub(super) fn take_event(&mut self, event: &Event) -> bool {
        let Some((article, place)) = self.places.remove(&event.metadata().event_id) else { return false };
        self.explanations[article].extraction.events[place] = event.clone();
        true
    }

    /// Takes a dead letter that has come.
    pub(super) fn take_dead_letter(&mut self) {
        self.dead_letters = self.dead_letters.saturating_sub(1);
    }

    /// How much is still to come.
    pub(super) fn left(&self) -> usize {
        self.places.len() + self.dead_letters
    }

    /// The articles, with the events that came in place of those that were awaited.
    pub(super) fn into_explanations(self) -> Vec<Explanation> {
        self.explanations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Limits;
    use crate::event::v1::{Metadata, Statement, event::Event as Body};

    fn event(id: &str, rule: &str) -> Event {
        let metadata = Metadata { event_id: id.to_owned(), rule: rule.to_owned(), ..Default::default() };
        let statement = Statement { metadata: Some(metadata), ..Default::default() };
        Event { article_id: "article".to_owned(), event: Some(Body::Statement(statement)) }
    }

    #[test]
    fn nothing_is_left_when_each_event_and_dead_letter_has_come_once() {
        let extractor = Extractor::new(Limits::default(), &crate::linguistics::default_folder().unwrap()).unwrap();
        let sample = |value: &'static str| Sample { key: String::new(), value: value.as_bytes().into() };
        let mut awaited = Awaited::new(&extractor, &[sample("{"), sample(r#"{"text":"-"}"#)]);
        let mut explanation = awaited.explanations.remove(0);
        explanation.extraction.events = vec![event("1", "awaited"), event("2", "awaited")];
        awaited.add(explanation);
        assert_eq!(awaited.left(), 3);

        assert!(awaited.take_event(&event("2", "came")));
        assert!(!awaited.take_event(&event("2", "came again")));
        assert!(!awaited.take_event(&event("3", "of nobody")));
        awaited.take_dead_letter();
        assert!(awaited.take_event(&event("1", "came")));
        assert_eq!(awaited.left(), 0);
        let events = &awaited.into_explanations()[0].extraction.events;
        assert_eq!(events, &[event("1", "came"), event("2", "came")]);
    }
}
