//! From an article to its events: the whole chain as one pure function.

use crate::article::{self, Article, Limits, RawArticle, Rejection};
use crate::event::Event;

/// What came of one record.
#[derive(Clone, Debug)]
pub struct Extraction {
    /// The article as it was read.
    pub article: Article,
    /// Its events, in the order of the text; none is an outcome too.
    pub events: Vec<Event>,
}

/// Reads articles. It holds the lexicon and the knowledge base, and reads no clock, file or network: the same bytes and
/// the same version give the same events, byte for byte.
#[derive(Debug)]
pub struct Extractor {
    limits: Limits,
}

impl Extractor {
    /// An extractor with the built-in lexicon.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { limits }
    }

    /// Reads one record.
    ///
    /// # Errors
    ///
    /// A [`Rejection`] where the record is no article.
    pub fn extract(&self, raw: &RawArticle<'_>) -> Result<Extraction, Rejection> {
        let article = article::read(raw, self.limits)?;
        Ok(Extraction { article, events: Vec::new() })
    }
}
