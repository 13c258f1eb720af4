//! Rows 5, 8, 9, 16 and 18: addresses that come, change and are not there, and whom to call.

use juma_tests::command::LATER;
use serde_json::{Value, json};

use super::{Town, issued, numbers, traveller, verdict};

/// Signs a full code, and gives it with what an officer sees of the address.
fn officer(town: &Town, file: &str) -> Value {
    let seen = town.sees("officer", file);
    assert_eq!(verdict(&seen), "accept/accepted");
    seen["claims"]["address"].clone()
}

#[test]
fn row_05_a_code_without_an_address_is_valid() {
    let town = Town::new();
    for (id, population) in [("R-1", "household"), ("R-2", "outside")] {
        let mut record = traveller(id, "1990-01-01");
        record["population"] = json!(population);
        record["address"] = json!({"state": "none"});
        let said = town.enrol(&record);
        assert_eq!(numbers(&said["hotlines"]), ["0755-84466140"]);
    }
    let household = town.code("R-1", "household.png", &[]);
    let seen = town.sees("library", &household);
    assert_eq!(verdict(&seen), "accept/accepted");
    assert_eq!(seen["claims"]["address"]["state"], "none");
    assert!(seen.get("address_help").is_none(), "nothing to do: {seen}");
    let other = town.code("R-2", "other.png", &[]);
    let seen = town.sees("library", &other);
    assert_eq!(verdict(&seen), "accept/accepted");
    assert_eq!(seen["address_help"]["reason"], "register-residence");
    assert_eq!(
        numbers(&seen["hotline"]),
        ["0755-84465000"],
        "the city's: a gate sees no district"
    );

    // The registration arrives, and nobody asks for anything.
    let mut record = town.record("R-2");
    record["address"] = json!({"state": "registered", "text": "粤海街道2号"});
    town.update(&record);
    let renewed = town.refresh(&[]);
    assert_eq!((renewed.len(), &renewed[0]["reason"]), (1, &json!("facts")));
    town.stick();
    let seen = town.sees("library", &issued(&renewed[0]));
    assert_eq!(verdict(&seen), "accept/accepted");
    assert_eq!(seen["claims"]["address"]["state"], "registered");
    assert!(seen.get("address_help").is_none());
    assert_eq!(town.verdict(&other), "refuse/revoked");
    assert_eq!(town.verdict(&household), "accept/accepted");
}

#[test]
fn row_08_a_new_household_address_leads_to_a_new_code() {
    let town = Town::new();
    town.enrol(&traveller("R-1", "1990-01-01"));
    let old = town.code("R-1", "full.png", &["--tier", "full"]);
    assert!(
        town.sees("officer", &old)["claims"]
            .get("household_address")
            .is_none()
    );
    let mut record = town.record("R-1");
    record["household_address"] = json!({"region": "110105", "text": "建国路1号"});
    let said = town.update(&record);
    assert_eq!(said["changed"], json!(["household"]));
    assert_eq!(said["stale"][0]["fate"], "stale");
    let renewed = town.refresh(&[]);
    town.stick();
    let seen = town.sees("officer", &issued(&renewed[0]));
    assert_eq!(verdict(&seen), "accept/accepted");
    assert_eq!(seen["claims"]["household_address"]["text"], "建国路1号");
    assert_eq!(town.verdict(&old), "refuse/revoked");
}

#[test]
fn row_09_a_pending_registration_is_no_address_and_no_error() {
    let town = Town::new();
    let mut record = traveller("R-1", "1990-01-01");
    record["address"] = json!({"state": "pending"});
    let said = town.enrol(&record);
    assert_eq!(numbers(&said["hotlines"]), ["0755-84466140"]);
    let code = town.code("R-1", "pending.png", &["--tier", "full"]);
    let seen = town.sees("library", &code);
    assert_eq!(verdict(&seen), "accept/accepted");
    assert_eq!(seen["claims"]["address"], json!({"state": "pending"}));
    assert_eq!(seen["address_help"]["reason"], "registration-pending");
    assert_eq!(numbers(&seen["hotline"]), ["0755-84465000"]);
    // What cannot be done at this desk names who can.
    let args = ["--subject", "R-1"];
    let confirm = town.act(["residence", "confirm"], &args, LATER);
    let confirm = confirm.expect(1).object();
    assert_eq!(confirm["refused"]["reason"], "address-missing");
    assert_eq!(numbers(&confirm["hotlines"]), ["0755-84466140"]);
    record["address"] = json!({"state": "registered", "text": "粤海街道3号"});
    town.update(&record);
    let renewed = town.refresh(&[]);
    town.stick();
    let address = officer(&town, &issued(&renewed[0]));
    assert_eq!(
        address,
        json!({"state": "registered", "text": "粤海街道3号"})
    );
}

#[test]
fn row_16_a_non_standard_address_is_replaced_by_the_standard_one() {
    let town = Town::new();
    let mut record = traveller("R-1", "1990-01-01");
    record["address"] = json!({"state": "non-standard", "text": "大学城边上"});
    town.enrol(&record);
    let rough = town.code("R-1", "rough.png", &["--tier", "full"]);
    let shown = json!({"state": "non-standard", "text": "大学城边上"});
    assert_eq!(officer(&town, &rough), shown);
    assert_eq!(
        town.sees("library", &rough)["claims"]["address"]["state"],
        "non-standard"
    );
    record["address"] = json!({"state": "registered", "text": "粤海街道4号"});
    town.update(&record);
    let renewed = town.refresh(&[]);
    town.stick();
    let shown = json!({"state": "registered", "text": "粤海街道4号"});
    assert_eq!(officer(&town, &issued(&renewed[0])), shown);
    assert_eq!(town.verdict(&rough), "refuse/revoked");
}

#[test]
fn row_18_every_district_has_its_hotline() {
    let town = Town::new();
    let mut codes = Vec::new();
    for (number, (region, hotlines)) in [
        ("440304", &["0755-82923357"][..]),
        ("440303", &["0755-84460332"]),
        ("440308", &["0755-84460743"]),
        ("440305", &["0755-84466140"]),
        ("440306", &["0755-29120405"]),
        // Dapeng has no code of its own: its people bear Longgang's, and both are named.
        ("440307", &["0755-85136140", "0755-28587001"]),
        ("440309", &["0755-85135149"]),
        ("440310", &["0755-84443020"]),
        ("440311", &["0755-84468768"]),
        ("440300", &["0755-84465000"]),
    ]
    .into_iter()
    .enumerate()
    {
        let id = format!("R-{number}");
        let mut record = traveller(&id, "1990-01-01");
        record["region"] = json!(region);
        record["address"] = json!({"state": "none"});
        record["gate"] = json!({"region": "district"});
        let said = town.enrol(&record);
        assert_eq!(numbers(&said["hotlines"]), hotlines, "{region}");
        let code = town.code(&id, &format!("{id}.png"), &[]);
        let seen = town.sees("library", &code);
        assert_eq!(numbers(&seen["hotline"]), hotlines, "{region}");
        let _ = town
            .0
            .issuer("revoke", &["--subject", &id], LATER)
            .expect(0);
        codes.push((code, region, hotlines));
    }
    town.stick();
    for (code, region, hotlines) in codes {
        let refused = town.sees("library", &code);
        assert_eq!(verdict(&refused), "refuse/revoked");
        assert_eq!(numbers(&refused["hotline"]), hotlines, "{region}");
        let names: Vec<&Value> = refused["hotline"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| &it["name"]["zh-CN"])
            .collect();
        assert_eq!(
            region == "440307",
            names.contains(&&json!("大鹏新区")),
            "{names:?}"
        );
    }
}

/// Asked for at the desk, and confirmed there later.
#[test]
fn an_address_that_was_asked_for_is_shown_when_it_is_confirmed() {
    let town = Town::new();
    let mut record = traveller("R-1", "1990-01-01");
    record["address"] = json!({"state": "none"});
    town.enrol(&record);
    let file = town.0.write("asked.json", record.to_string());
    let none = town.act(["residence", "apply"], &["--record", &file], LATER);
    none.expect_failure("the record has no address that is asked for");
    record["address"] = json!({"state": "registered", "text": "粤海街道3号"});
    let file = town.0.write("asked.json", record.to_string());
    town.done(["residence", "apply"], &["--record", &file]);
    let again = town.refused(["residence", "apply"], &["--record", &file]);
    assert_eq!(again, "already-registered");
    let code = town.code("R-1", "pending.png", &["--tier", "full"]);
    assert_eq!(officer(&town, &code), json!({"state": "pending"}));
    town.done(["residence", "confirm"], &["--subject", "R-1"]);
    let renewed = town.refresh(&[]);
    town.stick();
    let address = officer(&town, &issued(&renewed[0]));
    assert_eq!(
        address,
        json!({"state": "registered", "text": "粤海街道3号"})
    );
}
