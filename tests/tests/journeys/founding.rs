//! Issuing places founded from a ceremony's documents, and the months after.

use std::fs;

use super::desk::{Desk, MONTHS};

#[test]
fn a_city_issues_through_the_months_and_gates_know_each_key_ahead() {
    let desk = Desk::opened();
    let founded = desk
        .found("2027-01.key,2027-02.key,status.key,bundle.key")
        .expect(0)
        .object();
    assert_eq!(founded["environment"], "demo");
    assert_eq!(founded["namespace"], "4403");
    assert_eq!(founded["publishes"], true);
    desk.found("2027-01.key,status.key")
        .expect_failure("the folder is not empty");

    // Nothing has carried the key, and then not for long enough.
    desk.try_sign("a.txt", "2027-01-02")
        .expect_failure("no bundle has carried");
    let published = desk.publish("1.jmb", "2027-01-02").expect(0);
    assert!(
        published.err.is_empty(),
        "both months are in it: {}",
        published.err
    );
    desk.try_sign("a.txt", "2027-01-11")
        .expect_failure("no bundle has carried");
    let january = desk.try_sign("a.txt", "2027-01-13").expect(0).object();
    // February's key was carried in January: a gate with that stick alone knows it.
    let _ = desk.try_sign("b.txt", "2027-02-02").expect(0);
    assert_eq!(desk.import("1.jmb", "2027-01-20")["imported"], "updated");
    for code in ["a.txt", "b.txt"] {
        assert_eq!(desk.verdict(code, "2027-02-05"), "accepted", "{code}");
    }

    // March has no key yet; the bundle warns before, and signing says so.
    let published = desk.publish("2.jmb", "2027-02-10").expect(0);
    assert!(
        published
            .err
            .contains("from 2027-03-01T00:00:00+08:00 on no key"),
        "{}",
        published.err
    );
    let ran = desk.try_sign("c.txt", "2027-03-02");
    assert!(
        ran.err
            .contains("signs from 2027-02-01T00:00:00+08:00 until 2027-03-01"),
        "{}",
        ran.err
    );
    ran.expect_failure("no key of purpose code signs at 2027-03-02");

    desk.good("juma-keys", "trust draft-list --previous list1.cose --root root1.cose --issued 2027-02-12 --expires 2027-12-01 --out list2.draft");
    desk.month("list2.draft", MONTHS[2]);
    desk.sign("list2", "--root root1.cose");
    let taken = desk.json(
        "juma-issuer",
        "trust --home h --list list2.cose --keys 2027-03.key --at 2027-02-13T09:00:00+08:00",
    );
    assert_eq!(
        (&taken["trust_list"], &taken["new_keys"]),
        (&2.into(), &1.into())
    );
    let published = desk.publish("3.jmb", "2027-02-13").expect(0);
    assert!(published.err.is_empty(), "{}", published.err);
    let _ = desk.try_sign("c.txt", "2027-03-02").expect(0);

    // January's code is still the place's to revoke.
    let serial = january["serial"].as_str().unwrap();
    desk.good(
        "juma-issuer",
        &format!("revoke --home h --serial {serial} --at 2027-03-03T09:00:00+08:00"),
    );
    let _ = desk.publish("4.jmb", "2027-03-03").expect(0);
    desk.import("4.jmb", "2027-03-03");
    for (code, reason) in [
        ("a.txt", "revoked"),
        ("b.txt", "accepted"),
        ("c.txt", "accepted"),
    ] {
        assert_eq!(desk.verdict(code, "2027-03-04"), reason, "{code}");
    }

    // Nothing goes back, and what is refused changes nothing.
    let before = desk.home();
    let ran = desk.run(
        "juma-issuer",
        "trust --home h --list list1.cose --at 2027-03-03T09:00:00+08:00",
    );
    assert!(ran.err.contains("trust-rollback"), "{}", ran.err);
    assert_eq!(ran.status, 1);
    fs::write(
        desk.path("torn.cose"),
        &fs::read(desk.path("list2.cose")).unwrap()[..100],
    )
    .unwrap();
    let ran = desk.run(
        "juma-issuer",
        "trust --home h --list torn.cose --json --at 2027-03-03T09:00:00+08:00",
    );
    assert_eq!(
        ran.clone().expect(1).object()["refused"]["reason"],
        "cbor-truncated"
    );
    let ran = desk.run(
        "juma-issuer",
        "trust --home h --keys root.key --at 2027-03-03T09:00:00+08:00",
    );
    ran.expect_failure("no such key of purpose root");
    assert!(desk.home() == before);
}

#[test]
fn a_new_root_and_its_list_are_taken_together() {
    let desk = Desk::opened();
    let _ = desk
        .found("2027-01.key,2027-02.key,status.key,bundle.key")
        .expect(0);
    desk.good(
        "juma-keys",
        "new --purpose root --env demo --clear --out root2.key",
    );
    desk.good("juma-keys", "trust draft-root --root root1.cose --threshold 1 --issued 2027-01-10 --expires 2031-01-01 --out root2.draft root2.pub");
    for key in ["root", "root2"] {
        desk.good(
            "juma-keys",
            &format!("trust sign root2.draft --key {key}.key --root root1.cose --out {key}.sig"),
        );
    }
    desk.good(
        "juma-keys",
        "trust combine root2.draft root.sig root2.sig --root root1.cose --out root2.cose",
    );
    let at = "--at 2027-01-12T09:00:00+08:00";
    // The list of the old root is not the new one's.
    let ran = desk.run(
        "juma-issuer",
        &format!("trust --home h --roots root2.cose {at}"),
    );
    assert!(ran.expect(1).err.contains("root-threshold"));
    desk.good("juma-keys", "trust draft-list --previous list1.cose --root root1.cose --issued 2027-01-11 --expires 2027-12-01 --out list2.draft");
    desk.good("juma-keys", "trust sign list2.draft --key root2.key --previous list1.cose --root root1.cose --out new.sig");
    desk.good(
        "juma-keys",
        "trust combine list2.draft new.sig --root root2.cose --out list2.cose",
    );
    let taken = desk.json(
        "juma-issuer",
        &format!("trust --home h --roots root2.cose --list list2.cose {at}"),
    );
    assert_eq!(
        (&taken["trust_list"], &taken["root"]),
        (&2.into(), &2.into())
    );
    let _ = desk.publish("1.jmb", "2027-01-13").expect(0);
    assert_eq!(desk.import("1.jmb", "2027-01-14")["imported"], "updated");

    // A crash between the root and the list leaves a home that opens.
    fs::rename(
        desk.path("h/trust/list.cose"),
        desk.path("h/trust/list-next.cose"),
    )
    .unwrap();
    fs::copy(desk.path("list1.cose"), desk.path("h/trust/list.cose")).unwrap();
    let _ = desk.publish("2.jmb", "2027-01-15").expect(0);
    fs::remove_file(desk.path("h/trust/root-2.cose")).unwrap();
    let _ = desk.publish("3.jmb", "2027-01-16").expect(0);
}

#[test]
fn what_is_no_home_is_not_founded() {
    let desk = Desk::opened();
    for (keys, why) in [
        ("2027-01.key", "no key for status lists"),
        ("status.key,bundle.key", "no key for codes"),
        (
            "2027-01.key,status.key,root.key",
            "no such key of purpose root",
        ),
        ("2027-01.pub,status.key", "2027-01.pub"),
    ] {
        desk.found(keys).expect_failure(why);
        assert!(!desk.path("h").exists(), "{keys}");
    }
    desk.key("code", "stranger");
    desk.found("stranger.key,status.key")
        .expect_failure("no such key of purpose code");
    // A place without a key for bundles.
    let founded = desk.found("2027-01.key,status.key").expect(0).object();
    assert_eq!(founded["publishes"], false);
    desk.publish("1.jmb", "2027-01-03")
        .expect_failure("no key for bundles");
    let distrust =
        "publish --home h --out 1.jmc --distrust 2027-01.pub --at 2027-01-03T09:00:00+08:00";
    desk.run("juma-issuer", distrust)
        .expect_failure("a contribution distrusts no key");
    desk.run(
        "juma-issuer",
        "publish --home h --out 1.jmc --delta --at 2027-01-03T09:00:00+08:00",
    )
    .expect_failure("no whole contribution to build on");
    // It hands a contribution to the centre, whose bundle has it; the sequences are its own.
    for (number, day) in [(1, "2027-01-03"), (2, "2027-01-04")] {
        let said = desk.publish(&format!("{number}.jmc"), day).expect(0);
        let said = said.object();
        assert_eq!(
            (&said["form"], &said["sequence"]),
            (&"contribution".into(), &number.into())
        );
    }
    let changes = desk.json(
        "juma-issuer",
        "publish --home h --out 3.jmc --delta --at 2027-01-05T09:00:00+08:00",
    );
    assert_eq!(changes["deltas"], changes["lists"]);
    let centre = "--root root1.cose --list list1.cose --key bundle.key --record record.txt --expires 2027-02-10";
    for (number, sources, more) in [
        (1, "2.jmc", "--first --issued 2027-01-05T10:00:00+08:00"),
        (
            2,
            "3.jmc",
            "--delta 1.jmb --issued 2027-01-05T11:00:00+08:00",
        ),
    ] {
        desk.good(
            "juma-keys",
            &format!("bundle {sources} {centre} {more} --out {number}.jmb"),
        );
        let imported = desk.import(&format!("{number}.jmb"), "2027-01-06");
        assert_eq!(imported["imported"], "updated");
    }
    assert_eq!(
        desk.import("3.jmc", "2027-01-06")["reason"],
        "bundle-contribution"
    );
    // The lead time counts from the first contribution that carried them.
    desk.try_sign("a.txt", "2027-01-11")
        .expect_failure("no bundle has carried");
    let _ = desk.try_sign("a.txt", "2027-01-14").expect(0);
    assert_eq!(desk.verdict("a.txt", "2027-01-15"), "accepted");
    let folder = fs::read_dir(desk.0.path()).unwrap();
    assert!(
        !folder
            .flatten()
            .any(|it| it.file_name().to_string_lossy().contains("founding"))
    );
}

#[test]
fn encrypted_keys_of_a_test_environment_are_opened_by_a_file_and_never_written_in_the_clear() {
    let desk = Desk(tempfile::tempdir().unwrap());
    fs::write(desk.path("pass"), "correct horse battery\n").unwrap();
    let pass = "--passphrase-file pass";
    for (purpose, name) in [
        ("root", "root"),
        ("code", "code"),
        ("status", "status"),
        ("bundle", "bundle"),
    ] {
        desk.good(
            "juma-keys",
            &format!("new --purpose {purpose} --env test --out {name}.key {pass}"),
        );
    }
    desk.good(
        "juma-keys",
        "trust draft-root --env test --threshold 1 --expires 2099-01-01 --out root1.draft root.pub",
    );
    desk.good(
        "juma-keys",
        &format!("trust sign root1.draft --key root.key --out r.sig {pass}"),
    );
    desk.good(
        "juma-keys",
        "trust combine root1.draft r.sig --out root1.cose",
    );
    desk.good("juma-keys", "trust anchor root1.cose --out anchor.pub");
    desk.good(
        "juma-keys",
        "trust draft-list --env test --expires 2098-01-01 --out list1.draft",
    );
    for (name, more) in [("code", "--regions 4403"), ("status", ""), ("bundle", "")] {
        desk.good("juma-keys", &format!("trust add list1.draft --key {name}.pub --issuer 深圳市公安局 --namespace 4403 --sign-from 2021-01-01 --sign-until 2097-01-01 --max-validity-days 365 {more}"));
    }
    desk.good(
        "juma-keys",
        &format!("trust sign list1.draft --key root.key --out l.sig {pass}"),
    );
    desk.good(
        "juma-keys",
        "trust combine list1.draft l.sig --root root1.cose --out list1.cose",
    );
    desk.good("juma-issuer", "found --home h --root anchor.pub --roots root1.cose --list list1.cose --keys code.key,status.key,bundle.key --lead-hours 0");
    for (_, bytes) in desk.home() {
        assert!(!String::from_utf8_lossy(&bytes).contains("BEGIN PRIVATE KEY"));
    }
    desk.run("juma-issuer", "publish --home h --out 1.jmb")
        .expect_failure("passphrase");
    desk.good(
        "juma-issuer",
        &format!("publish --home h --out 1.jmb {pass}"),
    );
    desk.record(1);
    desk.run(
        "juma-issuer",
        &format!(
            "sign --home h --record record.json --out a.txt --at 2027-01-01T00:00:00+08:00 {pass}"
        ),
    )
    .expect_failure("--at is for demo homes");
    desk.good(
        "juma-issuer",
        &format!("sign --home h --record record.json --out a.txt {pass}"),
    );
    desk.good("juma-verifier", "import --state s --root anchor.pub 1.jmb");
    let said = desk.json("juma-verifier", "check --state s a.txt");
    assert_eq!(
        (&said["verdict"], &said["environment"]),
        (&"accept".into(), &"test".into())
    );
}
