//! How real a measure is, by the words and verbs around it.
//!
//! What imposes the measure, lifts it or is said of it is its deed. A deed that is done is no threat; one that is to come
//! is one; one that depends on another word ("may impose", "called for imposing") is as real as that word says, which may
//! stand in the clause before.

use std::ops::Range;

use super::clause::{self, Clause, is_negation};
use super::effect::{is_cause, is_of_another_verb};
use super::form::{Form, WORDS_TO_VERB, form, is_attribute, is_will_at};
use super::measure::Measure;
use crate::event::v1::{SanctionThreatStage, StatementAct};
use crate::extract::attribution::Attribution;
use crate::extract::reading::Reading;
use crate::extract::trace::Reason;
use crate::lexicon::{Meaning, Modality};
use crate::linguistics::{PartOfSpeech, Tense};

/// Words between a measure and the relative pronoun that stands for it, at most.
const WORDS_TO_RELATIVE: usize = 6;

/// Words from a measure up to one that it hangs on, at most.
const HEADS_TO_WORD: usize = 4;

/// Clauses over a clause that are asked how real it is, at most.
const GOVERNORS: usize = 2;

/// A word that tells how real something is.
#[derive(Clone, Debug)]
struct Signal {
    modality: Modality,
    tokens: Range<usize>,
    negated: bool,
    form: Form,
}

impl Signal {
    fn is_deed(&self) -> bool {
        matches!(self.modality, Modality::Impose | Modality::Follow | Modality::Suffer | Modality::Lift)
    }
}

/// Whether a phrase puts a verb into the future.
pub(super) fn is_will(meaning: &Meaning) -> bool {
    matches!(meaning, Meaning::Modality(Modality::Will))
}

/// The stage of a measure of a clause, or why it is no threat. `over`: the attributions that it is told by, outermost
/// first.
pub(super) fn of(
    reading: &Reading<'_>,
    clauses: &[Clause],
    index: usize,
    measure: &Measure,
    over: &[&Attribution],
) -> Result<SanctionThreatStage, Reason> {
    use SanctionThreatStage::{Considered, Proposed, RuledOut, Threatened};
    let clause = &clauses[index];
    let signals = Signals::of(reading, clause, measure);
    if is_cause(reading, measure) {
        return Err(Reason::NotToCome);
    }
    let restricts = measure.restrict.map(|token| form(reading, token));
    let wished = is_wished(reading, clause);
    // «чтобы ЕС ввёл»: what is wished for is not done.
    let as_wished = |form: Form| if wished && form == Form::Done { Form::Dependent } else { form };
    let forms = || signals.deeds().map(|deed| deed.form).chain(restricts).map(as_wished);
    if signals.has(Modality::Asked) {
        return Err(Reason::NotToCome);
    }
    let no_deed = forms().next().is_none();
    // "There will be sanctions."
    let coming = forms().any(|form| form == Form::Coming)
        || signals.suffers_if(clauses)
        || comes_in_relative(reading, clauses, index, measure)
        || no_deed && signals.are_to_be(reading, clause);
    let dependent = forms().any(|form| form == Form::Dependent);
    let done = forms().any(|form| matches!(form, Form::Done | Form::Ongoing)) && !coming && !dependent;
    let refused = signals.refuses(reading, measure, coming || dependent);
    if signals.lifts() {
        // Not to lift is to keep.
        let kept = refused || signals.negated(Modality::Lift) && !done;
        return if kept { Ok(Threatened) } else { Err(Reason::Lifted) };
    }
    if signals.gives_way() {
        return Ok(Considered);
    }
    if refused {
        return if signals.calls_to_refuse() { Err(Reason::NotToCome) } else { Ok(RuledOut) };
    }
    let governing = Governing::of(reading, clauses, index);
    let demanded = over.iter().any(|one| matches!(one.act, StatementAct::Demand | StatementAct::Request));
    let of_bill = (clause.relative || clause.opened) && governing.bill;
    let bidden = |token: usize| reading.words[token].grammemes.imperative && !is_negated(reading, token);
    let called = signals.calls() && !done
        || !over.is_empty() && measure.restrict.is_some_and(bidden)
        || !over.is_empty() && signals.deeds().any(|deed| bidden(deed.tokens.start))
        || clause.opened && governing.called
        || wished && (governing.considered || governing.called);
    if signals.has(Modality::Bill) || of_bill || called || demanded && !forms().any(|form| form == Form::Done) {
        return Ok(Proposed);
    }
    let weighed = signals.considers() || signals.has(Modality::Threatened);
    if done && !weighed || signals.has(Modality::InForce) && no_deed && !signals.has(Modality::Threatened) {
        return Err(Reason::InForce);
    }
    match () {
        () if signals.threatens(dependent || coming) => Ok(Threatened),
        () if signals.suffers_if(clauses) => Ok(Threatened),
        () if signals.considers() => Ok(Considered),
        () if coming && governing.considered => Ok(Considered),
        () if coming => Ok(Threatened),
        // "…, to impose": the clause over it tells how real that is.
        () if !dependent => Err(Reason::NotToCome),
        () if governing.refused => Ok(RuledOut),
        () if governing.called => Ok(Proposed),
        () if governing.threatened => Ok(Threatened),
        () if governing.considered => Ok(Considered),
        () => Err(Reason::NotToCome),
    }
}

/// A measure that its own side only calls possible, but with a verb of warning, is threatened.
pub(super) fn raised(stage: SanctionThreatStage, told_by: Option<&Attribution>, own_side: bool) -> SanctionThreatStage {
    let warns = told_by.is_some_and(|one| matches!(one.act, StatementAct::Warn | StatementAct::Threaten));
    if stage == SanctionThreatStage::Considered && warns && own_side {
        return SanctionThreatStage::Threatened;
    }
    stage
}

/// The signals of one clause.
struct Signals {
    found: Vec<Signal>,
}

impl Signals {
    /// What is part of a measure («отмена безвиза») tells nothing of it, but for one that is a verb ("to sanction").
    fn of(reading: &Reading<'_>, clause: &Clause, measure: &Measure) -> Self {
        let inside = |token: usize, modality: Modality| {
            let verb = modality == Modality::Impose && reading.words[token].grammemes.part == PartOfSpeech::Verb;
            measure.tokens.contains(&token) && !(verb && measure.restrict.is_none())
        };
        let has_predicate = clause.tokens().any(|token| clause::is_predicate(reading, token));
        // «примет необходимые меры» calls for none.
        let only_describes = |token: usize, modality: Modality| {
            modality == Modality::Called
                && has_predicate
                && is_attribute(reading, token)
                && (is_past(reading, &(token..token + 1)) || !holds(reading, token, measure))
        };
        let found = clause.hits(reading).filter_map(|hit| match hit.meaning {
            Meaning::Modality(modality)
                if !inside(hit.tokens.start, *modality)
                    && !only_describes(hit.tokens.start, *modality)
                    && governs(reading, *modality, &hit.tokens, measure)
                    && !is_of_another_verb(reading, hit.tokens.start, measure) =>
            {
                // «должны были ввести» calls for nothing.
                if *modality == Modality::Called && was_due(reading, &hit.tokens) {
                    return None;
                }
                let form = form(reading, hit.tokens.start);
                Some(Signal {
                    modality: *modality,
                    negated: is_negated(reading, hit.tokens.start),
                    tokens: hit.tokens.clone(),
                    form,
                })
            }
            _ => None,
        });
        Self { found: found.collect() }
    }

    fn deeds(&self) -> impl Iterator<Item = &Signal> {
        self.found.iter().filter(|signal| signal.is_deed() && signal.form != Form::Attribute)
    }

    fn has(&self, wanted: Modality) -> bool {
        self.found.iter().any(|signal| signal.modality == wanted && !signal.negated)
            || wanted == Modality::Lift && self.negated(wanted)
    }

    /// «снятые санкции» are not being lifted.
    fn lifts(&self) -> bool {
        self.deeds().any(|deed| deed.modality == Modality::Lift)
    }

    fn negated(&self, wanted: Modality) -> bool {
        self.found.iter().any(|signal| signal.modality == wanted && signal.negated)
    }

    /// "Does not plan to impose", "will not impose", "refuses to impose".
    fn refuses(&self, reading: &Reading<'_>, measure: &Measure, open: bool) -> bool {
        let restrict = measure.restrict.is_some_and(|token| {
            is_negated(reading, token) && matches!(form(reading, token), Form::Coming | Form::Dependent)
        });
        restrict
            || self.found.iter().any(|signal| match signal.modality {
                Modality::RuledOut => !signal.negated,
                // "We will not support a ban."
                Modality::Called => signal.negated && signal.form == Form::Coming,
                Modality::Considered | Modality::Ready => signal.negated && !is_past(reading, &signal.tokens),
                Modality::Will => signal.negated && open,
                Modality::Impose => signal.negated && matches!(signal.form, Form::Coming | Form::Dependent),
                _ => false,
            })
    }

    /// «не намерен блокировать»: what is not meant or to come is a refusal itself.
    fn gives_way(&self) -> bool {
        let refusal = self.found.iter().find(|signal| {
            signal.modality == Modality::RuledOut && matches!(signal.form, Form::Dependent | Form::Coming)
        });
        refusal.is_some_and(|refusal| {
            let over =
                |signal: &&Signal| matches!(signal.modality, Modality::Considered | Modality::Will | Modality::Ready);
            let mut before = self.found.iter().filter(over).filter(|signal| signal.tokens.end <= refusal.tokens.start);
            refusal.negated || before.any(|signal| signal.negated)
        })
    }

    /// "Faces sanctions if": with a condition, a present is to come.
    fn suffers_if(&self, clauses: &[Clause]) -> bool {
        let suffers = |signal: &Signal| signal.modality == Modality::Suffer && signal.form == Form::Ongoing;
        self.found.iter().any(suffers) && clauses.iter().any(|clause| clause.condition)
    }

    /// Calls for the measure, and does not only promise to support it.
    fn calls(&self) -> bool {
        let first = |wanted: Modality| {
            let words = self.found.iter().filter(|signal| signal.modality == wanted && !signal.negated);
            words.map(|signal| signal.tokens.start).min()
        };
        let promised = first(Modality::Threatened);
        first(Modality::Called).is_some_and(|called| promised.is_none_or(|promised| called < promised))
    }

    /// "Called on them not to impose"; "rejected calls to impose" refuses the measure itself.
    fn calls_to_refuse(&self) -> bool {
        let mut before = self.found.iter().take_while(|signal| signal.modality != Modality::RuledOut);
        before.any(|signal| signal.modality == Modality::Called && !signal.negated)
    }

    /// "There will be": nothing but the copula in a clause puts the measure into the future.
    fn are_to_be(&self, reading: &Reading<'_>, clause: &Clause) -> bool {
        let is_other_verb = |token: usize| {
            reading.words[token].grammemes.part == PartOfSpeech::Verb && !is_will_at(reading, token)
                || reading.words[token].grammemes.short
        };
        self.has(Modality::Will) && !clause.tokens().any(is_other_verb)
    }

    /// "Considers", "does not rule out".
    fn considers(&self) -> bool {
        self.has(Modality::Considered) || self.negated(Modality::RuledOut)
    }

    /// "Threatens"; "ready", of what is to be done.
    fn threatens(&self, open: bool) -> bool {
        self.has(Modality::Threatened) || open && self.has(Modality::Ready)
    }
}

/// Whether a word such as «чтобы» opens a clause.
fn is_wished(reading: &Reading<'_>, clause: &Clause) -> bool {
    let words = &reading.lexicon.sanction_forms.purpose_conjunctions;
    let mut first = clause.tokens().filter(|token| reading.words[*token].grammemes.part != PartOfSpeech::Punctuation);
    first.next().is_some_and(|token| words.contains(reading.lower(token)))
}

/// "Could not agree" refuses nothing.
fn is_past(reading: &Reading<'_>, tokens: &Range<usize>) -> bool {
    tokens.clone().any(|token| reading.words[token].grammemes.tense == Some(Tense::Past))
}

/// «объявила о санкциях, которые введут завтра»: the relative clause after the measure tells what becomes of it.
fn comes_in_relative(reading: &Reading<'_>, clauses: &[Clause], index: usize, measure: &Measure) -> bool {
    let Some(relative) = clauses.get(index + 1).filter(|next| next.relative && next.is_beside(&clauses[index])) else {
        return false;
    };
    let pronouns = &reading.lexicon.grammar.relative_pronouns;
    let pronoun = relative.tokens().find(|token| pronouns.contains(&reading.words[*token].stem));
    let number = |token: usize| reading.words[token].grammemes.number;
    let near = measure.tokens.end..measure.tokens.end + WORDS_TO_RELATIVE;
    pronoun.is_some_and(|pronoun| near.contains(&pronoun) && number(pronoun) == number(measure.tokens.end - 1))
        && relative.hits(reading).any(|hit| {
            let comes = match hit.meaning {
                Meaning::Modality(Modality::Impose) => true,
                // «санкции, которые вступят в силу завтра» are there already.
                Meaning::Modality(Modality::Follow) => clauses.iter().any(|clause| clause.condition),
                _ => false,
            };
            comes && form(reading, hit.tokens.start) == Form::Coming
        })
}

/// «политики, выступающие за санкции»: the measure hangs on a word.
fn holds(reading: &Reading<'_>, token: usize, measure: &Measure) -> bool {
    let mut at = measure.restrict.unwrap_or(measure.tokens.start);
    for _ in 0..HEADS_TO_WORD {
        match reading.words[at].head {
            Some(head) if head == token => return true,
            Some(head) => at = head,
            None => return false,
        }
    }
    false
}

/// Whether a short adjective stands in the past by its copula.
fn was_due(reading: &Reading<'_>, tokens: &Range<usize>) -> bool {
    let copula = reading.words.get(tokens.end).is_some_and(|word| {
        word.grammemes.tense == Some(Tense::Past)
            && reading.lexicon.sanction_forms.copula_infinitives.contains(&word.lemma)
    });
    copula && reading.words[tokens.start].grammemes.short
}

/// Nouns such as "call" and "threat" speak of what follows them: «за поддержку проекта» calls for no measure before it.
fn governs(reading: &Reading<'_>, modality: Modality, tokens: &Range<usize>, measure: &Measure) -> bool {
    let part = reading.words[tokens.start].grammemes.part;
    let speaks_of_next = matches!(modality, Modality::Called | Modality::Threatened | Modality::RuledOut);
    !(speaks_of_next && part == PartOfSpeech::Noun && tokens.start >= measure.tokens.end)
}

/// What the clauses over a clause tell of it.
#[derive(Default)]
struct Governing {
    called: bool,
    considered: bool,
    threatened: bool,
    refused: bool,
    bill: bool,
}

impl Governing {
    fn of(reading: &Reading<'_>, clauses: &[Clause], index: usize) -> Self {
        let mut told = Self::default();
        let mut at = index;
        for _ in 0..GOVERNORS {
            let Some(over) = clause::governor(clauses, at) else { break };
            for hit in clauses[over].hits(reading) {
                let Meaning::Modality(modality) = hit.meaning else { continue };
                // «намекнул тем, кто поддержал санкции»
                if *modality == Modality::Called && is_attribute(reading, hit.tokens.start) {
                    continue;
                }
                let negated = is_negated(reading, hit.tokens.start);
                match (modality, negated) {
                    (Modality::Called, false) => told.called = true,
                    (Modality::Considered, false) | (Modality::RuledOut, true) => told.considered = true,
                    (Modality::Considered, true) | (Modality::RuledOut, false) => told.refused = true,
                    (Modality::Threatened | Modality::Ready, false) => told.threatened = true,
                    (Modality::Bill, false) => told.bill = true,
                    _ => {}
                }
            }
            at = over;
        }
        told
    }
}

/// Whether "not" stands before a word, with but adverbs and auxiliaries in between.
fn is_negated(reading: &Reading<'_>, token: usize) -> bool {
    let sentence = reading.sentence(reading.sentence_of(token)).tokens.start;
    let near = token.saturating_sub(WORDS_TO_VERB).max(sentence)..token;
    let between = |before: &usize| {
        let part = reading.words[*before].grammemes.part;
        matches!(part, PartOfSpeech::Adverb | PartOfSpeech::Auxiliary) || is_will_at(reading, *before)
    };
    let mut before = near.rev().skip_while(|before| !is_negation(reading, *before) && between(before));
    before.next().is_some_and(|before| is_negation(reading, before))
}
