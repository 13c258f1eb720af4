use std::sync::LazyLock;

use juma_format::{
    Environment,
    body::Code,
    code_text::static_text,
    region::Region,
    time::{DAY, UnixTime},
    trust::Root,
};
use juma_issuer::{
    Contributor, Founding, FoundingSecrets, FoundingTerms, PublishError, PublishTerms, Publisher,
    PublisherKeys, Stock, found_demo,
};
use juma_keys::{
    AnchorFile, CodeKey, DocumentTimes, Draft, KeyRole, ListDraft, PrivateKeyFile, PublicKeyFile,
    RootAnchor, Secret, SigningKey,
};
use juma_registry::ledger::{FileLedger, Ledger};
use juma_verifier::{Policy, State};

use crate::codes::claims_of_every_kind;

/// The moment at which everything here happens: 2026-11-22, 12:00 in UTC+8.
pub const NOW: UnixTime = UnixTime::from_seconds(1_795_320_000);

/// The venue of the targets: the default of the commands.
pub static POLICY: LazyLock<Policy> =
    LazyLock::new(|| Policy::built_in("library").expect("a built-in policy"));

/// The one demo environment of the targets.
pub static DEMO: LazyLock<Demo> = LazyLock::new(Demo::found);

/// An environment with one bundle, a verifier that has imported it, and codes of every kind.
#[derive(Debug)]
pub struct Demo {
    /// The key that signs codes.
    pub code_key: SigningKey<CodeKey>,
    /// Where it may sign.
    pub region: Region,
    /// The bundle.
    pub bundle: Vec<u8>,
    /// A delta bundle to it.
    pub delta: Vec<u8>,
    /// What a city would hand to a centre.
    pub contribution: Vec<u8>,
    /// A draft of a trust list, and its signature by the root key.
    pub ceremony: Vec<String>,
    /// The verifier.
    pub state: State,
    /// Codes of every kind; some are accepted now, others never.
    pub codes: Vec<DemoCode>,
    /// Its key files, by name.
    pub key_files: Vec<(&'static str, String)>,
    /// The root document and the trust list, as they were signed.
    pub documents: Vec<Vec<u8>>,
}

/// A code of the demo.
#[derive(Clone, Debug)]
pub struct DemoCode {
    /// Its kind.
    pub name: &'static str,
    /// Its claims.
    pub claims: Vec<u8>,
    /// Its envelope.
    pub envelope: Vec<u8>,
    /// Its text, with no proof around it.
    pub text: String,
}

impl Demo {
    fn found() -> Self {
        let secret = |byte| Secret::new([byte; 32]);
        let region = Region::from_code(4403).expect("Shenzhen");
        let secrets = FoundingSecrets {
            root: secret(1),
            code: secret(2),
            status: secret(3),
            bundle: secret(4),
            seal: secret(5),
        };
        let issuer = "深圳（演示）".to_owned();
        let terms = FoundingTerms {
            region,
            issuer,
            from: NOW,
            code_days: 366,
        };
        let founding = found_demo(secrets, &terms).expect("a demo");
        let key_files = key_files(&founding);
        let ceremony = ceremony(&founding);
        let Founding {
            code,
            status,
            bundle,
            documents,
            namespace,
            ..
        } = founding;

        let folder = tempfile::tempdir().expect("a folder for the ledger");
        let mut ledger = FileLedger::create(&folder.path().join("ledger")).expect("a ledger");
        let contributed = Contributor {
            stock: Stock {
                ledger: &mut ledger,
                trust: &documents,
                places: &[],
                namespace: &namespace,
                bundle_days: 35,
                code_days: 366,
            },
            status: &status,
        }
        .contribute(None, NOW, |_| Ok::<(), PublishError>(()))
        .expect("a contribution");
        let mut publisher = Publisher {
            stock: Stock {
                ledger: &mut ledger,
                trust: &documents,
                places: &[],
                namespace: &namespace,
                bundle_days: 35,
                code_days: 366,
            },
            keys: &PublisherKeys { status, bundle },
        };
        let published = publisher
            .publish(NOW, |_| Ok::<(), PublishError>(()))
            .expect("a bundle");
        let terms = PublishTerms {
            delta_to: Some(&published.bundle),
            distrusted: &[],
        };
        let delta = publisher
            .publish_on(terms, NOW, |_| Ok::<(), PublishError>(()))
            .expect("a delta bundle");
        let list = ledger
            .lists()
            .expect("lists")
            .first()
            .expect("a list")
            .number;

        let fresh = State::new(documents.anchor.clone());
        let (state, _) = fresh.import(&published.bundle, NOW).expect("a good bundle");
        let codes = claims_of_every_kind(list)
            .into_iter()
            .map(|(name, claims)| {
                let claims = claims.encode();
                let envelope = code.sign::<Code>(claims.clone());
                let text = static_text(&envelope);
                DemoCode {
                    name,
                    claims,
                    envelope,
                    text,
                }
            });
        Self {
            codes: codes.collect(),
            code_key: code,
            region,
            bundle: published.bundle,
            delta: delta.bundle,
            contribution: contributed.contribution,
            ceremony,
            state,
            key_files,
            documents: [documents.roots, vec![documents.list]].concat(),
        }
    }
}

fn ceremony(founding: &Founding) -> Vec<String> {
    let times = DocumentTimes {
        issued: NOW,
        expires: NOW.plus(DAY),
    };
    let draft = ListDraft::first(Environment::Demo, times).expect("a draft");
    let draft = Draft::from(draft);
    let signature = draft.sign(&founding.root).expect("a signature");
    vec![draft.to_string(), signature.to_string()]
}

fn key_files(founding: &Founding) -> Vec<(&'static str, String)> {
    let key = &founding.code;
    let public = *key.public().as_bytes();
    let public = PublicKeyFile::new(KeyRole::Code, key.environment(), public);
    let private = PrivateKeyFile::clear(key).expect("a demo key");
    let anchor = AnchorFile(founding.documents.anchor.clone());
    let keys = vec![
        *founding.root.public().as_bytes(),
        *founding.bundle.public().as_bytes(),
    ];
    let ends = NOW.plus(DAY);
    let two = Root::new(2, key.environment(), NOW, ends, 2, keys).expect("a root document");
    let two = AnchorFile(RootAnchor::of(&two).expect("good keys"));
    vec![
        ("anchor", anchor.to_string()),
        ("anchor-of-two", two.to_string()),
        ("private", private.to_text().to_string()),
        ("public", public.to_string()),
    ]
}
