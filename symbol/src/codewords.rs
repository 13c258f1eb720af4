//! Data codewords to the final sequence: blocks, their error correction, and the interleaving
//! (ISO/IEC 18004 §7.5.2, §7.6).

use crate::correction::Correction;
use crate::version::{Blocks, Version};

/// The final codeword sequence, followed by [`SPILL`] zero bytes.
///
/// The zeros are the remainder bits of §7.7.3 and let a reader take eight bytes anywhere.
pub(crate) fn interleaved(data: &[u8], version: Version, correction: &Correction) -> Vec<u8> {
    let Blocks { count, .. } = version.blocks();
    let blocks = usize::from(count);
    // Table 9: the blocks that hold one codeword more come last.
    let short = data.len() / blocks;
    let first_long = blocks - data.len() % blocks;

    let mut sequence = vec![0; version.codewords() + SPILL];
    let (data_part, correction_part) = sequence.split_at_mut(data.len());
    let (even_part, long_part) = data_part.split_at_mut(short * blocks);
    let mut long_part = long_part.iter_mut();
    let mut rest = data;
    for block in 0..blocks {
        let length = short + usize::from(block >= first_long);
        let (codewords, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        rest = after;
        for (to, from) in even_part
            .iter_mut()
            .skip(block)
            .step_by(blocks)
            .zip(codewords)
        {
            *to = *from;
        }
        if let Some(extra) = codewords.get(short)
            && let Some(to) = long_part.next()
        {
            *to = *extra;
        }
        let to = correction_part.iter_mut().skip(block).step_by(blocks);
        for (to, from) in to.zip(correction.codewords(codewords)) {
            *to = from;
        }
    }
    sequence
}

/// Zero bytes after the last codeword.
pub(crate) const SPILL: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longer_blocks_come_last() {
        // Version 5-Q is the standard's example; at level M version 10 is the first with both
        // lengths: four blocks of 43 and one of 44.
        let version = Version::new(10).unwrap();
        let data: Vec<u8> = (0..216u8).collect();
        let sequence = interleaved(&data, version, &Correction::new(26));
        assert_eq!(sequence[..6], [0, 43, 86, 129, 172, 1]);
        assert_eq!(sequence[214..216], [214, 215]);
        assert_eq!(sequence.len(), 346 + SPILL);
        assert_eq!(sequence[346..], [0; SPILL]);
    }
}
