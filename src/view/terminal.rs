//! An article and its events as text for a terminal.

use std::fmt::Write as _;

use comfy_table::{Attribute, Cell, CellAlignment, Color, ColumnConstraint, ContentArrangement, Table, Width};

use super::card::{Card, Fact, Value};
use super::wording;
use crate::article::Article;
use crate::event::v1::{Actor, AttributionLink, Metadata, TimeExpression};
use crate::event::{Event, EventType};
use crate::extract::Extraction;

/// Narrower than this, columns are of no use.
const LEAST_WIDTH: u16 = 40;
/// Wider than this, lines are hard to read.
const GREATEST_WIDTH: u16 = 110;
/// Where the width is not known.
const USUAL_WIDTH: u16 = 80;
const LABEL_WIDTH: u16 = 16;

/// What the terminal can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Columns.
    pub width: u16,
    /// Whether text may be coloured.
    pub colours: bool,
}

impl Look {
    /// Plain text, for a file or a pipe.
    pub const PLAIN: Self = Self { width: USUAL_WIDTH, colours: false };

    /// What standard output can show: plain text where it is no terminal, no colours where `NO_COLOR` is set.
    #[must_use]
    pub fn of_standard_output() -> Self {
        let terminal = console::Term::stdout();
        match terminal.size_checked() {
            Some((_, columns)) => Self {
                width: columns.clamp(LEAST_WIDTH, GREATEST_WIDTH),
                colours: terminal.features().colors_supported(),
            },
            None => Self::PLAIN,
        }
    }
}

/// An article with each of its events.
#[must_use]
pub fn article_text(extraction: &Extraction, look: Look) -> String {
    let mut text = heading(&extraction.article, look);
    let cards: Vec<_> =
        extraction.events.iter().filter_map(|event| Some((Card::new(event)?, event.metadata()))).collect();
    if cards.is_empty() {
        text.push_str("\n   no events\n");
    }
    for (card, metadata) in &cards {
        text.push('\n');
        push(&mut text, &event_table(card, metadata, look));
    }
    text
}

/// What an article is called, and below it what is known of it.
pub(super) fn heading(article: &Article, look: Look) -> String {
    let title = if article.title.trim().is_empty() { &article.id } else { &article.title };
    let published =
        article.published.map(|time| time.offset.to_datetime(time.instant).strftime("%Y-%m-%d %H:%M").to_string());
    let below = [Some(article.source.clone()), Some(article.language.to_string()), published, Some(article.id.clone())];
    let below: Vec<String> = below.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    let mut heading = table(look);
    heading.add_row([Cell::new(plain(title)).add_attribute(Attribute::Bold)]);
    heading.add_row([faint(&plain(&below.join(" · ")))]);
    let mut text = String::new();
    push(&mut text, &heading);
    text
}

/// An event in one line of at most `look.width` columns.
#[must_use]
pub fn event_line(event: &Event, look: Look) -> String {
    let Some(card) = Card::new(event) else { return String::new() };
    let quote = card.quotes.first().map_or("", |span| span.text.as_str());
    let kind = console::style(format!("{:<15}", wording::event_type(card.event_type)));
    let kind = match card.event_type {
        EventType::Call => kind.green(),
        EventType::Statement => kind.cyan(),
        EventType::SanctionThreat => kind.red(),
    };
    let line = format!(
        "{} {} [{}] {}",
        kind.force_styling(look.colours),
        plain(&card.headline),
        card.qualifiers.first().copied().unwrap_or_default(),
        plain(quote)
    );
    console::truncate_str(&line, usize::from(look.width), "…").into_owned()
}

fn event_table(card: &Card<'_>, metadata: &Metadata, look: Look) -> Table {
    let mut rows = table(look);
    rows.add_row([
        Cell::new(wording::event_type(card.event_type)).fg(colour(card.event_type)).add_attribute(Attribute::Bold),
        Cell::new(plain(&card.headline)).add_attribute(Attribute::Bold),
    ]);
    rows.add_row([faint(""), Cell::new(card.qualifiers.join(", "))]);
    for quote in &card.quotes {
        rows.add_row([faint("as written"), Cell::new(plain(&quote.text)).add_attribute(Attribute::Italic)]);
    }
    for fact in &card.facts {
        rows.add_row([faint(fact.label), Cell::new(fact_text(fact))]);
    }
    let rule = format!("{} · confidence {:.2}", metadata.rule, metadata.confidence);
    rows.add_row([faint("rule"), faint(&plain(&rule))]);
    label_column(&mut rows);
    rows
}

pub(super) const fn colour(event_type: EventType) -> Color {
    match event_type {
        EventType::Call => Color::DarkGreen,
        EventType::Statement => Color::DarkCyan,
        EventType::SanctionThreat => Color::DarkRed,
    }
}

/// Sets the labels of a table in a column of its own.
pub(super) fn label_column(rows: &mut Table) {
    let label_width = ColumnConstraint::Absolute(Width::Fixed(LABEL_WIDTH + 2));
    if let Some(labels) = rows.column_mut(0) {
        labels.set_constraint(label_width).set_cell_alignment(CellAlignment::Right);
    }
}

fn fact_text(fact: &Fact<'_>) -> String {
    let lines: Vec<String> = fact.values.iter().map(|value| plain(&value_text(value))).collect();
    lines.join("\n")
}

pub(super) fn value_text(value: &Value<'_>) -> String {
    match value {
        Value::Actor(actor) => actor_text(actor),
        Value::Words(span) => span.text.clone(),
        Value::Time(time) => time_text(time),
        Value::Reporter(link) => reporter_text(link),
    }
}

fn actor_text(actor: &Actor) -> String {
    let mut text = wording::actor_name(actor).to_owned();
    let about = [wording::actor_kind(actor.kind()), &actor.country, &actor.role];
    let about: Vec<&str> = about.into_iter().filter(|part| !part.is_empty()).collect();
    if !about.is_empty() {
        let _ = write!(text, " ({})", about.join(", "));
    }
    text
}

fn reporter_text(link: &AttributionLink) -> String {
    let actor = link.actor.as_ref().map_or_else(|| wording::actor_or_untold(None).to_owned(), actor_text);
    match &link.cue {
        Some(cue) => format!("{actor}: {}", cue.text),
        None => actor,
    }
}

fn time_text(time: &TimeExpression) -> String {
    let resolved = time.resolved.as_ref().map(wording::interval).filter(|resolved| !resolved.is_empty());
    format!("{} → {}", time.text, resolved.as_deref().unwrap_or("not resolved"))
}

pub(super) fn table(look: Look) -> Table {
    let mut table = Table::new();
    table.load_style(comfy_table::presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(look.width).force_no_tty();
    if look.colours {
        table.enforce_styling();
    }
    table
}

pub(super) fn faint(text: &str) -> Cell {
    Cell::new(text).add_attribute(Attribute::Dim)
}

pub(super) fn push(text: &mut String, table: &Table) {
    for line in table.lines() {
        text.push_str(line.trim_end());
        text.push('\n');
    }
}

/// The characters without those that act on a terminal: controls, and marks that turn the direction of writing.
#[must_use]
pub fn plain(text: &str) -> String {
    let acts = |c: char| {
        c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars()
        .map(|c| {
            if c.is_whitespace() {
                ' '
            } else if acts(c) {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect()
}
