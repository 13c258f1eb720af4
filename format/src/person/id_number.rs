use alloc::string::String;
use core::fmt;

use super::{Sex, redacted_debug};
use crate::time::Date;

/// An 18-character number of the form of GB 11643: citizens, residents from Hong Kong, Macau and
/// Taiwan (81, 82, 83) and foreign permanent residents (9) have it. It implies birth date and sex.
/// Kept without its last character, which ISO 7064 MOD 11-2 computes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct IdNumber {
    body: u64,
}

redacted_debug!(IdNumber => "IdNumber");

/// Why a text or an integer is no such number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IdNumberError {
    /// The date of birth in it does not exist.
    BirthDate,
    /// The last character is not the one that the others give.
    CheckDigit,
    /// It is not 17 digits and a digit or an upper-case X.
    Shape,
}

impl fmt::Display for IdNumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BirthDate => "the date of birth in the number does not exist",
            Self::CheckDigit => "the last character does not fit the others",
            Self::Shape => "not 17 digits and a digit or X",
        })
    }
}

impl core::error::Error for IdNumberError {}

impl IdNumber {
    /// Digits without the check character.
    const DIGITS: usize = 17;

    /// Reads the 18 characters and checks the last.
    ///
    /// # Errors
    /// When the text is no such number.
    pub fn parse(text: &str) -> Result<Self, IdNumberError> {
        let Some((digits, [check])) = text.as_bytes().split_first_chunk::<17>() else {
            return Err(IdNumberError::Shape);
        };
        let body = digits.iter().try_fold(0_u64, |body, digit| {
            digit
                .is_ascii_digit()
                .then(|| body * 10 + u64::from(digit - b'0'))
        });
        let body = body.ok_or(IdNumberError::Shape)?;
        if !check.is_ascii_digit() && *check != b'X' {
            return Err(IdNumberError::Shape);
        }
        let number = Self::from_body(body)?;
        if number.check_character() != char::from(*check) {
            return Err(IdNumberError::CheckDigit);
        }
        Ok(number)
    }

    /// The number of its first 17 digits, as a code carries it.
    ///
    /// # Errors
    /// When there are not 17 digits, the first is 0, or there is no such date of birth.
    pub fn from_body(body: u64) -> Result<Self, IdNumberError> {
        if !(10_u64.pow(16)..10_u64.pow(17)).contains(&body) {
            return Err(IdNumberError::Shape);
        }
        let number = Self { body };
        number.find_birth_date().ok_or(IdNumberError::BirthDate)?;
        Ok(number)
    }

    /// The first 17 digits as an integer.
    #[must_use]
    pub const fn body(self) -> u64 {
        self.body
    }

    /// The day of birth in it.
    #[must_use]
    #[expect(
        clippy::missing_panics_doc,
        clippy::expect_used,
        reason = "checked when it was made"
    )]
    pub fn birth_date(self) -> Date {
        self.find_birth_date()
            .expect("an IdNumber holds a date that exists")
    }

    /// The sex in it: odd sequence numbers are men's.
    #[must_use]
    pub const fn sex(self) -> Sex {
        if self.body % 2 == 1 {
            Sex::Male
        } else {
            Sex::Female
        }
    }

    /// Its first two digits, which tell whose number it is.
    #[must_use]
    pub const fn leading_two(self) -> u64 {
        self.body / 10_u64.pow(15)
    }

    /// The administrative division that first gave it, six digits, perhaps a historic one.
    /// Meaningless for foreign permanent residents.
    #[must_use]
    pub fn division(self) -> u32 {
        u32::try_from(self.body / 10_u64.pow(11)).unwrap_or(0)
    }

    /// The 18 characters.
    #[must_use]
    pub fn to_text(self) -> String {
        let mut text = alloc::format!("{:017}", self.body);
        text.push(self.check_character());
        text
    }

    fn find_birth_date(self) -> Option<Date> {
        let digits = self.body / 1000;
        let part = |divisor: u64, modulus: u64| u32::try_from(digits / divisor % modulus).ok();
        Date::from_ymd(
            i32::try_from(part(10_000, 10_000)?).ok()?,
            part(100, 100)?,
            part(1, 100)?,
        )
    }

    /// ISO 7064 MOD 11-2: the digit that makes the weighted sum 1 modulo 11, X for ten.
    fn check_character(self) -> char {
        let (mut body, mut weight, mut sum) = (self.body, 2, 0);
        for _ in 0..Self::DIGITS {
            sum += body % 10 * weight;
            weight = weight * 2 % 11;
            body /= 10;
        }
        match (12 - sum % 11) % 11 {
            10 => 'X',
            digit => u32::try_from(digit)
                .ok()
                .and_then(|d| char::from_digit(d, 10))
                .unwrap_or('0'),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_gb_11643() {
        let number = IdNumber::parse("11010519491231002X").unwrap();
        assert_eq!(number.birth_date().ymd(), (1949, 12, 31));
        assert_eq!(number.sex(), Sex::Female);
        assert_eq!(number.division(), 110_105);
        assert_eq!(number.to_text(), "11010519491231002X");
        assert_eq!(
            IdNumber::parse("440524188001010014").unwrap().sex(),
            Sex::Male
        );
    }

    #[test]
    fn every_wrong_last_character_is_found() {
        for last in "0123456789Xx".chars() {
            let text = alloc::format!("11010519491231002{last}");
            assert_eq!(IdNumber::parse(&text).is_ok(), last == 'X', "{last}");
        }
    }

    #[test]
    fn shapes_and_dates_that_no_number_has() {
        for (text, error) in [
            ("", IdNumberError::Shape),
            ("110105491231002", IdNumberError::Shape),
            ("1101051949123100 X", IdNumberError::Shape),
            ("010105194912310021", IdNumberError::Shape),
            ("11010519490229002X", IdNumberError::BirthDate),
            ("1101051949123100２X", IdNumberError::Shape),
        ] {
            assert_eq!(IdNumber::parse(text), Err(error), "{text}");
        }
    }

    /// ISO 7064 MOD 11-2 finds every single wrong digit and every swap of two neighbours.
    #[test]
    fn slips_of_the_pen_are_found() {
        let good = "440305198502290013";
        assert_eq!(
            IdNumber::parse(good).map(|_| ()),
            Err(IdNumberError::BirthDate)
        );
        for good in ["11010519491231002X", "440524188001010014"] {
            let bytes = good.as_bytes();
            for at in 0..17 {
                for digit in b'0'..=b'9' {
                    let mut slip = bytes.to_vec();
                    slip[at] = digit;
                    let slip = String::from_utf8(slip).unwrap();
                    assert_eq!(IdNumber::parse(&slip).is_ok(), slip == good, "{slip}");
                }
                let mut swapped = bytes.to_vec();
                swapped.swap(at, at + 1);
                let swapped = String::from_utf8(swapped).unwrap();
                assert_eq!(
                    IdNumber::parse(&swapped).is_ok(),
                    swapped == good,
                    "{swapped}"
                );
            }
        }
    }

    #[test]
    fn bodies_at_the_ends() {
        for body in [0, 10_u64.pow(16) - 1, 10_u64.pow(17), u64::MAX] {
            assert_eq!(
                IdNumber::from_body(body).map(|_| ()),
                Err(IdNumberError::Shape),
                "{body}"
            );
        }
        // Year, month and day that no calendar has, and a birth before anybody alive.
        for date in [
            0, 99_991_231, 20_261_301, 20_260_001, 20_260_100, 18_791_231, 21_000_102,
        ] {
            let body = 110_105 * 10_u64.pow(11) + date * 1000;
            assert_eq!(
                IdNumber::from_body(body).map(|_| ()),
                Err(IdNumberError::BirthDate)
            );
        }
    }
}
