//! Bytes to characters: UTF-8, then the charset that the record or page declares, then the one that the bytes look like.
//!
//! Nothing is replaced: bytes that cannot be read in full are a rejection that says what was tried. A replacement
//! character (U+FFFD) that stands in the value already was lost before it came here, and is kept as it is.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};

use super::Rejection;

/// Decodes a value. `header` is the charset of its `content-type`, where there is one. A byte-order mark decides before
/// anything else, and is no part of the text.
pub(super) fn decode<'v>(value: &'v [u8], header: Option<&str>) -> Result<Cow<'v, str>, Rejection> {
    if let Some((marked, length)) = Encoding::for_bom(value) {
        return strictly(marked, &value[length..]).ok_or_else(|| Rejection::Encoding {
            reason: format!("its byte-order mark says {}, which it is not", marked.name()),
        });
    }
    let named = |label: &str| Encoding::for_label_no_replacement(label.as_bytes());
    // Letters of ASCII with a zero byte each are UTF-8 too, by the letter.
    if let Some(wide) = header.and_then(named).filter(|encoding| !encoding.is_ascii_compatible() && value.contains(&0))
    {
        return strictly(wide, value).ok_or_else(|| Rejection::Encoding {
            reason: format!("it is declared as {}, which it is not", wide.name()),
        });
    }
    let mut tried = match std::str::from_utf8(value) {
        Ok(text) => return Ok(Cow::Borrowed(text)),
        Err(error) => vec![format!("not UTF-8 after byte {}", error.valid_up_to())],
    };
    let declared = header.or_else(|| declared_in_page(value));
    match (declared, declared.and_then(named)) {
        (Some(_), Some(encoding)) if encoding != UTF_8 => match plausibly(encoding, value) {
            Some(text) => return Ok(text),
            None => tried.push(format!("not {}, which is declared", encoding.name())),
        },
        (Some(label), None) => {
            let label: String = label.chars().take(LONGEST_LABEL).collect();
            tried.push(format!("no charset has the declared name {label:?}"));
        }
        _ => {}
    }
    if is_damaged_utf8(value) {
        tried.push("most of it is UTF-8, so it is damaged".to_owned());
    } else {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(value, true);
        let guess = detector.guess(None, Utf8Detection::Deny);
        match plausibly(guess, value) {
            Some(text) => return Ok(text),
            None => tried.push(format!("not {}, which it looks like", guess.name())),
        }
    }
    Err(Rejection::Encoding { reason: tried.join("; ") })
}

/// The text, where every byte of it can be read.
fn strictly<'v>(encoding: &'static Encoding, value: &'v [u8]) -> Option<Cow<'v, str>> {
    encoding.decode_without_bom_handling_and_without_replacement(value)
}

/// The text, where it could be one: the charsets of one byte a letter read anything, and put control characters where
/// they have no letter.
fn plausibly<'v>(encoding: &'static Encoding, value: &'v [u8]) -> Option<Cow<'v, str>> {
    strictly(encoding, value).filter(|text| {
        !text.chars().any(|letter| letter.is_control() && !matches!(letter, '\t' | '\n' | '\r' | '\u{c}' | '\u{85}'))
    })
}

/// A label of a charset in a rejection is cut here, in characters.
const LONGEST_LABEL: usize = 40;

/// How far into a value its own declaration is looked for, in bytes: browsers look at 1024, and a JSON message has
/// fields before its page.
const PRESCAN_BYTES: usize = 8192;

/// `<meta charset="windows-1251">` or `<meta … content="text/html; charset=windows-1251">`, also inside a JSON string.
fn declared_in_page(value: &[u8]) -> Option<&str> {
    let mut rest = &value[..value.len().min(PRESCAN_BYTES)];
    while let Some(at) = find_ignoring_case(rest, b"<meta") {
        rest = &rest[at + b"<meta".len()..];
        let tag = &rest[..rest.iter().position(|byte| *byte == b'>').unwrap_or(rest.len())];
        if let Some(at) = find_ignoring_case(tag, b"charset=") {
            let label = &tag[at + b"charset=".len()..];
            let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_:.+".contains(byte);
            let start = label.iter().position(is_name)?;
            let end =
                label[start..].iter().position(|byte| !is_name(byte)).map_or(label.len(), |length| start + length);
            return std::str::from_utf8(&label[start..end]).ok();
        }
    }
    None
}

fn find_ignoring_case(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window.eq_ignore_ascii_case(needle))
}

/// Whether most letters beyond ASCII are whole letters of UTF-8: some bytes were lost, and every other charset would
/// read the rest as rubbish.
fn is_damaged_utf8(value: &[u8]) -> bool {
    let (mut whole, mut broken) = (0, 0);
    for chunk in value.utf8_chunks() {
        whole += chunk.valid().bytes().filter(|byte| !byte.is_ascii()).count();
        broken += chunk.invalid().len();
    }
    whole > broken
}

#[cfg(test)]
mod tests {
    use encoding_rs::{KOI8_U, WINDOWS_1251};

    use super::*;

    const TEXT: &str = "Министры двух стран провели во вторник телефонный разговор и договорились о встрече.";

    fn encoded(encoding: &'static Encoding) -> Vec<u8> {
        encoding.encode(TEXT).0.into_owned()
    }

    fn reason(value: &[u8], header: Option<&str>) -> String {
        match decode(value, header) {
            Err(Rejection::Encoding { reason }) => reason,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn utf8_is_read_whatever_is_declared() {
        assert_eq!(decode(TEXT.as_bytes(), Some("windows-1251")).unwrap(), TEXT);
        assert_eq!(decode(b"", None).unwrap(), "");
    }

    #[test]
    fn the_declared_charset_is_read_and_a_wrong_one_is_passed_over() {
        assert_eq!(decode(&encoded(KOI8_U), Some("KOI8-U")).unwrap(), TEXT);
        assert_eq!(decode(&encoded(WINDOWS_1251), Some("utf-8")).unwrap(), TEXT);
        assert_eq!(decode(&encoded(WINDOWS_1251), Some("no-such-charset")).unwrap(), TEXT);
    }

    #[test]
    fn a_page_declares_its_own_charset() {
        for meta in [r#"<META CHARSET=koi8-u>"#, r#"<meta content=\"text/html; charset=KOI8-U\" http-equiv=x>"#] {
            let page = [format!("{{\"html\":\"<meta name=a>{meta}").as_bytes(), &encoded(KOI8_U)].concat();
            assert!(decode(&page, None).unwrap().ends_with(TEXT), "{meta}");
        }
    }

    #[test]
    fn without_a_declaration_the_charset_is_told_from_the_bytes() {
        assert_eq!(decode(&encoded(WINDOWS_1251), None).unwrap(), TEXT);
        assert_eq!(decode(&encoded(KOI8_U), None).unwrap(), TEXT);
    }

    #[test]
    fn a_byte_order_mark_decides_and_is_dropped() {
        assert_eq!(decode("\u{feff}текст".as_bytes(), Some("windows-1251")).unwrap(), "текст");
        let wide: Vec<u8> = "\u{feff}текст".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&wide, None).unwrap(), "текст");
        assert!(reason(b"\xef\xbb\xbf\xff", None).contains("byte-order mark says UTF-8"));
    }

    #[test]
    fn wide_letters_without_a_mark_are_read_where_they_are_declared() {
        let wide: Vec<u8> = "plain text".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&wide, Some("utf-16le")).unwrap(), "plain text");
        assert!(reason(&wide[1..], Some("utf-16")).contains("declared as UTF-16LE"));
    }

    #[test]
    fn damaged_text_is_rejected_with_what_was_tried() {
        let mut damaged = TEXT.as_bytes().to_vec();
        damaged.remove(21);
        assert_eq!(reason(&damaged, None), "not UTF-8 after byte 21; most of it is UTF-8, so it is damaged");
        assert!(
            reason(b"\x81\x00\xff\xd8\xff\xe0\x10JFIF\x00\x01", Some("x"))
                .contains("no charset has the declared name \"x\"")
        );
    }

    #[test]
    fn a_replacement_character_that_came_with_the_text_is_kept() {
        assert_eq!(decode("a\u{fffd}b".as_bytes(), None).unwrap(), "a\u{fffd}b");
    }
}
