use alloc::format;
use alloc::string::{String, ToString};
use std::fs;
use std::println;

use proptest::prelude::*;

use super::divisions::TABLE;
use super::{Level, Region, RegionError, Standing};

fn region(code: u32) -> Region {
    Region::from_code(code).unwrap()
}

fn named(code: u32) -> Option<String> {
    region(code).name().map(|name| name.to_string())
}

#[test]
fn names_run_from_the_province_down() {
    for (code, name, last) in [
        (11, "北京市", "北京市"),
        (1101, "北京市", "北京市"),
        (110101, "北京市东城区", "东城区"),
        (110228, "北京市密云县", "密云县"),
        (31, "上海市", "上海市"),
        (310115, "上海市浦东新区", "浦东新区"),
        (44, "广东省", "广东省"),
        (4403, "广东省深圳市", "深圳市"),
        (440301, "广东省深圳市", "深圳市"),
        (440305, "广东省深圳市南山区", "南山区"),
        (440311, "广东省深圳市光明区", "光明区"),
        (4419, "广东省东莞市", "东莞市"),
        (4420, "广东省中山市", "中山市"),
        (429004, "湖北省仙桃市", "仙桃市"),
        (469006, "海南省万宁市", "万宁市"),
        (460002, "海南省琼海市", "琼海市"),
        (500101, "重庆市万州区", "万州区"),
        (500235, "重庆市云阳县", "云阳县"),
        (659001, "新疆维吾尔自治区石河子市", "石河子市"),
        (71, "台湾省", "台湾省"),
        (81, "香港特别行政区", "香港特别行政区"),
        (82, "澳门特别行政区", "澳门特别行政区"),
    ] {
        assert_eq!(named(code).as_deref(), Some(name));
        assert_eq!(region(code).name().unwrap().last(), last);
    }
    assert_eq!(region(440305).name().unwrap().province(), "广东省");
    assert_eq!(named(440399), None);
    assert_eq!(named(441901), None);
    assert_eq!(named(1234), None);
}

#[test]
fn vanished_codes_are_historic() {
    for (code, standing) in [
        (44, Standing::Current),
        (4403, Standing::Current),
        (440305, Standing::Current),
        (440111, Standing::Current),  // 郊区 until 1986, 白云区 since
        (440302, Standing::Historic), // 沙头角区
        (440321, Standing::Historic), // 宝安县
        (4426, Standing::Historic),   // 海南行政区, Hainan being of Guangdong until 1988
        (460302, Standing::Current),  // 西沙区
        (330103, Standing::Historic), // 下城区 until 2021
        (330114, Standing::Current),  // 钱塘区 since 2021
        (659012, Standing::Current),  // 白杨市 since 2023
        (440399, Standing::Unknown),
    ] {
        assert_eq!(region(code).standing(), standing, "{code}");
    }
    assert_eq!(named(440321).as_deref(), Some("广东省深圳市宝安县"));
}

#[test]
fn every_line_is_found() {
    let mut last = String::new();
    for line in TABLE.lines() {
        let fields: std::vec::Vec<&str> = line.split('\t').collect();
        let region = Region::parse(fields[0]).unwrap();
        assert_eq!(region.to_string(), fields[0]);
        assert!(*last < *fields[0], "{line}");
        last = fields[0].into();
        let historic = fields.get(2).is_some_and(|mark| *mark == "*");
        assert_eq!(region.standing() == Standing::Historic, historic);
        assert_ne!(region.standing(), Standing::Unknown);
        let name = region.name().unwrap();
        assert!(!name.last().is_empty() && !name.province().is_empty());
        assert!(name.to_string().ends_with(name.last()));
    }
    assert!(TABLE.len() < 150_000, "{}", TABLE.len());
    assert!(TABLE.ends_with('\n'));
}

#[test]
fn one_region_has_one_code() {
    for code in [0, 9, 100, 999, 10_000, 99_999, 1_000_000, u32::MAX] {
        assert_eq!(Region::from_code(code), Err(RegionError::Length), "{code}");
    }
    for code in [10, 83, 99, 1001, 8301, 830001, 990000] {
        assert_eq!(
            Region::from_code(code),
            Err(RegionError::Province),
            "{code}"
        );
    }
    for code in [4400, 440_000, 440300] {
        assert_eq!(Region::from_code(code), Err(RegionError::Padded), "{code}");
    }
    for code in [11, 82, 4403, 440_305, 460001] {
        assert_eq!(region(code).code(), code);
    }
}

#[test]
fn the_conventional_six_digits_are_shortened() {
    for (text, code) in [
        ("44", 44),
        ("440000", 44),
        ("4403", 4403),
        ("440300", 4403),
        ("440305", 440305),
        ("460001", 460001),
    ] {
        assert_eq!(Region::parse(text), Ok(region(code)));
        assert_eq!(region(code).to_string(), format!("{code}"));
    }
    for (text, error) in [
        ("", RegionError::Length),
        ("4", RegionError::Length),
        ("44030", RegionError::Length),
        ("4403050", RegionError::Length),
        ("4400", RegionError::Padded),
        ("000000", RegionError::Province),
        ("000044", RegionError::Province),
        ("0044", RegionError::Province),
        ("830000", RegionError::Province),
        ("+44305", RegionError::Digit { at: 0 }),
        ("4403 5", RegionError::Digit { at: 4 }),
        ("44０３", RegionError::Digit { at: 2 }),
    ] {
        assert_eq!(Region::parse(text), Err(error), "{text}");
    }
}

#[test]
fn a_region_truncates_to_what_holds_it() {
    let nanshan = region(440305);
    assert_eq!(nanshan.level(), Level::District);
    assert_eq!(nanshan.truncate(Level::District), nanshan);
    assert_eq!(nanshan.prefecture(), region(4403));
    assert_eq!(nanshan.truncate(Level::Province), region(44));
    assert_eq!(region(44).prefecture(), region(44));
    assert_eq!(region(4403).truncate(Level::Province), region(44));
    assert_eq!(region(460001).prefecture(), region(46)); // 46 00 is no prefecture
}

/// The comparison that trust entries ask for, on the digits as text.
#[test]
fn within_means_begins_with() {
    let codes = [11, 44, 45, 4403, 4404, 440305, 440306, 460001, 46];
    for inner in codes {
        for outer in codes {
            assert_eq!(
                region(inner).is_within(region(outer)),
                format!("{inner}").starts_with(&format!("{outer}")),
                "{inner} in {outer}"
            );
        }
    }
}

/// Against lists of the civil affairs ministry and the statistics bureau, collected by other people.
#[test]
fn lists_of_other_collectors_are_known() {
    let vectors = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../shared/vectors/gb2260-cn"
    );
    for (list, unknown) in [
        ("mca/198412", &["231120"][..]), // 绥芬河市, in none of our sources
        ("mca/201512", &[]),
        ("stats/201810", &[]),
        ("mca/201904", &[]),
    ] {
        let Ok(rows) = fs::read_to_string(format!("{vectors}/{list}.tsv")) else {
            println!("skipped: {list} is not there");
            continue;
        };
        let mut count = 0;
        for row in rows.lines().skip(1) {
            let code = row.split('\t').nth(2).unwrap();
            let region = Region::parse(code).unwrap();
            let expect_known = !unknown.contains(&code);
            assert_eq!(region.name().is_some(), expect_known, "{list}: {row}");
            count += 1;
        }
        assert!(count > 3000, "{list} has {count} rows");
    }
}

proptest! {
    #[test]
    fn any_number_is_refused_or_kept(code: u32) {
        if let Ok(region) = Region::from_code(code) {
            prop_assert_eq!(region.code(), code);
            prop_assert_eq!(Region::parse(&region.to_string()), Ok(region));
            prop_assert!(region.is_within(region.prefecture()));
            prop_assert!(region.is_within(region.truncate(Level::Province)));
        }
    }

    #[test]
    fn any_six_digits_are_refused_or_shortened(code in 0_u32..1_000_000) {
        if let Ok(region) = Region::parse(&format!("{code:06}")) {
            let padded = format!("{:0<6}", region.to_string());
            prop_assert_eq!(padded, format!("{code:06}"));
            let _ = region.name();
        }
    }

    #[test]
    fn any_text_is_refused_or_kept(text in "[0-9]{0,7}|.{0,8}") {
        if let Ok(region) = Region::parse(&text) {
            prop_assert!(text.starts_with(&region.to_string()));
        }
    }
}
