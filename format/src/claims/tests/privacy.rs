//! What `Debug` and errors print of a person: nothing.

use alloc::{format, string::ToString};

use super::*;
use crate::{
    claims::{ClaimKey, SealedRecord},
    draft::text,
};

#[test]
fn debug_prints_nothing_personal() {
    let person = Person {
        name: Name::new("Canary".into()).unwrap(),
        document: traveller().document,
        address: Address::Registered(tail("Canary Street")),
        household: Some(HouseholdAddress {
            region: Region::parse("440305").unwrap(),
            tail: tail("Canary Lane"),
        }),
    };
    let record = SealedRecord::new(
        Region::parse("4403").unwrap(),
        Population::Outside,
        GUARDIAN,
        person.clone(),
    );
    let claims = full_of(person.clone(), ANCHOR, GUARDIAN);
    let share = claims.personal_before_verdict().gate_share();
    let Document::Travel(passport) = &person.document else {
        panic!()
    };
    let TierClaims::Sealed(sealed) = sealed(96).personal_before_verdict().clone() else {
        panic!()
    };
    let texts = [
        format!(
            "{claims:?} {:?} {:?}",
            claims.common(),
            claims.personal_before_verdict()
        ),
        format!(
            "{person:?} {:?} {:?} {:?}",
            person.name, person.document, person.address
        ),
        format!(
            "{:?} {:?} {passport:?}",
            person.household,
            person.address.tail()
        ),
        format!(
            "{record:?} {share:?} {:?} {sealed:?} {:?}",
            share.name, sealed.part
        ),
        format!("{:?} {:?}", person.document.tail(), ANCHOR.liveness()),
        format!("{GUARDIAN:?} {ANCHOR:?} {HOLDER_KEY:?}"),
        format!(
            "{:?}",
            Document::numbered(DocumentKind::Citizen, "11010519491231002X")
        ),
    ];
    for text in texts {
        for canary in [
            "Canary",
            "C*",
            "E1234",
            "78",
            "1985",
            "440305",
            "1101051949",
            "170",
            "204",
        ] {
            assert!(!text.contains(canary), "{text} holds {canary}");
        }
    }
}

#[test]
fn errors_name_the_claim_and_not_its_value() {
    let bad = edit(&full(STATIC, Bearer::Holder), |map| {
        map.set(4, text("Canary3"))
    });
    let error = Claims::decode(&bad).unwrap_err();
    assert!(matches!(error, ClaimsError::Characters(ClaimKey::Name, _)));
    assert_eq!(
        error.to_string(),
        "name: character 6 does not belong in this text"
    );
    assert!(!format!("{error:?}").contains("Canary"));
}
