//! A terminal is given back as it was, however the gate ends or stops.

use std::{
    fs::{self, File, OpenOptions},
    io::{Read, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use juma_tests::{
    command::{Place, command},
    records,
};
use rustix::{
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
    termios::{LocalModes, Winsize, tcgetattr, tcsetwinsize},
};

const ENTER: &str = "\u{1b}[?1049h\u{1b}[?25l";
const LEAVE: &str = "\u{1b}[?25h\u{1b}[?1049l";

/// A gate on a terminal of its own.
struct OnTerminal {
    child: Child,
    keyboard: File,
    terminal: File,
    screen: Arc<Mutex<Vec<u8>>>,
    before: LocalModes,
}

impl OnTerminal {
    fn start(place: &Place, args: &[&str]) -> Self {
        let here = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
        grantpt(&here).unwrap();
        unlockpt(&here).unwrap();
        let name = ptsname(&here, Vec::new()).unwrap();
        let terminal = OpenOptions::new()
            .read(true)
            .write(true)
            .custom_flags(OpenptFlags::NOCTTY.bits().try_into().unwrap())
            .open(name.to_str().unwrap())
            .unwrap();
        let size = Winsize {
            ws_row: 30,
            ws_col: 90,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&terminal, size).unwrap();
        let before = tcgetattr(&terminal).unwrap().local_modes;
        assert!(before.contains(LocalModes::ECHO | LocalModes::ICANON));
        let args = place.gate_args(args);
        let stdio = || Stdio::from(terminal.try_clone().unwrap());
        let child = command("juma-verifier")
            .args(args.iter().filter(|arg| *arg != "--json"))
            .stdin(stdio())
            .stdout(stdio())
            .stderr(stdio())
            .spawn()
            .unwrap();
        let keyboard = File::from(here);
        let screen = Arc::new(Mutex::new(Vec::new()));
        let (mut reader, seen) = (keyboard.try_clone().unwrap(), Arc::clone(&screen));
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                seen.lock().unwrap().extend(&bytes[..count]);
            }
        });
        Self {
            child,
            keyboard,
            terminal,
            screen,
            before,
        }
    }

    fn screen(&self) -> String {
        String::from_utf8_lossy(&self.screen.lock().unwrap()).into_owned()
    }

    fn wait(&self, is_there: impl Fn(&str) -> bool) {
        for _ in 0..6000 {
            if is_there(&self.screen()) {
                return;
            }
            thread::sleep(Duration::from_millis(10));
        }
        panic!("it does not come: {:?}", self.screen());
    }

    fn send(&self, signal: &str) {
        let id = self.child.id().to_string();
        let kill = Command::new("kill").args(["-s", signal, &id]).status();
        assert!(kill.unwrap().success());
    }

    fn is_quiet(&self) -> bool {
        let modes = tcgetattr(&self.terminal).unwrap().local_modes;
        !modes.intersects(LocalModes::ECHO | LocalModes::ICANON)
    }

    /// The terminal shows what it showed before, with a cursor, and types as it did.
    fn assert_given_back(&self) {
        self.wait(|screen| match (screen.rfind(ENTER), screen.rfind(LEAVE)) {
            (Some(enter), Some(leave)) => enter < leave,
            _ => false,
        });
        assert_eq!(tcgetattr(&self.terminal).unwrap().local_modes, self.before);
    }

    fn status(&mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }
}

#[test]
fn a_signal_that_ends_it() {
    let place = Place::ready();
    for signal in ["HUP", "INT", "QUIT", "TERM"] {
        let mut gate = OnTerminal::start(&place, &["--scanner", "/nowhere/ttyACM0"]);
        gate.wait(|screen| screen.contains("there is no such scanner"));
        gate.send(signal);
        assert_eq!(gate.status(), Some(0), "{signal}");
        gate.assert_given_back();
        let screen = gate.screen();
        let (_, after) = screen.rsplit_once(LEAVE).unwrap();
        assert!(after.contains("stopped"), "{signal}: {after:?}");
    }
}

#[test]
fn a_second_signal_while_it_hangs() {
    let place = Place::ready();
    place.sign(&records::migrant(), "1.txt", &[]);
    let text = fs::read_to_string(place.path("1.txt")).unwrap();
    // At the end the gate waits for the program of the venue, five seconds at the most.
    let relay = place.write("relay.sh", "#!/bin/sh\nexec sleep 60\n");
    fs::set_permissions(&relay, fs::Permissions::from_mode(0o755)).unwrap();
    let mut gate = OnTerminal::start(&place, &["--scanner", "-", "--exec", &relay]);
    gate.wait(|screen| screen.contains(ENTER));
    assert!(gate.is_quiet(), "what a wedge types is not shown");
    gate.keyboard.write_all(text.as_bytes()).unwrap();
    gate.wait(|screen| screen.contains("ACCEPT"));
    gate.send("INT");
    thread::sleep(Duration::from_secs(1));
    gate.send("INT");
    assert_eq!(gate.status(), Some(2));
    gate.assert_given_back();
    assert!(!gate.screen().contains(&text[4..40]), "nor what was typed");
}

#[test]
fn a_gate_that_is_stopped_and_goes_on() {
    let place = Place::ready();
    let mut gate = OnTerminal::start(&place, &["--scanner", "-"]);
    gate.wait(|screen| screen.contains("Show the residence code"));
    gate.send("TSTP");
    let stat = format!("/proc/{}/stat", gate.child.id());
    let is_stopped = || fs::read_to_string(&stat).unwrap().contains(") T ");
    while !is_stopped() {
        thread::sleep(Duration::from_millis(10));
    }
    gate.assert_given_back();
    gate.send("CONT");
    gate.wait(|screen| screen.matches(ENTER).count() == 2);
    assert!(gate.is_quiet());
    gate.send("TERM");
    assert_eq!(gate.status(), Some(0));
    gate.assert_given_back();
}
