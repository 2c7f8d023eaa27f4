//! From a Python package with a dictionary of pymorphy3 to a model file.
//!
//! The package is a zip archive. Its layout, 2.4, is that of
//! <https://pymorphy2.readthedocs.io/en/stable/internals/dict.html>.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use rustc_hash::FxHashMap;
use serde_json::Value;
use zip::ZipArchive;

use super::automaton::Automaton;
use super::entries::{EntriesBuilder, ListPlace};
use super::paradigms::{self, FormId, Paradigms};
use super::{ENDINGS, FORMS};
use crate::linguistics::fold;
use crate::linguistics::models::ModelFileBuilder;

const TAGS: &str = "gramtab-opencorpora-int.json";
const COUNTS: &str = "p_t_given_w.intdawg";

/// Guesses that are kept of an ending, the most frequent ones: enough for one of each case and number.
const GUESSES: usize = 24;

/// Adds the dictionary of the package.
///
/// # Errors
///
/// Where the package is not the one expected.
pub(in crate::linguistics) fn add(package: &Path, builder: &mut ModelFileBuilder) -> io::Result<()> {
    let mut package = Package::open(package)?;
    let meta = package.json("meta.json")?;
    if setting(&meta, "format_version").and_then(Value::as_str) != Some("2.4") {
        return Err(unexpected("its layout is not 2.4"));
    }
    let prefixes = setting(&meta, "compile_options").and_then(|options| options.get("paradigm_prefixes"));
    let [prefixes, suffixes] = [texts(prefixes)?, texts(Some(&package.json("suffixes.json")?))?]
        .map(|lines| lines.iter().map(|line| fold(line)).collect::<Vec<_>>());
    let (tags, array) = (texts(Some(&package.json(TAGS)?))?, package.file("paradigms.array")?);
    builder.add(paradigms::ARRAY, &array);
    for (name, lines) in [(paradigms::PREFIXES, &prefixes), (paradigms::SUFFIXES, &suffixes), (paradigms::TAGS, &tags)]
    {
        builder.add(name, lines.join("\n").as_bytes());
    }
    let [suffixes, prefixes, lines] = [&suffixes, &prefixes, &tags].map(|lines| lines.iter().map(String::as_str));
    let paradigms = Paradigms::new(&array, suffixes, prefixes, lines);
    let counts = if package.has(COUNTS) { counts(&package.file(COUNTS)?, &tags)? } else { Counts::default() };
    add_forms(builder, &package.file("words.dawg")?, &paradigms, &counts)?;
    add_endings(builder, &package.file("prediction-suffixes-0.dawg")?, &paradigms)
}

/// How likely each tag is for a form, in millionths; forms that the corpus does not have are not in it.
type Counts = HashMap<String, Vec<(u16, u32)>>;

/// Keys `form:tag` with how likely the tag is for the form.
fn counts(bytes: &[u8], tags: &[String]) -> io::Result<Counts> {
    let places: HashMap<&str, u16> = tags.iter().map(String::as_str).zip(0..).collect();
    let mut counts = Counts::new();
    Automaton::read(bytes)?.for_each(|key, likely| {
        let key = std::str::from_utf8(key).map_err(io::Error::other)?;
        if let Some((form, tag)) = key.rsplit_once(':')
            && let Some(&tag) = places.get(tag)
        {
            counts.entry(fold(form)).or_default().push((tag, likely));
        }
        Ok(())
    })?;
    Ok(counts)
}

/// Every form with its analyses: the likeliest first, then those that are not marked as colloquial or wrong.
fn add_forms(builder: &mut ModelFileBuilder, words: &[u8], paradigms: &Paradigms, counts: &Counts) -> io::Result<()> {
    let tag = |place: u32| Some(paradigms.form(place.into())?.tag);
    let is_marked = |place: &u32| {
        paradigms.form(FormId::from(*place)).and_then(|form| paradigms.tag(form)).is_none_or(|tag| tag.marked)
    };
    let listing = Listing::read(words, |payloads: Vec<[u8; 4]>| {
        let mut places: Vec<u32> = payloads.into_iter().map(u32::from_be_bytes).collect();
        places.sort_by_cached_key(is_marked);
        places
    })?;
    listing.write(builder, FORMS, |form, places| {
        let Some(counted) = counts.get(form) else { return false };
        let likely = |tag: u16| counted.iter().find(|(counted, _)| *counted == tag).map_or(0, |(_, likely)| *likely);
        places.sort_by_cached_key(|&place| (Reverse(tag(place).map_or(0, likely)), is_marked(&place)));
        true
    })
}

/// Every ending with what words that end so are, the most frequent first.
fn add_endings(builder: &mut ModelFileBuilder, endings: &[u8], paradigms: &Paradigms) -> io::Result<()> {
    let listing = Listing::read(endings, |payloads: Vec<[u8; 8]>| {
        let payloads = payloads.into_iter().map(u64::from_be_bytes);
        // How many words, then where: the high and the low half.
        let mut counted: Vec<(Reverse<u64>, u32)> =
            payloads.map(|payload| (Reverse(payload >> 32), (payload & 0xffff_ffff) as u32)).collect();
        counted.sort_by_key(|(count, _)| *count);
        let places = counted.into_iter().map(|(_, place)| place);
        let is_productive = |place: &u32| {
            paradigms.form(FormId::from(*place)).and_then(|form| paradigms.tag(form)).is_some_and(|tag| tag.productive)
        };
        places.filter(is_productive).take(GUESSES).collect()
    })?;
    listing.write(builder, ENDINGS, |_, _| false)
}

/// Keys with the list of places that each has, put in order at the end: folding changes the order, and makes one key of
/// several.
struct Listing {
    /// The keys, one after the other.
    text: Vec<u8>,
    records: Vec<Record>,
    lists: Vec<Vec<u32>>,
}

#[derive(Clone, Copy)]
struct Record {
    start: u32,
    length: u16,
    list: u32,
}

impl Record {
    fn key<'t>(&self, text: &'t [u8]) -> &'t [u8] {
        let start = self.start as usize;
        &text[start..start + usize::from(self.length)]
    }
}

impl Listing {
    /// Lists the keys of an automaton; `list` makes their places of their payloads.
    fn read<const SIZE: usize>(bytes: &[u8], list: impl Fn(Vec<[u8; SIZE]>) -> Vec<u32>) -> io::Result<Self> {
        let automaton = Automaton::read(bytes)?;
        let (mut text, mut records, mut folded) = (Vec::new(), Vec::new(), Vec::new());
        let (mut lists, mut seen) = (Vec::new(), FxHashMap::default());
        automaton.for_each_with_payloads(|key, place| {
            let list = match seen.get(&place) {
                Some(&seen) => seen,
                None => {
                    let number = u32::try_from(lists.len()).map_err(io::Error::other)?;
                    lists.push(list(automaton.payloads(place)?));
                    seen.insert(place, number);
                    number
                }
            };
            let mut add = |records: &mut Vec<Record>, key: &str| {
                let start = u32::try_from(text.len()).map_err(io::Error::other)?;
                let length = u16::try_from(key.len()).map_err(io::Error::other)?;
                text.extend_from_slice(key.as_bytes());
                records.push(Record { start, length, list });
                io::Result::Ok(())
            };
            if key.contains('ё') {
                return add(&mut folded, &fold(key));
            }
            // «ґ» is often written «г».
            if key.contains('ґ') {
                add(&mut folded, &key.replace('ґ', "г"))?;
            }
            add(&mut records, key)
        })?;
        // Stable, and quick for what is nearly in order.
        records.append(&mut folded);
        records.sort_by(|one, other| one.key(&text).cmp(other.key(&text)));
        Ok(Self { text, records, lists })
    }

    /// Writes every key with its places. `reorder` may put those of a key in another order, and tells whether it has.
    fn write(
        &self,
        builder: &mut ModelFileBuilder,
        name: &str,
        reorder: impl Fn(&str, &mut [u32]) -> bool,
    ) -> io::Result<()> {
        let Self { text, records, lists } = self;
        let mut entries = EntriesBuilder::new();
        let whole: Vec<ListPlace> = lists.iter().map(|list| entries.add_list(list)).collect();
        let mut places: Vec<u32> = Vec::new();
        for records in records.chunk_by(|one, other| one.key(text) == other.key(text)) {
            let [first, more @ ..] = records else { continue };
            let key = first.key(text);
            places.clear();
            places.extend_from_slice(&lists[first.list as usize]);
            for place in more.iter().flat_map(|record| &lists[record.list as usize]) {
                if !places.contains(place) {
                    places.push(*place);
                }
            }
            if places.is_empty() {
                continue;
            }
            let reordered = std::str::from_utf8(key).is_ok_and(|key| reorder(key, &mut places));
            let as_it_was = more.is_empty() && !reordered;
            let list = if as_it_was { whole[first.list as usize] } else { entries.add_list(&places) };
            entries.add_key(key, list)?;
        }
        entries.finish(builder, name)
    }
}

/// The package, open.
struct Package {
    archive: ZipArchive<File>,
    /// Where its data lies in the archive.
    folder: String,
}

impl Package {
    fn open(path: &Path) -> io::Result<Self> {
        let archive = ZipArchive::new(File::open(path)?)?;
        let folder = archive.file_names().find_map(|name| name.strip_suffix("meta.json")).map(str::to_owned);
        Ok(Self { folder: folder.ok_or_else(|| unexpected("it has no meta.json"))?, archive })
    }

    fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(&format!("{}{name}", self.folder)).is_some()
    }

    fn file(&mut self, name: &str) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.archive.by_name(&format!("{}{name}", self.folder))?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn json(&mut self, name: &str) -> io::Result<Value> {
        Ok(serde_json::from_slice(&self.file(name)?)?)
    }
}

/// A setting of `meta.json`, which is a list of pairs.
fn setting<'m>(meta: &'m Value, name: &str) -> Option<&'m Value> {
    meta.as_array()?.iter().find(|pair| pair.get(0).and_then(Value::as_str) == Some(name))?.get(1)
}

/// A list of strings.
fn texts(list: Option<&Value>) -> io::Result<Vec<String>> {
    let list = list.and_then(Value::as_array).ok_or_else(|| unexpected("a list is missing"))?;
    let text =
        |value: &Value| value.as_str().map(str::to_owned).ok_or_else(|| unexpected("a list is not one of words"));
    list.iter().map(text).collect()
}

fn unexpected(reason: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason.to_owned())
}
