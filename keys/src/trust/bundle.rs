use core::fmt;

use juma_format::{
    body::Manifest as ManifestBody,
    envelope::{Envelope, EnvelopeError},
    places::CityProfile,
    trust::{BundleError, BundleParts, DocumentError, Manifest, PartKind, StatusError, StatusList},
};

use super::{
    delta::{DeltaRefusal, open_base, open_delta},
    hash_of,
    list::{EntryKey, TrustedList},
    root::{RootAnchor, RootRefusal, TrustedRoot},
    statuses::{MAX_STATUS_BYTES, StatusLists, open_status_list},
};
use crate::{check::CheckError, public_key::KeyHash};

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
    /// The key that signed the manifest.
    pub signer: KeyHash,
    /// The status lists whose keys are good, after their deltas. A list by a compromised key is left out, so that the
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
    /// A delta does not fit what is here.
    Delta(DeltaRefusal),
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
            Self::Delta(refusal) => refusal.slug(),
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
            Self::Delta(refusal) => refusal.fmt(f),
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

/// What is at hand when a bundle is opened.
#[derive(Clone, Copy, Debug)]
pub struct Opening<'a> {
    /// The root that leads to it.
    pub anchor: &'a RootAnchor,
    /// The full bundle that the device keeps, which a delta bundle may build on.
    pub full: Option<&'a [u8]>,
    /// SHA-256 of keys that are compromised whatever the bundle says of them. They take away what
    /// they have signed in it, but not its manifest.
    pub distrusted: &'a [[u8; 32]],
}

/// What a bundle says of itself, checked by nobody: good for choosing among files, and for nothing
/// else.
///
/// # Errors
/// When it says nothing.
pub fn manifest_unverified(bytes: &[u8]) -> Result<Manifest, BundleRefusal> {
    let pieces = BundleParts::parse(bytes).map_err(BundleRefusal::File)?;
    let envelope = Envelope::<ManifestBody>::parse(pieces.manifest)?;
    Ok(Manifest::decode(envelope.payload_unverified())?)
}

/// Opens a full bundle and checks all of it (SPEC §6.6, steps 1 to 7), before anybody changes
/// anything.
///
/// # Errors
/// The first thing in it that is no good.
pub fn open_bundle(anchor: &RootAnchor, bytes: &[u8]) -> Result<OpenedBundle, BundleRefusal> {
    Opening::of(anchor).open(bytes)
}

impl<'a> Opening<'a> {
    /// With the root alone.
    #[must_use]
    pub const fn of(anchor: &'a RootAnchor) -> Self {
        Self {
            anchor,
            full: None,
            distrusted: &[],
        }
    }

    /// Opens a bundle, full or delta, and checks all of it (SPEC §6.6, steps 1 to 7), before anybody
    /// changes anything.
    ///
    /// # Errors
    /// The first thing in it that is no good.
    pub fn open(self, bytes: &[u8]) -> Result<OpenedBundle, BundleRefusal> {
        let anchor = self.anchor;
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
        let signer = signer.hash();

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

        // 6. What the manifest takes away, and what was taken away before.
        list.distrust(&manifest.distrusted);
        list.distrust(self.distrusted);

        // 7. The status lists, each by a key of its own namespace; then the deltas, on the lists of
        //    the base, none of which counts without one.
        let mut status_lists = StatusLists::default();
        for bytes in of_kind(PartKind::StatusList) {
            status_lists.push(open_status_list(&list, bytes)?)?;
        }
        if let Some(base) = manifest.base {
            let mut base = open_base(self, &manifest, base)?.status_lists;
            for bytes in of_kind(PartKind::StatusDelta) {
                status_lists.push(open_delta(&list, &mut base, bytes)?)?;
            }
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
            places,
            status_lists: status_lists.in_order()?,
            signer,
            manifest,
        })
    }
}
