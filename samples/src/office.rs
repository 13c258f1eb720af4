use juma_cli::failure::Failure;
use juma_format::{
    StatusRef,
    body::Code,
    claims::{Claims, ClaimsError, Tier},
    places::CityProfile,
    region::Region,
    time::UnixTime,
};
use juma_issuer::{
    Authority, FoundingTerms, Issued, Issuer, Order, PublishError, Published, Publisher,
    PublisherKeys, Stock, TrustDocuments, Validity, found_demo,
};
use juma_keys::{CodeKey, PublicKey, SigningKey, hash_of};
use juma_registry::{
    SubjectId,
    ledger::{
        CodeHash, FileLedger, IssuePlan, Ledger, PlannedBearer, PlannedProof, Serial, StatusChange,
    },
    profile::built_in_within,
    record::Record,
};
use tempfile::TempDir;

use crate::{DemoRandom, DemoSeed};

/// How long a bundle is good, in days, as in a home that `juma-issuer init` founds.
const BUNDLE_DAYS: u32 = 90;

/// A demo issuing place. Its ledger is a file in a folder that goes with it; its keys are nowhere
/// but in memory.
#[derive(Debug)]
pub struct Office {
    authority: Authority,
    /// The authority's key once more, for codes that the issuer does not make yet.
    key: SigningKey<CodeKey>,
    keys: PublisherKeys,
    trust: TrustDocuments,
    places: Vec<CityProfile>,
    namespace: String,
    ledger: FileLedger,
    random: DemoRandom,
    // After the ledger, which is a file in it.
    _folder: TempDir,
}

/// A code that was signed without the issuer.
#[derive(Clone)]
pub struct SignedByHand {
    /// Its serial in the ledger.
    pub serial: Serial,
    /// The bytes of the COSE_Sign1.
    pub bytes: Vec<u8>,
}

impl core::fmt::Debug for SignedByHand {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "SignedByHand({})", self.serial)
    }
}

impl Office {
    /// Founds the place of a seed for a region.
    ///
    /// # Errors
    /// When a time is out of range, or there is no room for a temporary folder.
    pub fn found(seed: DemoSeed, region: Region, from: UnixTime) -> Result<Self, Failure> {
        let terms = FoundingTerms {
            region,
            issuer: region.name().map_or_else(
                || format!("{region} DEMO"),
                |name| format!("{}公安局 DEMO", name.last()),
            ),
            from,
            code_days: Validity::YEAR.days,
        };
        let founding = found_demo(seed.secrets(), &terms).map_err(failed("nothing was founded"))?;
        let trust = founding.documents;
        let roots: Vec<&[u8]> = trust.roots.iter().map(Vec::as_slice).collect();
        let root = trust.anchor.walk(&roots);
        let list = root.and_then(|root| root.open_list(&trust.list));
        let list = list.map_err(failed("the trust list is no good"))?;
        let key = SigningKey::from_secret(seed.code_secret(), founding.code.environment());
        let folder = tempfile::Builder::new().prefix("juma-samples-").tempdir();
        let folder = folder.map_err(failed("no temporary folder"))?;
        let ledger = FileLedger::create(&folder.path().join("ledger.jsonl"));
        Ok(Self {
            authority: Authority::new(founding.code, &list).map_err(failed("no authority"))?,
            key,
            keys: PublisherKeys {
                status: founding.status,
                bundle: founding.bundle,
            },
            trust,
            places: built_in_within(region)
                .map(|(profile, _)| profile)
                .collect(),
            namespace: founding.namespace,
            ledger: ledger.map_err(failed("no ledger"))?,
            random: seed.random(),
            _folder: folder,
        })
    }

    /// What verifiers are given, and what leads from it to the key.
    #[must_use]
    pub const fn trust(&self) -> &TrustDocuments {
        &self.trust
    }

    /// The key that signs codes.
    #[must_use]
    pub const fn public_key(&self) -> &PublicKey<CodeKey> {
        self.key.public()
    }

    /// Issues a code as `juma-issuer sign` does.
    ///
    /// # Errors
    /// When it is refused or fails.
    pub fn issue(
        &mut self,
        record: &Record,
        order: &Order,
        validity: Validity,
        now: UnixTime,
    ) -> Result<Issued, Failure> {
        let mut issuer = Issuer {
            authority: &self.authority,
            ledger: &mut self.ledger,
            validity,
            lead_time: 0,
        };
        issuer
            .issue(record, order, now, &mut self.random)
            .map_err(failed("nothing was issued"))
    }

    /// Signs claims that the issuer does not make, with an index of their own in the lists.
    ///
    /// # Errors
    /// When the claims are none, or the ledger fails.
    pub fn sign(
        &mut self,
        subject: &SubjectId,
        (tier, expires): (Tier, UnixTime),
        now: UnixTime,
        claims: impl FnOnce(StatusRef) -> Result<Claims, ClaimsError>,
    ) -> Result<SignedByHand, Failure> {
        let plan = IssuePlan {
            subject: subject.clone(),
            tier,
            key_id: self.key.public().key_id(),
            issued_at: now,
            expires,
            proof: PlannedProof::Static,
            bearer: PlannedBearer::Holder,
        };
        let planned = self.ledger.plan(&plan, &mut self.random);
        let planned = planned.map_err(failed("the ledger failed"))?;
        let claims = claims(planned.status).map_err(failed("no claims"))?;
        let bytes = self.key.sign::<Code>(claims.encode());
        let code = CodeHash::from_bytes(hash_of(&bytes));
        let committed = self.ledger.commit(planned.serial, code);
        committed.map_err(failed("the ledger failed"))?;
        let serial = planned.serial;
        Ok(SignedByHand { serial, bytes })
    }

    /// Changes the status of a code.
    ///
    /// # Errors
    /// When the ledger refuses or fails.
    pub fn change(
        &mut self,
        serial: Serial,
        change: StatusChange,
        at: UnixTime,
    ) -> Result<(), Failure> {
        let changed = self.ledger.change(serial, change, at);
        changed
            .map(|_| ())
            .map_err(failed("the status was not changed"))
    }

    /// Publishes the next bundle.
    ///
    /// # Errors
    /// When it cannot be published.
    pub fn publish(&mut self, now: UnixTime) -> Result<Published, Failure> {
        let mut publisher = Publisher {
            stock: Stock {
                ledger: &mut self.ledger,
                trust: &self.trust,
                places: &self.places,
                namespace: &self.namespace,
                bundle_days: BUNDLE_DAYS,
                code_days: Validity::YEAR.days,
            },
            keys: &self.keys,
        };
        publisher
            .publish(now, |_| Ok::<(), PublishError>(()))
            .map_err(failed("nothing was published"))
    }
}

/// A failure with the error beneath it.
pub(crate) fn failed<E>(what: &'static str) -> impl Fn(E) -> Failure
where
    E: core::error::Error + Send + Sync + 'static,
{
    move |error| Failure::new(what).because(error)
}
