use juma_format::{region::Region, time::UnixTime};
use juma_issuer::{
    Authority, ClearTier, FoundingSecrets, FoundingTerms, ImageFormat, Issuer, Order, OrderBearer,
    OrderMedium, PublishError, Publisher, PublisherKeys, Stock, Validity, found_demo,
};
use juma_keys::Secret;
use juma_registry::{
    ledger::{FileLedger, RandomError},
    record::Record,
};
use juma_verifier::State;

pub(crate) const NOW: UnixTime = UnixTime::from_seconds(1_796_000_000);

/// A demo with a ledger in a folder that goes away, and a verifier that has imported its bundle.
pub(crate) struct World {
    pub(crate) authority: Authority,
    pub(crate) ledger: FileLedger,
    pub(crate) state: State,
    _dir: tempfile::TempDir,
}

#[derive(Debug)]
pub(crate) struct Failed;

impl From<PublishError> for Failed {
    fn from(_: PublishError) -> Self {
        Self
    }
}

impl World {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let secrets = FoundingSecrets {
            root: Secret::new([1; 32]),
            code: Secret::new([2; 32]),
            status: Secret::new([3; 32]),
            bundle: Secret::new([4; 32]),
            seal: Secret::new([5; 32]),
        };
        let terms = FoundingTerms {
            region: Region::from_code(4403).unwrap(),
            issuer: "bench".into(),
            from: NOW.minus(86_400),
            code_days: 365,
        };
        let founding = found_demo(secrets, &terms).unwrap();
        let mut ledger = FileLedger::create(&dir.path().join("ledger.jsonl")).unwrap();
        let keys = PublisherKeys {
            status: founding.status,
            bundle: founding.bundle,
        };
        let mut publisher = Publisher {
            stock: Stock {
                ledger: &mut ledger,
                trust: &founding.documents,
                places: &[],
                namespace: &founding.namespace,
                bundle_days: 90,
                code_days: 365,
            },
            keys: &keys,
        };
        let published = publisher.publish::<Failed>(NOW, |_| Ok(())).unwrap();
        let state = State::new(founding.documents.anchor.clone());
        let (state, _) = state.import(&published.bundle, NOW).unwrap();
        let roots: Vec<&[u8]> = founding.documents.roots.iter().map(Vec::as_slice).collect();
        let list = founding.documents.anchor.walk(&roots).unwrap();
        let list = list.open_list(&founding.documents.list).unwrap();
        let authority = Authority::new(founding.code, &list).unwrap();
        Self {
            authority,
            ledger,
            state,
            _dir: dir,
        }
    }

    /// Issues a code for each of so many people and gives the texts.
    pub(crate) fn texts(&mut self, count: usize, tier: ClearTier) -> Vec<String> {
        let mut state = 7_u64;
        let mut random = |bytes: &mut [u8]| -> Result<(), RandomError> {
            for byte in bytes {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                *byte = state.to_be_bytes()[0];
            }
            Ok(())
        };
        let mut issuer = Issuer {
            authority: &self.authority,
            ledger: &mut self.ledger,
            validity: Validity::YEAR,
            lead_time: 0,
        };
        let order = Order {
            tier: tier.into(),
            medium: OrderMedium::Screen,
            bearer: OrderBearer::Holder,
            format: ImageFormat::Text,
        };
        (0..count)
            .map(|number| {
                let issued = issuer
                    .issue(&record(number), &order, NOW, &mut random)
                    .unwrap();
                issued.code.text()
            })
            .collect()
    }
}

/// A plainly fictional resident of the usual size: three characters of name, 30 of address.
pub(crate) fn record(number: usize) -> Record {
    let digits: String = format!("{:03}", number % 1000)
        .chars()
        .map(|digit| char::from_u32(0x4e00 + u32::from(digit)).unwrap())
        .collect();
    let json = format!(
        r#"{{"subject": "BENCH-{number}", "note": "fictional", "name": "样例甲", "population": "migrant",
        "document": {{"kind": "citizen", "number": "11010519491231002X"}},
        "identity": {{"level": "in-person", "verified_at": "2026-05-01", "reference": "B"}},
        "region": "440305",
        "address": {{"state": "registered", "text": "样例街道示范路十五号样例大厦甲座二十层二零零一室内间{digits}"}}}}"#
    );
    Record::from_json(json.as_bytes()).unwrap()
}
