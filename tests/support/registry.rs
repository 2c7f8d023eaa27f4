//! A real schema registry, one a test binary, with free ports and nothing in it.

use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::NamedTempFile;
use ureq::Agent;

use super::certificates::{Certificates, text};
use super::port::free_ports;
use super::wait_until;

/// From a started process to an answer; about 4 s on an idle machine, and its first start fetches 142 MB.
const START: Duration = Duration::from_secs(300);

/// Apicurio Registry, on loopback.
pub struct Registry {
    /// Its address.
    pub url: String,
    /// The same over TLS.
    pub tls_url: String,
    /// Which sign the certificate it shows there.
    pub certificates: Certificates,
    agent: Agent,
    /// Holds the standard input of its script open.
    _server: Child,
}

impl Registry {
    /// The registry of this test binary, started at the first call.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Registry> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    fn start() -> Self {
        let certificates = Certificates::new();
        let port = free_ports(2);
        let log = NamedTempFile::new().expect("a file for the log of the registry");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/dev/registry");
        let mut server = Command::new(script)
            .args(["serve", "--port", &port.to_string(), "--tls-port", &(port + 1).to_string()])
            .args(["--certificate", text(&certificates.certificate("server"))])
            .args(["--key", text(&certificates.key("server"))])
            .stdin(Stdio::piped())
            .stdout(File::create(log.path()).expect("the file just made"))
            .spawn()
            .expect("deploy/dev/registry");
        let agent = Agent::config_builder().http_status_as_error(false).build().new_agent();
        let path = "apis/ccompat/v7";
        let (url, tls_url) =
            (format!("http://127.0.0.1:{port}/{path}"), format!("https://127.0.0.1:{}/{path}", port + 1));
        wait_until(START, "the schema registry answers", || {
            let ended = server.try_wait().expect("the state of a child process");
            let said = || std::fs::read_to_string(log.path()).unwrap_or_default();
            assert!(ended.is_none(), "the schema registry ended; it said:\n{}", said());
            agent.get(format!("{url}/subjects")).call().is_ok_and(|answer| answer.status() == 200)
        });
        Self { url, tls_url, certificates, agent, _server: server }
    }

    /// What it answers to a question.
    pub fn get(&self, path: &str) -> Value {
        let answer = self.agent.get(format!("{}{path}", self.url)).call().expect("an answer of the registry");
        Self::read(path, answer)
    }

    /// Registers the text of a schema without imports.
    pub fn register(&self, subject: &str, schema: &str) {
        let body = json!({"schemaType": "PROTOBUF", "schema": schema}).to_string();
        let path = format!("/subjects/{subject}/versions");
        let request = self.agent.post(format!("{}{path}", self.url)).content_type("application/json");
        Self::read(&path, request.send(&body).expect("an answer of the registry"));
    }

    /// Has it refuse schemas of a subject that break readers of earlier ones.
    pub fn demand_compatibility(&self, subject: &str) {
        let path = format!("/config/{subject}");
        let request = self.agent.put(format!("{}{path}", self.url)).content_type("application/json");
        Self::read(&path, request.send(r#"{"compatibility":"FULL"}"#).expect("an answer of the registry"));
    }

    fn read(path: &str, mut answer: ureq::http::Response<ureq::Body>) -> Value {
        let body = answer.body_mut().read_to_string().expect("a text");
        assert_eq!(answer.status(), 200, "{path}: {body}");
        serde_json::from_str(&body).expect("JSON")
    }
}
