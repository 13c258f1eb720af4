//! Administrative divisions of China by their codes of GB/T 2260: provinces, prefectures, districts.
//!
//! A [`Region`] is a code, not a claim that the division exists: citizen numbers bear codes that have
//! vanished, and next year's codes are not known today. What is known of a code is its [`Region::name`] and
//! [`Region::standing`].

mod divisions;
mod name;
#[cfg(test)]
mod tests;

use core::fmt;

pub use name::RegionName;

/// An administrative division in its shortest form: `44`, `4403` or `440305`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region(u32);

impl Region {
    /// The division of a number of two, four or six digits.
    ///
    /// # Errors
    ///
    /// [`RegionError::Padded`] for `440000`, whose one form here is `44`, and the like.
    pub const fn from_code(code: u32) -> Result<Self, RegionError> {
        let province = match code {
            10..=99 => code,
            1000..=9999 => code / 100,
            100_000..=999_999 => code / 10_000,
            _ => return Err(RegionError::Length),
        };
        if province < 11 || province > 82 {
            return Err(RegionError::Province);
        }
        if code.is_multiple_of(100) {
            return Err(RegionError::Padded);
        }
        Ok(Self(code))
    }

    /// The division written in two, four or six decimal digits.
    ///
    /// Six digits may be the conventional form: `440000` is `44` and `440300` is `4403`.
    ///
    /// # Errors
    ///
    /// As [`Region::from_code`], and [`RegionError::Digit`].
    pub fn parse(text: &str) -> Result<Self, RegionError> {
        if let Some(at) = text.bytes().position(|byte| !byte.is_ascii_digit()) {
            return Err(RegionError::Digit { at });
        }
        let significant = match text.len() {
            6 => {
                let short = text.strip_suffix("00").unwrap_or(text);
                short.strip_suffix("00").unwrap_or(short)
            }
            2 | 4 => text,
            _ => return Err(RegionError::Length),
        };
        // A leading zero would shorten the number; there is no such province.
        if significant.starts_with('0') || significant.is_empty() {
            return Err(RegionError::Province);
        }
        Self::from_code(significant.parse().map_err(|_| RegionError::Length)?)
    }

    /// The number of two, four or six digits.
    #[must_use]
    pub const fn code(self) -> u32 {
        self.0
    }

    /// The level that the number of digits tells.
    #[must_use]
    pub const fn level(self) -> Level {
        match self.0 {
            0..=99 => Level::Province,
            100..=9999 => Level::Prefecture,
            _ => Level::District,
        }
    }

    /// The division that holds this one, at `level`; itself, if it is no finer than that.
    ///
    /// A few districts, such as the former `460001`, have no prefecture; for these the province stands in.
    #[must_use]
    pub const fn truncate(self, level: Level) -> Self {
        let province = match self.level() {
            Level::Province => self.0,
            Level::Prefecture => self.0 / 100,
            Level::District => self.0 / 10_000,
        };
        let prefecture = match self.level() {
            Level::Province | Level::Prefecture => self.0,
            Level::District if (self.0 / 100).is_multiple_of(100) => province,
            Level::District => self.0 / 100,
        };
        match level {
            Level::Province => Self(province),
            Level::Prefecture => Self(prefecture),
            Level::District => self,
        }
    }

    /// The prefecture that holds this division, or the division itself if it is no finer.
    #[must_use]
    pub const fn prefecture(self) -> Self {
        self.truncate(Level::Prefecture)
    }

    /// Whether this division's digits begin with those of `prefix`, so that it lies in it or is it.
    #[must_use]
    pub const fn is_within(self, prefix: Self) -> bool {
        let begins = match (self.level(), prefix.level()) {
            (Level::District, Level::Province) => self.0 / 10_000,
            (Level::District, Level::Prefecture) | (Level::Prefecture, Level::Province) => {
                self.0 / 100
            }
            _ => self.0,
        };
        begins == prefix.0
    }

    /// The Chinese name from the province down, if the code is known; historic codes have theirs.
    #[must_use]
    pub fn name(self) -> Option<RegionName> {
        RegionName::of(self)
    }

    /// Whether the code stands, has vanished, or was never heard of.
    #[must_use]
    pub fn standing(self) -> Standing {
        divisions::find(self).map_or(Standing::Unknown, |division| division.standing)
    }
}

/// The decimal digits of the code.
impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// How fine a division is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// 省, 自治区, 直辖市, 特别行政区: two digits.
    Province,
    /// 地级市, 自治州, 地区, 盟: four digits.
    Prefecture,
    /// 区, 县, 县级市, 旗: six digits.
    District,
}

/// What the lists say of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// In the lists of 2023.
    Current,
    /// In earlier lists only. Citizen numbers keep such codes for life.
    Historic,
    /// In none. It may be newer than the lists.
    Unknown,
}

/// Why a number or a text is no region code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RegionError {
    /// Something else than a decimal digit.
    Digit {
        /// Offset in bytes.
        at: usize,
    },
    /// Neither two nor four nor six digits.
    Length,
    /// It ends in 00, so that the division has a shorter form.
    Padded,
    /// No province bears the first two digits.
    Province,
}

impl fmt::Display for RegionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Digit { at } => write!(f, "byte {at} of the region code is no digit"),
            Self::Length => f.write_str("a region code has 2, 4 or 6 digits"),
            Self::Padded => f.write_str("the region code ends in 00 and has a shorter form"),
            Self::Province => f.write_str("a region code begins with 11 to 82"),
        }
    }
}

impl core::error::Error for RegionError {}
