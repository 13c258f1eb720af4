use juma_format::{
    body::{RootDocument, TrustList as TrustListBody},
    trust::{Cosigned, DocumentError, Root, TrustList},
};

use super::{CeremonyFileError, MAX_CEREMONY_FILE_BYTES, RootInForce};
use crate::trust::{RootAnchor, RootRefusal};

/// A cosigned document, taken apart and not checked.
#[derive(Clone, Debug)]
pub struct SignedDocument {
    bytes: Vec<u8>,
    content: UncheckedDocument,
    signatures: usize,
}

/// What a cosigned document says before its signatures are checked.
#[derive(Clone, Debug)]
pub enum UncheckedDocument {
    /// A root document.
    Root(Root),
    /// A trust list.
    TrustList(TrustList),
}

impl SignedDocument {
    /// Takes a root document or a trust list apart.
    ///
    /// # Errors
    /// When the bytes are neither.
    pub fn parse(bytes: Vec<u8>) -> Result<Self, CeremonyFileError> {
        if bytes.len() > MAX_CEREMONY_FILE_BYTES {
            return Err(CeremonyFileError::TooLarge {
                max: MAX_CEREMONY_FILE_BYTES,
            });
        }
        // The envelopes of both bodies look the same; the payloads do not.
        let cosigned = Cosigned::<RootDocument>::parse(&bytes)?;
        let payload = cosigned.payload_unverified();
        let content = match Root::decode(payload) {
            Ok(document) => UncheckedDocument::Root(document),
            Err(error) => UncheckedDocument::TrustList(
                TrustList::decode(payload).map_err(|other| closer(error, other))?,
            ),
        };
        let signatures = cosigned.signatures().len();
        Ok(Self {
            bytes,
            content,
            signatures,
        })
    }

    /// What it says, unchecked.
    #[must_use]
    pub const fn content_unverified(&self) -> &UncheckedDocument {
        &self.content
    }

    /// How many signatures it has, good or not.
    #[must_use]
    pub const fn signatures(&self) -> usize {
        self.signatures
    }

    /// The root document, whose own keys have signed it, and those of the root before where that
    /// is given. Who holds the keys is for people to know.
    ///
    /// # Errors
    /// When it is another document, or too few have signed.
    pub fn check_root(&self, before: RootInForce<'_>) -> Result<RootAnchor, RootRefusal> {
        let cosigned = Cosigned::<RootDocument>::parse(&self.bytes)?;
        let document = Root::decode(cosigned.payload_unverified())?;
        let anchor = RootAnchor::of(&document).map_err(RootRefusal::Key)?;
        anchor.check_threshold(&cosigned)?;
        if let RootInForce::Known(before) = before {
            if before.environment() != anchor.environment() {
                return Err(RootRefusal::Environment);
            }
            let expected = before.number().saturating_add(1);
            let found = anchor.number();
            if expected != found || found == before.number() {
                return Err(RootRefusal::Succession { expected, found });
            }
            before.check_threshold(&cosigned)?;
        }
        Ok(anchor)
    }

    /// The trust list, which enough keys of the root have signed.
    ///
    /// # Errors
    /// When it is another document, or too few have signed.
    pub fn check_list(&self, root: &RootAnchor) -> Result<TrustList, RootRefusal> {
        let cosigned = Cosigned::<TrustListBody>::parse(&self.bytes)?;
        let opened = root.open_list(&cosigned)?;
        Ok(opened.list().clone())
    }
}

/// The error of the reading that got further: of a field, not of the first that is not known.
const fn closer(root: DocumentError, list: DocumentError) -> DocumentError {
    match list {
        DocumentError::Missing(_) | DocumentError::OutOfRange(_) => list,
        _ => root,
    }
}
