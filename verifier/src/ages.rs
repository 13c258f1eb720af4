use juma_format::{time::UnixTime, trust::StatusTimes};

use crate::State;

/// How old the trust data is, in seconds, and when it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrustAges {
    /// The age of the bundle.
    pub bundle: u64,
    /// The age of the trust list.
    pub list: u64,
    /// The first second at which the data is stale.
    pub stale_from: UnixTime,
    /// Whether it is: [`Freshness::Fresh`] or [`Freshness::Ended`], no venue says otherwise.
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
}

impl Freshness {
    /// The word of JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::Stale => "stale",
            Self::Ended => "ended",
        }
    }
}

impl StatusAge {
    /// The age of a list of these times, for a venue that goes by lists of at most `max_age`.
    pub(crate) fn of(times: StatusTimes, at: UnixTime, max_age: u64) -> Self {
        let seconds = at.since(times.issued);
        let freshness = if times.expires <= at {
            Freshness::Ended
        } else if seconds > max_age {
            Freshness::Stale
        } else {
            Freshness::Fresh
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
        let at = self.clock(now).at();
        let bundle = self.bundle.as_ref()?;
        let stale_from = self.stale_from()?;
        Some(TrustAges {
            bundle: at.since(bundle.manifest.issued),
            list: at.since(bundle.list.list().issued()),
            stale_from,
            freshness: if stale_from <= at {
                Freshness::Ended
            } else {
                Freshness::Fresh
            },
        })
    }
}
