use juma_format::{time::UnixTime, trust::StatusTimes};

use crate::{State, clock::Clock};

/// How old the trust data is, in seconds, and when it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrustAges {
    /// The age of the bundle.
    pub bundle: u64,
    /// The age of the trust list.
    pub list: u64,
    /// The first second at which the data is stale.
    pub stale_from: UnixTime,
    /// Whether it is. Never [`Freshness::Stale`]: no venue has a say in it.
    pub freshness: Freshness,
}

/// How old the status list is that says whether a code was revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusAge {
    /// Its age in seconds.
    pub seconds: u64,
    /// The first second at which it has ended.
    pub expires: UnixTime,
    /// Whether the venue still goes by it.
    pub freshness: Freshness,
}

/// What an age means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// Young enough.
    Fresh,
    /// Older than the venue's policy goes by.
    Stale,
    /// Ended, by the word of whoever signed it.
    Ended,
    /// The clock is behind its floor: the age is the least that it can be, and not above any bound.
    Unknown,
}

impl Freshness {
    /// The word of JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::Stale => "stale",
            Self::Ended => "ended",
            Self::Unknown => "unknown",
        }
    }

    /// What was found to be within its bounds by a clock.
    const fn within_bounds(clock: Clock) -> Self {
        if clock.is_behind() {
            Self::Unknown
        } else {
            Self::Fresh
        }
    }
}

impl StatusAge {
    /// The age of a list of these times, for a venue that goes by lists of at most `max_age`.
    pub(crate) fn of(times: StatusTimes, clock: Clock, max_age: u64) -> Self {
        let at = clock.at();
        let seconds = at.since(times.issued);
        let freshness = if times.expires <= at {
            Freshness::Ended
        } else if seconds > max_age {
            Freshness::Stale
        } else {
            Freshness::within_bounds(clock)
        };
        Self {
            seconds,
            expires: times.expires,
            freshness,
        }
    }
}

impl State {
    /// How old the data is; `None` without any. A clock that was set back makes nothing younger.
    #[must_use]
    pub fn ages(&self, now: UnixTime) -> Option<TrustAges> {
        let clock = self.clock(now);
        let at = clock.at();
        let bundle = self.bundle.as_ref()?;
        let stale_from = self.stale_from()?;
        Some(TrustAges {
            bundle: at.since(bundle.manifest.issued),
            list: at.since(bundle.list.list().issued()),
            stale_from,
            freshness: if stale_from <= at {
                Freshness::Ended
            } else {
                Freshness::within_bounds(clock)
            },
        })
    }
}
