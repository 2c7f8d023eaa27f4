//! What the console remembers: all of it bounded, in number and in bytes. The stream tells it, and never waits for those
//! who look.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::sync::watch;

use super::allowance::Allowance;
use super::glimpse::{Glimpse, Letter, Seen};
use super::history::{Bounds, History};
use super::meter::{Lags, Meter};
use crate::article::Origin;
use crate::extract::Extraction;
use crate::observe::BatchTally;

/// Articles that are kept.
const ARTICLES: Bounds = Bounds { entries: 20, bytes: 2 << 20 };

/// Dead letters that are kept of one kind; a message is short.
const LETTERS: Bounds = Bounds { entries: 5, bytes: 16 << 10 };

/// What came lately.
#[derive(Debug)]
pub(crate) struct Recent {
    /// The same moment on both clocks.
    began: (Instant, Timestamp),
    /// Whether words of articles are kept.
    has_texts: bool,
    /// Articles that were chosen to be shown.
    numbers: AtomicUsize,
    articles: Allowance,
    /// One for each kind, so that a flood of one drowns no other.
    letters: OnceLock<Vec<(&'static str, Allowance)>>,
    state: Mutex<State>,
    changed: watch::Sender<()>,
}

#[derive(Debug)]
pub(super) struct State {
    pub(super) meter: Meter,
    pub(super) articles: History<(Timestamp, Glimpse)>,
    pub(super) letters: BTreeMap<&'static str, Letters>,
    pub(super) totals: Totals,
}

/// What was done since the start.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Totals {
    pub(super) records: u64,
    pub(super) events: u64,
    pub(super) dead_letters: u64,
}

/// Dead letters of one kind.
#[derive(Debug)]
pub(super) struct Letters {
    pub(super) count: u64,
    pub(super) last: History<(Timestamp, Glimpse)>,
}

impl Default for Letters {
    fn default() -> Self {
        Self { count: 0, last: History::new(LETTERS) }
    }
}

impl Letters {
    /// The last ones, the newest first.
    pub(super) fn newest(&self) -> impl Iterator<Item = (Timestamp, &Letter)> {
        self.last.after(0).rev().filter_map(|(_, (at, glimpse))| match &*glimpse.0 {
            Seen::DeadLetter { letter, .. } => Some((*at, letter)),
            Seen::Article(_) => None,
        })
    }
}

impl Recent {
    /// Of a service that starts now.
    pub(crate) fn new(has_texts: bool, now: Instant, clock: Timestamp) -> Self {
        let state = State {
            meter: Meter::new(now),
            articles: History::new(ARTICLES),
            letters: BTreeMap::new(),
            totals: Totals::default(),
        };
        Self {
            began: (now, clock),
            has_texts,
            numbers: AtomicUsize::new(1),
            articles: Allowance::new(16, 250),
            letters: OnceLock::new(),
            state: Mutex::new(state),
            changed: watch::Sender::new(()),
        }
    }

    /// When the service started.
    pub(super) const fn began(&self) -> Timestamp {
        self.began.1
    }

    /// What the wall clock shows at a moment.
    pub(super) fn clock(&self, now: Instant) -> Timestamp {
        let (began, clock) = self.began;
        clock.checked_add(now.saturating_duration_since(began)).unwrap_or(clock)
    }

    /// An article with its events, if it is to be shown: a few a second are.
    pub(crate) fn article(&self, extraction: Extraction, now: Instant) -> Option<Glimpse> {
        if extraction.events.is_empty() || !self.articles.take(self.since_start(now)) {
            return None;
        }
        Glimpse::of_article(self.numbers.fetch_add(1, Ordering::Relaxed), extraction, self.has_texts)
    }

    /// A dead letter, if it is to be shown: of each kind about one a second is.
    pub(crate) fn dead_letter(
        &self,
        kind: &'static str,
        message: &str,
        record: impl FnOnce() -> Origin,
        now: Instant,
    ) -> Option<Glimpse> {
        let (_, allowance) = self.letters.get()?.iter().find(|(of, _)| *of == kind)?;
        let is_shown = allowance.take(self.since_start(now));
        is_shown.then(|| Glimpse::of_dead_letter(kind, message, &record(), self.has_texts))
    }

    /// These kinds of dead letters may come.
    pub(crate) fn may_reject(&self, kinds: impl Iterator<Item = &'static str>) {
        // Told once, at the start.
        let _ = self.letters.set(kinds.map(|kind| (kind, Allowance::new(4, 1000))).collect());
    }

    /// A batch was committed, with the latencies of some of its records.
    pub(crate) fn committed(&self, tally: &BatchTally, latencies: &[Duration]) {
        let mut state = self.state();
        state.meter.committed(tally.records(), tally.events(), latencies);
        state.totals.records += tally.records();
        state.totals.events += tally.events();
        state.totals.dead_letters += tally.dead_letters();
        for (kind, count) in tally.rejections() {
            state.letters.entry(kind).or_default().count += count;
        }
    }

    /// These records were committed.
    pub(crate) fn show(&self, glimpses: &[Glimpse], now: Instant) {
        if glimpses.is_empty() {
            return;
        }
        let at = self.clock(now);
        let mut state = self.state();
        for glimpse in glimpses {
            match &*glimpse.0 {
                Seen::Article(article) => state.articles.add((at, glimpse.clone()), article.bytes()),
                Seen::DeadLetter { kind, letter } => {
                    let bytes = letter.record.len() + letter.message.as_ref().map_or(0, String::len);
                    state.letters.entry(kind).or_default().last.add((at, glimpse.clone()), bytes);
                }
            }
        }
        drop(state);
        self.changed.send_replace(());
    }

    /// Takes a sample for the plots.
    pub(super) fn sample(&self, lags: Lags, now: Instant) {
        self.state().meter.sample(lags, now);
        self.changed.send_replace(());
    }

    /// Wakes when something changes.
    pub(super) fn changes(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn since_start(&self, now: Instant) -> Duration {
        now.saturating_duration_since(self.began.0)
    }
}
