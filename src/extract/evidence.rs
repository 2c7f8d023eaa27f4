//! What speaks for and against an event: how its actors are told, how it is worded, what else stands beside it.
//!
//! Evidence is read off the finished event, so that whoever reads the event can see the same. Its names are those that
//! `confidence.toml` weighs and that metadata lists. They hold for every language: a word for one of them is no evidence.

use crate::event::v1::{
    Actor, ActorKind, Call, CallMedium, CallStatus, SanctionThreat, SanctionThreatStage, Span, Statement, StatementForm,
};

/// Characters of a content that is hardly a thought of its own.
const SHORT_CONTENT: u32 = 25;
/// Characters of a content that may have taken in what follows it.
const LONG_CONTENT: u32 = 250;
/// Characters from a speaker to the reporting expression that reach over a clause.
const FAR: u32 = 80;
/// Letters in which a mention and a name agree where one is a form of the other.
const COMMON_LETTERS: usize = 3;

/// What is told of a statement, in a fixed order.
pub(super) fn of_statement(statement: &Statement) -> Vec<&'static str> {
    let speaker = statement.speaker.as_ref();
    let mention = speaker.and_then(|speaker| speaker.mention.as_ref());
    let length = |span: &Span| span.end - span.start;
    let characters: u32 = statement.content.iter().map(length).sum();
    let far = mention.zip(statement.cue.as_ref()).is_some_and(|(mention, cue)| apart(mention, cue) > FAR);
    let told = [
        (statement.form() == StatementForm::Direct, "direct"),
        (statement.form() == StatementForm::Mixed, "mixed"),
        (statement.cue.is_none(), "no_reporting_expression"),
        (characters < SHORT_CONTENT, "short_content"),
        (characters > LONG_CONTENT, "long_content"),
        (statement.content.len() > 1, "split_content"),
        (far, "speaker_far_from_expression"),
        (!statement.attribution.is_empty(), "reported_by_another"),
        (statement.negated, "negated"),
        (statement.addressee.is_some(), "addressee"),
    ];
    listed(speaker.map_or("speaker_untold", how_told), told)
}

/// What is told of a call, in a fixed order.
pub(super) fn of_call(call: &Call) -> Vec<&'static str> {
    let all = |fits: fn(&Actor) -> bool| call.participants.iter().all(fits);
    let told = [
        (call.participants.len() > 2, "more_than_two_participants"),
        (all(is_known), "all_participants_known"),
        (!all(is_named), "participant_not_named"),
        (!all(is_mentioned_by_name), "participant_resolved"),
        (call.medium() != CallMedium::Unspecified, "medium_told"),
        (call.mentions.len() > 1, "told_more_than_once"),
        (call.time.is_some(), "time_told"),
        (!call.attribution.is_empty(), "reported_by_another"),
    ];
    let status = match call.status() {
        CallStatus::Planned | CallStatus::Proposed => "to_come",
        CallStatus::NotHeld => "not_held",
        _ => "held",
    };
    listed(status, told)
}

/// What is told of a threat of sanctions, in a fixed order.
pub(super) fn of_threat(threat: &SanctionThreat) -> Vec<&'static str> {
    let sides = || threat.issuers.iter().chain(&threat.targets);
    let told = [
        (threat.issuers.len() > 1, "several_issuers"),
        (threat.targets.len() > 1, "several_targets"),
        (!sides().all(is_known), "side_unknown"),
        (!sides().all(|side| within(side, &threat.mentions)), "side_told_elsewhere"),
        (threat.mentions.len() > 1, "told_more_than_once"),
        (threat.condition.is_some(), "condition"),
        (!threat.attribution.is_empty(), "reported_by_another"),
    ];
    let stage = match threat.stage() {
        SanctionThreatStage::Considered | SanctionThreatStage::Proposed => "considered_or_proposed",
        SanctionThreatStage::RuledOut => "ruled_out",
        _ => "threatened",
    };
    listed(stage, told)
}

/// What an event is always told of in one way or another, then what may hold of it.
fn listed<const N: usize>(always: &'static str, told: [(bool, &'static str); N]) -> Vec<&'static str> {
    std::iter::once(always).chain(told.into_iter().filter(|(holds, _)| *holds).map(|(_, name)| name)).collect()
}

/// How a speaker is told: by which of the ways in which a name, a description or a pronoun leads to somebody.
fn how_told(speaker: &Actor) -> &'static str {
    match (is_known(speaker), is_named(speaker), is_mentioned_by_name(speaker)) {
        (true, _, true) => "speaker_known",
        (true, _, false) => "speaker_known_resolved",
        (false, true, true) => "speaker_named",
        (false, true, false) => "speaker_named_resolved",
        (false, false, _) if speaker.mention.is_none() => "speaker_untold",
        (false, false, _) if speaker.kind() == ActorKind::Group => "speaker_group",
        (false, false, _) => "speaker_described",
    }
}

fn is_known(actor: &Actor) -> bool {
    !actor.id.is_empty()
}

/// Whether a name is told, and not only a description.
fn is_named(actor: &Actor) -> bool {
    actor.native_name.chars().next().is_some_and(char::is_uppercase)
}

/// Whether a word of the mention is a form of a word of the name: no title, description or pronoun alone.
fn is_mentioned_by_name(actor: &Actor) -> bool {
    let Some(mention) = &actor.mention else { return false };
    let start = |word: &str| word.chars().flat_map(char::to_lowercase).take(COMMON_LETTERS).collect::<String>();
    let starts: Vec<_> = actor.native_name.split_whitespace().map(start).collect();
    mention.text.split_whitespace().any(|word| starts.contains(&start(word)))
}

/// Characters between two spans of one field; none between two fields.
fn apart(one: &Span, other: &Span) -> u32 {
    let (first, second) = if one.start <= other.start { (one, other) } else { (other, one) };
    if one.field == other.field { second.start.saturating_sub(first.end) } else { u32::MAX }
}

/// Whether an actor is mentioned inside one of some spans.
fn within(actor: &Actor, spans: &[Span]) -> bool {
    let holds = |mention: &Span| {
        spans.iter().any(|span| span.field == mention.field && span.start <= mention.start && mention.end <= span.end)
    };
    actor.mention.as_ref().is_some_and(holds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: u32, text: &str) -> Span {
        let end = start + u32::try_from(text.chars().count()).unwrap();
        Span { field: "text".to_owned(), start, end, text: text.to_owned(), ..Span::default() }
    }

    fn actor(id: &str, native: &str, mention: &str) -> Actor {
        let (id, native_name, mention) = (id.to_owned(), native.to_owned(), Some(span(0, mention)));
        Actor { id, native_name, mention, ..Actor::default() }
    }

    #[test]
    fn a_surname_in_any_case_is_a_name_and_a_pronoun_is_not() {
        assert_eq!(how_told(&actor("person/1", "Иван Кедров", "Кедровым")), "speaker_known");
        assert_eq!(how_told(&actor("person/1", "Иван Кедров", "Он")), "speaker_known_resolved");
        assert_eq!(how_told(&actor("", "Иван Кедров", "премьер-министр")), "speaker_named_resolved");
        assert_eq!(how_told(&actor("", "источник в правительстве", "источник в правительстве")), "speaker_described");
    }

    #[test]
    fn a_statement_tells_its_form_its_length_and_who_reports_it() {
        let statement = Statement {
            speaker: Some(actor("person/1", "Иван Кедров", "Кедров")),
            content: vec![span(90, "мост откроют")],
            cue: Some(span(100, "сказал")),
            form: StatementForm::Direct.into(),
            ..Statement::default()
        };
        let expected = ["speaker_known", "direct", "short_content", "speaker_far_from_expression"];
        assert_eq!(of_statement(&statement), expected);
    }

    #[test]
    fn a_threat_tells_that_a_side_stands_outside_its_sentences() {
        let threat = SanctionThreat {
            issuers: vec![actor("state/1", "Лапландия", "Лапландия")],
            targets: vec![actor("state/2", "Тартария", "Тартарии")],
            mentions: vec![span(50, "Санкции введут завтра")],
            ..SanctionThreat::default()
        };
        assert_eq!(of_threat(&threat), ["threatened", "side_told_elsewhere"]);
    }
}
