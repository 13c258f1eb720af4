//! Reed–Solomon correction of errors and erasures: ISO/IEC 18004, 7.5.2 and annex B.
//!
//! Berlekamp's and Massey's algorithm started from the erasures, as in R. Blahut, Algebraic Codes
//! for Data Transmission (2003), figure 7.11; positions by Chien's search, values by Forney's
//! formula.

use super::galois::{ORDER, ROOTS, add, divide, multiply, power, times_power_row};

/// What a correction may use of its codewords.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Redundancy {
    /// Codewords at the end of a block that are not data.
    pub(crate) codewords: usize,
    /// How many of them only detect errors.
    pub(crate) reserved: usize,
}

/// More codewords are wrong than can be repaired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooManyErrors;

/// Repairs `block`, in which the codewords at the places `erased` are known to be doubtful;
/// returns how many codewords that were not erased were wrong.
///
/// Twice the errors and the erasures together are at most what `redundancy` leaves. On failure the
/// block is as it was.
pub(crate) fn correct(
    block: &mut [u8],
    redundancy: Redundancy,
    erased: &[usize],
) -> Result<usize, TooManyErrors> {
    let count = redundancy.codewords;
    if count > ROOTS || block.len() > ORDER || block.len() < count {
        return Err(TooManyErrors);
    }
    let syndromes = syndromes(block, count);
    if syndromes == [0; ROOTS] {
        return Ok(0);
    }
    let usable = count.saturating_sub(redundancy.reserved);
    if erased.len() > usable {
        return Err(TooManyErrors);
    }
    let last = block.len() - 1;
    let mut erasures = ONE;
    for place in erased {
        let exponent = last.checked_sub(*place).ok_or(TooManyErrors)?;
        erasures = times_factor(&erasures, power(exponent));
    }
    let (locator, degree) = locator(&syndromes, count, &erasures, erased.len());
    let errors = degree.checked_sub(erased.len()).ok_or(TooManyErrors)?;
    if 2 * errors + erased.len() > usable {
        return Err(TooManyErrors);
    }
    let evaluator = evaluator(&syndromes, count, &locator);
    let mut repairs = [(0, 0); ROOTS];
    let mut found = 0;
    for (place, exponent) in (0..block.len()).rev().enumerate() {
        let inverse = power(ORDER - exponent % ORDER);
        if evaluate(&locator, inverse) != 0 {
            continue;
        }
        let slope = evaluate(&derivative(&locator), inverse);
        let repair = repairs.get_mut(found).ok_or(TooManyErrors)?;
        let value = divide(evaluate(&evaluator, inverse), slope);
        *repair = (place, multiply(value, power(exponent)));
        found += 1;
    }
    if found != degree {
        return Err(TooManyErrors);
    }
    let repairs = repairs.get(..found).unwrap_or_default();
    apply(block, repairs);
    if self::syndromes(block, count) != [0; ROOTS] {
        apply(block, repairs);
        return Err(TooManyErrors);
    }
    Ok(errors)
}

/// Coefficients, lowest power first; one more than the highest degree.
type Polynomial = [u8; ROOTS + 1];

const ONE: Polynomial = {
    let mut one = [0; ROOTS + 1];
    one[0] = 1;
    one
};

/// The block, first codeword highest, at the roots of the generator polynomial.
fn syndromes(block: &[u8], count: usize) -> [u8; ROOTS] {
    let mut syndromes = [0; ROOTS];
    // Four roots at a time: their chains of look-ups do not wait for one another.
    for (group, four) in syndromes.chunks_mut(4).enumerate() {
        let rows = [0, 1, 2, 3].map(|n| times_power_row((4 * group + n).min(ROOTS - 1)));
        let mut sums = [0_u8; 4];
        for codeword in block {
            for (sum, row) in sums.iter_mut().zip(rows) {
                *sum = row.get(usize::from(*sum)).copied().unwrap_or_default() ^ codeword;
            }
        }
        for ((syndrome, sum), index) in four.iter_mut().zip(sums).zip(4 * group..) {
            *syndrome = if index < count { sum } else { 0 };
        }
        if 4 * group + 4 >= count {
            break;
        }
    }
    syndromes
}

/// The polynomial whose inverse roots are the places in error, and its supposed degree.
fn locator(
    syndromes: &[u8; ROOTS],
    count: usize,
    erasures: &Polynomial,
    erased: usize,
) -> (Polynomial, usize) {
    let mut locator = *erasures;
    let mut previous = *erasures;
    let mut length = erased;
    for round in erased + 1..=count {
        let discrepancy = locator
            .iter()
            .take(length + 1)
            .zip(syndromes.get(..round).unwrap_or_default().iter().rev())
            .fold(0, |sum, (a, b)| add(sum, multiply(*a, *b)));
        shift(&mut previous);
        if discrepancy == 0 {
            continue;
        }
        let before = locator;
        for (coefficient, earlier) in locator.iter_mut().zip(previous) {
            *coefficient = add(*coefficient, multiply(discrepancy, earlier));
        }
        if 2 * length < round + erased {
            length = round + erased - length;
            previous = before.map(|coefficient| divide(coefficient, discrepancy));
        }
    }
    (locator, length)
}

/// Syndromes times locator, without powers from `count` on.
fn evaluator(syndromes: &[u8; ROOTS], count: usize, locator: &Polynomial) -> Polynomial {
    let mut product = [0; ROOTS + 1];
    for (n, coefficient) in product.iter_mut().enumerate().take(count) {
        *coefficient = locator
            .iter()
            .zip(syndromes.get(..=n).unwrap_or_default().iter().rev())
            .fold(0, |sum, (a, b)| add(sum, multiply(*a, *b)));
    }
    product
}

fn evaluate(polynomial: &Polynomial, at: u8) -> u8 {
    polynomial
        .iter()
        .rev()
        .fold(0, |sum, coefficient| add(multiply(sum, at), *coefficient))
}

/// Of characteristic 2: the odd powers, one lower.
fn derivative(polynomial: &Polynomial) -> Polynomial {
    let mut derivative = *polynomial;
    derivative[0] = 0;
    derivative.rotate_left(1);
    for odd in derivative.iter_mut().skip(1).step_by(2) {
        *odd = 0;
    }
    derivative
}

/// Times 1 + `root` x.
fn times_factor(polynomial: &Polynomial, root: u8) -> Polynomial {
    let mut raised = *polynomial;
    shift(&mut raised);
    let mut product = *polynomial;
    for (coefficient, higher) in product.iter_mut().zip(raised) {
        *coefficient = add(*coefficient, multiply(root, higher));
    }
    product
}

/// Times x.
fn shift(polynomial: &mut Polynomial) {
    polynomial.rotate_right(1);
    if let Some(first) = polynomial.first_mut() {
        *first = 0;
    }
}

fn apply(block: &mut [u8], repairs: &[(usize, u8)]) {
    for (place, value) in repairs {
        if let Some(codeword) = block.get_mut(*place) {
            *codeword = add(*codeword, *value);
        }
    }
}

/// The correction codewords of `data`: what an encoder puts behind them.
#[cfg(test)]
pub(super) fn redundancy_of(data: &[u8], count: usize) -> Vec<u8> {
    let mut generator = vec![1];
    for exponent in 0..count {
        let mut product = generator.clone();
        product.push(0);
        for (coefficient, lower) in product.iter_mut().skip(1).zip(&generator) {
            *coefficient = add(*coefficient, multiply(*lower, power(exponent)));
        }
        generator = product;
    }
    let mut rest = data.to_vec();
    rest.resize(data.len() + count, 0);
    for n in 0..data.len() {
        let factor = rest[n];
        for (value, coefficient) in rest[n..].iter_mut().zip(&generator) {
            *value = add(*value, multiply(factor, *coefficient));
        }
    }
    rest.split_off(data.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// ISO/IEC 18004, annex I: version 1-M for the digits 01234567.
    #[test]
    fn the_example_of_the_standard() {
        let data = [
            0x10, 0x20, 0x0c, 0x56, 0x61, 0x80, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11,
            0xec, 0x11,
        ];
        let redundancy = [0xa5, 0x24, 0xd4, 0xc1, 0xed, 0x36, 0xc7, 0x87, 0x2c, 0x55];
        assert_eq!(redundancy_of(&data, 10), redundancy);
        let whole = [&data[..], &redundancy].concat();
        let mut block = whole.clone();
        for place in [0, 7, 15, 25] {
            block[place] ^= 0x5a;
        }
        let ours = Redundancy {
            codewords: 10,
            reserved: 2,
        };
        assert_eq!(correct(&mut block, ours, &[]), Ok(4));
        assert_eq!(block, whole);
        // A fifth error could be repaired, but the standard keeps two codewords against misreading.
        for place in [0, 7, 15, 20, 25] {
            block[place] ^= 0x5a;
        }
        let damaged = block.clone();
        assert_eq!(correct(&mut block, ours, &[]), Err(TooManyErrors));
        assert_eq!(block, damaged);
    }

    /// A block, the number of its correction codewords, and other places in a random order.
    fn damaged() -> impl Strategy<Value = (Vec<u8>, usize, Vec<usize>, Vec<u8>)> {
        (7_usize..=30, 1_usize..=123).prop_flat_map(|(count, length)| {
            (
                prop::collection::vec(any::<u8>(), length),
                Just(count),
                Just((0..length + count).collect::<Vec<_>>()).prop_shuffle(),
                prop::collection::vec(1_u8.., length + count),
            )
        })
    }

    proptest! {
        #[test]
        fn errors_and_erasures_within_the_bound_are_repaired(
            (data, count, places, noise) in damaged(), part in 0_usize..=100,
        ) {
            let whole = [&data[..], &redundancy_of(&data, count)].concat();
            let erased = (count * part / 100).min(places.len());
            let errors = ((count - erased) / 2).min(places.len() - erased);
            let mut block = whole.clone();
            for place in &places[..erased + errors] {
                block[*place] ^= noise[*place];
            }
            let ours = Redundancy { codewords: count, reserved: 0 };
            prop_assert_eq!(correct(&mut block, ours, &places[..erased]), Ok(errors));
            prop_assert_eq!(block, whole);
        }

        #[test]
        fn what_is_not_repaired_is_left_and_what_is_repaired_is_a_codeword(
            (mut block, count, places, _) in damaged(), erased in 0_usize..40,
        ) {
            let erased = &places[..erased.min(places.len())];
            prop_assume!(block.len() >= count);
            let before = block.clone();
            let ours = Redundancy { codewords: count, reserved: 0 };
            let places: Vec<usize> = erased.iter().copied().filter(|n| *n < block.len()).collect();
            match correct(&mut block, ours, &places) {
                Ok(_) => prop_assert_eq!(syndromes(&block, count), [0; ROOTS]),
                Err(TooManyErrors) => prop_assert_eq!(block, before),
            }
        }

        #[test]
        fn rxing_repairs_the_same((data, count, places, noise) in damaged(), errors in 0_usize..20) {
            use rxing::common::reedsolomon::{
                PredefinedGenericGF, ReedSolomonDecoder,
            };
            let mut block = [&data[..], &redundancy_of(&data, count)].concat();
            for place in places.iter().take(errors) {
                block[*place] ^= noise[*place];
            }
            let theirs = ReedSolomonDecoder::new(PredefinedGenericGF::QrCodeField256.into());
            let mut wide: Vec<i32> = block.iter().copied().map(i32::from).collect();
            let repaired = theirs.decode(&mut wide, i32::try_from(count).unwrap());
            let ours = Redundancy { codewords: count, reserved: 0 };
            match correct(&mut block, ours, &[]) {
                Ok(_) => {
                    prop_assert!(repaired.is_ok());
                    prop_assert!(wide.iter().eq(&block.into_iter().map(i32::from).collect::<Vec<_>>()));
                }
                Err(TooManyErrors) => {
                    prop_assert!(errors > count / 2);
                    // Of an odd number of codewords rxing also uses the half that repairs nothing
                    // for certain, and does not look at what it has made: that is no codeword, or
                    // one farther away than can be told apart.
                    let made: Vec<u8> = wide.iter().map(|it| u8::try_from(*it).unwrap()).collect();
                    let changed = made.iter().zip(&block).filter(|(a, b)| a != b).count();
                    let is_codeword = syndromes(&made, count) == [0; ROOTS];
                    let is_hopeless = !is_codeword || changed > count / 2;
                    prop_assert!(repaired.is_err() || (count % 2 == 1 && is_hopeless));
                }
            }
        }
    }
}
