//! Compares what stands in the output topics with what an undisturbed run gives: the same outputs, each once, and those of
//! one input partition in its order.

use std::collections::HashMap;
use std::fmt;
use std::thread;

use super::support::{Pipeline, PublishedEvent, ReadRecord, Topics, events_of, extractor, read_to_end};

/// An output that must be there, and the input record that it comes from. In the order of that record's partition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    /// Partition of the input record.
    pub partition: i32,
    /// Its offset.
    pub offset: i64,
    /// An event or a dead letter.
    pub output: PublishedEvent,
}

/// An output that is there. In the order of its partition.
#[derive(Clone, Debug)]
pub struct Output {
    /// Partition of its topic.
    pub partition: i32,
    /// An event or a dead letter.
    pub output: PublishedEvent,
}

/// What a comparison found.
#[derive(Debug, Default)]
pub struct Verdict {
    /// Events and dead letters that must be there.
    pub promised: usize,
    pub lost: Vec<Promise>,
    pub doubled: Vec<Promise>,
    /// After one that stands later in the same input partition.
    pub disordered: Vec<Promise>,
    /// No input record gives them.
    pub invented: Vec<PublishedEvent>,
}

impl Verdict {
    pub fn is_kept(&self) -> bool {
        self.lost.is_empty() && self.doubled.is_empty() && self.disordered.is_empty() && self.invented.is_empty()
    }

    /// The promises that were broken, each with how.
    pub fn breaches(&self) -> impl Iterator<Item = (&'static str, &Promise)> {
        [("lost", &self.lost), ("doubled", &self.doubled), ("out of order", &self.disordered)]
            .into_iter()
            .flat_map(|(how, promises)| promises.iter().map(move |promise| (how, promise)))
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{} outputs: {} lost, {} doubled, {} out of order, {} invented",
            self.promised,
            self.lost.len(),
            self.doubled.len(),
            self.disordered.len(),
            self.invented.len()
        )
    }
}

/// What must come of the records of the input topic.
pub fn promised(topics: &Topics, input: &[ReadRecord]) -> Vec<Promise> {
    let extractor = extractor();
    let of_record = |read: &ReadRecord| {
        let outputs = match events_of(&extractor, topics, read) {
            Ok(events) => events,
            Err(rejection) => vec![dead_letter(topics, read, rejection.kind())],
        };
        let (partition, offset) = (read.partition, read.offset);
        outputs.into_iter().map(move |output| Promise { partition, offset, output }).collect::<Vec<_>>()
    };
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let shares = input.chunks(input.len().div_ceil(workers).max(1));
        let work = |share: &'_ [ReadRecord]| share.iter().flat_map(of_record).collect::<Vec<_>>();
        let threads: Vec<_> = shares.map(|share| scope.spawn(move || work(share))).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("an extractor that does not panic")).collect()
    })
}

/// Everything in the output topics, under `read_committed`.
pub fn outputs(pipeline: &Pipeline) -> Vec<Output> {
    let topics = &pipeline.topics;
    let events = topics.of_events().into_iter().flat_map(|topic| {
        let read = read_to_end(pipeline.kafka, topic).into_iter();
        read.map(|read| Output { partition: read.partition, output: PublishedEvent::of(topic.to_owned(), read.record) })
    });
    let dead_letters = pipeline.dead_letters().into_iter().map(|read| {
        let told = |name: &str| read.record.header(name).unwrap_or_default().to_owned();
        let number = |name: &str| told(name).parse().unwrap_or(-1);
        let reason = told("demarche.reason");
        let mut original = read.clone();
        original.partition = i32::try_from(number("__connect.errors.partition")).unwrap_or(-1);
        original.offset = number("__connect.errors.offset");
        Output { partition: read.partition, output: dead_letter(topics, &original, &reason) }
    });
    events.chain(dead_letters).collect()
}

/// A dead letter, as far as it is determined by its input record.
fn dead_letter(topics: &Topics, read: &ReadRecord, reason: &str) -> PublishedEvent {
    PublishedEvent {
        topic: topics.dead_letters.clone(),
        key: read.record.key.clone().unwrap_or_default(),
        value: read.record.value.clone().unwrap_or_default(),
        id: format!("{}/{}", read.partition, read.offset),
        message_name: reason.to_owned(),
    }
}

/// Compares what is there with what must be.
pub fn check(promised: &[Promise], outputs: &[Output]) -> Verdict {
    let mut verdict = Verdict { promised: promised.len(), ..Verdict::default() };
    let places: HashMap<&PublishedEvent, usize> =
        promised.iter().enumerate().map(|(place, promise)| (&promise.output, place)).collect();
    assert_eq!(
        places.len(),
        promised.len(),
        "two input records have the same output, so that one could stand for both"
    );
    let mut seen = vec![false; promised.len()];
    // The place of the last output of each input partition in each output partition.
    let mut last: HashMap<(&str, i32, i32), usize> = HashMap::new();
    for Output { partition, output } in outputs {
        let Some(&place) = places.get(output) else {
            verdict.invented.push(output.clone());
            continue;
        };
        let promise = &promised[place];
        if std::mem::replace(&mut seen[place], true) {
            verdict.doubled.push(promise.clone());
            continue;
        }
        let last = last.entry((&output.topic, *partition, promise.partition)).or_insert(place);
        if place < *last {
            verdict.disordered.push(promise.clone());
        }
        *last = place.max(*last);
    }
    let unseen = promised.iter().zip(&seen).filter(|(_, seen)| !**seen);
    verdict.lost = unseen.map(|(promise, _)| promise.clone()).collect();
    verdict
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two records of one input partition and one of another, with an output each; all outputs in one partition.
    fn promises() -> Vec<Promise> {
        let output = |id: &str| PublishedEvent {
            topic: "events.call".to_owned(),
            key: b"story".to_vec(),
            value: id.into(),
            id: id.to_owned(),
            message_name: "Call".to_owned(),
        };
        [(0, 7, "a"), (0, 8, "b"), (1, 3, "c")]
            .map(|(partition, offset, id)| Promise { partition, offset, output: output(id) })
            .to_vec()
    }

    /// What is found where these promises were kept in this order.
    fn verdict_on(kept: &[usize]) -> Verdict {
        let promises = promises();
        let outputs: Vec<Output> =
            kept.iter().map(|place| Output { partition: 0, output: promises[*place].output.clone() }).collect();
        check(&promises, &outputs)
    }

    #[test]
    fn partitions_of_the_input_may_mix_as_they_like() {
        for kept in [[0, 1, 2], [2, 0, 1], [0, 2, 1]] {
            assert!(verdict_on(&kept).is_kept(), "{kept:?}");
        }
    }

    #[test]
    fn what_is_missing_is_lost() {
        assert_eq!(verdict_on(&[0, 2]).lost, [promises()[1].clone()]);
    }

    #[test]
    fn what_is_there_twice_is_doubled_and_not_out_of_order() {
        let verdict = verdict_on(&[0, 1, 2, 0]);
        assert_eq!(verdict.doubled, [promises()[0].clone()]);
        assert!(verdict.disordered.is_empty() && verdict.lost.is_empty());
    }

    #[test]
    fn a_record_before_its_predecessor_is_out_of_order() {
        assert_eq!(verdict_on(&[1, 0, 2]).disordered, [promises()[0].clone()]);
    }

    #[test]
    fn the_same_output_with_another_byte_is_lost_and_invented() {
        let promises = promises();
        let mut outputs: Vec<Output> =
            promises.iter().map(|promise| Output { partition: 0, output: promise.output.clone() }).collect();
        outputs[2].output.value.push(0);
        let verdict = check(&promises, &outputs);
        assert_eq!((verdict.lost.len(), verdict.invented.len()), (1, 1));
    }
}
