//! The modules of a symbol as they were read.

/// Modules row after row, without the quiet zone.
#[derive(Clone, Copy)]
pub(crate) struct Modules<'a> {
    side: usize,
    dark: &'a [u8],
    margins: &'a [u8],
}

impl<'a> Modules<'a> {
    /// Modules that are 1 where dark and 0 where light, each as sure as the others.
    pub(crate) fn certain(side: usize, dark: &'a [u8]) -> Self {
        Self {
            side,
            dark,
            margins: &[],
        }
    }

    /// Modules with how far each was from being the other; 0 where nothing is known.
    pub(crate) fn with_margins(side: usize, dark: &'a [u8], margins: &'a [u8]) -> Self {
        Self {
            side,
            dark,
            margins,
        }
    }

    pub(crate) fn side(&self) -> usize {
        self.side
    }

    /// Whether the module in column `x` of row `y` is dark; none outside is.
    pub(crate) fn bit(&self, x: usize, y: usize) -> bool {
        x < self.side && self.at(y * self.side + x) != 0
    }

    /// 1 where the module at `index` is dark.
    pub(super) fn at(&self, index: usize) -> u8 {
        self.dark.get(index).copied().unwrap_or_default()
    }

    /// How far the module at `index` was from being the other; nothing where all are certain.
    pub(super) fn margin(&self, index: usize) -> Option<u8> {
        self.margins.get(index).copied()
    }

    pub(super) fn has_margins(&self) -> bool {
        !self.margins.is_empty()
    }

    /// Puts the modules with rows and columns exchanged, the symbol seen from behind, into `dark` and
    /// `margins`.
    pub(crate) fn exchange(&self, dark: &mut Vec<u8>, margins: &mut Vec<u8>) {
        for (from, to) in [(self.dark, dark), (self.margins, margins)] {
            to.clear();
            for x in 0..self.side {
                to.extend(from.iter().skip(x).step_by(self.side));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exchanging_is_turning_over() {
        let (mut dark, mut margins) = (vec![], vec![]);
        let modules = Modules::with_margins(
            3,
            &[1, 0, 1, 0, 0, 1, 0, 0, 0],
            &[1, 2, 3, 4, 5, 6, 7, 8, 9],
        );
        modules.exchange(&mut dark, &mut margins);
        assert_eq!(dark, [1, 0, 0, 0, 0, 0, 1, 1, 0]);
        assert_eq!(margins, [1, 4, 7, 2, 5, 8, 3, 6, 9]);
    }
}
