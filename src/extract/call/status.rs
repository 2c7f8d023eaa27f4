//! Whether a call took place: negation, tense, plans, offers and refusals, as far as they govern the trigger.

use super::clause::{Clauses, call_word, can_open, opens_condition};
use super::trigger::Trigger;
use crate::event::v1::CallStatus;
use crate::extract::reading::{Hit, Reading};
use crate::extract::trace::Reason;
use crate::lexicon::{CallWord, Meaning, Modality};
use crate::linguistics::{PartOfSpeech, Tense, VerbForm};

/// How real a call is, as one clause tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reality {
    pub(super) status: CallStatus,
    /// It is denied that the call took place, which another may have said.
    pub(super) denied: bool,
    /// The call is only the circumstance of something else: nothing new is told of it.
    pub(super) circumstance: bool,
}

/// `None` where the call is only supposed ("if he calls").
pub(super) fn reality(reading: &Reading<'_>, sentence: usize, trigger: &Trigger, clauses: &Clauses) -> Option<Reality> {
    let clause = clauses.at(trigger.tokens.start);
    let hits: Vec<&Hit<'_>> =
        reading.hits(sentence).iter().filter(|hit| clauses.at(hit.tokens.start) == clause).collect();
    let judge = Judge { reading, trigger, hits };
    let start = clauses.start(clause);
    let supposed = |token: usize| {
        let opens = opens_condition(reading, token) && can_open(reading, token);
        token <= trigger.tokens.start && opens && !tells_when(reading, token, trigger)
    };
    if (start..start + 3).any(supposed) {
        reading.trace.refuse(&trigger.tokens, Reason::Supposed);
        return None;
    }
    // «будет ли разговор»: that is only asked.
    let asks = |hit: &&&Hit<'_>| {
        matches!(hit.meaning, Meaning::Interrogative)
            && reading.words[hit.tokens.start].grammemes.part == PartOfSpeech::Particle
    };
    if judge.hits.iter().any(|hit| asks(&hit)) {
        reading.trace.refuse(&trigger.tokens, Reason::Supposed);
        return None;
    }
    let denied_outside = clauses.is_subordinate(clause)
        && clauses.outer(clause).is_some_and(|outer| {
            clauses
                .tokens(outer)
                .any(|token| token < trigger.tokens.start && call_word(reading, token, |word| word == CallWord::Denial))
        });
    // «не говорили о том, что …»: what is denied is what was said, and not that they talked.
    let opens_content = reading.hits(sentence).iter().any(|hit| {
        matches!(hit.meaning, Meaning::Complementizer)
            && (trigger.tokens.end..=trigger.tokens.end + WORDS_TO_CONTENT).contains(&hit.tokens.start)
    });
    if trigger.verb && opens_content && judge.is_negated(trigger.tokens.start) {
        reading.trace.refuse(&trigger.tokens, Reason::ContentDenied);
        return None;
    }
    let circumstance = !trigger.verb && judge.is_circumstance();
    let mut reality = judge.judge(circumstance);
    if denied_outside && reality.status == CallStatus::Held {
        reality = Reality { status: CallStatus::NotHeld, denied: true, circumstance };
    }
    let to_come = matches!(reality.status, CallStatus::Planned | CallStatus::Proposed);
    if to_come && is_refused(reading, sentence, trigger, clauses) {
        reality = Reality { status: CallStatus::NotHeld, denied: false, circumstance: false };
    }
    Some(reality)
}

/// «взял трубку, когда ему позвонил X»: a word that asks for a time as well, before a verb of the past.
fn tells_when(reading: &Reading<'_>, token: usize, trigger: &Trigger) -> bool {
    let asks = reading.hits_at(token).iter().any(|hit| matches!(hit.meaning, Meaning::Interrogative));
    asks && trigger.verb && reading.words[trigger.tokens.start].grammemes.tense == Some(Tense::Past)
}

/// "…, but the Kremlin refused": a later clause of the sentence, with no call of its own, tells that nothing came of it.
fn is_refused(reading: &Reading<'_>, sentence: usize, trigger: &Trigger, clauses: &Clauses) -> bool {
    let own = clauses.at(trigger.tokens.start);
    let hits = reading.hits(sentence);
    let negated = |start: usize| {
        hits.iter().any(|hit| {
            matches!(hit.meaning, Meaning::Negation) && hit.tokens.end <= start && hit.tokens.end + 1 >= start
        })
    };
    let tells_a_call = |clause: usize| {
        hits.iter().any(|hit| {
            matches!(hit.meaning, Meaning::Call(CallWord::CallNoun(_) | CallWord::CallVerb(_) | CallWord::TalkVerb))
                && clauses.at(hit.tokens.start) == clause
        })
    };
    hits.iter().any(|hit| {
        let clause = clauses.at(hit.tokens.start);
        matches!(hit.meaning, Meaning::Modality(Modality::NotHeld))
            && clause > own
            && hit.tokens.start > trigger.tokens.end
            && !negated(hit.tokens.start)
            && !tells_a_call(clause)
    })
}

/// Words between a verb of talking and what it opens what was said with («о том, что»), at most.
const WORDS_TO_CONTENT: usize = 3;

struct Judge<'r, 'a, 'h> {
    reading: &'r Reading<'a>,
    trigger: &'r Trigger,
    /// The phrases of the clause.
    hits: Vec<&'h Hit<'a>>,
}

impl Judge<'_, '_, '_> {
    fn judge(&self, circumstance: bool) -> Reality {
        let of = |status, denied| Reality { status, denied, circumstance };
        let own = self.trigger.tokens.clone();
        if self.trigger.verb && !self.is_infinitive() {
            if self.is_negated(own.start) {
                return of(CallStatus::NotHeld, !self.is_future(own.start));
            }
            let planned = self.is_future(own.start)
                || self.modality_on_trigger(Modality::Planned)
                || self.reading.lexicon.grammar.is_analytic() && self.modal_before();
            return of(if planned { CallStatus::Planned } else { CallStatus::Held }, false);
        }
        if circumstance {
            return of(if self.attributive_plan() { CallStatus::Planned } else { CallStatus::Held }, false);
        }
        self.of_clause(&of)
    }

    /// What the words around a noun or an infinitive make of it.
    fn of_clause(&self, of: &impl Fn(CallStatus, bool) -> Reality) -> Reality {
        let mut status = if self.trigger.verb { CallStatus::Planned } else { CallStatus::Held };
        let mut decided = false;
        // «завершился запланированный разговор»
        let took_place = self.hits.iter().any(|hit| {
            let holds = matches!(hit.meaning, Meaning::Call(CallWord::Holding));
            let past = self.reading.words[hit.tokens.start].grammemes.tense == Some(Tense::Past);
            holds && past && !self.is_negated(hit.tokens.start)
        });
        let describes = |hit: &Hit<'_>| {
            let grammemes = self.reading.words[hit.tokens.start].grammemes;
            let attribute =
                grammemes.part == PartOfSpeech::Adjective || grammemes.verb_form == Some(VerbForm::Participle);
            attribute && !grammemes.short && hit.tokens.end <= self.trigger.tokens.start
        };
        for hit in &self.hits {
            let start = hit.tokens.start;
            match hit.meaning {
                Meaning::Call(CallWord::Denial)
                    if start < self.trigger.tokens.start
                        && self.reading.words[start].grammemes.verb_form != Some(VerbForm::Infinitive) =>
                {
                    return of(CallStatus::NotHeld, true);
                }
                Meaning::Call(CallWord::Holding) => {
                    if self.is_negated(start) || self.is_negation(start) {
                        return of(CallStatus::NotHeld, !self.is_future(start));
                    }
                    if !decided && self.is_future(start) {
                        status = CallStatus::Planned;
                    }
                }
                Meaning::Modality(Modality::Planned) if took_place && describes(hit) => {}
                Meaning::Modality(modality) => {
                    let negated = self.is_negated(start);
                    match modality {
                        Modality::NotHeld if self.refuses_to_tell(hit.tokens.end) => {}
                        Modality::NotHeld if !negated => return of(CallStatus::NotHeld, false),
                        Modality::Planned | Modality::Proposed if negated => return of(CallStatus::NotHeld, false),
                        Modality::Proposed => {
                            status = CallStatus::Proposed;
                            decided = true;
                        }
                        Modality::Planned if !decided => status = CallStatus::Planned,
                        _ => {}
                    }
                }
                Meaning::Negation if hit.tokens.end == self.trigger.tokens.start => {
                    return of(CallStatus::NotHeld, true);
                }
                _ => {}
            }
        }
        of(status, false)
    }

    /// "Refused to comment on the call", «отказался подтвердить разговор»: what is refused is to tell of it.
    fn refuses_to_tell(&self, from: usize) -> bool {
        let infinitive = |token: &usize| self.reading.words[*token].grammemes.verb_form == Some(VerbForm::Infinitive);
        let to = (from + WORDS_TO_AN_INFINITIVE).min(self.trigger.tokens.start);
        let Some(verb) = (from..to).find(infinitive) else { return false };
        let tells = |hit: &Hit<'_>| matches!(hit.meaning, Meaning::Report(_) | Meaning::Call(CallWord::Denial));
        let talks = |hit: &Hit<'_>| matches!(hit.meaning, Meaning::Call(CallWord::TalkVerb | CallWord::CallVerb(_)));
        let hits = self.reading.hits_at(verb);
        hits.iter().any(tells) && !hits.iter().any(talks)
    }

    fn is_infinitive(&self) -> bool {
        let start = self.trigger.tokens.start;
        let grammar = &self.reading.lexicon.grammar;
        if grammar.is_analytic() {
            // The bare form after "to".
            return start > 0 && self.reading.lower(start - 1) == "to" || self.reading.lower(start) == "to";
        }
        let word = &self.reading.words[start];
        let may_be = matches!(word.grammemes.part, PartOfSpeech::Verb | PartOfSpeech::Other)
            && word.grammemes.verb_form.is_none_or(|form| form == VerbForm::Infinitive);
        may_be && grammar.is_infinitive(&word.lower)
    }

    fn is_future(&self, token: usize) -> bool {
        let grammemes = self.reading.words[token].grammemes;
        grammemes.tense == Some(Tense::Future) && grammemes.verb_form == Some(VerbForm::Finite)
    }

    fn modality_on_trigger(&self, wanted: Modality) -> bool {
        self.hits.iter().any(|hit| {
            matches!(hit.meaning, Meaning::Modality(found) if *found == wanted)
                && hit.tokens.start <= self.trigger.tokens.start
                && self.trigger.tokens.start < hit.tokens.end
        })
    }

    /// "Will speak", "plans … to call": a plan right before a verb, in a language whose verbs have no future form.
    fn modal_before(&self) -> bool {
        let start = self.trigger.tokens.start;
        self.hits.iter().any(|hit| {
            matches!(hit.meaning, Meaning::Modality(Modality::Planned))
                && hit.tokens.end <= start
                && hit.tokens.end + WORDS_AFTER_A_MODAL >= start
        })
    }

    fn is_negated(&self, token: usize) -> bool {
        self.hits.iter().any(|hit| {
            matches!(hit.meaning, Meaning::Negation) && hit.tokens.end <= token && hit.tokens.end + 1 >= token
        })
    }

    /// A word that both holds and negates: «нет».
    fn is_negation(&self, token: usize) -> bool {
        self.reading.hits_at(token).iter().any(|hit| matches!(hit.meaning, Meaning::Negation))
    }

    /// "In the phone call", "after the talk": what is told is something else.
    fn is_circumstance(&self) -> bool {
        let start = self.trigger.tokens.start;
        let governs = |hit: &&&Hit<'_>| {
            matches!(hit.meaning, Meaning::Call(CallWord::Circumstance))
                && hit.tokens.end <= start
                && hit.tokens.end + WORDS_BEFORE_A_CIRCUMSTANCE >= start
        };
        self.hits.iter().filter(governs).any(|hit| {
            (hit.tokens.end..start).all(|token| {
                let word = &self.reading.words[token];
                let noun = matches!(word.grammemes.part, PartOfSpeech::Noun | PartOfSpeech::Preposition);
                !noun && !super::clause::is_predicate(self.reading, token)
            })
        })
    }

    /// "The planned call".
    fn attributive_plan(&self) -> bool {
        let start = self.trigger.tokens.start;
        self.hits.iter().any(|hit| {
            matches!(hit.meaning, Meaning::Modality(Modality::Planned))
                && hit.tokens.end <= start
                && hit.tokens.end + WORDS_BEFORE_A_CIRCUMSTANCE >= start
        })
    }
}

/// Words between "during" and the noun for the call, at most: adjectives.
const WORDS_BEFORE_A_CIRCUMSTANCE: usize = 3;

/// Words between a refusal and what is refused, at most.
const WORDS_TO_AN_INFINITIVE: usize = 4;

/// Words between a modal and the verb, at most: adverbs, "be".
const WORDS_AFTER_A_MODAL: usize = 3;
