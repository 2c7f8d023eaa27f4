//! The sample articles, which the binary carries, and one message that is broken on purpose.

use std::borrow::Cow;

use rust_embed::RustEmbed;

/// The folder of the samples, in the binary.
#[derive(RustEmbed)]
#[folder = "deploy/demo/articles"]
struct Folder;

/// A message of the demonstration.
#[derive(Clone, Debug)]
pub(super) struct Sample {
    /// The key of its record.
    pub(super) key: String,
    pub(super) value: Cow<'static, [u8]>,
}

/// What a scraper writes that was cut off in the middle: it becomes a dead letter.
const BROKEN: &[u8] = br#"{"id": "demo-broken", "language": "en", "title": "Cut off in the mid"#;

/// Every sample article in the order of their names, and the broken message among them.
pub(super) fn samples() -> Vec<Sample> {
    let mut samples: Vec<Sample> = Folder::iter()
        .filter_map(|name| {
            let value = Folder::get(&name)?.data;
            // As `demarche feed` does: the records of an article share its identifier as their key.
            Some(Sample { key: format!("demo-{}", name.trim_end_matches(".json")), value })
        })
        .collect();
    samples.sort_by(|one, other| one.key.cmp(&other.key));
    samples.insert(samples.len() / 2, Sample { key: "demo-broken".to_owned(), value: Cow::Borrowed(BROKEN) });
    samples
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_a_sample_is_the_identifier_of_its_article() {
        let samples = samples();
        assert_eq!(samples.len(), 13);
        for sample in samples.iter().filter(|sample| sample.value != BROKEN) {
            let message: serde_json::Value = serde_json::from_slice(&sample.value).unwrap();
            assert_eq!(message["id"], sample.key);
        }
    }
}
