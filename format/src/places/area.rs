use alloc::{borrow::ToOwned, string::String, vec::Vec};
use core::fmt;

use super::{Hotline, Names};
use crate::{
    cbor::{Reader, Writer},
    region::Region,
    trust::{
        DocumentError, Field,
        fields::{need, read_length},
    },
};

/// A city's own code of a district or a sub-district. It need not have one in GB/T 2260.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AreaCode(String);

/// A district or a sub-district of a city.
///
/// ```cddl
/// area = {1 => tstr, 2 => names, ? 3 => tstr, 4 => [* region], ? 5 => hotline}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// The city's own code.
    pub code: AreaCode,
    /// What it is called.
    pub names: Names,
    /// The district that a sub-district is part of.
    pub within: Option<AreaCode>,
    /// The divisions of GB/T 2260 that it has people in, ascending. Two districts may share one.
    pub regions: Vec<Region>,
    /// Whom its people call; else the district's or the city's number.
    pub hotline: Option<Hotline>,
}

/// The most characters of a code.
const MAX_CODE_CHARS: usize = 16;

/// The most divisions of one area.
const MAX_REGIONS: usize = 64;

const CODE: i64 = 1;
const NAMES: i64 = 2;
const WITHIN: i64 = 3;
const REGIONS: i64 = 4;
const HOTLINE: i64 = 5;

impl AreaCode {
    /// A code of 1 to 16 lower-case letters, digits and hyphens.
    ///
    /// # Errors
    /// When it is none.
    pub fn new(code: &str) -> Result<Self, DocumentError> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if (1..=MAX_CODE_CHARS).contains(&code.len()) && code.bytes().all(allowed) {
            Ok(Self(code.to_owned()))
        } else {
            Err(DocumentError::OutOfRange(Field::AreaCode))
        }
    }
}

impl fmt::Display for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Area {
    /// Checks what can be checked without the other areas.
    pub(super) fn check(&self, city: Region) -> Result<(), DocumentError> {
        let inside = |region: &Region| *region != city && region.is_within(city);
        if self.regions.len() > MAX_REGIONS || !self.regions.iter().all(inside) {
            return Err(DocumentError::OutOfRange(Field::Regions));
        }
        if !self.regions.is_sorted_by(|a, b| a.code() < b.code()) {
            return Err(DocumentError::Order(Field::Regions));
        }
        Ok(())
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        let optional = u64::from(self.within.is_some()) + u64::from(self.hotline.is_some());
        writer.map(3 + optional);
        writer.integer(CODE).text(&self.code.0);
        self.names.write(writer.integer(NAMES));
        if let Some(within) = &self.within {
            writer.integer(WITHIN).text(&within.0);
        }
        let regions = u64::try_from(self.regions.len()).unwrap_or(u64::MAX);
        writer.integer(REGIONS).array(regions);
        for region in &self.regions {
            writer.unsigned(region.code().into());
        }
        if let Some(hotline) = &self.hotline {
            hotline.write(writer.integer(HOTLINE));
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, DocumentError> {
        let mut map = reader.map()?;
        let (mut code, mut names, mut within) = (None, None, None);
        let (mut regions, mut hotline) = (None, None);
        while let Some(key) = map.next_key(reader)? {
            match key {
                CODE => code = Some(AreaCode::new(reader.text()?)?),
                NAMES => names = Some(Names::read(reader)?),
                WITHIN => within = Some(AreaCode::new(reader.text()?)?),
                REGIONS => regions = Some(read_regions(reader)?),
                HOTLINE => hotline = Some(Hotline::read(reader)?),
                _ => return Err(DocumentError::Unknown { key }),
            }
        }
        Ok(Self {
            code: need(code, Field::AreaCode)?,
            names: need(names, Field::Names)?,
            within,
            regions: need(regions, Field::Regions)?,
            hotline,
        })
    }
}

fn read_regions(reader: &mut Reader<'_>) -> Result<Vec<Region>, DocumentError> {
    let length = read_length(reader, Field::Regions, MAX_REGIONS)?;
    let mut regions = Vec::new();
    for _ in 0..length {
        regions.push(super::profile::read_region(reader, Field::Regions)?);
    }
    Ok(regions)
}
