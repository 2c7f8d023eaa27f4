//! Bytes of a record to an [`Article`].

use serde::Deserialize;

use super::{Article, Language, Origin, PublicationTime, Rejection, clutter, html};
use crate::event::content_hash;
use crate::lexicon::ClutterPhrases;

/// How the value of a record is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum InputFormat {
    /// A JSON message; plain text where the record's `content-type` says `text/plain`.
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
}

impl Default for Limits {
    fn default() -> Self {
        Self { value_bytes: 4 << 20 }
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

    fn is_plain_text(&self) -> bool {
        let media_type = self.content_type.map(|header| header.split(';').next().unwrap_or_default().trim());
        match media_type {
            Some(media_type) if media_type.eq_ignore_ascii_case("text/plain") => true,
            Some(media_type) if media_type.eq_ignore_ascii_case("application/json") => false,
            _ => self.format == InputFormat::Text,
        }
    }
}

/// The JSON message; `proto/raw-article.schema.json` describes it.
#[derive(Deserialize)]
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
    let message = if raw.is_plain_text() { plain_text(value)? } else { json(value)? };
    build(message, raw.origin.cloned(), clutter_phrases)
}

fn json(value: &[u8]) -> Result<Message, Rejection> {
    let mut deserializer = serde_json::Deserializer::from_slice(value);
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

fn plain_text(value: &[u8]) -> Result<Message, Rejection> {
    let text = std::str::from_utf8(value)
        .map_err(|error| Rejection::Encoding { reason: format!("not UTF-8 after byte {}", error.valid_up_to()) })?;
    Ok(Message {
        id: None,
        url: None,
        source: None,
        language: None,
        title: None,
        text: Some(text.to_owned()),
        html: None,
        published_at: None,
    })
}

fn build(message: Message, origin: Option<Origin>, clutter_phrases: &ClutterPhrases) -> Result<Article, Rejection> {
    let mut title = message.title.unwrap_or_default();
    let mut published = message.published_at.as_deref().and_then(PublicationTime::parse);
    let text = match (message.text.filter(|text| !text.trim().is_empty()), message.html) {
        (Some(text), _) => text,
        (None, Some(page)) => {
            let page = html::read(&page)?;
            if title.trim().is_empty() {
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
        clutter: clutter::find(&text, clutter_phrases),
        title,
        text,
        origin,
    })
}
