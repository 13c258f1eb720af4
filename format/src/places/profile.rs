use alloc::vec::Vec;

use super::{Area, AreaCode, CityRules, Hotline, Maxima, Names, Registration};
use crate::{
    cbor::{Reader, Writer},
    region::{Level, Region},
    trust::{
        DocumentError, Field,
        fields::{need, read_length},
    },
};

/// The most districts and sub-districts of a city.
pub const MAX_AREAS: usize = 512;

/// The most hotlines that are named for one region: more is a list, and no help.
const MAX_NAMED: usize = 4;

/// What a city answers, and whom its people call.
///
/// ```cddl
/// places = {1 => region, 2 => names, 3 => uint, 4 => maxima, ? 5 => hotline, 6 => [* area], ? 7 => names}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CityProfile {
    city: Region,
    names: Names,
    rules: CityRules,
    hotline: Option<Hotline>,
    areas: Vec<Area>,
}

/// A hotline and who answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedHotline {
    /// Whose it is.
    pub names: Names,
    /// The number.
    pub hotline: Hotline,
}

const CITY: i64 = 1;
const NAMES: i64 = 2;
const RULES: i64 = 3;
const MAXIMA: i64 = 4;
const HOTLINE: i64 = 5;
const AREAS: i64 = 6;
const REGISTERED_AT: i64 = 7;

impl CityProfile {
    /// A profile of these areas, in any order.
    ///
    /// # Errors
    /// When the city is a district, a number is out of range, an area stands twice or outside, or
    /// one is within an area that is not there or is a sub-district itself.
    pub fn new(
        city: Region,
        names: Names,
        rules: CityRules,
        hotline: Option<Hotline>,
        mut areas: Vec<Area>,
    ) -> Result<Self, DocumentError> {
        if city.level() == Level::District {
            return Err(DocumentError::OutOfRange(Field::City));
        }
        rules.maxima.check()?;
        areas.sort_by(|a, b| a.code.cmp(&b.code));
        if areas.len() > MAX_AREAS {
            return Err(DocumentError::OutOfRange(Field::Areas));
        }
        if !areas.is_sorted_by(|a, b| a.code < b.code) {
            return Err(DocumentError::Order(Field::Areas));
        }
        let profile = Self {
            city,
            names,
            rules,
            hotline,
            areas,
        };
        for area in &profile.areas {
            area.check(city)?;
            if let Some(within) = &area.within
                && profile.area(within).is_none_or(|it| it.within.is_some())
            {
                return Err(DocumentError::OutOfRange(Field::Areas));
            }
        }
        Ok(profile)
    }

    /// The city: a prefecture, or a municipality of two digits.
    #[must_use]
    pub const fn city(&self) -> Region {
        self.city
    }

    /// What it is called.
    #[must_use]
    pub const fn names(&self) -> &Names {
        &self.names
    }

    /// Its answers.
    #[must_use]
    pub const fn rules(&self) -> &CityRules {
        &self.rules
    }

    /// The districts and sub-districts, ascending by their codes.
    #[must_use]
    pub fn areas(&self) -> &[Area] {
        &self.areas
    }

    /// The area of an own code of the city.
    #[must_use]
    pub fn area(&self, code: &AreaCode) -> Option<&Area> {
        let found = self
            .areas
            .binary_search_by(|area| area.code.cmp(code))
            .ok()?;
        self.areas.get(found)
    }

    /// Whom to call about somebody of a region: the districts that have people in it, which may be
    /// two where a district has no code of GB/T 2260, else the city.
    #[must_use]
    pub fn hotlines(&self, region: Region) -> Vec<NamedHotline> {
        let districts = self
            .areas
            .iter()
            .filter(|area| area.within.is_none() && area.regions.binary_search(&region).is_ok());
        let named: Vec<NamedHotline> = districts
            .filter_map(|area| named(&area.names, area.hotline.as_ref()))
            .take(MAX_NAMED)
            .collect();
        if named.is_empty() {
            return named_city(self).into_iter().collect();
        }
        named
    }

    /// The bytes of the part.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let registered_at = match &self.rules.registration {
            Registration::Elsewhere { at } => Some(at),
            Registration::Here => None,
        };
        let optional = u64::from(self.hotline.is_some()) + u64::from(registered_at.is_some());
        let mut writer = Writer::new();
        writer.map(5 + optional);
        writer.integer(CITY).unsigned(self.city.code().into());
        self.names.write(writer.integer(NAMES));
        writer.integer(RULES).unsigned(self.rules.bits());
        self.rules.maxima.write(writer.integer(MAXIMA));
        if let Some(hotline) = &self.hotline {
            hotline.write(writer.integer(HOTLINE));
        }
        let areas = u64::try_from(self.areas.len()).unwrap_or(u64::MAX);
        writer.integer(AREAS).array(areas);
        for area in &self.areas {
            area.write(&mut writer);
        }
        if let Some(at) = registered_at {
            at.write(writer.integer(REGISTERED_AT));
        }
        writer.finish()
    }

    /// Reads a part.
    ///
    /// # Errors
    /// When the bytes are no profile.
    pub fn decode(bytes: &[u8]) -> Result<Self, DocumentError> {
        let mut reader = Reader::new(bytes);
        let mut map = reader.map()?;
        let (mut city, mut names, mut rules, mut maxima) = (None, None, None, None);
        let (mut hotline, mut areas, mut registered_at) = (None, None, None);
        while let Some(key) = map.next_key(&mut reader)? {
            match key {
                CITY => city = Some(read_region(&mut reader, Field::City)?),
                NAMES => names = Some(Names::read(&mut reader)?),
                RULES => rules = Some(reader.unsigned()?),
                MAXIMA => maxima = Some(Maxima::read(&mut reader)?),
                HOTLINE => hotline = Some(Hotline::read(&mut reader)?),
                AREAS => areas = Some(read_areas(&mut reader)?),
                REGISTERED_AT => registered_at = Some(Names::read(&mut reader)?),
                _ => return Err(DocumentError::Unknown { key }),
            }
        }
        reader.end()?;
        let (city, names) = (need(city, Field::City)?, need(names, Field::Names)?);
        let (bits, maxima) = (need(rules, Field::Rules)?, need(maxima, Field::Maxima)?);
        let rules = CityRules::from_bits(bits, registered_at, maxima)?;
        Self::new(city, names, rules, hotline, need(areas, Field::Areas)?)
    }
}

fn named(names: &Names, hotline: Option<&Hotline>) -> Option<NamedHotline> {
    Some(NamedHotline {
        names: names.clone(),
        hotline: hotline?.clone(),
    })
}

fn named_city(profile: &CityProfile) -> Option<NamedHotline> {
    named(&profile.names, profile.hotline.as_ref())
}

pub(super) fn read_region(reader: &mut Reader<'_>, field: Field) -> Result<Region, DocumentError> {
    let code = u32::try_from(reader.unsigned()?).map_err(|_| DocumentError::OutOfRange(field))?;
    Region::from_code(code).map_err(|_| DocumentError::OutOfRange(field))
}

fn read_areas(reader: &mut Reader<'_>) -> Result<Vec<Area>, DocumentError> {
    let length = read_length(reader, Field::Areas, MAX_AREAS)?;
    let mut areas: Vec<Area> = Vec::new();
    for _ in 0..length {
        let area = Area::read(reader)?;
        if areas.last().is_some_and(|last| last.code >= area.code) {
            return Err(DocumentError::Order(Field::Areas));
        }
        areas.push(area);
    }
    Ok(areas)
}
