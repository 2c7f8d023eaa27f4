//! A page to headline, body and publication time.

use super::{PublicationTime, Rejection};

/// What a page says.
pub(super) struct Page {
    pub(super) title: String,
    pub(super) text: String,
    pub(super) published: Option<PublicationTime>,
}

/// Reads a page.
pub(super) fn read(page: &str) -> Result<Page, Rejection> {
    let config = dom_smoothie::Config { text_mode: dom_smoothie::TextMode::Formatted, ..Default::default() };
    let readable = dom_smoothie::Readability::new(page, None, Some(config)).and_then(|mut reader| reader.parse());
    // The only failures of the reader are pages in which it finds nothing to read.
    let article = readable.map_err(|_| Rejection::NoText)?;
    Ok(Page {
        title: article.title,
        text: article.text_content.to_string(),
        published: article.published_time.as_deref().and_then(PublicationTime::parse),
    })
}
