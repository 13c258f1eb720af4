use juma_format::{claims::LiveProfile, time::UnixTime};

/// The slots of one live code: 1..=N of a profile, the last of which ends when the code does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slots {
    profile: LiveProfile,
    expires: UnixTime,
}

/// How a slot stands to a moment. Seconds are counted from the slot's middle, so they say how far
/// two clocks are apart, to half a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotStanding {
    /// The chain has no such slot.
    Absent,
    /// It is still to come: the clock that showed it is ahead by so many seconds, or this one is
    /// behind.
    InFuture(u64),
    /// Its time is now, give or take the skew that is forgiven.
    InWindow,
    /// It is over: the clock that showed it is behind by so many seconds, this one is ahead, or it
    /// is a copy of that age.
    TooOld(u64),
}

impl Slots {
    /// The slots of a code of a profile that ends at `expires`.
    #[must_use]
    pub const fn new(profile: LiveProfile, expires: UnixTime) -> Self {
        Self { profile, expires }
    }

    /// When a live code ends that is issued now: the last 00:00 UTC+8 at which the chain has begun
    /// already, so that no gap arises.
    #[must_use]
    pub fn end_of_code(profile: LiveProfile, issued: UnixTime) -> UnixTime {
        let last = issued.plus(profile.slots() * profile.slot_seconds());
        last.date().midnight().unwrap_or(last)
    }

    /// The slot whose time is `now`; `None` before the first and after the last.
    #[must_use]
    pub fn slot_at(self, now: UnixTime) -> Option<u32> {
        let left = self.expires.seconds().checked_sub(now.seconds())?;
        // In the last second of slot N one second is left, in its first L.
        let after = left.checked_sub(1)? / self.profile.slot_seconds();
        let slot = self.profile.slots().checked_sub(after)?;
        u32::try_from(slot).ok().filter(|slot| *slot >= 1)
    }

    /// The first second of a slot.
    #[must_use]
    pub const fn begins(self, slot: u32) -> UnixTime {
        self.ends(slot).minus(self.profile.slot_seconds())
    }

    /// The first second after a slot.
    #[must_use]
    pub const fn ends(self, slot: u32) -> UnixTime {
        // `as` because `From` is not const; a u32 fits.
        #[expect(clippy::as_conversions, reason = "widening")]
        let after = self.profile.slots().saturating_sub(slot as u64);
        self.expires
            .minus(after.saturating_mul(self.profile.slot_seconds()))
    }

    /// The first second at which a code of this slot is good nowhere any more.
    #[must_use]
    pub const fn over(self, slot: u32) -> UnixTime {
        self.ends(slot).plus(self.profile.skew_seconds())
    }

    /// How a slot stands to a moment.
    #[must_use]
    pub fn standing(self, slot: u32, now: UnixTime) -> SlotStanding {
        if slot == 0 || u64::from(slot) > self.profile.slots() {
            return SlotStanding::Absent;
        }
        let middle = self.begins(slot).plus(self.profile.slot_seconds() / 2);
        if now >= self.over(slot) {
            SlotStanding::TooOld(now.since(middle))
        } else if now.plus(self.profile.skew_seconds()) < self.begins(slot) {
            SlotStanding::InFuture(middle.since(now))
        } else {
            SlotStanding::InWindow
        }
    }
}
