//! How fast articles are read: names, morphology and syntax of every sentence, on one thread, beside natasha.
//!
//! `make bench-reading` prints one table. Both read the same articles in the same run, turn by turn: the Russian articles
//! of the project's gold, and the recorded texts of the parity test, put together to articles of about 3 KB. The former
//! are written like news, which in its words and its many statements they resemble; the latter have more varied grammar
//! and odder tokens than news, and fewer words. Tokens and sentences are given to both; what is measured are the models,
//! in seconds of the processor, which others who work on the machine do not take away. The words of all articles fit into
//! the table of words; a stream of news has new ones all the time, and the last line tells of the case that all are new.
//!
//! What bounds it: on these articles 17 to 29 % of the channels of the first layer are active and 24 to 40 % of the second,
//! so that the second and third layers of the three networks take 5,256 fused multiply-adds of 16 numbers a token. That is
//! 1.5 µs on a core that does one a cycle at 3.6 GHz, the hundredth part of what natasha takes for the whole token.

use std::fs::{self, File};
use std::hint::black_box;
use std::io::Read as _;
use std::ops::Range;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use demarche::article::{self, InputFormat, Language, Limits, RawArticle};
use demarche::document::{Document, Sentence};
use demarche::lexicon::{ClutterPhrases, Lexicon};
use demarche::linguistics::models::RUSSIAN;
use demarche::linguistics::russian::{Heads, Links, RussianModel, Sequences, Workspace};
use serde::{Deserialize, Serialize};

/// UTF-8 bytes of an article, at least.
const ARTICLE: usize = 3000;
/// How long each is measured in a round.
const ENOUGH: Duration = Duration::from_secs(2);
/// Rounds, each with a turn of everybody: the figures of a round are of the same minute.
const ROUNDS: usize = 3;

#[derive(Deserialize)]
struct Text {
    tokens: Vec<String>,
    ends: Vec<usize>,
}

/// Sentences of an article, each with its tokens.
#[derive(Default, Serialize)]
struct Article(Vec<Vec<String>>);

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What is measured: whether words are read, and which sentences are parsed.
const READINGS: [(&str, bool, Option<Heads>); 4] = [
    ("demarche, heads as natasha chooses them", true, Some(Heads::Independent)),
    ("demarche, best tree", true, Some(Heads::Tree)),
    ("  of this: names and morphology", true, None),
    ("  of this: syntax", false, Some(Heads::Tree)),
];

fn main() {
    let articles = articles();
    let started = Instant::now();
    let model =
        RussianModel::read(&model_path()).unwrap_or_else(|error| panic!("{error}: run `demarche models fetch`"));
    let start_up = started.elapsed();
    let mut rates = [const { Vec::new() }; READINGS.len()];
    let (mut new_words, mut natashas) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        for ((_, words, heads), rates) in READINGS.into_iter().zip(&mut rates) {
            let read = |reader: &mut Reader<'_>, article: &Article| reader.read(article, words, heads);
            rates.push(measure(&articles, &mut Reader::new(&model, Workspace::default()), read));
        }
        // A table so small that it keeps no word from one article to the next.
        let read = |reader: &mut Reader<'_>, article: &Article| reader.read(article, true, Some(Heads::Tree));
        new_words.push(measure(&articles, &mut Reader::new(&model, Workspace::new(0)), read));
        natashas.push(natasha(&articles));
    }
    let memory = peak_memory_mib();
    let mut table = comfy_table::Table::new();
    table.set_header(["", "articles/s", "times natasha", "in each round"]);
    let mut row = |name: &str, rates: &[f64]| {
        let times: Vec<f64> = rates.iter().zip(&natashas).map(|(rate, natasha)| rate / natasha).collect();
        let rounds: Vec<String> = times.iter().map(|times| format!("{times:.1}")).collect();
        table.add_row([
            name.to_owned(),
            format!("{:.1}", median(rates)),
            format!("{:.1}", median(&times)),
            rounds.join(" "),
        ]);
    };
    row("natasha 1.6.0, Python", &natashas);
    for ((name, ..), rates) in READINGS.iter().zip(&rates) {
        row(name, rates);
    }
    row("demarche, best tree, new words in each article", &new_words);
    let tokens = articles.iter().map(|article| article.tokens().count()).sum::<usize>() / articles.len();
    println!(
        "{} articles of {tokens} tokens on average, one thread, seconds of the processor\n{table}",
        articles.len()
    );
    println!("start-up of demarche's models {:.2} s, peak memory {memory} MiB", start_up.as_secs_f64());
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

/// What a thread reads with.
struct Reader<'a> {
    model: &'a RussianModel,
    workspace: Workspace,
    names: Vec<u8>,
    morphology: Vec<u16>,
    links: Links,
}

impl<'a> Reader<'a> {
    fn new(model: &'a RussianModel, workspace: Workspace) -> Self {
        let (names, morphology, links) = Default::default();
        Self { model, workspace, names, morphology, links }
    }

    /// Reads names and morphology, and syntax, as asked.
    fn read(&mut self, article: &Article, words: bool, parse: Option<Heads>) {
        let ranges = article.ranges();
        let tokens: Vec<usize> = (0..article.tokens().count()).collect();
        let sentences = Sequences { tokens: &tokens, ranges: &ranges };
        let mut text = self.model.read_text(article.tokens(), &mut self.workspace);
        if words {
            text.name(&mut self.names);
            text.tag(sentences, &mut self.morphology);
            black_box((&self.names, &self.morphology));
        }
        if let Some(how) = parse {
            text.parse(sentences, how, &mut self.links);
            black_box(&self.links);
        }
    }
}

impl Article {
    fn tokens(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flatten().map(String::as_str)
    }

    fn ranges(&self) -> Vec<Range<usize>> {
        let ends = self.0.iter().scan(0, |end, sentence| {
            let start = *end;
            *end += sentence.len();
            Some(start..*end)
        });
        ends.collect()
    }
}

/// Articles a second.
fn measure<'a>(articles: &[Article], reader: &mut Reader<'a>, read: impl Fn(&mut Reader<'a>, &Article)) -> f64 {
    articles.iter().for_each(|article| read(reader, article));
    let (started, mut rounds) = (processor_time(), 0_u32);
    while processor_time() - started < ENOUGH {
        articles.iter().for_each(|article| read(reader, article));
        rounds += 1;
    }
    f64::from(rounds) * articles.len() as f64 / (processor_time() - started).as_secs_f64()
}

/// How long this thread, the first of the process, has been computing, as Linux counts it; elsewhere how long ago it was
/// first asked.
fn processor_time() -> Duration {
    static FIRST: OnceLock<Instant> = OnceLock::new();
    let counted = std::fs::read_to_string("/proc/self/schedstat").ok();
    let nanoseconds = counted.and_then(|counted| counted.split_whitespace().next()?.parse().ok());
    nanoseconds.map_or_else(|| FIRST.get_or_init(Instant::now).elapsed(), Duration::from_nanos)
}

/// Articles a second, told by the script that runs natasha.
fn natasha(articles: &[Article]) -> f64 {
    let input = std::env::temp_dir().join(format!("demarche-articles-{}.json", std::process::id()));
    std::fs::write(&input, serde_json::to_vec(articles).unwrap()).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/scripts/record_natasha.py");
    let output = Command::new(script).arg("--speed").arg(&input).output().unwrap();
    std::fs::remove_file(&input).unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    printed.trim().parse().unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

fn articles() -> Vec<Article> {
    let mut articles = gold();
    articles.extend(generated());
    articles
}

/// The Russian articles of the gold.
fn gold() -> Vec<Article> {
    let lexicon = Lexicon::built_in(Language::Russian).unwrap();
    let clutter = ClutterPhrases::built_in().unwrap();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/gold/articles");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut articles = Vec::new();
    for file in files {
        let bytes = fs::read(file).unwrap();
        let article = article::read(&RawArticle::new(&bytes, InputFormat::Json), Limits::default(), &clutter).unwrap();
        if article.language != Language::Russian {
            continue;
        }
        let document = Document::of(&article, &lexicon.grammar.abbreviations);
        let words = |sentence: &Sentence| sentence.tokens.clone().map(|at| document.text(at).to_owned()).collect();
        articles.push(Article(document.sentences.iter().map(words).collect()));
    }
    articles
}

/// The recorded texts.
fn generated() -> Vec<Article> {
    let file = File::open(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/parity/natasha.ndjson.gz")).unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
    let mut articles = vec![Article::default()];
    let mut bytes = 0;
    for line in text.lines().skip(1) {
        let text: Text = serde_json::from_str(line).unwrap();
        let mut start = 0;
        for &end in &text.ends {
            let sentence = text.tokens[start..end].to_vec();
            bytes += sentence.iter().map(|token| token.len() + 1).sum::<usize>();
            articles.last_mut().unwrap().0.push(sentence);
            start = end;
            if bytes >= ARTICLE {
                articles.push(Article::default());
                bytes = 0;
            }
        }
    }
    articles.pop();
    articles
}

fn model_path() -> PathBuf {
    let output = Command::new(env!("CARGO_BIN_EXE_demarche")).args(["models", "path"]).output().unwrap();
    PathBuf::from(String::from_utf8(output.stdout).unwrap().trim()).join(RUSSIAN.file)
}

/// The most memory that this process has had, as Linux counts it; 0 elsewhere.
fn peak_memory_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or_default() / 1024
}
