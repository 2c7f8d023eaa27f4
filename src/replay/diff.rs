//! Reads what two versions wrote, for a comparison.

use std::time::Duration;

use rdkafka::message::{OwnedMessage, Timestamp};

use super::bound::Bound;
use super::decoded::{Content, Decoded};
use super::difference::{Change, Comparison, Side, Totals};
use super::error::ReplayError;
use super::manifest::Manifest;
use super::order::Wanted;
use super::range::Membership;
use super::scan::{Scan, Scanned};
use crate::config::{Config, TopicRole};
use crate::event::Event;
use rdkafka::Message as _;

/// How long one look waits, at one side in turn with the other.
const LOOK: Duration = Duration::from_millis(20);

/// Most records of one side before the other is looked at: so neither gets far ahead of what waits for its match.
const TURN: usize = 200;

/// Compares the events that stand in the configured topics with those of a replay, over its range.
///
/// # Errors
///
/// Where a topic cannot be read, or the replay wrote to the configured topics.
pub fn diff(config: &Config, manifest: &Manifest) -> Result<(Vec<Change>, Totals), ReplayError> {
    if manifest.suffix.is_empty() {
        let reason =
            "it wrote where live events go, so that there are no two sides: replay with --to-suffix".to_owned();
        return Err(ReplayError::Manifest { path: format!("replay `{}`", manifest.name), reason });
    }
    let filters: Vec<_> = manifest.filters.iter().filter_map(|filter| filter.parse().ok()).collect();
    let wanted = Wanted::new(&filters).unwrap_or_default();
    let mut comparison = Comparison::default();
    for role in [TopicRole::Calls, TopicRole::Statements, TopicRole::SanctionThreats] {
        let Some(new) = manifest.topics.get(&role) else { continue };
        let mut sides = vec![(Side::Old, open(config, config.topics.of(role))?), (Side::New, open(config, new)?)];
        let mut turn = 0;
        while !sides.is_empty() {
            turn %= sides.len();
            let (side, scan) = &mut sides[turn];
            let goes_on = take(scan, |record| {
                if let Some(event) = event_of(record, config, manifest, &wanted) {
                    comparison.see(*side, event);
                }
            })?;
            if goes_on {
                turn += 1;
            } else {
                sides.remove(turn);
            }
        }
    }
    Ok(comparison.finish())
}

fn open(config: &Config, topic: &str) -> Result<Scan, ReplayError> {
    let mut scan = Scan::connect(config, topic)?;
    let (ranges, _) = scan.ranges((&Bound::Start, &Bound::End), None, jiff::Timestamp::UNIX_EPOCH)?;
    scan.start(&ranges, false)?;
    Ok(scan)
}

/// Takes some records; whether there may be more.
fn take(scan: &mut Scan, mut see: impl FnMut(&OwnedMessage)) -> Result<bool, ReplayError> {
    for _ in 0..TURN {
        match scan.next(LOOK)? {
            Scanned::Record(record) => see(&record),
            Scanned::Nothing => break,
            Scanned::Ended => return Ok(false),
        }
    }
    Ok(true)
}

/// The event of a record, if it is of the range that was replayed.
fn event_of(record: &OwnedMessage, config: &Config, manifest: &Manifest, wanted: &Wanted) -> Option<Event> {
    let Content::Event(event) = Decoded::of(record, &config.topics).content else { return None };
    let input = event.metadata().input.as_ref()?;
    let range = manifest.partitions.iter().map(|account| &account.range).find(|of| of.partition == input.partition)?;
    // An event has the timestamp of its article.
    let time = Timestamp::CreateTime(record.timestamp().to_millis()?);
    let is_in = range.membership(input.offset, time) == Membership::Inside;
    let is_of_topic = manifest.topics.get(&TopicRole::Input) == Some(&input.topic);
    (is_in && is_of_topic && wanted.wants(&event)).then_some(*event)
}
