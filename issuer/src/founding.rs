use core::fmt;

use juma_format::{
    Environment,
    algorithm::Suite,
    body::{RootDocument, TrustList as TrustListBody},
    region::Region,
    time::{DAY, UnixTime},
    trust::{Cosigned, DocumentError, EntryTimes, KeyState, Purpose, Root, TrustEntry, TrustList},
};
use juma_keys::{
    BundleKey, CodeKey, KeyError, RecipientSecretKey, RootAnchor, RootKey, SealKey, Secret,
    SigningKey, StatusKey,
};

use crate::TrustDocuments;

/// The secrets of a demo environment's five keys.
#[derive(Debug)]
pub struct FoundingSecrets {
    /// For the root key.
    pub root: Secret,
    /// For the key that signs codes.
    pub code: Secret,
    /// For the key that signs status lists.
    pub status: Secret,
    /// For the key that signs bundles.
    pub bundle: Secret,
    /// For the key that officers' records are sealed to.
    pub seal: Secret,
}

/// What a demo environment is founded for.
#[derive(Clone, Debug)]
pub struct FoundingTerms {
    /// Where it may sign.
    pub region: Region,
    /// The issuer's name, for people.
    pub issuer: String,
    /// When it begins.
    pub from: UnixTime,
    /// The most days that a code is good.
    pub code_days: u32,
}

/// A demo environment: its keys, and the documents that make them trusted.
#[derive(Debug)]
pub struct Founding {
    /// The root key.
    pub root: SigningKey<RootKey>,
    /// The key that signs codes.
    pub code: SigningKey<CodeKey>,
    /// The key that signs status lists.
    pub status: SigningKey<StatusKey>,
    /// The key that signs bundles.
    pub bundle: SigningKey<BundleKey>,
    /// The key that officers' records are sealed to.
    pub seal: RecipientSecretKey<SealKey>,
    /// Root document and trust list.
    pub documents: TrustDocuments,
    /// The namespace of the status lists: the region's digits.
    pub namespace: String,
}

/// Why no environment was founded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FoundingError {
    /// A name or a time is out of range.
    Document(DocumentError),
    /// A key is no good.
    Key(KeyError),
}

impl fmt::Display for FoundingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document(error) => error.fmt(f),
            Self::Key(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for FoundingError {}

impl From<DocumentError> for FoundingError {
    fn from(error: DocumentError) -> Self {
        Self::Document(error)
    }
}

impl From<KeyError> for FoundingError {
    fn from(error: KeyError) -> Self {
        Self::Key(error)
    }
}

/// How long the demo lasts: long enough that nobody's demo ends while they look at it.
const ROOT_DAYS: u64 = 3650;
const LIST_DAYS: u64 = 1095;
const SIGN_DAYS: u64 = 1095;

/// Founds a demo environment with one root key and one key for each purpose. Production exists only
/// through the root ceremony, so there is no parameter for the environment.
///
/// # Errors
/// When a name or a time is out of range.
pub fn found_demo(
    secrets: FoundingSecrets,
    terms: &FoundingTerms,
) -> Result<Founding, FoundingError> {
    let environment = Environment::Demo;
    let root = SigningKey::<RootKey>::from_secret(secrets.root, environment);
    let code = SigningKey::<CodeKey>::from_secret(secrets.code, environment);
    let status = SigningKey::<StatusKey>::from_secret(secrets.status, environment);
    let bundle = SigningKey::<BundleKey>::from_secret(secrets.bundle, environment);

    let seal = RecipientSecretKey::<SealKey>::from_secret(secrets.seal, environment);

    let expires = terms.from.plus(ROOT_DAYS * DAY);
    let keys = vec![*root.public().as_bytes()];
    let document = Root::new(1, environment, terms.from, expires, 1, keys)?;
    let anchor = RootAnchor::of(&document)?;
    let payload = document.encode();
    let envelope = root.sign::<RootDocument>(payload.clone());
    let roots = vec![Cosigned::<RootDocument>::assemble(&payload, vec![envelope])];

    let namespace = terms.region.code().to_string();
    let entries = vec![
        entry(code.public().as_bytes(), Purpose::Code, terms, &namespace),
        entry(
            status.public().as_bytes(),
            Purpose::Status,
            terms,
            &namespace,
        ),
        entry(
            bundle.public().as_bytes(),
            Purpose::Bundle,
            terms,
            &namespace,
        ),
        entry(seal.public().as_bytes(), Purpose::Seal, terms, &namespace),
    ];
    let list_expires = terms.from.plus(LIST_DAYS * DAY);
    let list = TrustList::new(1, environment, terms.from, list_expires, 1, entries)?;
    let payload = list.encode();
    let envelope = root.sign::<TrustListBody>(payload.clone());
    let list = Cosigned::<TrustListBody>::assemble(&payload, vec![envelope]);

    let documents = TrustDocuments {
        anchor,
        roots,
        list,
    };
    Ok(Founding {
        root,
        code,
        status,
        bundle,
        seal,
        documents,
        namespace,
    })
}

fn entry(key: &[u8; 32], purpose: Purpose, terms: &FoundingTerms, namespace: &str) -> TrustEntry {
    let max_validity = u64::from(terms.code_days) * DAY;
    let sign_until = terms.from.plus(SIGN_DAYS * DAY);
    TrustEntry {
        key: key.to_vec(),
        purpose,
        suite: Suite::ED25519,
        issuer: terms.issuer.clone(),
        regions: match purpose {
            Purpose::Code | Purpose::Seal => vec![terms.region],
            Purpose::Bundle | Purpose::Status => Vec::new(),
        },
        namespace: namespace.to_owned(),
        times: EntryTimes {
            sign_from: terms.from,
            sign_until,
            accept_until: sign_until.plus(max_validity),
            max_validity,
        },
        state: KeyState::Active,
    }
}
