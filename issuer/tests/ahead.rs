//! Ahead of time (SPEC §6.4): whatever may be signed while a bundle is good is in it.

#![expect(clippy::unwrap_used, reason = "where a helper fails, the test fails")]
#![expect(clippy::indexing_slicing, reason = "a missing entry fails the test")]

use juma_format::{
    Environment,
    body::TrustList as TrustListBody,
    region::Region,
    time::{DAY, Date, UnixTime},
    trust::{Cosigned, EntryTimes, KeyState, Purpose, TrustEntry, TrustList},
};
use juma_issuer::{
    Authority, ClearTier, Founding, FoundingSecrets, FoundingTerms, ImageFormat, IssueError,
    Issuer, Order, OrderBearer, OrderMedium, PublishError, Published, Publisher, PublisherKeys,
    Stock, TrustDocuments, Validity, found_demo, signing_gap,
};
use juma_keys::{CodeKey, RootKey, Secret, SigningKey, TrustedList};
use juma_registry::{
    ledger::{FileLedger, RandomError},
    record::Record,
};
use tempfile::TempDir;

const BUNDLE_DAYS: u32 = 35;

fn midnight(text: &str) -> UnixTime {
    Date::parse(text).unwrap().midnight().unwrap()
}

fn founding() -> Founding {
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
        from: midnight("2026-06-01"),
        code_days: 365,
    };
    found_demo(secrets, &terms).unwrap()
}

fn opened(documents: &TrustDocuments, list: &[u8]) -> TrustedList {
    let roots: Vec<&[u8]> = documents.roots.iter().map(Vec::as_slice).collect();
    let root = documents.anchor.walk(&roots).unwrap();
    root.open_list(list).unwrap()
}

/// A place that has published once.
struct Place {
    authority: Authority,
    ledger: FileLedger,
    published: Published,
    _folder: TempDir,
}

impl Place {
    fn publishing_at(at: UnixTime) -> Self {
        let Founding {
            code,
            status,
            bundle,
            documents,
            namespace,
            ..
        } = founding();
        let list = opened(&documents, &documents.list);
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = FileLedger::create(&folder.path().join("ledger")).unwrap();
        let published = Publisher {
            stock: Stock {
                ledger: &mut ledger,
                trust: &documents,
                places: &[],
                namespace: &namespace,
                bundle_days: BUNDLE_DAYS,
                code_days: 365,
            },
            keys: &PublisherKeys { status, bundle },
        }
        .publish(at, |_| Ok::<(), PublishError>(()))
        .unwrap();
        Self {
            authority: Authority::new(code, &list).unwrap(),
            ledger,
            published,
            _folder: folder,
        }
    }

    fn sign(
        &mut self,
        tier: ClearTier,
        days: u32,
        lead_time: u64,
        now: UnixTime,
    ) -> Result<(), IssueError> {
        let mut issuer = Issuer {
            authority: &self.authority,
            ledger: &mut self.ledger,
            validity: Validity {
                days,
                spread: days.min(60) - 1,
            },
            lead_time,
        };
        let order = Order {
            tier: tier.into(),
            medium: OrderMedium::Screen,
            bearer: OrderBearer::Holder,
            format: ImageFormat::Text,
        };
        let mut state = now.seconds();
        let mut random = |bytes: &mut [u8]| {
            for byte in bytes {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                *byte = state.to_be_bytes()[0];
            }
            Ok::<(), RandomError>(())
        };
        let issued = issuer.issue(&record(), &order, now, &mut random);
        issued.map(|_| ())
    }
}

fn record() -> Record {
    let json = r#"{"subject": "R-1", "name": "张三", "population": "migrant",
"document": {"kind": "citizen", "number": "11010519491231002X"},
"identity": {"level": "in-person", "verified_at": "2026-05-01T09:30:00+08:00", "reference": "V"},
"region": "440305", "address": {"state": "none"}}"#;
    Record::from_json(json.as_bytes()).unwrap()
}

#[test]
fn every_list_that_may_be_signed_with_before_a_bundle_ends_is_in_it() {
    // Borders of quarters, and the days whose bundles end on one.
    for day in [
        "2026-07-01",
        "2026-08-27",
        "2026-10-01",
        "2026-11-27",
        "2027-01-01",
    ] {
        for at in [midnight(day).minus(1), midnight(day)] {
            let mut place = Place::publishing_at(at);
            let last = place.published.expires.minus(1);
            // From the shortest validity to the longest, from the first second to the last.
            for days in [2, 90, 365] {
                for now in [at, at.plus(DAY), last] {
                    for tier in [ClearTier::Gate, ClearTier::Full] {
                        let signed = place.sign(tier, days, 0, now);
                        assert_eq!(signed, Ok(()), "{day}, {days} days, at {now}");
                    }
                }
            }
        }
    }
}

#[test]
fn what_was_carried_too_late_is_not_signed_with() {
    let at = midnight("2026-07-01");
    let mut place = Place::publishing_at(at);
    let lead_time = 10 * DAY;
    let mut sign = |now| place.sign(ClearTier::Gate, 90, lead_time, now);
    let early = at.plus(lead_time).minus(1);
    assert_eq!(sign(early), Err(IssueError::NotPublished));
    assert_eq!(sign(at.plus(lead_time)), Ok(()));
    // Long after the bundle ended, a code would end in a quarter that none has carried.
    let late = at.plus(420 * DAY);
    assert_eq!(sign(late), Err(IssueError::NotPublished));
}

/// An entry of a key that signs codes between two days.
fn month(byte: u8, begins: &str, ends: &str) -> TrustEntry {
    let documents = founding().documents;
    let key = SigningKey::<CodeKey>::from_secret(Secret::new([byte; 32]), Environment::Demo);
    TrustEntry {
        key: key.public().as_bytes().to_vec(),
        purpose: Purpose::Code,
        regions: vec![Region::from_code(4403).unwrap()],
        times: EntryTimes {
            sign_from: midnight(begins),
            sign_until: midnight(ends),
            accept_until: midnight("2028-01-01"),
            max_validity: DAY,
        },
        ..opened(&documents, &documents.list).list().entries()[0].clone()
    }
}

fn gap(entries: &[TrustEntry]) -> Option<UnixTime> {
    let (from, until) = (midnight("2026-07-01"), midnight("2026-10-01"));
    let root = SigningKey::<RootKey>::from_secret(Secret::new([1; 32]), Environment::Demo);
    let list = TrustList::new(1, Environment::Demo, from, until, 1, entries.to_vec());
    let payload = list.unwrap().encode();
    let envelope = root.sign::<TrustListBody>(payload.clone());
    let list = Cosigned::<TrustListBody>::assemble(&payload, vec![envelope]);
    signing_gap(&opened(&founding().documents, &list), "4403", from, until)
}

#[test]
fn a_gap_between_monthly_keys_is_seen() {
    let mut entries = vec![
        month(11, "2026-06-01", "2026-07-10"),
        month(12, "2026-07-10", "2026-08-10"),
    ];
    assert_eq!(gap(&entries), Some(midnight("2026-08-10")));
    entries.push(month(13, "2026-08-11", "2026-10-01"));
    assert_eq!(gap(&entries), Some(midnight("2026-08-10")), "a day without");
    entries.push(month(14, "2026-08-01", "2026-08-20"));
    assert_eq!(gap(&entries), None);
    entries[1].state = KeyState::Retired;
    assert_eq!(gap(&entries), Some(midnight("2026-07-10")));
    let late = [month(15, "2026-07-02", "2027-01-01")];
    assert_eq!(gap(&late), Some(midnight("2026-07-01")));
}
