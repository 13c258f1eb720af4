//! Hardware scanners: lines on standard input, and a terminal that stands for a serial device.

use std::{
    fs::{File, OpenOptions},
    io::Write,
    thread,
    time::Duration,
};

use juma_tests::{
    command::{Place, Ran},
    records,
};

use crate::running::Gate;

fn reasons(ran: &Ran) -> Vec<String> {
    let events = ran.json();
    let verdicts = events.iter().filter(|event| event["event"] == "verdict");
    verdicts
        .map(|event| event["reason"].as_str().unwrap().to_owned())
        .collect()
}

fn text(place: &Place, name: &str) -> String {
    place.sign(&records::migrant(), name, &[]);
    let text = std::fs::read_to_string(place.path(name)).unwrap();
    text.trim_end().to_owned()
}

#[test]
fn a_wedge_types_lines() {
    let place = Place::ready();
    let (one, two) = (text(&place, "1.txt"), text(&place, "2.txt"));
    let typed = format!(
        "{one}\r\n]Q1{}\n{one}\nhttps://example.com\nJM1:TORN\n",
        two.to_lowercase()
    );
    let ran = place.gate(&["--scanner", "-"], typed.as_bytes()).expect(0);
    let told = reasons(&ran);
    assert_eq!(told.len(), 4, "{}", ran.out);
    assert_eq!(told[..3], ["accepted", "accepted", "text-prefix"]);
    let end = ran.json().pop().unwrap();
    assert_eq!((&end["lines"], &end["frames"]), (&5.into(), &0.into()));
}

#[test]
fn another_layout_is_explained() {
    let place = Place::ready();
    let typed = text(&place, "1.txt").replace(':', "Ö");
    let ran = place.gate(&["--scanner", "-"], typed.as_bytes()).expect(0);
    assert_eq!(reasons(&ran), ["text-prefix"]);
    let hint = "types by another keyboard's layout";
    assert!(
        ran.out.contains("input-skipped") && ran.out.contains(hint),
        "{}",
        ran.out
    );
}

#[test]
fn what_is_no_scanner_is_said_and_waited_for() {
    let place = Place::ready();
    let file = place.write("file", b"x");
    for (device, what) in [
        (place.path("nothing"), "there is no such scanner"),
        (file, "it is no scanner"),
    ] {
        let mut gate = Gate::start(&place, &["--scanner", &device]);
        let line = gate.line();
        assert!(
            line.contains("source-trouble") && line.contains(what),
            "{line}"
        );
        let again = gate.line();
        assert!(again.contains("source-trouble"), "{again}");
        gate.stop();
    }
}

#[test]
fn a_serial_scanner_is_read_unplugged_and_plugged_in_again() {
    let place = Place::ready();
    let (one, two) = (text(&place, "1.txt"), text(&place, "2.txt"));
    let device = place.path("ttyACM0");
    let (mut scanner, name) = terminal();
    std::os::unix::fs::symlink(&name, &device).unwrap();
    let mut gate = Gate::start(&place, &["--scanner", &device]);
    assert!(gate.line().contains("source-open"));
    // The settings of a terminal would echo, or take control characters for their own.
    write!(scanner, "]Q1{one}\r").unwrap();
    assert!(gate.line().contains("\"accepted\""));
    assert!(gate.line().contains("\"left\""));
    drop(scanner);
    std::fs::remove_file(&device).unwrap();
    let lost = gate.line();
    assert!(lost.contains("source-trouble"), "{lost}");
    let (mut scanner, name) = terminal();
    std::os::unix::fs::symlink(&name, &device).unwrap();
    let mut line = gate.line();
    while line.contains("source-trouble") {
        line = gate.line();
    }
    assert!(line.contains("source-open"), "{line}");
    // Half of it, a pause inside a text, the rest.
    write!(scanner, "{}", &two[..70]).unwrap();
    thread::sleep(Duration::from_millis(60));
    write!(scanner, "{}", &two[70..]).unwrap();
    assert!(gate.line().contains("\"accepted\""));
    let rest = gate.stop();
    assert!(
        rest.contains("\"stopped\"") && rest.contains("\"accepted\":2"),
        "{rest}"
    );
}

/// A pair of terminals: what is written here is read there.
fn terminal() -> (File, String) {
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    let here = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
    grantpt(&here).unwrap();
    unlockpt(&here).unwrap();
    let name = ptsname(&here, Vec::new()).unwrap();
    let name = name.to_str().unwrap().to_owned();
    // Somebody must have it open, or reading here fails.
    drop(OpenOptions::new().read(true).open(&name).unwrap());
    (File::from(here), name)
}
