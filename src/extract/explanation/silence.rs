//! Words that ask for an event and made none, each with the first reason against it.

use std::ops::Range;

use super::{Silence, tokens_of};
use crate::article::{Article, Field};
use crate::event::v1::{Span, event::Event as Body};
use crate::event::{Event, EventType};
use crate::extract::reading::Reading;
use crate::extract::trace::{Notes, Reason};
use crate::lexicon::{Meaning, MeasureWord};

/// A word that asks for an event.
struct Trigger {
    event_type: EventType,
    tokens: Range<usize>,
    reason: Reason,
}

/// The silences of an article, in the order of the text.
pub(super) fn find(reading: &Reading<'_>, notes: &Notes, events: &[Event]) -> Vec<Silence> {
    let made: Vec<_> = events.iter().map(|event| Made::of(reading, event)).collect();
    let mut silences = Vec::new();
    for sentence in 0..reading.document.sentences.len() {
        let tokens = &reading.sentence(sentence).tokens;
        let headline = reading.is_headline(sentence) && reading.has_body();
        for mut trigger in unanswered(reading, notes, &made, sentence) {
            if headline {
                trigger.reason = Reason::Headline;
            }
            let spans = (reading.document.span(tokens.clone()), reading.document.span(trigger.tokens));
            if let (Some(sentence), Some(word)) = spans {
                let (event_type, reason) = (trigger.event_type, trigger.reason);
                silences.push(Silence { event_type, sentence, trigger: word, reason });
            }
        }
    }
    silences
}

/// The triggers of a sentence that made no event. Where the sentence has another one of that type, or another reason is
/// told, a trigger of which nothing is told adds nothing.
fn unanswered(reading: &Reading<'_>, notes: &Notes, made: &[Made], sentence: usize) -> Vec<Trigger> {
    let tokens = &reading.sentence(sentence).tokens;
    let mut triggers: Vec<Trigger> = Vec::new();
    let answered = |event_type: EventType, words: &Range<usize>| {
        made.iter().any(|made| made.event_type == event_type && made.read_from.iter().any(|read| overlap(read, words)))
    };
    let said = notes.refusals.iter().filter(|(words, _)| tokens.start <= words.start && words.end <= tokens.end);
    for (words, reason) in said {
        let Some(event_type) = reason.event_type() else { continue };
        let known = |other: &&mut Trigger| other.event_type == event_type && overlap(&other.tokens, words);
        match triggers.iter_mut().find(|other| known(other)) {
            // A word of two parts of speech: what is said of the one that it has here counts.
            Some(other) if other.reason == Reason::OtherPartOfSpeech => other.reason = *reason,
            Some(_) => {}
            None if answered(event_type, words) => {}
            None => triggers.push(Trigger { event_type, tokens: words.clone(), reason: *reason }),
        }
    }
    for hit in reading.hits(sentence) {
        let Some(event_type) = asks_for(hit.meaning) else { continue };
        let told = triggers.iter().any(|trigger| trigger.event_type == event_type);
        let touches =
            |made: &&Made| made.event_type == event_type && made.within.iter().any(|one| overlap(one, tokens));
        if !told && !made.iter().any(|made| touches(&made)) {
            triggers.push(Trigger { event_type, tokens: hit.tokens.clone(), reason: Reason::NoRule });
        }
    }
    triggers.sort_by_key(|trigger| (trigger.tokens.start, trigger.event_type));
    triggers
}

/// The type of event that a word asks for.
fn asks_for(meaning: &Meaning) -> Option<EventType> {
    match meaning {
        Meaning::Report(_) => Some(EventType::Statement),
        Meaning::Call(word) if word.tells() => Some(EventType::Call),
        Meaning::Measure(MeasureWord::Measure | MeasureWord::NoMeasure) => Some(EventType::SanctionThreat),
        _ => None,
    }
}

/// The tokens of an event.
struct Made {
    event_type: EventType,
    /// Its triggers.
    read_from: Vec<Range<usize>>,
    /// All that it tells.
    within: Vec<Range<usize>>,
}

impl Made {
    fn of(reading: &Reading<'_>, event: &Event) -> Self {
        let tokens = |spans: &[Span]| spans.iter().map(|span| tokens_of(reading, span)).collect::<Vec<_>>();
        let (read_from, within) = match &event.event {
            Some(Body::Call(call)) => (tokens(&call.mentions), tokens(&call.mentions)),
            Some(Body::Statement(statement)) => {
                let cue = tokens(statement.cue.as_slice());
                let within = cue.iter().cloned().chain(tokens(&statement.content)).collect();
                (cue, within)
            }
            Some(Body::SanctionThreat(threat)) => (tokens(&threat.measures), tokens(&threat.mentions)),
            None => (Vec::new(), Vec::new()),
        };
        Self { event_type: event.event_type(), read_from, within }
    }
}

fn overlap(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

/// The sentences that are not read because they are no part of the article, where they have a trigger: one reason each.
/// `whole` reads the article as if all of it were.
pub(super) fn in_clutter(article: &Article, whole: &Reading<'_>) -> Vec<Silence> {
    let mut silences = Vec::new();
    for (sentence, place) in whole.document.sentences.iter().enumerate().filter(|(_, place)| place.field == Field::Text)
    {
        let Some(span) = whole.document.span(place.tokens.clone()) else { continue };
        let bytes = span.byte_start as usize..span.byte_end as usize;
        let next = article.clutter.partition_point(|clutter| clutter.end <= bytes.start);
        if article.clutter.get(next).is_none_or(|clutter| clutter.start > bytes.start) {
            continue;
        }
        let asking = whole.hits(sentence).iter().find_map(|hit| Some((asks_for(hit.meaning)?, hit.tokens.clone())));
        if let Some((event_type, trigger)) = asking
            && let Some(trigger) = whole.document.span(trigger)
        {
            silences.push(Silence { event_type, sentence: span, trigger, reason: Reason::Clutter });
        }
    }
    silences
}
