//! Why an article gave the events it gave, and no others: what the rules said while they read it.

mod json;
mod rule;
mod silence;

use std::ops::Range;

use serde::Serialize;

use super::Extraction;
use super::actor::Mention;
use super::mention::Mentions;
use super::reading::Reading;
use super::trace::Notes;
use crate::article::{Article, Field};
use crate::event::v1::{Actor, AttributionLink, Span, event::Event as Body};
use crate::event::{Event, EventType};

pub use super::trace::{Origin, Reason, Reckoning};
pub use rule::meaning_of_rule;

/// An article, its events, and why these.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// What [`super::Extractor::extract`] gives.
    pub extraction: Extraction,
    /// Whom words stand for by which the events name their actors, in the order of the text.
    pub actors: Vec<ToldActor>,
    /// How the times of the events were resolved, in the order of the text.
    pub times: Vec<ToldTime>,
    /// Of each event, in the order of the events, what its confidence is made of.
    pub confidence: Vec<Vec<Weighed>>,
    /// Words that ask for an event and made none, in the order of the text.
    pub silences: Vec<Silence>,
}

/// Something that raises or lowers the confidence of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Weighed {
    /// `base`, the rule, the language, or a piece of the evidence that [`crate::event::v1::Metadata`] lists.
    pub name: String,
    /// What it adds to the logarithm of the odds, in hundredths.
    pub weight: i32,
}

/// Words that stand for somebody.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ToldActor {
    /// Where they stand.
    pub words: Span,
    /// How it was told for whom.
    pub origin: Origin,
    /// Where the article names whoever it is, if that is elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub antecedent: Option<Span>,
}

/// A time, and how it was resolved.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ToldTime {
    /// Where it stands.
    pub words: Span,
    /// How it was resolved.
    pub reckoning: Reckoning,
}

/// A word that asks for an event and made none.
#[derive(Clone, Debug, PartialEq)]
pub struct Silence {
    /// The type of event.
    pub event_type: EventType,
    /// The sentence.
    pub sentence: Span,
    /// The word.
    pub trigger: Span,
    /// Why.
    pub reason: Reason,
}

impl Explanation {
    /// Events of which nothing more is told.
    #[must_use]
    pub const fn unexplained(extraction: Extraction) -> Self {
        Self { extraction, actors: Vec::new(), times: Vec::new(), confidence: Vec::new(), silences: Vec::new() }
    }

    /// How it was told for whom the words of a span stand.
    #[must_use]
    pub fn actor(&self, words: &Span) -> Option<&ToldActor> {
        self.actors.iter().find(|told| same_place(&told.words, words))
    }

    /// How the time at a span was resolved.
    #[must_use]
    pub fn time(&self, words: &Span) -> Option<&ToldTime> {
        self.times.iter().find(|told| same_place(&told.words, words))
    }

    fn time_of(&self, event: &Event) -> Option<&ToldTime> {
        let time = match event.event.as_ref()? {
            Body::Call(call) => &call.time,
            Body::Statement(statement) => &statement.time,
            Body::SanctionThreat(threat) => &threat.time,
        };
        self.time(time.as_ref()?.span.as_ref()?)
    }
}

fn same_place(one: &Span, other: &Span) -> bool {
    one.field == other.field && one.byte_start == other.byte_start && one.byte_end == other.byte_end
}

/// What was said of the events of an article, put in order.
pub(super) struct Account {
    pub(super) actors: Vec<ToldActor>,
    pub(super) times: Vec<ToldTime>,
    pub(super) silences: Vec<Silence>,
}

impl Account {
    /// Gathers what the rules said of the events, and of the words that made none.
    pub(super) fn of(reading: &Reading<'_>, mentions: &Mentions, events: &[Event]) -> Self {
        let notes = reading.trace.notes();
        let mut actors: Vec<ToldActor> = Vec::new();
        for (span, key) in events.iter().flat_map(places) {
            if actors.iter().any(|told| same_place(&told.words, span)) {
                continue;
            }
            let words = tokens_of(reading, span);
            let Some(origin) = last_said(&notes.origins, &words) else { continue };
            let antecedent = key.filter(|_| origin.points_elsewhere()).and_then(|key| {
                let named = antecedent(&notes, &mentions.named, &words, key)?;
                reading.document.span(named.tokens.clone())
            });
            actors.push(ToldActor { words: span.clone(), origin, antecedent });
        }
        let time = |(words, reckoning): &(Range<usize>, Reckoning)| {
            Some(ToldTime { words: reading.document.span(words.clone())?, reckoning: *reckoning })
        };
        let mut times: Vec<_> = notes.reckonings.iter().filter_map(time).collect();
        actors.sort_by_key(|told| order(&told.words));
        times.sort_by_key(|told| order(&told.words));
        times.dedup_by(|one, other| same_place(&one.words, &other.words));
        Self { actors, times, silences: silence::find(reading, &notes, events) }
    }

    /// Adds the words that stand in what is no part of the article; `whole` reads the article as if all of it were.
    pub(super) fn add_clutter(&mut self, article: &Article, whole: &Reading<'_>) {
        self.silences.extend(silence::in_clutter(article, whole));
        self.silences.sort_by_key(|silence| order(&silence.trigger));
    }
}

/// The place of a span in the order of the text.
fn order(span: &Span) -> (bool, u32, u32) {
    (span.field != Field::Title.name(), span.byte_start, span.byte_end)
}

/// The spans of an event by which it names somebody, each with what tells that actor from others; reporting words, for
/// whose speaker the rules may have something to say, have none.
fn places(event: &Event) -> Vec<(&Span, Option<&str>)> {
    fn of_actor(actor: &Actor) -> Option<(&Span, Option<&str>)> {
        let key = if actor.id.is_empty() { &actor.native_name } else { &actor.id };
        Some((actor.mention.as_ref()?, Some(key.as_str())))
    }
    fn of_link(link: &AttributionLink) -> Option<(&Span, Option<&str>)> {
        of_actor(link.actor.as_ref()?)
    }
    let (actors, links, cue): (Vec<&Actor>, &[AttributionLink], Option<&Span>) = match &event.event {
        Some(Body::Call(call)) => (call.participants.iter().chain(&call.initiator).collect(), &call.attribution, None),
        Some(Body::Statement(statement)) => (
            statement.speaker.iter().chain(&statement.addressee).collect(),
            &statement.attribution,
            statement.cue.as_ref(),
        ),
        Some(Body::SanctionThreat(threat)) => {
            (threat.issuers.iter().chain(&threat.targets).collect(), &threat.attribution, None)
        }
        None => (Vec::new(), &[], None),
    };
    let cue = cue.map(|cue| (cue, None));
    actors.into_iter().filter_map(of_actor).chain(links.iter().filter_map(of_link)).chain(cue).collect()
}

/// What was said last of some words, else of a part of them.
fn last_said(origins: &[(Range<usize>, Origin)], words: &Range<usize>) -> Option<Origin> {
    let within = |part: &Range<usize>| words.start <= part.start && part.end <= words.end;
    let exact = origins.iter().rev().find(|(said, _)| said == words);
    exact.or_else(|| origins.iter().rev().find(|(said, _)| within(said))).map(|(_, origin)| *origin)
}

/// Where somebody is named by words that say who it is: the nearest place before, else the first one after.
fn antecedent<'m>(notes: &Notes, named: &'m [Mention], words: &Range<usize>, key: &str) -> Option<&'m Mention> {
    let names = |mention: &&Mention| {
        mention.identity.key() == key
            && mention.tokens != *words
            && last_said(&notes.origins, &mention.tokens).is_some_and(|origin| !origin.points_elsewhere())
    };
    let before = named.iter().rev().filter(|mention| mention.tokens.end <= words.start).find(names);
    before.or_else(|| named.iter().find(names))
}

/// The tokens of a span that the document gave.
fn tokens_of(reading: &Reading<'_>, span: &Span) -> Range<usize> {
    let place = |field: Field, byte: usize| (field == Field::Text, byte);
    let in_text = span.field == Field::Text.name();
    let before = |end: u32| {
        reading.document.tokens.partition_point(|token| place(token.field, token.bytes.start) < (in_text, end as usize))
    };
    before(span.byte_start)..before(span.byte_end)
}

#[cfg(test)]
mod tests;
