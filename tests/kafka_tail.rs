//! `demarche tail`: what stands in a topic, whichever of ours, read in no group and to an end that is fixed.

mod support;

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use serde_json::Value;
use support::{
    Expected, Pipeline, Record, Service, Tether, read_to_end, sample_articles, send, send_at, send_in_transaction,
};

/// Ample on a busy machine.
const SOON: Duration = Duration::from_secs(60);

/// What `demarche tail` prints as JSON; it must end by itself.
fn tail(pipeline: &Pipeline, topic: &str, more: &[&str]) -> Vec<Value> {
    let arguments = [&["tail", topic, "--format", "json"], more].concat();
    let output = pipeline.command(&arguments, &[]).output().expect("the binary that cargo has built");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?} ended with {}; it said:\n{said}", output.status);
    let printed = String::from_utf8(output.stdout).expect("text");
    printed.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// What it says beside, with where it ends.
fn said(pipeline: &Pipeline, topic: &str, more: &[&str]) -> String {
    let arguments = [&["tail", topic], more].concat();
    let output = pipeline.command(&arguments, &[]).output().expect("the binary that cargo has built");
    format!("{:?} {}", output.status.code(), String::from_utf8_lossy(&output.stderr))
}

/// The texts of records that are no JSON.
fn texts(shown: &[Value]) -> Vec<&str> {
    shown.iter().map(|record| record["text"].as_str().expect("a text")).collect()
}

fn words(count: usize) -> Vec<Record> {
    (0..count).map(|number| Record::new("key", format!("record {number}"))).collect()
}

#[test]
fn every_topic_of_ours_is_shown_as_what_it_holds() {
    let pipeline = Pipeline::new(2);
    let mut records = sample_articles(5);
    records.push(Record::new("bad", "<html>not JSON</html>"));
    pipeline.send(&records);
    let _service = Service::start(&pipeline);
    pipeline.wait_until_all_is_committed(SOON);

    let expected = Expected::of_all(&pipeline);
    assert!(!expected.events.is_empty(), "the articles of this test have no events, so that it could not fail");
    let mut shown: Vec<String> = Vec::new();
    for (topic, body) in pipeline.topics.of_events().into_iter().zip(["call", "statement", "sanctionThreat"]) {
        for event in tail(&pipeline, topic, &[]) {
            assert_eq!(event["record"]["topic"], topic);
            shown.push(event[body]["metadata"]["eventId"].as_str().expect("an event").to_owned());
        }
    }
    let mut ids: Vec<String> = expected.events.into_iter().map(|event| event.id).collect();
    ids.sort();
    shown.sort();
    assert_eq!(shown, ids);
    assert_eq!(tail(&pipeline, &pipeline.topics.input, &["--filter", "id=article-3"]).len(), 1);
    let letters = tail(&pipeline, &pipeline.topics.dead_letters, &["--filter", "reason=not_json"]);
    assert_eq!((letters.len(), &letters[0]["text"]), (1, &Value::from("<html>not JSON</html>")));
}

#[test]
fn events_are_read_in_either_form() {
    let pipeline = Pipeline::new(1);
    pipeline.send(&sample_articles(1));
    let _service = Service::start(&pipeline);
    pipeline.wait_until_all_is_committed(SOON);
    let statements = &pipeline.topics.statements;
    let plain = read_to_end(pipeline.kafka, statements).remove(0).record;
    let framed = [[0, 0, 0, 0, 7, 0].as_slice(), plain.value.as_deref().expect("a value")].concat();
    send(pipeline.kafka, statements, &[Record { value: Some(framed), headers: Vec::new(), ..plain }]);

    let shown = tail(&pipeline, statements, &[]);

    assert_eq!(shown[0]["statement"], shown[shown.len() - 1]["statement"]);
    assert!(shown[0]["statement"]["metadata"].is_object(), "{}", shown[0]);
}

#[test]
fn what_is_no_event_is_shown_as_such_and_told_by_the_exit_code() {
    let pipeline = Pipeline::new(1);
    send(pipeline.kafka, &pipeline.topics.calls, &words(1));

    let said = said(&pipeline, &pipeline.topics.calls, &["--format", "json"]);

    assert!(said.starts_with("Some(1)") && said.contains("records that are no events"), "{said}");
}

#[test]
fn it_ends_behind_what_is_committed_and_shows_nothing_that_was_given_up() {
    let pipeline = Pipeline::new(1);
    let input = &pipeline.topics.input;
    let records = words(6);
    send_in_transaction(pipeline.kafka, input, &records[..2], true);
    send_in_transaction(pipeline.kafka, input, &records[2..4], false);
    send_in_transaction(pipeline.kafka, input, &records[4..], true);

    assert_eq!(texts(&tail(&pipeline, input, &[])), ["record 0", "record 1", "record 4", "record 5"]);
    assert_eq!(texts(&tail(&pipeline, input, &["-n", "3"])), ["record 0", "record 1", "record 4"]);
    // The last two offsets are a record and the marker of its transaction.
    assert_eq!(texts(&tail(&pipeline, input, &["--from", "-2"])), ["record 5"]);
}

#[test]
fn it_begins_at_a_time_or_an_offset_and_says_what_is_not_there() {
    let pipeline = Pipeline::new(1);
    let input = &pipeline.topics.input;
    // Older records would be deleted.
    let at = [-500, -100, -400, -50, -300].map(|minutes| Timestamp::now() + SignedDuration::from_mins(minutes));
    let records: Vec<(Record, i64)> = words(5).into_iter().zip(at.map(Timestamp::as_millisecond)).collect();
    send_at(pipeline.kafka, input, &records);

    // By its own time each, though a later record stands before an earlier one.
    let late = tail(&pipeline, input, &["--from", "350m"]);
    assert_eq!(texts(&late), ["record 1", "record 3", "record 4"]);
    assert_eq!(texts(&tail(&pipeline, input, &["--from", "3"])), ["record 3", "record 4"]);
    assert_eq!(texts(&tail(&pipeline, input, &["--from", &format!("{input}:0:4")])), ["record 4"]);
    for (from, sentence) in [
        ("10m", "empty: no record is as late as"),
        ("99", "empty: it ends before offset 5, and 99 was asked for"),
        ("end", "empty: the range holds no offset"),
    ] {
        let said = said(&pipeline, input, &["--from", from]);
        assert!(said.starts_with("Some(0)") && said.contains(sentence), "{from}: {said}");
    }
    assert!(said(&pipeline, input, &["--from", "yesterday"]).starts_with("Some(2)"));
}

#[test]
fn it_follows_what_comes_next_and_joins_no_group() {
    let pipeline = Pipeline::new(1);
    let input = &pipeline.topics.input;
    pipeline.send(&words(3));
    let mut following =
        pipeline.command(&["tail", input, "--follow", "--from", "2", "-n", "3", "--format", "json"], &[]);
    let mut process = following.stdout(Stdio::piped()).spawn().expect("the binary that cargo has built");
    let _tether = Tether::to(process.id());
    let mut lines = BufReader::new(process.stdout.take().expect("a pipe")).lines().map(|line| line.expect("a line"));
    assert!(lines.next().expect("what is there already").contains("record 2"));

    let looker: BaseConsumer = pipeline.kafka.client().create().expect("a client");
    let groups = looker.fetch_group_list(None, SOON).expect("the groups of the broker");
    let of_ours: Vec<&str> =
        groups.groups().iter().map(|group| group.name()).filter(|name| name.contains("reader")).collect();
    assert_eq!(of_ours, [""; 0]);
    pipeline.send(&words(2));

    let rest: Vec<String> = lines.collect();
    assert_eq!(rest.len(), 2, "{rest:?}");
    assert!(process.wait().expect("its end").success());
}
