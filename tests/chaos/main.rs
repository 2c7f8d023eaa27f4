//! Faults of every kind, on three real brokers, while a steady feed goes on: afterwards every output is there, once, and in
//! order.
//!
//! | file | what |
//! | --- | --- |
//! | `fault` | what can go wrong |
//! | `scene` | what it goes wrong with, and waiting until all is well again |
//! | `cluster`, `link` | three brokers, and the network to them |
//! | `request` | requests that the client library has no call for |
//! | `fleet` | the members, kept running |
//! | `feed` | articles that keep coming |
//! | `progress` | how far the group has come |
//! | `watch` | when a reader sees the events |
//! | `checker` | what is there against what must be |
//! | `redeploy` | one version after the other |
//! | `report` | docs/chaos.md |
//! | `dice` | chance from a seed |

#[path = "../support/mod.rs"]
mod support;

mod checker;
mod cluster;
mod dice;
mod fault;
mod feed;
mod fleet;
mod link;
mod progress;
mod redeploy;
mod report;
mod request;
mod scene;
mod watch;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use dice::Dice;
use fault::Fault;
use redeploy::{Versions, redeploy};
use report::{Report, Strike};
use scene::{Scene, Writers};
use watch::Watch;

const MEMBERS: usize = 3;

/// Those of every run of the tests; `make chaos` has them all, over and over.
const TEN: [Fault; 10] = [
    Fault::KillMember,
    Fault::StopMember,
    Fault::PauseMember,
    Fault::FenceMember,
    Fault::KickMember,
    Fault::KillTransactionCoordinator,
    Fault::PauseBroker,
    Fault::CutLink,
    Fault::ExhaustQuota,
    Fault::RefuseDeadLetters,
];

/// Longest time that ten faults, or the end of a longer run, may take on a busy machine.
const TEN_TAKE: Duration = Duration::from_secs(15 * 60);

/// The promise: however often it is redeployed, something comes of each partition at least this often.
const LONGEST_SILENCE: Duration = Duration::from_secs(5);

/// Above so many records that wait, an alert of deploy/prometheus may fire.
const LAG_OF_THE_ALERT: i64 = 1000;

/// How long `make chaos` and `make redeploys` go on; without it, ten faults or one redeploy are enough.
fn minutes() -> Option<u64> {
    number_in("MINUTES")
}

/// A number that the command line gives through the environment.
fn number_in(variable: &str) -> Option<u64> {
    let text = text_in(variable)?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable}={text} is not a number")))
}

#[allow(clippy::disallowed_methods, reason = "how long the test goes on, and with what, is up to whoever starts it")]
fn text_in(variable: &str) -> Option<String> {
    std::env::var(variable).ok().filter(|text| !text.is_empty())
}

#[test]
fn faults_lose_double_and_disorder_nothing() {
    let seed = number_in("SEED").unwrap_or_else(Dice::fresh_seed);
    eprintln!("SEED={seed} gives the same faults again");
    let mut dice = Dice::new(seed);
    let length = minutes().map(|minutes| Duration::from_secs(60 * minutes));
    let start = Instant::now();
    let mut scene = Scene::start(MEMBERS, &[], length.unwrap_or_default() + TEN_TAKE);
    let mut report = Report::new(seed);
    loop {
        let mut round = if length.is_some() { Fault::ALL.to_vec() } else { TEN.to_vec() };
        dice.shuffle(&mut round);
        for fault in round {
            report.add(strike(fault, &mut scene, &mut dice));
            if length.is_some_and(|length| start.elapsed() > length) {
                break;
            }
        }
        if length.is_none_or(|length| start.elapsed() > length) {
            break;
        }
    }
    scene.wait_until_whole();
    let (verdict, records) = scene.finish(Writers::ThisVersion);

    eprintln!("{verdict}");
    let mut breaches = report.breaches(&verdict);
    if length.is_some() {
        report.publish(&verdict, records).expect("docs/chaos.md");
        breaches.extend(report.slow());
    }
    assert!(breaches.is_empty(), "{} promises broken, the first of them:\n{}", breaches.len(), first_of(&breaches));
}

#[test]
fn a_redeploy_loses_and_doubles_nothing_and_silences_no_partition_for_long() {
    let length = minutes().map(|minutes| Duration::from_secs(60 * minutes)).unwrap_or_default();
    let other = text_in("OTHER").map(PathBuf::from);
    let writers = if other.is_some() { Writers::SeveralVersions } else { Writers::ThisVersion };
    let mut scene = Scene::start(MEMBERS, &[], length + TEN_TAKE);
    scene.wait_until_whole();

    let watch = Watch::start(&scene.pipeline);
    let lags = redeploy(&mut scene, &Versions::with(other), length);
    scene.recover();
    let silences = watch.finish();
    let (verdict, _) = scene.finish(writers);

    eprintln!("{} redeploys; lag after each: {lags:?}", lags.len());
    eprintln!("longest silence of each partition: {silences:.1?}; {verdict}");
    assert!(verdict.is_kept(), "{verdict}");
    assert!(silences.iter().all(|silence| *silence < LONGEST_SILENCE), "{silences:?}");
    assert!(lags.iter().all(|lag| *lag < LAG_OF_THE_ALERT), "{lags:?}");
}

/// The checker can fail: a member that only promises at least once, and is killed after it has written and before it
/// has committed, writes again.
#[test]
fn a_kill_doubles_where_delivery_is_at_least_once_and_the_checker_sees_it() {
    // Every batch is open for a second, and written at its start.
    let settings = [("DEMARCHE_STREAM__DELIVERY", "at_least_once"), ("DEMARCHE_STREAM__BATCH_AGE_MS", "1000")];
    let mut scene = Scene::start(1, &settings, TEN_TAKE);
    let mut dice = Dice::new(0);
    for _ in 0..3 {
        strike(Fault::KillMember, &mut scene, &mut dice);
    }
    let (verdict, _) = scene.finish(Writers::ThisVersion);

    assert!(!verdict.doubled.is_empty(), "{verdict}");
    assert!(verdict.lost.is_empty() && verdict.invented.is_empty(), "{verdict}");
}

/// Makes a fault, and waits until the group has recovered from it.
fn strike(fault: Fault, scene: &mut Scene, dice: &mut Dice) -> Strike {
    if fault.needs_all_brokers() {
        scene.wait_until_whole();
    } else {
        scene.wait_until_members_are_ready();
    }
    let delivered = scene.delivered();
    let _ = scene.take_worst_lag();
    fault.strike(scene, dice);
    let recovery = scene.recover();
    Strike { fault, delivered, recovery, lag: scene.take_worst_lag() }
}

fn first_of(breaches: &[String]) -> String {
    breaches.iter().take(20).map(String::as_str).collect::<Vec<_>>().join("\n")
}
