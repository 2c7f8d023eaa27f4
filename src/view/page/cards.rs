//! The events of an article, as cards beside it.

use std::fmt::Write as _;

use html_escape::encode_text;

use super::Entry;
use crate::event::v1::{Actor, AttributionLink, Metadata, TimeExpression};
use crate::view::card::Value;
use crate::view::wording;

/// Writes the card of an event. `language` is the `lang` attribute of the article's own words.
pub(super) fn write_card(html: &mut String, entry: &Entry<'_>, language: &str) {
    let Entry { card, metadata, id, tag, .. } = entry;
    let class = entry.class();
    let _ = writeln!(html, "<article class=\"card {class}\" id=\"{id}\" aria-labelledby=\"{id}-title\">");
    let _ = writeln!(
        html,
        "<h3 id=\"{id}-title\"><a class=\"tag {class}\" href=\"#{id}-text\" aria-label=\"{}, show in the text\">{tag}</a> {}</h3>",
        entry.spoken(),
        encode_text(&card.headline)
    );
    let _ = writeln!(
        html,
        "<p class=\"qualifiers\"><b>{}</b> {}</p>",
        wording::event_type(card.event_type),
        card.qualifiers.join(" · ")
    );
    for quote in &card.quotes {
        let _ = writeln!(html, "<blockquote{language}>{}</blockquote>", encode_text(&quote.text));
    }
    if !card.facts.is_empty() {
        html.push_str("<dl>\n");
        for fact in &card.facts {
            let _ = write!(html, "<div><dt>{}</dt>", fact.label);
            for value in &fact.values {
                let _ = write!(html, "<dd>{}</dd>", value_html(value, language));
            }
            html.push_str("</div>\n");
        }
        html.push_str("</dl>\n");
    }
    write_metadata(html, metadata);
    html.push_str("</article>\n");
}

fn value_html(value: &Value<'_>, language: &str) -> String {
    match value {
        Value::Actor(actor) => actor_html(actor, language),
        Value::Words(span) => words_html(&span.text, language),
        Value::Time(time) => time_html(time, language),
        Value::Reporter(link) => reporter_html(link, language),
    }
}

fn words_html(words: &str, language: &str) -> String {
    format!("<q{language}>{}</q>", encode_text(words))
}

fn actor_html(actor: &Actor, language: &str) -> String {
    let mut html = format!("<b>{}</b>", encode_text(wording::actor_name(actor)));
    if !actor.native_name.is_empty() && !actor.name.is_empty() && actor.native_name != actor.name {
        let _ = write!(html, " <span{language}>{}</span>", encode_text(&actor.native_name));
    }
    for (class, part) in [("kind", wording::actor_kind(actor.kind())), ("country", &actor.country)] {
        if !part.is_empty() {
            let _ = write!(html, " <span class=\"chip {class}\">{}</span>", encode_text(part));
        }
    }
    if !actor.role.is_empty() {
        let _ = write!(html, " <span class=\"role\">{}</span>", encode_text(&actor.role));
    }
    html
}

fn reporter_html(link: &AttributionLink, language: &str) -> String {
    let actor = link
        .actor
        .as_ref()
        .map_or_else(|| wording::actor_or_untold(None).to_owned(), |actor| actor_html(actor, language));
    let cue = link.cue.as_ref().map_or_else(String::new, |cue| format!(" {}", words_html(&cue.text, language)));
    actor + &cue
}

fn time_html(time: &TimeExpression, language: &str) -> String {
    let resolved = time.resolved.as_ref().map(wording::interval).filter(|resolved| !resolved.is_empty());
    let granularity = wording::granularity(time.granularity());
    let chip =
        if granularity.is_empty() { String::new() } else { format!(" <span class=\"chip\">{granularity}</span>") };
    let resolved = resolved.as_deref().unwrap_or("not resolved");
    format!("{} → <span class=\"resolved\">{resolved}</span>{chip}", words_html(&time.text, language))
}

fn write_metadata(html: &mut String, metadata: &Metadata) {
    let _ = write!(
        html,
        "<p class=\"rule\">rule <code>{}</code> · confidence {:.2}",
        encode_text(&metadata.rule),
        metadata.confidence
    );
    if let Some(codes) = &metadata.codes {
        for (ontology, code) in [("CAMEO", &codes.cameo), ("PLOVER", &codes.plover)] {
            if !code.is_empty() {
                let _ = write!(html, " · {ontology} <code>{}</code>", encode_text(code));
            }
        }
    }
    html.push_str("</p>\n<details><summary>Where it comes from</summary><dl>\n");
    let input =
        metadata.input.as_ref().map(|record| format!("{}/{} @ {}", record.topic, record.partition, record.offset));
    let fields = [
        ("event", metadata.event_id.as_str()),
        ("story", &metadata.story_key),
        ("article", &metadata.article_id),
        ("source", &metadata.source),
        ("passed on by", &metadata.passed_on_by),
        ("record", input.as_deref().unwrap_or_default()),
        ("program", &metadata.program_version),
        ("lexicon", &metadata.lexicon_version),
    ];
    for (label, value) in fields.into_iter().filter(|(_, value)| !value.is_empty()) {
        let _ = writeln!(html, "<div><dt>{label}</dt><dd><code>{}</code></dd></div>", encode_text(value));
    }
    html.push_str("</dl></details>\n");
}
