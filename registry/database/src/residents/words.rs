//! The words of the schema.

use juma_format::person::Sex;

use crate::StoreError;

pub(super) const fn sex_word(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "female",
        Sex::Male => "male",
        Sex::Unspecified => "unspecified",
    }
}

pub(super) fn sex(word: &str) -> Result<Sex, StoreError> {
    let all = [Sex::Female, Sex::Male, Sex::Unspecified];
    let found = all.into_iter().find(|sex| sex_word(*sex) == word);
    found.ok_or(StoreError::Corrupt)
}
