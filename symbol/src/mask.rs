//! The eight mask patterns (ISO/IEC 18004 §7.8.2, table 10).

/// Every mask, by its number in table 10.
pub(crate) const MASKS: [u8; 8] = [0, 1, 2, 3, 4, 5, 6, 7];

/// Whether this mask turns the module in column `x` and row `y`, if it takes data.
pub(crate) fn turns(mask: u8, x: u16, y: u16) -> bool {
    // The standard's i is the row, its j the column.
    let (i, j) = (u32::from(y), u32::from(x));
    match mask {
        0 => (i + j) % 2 == 0,
        1 => i % 2 == 0,
        2 => j % 3 == 0,
        3 => (i + j) % 3 == 0,
        4 => (i / 2 + j / 3) % 2 == 0,
        5 => i * j % 2 + i * j % 3 == 0,
        6 => (i * j % 2 + i * j % 3) % 2 == 0,
        _ => ((i + j) % 2 + i * j % 3) % 2 == 0,
    }
}
