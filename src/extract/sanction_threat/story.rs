//! What an article has told of measures so far: who takes them against whom. "The sanctions" are mostly the same ones,
//! and an answer to measures goes the other way.

use super::party::{Party, same_sides};
use crate::extract::reading::TELLINGS_COMPARED;

/// Those on both sides of a measure.
#[derive(Clone, Debug, Default)]
pub(super) struct Sides {
    pub(super) issuers: Vec<Party>,
    pub(super) targets: Vec<Party>,
}

/// Who has been told to take measures against whom.
#[derive(Clone, Debug, Default)]
pub(super) struct Story {
    told: Vec<Sides>,
}

impl Story {
    /// Keeps in mind what a clause tells of the sides of a measure.
    pub(super) fn remember(&mut self, sides: &Sides) {
        if !sides.issuers.is_empty() || !sides.targets.is_empty() {
            self.told.push(sides.clone());
        }
    }

    /// The last told first.
    fn last(&self) -> impl Iterator<Item = &Sides> {
        self.told.iter().rev().take(TELLINGS_COMPARED)
    }

    /// Against whom measures of the issuers were told to be: the last of the same issuers; else those whose measures hit
    /// them, or whoever else was hit last.
    pub(super) fn targets(&self, issuers: &[Party], in_return: bool) -> Vec<Party> {
        let others = |parties: &[Party]| without(parties, issuers);
        let answered = || {
            let against = self.last().filter(|sides| same_sides(&sides.targets, issuers));
            against.map(|sides| others(&sides.issuers)).find(|found| !found.is_empty())
        };
        let again = || Some(self.targets_again(issuers)).filter(|found| !found.is_empty());
        let hitting = || self.last().map(|sides| others(&sides.issuers)).find(|found| !found.is_empty());
        let anybody = || {
            let hit: Vec<_> =
                self.last().map(|sides| others(&sides.targets)).filter(|found| !found.is_empty()).collect();
            // Whoever is hit most often; of those hit as often, the last.
            let often = |one: &&Vec<Party>| hit.iter().filter(|other| same_sides(one, other)).count();
            let of_state = |one: &&Vec<Party>| one.iter().any(|party| !party.identity.country.is_empty());
            let last = hit.iter().rev().max_by_key(often).cloned()?;
            // People of whom no state is told are those of the state that was hit as well.
            let state = hit.iter().rev().filter(of_state).max_by_key(often).filter(|_| !of_state(&&last));
            Some(last.into_iter().chain(state.into_iter().flatten().cloned()).collect())
        };
        let found = if in_return { answered().or_else(hitting).or_else(again) } else { again().or_else(answered) };
        found.or_else(anybody).unwrap_or_default()
    }

    /// Against whom measures of the same issuers were told to be last.
    pub(super) fn targets_again(&self, issuers: &[Party]) -> Vec<Party> {
        let of_them = self.last().filter(|sides| same_sides(&sides.issuers, issuers));
        of_them.map(|sides| without(&sides.targets, issuers)).find(|found| !found.is_empty()).unwrap_or_default()
    }

    /// Against whom measures of those who speak were told to be last; else those of whoever took any last.
    pub(super) fn targets_last(&self, speaking: &[Party]) -> Vec<Party> {
        let of_speaker = self.targets_again(speaking);
        if !of_speaker.is_empty() || !speaking.is_empty() {
            return of_speaker;
        }
        let told = self.last().find(|sides| !sides.issuers.is_empty() && !sides.targets.is_empty());
        told.map(|sides| sides.targets.clone()).unwrap_or_default()
    }

    /// Who took measures against the targets; in return, whoever was hit.
    pub(super) fn issuers(&self, targets: &[Party], in_return: bool) -> Vec<Party> {
        if in_return && targets.is_empty() {
            let hit = self.last().map(|sides| sides.targets.clone()).find(|found| !found.is_empty());
            return hit.unwrap_or_default();
        }
        let of_them = self.last().filter(|sides| same_sides(&sides.targets, targets));
        of_them.map(|sides| without(&sides.issuers, targets)).find(|found| !found.is_empty()).unwrap_or_default()
    }

    /// Who took any measures last, but for the targets.
    pub(super) fn last_issuers(&self, targets: &[Party]) -> Vec<Party> {
        self.last().map(|sides| without(&sides.issuers, targets)).find(|found| !found.is_empty()).unwrap_or_default()
    }
}

/// The parties that are on no side of others.
fn without(parties: &[Party], others: &[Party]) -> Vec<Party> {
    parties.iter().filter(|party| !others.iter().any(|other| other.same_side(party))).cloned().collect()
}
