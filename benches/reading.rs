//! How fast articles are read: names, morphology and syntax of every sentence, on one thread, beside natasha.
//!
//! `make bench-reading` prints one table. Both read the same articles in the same run: the recorded texts of the parity
//! test, put together to articles of about 3 KB. Tokens and sentences are given to both; what is measured are the models.

use std::fs::File;
use std::hint::black_box;
use std::io::Read as _;
use std::ops::Range;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use demarche::linguistics::models::RUSSIAN;
use demarche::linguistics::russian::{Annotation, Heads, RussianModel, Workspace};
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
    let tree = measure(&articles, &model, Heads::Tree);
    let independent = measure(&articles, &model, Heads::Independent);
    let memory = peak_memory_mib();
    let natasha = natasha(&articles);
    let mut table = comfy_table::Table::new();
    table.set_header(["", "articles/s", "times natasha"]);
    let mut row = |name: &str, rate: f64| {
        table.add_row([name.to_owned(), format!("{rate:.1}"), format!("{:.1}", rate / natasha)]);
    };
    row("natasha 1.6.0, Python", natasha);
    row("demarche, heads as natasha chooses them", independent);
    row("demarche, best tree", tree);
    println!("{} articles, names, morphology and syntax of every sentence, one thread\n{table}", articles.len());
    println!("start-up of demarche's models {:.2} s, peak memory {memory} MiB", start_up.as_secs_f64());
}

/// Articles a second.
fn measure(articles: &[Article], model: &RussianModel, how: Heads) -> f64 {
    let mut workspace = Workspace::default();
    let mut annotation = Annotation::default();
    let mut read = || {
        for Article(sentences) in articles {
            let ends = sentences.iter().scan(0, |end, sentence| {
                let start = *end;
                *end += sentence.len();
                Some(start..*end)
            });
            let ranges: Vec<Range<usize>> = ends.collect();
            let tokens = sentences.iter().flatten().map(String::as_str);
            model.annotate(tokens, &ranges, how, &mut workspace, &mut annotation);
            black_box(&annotation);
        }
    };
    read();
    let (started, mut rounds) = (Instant::now(), 0_u32);
    while started.elapsed() < ENOUGH {
        read();
        rounds += 1;
    }
    f64::from(rounds) * articles.len() as f64 / started.elapsed().as_secs_f64()
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
