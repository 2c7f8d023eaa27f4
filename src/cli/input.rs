//! Files and standard input to messages, for every command that reads articles without Kafka.
//!
//! A file holds JSON (one message, one a line, one over several lines, or an array of them) or is itself the text of one
//! article. It is read as it comes, one message at a time, so a file may be longer than memory.

use std::collections::VecDeque;
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _};
use std::path::{Path, PathBuf};

use serde_json::value::RawValue;

use crate::article::InputFormat;

/// One message, as it would be the value of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Message {
    /// Its bytes, as they were written.
    pub(super) value: Vec<u8>,
    /// How they are written.
    pub(super) format: InputFormat,
    /// Where it was read.
    pub(super) place: Place,
}

/// Where a message stands in the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The file, or `standard input`.
    pub(super) file: String,
    /// Its first line, from 1.
    pub(super) line: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.file, self.line)
    }
}

/// What cannot be read; the rest of the input still can.
#[derive(Debug, thiserror::Error)]
pub(super) enum InputError {
    /// The file cannot be opened or read.
    #[error("cannot read {file}: {source}")]
    Unreadable {
        /// The file.
        file: String,
        /// Why.
        source: io::Error,
    },
    /// A message is not JSON.
    #[error("{place}: not a JSON message: {reason}")]
    NotJson {
        /// Where it starts.
        place: Place,
        /// What is wrong.
        reason: String,
    },
}

/// Reads the messages of `files` one after the other; `-` is standard input. Without a format, a file that starts with
/// `{` or `[` holds JSON and any other is the text of one article.
pub(super) fn read_messages(
    files: &[PathBuf],
    format: Option<InputFormat>,
) -> impl Iterator<Item = Result<Message, InputError>> {
    files.iter().flat_map(move |file| {
        let name = if is_standard_input(file) { "standard input".to_owned() } else { file.display().to_string() };
        match open(file) {
            Ok(input) => MessagesOfFile::new(name, input, format),
            Err(source) => MessagesOfFile::unreadable(InputError::Unreadable { file: name, source }),
        }
    })
}

fn is_standard_input(file: &Path) -> bool {
    file.as_os_str() == "-"
}

fn open(file: &Path) -> io::Result<Box<dyn BufRead>> {
    if is_standard_input(file) {
        Ok(Box::new(io::stdin().lock()))
    } else {
        Ok(Box::new(BufReader::new(File::open(file)?)))
    }
}

/// The messages of one file, in order.
struct MessagesOfFile {
    name: String,
    /// `None` once the file has ended or failed.
    input: Option<Box<dyn BufRead>>,
    /// `None` until the first byte that is not blank has been seen.
    format: Option<InputFormat>,
    /// Lines read so far.
    lines: usize,
    ready: VecDeque<Result<Message, InputError>>,
}

impl MessagesOfFile {
    fn new(name: String, input: Box<dyn BufRead>, format: Option<InputFormat>) -> Self {
        Self { name, input: Some(input), format, lines: 0, ready: VecDeque::new() }
    }

    fn unreadable(error: InputError) -> Self {
        Self { name: String::new(), input: None, format: None, lines: 0, ready: VecDeque::from([Err(error)]) }
    }

    /// Reads on until at least one message is ready or the file has ended.
    fn advance(&mut self) {
        if let Err(source) = self.read_on() {
            self.input = None;
            self.ready.push_back(Err(InputError::Unreadable { file: self.name.clone(), source }));
        }
    }

    fn read_on(&mut self) -> io::Result<()> {
        let mut document = Vec::new();
        let mut nesting = Nesting::default();
        let mut first_line = self.lines + 1;
        while let Some(input) = &mut self.input {
            if self.format == Some(InputFormat::Text) {
                input.read_to_end(&mut document)?;
                self.input = None;
                if !is_blank(&document) {
                    self.push_text(document, first_line);
                }
                return Ok(());
            }
            let start = document.len();
            if input.read_until(b'\n', &mut document)? == 0 {
                self.input = None;
                break;
            }
            self.lines += 1;
            if self.lines == 1 && document.starts_with(BYTE_ORDER_MARK) {
                document.drain(..BYTE_ORDER_MARK.len());
            }
            if is_blank(&document) {
                // Kept while the format is not known: blank lines at the start belong to a text.
                if self.format.is_some() {
                    document.clear();
                    first_line = self.lines + 1;
                }
                continue;
            }
            if self.format.is_none() {
                self.format = Some(sniff(&document));
                if self.format == Some(InputFormat::Text) {
                    continue;
                }
            }
            nesting.read(&document[start..]);
            if nesting.is_closed() {
                break;
            }
        }
        if !is_blank(&document) {
            self.push_json(&document, first_line);
        }
        Ok(())
    }

    fn push_text(&mut self, value: Vec<u8>, line: usize) {
        let place = Place { file: self.name.clone(), line };
        self.ready.push_back(Ok(Message { value, format: InputFormat::Text, place }));
    }

    /// Takes the JSON values of a stretch of whole lines; an array stands for its elements.
    fn push_json(&mut self, document: &[u8], first_line: usize) {
        let place = |offset: usize| {
            let line = first_line + document[..offset].iter().filter(|byte| **byte == b'\n').count();
            Place { file: self.name.clone(), line }
        };
        let mut values = serde_json::Deserializer::from_slice(document).into_iter::<&RawValue>();
        let mut messages = Vec::new();
        loop {
            let before = values.byte_offset();
            let value_start = before + document[before..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            match values.next() {
                None => break,
                Some(Ok(value)) if value.get().starts_with('[') => {
                    let elements: Result<Vec<&RawValue>, _> = serde_json::from_str(value.get());
                    // A raw value is valid JSON, so an array of raw values can be read from one that starts with `[`.
                    for element in elements.unwrap_or_default() {
                        let offset = element.get().as_ptr() as usize - document.as_ptr() as usize;
                        messages.push(Ok((element.get().as_bytes().to_vec(), place(offset))));
                    }
                }
                Some(Ok(value)) => messages.push(Ok((value.get().as_bytes().to_vec(), place(value_start)))),
                Some(Err(error)) => {
                    messages.push(Err(InputError::NotJson { place: place(value_start), reason: error.to_string() }));
                    break;
                }
            }
        }
        self.ready.extend(
            messages
                .into_iter()
                .map(|message| message.map(|(value, place)| Message { value, format: InputFormat::Json, place })),
        );
    }
}

impl Iterator for MessagesOfFile {
    type Item = Result<Message, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.ready.is_empty() && self.input.is_some() {
            self.advance();
        }
        self.ready.pop_front()
    }
}

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

fn is_blank(bytes: &[u8]) -> bool {
    bytes.iter().all(u8::is_ascii_whitespace)
}

fn sniff(start: &[u8]) -> InputFormat {
    match start.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'{' | b'[') => InputFormat::Json,
        _ => InputFormat::Text,
    }
}

/// Tells where a JSON value over several lines ends, by its brackets alone: one look at each byte.
#[derive(Default)]
struct Nesting {
    depth: usize,
    in_string: bool,
    after_backslash: bool,
    broken: bool,
}

impl Nesting {
    fn read(&mut self, line: &[u8]) {
        for byte in line {
            match (self.in_string, byte) {
                // No string of JSON holds a line break: what comes after it is another message.
                (true, b'\n') => self.broken = true,
                (true, _) if self.after_backslash => self.after_backslash = false,
                (true, b'\\') => self.after_backslash = true,
                (_, b'"') => self.in_string = !self.in_string,
                (false, b'{' | b'[') => self.depth += 1,
                (false, b'}' | b']') => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
        }
    }

    const fn is_closed(&self) -> bool {
        self.broken || self.depth == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content: &str, format: Option<InputFormat>) -> Vec<Result<Message, InputError>> {
        let input: Box<dyn BufRead> = Box::new(io::Cursor::new(content.as_bytes().to_vec()));
        MessagesOfFile::new("file".to_owned(), input, format).collect()
    }

    /// Each message as `line: value`, each error as `line!`.
    fn told(content: &str, format: Option<InputFormat>) -> Vec<String> {
        let tell = |message: Result<Message, InputError>| match message {
            Ok(message) => format!("{}: {}", message.place.line, String::from_utf8(message.value).unwrap()),
            Err(InputError::NotJson { place, .. }) => format!("{}!", place.line),
            Err(InputError::Unreadable { source, .. }) => source.to_string(),
        };
        read(content, format).into_iter().map(tell).collect()
    }

    #[test]
    fn one_message_may_stand_on_each_line() {
        assert_eq!(told("{\"id\":\"1\"}\n\n{\"id\":\"2\"}", None), ["1: {\"id\":\"1\"}", "3: {\"id\":\"2\"}"]);
        assert_eq!(told("{\"id\":1} {\"id\":2}\r\n", None), ["1: {\"id\":1}", "1: {\"id\":2}"]);
    }

    #[test]
    fn one_message_may_stand_over_several_lines() {
        let pretty = "{\n  \"id\": \"a } \\\" {\",\n  \"x\": [\n 1]\n}";
        assert_eq!(told(&format!("\n{pretty}\n{pretty}\n"), None), [format!("2: {pretty}"), format!("7: {pretty}")]);
    }

    #[test]
    fn an_array_stands_for_its_elements() {
        assert_eq!(told("[\n{\"id\":1},\n{\"id\":2}]\n", None), ["2: {\"id\":1}", "3: {\"id\":2}"]);
        assert_eq!(told("[]", None), [""; 0]);
    }

    #[test]
    fn a_broken_message_is_named_and_the_others_come_out() {
        assert_eq!(
            told("{\"id\":1}\nnot json\n{\"text\":\"cut\n{\"id\":2}\n{\"id\":", None),
            ["1: {\"id\":1}", "2!", "3!", "4: {\"id\":2}", "5!"]
        );
    }

    #[test]
    fn what_starts_like_no_json_is_the_text_of_one_article() {
        assert_eq!(told("\nThe ministers spoke.\n{\"id\":1}\n", None), ["1: \nThe ministers spoke.\n{\"id\":1}\n"]);
        assert_eq!(told("The ministers spoke.\n", Some(InputFormat::Json)), ["1!"]);
        assert_eq!(told("{\"id\":1}\n", Some(InputFormat::Text)), ["1: {\"id\":1}\n"]);
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_a_message() {
        assert_eq!(told("\u{feff}{\"id\":1}", None), ["1: {\"id\":1}"]);
    }

    #[test]
    fn nothing_gives_no_message() {
        assert_eq!(told("", None), [""; 0]);
        assert_eq!(told(" \n\n", None), [""; 0]);
        assert_eq!(told(" \n\n", Some(InputFormat::Text)), [""; 0]);
    }

    #[test]
    fn a_missing_file_is_an_error_with_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("missing.json");
        let there = folder.path().join("there.json");
        std::fs::write(&there, "{}").unwrap();
        let messages: Vec<_> = read_messages(&[missing.clone(), there], None).collect();
        let error = messages[0].as_ref().unwrap_err().to_string();
        assert!(error.starts_with(&format!("cannot read {}: ", missing.display())), "{error}");
        assert_eq!(messages[1].as_ref().unwrap().value, b"{}");
    }

    proptest::proptest! {
        #[test]
        fn every_message_comes_out_as_it_was_written(texts in proptest::collection::vec(".*", 1..8), pretty: bool) {
            let values: Vec<_> = texts.iter().map(|text| serde_json::json!({ "text": text })).collect();
            let written = |value| if pretty { serde_json::to_string_pretty(value) } else { serde_json::to_string(value) };
            let lines: Vec<String> = values.iter().map(|value| written(value).unwrap()).collect();
            let messages = read(&lines.join("\n"), None);
            let read: Vec<String> =
                messages.into_iter().map(|message| String::from_utf8(message.unwrap().value).unwrap()).collect();
            proptest::prop_assert_eq!(read, lines);
        }
    }
}
