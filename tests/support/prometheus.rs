//! A real Prometheus on loopback, which scrapes services and evaluates the alerts.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use ureq::Agent;

use super::port::free_ports;
use super::{Service, Tether, tool, wait_until};

/// Ample for a start on a busy machine.
const START: Duration = Duration::from_secs(60);

/// The alerts as they are deployed.
const ALERTS: &str = include_str!("../../deploy/prometheus/alerts.yaml");

/// The same alerts, each firing as soon as its expression holds: no test waits for ten minutes.
fn without_patience(alerts: &str) -> String {
    alerts.lines().filter(|line| !line.trim_start().starts_with("for: ")).flat_map(|line| [line, "\n"]).collect()
}

/// A Prometheus with the services as targets. Dropped, it is killed.
pub struct Prometheus {
    address: String,
    agent: Agent,
    process: Child,
    _tether: Tether,
    _folder: TempDir,
}

impl Prometheus {
    /// Starts one that scrapes these services every second, and waits until it answers.
    pub fn scraping(services: &[&Service]) -> Self {
        let folder = TempDir::new().expect("a folder for Prometheus");
        let targets: Vec<&str> = services.iter().map(|service| service.address()).collect();
        let alerts = folder.path().join("alerts.yaml");
        fs::write(&alerts, without_patience(ALERTS)).expect("a file in the folder just made");
        // JSON is YAML.
        let config = json!({
            "global": { "scrape_interval": "1s", "evaluation_interval": "1s" },
            "rule_files": [alerts],
            "scrape_configs": [{ "job_name": "demarche", "static_configs": [{ "targets": targets }] }],
        });
        let (file, log) = (folder.path().join("prometheus.yaml"), folder.path().join("log"));
        fs::write(&file, config.to_string()).expect("a file in the folder just made");
        let address = format!("127.0.0.1:{}", free_ports(1));
        let process = Command::new(tool("prometheus"))
            .arg(format!("--config.file={}", file.display()))
            .arg(format!("--storage.tsdb.path={}", folder.path().join("data").display()))
            .arg(format!("--web.listen-address={address}"))
            .stdin(Stdio::null())
            .stderr(File::create(&log).expect("a file in the folder just made"))
            .spawn()
            .expect("Prometheus");
        let agent = Agent::config_builder().http_status_as_error(false).build().new_agent();
        let tether = Tether::to(process.id());
        let mut this = Self { address, agent, process, _tether: tether, _folder: folder };
        wait_until(START, "Prometheus answers", || {
            let ended = this.process.try_wait().expect("the state of a child process");
            assert!(ended.is_none(), "Prometheus ended; it said:\n{}", fs::read_to_string(&log).unwrap_or_default());
            this.get("/-/ready", &[]).is_some()
        });
        this
    }

    /// What a query gives now: labels and value of each series.
    ///
    /// # Panics
    ///
    /// Where Prometheus does not understand it.
    pub fn ask(&self, query: &str) -> Vec<(Value, f64)> {
        let answer = self.get("/api/v1/query", &[("query", query)]).expect("an answer of Prometheus");
        let answer: Value = serde_json::from_str(&answer).expect("JSON");
        assert_eq!(answer["status"], "success", "{query}: {answer}");
        let series = answer["data"]["result"].as_array().expect("a list of series");
        let value = |one: &Value| one["value"][1].as_str().and_then(|value| value.parse().ok()).expect("a number");
        series.iter().map(|one| (one["metric"].clone(), value(one))).collect()
    }

    /// How each alert has fared at its last evaluation: its name, and `ok` where it could be evaluated.
    pub fn alerts(&self) -> Vec<(String, String)> {
        let answer: Value =
            serde_json::from_str(&self.get("/api/v1/rules", &[]).unwrap_or_default()).unwrap_or_default();
        let groups = answer["data"]["groups"].as_array().cloned().unwrap_or_default();
        let rules = groups.iter().flat_map(|group| group["rules"].as_array().cloned().unwrap_or_default());
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        rules.map(|rule| (text(&rule["name"]), text(&rule["health"]))).collect()
    }

    /// Names of the alerts that fire.
    pub fn firing(&self) -> BTreeSet<String> {
        let firing = self.ask("ALERTS{alertstate=\"firing\"}");
        firing.iter().map(|(labels, _)| labels["alertname"].as_str().expect("a name").to_owned()).collect()
    }

    fn get(&self, path: &str, parameters: &[(&str, &str)]) -> Option<String> {
        let request = self.agent.get(format!("http://{}{path}", self.address)).query_pairs(parameters.iter().copied());
        let mut answer = request.call().ok()?;
        let is_well = answer.status().as_u16() != 503;
        is_well.then(|| answer.body_mut().read_to_string().ok())?
    }
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
