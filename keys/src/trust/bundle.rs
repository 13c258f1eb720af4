use core::fmt;

use juma_format::{
    body::{Manifest as ManifestBody, StatusList as StatusListBody},
    envelope::{Envelope, EnvelopeError},
    places::CityProfile,
    trust::{BundleError, BundleParts, DocumentError, Manifest, PartKind, StatusError, StatusList},
};

use super::{
    hash_of,
    list::{EntryKey, TrustedList},
    root::{RootAnchor, RootRefusal, TrustedRoot},
};
use crate::check::CheckError;

/// A bundle of which every signature and every hash was checked. Nothing was compared with a
/// clock, or with what the device knew before: that is the verifier's part.
#[derive(Clone, Debug)]
pub struct OpenedBundle {
    /// The last root document.
    pub root: TrustedRoot,
    /// The trust list, without the keys that the manifest distrusts.
    pub list: TrustedList,
    /// The manifest.
    pub manifest: Manifest,
    /// The status lists whose keys are good. A list by a compromised key is left out, so that the
    /// status of its codes is unknown.
    pub status_lists: Vec<StatusList>,
    /// The profiles of cities, ascending by region.
    pub places: Vec<CityProfile>,
}

/// Why a bundle is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BundleRefusal {
    /// A signature is no good.
    Check(CheckError),
    /// The manifest or a part is refused.
    Document(DocumentError),
    /// An envelope is refused.
    Envelope(EnvelopeError),
    /// The manifest belongs to another environment.
    Environment,
    /// The manifest's epoch is not the trust list's.
    Epoch {
        /// The trust list's.
        trusted: u32,
        /// The manifest's.
        found: u32,
    },
    /// The file is no bundle.
    File(BundleError),
    /// A part is not the one of the manifest.
    PartHash {
        /// Which, from 0.
        part: usize,
    },
    /// There are more or fewer parts than in the manifest.
    PartCount,
    /// Two profiles are of one city.
    PlacesTwice,
    /// A root document or the trust list is refused.
    Root(RootRefusal),
    /// The key of the manifest or of a status list is unknown, of another purpose or of an unknown
    /// suite.
    Signer,
    /// The key of the manifest is compromised.
    SignerCompromised,
    /// The manifest or a status list was made at a moment when its key signs nothing.
    SignerPeriod,
    /// A status list is refused.
    Status(StatusError),
    /// The status lists take more memory than a gate has for them.
    StatusMemory,
    /// Two status lists have one name.
    StatusTwice,
    /// A status list is in a namespace that is not its key's.
    StatusNamespace,
    /// There is not exactly one trust list.
    TrustLists,
}

impl BundleRefusal {
    /// The reason slug of SPEC §10.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Check(error) => error.slug(),
            Self::Document(error) => error.slug(),
            Self::Envelope(error) => error.slug(),
            Self::Environment => "wrong-environment",
            Self::Epoch { .. } => "bundle-epoch",
            Self::File(error) => error.slug(),
            Self::PartHash { .. } => "bundle-hash",
            Self::PartCount | Self::TrustLists => "bundle-parts",
            Self::PlacesTwice => "places-twice",
            Self::Root(error) => error.slug(),
            Self::Signer => "bundle-signer",
            Self::SignerCompromised => "bundle-signer-compromised",
            Self::SignerPeriod => "bundle-signer-period",
            Self::Status(error) => error.slug(),
            Self::StatusMemory => "bundle-too-large",
            Self::StatusTwice => "status-twice",
            Self::StatusNamespace => "status-namespace",
        }
    }
}

impl fmt::Display for BundleRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Check(error) => error.fmt(f),
            Self::Document(error) => error.fmt(f),
            Self::Envelope(error) => error.fmt(f),
            Self::Environment => write!(f, "it belongs to another environment"),
            Self::Epoch { trusted, found } => {
                write!(f, "epoch {found}, the trust list knows {trusted}")
            }
            Self::File(error) => error.fmt(f),
            Self::PartHash { part } => write!(f, "part {part} is not the one of the manifest"),
            Self::PartCount => write!(f, "not the parts of the manifest"),
            Self::PlacesTwice => write!(f, "two profiles are of one city"),
            Self::Root(error) => error.fmt(f),
            Self::Signer => write!(f, "a key that is not trusted for this has signed"),
            Self::SignerCompromised => write!(f, "a compromised key has signed the manifest"),
            Self::SignerPeriod => write!(f, "made at a moment when its key signs nothing"),
            Self::Status(error) => error.fmt(f),
            Self::StatusMemory => {
                write!(
                    f,
                    "the status lists take more than {MAX_STATUS_BYTES} bytes unpacked"
                )
            }
            Self::StatusTwice => write!(f, "two status lists have one name"),
            Self::StatusNamespace => write!(f, "a status list is not in its key's namespace"),
            Self::TrustLists => write!(f, "not exactly one trust list"),
        }
    }
}

impl core::error::Error for BundleRefusal {}

impl From<DocumentError> for BundleRefusal {
    fn from(error: DocumentError) -> Self {
        Self::Document(error)
    }
}

impl From<EnvelopeError> for BundleRefusal {
    fn from(error: EnvelopeError) -> Self {
        Self::Envelope(error)
    }
}

impl From<CheckError> for BundleRefusal {
    fn from(error: CheckError) -> Self {
        Self::Check(error)
    }
}

impl From<RootRefusal> for BundleRefusal {
    fn from(error: RootRefusal) -> Self {
        Self::Root(error)
    }
}

/// The most bytes of all status lists of a bundle unpacked: eight times what 127 million codes take,
/// which a bundle of a few megabytes could otherwise exceed a hundredfold.
const MAX_STATUS_BYTES: usize = 256 << 20;

/// Opens a bundle and checks all of it (SPEC §6.6, steps 1 to 7), before anybody changes anything.
///
/// # Errors
/// The first thing in it that is no good.
pub fn open_bundle(anchor: &RootAnchor, bytes: &[u8]) -> Result<OpenedBundle, BundleRefusal> {
    // 1. The file, and what the manifest says of it. Nothing of the manifest is believed yet: it
    //    tells where the root documents and the trust list are, which prove themselves.
    let pieces = BundleParts::parse(bytes).map_err(BundleRefusal::File)?;
    let envelope = Envelope::<ManifestBody>::parse(pieces.manifest)?;
    let manifest = Manifest::decode(envelope.payload_unverified())?;
    if manifest.parts.len() != pieces.parts.len() {
        return Err(BundleRefusal::PartCount);
    }
    let of_kind = |kind: PartKind| {
        let parts = manifest.parts.iter().zip(&pieces.parts);
        parts
            .filter(move |(part, _)| part.kind == kind)
            .map(|(_, bytes)| *bytes)
    };

    // 2. The root documents, from the anchor's on, and the trust list.
    let roots: Vec<&[u8]> = of_kind(PartKind::Root).collect();
    let root = anchor.walk(&roots)?;
    let lists: Vec<&[u8]> = of_kind(PartKind::TrustList).collect();
    let [list] = lists.as_slice() else {
        return Err(BundleRefusal::TrustLists);
    };
    let mut list = root.open_list(list)?;

    // 3. The manifest, by a key of the list.
    let signer = list.entry(envelope.key_id()).ok_or(BundleRefusal::Signer)?;
    let EntryKey::Bundle(key) = signer.key() else {
        return Err(BundleRefusal::Signer);
    };
    if signer.is_compromised() {
        return Err(BundleRefusal::SignerCompromised);
    }
    key.check(&envelope, anchor.environment())?;
    if !signer.signs_at(manifest.issued) {
        return Err(BundleRefusal::SignerPeriod);
    }
    if manifest.environment != anchor.environment() {
        return Err(BundleRefusal::Environment);
    }

    // 4. The epoch, which only the root can raise.
    let (trusted, found) = (list.list().epoch(), manifest.epoch);
    if trusted != found {
        return Err(BundleRefusal::Epoch { trusted, found });
    }

    // 5. Every part is the manifest's own, the ones already opened too.
    for (index, (part, bytes)) in manifest.parts.iter().zip(&pieces.parts).enumerate() {
        if u32::try_from(bytes.len()) != Ok(part.size) || hash_of(bytes) != part.hash {
            return Err(BundleRefusal::PartHash { part: index });
        }
    }

    // 6. What the manifest takes away.
    list.distrust(&manifest.distrusted);

    // 7. The status lists, each by a key of its own namespace.
    let mut unpacked = 0_usize;
    let mut status_lists: Vec<StatusList> = Vec::new();
    for bytes in of_kind(PartKind::StatusList) {
        if let Some(status) = open_status_list(&list, bytes)? {
            unpacked = unpacked.saturating_add(status.bytes());
            if unpacked > MAX_STATUS_BYTES {
                return Err(BundleRefusal::StatusMemory);
            }
            status_lists.push(status);
        }
    }
    status_lists.sort_by(|a, b| a.name().cmp(b.name()));
    if !status_lists.is_sorted_by(|a, b| a.name() < b.name()) {
        return Err(BundleRefusal::StatusTwice);
    }

    //    The profiles of cities, which the manifest's signer answers for.
    let places = of_kind(PartKind::Places).map(CityProfile::decode);
    let mut places: Vec<CityProfile> = places.collect::<Result<_, _>>()?;
    places.sort_by_key(CityProfile::city);
    if !places.is_sorted_by(|a, b| a.city() < b.city()) {
        return Err(BundleRefusal::PlacesTwice);
    }
    Ok(OpenedBundle {
        root,
        list,
        manifest,
        status_lists,
        places,
    })
}

/// `None` for a list by a compromised key.
fn open_status_list(list: &TrustedList, bytes: &[u8]) -> Result<Option<StatusList>, BundleRefusal> {
    let envelope = Envelope::<StatusListBody>::parse(bytes)?;
    let signer = list.entry(envelope.key_id()).ok_or(BundleRefusal::Signer)?;
    let EntryKey::Status(key) = signer.key() else {
        return Err(BundleRefusal::Signer);
    };
    if signer.is_compromised() {
        return Ok(None);
    }
    let verified = key.check(&envelope, list.list().environment())?;
    let status = StatusList::decode(verified.payload()).map_err(BundleRefusal::Status)?;
    if status.name().namespace() != signer.entry().namespace {
        return Err(BundleRefusal::StatusNamespace);
    }
    // A retired key that somebody kept cannot call every code good again.
    if !signer.signs_at(status.times().issued) {
        return Err(BundleRefusal::SignerPeriod);
    }
    Ok(Some(status))
}
