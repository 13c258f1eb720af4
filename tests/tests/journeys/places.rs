//! City profiles: from a file of the home to what the person at the gate reads.

use std::fs;

use juma_tests::{
    command::{LATER, Place},
    records,
};

fn numbers(object: &serde_json::Value) -> Vec<&str> {
    let hotlines = object["hotline"].as_array().into_iter().flatten();
    hotlines.map(|it| it["number"].as_str().unwrap()).collect()
}

#[test]
fn a_revoked_code_and_a_missing_address_name_the_hotline_of_the_district() {
    let place = Place::ready();
    let district = "  \"region\": \"440307\",\n  \"gate\": {\"region\": \"district\"},";
    let said = place.sign(&records::with_line("region", district), "code.png", &[]);
    let serial = said["serial"].as_str().unwrap();
    let _ = place
        .issuer("revoke", &["--serial", serial], LATER)
        .expect(0);
    let homeless = records::with_line("address", "  \"address\": {\"state\": \"none\"}");
    place.sign(&homeless, "none.png", &[]);
    let _ = place.import(&place.publish("2.jmb")).expect(0);

    let refused = place.check(&[&place.path("code.png")]).expect(1).object();
    assert_eq!(numbers(&refused), ["0755-85136140", "0755-28587001"]);
    assert_eq!(refused["hotline"][0]["name"]["zh-CN"], "大鹏新区");
    assert_eq!(refused["hotline"][0]["name"]["en"], "Dapeng");
    let none = place.check(&[&place.path("none.png")]).expect(0).object();
    assert_eq!(numbers(&none), ["0755-84465000"]);
    assert_eq!(none["address_help"]["reason"], "register-residence");
    let zh = none["address_help"]["zh-CN"].as_str().unwrap();
    assert!(zh.contains("深圳市的居住登记渠道"), "{zh}");
}

#[test]
fn the_profiles_of_a_home_are_checked_and_carried() {
    let place = Place::ready();
    let file = place.path("home/profiles/4403.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("0755-84465000", "84465000")).unwrap();
    let out = place.path("never.jmb");
    let ran = place.issuer("publish", &["--out", &out], LATER);
    let line = 1 + text[..text.find("hotline = ").unwrap()]
        .matches('\n')
        .count();
    ran.expect_failure(&format!(
        "4403.toml: line {line}: hotline: hotline is out of range"
    ));
    assert!(!fs::exists(&out).unwrap());

    // Withheld, and for thirty days.
    let strict = text.replace("address = \"show\"", "address = \"withhold\"");
    let strict = strict.replace("-days = 365", "-days = 30");
    fs::write(&file, &strict).unwrap();
    // The spread is longer than the maximum, and no code ends later than the city lets it.
    place.sign(&records::migrant(), "full.png", &["--tier", "full"]);
    let path = place.path("full.png");
    let seen = place
        .check(&["--policy", "officer", &path])
        .expect(0)
        .object();
    assert_eq!(seen["claims"]["address"]["state"], "withheld");
    assert_eq!(seen["address_help"]["reason"], "address-withheld");
    fs::copy(&file, place.path("home/profiles/again.toml")).unwrap();
    let ran = place.issuer("publish", &["--out", &out], LATER);
    ran.expect_failure("another file is of the city 4403 too");
}
