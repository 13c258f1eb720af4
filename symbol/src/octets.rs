//! Bytes to data codewords, in byte mode (ISO/IEC 18004 §7.4.5).

use crate::bits::Bits;
use crate::error::EncodeError;
use crate::version::Version;

/// How many bytes fit into a symbol of this version at level M (table 7).
pub fn byte_capacity(version: Version) -> usize {
    let head = 4 + usize::try_from(count_bits(version)).unwrap_or(16);
    (version.data_codewords() * 8).saturating_sub(head) / 8
}

/// The smallest version that the bytes fit into.
///
/// # Errors
/// There are none, or too many.
pub(crate) fn fit(bytes: &[u8]) -> Result<Version, EncodeError> {
    if bytes.is_empty() {
        return Err(EncodeError::Empty);
    }
    let mut versions = Version::all();
    let found = versions.find(|version| bytes.len() <= byte_capacity(*version));
    found.ok_or_else(|| EncodeError::TooLong {
        chars: bytes.len(),
        max: byte_capacity(Version::MAX),
    })
}

/// The data codewords of bytes that [`fit`] gave this version.
pub(crate) fn data_codewords(bytes: &[u8], version: Version) -> Vec<u8> {
    let total = version.data_codewords();
    let mut bits = Bits::with_room(total);
    bits.push(MODE, 4);
    let count = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    bits.push(count, count_bits(version));
    for byte in bytes {
        bits.push(u64::from(*byte), 8);
    }
    bits.finish(total)
}

/// Bits of the character count indicator in byte mode (table 3).
fn count_bits(version: Version) -> u32 {
    if version.number() < 10 { 8 } else { 16 }
}

/// Table 2: the indicator of byte mode.
const MODE: u64 = 0b0100;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode_bytes;

    #[test]
    fn capacities_are_those_of_table_7() {
        for (number, bytes) in [
            (1, 14),
            (9, 180),
            (10, 213),
            (26, 1059),
            (27, 1125),
            (40, 2331),
        ] {
            let version = Version::new(number).unwrap();
            assert_eq!(byte_capacity(version), bytes, "version {number}");
        }
    }

    #[test]
    fn every_length_fills_its_version_exactly() {
        for version in Version::all() {
            for count in [1, byte_capacity(version) - 1, byte_capacity(version)] {
                let codewords = data_codewords(&vec![0xa5; count], version);
                assert_eq!(
                    codewords.len(),
                    version.data_codewords(),
                    "{version:?}, {count}"
                );
            }
        }
    }

    #[test]
    fn other_readers_read_the_bytes() {
        for count in [1, 14, 15, 180, 181, 213, 214, 700, 1370, 2331] {
            let text: String = ('!'..='~').chain(['\n']).cycle().take(count).collect();
            let symbol = encode_bytes(text.as_bytes()).unwrap();
            let side = usize::from(symbol.side());
            let mut picture = rqrr::PreparedImage::prepare_from_greyscale(
                (side + 8) * 4,
                (side + 8) * 4,
                |x, y| {
                    let at = |place: usize| u16::try_from(place / 4).unwrap().checked_sub(4);
                    let dark = at(x).zip(at(y)).is_some_and(|(x, y)| symbol.is_dark(x, y));
                    if dark { 0 } else { 255 }
                },
            );
            let grids = picture.detect_grids();
            let read: Vec<String> = grids.iter().map(|it| it.decode().unwrap().1).collect();
            assert_eq!(read, [text], "{count} bytes");
        }
    }

    #[test]
    fn nothing_and_too_much_are_told() {
        assert_eq!(encode_bytes(b""), Err(EncodeError::Empty));
        let (chars, max) = (2332, 2331);
        let error = EncodeError::TooLong { chars, max };
        assert_eq!(encode_bytes(&[b'a'; 2332]), Err(error));
    }
}
