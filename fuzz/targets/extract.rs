//! Any bytes through the whole chain.

#![no_main]

#[path = "../properties/extract.rs"]
mod property;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| property::check(bytes));
