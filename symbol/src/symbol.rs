//! One QR symbol: its modules, and how they came about.

use crate::modules::{Modules, Row};
use crate::version::Version;

/// A QR symbol at error correction level M, without its quiet zone.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Symbol {
    version: Version,
    mask: u8,
    modules: Modules,
}

impl Symbol {
    pub(crate) fn new(version: Version, mask: u8, modules: Modules) -> Self {
        Self {
            version,
            mask,
            modules,
        }
    }

    /// Its version, which is its size.
    pub fn version(&self) -> Version {
        self.version
    }

    /// The mask pattern it was turned with, 0 to 7 (ISO/IEC 18004 table 10).
    pub fn mask(&self) -> u8 {
        self.mask
    }

    /// Modules along one side, quiet zone excluded.
    pub fn side(&self) -> u16 {
        self.modules.side()
    }

    /// Whether the module in column `x` and row `y` is dark; everything outside is light.
    pub fn is_dark(&self, x: u16, y: u16) -> bool {
        self.modules.is_dark(x, y)
    }

    /// The rows from the top.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_>> {
        self.modules.rows()
    }

    /// Its modules, to compare with those that a picture was read back to.
    pub fn modules(&self) -> &Modules {
        &self.modules
    }
}
