//! A page to headline, body and publication time.

use dom_smoothie::{Readability, TextMode};

use super::{Limits, Rejection, html_cost, html_metadata};
use crate::article::PublicationTime;

/// What a page says.
pub(super) struct Page {
    pub(super) title: String,
    pub(super) text: String,
    pub(super) published: Option<PublicationTime>,
}

/// Reads a page.
pub(super) fn read(page: &str, limits: Limits) -> Result<Page, Rejection> {
    html_cost::check(page, limits)?;
    let document = dom_query::Document::from(page);
    let metadata = html_metadata::read(&document);
    // Captions, side notes and bylines are no part of the article, wherever they stand in it.
    document.select("figcaption, aside, nav, form, button, address, header time").remove();
    let config = dom_smoothie::Config { text_mode: TextMode::Formatted, disable_json_ld: true, ..Default::default() };
    let readable = Readability::with_document(document, None, Some(config)).and_then(|mut reader| reader.parse());
    let (title, text) = match readable {
        Ok(article) => (article.title, article.text_content.to_string()),
        // The only failures of the reader are pages in which it finds nothing to read.
        Err(_) => (String::new(), String::new()),
    };
    // A page that is put together in the browser holds its text for search engines alone.
    let text = metadata.body.filter(|body| body.len() > 2 * text.len()).unwrap_or(text);
    if text.trim().is_empty() {
        return Err(Rejection::NoText);
    }
    Ok(Page { title: metadata.headline.unwrap_or(title), text, published: metadata.published })
}
