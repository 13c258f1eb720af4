use alloc::{borrow::Cow, vec, vec::Vec};

/// So many bytes, of which the zeros at the end may take no memory: the list of a month to come, in
/// which every code is good, costs a gate nothing, and a province has hundreds of them.
#[derive(Clone)]
pub(super) struct Packed {
    kept: Vec<u8>,
    length: usize,
}

impl Packed {
    /// All zeros.
    pub(super) const fn zeros(length: usize) -> Self {
        let kept = Vec::new();
        Self { kept, length }
    }

    /// These bytes, without the memory of zeros when there is nothing else.
    pub(super) fn of(bytes: Vec<u8>) -> Self {
        let length = bytes.len();
        let kept = if is_zero(&bytes) { Vec::new() } else { bytes };
        Self { kept, length }
    }

    /// How many bytes there are.
    pub(super) const fn length(&self) -> usize {
        self.length
    }

    /// How many of them take memory.
    pub(super) const fn memory(&self) -> usize {
        self.kept.len()
    }

    pub(super) fn get(&self, at: usize) -> Option<u8> {
        let kept = self.kept.get(at).copied();
        kept.or_else(|| (at < self.length).then_some(0))
    }

    /// Says whether there is such a byte.
    pub(super) fn set(&mut self, at: usize, byte: u8) -> bool {
        if at >= self.length {
            return false;
        }
        if at >= self.kept.len() && byte != 0 {
            self.kept.resize(self.length, 0);
        }
        if let Some(place) = self.kept.get_mut(at) {
            *place = byte;
        }
        true
    }

    /// All bytes.
    pub(super) fn full(&self) -> Cow<'_, [u8]> {
        if self.kept.len() == self.length {
            return Cow::Borrowed(&self.kept);
        }
        let mut full = vec![0; self.length];
        for (place, byte) in full.iter_mut().zip(&self.kept) {
            *place = *byte;
        }
        Cow::Owned(full)
    }

    /// Where the bytes of two of one length differ, ascending.
    pub(super) fn differing<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = usize> + 'a {
        let end = self.kept.len().max(other.kept.len());
        (0..end).filter(|at| self.get(*at) != other.get(*at))
    }
}

impl PartialEq for Packed {
    fn eq(&self, other: &Self) -> bool {
        self.length == other.length && self.differing(other).next().is_none()
    }
}

impl Eq for Packed {}

fn is_zero(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| *byte == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_take_no_memory_and_are_bytes_all_the_same() {
        let mut packed = Packed::zeros(9);
        assert_eq!((packed.length(), packed.memory()), (9, 0));
        assert_eq!(packed.get(8), Some(0));
        assert_eq!(packed.get(9), None);
        assert!(packed.set(8, 0) && !packed.set(9, 0) && !packed.set(9, 1));
        assert_eq!(packed.memory(), 0);
        assert_eq!(*packed.full(), [0; 9]);
        assert!(packed.set(4, 7));
        assert_eq!((packed.get(4), packed.get(5)), (Some(7), Some(0)));
        assert_eq!(*packed.full(), [0, 0, 0, 0, 7, 0, 0, 0, 0]);
        assert!(packed != Packed::zeros(9));
        assert!(packed == Packed::of(vec![0, 0, 0, 0, 7, 0, 0, 0, 0]));
        assert_eq!(packed.differing(&Packed::zeros(9)).collect::<Vec<_>>(), [4]);
        // However the zeros came to be.
        assert!(packed.set(4, 0));
        assert!(packed == Packed::zeros(9) && packed == Packed::of(vec![0; 9]));
        assert!(packed != Packed::zeros(8));
        assert_eq!(Packed::of(vec![0; 9]).memory(), 0);
    }
}
