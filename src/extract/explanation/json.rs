//! An explanation as JSON: one line an event, with the event as it is published, and one line a word that made none.

use serde::Serialize;

use super::{Explanation, Silence, ToldActor, ToldTime, Weighed, meaning_of_rule, places};
use crate::event::Event;
use crate::event::v1::Span;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EventLine<'e> {
    event: &'e Event,
    rule: &'e str,
    meaning: &'static str,
    actors: Vec<ActorLine<'e>>,
    times: Vec<TimeLine<'e>>,
    confidence: &'e [Weighed],
}

#[derive(Serialize)]
struct ActorLine<'e> {
    #[serde(flatten)]
    told: &'e ToldActor,
    meaning: &'static str,
}

#[derive(Serialize)]
struct TimeLine<'e> {
    #[serde(flatten)]
    told: &'e ToldTime,
    meaning: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SilenceLine<'e> {
    article_id: &'e str,
    silence: Reasoned<'e>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Reasoned<'e> {
    event_type: &'static str,
    reason: super::Reason,
    meaning: &'static str,
    trigger: &'e Span,
    sentence: &'e Span,
}

impl Explanation {
    /// The lines of JSON, without line breaks: events in their order, then the words that made none.
    ///
    /// # Panics
    ///
    /// Never: an explanation holds nothing that JSON cannot.
    #[must_use]
    pub fn to_json_lines(&self) -> Vec<String> {
        let events = self.extraction.events.iter().enumerate();
        let events = events.map(|(number, event)| written(&self.event_line(number, event)));
        let silences = self.silences.iter().map(|silence| written(&self.silence_line(silence)));
        events.chain(silences).collect()
    }

    fn event_line<'e>(&'e self, number: usize, event: &'e Event) -> EventLine<'e> {
        let rule = &event.metadata().rule;
        let places = places(event);
        let actors = places.iter().filter_map(|(span, _)| self.actor(span));
        let time = self.time_of(event).map(|told| TimeLine { told, meaning: told.reckoning.meaning() });
        EventLine {
            event,
            rule,
            meaning: meaning_of_rule(rule),
            actors: actors.map(|told| ActorLine { told, meaning: told.origin.meaning() }).collect(),
            times: time.into_iter().collect(),
            confidence: self.confidence.get(number).map_or(&[], Vec::as_slice),
        }
    }

    fn silence_line<'e>(&'e self, silence: &'e Silence) -> SilenceLine<'e> {
        let Silence { event_type, sentence, trigger, reason } = silence;
        let (event_type, meaning) = (event_type.label(), reason.meaning());
        let silence = Reasoned { event_type, reason: *reason, meaning, trigger, sentence };
        SilenceLine { article_id: &self.extraction.article.id, silence }
    }
}

fn written(line: &impl Serialize) -> String {
    serde_json::to_string(line).expect("an explanation holds nothing that JSON cannot")
}
