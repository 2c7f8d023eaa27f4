//! From the bytes of a record to an [`Article`]: what it says of itself, and its headline and body.
//!
//! Input is hostile: whatever the bytes are, the outcome is an article or a [`Rejection`] with its reason.

mod charset;
mod clutter;
mod decode;
mod html;
mod language;
mod page_map;
mod publication;
mod rejection;

pub use decode::{InputFormat, Limits, RawArticle, read};
pub use language::Language;
pub use page_map::{PageMap, PageRange};
pub use publication::PublicationTime;
pub use rejection::Rejection;

use std::ops::Range;

/// Where a record stood in the input topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Topic.
    pub topic: String,
    /// Partition.
    pub partition: i32,
    /// Offset in the partition.
    pub offset: i64,
}

/// A part of the raw article that is read: spans name it, and count in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// The headline.
    Title,
    /// The body.
    Text,
}

impl Field {
    /// Its name in a span.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Text => "text",
        }
    }
}

/// One article, decoded.
#[derive(Clone, Debug)]
pub struct Article {
    /// Its own identifier, or a hash of its content.
    pub id: String,
    /// Address; empty where not given.
    pub url: String,
    /// Outlet; empty where not given.
    pub source: String,
    /// What it is written in.
    pub language: Language,
    /// When it was published, where that is told.
    pub published: Option<PublicationTime>,
    /// Headline; empty where there is none.
    pub title: String,
    /// Body.
    pub text: String,
    /// Byte ranges of [`Self::text`] that are not the article: lists of other news, dates, subscribe lines. In order, apart.
    pub clutter: Vec<Range<usize>>,
    /// Where in its page the words of headline and body are written, for an article that came as one.
    pub page_map: PageMap,
    /// Where its record stood, if it came from Kafka.
    pub origin: Option<Origin>,
}

impl Article {
    /// The characters of a field.
    #[must_use]
    pub fn field(&self, field: Field) -> &str {
        match field {
            Field::Title => &self.title,
            Field::Text => &self.text,
        }
    }
}
