use juma_format::{code_text::MAX_CODE_BYTES, region::Region};
use juma_keys::Secret;
use juma_registry::ledger::FileLedger;

use super::*;
use crate::{Founding, FoundingSecrets, FoundingTerms, PublishError, Publisher, PublisherKeys};

const NOW: UnixTime = UnixTime::from_seconds(1_795_320_000);

const FULL: Order = Order {
    tier: ClearTier::Full,
    medium: OrderMedium::Screen,
    format: ImageFormat::Text,
};

/// A demo authority, and a ledger that has published once.
fn office(ledger: &mut FileLedger) -> Authority {
    let secret = |byte| Secret::new([byte; 32]);
    let secrets = FoundingSecrets {
        root: secret(1),
        code: secret(2),
        status: secret(3),
        bundle: secret(4),
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
        ledger,
        keys: &PublisherKeys { status, bundle },
        trust: &documents,
        places: &[],
        namespace: &namespace,
        bundle_days: 35,
        code_days: 366,
    };
    publisher
        .publish(NOW, |_| Ok::<(), PublishError>(()))
        .unwrap();
    let roots: Vec<&[u8]> = documents.roots.iter().map(Vec::as_slice).collect();
    let root = documents.anchor.walk(&roots).unwrap();
    Authority::new(code, &root.open_list(&documents.list).unwrap()).unwrap()
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
    let authority = office(&mut ledger);
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
