//! Heads and relations: a score for each pair of tokens, and for each relation between a token and its head.

use std::ops::Range;

use pulp::Arch;

use super::model_file::{ModelError, ModelFile};
use super::network::{FEATURES, grow};
use super::product::{Finish, PackedMatrix, Rows, multiply, padded};
use super::tree::{Scores, best_tree, is_tree};

/// Numbers that describe a token as a head or as a dependent.
const SIDE: usize = 32;
/// What each token is described as: one that seeks a head, one that may be it, head of a relation, dependent of it.
const SIDES: usize = 4 * SIDE;
/// Relations, padded to whole vectors.
const RELATIONS: usize = 48;
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
    sides: Vec<f32>,
    candidates: PackedMatrix,
    seekers: Vec<f32>,
    scores: Vec<f32>,
    of_relation: Vec<f32>,
    relations: Vec<f32>,
    chosen: Vec<u32>,
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
        arch: Arch,
        features: &[f32],
        how: Heads,
        buffers: &mut SyntaxBuffers,
        heads: &mut Vec<u32>,
        relations: &mut Vec<u8>,
    ) {
        let count = features.len() / FEATURES;
        grow(&mut buffers.sides, count * SIDES);
        let finish = Finish { bias: Some(&self.sides_bias), rectified: true, ..Finish::default() };
        let rows = Rows { values: features, count, stride: FEATURES };
        multiply(arch, rows, &self.sides, finish, &mut buffers.sides);
        let mut start = 0;
        while start < count {
            let piece = start..count.min(start + LONGEST_SENTENCE);
            self.choose_heads(arch, piece.clone(), how, buffers);
            self.choose_relations(arch, piece.clone(), buffers, relations);
            let offset = u32::try_from(start).unwrap_or_default();
            heads.extend(buffers.chosen.iter().map(|&head| if head == 0 { 0 } else { head + offset }));
            start = piece.end;
        }
    }

    fn choose_heads(&self, arch: Arch, piece: Range<usize>, how: Heads, buffers: &mut SyntaxBuffers) {
        let count = piece.len();
        let SyntaxBuffers { sides, candidates, seekers, scores, chosen, .. } = buffers;
        let sides = &sides[piece.start * SIDES..piece.end * SIDES];
        candidates.fill(SIDE, count + 1, |number, head| {
            if head == 0 { self.root_head[number] } else { sides[(head - 1) * SIDES + SIDE + number] }
        });
        let width = self.head_kernel.width();
        grow(seekers, count * width);
        multiply(arch, Rows { values: sides, count, stride: SIDES }, &self.head_kernel, Finish::default(), seekers);
        grow(scores, count * candidates.width());
        multiply(arch, Rows { values: seekers, count, stride: width }, candidates, Finish::default(), scores);
        let scores = Scores { values: scores, tokens: count, width: candidates.width() };
        scores.independent_heads(chosen);
        if how == Heads::Tree && !is_tree(chosen) {
            *chosen = best_tree(scores);
        }
    }

    fn choose_relations(&self, arch: Arch, piece: Range<usize>, buffers: &mut SyntaxBuffers, relations: &mut Vec<u8>) {
        const TOKENS: usize = 24;
        let SyntaxBuffers { sides, of_relation, relations: products, chosen, .. } = buffers;
        let sides = &sides[piece.start * SIDES..piece.end * SIDES];
        let width = self.relation_kernel.width();
        grow(of_relation, TOKENS * SIDE);
        grow(products, TOKENS * width);
        for (index, chosen) in chosen.chunks(TOKENS).enumerate() {
            for (&head, row) in chosen.iter().zip(of_relation.chunks_exact_mut(SIDE)) {
                row.copy_from_slice(match head.checked_sub(1) {
                    None => &self.root_of_relation,
                    Some(head) => &sides[head as usize * SIDES + 2 * SIDE..][..SIDE],
                });
            }
            let rows = Rows { values: of_relation, count: chosen.len(), stride: SIDE };
            multiply(arch, rows, &self.relation_kernel, Finish::default(), products);
            let of_piece = products.chunks_exact(width).take(chosen.len()).enumerate();
            relations.extend(of_piece.map(|(token, product)| {
                let dependent = &sides[(index * TOKENS + token) * SIDES + 3 * SIDE..][..SIDE];
                self.best_relation(product, dependent)
            }));
        }
    }

    fn best_relation(&self, product: &[f32], dependent: &[f32]) -> u8 {
        let mut scores = [0.0_f32; RELATIONS];
        for (product, number) in product.chunks_exact(RELATIONS).zip(dependent) {
            for (score, weight) in scores.iter_mut().zip(product) {
                *score += weight * number;
            }
        }
        let mut best = 0;
        for relation in 1..self.relations {
            if scores[relation] > scores[best] {
                best = relation;
            }
        }
        u8::try_from(best).unwrap_or_default()
    }
}
