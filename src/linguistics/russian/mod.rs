//! Russian as learned models read it: names, morphology and syntax of a tokenised text.
//!
//! The models are those of the Python package natasha (see NOTICE), run token for token with the same outcome. They come
//! as one file, which `demarche models fetch` makes.
//!
//! | file | what |
//! | --- | --- |
//! | `natasha` | from the Python package to a model file |
//! | `embedding`, `vocabulary`, `shape` | tokens to numbers |
//! | `word_table`, `network` | the first layer as a table; the layers that all networks share in form |
//! | `names`, `morphology`, `syntax` | what is told from them |

mod annotator;
mod embedding;
mod morphology;
mod names;
pub(super) mod natasha;
mod network;
mod shape;
mod syntax;
mod vocabulary;
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
use embedding::{Embedding, KeyBuffers, TokenKey};
use morphology::{MorphologyBuffers, MorphologyTagger};
use names::{NameBuffers, NameTagger};
use network::{FEATURES, REACH, Task, Trunk, TrunkBuffers};
use syntax::{Parser, SyntaxBuffers};
use word_table::{WordTable, WordTaps};

/// Tokens that go through the layers at once: few enough for what they need to stay in the processor's cache.
const WINDOW: usize = 256;
/// Those, and the ones on both sides that they depend on.
const WINDOW_AND_REACH: NonZeroUsize = NonZeroUsize::new(WINDOW + 2 * REACH).expect("more than none");

/// What is told of every sentence, from one table.
const NAMES: &[Task] = &[Task::Names];
/// What is told of some sentences, from another.
const GRAMMAR: &[Task] = &[Task::Morphology, Task::Syntax];

/// The models, to be shared by all threads.
#[derive(Debug)]
pub struct RussianModel {
    kernel: Kernel,
    embedding: Embedding,
    name_taps: WordTaps,
    grammar_taps: WordTaps,
    trunks: [Trunk; Task::ALL.len()],
    names: NameTagger,
    morphology: MorphologyTagger,
    parser: Parser,
    name_tags: Vec<String>,
    morphological_tags: Vec<String>,
    relations: Vec<String>,
}

/// Stretches of a text that are read each for itself, such as its sentences.
#[derive(Clone, Copy, Debug)]
pub struct Sequences<'a> {
    /// Tokens of the text by their places in it, in any order.
    pub tokens: &'a [usize],
    /// The sequences: ranges of `tokens`, which they cover from first to last.
    pub ranges: &'a [Range<usize>],
}

/// What each token is to another.
#[derive(Debug, Default)]
pub struct Links {
    /// The head within the sequence: 0 is the root, `n` the sequence's token `n − 1`.
    pub heads: Vec<u32>,
    /// Index into [`RussianModel::relations`]: what the token is to its head.
    pub relations: Vec<u8>,
}

/// The memory of one thread: buffers that are used again, and the tables of words seen.
#[derive(Debug)]
pub struct Workspace {
    name_table: WordTable,
    grammar_table: WordTable,
    key_buffers: KeyBuffers,
    /// Those of the text, and those of sequences of it.
    keys: Vec<TokenKey>,
    chosen: Vec<TokenKey>,
    trunk: TrunkBuffers,
    features: Aligned,
    names: NameBuffers,
    morphology: MorphologyBuffers,
    syntax: SyntaxBuffers,
}

impl Workspace {
    /// A workspace whose tables keep that many words, 9 KiB each in all; at least as many as go through the layers at
    /// once.
    #[must_use]
    pub fn new(words: usize) -> Self {
        let words = NonZeroUsize::new(words).unwrap_or(NonZeroUsize::MIN).max(WINDOW_AND_REACH);
        Self {
            name_table: WordTable::new(words, NAMES),
            grammar_table: WordTable::new(words, GRAMMAR),
            key_buffers: KeyBuffers::default(),
            keys: Vec::new(),
            chosen: Vec::new(),
            trunk: TrunkBuffers::default(),
            features: Aligned::default(),
            names: NameBuffers::default(),
            morphology: MorphologyBuffers::default(),
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
        let shapes = file.lines("shapes")?.count();
        let [names, morphology, syntax] = Task::ALL.map(|task| Trunk::read(file, task));
        Ok(Self {
            kernel: Kernel::best(),
            embedding: Embedding::read(file)?,
            name_taps: WordTaps::read(file, shapes, NAMES)?,
            grammar_taps: WordTaps::read(file, shapes, GRAMMAR)?,
            trunks: [names?, morphology?, syntax?],
            names: NameTagger::read(file)?,
            morphology: MorphologyTagger::read(file, morphological_tags.len())?,
            parser: Parser::read(file, relations.len())?,
            name_tags,
            morphological_tags,
            relations,
        })
    }

    /// The same models run with other instructions; the outcome is the same.
    #[must_use]
    pub fn with_kernel(self, kernel: Kernel) -> Self {
        Self { kernel, ..self }
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

    /// Looks up the tokens of a text.
    pub fn read_text<'a, 't>(
        &'a self,
        tokens: impl IntoIterator<Item = &'t str>,
        workspace: &'a mut Workspace,
    ) -> Text<'a> {
        self.embedding.write_keys(tokens, &mut workspace.key_buffers, &mut workspace.keys);
        Text { model: self, workspace }
    }
}

/// A text whose tokens have been looked up. What is told of it is the same on every processor, and whatever the workspace
/// was used for before.
#[derive(Debug)]
pub struct Text<'a> {
    model: &'a RussianModel,
    workspace: &'a mut Workspace,
}

impl Text<'_> {
    /// Writes for each token its tag, an index into [`RussianModel::name_tags`]: the text is one sequence.
    pub fn name(&mut self, tags: &mut Vec<u8>) {
        let Workspace { keys, name_table, trunk, features, names, .. } = &mut *self.workspace;
        let whole = 0..keys.len();
        let table = (name_table, &self.model.name_taps);
        self.model.describe(Task::Names, keys, std::slice::from_ref(&whole), table, trunk, features);
        self.model.names.tag(self.model.kernel, &features[..keys.len() * FEATURES], names, tags);
    }

    /// Writes for each token of sequences its tag, an index into [`RussianModel::morphological_tags`].
    pub fn tag(&mut self, sequences: Sequences<'_>, tags: &mut Vec<u16>) {
        let described = self.describe_grammar(Task::Morphology, sequences);
        let Workspace { features, morphology, .. } = &mut *self.workspace;
        self.model.morphology.tag(self.model.kernel, &features[..described], morphology, tags);
    }

    /// Writes for each token of sequences what it is to which other. It does not depend on which other sequences there are.
    pub fn parse(&mut self, sequences: Sequences<'_>, how: Heads, links: &mut Links) {
        self.describe_grammar(Task::Syntax, sequences);
        let Workspace { features, syntax, .. } = &mut *self.workspace;
        let Links { heads, relations } = links;
        heads.clear();
        relations.clear();
        for range in sequences.ranges {
            let described = &features[range.start * FEATURES..range.end * FEATURES];
            self.model.parser.parse(self.model.kernel, described, how, syntax, heads, relations);
        }
    }

    /// Describes the tokens of sequences, and tells with how many numbers.
    fn describe_grammar(&mut self, task: Task, sequences: Sequences<'_>) -> usize {
        let Workspace { keys, chosen, grammar_table, trunk, features, .. } = &mut *self.workspace;
        chosen.clear();
        chosen.extend(sequences.tokens.iter().map(|&token| keys[token]));
        let table = (grammar_table, &self.model.grammar_taps);
        self.model.describe(task, chosen, sequences.ranges, table, trunk, features);
        chosen.len() * FEATURES
    }
}

impl RussianModel {
    /// Puts tokens through the layers of a network.
    fn describe(
        &self,
        task: Task,
        keys: &[TokenKey],
        sequences: &[Range<usize>],
        (table, taps): (&mut WordTable, &WordTaps),
        buffers: &mut TrunkBuffers,
        features: &mut Aligned,
    ) {
        let count = keys.len();
        features.grow(count * FEATURES);
        for start in (0..count).step_by(WINDOW) {
            let window = start..count.min(start + WINDOW);
            let first_token = start.saturating_sub(REACH);
            let seen = &keys[first_token..count.min(window.end + REACH)];
            table.look_up(self.kernel, &self.embedding, taps, seen);
            buffers.lay_out((table.slots(), first_token), sequences, &window);
            self.trunks[task as usize].describe(self.kernel, table, buffers, features);
        }
    }
}
