use juma_format::time::UnixTime;

use super::KeyHash;

/// What a bundle that is about to be written will carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicationPlan {
    /// The epoch, which only the trust list raises.
    pub epoch: u32,
    /// When it is made.
    pub at: UnixTime,
    /// The numbers of its status lists.
    pub lists: Vec<u32>,
    /// Its keys for codes.
    pub keys: Vec<KeyHash>,
}

impl PublicationPlan {
    /// The most lists, and the most keys: far above a province's, and a line of the ledger stays
    /// readable at once.
    pub const MAX_PARTS: usize = 4096;
}

/// A bundle that was begun, and perhaps finished.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// Its number, never given twice.
    pub sequence: u32,
    /// What it carries.
    pub plan: PublicationPlan,
    /// How far it came.
    pub state: PublicationState,
}

/// How far a publication came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicationState {
    /// Its number is taken; whether the bundle was written is not known.
    Begun,
    /// The bundle is written.
    Finished,
}

/// The highest numbers known from elsewhere, after a ledger was restored from an older copy. No
/// number up to them is given again, and no index of a list up to them (THREATS T41).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Floors {
    /// The highest list number.
    pub list: u32,
    /// The highest sequence number of a bundle.
    pub sequence: u32,
    /// The highest serial.
    pub serial: u64,
}
