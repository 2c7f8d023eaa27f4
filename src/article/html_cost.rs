//! What a page would cost, told before it is parsed.
//!
//! Parsers of HTML walk the open elements at every tag, open formatting elements again in every paragraph, and compare
//! the attributes of a tag with each other; a small page made for it costs minutes and gigabytes. This scan follows the
//! tags, in time linear in the page, and counts what the parser would do: in steps, so that the outcome is the same on
//! every machine.

use std::collections::HashMap;

use super::{Limits, Rejection};

/// Whether a page is within the limits.
pub(super) fn check(page: &str, limits: Limits) -> Result<(), Rejection> {
    let mut cost = Cost::default();
    let mut tags = Tags::of(page);
    for tag in tags.by_ref() {
        cost.add(&tag);
        if cost.depth() > limits.html_depth {
            let limit = limits.html_depth;
            return Err(Rejection::TooComplex { reason: format!("elements are nested deeper than {limit}") });
        }
        cost.check(limits)?;
    }
    cost.add_text(&page.as_bytes()[tags.text_from..]);
    cost.check(limits)
}

/// What the tags so far cost.
#[derive(Default)]
struct Cost<'p> {
    steps: usize,
    /// Names of the open elements.
    open: Vec<Name<'p>>,
    /// Formatting elements that were not closed by name: they open again wherever text follows.
    formatting: HashMap<Name<'p>, usize>,
    unclosed_formatting: usize,
}

impl<'p> Cost<'p> {
    fn depth(&self) -> usize {
        self.open.len().max(self.unclosed_formatting)
    }

    fn add(&mut self, tag: &Tag<'p>) {
        self.add_text(tag.text_before);
        let attributes = tag.attributes.saturating_mul(tag.attributes) / COMPARISONS_A_STEP;
        let walk = self.open.len() + self.unclosed_formatting;
        self.steps = self.steps.saturating_add(1 + walk + attributes);
        if tag.is_end {
            self.close(tag.name);
        } else if !VOID.iter().any(|void| tag.name.is(void)) {
            self.open(tag.name);
        }
    }

    fn check(&self, limits: Limits) -> Result<(), Rejection> {
        let limit = limits.html_steps;
        let is_within = self.steps <= limit;
        is_within
            .then_some(())
            .ok_or_else(|| Rejection::TooComplex { reason: format!("it takes more than {limit} steps") })
    }

    fn add_text(&mut self, text: &[u8]) {
        // Each element above a text reads it once more, and each character reference in it may move it.
        let references = text.iter().filter(|byte| **byte == b'&').count();
        let read = text.len().saturating_mul(self.open.len()) / BYTES_A_STEP;
        let moved = text.len().saturating_mul(references) / BYTES_MOVED_A_STEP;
        self.steps = self.steps.saturating_add(read).saturating_add(moved);
    }

    fn open(&mut self, name: Name<'p>) {
        if ENDS_ITSELF.iter().any(|element| name.is(element)) {
            // `<li>` ends the `<li>` before it, and what in it ends by itself.
            let run =
                self.open.iter().rev().take_while(|open| ENDS_ITSELF.iter().any(|element| open.is(element))).count();
            let first = self.open.len() - run;
            if let Some(same) = self.open[first..].iter().position(|open| *open == name) {
                self.open.truncate(first + same);
            }
        }
        if FORMATTING.iter().any(|element| name.is(element)) {
            let unclosed = self.formatting.entry(name).or_default();
            // A link ends the link before it.
            if *unclosed == 0 || !name.is("a") && !name.is("nobr") {
                *unclosed += 1;
                self.unclosed_formatting += 1;
            }
        }
        self.open.push(name);
    }

    fn close(&mut self, name: Name<'p>) {
        if let Some(unclosed) = self.formatting.get_mut(&name).filter(|unclosed| **unclosed > 0) {
            *unclosed -= 1;
            self.unclosed_formatting -= 1;
        }
        if let Some(at) = self.open.iter().rposition(|open| *open == name) {
            self.open.truncate(at);
        }
    }
}

/// Reading so many bytes is as much work as one walk over a tag.
const BYTES_A_STEP: usize = 256;

/// Moving so many is.
const BYTES_MOVED_A_STEP: usize = 65_536;

/// So many comparisons of names are.
const COMPARISONS_A_STEP: usize = 8;

/// Elements without an end.
const VOID: [&str; 15] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "frame",
];

/// Elements whose end may be left out.
const ENDS_ITSELF: [&str; 14] =
    ["p", "li", "dt", "dd", "option", "optgroup", "tr", "td", "th", "thead", "tbody", "tfoot", "rt", "rp"];

/// The formatting elements of the HTML standard.
const FORMATTING: [&str; 14] =
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// Elements whose content is text up to their own end tag.
const RAW: [&str; 8] = ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"];

/// Elements in which those are elements like any other.
const FOREIGN: [&str; 4] = ["svg", "math", "select", "frameset"];

/// The name of an element; letters of both cases are the same.
#[derive(Clone, Copy, Debug)]
struct Name<'p>(&'p [u8]);

impl Name<'_> {
    fn is(self, other: &str) -> bool {
        self.0.eq_ignore_ascii_case(other.as_bytes())
    }
}

impl PartialEq for Name<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(other.0)
    }
}

impl Eq for Name<'_> {}

impl std::hash::Hash for Name<'_> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.iter().for_each(|byte| state.write_u8(byte.to_ascii_lowercase()));
    }
}

/// A tag, as far as it costs.
#[derive(Debug)]
struct Tag<'p> {
    name: Name<'p>,
    is_end: bool,
    attributes: usize,
    /// What stands between the tag before and this one.
    text_before: &'p [u8],
}

/// The tags of a page, in order.
struct Tags<'p> {
    page: &'p [u8],
    at: usize,
    /// Where the text after the last tag begins.
    text_from: usize,
    /// How many of [`FOREIGN`] are open.
    foreign: usize,
}

impl<'p> Tags<'p> {
    const fn of(page: &'p str) -> Self {
        Self { page: page.as_bytes(), at: 0, text_from: 0, foreign: 0 }
    }
}

impl<'p> Iterator for Tags<'p> {
    type Item = Tag<'p>;

    fn next(&mut self) -> Option<Tag<'p>> {
        loop {
            self.at += self.page.get(self.at..)?.iter().position(|byte| *byte == b'<')? + 1;
            let rest = &self.page[self.at..];
            if rest.starts_with(b"!--") {
                // `<!-->` is a whole comment, and `--!>` ends one too.
                let ends = |window: &[u8]| window.starts_with(b"-->") || window == b"--!>";
                let end = rest[1..].windows(b"--!>".len()).position(ends);
                self.at += end.map_or(rest.len(), |at| at + b"-->".len());
                continue;
            }
            let is_end = rest.first() == Some(&b'/');
            let start = self.at + usize::from(is_end);
            let is_name = |byte: &u8| !byte.is_ascii_whitespace() && !matches!(byte, b'/' | b'>');
            if !self.page.get(start).is_some_and(u8::is_ascii_alphabetic) {
                continue;
            }
            let length = self.page[start..].iter().position(|byte| !is_name(byte)).unwrap_or(self.page.len() - start);
            let name = Name(&self.page[start..start + length]);
            let text_before = &self.page[self.text_from..start];
            self.at = start + length;
            let attributes = self.attributes();
            self.text_from = self.at;
            if FOREIGN.iter().any(|foreign| name.is(foreign)) {
                self.foreign = if is_end { self.foreign.saturating_sub(1) } else { self.foreign + 1 };
            }
            if !is_end && self.foreign == 0 && RAW.iter().any(|raw| name.is(raw)) {
                self.skip_to_end_of(name);
                let has_references = name.is("title") || name.is("textarea");
                self.text_from = if has_references { self.text_from } else { self.at };
            }
            return Some(Tag { name, is_end, attributes, text_before });
        }
    }
}

impl Tags<'_> {
    /// Goes to the end of a tag, and counts the attributes on the way.
    fn attributes(&mut self) -> usize {
        let mut count = 0;
        loop {
            self.skip(|byte| byte.is_ascii_whitespace() || byte == b'/');
            let Some(&first) = self.page.get(self.at) else { return count };
            self.at += 1;
            if first == b'>' {
                return count;
            }
            count += 1;
            self.skip(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b'/' | b'>' | b'='));
            self.skip(|byte| byte.is_ascii_whitespace());
            if self.page.get(self.at) != Some(&b'=') {
                continue;
            }
            self.at += 1;
            self.skip(|byte| byte.is_ascii_whitespace());
            match self.page.get(self.at) {
                Some(&quote @ (b'"' | b'\'')) => {
                    self.at += 1;
                    self.skip(|byte| byte != quote);
                    self.at = self.page.len().min(self.at + 1);
                }
                _ => self.skip(|byte| !byte.is_ascii_whitespace() && byte != b'>'),
            }
        }
    }

    fn skip(&mut self, skipped: impl Fn(u8) -> bool) {
        let rest = &self.page[self.at..];
        self.at += rest.iter().position(|byte| !skipped(*byte)).unwrap_or(rest.len());
    }

    fn skip_to_end_of(&mut self, name: Name<'_>) {
        loop {
            let rest = &self.page[self.at..];
            let Some(end) = find(rest, b"</") else {
                self.at = self.page.len();
                return;
            };
            if rest[end + 2..].get(..name.0.len()).is_some_and(|found| Name(found) == name) {
                self.at += end;
                return;
            }
            self.at += end + 2;
        }
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(page: &str) -> Vec<String> {
        Tags::of(page)
            .map(|tag| format!("{}{}", if tag.is_end { "/" } else { "" }, String::from_utf8_lossy(tag.name.0)))
            .collect()
    }

    fn check_default(page: &str) -> Result<(), Rejection> {
        check(page, Limits::default())
    }

    #[test]
    fn tags_are_told_from_text_comments_and_scripts() {
        let page = "a < b <!-- <i> --><p title='<b>'>x</p><script>if (a<b) '<u>'</script ><!--><br/></";
        assert_eq!(names(page), ["p", "/p", "script", "/script", "br"]);
    }

    #[test]
    fn attributes_are_counted() {
        let count = |tag: &str| Tags::of(tag).next().map(|tag| tag.attributes);
        assert_eq!(count("<a>"), Some(0));
        assert_eq!(count("<a b c=d e = 'f g' h=\"i\" />"), Some(4));
        assert_eq!(count("<a/b/c"), Some(2));
    }

    #[test]
    fn an_ordinary_page_is_read_also_where_ends_are_left_out() {
        check_default(&"<p>Sentence.<ul><li>One<li>Two</ul>".repeat(5000)).unwrap();
        check_default(&format!("<table>{}</table>", "<tr><td>1<td>2".repeat(5000))).unwrap();
        check_default(&"<div class=a><p>Text with a <a href=b>link</a>.</p><br></div>".repeat(5000)).unwrap();
    }

    #[test]
    fn pages_made_to_cost_much_are_rejected() {
        let attributes: String = (0..100_000).map(|number| format!(" a{number}")).collect();
        let unclosed: String = (0..150).map(|number| format!("<b a={number}>")).collect();
        for page in [
            "<div>".repeat(1000),
            format!("<p{attributes}>"),
            format!("<p>{}", "&amp;".repeat(800_000)),
            format!("<textarea>{}", "&amp;".repeat(800_000)),
            format!("<p>{unclosed}</p>{}", "<p>x</p>".repeat(20_000)),
            format!("{}{}", "<div>".repeat(150), "text ".repeat(800_000)) + "</div>",
        ] {
            assert!(matches!(check_default(&page), Err(Rejection::TooComplex { .. })), "{}", &page[..40]);
        }
    }
}
