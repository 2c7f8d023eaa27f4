//! Any bytes, as the value of a record.

#![no_main]

#[path = "../properties/article.rs"]
mod property;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| property::check(bytes));
