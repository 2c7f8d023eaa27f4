//! What goes in comes out once: as the events that the extractor gives, or as a dead letter, also when the service is
//! killed on the way.

mod support;

use std::time::Duration;

use support::{
    Expected, Pipeline, Record, Service, assert_same_events, read_to_end, sample_article, sample_articles, wait_until,
};

/// Ample for a few hundred articles on a busy machine, a killed member's session and its open transaction.
const WORK: Duration = Duration::from_secs(120);

/// Large and slow transactions: events stand in their topics for a while before they are committed.
const LONG_BATCHES: [(&str, &str); 2] =
    [("DEMARCHE_STREAM__BATCH_RECORDS", "100"), ("DEMARCHE_STREAM__BATCH_AGE_MS", "5000")];

/// Where nobody comes back under the name of a member that is gone, its open transaction ends by this timeout alone.
const SHORT_TRANSACTION_TIMEOUT: (&str, &str) = ("DEMARCHE_KAFKA__PROPERTIES__TRANSACTION_TIMEOUT_MS", "10000");

/// Five megabytes that are neither text nor compressible.
fn noise() -> Vec<u8> {
    let mut state: u32 = 1;
    let next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    };
    std::iter::repeat_with(next).take(5_000_000).collect()
}

fn bad_records() -> [Record; 3] {
    [
        Record::new("not-json", "<html>not JSON</html>").with_header("from", "a crawler"),
        Record::new("empty", ""),
        Record::new("noise", noise()).with_header("content-type", "application/json"),
    ]
}

/// Waits until more records are dealt with, and the events of others are written but not committed: the moment when a crash
/// could lose or double them. Sends articles all the while, so that the work does not end before.
fn wait_until_in_the_middle(pipeline: &Pipeline, service: &mut Service, dealt_with_before: i64) {
    wait_until(WORK, "some records are dealt with, and events of others are undecided", || {
        assert_eq!(service.exit_code_so_far(), None, "the service ended by itself");
        let is_in_the_middle = pipeline.committed_records() > dealt_with_before && pipeline.has_undecided_events();
        if !is_in_the_middle {
            pipeline.send(&sample_articles(1));
        }
        is_in_the_middle
    });
}

/// Every expected dead letter is there once, as it came, and says where it stood and why it could not be read.
fn assert_dead_letters(pipeline: &Pipeline, expected: &Expected) {
    let dead_letters: Vec<Record> = pipeline.dead_letters().into_iter().map(|read| read.record).collect();
    assert_eq!(dead_letters.len(), expected.rejected.len(), "{dead_letters:#?}");
    for (input, rejection) in &expected.rejected {
        let original = &input.record;
        let letter =
            dead_letters.iter().find(|letter| letter.key == original.key).expect("a dead letter with this key");
        assert!(letter.value == original.value, "{letter:?} has not the bytes of {original:?}");
        assert!(letter.headers.starts_with(&original.headers), "{letter:?} has not the headers of {original:?}");
        let told = |name: &str| letter.header(name).unwrap_or_else(|| panic!("no header {name} in {letter:?}"));
        assert_eq!(told("__connect.errors.topic"), pipeline.topics.input);
        assert_eq!(told("__connect.errors.partition"), input.partition.to_string());
        assert_eq!(told("__connect.errors.offset"), input.offset.to_string());
        assert!(!told("__connect.errors.stage").is_empty());
        assert!(!told("__connect.errors.class.name").is_empty());
        assert_eq!(told("__connect.errors.exception.message"), rejection.to_string());
        assert_eq!(told("demarche.reason"), rejection.kind());
    }
}

#[test]
fn an_article_becomes_its_events_and_what_cannot_be_read_dead_letters() {
    let pipeline = Pipeline::new(1);
    let [not_json, empty, noise] = bad_records();
    pipeline.send(&[not_json, Record::new("article", sample_article()), empty, noise]);

    let _service = Service::start(&pipeline);
    pipeline.wait_until_all_is_committed(WORK);

    let expected = Expected::of_all(&pipeline);
    let kinds: Vec<&str> = expected.rejected.iter().map(|(_, rejection)| rejection.kind()).collect();
    assert_eq!(kinds, ["not_json", "empty", "too_large"]);
    assert_same_events(&pipeline.published(), &expected.events);
    assert_dead_letters(&pipeline, &expected);
}

#[test]
fn a_dead_letter_keeps_a_tombstone_apart_from_an_empty_value() {
    let pipeline = Pipeline::new(1);
    pipeline.send(&[
        Record::tombstone("tombstone").with_header("twice", "1").with_header("twice", "2"),
        Record::new("empty", ""),
    ]);

    let _service = Service::start(&pipeline);
    pipeline.wait_until_all_is_committed(WORK);

    assert_dead_letters(&pipeline, &Expected::of_all(&pipeline));
}

#[test]
fn events_and_dead_letters_carry_the_trace_of_their_article() {
    let pipeline = Pipeline::new(1);
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let values: [Vec<u8>; 2] = [sample_article(), b"no article".to_vec()];
    pipeline.send(&values.map(|value| Record::new("article", value).with_header("traceparent", trace)));

    let _service = Service::start(&pipeline);
    pipeline.wait_until_all_is_committed(WORK);

    let topics = pipeline.topics.of_events();
    let events: Vec<_> = topics.iter().flat_map(|topic| read_to_end(pipeline.kafka, topic)).collect();
    assert!(!events.is_empty(), "the article of this test has no events, so that it could not fail");
    let letters = pipeline.dead_letters();
    assert_eq!(letters.len(), 1);
    for event in events.into_iter().chain(letters) {
        assert_eq!(event.record.header("traceparent"), Some(trace), "{:?}", event.record);
    }
}

#[test]
fn nothing_is_lost_or_doubled_when_the_service_is_killed_in_the_middle() {
    let pipeline = Pipeline::new(3);
    let mut records = sample_articles(450);
    let [not_json, empty, noise] = bad_records();
    records.insert(100, not_json);
    records.insert(200, empty);
    records.insert(300, noise);
    pipeline.send(&records);

    let mut service = Service::start_with(&pipeline, &LONG_BATCHES);
    for _ in 0..2 {
        let before = pipeline.committed_records();
        wait_until_in_the_middle(&pipeline, &mut service, before);
        service.kill();
        service.start_again();
    }
    pipeline.wait_until_all_is_committed(WORK);

    let expected = Expected::of_all(&pipeline);
    assert_same_events(&pipeline.published(), &expected.events);
    assert_dead_letters(&pipeline, &expected);
}

#[test]
fn another_member_takes_over_what_a_killed_one_left() {
    let pipeline = Pipeline::new(3);
    pipeline.send(&sample_articles(450));
    let settings = [LONG_BATCHES[0], LONG_BATCHES[1], SHORT_TRANSACTION_TIMEOUT];

    let mut first = Service::start_with(&pipeline, &settings);
    wait_until_in_the_middle(&pipeline, &mut first, 0);
    first.kill();
    let _second = Service::start_with(&pipeline, &settings);
    pipeline.wait_until_all_is_committed(WORK);

    assert_same_events(&pipeline.published(), &Expected::of_all(&pipeline).events);
}

#[test]
fn a_member_that_was_frozen_and_comes_back_doubles_nothing() {
    let pipeline = Pipeline::new(3);
    let articles = sample_articles(450);
    pipeline.send(&articles[..350]);
    let settings = [LONG_BATCHES[0], LONG_BATCHES[1], SHORT_TRANSACTION_TIMEOUT];

    let mut frozen = Service::start_with(&pipeline, &settings);
    wait_until_in_the_middle(&pipeline, &mut frozen, 0);
    frozen.signal("STOP");
    let _other = Service::start_with(&pipeline, &settings);
    pipeline.wait_until_all_is_committed(WORK);

    frozen.signal("CONT");
    pipeline.send(&articles[350..]);
    pipeline.wait_until_all_is_committed(WORK);

    assert_same_events(&pipeline.published(), &Expected::of_all(&pipeline).events);
}
