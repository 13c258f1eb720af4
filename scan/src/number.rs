//! Conversions between counts of pixels and places between them.
#![allow(
    clippy::as_conversions,
    reason = "counts here are far below 2^24, and `as` saturates what is not"
)]

/// A count as a length.
pub(crate) fn real(count: usize) -> f64 {
    count as f64
}

/// A whole number as a length.
pub(crate) fn real_of(number: i32) -> f64 {
    f64::from(number)
}

/// The greatest whole number that is not above `value`; 0 for what is no number.
pub(crate) fn floor(value: f64) -> i32 {
    // Without SSE 4.1 the library's floor is a call.
    let whole = value as i32;
    whole - i32::from(f64::from(whole) > value)
}

/// The nearest whole number; 0 for what is no number.
pub(crate) fn round(value: f64) -> i32 {
    value.round() as i32
}

/// As few halves: for places that are kept in numbers.
pub(crate) fn narrow(value: f64) -> f32 {
    value as f32
}

/// A count as a signed number.
pub(crate) fn signed(count: usize) -> i32 {
    count as i32
}

/// A number as a count; 0 for what is below.
pub(crate) fn count(number: i32) -> usize {
    number.max(0) as usize
}

/// A number as a byte, held between 0 and 255.
pub(crate) fn byte(number: i32) -> u8 {
    number.clamp(0, 255) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_out_of_range_is_held() {
        assert_eq!(floor(-0.5), -1);
        assert_eq!(floor(f64::NAN), 0);
        assert_eq!(round(1e300), i32::MAX);
        assert_eq!(count(-3), 0);
        assert_eq!((byte(-3), byte(77), byte(400)), (0, 77, 255));
    }
}
