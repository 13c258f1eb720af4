use juma_format::region::Region;

use super::*;

fn region(code: &str) -> Region {
    Region::parse(code).unwrap()
}

fn shenzhen() -> &'static str {
    built_in(region("4403")).unwrap()
}

fn numbers(code: &str) -> Vec<String> {
    let profile = read_profile(shenzhen()).unwrap();
    let named = profile.hotlines(region(code)).into_iter();
    named.map(|it| it.hotline.to_string()).collect()
}

#[test]
fn the_cities_of_guangdong_are_known_and_are_what_their_files_say() {
    let all: Vec<_> = built_in_within(region("44")).collect();
    assert_eq!(all.len(), 21);
    for (profile, text) in &all {
        let city = profile.city();
        assert_eq!(built_in(city), Some(*text));
        let name = city.name().unwrap().last().to_owned();
        assert_eq!(profile.names().zh(), name, "the name of GB/T 2260");
        for area in profile.areas() {
            for region in &area.regions {
                assert!(region.name().is_some(), "{region}");
            }
        }
    }
    assert_eq!(built_in_within(region("440305")).count(), 1);
    assert_eq!(built_in_within(region("1101")).count(), 0);
    assert_eq!(built_in(region("1101")), None);
}

#[test]
fn shenzhens_districts_have_the_numbers_of_the_residence_code_faq() {
    for (code, number) in [
        ("440304", "82923357"),
        ("440303", "84460332"),
        ("440308", "84460743"),
        ("440305", "84466140"),
        ("440306", "29120405"),
        ("440309", "85135149"),
        ("440310", "84443020"),
        ("440311", "84468768"),
        ("4403", "84465000"),
    ] {
        assert_eq!(numbers(code), [format!("0755-{number}")], "{code}");
    }
    // Dapeng has no code of its own, so that both are named.
    assert_eq!(numbers("440307"), ["0755-85136140", "0755-28587001"]);
}

#[test]
fn faults_are_named_with_line_and_field() {
    let fault = |from: &str, to: &str| {
        let text = shenzhen().replacen(from, to, 1);
        assert_ne!(text, shenzhen(), "{from}");
        read_profile(&text).unwrap_err().to_string()
    };
    let line = |needle: &str| {
        let at = shenzhen().find(needle).unwrap();
        shenzhen()[..at].matches('\n').count() + 1
    };
    for (from, to, at, said) in [
        (
            "city = \"4403\"",
            "city = \"44030\"",
            "city =",
            "city: a region",
        ),
        (
            "city = \"4403\"",
            "city = \"440305\"",
            "city =",
            "city: city is out",
        ),
        (
            "address = \"show\"",
            "address = \"hide\"",
            "address = ",
            "address: unknown variant",
        ),
        (
            "address = \"show\"",
            "adress = \"show\"",
            "address = ",
            "adress: unknown field",
        ),
        (
            "\"0755-84465000\"",
            "\"84465000\"",
            "hotline = ",
            "hotline: hotline is out",
        ),
        (
            "static-days = 365",
            "static-days = 4000",
            "[maxima]",
            "[maxima]: maxima is out",
        ),
        (
            "static-days = 365",
            "static-days = -1",
            "static-days",
            "static-days: invalid",
        ),
        (
            "\"440304\"",
            "\"440104\"",
            "[[areas]]",
            "[[areas]]: regions is out",
        ),
        (
            "code = \"futian\"",
            "code = \"福田\"",
            "code = \"futian\"",
            "code: area-code is out",
        ),
        (
            "\"elsewhere\"",
            "\"here\"",
            "registered-at",
            "registered-at: stands only",
        ),
        (
            "registered-at",
            "# ",
            "registration = ",
            "registration: elsewhere needs",
        ),
        (
            "zh = \"深圳市\"",
            "zh = \"\"",
            "name = ",
            "name: names is out",
        ),
    ] {
        let message = fault(from, to);
        let expected = format!("line {}: {said}", line(at));
        assert!(message.starts_with(&expected), "{message} for {expected}");
        assert_eq!(message.lines().count(), 1, "{message}");
    }
    let missing = fault("moving-out = \"keep-permit\"", "");
    assert!(missing.contains("moving-out"), "{missing}");
    assert!(read_profile("\u{FEFF}=").is_err());
}

#[test]
fn a_sub_district_stands_in_a_district_that_may_come_later() {
    let street = "\n[[areas]]\ncode = \"dapeng-1\"\nname = { zh = \"测试街道\", en = \"Test\" }\nwithin = \"dapeng\"\n";
    let (head, rest) = shenzhen().split_at(shenzhen().find("\n[[areas]]").unwrap());
    let profile = read_profile(&format!("{head}{street}{rest}")).unwrap();
    assert_eq!(profile.areas().len(), 11);
    let lost = street.replace("within = \"dapeng\"", "within = \"atlantis\"");
    let error = read_profile(&format!("{head}{lost}{rest}")).unwrap_err();
    assert!(error.to_string().contains("[[areas]]: areas"), "{error}");
}
