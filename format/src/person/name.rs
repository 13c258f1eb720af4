use alloc::string::String;

use super::{PersonTextError, check_length, redacted_debug};
use crate::characters;

/// A person's name as the identity document has it.
#[derive(Clone, PartialEq, Eq)]
pub struct Name(String);

/// A name that says no more than one character: `张*`, `J*`, or `*` where even that is too much.
#[derive(Clone, PartialEq, Eq)]
pub struct MaskedName(String);

redacted_debug!(Name => "Name", MaskedName => "MaskedName");

impl Name {
    /// The most characters of a name. Registers must hold 50 (民委发〔2016〕33号); a little room
    /// is for transcriptions, and beyond it the code would not fit a symbol for paper.
    pub const MAX_CHARS: usize = 64;

    /// A name, checked by SPEC §5.3.
    ///
    /// # Errors
    /// When it is empty, too long, or holds a character that no name has.
    pub fn new(name: String) -> Result<Self, PersonTextError> {
        check_length(&name, Self::MAX_CHARS)?;
        characters::check_name(&name)?;
        Ok(Self(name))
    }

    /// The name itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first letter and one star, whatever the length: the number of stars would say how long
    /// the name is. The apostrophe of `'t Hooft`, the one sign that a name begins with, is none.
    #[must_use]
    pub fn masked(&self) -> MaskedName {
        let mut masked: String = self.0.chars().filter(|c| *c != '\'').take(1).collect();
        masked.push(MaskedName::STAR);
        MaskedName(masked)
    }
}

impl MaskedName {
    const STAR: char = '*';

    /// A masked name of one of the two shapes.
    ///
    /// # Errors
    /// When it is anything else than one character that a name may have and a star, or a star.
    pub fn new(name: String) -> Result<Self, PersonTextError> {
        let mut chars = name.chars();
        match (chars.next(), chars.next(), chars.next()) {
            (Some(Self::STAR), None, None) => {}
            (Some(first), Some(Self::STAR), None) => {
                characters::check_name(first.encode_utf8(&mut [0; 4]))?;
            }
            _ => return Err(PersonTextError::NotMasked),
        }
        Ok(Self(name))
    }

    /// The star alone, for a person whom even one character would single out.
    #[must_use]
    pub fn hidden() -> Self {
        Self(Self::STAR.into())
    }

    /// The masked name itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it may stand for this name (SPEC §7.4).
    #[must_use]
    pub fn may_mask(&self, name: &Name) -> bool {
        *self == Self::hidden() || *self == name.masked()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks() {
        for (name, masked) in [
            ("张三", "张*"),
            ("张", "张*"),
            ("欧阳娜娜", "欧*"),
            ("买买提·阿不都热合曼", "买*"),
            ("𠮷野", "𠮷*"),
            ("\u{E7C7}三", "\u{E7C7}*"),
            ("Jean-Luc", "J*"),
            ("Đặng", "Đ*"),
            ("\u{1E94}\u{30C}ona", "\u{1E94}*"),
            ("'t Hooft", "t*"),
        ] {
            let name = Name::new(name.into()).unwrap();
            assert_eq!(name.masked().as_str(), masked);
            assert!(
                MaskedName::new(masked.into()) == Ok(name.masked()),
                "{masked}"
            );
        }
    }

    #[test]
    fn a_mask_is_of_one_name_and_the_star_of_all() {
        let name = Name::new("欧阳娜娜".into()).unwrap();
        for (masked, may) in [("欧*", true), ("*", true), ("张*", false), ("阳*", false)] {
            let masked = MaskedName::new(masked.into()).unwrap();
            assert_eq!(masked.may_mask(&name), may, "{}", masked.as_str());
        }
    }

    #[test]
    fn lengths_of_names() {
        let length = |count: usize| Name::new("龘".repeat(count)).err();
        assert_eq!(length(0), Some(PersonTextError::Empty));
        assert_eq!(length(Name::MAX_CHARS), None);
        let max = Name::MAX_CHARS;
        assert_eq!(
            length(max + 1),
            Some(PersonTextError::TooLong {
                chars: max + 1,
                max
            })
        );
    }
}
