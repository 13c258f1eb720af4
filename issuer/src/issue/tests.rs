use juma_format::body::Code;
use juma_format::envelope::Envelope;
use juma_format::{code_text::MAX_CODE_BYTES, region::Region};
use juma_keys::{RecipientSecretKey, SealContext, SealKey, Secret, TrustedList, open_record};
use juma_registry::ledger::FileLedger;

use super::*;
use crate::{
    ClearTier, Founding, FoundingSecrets, FoundingTerms, ImageFormat, OrderMedium, OrderTier,
    PublishError, Publisher, PublisherKeys, Sealing, Stock, seal_key_in_force,
};

const NOW: UnixTime = UnixTime::from_seconds(1_795_320_000);

const FULL: Order = Order {
    tier: OrderTier::Clear(ClearTier::Full),
    medium: OrderMedium::Screen,
    bearer: OrderBearer::Holder,
    format: ImageFormat::Text,
};

/// A demo authority, and a ledger that has published once.
fn office(ledger: &mut FileLedger) -> (Authority, TrustedList) {
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
        from: NOW,
        code_days: 366,
    };
    let founding = crate::found_demo(secrets, &terms).unwrap();
    let Founding {
        code,
        status,
        bundle,
        documents,
        namespace,
        ..
    } = founding;
    let mut publisher = Publisher {
        stock: Stock {
            ledger,
            trust: &documents,
            places: &[],
            namespace: &namespace,
            bundle_days: 35,
            code_days: 366,
        },
        keys: &PublisherKeys { status, bundle },
    };
    publisher
        .publish(NOW, |_| Ok::<(), PublishError>(()))
        .unwrap();
    let roots: Vec<&[u8]> = documents.roots.iter().map(Vec::as_slice).collect();
    let root = documents.anchor.walk(&roots).unwrap();
    let list = root.open_list(&documents.list).unwrap();
    (Authority::new(code, &list).unwrap(), list)
}

fn record(name: &str, address: &str) -> Record {
    let json = format!(
        r#"{{"subject": "R-1", "name": "{name}", "population": "migrant",
"document": {{"kind": "citizen", "number": "11010519491231002X"}},
"identity": {{"level": "in-person", "verified_at": "2026-05-01T09:30:00+08:00", "reference": "V"}},
"region": "440305", "address": {{"state": "registered", "text": "{address}"}},
"household_address": {{"region": "110105", "text": "{address}"}}}}"#
    );
    Record::from_json(json.as_bytes()).unwrap()
}

#[test]
fn a_code_that_no_text_holds_is_refused_before_an_index_is_spent() {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = FileLedger::create(&folder.path().join("ledger")).unwrap();
    let (authority, _) = office(&mut ledger);
    let mut issuer = Issuer {
        authority: &authority,
        ledger: &mut ledger,
        validity: Validity::YEAR,
        lead_time: 0,
    };
    let mut random = |bytes: &mut [u8]| {
        bytes.fill(7);
        Ok(())
    };
    // Four bytes each in UTF-8 and in GB 18030.
    let (name, address) = ("\u{20000}".repeat(64), "\u{20000}".repeat(120));
    let long = record(&name, &address);
    let refused = issuer.issue(&long, &FULL, NOW, &mut random).unwrap_err();
    let max = MAX_CODE_BYTES;
    assert!(
        matches!(refused, IssueError::TooLarge { bytes, max: limit } if bytes > max && limit == max),
        "{refused:?}"
    );
    assert_eq!(issuer.ledger.serials_of(long.subject()).unwrap(), []);
    let shorter = record("\u{20000}", &"\u{20000}".repeat(90));
    let issued = issuer.issue(&shorter, &FULL, NOW, &mut random).unwrap();
    assert!(issued.code.bytes().len() <= MAX_CODE_BYTES);
}

#[test]
fn a_sealed_code_says_a_gate_s_share_to_anybody_and_everything_to_the_officers_key() {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = FileLedger::create(&folder.path().join("ledger")).unwrap();
    let (authority, list) = office(&mut ledger);
    let mut issuer = Issuer {
        authority: &authority,
        ledger: &mut ledger,
        validity: Validity::YEAR,
        lead_time: 0,
    };
    let mut block = 0;
    let mut random = |bytes: &mut [u8]| {
        block += 1;
        bytes.fill(block);
        Ok(())
    };
    let officers =
        RecipientSecretKey::<SealKey>::from_secret(Secret::new([5; 32]), authority.environment());
    let region = Region::from_code(440_305).unwrap();
    let recipient = seal_key_in_force(&list, region, NOW).unwrap();
    assert_eq!(recipient, *officers.public());
    assert!(seal_key_in_force(&list, Region::from_code(440_105).unwrap(), NOW).is_none());
    assert!(seal_key_in_force(&list, region, NOW.minus(1)).is_none());

    let secret = Secret::new([9; 32]);
    let order = Order {
        tier: OrderTier::Sealed(Sealing {
            recipient,
            secret: &secret,
        }),
        ..FULL
    };
    let record = record("样例甲", "样例街道示范路1号");
    let issued = issuer.issue(&record, &order, NOW, &mut random).unwrap();
    let envelope = Envelope::<Code>::parse(issued.code.bytes()).unwrap();
    let public = authority.key().public();
    let verified = public.check(&envelope, authority.environment()).unwrap();
    let claims = Claims::decode(verified.payload()).unwrap();
    let gate = claims.personal_before_verdict().gate_share();
    assert_eq!(gate.name.as_str(), "样*");
    assert_eq!(claims.common().region, region.prefecture());
    let context = SealContext {
        environment: authority.environment(),
        signer: envelope.key_id(),
        claims: &claims,
    };
    let opened = open_record(&context, &[officers]).unwrap();
    assert!(opened.person == *record.person());
    assert_eq!(opened.region, region);

    // The same person's next code shares no byte of the sealed part with this one.
    let next = issuer.issue(&record, &order, NOW, &mut random).unwrap();
    assert_ne!(next.code.bytes(), issued.code.bytes());
}
