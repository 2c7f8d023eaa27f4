//! The characters of an article, with the spans of its events marked in place.

use std::fmt::Write as _;
use std::ops::Range;

use html_escape::encode_text;

use super::Entry;
use crate::article::Article;
use crate::view::marks::{Mark, Segment, Weight, segments};

/// Writes a text of one line, such as a headline.
pub(super) fn write_line(html: &mut String, text: &str, marks: &[Mark], entries: &[Entry<'_>]) {
    for segment in segments(text, marks, []) {
        write_segment(html, text, &segment, marks, entries);
    }
}

/// Writes the body, a paragraph a line; what is not part of the article stands apart.
pub(super) fn write_paragraphs(html: &mut String, article: &Article, marks: &[Mark], entries: &[Entry<'_>]) {
    let text = &article.text;
    let lines = lines(text);
    let cuts = lines.iter().chain(&article.clutter).flat_map(|range| [range.start, range.end]);
    let mut segments = segments(text, marks, cuts).into_iter().peekable();
    let mut in_clutter = false;
    for line in lines {
        while segments.next_if(|segment| segment.range.end <= line.start).is_some() {}
        let words = trimmed(text, &line);
        if words.is_empty() {
            continue;
        }
        let is_clutter = is_clutter(article, &words);
        if is_clutter != in_clutter {
            html.push_str(if is_clutter { CLUTTER_BEGINS } else { CLUTTER_ENDS });
            in_clutter = is_clutter;
        }
        html.push_str("<p>");
        while let Some(segment) = segments.next_if(|segment| segment.range.end <= line.end) {
            if !in_clutter && clutter_from(article, segment.range.start).is_some() {
                html.push_str("<span class=\"clutter\" title=\"not part of the article\">");
                write_segment(html, text, &segment, marks, entries);
                html.push_str("</span>");
            } else {
                write_segment(html, text, &segment, marks, entries);
            }
        }
        html.push_str("</p>\n");
    }
    if in_clutter {
        html.push_str(CLUTTER_ENDS);
    }
}

const CLUTTER_BEGINS: &str =
    "<div class=\"clutter block\" role=\"note\"><p class=\"caption\" lang=\"en\">Not part of the article</p>\n";
const CLUTTER_ENDS: &str = "</div>\n";

fn write_segment(html: &mut String, text: &str, segment: &Segment, marks: &[Mark], entries: &[Entry<'_>]) {
    for &mark in &segment.marks {
        let Mark { range, event, weight, is_anchor } = &marks[mark];
        if *weight == Weight::Event && range.start == segment.range.start {
            write_tag(html, &entries[*event], *is_anchor);
        }
    }
    let characters = encode_text(&text[segment.range.clone()]);
    let ids = |weight| {
        let mut ids: Vec<&str> = Vec::new();
        for mark in segment.marks.iter().map(|&mark| &marks[mark]).filter(|mark| mark.weight == weight) {
            if !ids.contains(&entries[mark.event].id.as_str()) {
                ids.push(&entries[mark.event].id);
            }
        }
        ids.join(" ")
    };
    let (events, details) = (ids(Weight::Event), ids(Weight::Detail));
    let innermost = segment.marks.iter().rev().map(|&mark| &marks[mark]).find(|mark| mark.weight == Weight::Event);
    let inner = if details.is_empty() {
        characters.into_owned()
    } else {
        format!("<span class=\"detail\" data-d=\"{details}\">{characters}</span>")
    };
    match innermost {
        Some(mark) => {
            let class = entries[mark.event].class();
            let _ = write!(html, "<mark class=\"{class}\" data-e=\"{events}\">{inner}</mark>");
        }
        None => html.push_str(&inner),
    }
}

/// The small link that stands where a span begins: it names the event without colour, and leads to its card.
fn write_tag(html: &mut String, entry: &Entry<'_>, is_anchor: bool) {
    let Entry { id, tag, .. } = entry;
    let anchor = if is_anchor { format!(" id=\"{id}-text\"") } else { String::new() };
    let (class, spoken) = (entry.class(), entry.spoken());
    let _ = write!(
        html,
        "<a class=\"tag {class}\"{anchor} href=\"#{id}\" data-e=\"{id}\" lang=\"en\" aria-label=\"{spoken}\">{tag}</a>"
    );
}

fn lines(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    let line = |line: &str| {
        let range = start..start + line.len();
        start = range.end;
        range
    };
    text.split_inclusive('\n').map(line).collect()
}

fn trimmed(text: &str, line: &Range<usize>) -> Range<usize> {
    let written = &text[line.clone()];
    let start = line.start + (written.len() - written.trim_start().len());
    start..start + written.trim().len()
}

fn is_clutter(article: &Article, words: &Range<usize>) -> bool {
    clutter_from(article, words.start).is_some_and(|clutter| words.end <= clutter.end)
}

/// The clutter that `at` stands in.
fn clutter_from(article: &Article, at: usize) -> Option<&Range<usize>> {
    let next = article.clutter.partition_point(|clutter| clutter.end <= at);
    article.clutter.get(next).filter(|clutter| clutter.start <= at)
}
