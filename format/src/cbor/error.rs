use core::fmt;

/// What is wrong with the bytes, and where: the offset of the item that broke a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CborError {
    /// The rule that was broken.
    pub fault: CborFault,
    /// The offset, in bytes from the start of the input, of the item that broke it.
    pub at: usize,
}

/// The rules of SPEC §3 that bytes can break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CborFault {
    /// A map holds one key twice.
    DuplicateKey,
    /// A length is indefinite, or a break stands alone.
    Indefinite,
    /// Map keys do not ascend by their bytes.
    KeyOrder,
    /// A head is longer than its value needs.
    NotShortest,
    /// Arrays and maps nest deeper than [`super::MAX_DEPTH`].
    TooDeep,
    /// Bytes follow the item.
    Trailing,
    /// The input ends inside an item.
    Truncated,
    /// A float, a tag, a simple value or a reserved head that no body uses.
    Unsupported,
    /// A text is not UTF-8.
    Utf8,
    /// An item is of another type than its place asks for.
    WrongType,
}

impl CborFault {
    /// The reason slug of SPEC §10.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::DuplicateKey => "cbor-duplicate-key",
            Self::Indefinite => "cbor-indefinite",
            Self::KeyOrder => "cbor-key-order",
            Self::NotShortest => "cbor-not-shortest",
            Self::TooDeep => "cbor-too-deep",
            Self::Trailing => "cbor-trailing",
            Self::Truncated => "cbor-truncated",
            Self::Unsupported => "cbor-unsupported",
            Self::Utf8 => "cbor-utf8",
            Self::WrongType => "cbor-wrong-type",
        }
    }
}

impl CborError {
    /// The reason slug of SPEC §10.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        self.fault.slug()
    }
}

impl CborError {
    /// The error of an item inside a byte string whose content begins at this offset.
    pub(crate) const fn inside(self, start: usize) -> Self {
        Self {
            fault: self.fault,
            at: self.at.saturating_add(start),
        }
    }
}

impl fmt::Display for CborError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.fault {
            CborFault::DuplicateKey => "a map key stands twice",
            CborFault::Indefinite => "an indefinite length",
            CborFault::KeyOrder => "map keys out of order",
            CborFault::NotShortest => "a head longer than its value needs",
            CborFault::TooDeep => "arrays or maps nested too deep",
            CborFault::Trailing => "bytes after the end",
            CborFault::Truncated => "the bytes end too early",
            CborFault::Unsupported => "a kind of value that is not used here",
            CborFault::Utf8 => "text that is not UTF-8",
            CborFault::WrongType => "a value of the wrong type",
        };
        write!(f, "{what}, at byte {}", self.at)
    }
}

impl core::error::Error for CborError {}
