//! Who would impose a measure, and against whom.

use super::clause::Clause;
use super::measure::Measure;
use super::party::Party;
use crate::event::v1::StatementAct;
use crate::extract::assembly::state;
use crate::extract::attribution::Attribution;
use crate::extract::reading::Reading;
use crate::extract::statement::reporters;
use crate::lexicon::{AgainstWord, Meaning, Modality};
use crate::linguistics::{Case, Relation, WordKey};

/// More than this named beside a measure are not all its issuers.
const MOST_ISSUERS: usize = 3;

/// Words between a measure and an adjective that says whose it is ("new American trade sanctions"), at most.
const WORDS_TO_ADJECTIVE: usize = 3;

/// Those on both sides of a measure.
#[derive(Clone, Debug, Default)]
pub(super) struct Sides {
    pub(super) issuers: Vec<Party>,
    pub(super) targets: Vec<Party>,
}

impl Sides {
    /// Keeps what a clause tells; what it leaves out stays as it was.
    pub(super) fn remember(&mut self, told: Self) {
        if !told.issuers.is_empty() {
            self.issuers = told.issuers;
        }
        if !told.targets.is_empty() {
            self.targets = told.targets;
        }
    }
}

/// The sides of the measure of a clause.
pub(super) fn of(
    reading: &Reading<'_>,
    parties: &[Party],
    clauses: &[Clause],
    index: usize,
    measure: &Measure,
    attributions: &[Attribution],
    last: &Sides,
) -> Sides {
    let clause = &clauses[index];
    let mut targets = targets(reading, parties, clause, measure);
    let mut issuers = issuers(reading, parties, clause, measure, &targets, attributions);
    if targets.is_empty() {
        targets = others(parties, clause, &issuers);
    }
    if targets.is_empty() {
        // "If X goes on, Y will answer with tariffs."
        let conditions = clauses.iter().filter(|clause| clause.condition);
        let named = conditions
            .flat_map(|condition| parties.iter().filter(|party| condition.tokens.contains(&party.tokens.start)));
        let other = named.filter(|party| !issuers.iter().any(|issuer| issuer.same_side(party)));
        targets.extend(other.filter(|party| !party.identity.country.is_empty()).take(1).cloned());
    }
    if targets.is_empty() {
        let known = last.targets.iter().filter(|target| !issuers.iter().any(|issuer| issuer.same_side(target)));
        targets.extend(known.cloned());
    }
    if targets.is_empty() {
        // "In return": against whoever's measures were spoken of last.
        let known = last.issuers.iter().filter(|target| !issuers.iter().any(|issuer| issuer.same_side(target)));
        targets.extend(known.cloned());
    }
    issuers.retain(|issuer| !targets.iter().any(|target| issuer.same_side(target)));
    if issuers.is_empty() {
        let known = last.issuers.iter().filter(|issuer| !targets.iter().any(|target| issuer.same_side(target)));
        issuers.extend(known.cloned());
    }
    Sides { issuers, targets }
}

/// Against whom: after "against", in the adjective of the measure or of the goods, or whoever is threatened.
fn targets(reading: &Reading<'_>, parties: &[Party], clause: &Clause, measure: &Measure) -> Vec<Party> {
    let marked = |word: AgainstWord| {
        parties.iter().filter(move |party| {
            party.marker.is_some_and(|(marker, at)| {
                marker == word && (word == AgainstWord::Anywhere || at >= measure.tokens.start)
            })
        })
    };
    let mut found: Vec<Party> = marked(AgainstWord::Anywhere).cloned().collect();
    found.extend(prefixed(reading, clause, measure));
    if found.is_empty() {
        found.extend(marked(AgainstWord::After).filter(|party| clause.tokens.contains(&party.tokens.start)).cloned());
    }
    if found.is_empty() {
        let threatened = |party: &&Party| {
            party.case == Some(Case::Dative)
                && party.preposition.is_none()
                && !party.adjective
                && clause.tokens.contains(&party.tokens.start)
        };
        found.extend(parties.iter().filter(threatened).cloned());
    }
    if found.is_empty() && imposes(reading, clause) {
        let hit = |party: &&Party| {
            party.case == Some(Case::Accusative)
                && party.preposition.is_none()
                && !party.adjective
                && clause.tokens.contains(&party.tokens.start)
        };
        found.extend(parties.iter().filter(hit).cloned());
    }
    found
}

fn imposes(reading: &Reading<'_>, clause: &Clause) -> bool {
    reading.hits_within(&clause.tokens).any(|hit| {
        matches!(
            hit.meaning,
            Meaning::Modality(Modality::Impose | Modality::Imposing | Modality::Follow | Modality::Threatened)
        )
    })
}

/// «антироссийские санкции»
fn prefixed(reading: &Reading<'_>, clause: &Clause, measure: &Measure) -> Vec<Party> {
    let prefix = &reading.lexicon.grammar.against_prefix;
    let near = clause.tokens.start..measure.tokens.end;
    near.filter_map(|token| {
        let rest = reading.lower(token).strip_prefix(prefix.as_str()).filter(|_| !prefix.is_empty())?;
        let identity = state(reading, &country_of(reading, rest)?)?;
        Some(Party {
            identity,
            tokens: token..token + 1,
            case: None,
            preposition: None,
            marker: None,
            subject: false,
            adjective: true,
        })
    })
    .collect()
}

fn country_of(reading: &Reading<'_>, adjective: &str) -> Option<String> {
    use crate::knowledge::NameUse;
    let table = reading.knowledge.names(reading.lexicon.language)?;
    let stem = reading.lexicon.grammar.stem(reading.lexicon.language, adjective);
    let keys = |at: usize| (at == 0).then(|| [Some(WordKey::Stem(stem.clone())), None, None, None]);
    let found = table.starting_at(0, keys).into_iter().find(|found| found.value.usage == NameUse::Adjective)?;
    Some(reading.knowledge.actor(found.value.actor).country.clone())
}

/// Who would impose: whoever is called on to, else the subject, the state of the measure's adjective, and the speaker of
/// the same side.
fn issuers(
    reading: &Reading<'_>,
    parties: &[Party],
    clause: &Clause,
    measure: &Measure,
    targets: &[Party],
    attributions: &[Attribution],
) -> Vec<Party> {
    let words: Vec<_> = reporters(reading, measure.tokens.start, attributions).collect();
    let is_target = |party: &Party| targets.iter().any(|target| target.same_side(party));
    let demand =
        words.iter().rev().find(|attribution| matches!(attribution.act, StatementAct::Demand | StatementAct::Request));
    if let Some(demand) = demand {
        let called = demand.addressee.as_ref().map(Party::of_mention).or_else(|| called_on(parties, demand, measure));
        if let Some(called) = called.filter(|called| called.can_impose() && !is_target(called)) {
            return vec![called];
        }
    }
    let can = |party: &&Party| party.can_impose() && !is_target(party);
    if let Some(subject) = parsed_subject(reading, parties, measure).filter(can) {
        let mut found = vec![subject.clone()];
        found.extend(spokesman(&words, &found, &is_target));
        return found;
    }
    let subjects = |within: &std::ops::Range<usize>| {
        parties
            .iter()
            .filter(|party| party.subject && !party.adjective && within.contains(&party.tokens.start))
            .filter(can)
            .take(MOST_ISSUERS)
            .cloned()
            .collect::<Vec<_>>()
    };
    let mut found = subjects(&clause.tokens);
    let adjective = parties.iter().rfind(|party| {
        party.adjective
            && party.marker.is_none()
            && party.tokens.end <= measure.tokens.start
            && measure.tokens.start - party.tokens.end <= WORDS_TO_ADJECTIVE
    });
    if found.is_empty() {
        found.extend(adjective.filter(can).cloned());
    }
    let issuer_prepositions = &reading.lexicon.sanction_forms.issuer_prepositions;
    if found.is_empty() {
        let by = parties
            .iter()
            .filter(|party| party.preposition.is_some_and(|token| issuer_prepositions.contains(reading.lower(token))));
        found.extend(by.filter(can).take(MOST_ISSUERS).cloned());
    }
    if found.is_empty() {
        // «санкции союзников»
        let of_them = parties.iter().filter(|party| {
            party.case == Some(Case::Genitive)
                && party.preposition.is_none()
                && party.tokens.start >= measure.tokens.end
                && party.tokens.start - measure.tokens.end <= 1
        });
        found.extend(of_them.filter(can).cloned());
    }
    found.extend(spokesman(&words, &found, &is_target));
    if found.is_empty() {
        let sentence = reading.sentence(reading.sentence_of(measure.tokens.start)).tokens.clone();
        found = subjects(&sentence);
    }
    found
}

/// The speaker, where he speaks for the issuers, or is the only one told.
fn spokesman(words: &[&Attribution], issuers: &[Party], is_target: &dyn Fn(&Party) -> bool) -> Option<Party> {
    let speaker = Party::of_mention(words.last()?.speaker.as_ref()?);
    let speaks_for_them = issuers.is_empty() || issuers.iter().any(|issuer| issuer.same_country(&speaker));
    let new = issuers.iter().all(|issuer| issuer.identity.key() != speaker.identity.key());
    (speaks_for_them && new && speaker.can_impose() && !is_target(&speaker)).then_some(speaker)
}

/// How many heads are gone up from a measure to the verb that imposes it.
const HEADS_TO_VERB: usize = 4;

/// The subject of the verb that the parser hangs the measure on.
fn parsed_subject<'p>(reading: &Reading<'_>, parties: &'p [Party], measure: &Measure) -> Option<&'p Party> {
    let words = &reading.words;
    let mut at = measure.restrict.unwrap_or(measure.tokens.start);
    for _ in 0..HEADS_TO_VERB {
        let subject = parties.iter().filter(|party| !party.adjective && party.preposition.is_none()).find(|party| {
            party
                .tokens
                .clone()
                .any(|token| words[token].relation == Relation::Subject && words[token].head == Some(at))
        });
        // «последуют санкции»: the measure itself is the subject, and nobody is told.
        if subject.is_some() {
            return subject;
        }
        at = words.get(at)?.head?;
    }
    None
}

/// Whoever is called on, where nothing marks him as addressee: the one named between the verb and the measure.
fn called_on(parties: &[Party], demand: &Attribution, measure: &Measure) -> Option<Party> {
    let from = demand.cue.as_ref()?.end;
    let speaker = demand.speaker.as_ref().map(|speaker| speaker.tokens.start);
    parties
        .iter()
        .filter(|party| from <= party.tokens.start && party.tokens.end <= measure.tokens.start && !party.adjective)
        .find(|party| speaker != Some(party.tokens.start))
        .cloned()
}

/// States and bodies of the clause that are on no issuer's side.
fn others(parties: &[Party], clause: &Clause, issuers: &[Party]) -> Vec<Party> {
    use crate::event::v1::ActorKind;
    parties
        .iter()
        .filter(|party| matches!(party.identity.kind, ActorKind::State | ActorKind::Organization | ActorKind::Group))
        .filter(|party| clause.tokens.contains(&party.tokens.start) && !party.subject)
        .find(|party| !party.identity.country.is_empty() && !issuers.iter().any(|issuer| issuer.same_side(party)))
        .cloned()
        .into_iter()
        .collect()
}
