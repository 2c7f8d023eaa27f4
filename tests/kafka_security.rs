//! A broker that wants to know who we are, and lets us do only some things: what is right works, and what is wrong is told
//! at once and as what it is, never as a timeout, and never with the secret.

mod support;

use std::process::Output;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use support::{Expected, PASSWORD, Pipeline, SecureKafka, Service, assert_same_events, sample_articles, text};

/// Ample on a busy machine.
const SOON: Duration = Duration::from_secs(60);
/// What a refusal may take, from the start of the process.
const TOLD: Duration = Duration::from_secs(10);

/// Variables of the environment.
type Settings = Vec<(&'static str, String)>;

const BROKERS: &str = "DEMARCHE_KAFKA__BROKERS";
const PROTOCOL: &str = "DEMARCHE_KAFKA__PROPERTIES__SECURITY_PROTOCOL";
const AUTHORITY: &str = "DEMARCHE_KAFKA__PROPERTIES__SSL_CA_LOCATION";
const MECHANISM: &str = "DEMARCHE_KAFKA__PROPERTIES__SASL_MECHANISM";
const USER: &str = "DEMARCHE_KAFKA__PROPERTIES__SASL_USERNAME";
const PASSWORD_FILE: &str = "DEMARCHE_KAFKA__SASL_PASSWORD_FILE";
const PASSWORD_ITSELF: &str = "DEMARCHE_KAFKA__PROPERTIES__SASL_PASSWORD";
const TOKEN_FILE: &str = "DEMARCHE_KAFKA__OAUTH_TOKEN_FILE";

fn mutual_tls(kafka: &SecureKafka) -> Settings {
    let certificates = &kafka.certificates;
    vec![
        (BROKERS, kafka.mutual_tls.clone()),
        (PROTOCOL, "ssl".to_owned()),
        (AUTHORITY, text(&certificates.authority()).to_owned()),
        ("DEMARCHE_KAFKA__PROPERTIES__SSL_CERTIFICATE_LOCATION", text(&certificates.certificate("client")).to_owned()),
        ("DEMARCHE_KAFKA__PROPERTIES__SSL_KEY_LOCATION", text(&certificates.key("client")).to_owned()),
    ]
}

fn sasl(kafka: &SecureKafka, mechanism: &str) -> Settings {
    vec![
        (BROKERS, kafka.sasl_over_tls.clone()),
        (PROTOCOL, "sasl_ssl".to_owned()),
        (AUTHORITY, text(&kafka.certificates.authority()).to_owned()),
        (MECHANISM, mechanism.to_owned()),
    ]
}

fn scram(kafka: &SecureKafka, user: &str) -> Settings {
    let password = kafka.file("password", &format!("{PASSWORD}\n"));
    let mut settings = sasl(kafka, "SCRAM-SHA-512");
    settings.extend([(USER, user.to_owned()), (PASSWORD_FILE, text(&password).to_owned())]);
    settings
}

/// A token as a broker takes it that checks no signature.
fn token(subject: &str, expires: u64) -> String {
    let part = |json: String| URL_SAFE_NO_PAD.encode(json);
    let head = part(r#"{"alg":"none"}"#.to_owned());
    format!("{head}.{}.", part(format!(r#"{{"sub":"{subject}","iat":1,"exp":{expires}}}"#)))
}

fn start(pipeline: &Pipeline, settings: &Settings) -> Service {
    let settings: Vec<(&str, &str)> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Service::start_with(pipeline, &settings)
}

/// Runs the service on three articles, and compares their events.
fn assert_it_works(kafka: &'static SecureKafka, settings: &Settings) {
    let pipeline = Pipeline::on(&kafka.kafka, 1, 1);
    pipeline.send(&sample_articles(3));
    let mut service = start(&pipeline, settings);
    service.wait_until_ready();
    pipeline.wait_until_all_is_committed(SOON);
    assert_same_events(&pipeline.published(), &Expected::of_all(&pipeline).events);
    assert!(!service.said().contains(PASSWORD), "{}", service.said());
}

/// Runs the service until it is refused; and what needs no models, to see how long that takes.
fn refusal(kafka: &'static SecureKafka, settings: &Settings) -> String {
    let pipeline = Pipeline::on(&kafka.kafka, 1, 1);
    let started = Instant::now();
    let told = run(&pipeline, &["topics", "check"], settings);
    assert_eq!(told.status.code(), Some(77), "{}", said(&told));
    assert!(started.elapsed() < TOLD, "told after {:?}: {}", started.elapsed(), said(&told));

    let mut settings = settings.clone();
    settings.push(("DEMARCHE_LOG__FILTER", "debug".to_owned()));
    let mut service = start(&pipeline, &settings);
    assert_eq!(service.exit_code(SOON), Some(77), "{}", service.said());
    service.said()
}

#[test]
fn mutual_tls_works() {
    let kafka = SecureKafka::shared();
    assert_it_works(kafka, &mutual_tls(kafka));
}

#[test]
fn a_name_and_a_password_over_tls_work() {
    let kafka = SecureKafka::shared();
    assert_it_works(kafka, &scram(kafka, "free"));
    let mut plain = sasl(kafka, "PLAIN");
    plain.extend([(USER, "plain".to_owned()), (PASSWORD_ITSELF, PASSWORD.to_owned())]);
    assert_it_works(kafka, &plain);
}

#[test]
fn a_token_from_a_file_works_and_is_read_again() {
    let kafka = SecureKafka::shared();
    let far = 4_000_000_000;
    let file = kafka.file("token", &token("bearer", far));
    let mut settings = sasl(kafka, "OAUTHBEARER");
    settings.push((TOKEN_FILE, text(&file).to_owned()));
    assert_it_works(kafka, &settings);

    kafka.file("token", &token("bearer", 3600));
    let told = refusal(kafka, &settings);
    assert!(told.contains("expired") && !told.contains(&token("bearer", 3600)), "{told}");
}

#[test]
fn a_wrong_password_is_told_at_once() {
    let kafka = SecureKafka::shared();
    let mut settings = sasl(kafka, "SCRAM-SHA-512");
    settings.extend([(USER, "free".to_owned()), (PASSWORD_ITSELF, "hunter2".to_owned())]);
    let told = refusal(kafka, &settings);
    assert!(told.contains("the brokers do not accept this client") && told.contains("invalid credentials"), "{told}");
    assert!(!told.contains("hunter2"), "{told}");
}

#[test]
fn a_certificate_that_is_not_trusted_is_told_at_once() {
    let kafka = SecureKafka::shared();
    let other = support::Certificates::new();
    let mut settings = mutual_tls(kafka);
    settings[2].1 = text(&other.authority()).to_owned();
    let told = refusal(kafka, &settings);
    assert!(told.contains("no trust between this client and the brokers"), "{told}");

    let mut settings = mutual_tls(kafka);
    settings[3].1 = text(&other.certificate("client")).to_owned();
    settings[4].1 = text(&other.key("client")).to_owned();
    let told = refusal(kafka, &settings);
    assert!(told.contains("no trust between this client and the brokers"), "{told}");
}

#[test]
fn what_is_not_allowed_is_named() {
    let kafka = SecureKafka::shared();
    let pipeline = Pipeline::on(&kafka.kafka, 1, 1);
    pipeline.send(&sample_articles(1));
    let (input, output, group) = (&pipeline.topics.input, &pipeline.topics.statements, &pipeline.group);
    let beginning = format!("demarche-{group}-");
    let ids = ["--transactional-id", &beginning, "--resource-pattern-type", "prefixed"];

    for (user, operation, on, named) in [
        ("blind", "All", &["--topic", output][..], format!("Describe on topic `{output}`")),
        ("no-input", "Read", &["--topic", input][..], format!("Read on topic `{input}`")),
        ("no-output", "Write", &["--topic", output][..], format!("Write on topic `{output}`")),
        ("no-group", "Read", &["--group", group][..], format!("Read on group `{group}`")),
        ("no-id", "Write", &ids[..], format!("Write on transactional id `{beginning}")),
    ] {
        kafka.deny(user, operation, on);
        let mut service = start(&pipeline, &scram(kafka, user));
        assert_eq!(service.exit_code(SOON), Some(77), "{named}: {}", service.said());
        assert!(service.said().contains(&named), "{named}: {}", service.said());

        let found = run(&pipeline, &["check"], &scram(kafka, user));
        assert!(said(&found).contains(&named), "{named}: {}", said(&found));
    }
    assert_eq!(pipeline.published().len(), 0, "to look at permissions wrote something");
}

#[test]
fn a_check_tells_that_everything_is_allowed_and_disturbs_nobody() {
    let kafka = SecureKafka::shared();
    let pipeline = Pipeline::on(&kafka.kafka, 1, 1);
    let settings = scram(kafka, "free");
    let mut service = start(&pipeline, &settings);
    service.wait_until_ready();
    pipeline.send(&sample_articles(1));
    pipeline.wait_until_all_is_committed(SOON);
    let before = (pipeline.published(), pipeline.committed());

    let found = run(&pipeline, &["check", "--format", "json"], &settings);

    assert_eq!(
        said(&found).matches("\"allowed\"").count(),
        7,
        "five topics, group, transactional ids: {}",
        said(&found)
    );
    // Every topic of a pipeline takes records of the same size, and a dead letter has more headers.
    let bad: Vec<String> = said(&found).lines().filter(|row| row.contains("\"bad\"")).map(str::to_owned).collect();
    assert!(matches!(bad.as_slice(), [row] if row.contains("max.message.bytes")), "{}", said(&found));
    assert_eq!((pipeline.published(), pipeline.committed()), before, "looking changed something");
    pipeline.send(&sample_articles(2));
    pipeline.wait_until_all_is_committed(SOON);
    assert_eq!(service.exit_code_so_far(), None, "the service was thrown out: {}", service.said());
}

/// Runs another command with what the service would run with.
fn run(pipeline: &Pipeline, arguments: &[&str], settings: &Settings) -> Output {
    let settings: Vec<(&str, &str)> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    pipeline.command(arguments, &settings).output().expect("the binary that cargo has built")
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
