//! The characters of an article, with the spans of its events marked in place.

use std::fmt::Write as _;
use std::ops::Range;

use html_escape::encode_text;

use super::{Entry, Targets};
use crate::article::Article;
use crate::view::marks::{Mark, Segment, Weight, segments};

/// Writes a text of one line, such as a headline.
pub(super) fn write_line(html: &mut String, text: &str, marks: &[Mark], targets: &Targets<'_, '_>) {
    for segment in segments(text, marks, []) {
        write_segment(html, text, &segment, marks, targets);
    }
}

/// Writes the body, a paragraph a line; what is not part of the article stands apart.
pub(super) fn write_paragraphs(html: &mut String, article: &Article, marks: &[Mark], targets: &Targets<'_, '_>) {
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
                write_segment(html, text, &segment, marks, targets);
                html.push_str("</span>");
            } else {
                write_segment(html, text, &segment, marks, targets);
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

fn write_segment(html: &mut String, text: &str, segment: &Segment, marks: &[Mark], targets: &Targets<'_, '_>) {
    let of = |weight| segment.marks.iter().map(|&mark| &marks[mark]).filter(move |mark| mark.weight == weight);
    for mark in of(Weight::Event).filter(|mark| mark.range.start == segment.range.start) {
        write_tag(html, &targets.entries[mark.target], mark.is_anchor);
    }
    let event_ids = |weight| joined(of(weight).map(|mark| targets.entries[mark.target].id.as_str()));
    let quiet_ids = |weight| joined(of(weight).map(|mark| targets.quiet[mark.target].id.as_str()));
    let mut inner = encode_text(&text[segment.range.clone()]).into_owned();
    if let Some(mark) = of(Weight::Trigger).next_back() {
        let id = &targets.quiet[mark.target].id;
        // One stop for the keyboard in each sentence; the panel tells of all its words.
        let stop = mark.is_anchor && mark.range.start == segment.range.start;
        let focus = if stop { format!(" tabindex=\"0\" aria-describedby=\"{id}-why\"") } else { String::new() };
        inner = format!("<span class=\"asks\" data-s=\"{id}\"{focus}>{inner}</span>");
    }
    let details = event_ids(Weight::Detail);
    if !details.is_empty() {
        inner = format!("<span class=\"detail\" data-d=\"{details}\">{inner}</span>");
    }
    if let Some(innermost) = of(Weight::Event).next_back() {
        let class = targets.entries[innermost.target].class();
        inner = format!("<mark class=\"{class}\" data-e=\"{}\">{inner}</mark>", event_ids(Weight::Event));
    }
    let sentence = quiet_ids(Weight::Sentence);
    if !sentence.is_empty() {
        // Where an event marks the words already, the sentence leaves no mark of its own.
        let class = if of(Weight::Event).next().is_none() { " class=\"quiet\"" } else { "" };
        inner = format!("<span{class} data-s=\"{sentence}\">{inner}</span>");
    }
    html.push_str(&inner);
}

/// Identifiers with a space between them, each once.
fn joined<'i>(ids: impl Iterator<Item = &'i str>) -> String {
    let mut all: Vec<&str> = Vec::new();
    for id in ids {
        if !all.contains(&id) {
            all.push(id);
        }
    }
    all.join(" ")
}

/// The small link that stands where a span begins: it names the event without colour, and leads to its card.
fn write_tag(html: &mut String, entry: &Entry<'_>, is_anchor: bool) {
    let Entry { id, tag, .. } = entry;
    let anchor = if is_anchor { format!(" id=\"{id}-text\"") } else { String::new() };
    let (class, spoken) = (entry.class(), entry.spoken());
    let _ = write!(
        html,
        "<a class=\"tag {class}\"{anchor} href=\"#{id}\" data-e=\"{id}\" lang=\"en\" aria-label=\"{spoken}\" \
         aria-describedby=\"{id}-why\">{tag}</a>"
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
