//! docs/consume.md is true: its commands are ones that the program takes, its Python compiles, its JSON is JSON. With a Python
//! in `DEMARCHE_PYTHON` that has the packages it names (`make consume`), all of it runs on events in a real Kafka.

mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use clap::Parser as _;
use demarche::cli::Cli;
use serde_json::Value;
use support::{Pipeline, Service, short_articles};

const PROJECT: &str = env!("CARGO_MANIFEST_DIR");

/// Ample on a busy machine.
const SOON: Duration = Duration::from_secs(90);

fn page() -> String {
    fs::read_to_string(Path::new(PROJECT).join("docs/consume.md")).expect("the page")
}

/// The fenced blocks of one language.
fn blocks<'p>(page: &'p str, language: &str) -> Vec<&'p str> {
    let fence = format!("\n```{language}\n");
    page.split(&fence).skip(1).map(|part| part.split_once("\n```").expect("a block ends").0).collect()
}

fn succeeded(output: Output) -> String {
    assert!(output.status.success(), "{}: {}", output.status, String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn every_snippet_has_the_right_form() {
    let page = page();
    let commands: Vec<&str> = blocks(&page, "sh").into_iter().flat_map(str::lines).collect();
    let ours: Vec<&&str> = commands.iter().filter(|command| command.starts_with("demarche ")).collect();
    assert!(ours.len() >= 3, "{commands:?}");
    for command in ours {
        let words = command.split_whitespace().take_while(|word| !["|", ">"].contains(word));
        Cli::try_parse_from(words).unwrap_or_else(|error| panic!("`{command}`: {error}"));
    }
    let folder = tempfile::tempdir().expect("a folder");
    let programs = blocks(&page, "python");
    assert_eq!(programs.len(), 2);
    for program in programs {
        let file = folder.path().join("snippet.py");
        fs::write(&file, program).expect("a file");
        succeeded(Command::new("python3").args(["-m", "py_compile"]).arg(&file).output().expect("python3"));
    }
    for snippet in blocks(&page, "json") {
        serde_json::from_str::<Value>(snippet).unwrap_or_else(|error| panic!("{error}\n{snippet}"));
    }
}

#[test]
fn the_line_that_duckdb_reads_has_the_fields_that_it_asks_for() {
    let pipeline = Pipeline::new(2);
    let calls = with_events(&pipeline);
    let lines = succeeded(pipeline.command(&["tail", &calls, "--format", "json"], &[]).output().expect("the program"));
    assert_eq!(lines.lines().count(), 10);
    for line in lines.lines() {
        let event: Value = serde_json::from_str(line).expect("JSON");
        let call = &event["call"];
        assert!(event["record"]["key"].is_string() && call["metadata"]["publishedAt"].is_string(), "{event}");
        assert!(call["metadata"]["confidence"].is_f64() && call["status"].is_string(), "{event}");
        assert!(call["participants"][0]["country"].is_string(), "{event}");
    }
    if let Some(python) = asked_for() {
        run_all(&pipeline, &calls, &lines, &python);
    }
}

#[allow(clippy::disallowed_methods, reason = "a Python for a run on request, which no configuration knows")]
fn asked_for() -> Option<String> {
    std::env::var("DEMARCHE_PYTHON").ok()
}

/// Ten articles with a call each have come through; the topic of calls.
fn with_events(pipeline: &Pipeline) -> String {
    pipeline.send(&short_articles(10));
    let _service = Service::start(pipeline);
    pipeline.wait_until_all_is_committed(SOON);
    pipeline.topics.calls.clone()
}

/// Runs both programs as they stand, but for the address and the name of the topic.
fn run_all(pipeline: &Pipeline, calls: &str, lines: &str, python: &str) {
    let page = page();
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("calls.ndjson"), lines).expect("a file");
    let run = |arguments: &[&str]| {
        succeeded(Command::new(python).args(arguments).current_dir(folder.path()).output().expect("the Python"))
    };
    let generate = blocks(&page, "sh").into_iter().find(|block| block.contains("grpc_tools")).expect("how to generate");
    let generate = generate.replace("python3", python).replace(" proto/", &format!(" {PROJECT}/proto/"));
    let generate = generate.replace("--proto_path=proto", &format!("--proto_path={PROJECT}/proto"));
    succeeded(Command::new("sh").args(["-c", &generate]).current_dir(folder.path()).output().expect("a shell"));
    let [weeks, reads] = <[&str; 2]>::try_from(blocks(&page, "python")).expect("two programs");

    let table = run(&["-c", weeks]);
    assert!(table.contains("RUS–TUR") && table.contains('█'), "{table}");
    let reads = reads.replace("events.call", calls).replace("127.0.0.1:9092", &pipeline.kafka.bootstrap);
    let printed = run(&["-c", &reads]);
    assert_eq!(printed.lines().filter(|line| line.contains("CALL_STATUS_HELD")).count(), 10, "{printed}");
}
