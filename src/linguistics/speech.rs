//! The sentences of a document with the speech in quotation marks taken out of them, and each speech by itself: the grammar
//! of a quotation is not that of the sentence around it.

use std::ops::Range;

use crate::document::Document;

/// The tokens of a document in another order: each sentence without the quotations in it, then these.
#[derive(Debug, Default)]
pub(super) struct Masked {
    /// The tokens, as indices into those of the document.
    pub(super) tokens: Vec<usize>,
    /// Sentences and quotations, as ranges of `tokens`.
    pub(super) pieces: Vec<Range<usize>>,
}

impl Masked {
    /// A quotation of fewer tokens is a name or a term, and stays in its sentence.
    const TOKENS_OF_SPEECH: usize = 5;

    pub(super) fn of(document: &Document<'_>) -> Self {
        let mut masked = Self::default();
        let mut quotations = document
            .quotations
            .iter()
            .filter(|quotation| quotation.depth == 0 && quotation.inner.len() >= Self::TOKENS_OF_SPEECH)
            .map(|quotation| quotation.inner.clone())
            .peekable();
        for sentence in &document.sentences {
            let sentence = &sentence.tokens;
            let (mut start, first) = (sentence.start, masked.tokens.len());
            let mut inside = Vec::new();
            while let Some(quotation) = quotations.next_if(|quotation| quotation.start < sentence.end) {
                let (opens, closes) = (quotation.start.max(start), quotation.end.min(sentence.end));
                if opens < closes {
                    masked.tokens.extend(start..opens);
                    inside.push(opens..closes);
                    start = closes;
                }
            }
            masked.tokens.extend(start..sentence.end);
            masked.end_piece(first);
            for quotation in inside {
                let first = masked.tokens.len();
                masked.tokens.extend(quotation);
                masked.end_piece(first);
            }
        }
        masked
    }

    fn end_piece(&mut self, first: usize) {
        if first < self.tokens.len() {
            self.pieces.push(first..self.tokens.len());
        }
    }
}
