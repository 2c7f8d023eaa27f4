//! Identifiers that are the same wherever and whenever a record is read: of an article without one, of an event, of a story.

use uuid::Uuid;

/// The namespace of demarche's own identifiers (a UUID of version 5 under the DNS name `demarche.events`).
fn namespace() -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_DNS, b"demarche.events")
}

/// The identifier of an article that came without one: BLAKE3 of its parts, as 32 hexadecimal digits.
#[must_use]
pub fn content_hash(parts: &[&str]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        // The length keeps ("ab", "c") and ("a", "bc") apart.
        hasher.update(&(part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().to_hex()[..32].to_owned()
}

/// A hash of every file of a folder that is built in, names and content, as 16 hexadecimal digits.
#[must_use]
pub fn folder_hash<Folder: rust_embed::RustEmbed>() -> String {
    let mut names: Vec<_> = Folder::iter().collect();
    names.sort();
    let mut hasher = blake3::Hasher::new();
    for name in names {
        let content = Folder::get(&name).map(|file| file.data).unwrap_or_default();
        for part in [name.as_bytes(), &content] {
            hasher.update(&(part.len() as u64).to_be_bytes());
            hasher.update(part);
        }
    }
    hasher.finalize().to_hex()[..16].to_owned()
}

/// The identifier of an event: a UUID of version 5 over its article, its type and what sets it apart in the article.
#[must_use]
pub fn event_id(article_id: &str, event_type: &str, distinguishing: &[&str]) -> String {
    joined("event", [article_id, event_type].into_iter().chain(distinguishing.iter().copied()))
}

/// The story key: a UUID of version 5 over what every telling of the same real-world event shares.
#[must_use]
pub fn story_key(event_type: &str, shared: &[&str]) -> String {
    joined("story", std::iter::once(event_type).chain(shared.iter().copied()))
}

fn joined<'a>(kind: &str, parts: impl Iterator<Item = &'a str>) -> String {
    let mut name = kind.to_owned();
    for part in parts {
        // A unit separator stands in no identifier, name or day.
        name.push('\u{1f}');
        name.push_str(part);
    }
    Uuid::new_v5(&namespace(), name.as_bytes()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_parts_give_the_same_identifier() {
        assert_eq!(event_id("a", "call", &["1"]), event_id("a", "call", &["1"]));
        assert_eq!(content_hash(&["a", "b"]).len(), 32);
    }

    #[test]
    fn other_parts_give_another_identifier() {
        assert_ne!(event_id("a", "call", &["12"]), event_id("a", "call", &["1", "2"]));
        assert_ne!(event_id("a", "call", &[]), story_key("a", &["call"]));
        assert_ne!(content_hash(&["ab", "c"]), content_hash(&["a", "bc"]));
    }
}
