//! `demarche redrive` on a real Kafka: exactly the chosen dead letters come out as events, once, and nothing goes round for
//! ever.

mod support;

use std::collections::BTreeMap;
use std::process::Output;
use std::time::Duration;

use demarche::article::{RawArticle, Rejection};
use support::{Member, Pipeline, Record, Service, echo, read_to_end, short_articles, wait_until};

/// Ample on a busy machine.
const SOON: Duration = Duration::from_secs(90);

/// What the member of this test cannot read, by the first letter of a record.
fn cause(value: &[u8]) -> Option<Rejection> {
    match value.first()? {
        b'e' => Some(Rejection::Empty),
        b'n' => Some(Rejection::NoText),
        b'j' => Some(Rejection::NotJson { reason: "a test".to_owned() }),
        b'x' => Some(Rejection::TooComplex { reason: "a test".to_owned() }),
        _ => None,
    }
}

/// A thousand records that the service cannot read, for four reasons, and the service that could not.
fn dead_letters(pipeline: &Pipeline) {
    let records: Vec<Record> = (0..1000)
        .map(|number| Record::new(&format!("key-{number}"), format!("{}-{number}", ["e", "n", "j", "x"][number % 4])))
        .collect();
    pipeline.send(&records);
    let failing = move |raw: &RawArticle<'_>, is_read: &mut dyn FnMut()| match cause(raw.value.unwrap_or_default()) {
        Some(rejection) => Err(rejection),
        None => echo()(raw, is_read),
    };
    let member = Member::start(pipeline, "failing", std::sync::Arc::new(failing), |_| {});
    pipeline.wait_until_all_is_committed(SOON);
    member.handle.join().expect("a member that goes on");
    assert_eq!(pipeline.dead_letters().len(), 1000);
}

fn redrive(pipeline: &Pipeline, more: &[&str]) -> Output {
    let arguments = [&["redrive"], more].concat();
    pipeline.command(&arguments, &[]).output().expect("the binary that cargo has built")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn exactly_the_chosen_letters_come_out_once() {
    let pipeline = Pipeline::new(3);
    dead_letters(&pipeline);
    let chosen = ["--reason", "not_json,no_text"];

    let counted = redrive(&pipeline, &[chosen.as_slice(), &["--dry-run"]].concat());
    assert!(
        said(&counted).contains("no_text: 250\nnot_json: 250\ndead letters to be sent again: 500"),
        "{}",
        said(&counted)
    );
    let unasked = redrive(&pipeline, &chosen);
    assert_eq!(unasked.status.code(), Some(2), "nobody can be asked here: {}", said(&unasked));
    let sent = redrive(&pipeline, &[chosen.as_slice(), &["--yes"]].concat());
    assert!(sent.status.success() && said(&sent).contains(": 500\n"), "{}", said(&sent));
    let again = redrive(&pipeline, &[chosen.as_slice(), &["--yes"]].concat());
    assert!(said(&again).contains("dead letters to be sent again: 0"), "{}", said(&again));

    // The cause is mended.
    let mended = Member::start(&pipeline, "mended", echo(), |_| {});
    wait_until(SOON, "the chosen ones come out", || pipeline.echoes().len() >= 500);
    mended.handle.join().expect("a member that goes on");
    let expected: BTreeMap<String, usize> = (0..1000)
        .filter(|number| [1, 2].contains(&(number % 4)))
        .map(|number| (format!("{}-{number}", ["e", "n", "j", "x"][number % 4]), 1))
        .collect();
    assert_eq!(pipeline.echoes(), expected);
    let input = pipeline.input();
    let back: Vec<_> = input.iter().filter(|read| read.record.header("demarche.redriven-from").is_some()).collect();
    assert_eq!(back.len(), 500);
    for read in back {
        let from = read.record.header("demarche.redriven-from").expect("a header");
        assert!(from.starts_with(&format!("{}:", pipeline.topics.dead_letters)), "{from}");
        assert_eq!(read.record.header("demarche.reason"), None);
        assert_eq!(read.record.header("demarche.attempt"), Some("1"));
    }
}

#[test]
fn a_letter_that_fails_again_and_again_is_left() {
    let pipeline = Pipeline::new(1);
    pipeline.send(&[Record::new("bad", "<html>not JSON</html>")]);
    let _service = Service::start(&pipeline);
    wait_until(SOON, "a dead letter", || pipeline.dead_letters().len() == 1);

    for letters in 2..=3 {
        let sent = redrive(&pipeline, &["--yes"]);
        assert!(said(&sent).contains("dead letters to be sent again: 1"), "{}", said(&sent));
        wait_until(SOON, "it fails again", || pipeline.dead_letters().len() == letters);
    }
    let last = redrive(&pipeline, &["--yes"]);

    assert!(said(&last).contains("not_json: 0, left because they failed too often: 1"), "{}", said(&last));
    let attempts: Vec<_> =
        pipeline.dead_letters().iter().map(|read| read.record.header("demarche.attempt").map(str::to_owned)).collect();
    assert_eq!(attempts, ["1", "2", "3"].map(|attempt| Some(attempt.to_owned())));
}

#[test]
fn letters_go_through_the_pipeline_as_if_they_were_read_for_the_first_time() {
    let pipeline = Pipeline::new(1);
    // Nobody could read these, until now.
    let unread = |_: &RawArticle<'_>, _: &mut dyn FnMut()| Err(Rejection::NoText);
    let records = short_articles(5);
    pipeline.send(&records);
    let member = Member::start(&pipeline, "failing", std::sync::Arc::new(unread), |_| {});
    pipeline.wait_until_all_is_committed(SOON);
    member.handle.join().expect("a member that goes on");

    let sent = redrive(&pipeline, &["--id", "article-3", "--to-events", "--yes"]);

    assert!(sent.status.success(), "{}", said(&sent));
    let expected = support::Expected::of(&pipeline, &pipeline.input()[3..4]);
    support::assert_same_events(&pipeline.published(), &expected.events);
    let event = read_to_end(pipeline.kafka, &pipeline.topics.statements).remove(0).record;
    assert!(event.header("demarche.redriven-from").is_some(), "{event:?}");
    assert_eq!(pipeline.input().len(), 5);
}
