//! Tokens are those of the Python package razdel, but where demarche means to differ.
//!
//! `tests/scripts/record_razdel.py` has recorded razdel's.

use std::fs::File;

use demarche::document::words;
use serde::Deserialize;

#[derive(Deserialize)]
struct Line {
    text: String,
    tokens: Vec<String>,
}

#[test]
fn tokens_are_those_of_razdel() {
    let file = File::open(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/parity/razdel.ndjson.gz")).unwrap();
    let recording = std::io::read_to_string(flate2::read::GzDecoder::new(file)).unwrap();
    let lines: Vec<Line> = recording.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.iter().map(|line| line.tokens.len()).sum::<usize>() > 100_000);
    let different: Vec<_> = lines
        .iter()
        .filter(|line| words(&line.text) != line.tokens)
        .map(|line| format!("{:?}\n  razdel {:?}\n  here   {:?}\n", line.text, line.tokens, words(&line.text)))
        .collect();
    let first = different.iter().take(10).map(String::as_str).collect::<String>();
    assert!(different.is_empty(), "{} lines differ, the first of them\n{first}", different.len());
}

/// Text, tokens of razdel, tokens here, in `|` each: the cases of the table in `src/document/token.rs`.
const DIFFERENT: &[(&str, &str, &str)] = &[
    ("об'єднання", "об|'|єднання", "об'єднання"),
    ("п’ять", "п|’|ять", "п’ять"),
    ("об`єкт", "об|`|єкт", "об`єкт"),
    ("I don't", "I|don|'|t", "I|don't"),
    ("O’Brien’s", "O|’|Brien|’|s", "O’Brien’s"),
    ("Oct. 9, 2025", "Oct|.|9,|2025", "Oct|.|9|,|2025"),
    ("да -сказал", "да|-сказал", "да|-|сказал"),
    ("теле- и радио", "теле-|и|радио", "теле|-|и|радио"),
    ("talks—which", "talks—which", "talks|—|which"),
    ("со\u{ad}вет", "со\u{ad}вет", "со\u{ad}вет"),
    ("\u{feff}Совет\u{200b} да", "\u{feff}Совет\u{200b}|да", "Совет|да"),
    ("да \u{200b} нет", "да|\u{200b}|нет", "да|нет"),
    ("•Россия {да}", "•Россия|{да|}", "•|Россия|{|да|}"),
    ("‹да›", "‹да›", "‹|да|›"),
    ("―Да", "―Да", "―|Да"),
    ("٣,٤", "٣,٤", "٣|,|٤"),
];

#[test]
fn tokens_differ_from_those_of_razdel_where_that_is_meant() {
    for (text, razdel, here) in DIFFERENT {
        assert_eq!(words(text).join("|"), *here, "{text}: razdel has {razdel}");
    }
}
