use alloc::{borrow::ToOwned, string::ToString, vec, vec::Vec};

use proptest::prelude::*;

use super::*;
use crate::{
    cbor::Writer,
    region::Region,
    trust::{DocumentError, Field},
};

fn region(code: u32) -> Region {
    Region::from_code(code).unwrap()
}

fn names(zh: &str, en: &str) -> Names {
    Names::new(zh, en).unwrap()
}

fn hotline(number: &str) -> Option<Hotline> {
    Some(Hotline::new("0755", number).unwrap())
}

fn rules() -> CityRules {
    CityRules {
        registration: Registration::Elsewhere {
            at: names("测试登记处", "Test Registry"),
        },
        address: ShownAddress::Show,
        moving_out: MovingOut::KeepPermit,
        gate: GateLevel::Prefecture,
        household: HouseholdAddressRule::Carry,
        maxima: Maxima {
            static_days: 365,
            paper_days: 365,
            elder_days: 180,
        },
    }
}

fn area(code: &str, regions: &[u32], number: Option<Hotline>) -> Area {
    Area {
        code: AreaCode::new(code).unwrap(),
        names: names(code, code),
        within: None,
        regions: regions.iter().map(|code| region(*code)).collect(),
        hotline: number,
    }
}

fn areas() -> Vec<Area> {
    let mut street = area("dapeng-1", &[], None);
    street.within = Some(AreaCode::new("dapeng").unwrap());
    vec![
        area("longgang", &[440_307], hotline("28587001")),
        area("futian", &[440_304], hotline("82923357")),
        area("dapeng", &[440_307], hotline("85136140")),
        area("luohu", &[440_303], None),
        street,
    ]
}

fn profile() -> CityProfile {
    let city = names("深圳市", "Shenzhen");
    CityProfile::new(region(4403), city, rules(), hotline("84465000"), areas()).unwrap()
}

fn numbers(profile: &CityProfile, code: u32) -> Vec<alloc::string::String> {
    let named = profile.hotlines(region(code)).into_iter();
    named.map(|it| it.hotline.to_string()).collect()
}

#[test]
fn a_profile_is_read_as_it_was_written() {
    let profile = profile();
    let bytes = profile.encode();
    assert_eq!(CityProfile::decode(&bytes).unwrap(), profile);
    for length in 0..bytes.len() {
        assert!(CityProfile::decode(&bytes[..length]).is_err(), "{length}");
    }
}

#[test]
fn the_district_answers_else_the_city_and_two_may_share_a_division() {
    let profile = profile();
    assert_eq!(numbers(&profile, 440_304), ["0755-82923357"]);
    assert_eq!(
        numbers(&profile, 440_307),
        ["0755-85136140", "0755-28587001"]
    );
    // No number of its own, a division that no district has, the city itself.
    for code in [440_303, 440_399, 4403] {
        assert_eq!(numbers(&profile, code), ["0755-84465000"], "{code}");
    }
    let silent = CityProfile::new(
        region(4401),
        names("广州市", "Guangzhou"),
        rules(),
        None,
        vec![],
    );
    assert!(silent.unwrap().hotlines(region(440_103)).is_empty());
}

#[test]
fn what_no_city_can_say() {
    let refused = |areas: Vec<Area>| {
        let made = CityProfile::new(region(4403), names("市", "C"), rules(), None, areas);
        made.unwrap_err()
    };
    use Field::{AreaCode as Code, Areas, Maxima as Days, Regions};
    let out = DocumentError::OutOfRange;
    assert_eq!(refused(vec![area("a", &[440_103], None)]), out(Regions));
    assert_eq!(refused(vec![area("a", &[4403], None)]), out(Regions));
    let twice = vec![area("a", &[], None), area("a", &[], None)];
    assert_eq!(refused(twice), DocumentError::Order(Areas));
    let falling = vec![area("a", &[440_304, 440_303], None)];
    assert_eq!(refused(falling), DocumentError::Order(Regions));
    let mut lost = area("a", &[], None);
    lost.within = Some(AreaCode::new("b").unwrap());
    assert_eq!(refused(vec![lost.clone()]), out(Areas));
    let mut nested = area("c", &[], None);
    nested.within = Some(AreaCode::new("a").unwrap());
    assert_eq!(
        refused(vec![area("b", &[], None), lost, nested]),
        out(Areas)
    );

    for code in ["", "A", "a b", "大鹏", "seventeen-letters"] {
        assert_eq!(AreaCode::new(code).unwrap_err(), out(Code), "{code}");
    }
    for (area, number) in [
        ("755", "84465000"),
        ("0755", "12"),
        ("0755", "1234567890123"),
        ("0755", "8446 5000"),
        ("07550", "84465000"),
        ("", "84465000"),
    ] {
        assert!(Hotline::new(area, number).is_err(), "{area}-{number}");
    }
    for name in ["", " ", "a\nb", &"长".repeat(65)] {
        assert!(Names::new(name, "x").is_err(), "{name}");
        assert!(Names::new("x", name).is_err(), "{name}");
    }
    let mut days = rules();
    days.maxima.elder_days = 0;
    let made = CityProfile::new(region(4403), names("市", "C"), days, None, vec![]);
    assert_eq!(made.unwrap_err(), out(Days));
    let made = CityProfile::new(region(440_305), names("区", "D"), rules(), None, vec![]);
    assert_eq!(made.unwrap_err(), out(Field::City));
}

/// A profile with rule bits and perhaps a place of registration.
fn payload(bits: u64, registered_at: Option<&str>) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.map(if registered_at.is_some() { 6 } else { 5 });
    writer.integer(1).unsigned(4403);
    writer.integer(2).array(2).text("C").text("C");
    writer.integer(3).unsigned(bits);
    writer.integer(4).array(3);
    writer.unsigned(1).unsigned(1).unsigned(3653);
    writer.integer(6).array(0);
    if let Some(at) = registered_at {
        writer.integer(7).array(2).text(at).text(at);
    }
    writer.finish()
}

#[test]
fn rules_are_closed() {
    let read = |bits, at| CityProfile::decode(&payload(bits, at)).map(|read| read.encode());
    for bits in 0..32 {
        let at = (bits & 1 == 1).then_some("there");
        assert_eq!(read(bits, at), Ok(payload(bits, at)), "{bits}");
    }
    assert_eq!(read(32, None), Err(DocumentError::OutOfRange(Field::Rules)));
    let missing = DocumentError::Missing(Field::RegisteredAt);
    assert_eq!(read(1, None), Err(missing));
    let idle = DocumentError::OutOfRange(Field::RegisteredAt);
    assert_eq!(read(0, Some("there")), Err(idle));
    assert!(CityProfile::decode(&[0xa1, 0x08, 0x00]).is_err());
}

proptest! {
    #[test]
    fn what_is_read_has_one_form(bytes in prop::collection::vec(any::<u8>(), 0..96), at in 0usize..400, change in any::<u8>()) {
        if let Ok(read) = CityProfile::decode(&bytes) {
            prop_assert_eq!(read.encode(), bytes);
        }
        let mut changed = profile().encode().to_owned();
        let at = at % changed.len();
        changed[at] ^= change;
        if let Ok(read) = CityProfile::decode(&changed) {
            prop_assert_eq!(read.encode(), changed);
        }
    }
}
