//! Names of divisions, from the province down.

use core::fmt;

use super::{Level, Region, divisions};

/// The Chinese name of a division with those that hold it: 广东省深圳市南山区.
///
/// Levels that name no place are left out, such as the 市辖区 between 北京市 and 东城区.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegionName {
    province: Option<&'static str>,
    prefecture: Option<&'static str>,
    district: Option<&'static str>,
}

impl RegionName {
    pub(super) fn of(region: Region) -> Option<Self> {
        divisions::find(region)?;
        let name_at = |level| {
            let holder = region.truncate(level);
            let name = divisions::find(holder)?.name;
            (holder.level() == level && is_place(name)).then_some(name)
        };
        Some(Self {
            province: name_at(Level::Province),
            prefecture: name_at(Level::Prefecture),
            district: name_at(Level::District),
        })
    }

    /// The name of the last level alone: 南山区.
    #[must_use]
    pub fn last(self) -> &'static str {
        self.district
            .or(self.prefecture)
            .or(self.province)
            .unwrap_or_default()
    }

    /// The name of the province: 广东省.
    #[must_use]
    pub fn province(self) -> &'static str {
        self.province.unwrap_or_default()
    }
}

impl fmt::Display for RegionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        [self.province, self.prefecture, self.district]
            .into_iter()
            .flatten()
            .try_for_each(|name| f.write_str(name))
    }
}

/// Whether a name names a place, and not merely a kind of division.
fn is_place(name: &str) -> bool {
    !matches!(name, "市辖区" | "县" | "市") && !name.contains("直辖")
}
