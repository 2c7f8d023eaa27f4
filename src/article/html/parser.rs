//! A page to its tree, within a bound of work, and with the place of every character that a reader of the page sees.
//!
//! Parsers of HTML do far more than linear work on a page that is made for it: a small one costs minutes and gigabytes.
//! The page is given to the parser piece by piece, each step that it takes is counted, and a page that takes too many
//! goes no further. What it takes is counted where it is done, so that nothing has to be known about what pages can be
//! made to look like.

use std::cell::{Cell, RefCell};

use dom_query::{Document, NodeId};
use html5ever::TokenizerResult;
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, TreeSink as _};

use super::super::{Limits, Rejection};
use super::attributes::AttributeCount;
use super::budget::{Budget, COMPARISONS_A_STEP};
use super::source::Source;
use super::tree::Tree;

/// Parses a page.
pub(super) fn parse(page: &str, limits: Limits) -> Result<(Document, Source), Rejection> {
    let tokenizer = tokenizer(limits);
    feed(&tokenizer, page)?;
    let Tokens { builder, source, .. } = tokenizer.sink;
    Ok((builder.sink.finish(), source.into_inner()))
}

fn tokenizer(limits: Limits) -> Tokenizer<Tokens> {
    let options = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let tokens = Tokens {
        builder: TreeBuilder::new(Tree::new(Budget::of(limits)), options),
        source: RefCell::default(),
        told: Cell::new(false),
        is_hidden: Cell::new(false),
    };
    // The mark was taken off with the charset; one that is left is a character of the page.
    Tokenizer::new(tokens, TokenizerOpts { discard_bom: false, ..TokenizerOpts::default() })
}

fn feed(tokenizer: &Tokenizer<Tokens>, page: &str) -> Result<(), Rejection> {
    let tokens = &tokenizer.sink;
    let budget = tokens.budget();
    let queue = BufferQueue::default();
    let mut construct = None;
    let mut start = 0;
    while start < page.len() {
        let is_hidden = tokens.is_hidden.get() && construct.is_none();
        let piece = start..start + piece(&page[start..], is_hidden);
        start = piece.end;
        queue.push_back(StrTendril::from(&page[piece.clone()]));
        while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
        construct = Construct::after(construct, &page.as_bytes()[piece.clone()], tokens.told.take());
        if let Some(Construct::Tag(tag)) = &construct {
            budget.check_attributes(tag.attributes);
        }
        budget.check()?;
        tokens.source.borrow_mut().piece_ends(page, piece);
    }
    tokenizer.end();
    tokens.source.borrow_mut().piece_ends(page, page.len()..page.len());
    budget.check()
}

/// How long the next piece of a page is. It is cut before and after what may begin or end a tag or a character reference,
/// so that a piece is known by where it starts; inside a script or style only the `<` of its end tag may, and the `>`
/// that ends that.
fn piece(rest: &str, is_hidden: bool) -> usize {
    let is_hidden = is_hidden && !rest.starts_with('/');
    let longest = &rest.as_bytes()[..rest.len().min(LONGEST_PIECE)];
    let ends = longest.iter().enumerate().find_map(|(at, byte)| match byte {
        b'<' => Some(at.max(1)),
        b'&' if !is_hidden && at > 0 => Some(at),
        // At these the tokenizer tells of what it has kept back of a marked section.
        b'\0' | b']' if !is_hidden => Some(at.max(1)),
        b'>' if !is_hidden => Some(at + 1),
        b';' if !is_hidden && longest[0] == b'&' => Some(at + 1),
        _ => None,
    });
    let length = ends.unwrap_or(longest.len());
    (length..=rest.len()).find(|end| rest.is_char_boundary(*end)).unwrap_or(rest.len())
}

/// Longest piece, in bytes: what the tokenizer does within one piece is not counted, and may be quadratic in it.
const LONGEST_PIECE: usize = 1024;

/// What the tokenizer has begun and not told of.
#[derive(Debug)]
enum Construct {
    /// A tag.
    Tag(AttributeCount),
    /// A comment, a declaration, a character reference.
    Other,
}

impl Construct {
    /// What is begun after one more piece. `told` is whether the tokenizer told of anything in it: before a tag, that
    /// can only be characters of the piece before, and these it tells at the `<`, which is a piece of its own.
    fn after(before: Option<Self>, piece: &[u8], told: bool) -> Option<Self> {
        if told {
            return None;
        }
        match before {
            Some(Self::Tag(mut tag)) => {
                tag.read(piece);
                Some(Self::Tag(tag))
            }
            None if piece == b"<" => None,
            None => {
                let name = piece.strip_prefix(b"/").unwrap_or(piece);
                let is_tag = name.first().is_some_and(u8::is_ascii_alphabetic);
                Self::after(Some(if is_tag { Self::Tag(AttributeCount::new()) } else { Self::Other }), name, false)
            }
            other => other,
        }
    }
}

/// Whether an element is one of the formatting elements of the HTML standard.
fn is_formatting(name: &str) -> bool {
    matches!(
        name,
        "a" | "b" | "big" | "code" | "em" | "font" | "i" | "nobr" | "s" | "small" | "strike" | "strong" | "tt" | "u"
    )
}

/// The tokens of a page on their way to its tree.
struct Tokens {
    builder: TreeBuilder<NodeId, Tree>,
    source: RefCell<Source>,
    /// Something was told since this was looked at.
    told: Cell<bool>,
    /// The characters are those of a script, a style, a title.
    is_hidden: Cell<bool>,
}

impl Tokens {
    const fn budget(&self) -> &Budget {
        &self.builder.sink.budget
    }

    /// Counts what a token costs before the tree hears of it.
    fn count(&self, token: &Token) {
        let budget = self.budget();
        budget.spend(1);
        if let Token::TagToken(tag) = token {
            budget.spend_on_attributes(tag.attrs.len());
            // A formatting element is compared with those that are open.
            if is_formatting(&tag.name) {
                budget.spend(budget.deepest().saturating_mul(1 + tag.attrs.len()) / COMPARISONS_A_STEP);
            }
        }
    }
}

impl TokenSink for Tokens {
    type Handle = NodeId;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<NodeId> {
        if let Token::ParseError(_) = token {
            return TokenSinkResult::Continue;
        }
        self.told.set(true);
        self.count(&token);
        if self.budget().is_spent() {
            return TokenSinkResult::Continue;
        }
        let is_tag = match &token {
            Token::CharacterTokens(characters) => {
                self.source.borrow_mut().add(characters, self.is_hidden.get());
                false
            }
            Token::NullCharacterToken => {
                self.source.borrow_mut().add("\0", self.is_hidden.get());
                false
            }
            Token::TagToken(_) => true,
            _ => false,
        };
        if !matches!(token, Token::CharacterTokens(_) | Token::NullCharacterToken) {
            self.source.borrow_mut().markup();
        }
        let result = self.builder.process_token(token, line);
        if is_tag {
            self.is_hidden.set(matches!(result, TokenSinkResult::RawData(_)));
        }
        result
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Small, so that the tests are quick.
    const LIMITS: Limits = Limits { value_bytes: 1 << 20, html_depth: 100, html_steps: 20_000 };

    #[test]
    fn ordinary_pages_are_read_also_where_ends_are_left_out() {
        for page in [
            "<p>Sentence.<ul><li>One<li>Two</ul>".repeat(200),
            format!("<table>{}</table>", "<tr><td>1<td>2".repeat(200)),
            "<div class=a><p>Text with a <a href=b>link</a>.</p><br></div>".repeat(200),
            "<p><b>Text <i>that</b> is</i> misnested.</p>".repeat(200),
            format!("<!-- {} -->", "<p a b c> word ".repeat(2000)),
            format!("<script>{}</script>", "if (a<b && c<d e f) '<u>';".repeat(300)),
            format!("<img src='data:{}'>", "a b c / = d".repeat(2000)),
        ] {
            parse(&page, LIMITS).unwrap();
        }
    }

    #[test]
    fn pages_made_to_cost_much_go_no_further_than_the_limit() {
        let attributes: String = (0..20_000).map(|number| format!(" a{number}")).collect();
        let quoted: String = (0..20_000).map(|number| format!(" a{number}='<'")).collect();
        let unclosed: String = (0..90).map(|number| format!("<b a={number}>")).collect();
        for page in [
            "<div>".repeat(20_000),
            "<noscript><!--".to_owned() + "</noscript>" + &"<div><b>".repeat(20_000) + "-->" + &"<p><b>".repeat(20_000),
            "<noscript><!--".to_owned() + "--></noscript>" + &"<div><b>".repeat(20_000),
            format!("<p{attributes}>"),
            format!("<p{quoted}>"),
            format!("&am<p{attributes}>"),
            format!("<<p{attributes}>"),
            format!("<title></titl</title{attributes}>"),
            format!("</p{attributes}>"),
            (0..20_000).map(|number| format!("<html a{number}>")).collect(),
            format!("<p>{}", "&amp;".repeat(20_000)),
            format!("<p>{unclosed}</p>{}", "<p>x</p>".repeat(2_000)),
            (0..20_000).map(|number| format!("<b a={number}>")).collect(),
            format!("{}{}", "<div>".repeat(90), "text ".repeat(40_000)),
            "<a><p></a>".repeat(20_000),
            "<b><i><u><div>".repeat(20) + &"</b><p>x".repeat(20_000),
            format!("<table>{}", "x<b>y".repeat(20_000)),
            format!("<table>{}", "<tr>x<td>y".repeat(20_000)),
            "<table><tr><td>".repeat(20_000),
            format!("<select>{}", "<option>x<select>".repeat(20_000)),
            "<svg><p>".repeat(20_000),
            "<svg><foreignObject><math><mi>".repeat(20_000),
            format!("<svg><script>{}", "<b>".repeat(20_000)),
            "<template>".repeat(20_000),
            "<frameset>".repeat(20_000),
            "</p>".repeat(20_000),
            "<".repeat(100_000),
            "\0".repeat(100_000),
        ] {
            let tokenizer = tokenizer(LIMITS);
            let outcome = feed(&tokenizer, &page);
            assert!(matches!(outcome, Err(Rejection::TooComplex { .. })), "{}", &page[..40]);
            let steps = tokenizer.sink.budget().steps();
            assert!(steps < 2 * LIMITS.html_steps, "{steps} steps: {}", &page[..40]);
        }
    }

    #[test]
    fn pieces_are_the_page_and_short() {
        let page = format!("<p a='&amp;'>x;<<y&z {}", "ж".repeat(2 * LONGEST_PIECE));
        let mut pieces = Vec::new();
        let mut rest = page.as_str();
        while !rest.is_empty() {
            let (piece, after) = rest.split_at(piece(rest, false));
            pieces.push(piece);
            rest = after;
        }
        assert_eq!(pieces.concat(), page);
        assert_eq!(pieces[..8], ["<", "p a='", "&amp;", "'>", "x;", "<", "<", "y"]);
        assert!(pieces.iter().all(|piece| (1..=LONGEST_PIECE + 3).contains(&piece.len())));
        assert_eq!(piece("a&b>c;<", true), 6);
    }
}
