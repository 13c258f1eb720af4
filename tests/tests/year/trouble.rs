//! Spring: codes and a key are lost, a city reaches for another's codes, a gate gets no sticks.

use std::fs;

use juma_format::{
    Environment,
    body::Manifest,
    time::{Date, UnixTime},
    trust::{Status, StatusList, StatusListName, StatusTimes},
};
use juma_keys::{AnchorFile, BundleKey, KeptKey, PrivateKeyFile, SigningKey, StatusKey};
use juma_tests::{
    bundle::{Pieces, status_list},
    command::run,
    contribution::Sent,
};
use juma_verifier::State;

use crate::{
    ACCEPTED,
    cast::{CENTRE, GUANGZHOU, HALL, LIBRARY, SHENZHEN, THIEF, Year, month_key},
    times::*,
};

const REFUSED_REVOKED: &str = "refuse/revoked";
const REFUSED_KEY: &str = "refuse/key-compromised";

pub(crate) fn revocations_by_stick(year: &Year) {
    let gone = year.sign_code(SHENZHEN, "sz-gone", "", FORTY_DAYS);
    let away = year.sign_code(GUANGZHOU, "gz-away", "", FORTY_DAYS);
    year.revoke(SHENZHEN, &gone, "", REVOKED);
    year.revoke(GUANGZHOU, &away, "--suspend", REVOKED);
    // No stick has said it yet.
    year.says(
        LIBRARY,
        "library",
        REVOKED,
        &[("sz-gone", ACCEPTED), ("gz-away", ACCEPTED)],
    );
    let number = year.publish(REVOKED, REVOKED_STICK_END);
    let _ = year.import(LIBRARY, number, REVOKED).expect(0);
    let now = [
        ("sz-gone", REFUSED_REVOKED),
        ("gz-away", "refuse/suspended"),
        ("sz-mar", ACCEPTED),
        ("gz-mar", ACCEPTED),
    ];
    year.says(LIBRARY, "library", REVOKED, &now);
    year.revoke(GUANGZHOU, &away, "--restore", RESTORED);
    let number = year.publish(RESTORED, RESTORED_STICK_END);
    let _ = year.import(LIBRARY, number, RESTORED).expect(0);
    let now = [("sz-gone", REFUSED_REVOKED), ("gz-away", ACCEPTED)];
    year.says(LIBRARY, "library", RESTORED, &now);
}

pub(crate) fn a_stolen_key(year: &Year) {
    let _ = year
        .try_sign(THIEF, GUANGZHOU, "stolen", "", BACK_DATED)
        .expect(0);
    year.show(THIEF, "stolen");
    // Nobody knows: that is what the age on the screen is for.
    year.says(LIBRARY, "library", COMPROMISED, &[("stolen", ACCEPTED)]);
    year.ceremony(COMPROMISED, |draft| {
        year.month(draft, "2027-06");
        year.compromise(draft, &month_key(GUANGZHOU, "2027-02"));
    });
    year.take("2027-06", "", COMPROMISED);
    let number = year.publish(COMPROMISED, COMPROMISED_STICK_END);
    let _ = year.import(LIBRARY, number, COMPROMISED).expect(0);
    let now = [
        ("stolen", REFUSED_KEY),
        ("gz-feb", REFUSED_KEY),
        ("gz-jan", ACCEPTED),
        ("gz-mar", ACCEPTED),
        ("sz-feb", ACCEPTED),
    ];
    year.says(LIBRARY, "library", COMPROMISED, &now);
    // Dated before the key was stolen, and made after everybody knew.
    let _ = year
        .try_sign(THIEF, GUANGZHOU, "again", "--tier full", BACK_DATED)
        .expect(0);
    year.show(THIEF, "again");
    year.says(LIBRARY, "library", COMPROMISED, &[("again", REFUSED_KEY)]);
}

/// A key whose file stands in the clear, as only a demo's may.
fn key<T: KeptKey>(year: &Year, who: &str, name: &str) -> T {
    let text = fs::read_to_string(year.path(who, &format!("{name}.key"))).unwrap();
    PrivateKeyFile::parse(&text).unwrap().open(None).unwrap()
}

fn midnight(day: &str) -> UnixTime {
    Date::parse(day).and_then(Date::midnight).unwrap()
}

/// Guangzhou's key for status lists signs that a good code of Shenzhen is revoked, and whoever makes
/// the stick helps. No command signs such a list, so it is made by the library.
pub(crate) fn a_city_on_anothers_list(year: &Year) {
    let good = [("sz-mar", ACCEPTED)];
    year.says(LIBRARY, "library", COMPROMISED, &good);
    let said = year.json(LIBRARY, "juma-verifier", "inspect sz-mar.txt");
    let (number, index) = said["claims"]["status"]
        .as_str()
        .unwrap()
        .split_once(':')
        .unwrap();
    let name = StatusListName::new(SHENZHEN.code, number.parse().unwrap()).unwrap();
    let times = StatusTimes {
        issued: midnight(REACHED),
        expires: midnight(REACHED_END),
    };
    let mut list = StatusList::all_valid(name, times);
    assert!(list.set(index.parse().unwrap(), Status::Invalid));
    let guangzhou = key::<SigningKey<StatusKey>>(year, "guangzhou", "guangzhou-status");
    let statuses = vec![status_list(&list, &guangzhou)];

    // The centre does not put it on a stick, nor spends a sequence on it.
    let sent = Sent {
        environment: Environment::Demo,
        sequence: 1000,
        times,
        statuses: statuses.clone(),
        ..Sent::of(GUANGZHOU.code, 0)
    };
    fs::write(year.path(CENTRE, "sent.jmc"), sent.by(&guangzhou)).unwrap();
    let record = fs::read(year.path(CENTRE, "record.txt")).unwrap();
    let ran = year
        .bundle("sent.jmc", "reached.jmb", REACHED, REACHED_END)
        .expect(1);
    assert!(
        ran.err.contains("refused: status-namespace: "),
        "{}",
        ran.err
    );
    assert!(!year.path(CENTRE, "reached.jmb").exists());
    assert!(fs::read(year.path(CENTRE, "record.txt")).unwrap() == record);

    let mut pieces = Pieces::of(Vec::new());
    pieces.environment = Environment::Demo;
    pieces.roots = vec![fs::read(year.path(CENTRE, "root1.cose")).unwrap()];
    pieces.lists = vec![fs::read(year.path(CENTRE, &year.list_file())).unwrap()];
    pieces.statuses = statuses;
    pieces.sequence = year.stick.get() + 1;
    (pieces.issued, pieces.expires) = (times.issued, times.expires);
    let signed = |by: &SigningKey<BundleKey>| {
        pieces.with_envelope(&by.sign::<Manifest>(pieces.manifest().encode()))
    };

    // A gate does not take it from the centre's own key either.
    let before = year.state(LIBRARY);
    fs::write(
        year.path(LIBRARY, "reached.jmb"),
        signed(&key(year, CENTRE, "province")),
    )
    .unwrap();
    let ran = year
        .import_file(LIBRARY, "reached.jmb", "", REACHED)
        .expect(1);
    assert_eq!(ran.object()["reason"], "status-namespace");
    assert!(year.state(LIBRARY) == before);
    year.says(LIBRARY, "library", REACHED, &good);

    // But for the signer it is a stick as any other: by Shenzhen's own key it is taken.
    pieces.statuses = vec![status_list(
        &list,
        &key(year, "shenzhen", "shenzhen-status"),
    )];
    let envelope = key::<SigningKey<BundleKey>>(year, CENTRE, "province")
        .sign::<Manifest>(pieces.manifest().encode());
    let own = pieces.with_envelope(&envelope);
    let anchor = fs::read_to_string(year.path(LIBRARY, "anchor.pub")).unwrap();
    let anchor = AnchorFile::parse(&anchor).unwrap();
    assert!(State::new(anchor.0).import(&own, times.issued).is_ok());
}

/// Sticks do not reach the hall: what it knows grows old, and what it knows to be bad stays bad.
pub(crate) fn sixty_days_without_a_stick(year: &Year) {
    let _ = year.sign_code(SHENZHEN, "sz-paper", "--paper", FORTY_DAYS);
    let stale = [
        ("sz-jan", "undecided/status-stale"),
        ("sz-paper", "undecided/status-stale"),
    ];
    year.says(HALL, "library", SIXTY_DAYS, &stale);
    year.says(HALL, "library", SIXTY_DAYS, &[("sz-lost", REFUSED_REVOKED)]);

    let built_in = run("juma-verifier", ["policy", "show", "library"])
        .expect(0)
        .out;
    let mut policy = built_in.replace("opens-on = []", "opens-on = [\"status-stale\"]");
    assert_ne!(policy, built_in);
    policy = policy.replace("paper = \"admit\"", "paper = \"refuse\"");
    fs::write(year.path(HALL, "opens.toml"), policy).unwrap();
    let said = year.check(HALL, "opens.toml", "sz-jan", SIXTY_DAYS);
    assert_eq!(said["opened_by_policy"], true, "{said}");
    let open = [
        ("sz-jan", "undecided/status-stale"),
        // The doubt ends nothing: what the list or the venue refuses stays refused.
        ("sz-paper", "refuse/policy-paper"),
        ("sz-lost", REFUSED_REVOKED),
    ];
    year.says(HALL, "opens.toml", SIXTY_DAYS, &open);
    for code in ["sz-paper", "sz-lost"] {
        let said = year.check(HALL, "opens.toml", code, SIXTY_DAYS);
        assert_eq!(said["opened_by_policy"], serde_json::Value::Null, "{said}");
    }

    // The stick that lay at the library all along makes it as good as new.
    let _ = year.import(HALL, year.stick.get(), SIXTY_DAYS).expect(0);
    let fresh = [
        ("sz-jan", ACCEPTED),
        ("sz-lost", REFUSED_REVOKED),
        ("gz-feb", REFUSED_KEY),
    ];
    year.says(HALL, "library", SIXTY_DAYS, &fresh);
}
