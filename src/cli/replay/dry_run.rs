//! `demarche replay --dry-run`: what would be done, told from the ranges and a sample of their records.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use indicatif::HumanDuration;
use jiff::Timestamp;

use crate::cli::Exit;
use crate::cli::exit::Failure;
use crate::config::Config;
use crate::extract::Extractor;
use crate::replay::{Order, PartitionRange, Sample, Scan, Scanned};

/// Records that are extracted to learn what it costs.
const SAMPLE: u64 = 200;

/// How long one look waits.
const LOOK: Duration = Duration::from_millis(200);

pub(super) fn run(config: &Config, order: &Order, extractor: &Arc<Extractor>) -> anyhow::Result<Exit> {
    let topic = &config.topics.input;
    let mut scan = Scan::connect(config, topic).map_err(Failure::from)?;
    #[allow(clippy::disallowed_methods, reason = "a time ago is reckoned from now, here at the edge")]
    let now = Timestamp::now();
    let wanted = (!order.partitions.is_empty()).then_some(order.partitions.as_slice());
    let (ranges, notes) = scan.ranges((&order.from.value, &order.to.value), wanted, now).map_err(Failure::from)?;
    notes.iter().for_each(|note| println!("{topic}: {note}"));
    for range in &ranges {
        println!("{topic}: partition {}: offsets {} to {}", range.partition, range.first, range.end);
    }
    let offsets: u64 = ranges.iter().map(PartitionRange::offsets).sum();
    let read = super::reader(extractor).extract;
    let mut sample = Sample::default();
    // An equal part of each partition, from its beginning.
    let parts: Vec<PartitionRange> =
        ranges.iter().map(|range| range.first_of(SAMPLE / ranges.len() as u64 + 1)).collect();
    scan.start(&parts, false).map_err(Failure::from)?;
    let began = Instant::now();
    loop {
        match scan.next(LOOK).map_err(Failure::from)? {
            Scanned::Record(record) => sample.add(&record, &order.wanted, config.extract.input_format, &*read),
            Scanned::Nothing => {}
            Scanned::Ended => break,
        }
    }
    tracing::debug!(took = ?began.elapsed(), "sample");
    let ours = order.configured(config);
    println!("offsets: {offsets}; of {} records that were tried, wanted: {}", sample.records, sample.wanted);
    if sample.wanted > 0 {
        let estimate = sample.estimate(offsets);
        let told: BTreeMap<&str, u64> = estimate.events;
        let told: Vec<String> = told.into_iter().map(|(event_type, count)| format!("{event_type}: {count}")).collect();
        println!("about to be written: {}, dead letters: {}", told.join(", "), estimate.dead_letters);
        let workers = u32::try_from(config.stream.workers()).unwrap_or(1).max(1);
        println!("extraction: about {} with {workers} workers, by the sample", HumanDuration(estimate.work / workers));
    }
    for (_, topic) in ours.topics.all().into_iter().skip(1) {
        println!("to: {topic}");
    }
    println!("nothing was written");
    Ok(Exit::Done)
}
