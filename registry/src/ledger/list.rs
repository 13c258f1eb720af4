use juma_format::claims::Tier;

use super::Period;

/// A status list and how full it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListSummary {
    /// Its number, from 1.
    pub number: u32,
    /// The tier of its codes.
    pub tier: Tier,
    /// The period in which its codes end.
    pub period: Period,
    /// Indexes given.
    pub used: u32,
    /// Indexes that it has.
    pub entries: u32,
    /// Whether more may be given.
    pub room: Room,
}

/// Whether a list may give more indexes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// None any more: full, or below a floor that was raised after a restore.
    Closed,
    /// Some, but over half is used: a further list may be opened, and should be published before
    /// this one closes.
    Filling,
    /// Plenty.
    Free,
}

/// A list gives no more indexes than 15 of 16, so that a draw takes 16 tries on average even at
/// its end (2.8 over its life), and no list is ever scanned for its last free place. The
/// sixteenth that stays empty costs a gate 2 MB for 127 million codes.
const FULL_NUMERATOR: u32 = 15;
const FULL_DENOMINATOR: u32 = 16;

impl Room {
    /// The room of a list of so many entries, of which so many are used.
    #[must_use]
    pub const fn of(used: u32, entries: u32) -> Self {
        if used >= entries / FULL_DENOMINATOR * FULL_NUMERATOR {
            Self::Closed
        } else if used >= entries / 2 {
            Self::Filling
        } else {
            Self::Free
        }
    }
}
