use juma_format::time::UnixTime;

/// How far in the future a time of issue may lie: two ordinary clocks apart, in seconds. A code
/// that was made a minute ago is not refused because the issuer's clock is a minute fast.
pub const ISSUED_SKEW: u64 = 300;

/// How far above the greatest signed time local use may raise the clock's floor, in seconds: a clock
/// that ran years ahead and was set right again is mistrusted for two days and no longer.
pub const LOCAL_RISE: u64 = 48 * 3600;

/// The least progress of a clock that is kept, in seconds: a gate that judges a code a second does
/// not wear its memory card out, and a power cut costs an hour of the floor.
pub const USE_STEP: u64 = 3600;

/// How a device keeps the time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClockKeeping {
    /// Its clock runs on while it is off, or a person has confirmed the time since it started.
    #[default]
    Kept,
    /// It has no battery clock and nobody has confirmed the time since it started: what it shows is
    /// believed in neither direction.
    Unconfirmed,
}

/// What a device may take for now.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    now: UnixTime,
    floor: UnixTime,
    keeping: ClockKeeping,
}

impl Clock {
    pub(crate) const fn new(now: UnixTime, floor: UnixTime, keeping: ClockKeeping) -> Self {
        Self {
            now,
            floor,
            keeping,
        }
    }

    /// Whether the clock is behind a moment that has certainly passed, or, for all that anybody has
    /// confirmed, may be.
    pub(crate) const fn is_behind(self) -> bool {
        matches!(self.keeping, ClockKeeping::Unconfirmed)
            || self.now.seconds() < self.floor.seconds()
    }

    /// The later of the clock and the floor: what is over by it is over for certain. By a clock that
    /// nobody has confirmed, nothing is over.
    pub(crate) fn at(self) -> UnixTime {
        match self.keeping {
            ClockKeeping::Kept => self.now.max(self.floor),
            ClockKeeping::Unconfirmed => self.floor,
        }
    }
}
