//! A comparison of two versions as one self-contained page, to look through before the new one goes live.
//!
//! It loads nothing and runs no script, and its policy forbids both: articles are hostile input here too.

use std::fmt::Write as _;

use html_escape::encode_text;
use serde_json::Value;

use super::difference::{Change, Kind, Totals};

/// More changes than anybody looks through; NDJSON has all of them.
const MOST: usize = 5000;

const STYLE: &str = include_str!("difference.css");

/// The page.
#[must_use]
pub fn difference_page(name: &str, changes: &[Change], totals: &Totals) -> String {
    let mut html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\">\n<meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>{0}</title>\n<style>{STYLE}</style>\n</head>\n\
         <body>\n<main>\n<h1>{0}</h1>\n",
        encode_text(&format!("What replay {name} changes"))
    );
    write_totals(&mut html, totals);
    for change in changes.iter().take(MOST) {
        write_change(&mut html, change);
    }
    if changes.is_empty() {
        html.push_str("<p>Every event is the same.</p>\n");
    } else if changes.len() > MOST {
        let _ = writeln!(html, "<p>The first {MOST} of {}; <code>--format ndjson</code> has all.</p>", changes.len());
    }
    html.push_str("</main>\n</body>\n</html>\n");
    html
}

fn write_totals(html: &mut String, totals: &Totals) {
    html.push_str("<table class=\"totals\">\n<tr><th>events<th>same<th>changed<th>added<th>lost</tr>\n");
    for row in totals.rows() {
        let _ = write!(html, "<tr><td>{}", encode_text(row.event_type));
        for count in [row.same, row.changed, row.added, row.lost] {
            let _ = write!(html, "<td>{count}");
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</table>\n");
    if !totals.fields.is_empty() {
        html.push_str("<table class=\"fields\">\n<tr><th>events<th>field<th>changed</tr>\n");
        for ((event_type, field), count) in &totals.fields {
            let (event_type, field) = (encode_text(event_type), encode_text(field));
            let _ = writeln!(html, "<tr><td>{event_type}<td>{field}<td>{count}</tr>");
        }
        html.push_str("</table>\n");
    }
}

fn write_change(html: &mut String, change: &Change) {
    let class = kind(change.change);
    let _ = writeln!(
        html,
        "<details class=\"change {class}\"{}>\n<summary><b>{class}</b> {} <q>{}</q></summary>\n<p>article {} · {}</p>",
        if change.change == Kind::Changed { " open" } else { "" },
        encode_text(change.event_type),
        encode_text(&change.words),
        encode_text(&change.article_id),
        encode_text(&change.input),
    );
    if change.change == Kind::Changed {
        html.push_str("<table>\n<tr><th>field<th>before<th>now</tr>\n");
        for field in &change.fields {
            let (old, new) = (text(&field.old), text(&field.new));
            let _ = writeln!(
                html,
                "<tr><td>{}<td class=\"old\">{}<td class=\"new\">{}</tr>",
                encode_text(&field.field),
                encode_text(&old),
                encode_text(&new)
            );
        }
        html.push_str("</table>\n");
    } else if let Some(event) = change.old.as_ref().or(change.new.as_ref()) {
        let pretty = serde_json::to_string_pretty(event).unwrap_or_default();
        let _ = writeln!(html, "<pre>{}</pre>", encode_text(&pretty));
    }
    html.push_str("</details>\n");
}

/// The word for what became of an event.
#[must_use]
pub const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Added => "added",
        Kind::Lost => "lost",
        Kind::Changed => "changed",
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::replay::difference::Field;

    #[test]
    fn what_an_article_holds_cannot_act_in_the_page() {
        let hostile = "</q><script>alert(1)</script>".to_owned();
        let field = Field { field: hostile.clone(), old: json!(hostile), new: Value::Null };
        let change = Change {
            change: Kind::Changed,
            event_type: "call",
            article_id: hostile.clone(),
            input: hostile.clone(),
            words: hostile.clone(),
            fields: vec![field],
            old: None,
            new: None,
        };
        let lost = Change { change: Kind::Lost, old: Some(json!({ "name": hostile })), ..change.clone() };
        let page = difference_page(&hostile, &[change, lost], &Totals::default());
        assert!(!page.contains("<script"), "{page}");
        assert!(page.contains("&lt;script&gt;"), "{page}");
    }
}
