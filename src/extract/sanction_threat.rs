//! Sanction threats: restrictive economic measures that will, may or should come, or are ruled out.

use std::ops::Range;

use super::actor::{Identity, Mention, of_sentence};
use super::assembly::{Assembly, state};
use super::attribution::Attribution;
use super::reading::{Hit, Reading, TELLINGS_COMPARED};
use super::statement::{link, reporters};
use super::time::{self, Direction};
use crate::event::v1::{self, ActorKind, SanctionThreatStage, StatementAct};
use crate::event::{EventType, sanction_threat_codes};
use crate::knowledge::NameUse;
use crate::lexicon::{Meaning, Modality};

/// An actor of a threat: a mention, or a state that an adjective names.
#[derive(Clone)]
struct Party {
    identity: Identity,
    tokens: Range<usize>,
}

/// A threat as one sentence tells it.
struct Telling {
    sentence: usize,
    measure: Range<usize>,
    issuers: Vec<Party>,
    targets: Vec<Party>,
    stage: SanctionThreatStage,
}

/// Sanction threats of an article.
pub(super) fn find(
    reading: &Reading<'_>,
    mentions: &[Mention],
    attributions: &[Attribution],
    assembly: &Assembly<'_>,
) -> Vec<v1::SanctionThreat> {
    let mut threats: Vec<Vec<Telling>> = Vec::new();
    // Whom the measures that the article spoke of last are against: "the sanctions" are mostly the same ones.
    let mut last_targets: Vec<Party> = Vec::new();
    for sentence in 0..reading.document.sentences.len() {
        if reading.is_headline(sentence) && reading.has_body() {
            continue;
        }
        let Some(telling) = telling(reading, mentions, attributions, sentence, &mut last_targets) else { continue };
        let same = |threat: &&mut Vec<Telling>| {
            same_stage(threat[0].stage, telling.stage)
                && same_sides(&threat[0].issuers, &telling.issuers)
                && same_sides(&threat[0].targets, &telling.targets)
        };
        match threats.iter_mut().rev().take(TELLINGS_COMPARED).find(same) {
            Some(threat) => threat.push(telling),
            None => threats.push(vec![telling]),
        }
    }
    threats.iter().map(|tellings| threat(reading, tellings, attributions, assembly)).collect()
}

/// A threat that is spoken of again as "possible" is the same threat.
fn same_stage(first: SanctionThreatStage, again: SanctionThreatStage) -> bool {
    first == again || first == SanctionThreatStage::Threatened && again == SanctionThreatStage::Considered
}

fn same_sides(one: &[Party], other: &[Party]) -> bool {
    one.iter().any(|party| other.iter().any(|also| same_side(party, also)))
}

fn telling(
    reading: &Reading<'_>,
    mentions: &[Mention],
    attributions: &[Attribution],
    sentence: usize,
    last_targets: &mut Vec<Party>,
) -> Option<Telling> {
    let hits = reading.hits(sentence);
    let measure = hits.iter().find(|hit| matches!(hit.meaning, Meaning::Measure))?.tokens.clone();
    let here: Vec<_> = of_sentence(mentions, sentence)
        .iter()
        .filter(|mention| mention.identity.is_told() && mention.identity.is_public())
        .collect();
    let mut targets = targets(reading, &here, hits, &measure, sentence);
    let stage = stage(reading, hits, &measure)?;
    let mut issuers = issuers(reading, &here, &measure, &targets, attributions);
    if targets.is_empty() {
        targets = others(&here, &issuers);
    }
    if targets.is_empty() {
        targets.clone_from(last_targets);
    } else {
        last_targets.clone_from(&targets);
    }
    issuers.retain(|issuer| !targets.iter().any(|target| same_side(issuer, target)));
    (!issuers.is_empty() && !targets.is_empty()).then_some(Telling { sentence, measure, issuers, targets, stage })
}

/// More than this named beside a measure are not all its issuers.
const MOST_ISSUERS: usize = 3;

/// Who would impose: whoever is called on to, else the subject nearest before the measure and the speaker of the same
/// side, else the speaker, else a subject after it.
fn issuers(
    reading: &Reading<'_>,
    here: &[&Mention],
    measure: &Range<usize>,
    targets: &[Party],
    attributions: &[Attribution],
) -> Vec<Party> {
    let words: Vec<_> = reporters(reading, measure.start, attributions).collect();
    let called_on = words.iter().rev().find_map(|attribution| {
        let calls = matches!(attribution.act, StatementAct::Demand | StatementAct::Request);
        attribution.addressee.as_ref().filter(|_| calls)
    });
    if let Some(addressee) = called_on {
        return vec![party(addressee)];
    }
    let can_impose = |mention: &&&Mention| {
        let is_target = targets.iter().any(|target| same_side(target, &party(mention)));
        !is_target && mention.subject && !mention.after_preposition
    };
    let of_state = |mention: &&&Mention| !mention.identity.country.is_empty();
    let mut candidates = here.iter().filter(can_impose).filter(of_state);
    let subjects: Vec<_> = if reading.lexicon.grammar.bare_clauses {
        // Case tells no subject: whoever is named and is no target.
        candidates.take(MOST_ISSUERS).collect()
    } else {
        candidates.rfind(|mention| mention.tokens.end <= measure.start).into_iter().collect()
    };
    let speaker = words.last().and_then(|attribution| attribution.speaker.as_ref());
    let mut found: Vec<Party> = subjects.into_iter().map(|mention| party(mention)).collect();
    if let Some(speaker) = speaker.map(party) {
        let speaks_for_them = found.is_empty() || found.iter().any(|issuer| same_country(issuer, &speaker));
        if speaks_for_them && found.iter().all(|issuer| issuer.identity.key() != speaker.identity.key()) {
            found.push(speaker);
        }
    }
    if found.is_empty() {
        let after = here.iter().filter(|mention| mention.tokens.start >= measure.end).find(can_impose);
        found.extend(after.map(|mention| party(mention)));
    }
    found.extend(adjective_party(reading, measure.start));
    found
}

/// States and bodies of the sentence that are on no issuer's side.
fn others(here: &[&Mention], issuers: &[Party]) -> Vec<Party> {
    here.iter()
        .filter(|mention| matches!(mention.identity.kind, ActorKind::State | ActorKind::Organization))
        .map(|mention| party(mention))
        .find(|other| !other.identity.country.is_empty() && !issuers.iter().any(|issuer| same_side(issuer, other)))
        .into_iter()
        .collect()
}

fn party(mention: &Mention) -> Party {
    Party { identity: mention.identity.clone(), tokens: mention.tokens.clone() }
}

fn same_country(one: &Party, other: &Party) -> bool {
    !one.identity.country.is_empty() && one.identity.country == other.identity.country
}

fn same_side(one: &Party, other: &Party) -> bool {
    same_country(one, other) || one.identity.key() == other.identity.key()
}

fn stage(reading: &Reading<'_>, hits: &[Hit<'_>], measure: &Range<usize>) -> Option<SanctionThreatStage> {
    let has =
        |wanted: Modality| hits.iter().any(|hit| matches!(hit.meaning, Meaning::Modality(found) if *found == wanted));
    // "sanctions imposed": in force, unless more are to come.
    let more_to_come = has(Modality::Impose);
    if has(Modality::RuledOut) {
        Some(SanctionThreatStage::RuledOut)
    } else if has(Modality::InForce) && !more_to_come {
        None
    } else if has(Modality::Called) {
        Some(SanctionThreatStage::Proposed)
    } else if has(Modality::Considered) {
        Some(SanctionThreatStage::Considered)
    } else if has(Modality::Threatened) && !reading.is_mark(measure.end, &["?"]) {
        Some(SanctionThreatStage::Threatened)
    } else {
        None
    }
}

/// Against whom: after "against", in the adjective of the measure, or the one who is threatened with it.
fn targets(
    reading: &Reading<'_>,
    here: &[&Mention],
    hits: &[Hit<'_>],
    measure: &Range<usize>,
    sentence: usize,
) -> Vec<Party> {
    let mut found: Vec<Party> = Vec::new();
    for hit in hits.iter().filter(|hit| matches!(hit.meaning, Meaning::Against)) {
        found.extend(here.iter().find(|mention| mention.tokens.start == hit.tokens.end).map(|mention| party(mention)));
    }
    let prefix = &reading.lexicon.grammar.against_prefix;
    let tokens = reading.sentence(sentence).tokens.clone();
    for token in tokens.start..measure.end {
        let Some(rest) = reading.lower(token).strip_prefix(prefix.as_str()).filter(|_| !prefix.is_empty()) else {
            continue;
        };
        let country = adjective_country(reading, rest);
        found.extend(
            country
                .and_then(|country| state(reading, &country))
                .map(|identity| Party { identity, tokens: token..token + 1 }),
        );
    }
    if found.is_empty() {
        let threatened = here.iter().find(|mention| !mention.subject && !mention.after_preposition);
        found.extend(
            threatened.filter(|mention| mention.identity.kind != ActorKind::Person).map(|mention| party(mention)),
        );
    }
    found
}

/// The state whose adjective stands right before a measure: «американские санкции».
fn adjective_party(reading: &Reading<'_>, measure: usize) -> Option<Party> {
    let sentence = reading.sentence(reading.sentence_of(measure)).tokens.clone();
    let before = measure.checked_sub(1).filter(|token| sentence.contains(token))?;
    let country = adjective_country(reading, reading.lower(before))?;
    Some(Party { identity: state(reading, &country)?, tokens: before..before + 1 })
}

fn adjective_country(reading: &Reading<'_>, adjective: &str) -> Option<String> {
    let table = reading.knowledge.names(reading.lexicon.language)?;
    let stem = reading.lexicon.grammar.stem(reading.lexicon.language, adjective);
    let keys = |at: usize| (at == 0).then(|| [Some(crate::linguistics::WordKey::Stem(stem.clone())), None, None, None]);
    table
        .starting_at(0, keys)
        .into_iter()
        .find(|found| found.value.usage == NameUse::Adjective)
        .map(|found| reading.knowledge.actor(found.value.actor).country.clone())
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
    metadata.confidence = 0.5;
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
        condition: tellings.iter().find_map(|telling| condition(reading, telling.sentence)),
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

/// The clause that says when or if: from its conjunction to the next comma or the end of the sentence.
fn condition(reading: &Reading<'_>, sentence: usize) -> Option<v1::Span> {
    let tokens = reading.sentence(sentence).tokens.clone();
    let hit = reading.hits(sentence).iter().find(|hit| matches!(hit.meaning, Meaning::Condition))?;
    let end = (hit.tokens.end..tokens.end)
        .find(|token| reading.is_mark(*token, &[",", "—", "–", "»", "\""]))
        .unwrap_or(tokens.end);
    reading.document.span(reading.trimmed(hit.tokens.start..end))
}
