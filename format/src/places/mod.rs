//! What a bundle says of cities: their answers where cities differ, and whom to call (SPEC §6.8).
//!
//! Cities differ in data, never in bytes: a city that comes later adds a profile and no version.

mod area;
mod hotline;
mod names;
mod profile;
mod rules;
#[cfg(test)]
mod tests;

pub use area::{Area, AreaCode};
pub use hotline::Hotline;
pub use names::Names;
pub use profile::{CityProfile, MAX_AREAS, NamedHotline};
pub use rules::{
    CityRules, GateLevel, HouseholdAddressRule, Maxima, MovingOut, Registration, ShownAddress,
};
