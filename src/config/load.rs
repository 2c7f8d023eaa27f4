//! The layers, put one over the other: defaults, file, environment, flags.

use std::path::{Path, PathBuf};

use figment::providers::Serialized;
use figment::util::nest;
use figment::value::{Dict, Map, Value};
use figment::{Figment, Metadata, Profile, Provider};

use super::{Config, check, secret};

/// Where settings come from beside the defaults; later fields win.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// A TOML file.
    pub file: Option<PathBuf>,
    /// Variables of the environment; those without our prefix are not looked at.
    pub environment: Vec<(String, String)>,
    /// Keys and values of the command line.
    pub flags: Vec<(String, String)>,
}

/// Why the configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read the configuration file {}: {source}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A layer has a key that is not there, or a value of another type.
    #[error("{0}")]
    Layer(String),
    /// Values that cannot be used, one sentence each.
    #[error("{}", .0.join("\n"))]
    Invalid(Vec<String>),
}

/// Prefix of our variables.
const PREFIX: &str = "DEMARCHE_";

/// The tables with dots in their keys.
const DOTTED: [(&str, &str); 2] = [("kafka", "properties"), ("topic_plan", "overrides")];

/// Puts the layers together and checks every value.
///
/// # Errors
///
/// A [`ConfigError`] that names key, value and what is allowed.
pub fn load(sources: &Sources) -> Result<Config, ConfigError> {
    let mut layers = Figment::from(Serialized::defaults(Config::default()));
    if let Some(file) = &sources.file {
        let layer = Layer::new(format!("file {}", file.display()), read_file(file)?);
        layer.refuse_secrets()?;
        layers = layers.merge(layer);
    }
    let variables = sources.environment.iter().filter_map(|(name, value)| Some((key_of_variable(name)?, value)));
    layers = layers.merge(Layer::new("environment".to_owned(), table(variables)));
    let flags = sources.flags.iter().map(|(key, value)| (key.clone(), value));
    let layer = Layer::new("command line".to_owned(), table(flags));
    layer.refuse_secrets()?;
    layers = layers.merge(layer);
    let mut config: Config = layers.extract_lossy().map_err(|error| ConfigError::Layer(told(&error)))?;
    secret::read_files(&mut config)?;
    check::check(&config)?;
    Ok(config)
}

fn read_file(file: &Path) -> Result<Dict, ConfigError> {
    let text =
        std::fs::read_to_string(file).map_err(|source| ConfigError::Unreadable { file: file.to_owned(), source })?;
    toml::from_str(&text).map_err(|error| {
        // The error itself would quote the line, whatever stands in it.
        let line = error.span().map_or(1, |span| text[..span.start].lines().count().max(1));
        ConfigError::Layer(format!("{}, line {line}: {}", file.display(), error.message()))
    })
}

/// `DEMARCHE_KAFKA__BROKERS` is `kafka.brokers`; `None` for a variable that is not ours.
fn key_of_variable(name: &str) -> Option<String> {
    let key = name.strip_prefix(PREFIX)?.to_ascii_lowercase();
    // A single word such as DEMARCHE_HOME is no key: every key stands in a table.
    let mut levels = key.split("__");
    let (table, name) = (levels.next()?, levels.next()?);
    Some(match levels.next() {
        Some(property) => format!("{table}.{name}.{}", property.replace('_', ".")),
        None => format!("{table}.{name}"),
    })
}

/// The way back: the variable of a key.
fn variable_of_key(key: &str) -> String {
    let levels: Vec<String> = key.splitn(3, '.').map(|level| level.replace('.', "_").to_ascii_uppercase()).collect();
    format!("{PREFIX}{}", levels.join("__"))
}

fn table<'a>(settings: impl Iterator<Item = (String, &'a String)>) -> Dict {
    let mut content = Figment::new();
    for (key, value) in settings {
        if let Value::Dict(_, nested) = nest(&key, Value::from(value.clone())) {
            content = content.merge(Serialized::defaults(nested));
        }
    }
    content.extract().unwrap_or_default()
}

/// A layer with its name, for errors; tables whose keys have dots are brought to one form.
struct Layer {
    name: String,
    content: Dict,
}

impl Layer {
    fn new(name: String, mut content: Dict) -> Self {
        for (table, key) in DOTTED {
            if let Some(Value::Dict(_, table)) = content.get_mut(table)
                && let Some(Value::Dict(_, dotted)) = table.get_mut(key)
            {
                let mut flat = Dict::new();
                flatten("", dotted, &mut flat);
                *dotted = flat;
            }
        }
        Self { name, content }
    }

    /// Others can read this layer.
    fn refuse_secrets(&self) -> Result<(), ConfigError> {
        let mut flat = Dict::new();
        flatten("", &self.content, &mut flat);
        let keys = flat.keys().filter(|key| secret::is_secret(key));
        let told: Vec<String> = keys
            .map(|key| {
                let (layer, variable) = (&self.name, variable_of_key(key));
                format!("{key}: no secret stands in the {layer}: set {variable}, or name a file that holds it")
            })
            .collect();
        if told.is_empty() { Ok(()) } else { Err(ConfigError::Invalid(told)) }
    }
}

impl Provider for Layer {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.name.clone())
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        Ok(Map::from([(Profile::Default, self.content.clone())]))
    }
}

fn flatten(prefix: &str, nested: &Dict, flat: &mut Dict) {
    for (name, value) in nested {
        let name = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        match value {
            Value::Dict(_, deeper) => flatten(&name, deeper, flat),
            Value::String(..) => drop(flat.insert(name, value.clone())),
            // Every property is text to the Kafka client: 10, 0.5 and true are written without quotes as well.
            Value::Num(_, number) => {
                let text = number.to_i128().map(|n| n.to_string()).or_else(|| number.to_f64().map(|n| n.to_string()));
                flat.insert(name, Value::from(text.unwrap_or_default()));
            }
            Value::Bool(_, truth) => drop(flat.insert(name, Value::from(truth.to_string()))),
            other => drop(flat.insert(name, other.clone())),
        }
    }
}

/// An error of a layer in one line: key, what is wrong, where it came from.
fn told(error: &figment::Error) -> String {
    let from = error.metadata.as_ref().map(|metadata| format!(" ({})", metadata.name)).unwrap_or_default();
    let key = error.path.join(".");
    let separator = if key.is_empty() { "" } else { ": " };
    match &error.kind {
        figment::error::Kind::UnknownField(field, expected) => {
            let is_named = error.path.last() == Some(field);
            let key = if is_named { key } else { format!("{key}{}{field}", if key.is_empty() { "" } else { "." }) };
            format!("{key}: there is no such key; allowed here is {}{from}", expected.join(", "))
        }
        figment::error::Kind::UnknownVariant(found, expected) => {
            format!("{key} = {found:?}: allowed is {}{from}", expected.join(", "))
        }
        kind => format!("{key}{separator}{kind}{from}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Delivery;

    fn pairs(settings: &[(&str, &str)]) -> Vec<(String, String)> {
        settings.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    fn with_flags(flags: &[(&str, &str)]) -> Result<Config, ConfigError> {
        load(&Sources { flags: pairs(flags), ..Sources::default() })
    }

    fn with_file(content: &str, environment: &[(&str, &str)], flags: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("demarche.toml");
        std::fs::write(&file, content).unwrap();
        load(&Sources { file: Some(file), environment: pairs(environment), flags: pairs(flags) })
    }

    #[test]
    fn the_defaults_are_enough() {
        assert_eq!(load(&Sources::default()).unwrap(), Config::default());
    }

    #[test]
    fn flags_win_over_the_environment_and_the_environment_over_the_file() {
        let file = "[kafka]\nbrokers = 'a:1'\ngroup_id = 'file'\n[topics]\ninput = 'file'";
        let environment = [
            ("DEMARCHE_KAFKA__GROUP_ID", "123"),
            ("DEMARCHE_TOPICS__INPUT", "environment"),
            ("HOME", "/"),
            ("DEMARCHE_X", ""),
        ];
        let config = with_file(file, &environment, &[("topics.input", "flag")]).unwrap();
        let told = [config.kafka.brokers, config.kafka.group_id, config.topics.input];
        assert_eq!(told, ["a:1", "123", "flag"]);
    }

    #[test]
    fn values_from_the_environment_have_the_type_of_their_key() {
        let environment = pairs(&[
            ("DEMARCHE_STREAM__BATCH_AGE_MS", "250"),
            ("DEMARCHE_STREAM__DELIVERY", "at_least_once"),
            ("DEMARCHE_HTTP__LISTEN", "127.0.0.1:0"),
        ]);
        let config = load(&Sources { environment, ..Sources::default() }).unwrap();
        assert_eq!(config.stream.batch_age_ms, 250);
        assert_eq!(config.stream.delivery, Delivery::AtLeastOnce);
        assert_eq!(config.http.listen.port(), 0);
    }

    #[test]
    fn properties_of_the_client_may_be_written_with_dots_quotes_or_in_the_environment() {
        let file =
            "[kafka.properties]\n'sasl.mechanism' = 'PLAIN'\nfetch.wait.max.ms = 7\nsecurity.protocol = 'SASL_SSL'";
        let environment = [
            ("DEMARCHE_KAFKA__PROPERTIES__SASL_MECHANISM", "SCRAM-SHA-256"),
            ("DEMARCHE_KAFKA__PROPERTIES__SASL_PASSWORD", "y"),
        ];
        let config = with_file(file, &environment, &[("kafka.properties.sasl.username", "x")]).unwrap();
        let told: Vec<_> = config.kafka.properties.iter().collect();
        assert_eq!(
            told,
            [
                ("fetch.wait.max.ms", "7"),
                ("sasl.mechanism", "SCRAM-SHA-256"),
                ("sasl.password", "y"),
                ("sasl.username", "x"),
                ("security.protocol", "SASL_SSL")
            ]
        );
    }

    #[test]
    fn an_error_names_the_key_the_value_and_what_is_allowed() {
        for (key, value, told) in [
            ("stream.workers", "2000", "stream.workers = 2000: allowed is 0 to 1024"),
            ("stream.batch_age_ms", "0", "stream.batch_age_ms = 0: allowed is 1 to 30000"),
            ("kafka.brokers", "host", "kafka.brokers = \"host\": allowed is host:port"),
            ("kafka.group_id", "", "kafka.group_id = \"\": allowed is a name"),
            ("topics.input", "a b", "topics.input = \"a b\": allowed is 1 to 249"),
            ("topics.calls", "events.statement", "a topic of its own"),
            ("stream.delivery", "twice", "stream.delivery = \"twice\": allowed is exactly_once, at_least_once"),
            ("stream.batch_bytes", "many", "stream.batch_bytes"),
            ("http.listen", "nowhere", "http.listen"),
            ("kafka.broker", "a:1", "kafka.broker: there is no such key; allowed here is brokers"),
            ("log.filter", "a=b=c", "log.filter"),
            ("kafka.properties.transactional.id", "x", "transactional.id: not for setting: set `stream.instance`"),
            ("kafka.properties.fetch.wait", "x", "kafka.properties.fetch.wait: No such configuration property"),
            ("kafka.properties.fetch.wait.max.ms", "x", "kafka.properties.fetch.wait.max.ms: Invalid value"),
            ("kafka.properties.security.protocol", "sasl_ssl", "SASL needs `sasl.mechanism`"),
            ("kafka.sasl_password_file", "missing", "kafka.sasl_password_file = \"missing\": cannot be read"),
            ("topic_plan.min_insync_replicas", "4", "topic_plan.min_insync_replicas = 4: allowed is 1 to 3"),
            (
                "topic_plan.overrides.articles.retention.ms",
                "1",
                "topic_plan.overrides.articles.retention.ms: no such topic",
            ),
            (
                "topic_plan.overrides.calls.partitions",
                "0",
                "topic_plan.overrides.calls.partitions = 0: allowed is 1 to",
            ),
            (
                "schema_registry.url",
                "registry:8081",
                "schema_registry.url = \"registry:8081\": allowed is http:// or https://",
            ),
        ] {
            let error = with_flags(&[(key, value)]).unwrap_err().to_string();
            assert!(error.contains(told), "{key}={value}: {error}");
        }
    }

    #[test]
    fn what_the_newer_group_protocol_leaves_to_the_broker_is_not_set_here() {
        let session = ("kafka.properties.session.timeout.ms", "10000");
        with_flags(&[session]).unwrap();
        let error = with_flags(&[("kafka.group_protocol", "consumer"), session]).unwrap_err().to_string();
        assert!(error.contains("kafka.properties.session.timeout.ms: not for setting"), "{error}");
    }

    #[test]
    fn an_error_names_the_layer_and_every_wrong_value() {
        let error = with_file("[kafka]\nbrokerz = 1", &[], &[]).unwrap_err().to_string();
        assert!(error.contains("demarche.toml"), "{error}");
        let error = with_flags(&[("stream.workers", "2000"), ("kafka.brokers", "")]).unwrap_err().to_string();
        assert_eq!(error.lines().count(), 2, "{error}");
    }

    #[test]
    fn a_secret_is_taken_from_the_environment_or_from_a_file_of_its_own() {
        let sasl = [
            ("DEMARCHE_KAFKA__PROPERTIES__SECURITY_PROTOCOL", "sasl_ssl"),
            ("DEMARCHE_KAFKA__PROPERTIES__SASL_MECHANISM", "PLAIN"),
            ("DEMARCHE_KAFKA__PROPERTIES__SASL_USERNAME", "reader"),
        ];
        let password = |config: Config| config.kafka.properties.get("sasl.password").map(str::to_owned);

        let mut environment = sasl.to_vec();
        environment.push(("DEMARCHE_KAFKA__PROPERTIES__SASL_PASSWORD", "hunter2"));
        assert_eq!(password(with_file("", &environment, &[]).unwrap()).as_deref(), Some("hunter2"));

        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(&file, "hunter3\n").unwrap();
        let flag = [("kafka.sasl_password_file", file.path().to_str().unwrap())];
        assert_eq!(password(with_file("", &sasl, &flag).unwrap()).as_deref(), Some("hunter3"));

        let both = with_file("", &environment, &flag).unwrap_err().to_string();
        assert!(both.contains("leave out one of the two") && !both.contains("hunter"), "{both}");
    }

    #[test]
    fn a_secret_where_others_can_read_it_is_refused_and_not_repeated() {
        let file = "[kafka.properties]\nsasl.password = 'hunter2'\n[schema_registry]\npassword = 'hunter2'\n\
                    [console]\ntoken = 'hunter2'";
        let in_file = with_file(file, &[], &[]).unwrap_err().to_string();
        let on_command_line = with_flags(&[("kafka.properties.ssl.key.password", "hunter2")]).unwrap_err().to_string();
        let torn = with_file("[kafka.properties]\n'sasl.password' = 'hunter2", &[], &[]).unwrap_err().to_string();
        for (told, wanted) in [
            (&in_file, "set DEMARCHE_KAFKA__PROPERTIES__SASL_PASSWORD"),
            (&in_file, "set DEMARCHE_SCHEMA_REGISTRY__PASSWORD"),
            (&in_file, "set DEMARCHE_CONSOLE__TOKEN"),
            (&on_command_line, "no secret stands in the command line"),
            (&torn, "demarche.toml, line 2: "),
        ] {
            assert!(told.contains(wanted) && !told.contains("hunter2"), "{told}");
        }
    }

    #[test]
    fn a_missing_file_is_named() {
        let error = load(&Sources { file: Some("missing.toml".into()), ..Sources::default() }).unwrap_err();
        assert!(error.to_string().starts_with("cannot read the configuration file missing.toml: "), "{error}");
    }
}
