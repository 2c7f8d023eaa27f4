//! The contract as text: what a schema registry is given, and readers generate their code from.

use rust_embed::RustEmbed;

use super::EventType;

/// The files of the contract.
#[derive(RustEmbed)]
#[folder = "proto/"]
struct Contract;

/// A file of the contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema {
    /// Its path, as others import it.
    pub path: String,
    /// Its text.
    pub text: String,
    /// The files of the contract that it imports itself. What comes with every protobuf library is not among them.
    pub imports: Vec<Schema>,
}

impl Schema {
    /// The file that describes the events of a type. Their message is the first in it.
    ///
    /// # Panics
    ///
    /// Never: every type has its file, and every import is a file; a test reads them all.
    #[must_use]
    pub fn of(event_type: EventType) -> Self {
        Self::read(&format!("demarche/v1/{}.proto", event_type.label())).expect("every type of event has its file")
    }

    fn read(path: &str) -> Option<Self> {
        let text = String::from_utf8(Contract::get(path)?.data.into_owned()).ok()?;
        let imported = text.lines().filter_map(|line| line.strip_prefix("import \"")?.strip_suffix("\";"));
        let imports = imported.filter_map(Self::read).collect();
        Some(Self { path: path.to_owned(), text, imports })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_of_a_type_is_the_first_of_its_file() {
        for event_type in EventType::ALL {
            let schema = Schema::of(event_type);
            let first = schema.text.lines().find_map(|line| line.strip_prefix("message ")?.strip_suffix(" {")).unwrap();
            assert_eq!(format!("demarche.v1.{first}"), event_type.message_name());
        }
    }

    #[test]
    fn every_import_is_a_file_or_comes_with_protobuf() {
        fn check(schema: &Schema) {
            let imports = schema.text.lines().filter(|line| line.starts_with("import \"")).count();
            let of_protobuf = schema.text.lines().filter(|line| line.starts_with("import \"google/protobuf/")).count();
            assert_eq!(schema.imports.len() + of_protobuf, imports, "{}", schema.path);
            schema.imports.iter().for_each(check);
        }
        let schema = Schema::of(EventType::Call);
        assert_eq!(
            schema.imports.iter().map(|import| import.path.as_str()).collect::<Vec<_>>(),
            ["demarche/v1/actor.proto", "demarche/v1/metadata.proto", "demarche/v1/text.proto"]
        );
        EventType::ALL.map(Schema::of).iter().for_each(check);
    }
}
