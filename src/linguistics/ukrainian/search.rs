//! The candidates of a sentence that go together best: the few best readings of its beginning are carried from token to
//! token, so the work grows with the length of the sentence alone.

use super::super::{Case, Grammar, Relation, Word};
use super::candidate::Candidate;
use super::clause::{Links, Place, State};

/// Readings that are carried on.
const READINGS: usize = 16;

/// One choice of a reading, and the choice before it.
#[derive(Clone, Copy, Debug)]
struct Choice {
    before: Option<u32>,
    candidate: Candidate,
    links: Links,
}

#[derive(Clone, Copy, Debug)]
struct Reading {
    state: State,
    score: f32,
    last: Option<u32>,
}

/// A token, what it is, and its head with what it is to that.
pub(super) type Chosen = (usize, Candidate, Option<(usize, Relation)>);

/// A reading of the next token, before it is chosen.
struct Step {
    state: State,
    score: f32,
    before: Option<u32>,
    candidate: usize,
    links: Links,
}

/// The search through one sentence after the other.
pub(super) struct Search<'g> {
    grammar: &'g Grammar,
    places: Vec<&'g [Case]>,
    readings: Vec<Reading>,
    choices: Vec<Choice>,
    steps: Vec<Step>,
}

impl<'g> Search<'g> {
    pub(super) fn new(grammar: &'g Grammar) -> Self {
        Self { grammar, places: Vec::new(), readings: Vec::new(), choices: Vec::new(), steps: Vec::new() }
    }

    /// Starts a sentence.
    pub(super) fn begin(&mut self) {
        self.places.clear();
        self.choices.clear();
        self.readings.clear();
        self.readings.push(Reading { state: State::default(), score: 0.0, last: None });
    }

    /// Takes the next token with what it can be.
    pub(super) fn add(&mut self, candidates: Vec<Candidate>, word: &Word) {
        let Ok(number) = u32::try_from(self.places.len()) else { return };
        let place = Place::of(number, word, self.grammar);
        self.places.push(self.grammar.governed_cases.get(&word.lower).map(Vec::as_slice).unwrap_or_default());
        let governed = |at: u32| self.places.get(at as usize).copied().unwrap_or_default();
        self.steps.clear();
        for reading in &self.readings {
            for (candidate, told) in candidates.iter().enumerate() {
                let (state, points, links) = reading.state.after(&place, &told.grammemes, governed);
                let score = reading.score + told.prior + points;
                self.steps.push(Step { state, score, before: reading.last, candidate, links });
            }
        }
        // A stable sort: of readings that score alike the one found first stays first.
        self.steps.sort_by(|one, other| other.score.total_cmp(&one.score));
        self.readings.clear();
        for step in &self.steps {
            if self.readings.len() == READINGS {
                break;
            }
            // What differs only in words that no rule asks about any more will never differ again.
            if self.readings.iter().any(|reading| reading.state == step.state) {
                continue;
            }
            let Ok(last) = u32::try_from(self.choices.len()) else { break };
            self.choices.push(Choice { before: step.before, candidate: candidates[step.candidate], links: step.links });
            self.readings.push(Reading { state: step.state, score: step.score, last: Some(last) });
        }
    }

    /// What each token of the sentence is in the best reading, with its head. `tokens` are those that were added.
    pub(super) fn finish(&self, tokens: &[usize]) -> impl Iterator<Item = Chosen> + use<> {
        let mut chosen: Vec<Chosen> = Vec::with_capacity(tokens.len());
        let mut links = Vec::new();
        let mut at = self.readings.first().and_then(|reading| reading.last);
        for token in tokens.iter().rev() {
            let Some(choice) = at.and_then(|at| self.choices.get(at as usize)) else { break };
            chosen.push((*token, choice.candidate, None));
            links.extend(choice.links.into_iter().flatten());
            at = choice.before;
        }
        chosen.reverse();
        for (dependent, head, relation) in links {
            if let Some(head) = tokens.get(head as usize)
                && let Some(word) = chosen.get_mut(dependent as usize)
            {
                word.2 = Some((*head, relation));
            }
        }
        chosen.into_iter()
    }
}
