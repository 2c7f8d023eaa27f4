//! Who would impose a measure, as its clause tells: whoever is called on, the speaker who says "we", the subject, or
//! whose the measure is.

use std::ops::Range;

use super::clause::{self, Clause};
use super::party::Party;
use super::scene::Scene;
use crate::event::v1::{ActorKind, SanctionThreatStage, StatementAct};
use crate::extract::attribution::Attribution;
use crate::lexicon::{AgainstWord, Meaning, MeasureWord, Modality};
use crate::linguistics::{Case, NounPhrase, Number, PartOfSpeech, Person, Relation, VerbForm};

/// More than this named beside a measure are not all its issuers.
const MOST_ISSUERS: usize = 3;

/// Words between a measure and an adjective that says whose it is ("new American trade sanctions"), at most.
const WORDS_TO_ADJECTIVE: usize = 3;

/// Words between a measure of entry and the place that is entered, at most.
const WORDS_TO_PLACE: usize = 4;

/// Words between a measure and whom it is from («санкции, объявленные …, от США»), at most.
const WORDS_TO_AGENT: usize = 8;

/// Words between a verb of calling on somebody and the preposition before whom, at most.
const WORDS_TO_ADDRESSEE: usize = 2;

/// How many heads are gone up from a measure to the verb that imposes it.
const HEADS_TO_VERB: usize = 4;

impl Scene<'_, '_> {
    /// Who would impose, as the clause tells: whoever is called on, the speaker who says "we", the subject, or whose the
    /// measure is.
    pub(super) fn issuers(&self, stage: Option<SanctionThreatStage>, targets: &[Party]) -> Vec<Party> {
        let can = |party: &&Party| party.can_impose() && !targets.iter().any(|target| target.same_side(party));
        if let Some(permitted) = self.permitted().filter(can) {
            return vec![permitted.clone()];
        }
        if stage == Some(SanctionThreatStage::Proposed) {
            let owners: Vec<_> = self.owners().into_iter().filter(|party| can(&party)).collect();
            if !owners.is_empty() {
                return owners;
            }
        }
        if self.speaks_of_itself() {
            let speaker = self.speaking_side(targets);
            if !speaker.is_empty() {
                return speaker;
            }
        }
        let agents: Vec<_> = self.agents().into_iter().filter(|party| can(&party)).collect();
        // A veto is of whoever casts it.
        if !agents.is_empty() && stage != Some(SanctionThreatStage::RuledOut) {
            return agents;
        }
        let mut found: Vec<Party> = Vec::new();
        // The measure is the subject itself, or who is hit by it.
        let imposes = self.imposes() || !self.has(Modality::Follow) && !self.has(Modality::Suffer);
        let acts = self.measure.restrict.is_some() || self.has(Modality::Impose);
        // «пригрозил вернуть санкции ООН»: whoever threatens comes before whose the measure once was.
        let threatens = self.has(Modality::Threatened) && !self.subjects(self.clause(), targets).is_empty();
        if !acts && !threatens && stage != Some(SanctionThreatStage::RuledOut) {
            found.extend(self.owners().into_iter().filter(|party| can(&party)));
        }
        if found.is_empty() && imposes {
            found = self.subjects(self.clause(), targets);
            if let Some(parsed) = self.parsed_subject().filter(can)
                && !found.iter().any(|party| party.tokens == parsed.tokens)
            {
                found = vec![parsed.clone()];
            }
            if found.is_empty() && self.has_elided_subject() && self.agents().is_empty() {
                found = self.speaking_side(targets);
            }
            if found.is_empty() {
                found.extend(self.of_subject(self.clause()).filter(can).cloned());
            }
        }
        if found.is_empty() {
            found.extend(self.owners().into_iter().filter(|party| can(&party)));
        }
        let before = clause::governor(self.clauses, self.index).map(|at| &self.clauses[at]);
        let brings_bill = |clause: &&Clause| {
            clause.hits(self.reading).any(|hit| matches!(hit.meaning, Meaning::Modality(Modality::Bill)))
        };
        let reported = self.clause().opened && before.filter(brings_bill).is_none();
        if found.is_empty() && (!reported || self.subject_is_unresolved()) && imposes {
            // "…, to impose", "… and will impose", "a bill that would impose": the subject is that of the clause before.
            found = before.map(|clause| self.subjects(clause, targets)).unwrap_or_default();
            if found.is_empty() {
                found.extend(before.and_then(|clause| self.of_subject(clause)).filter(can).cloned());
            }
        }
        if found.is_empty() {
            let places = &self.reading.lexicon.grammar.place_prepositions;
            let brought = &self.reading.lexicon.sanction_forms.called_prepositions;
            let bill = self.has(Modality::Bill);
            let deeds = self.clause().hits(self.reading).filter(|hit| {
                matches!(hit.meaning, Meaning::Modality(Modality::Impose) | Meaning::Measure(MeasureWord::Restrict))
            });
            let deed = deeds.map(|hit| hit.tokens.start).filter(|_| !bill).min().unwrap_or(usize::MAX);
            let there = |party: &&Party| {
                let preposition = party.preposition.map(|token| self.reading.lower(token));
                matches!(party.identity.kind, ActorKind::State | ActorKind::Organization)
                    && preposition.is_some_and(|word| places.contains(word) || bill && brought.contains(word))
                    && party.tokens.end <= deed.min(self.measure.tokens.start)
            };
            // "In Brussels they discuss", "brought into the Congress".
            found.extend(self.own().filter(there).find(can).cloned());
        }
        if found.is_empty() {
            // «проект, согласованный Конгрессом»
            // «проект внесли шестеро американских сенаторов»
            let bill = self.has(Modality::Bill);
            let brings = |party: &&Party| bill && party.adjective && party.marker.is_none();
            let by = |party: &&Party| {
                party.preposition.is_none() && (party.case == Some(Case::Instrumental) || brings(party))
            };
            found.extend(self.own().filter(by).find(can).cloned());
        }
        found
    }

    /// Whether the clause has a verb of imposing that is not that of being hit ("be targeted").
    fn imposes(&self) -> bool {
        let of = |wanted: Modality| {
            self.clause()
                .hits(self.reading)
                .filter(move |hit| matches!(hit.meaning, Meaning::Modality(one) if *one == wanted))
        };
        let suffers = |token: usize| of(Modality::Suffer).any(|hit| hit.tokens.contains(&token));
        of(Modality::Impose).any(|hit| !suffers(hit.tokens.start))
    }

    pub(super) fn subjects(&self, clause: &Clause, targets: &[Party]) -> Vec<Party> {
        let of_clause = self.parties.iter().filter(|party| party.subject && !party.adjective);
        of_clause
            .filter(|party| clause.contains(party.tokens.start))
            .filter(|party| party.can_impose() || self.holder(party).is_some())
            .filter(|party| !targets.iter().any(|target| target.same_side(party)))
            .take(MOST_ISSUERS)
            .flat_map(|party| [Some(party), self.holder(party)])
            .flatten()
            .cloned()
            .collect()
    }

    /// The state or body that the subject of a clause belongs to: «американские сенаторы», "EU diplomats".
    pub(super) fn of_subject(&self, clause: &Clause) -> Option<&Party> {
        let words = &self.reading.words;
        let subject = self.phrases.iter().find(|phrase| {
            words[phrase.head].relation == Relation::Subject
                && clause.contains(phrase.head)
                && phrase.preposition.is_none()
                && !phrase.tokens.contains(&self.measure.tokens.start)
        })?;
        self.parties.iter().filter(|party| party.marker.is_none()).find(|party| {
            let inside = subject.tokens.contains(&party.tokens.start);
            // "A group of U.S. senators"
            let near = party.tokens.start..subject.tokens.end;
            let people = words.get(near).unwrap_or_default().iter().any(|word| word.grammemes.animate == Some(true));
            let of_it = party.preposition.is_none_or(|preposition| people && subject.tokens.contains(&preposition));
            (inside || party.tokens.end == subject.tokens.start) && of_it
        })
    }

    /// The state that the phrase of a party without one names: «главы МИД стран ЕС».
    pub(super) fn holder(&self, party: &Party) -> Option<&Party> {
        let of = |phrase: &&NounPhrase| phrase.tokens.contains(&party.tokens.start);
        let phrase = self.phrases.iter().find(of).filter(|_| party.identity.country.is_empty())?;
        self.parties.iter().find(|other| {
            phrase.tokens.contains(&other.tokens.start)
                && party.tokens.end <= other.tokens.start
                && !other.identity.country.is_empty()
        })
    }

    /// From whom the clause says that the measure or the word on it is: «санкции от США», «получил от США гарантии».
    fn agents(&self) -> Vec<Party> {
        let measure = &self.measure.tokens;
        let prepositions = &self.reading.lexicon.sanction_forms.issuer_prepositions;
        let by = |party: &&Party| {
            party.preposition.is_some_and(|token| prepositions.contains(self.reading.lower(token)))
                || party.tokens.start.checked_sub(1).is_some_and(|before| {
                    prepositions.contains(self.reading.lower(before)) && party.preposition != Some(before)
                })
        };
        let outside = |party: &&Party| !measure.contains(&party.tokens.start);
        let near = |party: &&Party| party.tokens.start <= measure.end + WORDS_TO_AGENT;
        // «введение США санкций», «принятие союзом санкций»
        let imposing = |token: usize| {
            let noun = self.reading.words[token].grammemes.part == PartOfSpeech::Noun;
            let mut hits = self.reading.hits_at(token).iter();
            noun && hits.any(|hit| matches!(hit.meaning, Meaning::Modality(Modality::Impose)))
        };
        let of_deed = |party: &&Party| {
            matches!(party.case, Some(Case::Genitive | Case::Instrumental) | None)
                && party.preposition.is_none()
                && !party.adjective
                && party.tokens.end <= measure.start
                && party.tokens.start.checked_sub(1).is_some_and(imposing)
        };
        let agents = self.own().filter(outside).filter(|party| by(party) || of_deed(party));
        agents.filter(near).take(MOST_ISSUERS).cloned().collect()
    }

    /// Whose the measure is: «американские санкции», «санкции союзников», «со стороны США».
    pub(super) fn owners(&self) -> Vec<Party> {
        let measure = &self.measure.tokens;
        let adjective = self.own().filter(|party| {
            party.adjective
                && party.marker.is_none()
                && party.tokens.end <= measure.start
                && measure.start - party.tokens.end <= WORDS_TO_ADJECTIVE
        });
        if let Some(adjective) = adjective.last() {
            return vec![adjective.clone()];
        }
        // «запрет на въезд в ЕС»
        let entered = |party: &&Party| {
            let near = (measure.start..measure.end + WORDS_TO_PLACE).contains(&party.tokens.start);
            near && self.is_place(party) && !party.adjective && party.identity.kind != ActorKind::Person
        };
        if self.is_of_entry()
            && let Some(entered) = self.own().find(entered)
        {
            return vec![entered.clone()];
        }
        let by = self.agents();
        if !by.is_empty() {
            return by;
        }
        let agent = |party: &&Party| {
            let genitive = party.case == Some(Case::Genitive)
                && party.preposition.is_none()
                && party.tokens.start >= measure.end
                && party.tokens.start - measure.end <= 1;
            // "U.S. sanctions", "the EU's new tariffs"
            let before = party.tokens.end <= measure.start
                && measure.start - party.tokens.end <= 1
                && self.reading.lexicon.grammar.bare_clauses;
            (genitive || before) && !party.adjective
        };
        self.own().filter(agent).take(1).cloned().collect()
    }

    /// Whoever is called on to impose: the addressee of the call, or whoever is named between the call and the measure.
    pub(super) fn called_on(&self, stage: Option<SanctionThreatStage>) -> Option<Party> {
        if stage != Some(SanctionThreatStage::Proposed) {
            return None;
        }
        let demands =
            |attribution: &&&Attribution| matches!(attribution.act, StatementAct::Demand | StatementAct::Request);
        let demand = self.over.iter().rev().find(demands).or(self.over.last());
        let addressee = demand.and_then(|demand| demand.addressee.as_ref()).map(Party::of_mention);
        let speaker = demand.and_then(|demand| demand.speaker.as_ref()).map(|speaker| speaker.tokens.start);
        let cue = demand.and_then(|demand| demand.cue.clone()).or_else(|| self.call())?;
        let prepositions = &self.reading.lexicon.sanction_forms.called_prepositions;
        let is_infinitive =
            |token: &usize| self.reading.words[*token].grammemes.verb_form == Some(VerbForm::Infinitive);
        // Whoever is called on stands before what he is to do.
        let end = (cue.end..self.measure.tokens.start).find(is_infinitive).unwrap_or(self.measure.tokens.start);
        let asked = |party: &&Party| {
            cue.end <= party.tokens.start
                && party.tokens.end <= end
                && (party.case != Some(Case::Genitive) || party.preposition.is_some())
                && !party.adjective
                && !party.subject
                && party.can_impose()
                && Some(party.tokens.start) != speaker
                && party.marker.is_none_or(|(marker, _)| marker == AgainstWord::After)
                && party.preposition.is_none_or(|token| prepositions.contains(self.reading.lower(token)))
        };
        let bidden = |party: &&Party| {
            self.clause().contains(party.tokens.start)
                && party.tokens.end <= cue.start
                && !self.measure.tokens.contains(&party.tokens.start)
                && party.case == Some(Case::Accusative)
                && party.preposition.is_none()
                && !party.adjective
                && party.can_impose()
        };
        addressee
            .filter(Party::can_impose)
            .or_else(|| self.parties.iter().find(asked).cloned())
            .or_else(|| self.parties.iter().find(bidden).cloned())
            .or_else(|| self.appealed_to())
    }

    /// «…, обратился он к союзникам»: a call outside what is called for.
    fn appealed_to(&self) -> Option<Party> {
        let sentence = self.reading.sentence_of(self.measure.tokens.start);
        let hits = self.reading.hits(sentence).iter();
        let calls: Vec<_> = hits
            .filter(|hit| {
                matches!(hit.meaning, Meaning::Modality(Modality::Called)) && !self.clause().contains(hit.tokens.start)
            })
            .map(|hit| hit.tokens.end)
            .collect();
        let prepositions = &self.reading.lexicon.sanction_forms.called_prepositions;
        let asked = |party: &&Party| {
            party.preposition.is_some_and(|at| {
                prepositions.contains(self.reading.lower(at))
                    && calls.iter().any(|call| at >= *call && at - call <= WORDS_TO_ADDRESSEE)
            })
        };
        self.parties.iter().filter(|party| party.can_impose()).find(asked).cloned()
    }

    /// The last word before the measure that calls on somebody.
    pub(super) fn call(&self) -> Option<Range<usize>> {
        let before = clause::governor(self.clauses, self.index).map(|at| &self.clauses[at]);
        let hits = [Some(self.clause()), before].into_iter().flatten().flat_map(|clause| clause.hits(self.reading));
        hits.filter(|hit| matches!(hit.meaning, Meaning::Modality(Modality::Called)))
            .map(|hit| hit.tokens.clone())
            .filter(|tokens| tokens.end <= self.measure.tokens.start)
            .max_by_key(|tokens| tokens.start)
    }

    /// "We will impose": what is told in words of the first person, in the clause or, where that has no subject, beside
    /// it.
    pub(super) fn speaks_of_itself(&self) -> bool {
        let own_side = &self.reading.lexicon.sanction_forms.own_side;
        let first_person = |clause: &Clause| {
            clause.tokens().any(|token| {
                let word = &self.reading.words[token];
                own_side.contains(&word.lower) || word.finite && word.grammemes.person == Some(Person::First)
            })
        };
        let has_subject =
            |clause: &Clause| clause.tokens().any(|token| self.reading.words[token].relation == Relation::Subject);
        let clause = self.clause();
        let beside =
            || !has_subject(clause) && self.clauses.iter().any(|other| other.is_beside(clause) && first_person(other));
        !self.over.is_empty() && (first_person(clause) || beside())
    }

    /// The speaker, where he speaks for the issuers.
    pub(super) fn spokesman(&self, issuers: &[Party]) -> Option<Party> {
        let speaker = self.speaker()?;
        let new = issuers.iter().all(|issuer| issuer.identity.key() != speaker.identity.key());
        let speaks_for_them = issuers.iter().any(|issuer| issuer.same_country(&speaker));
        (speaks_for_them && new && speaker.can_impose() && speaker.identity.is_named()).then_some(speaker)
    }

    /// «…, что введёт санкции»: in a reported clause with a verb in the singular and no subject, the speaker is it.
    fn has_elided_subject(&self) -> bool {
        let words = &self.reading.words;
        let finite = |token: usize| words[token].finite && words[token].grammemes.number == Some(Number::Singular);
        self.clause().opened
            && !self.clause().tokens().any(|token| words[token].relation == Relation::Subject)
            && self.clause().tokens().any(|token| finite(token) && !words[token].grammemes.passive)
    }

    /// «США намекали, что они ударят»: the subject is a pronoun that stands for nobody who is told.
    fn subject_is_unresolved(&self) -> bool {
        let words = &self.reading.words;
        let mut subjects = self.clause().tokens().filter(|token| words[*token].relation == Relation::Subject);
        subjects.next().is_some_and(|token| {
            words[token].grammemes.part == PartOfSpeech::Pronoun
                && !self.parties.iter().any(|party| party.tokens.contains(&token))
        })
    }

    /// The subject of the verb that the parser hangs the measure on.
    pub(super) fn parsed_subject(&self) -> Option<&Party> {
        let words = &self.reading.words;
        let mut at = self.measure.restrict.unwrap_or(self.measure.tokens.start);
        for _ in 0..HEADS_TO_VERB {
            let hangs = |token: usize| words[token].relation == Relation::Subject && words[token].head == Some(at);
            let subject = self
                .parties
                .iter()
                .filter(|party| !party.adjective && party.preposition.is_none())
                .find(|party| party.tokens.clone().any(hangs));
            // «последуют санкции»: the measure itself is the subject, and nobody is told.
            if subject.is_some() {
                return subject.filter(|subject| self.clause().contains(subject.tokens.start));
            }
            at = words.get(at)?.head?;
        }
        None
    }
}
