//! A record as it is sent and as it is read.

use rdkafka::message::{BorrowedMessage, Header, Headers as _, Message as _, OwnedHeaders};

/// Key, value and headers of a record.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Record {
    pub key: Option<Vec<u8>>,
    /// `None` for a tombstone.
    pub value: Option<Vec<u8>>,
    /// In order; a name may stand there twice.
    pub headers: Vec<(String, Vec<u8>)>,
}

impl Record {
    pub fn new(key: &str, value: impl Into<Vec<u8>>) -> Self {
        Self { key: Some(key.as_bytes().to_vec()), value: Some(value.into()), headers: Vec::new() }
    }

    pub fn tombstone(key: &str) -> Self {
        Self { key: Some(key.as_bytes().to_vec()), value: None, headers: Vec::new() }
    }

    #[must_use]
    pub fn with_header(mut self, name: &str, value: impl Into<Vec<u8>>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// The text of the first header with this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.headers.iter().find(|(header, _)| header == name)?;
        std::str::from_utf8(value).ok()
    }

    pub fn of(message: &BorrowedMessage<'_>) -> Self {
        let headers = message.headers().into_iter().flat_map(|headers| headers.iter());
        Self {
            key: message.key().map(<[u8]>::to_vec),
            value: message.payload().map(<[u8]>::to_vec),
            headers: headers.map(|header| (header.key.to_owned(), header.value.unwrap_or_default().to_vec())).collect(),
        }
    }

    pub(super) fn kafka_headers(&self) -> OwnedHeaders {
        self.headers
            .iter()
            .fold(OwnedHeaders::new(), |headers, (key, value)| headers.insert(Header { key, value: Some(value) }))
    }
}

/// A failed comparison prints sizes: a value may hold 5 MB.
impl std::fmt::Debug for Record {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).into_owned();
        let headers: Vec<String> =
            self.headers.iter().map(|(name, value)| format!("{name}: {}", text(value))).collect();
        out.debug_struct("Record")
            .field("key", &self.key.as_ref().map(text))
            .field("value_bytes", &self.value.as_ref().map(Vec::len))
            .field("headers", &headers)
            .finish()
    }
}
