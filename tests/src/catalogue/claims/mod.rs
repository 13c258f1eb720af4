//! Claims that the right key has signed and that are none (SPEC §5), and some that are.

mod keys;
mod texts;
mod values;

use crate::vector::Vector;

pub(super) fn vectors() -> Vec<Vector> {
    [keys::vectors(), texts::vectors(), values::vectors()].concat()
}
