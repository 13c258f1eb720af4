//! A demo authority whose sticks can be spoiled in any one point and signed again. Every secret is
//! the hash of a published word.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of several tests: not each uses all, and where one fails the test fails"
)]

use juma_format::{
    Environment,
    algorithm::Suite,
    body::{
        Code, Manifest as ManifestBody, RootDocument, StatusDelta as DeltaBody,
        StatusList as StatusBody, TrustList as ListBody,
    },
    cbor::Writer,
    code_text::static_text,
    region::Region,
    text,
    time::{DAY, UnixTime},
    trust::{
        Cosigned, EntryTimes, KeyState, Manifest, Part, PartKind, Purpose, Root, Status,
        StatusList, StatusListName, StatusTimes, TrustEntry, TrustList, write_bundle,
    },
};
use juma_keys::{
    AnchorFile, BundleKey, CodeKey, KeyKind, RootAnchor, RootKey, Secret, SigningKey, StatusKey,
    base_of, delta_between, hash_of,
};

/// 00:00 UTC+8 of 1 January 2026.
pub(crate) const FOUNDED: UnixTime = UnixTime::from_seconds(1_767_196_800);

/// A day on which codes are judged: the sticks are ten days old.
pub(crate) const NOW: UnixTime = FOUNDED.plus(40 * DAY);

/// When everything ends that does not end sooner: in 2089.
pub(crate) const END: UnixTime = FOUNDED.plus(23_000 * DAY);

const NAMESPACE: &str = "4403";
const LIST: u32 = 7;
const INDEX: u32 = 1000;

/// A stick in the making.
#[derive(Clone, Debug)]
pub(crate) struct Stick {
    pub(crate) environment: Environment,
    pub(crate) epoch: u32,
    pub(crate) sequence: u32,
    pub(crate) issued: UnixTime,
    pub(crate) expires: UnixTime,
    /// The version of the trust list.
    pub(crate) list: u32,
    /// The word of the root key.
    pub(crate) root: &'static str,
    /// The word of the key that signs the manifest.
    pub(crate) signer: &'static str,
    /// The state of the bundle key in the trust list.
    pub(crate) bundle_key: KeyState,
    /// What the status list says of [`code`].
    pub(crate) status: Status,
    /// Who signs status lists.
    pub(crate) status_signer: &'static str,
    /// When the status list was made.
    pub(crate) status_issued: UnixTime,
    /// When it ends.
    pub(crate) status_expires: UnixTime,
    /// The words of keys that the manifest distrusts.
    pub(crate) distrusted: &'static [&'static str],
}

impl Stick {
    /// A good stick of a number, thirty days after the founding.
    pub(crate) fn number(sequence: u32) -> Self {
        Self {
            environment: Environment::Demo,
            epoch: 1,
            sequence,
            issued: FOUNDED.plus(30 * DAY),
            expires: END,
            list: 1,
            root: "root",
            signer: "bundle",
            bundle_key: KeyState::Active,
            status: Status::Valid,
            status_signer: "status",
            status_issued: FOUNDED.plus(30 * DAY),
            status_expires: END,
            distrusted: &[],
        }
    }

    /// Made at a moment, its status list too.
    pub(crate) fn made(mut self, at: UnixTime) -> Self {
        self.issued = at;
        self.status_issued = at;
        self
    }

    /// Root document, trust list, status list.
    pub(crate) fn parts(&self) -> [(PartKind, Vec<u8>); 3] {
        let root = Cosigned::<RootDocument>::assemble(
            &self.root_document().encode(),
            vec![
                self.root_key()
                    .sign::<RootDocument>(self.root_document().encode()),
            ],
        );
        let mut entries = vec![
            self.entry(&self.key::<CodeKey>("code"), Purpose::Code),
            self.entry(&self.key::<StatusKey>("status"), Purpose::Status),
            self.entry(&self.key::<BundleKey>("bundle"), Purpose::Bundle),
        ];
        entries[2].state = self.bundle_key;
        let list = TrustList::new(
            self.list,
            self.environment,
            FOUNDED,
            END,
            self.epoch,
            entries,
        );
        let list = list.unwrap().encode();
        let list = Cosigned::<ListBody>::assemble(
            &list,
            vec![self.root_key().sign::<ListBody>(list.clone())],
        );
        let status = self.status_list();
        let key = self.key::<StatusKey>(self.status_signer);
        [
            (PartKind::Root, root),
            (PartKind::TrustList, list),
            (
                PartKind::StatusList,
                key.sign::<StatusBody>(status.encode()),
            ),
        ]
    }

    /// The status list before it is signed.
    pub(crate) fn status_list(&self) -> StatusList {
        let times = StatusTimes {
            issued: self.status_issued,
            expires: self.status_expires,
        };
        let name = StatusListName::new(NAMESPACE, LIST).unwrap();
        let mut status = StatusList::all_valid(name, times);
        assert!(status.set(INDEX, self.status));
        status
    }

    /// Root document, trust list, and what has changed in the status list since another stick.
    pub(crate) fn delta_parts(&self, full: &Self) -> [(PartKind, Vec<u8>); 3] {
        let delta = delta_between(&full.status_list(), &self.status_list()).unwrap();
        let [root, list, _] = self.parts();
        [
            root,
            list,
            (PartKind::StatusDelta, self.sign_delta(&delta.encode())),
        ]
    }

    /// A delta, or what is called one, by the key for status lists.
    pub(crate) fn sign_delta(&self, payload: &[u8]) -> Vec<u8> {
        let key = self.key::<StatusKey>(self.status_signer);
        key.sign::<DeltaBody>(payload.to_vec())
    }

    /// The manifest of parts that build on another stick.
    pub(crate) fn delta_manifest(&self, parts: &[(PartKind, Vec<u8>)], full: &Self) -> Manifest {
        Manifest {
            base: Some(base_of(&full.manifest(&full.parts()))),
            ..self.manifest(parts)
        }
    }

    /// The delta bundle to another stick.
    pub(crate) fn delta_to(&self, full: &Self) -> Vec<u8> {
        let parts = self.delta_parts(full);
        self.bundle_with(&self.delta_manifest(&parts, full), &parts)
    }

    fn distrusted(&self) -> Vec<[u8; 32]> {
        let hashes = self.distrusted.iter();
        let hashes = hashes.map(|word| *self.key::<CodeKey>(word).public().hash().as_bytes());
        let mut hashes: Vec<[u8; 32]> = hashes.collect();
        hashes.sort_unstable();
        hashes
    }

    /// What the manifest says of parts.
    pub(crate) fn manifest(&self, parts: &[(PartKind, Vec<u8>)]) -> Manifest {
        let parts = parts.iter().map(|(kind, bytes)| Part {
            kind: *kind,
            size: bytes.len().try_into().unwrap(),
            hash: hash_of(bytes),
        });
        Manifest {
            environment: self.environment,
            epoch: self.epoch,
            sequence: self.sequence,
            issued: self.issued,
            expires: self.expires,
            parts: parts.collect(),
            distrusted: self.distrusted(),
            base: None,
        }
    }

    /// The bundle of parts, which need not be the manifest's.
    pub(crate) fn bundle_with(
        &self,
        manifest: &Manifest,
        parts: &[(PartKind, Vec<u8>)],
    ) -> Vec<u8> {
        let envelope = self
            .key::<BundleKey>(self.signer)
            .sign::<ManifestBody>(manifest.encode());
        let parts: Vec<Vec<u8>> = parts.iter().map(|(_, bytes)| bytes.clone()).collect();
        write_bundle(&envelope, &parts)
    }

    /// The bundle.
    pub(crate) fn bundle(&self) -> Vec<u8> {
        let parts = self.parts();
        self.bundle_with(&self.manifest(&parts), &parts)
    }

    /// What a device of this environment is given.
    pub(crate) fn anchor(&self) -> RootAnchor {
        RootAnchor::of(&self.root_document()).unwrap()
    }

    /// The same as a file.
    pub(crate) fn anchor_file(&self) -> String {
        AnchorFile(self.anchor()).to_string()
    }

    /// A gate code of a fictional migrant in Shenzhen that ends at a moment.
    pub(crate) fn code(&self, expires: UnixTime) -> String {
        let mut claims = Writer::new();
        claims.map(2).integer(4).unsigned(expires.seconds());
        claims.integer(-65_537).map(4);
        claims.integer(1).unsigned(1 << 2);
        let status = u64::from(LIST) << 20 | u64::from(INDEX);
        claims.integer(2).unsigned(status).integer(3).unsigned(4403);
        claims.integer(4);
        text::write("张*", &mut claims);
        static_text(&self.key::<CodeKey>("code").sign::<Code>(claims.finish()))
    }

    fn root_document(&self) -> Root {
        let keys = vec![*self.root_key().public().as_bytes()];
        Root::new(1, self.environment, FOUNDED, END, 1, keys).unwrap()
    }

    fn root_key(&self) -> SigningKey<RootKey> {
        self.key(self.root)
    }

    fn key<K: KeyKind>(&self, word: &str) -> SigningKey<K> {
        let secret = hash_of(format!("juma verifier tests, {word}").as_bytes());
        SigningKey::from_secret(Secret::new(secret), self.environment)
    }

    fn entry<K: KeyKind>(&self, key: &SigningKey<K>, purpose: Purpose) -> TrustEntry {
        TrustEntry {
            key: key.public().as_bytes().to_vec(),
            purpose,
            suite: Suite::ED25519,
            issuer: "深圳市 TESTS".to_owned(),
            regions: match purpose {
                Purpose::Code => vec![Region::from_code(4403).unwrap()],
                _ => Vec::new(),
            },
            namespace: NAMESPACE.to_owned(),
            times: EntryTimes {
                sign_from: FOUNDED,
                sign_until: END,
                accept_until: END,
                max_validity: 366 * DAY,
            },
            state: KeyState::Active,
        }
    }
}
