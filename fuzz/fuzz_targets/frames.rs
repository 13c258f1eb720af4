//! Frames of a camera: two symbols take turns under whatever hides them; every text that is read is one
//! of theirs, and grey bytes of any size make nothing panic.
#![no_main]

use juma_scan::{GreyFrame, Passes, VideoScanner};
use libfuzzer_sys::fuzz_target;

/// Larger frames are only slower.
const MAX_SIDE: usize = 160;
/// Pixels a module, and modules around a symbol.
const SCALE: usize = 3;
const QUIET: usize = 4;

const TEXTS: [&str; 2] = ["JM1:ONE", "JM1:TWO"];

fuzz_target!(init: juma_fuzz::let_panics_be_contained(), |data: &[u8]| {
    let Some(([kind, width, height, passes], bytes)) = data.split_first_chunk::<4>() else { return };
    let passes = u32::from(passes % 4);
    let mut scanner = VideoScanner::new();
    if *kind % 2 == 0 {
        let (width, height) = (usize::from(*width) % MAX_SIDE + 1, usize::from(*height) % MAX_SIDE + 1);
        for pixels in bytes.chunks_exact(width * height).take(8) {
            let frame = GreyFrame::new(width, height, width, pixels).expect("as many as promised");
            scanner.read(frame, &mut Passes::new(passes));
        }
        return;
    }
    // Each frame: which symbol, and what is added to its pixels at which places.
    for change in bytes.chunks(64).take(12) {
        let [which, start, step, strength, rest @ ..] = change else { return };
        let symbol = juma_symbol::encode(TEXTS[usize::from(which % 2)]).expect("a short text");
        let side = usize::from(symbol.side());
        let whole = (side + 2 * QUIET) * SCALE;
        let mut pixels: Vec<u8> = (0..whole * whole)
            .map(|n| {
                let module = |place: usize| (place / SCALE).checked_sub(QUIET).filter(|n| *n < side);
                let at = |n: usize| u16::try_from(n).expect("a module");
                match (module(n % whole), module(n / whole)) {
                    (Some(x), Some(y)) if symbol.is_dark(at(x), at(y)) => 60,
                    _ => 200,
                }
            })
            .collect();
        let mut place = usize::from(*start) * 64;
        for byte in rest.iter().cycle().take(usize::from(*strength) * 16) {
            place = (place + usize::from(*step) + usize::from(*byte) + 1) % pixels.len();
            pixels[place] = byte.wrapping_mul(*step);
        }
        let frame = GreyFrame::new(whole, whole, whole, &pixels).expect("a square");
        for text in scanner.read(frame, &mut Passes::new(passes)) {
            assert!(TEXTS.iter().any(|shown| text.as_bytes() == shown.as_bytes()));
        }
    }
});
