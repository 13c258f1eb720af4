use std::io::Cursor;

use super::{layout::HeaderError, *};

const PERIOD: Duration = Duration::from_millis(40);

/// What a stream gives: frames by their first pixel and second, and what is skipped.
fn read(stream: &[u8]) -> Vec<String> {
    let stream = stream.strip_prefix(SIGNATURE).unwrap();
    let mut source = match Y4m::after_signature(Cursor::new(stream), PERIOD) {
        Ok(source) => source,
        Err(failure) => return vec![failure.to_string()],
    };
    let mut all = Vec::new();
    loop {
        match source.next() {
            Ok(None) => return all,
            Ok(Some(Sight::Frame { frame, at })) => {
                let grey = frame.grey().unwrap();
                let mut first = Vec::new();
                if let Frame::Luma(luma) = &frame {
                    first.push(luma.pixels()[0]);
                }
                let at = at.unwrap().as_millis();
                all.push(format!("{}x{} {first:?} {at}", grey.width(), grey.height()));
            }
            Ok(Some(Sight::Skipped(why))) => all.push(why.to_owned()),
            Ok(Some(Sight::Line(_))) => unreachable!(),
            Err(failure) => {
                all.push(failure.to_string());
                return all;
            }
        }
        assert!(all.len() < 50);
    }
}

fn stream(header: &str, frames: &[&[u8]]) -> Vec<u8> {
    let mut stream = format!("YUV4MPEG2 {header}\n").into_bytes();
    for frame in frames {
        stream.extend(b"FRAME\n");
        stream.extend(*frame);
    }
    stream
}

#[test]
fn every_kind_of_chroma_is_passed_over() {
    // Of 3 by 3 pixels, so that halves are rounded up.
    for (kind, bytes) in [
        ("420", 8),
        ("420jpeg", 8),
        ("420mpeg2", 8),
        ("420paldv", 8),
        ("422", 12),
        ("444", 18),
        ("444alpha", 27),
        ("411", 6),
        ("410", 2),
        ("440", 12),
        ("mono", 0),
    ] {
        let frame = [vec![7; 9], vec![1; bytes]].concat();
        let stream = stream(&format!("W3 H3 F25:1 C{kind}"), &[&frame, &frame]);
        assert_eq!(read(&stream), ["3x3 [7] 0", "3x3 [7] 40"], "{kind}");
    }
    let frame = [vec![7; 9], vec![1; 8]].concat();
    assert_eq!(read(&stream("W3 H3", &[&frame])), ["3x3 [7] 0"]);
}

#[test]
fn deep_samples_become_eight_bits() {
    for (kind, sample, bytes) in [
        ("420p10", 1023_u16, 16),
        ("422p12", 4095, 24),
        ("444p16", 65_535, 36),
        ("mono9", 511, 0),
        ("mono16", 0xff00, 0),
    ] {
        let frame = [sample.to_le_bytes().repeat(9), vec![1; bytes]].concat();
        let stream = stream(&format!("W3 H3 C{kind}"), &[&frame, &frame]);
        assert_eq!(read(&stream), ["3x3 [255] 0", "3x3 [255] 40"], "{kind}");
    }
}

#[test]
fn the_header_says_how_fast_the_frames_are() {
    for (rate, second) in [
        ("30:1", 33),
        ("30000:1001", 33),
        ("0:0", 40),
        ("x", 40),
        ("1:2", 2000),
    ] {
        let stream = stream(
            &format!("W1 H1 F{rate} Ip A1:1 Cmono XCOLORRANGE=FULL"),
            &[&[1], &[2]],
        );
        assert_eq!(
            read(&stream),
            ["1x1 [1] 0".to_owned(), format!("1x1 [2] {second}")],
            "{rate}"
        );
    }
}

#[test]
fn parameters_of_a_frame_are_passed_over() {
    assert_eq!(
        read(b"YUV4MPEG2 W1 H1 Cmono\nFRAME Ixyz\n\x05"),
        ["1x1 [5] 0"]
    );
}

#[test]
fn one_stream_may_follow_another() {
    let both = [
        stream("W1 H1 Cmono", &[&[1]]),
        stream("W2 H1 Cmono", &[&[2, 3]]),
    ]
    .concat();
    assert_eq!(read(&both), ["1x1 [1] 0", "2x1 [2] 40"]);
}

#[test]
fn headers_of_no_stream() {
    for (header, error) in [
        ("W0 H1", HeaderError::Side { side: 0 }),
        ("W4097 H1", HeaderError::Side { side: 4097 }),
        (
            "W1 H99999999999",
            HeaderError::Side {
                side: 99_999_999_999,
            },
        ),
        ("W1", HeaderError::Sizes),
        ("W-1 H1", HeaderError::Sizes),
        ("W+1 H1", HeaderError::Sizes),
        ("W1 H999999999999999999999999", HeaderError::Sizes),
        ("W1 H1 C420x", HeaderError::Chroma),
        ("W1 H1 C420p", HeaderError::Chroma),
        ("W1 H1 C420p17", HeaderError::Chroma),
        ("W1 H1 C", HeaderError::Chroma),
        ("W1 H1 Cmonox", HeaderError::Chroma),
    ] {
        assert_eq!(Layout::parse(header.as_bytes()), Err(error), "{header}");
        let said = read(&stream(header, &[]));
        assert_eq!(said, [format!("the header of the stream: {error}")]);
    }
    let long = format!("W1 H1 X{}", "x".repeat(2000));
    assert_eq!(
        read(&stream(&long, &[])),
        ["the header of the stream is longer than 1024 bytes"]
    );
}

#[test]
fn damage_is_passed_over_and_counted() {
    let good = stream("W2 H1 Cmono", &[&[1, 1], &[2, 2]]);
    let damaged = [good.as_slice(), b"xFRAMExx\nFRAME\n\x03\x03FRAME\n\x04\x04"].concat();
    let [one, two] = ["2x1 [1] 0", "2x1 [2] 40"];
    assert_eq!(
        read(&damaged),
        [
            one,
            two,
            "the stream is damaged",
            "2x1 [3] 80",
            "2x1 [4] 120"
        ]
    );
    let cut = [good.as_slice(), b"FRAME\n\x03"].concat();
    assert_eq!(read(&cut), [one, two, "the last frame is cut short"]);
    let cut = [good.as_slice(), b"FRA"].concat();
    assert_eq!(read(&cut), [one, two, "the stream is damaged"]);
}

#[test]
fn endless_junk_is_no_stream() {
    let mut junk = stream("W2 H1 Cmono", &[&[1, 1]]);
    junk.resize(2 << 20, b'j');
    let said = read(&junk);
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[1].starts_with("no frame in 1048576 bytes"), "{said:?}");
    let headers = stream("W2 H1", &[]).repeat(1 << 18);
    assert!(read(&headers)[0].starts_with("no frame in"));
}

#[test]
fn every_cut_and_every_changed_byte_ends_without_a_panic() {
    let good = stream("W2 H2 F30:1 C420", &[&[1; 6], &[2; 6]]);
    for end in SIGNATURE.len()..good.len() {
        read(&good[..end]);
    }
    for at in SIGNATURE.len()..good.len() {
        for value in [0, b'\n', b' ', b'9', 0xff] {
            let mut changed = good.clone();
            changed[at] = value;
            read(&changed);
        }
    }
}
