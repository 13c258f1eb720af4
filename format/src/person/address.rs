use alloc::string::String;

use super::{PersonTextError, check_length, redacted_debug};
use crate::{characters, region::Region};

/// What a code says of the residence address, without the address (SPEC §5.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressState {
    /// A registered, standard address.
    Registered,
    /// No residence is registered. The code is valid all the same.
    None,
    /// A registration is being worked on.
    Pending,
    /// A registered address that is not in the standard form yet.
    NonStandard,
    /// The city does not show it.
    Withheld,
}

impl AddressState {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 5] = [
        Self::Registered,
        Self::None,
        Self::Pending,
        Self::NonStandard,
        Self::Withheld,
    ];

    /// The word of records and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::None => "none",
            Self::Pending => "pending",
            Self::NonStandard => "non-standard",
            Self::Withheld => "withheld",
        }
    }

    /// The state of a word, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether a full record of this state has an address.
    #[must_use]
    pub const fn has_address(self) -> bool {
        matches!(self, Self::Registered | Self::NonStandard)
    }
}

/// The part of an address below its region: sub-district, street, number.
#[derive(Clone, PartialEq, Eq)]
pub struct AddressTail(String);

/// The residence address, as far as the state lets it be said.
#[derive(Clone, PartialEq, Eq)]
pub enum Address {
    /// See [`AddressState::Registered`].
    Registered(AddressTail),
    /// See [`AddressState::None`].
    None,
    /// See [`AddressState::Pending`].
    Pending,
    /// See [`AddressState::NonStandard`].
    NonStandard(AddressTail),
    /// See [`AddressState::Withheld`].
    Withheld,
}

/// The address of household registration (户籍地址).
#[derive(Clone, PartialEq, Eq)]
pub struct HouseholdAddress {
    /// The region that the tail belongs to.
    pub region: Region,
    /// The rest.
    pub tail: AddressTail,
}

redacted_debug!(AddressTail => "AddressTail", Address => "Address", HouseholdAddress => "HouseholdAddress");

impl AddressTail {
    /// The most characters of a tail. Standard addresses of GB/T 23705 stay below 60; twice that
    /// still fits a full code on a version that paper carries.
    pub const MAX_CHARS: usize = 120;

    /// A tail, checked by SPEC §5.3.
    ///
    /// # Errors
    /// When it is empty, too long, or holds a character that no line of text here has.
    pub fn new(tail: String) -> Result<Self, PersonTextError> {
        check_length(&tail, Self::MAX_CHARS)?;
        characters::check_line(&tail)?;
        Ok(Self(tail))
    }

    /// The tail itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Address {
    /// The state that a gate may know.
    #[must_use]
    pub const fn state(&self) -> AddressState {
        match self {
            Self::Registered(_) => AddressState::Registered,
            Self::None => AddressState::None,
            Self::Pending => AddressState::Pending,
            Self::NonStandard(_) => AddressState::NonStandard,
            Self::Withheld => AddressState::Withheld,
        }
    }

    /// The address of a state; `None` when the tail is missing where the state has one, or stands
    /// where it has none.
    #[must_use]
    pub fn from_parts(state: AddressState, tail: Option<AddressTail>) -> Option<Self> {
        match (state, tail) {
            (AddressState::Registered, Some(tail)) => Some(Self::Registered(tail)),
            (AddressState::NonStandard, Some(tail)) => Some(Self::NonStandard(tail)),
            (AddressState::None, None) => Some(Self::None),
            (AddressState::Pending, None) => Some(Self::Pending),
            (AddressState::Withheld, None) => Some(Self::Withheld),
            _ => None,
        }
    }

    /// The tail, where there is one.
    #[must_use]
    pub const fn tail(&self) -> Option<&AddressTail> {
        match self {
            Self::Registered(tail) | Self::NonStandard(tail) => Some(tail),
            Self::None | Self::Pending | Self::Withheld => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::characters::CharacterKind;

    #[test]
    fn a_state_has_an_address_or_has_none() {
        let tail = || AddressTail::new("桃园路1号".into()).unwrap();
        for state in AddressState::ALL {
            assert_eq!(AddressState::from_name(state.name()), Some(state));
            let (with, without) = (
                Address::from_parts(state, Some(tail())),
                Address::from_parts(state, None),
            );
            assert_eq!(with.is_some(), state.has_address(), "{}", state.name());
            assert_eq!(without.is_some(), !state.has_address());
            let address = with.or(without).unwrap();
            assert_eq!(address.state(), state);
            assert_eq!(address.tail().is_some(), state.has_address());
        }
        assert_eq!(AddressState::from_name("moved"), None);
    }

    #[test]
    fn lengths_and_characters_of_tails() {
        let refusal = |text: &str| AddressTail::new(text.into()).err();
        assert_eq!(refusal(""), Some(PersonTextError::Empty));
        let max = AddressTail::MAX_CHARS;
        assert_eq!(refusal(&"𠮷".repeat(max)), None);
        let chars = max + 1;
        assert_eq!(
            refusal(&"一".repeat(chars)),
            Some(PersonTextError::TooLong { chars, max })
        );
        match refusal("1号\u{202E}") {
            Some(PersonTextError::Character(error)) => {
                assert_eq!((error.at, error.kind), (2, CharacterKind::Bidirectional));
            }
            other => panic!("{other:?}"),
        }
    }
}
