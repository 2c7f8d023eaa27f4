//! Against whom a measure would be, as its clause tells or the words around it imply.

use super::clause::{self, Clause};
use super::party::Party;
use super::scene::Scene;
use crate::event::v1::{ActorKind, StatementAct};
use crate::extract::reading::Reading;
use crate::lexicon::{AgainstWord, Meaning, MeasureWord, Modality};
use crate::linguistics::{Case, PartOfSpeech, Relation, VerbForm, WordKey};

/// Words between a measure and what it is on ("duties of 25 % on goods from China"), at most.
const WORDS_TO_TARGET: usize = 10;

/// Words between a restricted thing and whose it is or where it goes, at most.
const WORDS_OF_GOODS: usize = 4;

impl Scene<'_, '_> {
    /// Against whom, as the clause tells: after "against", in the adjective of the measure, in what the measure is on, or
    /// whoever is threatened or hit.
    pub(super) fn targets(&self) -> Vec<Party> {
        let measure = &self.measure.tokens;
        let reason = self.reason();
        let marked = |word: AgainstWord| {
            let of_word = move |at: usize, marker: AgainstWord| marker == word && at < reason;
            self.own().filter(move |party| party.marker.is_some_and(|(marker, at)| of_word(at, marker))).cloned()
        };
        let mut found: Vec<Party> = marked(AgainstWord::Anywhere).collect();
        found.extend(self.prefixed());
        // «пригрозил Индии пошлинами из-за торговли с Россией»
        if found.is_empty() && self.has(Modality::Threatened) {
            let threatened = |party: &&Party| {
                let before = party.tokens.end <= measure.start;
                before && party.case == Some(Case::Dative) && party.preposition.is_none() && !party.adjective
            };
            found.extend(self.own().filter(threatened).cloned());
        }
        if found.is_empty() {
            let after = marked(AgainstWord::After).filter(|party| {
                let at = party.marker.map_or(0, |(_, at)| at);
                let inside = measure.start <= party.tokens.start && party.tokens.end <= measure.end
                    || self.is_of_entry() && self.is_place(party);
                at >= measure.start && at - measure.start <= WORDS_TO_TARGET && !inside
            });
            found.extend(after);
        }
        if found.is_empty() {
            let agent = self.permitted().map(|party| party.tokens.start);
            let threatened = |party: &&Party| {
                party.case == Some(Case::Dative)
                    && party.preposition.is_none()
                    && !party.adjective
                    && agent != Some(party.tokens.start)
            };
            found.extend(self.own().filter(threatened).cloned());
        }
        if found.is_empty() && self.acts_on_object() {
            // «на соседей ждут санкции», «на канадские товары будут введены пошлины»
            let awaited = |party: &&Party| {
                let before = party.tokens.end <= measure.start && party.case == Some(Case::Accusative);
                before && party.marker.is_some_and(|(marker, _)| marker == AgainstWord::After)
            };
            found.extend(self.own().filter(awaited).cloned());
        }
        if found.is_empty() {
            found.extend(self.restricted());
        }
        if found.is_empty() && self.clause().relative {
            found.extend(self.antecedent().cloned());
        }
        if found.is_empty() && self.has(Modality::Suffer) {
            found.extend(self.own().filter(|party| party.subject).cloned());
        }
        if found.is_empty() {
            found.extend(self.struck().cloned());
        }
        if found.is_empty() && self.acts_on_object() {
            let hit = |party: &&Party| {
                let goods = party.adjective && !self.is_of_measure(party) && self.has(Modality::Impose);
                party.case == Some(Case::Accusative) && party.preposition.is_none() && (!party.adjective || goods)
            };
            found.extend(self.own().filter(hit).cloned());
        }
        if found.is_empty() {
            let group = |party: &&Party| party.powerless && !party.subject && party.tokens.start > measure.start;
            found.extend(self.own().filter(group).take(1).cloned());
        }
        found
    }

    /// Where the clause goes on, after the measure, with what it is taken for: «…, из-за ограничений против соседа».
    fn reason(&self) -> usize {
        let after = self.clause().hits(self.reading).filter(|hit| hit.tokens.start >= self.measure.tokens.end);
        let reasons = after.filter(|hit| matches!(hit.meaning, Meaning::Measure(MeasureWord::Background)));
        reasons.map(|hit| hit.tokens.start).min().unwrap_or(usize::MAX)
    }

    /// «страна будет обложена пошлиной»: the subject of the verb whose means the measure is.
    fn struck(&self) -> Option<&Party> {
        let words = &self.reading.words;
        let measures = self.measure.tokens.clone();
        let verb = measures.filter_map(|token| words[token].head).find(|head| !self.measure.tokens.contains(head))?;
        let is_means = self.measure.tokens.clone().any(|token| {
            words[token].head == Some(verb)
                && matches!(words[token].grammemes.case, Some(Case::Instrumental | Case::Dative))
        });
        let imposes = self.reading.hits_at(verb).iter();
        let imposes = imposes.filter(|hit| matches!(hit.meaning, Meaning::Modality(Modality::Impose))).count() > 0;
        let is_subject = |token: usize| words[token].relation == Relation::Subject && words[token].head == Some(verb);
        let mut subjects = self.own().filter(|party| party.tokens.clone().any(is_subject));
        subjects.next().filter(|_| is_means && imposes && words[verb].grammemes.passive)
    }

    /// Whether a preposition of place governs a party.
    pub(super) fn is_place(&self, party: &Party) -> bool {
        let places = &self.reading.lexicon.grammar.place_prepositions;
        party.preposition.is_some_and(|token| places.contains(self.reading.lower(token)))
    }

    /// Whom a relative pronoun in an oblique case stands for: «чиновники, которым закроют въезд».
    pub(super) fn antecedent(&self) -> Option<&Party> {
        let start = self.clause().span().start;
        let pronouns = &self.reading.lexicon.grammar.relative_pronouns;
        let pronoun = self.clause().tokens().find(|token| pronouns.contains(&self.reading.words[*token].stem))?;
        let oblique = matches!(self.reading.words[pronoun].grammemes.case, Some(Case::Dative | Case::Accusative));
        self.parties.iter().rfind(|party| party.tokens.end <= start).filter(|_| oblique)
    }

    /// Whether a party stands in the noun phrase of the measure.
    fn is_of_measure(&self, party: &Party) -> bool {
        self.phrases.iter().any(|phrase| {
            phrase.tokens.contains(&party.tokens.start) && phrase.tokens.contains(&self.measure.tokens.start)
        })
    }

    pub(super) fn acts_on_object(&self) -> bool {
        self.measure.restrict.is_some()
            || [Modality::Impose, Modality::Follow, Modality::Threatened].into_iter().any(|one| self.has(one))
    }

    /// Whose the restricted things are, or where they go: «заморозить российские активы», "ban exports to Russia".
    pub(super) fn restricted(&self) -> Vec<Party> {
        let Some(restrict) = self.measure.restrict.or_else(|| self.restricting_noun()) else { return Vec::new() };
        let near = restrict..self.measure.tokens.end + WORDS_OF_GOODS;
        let places = &self.reading.lexicon.grammar.place_prepositions;
        // «запретить въезд в ЕС»: whose territory it is does the restricting.
        let enters = self.is_of_entry();
        let goal = |party: &Party| {
            !enters
                && party.case != Some(Case::Prepositional)
                && party.preposition.is_some_and(|token| places.contains(self.reading.lower(token)))
        };
        let owns = |party: &&Party| {
            let of = party.case == Some(Case::Genitive) && party.preposition.is_none();
            near.contains(&party.tokens.start) && (party.adjective || of || goal(party))
        };
        let owners = || self.own().filter(owns);
        // «остановить экспорт российского газа в Чехию» hits whoever it goes to.
        let goals: Vec<_> = owners().filter(|party| goal(party)).cloned().collect();
        if goals.is_empty() { owners().cloned().collect() } else { goals }
    }

    /// Whether what is restricted goes into the state that restricts it.
    pub(super) fn is_of_entry(&self) -> bool {
        let entering = &self.reading.lexicon.sanction_forms.entering;
        let words = &self.reading.words[self.measure.tokens.clone()];
        words.iter().any(|word| entering.contains(&word.lemma) || entering.contains(&word.lower))
    }

    /// The noun of restricting that a measure begins with, where the measure names what is restricted as well: «запрет на
    /// поставки».
    fn restricting_noun(&self) -> Option<usize> {
        let measure = &self.measure.tokens;
        let is_noun = self.reading.words[measure.start].grammemes.part == PartOfSpeech::Noun;
        (measure.len() > 1 && is_noun && !self.reading.lexicon.grammar.bare_clauses).then_some(measure.start)
    }

    /// Whoever is let or bidden to impose: «позволит президенту ввести».
    pub(super) fn permitted(&self) -> Option<&Party> {
        let words = &self.reading.words;
        let deed = self.clause().tokens().find(|token| {
            let infinitive = words[*token].grammemes.verb_form == Some(VerbForm::Infinitive);
            let of_measure = self.measure.restrict == Some(*token)
                || self
                    .reading
                    .hits_at(*token)
                    .iter()
                    .any(|hit| matches!(hit.meaning, Meaning::Modality(Modality::Impose)));
            infinitive && of_measure
        })?;
        let lets = self.clause().hits(self.reading).find(|hit| {
            matches!(hit.meaning, Meaning::Modality(Modality::Considered | Modality::Called)) && hit.tokens.end <= deed
        })?;
        self.own().find(|party| {
            party.case == Some(Case::Dative)
                && party.preposition.is_none()
                && (lets.tokens.end..deed).contains(&party.tokens.start)
                && party.can_impose()
        })
    }

    /// «антироссийские санкции»
    pub(super) fn prefixed(&self) -> Vec<Party> {
        let prefix = &self.reading.lexicon.grammar.against_prefix;
        let measure = &self.measure.tokens;
        let phrase = self.phrases.iter().find(|phrase| phrase.tokens.contains(&measure.start));
        let end = phrase.map_or(measure.end, |phrase| phrase.tokens.end.max(measure.end));
        let near = self.clause().tokens().filter(|token| *token < end);
        near.filter_map(|token| {
            let rest = self.reading.lower(token).strip_prefix(prefix.as_str()).filter(|_| !prefix.is_empty())?;
            Party::of_adjective(self.reading, token, &country_of(self.reading, rest)?)
        })
        .collect()
    }

    /// Against whom, as the words around the clause imply: whose measure is answered, who has the condition in his hand,
    /// who is warned.
    pub(super) fn implied_targets(&self, issuers: &[Party], told_before: &[Party]) -> Vec<Party> {
        let is_other = |party: &&Party| {
            let group = party.powerless && party.subject;
            (!party.identity.country.is_empty() || group) && !issuers.iter().any(|issuer| issuer.same_side(party))
        };
        let conditions = self.clauses.iter().filter(|clause| clause.condition);
        let held =
            conditions.flat_map(|condition| self.parties.iter().filter(|party| condition.contains(party.tokens.start)));
        if let Some(party) = held.clone().filter(|party| party.subject).find(is_other) {
            return vec![party.clone()];
        }
        // «в случае блокады Осло»: whoever was told to be hit before comes first.
        if !told_before.is_empty() && held.clone().any(|party| is_other(&party)) {
            return told_before.to_vec();
        }
        if let Some(party) = held.clone().find(is_other) {
            return vec![party.clone()];
        }
        let warned = self
            .over
            .iter()
            .rev()
            .filter(|one| matches!(one.act, StatementAct::Warn | StatementAct::Threaten | StatementAct::Promise));
        let addressees = warned.filter_map(|one| one.addressee.as_ref()).map(Party::of_mention);
        let addressee: Vec<_> = addressees.filter(|party| is_other(&party)).take(1).collect();
        if !addressee.is_empty() {
            return addressee;
        }
        // "He warned companies that …"
        let over = clause::governor(self.clauses, self.index).map(|at| &self.clauses[at]);
        let warns = |clause: &&Clause| {
            clause
                .hits(self.reading)
                .any(|hit| matches!(hit.meaning, Meaning::Modality(Modality::Threatened | Modality::Considered)))
        };
        let Some(over) = over.filter(warns) else { return Vec::new() };
        let warned = |party: &&Party| {
            over.contains(party.tokens.start)
                && matches!(party.case, Some(Case::Accusative | Case::Dative))
                && party.preposition.is_none()
                && !party.adjective
        };
        let warned = self.parties.iter().filter(warned);
        warned.filter(|party| !issuers.iter().any(|issuer| issuer.same_side(party))).take(1).cloned().collect()
    }

    /// A state that the sentence names beside the issuers.
    pub(super) fn others_named(&self, issuers: &[Party]) -> Vec<Party> {
        let others = self.parties.iter().filter(|party| {
            matches!(party.identity.kind, ActorKind::State | ActorKind::Organization | ActorKind::Group)
                && !party.identity.country.is_empty()
                // «пошлины на экспорт в Чили»
                && (self.measure.restrict.is_some() || !self.is_place(party))
                && !issuers.iter().any(|issuer| issuer.same_side(party))
        });
        let mut others: Vec<_> = others.filter(|party| !party.subject).collect();
        others.sort_by_key(|party| !self.clause().contains(party.tokens.start));
        others.into_iter().take(1).cloned().collect()
    }
}

/// The state that an adjective stands for.
fn country_of(reading: &Reading<'_>, adjective: &str) -> Option<String> {
    use crate::knowledge::NameUse;
    let table = reading.knowledge.names(reading.lexicon.language)?;
    let stem = reading.lexicon.grammar.stem(reading.lexicon.language, adjective);
    let keys = |at: usize| (at == 0).then(|| [Some(WordKey::Stem(stem.clone())), None, None, None]);
    let found = table.starting_at(0, keys).into_iter().find(|found| found.value.usage == NameUse::Adjective)?;
    Some(reading.knowledge.actor(found.value.actor).country.clone())
}
