//! What a speaker does by saying something: a threat where measures are threatened in the speaker's own name, else what
//! the reporting expression says, else what the words of the content give away.

use std::ops::Range;

use super::attribution::{Attribution, of_sentences};
use super::reading::{Hit, Reading};
use crate::event::v1::{SanctionThreat, SanctionThreatStage, Span, StatementAct};
use crate::lexicon::{ActWord, Meaning};
use crate::linguistics::{Person, Relation, VerbForm};

/// What is done by an attribution, among all of the article.
pub(super) fn of(
    reading: &Reading<'_>,
    attribution: &Attribution,
    all: &[Attribution],
    threats: &[SanctionThreat],
) -> StatementAct {
    if can_be_threat(attribution.act) && threatens(reading, attribution, all, threats) {
        return StatementAct::Threaten;
    }
    if attribution.act == StatementAct::Say { told_by_content(reading, attribution, all) } else { attribution.act }
}

/// Whether words that do this can threaten all the same: «предупредил, что последуют санкции».
fn can_be_threat(act: StatementAct) -> bool {
    use StatementAct::{Announce, Criticise, Promise, Say, Warn};
    matches!(act, Say | Warn | Announce | Promise | Criticise)
}

/// Whether a threat of measures that is told in nobody else's words stands in a content, and in none inside it.
fn threatens(
    reading: &Reading<'_>,
    attribution: &Attribution,
    all: &[Attribution],
    threats: &[SanctionThreat],
) -> bool {
    let size = |of: &Attribution| of.content.iter().map(Range::len).sum::<usize>();
    let holds = |of: &Attribution, place: &Span| {
        let spans = of.content.iter().filter_map(|span| reading.document.span(span.clone()));
        spans.into_iter().any(|span| span.field == place.field && span.start <= place.start && place.end <= span.end)
    };
    let near = of_sentences(all, attribution.sentence.saturating_sub(1)..=attribution.sentence + 1);
    let own = |threat: &&SanctionThreat| {
        let speaker = attribution.speaker.as_ref().map(|speaker| speaker.actor(reading)).unwrap_or_default();
        threat.stage() == SanctionThreatStage::Threatened
            && threat.issuers.iter().any(|issuer| {
                !speaker.id.is_empty() && issuer.id == speaker.id
                    || !speaker.country.is_empty() && issuer.country == speaker.country
            })
    };
    threats.iter().filter(own).flat_map(|threat| &threat.measures).any(|measure| {
        holds(attribution, measure)
            && !near.iter().any(|other| size(other) < size(attribution) && holds(other, measure))
    })
}

/// What the words of the content give away, but for those that others say in it.
fn told_by_content(reading: &Reading<'_>, attribution: &Attribution, all: &[Attribution]) -> StatementAct {
    let near = of_sentences(all, attribution.sentence.saturating_sub(1)..=attribution.sentence + 1);
    let holds = |cue: &Range<usize>| attribution.content.iter().any(|span| overlaps(span, cue));
    let inner: Vec<_> = near.iter().filter(|other| other.cue.as_ref().is_some_and(holds)).collect();
    let of_others =
        |hit: &Hit<'_>| inner.iter().any(|other| other.content.iter().any(|span| overlaps(span, &hit.tokens)));
    let told: Vec<_> = attribution
        .content
        .iter()
        .flat_map(|span| reading.hits_within(span))
        .filter(|hit| !of_others(hit))
        .filter_map(|hit| if let Meaning::Act(act, word) = hit.meaning { Some((*act, *word, hit)) } else { None })
        .filter(|(_, word, hit)| counts(reading, attribution, *word, &hit.tokens))
        .map(|(act, ..)| act)
        .collect();
    let count = |act: StatementAct| told.iter().filter(|one| **one == act).count();
    // Of equal counts the first of the lexicon's order wins.
    let order = reading.lexicon.acts.iter().rev();
    let most = order.max_by_key(|act| count(**act)).filter(|act| count(**act) > 0);
    most.copied().unwrap_or(StatementAct::Say)
}

/// Whether a word gives something away where it stands.
fn counts(reading: &Reading<'_>, attribution: &Attribution, word: ActWord, tokens: &Range<usize>) -> bool {
    match word {
        ActWord::Anywhere => true,
        ActWord::Judgement => attribution.calls_something,
        ActWord::Predicate => tokens.clone().any(|token| {
            let grammemes = reading.words[token].grammemes;
            matches!(grammemes.verb_form, Some(VerbForm::Finite)) || grammemes.short
        }),
        ActWord::Duty => lays_duty_on_somebody(reading, tokens),
    }
}

/// «Брюссель должен ответить»: a duty is laid on somebody else; «цены должны вырасти», «мы должны подождать» demand
/// nothing.
fn lays_duty_on_somebody(reading: &Reading<'_>, tokens: &Range<usize>) -> bool {
    let sentence = reading.sentence(reading.sentence_of(tokens.start)).tokens.clone();
    let words = &reading.words;
    let of_duty = |head: usize| {
        tokens.contains(&head)
            || words[head].grammemes.verb_form == Some(VerbForm::Infinitive)
                && words[head].head.is_some_and(|of| tokens.contains(&of))
    };
    sentence.into_iter().any(|token| {
        let word = &words[token];
        word.relation == Relation::Subject
            && word.head.is_some_and(of_duty)
            && word.grammemes.person.is_none_or(|person| person != Person::First)
            && (word.grammemes.animate == Some(true)
                || word.entity.is_some()
                || !reading.names_at(token).is_empty()
                || reading.lexicon.speaking_things.contains(&word.lemma_stem))
    })
}

fn overlaps(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}
