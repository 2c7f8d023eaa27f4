//! Spans that nest and overlap, cut into stretches that do not: what a page or a line of text can be made of.

use std::collections::BTreeSet;
use std::ops::Range;

/// A stretch of text to be marked for one event, or for the words of a sentence that made none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// Bytes of the field.
    pub(super) range: Range<usize>,
    /// Which event or sentence, by its place in the list.
    pub(super) target: usize,
    pub(super) weight: Weight,
    /// Whether the links to it lead here: so for one mark of an event, or of a sentence.
    pub(super) is_anchor: bool,
}

/// What a mark stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    /// The words that the event was read from.
    Event,
    /// A field of it: a name, a time, a cue.
    Detail,
    /// A word that asks for an event and made none.
    Trigger,
    /// The sentence of such words.
    Sentence,
}

/// A stretch of text in which the same marks hold from end to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Segment {
    /// Bytes of the field.
    pub(super) range: Range<usize>,
    /// Marks that hold here, as places in the list given, longest first, so that the last is the innermost.
    pub(super) marks: Vec<usize>,
}

/// Cuts `text` where a mark begins or ends, and at `cuts`. Marks that do not fit the text are left out.
pub(super) fn segments(text: &str, marks: &[Mark], cuts: impl IntoIterator<Item = usize>) -> Vec<Segment> {
    let fits = |range: &Range<usize>| range.start < range.end && text.get(range.clone()).is_some();
    let mut by_start: Vec<usize> = (0..marks.len()).filter(|&index| fits(&marks[index].range)).collect();
    by_start.sort_by_key(|&index| marks[index].range.start);

    let mut boundaries: BTreeSet<usize> = cuts.into_iter().filter(|&cut| text.is_char_boundary(cut)).collect();
    boundaries.extend([0, text.len()]);
    boundaries.extend(by_start.iter().flat_map(|&index| [marks[index].range.start, marks[index].range.end]));

    let mut upcoming = by_start.into_iter().peekable();
    let mut open: Vec<usize> = Vec::new();
    let mut segments = Vec::new();
    let mut start = 0;
    for end in boundaries.into_iter().skip(1) {
        open.retain(|&index| marks[index].range.end > start);
        while let Some(index) = upcoming.next_if(|&index| marks[index].range.start <= start) {
            open.push(index);
        }
        let mut here = open.clone();
        here.sort_by_key(|&index| (std::cmp::Reverse(marks[index].range.len()), index));
        segments.push(Segment { range: start..end, marks: here });
        start = end;
    }
    segments
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(range: Range<usize>, target: usize) -> Mark {
        Mark { range, target, weight: Weight::Event, is_anchor: false }
    }

    /// Each stretch as its characters and the events that hold in it.
    fn told(text: &str, marks: &[Mark]) -> Vec<(String, Vec<usize>)> {
        let tell = |segment: Segment| {
            (text[segment.range].to_owned(), segment.marks.iter().map(|&m| marks[m].target).collect())
        };
        segments(text, marks, []).into_iter().map(tell).collect()
    }

    #[test]
    fn nested_marks_are_told_from_the_outermost_to_the_innermost() {
        let stretches = told("abcdef", &[mark(2..4, 1), mark(0..6, 0)]);
        assert_eq!(stretches, [("ab".into(), vec![0]), ("cd".into(), vec![0, 1]), ("ef".into(), vec![0])]);
    }

    #[test]
    fn overlapping_marks_share_the_stretch_between() {
        let stretches = told("abcdef", &[mark(0..4, 0), mark(2..6, 1)]);
        assert_eq!(stretches, [("ab".into(), vec![0]), ("cd".into(), vec![0, 1]), ("ef".into(), vec![1])]);
    }

    #[test]
    fn a_mark_that_does_not_fit_the_text_is_left_out() {
        let whole = [("да".to_owned(), vec![])];
        for range in [0..1, 2..9, 2..2] {
            assert_eq!(told("да", &[mark(range, 0)]), whole);
        }
        assert_eq!(told("", &[]), []);
    }

    proptest::proptest! {
        #[test]
        fn the_stretches_are_the_text(text in ".*", ranges in proptest::collection::vec((0_usize..40, 0_usize..40), 0..12)) {
            let marks: Vec<Mark> = ranges.into_iter().enumerate().map(|(event, (start, end))| mark(start..end, event)).collect();
            let joined: String = segments(&text, &marks, []).into_iter().map(|segment| text[segment.range].to_owned()).collect();
            proptest::prop_assert_eq!(joined, text);
        }
    }
}
