//! Sanction threats: restrictive economic measures that will, may or should come, or are ruled out.
//!
//! | file | what |
//! | --- | --- |
//! | `piece`, `clause` | cut a sentence into clauses, and tell conditions |
//! | `measure` | measures, as a clause names them |
//! | `stage` | how real a measure is, by the words that govern it |
//! | `form` | in what form a deed stands: to come, done, or as real as another word says |
//! | `effect` | what measures would do, which is no threat of them |
//! | `party` | those who can impose measures or be hit by them |
//! | `scene` | a measure in its surroundings, and its sides by the best evidence there is |
//! | `issuer`, `target` | who would impose it and against whom, as its clause and the words it is told in say |
//! | `story` | what the article told of measures before, for sides that a clause leaves out |

mod clause;
mod effect;
mod form;
mod issuer;
mod measure;
mod party;
mod piece;
mod scene;
mod stage;
mod story;
mod target;
#[cfg(test)]
mod tests;

use std::ops::Range;

use super::actor::Mention;
use super::assembly::Assembly;
use super::attribution::{Attribution, of_sentences};
use super::mention::Mentions;
use super::reading::{Reading, TELLINGS_COMPARED};
use super::statement::{link, reporters};
use super::time::{self, Direction};
use super::trace::Reason;
use crate::event::v1::{self, ActorKind, SanctionThreatStage};
use crate::event::{EventType, sanction_threat_codes};
use crate::lexicon::{AgainstWord, ConditionWord, Meaning, MeasureWord, Modality};
use crate::linguistics::Case;

use clause::Clause;
use party::{Party, same_sides};
use scene::Scene;
use story::{Sides, Story};

/// A threat as one clause tells it.
struct Telling {
    sentence: usize,
    measure: Range<usize>,
    sides: Sides,
    /// Who would impose is told in the clause, or in the words that it stands in.
    told: bool,
    stage: SanctionThreatStage,
    condition: Option<Range<usize>>,
}

/// Sanction threats of an article.
pub(super) fn find(
    reading: &Reading<'_>,
    mentions: &Mentions,
    attributions: &[Attribution],
    assembly: &Assembly<'_>,
) -> Vec<v1::SanctionThreat> {
    let loosely = measure::speaks_of_measures(reading);
    let mut finder = Finder { reading, mentions, attributions, loosely, story: Story::default() };
    let mut threats: Vec<Vec<Telling>> = Vec::new();
    for sentence in 0..reading.document.sentences.len() {
        let tellings = finder.tellings(sentence);
        // A headline tells no event of its own, but whom the measures are by and against.
        if reading.is_headline(sentence) && reading.has_body() {
            continue;
        }
        for telling in tellings {
            match threats.iter_mut().rev().take(TELLINGS_COMPARED).find(|threat| is_same(&threat[0], &telling)) {
                // What tells its issuer itself says best what the threat is.
                Some(threat) if telling.told && !threat[0].told => threat.insert(0, telling),
                Some(threat) => threat.push(telling),
                None => threats.push(vec![telling]),
            }
        }
    }
    threats.iter().map(|tellings| threat(reading, tellings, attributions, assembly)).collect()
}

/// Whether two tellings are of one threat. One that does not tell its issuer itself speaks of a threat that another tells,
/// in whatever words.
fn is_same(first: &Telling, again: &Telling) -> bool {
    use SanctionThreatStage::{Considered, RuledOut, Threatened};
    let spoken_of = !(first.told && again.told) && first.stage != RuledOut && again.stage != RuledOut;
    // Whoever threatens and then speaks of what is possible speaks of one thing.
    let of_one_person = (first.stage, again.stage) == (Threatened, Considered)
        && first.sides.issuers.iter().any(|party| {
            let same = |other: &Party| other.identity.key() == party.identity.key();
            party.identity.kind == ActorKind::Person && again.sides.issuers.iter().any(same)
        });
    (first.stage == again.stage || spoken_of || of_one_person)
        && same_sides(&first.sides.issuers, &again.sides.issuers)
        && same_sides(&first.sides.targets, &again.sides.targets)
}

/// Whether a clause is about what is done against a state: «ввести тарифы против Канады», «тарифы на канадские товары»,
/// «пригрозить Канаде тарифами».
fn is_against_a_state(reading: &Reading<'_>, clause: &Clause, parties: &[Party]) -> bool {
    let mut modalities = clause.hits(reading).map(|hit| hit.meaning);
    let threatens = modalities.any(|meaning| matches!(meaning, Meaning::Modality(Modality::Threatened)));
    parties.iter().filter(|party| clause.contains(party.tokens.start)).any(|party| {
        let against = party.marker.is_some_and(|(marker, _)| match marker {
            AgainstWord::Anywhere => true,
            AgainstWord::After => party.adjective,
        });
        let threatened = threatens && party.case == Some(Case::Dative) && party.preposition.is_none();
        (against || threatened) && !party.identity.country.is_empty()
    })
}

struct Finder<'r, 'a> {
    reading: &'r Reading<'a>,
    mentions: &'r Mentions,
    attributions: &'r [Attribution],
    /// Words count that mean a measure only where the article speaks of measures.
    loosely: bool,
    story: Story,
}

impl Finder<'_, '_> {
    /// The threats of a sentence.
    fn tellings(&mut self, sentence: usize) -> Vec<Telling> {
        let reading = self.reading;
        if !reading.hits(sentence).iter().any(|hit| matches!(hit.meaning, Meaning::Measure(_))) {
            return Vec::new();
        }
        let clauses = clause::clauses(reading, sentence, &self.said(sentence));
        let phrases = reading.noun_phrases(sentence);
        let parties = party::find(reading, self.mentions, sentence);
        let mut found: Vec<Telling> = Vec::new();
        let names_loose = |clause: &Clause| {
            clause.hits(reading).any(|hit| matches!(hit.meaning, Meaning::Measure(MeasureWord::Loose)))
        };
        let names_measure = |clause: &Clause| {
            names_loose(clause) && is_against_a_state(reading, clause, &parties)
                || !measure::find(reading, clause, &phrases, false).is_empty()
        };
        let loosely = self.loosely || clauses.iter().any(names_measure);
        for (index, clause) in clauses.iter().enumerate() {
            let loosely = loosely || is_against_a_state(reading, clause, &parties);
            let mut measures = measure::find(reading, clause, &phrases, loosely);
            let answers = measures.iter().any(|measure| measure.background);
            // What is answered first: it says against whom the answer is.
            measures.sort_by_key(|measure| !measure.background);
            for mut measure in measures {
                measure.in_return |= answers;
                let over: Vec<_> = reporters(reading, measure.tokens.start, self.attributions).collect();
                let (parties, phrases, clauses) = (&parties, &phrases, &clauses);
                let scene = Scene { reading, parties, phrases, clauses, index, measure: &measure, over: &over };
                match self.telling(&scene) {
                    Err(reason) => reading.trace.refuse(&measure.tokens, reason),
                    Ok(telling) if found.iter().any(|other| is_same(other, &telling)) => {
                        reading.trace.refuse(&measure.tokens, Reason::ToldAlready);
                    }
                    Ok(telling) => found.push(telling),
                }
            }
        }
        found
    }

    /// Where clauses begin that somebody says, in a language that sets no mark before them.
    fn said(&self, sentence: usize) -> Vec<usize> {
        let reading = self.reading;
        if !reading.lexicon.grammar.bare_clauses {
            return Vec::new();
        }
        let opens = |content: &Range<usize>, attribution: &Attribution| {
            // "The Union, X said, will impose": what goes on after the reporting clause begins nothing.
            let begins = attribution.content.first() == Some(content);
            let after_cue = begins && attribution.cue.as_ref().is_some_and(|cue| cue.end <= content.start);
            // "Threatened X with sanctions if it fails": the predicate is that of the condition.
            let conditional = |token: &usize| {
                let mut hits = reading.hits_at(*token).iter();
                hits.any(|hit| matches!(hit.meaning, Meaning::Condition(word) if *word != ConditionWord::First))
            };
            let mut own = content.clone().take_while(|token| !conditional(token) || *token == content.start);
            after_cue && own.any(|token| clause::is_predicate(reading, token))
        };
        let start = |content: &Range<usize>| {
            let is_opener = |token: &usize| {
                reading.hits_at(*token).iter().any(|hit| matches!(hit.meaning, Meaning::Complementizer))
            };
            content.start.checked_sub(1).filter(is_opener).unwrap_or(content.start)
        };
        let told = of_sentences(self.attributions, sentence..=sentence).iter();
        told.flat_map(|one| one.content.iter().filter(|content| opens(content, one)).map(start)).collect()
    }

    /// The threat that one measure makes in its surroundings.
    fn telling(&mut self, scene: &Scene<'_, '_>) -> Result<Telling, Reason> {
        let (reading, clauses, over) = (scene.reading, scene.clauses, scene.over);
        if clauses[scene.index].condition {
            return Err(Reason::InCondition);
        }
        if scene.measure.background {
            self.story.remember(&scene.answered());
            return Err(Reason::InForce);
        }
        let stage = stage::of(reading, clauses, scene.index, scene.measure, over);
        let (sides, told) = scene.sides(stage.ok(), &self.story);
        // Whoever only speaks of a measure takes none.
        let takes = stage != Err(Reason::NotToCome);
        let issuers = if takes { told.issuers.clone() } else { scene.owners() };
        self.story.remember(&Sides { issuers, targets: told.targets.clone() });
        let stage = stage?;
        if sides.issuers.is_empty() {
            return Err(Reason::NoIssuer);
        }
        if sides.targets.is_empty() {
            return Err(Reason::NoTarget);
        }
        let speaker = over.last().and_then(|one| one.speaker.as_ref()).map(Party::of_mention);
        let own_side = speaker.is_some_and(|speaker| same_sides(&sides.issuers, &[speaker]));
        let measure = scene.measure.tokens.clone();
        Ok(Telling {
            sentence: reading.sentence_of(measure.start),
            stage: stage::raised(stage, over.last().copied(), own_side),
            condition: clause::condition(clauses, scene.index),
            told: own_side || !told.issuers.is_empty(),
            measure,
            sides,
        })
    }
}

/// Whether all that is told of who speaks is that it is a paper: «документ предлагает».
fn is_paper(reading: &Reading<'_>, speaker: &Mention) -> bool {
    let words = &reading.words[speaker.tokens.clone()];
    speaker.identity.is_described() && words.iter().any(|word| reading.lexicon.documents.contains(&word.lemma_stem))
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
    let (issuers, targets) = (sides(&first.sides.issuers), sides(&first.sides.targets));
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
    let issuer_keys: Vec<_> = first.sides.issuers.iter().map(|party| party.identity.key().to_owned()).collect();
    v1::SanctionThreat {
        metadata: Some(metadata),
        issuers: actors(&first.sides.issuers),
        targets: actors(&first.sides.targets),
        stage: first.stage.into(),
        measures: tellings.iter().filter_map(|telling| reading.document.span(telling.measure.clone())).collect(),
        condition: tellings
            .iter()
            .find_map(|telling| telling.condition.clone())
            .and_then(|tokens| reading.document.span(reading.trimmed(tokens))),
        time: time::find(reading, first.sentence).first().map(|phrase| phrase.expression(reading, Direction::Future)),
        attribution: reporters(reading, first.measure.start, attributions)
            .filter(|attribution| {
                attribution.speaker.as_ref().is_some_and(|speaker| {
                    let named = issuer_keys.contains(&speaker.identity.key().to_owned());
                    !speaker.identity.outlet && !named && !is_paper(reading, speaker)
                })
            })
            .filter_map(|attribution| link(reading, attribution))
            .collect(),
        mentions: tellings
            .iter()
            .filter_map(|telling| reading.document.span(reading.sentence(telling.sentence).tokens.clone()))
            .collect(),
    }
}
