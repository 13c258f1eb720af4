//! The story of a year: holders of root keys, two cities and three gates, each with a folder of
//! their own and the commands as people run them.

#![expect(clippy::unwrap_used, reason = "where a helper fails, the test fails")]

mod cast;
mod ceremony;
mod late;
mod times;
mod trouble;

use cast::{CENTRE, CITIES, GATES, GUANGZHOU, HALL, LIBRARY, SHENZHEN, Year, month_key, stick};
use times::*;

const ACCEPTED: &str = "accept/accepted";

#[test]
fn a_year_of_two_cities_and_three_gates() {
    let year = Year::new();
    founding(&year);
    first_codes(&year);
    a_month_passes(&year);
    trouble::revocations_by_stick(&year);
    trouble::a_stolen_key(&year);
    trouble::a_city_on_anothers_list(&year);
    trouble::sixty_days_without_a_stick(&year);
    late::the_months_go_by(&year);
    late::a_year_in_one_import(&year);
    late::clocks_and_old_sticks(&year);
}

/// The root, the keys of three months, two homes, one stick, three gates.
fn founding(year: &Year) {
    year.first_root();
    year.key(CENTRE, "bundle", "province");
    for city in CITIES {
        year.key(city.folder, "status", &format!("{}-status", city.folder));
    }
    year.ceremony(FIRST_LIST, |draft| {
        year.add(draft, "province", SHENZHEN);
        for city in CITIES {
            year.add(draft, &format!("{}-status", city.folder), city);
        }
        for month in FIRST_MONTHS {
            year.month(draft, month);
        }
    });
    for city in CITIES {
        let months = FIRST_MONTHS.map(|month| format!("{}.key", month_key(city, month)));
        let founded = year.json(city.folder, "juma-issuer", &format!(
            "found --home home --root anchor.pub --roots root1.cose --list list1.cose --keys {},{who}-status.key --bundle-days {STICK_DAYS} --lead-hours {LEAD_HOURS} --at {FOUNDED}T09:00:00+08:00",
            months.join(","), who = city.folder,
        ));
        assert_eq!(founded["namespace"], city.code);
        assert_eq!(founded["publishes"], false, "a centre makes the bundles");
    }
    let first = year.publish(FOUNDED, FIRST_STICK_END);
    for gate in GATES {
        // What a city hands to the centre is no stick, whoever brings it.
        let sent = format!("{}-{first}.jmc", SHENZHEN.folder);
        year.carry(&sent, CENTRE, gate);
        let ran = year.import_file(gate, &sent, "", SET_UP).expect(1);
        assert_eq!(ran.object()["reason"], "bundle-contribution");
        year.carry(&stick(first), CENTRE, gate);
        // The label says a number that the stick has not: nothing is taken.
        let ran = year
            .import_file(gate, &stick(first), "--at-least 2", SET_UP)
            .expect(1);
        assert_eq!(ran.object()["reason"], "bundle-below-label");
        assert!(!year.path(gate, "state").exists());
        let ran = year
            .import_file(gate, &stick(first), "--at-least 1", SET_UP)
            .expect(0);
        assert_eq!(ran.object()["imported"], "updated");
    }
}

/// Codes of both cities, at every gate; neither city signs for the other.
fn first_codes(year: &Year) {
    for (city, code) in [(SHENZHEN, "sz-jan"), (GUANGZHOU, "gz-jan")] {
        year.sign_code(city, code, "", JANUARY);
    }
    for gate in GATES {
        year.says(
            gate,
            "library",
            JANUARY,
            &[("sz-jan", ACCEPTED), ("gz-jan", ACCEPTED)],
        );
    }
    for (city, other) in [(SHENZHEN, GUANGZHOU), (GUANGZHOU, SHENZHEN)] {
        let ran = year.try_sign(city.folder, other, "foreign", "", JANUARY);
        let said = ran.expect(1).object();
        assert_eq!(said["refused"]["reason"], "outside-key-scope");
        assert!(!year.path(city.folder, "foreign.txt").exists());
    }
}

/// Keys of months to come are added by ceremony, and every month's codes are good.
fn a_month_passes(year: &Year) {
    let known = year.sign_code(SHENZHEN, "sz-lost", "", JANUARY);
    year.revoke(SHENZHEN, &known, "", JANUARY);
    year.ceremony(SECOND_STICK, |draft| year.month(draft, "2027-04"));
    year.take("2027-04", "", SECOND_STICK);
    let second = year.publish(SECOND_STICK, SECOND_STICK_END);
    for gate in [LIBRARY, HALL] {
        let _ = year.import(gate, second, SECOND_STICK).expect(0);
    }
    // Somebody copies Guangzhou's home while February's key is in it.
    year.copy_home(GUANGZHOU);
    for (city, code) in [(SHENZHEN, "sz-feb"), (GUANGZHOU, "gz-feb")] {
        year.sign_code(city, code, "", FEBRUARY);
    }
    year.ceremony(THIRD_STICK, |draft| year.month(draft, "2027-05"));
    year.take("2027-05", "", THIRD_STICK);
    let third = year.publish(THIRD_STICK, THIRD_STICK_END);
    let _ = year.import(LIBRARY, third, THIRD_STICK).expect(0);
    for (city, code) in [(SHENZHEN, "sz-mar"), (GUANGZHOU, "gz-mar")] {
        year.sign_code(city, code, "", FORTY_DAYS);
    }
    let all =
        ["sz-jan", "gz-jan", "sz-feb", "gz-feb", "sz-mar", "gz-mar"].map(|code| (code, ACCEPTED));
    year.says(LIBRARY, "library", FORTY_DAYS, &all);
    // The hall's stick is 40 days old and has known March's keys all along. An officer goes by lists
    // of 60 days, a library by lists of 35.
    year.says(HALL, "officer", FORTY_DAYS, &all);
    year.says(
        HALL,
        "library",
        FORTY_DAYS,
        &[("sz-mar", "undecided/status-stale")],
    );
}
