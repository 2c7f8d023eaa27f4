//! Making the topics, and telling how they differ from the plan.

mod support;

use std::process::Output;

use serde_json::Value;
use support::Pipeline;

/// For the one broker of the tests.
const ONE_BROKER: [(&str, &str); 3] = [
    ("DEMARCHE_TOPIC_PLAN__PARTITIONS", "2"),
    ("DEMARCHE_TOPIC_PLAN__REPLICATION_FACTOR", "1"),
    ("DEMARCHE_TOPIC_PLAN__MIN_INSYNC_REPLICAS", "1"),
];

fn run(pipeline: &Pipeline, arguments: &[&str], more: &[(&str, &str)]) -> (Option<i32>, String) {
    let settings = [&ONE_BROKER[..], more].concat();
    let Output { status, stdout, stderr } =
        pipeline.command(arguments, &settings).output().expect("the binary that cargo has built");
    (status.code(), String::from_utf8_lossy(&[stdout, stderr].concat()).into_owned())
}

#[test]
fn topics_are_made_as_planned_and_then_left_alone() {
    let pipeline = Pipeline::without_topics();
    let (before, told) = run(&pipeline, &["topics", "check"], &[]);
    assert_eq!((before, told.matches("is not there").count()), (Some(69), 5), "{told}");

    let (dry, told) = run(&pipeline, &["topics", "create", "--dry-run"], &[]);
    assert_eq!((dry, told.matches("would be made").count()), (Some(0), 5), "{told}");
    let (made, told) = run(&pipeline, &["topics", "create"], &[]);
    assert_eq!((made, told.matches(": made, partitions: 2").count()), (Some(0), 5), "{told}");
    let (again, told) = run(&pipeline, &["topics", "create"], &[]);
    assert_eq!((again, told.matches("is there, partitions: 2, copies: 1\n").count()), (Some(0), 5), "{told}");

    let (after, told) = run(&pipeline, &["topics", "check"], &[]);
    assert_eq!((after, told.matches("as planned").count()), (Some(0), 5), "{told}");
    let (ready, told) = run(&pipeline, &["check"], &[]);
    assert_eq!(ready, Some(0), "{told}");
}

#[test]
fn differences_are_told_with_what_to_do() {
    let pipeline = Pipeline::without_topics();
    let (made, told) = run(&pipeline, &["topics", "create"], &[]);
    assert_eq!(made, Some(0), "{told}");

    let other = [("DEMARCHE_TOPIC_PLAN__PARTITIONS", "3"), ("DEMARCHE_TOPIC_PLAN__OVERRIDES__INPUT_RETENTION_MS", "5")];
    let (exit, told) = run(&pipeline, &["topics", "check", "--format", "json"], &other);

    assert_eq!(exit, Some(78), "{told}");
    let topics: Vec<Value> = told.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
    let names = |topic: &Value| -> Vec<String> {
        topic["differences"].as_array().unwrap().iter().map(|difference| difference["what"].to_string()).collect()
    };
    assert_eq!(
        topics.iter().map(names).map(|names| names.join(" ")).collect::<Vec<_>>(),
        [r#""partitions" "retention.ms""#, r#""partitions""#, r#""partitions""#, r#""partitions""#, r#""partitions""#,]
    );
    assert!(told.contains(&format!("--entity-name {} --add-config retention.ms=[5]", pipeline.topics.input)), "{told}");
}

#[test]
fn dead_letters_without_room_for_the_input_will_not_do() {
    // Every topic of this pipeline takes records of the same size, and a dead letter has more headers.
    let pipeline = Pipeline::new(2);
    let (exit, told) = run(&pipeline, &["check", "--format", "json"], &[]);
    assert_eq!(exit, Some(78), "{told}");
    let bad: Vec<Value> = told
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .filter(|row: &Value| row["verdict"] == "bad")
        .collect();
    let [row] = bad.as_slice() else { panic!("{told}") };
    assert_eq!(row["subject"], format!("topic {}", pipeline.topics.dead_letters));
    assert!(row["message"].to_string().contains("max.message.bytes"), "{row}");
}

#[test]
fn more_copies_than_brokers_are_refused_with_the_key_to_set() {
    let pipeline = Pipeline::without_topics();
    let three = [("DEMARCHE_TOPIC_PLAN__REPLICATION_FACTOR", "3")];
    let (exit, told) = run(&pipeline, &["topics", "create"], &three);
    assert_eq!(exit, Some(78), "{told}");
    assert!(told.contains("set `topic_plan.replication_factor`"), "{told}");
}

#[test]
fn a_check_without_brokers_ends_with_69_and_still_tells_of_the_rest() {
    let pipeline = Pipeline::without_topics();
    let nowhere = [("DEMARCHE_KAFKA__BROKERS", "127.0.0.1:1"), ("DEMARCHE_STREAM__START_DEADLINE_SECONDS", "1")];
    let (exit, told) = run(&pipeline, &["check"], &nowhere);
    assert_eq!(exit, Some(69), "{told}");
    for subject in ["configuration", "models", "brokers"] {
        assert!(told.contains(subject), "{told}");
    }
}
