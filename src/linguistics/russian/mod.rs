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
//! | `names`, `morphology`, `syntax` | what is told from them |

mod annotator;
mod embedding;
mod morphology;
mod names;
pub(super) mod natasha;
mod network;
mod shape;
mod syntax;
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
use network::{FEATURES, REACH, Task, Trunk, TrunkBuffers};
use syntax::{Parser, SyntaxBuffers};
use word_table::{WordTable, WordTaps};

/// Tokens that go through the layers at once: few enough for what they need to stay in the processor's cache.
const WINDOW: usize = 256;
/// Those, and the ones on both sides that they depend on.
const WINDOW_AND_REACH: NonZeroUsize = NonZeroUsize::new(WINDOW + 2 * REACH).expect("more than none");

/// What is told of every word, from one table.
const WORD_TASKS: &[Task] = &[Task::Names, Task::Morphology];
/// What is told of the words of sentences that are parsed, from another.
const SYNTAX_TASKS: &[Task] = &[Task::Syntax];

/// The models, to be shared by all threads.
#[derive(Debug)]
pub struct RussianModel {
    kernel: Kernel,
    embedding: Embedding,
    /// Of words for names and morphology, and of those for syntax: fewer sentences are parsed than read.
    word_taps: WordTaps,
    syntax_taps: WordTaps,
    trunks: [Trunk; Task::ALL.len()],
    names: NameTagger,
    morphology: MorphologyTagger,
    parser: Parser,
    name_tags: Vec<String>,
    morphological_tags: Vec<String>,
    relations: Vec<String>,
}

/// What the models tell of each token of a text by itself.
#[derive(Debug, Default)]
pub struct WordTags {
    /// Index into [`RussianModel::name_tags`].
    pub names: Vec<u8>,
    /// Index into [`RussianModel::morphological_tags`].
    pub morphology: Vec<u16>,
}

/// What each token is to another.
#[derive(Debug, Default)]
pub struct Links {
    /// The head within the sentence: 0 is the root, `n` the sentence's token `n − 1`.
    pub heads: Vec<u32>,
    /// Index into [`RussianModel::relations`]: what the token is to its head.
    pub relations: Vec<u8>,
}

/// The memory of one thread: buffers that are used again, and the tables of words seen.
#[derive(Debug)]
pub struct Workspace {
    word_table: WordTable,
    syntax_table: WordTable,
    keys: Vec<TokenKey>,
    /// The sentences to be parsed, as ranges of their keys.
    pieces: Vec<Range<usize>>,
    lower: String,
    trunk: TrunkBuffers,
    features: [Aligned; 2],
    names: NameBuffers,
    scores: Aligned,
    best: Vec<u32>,
    syntax: SyntaxBuffers,
}

impl Workspace {
    /// A workspace whose tables keep that many words, 9 KiB each in all; at least as many as go through the layers at
    /// once.
    #[must_use]
    pub fn new(words: usize) -> Self {
        let words = NonZeroUsize::new(words).unwrap_or(NonZeroUsize::MIN).max(WINDOW_AND_REACH);
        Self {
            word_table: WordTable::new(words, WORD_TASKS),
            syntax_table: WordTable::new(words, SYNTAX_TASKS),
            keys: Vec::new(),
            pieces: Vec::new(),
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
        let shapes = file.lines("shapes")?.count();
        let [names, morphology, syntax] = Task::ALL.map(|task| Trunk::read(file, task));
        Ok(Self {
            kernel: Kernel::best(),
            embedding: Embedding::read(file)?,
            word_taps: WordTaps::read(file, shapes, WORD_TASKS)?,
            syntax_taps: WordTaps::read(file, shapes, SYNTAX_TASKS)?,
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

    /// Tags the words of a text: names over the whole of it, morphology sentence by sentence.
    ///
    /// `sentences` are ranges of tokens, in order; the morphology of a token in none of them means nothing. The outcome is
    /// the same on every processor, and whatever the workspace was used for before.
    pub fn tag_words<'a>(
        &self,
        tokens: impl IntoIterator<Item = &'a str>,
        sentences: &[Range<usize>],
        workspace: &mut Workspace,
        tags: &mut WordTags,
    ) {
        let Workspace { keys, lower, word_table, trunk, features, .. } = workspace;
        keys.clear();
        keys.extend(tokens.into_iter().map(|token| self.embedding.key(token, lower)));
        let whole = 0..keys.len();
        let read = [
            (&self.trunks[Task::Names as usize], std::slice::from_ref(&whole)),
            (&self.trunks[Task::Morphology as usize], sentences),
        ];
        self.describe(keys, &read, (word_table, &self.word_taps), trunk, features);
        let [names, morphology] = &*features;
        let described = keys.len() * FEATURES;
        self.names.tag(self.kernel, &names[..described], &mut workspace.names, &mut tags.names);
        let buffers = (&mut workspace.scores, &mut workspace.best);
        self.morphology.tag(self.kernel, &morphology[..described], buffers, &mut tags.morphology);
    }

    /// Parses sentences of a text.
    ///
    /// `sentences` are ranges of tokens, in order; a token in none of them costs nothing and has no head and no relation.
    /// The outcome does not depend on which others are parsed, on the processor, or on what the workspace was used for.
    pub fn parse<'a>(
        &self,
        tokens: impl IntoIterator<Item = &'a str>,
        sentences: &[Range<usize>],
        how: Heads,
        workspace: &mut Workspace,
        links: &mut Links,
    ) {
        let Workspace { keys, pieces, lower, syntax_table, trunk, features, syntax, .. } = workspace;
        keys.clear();
        pieces.clear();
        let (mut tokens, mut count) = (tokens.into_iter(), 0);
        for sentence in sentences {
            let start = keys.len();
            let skipped = sentence.start.saturating_sub(count);
            keys.extend(
                tokens.by_ref().skip(skipped).take(sentence.len()).map(|token| self.embedding.key(token, lower)),
            );
            count = sentence.end;
            pieces.push(start..keys.len());
        }
        count += tokens.count();
        let read = [(&self.trunks[Task::Syntax as usize], pieces.as_slice())];
        self.describe(keys, &read, (syntax_table, &self.syntax_taps), trunk, &mut features[..1]);
        let Links { heads, relations } = links;
        heads.clear();
        relations.clear();
        for (sentence, piece) in sentences.iter().zip(&*pieces) {
            heads.resize(sentence.start, 0);
            relations.resize(sentence.start, 0);
            let described = &features[0][piece.start * FEATURES..piece.end * FEATURES];
            self.parser.parse(self.kernel, described, how, syntax, heads, relations);
        }
        heads.resize(count, 0);
        relations.resize(count, 0);
    }

    /// Puts tokens through the layers of networks, each with the sequences that it reads: `features` has a place for each.
    fn describe(
        &self,
        keys: &[TokenKey],
        networks: &[(&Trunk, &[Range<usize>])],
        (table, taps): (&mut WordTable, &WordTaps),
        buffers: &mut TrunkBuffers,
        features: &mut [Aligned],
    ) {
        let count = keys.len();
        for features in &mut *features {
            features.grow(count * FEATURES);
        }
        for start in (0..count).step_by(WINDOW) {
            let window = start..count.min(start + WINDOW);
            let first_token = start.saturating_sub(REACH);
            let seen = &keys[first_token..count.min(window.end + REACH)];
            table.look_up(self.kernel, &self.embedding, taps, seen);
            for ((trunk, sequences), features) in networks.iter().zip(&mut *features) {
                buffers.lay_out((table.slots(), first_token), sequences, &window);
                trunk.describe(self.kernel, table, buffers, features);
            }
        }
    }
}
