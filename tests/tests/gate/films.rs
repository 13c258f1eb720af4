//! Streams of frames.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use juma_symbol::Symbol;
use juma_tests::{
    command::{LATER, Place, Ran},
    film::{Film, Held},
    records,
};

/// A film that is shown by the second.
struct Reel(Film<Vec<u8>>, u32);

impl Reel {
    fn new() -> Self {
        Self(Film::new(Vec::new(), 640, 480).unwrap(), 0)
    }

    /// Codes that move, turn and are blurred where their way begins and ends.
    fn hold(&mut self, frames: u16, symbols: &[&Symbol]) {
        for frame in 0..frames {
            let way = f32::from(frame) / f32::from(frames) - 0.5;
            let held: Vec<Held<'_>> = symbols
                .iter()
                .enumerate()
                .map(|(n, symbol)| Held {
                    symbol,
                    at: (
                        160.0 + 320.0 * f32::from(n == 1) + 60.0 * way,
                        240.0 - 40.0 * way,
                    ),
                    scale: 4.2,
                    turn: 0.4 * way + f32::from(n == 0) * 0.3,
                    tilt: 0.25 * way,
                    // One of two would be read before the other.
                    blur: if symbols.len() == 1 {
                        10.0 * way.abs()
                    } else {
                        0.0
                    },
                })
                .collect();
            self.0.frame(&held).unwrap();
            self.1 += 1;
        }
    }

    fn wait(&mut self, frames: u16) {
        self.hold(frames, &[]);
    }

    fn bytes(self) -> Vec<u8> {
        self.0.into_inner()
    }
}

/// The verdicts of a run, each as it is told.
fn verdicts(ran: &Ran) -> Vec<String> {
    let events = ran.json();
    let verdicts = events.iter().filter(|event| event["event"] == "verdict");
    verdicts
        .map(|event| {
            let word = |member: &str| event[member].as_str().unwrap().to_owned();
            assert_eq!(event["opens"] == true, event["verdict"] == "accept");
            format!("{} {}", event["showing"], word("reason"))
        })
        .collect()
}

fn symbol(place: &Place, name: &str, args: &[&str]) -> Symbol {
    place.sign(&records::migrant(), name, args);
    let text = std::fs::read_to_string(place.path(name)).unwrap();
    juma_symbol::encode(text.trim_end()).unwrap()
}

#[test]
fn moving_tilted_blurred_codes_are_judged_once_each() {
    let place = Place::ready();
    let (one, two) = (symbol(&place, "1.txt", &[]), symbol(&place, "2.txt", &[]));
    let three = symbol(&place, "3.txt", &["--tier", "full"]);
    let mut reel = Reel::new();
    reel.wait(10);
    reel.hold(50, &[&one]);
    reel.wait(10);
    reel.hold(40, &[&two]);
    reel.hold(40, &[&three]);
    reel.wait(80);
    reel.hold(40, &[&one]);
    let ran = place.gate(&["--frames", "-"], &reel.bytes()).expect(0);
    let told = ["1 accepted", "2 accepted", "3 accepted", "4 accepted"];
    assert_eq!(verdicts(&ran), told);
    let events = ran.json();
    let left = events.iter().filter(|event| event["event"] == "left");
    let left: Vec<_> = left
        .map(|event| event["showing"].as_u64().unwrap())
        .collect();
    assert_eq!(left, [1, 2, 3, 4]);
    let end = events.last().unwrap();
    assert_eq!(end["event"], "stopped");
    assert_eq!(end["frames"], 270);
    assert_eq!((&end["dropped"], &end["skipped"]), (&0.into(), &0.into()));
    // The venue sees its share and nothing of the full code.
    assert!(!ran.out.contains("110105"), "{}", ran.out);
}

#[test]
fn a_stray_sticker_stops_nobody_and_two_codes_are_ambiguous() {
    let place = Place::ready();
    let (one, two) = (symbol(&place, "1.txt", &[]), symbol(&place, "2.txt", &[]));
    let sticker = juma_symbol::encode("JM1:STICKER ON THE WALL").unwrap();
    let foreign = juma_symbol::encode("HTTPS://EXAMPLE.COM/JM1:").unwrap();
    let mut reel = Reel::new();
    reel.hold(40, &[&sticker]);
    reel.hold(40, &[&sticker, &one]);
    reel.hold(70, &[&sticker]);
    reel.hold(40, &[&foreign, &two]);
    reel.hold(40, &[&one, &two]);
    reel.hold(10, &[&foreign]);
    let ran = place.gate(&["--frames", "-"], &reel.bytes()).expect(0);
    let told = verdicts(&ran);
    assert!(told[0].starts_with("1 text-"), "{told:?}");
    assert_eq!(told[1..], ["2 accepted", "3 accepted", "4 ambiguous"]);
}

#[test]
fn what_is_wrong_is_told_as_a_check_tells_it() {
    let place = Place::ready();
    let revoked = symbol(&place, "1.txt", &[]);
    let _ = place.issuer("revoke", &["--serial", "1"], LATER).expect(0);
    let _ = place.import(&place.publish("stick.jmb")).expect(0);
    let other = Place::ready();
    let stranger = symbol(&other, "1.txt", &[]);
    let mut text = std::fs::read_to_string(place.path("1.txt")).unwrap();
    text.replace_range(150..151, if &text[150..151] == "A" { "B" } else { "A" });
    let forged = juma_symbol::encode(text.trim_end()).unwrap();
    let mut reel = Reel::new();
    for symbol in [&revoked, &stranger, &forged] {
        reel.hold(40, &[symbol]);
        reel.wait(10);
    }
    let ran = place.gate(&["--frames", "-"], &reel.bytes()).expect(0);
    let told = verdicts(&ran);
    assert_eq!(told.len(), 3, "{told:?}");
    assert_eq!(told[0], "1 revoked");
    assert!(told[1].ends_with("unknown-key"), "{told:?}");
    assert!(!told[2].ends_with("accepted"), "{told:?}");
}

#[test]
fn ffmpeg_pipes_every_form_that_is_promised() {
    let place = Place::ready();
    let one = symbol(&place, "1.txt", &[]);
    let mut reel = Reel::new();
    reel.hold(30, &[&one]);
    let film = reel.bytes();
    let form = |args: &[&str]| {
        let ffmpeg = Command::new("ffmpeg")
            .args(["-loglevel", "error", "-i", "-"])
            .args(args)
            .args(["-fps_mode", "passthrough", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let mut ffmpeg = ffmpeg.ok()?;
        let mut stdin = ffmpeg.stdin.take()?;
        let film = film.clone();
        let writer = std::thread::spawn(move || drop(stdin.write_all(&film)));
        let output = ffmpeg.wait_with_output().ok()?;
        writer.join().ok()?;
        assert!(output.status.success(), "{args:?}");
        Some(output.stdout)
    };
    let forms: [&[&str]; 7] = [
        &["-f", "yuv4mpegpipe"],
        &["-pix_fmt", "yuv422p", "-f", "yuv4mpegpipe"],
        &["-pix_fmt", "gray", "-f", "yuv4mpegpipe"],
        &[
            "-pix_fmt",
            "yuv444p10",
            "-strict",
            "-1",
            "-f",
            "yuv4mpegpipe",
        ],
        &["-c:v", "mjpeg", "-q:v", "3", "-f", "mjpeg"],
        &["-c:v", "mjpeg", "-q:v", "3", "-f", "image2pipe"],
        &["-c:v", "png", "-f", "image2pipe"],
    ];
    for args in forms {
        let Some(stream) = form(args) else {
            eprintln!("skipped: ffmpeg is not here");
            return;
        };
        let ran = place.gate(&["--frames", "-"], &stream).expect(0);
        assert_eq!(verdicts(&ran), ["1 accepted"], "{args:?}");
        assert_eq!(ran.json().last().unwrap()["frames"], 30, "{args:?}");
    }
}

#[test]
fn damage_is_counted_and_what_is_no_stream_is_said() {
    let place = Place::ready();
    let one = symbol(&place, "1.txt", &[]);
    let mut reel = Reel::new();
    reel.hold(10, &[&one]);
    let mut film = reel.bytes();
    film.extend(b"FRAMEjunk");
    film.extend(film.clone());
    let ran = place.gate(&["--frames", "-"], &film).expect(0);
    assert_eq!(verdicts(&ran), ["1 accepted"]);
    let end = ran.json().pop().unwrap();
    assert_eq!(end["frames"].as_u64().unwrap(), 20);
    assert!(end["skipped"].as_u64().unwrap() > 0, "{end}");
    for (stream, what) in [
        (&b""[..], "the stream is empty"),
        (b"hello, world", "neither Y4M nor PNG nor JPEG"),
        (b"YUV4MPEG2 W9999 H1\n", "a side of 9999"),
    ] {
        place.gate(&["--frames", "-"], stream).expect_failure(what);
    }
    place
        .gate(&["--frames", "nothing.y4m"], b"")
        .expect_failure("nothing.y4m");
    let _ = place.gate(&[], b"").expect(2);
}

#[test]
fn a_folder_of_pictures_is_a_film() {
    let place = Place::ready();
    for n in 0..3 {
        place.sign(&records::migrant(), &format!("{n}.png"), &[]);
    }
    place.write("bad.png", b"bad");
    std::fs::create_dir(place.path("画面")).unwrap();
    for name in ["0.png", "1.png", "2.png", "bad.png"] {
        std::fs::rename(place.path(name), place.path(&format!("画面/{name}"))).unwrap();
    }
    let ran = place
        .gate(&["--frames", &place.path("画面")], b"")
        .expect(0);
    assert_eq!(verdicts(&ran), ["1 accepted", "2 accepted", "3 accepted"]);
    assert_eq!(ran.json().last().unwrap()["skipped"], 1);
}
