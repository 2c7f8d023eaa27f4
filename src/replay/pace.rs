//! How fast a replay may go, so that it leaves room for the live service. It holds no I/O; time is an argument.

use std::str::FromStr;
use std::time::{Duration, Instant};

/// A rate that is not to be exceeded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rate {
    /// Records a second.
    Records(f64),
    /// Bytes of their values a second.
    Bytes(f64),
}

/// For how long a debt may hold up what comes next: one large record must not cost the membership of the group.
const LONGEST: Duration = Duration::from_secs(60);

/// How much is taken at once, as a part of a second's worth.
const SHARE: f64 = 0.25;

/// Keeps a rate: whoever has taken more than is due waits until it is.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    rate: Option<Rate>,
    /// Before this, nothing more is due.
    due: Instant,
}

impl Pace {
    /// As fast as it goes, where there is no rate.
    #[must_use]
    pub const fn new(rate: Option<Rate>, now: Instant) -> Self {
        Self { rate, due: now }
    }

    /// Goes on at another rate.
    pub fn change(&mut self, rate: Option<Rate>, now: Instant) {
        if self.rate != rate {
            *self = Self::new(rate, now);
        }
    }

    /// How many records, and how many bytes, may be taken at once.
    #[must_use]
    pub fn share(&self) -> (usize, usize) {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a float becomes the nearest number"
        )]
        let share = |rate: f64| (rate * SHARE).max(1.0) as usize;
        match self.rate {
            None => (usize::MAX, usize::MAX),
            Some(Rate::Records(rate)) => (share(rate), usize::MAX),
            Some(Rate::Bytes(rate)) => (usize::MAX, share(rate)),
        }
    }

    /// Notes what was taken.
    pub fn took(&mut self, records: usize, bytes: usize, now: Instant) {
        #[allow(clippy::cast_precision_loss, reason = "a rate is no count")]
        let seconds = match self.rate {
            None => return,
            Some(Rate::Records(rate)) => records as f64 / rate,
            Some(Rate::Bytes(rate)) => bytes as f64 / rate,
        };
        let debt = Duration::try_from_secs_f64(seconds).unwrap_or(LONGEST).min(LONGEST);
        // What was not taken in time is not made up for.
        self.due = self.due.max(now) + debt;
    }

    /// How long to wait before more is due.
    #[must_use]
    pub fn wait(&self, now: Instant) -> Duration {
        self.due.saturating_duration_since(now).min(LONGEST)
    }
}

impl FromStr for Rate {
    type Err = String;

    fn from_str(written: &str) -> Result<Self, String> {
        let wrong = || format!("{written:?} is no rate: write records a second (500) or bytes a second (2MB, 500kB)");
        let text = written.trim().trim_end_matches("/s").trim_end();
        let units = [("kB", 1e3), ("MB", 1e6), ("GB", 1e9), ("B", 1.0)];
        let in_bytes = units.iter().find_map(|(unit, size)| Some((text.strip_suffix(unit)?, *size)));
        let (number, size) = in_bytes.unwrap_or((text, 1.0));
        let rate = number.trim().parse::<f64>().map_err(|_| wrong())? * size;
        if !rate.is_finite() || rate < 1.0 {
            return Err(wrong());
        }
        Ok(if in_bytes.is_some() { Self::Bytes(rate) } else { Self::Records(rate) })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_rate_is_read_as_it_is_written() {
        for (text, rate) in [
            ("500", Rate::Records(500.0)),
            ("500/s\n", Rate::Records(500.0)),
            ("2MB/s", Rate::Bytes(2e6)),
            ("1.5 kB", Rate::Bytes(1500.0)),
            ("800B", Rate::Bytes(800.0)),
        ] {
            assert_eq!(text.parse(), Ok(rate), "{text}");
        }
        for text in ["", "fast", "0", "-1", "NaN", "0.1B"] {
            assert!(text.parse::<Rate>().is_err(), "{text}");
        }
    }

    #[test]
    fn another_rate_holds_at_once() {
        let now = Instant::now();
        let mut pace = Pace::new(Some(Rate::Records(1.0)), now);
        pace.took(50, 0, now);
        assert_eq!(pace.wait(now), Duration::from_secs(50));
        pace.change(Some(Rate::Records(1.0)), now);
        assert_eq!(pace.wait(now), Duration::from_secs(50), "the same rate is no other");
        pace.change(None, now);
        assert_eq!(pace.wait(now), Duration::ZERO);
    }

    proptest! {
        #[test]
        fn a_rate_is_kept_over_any_time(
            rate in 1..1000_u32, batches in proptest::collection::vec((1..500_usize, 0..2000_u64), 1..50)
        ) {
            let began = Instant::now();
            let (mut now, mut pace) = (began, Pace::new(Some(Rate::Records(f64::from(rate))), began));
            let mut before_last = 0;
            for (records, idle) in batches {
                now += pace.wait(now);
                let due = (now - began).as_secs_f64() * f64::from(rate);
                prop_assert!(before_last as f64 <= due + 1.0, "{before_last} of {due}");
                let records = records.min(pace.share().0);
                pace.took(records, 0, now);
                before_last += records;
                now += Duration::from_millis(idle);
            }
        }
    }
}
