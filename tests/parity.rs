//! The models tell of every token what the Python package natasha tells of it.
//!
//! `tests/scripts/record_natasha.py` has recorded that; the model file is the one of `demarche models fetch`.

use std::fs::File;
use std::ops::Range;
use std::path::PathBuf;
use std::process::Command;

use demarche::linguistics::models::RUSSIAN;
use demarche::linguistics::russian::{Heads, Kernel, Links, RussianModel, Sequences, Workspace};
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

    fn words(&self) -> impl Iterator<Item = &str> {
        self.tokens.iter().map(String::as_str)
    }

    /// Tags of names and of morphology.
    fn tag(&self, model: &RussianModel, workspace: &mut Workspace) -> (Vec<u8>, Vec<u16>) {
        let (mut names, mut morphology) = (Vec::new(), Vec::new());
        let tokens: Vec<_> = (0..self.tokens.len()).collect();
        let mut text = model.read_text(self.words(), workspace);
        text.name(&mut names);
        text.tag(Sequences { tokens: &tokens, ranges: &self.sentences() }, &mut morphology);
        (names, morphology)
    }

    fn parse(&self, model: &RussianModel, how: Heads, workspace: &mut Workspace) -> Links {
        self.parse_some(model, &self.sentences(), how, workspace)
    }

    /// Parses some sentences; there are links of their tokens alone.
    fn parse_some(
        &self,
        model: &RussianModel,
        sentences: &[Range<usize>],
        how: Heads,
        workspace: &mut Workspace,
    ) -> Links {
        let mut links = Links::default();
        let (mut tokens, mut ranges) = (Vec::new(), Vec::new());
        for sentence in sentences {
            ranges.push(tokens.len()..tokens.len() + sentence.len());
            tokens.extend(sentence.clone());
        }
        let sequences = Sequences { tokens: &tokens, ranges: &ranges };
        model.read_text(self.words(), workspace).parse(sequences, how, &mut links);
        links
    }

    /// The tokens of which another outcome is recorded.
    fn differences(&self, model: &RussianModel, workspace: &mut Workspace) -> Vec<String> {
        let (names, morphology) = self.tag(model, workspace);
        let links = self.parse(model, Heads::Independent, workspace);
        let lengths = [names.len(), morphology.len(), links.heads.len(), links.relations.len()];
        assert_eq!(lengths, [self.tokens.len(); 4]);
        let tokens = self.tokens.iter().enumerate();
        let different = tokens.filter_map(|(index, token)| {
            let recorded = (self.names[index], self.morphology[index], self.heads[index], self.relations[index]);
            let told = (names[index], morphology[index], links.heads[index], links.relations[index]);
            (recorded != told).then(|| format!("{token}: recorded {recorded:?}, told {told:?}"))
        });
        different.collect()
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
    let different: Vec<_> = texts.iter().flat_map(|text| text.differences(&model, &mut workspace)).collect();
    assert!(different.is_empty(), "{} tokens differ:\n{}", different.len(), different.join("\n"));
}

#[test]
fn every_kernel_of_this_processor_tells_the_same() {
    let (mut model, (_, texts)) = (model(), recording());
    let kernels = Kernel::all();
    assert!(kernels.len() > 1);
    for kernel in kernels {
        model = model.with_kernel(kernel);
        let mut workspace = Workspace::default();
        let texts = texts.iter().step_by(20);
        let different: Vec<_> = texts.flat_map(|text| text.differences(&model, &mut workspace)).collect();
        assert!(different.is_empty(), "{kernel:?}: {} tokens differ:\n{}", different.len(), different.join("\n"));
    }
}

#[test]
fn what_a_workspace_has_seen_does_not_show() {
    let (model, (_, texts)) = (model(), recording());
    // So few words that the tables forget all the time.
    let mut small = Workspace::new(0);
    let mut large = Workspace::default();
    for text in texts.iter().rev().take(50) {
        assert_eq!(text.tag(&model, &mut small), text.tag(&model, &mut large));
        let one = text.parse(&model, Heads::Tree, &mut small);
        let other = text.parse(&model, Heads::Tree, &mut large);
        assert_eq!((one.heads, one.relations), (other.heads, other.relations));
    }
}

#[test]
fn a_sentence_is_parsed_the_same_whichever_others_are() {
    let (model, (_, texts)) = (model(), recording());
    let mut workspace = Workspace::default();
    for text in texts.iter().take(50) {
        let all = text.parse(&model, Heads::Tree, &mut workspace);
        for first in 0..2 {
            let some: Vec<_> = text.sentences().into_iter().skip(first).step_by(2).collect();
            let links = text.parse_some(&model, &some, Heads::Tree, &mut workspace);
            let tokens = some.iter().cloned().flatten();
            let expected: Vec<_> = tokens.map(|token| (all.heads[token], all.relations[token])).collect();
            assert_eq!(links.heads.into_iter().zip(links.relations).collect::<Vec<_>>(), expected);
        }
    }
}

#[test]
fn every_sentence_is_a_tree_with_one_root() {
    let (model, (_, texts)) = (model(), recording());
    let mut workspace = Workspace::default();
    for text in texts.iter().take(150) {
        let heads = text.parse(&model, Heads::Tree, &mut workspace).heads;
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
