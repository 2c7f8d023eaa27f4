//! What is live: server-sent events, each a piece of the page as it would be made now.
//!
//! A viewer is told when it can take more, so that one who is slow holds nothing up and piles nothing up.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::{Duration, Instant};

use axum::response::Sse;
use axum::response::sse::Event;
use futures_util::Stream;
use futures_util::stream::unfold;
use tokio::sync::{OwnedSemaphorePermit, watch};

use super::access::Sight;
use super::{Console, page};

/// After this a stream ends. The browser asks again, and then it is seen anew whether it may.
const VISIT: Duration = Duration::from_secs(3600);

struct Viewer {
    console: Console,
    sight: Sight,
    changes: watch::Receiver<()>,
    /// The newest article that was sent.
    after: u64,
    /// Samples that there were when figures were last sent.
    samples: Option<u64>,
    waiting: VecDeque<Event>,
    until: Instant,
    _seat: OwnedSemaphorePermit,
}

/// What happens from now on, after the article with this number.
pub(super) fn stream(
    console: Console,
    sight: Sight,
    after: u64,
    seat: OwnedSemaphorePermit,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let mut changes = console.recent().changes();
    changes.mark_changed();
    let began = Event::default().event("began").data(page::began(&console));
    let waiting = VecDeque::from([began]);
    let until = Instant::now() + VISIT;
    let viewer = Viewer { console, sight, changes, after, samples: None, waiting, until, _seat: seat };
    Sse::new(unfold(viewer, |mut viewer| async {
        loop {
            if let Some(event) = viewer.waiting.pop_front() {
                return Some((Ok(event), viewer));
            }
            if Instant::now() >= viewer.until || viewer.changes.changed().await.is_err() {
                return None;
            }
            viewer.look(Instant::now());
        }
    }))
}

impl Viewer {
    /// Takes note of what is new.
    fn look(&mut self, now: Instant) {
        let samples = self.console.recent().state().meter.taken();
        if self.samples != Some(samples) {
            self.samples = Some(samples);
            self.waiting.push_back(Event::default().event("figures").data(page::figures(
                &self.console,
                self.sight,
                now,
            )));
        }
        if self.sight == Sight::Everything {
            for (number, article) in page::articles_after(&self.console, self.after) {
                self.after = number;
                self.waiting.push_back(Event::default().event("article").id(number.to_string()).data(article));
            }
        }
    }
}
