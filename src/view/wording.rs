//! Plain English for the values of the contract.

use jiff::Timestamp;
use jiff::tz::Offset;

use crate::event::EventType;
use crate::event::v1::{
    Actor, ActorKind, CallMedium, CallStatus, Interval, SanctionThreatStage, StatementAct, StatementForm,
    TimeGranularity,
};
use crate::extract::Weighed;

/// What stands where an actor cannot be told.
const UNTOLD_ACTOR: &str = "not told";

pub(super) const fn event_type(event_type: EventType) -> &'static str {
    match event_type {
        EventType::Call => "call",
        EventType::Statement => "statement",
        EventType::SanctionThreat => "sanction threat",
    }
}

/// The same, where there is little room.
pub(super) const fn short_event_type(event_type: EventType) -> &'static str {
    match event_type {
        EventType::Call => "call",
        EventType::Statement => "statement",
        EventType::SanctionThreat => "threat",
    }
}

/// What a confidence is made of: `base +0.76, ru +0.33`, as logarithms of odds.
pub(super) fn weights(weighed: &[Weighed]) -> String {
    let told = weighed.iter().map(|Weighed { name, weight }| format!("{name} {:+.2}", f64::from(*weight) / 100.0));
    told.collect::<Vec<_>>().join(", ")
}

/// The best name that there is: canonical, the article's, else the words that mention the actor.
pub(super) fn actor_name(actor: &Actor) -> &str {
    let mention = actor.mention.as_ref().map_or("", |span| span.text.as_str());
    [actor.name.as_str(), &actor.native_name, mention].into_iter().find(|name| !name.is_empty()).unwrap_or(UNTOLD_ACTOR)
}

/// The best name of an actor that may be missing.
pub(super) fn actor_or_untold(actor: Option<&Actor>) -> &str {
    actor.map_or(UNTOLD_ACTOR, actor_name)
}

pub(super) const fn actor_kind(kind: ActorKind) -> &'static str {
    match kind {
        ActorKind::Unspecified => "",
        ActorKind::Person => "person",
        ActorKind::State => "state",
        ActorKind::Organization => "organisation",
        ActorKind::Group => "group",
    }
}

pub(super) const fn call_status(status: CallStatus) -> &'static str {
    match status {
        CallStatus::Unspecified => "status not told",
        CallStatus::Held => "held",
        CallStatus::Planned => "planned",
        CallStatus::Proposed => "proposed",
        CallStatus::NotHeld => "not held",
    }
}

pub(super) const fn call_medium(medium: CallMedium) -> &'static str {
    match medium {
        CallMedium::Unspecified => "",
        CallMedium::Phone => "by phone",
        CallMedium::Video => "by video",
    }
}

pub(super) const fn threat_stage(stage: SanctionThreatStage) -> &'static str {
    match stage {
        SanctionThreatStage::Unspecified => "stage not told",
        SanctionThreatStage::Threatened => "threatened",
        SanctionThreatStage::Considered => "considered",
        SanctionThreatStage::Proposed => "proposed",
        SanctionThreatStage::RuledOut => "ruled out",
    }
}

pub(super) const fn statement_form(form: StatementForm) -> &'static str {
    match form {
        StatementForm::Unspecified => "",
        StatementForm::Direct => "in quotation marks",
        StatementForm::Indirect => "indirect",
        StatementForm::Mixed => "partly quoted",
    }
}

pub(super) const fn statement_act(act: StatementAct) -> &'static str {
    match act {
        StatementAct::Unspecified | StatementAct::Say => "says",
        StatementAct::Announce => "announces",
        StatementAct::Warn => "warns",
        StatementAct::Threaten => "threatens",
        StatementAct::Promise => "promises",
        StatementAct::Demand => "demands",
        StatementAct::Request => "asks",
        StatementAct::Accuse => "accuses",
        StatementAct::Deny => "denies",
        StatementAct::Confirm => "confirms",
        StatementAct::Praise => "praises",
        StatementAct::Criticise => "criticises",
        StatementAct::Express => "expresses",
        StatementAct::Agree => "agrees",
        StatementAct::Refuse => "refuses",
    }
}

pub(super) const fn granularity(granularity: TimeGranularity) -> &'static str {
    match granularity {
        TimeGranularity::Unspecified => "",
        TimeGranularity::Minute => "minute",
        TimeGranularity::DayPart => "part of a day",
        TimeGranularity::Day => "day",
        TimeGranularity::Week => "week",
        TimeGranularity::Month => "month",
        TimeGranularity::Year => "year",
        TimeGranularity::Habit => "repeated",
    }
}

/// The interval on the clock that it was resolved on: `2026-02-03 18:00 – 24:00 (UTC+03:00)`; empty where it holds no
/// instants.
pub(super) fn interval(interval: &Interval) -> String {
    let offset = Offset::from_seconds(interval.utc_offset_minutes.saturating_mul(60)).unwrap_or(Offset::UTC);
    let clock = |timestamp: Option<&pbjson_types::Timestamp>| {
        timestamp
            .and_then(|instant| Timestamp::from_second(instant.seconds).ok())
            .map(|instant| offset.to_datetime(instant))
    };
    let (Some(start), Some(end)) = (clock(interval.start.as_ref()), clock(interval.end.as_ref())) else {
        return String::new();
    };
    let midnight = |time: jiff::civil::DateTime| time.hour() == 0 && time.minute() == 0;
    let last_day = if midnight(end) { end.date().yesterday().unwrap_or(end.date()) } else { end.date() };
    if midnight(start) && midnight(end) {
        return if start.date() >= last_day {
            format!("{} (UTC{offset})", start.date())
        } else {
            format!("{} – {last_day} (UTC{offset})", start.date())
        };
    }
    let end_time = if midnight(end) { "24:00".to_owned() } else { end.strftime("%H:%M").to_string() };
    let start_time = start.strftime("%Y-%m-%d %H:%M");
    if start.date() >= last_day {
        format!("{start_time} – {end_time} (UTC{offset})")
    } else {
        format!("{start_time} – {last_day} {end_time} (UTC{offset})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(start: &str, end: &str, utc_offset_minutes: i32) -> String {
        let instant = |written: &str| {
            let instant: Timestamp = written.parse().unwrap();
            Some(pbjson_types::Timestamp { seconds: instant.as_second(), nanos: 0 })
        };
        interval(&Interval { start: instant(start), end: instant(end), utc_offset_minutes })
    }

    #[test]
    fn whole_days_are_told_without_hours() {
        assert_eq!(told("2026-02-03T00:00:00+03:00", "2026-02-04T00:00:00+03:00", 180), "2026-02-03 (UTC+03)");
        assert_eq!(told("2026-02-02T00:00:00Z", "2026-02-09T00:00:00Z", 0), "2026-02-02 – 2026-02-08 (UTC+00)");
    }

    #[test]
    fn parts_of_a_day_are_told_on_the_clock_of_the_article() {
        assert_eq!(
            told("2026-02-03T18:00:00+03:00", "2026-02-04T00:00:00+03:00", 180),
            "2026-02-03 18:00 – 24:00 (UTC+03)"
        );
        assert_eq!(
            told("2026-02-03T22:00:00Z", "2026-02-04T05:30:00Z", 0),
            "2026-02-03 22:00 – 2026-02-04 05:30 (UTC+00)"
        );
    }

    #[test]
    fn an_actor_without_a_name_is_called_as_the_article_does() {
        let mention = crate::event::v1::Span { text: "источник".to_owned(), ..Default::default() };
        assert_eq!(actor_name(&Actor { mention: Some(mention), ..Default::default() }), "источник");
        assert_eq!(actor_or_untold(None), "not told");
    }
}
