//! Russian as learned models read it: names, morphology and syntax of a tokenised text.
//!
//! The models are those of the Python package natasha (see NOTICE), run token for token with the same outcome. They come
//! as one file, which `demarche models fetch` makes.
//!
//! | file | what |
//! | --- | --- |
//! | `natasha` | from the Python package to a model file |
//! | `embedding`, `shape` | tokens to numbers |
//! | `word_table`, `network` | the first layer as a table; the layers that all networks share in form |
//! | `names`, `morphology`, `syntax`, `tree` | what is told from them |

mod annotator;
mod embedding;
mod morphology;
mod names;
pub(super) mod natasha;
mod network;
mod shape;
mod syntax;
mod tree;
mod word_table;

use std::num::NonZeroUsize;
use std::ops::Range;
use std::path::Path;

pub use super::models::{ModelError, ModelFile};
pub use annotator::RussianAnnotator;
pub use syntax::Heads;

use kernels::Aligned;
pub use kernels::Kernel;

use super::models::file as model_file;
use embedding::{Embedding, TokenKey};
use morphology::MorphologyTagger;
use names::{NameBuffers, NameTagger};
use network::{FEATURES, REACH, TASKS, Trunk, TrunkBuffers};
use syntax::{Parser, SyntaxBuffers};
use word_table::{WordTable, WordTaps};

/// Tokens that go through the layers at once: few enough for what they need to stay in the processor's cache.
const WINDOW: usize = 256;

/// The models, to be shared by all threads.
#[derive(Debug)]
pub struct RussianModel {
    kernel: Kernel,
    embedding: Embedding,
    taps: WordTaps,
    trunks: [Trunk; TASKS.len()],
    names: NameTagger,
    morphology: MorphologyTagger,
    parser: Parser,
    name_tags: Vec<String>,
    morphological_tags: Vec<String>,
    relations: Vec<String>,
}

/// What the models tell of each token of a text.
#[derive(Debug, Default)]
pub struct Annotation {
    /// Index into [`RussianModel::name_tags`].
    pub names: Vec<u8>,
    /// Index into [`RussianModel::morphological_tags`].
    pub morphology: Vec<u16>,
    /// The head within the sentence: 0 is the root, `n` the sentence's token `n − 1`.
    pub heads: Vec<u32>,
    /// Index into [`RussianModel::relations`]: what the token is to its head.
    pub relations: Vec<u8>,
}

/// The memory of one thread: buffers that are used again, and the table of words seen.
#[derive(Debug)]
pub struct Workspace {
    table: WordTable,
    keys: Vec<TokenKey>,
    slots: Vec<u32>,
    lower: String,
    trunk: TrunkBuffers,
    features: [Aligned; TASKS.len()],
    names: NameBuffers,
    scores: Aligned,
    best: Vec<u32>,
    syntax: SyntaxBuffers,
}

impl Workspace {
    /// A workspace whose table keeps that many words, 9 KiB each; at least as many as go through the layers at once.
    #[must_use]
    pub fn new(words: usize) -> Self {
        let words = words.max(WINDOW + 2 * REACH);
        Self {
            table: WordTable::new(NonZeroUsize::new(words).unwrap_or(NonZeroUsize::MIN)),
            keys: Vec::new(),
            slots: Vec::new(),
            lower: String::new(),
            trunk: TrunkBuffers::default(),
            features: Default::default(),
            names: NameBuffers::default(),
            scores: Aligned::default(),
            best: Vec::new(),
            syntax: SyntaxBuffers::default(),
        }
    }
}

impl Default for Workspace {
    /// Room for 8192 words: 75 MB once it is full.
    fn default() -> Self {
        Self::new(8192)
    }
}

impl RussianModel {
    /// Reads a model file.
    ///
    /// # Errors
    ///
    /// A [`ModelError`] where the file is missing, damaged or of another version.
    pub fn read(path: &Path) -> Result<Self, ModelError> {
        Self::of_file(&ModelFile::read(path)?)
    }

    /// Takes the models out of a file that has been read.
    ///
    /// # Errors
    ///
    /// [`ModelError::Array`] where it does not hold them.
    pub fn of_file(file: &ModelFile) -> Result<Self, ModelError> {
        let lines = |name: &str| Ok::<_, ModelError>(file.lines(name)?.map(str::to_owned).collect::<Vec<_>>());
        let (name_tags, morphological_tags) = (lines("name_tags")?, lines("morphological_tags")?);
        let relations = lines("relations")?;
        let [names, morphology, syntax] = TASKS.map(|task| Trunk::read(file, task));
        Ok(Self {
            kernel: Kernel::best(),
            embedding: Embedding::read(file)?,
            taps: WordTaps::read(file, file.lines("shapes")?.count())?,
            trunks: [names?, morphology?, syntax?],
            names: NameTagger::read(file)?,
            morphology: MorphologyTagger::read(file, morphological_tags.len())?,
            parser: Parser::read(file, relations.len())?,
            name_tags,
            morphological_tags,
            relations,
        })
    }

    /// Tags of names by their index: `O`, `B-PER`, `I-PER` and so on.
    #[must_use]
    pub fn name_tags(&self) -> &[String] {
        &self.name_tags
    }

    /// Part of speech and features by their index: `NOUN|Animacy=Inan|Case=Nom|Gender=Masc|Number=Sing` and so on.
    #[must_use]
    pub fn morphological_tags(&self) -> &[String] {
        &self.morphological_tags
    }

    /// Relations of Universal Dependencies by their index.
    #[must_use]
    pub fn relations(&self) -> &[String] {
        &self.relations
    }

    /// Reads a text: names over the whole of it, morphology and syntax sentence by sentence.
    ///
    /// `sentences` are ranges of tokens, in order; a token in none of them has the first tag, no head and no relation.
    /// The outcome is the same on every processor, and whatever the workspace was used for before.
    pub fn annotate<'a>(
        &self,
        tokens: impl IntoIterator<Item = &'a str>,
        sentences: &[Range<usize>],
        how: Heads,
        workspace: &mut Workspace,
        annotation: &mut Annotation,
    ) {
        self.describe(tokens, sentences, workspace);
        let Workspace { keys, features: [names, morphology, syntax], .. } = workspace;
        let count = keys.len();
        self.names.tag(self.kernel, &names[..count * FEATURES], &mut workspace.names, &mut annotation.names);
        let described = &morphology[..count * FEATURES];
        annotation.morphology.clear();
        self.morphology.tag(
            self.kernel,
            described,
            (&mut workspace.scores, &mut workspace.best),
            &mut annotation.morphology,
        );
        let Annotation { heads, relations, .. } = annotation;
        heads.clear();
        relations.clear();
        for sentence in sentences {
            heads.resize(sentence.start, 0);
            relations.resize(sentence.start, 0);
            let described = &syntax[sentence.start * FEATURES..sentence.end * FEATURES];
            self.parser.parse(self.kernel, described, how, &mut workspace.syntax, heads, relations);
        }
        heads.resize(count, 0);
        relations.resize(count, 0);
    }

    /// Puts all tokens through the layers of all three networks.
    fn describe<'a>(
        &self,
        tokens: impl IntoIterator<Item = &'a str>,
        sentences: &[Range<usize>],
        workspace: &mut Workspace,
    ) {
        let Workspace { table, keys, slots, lower, trunk: buffers, features, .. } = workspace;
        keys.clear();
        keys.extend(tokens.into_iter().map(|token| self.embedding.key(token, lower)));
        let count = keys.len();
        for features in &mut *features {
            features.grow(count * FEATURES);
        }
        let whole = 0..count;
        for start in (0..count).step_by(WINDOW) {
            let window = start..count.min(start + WINDOW);
            let first_token = start.saturating_sub(REACH);
            let seen = &keys[first_token..count.min(window.end + REACH)];
            table.look_up(self.kernel, &self.embedding, &self.taps, seen, slots);
            for (task, (trunk, features)) in TASKS.iter().zip(self.trunks.iter().zip(&mut *features)) {
                let sequences = match task {
                    network::Task::Names => std::slice::from_ref(&whole),
                    network::Task::Morphology | network::Task::Syntax => sentences,
                };
                trunk.describe(self.kernel, table, (slots, first_token), sequences, &window, buffers, features);
            }
        }
    }
}
