//! Claims of any parts come back.

use proptest::{collection, option, prelude::*, sample::select};

use super::*;
use crate::text;

fn any_common() -> impl Strategy<Value = Common> {
    let liveness = prop_oneof![
        Just(Liveness::Static),
        (select(&LiveProfile::ALL[..]), any::<[u8; 16]>())
            .prop_map(|(profile, anchor)| Liveness::Anchor { profile, anchor }),
        (select(&LiveProfile::ALL[..]), any::<[u8; 32]>())
            .prop_map(|(profile, key)| Liveness::HolderKey { profile, key }),
    ];
    let medium = prop_oneof![Just(Medium::Paper), liveness.prop_map(Medium::Screen)];
    let bearer = prop_oneof![
        Just(Bearer::Holder),
        (select(&Relation::ALL[..]), any::<[u8; 8]>())
            .prop_map(|(relation, tag)| Bearer::Guardian { relation, tag }),
    ];
    let status = (0..=StatusRef::MAX_LIST, 0..StatusRef::ENTRIES)
        .prop_map(|(list, index)| StatusRef::new(list, index).unwrap());
    let region = select(&["4403", "440305", "4419", "1101", "659001", "8201"][..])
        .prop_map(|code| Region::parse(code).unwrap());
    // 2026 to 2099, so that something can have been issued before.
    let expires = (20_454_i64..47_481).prop_map(|days| Date::from_days(days).unwrap());
    (
        expires,
        status,
        region,
        select(&Population::ALL[..]),
        bearer,
        medium,
    )
        .prop_map(
            |(expires, status, region, population, bearer, medium)| Common {
                expires: expires.midnight().unwrap(),
                status,
                region,
                population,
                bearer,
                medium,
            },
        )
}

fn any_name() -> impl Strategy<Value = Name> {
    prop_oneof![
        "[一-龥]{1,50}",
        "[A-Z][a-z]{1,10}( [A-Z][a-zéü]{1,10}){0,3}",
        "[㐀-䶵𠀀-𪛖]{1,25}",
        "[\u{E000}-\u{F8FF}][一-龥]{1,4}",
        "[一-龥]{1,9}(·[一-龥]{1,9}){1,3}",
        Just("'t Hooft".into()),
    ]
    .prop_map(|name| Name::new(name).unwrap())
}

fn any_tail() -> impl Strategy<Value = AddressTail> {
    prop_oneof![
        "[一-龥0-9#A-Z]{1,120}",
        "[0-9A-Za-z-]{1,120}",
        "[𠀀-𪛖\u{1E3F}\u{9FB4}]{1,40}"
    ]
    .prop_map(|text| tail(&text))
}

fn any_date() -> impl Strategy<Value = Date> {
    Date::SIGNED.prop_map(|days| Date::from_days(days).unwrap())
}

fn any_document() -> impl Strategy<Value = Document> {
    let number = (
        select(&["110105", "810000", "820000", "830000", "911156"][..]),
        any_date(),
        0..1000_u64,
    )
        .prop_map(|(division, birth, sequence)| {
            let (year, month, day) = birth.ymd();
            let text = alloc::format!("{division}{year:04}{month:02}{day:02}{sequence:03}");
            let number = crate::person::IdNumber::from_body(text.parse().unwrap()).unwrap();
            let kind = DocumentKind::of_number(number);
            assert!(Document::numbered(kind, &number.to_text()).is_ok());
            Document::from_id_number(kind, number).unwrap()
        });
    let travel = prop_oneof![
        "[A-Z0-9]{5,20}".prop_map(|number| (DocumentKind::Passport, number)),
        "[HM][0-9]{8}".prop_map(|number| (DocumentKind::HomeReturnPermit, number)),
        "[HM][0-9]{10}".prop_map(|number| (DocumentKind::HomeReturnPermit, number)),
        "[0-9]{8}".prop_map(|number| (DocumentKind::TaiwanTravelPermit, number)),
    ];
    const SEXES: &[Sex] = &[Sex::Female, Sex::Male, Sex::Unspecified];
    prop_oneof![
        number,
        (travel, any_date(), select(SEXES)).prop_map(|((kind, number), birth, sex)| {
            Document::Travel(TravelDocument::new(kind, &number, birth, sex).unwrap())
        }),
    ]
}

fn any_person() -> impl Strategy<Value = Person> {
    let address = (select(&AddressState::ALL[..]), any_tail()).prop_map(|(state, tail)| {
        Address::from_parts(state, state.has_address().then_some(tail)).unwrap()
    });
    let household = (select(&["11", "4403", "110105"][..]), any_tail()).prop_map(|(code, tail)| {
        HouseholdAddress {
            region: Region::parse(code).unwrap(),
            tail,
        }
    });
    (any_name(), any_document(), address, option::of(household)).prop_map(
        |(name, document, address, household)| Person {
            name,
            document,
            address,
            household,
        },
    )
}

fn any_gate() -> impl Strategy<Value = Gate> {
    let name = prop_oneof![
        Just(MaskedName::hidden()),
        any_name().prop_map(|name| name.masked())
    ];
    let tail = "[0-9A-Z]{2}".prop_map(|text| DocumentTail::new(&text).unwrap());
    (name, select(&AddressState::ALL[..]), option::of(tail)).prop_map(
        |(name, address, document_tail)| Gate {
            name,
            address,
            document_tail,
        },
    )
}

fn any_tier() -> impl Strategy<Value = TierClaims> {
    let issued = 1_577_836_800_u64..1_767_000_000;
    let part = (3_usize..=26, any::<u8>())
        .prop_map(|(steps, fill)| SealedPart::new(&alloc::vec![fill; 48 + steps * 32]).unwrap());
    prop_oneof![
        any_gate().prop_map(TierClaims::Gate),
        (any_gate(), part).prop_map(|(gate, part)| TierClaims::Sealed(Sealed { gate, part })),
        (issued, any_person()).prop_map(|(issued, person)| {
            TierClaims::Full(Full {
                issued: UnixTime::from_seconds(issued),
                person,
            })
        }),
    ]
}

proptest! {
    #[test]
    fn claims_come_back(common in any_common(), tier in any_tier()) {
        let claims = Claims::new(common, tier).unwrap();
        let bytes = claims.encode();
        let back = Claims::decode(&bytes);
        prop_assert!(back.as_ref() == Ok(&claims), "{:?}", back);
        prop_assert_eq!(claims.encode(), bytes);
    }

    #[test]
    fn changed_claims_have_one_form(
        common in any_common(),
        tier in any_tier(),
        changes in collection::vec(any::<(prop::sample::Index, u8)>(), 1..4),
    ) {
        let mut bytes = Claims::new(common, tier).unwrap().encode();
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if let Ok(claims) = Claims::decode(&bytes) {
            prop_assert_eq!(claims.encode(), bytes);
        }
    }

    #[test]
    fn noise_never_panics(bytes in collection::vec(any::<u8>(), 0..100)) {
        let _ = Claims::decode(&bytes);
        let _ = crate::claims::SealedRecord::decode(&bytes);
        let _ = crate::claims::explain(&bytes);
        let _ = crate::claims::unpad(&bytes);
    }

    #[test]
    fn a_mask_fits_its_name(name in any_name()) {
        let masked = name.masked();
        prop_assert!(masked.may_mask(&name) && MaskedName::hidden().may_mask(&name));
        prop_assert!(MaskedName::new(masked.as_str().into()) == Ok(masked));
    }

    #[test]
    fn texts_have_one_form(text in "[一-龥a-z\u{E766}-\u{E800}𠀀-𠀐€é]{1,12}") {
        let mut writer = crate::cbor::Writer::new();
        text::write(&text, &mut writer);
        let mut reader = crate::cbor::Reader::new(writer.as_bytes());
        prop_assert_eq!(text::read(&mut reader), Ok(text.clone()));
        prop_assert_eq!(reader.end(), Ok(()));
        // The other of the two forms is refused.
        let mut other = crate::cbor::Writer::new();
        match crate::gb18030::encode(&text) {
            Some(_) => other.text(&text),
            None => other.bytes(text.as_bytes()),
        };
        let mut reader = crate::cbor::Reader::new(other.as_bytes());
        if let Ok(read) = text::read(&mut reader) {
            // The UTF-8 of one text is now and then the GB 18030 of another.
            prop_assert_ne!(read, text);
        }
    }
}

#[test]
fn every_kind_comes_back() {
    for (kind, claims) in of_every_kind() {
        assert!(Claims::decode(&claims.encode()) == Ok(claims), "{kind}");
    }
}

#[test]
fn a_gate_sees_the_mask_of_a_full_code() {
    let share = full(STATIC, Bearer::Holder)
        .personal_before_verdict()
        .gate_share();
    assert!(share == gate_part());
    let claims = sealed(96);
    let TierClaims::Sealed(sealed) = claims.personal_before_verdict() else {
        panic!()
    };
    assert!(claims.personal_before_verdict().gate_share() == sealed.gate);
}
