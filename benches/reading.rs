//! How fast articles are read: names, morphology and syntax of every sentence, on one thread, beside natasha.
//!
//! `make bench-reading` prints one table. Both read the same articles in the same run: the recorded texts of the parity
//! test, put together to articles of about 3 KB. Tokens and sentences are given to both; what is measured are the models,
//! in seconds of the processor, which others who work on the machine do not take away.

use std::fs::File;
use std::hint::black_box;
use std::io::Read as _;
use std::ops::Range;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use demarche::linguistics::models::RUSSIAN;
use demarche::linguistics::russian::{Heads, Links, RussianModel, Sequences, Workspace};
use serde::{Deserialize, Serialize};

/// UTF-8 bytes of an article, at least.
const ARTICLE: usize = 3000;
/// How long each is measured.
const ENOUGH: Duration = Duration::from_secs(10);

#[derive(Deserialize)]
struct Text {
    tokens: Vec<String>,
    ends: Vec<usize>,
}

/// Sentences of an article, each with its tokens.
#[derive(Default, Serialize)]
struct Article(Vec<Vec<String>>);

fn main() {
    let articles = articles();
    let started = Instant::now();
    let model =
        RussianModel::read(&model_path()).unwrap_or_else(|error| panic!("{error}: run `demarche models fetch`"));
    let start_up = started.elapsed();
    let full = |how| move |reader: &mut Reader<'_>, article: &Article| reader.read(article, true, Some((how, 1)));
    let measure = |read: &dyn Fn(&mut Reader<'_>, &Article)| measure(&articles, &model, read);
    let independent = measure(&full(Heads::Independent));
    let tree = measure(&full(Heads::Tree));
    let words = measure(&|reader, article| reader.read(article, true, None));
    let syntax = measure(&|reader, article| reader.read(article, false, Some((Heads::Tree, 1))));
    let some = measure(&|reader, article| reader.read(article, true, Some((Heads::Tree, 4))));
    let memory = peak_memory_mib();
    let natasha = natasha(&articles);
    let mut table = comfy_table::Table::new();
    table.set_header(["", "articles/s", "times natasha"]);
    let mut row = |name: &str, rate: f64, times: bool| {
        let times = if times { format!("{:.1}", rate / natasha) } else { String::new() };
        table.add_row([name.to_owned(), format!("{rate:.1}"), times]);
    };
    row("natasha 1.6.0, Python", natasha, true);
    row("demarche, heads as natasha chooses them", independent, true);
    row("demarche, best tree", tree, true);
    row("  of this: names and morphology", words, false);
    row("  of this: syntax", syntax, false);
    row("demarche, syntax of every fourth sentence alone", some, false);
    println!("{} articles, names, morphology and syntax of every sentence, one thread\n{table}", articles.len());
    println!("start-up of demarche's models {:.2} s, peak memory {memory} MiB", start_up.as_secs_f64());
}

/// What a thread reads with.
struct Reader<'a> {
    model: &'a RussianModel,
    workspace: Workspace,
    names: Vec<u8>,
    morphology: Vec<u16>,
    links: Links,
}

impl Reader<'_> {
    /// Reads names and morphology, if asked, and parses one sentence of so many.
    fn read(&mut self, article: &Article, words: bool, parse: Option<(Heads, usize)>) {
        let ranges = article.ranges();
        let tokens: Vec<usize> = (0..article.tokens().count()).collect();
        let mut text = self.model.read_text(article.tokens(), &mut self.workspace);
        if words {
            text.name(&mut self.names);
            text.tag(Sequences { tokens: &tokens, ranges: &ranges }, &mut self.morphology);
            black_box((&self.names, &self.morphology));
        }
        if let Some((how, one_of)) = parse {
            let (mut tokens, mut chosen) = (Vec::new(), Vec::new());
            for range in ranges.into_iter().step_by(one_of) {
                chosen.push(tokens.len()..tokens.len() + range.len());
                tokens.extend(range);
            }
            text.parse(Sequences { tokens: &tokens, ranges: &chosen }, how, &mut self.links);
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
fn measure(articles: &[Article], model: &RussianModel, read: &dyn Fn(&mut Reader<'_>, &Article)) -> f64 {
    let (workspace, names, morphology, links) = Default::default();
    let mut reader = Reader { model, workspace, names, morphology, links };
    articles.iter().for_each(|article| read(&mut reader, article));
    let (started, mut rounds) = (processor_time(), 0_u32);
    while processor_time() - started < ENOUGH {
        articles.iter().for_each(|article| read(&mut reader, article));
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
