//! `demarche replay diff` between two lexicons: exactly the events that changed, also as a page in a browser.

mod support;

use std::fs;
use std::process::{Command, Output};
use std::time::Duration;

use serde_json::{Value, json};
use support::{Pipeline, Record, Service};

const CHROMIUM: &str = "/usr/bin/chromium";

/// Ample on a busy machine.
const SOON: Duration = Duration::from_secs(90);

fn article(id: &str, text: &str) -> Record {
    let message = json!({
        "id": id, "source": "news.example", "language": "ru", "published_at": "2026-02-03T12:00:00+03:00",
        "title": "Новости дня", "text": text,
    });
    Record::new(id, message.to_string())
}

fn run(pipeline: &Pipeline, arguments: &[&str]) -> Output {
    let plan = [("DEMARCHE_TOPIC_PLAN__REPLICATION_FACTOR", "1"), ("DEMARCHE_TOPIC_PLAN__MIN_INSYNC_REPLICAS", "1")];
    let output = pipeline.command(arguments, &plan).output().expect("the binary that cargo has built");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

#[test]
fn the_difference_of_two_lexicons_is_exactly_the_events_that_changed() {
    let pipeline = Pipeline::new(2);
    pipeline.send(&[
        article(
            "same",
            "Президент России Владимир Путин поговорил по телефону с президентом Турции Реджепом Эрдоганом.",
        ),
        // Only the other lexicon knows this verb.
        article("added", "Президент России Владимир Путин прожурчал, что переговоры продолжатся в марте."),
    ]);
    let folder = tempfile::tempdir().expect("a folder");
    let _live = Service::start(&pipeline);
    pipeline.wait_until_all_is_committed(SOON);
    let file = |name: &str| folder.path().join(name).to_str().expect("text").to_owned();
    let manifest = file("manifest.json");
    let name = format!("{}-diff", pipeline.group);
    let to = ["--to-suffix", ".v2", "--create-topics", "--manifest", &manifest, "--lexicon", LEXICON];
    run(&pipeline, &[["replay", "--name", &name, "--from", "start"].as_slice(), &to].concat());

    let lines = run(&pipeline, &["replay", "diff", &manifest, "--format", "ndjson"]);
    let lines = String::from_utf8(lines.stdout).expect("text");
    let changes: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let told: Vec<_> =
        changes.iter().map(|change| (&change["change"], &change["eventType"], &change["articleId"])).collect();
    assert_eq!(told, [(&json!("added"), &json!("statement"), &json!("added"))], "{lines}");
    let table = String::from_utf8(run(&pipeline, &["replay", "diff", &manifest]).stdout).expect("text");
    let statements: Vec<&str> =
        table.lines().find(|line| line.contains("statement")).expect("a row").split_whitespace().collect();
    assert_eq!(statements, ["statement", "0", "0", "1", "0"], "{table}");

    let page = file("page.html");
    run(&pipeline, &["replay", "diff", &manifest, "--format", "html", "--output", &page]);
    let seen = seen(&page, folder.path());
    assert!(seen.contains("added statement") && seen.contains("переговоры продолжатся в марте"), "{seen}");
}

/// Knows a verb of speech that the built-in lexicon has not.
const LEXICON: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/lexicon");

/// The words of a page, as a browser shows them.
fn seen(page: &str, folder: &std::path::Path) -> String {
    let html = fs::read_to_string(page).expect("a page");
    let after_policy = html.split_once("<meta http-equiv=").expect("a policy");
    let probe = "<script>document.body.dataset.seen = document.body.innerText;</script></body>";
    let probed = format!("{}<meta name={}", after_policy.0, after_policy.1).replace("</body>", probe);
    let path = folder.join("probed.html");
    fs::write(&path, probed).expect("a file");
    let mut browser = Command::new(CHROMIUM);
    browser.args([
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
    ]);
    browser
        .args(["--timeout=20000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", folder.join("profile").display()));
    let output = browser.arg(format!("file://{}", path.display())).output();
    let output = output.unwrap_or_else(|error| panic!("cannot run {CHROMIUM} ({error}): apt-get install chromium"));
    let dom = String::from_utf8(output.stdout).expect("text");
    let seen = dom.split_once("data-seen=\"").expect("the probe ran").1.split_once('"').expect("its end").0;
    html_escape::decode_html_entities(seen).into_owned()
}
