//! `demarche replay` on a real Kafka: what comes of a range comes of it once, whatever dies in between, and a live service
//! beside it notices nothing.
//!
//! With a number of records in `DEMARCHE_REPLAY_RECORDS`, two of the tests take so many (`make replay-proof`).

mod support;

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use rdkafka::admin::{AdminClient, AdminOptions, AlterConfig, ResourceSpecifier};
use rdkafka::client::DefaultClientContext;
use rdkafka::{Offset, TopicPartitionList};
use serde_json::Value;
use support::{
    Expected, Pipeline, PublishedEvent, Record, Service, Tether, Topics, assert_same_events, free_ports, read_to_end,
    sample_articles, send, send_at, send_in_transaction, short_articles, wait_until,
};
use tempfile::TempDir;

/// Ample on a busy machine.
const SOON: Duration = Duration::from_secs(120);

/// For so many records and each thousand more of them.
fn ample(records: usize) -> Duration {
    SOON + SOON * u32::try_from(records / 1000).expect("not that many")
}

#[allow(clippy::disallowed_methods, reason = "the size of a run on request, which no configuration knows")]
fn asked_for() -> Option<usize> {
    Some(std::env::var("DEMARCHE_REPLAY_RECORDS").ok()?.parse().expect("a number of records"))
}

/// Replays of one pipeline, and their manifests.
struct Replays<'p> {
    pipeline: &'p Pipeline,
    folder: TempDir,
}

impl<'p> Replays<'p> {
    fn of(pipeline: &'p Pipeline) -> Self {
        Self { pipeline, folder: tempfile::tempdir().expect("a folder for manifests") }
    }

    /// The topics that a replay writes.
    fn topics(&self, suffix: &str) -> Topics {
        let Topics { input, calls, statements, sanction_threats, dead_letters } = self.pipeline.topics.clone();
        let with = |topic: String| topic + suffix;
        Topics {
            input,
            calls: with(calls),
            statements: with(statements),
            sanction_threats: with(sanction_threats),
            dead_letters: with(dead_letters),
        }
    }

    fn name(&self, suffix: &str) -> String {
        format!("{}{suffix}", self.pipeline.group)
    }

    fn manifest_file(&self, suffix: &str) -> PathBuf {
        self.folder.path().join(format!("manifest{suffix}.json"))
    }

    /// A replay into topics with this suffix, which are made where they are not there.
    fn command(&self, suffix: &str, more: &[&str]) -> Command {
        let name = self.name(suffix);
        let manifest = self.manifest_file(suffix);
        let arguments = ["replay", "--name", &name, "--to-suffix", suffix, "--create-topics", "--manifest"];
        let environment = [
            ("DEMARCHE_TOPIC_PLAN__REPLICATION_FACTOR", "1"),
            ("DEMARCHE_TOPIC_PLAN__MIN_INSYNC_REPLICAS", "1"),
            ("DEMARCHE_TOPIC_PLAN__PARTITIONS", "2"),
        ];
        let mut command = self.pipeline.command(&arguments, &environment);
        command.arg(manifest).args(more);
        command
    }

    fn run(&self, suffix: &str, more: &[&str]) -> Output {
        self.command(suffix, more).output().expect("the binary that cargo has built")
    }

    /// Runs one to its end.
    fn complete(&self, suffix: &str, more: &[&str]) -> Value {
        let output = self.run(suffix, more);
        assert!(output.status.success(), "{more:?}: {}: {}", output.status, said(&output));
        self.manifest(suffix)
    }

    fn manifest(&self, suffix: &str) -> Value {
        let file = File::open(self.manifest_file(suffix)).expect("a manifest");
        serde_json::from_reader(file).expect("JSON")
    }

    fn verify(&self, suffix: &str) -> Output {
        let mut command = self.pipeline.command(&["replay", "verify"], &[]);
        command.arg(self.manifest_file(suffix)).output().expect("the binary that cargo has built")
    }

    fn start(&self, suffix: &str, more: &[&str]) -> Running {
        let mut command = self.command(suffix, more);
        let process = command.stdout(Stdio::piped()).spawn().expect("the binary that cargo has built");
        Running { _tether: Tether::to(process.id()), process }
    }

    fn published(&self, suffix: &str) -> Vec<PublishedEvent> {
        let topics = self.topics(suffix);
        let mut events: Vec<PublishedEvent> = topics
            .of_events()
            .into_iter()
            .flat_map(|topic| {
                let records = read_to_end(self.pipeline.kafka, topic).into_iter();
                records.map(|read| PublishedEvent::of(topic.to_owned(), read.record)).collect::<Vec<_>>()
            })
            .collect();
        events.sort();
        events
    }

    /// What must stand in the topics of a replay of everything.
    fn expected(&self, suffix: &str) -> Vec<PublishedEvent> {
        suffixed(&Expected::of_all(self.pipeline).events, suffix)
    }
}

/// A replay at work.
struct Running {
    process: Child,
    _tether: Tether,
}

impl Running {
    /// The lines of progress that it prints, until it ends.
    fn progress(&mut self) -> impl Iterator<Item = Value> + use<> {
        let lines = BufReader::new(self.process.stdout.take().expect("a pipe")).lines();
        lines.map(|line| serde_json::from_str(&line.expect("a line")).expect("JSON"))
    }

    fn kill(mut self) {
        self.process.kill().expect("a process that still runs");
        self.process.wait().expect("its end");
    }
}

/// The same events in the topics of a replay.
fn suffixed(events: &[PublishedEvent], suffix: &str) -> Vec<PublishedEvent> {
    let mut events = events.to_vec();
    events.iter_mut().for_each(|event| event.topic.push_str(suffix));
    events.sort();
    events
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn sum(manifest: &Value, field: &str) -> u64 {
    manifest["partitions"].as_array().expect("partitions").iter().map(|of| of[field].as_u64().expect("a number")).sum()
}

fn digests(manifest: &Value) -> Vec<&str> {
    let partitions = manifest["partitions"].as_array().expect("partitions");
    partitions.iter().map(|of| of["digest"].as_str().expect("a digest")).collect()
}

#[test]
fn a_replay_that_is_killed_gives_what_an_undisturbed_one_gives_and_a_live_service_notices_nothing() {
    let (count, partitions) = asked_for().map_or((1000, 3), |count| (count, 6));
    let pipeline = Pipeline::new(partitions);
    let replays = Replays::of(&pipeline);
    let mut records = short_articles(count);
    records.insert(300, Record::new("bad", "<html>not JSON</html>"));
    records.insert(600, Record::tombstone("none"));
    pipeline.send(&records);
    let _live = Service::start(&pipeline);

    let undisturbed = replays.complete(".v2", &["--from", "start"]);
    // Slow enough to be killed in the middle, three times: while outputs are written, and not yet committed.
    let rate = (count / 25).max(1).to_string();
    let slowly = ["--from", "start", "--rate", &rate];
    let written = replays.topics(".v3").statements;
    for _ in 0..3 {
        let mut running = replays.start(".v3", &slowly);
        // It makes its topics, and says how it is.
        running.progress().next().expect("a line of progress");
        wait_until(SOON, "outputs wait for their commit", || pipeline.is_undecided(&written));
        running.kill();
    }
    let disturbed = replays.complete(".v3", &slowly[..2]);

    assert_eq!(digests(&disturbed), digests(&undisturbed));
    assert_eq!((sum(&disturbed, "records"), sum(&disturbed, "deadLetters")), (count as u64 + 2, 2));
    let expected = Expected::of_all(&pipeline).events;
    for suffix in [".v2", ".v3"] {
        assert_same_events(&replays.published(suffix), &suffixed(&expected, suffix));
    }
    assert_eq!(read_to_end(pipeline.kafka, &replays.topics(".v3").dead_letters).len(), 2);
    let verified = replays.verify(".v3");
    assert!(
        verified.status.success() && said(&verified).contains(&format!("confirmed: records: {}", count + 2)),
        "{}",
        said(&verified)
    );

    pipeline.wait_until_all_is_committed(ample(count));
    assert_same_events(&pipeline.published(), &expected);
    assert_eq!(pipeline.dead_letters().len(), 2);
}

#[test]
fn two_processes_share_one_replay() {
    let pipeline = Pipeline::new(4);
    let replays = Replays::of(&pipeline);
    // A whole article each, where it is measured how long they take: a fifth as many are work enough.
    let articles = asked_for().map_or_else(|| short_articles(600), |count| sample_articles(count / 5));
    pipeline.send(&articles);
    let rate = if asked_for().is_some() { "1000000" } else { "100" };
    let shared = ["--from", "start", "--rate", rate, "--set", "stream.workers=1"];

    let began = Instant::now();
    let (mut first, mut second) = (replays.start(".v2", &shared), replays.start(".v2", &shared));
    let group = format!("demarche-replay-{}", replays.name(".v2"));
    wait_until(SOON, "both are in the group", || pipeline.members_of(&group) == Some(2));
    first.progress().for_each(drop);
    second.progress().for_each(drop);
    for running in [&mut first, &mut second] {
        assert!(running.process.wait().expect("its end").success());
    }
    let together = began.elapsed();

    assert_eq!(sum(&replays.manifest(".v2"), "records"), articles.len() as u64);
    assert_same_events(&replays.published(".v2"), &replays.expected(".v2"));
    // Only where extraction is the load, and not the start of a process.
    if asked_for().is_some() {
        let began = Instant::now();
        replays.complete(".v3", &shared);
        let alone = began.elapsed();
        println!("{} records: one process {alone:?}, two together {together:?}", articles.len());
        assert!(together.as_secs_f64() <= 0.6 * alone.as_secs_f64(), "{together:?} of {alone:?}");
    }
}

#[test]
fn a_range_by_time_takes_the_records_of_that_time_whatever_their_order() {
    let pipeline = Pipeline::new(1);
    let replays = Replays::of(&pipeline);
    // Older records would be deleted.
    let begin = Timestamp::now() - SignedDuration::from_hours(24);
    let at = |minutes| begin + SignedDuration::from_mins(minutes);
    let times = [60, 300, 120, 360, 180, 240].map(|minutes| at(minutes).as_millisecond());
    let records: Vec<(Record, i64)> = short_articles(6).into_iter().zip(times).collect();
    send_at(pipeline.kafka, &pipeline.topics.input, &records);

    let manifest = replays.complete(".v2", &["--from", &at(120).to_string(), "--to", &at(300).to_string()]);
    assert_eq!(sum(&manifest, "records"), 3);
    let articles: Vec<String> = replays.published(".v2").iter().map(|event| event.id.clone()).collect();
    let wanted = Expected::of(&pipeline, &[2, 4, 5].map(|at| pipeline.input()[at].clone()));
    let mut ids: Vec<String> = wanted.events.iter().map(|event| event.id.clone()).collect();
    let mut found = articles;
    ids.sort();
    found.sort();
    assert_eq!(found, ids);

    for (suffix, from, to, sentence) in [
        (".none", at(190).to_string().as_str(), at(200).to_string().as_str(), "no record of it lies in that time"),
        (".late", "10m", "end", "no record is as late as"),
        (".past", "99", "end", "it ends before offset 6, and 99 was asked for"),
        (".empty", "5", "3", "the range holds no offset"),
    ] {
        let output = replays.run(suffix, &["--from", from, "--to", to]);
        assert!(output.status.success() && said(&output).contains(sentence), "{suffix}: {}", said(&output));
        assert_eq!(replays.manifest(suffix)["partitions"].as_array().map(Vec::len), Some(1), "{suffix}");
        assert_eq!(sum(&replays.manifest(suffix), "records"), 0, "{suffix}");
    }
}

#[test]
fn what_is_deleted_is_told_and_what_was_given_up_is_not_read() {
    let pipeline = Pipeline::new(1);
    let (replays, input) = (Replays::of(&pipeline), &pipeline.topics.input);
    let records = short_articles(9);
    send(pipeline.kafka, input, &records[..3]);
    send_in_transaction(pipeline.kafka, input, &records[3..6], false);
    send_in_transaction(pipeline.kafka, input, &records[6..], true);
    delete_before(&pipeline, 2);

    let output = replays.run(".v2", &["--from", "0"]);

    assert!(said(&output).contains("offsets 0 to 1 are deleted: it begins at 2"), "{}", said(&output));
    let manifest = replays.manifest(".v2");
    // Three were given up, and two markers stand between.
    assert_eq!((sum(&manifest, "records"), sum(&manifest, "firstRead"), sum(&manifest, "lastRead")), (4, 2, 9));
    assert_same_events(&replays.published(".v2"), &replays.expected(".v2"));
}

#[test]
fn a_compacted_topic_gives_the_last_record_of_each_key() {
    let pipeline = Pipeline::new(1);
    let (replays, input) = (Replays::of(&pipeline), &pipeline.topics.input);
    compact(&pipeline);
    let begin = Timestamp::now() - SignedDuration::from_hours(1);
    // Each an article of its own, and the first four under one key; a segment that is still written is not compacted.
    for (at, mut record) in (0..).zip(short_articles(7)) {
        record.key = (at < 4).then(|| b"told again".to_vec()).or(record.key);
        send_at(pipeline.kafka, input, &[(record, (begin + SignedDuration::from_mins(at)).as_millisecond())]);
    }
    wait_until(SOON, "the first three are compacted away", || pipeline.input().len() == 4);

    let manifest = replays.complete(".v2", &["--from", "0"]);

    assert_eq!((sum(&manifest, "records"), sum(&manifest, "firstRead"), sum(&manifest, "lastRead")), (4, 3, 6));
    assert_same_events(&replays.published(".v2"), &replays.expected(".v2"));
    assert!(replays.verify(".v2").status.success());
}

#[test]
fn a_filter_and_partitions_take_a_part_and_a_dry_run_writes_nothing() {
    let pipeline = Pipeline::new(2);
    let replays = Replays::of(&pipeline);
    pipeline.send(&short_articles(40));

    let tried = replays.run(".v2", &["--from", "start", "--filter", "source=source-1.example", "--dry-run"]);
    assert!(said(&tried).contains("of 40 records that were tried, wanted: 20"), "{}", said(&tried));
    assert!(said(&tried).contains("nothing was written"), "{}", said(&tried));

    let filtered = replays.complete(".v2", &["--from", "start", "--filter", "source=source-1.example"]);
    assert_eq!((sum(&filtered, "records"), sum(&filtered, "leftOut")), (40, 20));
    assert!(replays.verify(".v2").status.success());
    let first = replays.complete(".v3", &["--from", "start", "--partitions", "0"]);
    assert_eq!(sum(&first, "records"), u64::try_from(pipeline.ends()[0]).expect("a count"));
}

#[test]
fn a_name_stands_for_one_order() {
    let pipeline = Pipeline::new(1);
    let replays = Replays::of(&pipeline);
    pipeline.send(&short_articles(3));
    let manifest = replays.complete(".v2", &["--from", "start"]);

    let other = replays.run(".v2", &["--from", "1"]);
    assert_eq!(other.status.code(), Some(2), "{}", said(&other));
    assert!(said(&other).contains("was ordered with another range"), "{}", said(&other));

    pipeline.send(&short_articles(3));
    assert_eq!(replays.complete(".v2", &["--from", "start"]), manifest, "its end was fixed when it began");
    assert_eq!(replays.published(".v2").len(), 3 * replays.expected(".v2").len() / 6);
}

#[test]
fn a_manifest_that_is_not_true_is_told_with_the_first_difference() {
    let pipeline = Pipeline::new(1);
    let replays = Replays::of(&pipeline);
    pipeline.send(&short_articles(5));
    replays.complete(".v2", &["--from", "start"]);
    let calls = replays.topics(".v2").calls;
    let doubled = read_to_end(pipeline.kafka, &calls).remove(2).record;
    send(pipeline.kafka, &calls, &[doubled]);

    let output = replays.verify(".v2");

    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(
        said(&output).contains("partition 0, offset 2: 2 outputs come of it, 3 stand in the topics"),
        "{}",
        said(&output)
    );
}

#[test]
fn the_rate_is_changed_while_it_runs_and_progress_can_be_watched() {
    let pipeline = Pipeline::new(1);
    let replays = Replays::of(&pipeline);
    pipeline.send(&short_articles(400));
    let file = replays.folder.path().join("rate");
    std::fs::write(&file, "20").expect("a file");
    let (rate, address) = (format!("@{}", file.display()), format!("127.0.0.1:{}", free_ports(1)));

    let mut running = replays.start(".v2", &["--from", "start", "--rate", &rate, "--listen", &address]);
    let mut progress = running.progress();
    let slow = progress.next().expect("a line of progress");
    let done = slow["progress"]["offsetsDone"].as_u64().expect("a number");
    assert!(done < 200, "{slow}");
    let metrics = ureq::get(format!("http://{address}/metrics")).call().expect("an answer");
    let metrics = metrics.into_body().read_to_string().expect("a text");
    assert!(metrics.contains("demarche_replay_offsets{state=\"total\"} 400"), "{metrics}");
    assert!(metrics.contains(&format!("demarche_lag_records{{topic=\"{}\"", pipeline.topics.input)), "{metrics}");
    std::fs::write(&file, "100000").expect("a file");
    let last = progress.last().expect("a last line");
    assert!(running.process.wait().expect("its end").success());

    assert_eq!(last["complete"]["records"], 400);
}

#[test]
fn a_replay_that_is_asked_to_stop_says_so_and_goes_on_later() {
    let pipeline = Pipeline::new(1);
    let replays = Replays::of(&pipeline);
    pipeline.send(&short_articles(200));
    let mut running = replays.start(".v2", &["--from", "start", "--rate", "20"]);
    running.progress().find(|line| line["progress"]["records"].as_u64() > Some(0)).expect("some records");
    let stopped = Command::new("kill").args(["-s", "TERM", &running.process.id().to_string()]).status();
    assert!(stopped.expect("the command `kill`").success());
    assert_eq!(running.process.wait().expect("its end").code(), Some(1), "not all is done");
    assert!(!replays.manifest_file(".v2").exists());

    let topic = format!("{}.replays", pipeline.group);
    let manifest = replays.complete(".v2", &["--from", "start", "--control-topic", &topic]);

    assert_eq!(sum(&manifest, "records"), 200);
    assert_same_events(&replays.published(".v2"), &replays.expected(".v2"));
    let told = read_to_end(pipeline.kafka, &topic).remove(0).record;
    assert_eq!(told.key.as_deref(), Some(replays.name(".v2").as_bytes()));
    assert_eq!(serde_json::from_slice::<Value>(&told.value.expect("a value")).expect("JSON"), manifest);
}

/// Has the broker compact the input, segments of one record each.
fn compact(pipeline: &Pipeline) {
    let admin: AdminClient<DefaultClientContext> = pipeline.kafka.client().create().expect("an admin client");
    let topic = ResourceSpecifier::Topic(&pipeline.topics.input);
    let settings = [("cleanup.policy", "compact"), ("segment.ms", "1"), ("min.cleanable.dirty.ratio", "0.01")];
    let altered = settings.into_iter().fold(AlterConfig::new(topic), |all, (key, value)| all.set(key, value));
    let altered = pipeline.kafka.runtime.block_on(admin.alter_configs(&[altered], &AdminOptions::new()));
    altered.expect("an answer from the broker").remove(0).expect("a topic that is there");
}

/// Deletes the records before an offset, as retention does.
fn delete_before(pipeline: &Pipeline, offset: i64) {
    let admin: AdminClient<DefaultClientContext> = pipeline.kafka.client().create().expect("an admin client");
    let mut offsets = TopicPartitionList::new();
    offsets.add_partition_offset(&pipeline.topics.input, 0, Offset::Offset(offset)).expect("an offset");
    let deleted = pipeline.kafka.runtime.block_on(admin.delete_records(&offsets, &AdminOptions::new()));
    deleted.expect("an answer from the broker");
}
