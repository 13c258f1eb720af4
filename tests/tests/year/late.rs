//! The rest of the year: two new roots, a gate that comes down from the mountain, clocks.

use crate::{
    ACCEPTED,
    cast::{GUANGZHOU, LIBRARY, MOUNTAIN, SHENZHEN, Year},
    times::*,
};

/// Every month a ceremony, a stick, and codes by that month's key.
pub(crate) fn the_months_go_by(year: &Year) {
    let mut summer = String::new();
    for (day, ahead, until) in MONTHS {
        let roots = match day {
            SECOND_ROOT => {
                let keys = "bao.pub chen.pub dan.pub";
                year.next_root(day, keys, ["anna", "bao", "dan"], ["chen", "dan"]);
                "--roots root2.cose"
            }
            THIRD_ROOT => {
                let keys = "dan.pub erin.pub fei.pub";
                year.next_root(day, keys, ["bao", "dan", "fei"], ["erin", "fei"]);
                "--roots root3.cose"
            }
            _ => "",
        };
        year.ceremony(day, |draft| year.month(draft, ahead));
        year.take(ahead, roots, day);
        if day == AUTUMN {
            year.revoke(SHENZHEN, &summer, "", day);
        }
        let number = year.publish(day, until);
        let _ = year.import(LIBRARY, number, day).expect(0);
        for (city, name) in [(SHENZHEN, "sz"), (GUANGZHOU, "gz")] {
            let code = format!("{name}-{day}");
            let serial = year.sign_code(city, &code, "", day);
            if (city.code, day) == (SHENZHEN.code, SUMMER) {
                summer = serial;
            }
            year.says(LIBRARY, "library", day, &[(&code, ACCEPTED)]);
        }
    }
}

/// The mountain knows root 1 and three months of keys; one stick takes it to root 3.
pub(crate) fn a_year_in_one_import(year: &Year) {
    let (sz, gz) = (format!("sz-{LAST_STICK}"), format!("gz-{LAST_STICK}"));
    let summer = format!("sz-{SUMMER}");
    year.says(
        MOUNTAIN,
        "library",
        MOUNTAIN_ALONE,
        &[("sz-jan", "undecided/trust-stale")],
    );
    year.says(
        MOUNTAIN,
        "library",
        A_YEAR_ON,
        &[(&sz, "undecided/unknown-key")],
    );
    let root = || {
        let status = format!("status --state state --at {A_YEAR_ON}T10:00:00+08:00 --json");
        let status = year.run(MOUNTAIN, "juma-verifier", &status);
        (status.status, status.object()["root"].clone())
    };
    assert_eq!(root(), (3, 1.into()), "stale, and by root 1");
    let last = year.stick.get();
    let imported = year.import(MOUNTAIN, last, A_YEAR_ON).expect(0).object();
    assert_eq!(imported["imported"], "updated");
    assert_eq!(imported["sequence"], last);
    assert_eq!(root(), (0, 3.into()), "fresh, and by root 3");
    // A root of before is not gone back to, and the stick of before is an old one here too.
    let old = year.import(MOUNTAIN, last - 1, A_YEAR_ON).expect(1);
    assert_eq!(old.object()["reason"], "bundle-rollback");
    let after = [
        (sz.as_str(), ACCEPTED),
        (&gz, ACCEPTED),
        (&summer, "refuse/revoked"),
        ("stolen", "refuse/key-compromised"),
    ];
    year.says(MOUNTAIN, "library", A_YEAR_ON, &after);
}

/// A clock that is wrong on either side, and a stick of before.
pub(crate) fn clocks_and_old_sticks(year: &Year) {
    let code = format!("sz-{LAST_STICK}");
    let here = [(code.as_str(), ACCEPTED)];
    year.says(LIBRARY, "library", A_YEAR_ON, &here);
    let back = [
        (code.as_str(), "undecided/clock-untrusted"),
        ("sz-jan", "refuse/expired"),
    ];
    year.says(LIBRARY, "library", CLOCK_BACK, &back);
    let status = format!("status --state state --at {CLOCK_BACK}T10:00:00+08:00 --json");
    let status = year
        .run(LIBRARY, "juma-verifier", &status)
        .expect(3)
        .object();
    assert_eq!(status["clock_untrusted"], true);
    year.says(
        LIBRARY,
        "library",
        CLOCK_FORWARD,
        &[(&code, "undecided/trust-stale")],
    );
    year.says(
        LIBRARY,
        "library",
        CLOCK_FAR_FORWARD,
        &[(&code, "refuse/key-ended")],
    );
    // A time that somebody gives raises no floor, and the right one is right again.
    year.says(LIBRARY, "library", A_YEAR_ON, &here);

    let before = year.state(LIBRARY);
    for number in [1, year.stick.get() - 1] {
        let ran = year.import(LIBRARY, number, A_YEAR_ON).expect(1);
        assert_eq!(ran.object()["reason"], "bundle-rollback");
        assert!(year.state(LIBRARY) == before);
    }
    let again = year.import(LIBRARY, year.stick.get(), A_YEAR_ON).expect(0);
    assert_eq!(again.object()["imported"], "unchanged");
    assert!(year.state(LIBRARY) == before);
}
