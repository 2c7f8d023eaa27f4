//! The configuration as a TOML file that could be read again, each key with its meaning; secrets redacted.

use std::fmt::Write as _;

use super::Config;

/// Writes every key with its meaning and its value.
#[must_use]
pub fn to_toml(config: &Config) -> String {
    let values = toml::Table::try_from(config).unwrap_or_default();
    let mut written = String::new();
    let mut current = "";
    for key in Config::keys() {
        let Some((table, name)) = key.name.split_once('.') else { continue };
        if table != current {
            let _ = writeln!(written, "{}[{table}]", if current.is_empty() { "" } else { "\n" });
            current = table;
        }
        for line in key.meaning.lines() {
            let _ = writeln!(written, "#{line}");
        }
        let value = values.get(table).and_then(|table| table.get(name));
        let _ = writeln!(written, "{name} = {}", value.map(ToString::to_string).unwrap_or_default());
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_can_be_read_again() {
        let config = Config::default();
        let printed = to_toml(&config);
        assert_eq!(toml::from_str::<Config>(&printed).unwrap(), config, "{printed}");
        assert!(printed.contains("\n# Brokers to start from"), "{printed}");
    }

    #[test]
    fn every_key_has_a_meaning() {
        let values = toml::Table::try_from(Config::default()).unwrap();
        let names: Vec<String> = values
            .iter()
            .flat_map(|(table, keys)| {
                keys.as_table().unwrap().keys().map(move |key| format!("{table}.{key}")).collect::<Vec<_>>()
            })
            .collect();
        let mut documented: Vec<&str> = Config::keys().map(|key| key.name).collect();
        documented.sort_unstable();
        let mut all = names;
        all.sort_unstable();
        assert_eq!(all, documented);
    }
}
