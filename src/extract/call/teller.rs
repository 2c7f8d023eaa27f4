//! Who told of a call: whoever's words hold it, outermost first.

use super::same::Known;
use super::telling::Telling;
use crate::event::v1::{self, StatementAct};
use crate::extract::actor::{Mention, of_sentence};
use crate::extract::attribution::Attribution;
use crate::extract::reading::Reading;
use crate::extract::statement::{link, reporters};
use crate::lexicon::{CallWord, Meaning, ReportKind};

/// The chain of those who told of a call, as the place that tells it first has it.
pub(super) fn tellers(
    reading: &Reading<'_>,
    mentions: &[Mention],
    known: &Known,
    attributions: &[Attribution],
) -> Vec<v1::AttributionLink> {
    let Some(first) = known.tellings.first() else { return Vec::new() };
    // Of what one sentence tells, all is told by the same.
    let here = known.tellings.iter().take_while(|telling| telling.sentence == first.sentence);
    here.map(|telling| holding(reading, telling, attributions))
        .find(|links| !links.is_empty())
        .unwrap_or_else(|| told_after(reading, mentions, first).into_iter().collect())
}

fn holding(reading: &Reading<'_>, telling: &Telling, attributions: &[Attribution]) -> Vec<v1::AttributionLink> {
    let mut chain: Vec<&Attribution> = reporters(reading, telling.trigger.start, attributions)
        .filter(|attribution| attribution.sentence >= telling.sentence)
        // Whoever asks for a call takes part in it.
        .filter(|attribution| !matches!(attribution.act, StatementAct::Request | StatementAct::Demand))
        .filter(|attribution| !passes_on(attribution))
        .collect();
    let who = |attribution: &Attribution| attribution.speaker.as_ref().map(|speaker| speaker.identity.clone());
    chain.dedup_by(|one, other| who(one) == who(other));
    chain.into_iter().filter_map(|attribution| link(reading, attribution)).collect()
}

/// The outlet whose words the place that tells a call first passes on ("…, TASS reports"); empty where none is named.
pub(super) fn passed_on_by(reading: &Reading<'_>, mentions: &[Mention], known: &Known) -> String {
    let Some(first) = known.tellings.first() else { return String::new() };
    let reports = |token: usize| {
        let mut hits = reading.hits(first.sentence).iter();
        hits.any(|hit| hit.tokens.contains(&token) && matches!(hit.meaning, Meaning::Report(_)))
    };
    of_sentence(mentions, first.sentence)
        .iter()
        .filter(|mention| mention.identity.outlet && mention.tokens.start > first.trigger.start)
        .find(|mention| reports(mention.tokens.start - 1) || reports(mention.tokens.end))
        .map(|mention| mention.identity.name.clone())
        .unwrap_or_default()
}

/// "…, TASS reports": an outlet named after what it passes on. One that comes first tells it itself.
fn passes_on(attribution: &Attribution) -> bool {
    let outlet = attribution.speaker.as_ref().is_some_and(|speaker| speaker.identity.outlet);
    let after =
        attribution.cue.as_ref().is_some_and(|cue| attribution.content.iter().all(|content| content.start < cue.start));
    outlet && after
}

/// "The first to tell of the talks were X": whoever speaks of the call in the sentence after it, with no word of what
/// was said.
fn told_after(reading: &Reading<'_>, mentions: &[Mention], telling: &Telling) -> Option<v1::AttributionLink> {
    let next = telling.sentence + 1;
    if next >= reading.document.sentences.len() || reading.is_headline(telling.sentence) {
        return None;
    }
    let hits = reading.hits(next);
    let has = |wanted: fn(&Meaning) -> bool| hits.iter().find(|hit| wanted(hit.meaning));
    let talk = has(|meaning| matches!(meaning, Meaning::Call(CallWord::TalkNoun | CallWord::CallNoun(_))))?;
    let cue = has(|meaning| matches!(meaning, Meaning::Report(report) if report.kind == ReportKind::Verb))?;
    if has(|meaning| matches!(meaning, Meaning::Complementizer)).is_some() || talk.tokens.start > cue.tokens.start {
        return None;
    }
    let teller =
        of_sentence(mentions, next).iter().find(|mention| mention.tokens.start >= cue.tokens.end && mention.subject)?;
    Some(v1::AttributionLink { actor: Some(teller.actor(reading)), cue: reading.document.span(cue.tokens.clone()) })
}
