//! Heads and relations: a score for each pair of tokens, and for each relation between a token and its head.

use std::ops::Range;

use kernels::{
    Aligned, Finish, Kernel, LABELS, PackedMatrix, Pairs, Rows, best_in_rows, best_of_pairs, multiply, padded,
};

use super::model_file::{ModelError, ModelFile};
use super::network::FEATURES;
use super::tree::{Scores, best_tree, is_tree};

/// Numbers that describe a token as a head or as a dependent.
const SIDE: usize = 32;
/// What each token is described as: one that seeks a head, one that may be it, head of a relation, dependent of it.
const SIDES: usize = 4 * SIDE;
/// Relations, padded to whole vectors.
const RELATIONS: usize = LABELS;
/// Longest sentence, in tokens, that is parsed as one: work grows with the square of it. A longer one is parsed in pieces
/// that each have a root.
const LONGEST_SENTENCE: usize = 512;

/// How heads are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heads {
    /// Each token takes its best head, whatever the others do: the output of the Python package. There may be cycles.
    Independent,
    /// The best tree with one root.
    Tree,
}

/// Parses sentences.
#[derive(Debug)]
pub(super) struct Parser {
    relations: usize,
    sides: PackedMatrix,
    sides_bias: Vec<f32>,
    /// The root as one that may be a head, and as the head of a relation.
    root_head: Vec<f32>,
    root_of_relation: Vec<f32>,
    head_kernel: PackedMatrix,
    relation_kernel: PackedMatrix,
}

/// Memory that is used again.
#[derive(Debug, Default)]
pub(super) struct SyntaxBuffers {
    sides: Aligned,
    candidates: PackedMatrix,
    seekers: Aligned,
    scores: Aligned,
    chosen: Vec<u32>,
    /// For each head of the relations its row among the products, and the heads by their rows.
    row_of_head: Vec<u32>,
    of_relation: Vec<f32>,
    products: Aligned,
    partners: Vec<u32>,
}

impl Parser {
    pub(super) fn read(file: &ModelFile, relations: usize) -> Result<Self, ModelError> {
        let part = |name: &str| {
            let weight = file.floats(&format!("syntax.{name}.proj.weight"), FEATURES * SIDE)?;
            Ok::<_, ModelError>((weight, file.floats(&format!("syntax.{name}.proj.bias"), SIDE)?))
        };
        let parts = [part("head.head")?, part("head.tail")?, part("rel.head")?, part("rel.tail")?];
        let root = |name: &str, (weight, bias): &(Vec<f32>, Vec<f32>)| {
            let root = file.floats(&format!("syntax.{name}.root"), FEATURES)?;
            let side = (0..SIDE).map(|column| {
                let sum: f32 = root.iter().enumerate().map(|(row, value)| value * weight[row * SIDE + column]).sum();
                (sum + bias[column]).max(0.0)
            });
            Ok::<_, ModelError>(side.collect::<Vec<_>>())
        };
        let head_kernel = file.floats("syntax.head.kernel", SIDE * SIDE)?;
        let relation_kernel = file.floats("syntax.rel.kernel", SIDE * SIDE * relations)?;
        Ok(Self {
            relations,
            sides: PackedMatrix::new(FEATURES, SIDES, |row, column| parts[column / SIDE].0[row * SIDE + column % SIDE]),
            sides_bias: padded(parts.iter().flat_map(|(_, bias)| bias.iter().copied()).collect()),
            root_head: root("head", &parts[1])?,
            root_of_relation: root("rel", &parts[2])?,
            head_kernel: PackedMatrix::new(SIDE, SIDE, |row, column| head_kernel[row * SIDE + column]),
            // The kernel's columns are relation by relation; here they are number by number, for whole vectors.
            relation_kernel: PackedMatrix::new(SIDE, SIDE * RELATIONS, |row, column| {
                let (number, relation) = (column / RELATIONS, column % RELATIONS);
                if relation < relations {
                    relation_kernel[row * SIDE * relations + relation * SIDE + number]
                } else {
                    0.0
                }
            }),
        })
    }

    /// Parses one sentence: adds for each token its head (0 is the root, `n` the sentence's token `n − 1`) and relation.
    pub(super) fn parse(
        &self,
        kernel: Kernel,
        features: &[f32],
        how: Heads,
        buffers: &mut SyntaxBuffers,
        heads: &mut Vec<u32>,
        relations: &mut Vec<u8>,
    ) {
        let count = features.len() / FEATURES;
        buffers.sides.grow(count * SIDES);
        let finish = Finish { bias: Some(&self.sides_bias), rectified: true, ..Finish::default() };
        let rows = Rows { values: features, count, stride: FEATURES };
        multiply(kernel, rows, &self.sides, finish, &mut buffers.sides);
        let mut start = 0;
        while start < count {
            let piece = start..count.min(start + LONGEST_SENTENCE);
            self.choose_heads(kernel, piece.clone(), how, buffers);
            self.choose_relations(kernel, piece.clone(), buffers, relations);
            let offset = u32::try_from(start).unwrap_or_default();
            heads.extend(buffers.chosen.iter().map(|&head| if head == 0 { 0 } else { head + offset }));
            start = piece.end;
        }
    }

    fn choose_heads(&self, kernel: Kernel, piece: Range<usize>, how: Heads, buffers: &mut SyntaxBuffers) {
        let count = piece.len();
        let SyntaxBuffers { sides, candidates, seekers, scores, chosen, .. } = buffers;
        let sides = &sides[piece.start * SIDES..piece.end * SIDES];
        let heads = Rows { values: sides.get(SIDE..).unwrap_or_default(), count, stride: SIDES };
        candidates.fill_transposed(&self.root_head, heads);
        let width = self.head_kernel.width();
        seekers.grow(count * width);
        multiply(kernel, Rows { values: sides, count, stride: SIDES }, &self.head_kernel, Finish::default(), seekers);
        scores.grow(count * candidates.width());
        multiply(kernel, Rows { values: seekers, count, stride: width }, candidates, Finish::default(), scores);
        chosen.clear();
        let width = candidates.width();
        best_in_rows(kernel, Rows { values: scores, count, stride: width }, count + 1, chosen);
        if how == Heads::Tree && !is_tree(chosen) {
            *chosen = best_tree(Scores { values: scores, tokens: count, width });
        }
    }

    /// The product with the weights is that of the head: done once for all its dependents.
    fn choose_relations(
        &self,
        kernel: Kernel,
        piece: Range<usize>,
        buffers: &mut SyntaxBuffers,
        relations: &mut Vec<u8>,
    ) {
        const NONE: u32 = u32::MAX;
        let SyntaxBuffers { sides, chosen, row_of_head, of_relation, products, partners, .. } = buffers;
        let sides = &sides[piece.start * SIDES..piece.end * SIDES];
        row_of_head.clear();
        row_of_head.resize(chosen.len() + 1, NONE);
        of_relation.clear();
        partners.clear();
        let mut heads = 0;
        for &head in &*chosen {
            let row = &mut row_of_head[head as usize];
            if *row == NONE {
                *row = heads;
                heads += 1;
                of_relation.extend_from_slice(match head.checked_sub(1) {
                    None => &self.root_of_relation,
                    Some(head) => &sides[head as usize * SIDES + 2 * SIDE..][..SIDE],
                });
            }
            partners.push(*row);
        }
        let (count, width) = (heads as usize, self.relation_kernel.width());
        products.grow(count * width);
        let rows = Rows { values: of_relation, count, stride: SIDE };
        multiply(kernel, rows, &self.relation_kernel, Finish::default(), products);
        let pairs = Pairs {
            products: Rows { values: products, count, stride: width },
            numbers: Rows { values: sides.get(3 * SIDE..).unwrap_or_default(), count: partners.len(), stride: SIDES },
            partners,
        };
        best_of_pairs(kernel, pairs, self.relations, relations);
    }
}
