//! An article, its events and why these, as text for a terminal.

use std::fmt::Write as _;

use comfy_table::{Attribute, Cell, Table};

use super::card::{Card, Value};
use super::terminal::{Look, colour, faint, heading, label_column, plain, push, table, value_text};
use super::wording;
use crate::event::Event;
use crate::event::v1::Span;
use crate::extract::{Explanation, Silence, meaning_of_rule};

/// An article with each of its events, how it was read, and the words that made none.
#[must_use]
pub fn explanation_text(explanation: &Explanation, look: Look) -> String {
    let mut text = heading(&explanation.extraction.article, look);
    if explanation.extraction.events.is_empty() {
        text.push_str("\n   no events\n");
    }
    for (index, event) in explanation.extraction.events.iter().enumerate() {
        if let Some(card) = Card::new(event) {
            text.push('\n');
            push(&mut text, &event_table(explanation, index, event, &card, look));
        }
    }
    if !explanation.silences.is_empty() {
        text.push_str("\nWords that made no event\n");
    }
    for silences in explanation.silences.chunk_by(|one, other| one.sentence == other.sentence) {
        text.push('\n');
        push(&mut text, &silence_table(silences, look));
    }
    text
}

fn event_table(explanation: &Explanation, index: usize, event: &Event, card: &Card<'_>, look: Look) -> Table {
    let mut rows = table(look);
    let kind = format!("{} {}", wording::short_event_type(card.event_type), index + 1);
    rows.add_row([
        Cell::new(kind).fg(colour(card.event_type)).add_attribute(Attribute::Bold),
        Cell::new(plain(&card.headline)).add_attribute(Attribute::Bold),
    ]);
    rows.add_row([faint(""), Cell::new(card.qualifiers.join(", "))]);
    for quote in &card.quotes {
        rows.add_row([faint("read from"), Cell::new(quoted(quote))]);
    }
    for fact in &card.facts {
        for (number, value) in fact.values.iter().enumerate() {
            let label = if number == 0 { fact.label } else { "" };
            rows.add_row([faint(label), Cell::new(plain(&value_text(value)))]);
            if let Some(reason) = reason(explanation, value) {
                rows.add_row([faint(""), faint(&reason)]);
            }
        }
    }
    let metadata = event.metadata();
    let rule = match meaning_of_rule(&metadata.rule) {
        "" => plain(&metadata.rule),
        meaning => format!("{}: {meaning}", plain(&metadata.rule)),
    };
    rows.add_row([faint("rule"), Cell::new(rule)]);
    rows.add_row([faint("confidence"), Cell::new(format!("{:.2}", metadata.confidence))]);
    if let Some(weighed) = explanation.confidence.get(index).filter(|weighed| !weighed.is_empty()) {
        rows.add_row([faint(""), faint(&plain(&format!("← {}", wording::weights(weighed))))]);
    }
    label_column(&mut rows);
    rows
}

/// How a value was told.
fn reason(explanation: &Explanation, value: &Value<'_>) -> Option<String> {
    match value {
        Value::Actor(actor) => Some(actor_reason(explanation, actor.mention.as_ref()?)),
        Value::Reporter(link) => Some(actor_reason(explanation, link.actor.as_ref()?.mention.as_ref()?)),
        Value::Words(span) => explanation.actor(span).map(|_| actor_reason(explanation, span)),
        Value::Time(time) => {
            let words = time.span.as_ref()?;
            let reckoning = explanation.time(words)?.reckoning;
            Some(format!("← {}: {}", quoted(words), reckoning.meaning()))
        }
    }
}

fn actor_reason(explanation: &Explanation, words: &Span) -> String {
    let mut reason = format!("← {}", quoted(words));
    if let Some(told) = explanation.actor(words) {
        let _ = write!(reason, ": {}", told.origin.meaning());
        if let Some(antecedent) = &told.antecedent {
            let _ = write!(reason, ", named as {}", quoted(antecedent));
        }
    }
    reason
}

/// Words of the article with their place, in code points.
fn quoted(span: &Span) -> String {
    format!("«{}» ({} {}–{})", plain(&span.text), span.field, span.start, span.end)
}

/// The words of one sentence that made no event.
fn silence_table(silences: &[Silence], look: Look) -> Table {
    let mut rows = table(look);
    if let Some(first) = silences.first() {
        rows.add_row([faint("sentence"), Cell::new(plain(&first.sentence.text)).add_attribute(Attribute::Italic)]);
    }
    for Silence { event_type, trigger, reason, .. } in silences {
        let kind = format!("no {}", wording::short_event_type(*event_type));
        let reason = format!("{}: {}", quoted(trigger), reason.meaning());
        rows.add_row([Cell::new(kind).fg(colour(*event_type)), Cell::new(reason)]);
    }
    label_column(&mut rows);
    rows
}
