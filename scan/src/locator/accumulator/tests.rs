use super::*;
use crate::symbol::decode;

/// A symbol of version 6 as values in sixteenths of a grey, dark below 0.
fn symbol(text: &[u8]) -> (usize, Vec<i32>) {
    let level = qrcode::EcLevel::M;
    let code = qrcode::QrCode::with_version(text, qrcode::Version::Normal(6), level).unwrap();
    let value = |color: qrcode::Color| color.select(-800, 800);
    (
        code.width(),
        code.to_colors().into_iter().map(value).collect(),
    )
}

/// The same with noise in which no single frame can be read.
fn frame(text: &[u8], seed: u32) -> Faint {
    let (side, mut values) = symbol(text);
    let mut state = seed.wrapping_mul(2_654_435_761) | 1;
    for value in &mut values {
        // The sum of three is about normal, with a deviation of 750.
        for _ in 0..3 {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            *value += i32::try_from(state % 1500).unwrap() - 750;
        }
    }
    let dark = values.iter().map(is_dark).collect();
    let margins = values.iter().map(margin).collect();
    Faint {
        side,
        values,
        dark,
        margins,
        fitness: 0.9,
        centre: Point::new(300.0, 200.0),
        size: 250.0,
    }
}

const ONE: &[u8] = b"JM1:ONE OF TWO SYMBOLS THAT BEGIN ALIKE AND END OTHERWISE 111";
const TWO: &[u8] = b"JM1:ONE OF TWO SYMBOLS THAT BEGIN ALIKE AND END OTHERWISE 222";

#[test]
fn what_no_frame_shows_is_read_from_several() {
    let mut accumulator = Accumulator::default();
    for seed in 0..40 {
        assert!(decode(&frame(ONE, seed).modules()).is_err(), "{seed}");
    }
    let read = (0..40).position(|seed| {
        let text = accumulator.add(&frame(ONE, seed));
        text.is_some_and(|text| text == ONE)
    });
    assert!(
        read.is_some_and(|frames| (1..12).contains(&frames)),
        "{read:?}"
    );
    // What is in view stays read, but where a frame says too little that it is.
    let still = (100..120).filter(|seed| accumulator.add(&frame(ONE, *seed)).is_some());
    assert!(still.count() >= 15);
}

#[test]
fn two_symbols_in_turns_are_never_mixed() {
    for period in 1..12 {
        let mut accumulator = Accumulator::default();
        for n in 0..120 {
            let shown = if n / period % 2 == 0 { ONE } else { TWO };
            if let Some(text) = accumulator.add(&frame(shown, n)) {
                assert_eq!(text, shown, "frame {n}, {period} of each");
            }
        }
    }
}

#[test]
fn symbols_that_share_most_modules_are_never_mixed() {
    // Both are mostly filled up, so that their symbols are alike in most codewords.
    for period in 1..12 {
        let mut accumulator = Accumulator::default();
        for n in 0..120 {
            let shown: &[u8] = if n / period % 2 == 0 { b"A1" } else { b"B2" };
            if let Some(text) = accumulator.add(&frame(shown, n)) {
                assert!(
                    text == b"A1" || text == b"B2",
                    "frame {n}, {period} of each"
                );
            }
        }
    }
}

#[test]
fn another_version_place_size_or_format_begins_anew() {
    let with = |change: fn(&mut Faint)| {
        let mut accumulator = Accumulator::default();
        accumulator.add(&frame(ONE, 1));
        accumulator.add(&frame(ONE, 2));
        assert_eq!(accumulator.frames, 2);
        let mut other = frame(ONE, 3);
        change(&mut other);
        accumulator.add(&other);
        accumulator.frames
    };
    assert_eq!(with(|_| {}), 3);
    assert_eq!(with(|faint| faint.centre.x += 30.0), 3);
    assert_eq!(with(|faint| faint.centre.x += 130.0), 1);
    assert_eq!(with(|faint| faint.size *= 1.6), 1);
    assert_eq!(with(|faint| faint.size *= 0.6), 1);
    assert_eq!(with(|faint| *faint = frame(b"another", 3)), 1);
    assert_eq!(
        with(|faint| {
            faint.side -= 4;
            faint.values.truncate(faint.side * faint.side);
            faint.dark.truncate(faint.side * faint.side);
        }),
        1
    );
}

#[test]
fn what_has_left_is_forgotten() {
    let mut accumulator = Accumulator::default();
    accumulator.add(&frame(ONE, 1));
    for _ in 0..MISSES_FORGIVEN {
        accumulator.miss();
    }
    assert_eq!(accumulator.frames, 1);
    accumulator.miss();
    assert_eq!(accumulator.frames, 0);
}

#[test]
fn sums_stay_small_however_many_frames_there_are() {
    let mut accumulator = Accumulator::default();
    for seed in 0..500 {
        accumulator.add(&frame(ONE, seed));
        let most = accumulator.sums.iter().map(|sum| sum.abs()).max();
        assert!(most.is_some_and(|most| most <= 4 * 1024 * (MOST_FRAMES + 1)));
        assert!(accumulator.frames <= MOST_FRAMES);
    }
}

#[test]
fn of_a_frame_what_fits_best_is_kept() {
    let (side, values) = symbol(ONE);
    let greys: Vec<i32> = values.iter().map(|value| 2048 + value / 4).collect();
    let mut samples = Samples::default();
    samples.put(side, &greys);
    samples.divide(DIVISIONS[0]);
    let around = [(0.0, 0.0), (90.0, 0.0), (90.0, 90.0), (0.0, 90.0)];
    let around = around.map(|(x, y)| Point::new(x, y));
    let mut faint = Faint::default();
    assert!(!faint.is_there());
    faint.offer(&samples, 0.9, &around);
    assert_eq!(decode(&faint.modules()).as_deref(), Ok(ONE));
    assert_eq!((faint.centre, faint.side), (Point::new(45.0, 45.0), side));
    let mean = faint.values.iter().map(|value| value.abs()).sum::<i32>();
    assert!((mean / i32::try_from(side * side).unwrap() - USUAL).abs() < 60);
    faint.offer(&samples, 0.85, &[Point::default(); 4]);
    assert_eq!(faint.centre, Point::new(45.0, 45.0), "this fits less");
    // Seen from behind it is the same symbol.
    let mut behind = Vec::new();
    for x in 0..side {
        behind.extend(greys.iter().skip(x).step_by(side));
    }
    samples.put(side, &behind);
    samples.divide(DIVISIONS[0]);
    faint.offer(&samples, 0.95, &around);
    assert_eq!(decode(&faint.modules()).as_deref(), Ok(ONE));
    faint.forget();
    assert!(!faint.is_there());
}
