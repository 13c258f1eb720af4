use juma_format::{
    body::{Code, Manifest as ManifestBody, StatusList as StatusListBody},
    trust::{
        BundleError, DocumentError, Field, Manifest, Part, PartKind, Status, StatusList,
        StatusListName, StatusTimes, write_bundle,
    },
};

use super::*;
use crate::{BundleKey, CodeKey, StatusKey};

const CODE: u8 = 11;
const STATUS: u8 = 12;
const BUNDLE: u8 = 13;

/// Everything of a bundle before it is signed, so that a test can bend one thing.
struct Story {
    root: Root,
    list: TrustList,
    /// The parts that are not the root or the list.
    status: Vec<Vec<u8>>,
    manifest: Manifest,
    signer: u8,
}

impl Story {
    fn new() -> Self {
        Self {
            root: document(1, 1, &[1]),
            list: list(vec![
                entry(key::<CodeKey>(CODE).public().as_bytes(), Purpose::Code),
                entry(
                    key::<StatusKey>(STATUS).public().as_bytes(),
                    Purpose::Status,
                ),
                entry(
                    key::<BundleKey>(BUNDLE).public().as_bytes(),
                    Purpose::Bundle,
                ),
            ]),
            status: vec![status_list("4403", 0)],
            manifest: Manifest {
                environment: WORLD,
                epoch: 1,
                sequence: 7,
                issued: day(1),
                expires: day(31),
                parts: Vec::new(),
                distrusted: Vec::new(),
                base: None,
            },
            signer: BUNDLE,
        }
    }

    /// The list with one entry bent.
    fn bend(&mut self, purpose: Purpose, bend: impl FnMut(&mut TrustEntry)) {
        let mut entries = self.list.entries().to_vec();
        entries
            .iter_mut()
            .filter(|entry| entry.purpose == purpose)
            .for_each(bend);
        self.list = list(entries);
    }

    fn parts(&self) -> Vec<(PartKind, Vec<u8>)> {
        let mut parts = vec![
            (PartKind::Root, signed_root(&self.root, &[1])),
            (PartKind::TrustList, signed_list(&self.list, &[1])),
        ];
        parts.extend(
            self.status
                .iter()
                .map(|bytes| (PartKind::StatusList, bytes.clone())),
        );
        parts
    }

    fn bytes(&self) -> Vec<u8> {
        self.bytes_with(&self.parts())
    }

    fn bytes_with(&self, parts: &[(PartKind, Vec<u8>)]) -> Vec<u8> {
        let mut manifest = self.manifest.clone();
        manifest.parts = parts
            .iter()
            .map(|(kind, bytes)| part(*kind, bytes))
            .collect();
        let parts: Vec<Vec<u8>> = parts.iter().map(|(_, bytes)| bytes.clone()).collect();
        write_bundle(&self.sign(manifest.encode()), &parts)
    }

    fn sign(&self, manifest: Vec<u8>) -> Vec<u8> {
        key::<BundleKey>(self.signer).sign::<ManifestBody>(manifest)
    }

    fn open(&self) -> Result<OpenedBundle, BundleRefusal> {
        self.open_bytes(&self.bytes())
    }

    fn open_bytes(&self, bytes: &[u8]) -> Result<OpenedBundle, BundleRefusal> {
        open_bundle(&RootAnchor::of(&document(1, 1, &[1])).unwrap(), bytes)
    }

    #[track_caller]
    fn refused(&self, expected: BundleRefusal) {
        assert_eq!(self.open().unwrap_err(), expected);
    }
}

fn part(kind: PartKind, bytes: &[u8]) -> Part {
    Part {
        kind,
        size: bytes.len().try_into().unwrap(),
        hash: hash_of(bytes),
    }
}

fn status_list(namespace: &str, number: u32) -> Vec<u8> {
    let name = StatusListName::new(namespace, number).unwrap();
    let mut list = StatusList::all_valid(
        name,
        StatusTimes {
            issued: day(1),
            expires: day(31),
        },
    );
    assert!(list.set(5, Status::Invalid));
    key::<StatusKey>(STATUS).sign::<StatusListBody>(list.encode())
}

#[test]
fn a_good_bundle_opens() {
    let mut story = Story::new();
    story.status = vec![status_list("4403", 2), status_list("4403", 0)];
    let opened = story.open().unwrap();
    assert_eq!(opened.root.document(), &story.root);
    assert_eq!(opened.list.list(), &story.list);
    assert_eq!(opened.manifest.sequence, 7);
    let numbers: Vec<u32> = opened
        .status_lists
        .iter()
        .map(|list| list.name().number())
        .collect();
    assert_eq!(numbers, [0, 2]);
    assert_eq!(opened.status_lists[0].status(5), Some(Status::Invalid));
    // A bundle may bring no status at all.
    story.status.clear();
    assert!(story.open().unwrap().status_lists.is_empty());
}

#[test]
fn the_file() {
    let story = Story::new();
    let bytes = story.bytes();
    let refused = story.open_bytes(&bytes[1..]).unwrap_err();
    assert_eq!(refused, BundleRefusal::File(BundleError::Magic));
    for end in 0..bytes.len() {
        assert!(story.open_bytes(&bytes[..end]).is_err(), "{end}");
    }
    let longer = [bytes.as_slice(), b"\x40"].concat();
    assert_eq!(
        story.open_bytes(&longer).unwrap_err(),
        BundleRefusal::PartCount
    );
}

#[test]
fn the_parts() {
    let mut story = Story::new();
    let parts = story.parts();
    let [root, list, status] = parts.as_slice() else {
        panic!()
    };
    for (parts, expected) in [
        (
            vec![root.clone(), status.clone()],
            BundleRefusal::TrustLists,
        ),
        (
            vec![root.clone(), list.clone(), list.clone()],
            BundleRefusal::TrustLists,
        ),
        (
            vec![list.clone()],
            BundleRefusal::Root(RootRefusal::NotAnchored),
        ),
        (
            vec![],
            BundleRefusal::Document(DocumentError::OutOfRange(Field::Parts)),
        ),
    ] {
        assert_eq!(
            story.open_bytes(&story.bytes_with(&parts)).unwrap_err(),
            expected
        );
    }
    story.status.push(status_list("4403", 0));
    story.refused(BundleRefusal::StatusTwice);
}

/// Good parts of another bundle under this manifest, as the stick of a thief would have them.
#[test]
fn mix_and_match() {
    let (story, mut other) = (Story::new(), Story::new());
    other.list =
        TrustList::new(2, WORLD, day(1), day(91), 1, story.list.entries().to_vec()).unwrap();
    other.root = Root::new(1, WORLD, day(1), day(1000), 1, public_bytes(&[1])).unwrap();
    other.status = vec![status_list("4403", 1)];
    let (ours, theirs) = (story.parts(), other.parts());
    let mut manifest = story.manifest.clone();
    manifest.parts = ours
        .iter()
        .map(|(kind, bytes)| part(*kind, bytes))
        .collect();
    let manifest = story.sign(manifest.encode());
    for swapped in 0..ours.len() {
        let mut parts: Vec<Vec<u8>> = ours.iter().map(|(_, bytes)| bytes.clone()).collect();
        parts[swapped].clone_from(&theirs[swapped].1);
        let refused = story
            .open_bytes(&write_bundle(&manifest, &parts))
            .unwrap_err();
        assert_eq!(refused, BundleRefusal::PartHash { part: swapped });
    }
}

#[test]
fn the_manifest() {
    let mut story = Story::new();
    story.manifest.environment = Environment::Demo;
    story.refused(BundleRefusal::Environment);

    let mut story = Story::new();
    story.manifest.epoch = 2;
    story.refused(BundleRefusal::Epoch {
        trusted: 1,
        found: 2,
    });

    let story = Story::new();
    let garbage = write_bundle(&story.sign(b"\xa0".to_vec()), &[]);
    let refused = story.open_bytes(&garbage).unwrap_err();
    assert!(matches!(refused, BundleRefusal::Document(_)), "{refused:?}");
    let refused = story.open_bytes(&write_bundle(b"\x80", &[])).unwrap_err();
    assert!(matches!(refused, BundleRefusal::Envelope(_)), "{refused:?}");
    let mut root = Story::new();
    root.root = document(2, 1, &[1]);
    root.refused(BundleRefusal::Root(RootRefusal::NotAnchored));
}

#[test]
fn who_signed_the_manifest() {
    // Nobody that the list knows; and keys that it knows for something else.
    for signer in [99, CODE, STATUS, 1] {
        let mut story = Story::new();
        story.signer = signer;
        story.refused(BundleRefusal::Signer);
    }
    let mut story = Story::new();
    story.bend(Purpose::Bundle, |entry| entry.suite = Suite::from_number(2));
    story.refused(BundleRefusal::Signer);

    let mut story = Story::new();
    story.bend(Purpose::Bundle, |entry| entry.state = KeyState::Compromised);
    story.refused(BundleRefusal::SignerCompromised);

    // A key that is kept beyond its period, for manifests and for status lists.
    for purpose in [Purpose::Bundle, Purpose::Status] {
        let mut story = Story::new();
        let issued = story.manifest.issued;
        story.status = vec![status_list("4403", 0)];
        story.bend(purpose, |entry| {
            entry.times.sign_from = issued.minus(1);
            entry.times.sign_until = issued;
        });
        story.refused(BundleRefusal::SignerPeriod);
        let mut story = Story::new();
        story.status = vec![status_list("4403", 0)];
        story.bend(purpose, |entry| entry.times.sign_from = issued.plus(1));
        story.refused(BundleRefusal::SignerPeriod);
    }

    // The same key in another world, and for another body.
    let story = Story::new();
    let parts = story.parts();
    let mut manifest = story.manifest.clone();
    manifest.parts = parts
        .iter()
        .map(|(kind, bytes)| part(*kind, bytes))
        .collect();
    let parts: Vec<Vec<u8>> = parts.into_iter().map(|(_, bytes)| bytes).collect();
    let elsewhere: SigningKey<BundleKey> =
        SigningKey::from_secret(Secret::new([BUNDLE; 32]), Environment::Demo);
    for envelope in [
        elsewhere.sign::<ManifestBody>(manifest.encode()),
        key::<CodeKey>(BUNDLE).sign::<Code>(manifest.encode()),
    ] {
        let refused = story
            .open_bytes(&write_bundle(&envelope, &parts))
            .unwrap_err();
        assert_eq!(
            refused,
            BundleRefusal::Check(crate::CheckError::BadSignature)
        );
    }
}

#[test]
fn the_status_lists() {
    let open = |bytes: Vec<u8>| {
        let mut story = Story::new();
        story.status = vec![bytes];
        story.open().map(|opened| opened.status_lists.len())
    };
    assert_eq!(open(status_list("4403", 0)), Ok(1));
    assert_eq!(
        open(status_list("4401", 0)),
        Err(BundleRefusal::StatusNamespace)
    );
    assert!(matches!(
        open(b"\x80".to_vec()),
        Err(BundleRefusal::Envelope(_))
    ));
    let garbage = key::<StatusKey>(STATUS).sign::<StatusListBody>(b"\xa0".to_vec());
    assert!(matches!(open(garbage), Err(BundleRefusal::Status(_))));

    let name = StatusListName::new("4403", 0).unwrap();
    let times = StatusTimes {
        issued: day(1),
        expires: day(31),
    };
    let payload = StatusList::all_valid(name, times).encode();
    for seed in [99, CODE, BUNDLE] {
        let bytes = key::<StatusKey>(seed).sign::<StatusListBody>(payload.clone());
        assert_eq!(open(bytes), Err(BundleRefusal::Signer), "{seed}");
    }
    let mut bytes = status_list("4403", 0);
    *bytes.last_mut().unwrap() ^= 1;
    assert!(matches!(open(bytes), Err(BundleRefusal::Check(_))));
}

#[test]
fn a_status_list_by_a_compromised_key_is_left_out() {
    let mut story = Story::new();
    story.bend(Purpose::Status, |entry| entry.state = KeyState::Compromised);
    assert!(story.open().unwrap().status_lists.is_empty());

    // The same when the manifest says so before the next trust list does.
    let mut story = Story::new();
    story.manifest.distrusted = vec![*key::<StatusKey>(STATUS).public().hash().as_bytes()];
    let opened = story.open().unwrap();
    assert!(opened.status_lists.is_empty());
    let key_id = key::<StatusKey>(STATUS).public().key_id();
    assert!(opened.list.entry(key_id).unwrap().is_compromised());
}

#[test]
fn a_manifest_that_distrusts_a_code_key() {
    let mut story = Story::new();
    let public = key::<CodeKey>(CODE);
    story.manifest.distrusted = vec![*public.public().hash().as_bytes()];
    let opened = story.open().unwrap();
    let CodeKeyLookup::Known(entry, _) = opened.list.code_key(public.public().key_id()) else {
        panic!()
    };
    assert!(entry.is_compromised());
    assert_eq!(opened.status_lists.len(), 1);
}

/// Every bit of a bundle: it is refused, or says exactly the same.
#[test]
fn no_changed_bit_says_anything_else() {
    let mut story = Story::new();
    story.root = document(1, 1, &[1]);
    let good = story.bytes();
    let content = |opened: &OpenedBundle| {
        (
            opened.root.document().clone(),
            opened.list.list().clone(),
            opened.manifest.clone(),
            opened.status_lists.clone(),
        )
    };
    let expected = content(&story.open_bytes(&good).unwrap());
    let mut bytes = good.clone();
    for at in 0..good.len() {
        for bit in 0..8 {
            bytes[at] ^= 1 << bit;
            if let Ok(opened) = story.open_bytes(&bytes) {
                assert!(content(&opened) == expected, "byte {at}, bit {bit}");
            }
            bytes[at] ^= 1 << bit;
        }
    }
}
