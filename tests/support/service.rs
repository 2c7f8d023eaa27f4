//! `demarche run` as a process, the way it is run for real.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::NamedTempFile;

use super::port::free_ports;
use super::{Pipeline, Tether, wait_for, wait_until};

/// Joining a group that a killed member has not left yet takes as long as that member's session.
const READY: Duration = Duration::from_secs(90);

/// How much of what a service said is shown where a test fails.
const LAST_LINES: usize = 60;

/// A `demarche run`, started and perhaps ended again. Dropped, it is killed.
pub struct Service {
    command: Command,
    process: Child,
    tether: Tether,
    http: String,
    said: NamedTempFile,
}

impl Service {
    /// Starts one that is configured through its environment alone, as a member of the pipeline's group.
    pub fn start(pipeline: &Pipeline) -> Self {
        Self::start_with(pipeline, &[])
    }

    /// Starts one with more variables in its environment.
    pub fn start_with(pipeline: &Pipeline, more: &[(&str, &str)]) -> Self {
        let http = format!("127.0.0.1:{}", free_ports(1));
        let said = NamedTempFile::new().expect("a file for what the service says");
        let mut command = pipeline.command(&["run"], &[("DEMARCHE_HTTP__LISTEN", http.as_str())]);
        command
            // A killed member is out of the group after its session, 45 s by default.
            .env("DEMARCHE_KAFKA__PROPERTIES__SESSION_TIMEOUT_MS", "6000")
            .envs(more.iter().copied());
        speak_into(&mut command, &said);
        let process = command.spawn().expect("the binary that cargo has built");
        Self { command, tether: Tether::to(process.id()), process, http, said }
    }

    /// Starts it again after it ended, with the same environment and address: what a container runtime does.
    pub fn start_again(&mut self) {
        assert!(self.process.try_wait().expect("the state of a child process").is_some(), "it still runs");
        self.process = self.command.spawn().expect("the binary that cargo has built");
        self.tether = Tether::to(self.process.id());
    }

    /// Starts another program in its place after it ended, as the same member: what a deploy does.
    pub fn start_as(&mut self, program: &Path) {
        let mut command = Command::new(program);
        command.args(self.command.get_args());
        for (name, value) in self.command.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        speak_into(&mut command, &self.said);
        self.command = command;
        self.start_again();
    }

    /// Starts one and waits until it is ready.
    pub fn ready(pipeline: &Pipeline) -> Self {
        let mut service = Self::start(pipeline);
        service.wait_until_ready();
        service
    }

    /// Waits until `/readyz` answers 200.
    pub fn wait_until_ready(&mut self) {
        wait_until(READY, "the service is ready", || {
            if let Some(status) = self.process.try_wait().expect("the state of a child process") {
                panic!("the service ended with {status} before it was ready; it said:\n{}", self.said());
            }
            self.status_of("/readyz") == Some(200)
        });
    }

    /// Where it serves, as host and port.
    pub fn address(&self) -> &str {
        &self.http
    }

    /// The HTTP status of a path; `None` while nothing listens.
    pub fn status_of(&self, path: &str) -> Option<u16> {
        let (head, _) = self.get(path)?;
        head.split_whitespace().nth(1)?.parse().ok()
    }

    /// The body of a path, if it answers.
    pub fn body_of(&self, path: &str) -> Option<String> {
        Some(self.get(path)?.1)
    }

    fn get(&self, path: &str) -> Option<(String, String)> {
        let mut stream = TcpStream::connect(&self.http).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.http).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        let (head, body) = answer.split_once("\r\n\r\n")?;
        Some((head.to_owned(), body.to_owned()))
    }

    /// Sends it a signal by name, such as `TERM`.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args(["-s", name, &self.process.id().to_string()]).status();
        assert!(sent.expect("the command `kill`").success(), "the service had ended before SIG{name}");
    }

    /// Ends it with SIGKILL, and returns when it is gone.
    pub fn kill(&mut self) {
        self.process.kill().expect("a process that still runs");
        self.process.wait().expect("the state of a child process");
    }

    /// Waits until it ends by itself; its exit code, `None` where a signal ended it.
    pub fn exit_code(&mut self, deadline: Duration) -> Option<i32> {
        wait_for(deadline, "the service ends", || self.exit_code_so_far())
    }

    /// `None` while it runs; then its exit code, `Some(None)` where a signal ended it.
    pub fn exit_code_so_far(&mut self) -> Option<Option<i32>> {
        self.process.try_wait().expect("the state of a child process").map(|status| status.code())
    }

    /// What it wrote to standard output and standard error so far.
    pub fn said(&self) -> String {
        std::fs::read_to_string(self.said.path()).unwrap_or_default()
    }
}

fn speak_into(command: &mut Command, file: &NamedTempFile) {
    let output = || Stdio::from(File::options().append(true).open(file.path()).expect("a file that was made"));
    command.stdin(Stdio::null()).stdout(output()).stderr(output());
}

impl Drop for Service {
    fn drop(&mut self) {
        // A test that fails shows what the service said.
        if std::thread::panicking() {
            let said = self.said();
            let lines: Vec<&str> = said.lines().collect();
            let last = &lines[lines.len().saturating_sub(LAST_LINES)..];
            eprintln!("--- the service said, at the end:\n{}\n---", last.join("\n"));
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
