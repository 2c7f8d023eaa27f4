//! Which records are wanted, by the values of their fields.

use std::str::FromStr;

use serde_json::Value;

/// A field and the value that it is to have: `language=ru`, `call.status=CALL_STATUS_HELD`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFilter {
    /// Names, one within the other; the first may stand at any depth.
    path: Vec<String>,
    value: String,
}

/// All that is asked of a record: of filters on one field, any is to hold; of different fields, all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters(Vec<FieldFilter>);

impl FieldFilter {
    /// The names of its field, with dots between them.
    #[must_use]
    pub fn field(&self) -> String {
        self.path.join(".")
    }

    /// The value that its field is to have.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    fn is_within(&self, value: &Value) -> bool {
        self.is_at(&self.path, value)
            || match value {
                Value::Object(fields) => fields.values().any(|field| self.is_within(field)),
                Value::Array(items) => items.iter().any(|item| self.is_within(item)),
                _ => false,
            }
    }

    fn is_at(&self, path: &[String], value: &Value) -> bool {
        match (path, value) {
            (_, Value::Array(items)) => items.iter().any(|item| self.is_at(path, item)),
            ([], Value::String(text)) => *text == self.value,
            ([], Value::Bool(_) | Value::Number(_) | Value::Null) => format!("{value}") == self.value,
            ([name, rest @ ..], Value::Object(fields)) => fields.get(name).is_some_and(|field| self.is_at(rest, field)),
            _ => false,
        }
    }
}

impl FromStr for FieldFilter {
    type Err = String;

    fn from_str(written: &str) -> Result<Self, String> {
        let (path, value) = written.split_once('=').ok_or("write it as field=value, such as language=ru")?;
        let path: Vec<String> = path.split('.').map(|name| name.trim().to_owned()).collect();
        if path.iter().any(String::is_empty) {
            return Err("the name of a field is missing: write field=value or outer.inner=value".to_owned());
        }
        Ok(Self { path, value: value.to_owned() })
    }
}

impl Filters {
    /// Those of a command line.
    #[must_use]
    pub fn new(filters: &[FieldFilter]) -> Self {
        Self(filters.to_vec())
    }

    /// Whether it lets everything through.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The values that are wanted of a field; `None` where it does not matter.
    #[must_use]
    pub fn wanted(&self, field: &str) -> Option<Vec<&str>> {
        let values: Vec<&str> =
            self.0.iter().filter(|filter| filter.field() == field).map(FieldFilter::value).collect();
        (!values.is_empty()).then_some(values)
    }

    /// Whether a record is wanted.
    #[must_use]
    pub fn admit(&self, record: &Value) -> bool {
        self.0.iter().all(|filter| {
            let of_field = self.0.iter().filter(|other| other.path == filter.path);
            of_field.into_iter().any(|filter| filter.is_within(record))
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn admits(filters: &[&str], record: &Value) -> bool {
        let filters: Vec<FieldFilter> = filters.iter().map(|filter| filter.parse().unwrap()).collect();
        Filters::new(&filters).admit(record)
    }

    #[test]
    fn a_field_is_found_at_any_depth_and_in_lists() {
        let record =
            json!({"call": {"metadata": {"language": "ru"}, "participants": [{"country": "RUS"}, {"country": "TUR"}]}});
        assert!(admits(&["language=ru"], &record) && admits(&["metadata.language=ru"], &record));
        assert!(admits(&["participants.country=TUR"], &record));
        assert!(!admits(&["language=uk"], &record) && !admits(&["call.language=ru"], &record));
    }

    #[test]
    fn one_of_the_values_of_a_field_is_enough_and_every_field_must_hold() {
        let record = json!({"language": "ru", "partition": 3, "negated": true});
        assert!(admits(&["language=uk", "language=ru"], &record));
        assert!(admits(&["language=ru", "partition=3", "negated=true"], &record));
        assert!(!admits(&["language=ru", "partition=4"], &record));
        assert!(admits(&[], &record));
    }

    #[test]
    fn what_is_no_filter_is_told() {
        for text in ["language", "=ru", "a..b=c"] {
            assert!(text.parse::<FieldFilter>().is_err(), "{text}");
        }
    }
}
