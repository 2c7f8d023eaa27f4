//! The best tree over the tokens of a sentence: one root, no cycle (maximum spanning arborescence, Chu–Liu/Edmonds).
//!
//! Heads that are chosen one by one may form cycles or several roots: one sentence of eight does so on news.

/// Scores of each token under each head: row `token`, column 0 for the root and `head + 1` for another token.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scores<'a> {
    pub(super) values: &'a [f32],
    pub(super) tokens: usize,
    pub(super) width: usize,
}

impl Scores<'_> {
    fn of(&self, token: usize, head: usize) -> f32 {
        self.values[token * self.width + head]
    }
}

/// Whether the heads are one tree with one root.
pub(super) fn is_tree(heads: &[u32]) -> bool {
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

/// More than all scores of a sentence together: taken from each link to the root, it leaves one such link.
const ROOT_COST: f64 = 1e6;

/// The heads of the best tree with one root; work grows with the square of the tokens.
///
/// Cycles are contracted one after the other into nodes of their own, then opened again from the last to the first.
pub(super) fn best_tree(scores: Scores<'_>) -> Vec<u32> {
    let nodes = scores.tokens + 1;
    let most = 2 * nodes;
    // weight[to * most + from], and the original link that it stands for.
    let mut weight = vec![f64::NEG_INFINITY; most * most];
    let mut link = vec![(0_u32, 0_u32); most * most];
    for to in 1..nodes {
        for from in (0..nodes).filter(|&from| from != to) {
            let cost = if from == 0 { ROOT_COST } else { 0.0 };
            weight[to * most + from] = f64::from(scores.of(to - 1, from)) - cost;
            link[to * most + from] = (to as u32, from as u32);
        }
    }
    let mut active: Vec<usize> = (0..nodes).collect();
    let mut best = vec![0_usize; most];
    let mut parent: Vec<Option<usize>> = vec![None; most];
    let mut cycles: Vec<Vec<usize>> = Vec::new();
    let highest = |weight: &[f64], active: &[usize], to: usize| {
        let rest = active.iter().copied().filter(|&from| from != to);
        rest.max_by(|&one, &other| weight[to * most + one].total_cmp(&weight[to * most + other])).unwrap_or(0)
    };
    for &to in &active[1..] {
        best[to] = highest(&weight, &active, to);
    }
    while let Some(cycle) = find_cycle(&active, &best) {
        let new = nodes + cycles.len();
        active.retain(|node| !cycle.contains(node));
        for &outside in &active {
            for &inside in &cycle {
                let entering = weight[inside * most + outside] - weight[inside * most + best[inside]];
                if entering > weight[new * most + outside] {
                    weight[new * most + outside] = entering;
                    link[new * most + outside] = link[inside * most + outside];
                }
                if outside != 0 && weight[outside * most + inside] > weight[outside * most + new] {
                    weight[outside * most + new] = weight[outside * most + inside];
                    link[outside * most + new] = link[outside * most + inside];
                }
            }
        }
        for &outside in active.iter().filter(|&&outside| outside != 0) {
            if cycle.contains(&best[outside]) {
                best[outside] = new;
            }
        }
        best[new] = highest(&weight, &active, new);
        for &inside in &cycle {
            parent[inside] = Some(new);
        }
        active.push(new);
        cycles.push(cycle);
    }
    open_cycles(&active, &best, &parent, &cycles, |to, from| link[to * most + from], nodes)
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
