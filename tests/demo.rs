//! `demarche demo`, as a newcomer runs it.

mod support;

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use demarche::observe::metrics::{ALL, PROCESS};
use support::tool;
use tempfile::TempDir;

/// The broker's first rebalance takes up to 10 s; the rest is for a busy machine.
const DEADLINE: Duration = Duration::from_secs(90);

#[test]
fn it_shows_events_of_every_type_and_ends_with_a_page() {
    let folder = TempDir::new().unwrap();
    let output = demo(&folder, &[]).spawn().unwrap().wait_with_output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{printed}\n{}", String::from_utf8_lossy(&output.stderr));
    for beginning in ["call ", "statement ", "sanction threat ", "dead letter "] {
        let found = printed.lines().any(|line| line.starts_with(beginning));
        assert!(found, "no line begins with `{beginning}`:\n{printed}");
    }
    for words in ["not durable, no exactly-once", "invented", "demo-broken: ", "Макрон созвонился с Зеленским"]
    {
        assert!(printed.contains(words), "`{words}` was not printed:\n{printed}");
    }

    let page = printed.lines().last().unwrap().strip_prefix("Open in a browser: ").unwrap();
    let page = fs::read_to_string(page).unwrap_or_else(|error| panic!("{page}: {error}"));
    assert_eq!(page.matches("<article class=\"story\"").count(), 12);
    for class in ["call", "statement", "sanction-threat"] {
        assert!(page.contains(&format!("<article class=\"card {class}\"")), "no card of a {class}");
    }
}

#[test]
fn kept_running_it_serves_its_metrics_until_it_is_interrupted() {
    let folder = TempDir::new().unwrap();
    let mut demo = Running(demo(&folder, &["--keep"]).spawn().unwrap());
    let mut lines = BufReader::new(demo.0.stdout.take().unwrap()).lines().map(Result::unwrap);
    let address = lines.find_map(|line| Some(line.strip_prefix("Serving http://")?.split_once('/')?.0.to_owned()));
    let metrics = get(&address.expect("it says where it serves"), "/metrics");
    assert!(metrics.contains("demarche_records_in_total 13"), "{metrics}");
    assert!(metrics.contains("demarche_rejections_total{kind=\"not_json\"} 1"), "{metrics}");
    let (_, metrics) = metrics.split_once("\r\n\r\n").expect("an answer has a head and a body");
    assert_eq!(promtool_check(metrics), "", "what Prometheus thinks of the metrics");
    for name in metrics.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next()) {
        assert!(ALL.iter().chain(&PROCESS).any(|metric| metric.name == name), "{name} is not in docs/metrics.md");
    }

    let interrupted = Command::new("kill").args(["-INT", &demo.0.id().to_string()]).status().unwrap();
    assert!(interrupted.success());
    lines.for_each(drop);
    assert_eq!(demo.0.wait().unwrap().code(), Some(0));
}

/// What promtool has to say; nothing where all is well.
fn promtool_check(metrics: &str) -> String {
    let mut check = Command::new(tool("promtool"));
    check.args(["check", "metrics"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut check = check.spawn().unwrap();
    check.stdin.take().unwrap().write_all(metrics.as_bytes()).unwrap();
    let output = check.wait_with_output().unwrap();
    String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
}

/// A process that is killed where a test fails.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended already where the test did not fail.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn demo(folder: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_demarche"));
    command.arg("demo").arg("--output").arg(folder.path()).args(arguments);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// The body of an HTTP answer, asked for until it counts all records: they are counted when their batch is committed.
fn get(address: &str, path: &str) -> String {
    let started = Instant::now();
    loop {
        let mut connection = TcpStream::connect(address).unwrap();
        write!(connection, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        if answer.contains("demarche_records_in_total 13") || started.elapsed() > DEADLINE {
            return answer;
        }
    }
}
