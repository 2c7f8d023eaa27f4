//! From the Python package natasha to a model file: word vectors and networks.
//!
//! The package is a zip archive that carries four tar archives: word vectors (navec) and three networks (slovnet). Each
//! network names its arrays in `model.json`: an object with `array` and `shape`, at the place in the tree that is the
//! array's name.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use serde_json::Value;

use super::network::Task;
use crate::linguistics::models::ModelFileBuilder;

const WORD_VECTORS: &str = "natasha/data/emb/navec_news_v1_1B_250K_300d_100q.tar";
/// Numbers, parts, codes of a part: the sizes of the word vectors, after the number of words.
const QUANTISATION: [u32; 3] = [300, 100, 256];

/// Adds the word vectors and networks of the package.
///
/// # Errors
///
/// Where the package is not the one expected.
pub(in crate::linguistics) fn add(package: &Path, builder: &mut ModelFileBuilder) -> io::Result<()> {
    let mut package = zip::ZipArchive::new(File::open(package)?)?;
    for task in Task::ALL {
        let network = unpack(package.by_name(task.archive())?)?;
        add_network(builder, task, &network)?;
    }
    let vectors = unpack(package.by_name(WORD_VECTORS)?)?;
    add_vectors(builder, file(&vectors, "pq.bin")?)
}

impl Task {
    /// The archive of its network in the package.
    fn archive(self) -> &'static str {
        match self {
            Self::Names => "natasha/data/model/slovnet_ner_news_v1.tar",
            Self::Morphology => "natasha/data/model/slovnet_morph_news_v1.tar",
            Self::Syntax => "natasha/data/model/slovnet_syntax_news_v1.tar",
        }
    }
}

fn add_network(builder: &mut ModelFileBuilder, task: Task, network: &HashMap<String, Vec<u8>>) -> io::Result<()> {
    let layout: Value = serde_json::from_slice(file(network, "model.json")?)?;
    let mut arrays = Vec::new();
    list_arrays(&layout, task.name(), &mut arrays);
    for (name, index) in arrays {
        builder.add(&name, file(network, &format!("arrays/{index}.bin"))?);
    }
    let mut add_list = |name: &str, list: &str| {
        builder.add(name, unzip(file(network, &format!("vocabs/{list}.gz"))?)?.trim_ascii_end());
        io::Result::Ok(())
    };
    match task {
        Task::Names => {
            add_list("name_tags", "tag")?;
            // The words and shapes of all networks are the same.
            add_list("words", "word")?;
            add_list("shapes", "shape")
        }
        Task::Morphology => add_list("morphological_tags", "tag"),
        Task::Syntax => add_list("relations", "rel"),
    }
}

/// The arrays of a layout with their names, such as `names.encoder.layers.0.conv.weight`.
fn list_arrays(layout: &Value, name: &str, arrays: &mut Vec<(String, u64)>) {
    match layout {
        Value::Object(fields) => match fields.get("array").and_then(Value::as_u64) {
            Some(index) => arrays.push((name.to_owned(), index)),
            None => fields.iter().for_each(|(key, part)| list_arrays(part, &format!("{name}.{key}"), arrays)),
        },
        Value::Array(parts) => {
            parts.iter().enumerate().for_each(|(index, part)| list_arrays(part, &format!("{name}.{index}"), arrays));
        }
        _ => {}
    }
}

/// Words, numbers, parts and codes as four integers; the codes of each word; the numbers of each code.
fn add_vectors(builder: &mut ModelFileBuilder, vectors: &[u8]) -> io::Result<()> {
    let (sizes, rest) = vectors.split_at_checked(16).ok_or_else(|| unexpected("pq.bin is cut short"))?;
    let (sizes, _) = sizes.as_chunks::<4>();
    let sizes: Vec<u32> = sizes.iter().map(|&four| u32::from_le_bytes(four)).collect();
    if sizes[1..] != QUANTISATION {
        return Err(unexpected("pq.bin has other sizes than expected"));
    }
    let codes = sizes[0] as usize * QUANTISATION[1] as usize;
    let (codes, centroids) = rest.split_at_checked(codes).ok_or_else(|| unexpected("pq.bin is cut short"))?;
    builder.add("word_codes", codes);
    builder.add("word_centroids", centroids);
    Ok(())
}

fn unpack(archive: impl Read) -> io::Result<HashMap<String, Vec<u8>>> {
    let mut files = HashMap::new();
    for entry in tar::Archive::new(archive).entries()? {
        let mut entry = entry?;
        let name = entry.path()?.to_string_lossy().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes)?;
        files.insert(name, bytes);
    }
    Ok(files)
}

fn unzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut unzipped = Vec::new();
    flate2::read::GzDecoder::new(bytes).read_to_end(&mut unzipped)?;
    Ok(unzipped)
}

fn file<'a>(archive: &'a HashMap<String, Vec<u8>>, name: &str) -> io::Result<&'a [u8]> {
    archive.get(name).map(Vec::as_slice).ok_or_else(|| unexpected(&format!("it has no {name}")))
}

fn unexpected(reason: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason.to_owned())
}
