//! Bits to data codewords (ISO/IEC 18004 §7.4.9, §7.4.10), the same in every mode.

/// Codewords as they fill up, most significant bit first.
pub(crate) struct Bits {
    bytes: Vec<u8>,
    /// The `count` bits not yet in `bytes`, fewer than 32 between calls.
    held: u64,
    count: u32,
}

impl Bits {
    /// None yet, with room for so many codewords.
    pub(crate) fn with_room(codewords: usize) -> Self {
        Self {
            bytes: Vec::with_capacity(codewords + SPILL),
            held: 0,
            count: 0,
        }
    }

    /// Appends the low `count` bits, at most 32.
    pub(crate) fn push(&mut self, bits: u64, count: u32) {
        self.held = self.held << count | bits;
        self.count += count;
        if self.count >= 32 {
            self.count -= 32;
            let [_, _, _, _, full @ ..] = (self.held >> self.count).to_be_bytes();
            self.bytes.extend_from_slice(&full);
        }
    }

    /// Terminator, bit padding, pad codewords (§7.4.9, §7.4.10).
    pub(crate) fn finish(mut self, total: usize) -> Vec<u8> {
        let written = self.bytes.len() * 8 + usize::try_from(self.count).unwrap_or(0);
        let room = total.saturating_mul(8).saturating_sub(written);
        // The terminator is cut where the symbol is full.
        self.push(0, u32::try_from(room.min(4)).unwrap_or(0));
        self.push(0, (8 - self.count % 8) % 8);
        for shift in (0..self.count / 8).rev() {
            let [.., byte] = (self.held >> (8 * shift)).to_be_bytes();
            self.bytes.push(byte);
        }
        let pads = total.saturating_sub(self.bytes.len());
        self.bytes.extend(PADS.iter().cycle().take(pads));
        self.bytes
    }
}

/// §7.4.10: the two pad codewords, by turns.
const PADS: [u8; 2] = [0b1110_1100, 0b0001_0001];

/// Room past the data for readers that take eight bytes at a time.
const SPILL: usize = 8;
