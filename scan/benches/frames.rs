//! How many frames are read, how many wrongly, and how long each takes.
//!
//!     cargo bench -p juma-scan --bench frames -- [--engine ENGINE] [--first] [--live SECONDS] [--jsonl FILE] MANIFEST...
//!
//! A manifest has a line for each frame: group, file (binary PGM, 8 bit), source, symbols in view,
//! base64 of the text, between tabs. Without manifests nothing is measured. ENGINE is `ours`, `rqrr`
//! or `rxing`; `--first` stops after the first pass; `--live` shows the frames to one `VideoScanner`,
//! each for ten frames with a budget of 12 ms, again and again for so long, and prints how the memory
//! of the process has grown. `scan/measure.py` runs all of it beside other readers.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a program for measuring, which may end where anything is amiss"
)]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use juma_scan::{Budget, GreyFrame, Passes, QrText, Scanner, Unlimited, VideoScanner};

/// How long passes over a live frame may begin: what has begun ends some milliseconds later.
const LIVE_BUDGET: Duration = Duration::from_millis(12);
/// Frames that each picture of a live stream stays in view.
const SHOWN: usize = 10;

#[derive(Clone, Copy)]
enum Engine {
    First,
    Ours,
    Rqrr,
    Rxing,
}

struct Picture {
    group: String,
    file: String,
    width: usize,
    height: usize,
    pixels: Vec<u8>,
    text: Vec<u8>,
}

impl Picture {
    fn frame(&self) -> GreyFrame<'_> {
        GreyFrame::new(self.width, self.height, self.width, &self.pixels).unwrap()
    }
}

/// The pictures of a manifest, one at a time.
fn pictures(manifest: &str) -> impl Iterator<Item = Picture> {
    let lines = fs::read_to_string(manifest).unwrap();
    let lines: Vec<String> = lines.lines().map(str::to_owned).collect();
    lines.into_iter().map(|line| {
        let fields: Vec<&str> = line.split('\t').collect();
        let bytes = fs::read(fields[1]).unwrap();
        // Binary PGM with 8 bits a pixel and no comments.
        let header: Vec<&[u8]> = bytes.splitn(4, |byte| *byte == b'\n').collect();
        let sizes = std::str::from_utf8(header[1]).unwrap();
        let (width, height) = sizes.split_once(' ').unwrap();
        Picture {
            group: fields[0].to_owned(),
            file: fields[1].to_owned(),
            width: width.parse().unwrap(),
            height: height.parse().unwrap(),
            pixels: header[3].to_vec(),
            text: STANDARD.decode(fields[4]).unwrap(),
        }
    })
}

#[derive(Default)]
struct Group {
    frames: usize,
    read: usize,
    wrong: usize,
    times: Vec<f64>,
}

impl Group {
    fn add(&mut self, other: &Self) {
        self.frames += other.frames;
        self.read += other.read;
        self.wrong += other.wrong;
        self.times.extend(&other.times);
    }

    fn print(&mut self, name: &str) {
        self.times.sort_by(f64::total_cmp);
        let at = |part: usize| self.times[(self.times.len() - 1) * part / 100];
        println!(
            "{name:28} {:4} of {:4} read, {} wrong; ms median {:7.2}, p95 {:7.2}, most {:7.2}",
            self.read,
            self.frames,
            self.wrong,
            at(50),
            at(95),
            at(100)
        );
    }
}

/// The texts that an engine reads.
fn read(engine: Engine, picture: &Picture, scanner: &mut Scanner) -> Vec<Vec<u8>> {
    let bytes = |texts: Vec<QrText>| -> Vec<Vec<u8>> {
        texts.iter().map(|text| text.as_bytes().to_vec()).collect()
    };
    match engine {
        Engine::Ours => bytes(scanner.read(picture.frame(), &mut Unlimited)),
        Engine::First => bytes(scanner.read(picture.frame(), &mut Passes::new(1))),
        // Both may panic where a picture is bad enough.
        Engine::Rqrr => catch_unwind(AssertUnwindSafe(|| {
            let (width, pixels) = (picture.width, &picture.pixels);
            let mut prepared =
                rqrr::PreparedImage::prepare_from_greyscale(width, picture.height, |x, y| {
                    pixels[y * width + x]
                });
            let grids = prepared.detect_grids();
            let texts = grids.into_iter().filter_map(|grid| {
                let mut text = Vec::new();
                grid.decode_to(&mut text).ok().map(|_| text)
            });
            texts.collect()
        }))
        .unwrap_or_default(),
        Engine::Rxing => catch_unwind(AssertUnwindSafe(|| {
            let sides = [picture.width, picture.height].map(|side| u32::try_from(side).unwrap());
            let format = Some(rxing::BarcodeFormat::QR_CODE);
            let pixels = picture.pixels.clone();
            let found = rxing::helpers::detect_in_luma(pixels, sides[0], sides[1], format);
            found
                .map(|found| found.getText().as_bytes().to_vec())
                .into_iter()
                .collect()
        }))
        .unwrap_or_default(),
    }
}

/// Breaks after a moment.
struct Until(Instant);

impl Budget for Until {
    fn next_pass(&mut self) -> ControlFlow<()> {
        if Instant::now() < self.0 {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    }

    fn go_on(&mut self) -> ControlFlow<()> {
        self.next_pass()
    }
}

/// Resident memory in kB: now and at its most.
fn memory() -> (u64, u64) {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let value = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let digits = line.and_then(|line| line.split_whitespace().next());
        digits.and_then(|kb| kb.parse().ok()).unwrap_or_default()
    };
    (value("VmRSS:"), value("VmHWM:"))
}

/// Shows all pictures to one scanner, again and again for `length`.
fn live(manifests: &[String], length: Duration) {
    let pictures: Vec<Picture> = manifests.iter().flat_map(|name| pictures(name)).collect();
    let mut scanner = VideoScanner::new();
    let mut groups = BTreeMap::<String, Group>::new();
    let begin = Instant::now();
    let mut first_round = 0;
    let mut frames = 0_u64;
    while begin.elapsed() < length || frames == 0 {
        for picture in &pictures {
            for _ in 0..SHOWN {
                frames += 1;
                let begin = Instant::now();
                let texts = scanner.read(picture.frame(), &mut Until(begin + LIVE_BUDGET));
                let ms = begin.elapsed().as_secs_f64() * 1e3;
                let group = groups.entry(picture.group.clone()).or_default();
                // As many as a few minutes give, so that this list does not grow for an hour.
                if group.times.len() < 100_000 {
                    group.times.push(ms);
                }
                let read = texts.iter().any(|text| text.as_bytes() == picture.text);
                group.frames += 1;
                group.read += usize::from(read);
                group.wrong += usize::from(!read && !texts.is_empty());
            }
        }
        if first_round == 0 {
            first_round = memory().0;
        }
    }
    let mut total = Group::default();
    for (name, group) in &mut groups {
        group.print(name);
        total.add(group);
    }
    total.print("all live frames");
    let (now, most) = memory();
    println!(
        "{frames} frames; memory after the first round {first_round} kB, now {now}, at most {most}"
    );
}

fn main() {
    let mut engine = Engine::Ours;
    let mut jsonl = None;
    let mut live_for = None;
    let mut manifests = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match &*argument {
            "--engine" => {
                engine = match arguments.next().as_deref() {
                    Some("rqrr") => Engine::Rqrr,
                    Some("rxing") => Engine::Rxing,
                    _ => Engine::Ours,
                }
            }
            "--first" => engine = Engine::First,
            "--live" => live_for = arguments.next().map(|n| n.parse::<u64>().unwrap()),
            "--jsonl" => jsonl = arguments.next().map(|name| fs::File::create(name).unwrap()),
            "--bench" => {}
            _ => manifests.push(argument),
        }
    }
    std::panic::set_hook(Box::new(|_| {}));
    if let Some(seconds) = live_for {
        return live(&manifests, Duration::from_secs(seconds));
    }
    let mut groups = BTreeMap::<String, Group>::new();
    let mut scanner = Scanner::new();
    for picture in manifests.iter().flat_map(|name| pictures(name)) {
        let begin = Instant::now();
        let texts = read(engine, &picture, &mut scanner);
        let ms = begin.elapsed().as_secs_f64() * 1e3;
        let is_read = texts.contains(&picture.text);
        let one = Group {
            frames: 1,
            read: usize::from(is_read),
            wrong: usize::from(!is_read && !texts.is_empty()),
            times: vec![ms],
        };
        groups.entry(picture.group.clone()).or_default().add(&one);
        if let Some(jsonl) = &mut jsonl {
            let texts: Vec<String> = texts
                .iter()
                .map(|text| format!("\"{}\"", STANDARD.encode(text)))
                .collect();
            let (file, texts) = (&picture.file, texts.join(","));
            writeln!(jsonl, r#"{{"p":"{file}","t":[{texts}],"ms":{ms:.3}}}"#).unwrap();
        }
    }
    let mut total = Group::default();
    for (name, group) in &mut groups {
        group.print(name);
        total.add(group);
    }
    if total.frames > 0 {
        total.print("total");
        println!("memory at most {} kB", memory().1);
    }
}
