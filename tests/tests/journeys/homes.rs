//! What a home does not let happen to it, and what machines read of failures.

use std::fs;

use juma_tests::command::{LATER, Place, run};

#[test]
fn a_bundle_is_not_written_into_the_home() {
    let place = Place::ready();
    let before = place.snapshot("home");
    for name in [
        "home/x.jmb",
        "home/keys/x.jmb",
        "home/bundles/0000000009.jmb",
        "home/../home/x.jmb",
        "home/bundles/0000000009.jmc",
    ] {
        let out = place.path(name);
        let ran = place.issuer("publish", &["--out", &out], LATER);
        ran.expect_failure("lies in the home, which keeps its files itself");
    }
    let ran = place.issuer("publish", &["--out", &place.path("home.key")], LATER);
    ran.expect_failure("does not end in .jmb or .jmc");
    assert!(place.snapshot("home") == before);
}

#[test]
fn failures_of_import_and_status_are_objects_too() {
    let place = Place::ready();
    let [state, bundle] = ["nowhere", "nothing.jmb"].map(|name| place.path(name));
    let ran = run("juma-verifier", ["status", "--json", "--state", &state]).expect(2);
    let object = ran.object();
    assert!(
        object["error"].as_str().unwrap().contains("no trust data"),
        "{object}"
    );
    assert_eq!(object["state"], state.as_str());
    let root = place.path("home/root.pub");
    let args = [
        "import", "--json", "--state", &state, "--root", &root, &bundle,
    ];
    let ran = run("juma-verifier", args).expect(2);
    assert_eq!(ran.object()["bundle"], bundle.as_str());
    assert!(ran.err.is_empty(), "said once: {}", ran.err);
    // A time that was given is said.
    let bundle = place.publish("2.jmb");
    let imported = place.import(&bundle).expect(0).object();
    assert_eq!(imported["clock"], "given");
    let args = [
        "import", "--state", &state, "--root", &root, "--at", LATER, &bundle,
    ];
    let ran = run("juma-verifier", args).expect(0);
    assert!(ran.out.contains("指定时间 / time given"), "{}", ran.out);
}

#[test]
#[cfg(target_os = "linux")]
fn names_that_are_not_utf_8_are_judged_and_named_as_well_as_json_can() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
    let place = Place::ready();
    place.sign(&juma_tests::records::migrant(), "码.txt", &[]);
    let folder = place.path("codes");
    fs::create_dir(&folder).unwrap();
    let odd = OsStr::from_bytes(b"\xffodd\n.txt");
    fs::copy(
        place.path("码.txt"),
        std::path::Path::new(&folder).join(odd),
    )
    .unwrap();
    fs::copy(place.path("码.txt"), format!("{folder}/码.txt")).unwrap();
    let objects = place.check(&[&folder]).expect(0).json();
    assert_eq!(objects.len(), 2);
    let sources: Vec<&str> = objects
        .iter()
        .map(|it| it["source"].as_str().unwrap())
        .collect();
    assert!(
        sources.iter().any(|it| it.ends_with("码.txt")),
        "{sources:?}"
    );
    assert!(
        sources.iter().any(|it| it.ends_with("\u{fffd}odd\n.txt")),
        "{sources:?}"
    );
    // For people, on one line.
    let state = place.path("state");
    let ran = run(
        "juma-verifier",
        [
            "check",
            "--state",
            &state,
            "--at",
            juma_tests::command::SHOWN,
            &folder,
        ],
    );
    let lines = ran.out.lines().filter(|line| line.contains("odd"));
    assert_eq!(
        lines.filter(|line| line.contains(".txt:")).count(),
        1,
        "{}",
        ran.out
    );
}
