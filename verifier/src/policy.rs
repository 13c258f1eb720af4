use juma_format::{
    claims::{Population, Tier},
    region::Region,
    time::DAY,
};

use crate::Openable;

/// What a venue admits and shows (SPEC §9.4). There is no default: a venue says which it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The venue's name in outputs.
    pub name: String,
    /// The most that is displayed or put in JSON.
    pub show: Share,
    /// Whether codes that carry no live proof are admitted.
    pub static_codes: Admission,
    /// Whether paper is admitted.
    pub paper: Admission,
    /// Whether a registered address is needed.
    pub address: AddressNeed,
    /// Whether a code that a guardian shows needs the guardian's own beside it.
    pub guardian: GuardianNeed,
    /// The least tier.
    pub least_tier: Tier,
    /// The regions that are admitted; all when empty.
    pub regions: Vec<Region>,
    /// The populations that are admitted.
    pub populations: Vec<Population>,
    /// The greatest age of a status list, in seconds.
    pub max_status_age: u64,
    /// The doubts on which the gate opens all the same. Empty in every built-in policy.
    pub opens_on: Vec<Openable>,
}

/// The greatest age of a status list that any venue may go by, in seconds: what is older than a year
/// says nothing about today, whatever a policy says. The list's own end bounds it too.
pub const GREATEST_STATUS_AGE: u64 = 366 * DAY;

/// How much of a code a venue sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// What a gate tier holds, of any tier.
    Gate,
    /// Everything that is in the clear.
    Full,
}

/// Whether a kind of code is let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// It is.
    Admit,
    /// It is not.
    Refuse,
}

/// Whether a code without a registered address is let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressNeed {
    /// It is: a code without an address is a valid code.
    Any,
    /// It is not.
    Registered,
}

/// Whether a member's code is let in without the guardian's own (SPEC §7.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GuardianNeed {
    /// It is: one code of the two is enough.
    Alone,
    /// It is not: both must be in view, or come one after the other.
    Beside,
}

impl Policy {
    /// The names of the built-in policies; the first is the default of the commands.
    pub const BUILT_IN: [&'static str; 4] = ["library", "museum", "hospital", "officer"];

    /// The built-in policy of a name.
    #[must_use]
    pub fn built_in(name: &str) -> Option<Self> {
        match name {
            // A stick a month is what a small branch can be asked to import.
            "library" | "museum" => Some(Self::venue(name, 35, Share::Gate)),
            // A ward turns away fewer strangers than a hall, and must know sooner.
            "hospital" => Some(Self::venue(name, 14, Share::Gate)),
            // Weeks without signal are ordinary in the field; the age is shown.
            "officer" => Some(Self::venue(name, 60, Share::Full)),
            _ => None,
        }
    }

    /// The first of the built-in policies, for whoever has not chosen yet.
    #[must_use]
    pub fn library() -> Self {
        Self::venue(Self::BUILT_IN[0], 35, Share::Gate)
    }

    fn venue(name: &str, days: u64, show: Share) -> Self {
        Self {
            name: name.to_owned(),
            show,
            static_codes: Admission::Admit,
            paper: Admission::Admit,
            address: AddressNeed::Any,
            guardian: GuardianNeed::Beside,
            least_tier: Tier::Gate,
            regions: Vec::new(),
            populations: Population::ALL.to_vec(),
            max_status_age: days * DAY,
            opens_on: Vec::new(),
        }
    }

    /// The greatest age of a status list that the venue goes by, in seconds. A policy narrows what
    /// the trust data allows and never widens it.
    pub(crate) fn status_age_bound(&self) -> u64 {
        self.max_status_age.min(GREATEST_STATUS_AGE)
    }

    /// Whether the gate opens although the verdict is undecided for this reason.
    #[must_use]
    pub fn opens_on(&self, reason: Openable) -> bool {
        self.opens_on.contains(&reason)
    }
}
