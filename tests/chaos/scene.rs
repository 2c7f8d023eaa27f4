//! Everything that a fault can hit: brokers, links, members, and the feed that goes on meanwhile.

use std::fs;
use std::path::Path;
use std::sync::MutexGuard;
use std::time::{Duration, Instant};

use super::checker::{self, Output, Verdict};
use super::cluster::Cluster;
use super::feed::Feed;
use super::fleet::Fleet;
use super::progress::Progress;
use super::support::{Pipeline, wait_until};

/// Partitions of the input: two for each of three members.
pub const PARTITIONS: i32 = 6;

/// Partitions of each topic that the members write: each holds what comes of several partitions of the input.
pub const OUTPUT_PARTITIONS: i32 = 2;

/// From three started processes to committed records in every partition.
const START: Duration = Duration::from_secs(60);

/// From the end of a fault until it counts as one that the group does not survive. The promise is far below.
const GIVE_UP: Duration = Duration::from_secs(120);

/// Who has written what is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writers {
    ThisVersion,
    SeveralVersions,
}

/// A group that reads from brokers, and a feed.
pub struct Scene {
    pub fleet: Fleet,
    pub pipeline: Pipeline,
    feed: Feed,
    progress: Progress,
    /// The most records that were delivered and not committed, since it was last asked for.
    worst_lag: i64,
    /// Whatever happens, this is the end.
    deadline: Instant,
    pub cluster: MutexGuard<'static, Cluster>,
}

impl Scene {
    /// Starts members and the feed, and waits until records of every partition are committed.
    pub fn start(members: usize, settings: &[(&str, &str)], longest: Duration) -> Self {
        let cluster = Cluster::shared();
        let pipeline = Pipeline::on(cluster.kafka, PARTITIONS, OUTPUT_PARTITIONS);
        let mut scene = Self {
            fleet: Fleet::start(&pipeline, cluster.bootstrap_over_links(), members, settings),
            feed: Feed::start(&pipeline, usize::try_from(PARTITIONS).expect("a count")),
            progress: Progress::start(&pipeline, PARTITIONS),
            pipeline,
            worst_lag: 0,
            deadline: Instant::now() + longest,
            cluster,
        };
        scene.wait_until(START, "records of every partition are committed", |scene| {
            scene.committed().iter().all(|committed| *committed > 0)
        });
        // What came while the members started.
        scene.recover();
        scene
    }

    /// Waits for a condition while everything else goes on.
    #[track_caller]
    pub fn wait_until(&mut self, deadline: Duration, what: &str, mut condition: impl FnMut(&mut Self) -> bool) {
        wait_until(deadline, what, || {
            self.tend();
            condition(self)
        });
    }

    /// Lets time pass: a fault lasts.
    pub fn let_pass(&mut self, time: Duration) {
        let start = Instant::now();
        self.wait_until(time + START, "time passes", |_| start.elapsed() >= time);
    }

    /// Waits until everything is committed that waits now, and tells how long that took; [`GIVE_UP`] where it never came.
    pub fn recover(&mut self) -> Duration {
        let start = Instant::now();
        let waiting = self.feed.delivered();
        self.wait_until(GIVE_UP + START, "the group recovers", |scene| {
            let is_committed = scene.committed().iter().zip(&waiting).all(|(committed, waiting)| committed >= waiting);
            is_committed || start.elapsed() >= GIVE_UP
        });
        start.elapsed()
    }

    /// Waits until no member and no broker is away any more.
    pub fn wait_until_whole(&mut self) {
        self.wait_until(GIVE_UP, "all brokers and members are there again", |scene| {
            scene.fleet.is_whole() && scene.cluster.is_whole()
        });
    }

    /// Waits until no member is away any more.
    pub fn wait_until_members_are_ready(&mut self) {
        self.wait_until(GIVE_UP, "all members are there again", |scene| scene.fleet.is_whole());
    }

    /// The most records that were delivered and not committed, since this was last asked.
    pub fn take_worst_lag(&mut self) -> i64 {
        std::mem::take(&mut self.worst_lag)
    }

    /// For each partition of the input, the offset after the last record of the feed.
    pub fn delivered(&self) -> Vec<i64> {
        self.feed.delivered()
    }

    /// How many records are delivered and not committed.
    pub fn lag(&self) -> i64 {
        self.feed.delivered().iter().zip(self.committed()).map(|(end, committed)| end - committed).sum()
    }

    /// Ends the feed, waits until all of it is committed, and compares what is there with what must be. Where several
    /// versions have written, what they say in an event may differ, and whose event it is may not.
    pub fn finish(mut self, writers: Writers) -> (Verdict, u64) {
        let sent = self.feed.finish();
        let delivered = self.feed.delivered();
        self.wait_until(GIVE_UP, "the end of the feed is committed", |scene| scene.committed() == delivered);
        let input = self.pipeline.input();
        assert_eq!(u64::try_from(input.len()), Ok(sent), "Kafka itself lost or doubled records of the feed");
        let mut promised = checker::promised(&self.pipeline.topics, &input);
        let mut outputs: Vec<Output> = checker::outputs(&self.pipeline);
        if writers == Writers::SeveralVersions {
            promised.iter_mut().for_each(|promise| promise.output.value.clear());
            outputs.iter_mut().for_each(|output| output.output.value.clear());
        }
        (checker::check(&promised, &outputs), sent)
    }

    /// Keeps what members and brokers have said.
    fn keep_logs(&self) -> std::io::Result<()> {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("chaos");
        fs::create_dir_all(&folder)?;
        for (member, said) in self.fleet.said().enumerate() {
            fs::write(folder.join(format!("member-{member}.log")), said)?;
        }
        for (broker, said) in self.cluster.said().enumerate() {
            fs::write(folder.join(format!("broker-{broker}.log")), said)?;
        }
        eprintln!("logs of members and brokers: {}", folder.display());
        Ok(())
    }

    fn committed(&self) -> Vec<i64> {
        self.progress.committed()
    }

    fn tend(&mut self) {
        assert!(Instant::now() < self.deadline, "this takes too long altogether");
        assert!(!self.feed.has_failed(), "the feed failed; what it said stands above");
        self.fleet.tend();
        self.worst_lag = self.worst_lag.max(self.lag());
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the feed has come to {:?}, the group to {:?}", self.feed.delivered(), self.committed());
        }
        if let Err(error) = self.keep_logs() {
            eprintln!("no logs were kept: {error}");
        }
    }
}
