//! Bytes of a record to an [`Article`].

use serde::Deserialize;

use super::{Article, Language, Origin, PageMap, PublicationTime, Rejection, charset, clutter, html};
use crate::event::content_hash;
use crate::lexicon::ClutterPhrases;

/// How the value of a record is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum InputFormat {
    /// A JSON message; a text or page where the record's `content-type` says `text/plain` or `text/html`.
    #[default]
    Json,
    /// The value is the article's text.
    Text,
}

/// What bounds the reading of one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Largest value, in bytes.
    pub value_bytes: usize,
    /// Deepest nesting of elements in a page.
    pub html_depth: usize,
    /// Most work on a page, in steps: one for each token of it, and for each element that the parser looks at for one.
    pub html_steps: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { value_bytes: 4 << 20, html_depth: 200, html_steps: 2_000_000 }
    }
}

/// A record as it came: the input of the whole chain.
#[derive(Clone, Copy, Debug)]
pub struct RawArticle<'a> {
    /// The value; `None` for a tombstone.
    pub value: Option<&'a [u8]>,
    /// The `content-type` header.
    pub content_type: Option<&'a str>,
    /// How the value is written where no header says so.
    pub format: InputFormat,
    /// Where the record stood.
    pub origin: Option<&'a Origin>,
}

impl<'a> RawArticle<'a> {
    /// A value without headers, from a file or a test.
    #[must_use]
    pub const fn new(value: &'a [u8], format: InputFormat) -> Self {
        Self { value: Some(value), content_type: None, format, origin: None }
    }

    fn form(&self) -> Form {
        let media_type = self.content_type.and_then(|header| header.split(';').next()).unwrap_or_default().trim();
        match media_type.to_ascii_lowercase().as_str() {
            "text/plain" => Form::Text,
            "text/html" | "application/xhtml+xml" => Form::Page,
            "application/json" => Form::Message,
            _ if self.format == InputFormat::Text => Form::Text,
            _ => Form::Message,
        }
    }

    /// The charset that the header declares.
    fn charset(&self) -> Option<&'a str> {
        let parameters = self.content_type?.split(';').skip(1);
        let mut named = parameters.filter_map(|parameter| parameter.split_once('='));
        let (_, charset) = named.find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?;
        Some(charset.trim().trim_matches('"'))
    }
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Message,
    Text,
    Page,
}

/// The JSON message; `proto/raw-article.schema.json` describes it.
#[derive(Default, Deserialize)]
struct Message {
    id: Option<String>,
    url: Option<String>,
    source: Option<String>,
    language: Option<String>,
    title: Option<String>,
    text: Option<String>,
    html: Option<String>,
    published_at: Option<String>,
}

/// Decodes a record.
///
/// # Errors
///
/// A [`Rejection`] where the record is no article.
pub fn read(raw: &RawArticle<'_>, limits: Limits, clutter_phrases: &ClutterPhrases) -> Result<Article, Rejection> {
    let value = raw.value.unwrap_or_default();
    if value.len() > limits.value_bytes {
        return Err(Rejection::TooLarge { bytes: value.len(), limit: limits.value_bytes });
    }
    if value.iter().all(u8::is_ascii_whitespace) {
        return Err(Rejection::Empty);
    }
    let value = charset::decode(value, raw.charset())?;
    let message = match raw.form() {
        Form::Message => json(&value)?,
        Form::Text => Message { text: Some(value.into_owned()), ..Message::default() },
        Form::Page => Message { html: Some(value.into_owned()), ..Message::default() },
    };
    build(message, raw.origin.cloned(), limits, clutter_phrases)
}

fn json(value: &str) -> Result<Message, Rejection> {
    let mut deserializer = serde_json::Deserializer::from_str(value);
    let message: Message = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let reason = error.to_string();
        match error.inner().classify() {
            serde_json::error::Category::Data => Rejection::NotAnArticle { reason },
            _ => Rejection::NotJson { reason },
        }
    })?;
    deserializer.end().map_err(|error| Rejection::NotJson { reason: error.to_string() })?;
    Ok(message)
}

fn build(
    message: Message,
    origin: Option<Origin>,
    limits: Limits,
    clutter_phrases: &ClutterPhrases,
) -> Result<Article, Rejection> {
    let mut title = message.title.unwrap_or_default();
    let mut published = message.published_at.as_deref().and_then(PublicationTime::parse);
    let mut page_map = PageMap::default();
    let title_is_given = !title.trim().is_empty();
    let text = match (message.text.filter(|text| !text.trim().is_empty()), message.html) {
        (Some(text), _) => text,
        (None, Some(page)) => {
            let page = html::read(&page, limits)?;
            page_map = page.map;
            if title_is_given {
                page_map.forget_title();
            } else {
                title = page.title;
            }
            published = published.or(page.published);
            page.text
        }
        (None, None) => return Err(Rejection::NoText),
    };
    if text.trim().is_empty() {
        return Err(Rejection::NoText);
    }
    let url = message.url.unwrap_or_default();
    let id = message.id.filter(|id| !id.trim().is_empty()).unwrap_or_else(|| content_hash(&[&url, &title, &text]));
    let language = match message.language.as_deref().map(str::trim) {
        Some(code) if !code.is_empty() => Language::from_code(code),
        _ => Language::detect(&format!("{title}\n{text}")),
    };
    Ok(Article {
        id,
        url,
        source: message.source.unwrap_or_default(),
        language,
        published,
        clutter: clutter::find(&title, &text, clutter_phrases),
        page_map,
        title,
        text,
        origin,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_as(value: &[u8], content_type: Option<&str>) -> Result<Article, Rejection> {
        let raw = RawArticle { value: Some(value), content_type, format: InputFormat::Json, origin: None };
        read(&raw, Limits::default(), &ClutterPhrases::built_in().unwrap())
    }

    #[test]
    fn the_header_says_what_the_value_is_and_its_charset() {
        let text = "Министры провели разговор.";
        let value = encoding_rs::KOI8_U.encode(text).0;
        assert_eq!(read_as(&value, Some("Text/Plain; format=flowed; Charset=\"koi8-u\"")).unwrap().text, text);
        let page = format!("<title>Заголовок</title><p>{}</p>", text.repeat(20));
        assert!(read_as(page.as_bytes(), Some("text/html")).unwrap().text.starts_with(text));
    }

    #[test]
    fn a_message_may_be_in_another_charset() {
        let message = r#"{"title": "Разговор", "text": "Министры двух стран провели телефонный разговор."}"#;
        let value = encoding_rs::WINDOWS_1251.encode(message).0;
        for content_type in [None, Some("application/json; charset=windows-1251")] {
            assert_eq!(read_as(&value, content_type).unwrap().title, "Разговор");
        }
    }

    #[test]
    fn half_of_a_surrogate_pair_is_rejected_with_its_place() {
        for text in [r"\ud83d", r"\udc00", r"\ud83d\u0041", r"\ud83dx"] {
            let value = format!(r#"{{"text": "x{text}"}}"#);
            match read_as(value.as_bytes(), None) {
                Err(Rejection::NotJson { reason }) => assert!(reason.contains("line 1 column"), "{reason}"),
                other => panic!("{text}: {other:?}"),
            }
        }
    }
}
