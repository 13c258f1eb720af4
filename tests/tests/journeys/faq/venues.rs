//! Rows 2 and 14: what a venue sees, and what a gate says that sees nothing.

use std::{
    io::{BufRead, BufReader},
    process::Stdio,
};

use juma_tests::command::command;

use super::{Town, traveller, verdict};

#[test]
fn row_02_one_code_and_each_venue_sees_its_share() {
    let town = Town::new();
    town.enrol(&traveller("R-1", "1990-01-01"));
    town.stick();
    let code = town.code("R-1", "full.png", &["--tier", "full"]);
    for venue in ["library", "museum", "hospital"] {
        let seen = town.sees(venue, &code);
        assert_eq!(verdict(&seen), "accept/accepted", "{venue}");
        let claims = &seen["claims"];
        assert_eq!(claims["name"], "L*", "{venue}");
        for personal in ["document", "birth_date", "sex", "household_address"] {
            assert!(claims.get(personal).is_none(), "{venue}: {personal}");
        }
        assert!(!seen.to_string().contains("粤海"), "{venue}");
    }
    let seen = town.sees("officer", &code);
    assert_eq!(seen["claims"]["name"], "Lin Xiaoyue");
    assert_eq!(seen["claims"]["document"]["number"], "X000001");
    assert_eq!(seen["claims"]["address"]["text"], "粤海街道1号");
}

/// The camera that cannot be opened says so and says what to do; a picture of the same code by
/// another way is judged.
#[test]
fn row_14_a_camera_that_cannot_be_opened_says_what_to_do() {
    let town = Town::new();
    town.enrol(&traveller("R-1", "1990-01-01"));
    let code = town.code("R-1", "code.png", &[]);
    for (camera, what, todo) in [
        (
            "/nowhere/video0",
            "there is no such camera",
            "ls /dev/video*",
        ),
        (
            "/dev/null",
            "the camera cannot be opened",
            "name a camera, such as /dev/video0",
        ),
    ] {
        let mut gate = command("juma-verifier")
            .args(town.0.gate_args(&["--camera", camera]))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut out = BufReader::new(gate.stdout.take().unwrap());
        out.read_line(&mut line).unwrap();
        gate.kill().unwrap();
        gate.wait().unwrap();
        assert!(line.contains("source-trouble"), "{line}");
        assert!(line.contains(what) && line.contains(todo), "{line}");
    }
    assert_eq!(town.verdict(&code), "accept/accepted");
}
