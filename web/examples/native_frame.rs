//! How long the page's work on one frame takes natively, beside `web/bench.mjs`:
//! `cargo run --release -p juma-web --example native_frame -- FILM.y4m ROOT.pub BUNDLE.jmb SECONDS`.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a program for measuring, which may end where anything is amiss"
)]

use std::{
    env, fs,
    time::{Duration, Instant},
};

use juma_format::time::UnixTime;
use juma_keys::AnchorFile;
use juma_scan::{GreyFrame, QrText, Unlimited, VideoScanner};
use juma_verifier::{Floors, Moment, Policy, Session, Spans, State};

fn main() {
    let args: Vec<String> = env::args().skip(1).collect();
    let film = fs::read(&args[0]).unwrap();
    let begin = film.windows(6).position(|it| it == b"FRAME\n").unwrap() + 6;
    let luma = &film[begin..begin + 1280 * 720];
    let anchor = AnchorFile::parse(&fs::read_to_string(&args[1]).unwrap()).unwrap();
    let state = State::restore(anchor.0, Floors::NONE, &fs::read(&args[2]).unwrap()).unwrap();
    let now = UnixTime::from_seconds(args[3].parse().unwrap());
    let policy = Policy::built_in("library").unwrap();
    let (mut scanner, mut session) = (VideoScanner::new(), Session::new(Spans::FRAMES));
    let mut times: Vec<Duration> = Vec::new();
    let mut told = 0;
    for n in 0..400 {
        let begin = Instant::now();
        let pixels = luma.to_vec();
        let frame = GreyFrame::new(1280, 720, 1280, &pixels).unwrap();
        let texts = scanner.read(frame, &mut Unlimited);
        let texts = texts.iter().filter_map(QrText::as_str);
        let elapsed = Duration::from_millis(n * 33);
        told += session
            .see(texts, Moment { now, elapsed }, &state, &policy)
            .len();
        times.push(begin.elapsed());
    }
    let mut times = times.split_off(100);
    times.sort_unstable();
    println!(
        "native: {:.2} ms, median of 300 frames, {told} verdicts",
        times[150].as_secs_f64() * 1e3
    );
}
