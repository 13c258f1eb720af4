//! What stands around a gate: a program, a journal, a stick at lunch, a terminal, somebody who stops it.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use juma_tests::{
    command::{LATER, Place, binary, command},
    records,
};

use crate::running::Gate;

const NAME: &str = "金丝雀";
const NUMBER: &str = "440305199003071236";
const ADDRESS: &str = "莺歌街道鸟鸣路八十八号";

fn canary(place: &Place, name: &str, args: &[&str]) -> String {
    let record = records::with_line(
        "address",
        &format!("  \"address\": {{\"state\": \"registered\", \"text\": \"{ADDRESS}\"}}"),
    );
    let record = record
        .replace("张三丰", NAME)
        .replace("11010519491231002X", NUMBER);
    place.sign(&record, name, args);
    let text = fs::read_to_string(place.path(name)).unwrap();
    text.trim_end().to_owned()
}

fn script(place: &Place, name: &str, body: &str) -> String {
    let path = place.write(name, format!("#!/bin/sh\n{body}\n"));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

#[test]
fn a_program_hears_each_verdict_and_its_failure_stops_nobody() {
    let place = Place::ready();
    let (one, full) = (
        canary(&place, "1.txt", &[]),
        canary(&place, "2.txt", &["--tier", "full"]),
    );
    let heard = place.path("heard");
    let relay = script(&place, "relay.sh", &format!("cat >> '{heard}'"));
    let typed = format!("{one}\n{full}\nJM1:TORN\n");
    let ran = place
        .gate(&["--scanner", "-", "--exec", &relay], typed.as_bytes())
        .expect(0);
    let heard = fs::read_to_string(heard).unwrap();
    assert_eq!(heard.lines().count(), 3, "{heard}");
    let mut verdicts: Vec<String> = heard
        .lines()
        .map(|line| {
            let object: serde_json::Value = serde_json::from_str(line).unwrap();
            format!(
                "{} {}",
                object["verdict"].as_str().unwrap(),
                object["opens"]
            )
        })
        .collect();
    verdicts.sort();
    assert_eq!(verdicts, ["accept true", "accept true", "refuse false"]);
    // A library's program hears what a library sees.
    for canary in [NAME, NUMBER, ADDRESS] {
        assert!(!heard.contains(canary) && !ran.out.contains(canary));
    }

    let bad = script(&place, "bad.sh", "exit 9");
    let ran = place
        .gate(&["--scanner", "-", "--exec", &bad], typed.as_bytes())
        .expect(0);
    assert!(
        ran.out.contains("exec-trouble") && ran.out.contains("exit status: 9"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("\"accepted\":2"), "{}", ran.out);
    let args = ["--scanner", "-", "--exec", "no-such-program"];
    place
        .gate(&args, b"")
        .expect_failure("there is no such program");
}

#[test]
fn the_journal_the_state_and_temporary_files_hold_nobody() {
    let place = Place::ready();
    let codes = [
        canary(&place, "1.txt", &[]),
        canary(&place, "2.txt", &["--tier", "full"]),
    ];
    fs::create_dir(place.path("tmp")).unwrap();
    let journal = place.path("日志");
    let torn = &codes[1][..200];
    for policy in ["library", "officer"] {
        let typed = format!("{}\n{}\n{torn}\n", codes[0], codes[1]);
        let mut gate = command("juma-verifier")
            .args(place.gate_args(&["--scanner", "-", "--policy", policy, "--journal", &journal]))
            .env("TMPDIR", place.path("tmp"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        std::io::Write::write_all(&mut gate.stdin.take().unwrap(), typed.as_bytes()).unwrap();
        let output = gate.wait_with_output().unwrap();
        assert!(output.status.success());
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(error.is_empty(), "{error}");
    }
    let lines = fs::read_to_string(format!("{journal}/gate.jsonl")).unwrap();
    assert_eq!(lines.lines().count(), 6, "{lines}");
    assert_eq!(lines.matches("\"accepted\"").count(), 4, "{lines}");
    for line in lines.lines() {
        let object: serde_json::Value = serde_json::from_str(line).unwrap();
        let names: Vec<&String> = object.as_object().unwrap().keys().collect();
        assert_eq!(
            names,
            ["at", "environment", "key", "opens", "reason", "verdict"]
        );
    }
    for folder in ["日志", "state", "tmp"] {
        for (path, bytes) in place.snapshot(folder) {
            let text = String::from_utf8_lossy(&bytes);
            for canary in [
                NAME,
                "金*",
                NUMBER,
                "44030519900307123",
                ADDRESS,
                &codes[0][4..40],
                &codes[1][4..40],
            ] {
                assert!(!text.contains(canary), "{}: {canary}", path.display());
            }
        }
    }
    assert!(place.snapshot("tmp").is_empty());
    let mode = fs::metadata(format!("{journal}/gate.jsonl"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_stick_at_lunch_is_noticed() {
    let place = Place::ready();
    let code = canary(&place, "1.txt", &[]);
    let fifo = place.path("scanner");
    assert!(
        Command::new("mkfifo")
            .arg(&fifo)
            .status()
            .unwrap()
            .success()
    );
    let mut gate = Gate::start(&place, &["--scanner", &fifo]);
    let mut scanner = fs::OpenOptions::new()
        .read(true)
        .write(true)
        .open(&fifo)
        .unwrap();
    assert!(gate.line().contains("source-open"));
    let mut scan = |gate: &mut Gate, reason: &str| {
        std::io::Write::write_all(&mut scanner, format!("{code}\n").as_bytes()).unwrap();
        let line = gate.line();
        assert!(line.contains(&format!("\"reason\":\"{reason}\"")), "{line}");
        assert!(gate.line().contains("\"left\""));
    };
    scan(&mut gate, "accepted");
    let _ = place.issuer("revoke", &["--serial", "1"], LATER).expect(0);
    let _ = place.import(&place.publish("stick.jmb")).expect(0);
    let line = gate.line();
    assert!(
        line.contains("trust-renewed") && line.contains("bundle 2"),
        "{line}"
    );
    scan(&mut gate, "revoked");
    // A torn bundle makes nothing older: the one in memory stays in use.
    let bundle = place.path("state/bundle.jmb");
    let whole = fs::read(&bundle).unwrap();
    fs::write(&bundle, &whole[..100]).unwrap();
    let line = gate.line();
    assert!(
        line.contains("trust-trouble") && line.contains("older than the one in use"),
        "{line}"
    );
    fs::remove_file(place.path("state/bundle-previous.jmb")).unwrap();
    fs::write(&bundle, &whole[..90]).unwrap();
    let line = gate.line();
    assert!(line.contains("trust-trouble"), "{line}");
    scan(&mut gate, "revoked");
    assert!(gate.stop().contains("\"stopped\""));
}

/// The command `script` gives a command a terminal, and keeps what it writes.
fn on_a_terminal(place: &Place, args: &[&str], before: &str) -> Option<String> {
    let args = place.gate_args(args);
    let args: Vec<&String> = args.iter().filter(|arg| *arg != "--json").collect();
    let words: Vec<String> = args.iter().map(|arg| format!("'{arg}'")).collect();
    let gate = binary("juma-verifier");
    let line = format!(
        "stty rows 30 cols 90; {before} '{}' {}",
        gate.display(),
        words.join(" ")
    );
    let log = place.path("typescript");
    let status = Command::new("script")
        .args(["-qec", &line, &log])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .ok()?;
    assert!(status.success() || !before.is_empty(), "{status}");
    Some(fs::read_to_string(log).unwrap())
}

#[test]
fn a_terminal_is_taken_over_and_given_back() {
    let place = Place::ready();
    canary(&place, "1.txt", &["--tier", "full"]);
    let text = fs::read_to_string(place.path("1.txt")).unwrap();
    let symbol = juma_symbol::encode(text.trim_end()).unwrap();
    let mut film = juma_tests::film::Film::new(Vec::new(), 640, 480).unwrap();
    for _ in 0..20 {
        let held = juma_tests::film::Held {
            symbol: &symbol,
            at: (320.0, 240.0),
            scale: 4.5,
            turn: 0.1,
            tilt: 0.0,
            blur: 0.0,
        };
        film.frame(&[held]).unwrap();
    }
    let film = place.write("film.y4m", film.into_inner());
    let Some(screen) = on_a_terminal(&place, &["--frames", &film, "--bell", "each"], "") else {
        eprintln!("skipped: the command script is not here");
        return;
    };
    for part in [
        "\u{1b}[?1049h",
        "ACCEPT",
        "通 过",
        "██████",
        "2026-01-22",
        "金*",
        "\u{7}",
    ] {
        assert!(screen.contains(part), "{part:?}");
    }
    let (_, after) = screen.rsplit_once("\u{1b}[?25h\u{1b}[?1049l").unwrap();
    assert!(after.contains("accepted 1"), "{after:?}");
    assert!(!after.contains("\u{1b}[?1049h"));
    assert!(!screen.contains(NUMBER) && !screen.contains(ADDRESS));
    // Stopped while it waits for a device.
    let args = ["--scanner", "/nowhere/ttyACM0"];
    for signal in ["TERM", "INT"] {
        let before = format!("timeout --preserve-status -s {signal} 2");
        let screen = on_a_terminal(&place, &args, &before).unwrap();
        assert!(screen.contains("there is no such scanner"), "{screen:?}");
        assert!(screen.contains("\u{1b}[?25h\u{1b}[?1049l"), "{signal}");
        assert!(screen.contains("stopped"), "{signal}");
    }
}

#[test]
fn a_camera_that_is_not_there_is_said_and_waited_for() {
    let place = Place::ready();
    let begin = Instant::now();
    let mut gate = Gate::start(&place, &["--camera", "/nowhere/video0"]);
    for _ in 0..2 {
        let line = gate.line();
        assert!(
            line.contains("source-trouble") && line.contains("there is no such camera"),
            "{line}"
        );
    }
    assert!(gate.stop().contains("\"stopped\""));
    assert!(
        begin.elapsed() < Duration::from_secs(60),
        "it ends when it is asked to"
    );
}
