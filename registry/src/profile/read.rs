use std::ops::Range;

use juma_format::{
    places::{
        Area, AreaCode, CityProfile, CityRules, GateLevel, Hotline, HouseholdAddressRule, Maxima,
        MovingOut, Names, Registration, ShownAddress,
    },
    region::Region,
    trust::DocumentError,
};
use serde::Deserialize;
use toml::Spanned;

use super::error::{ProfileError, ProfileFault, ProfileField, TomlMessage};

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ProfileFile {
    city: Spanned<String>,
    name: Spanned<NamesTable>,
    registration: Spanned<RegistrationWord>,
    registered_at: Option<Spanned<NamesTable>>,
    address: AddressWord,
    moving_out: MovingOutWord,
    gate_region: GateWord,
    household_address: HouseholdWord,
    hotline: Option<Spanned<String>>,
    maxima: Spanned<MaximaTable>,
    #[serde(default)]
    areas: Vec<Spanned<AreaTable>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NamesTable {
    zh: String,
    en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct MaximaTable {
    static_days: u16,
    paper_days: u16,
    elder_days: u16,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct AreaTable {
    code: Spanned<String>,
    name: Spanned<NamesTable>,
    within: Option<Spanned<String>>,
    #[serde(default)]
    regions: Vec<Spanned<String>>,
    hotline: Option<Spanned<String>>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum RegistrationWord {
    Elsewhere,
    Here,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum AddressWord {
    Show,
    Withhold,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum MovingOutWord {
    EndPermit,
    KeepPermit,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum GateWord {
    District,
    Prefecture,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum HouseholdWord {
    Carry,
    LeaveOut,
}

/// Reads a profile.
///
/// # Errors
/// The first thing that is wrong, with its line and field.
pub fn read_profile(text: &str) -> Result<CityProfile, ProfileError> {
    let places = Places(text);
    let file: ProfileFile = toml::from_str(text).map_err(|error| {
        // The message is of several lines when it lists what may stand there.
        let message = error.message().lines().collect::<Vec<_>>().join(" ");
        let at = error.span().map_or(0, |span| span.start);
        places.fault(at, ProfileFault::Toml(TomlMessage(message)))
    })?;
    let city = places.region(&file.city)?;
    let registration = match (file.registration.get_ref(), &file.registered_at) {
        (RegistrationWord::Here, None) => Registration::Here,
        (RegistrationWord::Elsewhere, Some(at)) => Registration::Elsewhere {
            at: places.names(at)?,
        },
        (RegistrationWord::Here, Some(at)) => {
            let why = "stands only beside registration = \"elsewhere\"";
            return Err(places.form(at.span().start, why));
        }
        (RegistrationWord::Elsewhere, None) => {
            let why = "elsewhere needs registered-at = { zh = …, en = … }";
            return Err(places.form(file.registration.span().start, why));
        }
    };
    let days = file.maxima.get_ref();
    let rules = CityRules {
        registration,
        address: match file.address {
            AddressWord::Show => ShownAddress::Show,
            AddressWord::Withhold => ShownAddress::Withhold,
        },
        moving_out: match file.moving_out {
            MovingOutWord::EndPermit => MovingOut::EndPermit,
            MovingOutWord::KeepPermit => MovingOut::KeepPermit,
        },
        gate: match file.gate_region {
            GateWord::District => GateLevel::District,
            GateWord::Prefecture => GateLevel::Prefecture,
        },
        household: match file.household_address {
            HouseholdWord::Carry => HouseholdAddressRule::Carry,
            HouseholdWord::LeaveOut => HouseholdAddressRule::LeaveOut,
        },
        maxima: Maxima {
            static_days: days.static_days,
            paper_days: days.paper_days,
            elder_days: days.elder_days,
        },
    };
    let name = places.names(&file.name)?;
    let hotline = places.hotline(file.hotline.as_ref())?;
    let build = |areas: Vec<Area>| {
        CityProfile::new(city, name.clone(), rules.clone(), hotline.clone(), areas)
    };
    // Without areas first, so that what is wrong then is wrong with the city.
    build(Vec::new()).map_err(|error| {
        let maxima = error == DocumentError::OutOfRange(juma_format::trust::Field::Maxima);
        let span = if maxima {
            file.maxima.span()
        } else {
            file.city.span()
        };
        places.document(&span, error)
    })?;
    let mut areas: Vec<Area> = Vec::new();
    // Districts before their sub-districts, so that each is added to what it stands in.
    let (districts, streets): (Vec<_>, Vec<_>) = file
        .areas
        .iter()
        .partition(|area| area.get_ref().within.is_none());
    for table in districts.into_iter().chain(streets) {
        areas.push(places.area(table)?);
        build(areas.clone()).map_err(|error| places.document(&table.span(), error))?;
    }
    build(areas).map_err(|error| places.document(&file.city.span(), error))
}

/// The text of the file, for naming lines and fields.
struct Places<'t>(&'t str);

impl Places<'_> {
    fn area(&self, table: &Spanned<AreaTable>) -> Result<Area, ProfileError> {
        let area = table.get_ref();
        let code = |code: &Spanned<String>| {
            AreaCode::new(code.get_ref()).map_err(|error| self.document(&code.span(), error))
        };
        let mut regions = Vec::new();
        for region in &area.regions {
            regions.push(self.region(region)?);
        }
        regions.sort_unstable();
        Ok(Area {
            code: code(&area.code)?,
            names: self.names(&area.name)?,
            within: area.within.as_ref().map(code).transpose()?,
            regions,
            hotline: self.hotline(area.hotline.as_ref())?,
        })
    }

    fn region(&self, text: &Spanned<String>) -> Result<Region, ProfileError> {
        Region::parse(text.get_ref())
            .map_err(|_| self.fault(text.span().start, ProfileFault::Region))
    }

    fn names(&self, table: &Spanned<NamesTable>) -> Result<Names, ProfileError> {
        let names = table.get_ref();
        Names::new(&names.zh, &names.en).map_err(|error| self.document(&table.span(), error))
    }

    fn hotline(&self, text: Option<&Spanned<String>>) -> Result<Option<Hotline>, ProfileError> {
        let parse = |text: &Spanned<String>| {
            Hotline::parse(text.get_ref()).map_err(|error| self.document(&text.span(), error))
        };
        text.map(parse).transpose()
    }

    fn document(&self, span: &Range<usize>, error: DocumentError) -> ProfileError {
        self.fault(span.start, ProfileFault::Document(error))
    }

    fn form(&self, at: usize, why: &str) -> ProfileError {
        self.fault(at, ProfileFault::Toml(TomlMessage(why.to_owned())))
    }

    fn fault(&self, at: usize, fault: ProfileFault) -> ProfileError {
        let before = self.0.get(..at).unwrap_or_default();
        let line = self.0.lines().nth(before.matches('\n').count());
        let key = line.unwrap_or_default().split('=').next();
        ProfileError {
            line: before.matches('\n').count() + 1,
            field: ProfileField(key.unwrap_or_default().trim().to_owned()),
            fault,
        }
    }
}
