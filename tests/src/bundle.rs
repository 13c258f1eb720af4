//! Bundles by hand, each piece of which a test can spoil and sign again.

use juma_format::{
    Environment,
    body::{
        Body, Manifest as ManifestBody, RootDocument, StatusList as StatusBody,
        TrustList as ListBody,
    },
    time::UnixTime,
    trust::{
        BaseBundle, Cosigned, Manifest, Part, PartKind, Root, Status, StatusList, StatusListName,
        StatusTimes, TrustEntry, TrustList, write_bundle,
    },
};
use juma_keys::{MaySign, RootAnchor, RootKey, SigningKey, StatusKey, hash_of};

use crate::{
    cbor::{Map, bytes, tstr, uint},
    moment::{BUNDLE_EXPIRES, FOUNDED, PUBLISHED, ROOT_EXPIRES},
    parties::{self, ENVIRONMENT, NAMESPACE},
};

/// The list that gate codes of the vectors stand in.
pub const LIST: u32 = 7;

/// Its entries that are not simply good.
pub const REVOKED: u32 = 2000;
/// See [`REVOKED`].
pub const SUSPENDED: u32 = 3000;
/// See [`REVOKED`]; in the worlds that have one.
pub const MEANINGLESS: u32 = 4000;

/// The pieces of a bundle before the manifest.
#[derive(Clone, Debug)]
pub struct Pieces {
    /// Root documents.
    pub roots: Vec<Vec<u8>>,
    /// Trust lists, one of them if all is well.
    pub lists: Vec<Vec<u8>>,
    /// Status lists.
    pub statuses: Vec<Vec<u8>>,
    /// City profiles.
    pub places: Vec<Vec<u8>>,
    /// What the manifest says.
    pub environment: Environment,
    /// See [`Self::environment`].
    pub epoch: u32,
    /// See [`Self::environment`].
    pub sequence: u32,
    /// See [`Self::environment`].
    pub issued: UnixTime,
    /// See [`Self::environment`].
    pub expires: UnixTime,
    /// See [`Self::environment`].
    pub distrusted: Vec<[u8; 32]>,
    /// Deltas.
    pub deltas: Vec<Vec<u8>>,
    /// See [`Self::environment`]; a base is there when there are deltas.
    pub base: Option<BaseBundle>,
}

impl Pieces {
    /// An ordinary bundle of these entries, with one status list.
    #[must_use]
    pub fn of(entries: Vec<TrustEntry>) -> Self {
        Self {
            roots: vec![root_document(&first_root(), &[1])],
            lists: vec![trust_list(1, entries, &[1])],
            statuses: vec![status_list(&standard_status(), &parties::status_key())],
            places: Vec::new(),
            environment: ENVIRONMENT,
            epoch: 1,
            sequence: 5,
            issued: PUBLISHED,
            expires: BUNDLE_EXPIRES,
            distrusted: Vec::new(),
            deltas: Vec::new(),
            base: None,
        }
    }

    /// The parts in their order.
    #[must_use]
    pub fn parts(&self) -> Vec<(PartKind, Vec<u8>)> {
        let kinds = [
            (PartKind::Root, &self.roots),
            (PartKind::TrustList, &self.lists),
            (PartKind::StatusList, &self.statuses),
            (PartKind::StatusDelta, &self.deltas),
            (PartKind::Places, &self.places),
        ];
        kinds
            .into_iter()
            .flat_map(|(kind, parts)| parts.iter().map(move |part| (kind, part.clone())))
            .collect()
    }

    /// The manifest that fits them.
    #[must_use]
    pub fn manifest(&self) -> Manifest {
        let parts = self.parts().into_iter().map(|(kind, bytes)| Part {
            kind,
            size: bytes.len().try_into().unwrap(),
            hash: hash_of(&bytes),
        });
        Manifest {
            environment: self.environment,
            epoch: self.epoch,
            sequence: self.sequence,
            issued: self.issued,
            expires: self.expires,
            parts: parts.collect(),
            distrusted: self.distrusted.clone(),
            base: self.base,
        }
    }

    /// The bundle, signed by the bundle key.
    #[must_use]
    pub fn bundle(&self) -> Vec<u8> {
        self.with_manifest(self.manifest().encode())
    }

    /// The bundle with another payload in its manifest.
    #[must_use]
    pub fn with_manifest(&self, payload: Vec<u8>) -> Vec<u8> {
        self.with_envelope(&parties::bundle_key().sign::<ManifestBody>(payload))
    }

    /// The bundle with another envelope for a manifest.
    #[must_use]
    pub fn with_envelope(&self, envelope: &[u8]) -> Vec<u8> {
        let parts: Vec<Vec<u8>> = self.parts().into_iter().map(|(_, bytes)| bytes).collect();
        write_bundle(envelope, &parts)
    }
}

/// Root document 1: one key, one signature.
#[must_use]
pub fn first_root() -> Root {
    root(1, 1, &[1])
}

/// A root document of keys by their numbers.
#[must_use]
pub fn root(number: u32, threshold: usize, keys: &[u32]) -> Root {
    let keys = keys
        .iter()
        .map(|key| *parties::root(*key).public().as_bytes());
    Root::new(
        number,
        ENVIRONMENT,
        FOUNDED,
        ROOT_EXPIRES,
        threshold,
        keys.collect(),
    )
    .unwrap()
}

/// What devices are given.
#[must_use]
pub fn anchor() -> RootAnchor {
    RootAnchor::of(&first_root()).unwrap()
}

/// A root document with the signatures of keys by their numbers.
#[must_use]
pub fn root_document(root: &Root, signers: &[u32]) -> Vec<u8> {
    cosigned::<RootDocument>(&root.encode(), signers)
}

/// Any payload with root signatures.
#[must_use]
pub fn cosigned<B: Body>(payload: &[u8], signers: &[u32]) -> Vec<u8>
where
    RootKey: MaySign<B>,
{
    let envelopes = signers
        .iter()
        .map(|signer| parties::root(*signer).sign::<B>(payload.to_vec()));
    Cosigned::<B>::assemble(payload, envelopes.collect())
}

/// A trust list of epoch 1 with the signatures of root keys by their numbers.
#[must_use]
pub fn trust_list(version: u32, entries: Vec<TrustEntry>, signers: &[u32]) -> Vec<u8> {
    let list = TrustList::new(version, ENVIRONMENT, FOUNDED, ROOT_EXPIRES, 1, entries).unwrap();
    cosigned::<ListBody>(&list.encode(), signers)
}

/// The times of an ordinary status list.
pub const STATUS_TIMES: StatusTimes = StatusTimes {
    issued: PUBLISHED,
    expires: BUNDLE_EXPIRES,
};

/// List 7 of the first authority.
#[must_use]
pub fn standard_status() -> StatusList {
    status_of(NAMESPACE, LIST, STATUS_TIMES)
}

/// A list in which [`REVOKED`] is revoked and [`SUSPENDED`] suspended.
#[must_use]
pub fn status_of(namespace: &str, number: u32, times: StatusTimes) -> StatusList {
    let name = StatusListName::new(namespace, number).unwrap();
    let mut list = StatusList::all_valid(name, times);
    assert!(list.set(REVOKED, Status::Invalid));
    assert!(list.set(SUSPENDED, Status::Suspended));
    list
}

/// A status list, signed.
#[must_use]
pub fn status_list(list: &StatusList, key: &SigningKey<StatusKey>) -> Vec<u8> {
    key.sign::<StatusBody>(list.encode())
}

/// The payload of a status list of any width, of packed statuses that may be any length.
#[must_use]
pub fn status_payload(name: &str, bits: u64, packed: &[u8]) -> Vec<u8> {
    let zlib = miniz_oxide::deflate::compress_to_vec_zlib(packed, 6);
    status_map(name, bits, &zlib).encode()
}

/// The same with the compressed bytes given.
#[must_use]
pub fn status_map(name: &str, bits: u64, zlib: &[u8]) -> Map {
    let statuses = Map::default()
        .with_item(tstr("lst"), bytes(zlib))
        .with_item(tstr("bits"), uint(bits));
    Map::default()
        .with(2, tstr(name))
        .with(4, uint(STATUS_TIMES.expires.seconds()))
        .with(6, uint(STATUS_TIMES.issued.seconds()))
        .with(65_533, statuses.encode())
}
