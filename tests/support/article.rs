//! An article that is rich in events.

use std::path::{Path, PathBuf};

use super::Record;

/// Where there may be one, best first: beside the project, in its gold, among its samples for the demo.
const PLACES: [&str; 3] =
    ["../shared/gold/articles/seed-putin-biden.json", "tests/gold/articles", "deploy/demo/articles"];

/// The bytes of the message of one article, from the first place that is there.
pub fn sample_article() -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = PLACES.iter().find_map(|place| first_message(&root.join(place)));
    let path = found.unwrap_or_else(|| panic!("no article to send: none of {PLACES:?} is there"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Records of that many articles: the same text under an identifier of its own each.
pub fn sample_articles(count: usize) -> Vec<Record> {
    let mut message: serde_json::Value = serde_json::from_slice(&sample_article()).expect("a message in JSON");
    let record = |number| {
        let id = format!("article-{number}");
        message["id"] = id.as_str().into();
        Record::new(&id, message.to_string())
    };
    (0..count).map(record).collect()
}

/// Records of that many articles of two sentences, which are read fast: a call and a statement each.
pub fn short_articles(count: usize) -> Vec<Record> {
    let record = |number| {
        let id = format!("article-{number}");
        let message = serde_json::json!({
            "id": id, "source": format!("source-{}.example", number % 2), "language": "ru",
            "published_at": "2026-02-03T12:00:00+03:00", "title": format!("Новость номер {number}"),
            "text": "Президент России Владимир Путин поговорил по телефону с президентом Турции Реджепом Эрдоганом. \
                     «Мы договорились о встрече», — сказал Путин журналистам.",
        });
        Record::new(&id, message.to_string())
    };
    (0..count).map(record).collect()
}

fn first_message(place: &Path) -> Option<PathBuf> {
    if place.is_file() {
        return Some(place.to_owned());
    }
    let mut messages: Vec<PathBuf> =
        std::fs::read_dir(place).ok()?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    messages.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    messages.sort();
    messages.into_iter().next()
}
