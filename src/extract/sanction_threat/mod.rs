//! Sanction threats: restrictive economic measures that will, may or should come, or are ruled out.
//!
//! A sentence is cut into clauses. A clause that names a measure tells by the verbs and words in it how real that is;
//! who would impose it and against whom is told in the clause, in the sentence, or in those before.

mod clause;
mod measure;
mod party;
mod sides;
mod stage;

use std::ops::Range;

use super::actor::Mention;
use super::assembly::Assembly;
use super::attribution::Attribution;
use super::reading::{Reading, TELLINGS_COMPARED};
use super::statement::{link, reporters};
use super::time::{self, Direction};
use super::trace::Reason;
use crate::event::v1::{self, SanctionThreatStage};
use crate::event::{EventType, sanction_threat_codes};

use clause::Clause;
use party::{Party, same_sides};
use sides::Sides;

/// A threat as one clause tells it.
struct Telling {
    sentence: usize,
    measure: Range<usize>,
    issuers: Vec<Party>,
    targets: Vec<Party>,
    stage: SanctionThreatStage,
    condition: Option<Range<usize>>,
}

/// Sanction threats of an article.
pub(super) fn find(
    reading: &Reading<'_>,
    mentions: &[Mention],
    attributions: &[Attribution],
    assembly: &Assembly<'_>,
) -> Vec<v1::SanctionThreat> {
    let mut threats: Vec<Vec<Telling>> = Vec::new();
    // Whom the measures that the article spoke of last are by and against: "the sanctions" are mostly the same ones.
    let mut last = Sides::default();
    let loosely = measure::speaks_of_measures(reading);
    // A headline tells no event of its own, but whom the measures are by and against.
    let headline = |sentence: &usize| reading.is_headline(*sentence) && reading.has_body();
    for sentence in (0..reading.document.sentences.len()).take_while(headline) {
        tellings(reading, mentions, attributions, sentence, loosely, &mut last);
    }
    for sentence in 0..reading.document.sentences.len() {
        if reading.is_headline(sentence) && reading.has_body() {
            continue;
        }
        for telling in tellings(reading, mentions, attributions, sentence, loosely, &mut last) {
            let same = |threat: &&mut Vec<Telling>| {
                stage::same(threat[0].stage, telling.stage)
                    && same_sides(&threat[0].issuers, &telling.issuers)
                    && same_sides(&threat[0].targets, &telling.targets)
            };
            match threats.iter_mut().rev().take(TELLINGS_COMPARED).find(same) {
                Some(threat) => threat.push(telling),
                None => threats.push(vec![telling]),
            }
        }
    }
    threats.iter().map(|tellings| threat(reading, tellings, attributions, assembly)).collect()
}

/// The threats of a sentence: of the clauses of one stage the first.
fn tellings(
    reading: &Reading<'_>,
    mentions: &[Mention],
    attributions: &[Attribution],
    sentence: usize,
    loosely: bool,
    last: &mut Sides,
) -> Vec<Telling> {
    let clauses = clause::clauses(reading, sentence);
    let mut parties = None;
    let mut found: Vec<Telling> = Vec::new();
    for (index, clause) in clauses.iter().enumerate() {
        let measures = measure::find(reading, sentence, &clause.tokens, loosely);
        let Some(measure) = measures.first() else { continue };
        if clause.condition {
            reading.trace.refuse(&measure.tokens, Reason::InCondition);
            continue;
        }
        let parties = parties.get_or_insert_with(|| party::find(reading, mentions, sentence));
        let sides = sides::of(reading, parties, &clauses, index, measure, attributions, last);
        let stage = stage::of(reading, &clauses, index, &measures, attributions);
        let told = Sides { issuers: sides.issuers.clone(), targets: sides.targets.clone() };
        last.remember(told);
        let Some(stage) = stage else { continue };
        let against = match () {
            () if sides.issuers.is_empty() => Some(Reason::NoIssuer),
            () if sides.targets.is_empty() => Some(Reason::NoTarget),
            () if found.iter().any(|other| other.stage == stage) => Some(Reason::ToldAlready),
            () => None,
        };
        if let Some(reason) = against {
            reading.trace.refuse(&measure.tokens, reason);
            continue;
        }
        let condition = condition(&clauses, index);
        let measure = measure.tokens.clone();
        found.push(Telling { sentence, measure, issuers: sides.issuers, targets: sides.targets, stage, condition });
    }
    found
}

/// The condition nearest to a clause.
fn condition(clauses: &[Clause], index: usize) -> Option<Range<usize>> {
    let conditions = clauses.iter().enumerate().filter(|(_, clause)| clause.condition);
    conditions.min_by_key(|(at, _)| at.abs_diff(index)).map(|(_, clause)| clause.tokens.clone())
}

fn threat(
    reading: &Reading<'_>,
    tellings: &[Telling],
    attributions: &[Attribution],
    assembly: &Assembly<'_>,
) -> v1::SanctionThreat {
    let first = &tellings[0];
    let sides = |parties: &[Party]| {
        let mut keys: Vec<_> = parties
            .iter()
            .map(|party| if party.identity.country.is_empty() { party.identity.key() } else { &party.identity.country })
            .map(str::to_owned)
            .collect();
        keys.sort_unstable();
        keys.dedup();
        keys.join("+")
    };
    let (issuers, targets) = (sides(&first.issuers), sides(&first.targets));
    let stage = first.stage.as_str_name();
    let day = assembly.day();
    let place = reading.document.tokens[first.measure.start].bytes.start.to_string();
    let distinguishing = [issuers.as_str(), &targets, stage, &place];
    let mut metadata =
        assembly.metadata(EventType::SanctionThreat, &distinguishing, &[&issuers, &targets, stage, &day]);
    metadata.rule = "measure_with_modality".to_owned();
    metadata.codes = Some(sanction_threat_codes(first.stage));
    let actors = |parties: &[Party]| {
        parties.iter().map(|party| party.identity.actor(reading, party.tokens.clone())).collect::<Vec<_>>()
    };
    let issuer_keys: Vec<_> = first.issuers.iter().map(|party| party.identity.key().to_owned()).collect();
    v1::SanctionThreat {
        metadata: Some(metadata),
        issuers: actors(&first.issuers),
        targets: actors(&first.targets),
        stage: first.stage.into(),
        measures: tellings.iter().filter_map(|telling| reading.document.span(telling.measure.clone())).collect(),
        condition: tellings
            .iter()
            .find_map(|telling| telling.condition.clone())
            .and_then(|tokens| reading.document.span(reading.trimmed(tokens))),
        time: time::find(reading, first.sentence).first().map(|phrase| phrase.expression(reading, Direction::Future)),
        attribution: reporters(reading, first.measure.start, attributions)
            .filter(|attribution| {
                attribution
                    .speaker
                    .as_ref()
                    .is_some_and(|speaker| !issuer_keys.contains(&speaker.identity.key().to_owned()))
            })
            .filter_map(|attribution| link(reading, attribution))
            .collect(),
        mentions: tellings
            .iter()
            .filter_map(|telling| reading.document.span(reading.sentence(telling.sentence).tokens.clone()))
            .collect(),
    }
}
