//! The documents are true: the commands of README.md work, the events it shows are the ones that come out, and
//! its tables and ARCHITECTURE.md name what there is.
//!
//! Every command in a `sh` block of README.md is run as it stands. Those that need Kafka or a whole build are checked
//! instead: a `make` target must exist (`make -n`), and the arguments of commands that need Kafka must be ones
//! that the program takes. A command of any other kind fails the test until a rule here accounts for it.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output};

use clap::{CommandFactory as _, Parser as _};
use demarche::cli::Cli;
use demarche::config::{Sources, load};
use demarche::observe::metrics::{self, Metric};
use serde_json::Value;

const PROJECT: &str = env!("CARGO_MANIFEST_DIR");
const PROGRAM: &str = env!("CARGO_BIN_EXE_demarche");

#[test]
fn every_command_in_the_readme_works() {
    let readme = read("README.md");
    let commands: Vec<&str> = blocks(&readme, "sh").flat_map(str::lines).filter(|line| !line.is_empty()).collect();
    assert!(!commands.is_empty(), "README.md shows no command");
    let problems: Vec<String> = commands
        .iter()
        .filter_map(|command| check(command).err().map(|problem| format!("`{command}`: {problem}")))
        .collect();
    assert!(problems.is_empty(), "README.md:\n{}", problems.join("\n"));
}

#[test]
fn the_events_in_the_readme_are_the_ones_that_come_out() {
    let readme = read("README.md");
    let (command, after) = readme.split_once("<!-- events: ").and_then(|(_, rest)| rest.split_once(" -->")).unwrap();
    let output = run_in_shell(command);
    let printed = String::from_utf8(output.stdout).unwrap();
    let events: Vec<Value> = printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let shown: Vec<Value> = json_values(blocks(after, "json").next().unwrap());
    assert!(!shown.is_empty(), "README.md shows no event");
    for event in shown {
        assert!(
            events.iter().any(|whole| is_part_of(&event, whole)),
            "no event has all that README.md shows:\n{event:#}\n`{command}` printed:\n{printed}"
        );
    }
}

#[test]
fn the_lines_in_the_readme_are_the_ones_that_come_out() {
    let readme = read("README.md");
    let (command, after) = readme.split_once("<!-- lines: ").and_then(|(_, rest)| rest.split_once(" -->")).unwrap();
    let printed = String::from_utf8(run_in_shell(command).stdout).unwrap();
    let shown = after.strip_prefix("\n```\n").and_then(|block| block.split_once("```")).unwrap().0;
    assert!(printed.contains(shown), "README.md shows\n{shown}\nand `{command}` printed\n{printed}");
}

#[test]
fn the_readme_names_every_command_of_the_program() {
    let readme = read("README.md");
    for command in Cli::command().get_subcommands() {
        let row = format!("| `demarche {}", command.get_name());
        assert!(readme.contains(&row), "README.md has no table row that starts with {row}");
    }
}

#[test]
fn the_readme_names_every_key_of_the_configuration_with_its_default() {
    let readme = read("README.md");
    let printed = run_in_shell("demarche run --print-config");
    succeeded(&printed).unwrap();
    let config: toml::Table = String::from_utf8(printed.stdout).unwrap().parse().unwrap();
    for (table, keys) in &config {
        for (key, value) in keys.as_table().unwrap() {
            let default = match value {
                toml::Value::String(text) if text.is_empty() => "none".to_owned(),
                toml::Value::String(text) => format!("`{text}`"),
                toml::Value::Table(properties) if properties.is_empty() => "none".to_owned(),
                other => format!("`{other}`"),
            };
            let row = format!("| `{table}.{key}` | {default} |");
            assert!(readme.contains(&row), "README.md has no table row that starts with {row}");
        }
    }
}

#[test]
fn the_configurations_in_the_documents_are_taken() {
    let folder = tempfile::tempdir().unwrap();
    for secret in ["console-token", "kafka-password", "key-password", "registry-password", "otlp-headers"] {
        fs::write(folder.path().join(secret), "name=secret-of-enough-length\n").unwrap();
    }
    let file = folder.path().join("demarche.toml");
    for document in ["docs/console.md", "docs/schemas.md", "docs/security.md", "docs/topics.md", "docs/tracing.md"] {
        let text = read(document);
        let snippets: Vec<&str> = blocks(&text, "toml").collect();
        assert!(!snippets.is_empty(), "{document} shows no configuration");
        for snippet in snippets {
            fs::write(&file, snippet.replace("/run/secrets", folder.path().to_str().unwrap())).unwrap();
            let sources = Sources { file: Some(file.clone()), ..Sources::default() };
            load(&sources).unwrap_or_else(|error| panic!("{document}: {error}\n{snippet}"));
        }
    }
}

/// The page is made from the metrics themselves: `WRITE=yes cargo test --test documentation` writes it anew.
#[test]
fn the_page_of_metrics_has_all_of_them() {
    let page = metrics_page();
    if std::env::var_os("WRITE").is_some() {
        fs::write(Path::new(PROJECT).join("docs/metrics.md"), &page).unwrap();
    }
    assert_eq!(read("docs/metrics.md"), page, "not up to date: run `WRITE=yes cargo test --test documentation`");
}

#[test]
fn the_architecture_names_every_room() {
    let (library, architecture) = (read("src/lib.rs"), read("ARCHITECTURE.md"));
    let mut rooms = library.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).peekable();
    assert!(rooms.peek().is_some(), "src/lib.rs has no room");
    for room in rooms {
        assert!(architecture.contains(&format!("| `{room}` |")), "ARCHITECTURE.md has no table row for `{room}`");
    }
}

fn metrics_page() -> String {
    let head = "\
# Metrics

`demarche run` tells them at `/metrics` of `http.listen`, in the text format of Prometheus. Names, labels and meanings are a
contract: a change of one is told with the release. The values of labels are few, and nothing from an article becomes one.
Counters move when a batch is committed: what failed and was read again counts once.

What to be woken for is in [deploy/prometheus/alerts.yaml](../deploy/prometheus/alerts.yaml), what to do then in
[runbook.md](runbook.md), a dashboard in [deploy/grafana](../deploy/grafana).
";
    let table = |metrics: &[Metric]| {
        let rows = metrics.iter().map(|Metric { name, kind, labels, meaning }| {
            let kind = format!("{kind:?}").to_lowercase();
            let labels: Vec<String> = labels.iter().map(|label| format!("`{label}`")).collect();
            format!("| `{name}` | {kind} | {} | {meaning} |\n", labels.join(", "))
        });
        "\n| metric | kind | labels | meaning |\n| --- | --- | --- | --- |\n".to_owned() + &rows.collect::<String>()
    };
    let process = "\nOf the process, by the names that Prometheus has for them:\n";
    let replay = "\n`demarche replay --listen ADDRESS` tells the lag, and of its range:\n";
    let tables = [&metrics::ALL[..], &metrics::PROCESS, &metrics::REPLAY].map(table);
    let [ours, of_process, of_replay] = tables;
    [head, &ours, process, &of_process, replay, &of_replay].concat()
}

/// Runs a command of the README, or checks it where it cannot be run here.
fn check(command: &str) -> Result<(), String> {
    let words: Vec<&str> = command.split_whitespace().collect();
    match words.as_slice() {
        ["make", target] => {
            // Without the flags that a `make` around this test passes down.
            let dry_run =
                Command::new("make").args(["-n", target]).current_dir(PROJECT).env_remove("MAKEFLAGS").output();
            succeeded(&dry_run.map_err(|error| error.to_string())?)
        }
        ["demarche", "run" | "feed" | "demo" | "tail" | "replay" | "redrive", ..] => {
            Cli::try_parse_from(&words).map(drop).map_err(|error| error.to_string())
        }
        ["demarche", "extract" | "explain", ..] => succeeded(&run_in_shell(command)),
        // What it would build is what cargo built for this test.
        ["cargo", "install", "--locked", "--path", "."] => {
            let installed = Path::new(PROGRAM).file_name();
            (installed == Some("demarche".as_ref())).then_some(()).ok_or_else(|| format!("installs {installed:?}"))
        }
        _ => Err("nothing tells how to check it: add a rule to tests/documentation.rs".to_owned()),
    }
}

/// Runs a command of a reader who stands in the project folder and has the program on the `PATH`. What it writes is
/// thrown away.
fn run_in_shell(command: &str) -> Output {
    let folder = tempfile::tempdir().unwrap();
    symlink(Path::new(PROJECT).join("tests"), folder.path().join("tests")).unwrap();
    let script = format!("PATH=$(dirname \"$0\"):$PATH; {command}");
    Command::new("sh").args(["-c", &script, PROGRAM]).current_dir(folder.path()).output().unwrap()
}

fn succeeded(output: &Output) -> Result<(), String> {
    let words = || format!("{}: {}", output.status, String::from_utf8_lossy(&output.stderr));
    output.status.success().then_some(()).ok_or_else(words)
}

fn read(file: &str) -> String {
    fs::read_to_string(Path::new(PROJECT).join(file)).unwrap()
}

/// The fenced blocks of one language.
fn blocks<'a>(markdown: &'a str, language: &str) -> impl Iterator<Item = &'a str> {
    let fence = format!("\n```{language}\n");
    let parts: Vec<&str> = markdown.split(&fence).skip(1).collect();
    parts.into_iter().map(|part| part.split_once("\n```").expect("a block ends").0)
}

/// JSON values that follow one another.
fn json_values(text: &str) -> Vec<Value> {
    serde_json::Deserializer::from_str(text).into_iter().collect::<Result<_, _>>().unwrap()
}

/// Whether every field of the one is in the other, with the same value; lists are as long and in the same order.
fn is_part_of(part: &Value, whole: &Value) -> bool {
    match (part, whole) {
        (Value::Object(part), Value::Object(whole)) => {
            part.iter().all(|(name, value)| whole.get(name).is_some_and(|other| is_part_of(value, other)))
        }
        (Value::Array(part), Value::Array(whole)) => {
            part.len() == whole.len() && part.iter().zip(whole).all(|(value, other)| is_part_of(value, other))
        }
        _ => part == whole,
    }
}
