//! Short numbers that stand for keys and for entries of status lists.

use core::fmt;

/// The kid of a code: the first four bytes of the SHA-256 of the public key (SPEC §4). It finds a
/// key and proves nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId([u8; 4]);

impl KeyId {
    /// The kid of these bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 4]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 4] {
        &self.0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

/// Where the status of a code stands: an index in a status list (SPEC §6.3).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatusRef {
    packed: u64,
}

impl StatusRef {
    /// The bits of an index: a list holds 2^20 entries.
    pub const INDEX_BITS: u32 = 20;

    /// The entries of a list.
    pub const ENTRIES: u32 = 1 << Self::INDEX_BITS;

    /// The greatest list number. Numbers below 4096 keep a reference within five bytes; the rest
    /// of these 24 bits is there for centuries.
    pub const MAX_LIST: u32 = (1 << 24) - 1;

    /// An index of a list; `None` beyond [`Self::MAX_LIST`] or [`Self::ENTRIES`].
    #[must_use]
    pub fn new(list: u32, index: u32) -> Option<Self> {
        (list <= Self::MAX_LIST && index < Self::ENTRIES).then(|| Self {
            packed: (u64::from(list) << Self::INDEX_BITS) | u64::from(index),
        })
    }

    /// The reference of its one number, list · 2^20 + index.
    #[must_use]
    pub fn from_packed(packed: u64) -> Option<Self> {
        (packed >> Self::INDEX_BITS <= u64::from(Self::MAX_LIST)).then_some(Self { packed })
    }

    /// The one number that a code carries.
    #[must_use]
    pub const fn packed(self) -> u64 {
        self.packed
    }

    /// The number of the list.
    #[must_use]
    pub fn list(self) -> u32 {
        u32::try_from(self.packed >> Self::INDEX_BITS).unwrap_or(u32::MAX)
    }

    /// The index in the list.
    #[must_use]
    pub fn index(self) -> u32 {
        u32::try_from(self.packed % u64::from(Self::ENTRIES)).unwrap_or(u32::MAX)
    }
}

impl fmt::Display for StatusRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.list(), self.index())
    }
}

impl fmt::Debug for StatusRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StatusRef({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_one_number() {
        let reference = StatusRef::new(4095, StatusRef::ENTRIES - 1).unwrap();
        assert_eq!(reference.packed(), u64::from(u32::MAX));
        assert_eq!((reference.list(), reference.index()), (4095, 1_048_575));
        assert_eq!(StatusRef::from_packed(reference.packed()), Some(reference));
        assert_eq!(StatusRef::new(0, StatusRef::ENTRIES), None);
        assert_eq!(StatusRef::new(StatusRef::MAX_LIST + 1, 0), None);
        assert_eq!(StatusRef::from_packed(1 << 44), None);
        assert_eq!(StatusRef::from_packed(u64::MAX), None);
    }

    #[test]
    fn references_at_the_ends() {
        let (list, index) = (StatusRef::MAX_LIST, StatusRef::ENTRIES - 1);
        for (list, index) in [
            (0, 0),
            (0, index),
            (1, 0),
            (4095, index),
            (4096, 0),
            (list, index),
        ] {
            let reference = StatusRef::new(list, index).unwrap();
            assert_eq!((reference.list(), reference.index()), (list, index));
            assert_eq!(StatusRef::from_packed(reference.packed()), Some(reference));
            // Five bytes below list 4096; nine from there on.
            assert_eq!(reference.packed() <= u32::MAX.into(), list < 4096);
        }
        assert_eq!(StatusRef::new(u32::MAX, u32::MAX), None);
        assert_eq!(
            StatusRef::from_packed((1 << 44) - 1),
            StatusRef::new(list, index)
        );
        assert_eq!(
            alloc::format!("{:?}", StatusRef::new(12, 7).unwrap()),
            "StatusRef(12:7)"
        );
    }

    #[test]
    fn key_ids_are_shown_in_hexadecimal() {
        let id = KeyId::from_bytes([0x00, 0x0a, 0xff, 0x10]);
        assert_eq!(alloc::format!("{id} {id:?}"), "000aff10 KeyId(000aff10)");
    }
}
