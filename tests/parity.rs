//! The models tell of every token what the Python package natasha tells of it.
//!
//! `tests/scripts/record_natasha.py` has recorded that; the model file is the one of `demarche models fetch`.

use std::fs::File;
use std::ops::Range;
use std::path::PathBuf;
use std::process::Command;

use demarche::linguistics::models::RUSSIAN;
use demarche::linguistics::russian::{Annotation, Heads, RussianModel, Workspace};
use serde::Deserialize;

/// The first line of the recording: what the indices stand for.
#[derive(Deserialize)]
struct Vocabularies {
    names: Vec<String>,
    morphology: Vec<String>,
    relations: Vec<String>,
}

/// One text.
#[derive(Deserialize)]
struct Text {
    tokens: Vec<String>,
    /// Where each sentence ends.
    ends: Vec<usize>,
    names: Vec<u8>,
    morphology: Vec<u16>,
    heads: Vec<u32>,
    relations: Vec<u8>,
}

impl Text {
    fn sentences(&self) -> Vec<Range<usize>> {
        let starts = [0].into_iter().chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| start..end).collect()
    }

    fn annotate(&self, model: &RussianModel, how: Heads, workspace: &mut Workspace) -> Annotation {
        let mut annotation = Annotation::default();
        let tokens = self.tokens.iter().map(String::as_str);
        model.annotate(tokens, &self.sentences(), how, workspace, &mut annotation);
        annotation
    }
}

fn model() -> RussianModel {
    let output = Command::new(env!("CARGO_BIN_EXE_demarche")).args(["models", "path"]).output().unwrap();
    let folder = PathBuf::from(String::from_utf8(output.stdout).unwrap().trim());
    RussianModel::read(&folder.join(RUSSIAN.file))
        .unwrap_or_else(|error| panic!("{error}: run `demarche models fetch`"))
}

fn recording() -> (Vocabularies, Vec<Text>) {
    let file = File::open(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/parity/natasha.ndjson.gz")).unwrap();
    let text = std::io::read_to_string(flate2::read::GzDecoder::new(file)).unwrap();
    let (first, rest) = text.split_once('\n').unwrap();
    let texts = rest.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (serde_json::from_str(first).unwrap(), texts)
}

#[test]
fn names_morphology_heads_and_relations_are_those_of_natasha() {
    let (model, (vocabularies, texts)) = (model(), recording());
    assert_eq!(model.name_tags(), vocabularies.names);
    assert_eq!(model.morphological_tags(), vocabularies.morphology);
    assert_eq!(model.relations(), vocabularies.relations);
    assert!(texts.iter().map(|text| text.ends.len()).sum::<usize>() >= 2000);
    let mut workspace = Workspace::default();
    let mut different = Vec::new();
    for text in &texts {
        let annotation = text.annotate(&model, Heads::Independent, &mut workspace);
        for (index, token) in text.tokens.iter().enumerate() {
            let recorded = (text.names[index], text.morphology[index], text.heads[index], text.relations[index]);
            let told = (
                annotation.names[index],
                annotation.morphology[index],
                annotation.heads[index],
                annotation.relations[index],
            );
            if recorded != told {
                different.push(format!("{token}: recorded {recorded:?}, told {told:?}"));
            }
        }
    }
    assert!(different.is_empty(), "{} tokens differ:\n{}", different.len(), different.join("\n"));
}

#[test]
fn what_a_workspace_has_seen_does_not_show() {
    let (model, (_, texts)) = (model(), recording());
    // So few words that the table forgets all the time.
    let mut small = Workspace::new(0);
    let mut large = Workspace::default();
    for text in texts.iter().rev().take(50) {
        let one = text.annotate(&model, Heads::Tree, &mut small);
        let other = text.annotate(&model, Heads::Tree, &mut large);
        assert_eq!((one.names, one.morphology), (other.names, other.morphology));
        assert_eq!((one.heads, one.relations), (other.heads, other.relations));
    }
}

#[test]
fn every_sentence_is_a_tree_with_one_root() {
    let (model, (_, texts)) = (model(), recording());
    let mut workspace = Workspace::default();
    for text in texts.iter().take(150) {
        let heads = text.annotate(&model, Heads::Tree, &mut workspace).heads;
        for sentence in text.sentences() {
            let heads = &heads[sentence];
            assert_eq!(heads.iter().filter(|&&head| head == 0).count(), 1, "{heads:?}");
            for start in 1..=heads.len() {
                let up = |at: &usize| (*at != 0).then(|| heads[at - 1] as usize);
                let steps = std::iter::successors(Some(start), up).take(heads.len() + 2).count();
                assert!(steps <= heads.len() + 1, "a cycle: {heads:?}");
            }
        }
    }
}
