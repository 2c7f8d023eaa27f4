//! What librdkafka tells of a client once a second, as it is measured by us.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rdkafka::Statistics;
use rdkafka::statistics::{Broker, Partition};

use crate::observe::{self, Client, ClientFigures, Offsets, Requests};

/// Tells what one client has to tell.
pub(super) struct Told {
    client: Client,
    /// What was told before.
    requests: Mutex<Requests>,
}

impl Told {
    pub(super) const fn of(client: Client) -> Self {
        Self { client, requests: Mutex::new(Requests { retries: 0, timeouts: 0, errors: 0 }) }
    }

    pub(super) fn tell(&self, statistics: &Statistics) {
        let now = requests(statistics.brokers.values());
        let before = std::mem::replace(&mut *self.requests.lock().unwrap_or_else(PoisonError::into_inner), now);
        observe::publish_client(self.client, &figures(statistics), now.since(before));
    }
}

fn requests<'a>(brokers: impl Iterator<Item = &'a Broker>) -> Requests {
    brokers.fold(Requests::default(), |sum, broker| Requests {
        retries: sum.retries + broker.txretries,
        timeouts: sum.timeouts + broker.req_timeouts,
        errors: sum.errors + broker.txerrs + broker.rxerrs,
    })
}

fn figures(statistics: &Statistics) -> ClientFigures {
    let brokers = || statistics.brokers.values();
    // A broker stands there once more as the coordinator of the group or of transactions, and as the address it was found by.
    let connected: BTreeSet<&str> =
        brokers().filter(|broker| broker.state == "UP").map(|broker| broker.nodename.as_str()).collect();
    let round_trips = brokers().filter_map(|broker| broker.rtt.as_ref()).filter(|window| window.cnt > 0);
    let throttles = brokers().filter_map(|broker| broker.throttle.as_ref());
    let unsigned = |number: i64| u64::try_from(number).unwrap_or_default();
    ClientFigures {
        connections: u32::try_from(connected.len()).unwrap_or(u32::MAX),
        round_trip: round_trips.map(|window| Duration::from_micros(unsigned(window.p99))).max(),
        throttle: Duration::from_millis(throttles.map(|window| unsigned(window.max)).max().unwrap_or_default()),
        queue_messages: statistics.msg_cnt,
        queue_bytes: statistics.msg_size,
    }
}

/// What the client knows of the partitions of a topic that are ours.
pub(super) fn offsets(
    statistics: &Statistics,
    topic: &str,
    is_ours: impl Fn(i32) -> bool,
) -> Option<HashMap<i32, Offsets>> {
    let partitions = statistics.topics.get(topic)?.partitions.values();
    Some(partitions.filter(|of| is_ours(of.partition)).map(|of| (of.partition, offsets_of(of))).collect())
}

fn offsets_of(partition: &Partition) -> Offsets {
    // Markers of transactions have offsets and are never passed on. When nothing waits in the queue, everything up to the
    // next offset to fetch has been passed on or is a marker.
    let position =
        if partition.fetchq_cnt == 0 { partition.app_offset.max(partition.next_offset) } else { partition.app_offset };
    // Below zero stand names for what is not known.
    let known = |offset: i64| (offset >= 0).then_some(offset);
    let end = known(partition.ls_offset).or(known(partition.hi_offset));
    let lag = known(position).zip(end).map(|(position, end)| u64::try_from(end - position).unwrap_or_default());
    Offsets { lag, committed: known(partition.committed_offset).or(known(partition.lo_offset)), end }
}

#[cfg(test)]
mod tests {
    use rdkafka::statistics::Window;

    use super::*;

    fn broker(nodename: &str, state: &str, p99: i64) -> Broker {
        let rtt = Some(Window { p99, cnt: i64::from(p99 > 0), ..Window::default() });
        Broker { nodename: nodename.to_owned(), state: state.to_owned(), txretries: 2, rtt, ..Broker::default() }
    }

    #[test]
    fn a_broker_counts_once_whatever_it_is_to_us() {
        let brokers = [broker("a:9092", "UP", 4000), broker("a:9092", "UP", 9000), broker("b:9092", "DOWN", 0)];
        let named = brokers.into_iter().enumerate().map(|(number, broker)| (number.to_string(), broker));
        let statistics = Statistics { brokers: named.collect(), ..Statistics::default() };
        let figures = figures(&statistics);
        assert_eq!((figures.connections, figures.round_trip), (1, Some(Duration::from_millis(9))));
        assert_eq!(requests(statistics.brokers.values()).retries, 6);
    }

    #[test]
    fn a_partition_that_nothing_is_known_of_has_no_offsets() {
        let unknown = -1001;
        let partition = Partition {
            app_offset: unknown,
            next_offset: unknown,
            ls_offset: unknown,
            hi_offset: unknown,
            lo_offset: unknown,
            committed_offset: unknown,
            ..Partition::default()
        };
        assert_eq!(offsets_of(&partition), Offsets::default());
    }

    #[test]
    fn without_a_commit_everything_lies_before_us() {
        let partition = Partition {
            app_offset: 40,
            fetchq_cnt: 1,
            next_offset: 60,
            ls_offset: 100,
            lo_offset: 10,
            committed_offset: -1001,
            ..Partition::default()
        };
        assert_eq!(offsets_of(&partition), Offsets { lag: Some(60), committed: Some(10), end: Some(100) });
    }
}
