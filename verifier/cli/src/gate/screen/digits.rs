//! A number that is read across a hall.

/// Rows of three by five blocks, the lowest bit the right one.
const SHAPES: [[u8; 5]; 10] = [
    [7, 5, 5, 5, 7],
    [2, 6, 2, 2, 7],
    [7, 1, 7, 4, 7],
    [7, 1, 7, 1, 7],
    [5, 5, 7, 1, 1],
    [7, 4, 7, 1, 7],
    [7, 4, 7, 5, 7],
    [7, 1, 1, 1, 1],
    [7, 5, 7, 5, 7],
    [7, 5, 7, 1, 7],
];

/// The columns of six digits.
pub(super) const COLUMNS: usize = 6 * 8 - 2;

/// The rows of a number.
pub(super) fn rows(number: u32) -> [String; 5] {
    let digits: Vec<[u8; 5]> = number
        .to_string()
        .chars()
        .filter_map(|digit| digit.to_digit(10))
        .filter_map(|digit| SHAPES.get(usize::try_from(digit).ok()?).copied())
        .collect();
    core::array::from_fn(|row| {
        let digits = digits.iter().map(|shape| {
            let blocks = shape.get(row).copied().unwrap_or_default();
            let block = |bit| if blocks & bit == 0 { "  " } else { "██" };
            [block(4), block(2), block(1)].concat()
        });
        digits.collect::<Vec<_>>().join("  ")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_digit_has_its_shape() {
        let one = rows(1).join("\n");
        assert_eq!(one, "  ██  \n████  \n  ██  \n  ██  \n██████");
        for number in [123_456, 780_999] {
            for row in rows(number) {
                assert_eq!(row.chars().count(), COLUMNS);
            }
        }
        let shapes: std::collections::BTreeSet<[u8; 5]> = SHAPES.into();
        assert_eq!(shapes.len(), 10);
    }
}
