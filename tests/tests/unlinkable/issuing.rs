//! Codes as a place issues them, and what of them is seen without names.

use std::path::Path;

use juma_format::{
    Environment, StatusRef,
    body::Code,
    claims::{Claims, Relation},
    envelope::Envelope,
    region::Region,
    time::{DAY, UnixTime},
};
use juma_issuer::{
    Authority, ClearTier, Founding, FoundingSecrets, FoundingTerms, ImageFormat, Issuer, Order,
    OrderBearer, OrderMedium, OrderTier, PublishError, Publisher, PublisherKeys, Sealing, Stock,
    Validity, found_demo, seal_key_in_force,
};
use juma_keys::{CodeKey, PublicKey, RecipientKey, SealKey, Secret};
use juma_registry::{
    ledger::FileLedger,
    record::{GuardianLink, LinkRelation, Record},
};
use tempfile::TempDir;

use crate::dice::Dice;

/// When the place opens, 09:00 UTC+8.
const OPENED: UnixTime = UnixTime::from_seconds(1_767_920_400);

/// Days on which people come.
const DAYS: usize = 5;

/// How they are alike: population and what is known of the address.
const KINDS: [(&str, &str); 5] = [
    (
        "household",
        r#"{"state": "registered", "text": "样例街道示范路1号"}"#,
    ),
    (
        "migrant",
        r#"{"state": "registered", "text": "样例街道示范路1号"}"#,
    ),
    ("migrant", r#"{"state": "none"}"#),
    ("migrant", r#"{"state": "pending"}"#),
    ("household", r#"{"state": "none"}"#),
];

/// What kind of code a person has.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Full,
    Gate,
    /// A gate code on paper, which has another validity.
    Paper,
    Sealed,
    /// A gate code that somebody else shows (代亮).
    Shown,
}

/// What the numbers of a code are drawn from.
#[derive(Clone, Copy)]
pub(crate) enum Source {
    /// As it must be.
    Fresh,
    /// A source that begins again for every code of a person: what must be found.
    OfThePerson,
}

/// What anybody sees of one code, and the day of its issue, which he is told besides.
#[derive(Clone)]
pub(crate) struct Seen {
    /// Days since 1970.
    pub(crate) expires: u32,
    pub(crate) list: u32,
    pub(crate) index: u32,
    pub(crate) bytes: Vec<u8>,
    /// What both tiers say by necessity, the key and the day of issue.
    pub(crate) alike: Alike,
}

pub(crate) type Alike = ([u8; 4], u32, String, usize);

pub(crate) struct Office {
    _folder: TempDir,
    ledger: FileLedger,
    authority: Authority,
    key: PublicKey<CodeKey>,
    recipient: RecipientKey<SealKey>,
    dice: Dice,
}

impl Office {
    pub(crate) fn new() -> Self {
        let memory = Path::new("/dev/shm");
        // The ledger is synced twice a code: in memory where there is such a folder.
        let folder = if memory.is_dir() {
            tempfile::tempdir_in(memory)
        } else {
            tempfile::tempdir()
        };
        let folder = folder.unwrap();
        let mut ledger = FileLedger::create(&folder.path().join("ledger")).unwrap();
        let secret = |byte| Secret::new([byte; 32]);
        let secrets = FoundingSecrets {
            root: secret(1),
            code: secret(2),
            status: secret(3),
            bundle: secret(4),
            seal: secret(5),
        };
        let terms = FoundingTerms {
            region: Region::from_code(4403).unwrap(),
            issuer: "深圳".into(),
            from: OPENED,
            code_days: 366,
        };
        let Founding {
            code,
            status,
            bundle,
            documents,
            namespace,
            ..
        } = found_demo(secrets, &terms).unwrap();
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
        let published = publisher.publish(OPENED, |_| Ok::<(), PublishError>(()));
        published.unwrap();
        let roots: Vec<&[u8]> = documents.roots.iter().map(Vec::as_slice).collect();
        let root = documents.anchor.walk(&roots).unwrap();
        let list = root.open_list(&documents.list).unwrap();
        let recipient = seal_key_in_force(&list, terms.region, OPENED).unwrap();
        let key = code.public().clone();
        Self {
            key,
            _folder: folder,
            ledger,
            authority: Authority::new(code, &list).unwrap(),
            recipient,
            dice: Dice::new(1),
        }
    }

    /// A code of one kind for each of so many people, always the same people in the same order.
    pub(crate) fn issue(&mut self, kind: Kind, people: usize, source: Source) -> Vec<Seen> {
        let mut records = KINDS.map(record);
        let secret = Secret::new([9; 32]);
        let tier = match kind {
            Kind::Full => ClearTier::Full.into(),
            Kind::Gate | Kind::Paper | Kind::Shown => ClearTier::Gate.into(),
            Kind::Sealed => OrderTier::Sealed(Sealing {
                recipient: self.recipient,
                secret: &secret,
            }),
        };
        let mut order = Order {
            tier,
            medium: match kind {
                Kind::Paper => OrderMedium::Paper,
                Kind::Full | Kind::Gate | Kind::Sealed | Kind::Shown => OrderMedium::Screen,
            },
            bearer: OrderBearer::Holder,
            format: ImageFormat::Text,
        };
        let mut issuer = Issuer {
            authority: &self.authority,
            ledger: &mut self.ledger,
            validity: Validity::YEAR,
            lead_time: 0,
        };
        // One guardian for all: what is alike for everybody tells nobody apart.
        let shown_beside = match kind {
            Kind::Shown => {
                let own = issuer.issue(&guardian(), &order, OPENED, &mut self.dice);
                let own = own.unwrap().code.bytes().to_vec();
                records = records.map(|record| record.shown_by(link()));
                Some(own)
            }
            Kind::Full | Kind::Gate | Kind::Paper | Kind::Sealed => None,
        };
        let seen = (0..people).map(|person| {
            let record = &records[person % KINDS.len()];
            let day = person / KINDS.len() % DAYS;
            let now = OPENED.plus(u64::try_from(day).unwrap() * DAY);
            if let Some(own) = &shown_beside {
                let guardianship = issuer.guardianship(record, own, order.medium, now);
                order.bearer = OrderBearer::Guardian(guardianship.unwrap());
            }
            let mut own = Dice::new(u64::try_from(person).unwrap());
            let random = match source {
                Source::Fresh => &mut self.dice,
                Source::OfThePerson => &mut own,
            };
            let issued = issuer.issue(record, &order, now, random).unwrap();
            see(issued.code.bytes(), &self.key, day)
        });
        seen.collect()
    }
}

/// Nobody: the same name, number and address for all, so that nothing of them is left to tell
/// people apart by.
fn record((population, address): (&str, &str)) -> Record {
    let json = format!(
        r#"{{"subject": "R-1", "name": "样例甲", "population": "{population}",
"document": {{"kind": "citizen", "number": "11010519491231002X"}},
"identity": {{"level": "in-person", "verified_at": "2026-01-01T09:30:00+08:00", "reference": "V"}},
"region": "440305", "address": {address}}}"#
    );
    Record::from_json(json.as_bytes()).unwrap()
}

/// Whoever shows their codes.
fn guardian() -> Record {
    let json = r#"{"subject": "R-0", "name": "样例乙", "population": "outside",
"document": {"kind": "passport", "number": "X0000000", "birth_date": "1990-01-01", "sex": "female"},
"identity": {"level": "in-person", "verified_at": "2026-01-01", "reference": "V"},
"region": "440305", "address": {"state": "registered", "text": "样例街道示范路1号"}}"#;
    Record::from_json(json.as_bytes()).unwrap()
}

fn link() -> GuardianLink {
    GuardianLink {
        subject: guardian().subject().clone(),
        relation: LinkRelation::Family(Relation::Child),
    }
}

fn see(bytes: &[u8], key: &PublicKey<CodeKey>, day: usize) -> Seen {
    let envelope = Envelope::<Code>::parse(bytes).unwrap();
    let verified = key.check(&envelope, Environment::Demo).unwrap();
    let claims = Claims::decode(verified.payload()).unwrap();
    let common = claims.common();
    let prefecture = common.region.prefecture();
    let status: StatusRef = common.status;
    let kind = format!("{:?} {:?}", common.population, claims.address_state());
    let kid = *key.hash().as_bytes().first_chunk().unwrap();
    Seen {
        expires: u32::try_from(common.expires.date().days()).unwrap(),
        list: status.list(),
        index: status.index(),
        bytes: bytes.to_vec(),
        alike: (kid, prefecture.code(), kind, day),
    }
}
