//! Why a record is no article.

/// Why a record cannot be read. The record is not lost: it becomes a dead letter with this reason.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// The record has no value.
    #[error("the record is empty")]
    Empty,
    /// The value is larger than the limit.
    #[error("the value has {bytes} bytes, the limit is {limit}")]
    TooLarge {
        /// Size of the value.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// The value is not JSON.
    #[error("the value is not JSON: {reason}")]
    NotJson {
        /// Where and why.
        reason: String,
    },
    /// The value is JSON, but not a raw article.
    #[error("the value is JSON, but not a raw article: {reason}")]
    NotAnArticle {
        /// Where and why.
        reason: String,
    },
    /// The characters cannot be decoded.
    #[error("the text cannot be decoded: {reason}")]
    Encoding {
        /// What was tried.
        reason: String,
    },
    /// The page would cost more work than is allowed.
    #[error("the page is too complex: {reason}")]
    TooComplex {
        /// The limit that it goes beyond.
        reason: String,
    },
    /// The article has neither text nor HTML to read.
    #[error("the article has no text")]
    NoText,
}

impl Rejection {
    /// Every short name of a reason.
    pub const KINDS: [&str; 7] =
        ["empty", "too_large", "not_json", "not_an_article", "encoding", "too_complex", "no_text"];

    /// A short name of the reason, for metrics and dead letters.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge { .. } => "too_large",
            Self::NotJson { .. } => "not_json",
            Self::NotAnArticle { .. } => "not_an_article",
            Self::Encoding { .. } => "encoding",
            Self::TooComplex { .. } => "too_complex",
            Self::NoText => "no_text",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_among_the_kinds() {
        let reason = String::new;
        let all = [
            Rejection::Empty,
            Rejection::TooLarge { bytes: 2, limit: 1 },
            Rejection::NotJson { reason: reason() },
            Rejection::NotAnArticle { reason: reason() },
            Rejection::Encoding { reason: reason() },
            Rejection::TooComplex { reason: reason() },
            Rejection::NoText,
        ];
        assert_eq!(all.map(|rejection| rejection.kind()), Rejection::KINDS);
    }
}
