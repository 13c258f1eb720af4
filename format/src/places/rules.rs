use super::Names;
use crate::{
    cbor::{Reader, Writer},
    trust::{DocumentError, Field, fields::read_length},
};

/// A city's answers to the questions in which cities differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CityRules {
    /// Where residence is registered.
    pub registration: Registration,
    /// Whether codes say the address.
    pub address: ShownAddress,
    /// What moving out does to a residence permit.
    pub moving_out: MovingOut,
    /// How fine the region of gate codes is.
    pub gate: GateLevel,
    /// Whether full codes say the address of household registration, where it differs.
    pub household: HouseholdAddressRule,
    /// The most days of its codes.
    pub maxima: Maxima,
}

/// Where residence is registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Registration {
    /// In a service of the city's own.
    Elsewhere {
        /// What it is called.
        at: Names,
    },
    /// At the police station of the place.
    Here,
}

/// Whether codes say the address of residence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShownAddress {
    /// They do.
    Show,
    /// The city withholds it.
    Withhold,
}

/// What moving out does to a residence permit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MovingOut {
    /// It ends it.
    EndPermit,
    /// Nothing.
    KeepPermit,
}

/// How fine the region of gate codes may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GateLevel {
    /// Venues need the district.
    District,
    /// The prefecture does.
    Prefecture,
}

/// Whether full codes say the address of household registration, where it differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HouseholdAddressRule {
    /// They do.
    Carry,
    /// They do not.
    LeaveOut,
}

/// The most days that a city lets codes be good, each 1 to 3653.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Maxima {
    /// Of a static code on a screen.
    pub static_days: u16,
    /// Of a code on paper.
    pub paper_days: u16,
    /// Of a code that a guardian shows for an elder.
    pub elder_days: u16,
}

/// The most days of any of them, which is the most that a key may sign for.
const MAX_DAYS: u16 = 3653;

const ELSEWHERE: u64 = 1;
const WITHHOLD: u64 = 1 << 1;
const END_PERMIT: u64 = 1 << 2;
const GATE_DISTRICT: u64 = 1 << 3;
const CARRY_HOUSEHOLD: u64 = 1 << 4;
const ALL: u64 = (1 << 5) - 1;

impl CityRules {
    /// The bits of SPEC §6.8.
    pub(super) const fn bits(&self) -> u64 {
        let mut bits = 0;
        if matches!(self.registration, Registration::Elsewhere { .. }) {
            bits |= ELSEWHERE;
        }
        if matches!(self.address, ShownAddress::Withhold) {
            bits |= WITHHOLD;
        }
        if matches!(self.moving_out, MovingOut::EndPermit) {
            bits |= END_PERMIT;
        }
        if matches!(self.gate, GateLevel::District) {
            bits |= GATE_DISTRICT;
        }
        if matches!(self.household, HouseholdAddressRule::Carry) {
            bits |= CARRY_HOUSEHOLD;
        }
        bits
    }

    /// The rules of bits and what stands beside them.
    pub(super) fn from_bits(
        bits: u64,
        registered_at: Option<Names>,
        maxima: Maxima,
    ) -> Result<Self, DocumentError> {
        if bits > ALL {
            return Err(DocumentError::OutOfRange(Field::Rules));
        }
        let has = |bit: u64| bits & bit != 0;
        let registration = match (has(ELSEWHERE), registered_at) {
            (true, Some(at)) => Registration::Elsewhere { at },
            (false, None) => Registration::Here,
            (true, None) => return Err(DocumentError::Missing(Field::RegisteredAt)),
            (false, Some(_)) => return Err(DocumentError::OutOfRange(Field::RegisteredAt)),
        };
        Ok(Self {
            registration,
            address: if has(WITHHOLD) {
                ShownAddress::Withhold
            } else {
                ShownAddress::Show
            },
            moving_out: if has(END_PERMIT) {
                MovingOut::EndPermit
            } else {
                MovingOut::KeepPermit
            },
            gate: if has(GATE_DISTRICT) {
                GateLevel::District
            } else {
                GateLevel::Prefecture
            },
            household: if has(CARRY_HOUSEHOLD) {
                HouseholdAddressRule::Carry
            } else {
                HouseholdAddressRule::LeaveOut
            },
            maxima,
        })
    }
}

impl Maxima {
    /// The same, each in the order of the bytes.
    const fn days(self) -> [u16; 3] {
        [self.static_days, self.paper_days, self.elder_days]
    }

    pub(super) fn check(self) -> Result<(), DocumentError> {
        if self.days().iter().all(|days| (1..=MAX_DAYS).contains(days)) {
            Ok(())
        } else {
            Err(DocumentError::OutOfRange(Field::Maxima))
        }
    }

    pub(super) fn write(self, writer: &mut Writer) {
        writer.array(3);
        for days in self.days() {
            writer.unsigned(days.into());
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, DocumentError> {
        let out_of_range = DocumentError::OutOfRange(Field::Maxima);
        if read_length(reader, Field::Maxima, 3)? != 3 {
            return Err(out_of_range);
        }
        let mut days = || u16::try_from(reader.unsigned()?).map_err(|_| out_of_range);
        Ok(Self {
            static_days: days()?,
            paper_days: days()?,
            elder_days: days()?,
        })
    }
}
