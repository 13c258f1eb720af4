//! How many frames are read, how many wrongly, and how long each takes.
//!
//!     cargo bench -p juma-scan --bench frames -- [--passes N] [--jsonl FILE] MANIFEST...
//!
//! A manifest has a line for each frame: group, file (binary PGM, 8 bit), source, symbols in view,
//! base64 of the text, between tabs. Without manifests nothing is measured.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a program for measuring, which may end where anything is amiss"
)]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::time::Instant;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use juma_scan::{Budget, GreyFrame, Passes, Scanner, Unlimited};

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

/// Width, height and pixels of a binary PGM with 8 bits a pixel and no comments.
fn pgm(file: &[u8]) -> (usize, usize, &[u8]) {
    let header: Vec<&[u8]> = file.splitn(4, |byte| *byte == b'\n').collect();
    let sizes = std::str::from_utf8(header[1]).unwrap();
    let (width, height) = sizes.split_once(' ').unwrap();
    (width.parse().unwrap(), height.parse().unwrap(), header[3])
}

fn main() {
    let mut passes = None;
    let mut jsonl = None;
    let mut manifests = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match &*argument {
            "--passes" => passes = arguments.next().map(|n| n.parse::<u32>().unwrap()),
            "--jsonl" => jsonl = arguments.next().map(|name| fs::File::create(name).unwrap()),
            "--bench" => {}
            _ => manifests.push(argument),
        }
    }
    let mut groups = BTreeMap::<String, Group>::new();
    let mut scanner = Scanner::new();
    for manifest in &manifests {
        for line in fs::read_to_string(manifest).unwrap().lines() {
            let fields: Vec<&str> = line.split('\t').collect();
            let [group, file, _, _, text] = fields[..] else {
                continue;
            };
            let want = STANDARD.decode(text).unwrap();
            let bytes = fs::read(file).unwrap();
            let (width, height, pixels) = pgm(&bytes);
            let frame = GreyFrame::new(width, height, width, pixels).unwrap();
            let mut budget: Box<dyn Budget> = match passes {
                Some(passes) => Box::new(Passes::new(passes)),
                None => Box::new(Unlimited),
            };
            let begin = Instant::now();
            let texts = scanner.read(frame, &mut *budget);
            let ms = begin.elapsed().as_secs_f64() * 1e3;
            let read = texts.iter().any(|text| text.as_bytes() == want);
            let one = Group {
                frames: 1,
                read: usize::from(read),
                wrong: usize::from(!read && !texts.is_empty()),
                times: vec![ms],
            };
            groups.entry(group.to_owned()).or_default().add(&one);
            if let Some(jsonl) = &mut jsonl {
                writeln!(
                    jsonl,
                    r#"{{"p":"{file}","read":{read},"n":{},"ms":{ms:.3}}}"#,
                    texts.len()
                )
                .unwrap();
            }
        }
    }
    let mut total = Group::default();
    for (name, group) in &mut groups {
        group.print(name);
        total.add(group);
    }
    if total.frames > 0 {
        total.print("total");
    }
}
