//! Claims of every tier, and what they are made of.

mod bytes;
mod privacy;
mod refusals;
mod round_trips;
mod sealed;
mod sizes;
mod values;

use alloc::{string::String, vec::Vec};

use super::{
    Bearer, Claims, ClaimsError, Common, Full, Gate, LiveProfile, Liveness, Medium, Person,
    Population, Relation, Sealed, SealedPart, TierClaims,
};
use crate::{
    StatusRef,
    cbor::{CborError, CborFault},
    draft::{Draft, unsigned},
    person::{
        Address, AddressState, AddressTail, Document, DocumentKind, DocumentTail, HouseholdAddress,
        MaskedName, Name, Sex, TravelDocument,
    },
    region::Region,
    time::{Date, UnixTime},
};

/// The private-use key of the residence map.
const RESIDENCE: i64 = -65_537;

/// Thirty characters.
const TAIL: &str = "南头街道桃园社区桃园路一百二十三号桃园大厦第三栋第二十层西翼";

const STATIC: Medium = Medium::Screen(Liveness::Static);

const ANCHOR: Medium = Medium::Screen(Liveness::Anchor {
    profile: LiveProfile::P2,
    anchor: [0xaa; 16],
});

const HOLDER_KEY: Medium = Medium::Screen(Liveness::HolderKey {
    profile: LiveProfile::P1,
    key: [0xbb; 32],
});

const GUARDIAN: Bearer = Bearer::Guardian {
    relation: Relation::Grandchild,
    tag: [0xcc; 8],
};

fn midnight(date: &str) -> UnixTime {
    Date::parse(date).unwrap().midnight().unwrap()
}

/// A Shenzhen code of list 12, good until March.
fn common(medium: Medium, bearer: Bearer) -> Common {
    Common {
        expires: midnight("2027-03-01"),
        status: StatusRef::new(12, 345_678).unwrap(),
        region: Region::parse("440305").unwrap(),
        population: Population::Migrant,
        bearer,
        medium,
    }
}

fn tail(text: &str) -> AddressTail {
    AddressTail::new(text.into()).unwrap()
}

fn gate_part() -> Gate {
    Gate {
        name: MaskedName::new("张*".into()).unwrap(),
        address: AddressState::Registered,
        document_tail: None,
    }
}

fn person() -> Person {
    Person {
        name: Name::new("张三丰".into()).unwrap(),
        document: Document::numbered(DocumentKind::Citizen, "11010519491231002X").unwrap(),
        address: Address::Registered(tail(TAIL)),
        household: None,
    }
}

/// Somebody with a passport and two addresses.
fn traveller() -> Person {
    let birth = Date::parse("1985-05-17").unwrap();
    let passport = TravelDocument::new(DocumentKind::Passport, "E12345678", birth, Sex::Female);
    Person {
        name: Name::new("Anna María O'Neil".into()).unwrap(),
        document: Document::Travel(passport.unwrap()),
        address: Address::NonStandard(tail("12-3#")),
        household: Some(HouseholdAddress {
            region: Region::parse("11").unwrap(),
            tail: tail("长安街1号"),
        }),
    }
}

fn gate(medium: Medium, bearer: Bearer) -> Claims {
    Claims::new(common(medium, bearer), TierClaims::Gate(gate_part())).unwrap()
}

fn full_of(person: Person, medium: Medium, bearer: Bearer) -> Claims {
    let issued = midnight("2026-11-02").plus(12_345);
    let full = TierClaims::Full(Full { issued, person });
    Claims::new(common(medium, bearer), full).unwrap()
}

fn full(medium: Medium, bearer: Bearer) -> Claims {
    full_of(person(), medium, bearer)
}

fn sealed(plaintext: usize) -> Claims {
    let gate = Gate {
        document_tail: DocumentTail::new("2X"),
        ..gate_part()
    };
    let bytes: Vec<u8> = (0..plaintext + 48)
        .map(|i| (i % 251).try_into().unwrap())
        .collect();
    let part = SealedPart::new(&bytes).unwrap();
    Claims::new(
        common(STATIC, Bearer::Holder),
        TierClaims::Sealed(Sealed { gate, part }),
    )
    .unwrap()
}

/// A code of every kind.
fn of_every_kind() -> Vec<(&'static str, Claims)> {
    [
        ("gate", gate(STATIC, Bearer::Holder)),
        ("gate, live", gate(ANCHOR, Bearer::Holder)),
        ("gate, holder key", gate(HOLDER_KEY, Bearer::Holder)),
        ("gate, paper", gate(Medium::Paper, Bearer::Holder)),
        ("gate, guardian", gate(STATIC, GUARDIAN)),
        ("gate, live, guardian", gate(ANCHOR, GUARDIAN)),
        ("full", full(STATIC, Bearer::Holder)),
        ("full, live", full(ANCHOR, Bearer::Holder)),
        ("full, holder key", full(HOLDER_KEY, Bearer::Holder)),
        ("full, paper, guardian", full(Medium::Paper, GUARDIAN)),
        (
            "full, traveller",
            full_of(traveller(), STATIC, Bearer::Holder),
        ),
        ("sealed", sealed(128)),
    ]
    .into()
}

/// The claims with their residence map changed.
fn edit(claims: &Claims, change: impl FnOnce(Draft) -> Draft) -> Vec<u8> {
    let outer = Draft::of(&claims.encode());
    let residence = change(Draft::of(outer.value(RESIDENCE))).bytes();
    outer.set(RESIDENCE, &residence).bytes()
}

/// The claims with their outer map changed.
fn edit_outer(claims: &Claims, change: impl FnOnce(Draft) -> Draft) -> Vec<u8> {
    change(Draft::of(&claims.encode())).bytes()
}

fn han(count: usize) -> String {
    "龘".repeat(count)
}

fn refused(bytes: &[u8], error: ClaimsError) {
    assert_eq!(Claims::decode(bytes).map(|_| ()), Err(error));
}

fn fault(bytes: &[u8], fault: CborFault) {
    match Claims::decode(bytes) {
        Err(ClaimsError::Cbor(CborError { fault: found, .. })) => assert_eq!(found, fault),
        other => panic!("{other:?}, not {fault:?}"),
    }
}

fn holder_gate() -> Claims {
    gate(STATIC, Bearer::Holder)
}

fn holder_full() -> Claims {
    full(STATIC, Bearer::Holder)
}

/// The claims with one entry of their residence map changed.
fn with(claims: &Claims, key: i64, value: impl AsRef<[u8]>) -> Vec<u8> {
    edit(claims, |map| map.set(key, value))
}

/// The claims with these bits of their flags changed.
fn flip(claims: &Claims, bits: u64) -> Vec<u8> {
    let flags = claims.flags().pack() ^ bits;
    with(claims, 1, unsigned(flags))
}
