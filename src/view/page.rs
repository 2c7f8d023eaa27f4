//! One self-contained page: each article with the spans of its events marked in place, and the events beside it.
//!
//! The page loads nothing and runs no script: its policy forbids both, so that nothing an article holds can act, should
//! an escape ever be missing. Highlighting is done by the style sheet, with one `:has()` rule an event.

mod cards;
mod reasons;
mod text;

use std::fmt::Write as _;

use html_escape::{encode_quoted_attribute, encode_text};

use super::card::Card;
use super::marks::{Mark, Weight};
use super::template::filled;
use super::wording;
use crate::article::{Article, Field, Language};
use crate::event::v1::{Metadata, Span};
use crate::event::{Event, EventType};
use crate::extract::{Explanation, Extraction, Weighed};

use reasons::Quiet;

const TEMPLATE: &str = include_str!("page.html");
/// How articles and cards look.
pub const STYLE: &str = include_str!("page.css");

/// A page under construction: articles are added one by one, and only their HTML is kept.
#[derive(Debug)]
pub struct Page {
    heading: String,
    note: String,
    /// Articles added.
    count: usize,
    events: Counts,
    contents: String,
    articles: String,
    highlights: String,
}

impl Page {
    /// A page without articles. `heading` is plain text.
    #[must_use]
    pub fn new(heading: &str) -> Self {
        Self {
            heading: heading.to_owned(),
            note: String::new(),
            count: 0,
            events: Counts::default(),
            contents: String::new(),
            articles: String::new(),
            highlights: String::new(),
        }
    }

    /// Puts a line of plain text under the heading.
    #[must_use]
    pub fn with_note(mut self, note: &str) -> Self {
        self.note = format!("<p class=\"note\">{}</p>\n", encode_text(note));
        self
    }

    /// Adds an article with its events, and why these.
    pub fn add(&mut self, explanation: &Explanation) {
        self.count += 1;
        let article = &explanation.extraction.article;
        let events = &explanation.extraction.events;
        let mut cards: Vec<_> =
            events.iter().enumerate().filter_map(|(index, event)| Some((Card::new(event)?, index))).collect();
        // Beside the text, cards stand in the order of the text.
        cards.sort_by_key(|(card, _)| card.quotes.first().map(|span| (span.field != Field::Title.name(), span.start)));
        let entry = |(number, (card, index)): (usize, (_, usize))| {
            let weighed = explanation.confidence.get(index).map_or(&[][..], Vec::as_slice);
            Entry::new(self.count, number, card, events[index].metadata(), weighed)
        };
        let entries: Vec<Entry<'_>> = (1..).zip(cards).map(entry).collect();

        let mut counts = Counts::default();
        for entry in &entries {
            counts.add(entry.card.event_type);
            self.events.add(entry.card.event_type);
            self.highlights.push_str(&highlight(self.count, entry));
        }
        let quiet = Quiet::of(self.count, explanation);
        for Quiet { id, .. } in &quiet {
            let _ = writeln!(self.highlights, "#a{}{}", self.count, show_panel("s", id));
        }
        self.add_to_contents(article, &counts);
        self.add_article(explanation, &entries, &quiet);
    }

    fn add_to_contents(&mut self, article: &Article, counts: &Counts) {
        let _ = writeln!(
            self.contents,
            "<li><a href=\"#a{}\"{}>{}</a> <span class=\"counts\">{}</span></li>",
            self.count,
            language_attribute(article.language),
            encode_text(title(article)),
            counts.in_words(),
        );
    }

    fn add_article(&mut self, explanation: &Explanation, entries: &[Entry<'_>], quiet: &[Quiet<'_>]) {
        let article = &explanation.extraction.article;
        let targets = Targets { entries, quiet };
        let language = language_attribute(article.language);
        let html = &mut self.articles;
        let _ = writeln!(html, "<section class=\"pair\" id=\"a{0}\" aria-labelledby=\"a{0}-title\">", self.count);
        let _ = writeln!(html, "<article class=\"story\"{language}>");
        let _ = write!(html, "<h2 id=\"a{}-title\">", self.count);
        if article.title.trim().is_empty() {
            html.push_str(&encode_text(title(article)));
        } else {
            text::write_line(html, &article.title, &targets.marks(Field::Title), &targets);
        }
        html.push_str("</h2>\n");
        write_byline(html, article);
        text::write_paragraphs(html, article, &targets.marks(Field::Text), &targets);
        html.push_str("</article>\n<aside class=\"events\" aria-label=\"Events\">\n");
        if entries.is_empty() {
            html.push_str("<p class=\"none\">No events were read from this article.</p>\n");
        }
        for entry in entries {
            cards::write_card(html, entry, language);
        }
        html.push_str("</aside>\n");
        reasons::write_panels(html, explanation, entries, quiet, language);
        html.push_str("</section>\n");
    }

    /// The whole page.
    #[must_use]
    pub fn render(&self) -> String {
        let contents = if self.count > 1 {
            format!("<nav aria-label=\"Articles\"><ol>\n{}</ol></nav>\n", self.contents)
        } else {
            String::new()
        };
        let heading = encode_text(&self.heading);
        let fill = |slot: &str| match slot {
            "title" => format!("{heading} – demarche"),
            "heading" => heading.to_string(),
            "note" => self.note.clone(),
            "style" => STYLE.to_owned(),
            "highlights" => self.highlights.clone(),
            "calls" => self.events.of(EventType::Call).to_string(),
            "statements" => self.events.of(EventType::Statement).to_string(),
            "threats" => self.events.of(EventType::SanctionThreat).to_string(),
            "contents" => contents.clone(),
            "articles" => self.articles.clone(),
            _ => String::new(),
        };
        filled(TEMPLATE, fill)
    }
}

/// An article with its events, for a page that is made elsewhere with [`STYLE`]. `number` sets its ids apart from those of
/// other articles there.
#[must_use]
pub fn article_section(number: usize, extraction: Extraction) -> String {
    let mut page = Page { count: number.saturating_sub(1), ..Page::new("") };
    page.add(&Explanation::unexplained(extraction));
    page.articles
}

/// How many events of each type, in words.
#[must_use]
pub fn event_counts(events: &[Event]) -> String {
    let mut counts = Counts::default();
    events.iter().for_each(|event| counts.add(event.event_type()));
    counts.in_words()
}

/// An event on the page.
struct Entry<'a> {
    card: Card<'a>,
    metadata: &'a Metadata,
    /// What its confidence is made of.
    weighed: &'a [Weighed],
    /// The `id` of its card: `a1e2`.
    id: String,
    /// What it is called in the text: `S2`.
    tag: String,
}

impl<'a> Entry<'a> {
    fn new(article: usize, number: usize, card: Card<'a>, metadata: &'a Metadata, weighed: &'a [Weighed]) -> Self {
        let letter = match card.event_type {
            EventType::Call => 'C',
            EventType::Statement => 'S',
            EventType::SanctionThreat => 'T',
        };
        Self { card, metadata, weighed, id: format!("a{article}e{number}"), tag: format!("{letter}{number}") }
    }

    fn class(&self) -> &'static str {
        match self.card.event_type {
            EventType::Call => "call",
            EventType::Statement => "statement",
            EventType::SanctionThreat => "sanction-threat",
        }
    }

    /// What the tag stands for, for those who hear the page.
    fn spoken(&self) -> String {
        format!("{} {}", wording::event_type(self.card.event_type), &self.tag[1..])
    }
}

/// How many events of each type.
#[derive(Debug, Default)]
struct Counts([usize; EventType::ALL.len()]);

impl Counts {
    fn add(&mut self, event_type: EventType) {
        self.0[event_type as usize] += 1;
    }

    fn of(&self, event_type: EventType) -> usize {
        self.0[event_type as usize]
    }

    fn in_words(&self) -> String {
        let told = EventType::ALL.into_iter().filter(|&event_type| self.of(event_type) > 0).map(|event_type| {
            let plural = if self.of(event_type) == 1 { "" } else { "s" };
            format!("{} {}{plural}", self.of(event_type), wording::event_type(event_type))
        });
        let told: Vec<String> = told.collect();
        if told.is_empty() { "no events".to_owned() } else { told.join(", ") }
    }
}

/// What the words of an article lead to.
struct Targets<'t, 'a> {
    entries: &'t [Entry<'a>],
    quiet: &'t [Quiet<'a>],
}

impl Targets<'_, '_> {
    fn marks(&self, field: Field) -> Vec<Mark> {
        let mut marks = Vec::new();
        let mut mark = |span: &Span, target, weight, is_anchor| {
            if span.field == field.name() {
                let range = span.byte_start as usize..span.byte_end as usize;
                marks.push(Mark { range, target, weight, is_anchor });
            }
        };
        for (target, entry) in self.entries.iter().enumerate() {
            for (number, span) in entry.card.quotes.iter().enumerate() {
                mark(span, target, Weight::Event, number == 0);
            }
            entry.card.detail_spans().for_each(|span| mark(span, target, Weight::Detail, false));
        }
        for (target, quiet) in self.quiet.iter().enumerate() {
            for (number, silence) in quiet.silences.iter().enumerate() {
                mark(&silence.trigger, target, Weight::Trigger, number == 0);
            }
            quiet.sentence().into_iter().for_each(|span| mark(span, target, Weight::Sentence, false));
        }
        marks
    }
}

/// The rule that shows a panel while its words are pointed at or have the focus; `kind` is the end of the name of the
/// attribute by which they name it.
fn show_panel(kind: &str, id: &str) -> String {
    format!(":has([data-{kind}~={id}]:hover,[data-{kind}~={id}]:focus) #{id}-why{{display:block}}")
}

/// The rules that light an event's spans up with its card, and its card with its spans.
fn highlight(article: usize, entry: &Entry<'_>) -> String {
    let (id, class) = (&entry.id, entry.class());
    format!(
        "#a{article}:has(#{id}:hover,#{id}:focus-within,#{id}:target,#{id}-text:target,#{id}-text:focus) \
         mark[data-e~={id}]{{background:var(--{class}-lit)}}\n\
         #a{article}:has(#{id}:hover,#{id}:focus-within,#{id}:target,#{id}-text:target,#{id}-text:focus) \
         [data-d~={id}]{{outline:2px solid var(--{class});outline-offset:1px}}\n\
         #a{article}:has([data-e~={id}]:hover,[data-e~={id}]:focus) #{id}{{border-color:var(--{class});box-shadow:var(--lift)}}\n\
         #a{article}{}\n",
        show_panel("e", id)
    )
}

fn write_byline(html: &mut String, article: &Article) {
    html.push_str("<p class=\"byline\" lang=\"en\">");
    let mut parts = Vec::new();
    if !article.source.is_empty() {
        parts.push(encode_text(&article.source).into_owned());
    }
    if let Some(published) = article.published {
        let local = published.offset.to_datetime(published.instant);
        parts.push(format!(
            "<time datetime=\"{}\">{} (UTC{})</time>",
            published.instant,
            local.strftime("%-d %B %Y, %H:%M"),
            published.offset
        ));
    }
    parts.push(format!("language <b>{}</b>", article.language));
    // Any other scheme could act when it is followed.
    if article.url.starts_with("https://") || article.url.starts_with("http://") {
        let address = encode_quoted_attribute(&article.url);
        parts.push(format!("<a href=\"{address}\" rel=\"noopener noreferrer nofollow\">original</a>"));
    }
    parts.push(format!("<code>{}</code>", encode_text(&article.id)));
    html.push_str(&parts.join(" · "));
    html.push_str("</p>\n");
}

fn title(article: &Article) -> &str {
    if article.title.trim().is_empty() { "Article without a headline" } else { &article.title }
}

fn language_attribute(language: Language) -> &'static str {
    match language {
        Language::Russian => " lang=\"ru\"",
        Language::Ukrainian => " lang=\"uk\"",
        Language::English => " lang=\"en\"",
        Language::Other => " lang=\"\"",
    }
}
