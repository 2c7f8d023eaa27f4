//! How many articles a second one thread reads, from the bytes of a record to its events, on the project's own gold.

use std::fs;
use std::time::{Duration, Instant};

use demarche::article::{InputFormat, Limits, RawArticle};
use demarche::extract::Extractor;

/// Passes over all articles; the fastest counts, for the others shared the machine with somebody.
const PASSES: usize = 20;

fn main() {
    let started = Instant::now();
    let extractor = Extractor::new(Limits::default(), &demarche::linguistics::default_folder().unwrap())
        .expect("the built-in data is well-formed");
    let start_up = started.elapsed();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/gold/articles");
    let articles: Vec<Vec<u8>> = fs::read_dir(folder)
        .expect("the gold is part of the project")
        .map(|entry| fs::read(entry.expect("a folder that can be read").path()).expect("a file that can be read"))
        .collect();
    let fastest = (0..PASSES).map(|_| pass(&extractor, &articles)).min().expect("at least one pass");
    let bytes: usize = articles.iter().map(Vec::len).sum();
    let seconds = fastest.as_secs_f64();
    println!("start-up                {:>10.1} ms", start_up.as_secs_f64() * 1e3);
    println!("articles a second       {:>10.0}", articles.len() as f64 / seconds);
    println!("bytes of JSON a second  {:>10.0}", bytes as f64 / seconds);
}

fn pass(extractor: &Extractor, articles: &[Vec<u8>]) -> Duration {
    let started = Instant::now();
    for article in articles {
        let extraction = extractor.extract(&RawArticle::new(article, InputFormat::Json));
        std::hint::black_box(extraction.expect("the gold's articles can be read"));
    }
    started.elapsed()
}
