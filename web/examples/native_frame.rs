//! How long the page's work on one frame takes natively, beside `web/bench.mjs`, which runs it:
//! `cargo run --release -p juma-web --example native_frame -- FILM.y4m FOLDER SECONDS`.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a program for measuring, which may end where anything is amiss"
)]

use std::{
    env, fs,
    path::Path,
    time::{Duration, Instant},
};

use juma_report::Gate;
use juma_scan::PixelReader;
use juma_verifier::{Moment, Piece};

fn main() {
    let args: Vec<String> = env::args().skip(1).collect();
    let film = fs::read(&args[0]).unwrap();
    let begin = film.windows(6).position(|it| it == b"FRAME\n").unwrap() + 6;
    let luma = &film[begin..begin + 1280 * 720];
    let read = |piece: Piece| {
        Some((
            piece,
            fs::read(Path::new(&args[1]).join(piece.name())).ok()?,
        ))
    };
    let pieces: Vec<_> = Piece::ALL.into_iter().filter_map(read).collect();
    let now = args[2].parse().unwrap();
    let (mut gate, mut reader) = (Gate::of(&pieces).unwrap(), PixelReader::default());
    let start = Instant::now();
    let mut times: Vec<Duration> = Vec::new();
    let mut told = 0;
    for n in 0..400 {
        let begin = Instant::now();
        reader.buffer.room(luma.len()).copy_from_slice(luma);
        let texts = reader
            .frame(1, [1280, 720, 1280], || start.elapsed())
            .unwrap();
        let said = gate.see(&texts, Moment::of(now, n * 33)).to_string();
        times.push(begin.elapsed());
        told += usize::from(said != "[]");
    }
    let mut times = times.split_off(100);
    times.sort_unstable();
    let median = times[150].as_secs_f64() * 1e3;
    println!("native: {median:.2} ms, median of 300 frames, {told} with news");
}
