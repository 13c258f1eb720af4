//! A panic, here or in another thread, leaves the terminal as it was. The test runs itself on a
//! terminal of its own, and there it panics.
#![cfg(target_os = "linux")]

use std::{
    fs::{File, OpenOptions},
    io::Read,
    os::unix::fs::OpenOptionsExt,
    panic::{AssertUnwindSafe, catch_unwind},
    process::{Command, ExitCode, Stdio},
    thread,
};

use juma_cli::failure;
use rustix::{
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
    termios::{LocalModes, tcgetattr},
};

use super::Screen;
use crate::{
    args::InputArgs,
    gate::{
        face::{Bell, Face, Idle},
        scanner::Silence,
    },
    languages::Languages,
    source::STDIN,
};

/// What the run on the terminal is to do; without it, the test makes the terminal.
const ACT: &str = "JUMA_TEST_PANIC";

const NAME: &str = "gate::screen::panics::a_panic_gives_the_terminal_back";

#[test]
fn a_panic_gives_the_terminal_back() {
    if let Ok(act) = std::env::var(ACT) {
        panic_on_a_screen(&act);
        return;
    }
    for act in ["gate", "source", "contained"] {
        let (said, modes) = on_a_terminal(act);
        let leave = "\u{1b}[?25h\u{1b}[?1049l";
        let enters = said.rfind("\u{1b}[?1049h").expect("the screen was taken");
        let leaves = said.rfind(leave).expect("and given back");
        assert!(enters < leaves, "{act}: {said:?}");
        assert!(
            modes.contains(LocalModes::ECHO | LocalModes::ICANON),
            "{act}"
        );
        // What is said of it stands where it can be read, and holds nothing of anybody.
        let line = said.find("internal error at").expect("it is said");
        assert!(
            said[..line].ends_with(&format!("{leave}error: ")),
            "{act}: {said:?}"
        );
        assert!(!said.contains("a secret"), "{act}: {said:?}");
        let again = said[line..].contains("\u{1b}[?1049h");
        assert_eq!(again, act != "gate", "{act}: {said:?}");
    }
}

#[allow(clippy::panic)]
fn panic_on_a_screen(act: &str) {
    let input = InputArgs {
        frames: None,
        camera: None,
        scanner: Some(STDIN.into()),
    };
    let status = failure::run(|| {
        let _silence = Silence::keep(&input);
        let mut screen = Screen::take(Bell::Never, Languages::Both);
        screen.tick(&Idle::default)?;
        match act {
            "gate" => panic!("a secret"),
            "source" => drop(thread::spawn(|| panic!("a secret")).join()),
            _ => drop(catch_unwind(AssertUnwindSafe(|| panic!("a secret")))),
        }
        // The gate goes on.
        screen.ticked = None;
        screen.tick(&Idle::default)?;
        Ok(juma_cli::exit::Exit::Done)
    });
    let expected = if act == "gate" { 2 } else { 0 };
    assert_eq!(
        format!("{status:?}"),
        format!("{:?}", ExitCode::from(expected))
    );
}

/// Runs this test on a terminal; gives what it showed, and how the terminal types then.
fn on_a_terminal(act: &str) -> (String, LocalModes) {
    let here = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&here).unwrap();
    unlockpt(&here).unwrap();
    let name = ptsname(&here, Vec::new()).unwrap();
    let terminal = OpenOptions::new()
        .read(true)
        .write(true)
        .custom_flags(OpenptFlags::NOCTTY.bits().try_into().unwrap())
        .open(name.to_str().unwrap())
        .unwrap();
    let stdio = || Stdio::from(terminal.try_clone().unwrap());
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([NAME, "--exact", "--nocapture", "--test-threads=1"])
        .env(ACT, act)
        .stdin(stdio())
        .stdout(stdio())
        .stderr(stdio())
        .spawn()
        .unwrap();
    let mut screen = File::from(here);
    let reader = thread::spawn(move || {
        let (mut said, mut bytes) = (Vec::new(), [0; 4096]);
        // When nobody has the terminal open any more, reading fails.
        while let Ok(count @ 1..) = screen.read(&mut bytes) {
            said.extend_from_slice(bytes.get(..count).unwrap());
        }
        String::from_utf8_lossy(&said).into_owned()
    });
    assert!(child.wait().unwrap().success(), "{act}");
    let modes = tcgetattr(&terminal).unwrap().local_modes;
    drop(terminal);
    (reader.join().unwrap(), modes)
}
