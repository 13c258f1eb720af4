use juma_format::claims::Tier;
use juma_register::RegisterError;
use juma_registry::ledger::{Ledger, StatusChange};

use crate::{
    places::Place,
    suite::{code, dice, noon, plan_for, quarter},
};

/// A register in which several things have happened.
fn eventful(place: &impl Place) {
    let mut register = place.create();
    register.open_list(Tier::Gate, quarter()).unwrap();
    for person in ["R-77001", "R-77002"] {
        let planned = register.plan(&plan_for(person, Tier::Gate), &mut dice(1));
        let serial = planned.unwrap().serial;
        register.commit(serial, code(1)).unwrap();
        let revoked = register.change(serial, StatusChange::Revoke, noon());
        revoked.unwrap();
    }
}

pub(crate) fn an_edit_of_the_journal_is_found<P: Place>(place: &P) {
    eventful(place);
    let register = place.open();
    let audit = register.audit().unwrap();
    assert_eq!(audit.entries, 7);
    assert_eq!(register.mark().unwrap().chain, audit.chain);
    drop(register);
    for (entry, edit) in [
        (3, "UPDATE journal SET operator = 'nobody' WHERE number = 3"),
        (2, "UPDATE journal SET at = at + 1 WHERE number = 2"),
        (1, "UPDATE journal SET detail = '{}' WHERE number = 1"),
        (1, "DELETE FROM journal WHERE number = 1"),
    ] {
        place.run(edit).unwrap();
        let found = place.open().audit();
        assert_eq!(found, Err(RegisterError::Journal { entry }), "{edit}");
    }
}

pub(crate) fn nobody_is_named_in_the_journal<P: Place>(place: &P) {
    eventful(place);
    let register = place.open();
    let (mut text, mut acts) = (String::new(), Vec::new());
    register
        .journal(|entry| {
            text.push_str(&entry.detail);
            acts.push(entry.act);
            assert_eq!(entry.operator, "tester");
        })
        .unwrap();
    assert!(!text.contains("77001"), "{text}");
    let once = ["plan", "commit", "change"];
    assert_eq!(acts, [&["open-list"], &once[..], &once[..]].concat());
}

pub(crate) fn what_contradicts_itself_is_kept_out_by_the_database<P: Place>(place: &P) {
    eventful(place);
    let copy = |columns: &str| {
        format!(
            "INSERT INTO issuances (serial, subject, tier, kid, list, place, issued, expires,
                 state, code, status, since)
             SELECT {columns}, issued, expires, state, code, status, since FROM issuances
             WHERE serial = 1"
        )
    };
    for sql in [
        // One index, two codes.
        copy("3, subject, tier, kid, list, place"),
        // A serial twice, a subject, a list and a tier that are not there.
        copy("1, subject, tier, kid, list, place + 1"),
        copy("3, 99, tier, kid, list, place + 1"),
        copy("3, subject, tier, kid, 99, place + 1"),
        copy("3, subject, 'full', kid, list, place + 1"),
        "UPDATE issuances SET status = 'valid' WHERE serial = 1".to_owned(),
        "UPDATE issuances SET code = NULL WHERE serial = 1".to_owned(),
        "UPDATE status_lists SET used = -1".to_owned(),
        "DELETE FROM subjects".to_owned(),
        "INSERT INTO head SELECT * FROM head".to_owned(),
    ] {
        assert!(place.run(&sql).is_err(), "{sql}");
    }
    place
        .run(&copy("3, subject, tier, kid, list, (place + 1) % 64"))
        .unwrap();
}
