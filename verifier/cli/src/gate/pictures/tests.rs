use std::{io::Cursor, path::Path};

use super::*;
use crate::gate::frame::Frame;

/// Pictures that our own samples hold, so that nothing has to be encoded here.
fn png(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/codes");
    std::fs::read(folder.join(name)).unwrap()
}

/// A grey JPEG of 8 by 8 pixels: quantisation of 1, the standard's tables (T.81, K.3) cut to the
/// codes that are used.
fn jpeg() -> Vec<u8> {
    let mut file = vec![0xff, 0xd8];
    file.extend([0xff, 0xdb, 0, 67, 0]);
    file.extend([1; 64]);
    file.extend([0xff, 0xc0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0]);
    for class in [0x00, 0x10] {
        // One code of one bit: category 0, or end of block.
        file.extend([0xff, 0xc4, 0, 20, class, 1]);
        file.extend([0; 15]);
        file.push(0);
    }
    file.extend([0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0]);
    file.extend([0x3f, 0xff, 0xd9]);
    file
}

fn read(stream: &[u8]) -> Vec<String> {
    let mut source = Pictures::new(Cursor::new(stream), Duration::from_millis(40));
    let mut all = Vec::new();
    loop {
        match source.next() {
            Ok(None) => return all,
            Ok(Some(Sight::Frame { frame, at })) => {
                assert!(matches!(frame, Frame::Picture(_)));
                let grey = frame.grey().unwrap();
                all.push(format!("{} {}", grey.width(), at.unwrap().as_millis()));
            }
            Ok(Some(Sight::Skipped(why))) => all.push(why.to_owned()),
            Ok(Some(Sight::Line(_))) => unreachable!(),
            Err(failure) => {
                all.push(failure.to_string());
                return all;
            }
        }
    }
}

#[test]
fn pictures_of_both_kinds_follow_one_another() {
    let png = png("migrant-registered.gate.png");
    let width = picture::decode(&png).unwrap().frame().width();
    let stream = [png.clone(), jpeg(), jpeg(), png].concat();
    let expected = [
        format!("{width} 0"),
        "8 40".into(),
        "8 80".into(),
        format!("{width} 120"),
    ];
    assert_eq!(read(&stream), expected);
}

#[test]
fn damage_is_passed_over_and_counted() {
    let png = png("migrant-registered.gate.png");
    let width = picture::decode(&png).unwrap().frame().width();
    let mut torn = png.clone();
    // Inside the pixels: the checksum is wrong, the chunks are whole.
    let middle = torn.len() - 40;
    torn[middle] ^= 0xff;
    let mut broken = jpeg();
    broken.truncate(30);
    let stream = [b"junk".to_vec(), torn, jpeg(), broken, jpeg(), png].concat();
    let said = read(&stream);
    assert_eq!(said[0], "a picture that cannot be read");
    assert_eq!(said[1], "8 40");
    assert!(said[2].starts_with("a picture"), "{said:?}");
    assert_eq!(
        said.last().unwrap(),
        &format!("{width} {}", (said.len() - 1) * 40)
    );
    let cut = [jpeg(), jpeg()].concat();
    assert_eq!(
        read(&cut[..cut.len() - 1]),
        ["8 0", "the last picture is cut short"]
    );
}

#[test]
fn a_length_that_lies_costs_nothing() {
    let mut lie = PNG.to_vec();
    lie.extend([0xff; 8]);
    assert_eq!(read(&lie), ["a picture is damaged"]);
    let mut lie = PNG.to_vec();
    lie.extend([0x01, 0, 0, 0, b'I', b'D', b'A', b'T']);
    assert_eq!(read(&lie), ["the last picture is cut short"]);
}

#[test]
fn endless_junk_is_no_stream() {
    let said = read(&vec![b'j'; 2 << 20]);
    assert_eq!(said.len(), 1);
    assert!(said[0].starts_with("no frame in 1048576 bytes"), "{said:?}");
    // A picture without an end, and pictures that never can be read.
    let mut endless = JPEG.to_vec();
    endless.extend([0xda, 0, 2]);
    endless.resize(40 << 20, b'j');
    assert!(read(&endless).last().unwrap().starts_with("no frame in"));
    let bad = [PNG, &[0, 0, 0, 0], b"IEND", &[0; 4]]
        .concat()
        .repeat(1 << 18);
    assert!(read(&bad).last().unwrap().starts_with("no frame in"));
}

#[test]
fn every_cut_and_changed_byte_ends_without_a_panic() {
    let stream = [jpeg(), jpeg()].concat();
    for end in 0..stream.len() {
        read(&stream[..end]);
    }
    for at in 0..stream.len() {
        for value in [0, 1, 0xd0, 0xd8, 0xd9, 0xda, 0xff] {
            let mut changed = stream.clone();
            changed[at] = value;
            read(&changed);
        }
    }
}
