//! Seal keys by the quarter: an officer's key of last quarter opens last quarter's codes, until it is
//! due, and none of the new ones.

use std::fs;

use super::desk::Desk;

/// In both quarters there is a key for codes; the seal key is the quarter's own.
const SIGNED: [(&str, &str, &str); 2] = [
    ("q1", "2027-01-20", "winter.txt"),
    ("q2", "2027-04-20", "spring.txt"),
];

fn sealing_desk() -> Desk {
    let desk = Desk(tempfile::tempdir().unwrap());
    for (purpose, name) in [
        ("root", "root"),
        ("code", "code"),
        ("status", "status"),
        ("bundle", "bundle"),
        ("seal", "q1"),
        ("seal", "q2"),
    ] {
        desk.key(purpose, name);
    }
    desk.good("juma-keys", "trust draft-root --env demo --threshold 1 --issued 2027-01-01 --expires 2035-01-01 --out root1.draft root.pub");
    desk.sign("root1", "");
    desk.good("juma-keys", "trust anchor root1.cose --out anchor.pub");
    desk.good(
        "juma-keys",
        "trust draft-list --env demo --issued 2027-01-01 --expires 2028-12-01 --out list1.draft",
    );
    for (key, from, until, more) in [
        ("code", "2027-01-01", "2028-01-01", "--regions 4403"),
        ("status", "2027-01-01", "2028-01-01", ""),
        ("bundle", "2027-01-01", "2028-01-01", ""),
        ("q1", "2027-01-01", "2027-04-01", "--regions 4403"),
        ("q2", "2027-04-01", "2027-07-01", "--regions 4403"),
    ] {
        desk.good("juma-keys", &format!("trust add list1.draft --key {key}.pub --issuer 深圳市公安局 --namespace 4403 --sign-from {from} --sign-until {until} --max-validity-days 365 {more}"));
    }
    desk.sign("list1", "--root root1.cose");
    desk.good("juma-issuer", "found --home h --root anchor.pub --roots root1.cose --list list1.cose --keys code.key,status.key,bundle.key --lead-hours 0 --bundle-days 200 --at 2027-01-02T09:00:00+08:00");
    let _ = desk.publish("1.jmb", "2027-01-02").expect(0);
    desk.import("1.jmb", "2027-01-02");
    for (_, day, out) in SIGNED {
        desk.record(1);
        desk.good("juma-issuer", &format!("sign --home h --record record.json --tier sealed --paper --out {out} --at {day}T09:00:00+08:00"));
    }
    // An officer goes by lists of sixty days at the most.
    let _ = desk.publish("2.jmb", "2027-04-20").expect(0);
    desk.import("2.jmb", "2027-04-20");
    desk
}

/// What an officer is told of the sealed part, and the name in the claims.
fn opened(desk: &Desk, code: &str) -> (String, String) {
    let said = desk.json(
        "juma-verifier",
        &format!("check --state s --policy officer --unlock --at 2027-04-21T10:00:00+08:00 {code}"),
    );
    let word = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    (word(&said["sealed"]), word(&said["claims"]["name"]))
}

#[test]
fn last_quarters_key_opens_no_new_code() {
    let desk = sealing_desk();
    desk.good(
        "juma-verifier",
        "device new --state s --out device.pub --clear",
    );
    for (quarter, until) in [("q1", "2028-04-01"), ("q2", "2028-07-01")] {
        desk.good(
            "juma-keys",
            &format!(
                "wrap {quarter}.key --for device.pub --destroy-from {until} --out {quarter}.jmw"
            ),
        );
    }
    desk.good("juma-verifier", "unlock --state s q1.jmw");
    let full = |word: &str| (word.to_owned(), "张三丰".to_owned());
    let masked = ("no-key".to_owned(), "张*".to_owned());
    assert_eq!(opened(&desk, "winter.txt"), full("opened"));
    assert_eq!(opened(&desk, "spring.txt"), masked);
    // The new quarter's key opens the new code; the old one its own, until it is due.
    desk.good("juma-verifier", "unlock --state s q2.jmw");
    assert_eq!(opened(&desk, "winter.txt"), full("opened"));
    assert_eq!(opened(&desk, "spring.txt"), full("opened"));
    // The new quarter's key alone opens nothing of the old.
    let held = fs::read_dir(desk.path("s/seal")).unwrap();
    let held: Vec<_> = held.map(|entry| entry.unwrap().path()).collect();
    assert_eq!(held.len(), 2);
    for path in held {
        fs::remove_file(path).unwrap();
    }
    desk.good("juma-verifier", "unlock --state s q2.jmw");
    assert_eq!(opened(&desk, "winter.txt"), masked);
    assert_eq!(opened(&desk, "spring.txt"), full("opened"));
}

/// Whoever stole a seal key reads no record that is sealed from then on.
#[test]
fn nothing_is_sealed_to_a_distrusted_key() {
    let desk = sealing_desk();
    desk.good(
        "juma-issuer",
        "publish --home h --out 3.jmb --distrust q2.pub --at 2027-04-22T09:00:00+08:00",
    );
    let sign = |tier: &str| {
        let sign = format!(
            "sign --home h --record record.json --tier {tier} --out {tier}.txt --at 2027-04-23T09:00:00+08:00"
        );
        desk.run("juma-issuer", &sign)
    };
    sign("sealed").expect_failure("distrusted");
    assert!(!desk.path("sealed.txt").exists());
    let _ = sign("gate").expect(0);
}
