//! Pictures: none makes the decoder or the scanner panic, and one scanner reads one picture twice
//! as the same texts.
#![no_main]

use juma_scan::{Passes, Scanner, picture};
use libfuzzer_sys::fuzz_target;

/// Larger pictures are only slower: the scanner takes quadratic time where all is finder patterns.
const MAX_SIDE: usize = 200;

/// The two cheap passes, which is where pixels become modules.
const PASSES: u32 = 2;

fuzz_target!(init: juma_fuzz::let_panics_be_contained(), |data: &[u8]| {
    if claimed_sides(data).any(|side| side > MAX_SIDE) {
        return;
    }
    let Ok(picture) = picture::decode(data) else { return };
    let frame = picture.frame();
    if frame.width().max(frame.height()) <= MAX_SIDE {
        let mut scanner = Scanner::new();
        let texts = scanner.read(frame, &mut Passes::new(PASSES));
        assert_eq!(scanner.read(frame, &mut Passes::new(PASSES)), texts);
    }
});

/// The sides in the header of a PNG, and behind everything that looks like a frame of a JPEG.
fn claimed_sides(data: &[u8]) -> impl Iterator<Item = usize> {
    let png = data.get(16..24).filter(|_| data.starts_with(b"\x89PNG"));
    let png = png.into_iter().flat_map(|sides| {
        sides.chunks(4).map(|side| {
            side.iter()
                .fold(0, |value, byte| value << 8 | usize::from(*byte))
        })
    });
    let jpeg = data
        .windows(9)
        .filter(|bytes| bytes[0] == 0xff && bytes[1] & 0xf0 == 0xc0);
    let jpeg = jpeg.flat_map(|bytes| {
        [[bytes[5], bytes[6]], [bytes[7], bytes[8]]].map(|side| u16::from_be_bytes(side).into())
    });
    png.chain(jpeg.filter(|_| !data.starts_with(b"\x89PNG")))
}
