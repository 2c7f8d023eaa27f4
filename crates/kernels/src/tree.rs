//! The best tree over the tokens of a sentence: one root, no cycle (maximum spanning arborescence, Chu–Liu/Edmonds).
//!
//! Heads that are chosen one by one may form cycles or several roots: one sentence of eight does so on news.

/// Scores of each token under each head: row `token`, column 0 for the root and `head + 1` for another token.
#[derive(Clone, Copy, Debug)]
pub struct Scores<'a> {
    /// The rows, one after the other.
    pub values: &'a [f32],
    /// How many tokens there are.
    pub tokens: usize,
    /// Numbers of a row; what lies beyond the last head means nothing.
    pub width: usize,
}

impl Scores<'_> {
    fn of(&self, token: usize, head: usize) -> f32 {
        self.values[token * self.width + head]
    }
}

/// Whether the heads are one tree with one root.
#[must_use]
pub fn is_tree(heads: &[u32]) -> bool {
    let mut seen_from = vec![0_u32; heads.len() + 1];
    for start in 1..=heads.len() {
        let mark = u32::try_from(start).unwrap_or(u32::MAX);
        let mut at = start;
        while at != 0 && seen_from[at] == 0 {
            seen_from[at] = mark;
            at = heads[at - 1] as usize;
        }
        if at != 0 && seen_from[at] == mark {
            return false;
        }
    }
    heads.iter().filter(|&&head| head == 0).count() == 1
}

/// What is taken from each link to the root, one after the other until one such link is left: the tree found then is the
/// best of those with one, whatever was taken, because each of them lost the same. The less is taken, the fewer cycles
/// there are; the last is more than all scores of a sentence together and always leaves one.
const ROOT_COSTS: [f64; 5] = [0.0, 4.0, 16.0, 64.0, 1e6];

/// A link of the graph, as good as it is, and the link between tokens that it stands for: dependent and head, where the
/// root is 0 and token `n` is `n + 1`.
#[derive(Clone, Copy, Debug)]
struct Link {
    weight: f64,
    stands_for: (u32, u32),
}

/// No link at all.
const NONE: Link = Link { weight: f64::NEG_INFINITY, stands_for: (0, 0) };

/// The nodes of a sentence, root and tokens, and those into which cycles have been contracted.
struct Graph<'a> {
    scores: Scores<'a>,
    /// What each link to the root has less than its score.
    root_cost: f64,
    /// For each contracted cycle its links from and to the nodes before it.
    cycles: Vec<(Vec<Link>, Vec<Link>)>,
}

impl Graph<'_> {
    /// Root and tokens.
    fn originals(&self) -> usize {
        self.scores.tokens + 1
    }

    fn link(&self, to: usize, from: usize) -> Link {
        let originals = self.originals();
        match to.max(from).checked_sub(originals) {
            None if to == 0 || to == from => NONE,
            None => {
                let cost = if from == 0 { self.root_cost } else { 0.0 };
                Link { weight: f64::from(self.scores.of(to - 1, from)) - cost, stands_for: (to as u32, from as u32) }
            }
            Some(_) if to == from => NONE,
            Some(cycle) if to > from => self.cycles[cycle].0[from],
            Some(cycle) => self.cycles[cycle].1[to],
        }
    }

    /// The node from which the best link to a contracted cycle comes.
    fn best(&self, active: &[usize], to: usize) -> usize {
        let rest = active.iter().copied().filter(|&from| from != to);
        rest.max_by(|&one, &other| self.link(to, one).weight.total_cmp(&self.link(to, other).weight)).unwrap_or(0)
    }

    /// The node from which a token's best link comes, before any cycle is contracted.
    fn best_of_token(&self, to: usize) -> usize {
        let heads = &self.scores.values[(to - 1) * self.scores.width..][..self.originals()];
        let (mut best, mut highest) = (0, f32::NEG_INFINITY);
        for (from, &score) in heads.iter().enumerate().skip(1) {
            if from != to && score >= highest {
                (best, highest) = (from, score);
            }
        }
        if f64::from(heads[0]) - self.root_cost > f64::from(highest) { 0 } else { best }
    }

    /// Makes a node of a cycle, whose nodes are no longer active.
    fn contract(&mut self, cycle: &[usize], active: &[usize], best: &[usize]) {
        let nodes = self.originals() + self.cycles.len();
        let (mut entering, mut leaving) = (vec![NONE; nodes], vec![NONE; nodes]);
        for &inside in cycle {
            let kept = self.link(inside, best[inside]).weight;
            for &outside in active {
                let link = self.link(inside, outside);
                let instead = Link { weight: link.weight - kept, ..link };
                if instead.weight > entering[outside].weight {
                    entering[outside] = instead;
                }
                let link = self.link(outside, inside);
                if link.weight > leaving[outside].weight {
                    leaving[outside] = link;
                }
            }
        }
        self.cycles.push((entering, leaving));
    }
}

/// The heads of the best tree with one root; work grows with the square of the tokens.
#[must_use]
pub fn best_tree(scores: Scores<'_>) -> Vec<u32> {
    let mut heads = Vec::new();
    for root_cost in ROOT_COSTS {
        heads = best_tree_of(Graph { scores, root_cost, cycles: Vec::new() });
        if heads.iter().filter(|&&head| head == 0).count() <= 1 {
            break;
        }
    }
    heads
}

/// The heads of the best tree, whose root may have several links.
///
/// Cycles are contracted one after the other into nodes of their own, then opened again from the last to the first.
fn best_tree_of(mut graph: Graph<'_>) -> Vec<u32> {
    let nodes = graph.originals();
    let mut active: Vec<usize> = (0..nodes).collect();
    let mut best: Vec<usize> = active.iter().map(|&to| if to == 0 { 0 } else { graph.best_of_token(to) }).collect();
    let mut parent: Vec<Option<usize>> = vec![None; nodes];
    let mut cycles: Vec<Vec<usize>> = Vec::new();
    while let Some(cycle) = find_cycle(&active, &best) {
        let new = nodes + cycles.len();
        active.retain(|node| !cycle.contains(node));
        graph.contract(&cycle, &active, &best);
        for &outside in active.iter().filter(|&&outside| outside != 0) {
            if cycle.contains(&best[outside]) {
                best[outside] = new;
            }
        }
        best.push(graph.best(&active, new));
        for &inside in &cycle {
            parent[inside] = Some(new);
        }
        parent.push(None);
        active.push(new);
        cycles.push(cycle);
    }
    open_cycles(&active, &best, &parent, &cycles, |to, from| graph.link(to, from).stands_for, nodes)
}

/// A cycle of the best links among the active nodes.
fn find_cycle(active: &[usize], best: &[usize]) -> Option<Vec<usize>> {
    let mut seen_from = vec![usize::MAX; best.len()];
    for &start in active {
        let mut at = start;
        while at != 0 && seen_from[at] == usize::MAX {
            seen_from[at] = start;
            at = best[at];
        }
        if at != 0 && seen_from[at] == start {
            let mut cycle = vec![at];
            let mut next = best[at];
            while next != at {
                cycle.push(next);
                next = best[next];
            }
            return Some(cycle);
        }
    }
    None
}

/// Heads of the tokens from the links of the contracted graph.
fn open_cycles(
    active: &[usize],
    best: &[usize],
    parent: &[Option<usize>],
    cycles: &[Vec<usize>],
    link: impl Fn(usize, usize) -> (u32, u32),
    nodes: usize,
) -> Vec<u32> {
    let mut heads = vec![0_u32; nodes];
    let mut chosen: Vec<Option<(u32, u32)>> = vec![None; nodes + cycles.len()];
    for &node in active.iter().filter(|&&node| node != 0) {
        chosen[node] = Some(link(node, best[node]));
    }
    for (index, cycle) in cycles.iter().enumerate().rev() {
        let (token, head) = chosen[nodes + index].unwrap_or_default();
        // The node of the cycle that the link enters leaves the cycle; the others keep their links.
        let mut entered = token as usize;
        while let Some(above) = parent[entered].filter(|&above| above != nodes + index) {
            entered = above;
        }
        for &node in cycle {
            chosen[node] = Some(if node == entered { (token, head) } else { link(node, best[node]) });
        }
    }
    for (token, head) in chosen.into_iter().take(nodes).flatten() {
        heads[token as usize] = head;
    }
    heads.remove(0);
    heads
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The sum of the best tree with one root among all assignments of heads.
    fn best_sum(scores: Scores<'_>) -> f32 {
        let tokens = scores.tokens;
        let choices = (tokens + 1).pow(u32::try_from(tokens).unwrap());
        let assignments = (0..choices).map(|mut choice| {
            let heads = (0..tokens).map(|_| {
                let head = choice % (tokens + 1);
                choice /= tokens + 1;
                u32::try_from(head).unwrap()
            });
            heads.collect::<Vec<_>>()
        });
        assignments.filter(|heads| is_tree(heads)).map(|heads| sum(scores, &heads)).fold(f32::NEG_INFINITY, f32::max)
    }

    fn sum(scores: Scores<'_>, heads: &[u32]) -> f32 {
        heads.iter().enumerate().map(|(token, &head)| scores.of(token, head as usize)).sum()
    }

    proptest! {
        #[test]
        fn no_tree_with_one_root_is_better(tokens in 1_usize..6, values in prop::collection::vec(-9.0_f32..9.0, 30)) {
            let scores = Scores { values: &values, tokens, width: tokens + 1 };
            let heads = best_tree(scores);
            prop_assert!(is_tree(&heads), "{heads:?}");
            prop_assert!((sum(scores, &heads) - best_sum(scores)).abs() < 1e-3, "{heads:?}");
        }

        #[test]
        fn any_scores_give_a_tree(values in prop::collection::vec(-9.0_f32..9.0, 40 * 41)) {
            let heads = best_tree(Scores { values: &values, tokens: 40, width: 41 });
            prop_assert!(is_tree(&heads));
        }
    }

    #[test]
    fn cycles_and_second_roots_are_no_tree() {
        assert!(is_tree(&[2, 0, 2]));
        assert!(!is_tree(&[2, 1, 0]));
        assert!(!is_tree(&[0, 0, 1]));
        assert!(!is_tree(&[1, 0]));
    }
}
