//! What people see of an article and its events: text for a terminal, and a page for a browser.
//!
//! Both are made from the same card of an event; neither knows how the event was found. An article is hostile
//! input here too: nothing that it holds may act on the terminal or in the page.

mod card;
mod explanation;
mod marks;
mod page;
mod template;
mod terminal;
mod wording;

pub use explanation::explanation_text;
pub use page::{Page, STYLE, article_section, event_counts};
pub(crate) use template::filled;
pub use terminal::{Look, article_text, event_line, plain};
