//! The first convolution as a table: what each word adds to the position before it, its own and the one after it.
//!
//! The words of news repeat. Their part of the first layer, two thirds of all work, is computed once and kept for as
//! many words as fit. What is kept never shows in the result: a word computed anew gives the same bits.

use kernels::{
    Aligned, Finish, GAP, Kernel, PackedMatrix, Pages, Rows, TAPS, TapTable, add, multiply, tap_and_channel,
};
use lru::LruCache;
use rustc_hash::FxBuildHasher;

use super::embedding::{Embedding, TokenKey, WORD_VECTOR};
use super::model_file::{ModelError, ModelFile};
use super::network::{FIRST_CHANNELS, SHAPE_VECTOR, Task};

/// Numbers of a word for one task.
const TASK_ROW: usize = TAPS * FIRST_CHANNELS;

/// What fills the table.
#[derive(Debug)]
pub(super) struct WordTaps {
    words: PackedMatrix,
    /// A slot for each shape.
    shapes: Aligned,
}

impl WordTaps {
    pub(super) fn read(file: &ModelFile, shapes: usize, tasks: &[Task]) -> Result<Self, ModelError> {
        let input = WORD_VECTOR + SHAPE_VECTOR;
        let mut weights = Vec::new();
        let mut shape_vectors = Vec::new();
        let mut biases = Vec::new();
        for task in tasks {
            let name = |rest: &str| format!("{}.{rest}", task.name());
            weights.push(file.floats(&name("encoder.layers.0.conv.weight"), FIRST_CHANNELS * input * TAPS)?);
            biases.push(file.floats(&name("encoder.layers.0.conv.bias"), FIRST_CHANNELS)?);
            shape_vectors.push(file.floats(&name("emb.shape.weight"), shapes * SHAPE_VECTOR)?);
        }
        let weight = |row: usize, column: usize| {
            let (task, (tap, channel)) = (column / TASK_ROW, tap_and_channel(column % TASK_ROW));
            weights[task][(channel * input + row) * TAPS + tap]
        };
        let slot = tasks.len() * TASK_ROW;
        let mut by_shape = vec![0.0; shapes * slot];
        for (shape, slot) in by_shape.chunks_exact_mut(slot).enumerate() {
            for (column, sum) in slot.iter_mut().enumerate() {
                let vector = &shape_vectors[column / TASK_ROW][shape * SHAPE_VECTOR..][..SHAPE_VECTOR];
                *sum = vector.iter().enumerate().map(|(at, value)| value * weight(WORD_VECTOR + at, column)).sum();
                // The bias goes with what a token adds to its own position.
                if let (1, channel) = tap_and_channel(column % TASK_ROW) {
                    *sum += biases[column / TASK_ROW][channel];
                }
            }
        }
        Ok(Self { words: PackedMatrix::new(WORD_VECTOR, slot, weight), shapes: by_shape.into_iter().collect() })
    }
}

/// The table of one thread.
#[derive(Debug)]
pub(super) struct WordTable {
    tasks: &'static [Task],
    /// Numbers of a word: 3 KiB for each task.
    slot: usize,
    slot_of: LruCache<TokenKey, u32, FxBuildHasher>,
    /// The slots; the first is that of [`GAP`], and the first `filled` have been given away.
    values: Pages,
    filled: usize,
    /// The slots of the tokens that were looked up last.
    slots: Vec<u32>,
    missing: Vec<(TokenKey, u32)>,
    vectors: Aligned,
    computed: Aligned,
}

/// Words that are computed in one product.
const MISSES: usize = 48;

impl WordTable {
    /// A table that keeps as many words for some tasks.
    pub(super) fn new(words: std::num::NonZeroUsize, tasks: &'static [Task]) -> Self {
        let slot = tasks.len() * TASK_ROW;
        Self {
            tasks,
            slot,
            slot_of: LruCache::with_hasher(words, FxBuildHasher),
            values: Pages::zeros((1 + words.get()) * slot),
            filled: 1,
            slots: Vec::new(),
            missing: Vec::new(),
            vectors: Aligned::default(),
            computed: Aligned::default(),
        }
    }

    /// Finds or makes the slots of the tokens, which may be no more than the table keeps words: none of them is dropped
    /// for another.
    pub(super) fn look_up(&mut self, kernel: Kernel, embedding: &Embedding, taps: &WordTaps, tokens: &[TokenKey]) {
        self.slots.clear();
        for &token in tokens {
            let slot = match self.slot_of.get(&token) {
                Some(&slot) => slot,
                None => {
                    let slot = self.free_slot();
                    self.slot_of.put(token, slot);
                    self.missing.push((token, slot));
                    slot
                }
            };
            self.slots.push(slot);
        }
        let missing = std::mem::take(&mut self.missing);
        for missing in missing.chunks(MISSES) {
            self.compute(kernel, embedding, taps, missing);
        }
        self.missing = missing;
        self.missing.clear();
    }

    /// The slots of the tokens that were looked up last.
    pub(super) fn slots(&self) -> &[u32] {
        &self.slots
    }

    /// What words add to the first layer of a task, which is one of the table's.
    pub(super) fn taps(&self, task: Task) -> TapTable<'_> {
        let place = self.tasks.iter().position(|&of_table| of_table == task).unwrap_or_default();
        TapTable { values: &self.values, slot: self.slot, start: place * TASK_ROW, channels: FIRST_CHANNELS }
    }

    fn free_slot(&mut self) -> u32 {
        if self.slot_of.len() == self.slot_of.cap().get()
            && let Some((_, slot)) = self.slot_of.pop_lru()
        {
            return slot;
        }
        let slot = u32::try_from(self.filled).unwrap_or(GAP);
        self.filled += 1;
        slot
    }

    fn compute(&mut self, kernel: Kernel, embedding: &Embedding, taps: &WordTaps, missing: &[(TokenKey, u32)]) {
        self.vectors.grow(MISSES * WORD_VECTOR);
        self.computed.grow(MISSES * self.slot);
        for ((token, _), vector) in missing.iter().zip(self.vectors.chunks_exact_mut(WORD_VECTOR)) {
            embedding.write_vector(token.word, vector);
        }
        let rows = Rows { values: &self.vectors, count: missing.len(), stride: WORD_VECTOR };
        multiply(kernel, rows, &taps.words, Finish::default(), &mut self.computed);
        for ((token, slot), computed) in missing.iter().zip(self.computed.chunks_exact(self.slot)) {
            let shape = &taps.shapes[usize::from(token.shape) * self.slot..][..self.slot];
            let slot = &mut self.values[*slot as usize * self.slot..][..self.slot];
            add(computed, shape, slot);
        }
    }
}
