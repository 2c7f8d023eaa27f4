//! Why an article gave its events and no others: panels that show while their words are pointed at or have the focus.
//!
//! A panel stands outside the text, so that what the article says can be copied without it, and at the edge of the
//! window, so that showing it moves nothing.

use std::fmt::Write as _;

use html_escape::encode_text;

use super::Entry;
use crate::event::v1::Span;
use crate::extract::{Explanation, Silence, meaning_of_rule};
use crate::view::card::{Card, Value};
use crate::view::wording;

/// The words of one sentence that made no event.
pub(super) struct Quiet<'a> {
    pub(super) silences: &'a [Silence],
    /// The `id` that its words lead to: `a1s2`.
    pub(super) id: String,
}

impl<'a> Quiet<'a> {
    /// Those of an article, one a sentence.
    pub(super) fn of(article: usize, explanation: &'a Explanation) -> Vec<Self> {
        let sentences = explanation.silences.chunk_by(|one, other| one.sentence == other.sentence);
        (1..).zip(sentences).map(|(number, silences)| Self { silences, id: format!("a{article}s{number}") }).collect()
    }

    pub(super) fn sentence(&self) -> Option<&'a Span> {
        self.silences.first().map(|silence| &silence.sentence)
    }
}

/// Writes the panels of an article. `language` is the `lang` attribute of the article's own words.
pub(super) fn write_panels(
    html: &mut String,
    explanation: &Explanation,
    entries: &[Entry<'_>],
    quiet: &[Quiet<'_>],
    language: &str,
) {
    html.push_str("<div class=\"reasons\">\n");
    for entry in entries {
        write_event(html, explanation, entry, language);
    }
    for quiet in quiet {
        write_quiet(html, quiet, language);
    }
    html.push_str("</div>\n");
}

fn write_event(html: &mut String, explanation: &Explanation, entry: &Entry<'_>, language: &str) {
    let Entry { card, metadata, id, tag, .. } = entry;
    let class = entry.class();
    let _ = write!(
        html,
        "<div class=\"why {class}\" id=\"{id}-why\"><p><b>{tag}</b> {}<code>{}</code> · confidence {:.2}</p>",
        told(meaning_of_rule(&metadata.rule), " · "),
        encode_text(&metadata.rule),
        metadata.confidence,
    );
    let mut reasons = reasons(explanation, card, language);
    if !entry.weighed.is_empty() {
        reasons.push(format!("<li>confidence: {}</li>", encode_text(&wording::weights(entry.weighed))));
    }
    if !reasons.is_empty() {
        let _ = write!(html, "<ul>{}</ul>", reasons.concat());
    }
    html.push_str("</div>\n");
}

/// One item for each value of an event of which it is told how it was read.
fn reasons(explanation: &Explanation, card: &Card<'_>, language: &str) -> Vec<String> {
    let values = card.facts.iter().flat_map(|fact| fact.values.iter().map(move |value| (fact.label, value)));
    let reason = |(label, value): (&str, &Value<'_>)| {
        let (words, name, meaning) = match value {
            Value::Actor(actor) => (actor.mention.as_ref()?, wording::actor_name(actor), None),
            Value::Reporter(link) => {
                let actor = link.actor.as_ref()?;
                (actor.mention.as_ref()?, wording::actor_name(actor), None)
            }
            Value::Words(span) => (*span, "", None),
            Value::Time(time) => {
                let words = time.span.as_ref()?;
                (words, "", Some(explanation.time(words)?.reckoning.meaning()))
            }
        };
        let actor = explanation.actor(words);
        let meaning = meaning.or_else(|| Some(actor?.origin.meaning()))?;
        let antecedent = actor.and_then(|told| told.antecedent.as_ref());
        let named = antecedent.map_or_else(String::new, |span| format!(", named as {}", quoted(span, language)));
        let name = told(&encode_text(name), " ← ");
        Some(format!("<li>{label}: {name}{}: {meaning}{named}</li>", quoted(words, language)))
    };
    values.filter_map(reason).collect()
}

fn write_quiet(html: &mut String, quiet: &Quiet<'_>, language: &str) {
    let _ = write!(html, "<div class=\"why\" id=\"{}-why\"><ul>", quiet.id);
    for Silence { event_type, trigger, reason, .. } in quiet.silences {
        let kind = wording::event_type(*event_type);
        let _ = write!(html, "<li><b>no {kind}</b> {}: {}</li>", quoted(trigger, language), reason.meaning());
    }
    html.push_str("</ul></div>\n");
}

fn quoted(span: &Span, language: &str) -> String {
    format!("<q{language}>{}</q>", encode_text(&span.text))
}

/// Words with what follows them; nothing where there are none.
fn told(words: &str, after: &str) -> String {
    if words.is_empty() { String::new() } else { format!("{words}{after}") }
}
