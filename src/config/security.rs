//! Whether the settings of security fit together: what librdkafka takes without a word, and what would then not be as it looks.

use super::check::Findings;
use super::{Config, Tracing};

/// What a client of the brokers does to be safe, by `security.protocol`.
struct Protocol {
    is_encrypted: bool,
    is_sasl: bool,
}

/// Mechanisms of SASL that are built in.
const MECHANISMS: [&str; 4] = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"];

pub(super) fn check(config: &Config, found: &mut Findings) {
    let properties = &config.kafka.properties;
    let name = properties.get("security.protocol").unwrap_or("plaintext").to_ascii_lowercase();
    let protocol = Protocol { is_encrypted: name.ends_with("ssl"), is_sasl: name.starts_with("sasl") };
    without_effect(config, &protocol, found);
    if protocol.is_sasl {
        sasl(config, found);
    }
    if properties.get("ssl.certificate.location").is_some() && properties.get("ssl.key.location").is_none() {
        found.tell("kafka.properties.ssl.certificate.location: a certificate needs its `ssl.key.location` beside it");
    }
    registry(config, found);
    tracing(config, found);
}

/// Settings that look as if they made a connection safe, where they do nothing.
fn without_effect(config: &Config, protocol: &Protocol, found: &mut Findings) {
    for (name, _) in config.kafka.properties.iter() {
        let needs = if name.starts_with("ssl.") && !protocol.is_encrypted {
            "ssl or sasl_ssl"
        } else if name.starts_with("sasl.") && !protocol.is_sasl {
            "sasl_ssl or sasl_plaintext"
        } else {
            continue;
        };
        found.tell(format!("kafka.properties.{name}: has no effect unless `security.protocol` is {needs}"));
    }
}

fn sasl(config: &Config, found: &mut Findings) {
    let properties = &config.kafka.properties;
    let mechanism = properties.get("sasl.mechanism").or(properties.get("sasl.mechanisms"));
    let Some(mechanism) = mechanism else {
        // librdkafka would take Kerberos, which is not built in.
        let allowed = MECHANISMS.join(", ");
        found.tell(format!(
            "kafka.properties.security.protocol: SASL needs `sasl.mechanism` beside it: allowed is one of {allowed}"
        ));
        return;
    };
    if !MECHANISMS.contains(&mechanism) {
        found.add("kafka.properties.sasl.mechanism", mechanism, format!("one of {}", MECHANISMS.join(", ")));
    } else if mechanism == "OAUTHBEARER" {
        if config.kafka.oauth_token_file.is_empty() {
            found.tell("kafka.properties.sasl.mechanism: OAUTHBEARER needs `kafka.oauth_token_file`");
        }
    } else {
        if properties.get("sasl.username").is_none() {
            found.tell(format!("kafka.properties.sasl.mechanism: {mechanism} needs `sasl.username` beside it"));
        }
        if properties.get("sasl.password").is_none() {
            found.tell(format!(
                "kafka.properties.sasl.mechanism: {mechanism} needs a password: set `kafka.sasl_password_file`, or \
                 DEMARCHE_KAFKA__PROPERTIES__SASL_PASSWORD"
            ));
        }
    }
}

fn registry(config: &Config, found: &mut Findings) {
    let registry = &config.schema_registry;
    let url = &registry.url;
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    if rest.is_some_and(|rest| rest.contains('@')) {
        // The address may hold a password: it is not repeated.
        found.tell("schema_registry.url: holds no credentials: set `schema_registry.username` and a password file");
    } else if !url.is_empty() && rest.is_none_or(|rest| rest.is_empty() || rest.contains(char::is_whitespace)) {
        found.add("schema_registry.url", url, "http:// or https://, a host, and a port and path where there are any");
    }
    if registry.username.is_empty() != registry.password.is_empty() {
        found.tell("schema_registry.username: a name and a password go together: set both, or none");
    }
    if !registry.ca_file.is_empty() && url.starts_with("http://") {
        found.tell("schema_registry.ca_file: has no effect on an http:// address");
    }
}

fn tracing(config: &Config, found: &mut Findings) {
    let Tracing { endpoint, sample_ratio, headers, .. } = &config.tracing;
    let rest = endpoint.strip_prefix("https://").or_else(|| endpoint.strip_prefix("http://"));
    if rest.is_some_and(|rest| rest.contains('@')) {
        // It may hold a password: it is not repeated.
        found.tell("tracing.endpoint: holds no credentials: set `tracing.headers_file`");
    } else if !endpoint.is_empty() && rest.is_none_or(|rest| rest.is_empty() || rest.contains(char::is_whitespace)) {
        found.add("tracing.endpoint", endpoint, "http:// or https://, a host, a port and the path for spans");
    }
    if !sample_ratio.is_valid() {
        found.tell(format!("tracing.sample_ratio = {}: allowed is 0 to 1", sample_ratio.get()));
    }
    let is_header = |header: &str| header.split_once('=').is_some_and(|(name, _)| !name.trim().is_empty());
    if !headers.is_empty() && !headers.reveal().split(',').all(is_header) {
        found.tell("tracing.headers: allowed is name=value, several separated by commas");
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Ratio, check};
    use super::*;

    fn told(properties: &[(&str, &str)]) -> String {
        let mut config = Config::default();
        config.kafka.properties = properties.iter().copied().collect();
        check::check(&config).err().map_or_else(String::new, |error| error.to_string())
    }

    #[test]
    fn settings_that_are_whole_are_taken() {
        let sasl = [("sasl.mechanism", "SCRAM-SHA-512"), ("sasl.username", "reader"), ("sasl.password", "x")];
        for protocol in ["SASL_SSL", "sasl_plaintext"] {
            let mut settings = sasl.to_vec();
            settings.push(("security.protocol", protocol));
            assert_eq!(told(&settings), "");
        }
        assert_eq!(told(&[("security.protocol", "ssl"), ("ssl.ca.location", "ca.pem")]), "");
    }

    #[test]
    fn settings_that_do_not_fit_together_are_told() {
        let of = |mechanism| vec![("security.protocol", "sasl_ssl"), ("sasl.mechanism", mechanism)];
        for (settings, wanted) in [
            (vec![("security.protocol", "sasl_ssl")], "SASL needs `sasl.mechanism`"),
            (of("GSSAPI"), "sasl.mechanism = \"GSSAPI\": allowed is one of PLAIN"),
            (of("PLAIN"), "PLAIN needs `sasl.username`"),
            (of("SCRAM-SHA-256"), "SCRAM-SHA-256 needs a password"),
            (of("OAUTHBEARER"), "OAUTHBEARER needs `kafka.oauth_token_file`"),
            (vec![("sasl.username", "reader")], "sasl.username: has no effect unless"),
            (vec![("ssl.ca.location", "ca.pem")], "ssl.ca.location: has no effect unless"),
            (vec![("security.protocol", "ssl"), ("ssl.certificate.location", "c")], "needs its `ssl.key.location`"),
        ] {
            let told = told(&settings);
            assert!(told.contains(wanted), "{wanted}: {told}");
        }
    }

    #[test]
    fn credentials_in_an_address_are_refused_and_not_repeated() {
        let mut config = Config::default();
        config.schema_registry.url = "https://reader:hunter2@registry".to_owned();
        let told = check::check(&config).unwrap_err().to_string();
        assert!(told.contains("schema_registry.url: holds no credentials") && !told.contains("hunter2"), "{told}");
    }

    #[test]
    fn where_spans_go_is_checked_and_no_secret_repeated() {
        let mut config = Config::default();
        config.tracing.endpoint = "http://collector:4318/v1/traces".to_owned();
        config.tracing.headers = "authorization=Bearer hunter2, x-team=news".to_owned().into();
        assert_eq!(check::check(&config).map_err(|error| error.to_string()), Ok(()));
        config.tracing.sample_ratio = Ratio::new(f64::NAN);
        config.tracing.headers = "hunter2".to_owned().into();
        for endpoint in ["collector:4318", "http://reader:hunter2@collector"] {
            endpoint.clone_into(&mut config.tracing.endpoint);
            let told = check::check(&config).unwrap_err().to_string();
            for key in ["tracing.endpoint", "tracing.sample_ratio", "tracing.headers: allowed"] {
                assert!(told.contains(key), "{key}: {told}");
            }
            assert!(!told.contains("hunter2"), "{told}");
        }
    }
}
