//! The small enumerations of a code in one unsigned integer (SPEC §5.1, table of flags).

use super::{
    ClaimsError, Conflict,
    common::{LiveProfile, Population, Relation},
    tier::Tier,
};
use crate::person::{AddressState, DocumentKind, Sex};

/// Everything that the flags say. A gate code sets bits 0 to 15 only.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Flags {
    pub(super) tier: Tier,
    pub(super) population: Population,
    pub(super) address: AddressState,
    pub(super) medium: MediumBit,
    pub(super) relation: Option<Relation>,
    pub(super) profile: Option<LiveProfile>,
    pub(super) document: Option<DocumentKind>,
    pub(super) sex: Option<Sex>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum MediumBit {
    Screen,
    Paper,
}

/// Where a field begins, and how many bits it has.
#[derive(Clone, Copy)]
struct Bits {
    from: u32,
    count: u32,
}

const TIER: Bits = Bits { from: 0, count: 2 };
const POPULATION: Bits = Bits { from: 2, count: 2 };
const ADDRESS: Bits = Bits { from: 4, count: 3 };
const MEDIUM: Bits = Bits { from: 7, count: 1 };
const RELATION: Bits = Bits { from: 8, count: 3 };
const PROFILE: Bits = Bits { from: 11, count: 2 };
const DOCUMENT: Bits = Bits { from: 16, count: 4 };
const SEX: Bits = Bits { from: 20, count: 2 };

const MEDIA: [MediumBit; 2] = [MediumBit::Screen, MediumBit::Paper];

/// By ISO/IEC 5218, with 3 for a document that leaves it open.
const SEXES: [Sex; 3] = [Sex::Male, Sex::Female, Sex::Unspecified];

impl Bits {
    const fn get(self, flags: u64) -> u64 {
        flags >> self.from & ((1 << self.count) - 1)
    }

    /// The value of a number that counts from 0.
    fn read<T: Copy>(self, flags: u64, values: &[T]) -> Result<T, ClaimsError> {
        let number = usize::try_from(self.get(flags)).map_err(|_| ClaimsError::ReservedFlags)?;
        values
            .get(number)
            .copied()
            .ok_or(ClaimsError::ReservedFlags)
    }

    /// The value of a number that counts from 1, 0 being none.
    fn read_optional<T: Copy>(self, flags: u64, values: &[T]) -> Result<Option<T>, ClaimsError> {
        match self.get(flags).checked_sub(1) {
            None => Ok(None),
            Some(number) => {
                let number = usize::try_from(number).map_err(|_| ClaimsError::ReservedFlags)?;
                values
                    .get(number)
                    .copied()
                    .map(Some)
                    .ok_or(ClaimsError::ReservedFlags)
            }
        }
    }

    fn write<T: PartialEq>(self, value: &T, values: &[T]) -> u64 {
        position(value, values) << self.from
    }

    fn write_optional<T: PartialEq>(self, value: Option<&T>, values: &[T]) -> u64 {
        value.map_or(0, |value| (position(value, values) + 1) << self.from)
    }
}

fn position<T: PartialEq>(value: &T, values: &[T]) -> u64 {
    let position = values.iter().position(|candidate| candidate == value);
    position
        .and_then(|position| u64::try_from(position).ok())
        .unwrap_or(0)
}

impl Flags {
    pub(super) fn pack(&self) -> u64 {
        TIER.write(&self.tier, &Tier::ALL)
            | POPULATION.write(&self.population, &Population::ALL)
            | ADDRESS.write(&self.address, &AddressState::ALL)
            | MEDIUM.write(&self.medium, &MEDIA)
            | RELATION.write_optional(self.relation.as_ref(), &Relation::ALL)
            | PROFILE.write_optional(self.profile.as_ref(), &LiveProfile::ALL)
            | DOCUMENT.write_optional(self.document.as_ref(), &DocumentKind::ALL)
            | SEX.write_optional(self.sex.as_ref(), &SEXES)
    }

    pub(super) fn unpack(packed: u64) -> Result<Self, ClaimsError> {
        let flags = Self {
            tier: TIER.read(packed, &Tier::ALL)?,
            population: POPULATION.read(packed, &Population::ALL)?,
            address: ADDRESS.read(packed, &AddressState::ALL)?,
            medium: MEDIUM.read(packed, &MEDIA)?,
            relation: RELATION.read_optional(packed, &Relation::ALL)?,
            profile: PROFILE.read_optional(packed, &LiveProfile::ALL)?,
            document: DOCUMENT.read_optional(packed, &DocumentKind::ALL)?,
            sex: SEX.read_optional(packed, &SEXES)?,
        };
        // Whatever is set beyond the fields does not come back.
        if flags.pack() != packed {
            return Err(ClaimsError::ReservedFlags);
        }
        if flags.medium == MediumBit::Paper && flags.profile.is_some() {
            return Err(Conflict::LivePaper.into());
        }
        Ok(flags)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_that_can_be_read_comes_back() {
        let mut good = 0;
        for packed in 0..1_u64 << 23 {
            if let Ok(flags) = Flags::unpack(packed) {
                assert_eq!(flags.pack(), packed);
                good += 1;
            }
        }
        // tiers · populations · states · relations · (medium and profile) · kinds · sexes
        assert_eq!(good, 3 * 3 * 5 * 8 * 4 * 7 * 4);
        assert!(Flags::unpack(1 << 22).is_err() && Flags::unpack(1 << 63).is_err());
    }
}
