//! Reading a symbol whose modules are known, as an issuer reads back what it is about to print.

use core::fmt;

use crate::symbol::{self, MAX_SIDE, MIN_SIDE, Modules, SIDE_STEP, Undecodable, Version};
use crate::text::QrText;

/// One square of a symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Module {
    /// Black, as printed.
    Dark,
    /// White, as printed.
    Light,
}

/// The text of the symbol with `side` by `side` modules, quiet zone excluded, where
/// `module(x, y)` is the one in column `x` of row `y`, both from the upper left corner.
///
/// Errors are corrected as in any reading, so the text alone does not prove that every module is
/// right.
///
/// # Errors
///
/// [`Unreadable`] when `side` is no symbol's, or when the modules say nothing readable.
pub fn read_modules(
    side: usize,
    module: impl Fn(usize, usize) -> Module,
) -> Result<QrText, Unreadable> {
    if Version::of_side(side).is_none() {
        return Err(Unreadable::Side { side });
    }
    let dark: Vec<u8> = (0..side * side)
        .map(|index| u8::from(module(index % side, index / side) == Module::Dark))
        .collect();
    match symbol::decode(&Modules::certain(side, &dark)) {
        Ok(bytes) => Ok(QrText::new(bytes)),
        Err(Undecodable::Correction) => Err(Unreadable::Correction),
        Err(Undecodable::Format) => Err(Unreadable::Format),
        Err(Undecodable::Segments) => Err(Unreadable::Segments),
        Err(Undecodable::Side) => Err(Unreadable::Side { side }),
    }
}

/// Why modules could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unreadable {
    /// More modules are wrong than the error correction can repair.
    Correction,
    /// The decoder failed on something that it should have refused.
    Engine,
    /// Neither copy of the format information can be repaired.
    Format,
    /// The segments hold a mode that is not known, or end too early.
    Segments,
    /// No version of QR symbols has this many modules a side.
    Side {
        /// The side given.
        side: usize,
    },
}

impl Unreadable {
    /// The stable name of this error.
    #[must_use]
    pub fn slug(&self) -> &'static str {
        match self {
            Self::Correction => "modules-correction",
            Self::Engine => "modules-engine",
            Self::Format => "modules-format",
            Self::Segments => "modules-segments",
            Self::Side { .. } => "modules-side",
        }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Correction => write!(f, "too many modules are wrong to be repaired"),
            Self::Engine => write!(f, "the decoder failed inside"),
            Self::Format => write!(f, "the format information cannot be repaired"),
            Self::Segments => write!(f, "a segment has an unknown mode or ends too early"),
            Self::Side { side } => write!(
                f,
                "a side is {side} modules, symbols have {MIN_SIDE} to {MAX_SIDE} in steps of \
                 {SIDE_STEP}"
            ),
        }
    }
}

impl core::error::Error for Unreadable {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn symbol(text: &[u8], level: qrcode::EcLevel) -> (usize, Vec<Module>) {
        let code = qrcode::QrCode::with_error_correction_level(text, level).unwrap();
        let module = |color: qrcode::Color| color.select(Module::Dark, Module::Light);
        (
            code.width(),
            code.to_colors().into_iter().map(module).collect(),
        )
    }

    fn read(side: usize, modules: &[Module]) -> Result<Vec<u8>, Unreadable> {
        read_modules(side, |x, y| modules[y * side + x]).map(|text| text.as_bytes().to_vec())
    }

    #[test]
    fn what_is_written_is_read_at_every_size_and_level() {
        use qrcode::EcLevel::{H, L, M, Q};
        for length in [1, 2, 17, 61, 178, 400, 999, 1270] {
            for level in [L, M, Q, H] {
                let upper: Vec<u8> = (0..length)
                    .map(|n| b"0123456789ABCDEFGHIJ $%*+-./:"[n * 7 % 29])
                    .collect();
                let bytes: Vec<u8> = (0..=255).cycle().step_by(31).take(length).collect();
                for text in [upper, bytes] {
                    let (side, modules) = symbol(&text, level);
                    assert_eq!(read(side, &modules), Ok(text), "{length} {level:?}");
                }
            }
        }
    }

    #[test]
    fn damage_is_repaired_or_named() {
        let (side, mut modules) = symbol(b"JM1:0123456789", qrcode::EcLevel::M);
        let last = modules.len() - 1;
        modules[last] = Module::Light;
        assert_eq!(read(side, &modules).as_deref(), Ok(&b"JM1:0123456789"[..]));
        for row in modules.chunks_exact_mut(side).skip(9) {
            row[9..].fill(Module::Dark);
        }
        assert_eq!(read(side, &modules), Err(Unreadable::Correction));
        assert!(read(side, &vec![Module::Dark; side * side]).is_err());
        assert!(read(side, &vec![Module::Light; side * side]).is_err());
    }

    struct Rows<'a>(usize, &'a [Module]);

    impl rqrr::BitGrid for Rows<'_> {
        fn size(&self) -> usize {
            self.0
        }

        fn bit(&self, y: usize, x: usize) -> bool {
            self.1[y * self.0 + x] == Module::Dark
        }
    }

    fn read_by_rqrr(side: usize, modules: &[Module]) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let grid = rqrr::Grid::new(Rows(side, modules));
        grid.decode_to(&mut bytes).ok().map(|_| bytes)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Both repair whatever the standard promises, and where both read they read the same.
        #[test]
        fn rqrr_reads_the_same(
            text in prop_oneof!["[0-9]{1,300}", "[0-9A-Z $%*+./:-]{1,300}", "\\PC{1,100}"],
            hits in prop::collection::vec(any::<prop::sample::Index>(), 0..40),
        ) {
            let (side, mut modules) = symbol(text.as_bytes(), qrcode::EcLevel::M);
            for hit in &hits {
                let module = &mut modules[hit.index(side * side)];
                *module = if *module == Module::Dark { Module::Light } else { Module::Dark };
            }
            let (ours, theirs) = (read(side, &modules).ok(), read_by_rqrr(side, &modules));
            if hits.len() <= 3 {
                prop_assert_eq!(ours.as_deref(), Some(text.as_bytes()));
            }
            if let (Some(ours), Some(theirs)) = (ours, theirs) {
                prop_assert_eq!(ours, theirs);
            }
        }
    }

    #[test]
    #[ignore = "measures, and asserts nothing"]
    fn time_of_reading_back() {
        for length in [100, 300, 800, 1600] {
            let (side, mut modules) = symbol(&vec![b'A'; length], qrcode::EcLevel::M);
            for damage in [0, 8] {
                for n in 0..damage {
                    modules[side * (side - 9 - n) + 12 + n] = Module::Dark;
                }
                let begin = std::time::Instant::now();
                for _ in 0..1000 {
                    std::hint::black_box(read(side, &modules)).unwrap();
                }
                let ours = begin.elapsed() / 1000;
                let begin = std::time::Instant::now();
                for _ in 0..10 {
                    std::hint::black_box(read_by_rqrr(side, &modules)).unwrap();
                }
                let theirs = begin.elapsed() / 10;
                println!("side {side}, {damage} hit: ours {ours:?}, rqrr's {theirs:?}");
            }
        }
    }

    #[test]
    fn only_sides_of_symbols_are_asked_for() {
        for side in [0, 1, 17, 20, 22, 24, 178, 181, usize::MAX] {
            let got = read_modules(side, |_, _| panic!("asked"));
            assert_eq!(got, Err(Unreadable::Side { side }));
        }
    }

    #[test]
    fn random_modules_never_panic() {
        let mut state = 7_u64;
        for round in 0..400_usize {
            let side = MIN_SIDE + SIDE_STEP * (round % 40);
            let modules: Vec<Module> = (0..side * side)
                .map(|_| {
                    state ^= state << 13;
                    state ^= state >> 7;
                    state ^= state << 17;
                    if state & 1 == 0 {
                        Module::Dark
                    } else {
                        Module::Light
                    }
                })
                .collect();
            assert!(read(side, &modules).is_err(), "{side}");
        }
    }
}
