//! A verifier makes no socket, whatever it is shown.

use std::{fs, process::Command};

use juma_tests::{
    command::{Place, binary},
    records,
};

/// The system calls about networks that a command makes; `None` where they cannot be watched.
fn network_calls(place: &Place, args: &[String]) -> Option<(i32, String)> {
    let log = place.path("strace.log");
    let output = Command::new("strace")
        .args([
            "-f",
            "-qq",
            "-e",
            "trace=network",
            "-e",
            "signal=none",
            "-o",
            &log,
        ])
        .arg(binary("juma-verifier"))
        .args(args)
        .output()
        .ok()?;
    let calls = fs::read_to_string(&log).ok()?;
    let denied = String::from_utf8_lossy(&output.stderr).contains("strace:");
    (!denied).then(|| (output.status.code().unwrap_or(-1), calls))
}

#[test]
fn nothing_is_asked_of_a_network() {
    let place = Place::ready();
    place.sign(&records::migrant(), "code.png", &[]);
    place.sign(&records::migrant(), "code.txt", &["--tier", "full"]);
    place.write("page.txt", "https://example.com/JM1:");
    let stick = place.publish("stick.jmb");
    let state = place.path("state");
    let words = |words: &[&str]| {
        words
            .iter()
            .map(|word| (*word).to_owned())
            .collect::<Vec<_>>()
    };
    let cases = [
        (0, place.check_args(&[&place.path("code.png")])),
        (
            0,
            place.check_args(&["--policy", "officer", &place.path("code.txt")]),
        ),
        (1, place.check_args(&[&place.path("page.txt")])),
        (2, place.check_args(&["http://127.0.0.1/code.png"])),
        (0, words(&["inspect", &place.path("code.png")])),
        (
            0,
            words(&[
                "import",
                "--state",
                &state,
                "--at",
                juma_tests::command::LATER,
                &stick,
            ]),
        ),
        (
            0,
            words(&[
                "status",
                "--state",
                &state,
                "--at",
                juma_tests::command::SHOWN,
            ]),
        ),
    ];
    for (expected, args) in cases {
        let Some((status, calls)) = network_calls(&place, &args) else {
            eprintln!("skipped: strace is not here or may not watch");
            return;
        };
        assert_eq!(status, expected, "{args:?}");
        assert!(calls.trim().is_empty(), "{args:?}: {calls}");
    }
}
