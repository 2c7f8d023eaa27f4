//! Any text, as a page.

#![no_main]

#[path = "../properties/html.rs"]
mod property;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| property::check(bytes));
