//! What events cost beside the reading that they stand on, in each language.
//!
//! `make bench` prints one table. Reading is what it takes to get from the bytes of a record to an annotated document:
//! decoding, clutter, sentences, grammar, names, syntax. Extraction is the rest of the way to events. Both are measured
//! in one run, in turns, in seconds of the processor, over the project's own gold put together to articles of news
//! length; the table ends with articles of ten times that length, whose cost a character must be the same.

use std::fs::{read, read_dir};
use std::hint::black_box;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use demarche::article::{self, InputFormat, Language, Limits, RawArticle};
use demarche::document::Document;
use demarche::extract::Extractor;
use demarche::lexicon::{ClutterPhrases, Lexicon};
use demarche::linguistics::{Linguistics, default_folder};

/// Characters of an article of news length, at least.
const ARTICLE: usize = 3000;
/// How many times as long the long articles are.
const LONG: usize = 10;
/// How long each language is measured.
const ENOUGH: Duration = Duration::from_secs(6);

/// What reads an article as far as its annotated document.
struct Reader {
    clutter_phrases: ClutterPhrases,
    lexicons: Vec<Lexicon>,
    linguistics: Linguistics,
}

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Seconds of the processor for all articles, once.
#[derive(Clone, Copy, Default)]
struct Cost {
    reading: f64,
    whole: f64,
}

fn main() {
    let folder = default_folder().expect("a place for models");
    let started = Instant::now();
    let extractor = Extractor::new(Limits::default(), &folder).unwrap_or_else(|error| panic!("{error}"));
    let start_up = started.elapsed();
    let reader = Reader {
        clutter_phrases: ClutterPhrases::built_in().expect("the built-in data is well-formed"),
        lexicons: Language::READ.map(|language| Lexicon::built_in(language).expect("well-formed")).into(),
        linguistics: Linguistics::read(&folder).unwrap_or_else(|error| panic!("{error}")),
    };
    let mut table = comfy_table::Table::new();
    table.set_header([
        "",
        "articles/s",
        "reading, ns a character",
        "extraction, ns a character",
        "extraction / reading",
    ]);
    for language in Language::READ {
        for (length, size) in [("", ARTICLE), (", long", ARTICLE * LONG)] {
            let articles = articles(language, size);
            let characters: usize = articles.iter().map(|article| article.chars().count()).sum();
            let cost = measure(&extractor, &reader, &articles);
            let extraction = cost.whole - cost.reading;
            let a_character = |seconds: f64| format!("{:.0}", seconds * 1e9 / characters as f64);
            table.add_row([
                format!("{}{length}", language.code()),
                format!("{:.1}", articles.len() as f64 / cost.whole),
                a_character(cost.reading),
                a_character(extraction),
                format!("{:.3}", extraction / cost.reading),
            ]);
        }
    }
    println!("articles of {ARTICLE} characters and {LONG} times as many, one thread\n{table}");
    println!("start-up {:.2} s", start_up.as_secs_f64());
}

impl Reader {
    fn read(&self, text: &str) {
        let raw = RawArticle::new(text.as_bytes(), InputFormat::Text);
        let article = article::read(&raw, Limits::default(), &self.clutter_phrases).expect("an article");
        let lexicon = self.lexicons.iter().find(|lexicon| lexicon.language == article.language).expect("a lexicon");
        let document = Document::of(&article, &lexicon.grammar.abbreviations);
        black_box(self.linguistics.annotate(&document, lexicon.language, &lexicon.grammar));
    }
}

/// What reading alone and the whole way cost, in turns, so that a slow moment of the machine falls on both.
fn measure(extractor: &Extractor, reader: &Reader, articles: &[String]) -> Cost {
    let whole = |text: &String| {
        let extraction = extractor.extract(&RawArticle::new(text.as_bytes(), InputFormat::Text));
        black_box(extraction.expect("an article"));
    };
    articles.iter().for_each(whole);
    let (mut cost, mut rounds, started) = (Cost::default(), 0.0, processor_time());
    while processor_time() - started < ENOUGH {
        let before = processor_time();
        articles.iter().for_each(|text| reader.read(text));
        let between = processor_time();
        articles.iter().for_each(whole);
        cost.reading += (between - before).as_secs_f64();
        cost.whole += (processor_time() - between).as_secs_f64();
        rounds += 1.0;
    }
    Cost { reading: cost.reading / rounds, whole: cost.whole / rounds }
}

/// How long this thread, the first of the process, has been computing, as Linux counts it; elsewhere how long ago it was
/// first asked.
fn processor_time() -> Duration {
    static FIRST: OnceLock<Instant> = OnceLock::new();
    let counted = std::fs::read_to_string("/proc/self/schedstat").ok();
    let nanoseconds = counted.and_then(|counted| counted.split_whitespace().next()?.parse().ok());
    nanoseconds.map_or_else(|| FIRST.get_or_init(Instant::now).elapsed(), Duration::from_nanos)
}

/// The texts of the gold in a language, over and over, as articles of at least so many characters: four of them.
fn articles(language: Language, size: usize) -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/gold/articles");
    let mut paths: Vec<_> =
        read_dir(folder).expect("the gold").map(|entry| entry.expect("a file of the gold").path()).collect();
    paths.sort();
    let texts = paths.iter().filter_map(|path| {
        let article: serde_json::Value = serde_json::from_slice(&read(path).expect("a file")).expect("JSON");
        (article["language"] == language.code()).then(|| article["text"].as_str().expect("a text").to_owned())
    });
    let texts: Vec<String> = texts.collect();
    let mut articles = vec![String::new()];
    for text in texts.iter().cycle() {
        let Some(last) = articles.last_mut() else { break };
        last.push_str(text);
        last.push_str("\n\n");
        if last.chars().count() >= size {
            if articles.len() == 4 {
                break;
            }
            articles.push(String::new());
        }
    }
    articles
}
