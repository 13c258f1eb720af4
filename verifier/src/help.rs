//! Whom to call: the hotline of a code's district, once its signature is good (SPEC §9.5).

use juma_format::{
    claims::{Claims, Population, Tier},
    person::AddressState,
    places::{CityProfile, NamedHotline, Names, Registration},
    region::Region,
};

use crate::{Doubt, Openable, PolicyRefusal, Refusal, Share, State, Verdict};

/// What helps the holder of a code further.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Help {
    /// What to do about an address that is not there.
    pub address: Option<AddressHelp>,
    /// Whom to call; two where two districts share a division.
    pub hotlines: Vec<NamedHotline>,
}

/// Why an address is not there, and what its holder can do. Nobody who is registered in a household
/// here needs to do anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddressHelp {
    /// The registration is under way, and the address comes by itself.
    Pending,
    /// Register the residence.
    Register {
        /// In this service of the city's own; else at the police station of the place.
        at: Option<Names>,
    },
    /// The city does not show it.
    Withheld,
}

impl AddressHelp {
    /// The word of JSON.
    #[must_use]
    pub const fn slug(&self) -> &'static str {
        match self {
            Self::Pending => "registration-pending",
            Self::Register { .. } => "register-residence",
            Self::Withheld => "address-withheld",
        }
    }
}

impl Help {
    /// Nothing to say.
    pub(crate) const NONE: Self = Self {
        address: None,
        hotlines: Vec::new(),
    };
}

impl State {
    /// The profile of the city of a region.
    #[must_use]
    pub fn city_profile(&self, region: Region) -> Option<&CityProfile> {
        let places = self.bundle.as_ref()?.places.iter();
        let holding = places.filter(|profile| region.is_within(profile.city()));
        // A city before the municipality or province of its first digits.
        holding.max_by_key(|profile| profile.city().level())
    }

    /// What helps the holder of a code whose signature is good. `denied` is the verdict unless it
    /// accepts.
    pub(crate) fn help(&self, claims: &Claims, denied: Option<&Verdict>, share: Share) -> Help {
        let region = claims.common().region;
        let profile = self.city_profile(region);
        let address = match denied {
            None => address_help(claims, profile),
            Some(Verdict::Refuse(Refusal::Policy(PolicyRefusal::AddressNeeded))) => {
                address_help(claims, profile)
            }
            Some(_) => None,
        };
        let calls = match denied {
            None => address.is_some(),
            Some(verdict) => authority_can_help(verdict),
        };
        let hotlines = profile.filter(|_| calls).map(|profile| {
            // The number of a district tells the district: no finer than what the venue may see.
            profile.hotlines(match (share, claims.tier()) {
                (Share::Gate, Tier::Full) => region.prefecture(),
                _ => region,
            })
        });
        Help {
            address,
            hotlines: hotlines.unwrap_or_default(),
        }
    }
}

fn address_help(claims: &Claims, profile: Option<&CityProfile>) -> Option<AddressHelp> {
    if claims.common().population == Population::Household {
        return None;
    }
    match claims.address_state() {
        AddressState::Registered | AddressState::NonStandard => None,
        AddressState::None => Some(AddressHelp::Register {
            at: profile.and_then(|profile| match &profile.rules().registration {
                Registration::Elsewhere { at } => Some(at.clone()),
                Registration::Here => None,
            }),
        }),
        AddressState::Pending => Some(AddressHelp::Pending),
        AddressState::Withheld => Some(AddressHelp::Withheld),
    }
}

/// Whether whoever issued the code can say or do more than the person at the gate. A doubt about
/// this device, or about what stands beside the code, is no question for a hotline.
const fn authority_can_help(verdict: &Verdict) -> bool {
    match verdict {
        Verdict::Accept(_) => false,
        // The region is not one that its signer speaks for.
        Verdict::Refuse(Refusal::OutsideKeyScope) => false,
        Verdict::Refuse(_) => true,
        Verdict::Undecided(doubt) => matches!(
            doubt,
            Doubt::StatusUnknown | Doubt::Openable(Openable::StatusMissing | Openable::StatusStale)
        ),
    }
}
