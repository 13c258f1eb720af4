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
