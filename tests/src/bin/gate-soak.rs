//! A gate that is shown frames at full speed for as long as one likes: moving, blurred, tilted codes,
//! a sticker beside some of them. Each code must be judged once each time it is held up, and the
//! gate's memory must stay as it is.
//!
//! `cargo run --release -p juma-tests --bin gate-soak -- --seconds 60`

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{ExitCode, Stdio},
    thread,
    time::{Duration, Instant},
};

use juma_symbol::Symbol;
use juma_tests::{
    command::{Place, command},
    film::{Film, Held},
    records,
};
use serde_json::Value;

/// Codes in turn: enough that each has left before it comes again.
const CODES: usize = 10;
/// Frames that a code is held up for, at 30 a second, and that nobody is there.
const HELD: u16 = 45;
const GAP: u16 = 15;
/// How much more memory the end may take than the beginning, in KiB: what an allocator does.
const GROWTH: u64 = 4 << 10;

/// What the gate has said.
#[derive(Default)]
struct Heard {
    accepted: u64,
    /// Reasons of other verdicts on whole codes, which nobody should get here.
    otherwise: Vec<String>,
    strays: u64,
    frames: u64,
    skipped: u64,
}

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let seconds = match (args.next().as_deref(), args.next()) {
        (None, _) => Some(60),
        (Some("--seconds"), Some(seconds)) => seconds.parse().ok(),
        _ => None,
    };
    let Some(seconds) = seconds.filter(|seconds| *seconds > 0) else {
        eprintln!("usage: gate-soak --seconds N");
        return ExitCode::from(2);
    };
    let place = Place::ready();
    let symbols: Vec<Symbol> = (0..CODES).map(|n| symbol(&place, n)).collect();
    let sticker = juma_symbol::encode("JM1:A STICKER").expect("alphanumeric");
    let journal = place.path("journal");
    let mut gate = command("juma-verifier")
        .args(place.gate_args(&["--frames", "-", "--journal", &journal]))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the gate starts");
    let status = format!("/proc/{}/status", gate.id());
    let out = BufReader::new(gate.stdout.take().expect("a pipe"));
    let listener = thread::spawn(move || listen(out));
    let stdin = gate.stdin.take().expect("a pipe");
    let mut film = Film::new(stdin, 1280, 720).expect("the gate reads");

    let begin = Instant::now();
    let (mut shown, mut memory) = (0_u64, Vec::new());
    for (turn, symbol) in symbols.iter().cycle().enumerate() {
        if begin.elapsed() >= Duration::from_secs(seconds) {
            break;
        }
        let sticker = turn.is_multiple_of(3).then_some(&sticker);
        show(&mut film, turn, symbol, sticker);
        shown += 1;
        memory.extend(resident(&status));
    }
    let elapsed = begin.elapsed().as_secs_f64();
    drop(film.into_inner());
    let heard = listener.join().expect("the gate speaks JSON");
    let ended = gate.wait().is_ok_and(|status| status.success());

    let third = memory.len().div_ceil(3);
    let most = |part: &[u64]| part.iter().copied().max().unwrap_or(0);
    let early = most(&memory[..third]);
    let late = most(&memory[memory.len() - third..]);
    println!(
        "{shown} codes held up, {} accepted, {} otherwise, {} strays told; {} frames of 1280x720 in {elapsed:.0} s ({:.0} a second), {} skipped",
        heard.accepted,
        heard.otherwise.len(),
        heard.strays,
        heard.frames,
        per_second(heard.frames, elapsed),
        heard.skipped,
    );
    println!("resident memory: at most {early} KiB in the first third, {late} KiB in the last");
    let is_right =
        ended && heard.accepted == shown && heard.otherwise.is_empty() && heard.skipped == 0;
    let is_flat = memory.is_empty() || late <= early + GROWTH;
    if !is_right {
        println!(
            "FAILED: not each code once; otherwise: {:?}",
            heard.otherwise
        );
    }
    if !is_flat {
        println!("FAILED: memory grows");
    }
    ExitCode::from(u8::from(!(is_right && is_flat)))
}

fn symbol(place: &Place, number: usize) -> Symbol {
    let name = format!("{number}.txt");
    let tier = if number.is_multiple_of(4) {
        "full"
    } else {
        "gate"
    };
    place.sign(&records::migrant(), &name, &["--tier", tier]);
    let text = fs::read_to_string(place.path(&name)).expect("it was written");
    juma_symbol::encode(text.trim_end()).expect("a code fits")
}

/// A code that comes into view, stays for a second and goes, each time by another way.
fn show(
    film: &mut Film<impl std::io::Write>,
    turn: usize,
    symbol: &Symbol,
    sticker: Option<&Symbol>,
) {
    let lean = f32::from(u16::try_from(turn % 7).unwrap_or(0)) / 7.0 - 0.5;
    for frame in 0..HELD {
        let way = f32::from(frame) / f32::from(HELD) - 0.5;
        let mut held = vec![Held {
            symbol,
            at: (640.0 + 400.0 * way * (1.0 + lean), 360.0 + 120.0 * lean),
            scale: 4.0 + lean,
            turn: lean + way,
            tilt: 0.3 * lean,
            blur: 14.0 * way.abs(),
        }];
        held.extend(sticker.map(|symbol| Held {
            symbol,
            at: (1150.0, 120.0),
            scale: 5.0,
            turn: 0.0,
            tilt: 0.0,
            blur: 0.0,
        }));
        film.frame(&held).expect("the gate reads");
    }
    for _ in 0..GAP {
        film.frame(&[]).expect("the gate reads");
    }
}

fn listen(out: impl BufRead) -> Heard {
    let mut heard = Heard::default();
    for line in out.lines() {
        let line = line.expect("UTF-8");
        let event: Value = serde_json::from_str(&line).expect("JSON");
        let reason = event["reason"].as_str().unwrap_or_default();
        match event["event"].as_str() {
            Some("verdict") if reason == "accepted" => heard.accepted += 1,
            Some("verdict") if reason.starts_with("text-") => heard.strays += 1,
            Some("verdict") => heard.otherwise.push(reason.to_owned()),
            Some("stopped") => {
                heard.frames = event["frames"].as_u64().unwrap_or(0);
                heard.skipped = event["skipped"].as_u64().unwrap_or(0);
            }
            _ => {}
        }
    }
    heard
}

/// KiB in memory, where the system says it.
fn resident(status: &str) -> Option<u64> {
    let status = fs::read_to_string(status).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "a figure to read"
)]
fn per_second(count: u64, seconds: f64) -> f64 {
    count as f64 / seconds.max(0.001)
}
