//! City profiles of the fixed worlds. The numbers are nobody's.

use juma_format::{
    places::{
        Area, AreaCode, CityProfile, CityRules, GateLevel, Hotline, HouseholdAddressRule, Maxima,
        MovingOut, Names, Registration, ShownAddress,
    },
    region::Region,
};

use crate::parties::{GUANGZHOU, SHENZHEN};

/// The number of Shenzhen.
pub const CITY: &str = "0755-00000000";

/// The number of district 440305.
pub const NANSHAN: &str = "0755-00000005";

/// The numbers of the two districts that share 440307.
pub const LONGGANG: &str = "0755-00000007";
/// See [`LONGGANG`].
pub const DAPENG: &str = "0755-00000017";

/// The parts: Guangzhou without a number, Shenzhen with four.
#[must_use]
pub fn parts() -> Vec<Vec<u8>> {
    [guangzhou(), shenzhen()].map(|it| it.encode()).into()
}

/// A city whose hotline is not known.
#[must_use]
pub fn guangzhou() -> CityProfile {
    profile(
        GUANGZHOU,
        "广州市",
        "Guangzhou",
        Registration::Here,
        None,
        vec![],
    )
}

/// A city with hotlines, and residence registered elsewhere.
#[must_use]
pub fn shenzhen() -> CityProfile {
    let at = names("测试登记处", "Test Registry");
    let areas = vec![
        area("nanshan", 440_305, NANSHAN),
        area("longgang", 440_307, LONGGANG),
        area("dapeng", 440_307, DAPENG),
    ];
    let registration = Registration::Elsewhere { at };
    let hotline = Some(Hotline::parse(CITY).unwrap());
    profile(SHENZHEN, "深圳市", "Shenzhen", registration, hotline, areas)
}

fn profile(
    city: u32,
    zh: &str,
    en: &str,
    registration: Registration,
    hotline: Option<Hotline>,
    areas: Vec<Area>,
) -> CityProfile {
    let rules = CityRules {
        registration,
        address: ShownAddress::Show,
        moving_out: MovingOut::KeepPermit,
        gate: GateLevel::Prefecture,
        household: HouseholdAddressRule::Carry,
        maxima: Maxima {
            static_days: 365,
            paper_days: 365,
            elder_days: 180,
        },
    };
    let city = Region::from_code(city).unwrap();
    CityProfile::new(city, names(zh, en), rules, hotline, areas).unwrap()
}

fn area(code: &str, region: u32, number: &str) -> Area {
    Area {
        code: AreaCode::new(code).unwrap(),
        names: names(code, code),
        within: None,
        regions: vec![Region::from_code(region).unwrap()],
        hotline: Some(Hotline::parse(number).unwrap()),
    }
}

fn names(zh: &str, en: &str) -> Names {
    Names::new(zh, en).unwrap()
}
