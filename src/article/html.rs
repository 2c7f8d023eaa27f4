//! A page to headline, body and publication time.

mod attributes;
mod budget;
mod metadata;
mod parser;
mod source;
mod tree;
mod words;

use dom_smoothie::{Readability, TextMode};

use super::{Limits, PageMap, PublicationTime, Rejection};

/// What a page says.
pub(super) struct Page {
    pub(super) title: String,
    pub(super) text: String,
    pub(super) published: Option<PublicationTime>,
    /// Where in the page the words of headline and text are written.
    pub(super) map: PageMap,
}

/// Reads a page.
pub(super) fn read(page: &str, limits: Limits) -> Result<Page, Rejection> {
    let (document, source) = parser::parse(page, limits)?;
    let metadata = metadata::read(&document);
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
    let title = metadata.headline.unwrap_or(title);
    let map = words::locate(page, &source, &title, &text);
    Ok(Page { title, text, published: metadata.published, map })
}
