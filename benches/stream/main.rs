//! What it costs to move records: demarche beside a bare loop, on a real Apache Kafka on this machine.
//!
//! `make bench-stream` prints two tables. All members drain the same backlog, round by round, so that the figures of a
//! round are of the same minute; ratios are taken within a round.
//!
//! | file | what |
//! | --- | --- |
//! | `member` | who drains, each as a process of its own |
//! | `bare_loop` | consume, produce, commit, and nothing else |
//! | `idle_extractor` | demarche's stream with an extractor that does nothing |
//! | `backlog` | the articles that wait |
//! | `drain` | how fast a member drains them, and on how much of the processor |
//! | `latency` | how long a record takes at half of that speed |

#[path = "../../tests/support/mod.rs"]
mod support;

mod backlog;
mod bare_loop;
mod drain;
mod idle_extractor;
mod latency;
mod member;

use std::time::Duration;

use comfy_table::Table;
use demarche::config::Delivery::{AtLeastOnce, ExactlyOnce};

use backlog::Backlog;
use drain::Drained;
use member::{Member, Role};

/// Records that members drain whose extractor does nothing.
const RECORDS: usize = 600_000;
/// Records that the extractor reads; each costs it milliseconds.
const READ_RECORDS: usize = 4_000;
/// Rounds, each with a turn of everybody.
const ROUNDS: usize = 5;
/// How long latency is measured.
const STEADY: Duration = Duration::from_secs(20);
/// Records a second for members whose extractor does nothing: half of their speed would leave no processor to the feed.
const STEADY_RATE: f64 = 2_000.0;

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    if let Some(role) = Role::of_this_process() {
        return role.play();
    }
    let backlog = Backlog::new("bench.articles", RECORDS);
    let mut members = vec![
        Member::new(Role::BareLoop, AtLeastOnce),
        Member::new(Role::BareLoop, ExactlyOnce),
        Member::new(Role::IdleExtractor, AtLeastOnce),
        Member::new(Role::IdleExtractor, ExactlyOnce),
    ];
    if std::env::var_os("KAFKA_STREAMS").is_some() {
        members.push(Member::new(Role::KafkaStreams, ExactlyOnce));
    }
    let drained = rounds(&members, &backlog);
    println!("{RECORDS} articles of {} bytes, {} partitions, {ROUNDS} rounds", backlog.mean_bytes, backlog::PARTITIONS);
    println!("{}", table(&members, &drained));
    for (what, asked, ratios) in ratios(&drained) {
        println!("{what}: {} (in each round {}); asked: {asked}", number(median(&ratios)), list(&ratios));
    }

    let backlog = Backlog::new("bench.articles.read", READ_RECORDS);
    let demarche = Member::new(Role::Demarche, ExactlyOnce);
    let mut shares = Vec::new();
    let mut rates = Vec::new();
    for _ in 0..ROUNDS {
        let own = backlog.rate_of_the_extractor();
        let drained = drain::drain(&demarche, &backlog);
        shares.push(drained.rate / own);
        rates.push(drained.rate);
    }
    println!("demarche, one worker: {:.0} articles/s", median(&rates));
    println!("of its extractor's own speed: {} (in each round {}); asked: 0.9", number(median(&shares)), list(&shares));

    let mut waits = Table::new();
    waits.set_header(["from the input record to the committed event", "records/s", "median, ms", "99 %, ms"]);
    let steady = [(&members[1], STEADY_RATE), (&members[3], STEADY_RATE), (&demarche, median(&rates) / 2.0)];
    for (member, rate) in steady {
        let latency = latency::measure(member, rate, STEADY);
        let millis = |wait: Duration| format!("{}", wait.as_millis());
        waits.add_row([
            member.to_string(),
            format!("{rate:.0}"),
            millis(latency.median),
            millis(latency.ninety_ninth_percentile),
        ]);
    }
    println!("{waits}");
}

/// What each member did in each round.
fn rounds(members: &[Member], backlog: &Backlog) -> Vec<Vec<Drained>> {
    let mut drained: Vec<Vec<Drained>> = members.iter().map(|_| Vec::new()).collect();
    for _ in 0..ROUNDS {
        for (member, drained) in members.iter().zip(&mut drained) {
            drained.push(drain::drain(member, backlog));
        }
    }
    drained
}

fn table(members: &[Member], drained: &[Vec<Drained>]) -> Table {
    let mut table = Table::new();
    table.set_header(["", "records/s", "processor, µs a record", "of the broker, µs", "memory, MiB"]);
    for (member, drained) in members.iter().zip(drained) {
        let median = |figure: fn(&Drained) -> f64| median(&drained.iter().map(figure).collect::<Vec<_>>());
        table.add_row([
            member.to_string(),
            format!("{:.0}", median(|drained| drained.rate)),
            format!("{:.1}", median(|drained| drained.processor_micros)),
            format!("{:.1}", median(|drained| drained.broker_micros)),
            format!("{:.0}", median(|drained| drained.memory_mib)),
        ]);
    }
    table
}

/// What is asked of demarche, and its ratio in each round. The order is that of the members.
fn ratios(drained: &[Vec<Drained>]) -> Vec<(&'static str, &'static str, Vec<f64>)> {
    let [_, bare, at_least_once, exactly_once, rest @ ..] = drained else { unreachable!("four members and more") };
    let rate = |of: &[Drained], to: &[Drained]| of.iter().zip(to).map(|(of, to)| of.rate / to.rate).collect();
    let processor = |of: &[Drained], to: &[Drained]| {
        of.iter().zip(to).map(|(of, to)| of.processor_micros / to.processor_micros).collect()
    };
    let mut ratios = vec![
        ("records/s, exactly once to at least once", "at least 0.9", rate(exactly_once, at_least_once)),
        ("processor a record, to the bare loop's", "at most 1.25", processor(exactly_once, bare)),
    ];
    if let [streams] = rest {
        ratios.push(("processor a record, to Kafka Streams'", "at most 0.5", processor(exactly_once, streams)));
    }
    ratios
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

fn number(value: f64) -> String {
    format!("{value:.2}")
}

fn list(values: &[f64]) -> String {
    values.iter().copied().map(number).collect::<Vec<_>>().join(" ")
}
