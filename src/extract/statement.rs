//! Statements: every attribution becomes one, but for outlets that only pass words on.

use std::ops::Range;

use super::act;
use super::assembly::{Assembly, union_start};
use super::attribution::{Attribution, of_sentences};
use super::reading::Reading;
use super::time::{self, Direction};
use super::trace::Reason;
use crate::event::v1;
use crate::event::{EventType, statement_codes};

/// Statements of an article.
pub(super) fn find(
    reading: &Reading<'_>,
    attributions: &[Attribution],
    threats: &[v1::SanctionThreat],
    assembly: &Assembly<'_>,
) -> Vec<v1::Statement> {
    attributions
        .iter()
        .filter(|attribution| !repeats_headline(reading, attribution) && speaks(reading, attribution, attributions))
        .map(|attribution| statement(reading, attribution, attributions, threats, assembly))
        .collect()
}

/// Whether a speaker speaks for himself: an agency beside another speaker is the source of the words.
fn speaks(reading: &Reading<'_>, attribution: &Attribution, all: &[Attribution]) -> bool {
    let source = only_passes_on(attribution, all);
    if let Some(cue) = attribution.cue.as_ref().filter(|_| source) {
        reading.trace.refuse(cue, Reason::OnlyPassesOn);
    }
    !source
}

/// An agency beside another speaker in the same sentence is the source of the words, not their speaker, where there is
/// little else that it tells.
fn only_passes_on(attribution: &Attribution, all: &[Attribution]) -> bool {
    let told: usize = attribution.content.iter().map(std::ops::Range::len).sum();
    // All that tells the words of the other, from the first of speaker, expression and content to the last.
    let shared = |other: &Attribution| -> usize {
        let speaker = other.speaker.as_ref().filter(|speaker| speaker.sentence == other.sentence);
        let parts = || other.content.iter().chain(&other.cue).chain(speaker.map(|speaker| &speaker.tokens));
        let (start, end) = (parts().map(|part| part.start).min(), parts().map(|part| part.end).max());
        let (start, end) = (start.unwrap_or_default(), end.unwrap_or_default());
        attribution.content.iter().map(|own| own.end.min(end).saturating_sub(own.start.max(start))).sum()
    };
    is_outlet(attribution)
        && of_sentences(all, attribution.sentence.saturating_sub(1)..=attribution.sentence).iter().any(|other| {
            !is_outlet(other)
                && other.speaker.is_some()
                && !other.rule.starts_with("noun")
                && (2 * shared(other) > told || other.sentence == attribution.sentence && other.rule == "about_this")
        })
}

fn is_outlet(attribution: &Attribution) -> bool {
    attribution.speaker.as_ref().is_some_and(|speaker| speaker.identity.outlet)
}

fn overlaps(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

/// A headline is read only where there is no body.
fn repeats_headline(reading: &Reading<'_>, attribution: &Attribution) -> bool {
    reading.is_headline(attribution.sentence) && reading.has_body()
}

fn statement(
    reading: &Reading<'_>,
    attribution: &Attribution,
    all: &[Attribution],
    threats: &[v1::SanctionThreat],
    assembly: &Assembly<'_>,
) -> v1::Statement {
    let speaker = attribution.speaker.as_ref();
    let content: Vec<_> = attribution.content.iter().filter_map(|span| reading.document.span(span.clone())).collect();
    let passed_on_by = of_sentences(all, attribution.sentence..=attribution.sentence)
        .iter()
        .filter(|other| is_outlet(other) && !is_outlet(attribution))
        .find_map(|other| other.speaker.as_ref().map(|speaker| speaker.identity.name.clone()))
        .unwrap_or_default();
    let day = assembly.day();
    let words: String = content.iter().map(|span| crate::linguistics::fold(&span.text)).collect();
    let who = speaker.map_or("", |speaker| speaker.identity.key());
    let distinguishing = [who, &union_start(&content)];
    let mut metadata = assembly.metadata(EventType::Statement, &distinguishing, &[who, &day, &words]);
    metadata.rule = attribution.rule.to_owned();
    let act = act::of(reading, attribution, all, threats);
    metadata.codes = Some(statement_codes(act));
    metadata.passed_on_by = passed_on_by;
    let times = time::find(reading, attribution.sentence);
    let told = times.iter().find(|phrase| {
        !attribution.content.iter().any(|span| overlaps(span, &phrase.tokens))
            && !reading.is_quoted(phrase.tokens.start)
    });
    v1::Statement {
        metadata: Some(metadata),
        speaker: Some(speaker.map(|speaker| speaker.actor(reading)).unwrap_or_default()),
        content,
        form: attribution.form.into(),
        act: act.into(),
        addressee: attribution.addressee.as_ref().map(|mention| mention.actor(reading)),
        attribution: chain(reading, attribution, all),
        negated: attribution.negated,
        occasion: attribution.occasion.clone().and_then(|tokens| reading.document.span(tokens)),
        time: told.map(|phrase| phrase.expression(reading, Direction::Past)),
        cue: attribution.cue.clone().and_then(|cue| reading.document.span(cue)),
    }
}

/// Those in whose words an attribution stands, outermost first.
pub(super) fn chain(reading: &Reading<'_>, inner: &Attribution, all: &[Attribution]) -> Vec<v1::AttributionLink> {
    let Some(cue) = &inner.cue else { return Vec::new() };
    reporters(reading, cue.start, all)
        .filter(|outer| {
            outer.speaker.as_ref().map(|speaker| speaker.identity.key())
                != inner.speaker.as_ref().map(|speaker| speaker.identity.key())
        })
        .filter_map(|outer| link(reading, outer))
        .collect()
}

/// The attributions whose content holds a token, outermost first. A content stands in the sentence of its attribution,
/// or in the one before it.
pub(super) fn reporters<'f>(
    reading: &Reading<'_>,
    token: usize,
    all: &'f [Attribution],
) -> impl Iterator<Item = &'f Attribution> + use<'f> {
    let sentence = reading.sentence_of(token);
    let near = of_sentences(all, sentence..=sentence + 1).iter();
    let mut holding: Vec<_> = near.filter(|outer| outer.content.iter().any(|span| span.contains(&token))).collect();
    holding.sort_by_key(|outer| std::cmp::Reverse(outer.content.iter().map(std::ops::Range::len).sum::<usize>()));
    holding.into_iter()
}

pub(super) fn link(reading: &Reading<'_>, attribution: &Attribution) -> Option<v1::AttributionLink> {
    let speaker = attribution.speaker.as_ref()?;
    Some(v1::AttributionLink {
        actor: Some(speaker.actor(reading)),
        cue: attribution.cue.clone().and_then(|cue| reading.document.span(cue)),
    })
}
