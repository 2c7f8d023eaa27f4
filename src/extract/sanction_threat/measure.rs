//! Restrictive economic measures, as a clause names them: by a noun ("sanctions"), or by a verb of restricting and what
//! it restricts ("freeze the accounts").

use std::ops::Range;

use crate::extract::reading::Reading;
use crate::extract::trace::Reason;
use crate::lexicon::{Meaning, MeasureWord};

/// Words between a verb of restricting and what it restricts, at most.
const WORDS_BETWEEN: usize = 5;

/// A measure at a place.
#[derive(Clone, Debug)]
pub(super) struct Measure {
    pub(super) tokens: Range<usize>,
    /// The word of restricting, where it is no noun by itself.
    pub(super) restrict: Option<usize>,
}

/// Whether an article speaks of measures by a word that means nothing else.
pub(super) fn speaks_of_measures(reading: &Reading<'_>) -> bool {
    (0..reading.document.sentences.len()).any(|sentence| {
        reading.hits(sentence).iter().any(|hit| matches!(hit.meaning, Meaning::Measure(MeasureWord::Measure)))
    })
}

/// The measures of a clause, in the order of the text. `loosely`: the words count that mean a measure only where the
/// article speaks of measures.
pub(super) fn find(reading: &Reading<'_>, sentence: usize, clause: &Range<usize>, loosely: bool) -> Vec<Measure> {
    let hits = || {
        reading.hits(sentence).iter().filter_map(|hit| match hit.meaning {
            Meaning::Measure(word) if clause.start <= hit.tokens.start && hit.tokens.end <= clause.end => {
                Some((hit.tokens.clone(), *word))
            }
            _ => None,
        })
    };
    let barred: Vec<_> = hits().filter(|(_, word)| *word == MeasureWord::NoMeasure).map(|(tokens, _)| tokens).collect();
    let free = |tokens: &Range<usize>| !barred.iter().any(|other| other.start < tokens.end && tokens.start < other.end);
    barred.iter().for_each(|tokens| reading.trace.refuse(tokens, Reason::NoMeasure));
    let mut found: Vec<Measure> = Vec::new();
    for (tokens, word) in hits().filter(|(tokens, _)| free(tokens)) {
        match word {
            MeasureWord::Measure => found.push(Measure { tokens, restrict: None }),
            MeasureWord::Loose if loosely => found.push(Measure { tokens, restrict: None }),
            MeasureWord::Loose => reading.trace.refuse(&tokens, Reason::LooseMeasure),
            MeasureWord::Restrict => {
                let restricted = hits().filter(|(other, what)| {
                    let fits = *what == MeasureWord::Restricted || *what == MeasureWord::LooselyRestricted && loosely;
                    let gap = if other.start >= tokens.end {
                        other.start - tokens.end
                    } else if tokens.start >= other.end {
                        tokens.start - other.end
                    } else {
                        usize::MAX
                    };
                    fits && gap <= WORDS_BETWEEN && free(other)
                });
                if let Some((what, _)) = restricted.min_by_key(|(other, _)| other.start.abs_diff(tokens.end)) {
                    let all = tokens.start.min(what.start)..tokens.end.max(what.end);
                    found.push(Measure { tokens: all, restrict: Some(tokens.start) });
                }
            }
            _ => {}
        }
    }
    // A noun inside a longer measure is that measure.
    let all = found.clone();
    found.retain(|one| {
        !all.iter().any(|other| {
            other.restrict.is_none()
                && one.restrict.is_some()
                && other.tokens.start <= one.tokens.start
                && one.restrict.is_some_and(|restrict| other.tokens.contains(&restrict))
        })
    });
    found.sort_by_key(|measure| measure.tokens.start);
    found
}
