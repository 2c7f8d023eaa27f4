//! A headless Chromium, told what to do by its own protocol (CDP) over a pipe, and every request that its tabs make.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{Tether, wait_until};

const CHROMIUM: &str = "/usr/bin/chromium";

/// Ample for one answer on a busy machine.
const ANSWER: Duration = Duration::from_secs(60);

/// The browser reads commands from descriptor 3 and answers on 4, each with a zero byte at its end.
const PIPED: &str = r#"exec "$0" "$@" 3<&0 4>&1 0</dev/null 1>&2"#;

/// A browser. Dropped, it is killed.
pub struct Browser {
    process: Child,
    commands: ChildStdin,
    answers: Receiver<Value>,
    /// What it told without being asked.
    events: Vec<Value>,
    last: u64,
    _tether: Tether,
    _profile: TempDir,
}

impl Browser {
    pub fn start() -> Self {
        let profile = tempfile::tempdir().expect("a folder");
        let mut process = Command::new("sh")
            .args(["-c", PIPED, CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
            .args(["--remote-debugging-pipe", "--disable-background-networking", "--hide-scrollbars"])
            .args(["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--no-first-run"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("cannot run {CHROMIUM} ({error}): apt-get install chromium"));
        let (commands, output) = (process.stdin.take().expect("a pipe"), process.stdout.take().expect("a pipe"));
        let (sender, answers) = channel();
        std::thread::spawn(move || {
            for message in BufReader::new(output).split(0).map_while(Result::ok) {
                let message = serde_json::from_slice(&message).expect("JSON from the browser");
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        let tether = Tether::to(process.id());
        Self { process, commands, answers, events: Vec::new(), last: 0, _tether: tether, _profile: profile }
    }

    /// Opens a tab with cookies of its own.
    pub fn tab(&mut self) -> Tab<'_> {
        let context = self.call(None, "Target.createBrowserContext", &json!({}))["browserContextId"].clone();
        let target = json!({ "url": "about:blank", "browserContextId": context });
        let target = self.call(None, "Target.createTarget", &target)["targetId"].clone();
        let attach = json!({ "targetId": target, "flatten": true });
        let session = self.call(None, "Target.attachToTarget", &attach)["sessionId"].clone();
        let session = session.as_str().expect("a session").to_owned();
        for domain in ["Page", "Network", "Log", "Runtime"] {
            self.call(Some(&session), &format!("{domain}.enable"), &json!({}));
        }
        Tab { browser: self, session }
    }

    fn call(&mut self, session: Option<&str>, method: &str, parameters: &Value) -> Value {
        self.answer(session, method, parameters).unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    fn answer(&mut self, session: Option<&str>, method: &str, parameters: &Value) -> Result<Value, Value> {
        self.last += 1;
        let mut command = json!({ "id": self.last, "method": method, "params": parameters });
        if let Some(session) = session {
            command["sessionId"] = session.into();
        }
        self.commands.write_all(format!("{command}\0").as_bytes()).expect("a browser that runs");
        loop {
            let message = self.answers.recv_timeout(ANSWER).unwrap_or_else(|error| panic!("{method}: {error}"));
            if message["id"] != self.last {
                self.events.push(message);
                continue;
            }
            let error = &message["error"];
            return if error.is_null() { Ok(message["result"].clone()) } else { Err(error.clone()) };
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A page in a browser.
pub struct Tab<'b> {
    browser: &'b mut Browser,
    session: String,
}

impl Tab<'_> {
    /// Goes there, and waits until the page is loaded.
    pub fn open(&mut self, address: &str) {
        let told = self.call("Page.navigate", &json!({ "url": address }));
        assert!(told["errorText"].is_null(), "{address}: {}", told["errorText"]);
        self.wait_until("the page is loaded", "location.href !== 'about:blank' && document.readyState === 'complete'");
    }

    /// What a script gives, run in the page: a value, or what a promise brings.
    pub fn run(&mut self, script: &str) -> Value {
        let told = self.evaluated(script).unwrap_or_else(|error| panic!("{script}: {error}"));
        assert!(told["exceptionDetails"].is_null(), "{script}: {}", told["exceptionDetails"]);
        told["result"]["value"].clone()
    }

    /// Waits until a script gives `true`.
    #[track_caller]
    pub fn wait_until(&mut self, what: &str, script: &str) {
        // While one page gives way to the next there is none to ask.
        wait_until(ANSWER, what, || self.evaluated(script).is_ok_and(|told| told["result"]["value"] == true));
    }

    fn evaluated(&mut self, script: &str) -> Result<Value, Value> {
        let asked = json!({ "expression": script, "awaitPromise": true, "returnByValue": true });
        self.browser.answer(Some(&self.session), "Runtime.evaluate", &asked)
    }

    /// Shows pages in a window of this width, by the scheme `dark` or `light`.
    pub fn look(&mut self, width: u32, scheme: &str) {
        let metrics = json!({ "width": width, "height": 1000, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.call("Emulation.setDeviceMetricsOverride", &metrics);
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.call("Emulation.setEmulatedMedia", &features);
    }

    /// Runs no script of any page from now on.
    pub fn without_scripts(&mut self) {
        self.call("Emulation.setScriptExecutionDisabled", &json!({ "value": true }));
    }

    /// What is seen in the window, as PNG.
    pub fn screenshot(&mut self) -> Vec<u8> {
        let told = self.call("Page.captureScreenshot", &json!({ "format": "png" }));
        STANDARD.decode(told["data"].as_str().expect("data")).expect("base64")
    }

    /// The address of each request so far.
    pub fn requests(&self) -> Vec<String> {
        let sent = self.events("Network.requestWillBeSent");
        sent.map(|event| event["request"]["url"].as_str().expect("an address").to_owned()).collect()
    }

    /// What the browser complained of so far: errors of scripts, of the network, of the page's policy.
    pub fn complaints(&self) -> Vec<String> {
        let logged = self.events("Log.entryAdded").map(|event| event["entry"]["text"].to_string());
        logged.chain(self.events("Runtime.exceptionThrown").map(Value::to_string)).collect()
    }

    fn events<'a>(&'a self, method: &'a str) -> impl Iterator<Item = &'a Value> + 'a {
        let ours = self.browser.events.iter().filter(|event| event["sessionId"] == self.session.as_str());
        ours.filter(move |event| event["method"] == method).map(|event| &event["params"])
    }

    fn call(&mut self, method: &str, parameters: &Value) -> Value {
        self.browser.call(Some(&self.session), method, parameters)
    }
}
