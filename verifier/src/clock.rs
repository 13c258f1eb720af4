use juma_format::time::UnixTime;

/// How far in the future a time of issue may lie: two ordinary clocks apart, in seconds. A code
/// that was made a minute ago is not refused because the issuer's clock is a minute fast.
pub const ISSUED_SKEW: u64 = 300;

/// What a device may take for now.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    now: UnixTime,
    floor: UnixTime,
}

impl Clock {
    pub(crate) const fn new(now: UnixTime, floor: UnixTime) -> Self {
        Self { now, floor }
    }

    /// Whether the clock is behind a moment that has certainly passed.
    pub(crate) fn is_behind(self) -> bool {
        self.now < self.floor
    }

    /// The later of the clock and the floor: what is over by it is over for certain.
    pub(crate) fn at(self) -> UnixTime {
        self.now.max(self.floor)
    }
}
