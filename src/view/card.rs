//! An event told for people: one headline, its facts in order, and the characters that it points at.

use super::wording;
use crate::event::v1::{
    Actor, AttributionLink, Call, SanctionThreat, Span, Statement, TimeExpression, event::Event as Body,
};
use crate::event::{Event, EventType};

/// An event told for people.
#[derive(Debug)]
pub(super) struct Card<'a> {
    pub(super) event_type: EventType,
    /// Who, and towards whom.
    pub(super) headline: String,
    /// What came of it and how, in a few words: "held", "by phone".
    pub(super) qualifiers: Vec<&'static str>,
    /// What was written, as the article has it.
    pub(super) quotes: Vec<&'a Span>,
    /// Every other field that is told, in order.
    pub(super) facts: Vec<Fact<'a>>,
}

/// One field of an event.
#[derive(Debug)]
pub(super) struct Fact<'a> {
    pub(super) label: &'static str,
    pub(super) values: Vec<Value<'a>>,
}

/// One value of a field.
#[derive(Debug)]
pub(super) enum Value<'a> {
    Actor(&'a Actor),
    /// Words of the article.
    Words(&'a Span),
    Time(&'a TimeExpression),
    /// One who reports the event.
    Reporter(&'a AttributionLink),
}

impl<'a> Card<'a> {
    /// Tells an event; `None` for an empty envelope.
    pub(super) fn new(event: &'a Event) -> Option<Self> {
        Some(match event.event.as_ref()? {
            Body::Call(call) => Self::of_call(call),
            Body::Statement(statement) => Self::of_statement(statement),
            Body::SanctionThreat(threat) => Self::of_threat(threat),
        })
    }

    fn of_call(call: &'a Call) -> Self {
        let mut names: Vec<&str> = call.participants.iter().map(wording::actor_name).collect();
        if names.len() < 2 {
            names.push(wording::actor_or_untold(None));
        }
        Self {
            event_type: EventType::Call,
            headline: names.join(" ↔ "),
            qualifiers: told([wording::call_status(call.status()), wording::call_medium(call.medium())]),
            quotes: call.mentions.iter().collect(),
            facts: facts([
                ("participants", call.participants.iter().map(Value::Actor).collect()),
                ("initiator", call.initiator.iter().map(Value::Actor).collect()),
                ("time", call.time.iter().map(Value::Time).collect()),
                ("topics", words(&call.topics)),
                ("duration", words(call.duration.as_slice())),
                ("which call", words(call.ordinal.as_slice())),
                ("reported by", reporters(&call.attribution)),
            ]),
        }
    }

    fn of_statement(statement: &'a Statement) -> Self {
        let speaker = wording::actor_or_untold(statement.speaker.as_ref());
        let headline = match &statement.addressee {
            Some(addressee) => format!("{speaker} → {}", wording::actor_name(addressee)),
            None => speaker.to_owned(),
        };
        let negated = if statement.negated { "did not say so" } else { "" };
        Self {
            event_type: EventType::Statement,
            headline,
            qualifiers: told([
                wording::statement_act(statement.act()),
                wording::statement_form(statement.form()),
                negated,
            ]),
            quotes: statement.content.iter().collect(),
            facts: facts([
                ("speaker", statement.speaker.iter().map(Value::Actor).collect()),
                ("addressee", statement.addressee.iter().map(Value::Actor).collect()),
                ("time", statement.time.iter().map(Value::Time).collect()),
                ("occasion", words(statement.occasion.as_slice())),
                ("reporting words", words(statement.cue.as_slice())),
                ("reported by", reporters(&statement.attribution)),
            ]),
        }
    }

    fn of_threat(threat: &'a SanctionThreat) -> Self {
        let names = |actors: &[Actor]| match actors {
            [] => wording::actor_or_untold(None).to_owned(),
            actors => actors.iter().map(wording::actor_name).collect::<Vec<_>>().join(", "),
        };
        Self {
            event_type: EventType::SanctionThreat,
            headline: format!("{} → {}", names(&threat.issuers), names(&threat.targets)),
            qualifiers: told([wording::threat_stage(threat.stage())]),
            quotes: threat.mentions.iter().collect(),
            facts: facts([
                ("issuers", threat.issuers.iter().map(Value::Actor).collect()),
                ("targets", threat.targets.iter().map(Value::Actor).collect()),
                ("measures", words(&threat.measures)),
                ("condition", words(threat.condition.as_slice())),
                ("time", threat.time.iter().map(Value::Time).collect()),
                ("reported by", reporters(&threat.attribution)),
            ]),
        }
    }

    /// The spans of the fields, for marking beside the quotes.
    pub(super) fn detail_spans(&self) -> impl Iterator<Item = &'a Span> + '_ {
        self.facts.iter().flat_map(|fact| &fact.values).flat_map(Value::spans)
    }
}

impl<'a> Value<'a> {
    fn spans(&self) -> Vec<&'a Span> {
        match self {
            Self::Actor(actor) => actor.mention.iter().collect(),
            Self::Words(span) => vec![span],
            Self::Time(time) => time.span.iter().collect(),
            Self::Reporter(link) => link.actor.iter().flat_map(|actor| &actor.mention).chain(&link.cue).collect(),
        }
    }
}

fn words(spans: &[Span]) -> Vec<Value<'_>> {
    spans.iter().map(Value::Words).collect()
}

fn reporters(chain: &[AttributionLink]) -> Vec<Value<'_>> {
    chain.iter().map(Value::Reporter).collect()
}

fn facts<'a, const N: usize>(fields: [(&'static str, Vec<Value<'a>>); N]) -> Vec<Fact<'a>> {
    let told = fields.into_iter().filter(|(_, values)| !values.is_empty());
    told.map(|(label, values)| Fact { label, values }).collect()
}

fn told<const N: usize>(words: [&'static str; N]) -> Vec<&'static str> {
    words.into_iter().filter(|word| !word.is_empty()).collect()
}
