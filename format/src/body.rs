//! The bodies that are signed, one type each (SPEC §4). A key and a signature belong to one body,
//! by type here and by context in the bytes.

use alloc::vec::Vec;

use crate::Environment;

/// A kind of signed body. The types that implement it are markers: they have no values.
pub trait Body: sealed::Sealed {
    /// The word in the context of its signatures.
    const NAME: &'static str;

    /// What its protected header holds beside the algorithm and the key id.
    const CONTENT_TYPE: Option<&'static str> = None;

    /// Where its payload stands.
    const PAYLOAD: PayloadPlace = PayloadPlace::Attached;

    /// The most bytes that its envelope may have.
    const MAX_BYTES: usize;

    /// The `external_aad` of its signatures: `JM1/<body>/<environment>`, which keeps a signature
    /// from serving another body or another environment.
    #[must_use]
    fn context(environment: Environment) -> Vec<u8> {
        [
            b"JM1/",
            Self::NAME.as_bytes(),
            b"/",
            environment.name().as_bytes(),
        ]
        .concat()
    }
}

/// Where the payload of an envelope stands (RFC 9052 §4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayloadPlace {
    /// In the envelope.
    Attached,
    /// Beside the envelope, because several signatures share it.
    Detached,
}

/// A residence code.
#[derive(Clone, Copy, Debug)]
pub enum Code {}

/// The keys that sign trust lists and the next root document.
#[derive(Clone, Copy, Debug)]
pub enum RootDocument {}

/// The keys that may sign codes, status lists and bundles, each with its bounds.
#[derive(Clone, Copy, Debug)]
pub enum TrustList {}

/// The status of 2^20 codes (Token Status List).
#[derive(Clone, Copy, Debug)]
pub enum StatusList {}

/// What has changed in a status list.
#[derive(Clone, Copy, Debug)]
pub enum StatusDelta {}

/// The parts of a bundle: what they are, how large, and their hashes.
#[derive(Clone, Copy, Debug)]
pub enum Manifest {}

/// What a city hands to the centre that makes the bundles of many.
#[derive(Clone, Copy, Debug)]
pub enum Contribution {}

/// A holder's proof for one moment.
#[derive(Clone, Copy, Debug)]
pub enum Presentation {}

impl Body for Code {
    const NAME: &'static str = "code";
    const MAX_BYTES: usize = crate::code_text::MAX_CODE_BYTES;
}

impl Body for RootDocument {
    const NAME: &'static str = "root";
    const PAYLOAD: PayloadPlace = PayloadPlace::Detached;
    const MAX_BYTES: usize = SIGNATURE_BYTES;
}

impl Body for TrustList {
    const NAME: &'static str = "trust";
    const PAYLOAD: PayloadPlace = PayloadPlace::Detached;
    const MAX_BYTES: usize = SIGNATURE_BYTES;
}

impl Body for StatusList {
    const NAME: &'static str = "status";
    const CONTENT_TYPE: Option<&'static str> = Some("application/statuslist+cwt");
    /// 2^20 entries of 8 bits, which zlib can lengthen by a little, and the claims beside them.
    const MAX_BYTES: usize = (1 << 20) + (1 << 16);

    /// Empty, as the Token Status List draft has it; the content type keeps it apart.
    fn context(_: Environment) -> Vec<u8> {
        Vec::new()
    }
}

impl Body for StatusDelta {
    const NAME: &'static str = "delta";
    /// 2^20 changes: where all change, each is a byte; where few do, each is four at most.
    const MAX_BYTES: usize = (1 << 20) + (1 << 16);
}

impl Body for Manifest {
    const NAME: &'static str = "manifest";
    /// As many parts and distrusted keys as there may be, of 42 and 34 bytes, and a little.
    const MAX_BYTES: usize = 5 << 18;
}

impl Body for Contribution {
    const NAME: &'static str = "contribution";
    /// As many parts as it may have, of 42 bytes, and a little.
    const MAX_BYTES: usize = 3 << 16;
}

impl Body for Presentation {
    const NAME: &'static str = "presentation";
    const PAYLOAD: PayloadPlace = PayloadPlace::Detached;
    const MAX_BYTES: usize = SIGNATURE_BYTES;
}

/// An envelope with a detached payload: its header and one signature, far below this.
const SIGNATURE_BYTES: usize = 256;

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Code {}
    impl Sealed for super::RootDocument {}
    impl Sealed for super::TrustList {}
    impl Sealed for super::StatusList {}
    impl Sealed for super::StatusDelta {}
    impl Sealed for super::Manifest {}
    impl Sealed for super::Contribution {}
    impl Sealed for super::Presentation {}
}
