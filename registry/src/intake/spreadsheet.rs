//! What spreadsheet programs make of numbers that are none.

use juma_format::person::{DocumentError, IdNumberError};

use crate::record::{Problem, RecordField};

/// Whether a value stands there as a power of ten, as a spreadsheet shows a long number: `4.40305E+17`.
/// No number, id or reference is written so.
pub(super) fn is_rounded(field: RecordField, value: &str) -> bool {
    let is_number = matches!(
        field,
        RecordField::DocumentNumber
            | RecordField::GuardianSubject
            | RecordField::IdentityReference
            | RecordField::Subject
    );
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    is_number
        && value
            .split_once(['E', 'e'])
            .is_some_and(|(mantissa, exponent)| {
                let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
                let exponent = exponent.strip_prefix('+').unwrap_or_default();
                whole.len() == 1 && is_digits(whole) && is_digits(fraction) && is_digits(exponent)
            })
}

/// Whether a number that is none has lost its digits behind the fifteenth.
pub(super) fn lost_digits(problem: Problem, value: &str) -> bool {
    let is_wrong = matches!(
        problem,
        Problem::Document(DocumentError::Number(
            IdNumberError::CheckDigit | IdNumberError::BirthDate
        ))
    );
    // A spreadsheet keeps fifteen digits of eighteen.
    is_wrong && value.len() == 18 && value.ends_with("000")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_of_ten_and_what_only_looks_like_one() {
        for value in ["4.40305E+17", "1E+17", "4.40305199912E+17", "4.4e+17"] {
            assert!(is_rounded(RecordField::DocumentNumber, value), "{value}");
        }
        // Passports are numbered so.
        for value in ["4E1234567", "E12345678", "1E17", "E+17", "44E+17", ""] {
            assert!(!is_rounded(RecordField::DocumentNumber, value), "{value}");
        }
        assert!(!is_rounded(RecordField::AddressText, "4.4E+17"));
    }
}
