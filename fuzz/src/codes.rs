//! Claims of every kind that the format knows, about nobody.

use juma_format::{
    StatusRef,
    claims::{
        Bearer, Claims, Common, Full, Gate, LiveProfile, Liveness, Medium, Person, Population,
        Relation, Sealed, SealedPart, SealedRecord, TierClaims, pad,
    },
    person::{AddressState, DocumentTail, MaskedName},
    region::Region,
};
use juma_registry::record::Record;

use crate::{NOW, seeds::RECORDS};

/// Claims of every kind, whose statuses stand in one list.
pub(crate) fn claims_of_every_kind(list: u32) -> Vec<(&'static str, Claims)> {
    let (profile, anchor, key) = (LiveProfile::P2, [7; 16], [8; 32]);
    let anchored = Medium::Screen(Liveness::Anchor { profile, anchor });
    let keyed = Medium::Screen(Liveness::HolderKey { profile, key });
    let screen = Medium::Screen(Liveness::Static);
    let guardian = Bearer::Guardian {
        relation: Relation::Parent,
        tag: [9; 8],
    };
    let kinds = [
        ("gate", screen, Bearer::Holder, gate()),
        ("gate-paper", Medium::Paper, Bearer::Holder, gate()),
        ("gate-live", anchored, Bearer::Holder, gate()),
        ("gate-holder-key", keyed, Bearer::Holder, gate()),
        ("gate-guardian", screen, guardian, gate()),
        ("full-citizen", screen, Bearer::Holder, full(person(0))),
        ("full-traveller", screen, Bearer::Holder, full(person(1))),
        ("full-no-address", anchored, guardian, full(person(2))),
        ("sealed", screen, Bearer::Holder, sealed()),
    ];
    let claims = (1..)
        .zip(kinds)
        .map(|(index, (name, medium, bearer, tier))| {
            let common = Common {
                expires: NOW
                    .date()
                    .plus_days(30)
                    .midnight()
                    .expect("a day of this century"),
                status: StatusRef::new(list, index).expect("a place in a list"),
                region: Region::from_code(440_305).expect("Nanshan"),
                population: Population::Migrant,
                bearer,
                medium,
            };
            (name, Claims::new(common, tier).expect("claims"))
        });
    claims.collect()
}

/// The sealed record of the code of that tier, and one without the optional fields.
pub(crate) fn sealed_records() -> [Vec<u8>; 2] {
    [1, 2].map(|number| {
        let region = Region::from_code(440_305).expect("Nanshan");
        let person = person(number);
        SealedRecord::new(region, Population::Migrant, Bearer::Holder, person).encode()
    })
}

fn person(number: usize) -> Person {
    let (_, json) = RECORDS[number];
    Record::from_json(json.as_bytes())
        .expect("a record")
        .person()
        .clone()
}

fn gate() -> TierClaims {
    TierClaims::Gate(Gate {
        name: MaskedName::hidden(),
        address: AddressState::Registered,
        document_tail: DocumentTail::new("2X"),
    })
}

fn full(person: Person) -> TierClaims {
    TierClaims::Full(Full {
        issued: NOW,
        person,
    })
}

fn sealed() -> TierClaims {
    let padded = pad(sealed_records()[0].clone()).expect("short enough");
    // Nobody can open it: what stands there is no ciphertext.
    let part = SealedPart::new(&[vec![1; 32], padded, vec![2; 16]].concat()).expect("its length");
    TierClaims::Sealed(Sealed {
        gate: Gate {
            name: person(1).name.masked(),
            address: AddressState::Withheld,
            document_tail: None,
        },
        part,
    })
}
