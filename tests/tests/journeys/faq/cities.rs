//! Rows 4, 10, 15 and 17: cities differ, and a profile says how.

use std::fs;

use serde_json::json;

use super::{Town, issued, numbers, traveller, verdict};

/// Somebody in Shenzhen and somebody in Guangzhou.
fn two_cities() -> Town {
    let town = Town::of_region("44");
    for (id, region) in [("R-1", "440305"), ("R-2", "440106")] {
        let mut record = traveller(id, "1990-01-01");
        record["region"] = json!(region);
        town.enrol(&record);
    }
    town
}

#[test]
fn row_04_15_where_residence_is_registered_and_whether_it_is_shown() {
    let town = two_cities();
    // Guangzhou's file is data of the home: here the city withholds addresses.
    let file = town.path("home/profiles/4401.toml");
    let text = fs::read_to_string(&file).unwrap();
    let text = text.replace("address = \"show\"", "address = \"withhold\"");
    fs::write(&file, text).unwrap();
    town.stick();
    for (id, state) in [("R-1", "registered"), ("R-2", "withheld")] {
        let code = town.code(id, &format!("{id}.png"), &["--tier", "full"]);
        let seen = town.sees("officer", &code);
        assert_eq!(verdict(&seen), "accept/accepted");
        assert_eq!(seen["claims"]["address"]["state"], state);
        assert_eq!(seen["claims"]["address"].get("text").is_some(), id == "R-1");
    }
    // Without an address each says where to register it.
    for (id, region, at) in [
        ("R-3", "440305", "深圳市的居住登记渠道"),
        ("R-4", "440106", "派出所"),
    ] {
        let mut record = traveller(id, "1990-01-01");
        record["region"] = json!(region);
        record["address"] = json!({"state": "none"});
        town.enrol(&record);
        let code = town.code(id, &format!("{id}.png"), &[]);
        let seen = town.sees("library", &code);
        assert_eq!(verdict(&seen), "accept/accepted");
        let help = &seen["address_help"];
        assert_eq!(help["reason"], "register-residence");
        assert!(help["zh-CN"].as_str().unwrap().contains(at), "{help}");
        // No hotline of Guangzhou is known, and none is made up.
        assert_eq!(numbers(&seen["hotline"]).is_empty(), id == "R-4");
    }
}

#[test]
fn row_10_17_moving_out_ends_a_permit_where_the_city_says_so_and_never_in_shenzhen() {
    let town = two_cities();
    for (id, changed) in [
        ("R-1", json!(["address"])),
        ("R-2", json!(["address", "permit"])),
    ] {
        let permit = town.0.write("permit.txt", format!("P-{id}\n"));
        let link = ["--subject", id, "--number", &permit];
        assert_eq!(
            town.done(["permit", "link"], &link)["changed"],
            json!(["permit"])
        );
        assert_eq!(town.refused(["permit", "link"], &link), "permit-linked");
        let old = town.code(id, &format!("{id}.png"), &["--tier", "full"]);
        let subject = ["--subject", id];
        let said = town.done(["residence", "move-out"], &subject);
        assert_eq!(said["changed"], changed);
        // The permit is there still, or was ended with the residence.
        match id {
            "R-1" => drop(town.done(["permit", "end"], &subject)),
            _ => assert_eq!(town.refused(["permit", "end"], &subject), "no-permit"),
        }
        let renewed = town.refresh(&[]);
        assert_eq!(renewed.len(), 1);
        town.stick();
        let seen = town.sees("officer", &issued(&renewed[0]));
        assert_eq!(verdict(&seen), "accept/accepted");
        assert_eq!(seen["claims"]["address"], json!({"state": "none"}));
        assert_eq!(town.verdict(&old), "refuse/revoked");
    }
}
