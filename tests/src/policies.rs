//! The venues' policies that vectors name: the built-in ones, and one for every rule that no
//! built-in policy makes use of.

use juma_format::{
    claims::{Population, Tier},
    region::Region,
};
use juma_verifier::{AddressNeed, Admission, GuardianNeed, Openable, Policy};

use crate::parties::GUANGZHOU;

/// The policy of a name.
#[must_use]
pub fn named(name: &str) -> Option<Policy> {
    if let Some(policy) = Policy::built_in(name) {
        return Some(policy);
    }
    let mut policy = Policy::built_in("library")?;
    match name {
        "library-address" => policy.address = AddressNeed::Registered,
        "library-guardian-alone" => policy.guardian = GuardianNeed::Alone,
        "library-full-tier" => policy.least_tier = Tier::Full,
        "library-guangzhou" => policy.regions = vec![Region::from_code(GUANGZHOU).ok()?],
        "library-guangdong" => policy.regions = vec![Region::from_code(44).ok()?],
        "library-household" => policy.populations = vec![Population::Household],
        "library-live" => policy.static_codes = Admission::Refuse,
        "library-opens" => policy.opens_on = Openable::ALL.to_vec(),
        "library-screens" => policy.paper = Admission::Refuse,
        _ => return None,
    }
    policy.name = name.to_owned();
    Some(policy)
}
