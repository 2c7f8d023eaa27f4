//! A measure in its surroundings, and its sides: each told by the best evidence that there is.
//!
//! The clause of the measure is asked first, by its grammar; then the words that it is told in (who speaks, whom he
//! calls on, what he makes the condition); then what the article told of measures before.

use super::clause::{self, Clause};
use super::measure::Measure;
use super::party::Party;
use super::story::{Sides, Story};
use crate::event::v1::{ActorKind, SanctionThreatStage, StatementAct};
use crate::extract::assembly::state;
use crate::extract::attribution::Attribution;
use crate::extract::reading::Reading;
use crate::lexicon::{Meaning, Modality, ReportKind};
use crate::linguistics::NounPhrase;

/// A measure in its surroundings.
pub(super) struct Scene<'s, 'a> {
    pub(super) reading: &'s Reading<'a>,
    pub(super) parties: &'s [Party],
    pub(super) phrases: &'s [NounPhrase],
    pub(super) clauses: &'s [Clause],
    pub(super) index: usize,
    pub(super) measure: &'s Measure,
    /// The attributions that the measure is told by, outermost first.
    pub(super) over: &'s [&'s Attribution],
}

impl Scene<'_, '_> {
    /// The sides of the measure, and what of them its clause tells itself.
    pub(super) fn sides(&self, stage: Option<SanctionThreatStage>, story: &Story) -> (Sides, Sides) {
        let called = self.called_on(stage);
        let nobody_called = called.is_none() && stage == Some(SanctionThreatStage::Proposed);
        let mut targets = self.targets();
        if let Some(called) = &called {
            targets.retain(|target| !target.same_side(called));
        }
        let mut issuers = called.map_or_else(|| self.issuers(stage, &targets), |called| vec![called]);
        issuers.retain(|issuer| !targets.iter().any(|target| issuer.same_side(target)));
        if targets.is_empty() {
            let told_before = if issuers.is_empty() {
                story.targets_last(&self.speaking_side(&targets))
            } else {
                story.targets_again(&issuers)
            };
            // A veto is not on whoever has its condition in his hand.
            let refused = stage == Some(SanctionThreatStage::RuledOut) && !told_before.is_empty();
            targets = if refused { told_before } else { self.implied_targets(&issuers, &told_before) };
        }
        let in_return = self.measure.in_return;
        if issuers.is_empty() && !in_return && self.vouches() {
            issuers = self.speaking_side(&targets);
        }
        // «он также призвал ввести ограничения»: those on whom he calls are told before.
        let called_for_by_speaker = nobody_called && self.is_called_for_by(&issuers);
        let told = Sides { issuers: issuers.clone(), targets: targets.clone() };
        // Officials and companies without a state are those of the side that the story tells.
        let nameless = |target: &Party| target.identity.country.is_empty() && target.identity.id.is_empty();
        if targets.iter().all(nameless) {
            targets.extend(story.targets(&issuers, in_return));
        }
        if targets.iter().all(nameless) {
            targets.extend(self.others_named(&issuers));
        }
        let speaking = self.speaking_side(&targets);
        // A group, such as "sources", speaks for its state only where nobody else is told of.
        let named: Vec<_> = speaking.iter().filter(|party| party.identity.kind != ActorKind::Group).cloned().collect();
        if issuers.is_empty() && self.measure.restrict.is_some() {
            issuers.clone_from(&named);
        } else if issuers.is_empty() {
            issuers = [
                story.issuers(&targets, in_return),
                named,
                story.last_issuers(&targets),
                speaking,
                self.over_subjects(&targets),
            ]
            .into_iter()
            .find(|found| !found.is_empty())
            .unwrap_or_default();
        }
        issuers.retain(|issuer| !targets.iter().any(|target| issuer.same_side(target)));
        if called_for_by_speaker {
            let others = story.issuers(&targets, in_return);
            issuers = Some(others).filter(|found| !found.is_empty()).unwrap_or(issuers);
        }
        issuers.extend(self.spokesman(&issuers));
        (Sides { issuers, targets }, told)
    }

    /// The sides of a measure that somebody answers: whose it is, and against whoever answers it.
    pub(super) fn answered(&self) -> Sides {
        let issuers = self.owners();
        let targets = if issuers.is_empty() { Vec::new() } else { self.subjects(self.clause(), &issuers) };
        Sides { issuers, targets }
    }

    pub(super) fn clause(&self) -> &Clause {
        &self.clauses[self.index]
    }

    pub(super) fn has(&self, wanted: Modality) -> bool {
        self.clause().hits(self.reading).any(|hit| matches!(hit.meaning, Meaning::Modality(one) if *one == wanted))
    }

    /// The parties of the clause.
    pub(super) fn own(&self) -> impl Iterator<Item = &Party> {
        self.parties.iter().filter(|party| self.clause().contains(party.tokens.start))
    }

    /// The subjects of the clause over the one of the measure.
    fn over_subjects(&self, targets: &[Party]) -> Vec<Party> {
        let over = clause::governor(self.clauses, self.index).map(|at| &self.clauses[at]);
        over.map(|clause| self.subjects(clause, targets)).unwrap_or_default()
    }

    /// Whether who speaks stands for what he says will come.
    pub(super) fn vouches(&self) -> bool {
        self.over.last().is_some_and(|one| {
            matches!(
                one.act,
                StatementAct::Warn
                    | StatementAct::Threaten
                    | StatementAct::Promise
                    | StatementAct::Announce
                    | StatementAct::Refuse
            )
        })
    }

    /// Whether whoever calls on nobody by name is all that is told of those who would impose.
    fn is_called_for_by(&self, issuers: &[Party]) -> bool {
        let calls = |one: &&&Attribution| {
            let person = one.speaker.as_ref().is_some_and(|speaker| speaker.identity.kind == ActorKind::Person);
            person || matches!(one.act, StatementAct::Demand | StatementAct::Request)
        };
        let caller = self.over.last().filter(calls).and_then(|one| one.speaker.as_ref());
        caller.is_some_and(|caller| issuers.iter().all(|issuer| issuer.identity.key() == caller.identity.key()))
    }

    /// Who speaks; where no attribution holds the measure, the subject of a reporting verb beside it.
    pub(super) fn speaker(&self) -> Option<Party> {
        if let Some(speaker) = self.over.last().and_then(|over| over.speaker.as_ref()) {
            return Some(Party::of_mention(speaker));
        }
        let reports = |clause: &&Clause| {
            clause.hits(self.reading).any(|hit| {
                matches!(hit.meaning, Meaning::Report(report) if report.kind == ReportKind::Verb)
                    && self.reading.words[hit.tokens.start].finite
            })
        };
        let reporting =
            self.clauses.iter().filter(|clause| !clause.contains(self.measure.tokens.start)).find(reports)?;
        self.parties.iter().find(|party| party.subject && reporting.contains(party.tokens.start)).cloned()
    }

    /// The side of whoever speaks, where it is not the one to be hit.
    pub(super) fn speaking_side(&self, targets: &[Party]) -> Vec<Party> {
        let fits = |party: &Party| party.can_impose() && !targets.iter().any(|target| target.same_side(party));
        let Some(speaker) = self.speaker().filter(fits) else { return Vec::new() };
        // An official without a name tells of what his state does, and stays who reports it.
        let state = (!speaker.identity.is_named()).then(|| state(self.reading, &speaker.identity.country)).flatten();
        vec![match state {
            Some(identity) => Party { identity, ..speaker },
            None => speaker,
        }]
    }
}
