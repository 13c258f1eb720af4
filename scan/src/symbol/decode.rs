//! From modules to the text of a symbol: ISO/IEC 18004, clause 12, steps 6 to 11.

use super::correction::{TooManyErrors, correct};
use super::format::{Format, formats};
use super::layout::{masks, places};
use super::modules::Modules;
use super::segments;
use super::version::{Blocks, Version};

/// Why a symbol could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Undecodable {
    Correction,
    Format,
    Segments,
    Side,
}

/// The bytes of the symbol with these modules.
pub(crate) fn decode(modules: &Modules<'_>) -> Result<Vec<u8>, Undecodable> {
    let version = Version::of_side(modules.side()).ok_or(Undecodable::Side)?;
    let mut failure = Undecodable::Format;
    for format in formats(modules).take(FORMATS_TRIED) {
        match decode_as(modules, version, format, |_, _| true) {
            Ok(text) => return Ok(text),
            // The likeliest format tells best what is wrong.
            Err(error) if failure == Undecodable::Format => failure = error,
            Err(_) => {}
        }
    }
    Err(failure)
}

/// The bytes of the symbol with these modules, when `witness` shows every one of its blocks too.
///
/// `modules` were put together from several sights of a symbol, and `witness`, with margins, is the
/// last of them. Another block differs from what is shown in as many codewords as there are for
/// correction and one more, by half of their bits: halfway there is the limit.
pub(crate) fn decode_seen(modules: &Modules<'_>, witness: &Modules<'_>) -> Option<Vec<u8>> {
    let version = Version::of_side(modules.side())?;
    formats(modules).take(FORMATS_TRIED).find_map(|format| {
        let is_seen = |number: usize, block: &Block| {
            let blocks = version.blocks(format.level);
            let (mut wrong, mut all) = (0_usize, 0_usize);
            for (place, codeword) in blocks.places(number).zip(&block.codewords) {
                let bits = places(version).iter().skip(8 * place).take(8);
                for (place, shift) in bits.zip((0..8).rev()) {
                    let index = usize::from(place.index);
                    let masked = (codeword >> shift) ^ (masks(place.phase) >> format.mask);
                    let margin = usize::from(witness.margin(index).unwrap_or_default());
                    all += margin;
                    wrong += margin * usize::from(witness.at(index) ^ (masked & 1));
                }
            }
            let differing = blocks.redundancy.codewords + 1;
            4 * wrong * block.codewords.len() <= all * differing
        };
        decode_as(modules, version, format, is_seen).ok()
    })
}

fn decode_as(
    modules: &Modules<'_>,
    version: Version,
    format: Format,
    is_seen: impl Fn(usize, &Block) -> bool,
) -> Result<Vec<u8>, Undecodable> {
    let codewords = codewords(modules, version, format.mask);
    let margins = margins(modules, version);
    let blocks = version.blocks(format.level);
    let mut data = Vec::with_capacity(codewords.len());
    for number in 0..blocks.count {
        let mut block = Block::gather(blocks, number, &codewords, &margins);
        block.correct(blocks).map_err(|_| Undecodable::Correction)?;
        if !is_seen(number, &block) {
            return Err(Undecodable::Correction);
        }
        data.extend_from_slice(block.data(blocks, number));
    }
    segments::text(version, &data).map_err(|_| Undecodable::Segments)
}

/// The codewords, unmasked, in the order in which they stand in the symbol.
fn codewords(modules: &Modules<'_>, version: Version, mask: u8) -> Vec<u8> {
    places(version)
        .chunks_exact(8)
        .map(|byte| {
            byte.iter().fold(0, |sum, place| {
                let bit = modules.at(usize::from(place.index)) ^ ((masks(place.phase) >> mask) & 1);
                (sum << 1) | bit
            })
        })
        .collect()
}

/// The margin of each codeword, which is that of its least certain module; none for certain ones.
fn margins(modules: &Modules<'_>, version: Version) -> Vec<u8> {
    if !modules.has_margins() {
        return Vec::new();
    }
    places(version)
        .chunks_exact(8)
        .map(|byte| {
            byte.iter()
                .filter_map(|place| modules.margin(usize::from(place.index)))
                .min()
                .unwrap_or_default()
        })
        .collect()
}

/// One block of codewords.
struct Block {
    codewords: Vec<u8>,
    margins: Vec<u8>,
}

impl Block {
    fn gather(blocks: Blocks, number: usize, codewords: &[u8], margins: &[u8]) -> Self {
        let all = |from: &[u8]| {
            blocks
                .places(number)
                .filter_map(|place| from.get(place).copied())
                .collect()
        };
        Self {
            codewords: all(codewords),
            margins: all(margins),
        }
    }

    /// Repairs errors wherever they are; then, where margins are known, with more and more of the
    /// least certain codewords erased.
    ///
    /// Generalised minimum distance: G. D. Forney, IEEE Transactions on Information Theory 12
    /// (1966), 125–131.
    fn correct(&mut self, blocks: Blocks) -> Result<(), TooManyErrors> {
        let redundancy = blocks.redundancy;
        if correct(&mut self.codewords, redundancy, &[]).is_ok() {
            return Ok(());
        }
        if self.margins.is_empty() {
            return Err(TooManyErrors);
        }
        let most = redundancy.codewords.saturating_sub(KEPT_FOR_ERRORS);
        let mut doubtful: Vec<usize> = (0..self.codewords.len()).collect();
        doubtful.sort_by_key(|place| self.margins.get(*place).copied());
        let mut erased = ERASED_AT_ONCE;
        while erased <= most {
            let places = doubtful.get(..erased).unwrap_or_default();
            if correct(&mut self.codewords, redundancy, places).is_ok() {
                return Ok(());
            }
            erased += ERASED_AT_ONCE;
        }
        Err(TooManyErrors)
    }

    fn data(&self, blocks: Blocks, number: usize) -> &[u8] {
        self.codewords
            .get(..blocks.data(number))
            .unwrap_or_default()
    }
}

/// The likeliest formats to try: one may be wrong by chance where a copy is covered.
const FORMATS_TRIED: usize = 2;

/// Correction codewords that erasures leave. With fewer, a block of noise could be repaired to
/// something: half of these errors are found in one of 4! wrong blocks.
const KEPT_FOR_ERRORS: usize = 8;

/// Codewords by which the erasures grow from try to try.
const ERASED_AT_ONCE: usize = 2;

#[cfg(test)]
mod tests {
    use super::*;

    /// Version 6-M: four blocks of 27 data and 16 correction codewords.
    fn symbol(text: &[u8]) -> (usize, Vec<u8>) {
        let level = qrcode::EcLevel::M;
        let code = qrcode::QrCode::with_version(text, qrcode::Version::Normal(6), level).unwrap();
        let dark = |color| u8::from(color == qrcode::Color::Dark);
        let modules = code.to_colors().into_iter().map(dark).collect();
        (code.width(), modules)
    }

    #[test]
    fn what_is_doubtful_may_be_wrong_more_often() {
        // Wrong codewords of every block: 8 are found unaided, 12 with the least certain erased.
        let read = |wrong: usize| {
            let (side, mut dark) = symbol(b"DOUBTS");
            let mut margins = vec![80; side * side];
            for place in &places(Version::of_side(side).unwrap())[..4 * wrong * 8] {
                let index = usize::from(place.index);
                dark[index] ^= 1;
                margins[index] = 3;
            }
            [
                decode(&Modules::certain(side, &dark)),
                decode(&Modules::with_margins(side, &dark, &margins)),
            ]
        };
        let (right, wrong) = (Ok(b"DOUBTS".to_vec()), Err(Undecodable::Correction));
        assert_eq!(read(8), [right.clone(), right.clone()]);
        assert_eq!(read(9), [wrong.clone(), right.clone()]);
        assert_eq!(read(12), [wrong.clone(), right]);
        assert_eq!(read(13), [wrong.clone(), wrong]);
    }

    #[test]
    fn rxing_reads_the_same() {
        for (length, hits) in [(10, 0), (50, 3), (100, 9)] {
            let text = vec![b'R'; length];
            let (side, mut dark) = symbol(&text);
            for n in 0..hits {
                dark[side * (12 + n) + 20 - n] ^= 1;
            }
            let mut matrix =
                rxing::common::BitMatrix::with_single_dimension(u32::try_from(side).unwrap())
                    .unwrap();
            for (index, _) in dark.iter().enumerate().filter(|(_, dark)| **dark == 1) {
                let at = |n: usize| u32::try_from(n).unwrap();
                matrix.set(at(index % side), at(index / side));
            }
            let theirs = rxing::qrcode::decoder::qrcode_decoder::decode_bitmatrix(&matrix).unwrap();
            assert_eq!(theirs.getText().as_bytes(), text);
            assert_eq!(decode(&Modules::certain(side, &dark)), Ok(text));
        }
    }
}
