//! Events in Confluent's frame: whoever has the id in front of the message gets its schema from the registry and reads it.

mod support;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::time::Duration;

use prost::Message as _;
use prost_reflect::{DescriptorPool, DynamicMessage};
use serde_json::Value;
use support::{Pipeline, Registry, Service, read_to_end, sample_articles, text};

/// Ample on a busy machine.
const SOON: Duration = Duration::from_secs(60);

const URL: &str = "DEMARCHE_SCHEMA_REGISTRY__URL";
const REGISTERS: (&str, &str) = ("DEMARCHE_SCHEMA_REGISTRY__AUTO_REGISTER", "true");

#[test]
fn a_reader_decodes_events_by_the_schema_whose_id_they_carry() {
    let (registry, pipeline) = (Registry::shared(), Pipeline::new(1));
    let mut service = Service::start_with(&pipeline, &[(URL, &registry.url), REGISTERS]);
    pipeline.send(&sample_articles(3));
    service.wait_until_ready();
    pipeline.wait_until_all_is_committed(SOON);

    let mut decoded = 0;
    for topic in pipeline.topics.of_events() {
        for read in read_to_end(pipeline.kafka, topic) {
            let value = read.record.value.as_deref().expect("a value");
            let (frame, message) = value.split_at(6);
            assert_eq!((frame[0], frame[5]), (0, 0), "the magic byte, and the first message of the file");
            let id = u32::from_be_bytes(frame[1..5].try_into().expect("four bytes"));
            let name = read.record.header("ce_type").expect("the name of the message");
            let schema = compiled(registry, &registry.get(&format!("/schemas/ids/{id}")));
            let descriptor = schema.get_message_by_name(name).expect("the message stands in its schema");
            assert_eq!(descriptor.parent_file().messages().next().as_ref(), Some(&descriptor), "it is the first");
            let event = DynamicMessage::decode(descriptor, message).expect("a message of this schema");
            let metadata = event.get_field_by_name("metadata").expect("a field of every event").into_owned();
            let metadata = metadata.as_message().expect("a message");
            let event_id = metadata.get_field_by_name("event_id").expect("a field").into_owned();
            assert_eq!(event_id.as_str(), read.record.header("ce_id"));
            assert_eq!(read.record.header("content-type"), None, "it is not plain protobuf");
            decoded += 1;
        }
    }
    assert!(decoded > 0, "the articles of this test have no events, so that it could not fail");
}

#[test]
fn a_replay_writes_the_same_frames_and_is_verified_by_them() {
    let (registry, pipeline) = (Registry::shared(), Pipeline::new(1));
    let framed = [
        (URL, registry.url.as_str()),
        REGISTERS,
        ("DEMARCHE_TOPIC_PLAN__REPLICATION_FACTOR", "1"),
        ("DEMARCHE_TOPIC_PLAN__MIN_INSYNC_REPLICAS", "1"),
        ("DEMARCHE_TOPIC_PLAN__PARTITIONS", "1"),
    ];
    pipeline.send(&sample_articles(3));
    let _live = Service::start_with(&pipeline, &framed);
    pipeline.wait_until_all_is_committed(SOON);
    let manifest = tempfile::NamedTempFile::new().expect("a file for the manifest");
    let path = text(manifest.path());
    let run = |arguments: &[&str]| {
        let output = pipeline.command(arguments, &framed).output().expect("the binary that cargo has built");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    };

    let name = pipeline.group.as_str();
    run(&["replay", "--name", name, "--from", "start", "--to-suffix", ".v2", "--create-topics", "--manifest", path]);
    run(&["replay", "verify", path]);

    for topic in pipeline.topics.of_events() {
        let subject = format!("/subjects/{topic}.v2-value/versions/latest");
        let id = u32::try_from(registry.get(&subject)["id"].as_u64().expect("an id")).expect("four bytes");
        let values = |topic: &str| read_to_end(pipeline.kafka, topic).into_iter().filter_map(|read| read.record.value);
        let replayed: Vec<Vec<u8>> = values(&format!("{topic}.v2")).collect();
        assert!(replayed.iter().all(|value| value[1..5] == id.to_be_bytes()), "{topic}");
        let messages = |values: Vec<Vec<u8>>| values.iter().map(|value| value[6..].to_vec()).collect::<Vec<_>>();
        assert!(messages(replayed) == messages(values(topic).collect()), "{topic}: the same, but for the id");
    }
}

#[test]
fn schemas_that_are_there_already_are_found_and_not_registered_again() {
    let (registry, pipeline) = (Registry::shared(), Pipeline::new(1));
    Service::start_with(&pipeline, &[(URL, &registry.url), REGISTERS]).wait_until_ready();
    let versions = || registry.get(&format!("/subjects/{}-value/versions", pipeline.topics.calls));
    let registered = versions();

    Service::start_with(&pipeline, &[(URL, &registry.url)]).wait_until_ready();
    Service::start_with(&pipeline, &[(URL, &registry.url), REGISTERS]).wait_until_ready();

    assert_eq!((registered.as_array().map(Vec::len), versions()), (Some(1), registered));
}

#[test]
fn members_that_start_at_once_register_each_schema_once() {
    let (registry, pipeline) = (Registry::shared(), Pipeline::new(1));
    let mut members = [(); 3].map(|()| Service::start_with(&pipeline, &[(URL, &registry.url), REGISTERS]));
    members.iter_mut().for_each(Service::wait_until_ready);

    let versions = registry.get(&format!("/subjects/{}-value/versions", pipeline.topics.calls));
    assert_eq!(versions.as_array().map(Vec::len), Some(1), "{versions}");
}

#[test]
fn a_schema_that_is_not_there_ends_it_with_69_and_is_not_registered() {
    let (registry, pipeline) = (Registry::shared(), Pipeline::new(1));

    let mut service = Service::start_with(&pipeline, &[(URL, &registry.url)]);

    assert_eq!(service.exit_code(SOON), Some(69), "{}", service.said());
    assert!(service.said().contains("schema_registry.auto_register"), "{}", service.said());
    let subjects = registry.get("/subjects").to_string();
    assert!(!subjects.contains(&pipeline.topics.calls), "{subjects}");
}

#[test]
fn a_schema_that_would_break_readers_ends_it_with_78_and_the_reason() {
    let (registry, pipeline) = (Registry::shared(), Pipeline::new(1));
    let subject = format!("{}-value", pipeline.topics.calls);
    registry
        .register(&subject, "syntax = \"proto3\";\npackage demarche.v1;\nmessage Call {\n  string metadata = 1;\n}\n");
    registry.demand_compatibility(&subject);

    let mut service = Service::start_with(&pipeline, &[(URL, &registry.url), REGISTERS]);

    assert_eq!(service.exit_code(SOON), Some(78), "{}", service.said());
    let told = format!("subject `{subject}` of the schema registry does not take demarche/v1/call.proto");
    assert!(service.said().contains(&told), "{}", service.said());
}

#[test]
fn a_registry_that_is_not_there_ends_it_with_69() {
    let pipeline = Pipeline::new(1);
    // Nothing listens on port 1.
    let nowhere = [(URL, "http://127.0.0.1:1"), ("DEMARCHE_STREAM__START_DEADLINE_SECONDS", "2")];

    let mut service = Service::start_with(&pipeline, &nowhere);

    assert_eq!(service.exit_code(SOON), Some(69), "{}", service.said());
    assert!(service.said().contains("the schema registry at http://127.0.0.1:1 does not answer"), "{}", service.said());
}

#[test]
fn a_registry_over_tls_must_be_trusted() {
    let (registry, pipeline) = (Registry::shared(), Pipeline::new(1));
    let authority = registry.certificates.authority();
    let tls = [
        (URL, registry.tls_url.as_str()),
        REGISTERS,
        ("DEMARCHE_STREAM__START_DEADLINE_SECONDS", "2"),
        ("DEMARCHE_SCHEMA_REGISTRY__CA_FILE", text(&authority)),
    ];

    Service::start_with(&pipeline, &tls).wait_until_ready();
    let mut trusting_others = Service::start_with(&pipeline, &tls[..3]);

    assert_eq!(trusting_others.exit_code(SOON), Some(69), "{}", trusting_others.said());
    assert!(trusting_others.said().contains("certificate verify failed"), "{}", trusting_others.said());
}

#[test]
fn a_password_goes_to_the_registry_and_into_no_log() {
    let pipeline = Pipeline::new(1);
    let refusing = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", refusing.local_addr().expect("its address"));
    let asked = std::thread::spawn(move || {
        let (mut connection, _) = refusing.accept().expect("a connection");
        let mut lines = BufReader::new(connection.try_clone().expect("the same connection"));
        let mut head = String::new();
        while lines.read_line(&mut head).expect("a line") > 2 {}
        let length = head.to_lowercase().lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
        let mut body = vec![0; length.expect("a length")];
        lines.read_exact(&mut body).expect("a body");
        let refusal = r#"{"error_code":401,"message":"nobody knows this name"}"#;
        write!(connection, "HTTP/1.1 401 Unauthorized\r\ncontent-length: {}\r\n\r\n{refusal}", refusal.len())
            .expect("sent");
        head
    });

    let credentials = [
        (URL, url.as_str()),
        ("DEMARCHE_SCHEMA_REGISTRY__USERNAME", "reader"),
        ("DEMARCHE_SCHEMA_REGISTRY__PASSWORD", "hunter2"),
        ("DEMARCHE_LOG__FILTER", "trace"),
    ];
    let mut service = Service::start_with(&pipeline, &credentials);

    assert_eq!(service.exit_code(SOON), Some(77), "{}", service.said());
    let head = asked.join().expect("no panic");
    assert!(head.to_lowercase().contains("authorization: basic cmvhzgvyomh1bnrlcji="), "{head}");
    assert!(service.said().contains("nobody knows this name"), "{}", service.said());
    for secret in ["hunter2", "cmVhZGVyOmh1bnRlcjI="] {
        assert!(!service.said().contains(secret), "{}", service.said());
    }
}

/// The schema of an answer, with what it imports, as types.
fn compiled(registry: &Registry, schema: &Value) -> DescriptorPool {
    let folder = tempfile::tempdir().expect("a folder for schemas");
    write(registry, folder.path(), "event.proto", schema);
    let descriptors = protox::compile(["event.proto"], [folder.path()]).expect("schemas that compile");
    DescriptorPool::decode(descriptors.encode_to_vec().as_slice()).expect("descriptors")
}

fn write(registry: &Registry, folder: &std::path::Path, path: &str, schema: &Value) {
    let file = folder.join(path);
    std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder for schemas");
    std::fs::write(&file, schema["schema"].as_str().expect("the text of a schema")).expect("written");
    for reference in schema["references"].as_array().into_iter().flatten() {
        let [name, subject] = ["name", "subject"].map(|key| reference[key].as_str().expect("a text"));
        let subject = subject.replace('/', "%2F");
        let found = registry.get(&format!("/subjects/{subject}/versions/{}", reference["version"]));
        write(registry, folder, name, &found);
    }
}
