//! The first convolution as a table: what each word adds to the position before it, its own and the one after it.
//!
//! The words of news repeat. Their part of the first layer, two thirds of all work, is computed once and kept for as
//! many words as fit. What is kept never shows in the result: a word computed anew gives the same bits.

use kernels::{Aligned, Finish, GAP, Kernel, PackedMatrix, Rows, TAPS, TapTable, multiply};
use lru::LruCache;
use rustc_hash::FxBuildHasher;

use super::embedding::{Embedding, TokenKey, WORD_VECTOR};
use super::model_file::{ModelError, ModelFile};
use super::network::{FIRST_CHANNELS, SHAPE_VECTOR, TASKS, Task};

/// Numbers of a word for one task.
const TASK_ROW: usize = TAPS * FIRST_CHANNELS;
/// Numbers of a word for all tasks: 9 KiB.
const SLOT: usize = TASKS.len() * TASK_ROW;

/// What fills the table.
#[derive(Debug)]
pub(super) struct WordTaps {
    words: PackedMatrix,
    /// A slot for each shape.
    shapes: Aligned,
}

impl WordTaps {
    pub(super) fn read(file: &ModelFile, shapes: usize) -> Result<Self, ModelError> {
        let input = WORD_VECTOR + SHAPE_VECTOR;
        let mut weights = Vec::new();
        let mut shape_vectors = Vec::new();
        let mut biases = Vec::new();
        for task in TASKS {
            let name = |rest: &str| format!("{}.{rest}", task.name());
            weights.push(file.floats(&name("encoder.layers.0.conv.weight"), FIRST_CHANNELS * input * TAPS)?);
            biases.push(file.floats(&name("encoder.layers.0.conv.bias"), FIRST_CHANNELS)?);
            shape_vectors.push(file.floats(&name("emb.shape.weight"), shapes * SHAPE_VECTOR)?);
        }
        let weight = |row: usize, column: usize| {
            let (task, tap, channel) = (column / TASK_ROW, column % TASK_ROW / FIRST_CHANNELS, column % FIRST_CHANNELS);
            weights[task][(channel * input + row) * TAPS + tap]
        };
        let mut by_shape = vec![0.0; shapes * SLOT];
        for (shape, slot) in by_shape.chunks_exact_mut(SLOT).enumerate() {
            for (column, sum) in slot.iter_mut().enumerate() {
                let vector = &shape_vectors[column / TASK_ROW][shape * SHAPE_VECTOR..][..SHAPE_VECTOR];
                *sum = vector.iter().enumerate().map(|(at, value)| value * weight(WORD_VECTOR + at, column)).sum();
                // The bias goes with what a token adds to its own position.
                if column % TASK_ROW / FIRST_CHANNELS == 1 {
                    *sum += biases[column / TASK_ROW][column % FIRST_CHANNELS];
                }
            }
        }
        Ok(Self { words: PackedMatrix::new(WORD_VECTOR, SLOT, weight), shapes: by_shape.into_iter().collect() })
    }
}

/// The table of one thread.
#[derive(Debug)]
pub(super) struct WordTable {
    slot_of: LruCache<TokenKey, u32, FxBuildHasher>,
    slots: Aligned,
    missing: Vec<(TokenKey, u32)>,
    vectors: Aligned,
    computed: Aligned,
}

/// Words that are computed in one product.
const MISSES: usize = 48;

impl WordTable {
    /// A table that keeps as many words.
    pub(super) fn new(words: std::num::NonZeroUsize) -> Self {
        let mut slots = Aligned::with_capacity((1 + words.get()) * SLOT);
        slots.grow(SLOT);
        Self {
            slot_of: LruCache::with_hasher(words, FxBuildHasher),
            slots,
            missing: Vec::new(),
            vectors: Aligned::default(),
            computed: Aligned::default(),
        }
    }

    /// Finds or makes the slots of the tokens, which may be no more than the table keeps words: none of them is dropped
    /// for another.
    pub(super) fn look_up(
        &mut self,
        kernel: Kernel,
        embedding: &Embedding,
        taps: &WordTaps,
        tokens: &[TokenKey],
        slots: &mut Vec<u32>,
    ) {
        slots.clear();
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
            slots.push(slot);
        }
        let missing = std::mem::take(&mut self.missing);
        for missing in missing.chunks(MISSES) {
            self.compute(kernel, embedding, taps, missing);
        }
        self.missing = missing;
        self.missing.clear();
    }

    /// What words add to the first layer of a task.
    pub(super) fn taps(&self, task: Task) -> TapTable<'_> {
        TapTable { values: &self.slots, slot: SLOT, start: task as usize * TASK_ROW, channels: FIRST_CHANNELS }
    }

    fn free_slot(&mut self) -> u32 {
        if self.slot_of.len() == self.slot_of.cap().get()
            && let Some((_, slot)) = self.slot_of.pop_lru()
        {
            return slot;
        }
        let slot = self.slots.len() / SLOT;
        self.slots.grow(self.slots.len() + SLOT);
        u32::try_from(slot).unwrap_or(GAP)
    }

    fn compute(&mut self, kernel: Kernel, embedding: &Embedding, taps: &WordTaps, missing: &[(TokenKey, u32)]) {
        self.vectors.grow(MISSES * WORD_VECTOR);
        self.computed.grow(MISSES * SLOT);
        for ((token, _), vector) in missing.iter().zip(self.vectors.chunks_exact_mut(WORD_VECTOR)) {
            embedding.write_vector(token.word, vector);
        }
        let rows = Rows { values: &self.vectors, count: missing.len(), stride: WORD_VECTOR };
        multiply(kernel, rows, &taps.words, Finish::default(), &mut self.computed);
        for ((token, slot), computed) in missing.iter().zip(self.computed.chunks_exact(SLOT)) {
            let shape = &taps.shapes[usize::from(token.shape) * SLOT..][..SLOT];
            let slot = &mut self.slots[*slot as usize * SLOT..][..SLOT];
            for ((sum, word), shape) in slot.iter_mut().zip(computed).zip(shape) {
                *sum = word + shape;
            }
        }
    }
}
