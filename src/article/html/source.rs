//! The characters that a reader of a page sees, and where in the page each of them is written.

use std::ops::Range;

/// The characters of a page, without white space.
#[derive(Debug, Default)]
pub(super) struct Source {
    /// The characters, one after the other.
    pub(super) plain: String,
    /// Where they are written, in the order of `plain`, and together all of it.
    runs: Vec<Run>,
    /// Up to here the page is told for.
    told_to: Place,
    /// What was told since.
    told: String,
    is_hidden: bool,
    is_markup: bool,
}

/// A place in the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Place {
    byte: usize,
    character: usize,
}

impl Place {
    /// The place after some text that starts here.
    fn after(self, text: &str) -> Self {
        Self { byte: self.byte + text.len(), character: self.character + text.chars().count() }
    }
}

/// Some characters and where they are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Run {
    /// Where they start in [`Source::plain`].
    pub(super) plain: usize,
    /// Their bytes in the page.
    pub(super) bytes: Range<usize>,
    /// The same in characters.
    pub(super) characters: Range<usize>,
    /// They are written in the page as they are read; otherwise a character reference stands for them.
    pub(super) is_literal: bool,
}

impl Source {
    /// Adds characters that the tokenizer told.
    pub(super) fn add(&mut self, characters: &str, is_hidden: bool) {
        self.told.push_str(characters);
        self.is_hidden |= is_hidden;
    }

    /// Notes that a tag, comment or declaration was told: what is written up to here is done with.
    pub(super) fn markup(&mut self) {
        self.is_markup = true;
    }

    /// Takes what was told for what is written: in this piece, and before it from where nothing was told yet. The
    /// tokenizer tells of a character reference when it sees what follows, and of everything else in the piece itself.
    pub(super) fn piece_ends(&mut self, page: &str, piece: Range<usize>) {
        let told = std::mem::take(&mut self.told);
        let (is_hidden, is_markup) = (std::mem::take(&mut self.is_hidden), std::mem::take(&mut self.is_markup));
        let end = piece.end;
        let (before, piece) = (&page[self.told_to.byte..piece.start], &page[piece]);
        // What waited is told first: what follows may end as it does.
        let common = common_suffix(told.strip_prefix(before).unwrap_or(&told), piece);
        // What waits is told with what follows it, but for a number: that is told at its semicolon.
        let is_number = piece.starts_with("&#") && piece.ends_with(';') && common == 0;
        let is_text = !piece.starts_with(['<', '&']);
        if let (true, Some((last, _))) = (is_number, told.char_indices().next_back()) {
            self.take(&told[..last], before, &told[..last] == before, is_hidden);
            self.take(&told[last..], piece, false, is_hidden);
        } else if !told.is_empty() && before.is_empty() || common > 0 && (common < told.len() || is_text) {
            let (earlier, same) = told.split_at(told.len() - common);
            let (changed, same_written) = piece.split_at(piece.len() - common);
            if before.is_empty() {
                self.take(earlier, changed, false, is_hidden);
            } else {
                self.take(earlier, before, earlier == before, is_hidden);
                self.take("", changed, true, is_hidden);
            }
            self.take(same, same_written, true, is_hidden);
        } else if !told.is_empty() {
            self.take(&told, before, told == before, is_hidden);
        }
        if is_markup {
            self.take("", &page[self.told_to.byte..end], true, is_hidden);
        }
    }

    /// Takes characters for what is written next.
    fn take(&mut self, told: &str, written: &str, is_literal: bool, is_hidden: bool) {
        let start = self.told_to;
        self.told_to = start.after(written);
        if is_hidden {
            return;
        }
        if !is_literal {
            let plain: String = told.split(is_unseen).collect();
            self.push(&plain, start, self.told_to, false);
            return;
        }
        let (mut place, mut done) = (start, 0);
        for word in told.split(is_unseen).filter(|word| !word.is_empty()) {
            let at = word.as_ptr() as usize - told.as_ptr() as usize;
            let first = place.after(&told[done..at]);
            place = first.after(word);
            done = at + word.len();
            self.push(word, first, place, true);
        }
    }

    fn push(&mut self, characters: &str, start: Place, end: Place, is_literal: bool) {
        if characters.is_empty() {
            return;
        }
        let (bytes, characters_written) = (start.byte..end.byte, start.character..end.character);
        self.runs.push(Run { plain: self.plain.len(), bytes, characters: characters_written, is_literal });
        self.plain.push_str(characters);
    }

    /// The run that holds a byte of [`Self::plain`], and where it ends there.
    pub(super) fn run_at(&self, plain: usize) -> Option<(&Run, usize)> {
        let after = self.runs.partition_point(|run| run.plain <= plain);
        let end = self.runs.get(after).map_or(self.plain.len(), |next| next.plain);
        self.runs.get(after.checked_sub(1)?).filter(|_| plain < end).map(|run| (run, end))
    }
}

/// White space, and what the parser drops.
fn is_unseen(character: char) -> bool {
    character.is_whitespace() || character == '\0'
}

/// How many bytes two texts have in common at their ends, in whole characters.
fn common_suffix(one: &str, other: &str) -> usize {
    let pairs = one.chars().rev().zip(other.chars().rev());
    pairs.take_while(|(one, other)| one == other).map(|(one, _)| one.len_utf8()).sum()
}

#[cfg(test)]
mod tests {
    use super::super::super::Limits;
    use super::super::parser::parse;

    /// What a reader sees, each run with what is written for it.
    fn runs(page: &str) -> Vec<(String, String)> {
        let source = parse(page, Limits::default()).unwrap().1;
        let mut runs = Vec::new();
        let mut plain = 0;
        while let Some((run, end)) = source.run_at(plain) {
            let by_characters: String = page.chars().skip(run.characters.start).take(run.characters.len()).collect();
            assert_eq!(by_characters, page[run.bytes.clone()]);
            runs.push((source.plain[plain..end].to_owned(), by_characters));
            plain = end;
        }
        runs
    }

    #[test]
    fn every_character_has_its_place() {
        let page = "\u{feff}<title>нет</title><script>var a = '<b>нет</b>';</script><p class='нет'>Да, <b>и</b>\r\nэто&nbsp;&laquo;да&raquo; & это&amp<!-- нет -->";
        let expected = [
            ("\u{feff}", "\u{feff}"),
            ("Да,", "Да,"),
            ("и", "и"),
            ("это", "это"),
            ("«", "&laquo;"),
            ("да", "да"),
            ("»", "&raquo;"),
            ("&", "&"),
            ("это", "это"),
            ("&", "&amp"),
        ];
        assert_eq!(runs(page), expected.map(|(read, written)| (read.to_owned(), written.to_owned())));
    }

    #[test]
    fn text_after_the_end_of_a_title_has_its_place() {
        for page in ["<title>no</title>yes&nbsp;<></head>", "<title>no</title a='>'>yes&nbsp;<></head>"] {
            let expected = [("yes", "yes"), ("<", "<"), (">", ">")];
            assert_eq!(runs(page), expected.map(|(read, written)| (read.to_owned(), written.to_owned())), "{page}");
        }
    }

    #[test]
    fn a_marked_section_is_told_late_and_has_its_place() {
        let page = "<svg><title><![CDATA[\0one two\0three]]></title></svg>four";
        let expected = [("one", "one"), ("two", "two"), ("three", "three]]"), ("four", "four")];
        assert_eq!(runs(page), expected.map(|(read, written)| (read.to_owned(), written.to_owned())));
    }

    #[test]
    fn what_waited_is_told_before_what_looks_like_its_end() {
        let expected = [("one", "one"), ("&b", "&b"), ("&", "&amp;"), ("two", "two")];
        let expected = expected.map(|(read, written)| (read.to_owned(), written.to_owned()));
        assert_eq!(runs("<p>one&b&#xb&amp;two"), expected);
    }

    #[test]
    fn what_only_looks_like_markup_has_its_place() {
        let written: String = runs("1 < 2 <<b>3</b> &foo; &<i>4</i> &am<u>5</u></>6</ x>7<&#x41;8&#9;9<")
            .into_iter()
            .map(|run| run.1)
            .collect();
        assert_eq!(written, "1<2<3&foo;&4&am567<&#x41;89<");
    }
}
