use juma_cli::failure::Failure;
use juma_format::{
    claims::{Person, Population},
    person::{
        Address, AddressState, AddressTail, Document, DocumentKind, HouseholdAddress, Name, Sex,
        TravelDocument,
    },
    region::Region,
    time::Date,
};

use crate::office::failed;

/// A kind of person, by what makes codes longer or shorter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonKind {
    /// A name of 3 characters and a citizen number; what the budgets are for.
    Plain,
    /// A name of 25 characters.
    LongName,
    /// A Latin name of 20 letters and a passport.
    Passport,
    /// As plain, and an address of household registration of 30 characters more.
    Household,
}

impl PersonKind {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 4] = [Self::Plain, Self::LongName, Self::Passport, Self::Household];

    /// The head of the column.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Plain => "3 characters",
            Self::LongName => "25 characters",
            Self::Passport => "Latin, passport",
            Self::Household => "household address",
        }
    }

    /// The population.
    #[must_use]
    pub const fn population(self) -> Population {
        match self {
            Self::Plain | Self::LongName => Population::Household,
            Self::Passport => Population::Outside,
            Self::Household => Population::Migrant,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Plain | Self::Household => "测试一",
            Self::LongName => "阿卜杜样例·买买提测试·示范古丽·居马热合曼样例江",
            Self::Passport => "Maximilian Musterman",
        }
    }

    /// The person.
    ///
    /// # Errors
    /// Never in practice: the constants are good.
    pub fn person(self) -> Result<Person, Failure> {
        Ok(Person {
            name: Name::new(self.name().to_owned()).map_err(failed("no name"))?,
            document: self.document()?,
            address: Address::from_parts(AddressState::Registered, Some(tail()?))
                .ok_or_else(|| Failure::new("no address"))?,
            household: match self {
                Self::Household => Some(HouseholdAddress {
                    region: Region::parse("441802").map_err(failed("no region"))?,
                    tail: tail()?,
                }),
                _ => None,
            },
        })
    }

    fn document(self) -> Result<Document, Failure> {
        let no_document = failed("no document");
        if self != Self::Passport {
            let number = "440304199001019999";
            return Document::numbered(DocumentKind::Citizen, number).map_err(no_document);
        }
        let birth = Date::from_ymd(1983, 7, 7).ok_or_else(|| Failure::new("no date"))?;
        TravelDocument::new(DocumentKind::Passport, "X00000000", birth, Sex::Male)
            .map(Document::Travel)
            .map_err(no_document)
    }
}

/// 30 characters of which each takes two bytes of GB 18030.
const TAIL: &str = "样例街道示范路样例花园第一期样例大厦甲座二单元一百零一号房间";

fn tail() -> Result<AddressTail, Failure> {
    AddressTail::new(TAIL.to_owned()).map_err(failed("no address"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths() {
        assert_eq!(TAIL.chars().count(), 30);
        assert_eq!(PersonKind::Plain.name().chars().count(), 3);
        assert_eq!(PersonKind::LongName.name().chars().count(), 25);
        assert_eq!(PersonKind::Passport.name().len(), 20);
    }
}
