use juma_format::{places::CityProfile, region::Region};

use super::read_profile;

/// The files of the cities of Guangdong.
const FILES: [(&str, &str); 21] = [
    ("4401", include_str!("../../../samples/profiles/4401.toml")),
    ("4402", include_str!("../../../samples/profiles/4402.toml")),
    ("4403", include_str!("../../../samples/profiles/4403.toml")),
    ("4404", include_str!("../../../samples/profiles/4404.toml")),
    ("4405", include_str!("../../../samples/profiles/4405.toml")),
    ("4406", include_str!("../../../samples/profiles/4406.toml")),
    ("4407", include_str!("../../../samples/profiles/4407.toml")),
    ("4408", include_str!("../../../samples/profiles/4408.toml")),
    ("4409", include_str!("../../../samples/profiles/4409.toml")),
    ("4412", include_str!("../../../samples/profiles/4412.toml")),
    ("4413", include_str!("../../../samples/profiles/4413.toml")),
    ("4414", include_str!("../../../samples/profiles/4414.toml")),
    ("4415", include_str!("../../../samples/profiles/4415.toml")),
    ("4416", include_str!("../../../samples/profiles/4416.toml")),
    ("4417", include_str!("../../../samples/profiles/4417.toml")),
    ("4418", include_str!("../../../samples/profiles/4418.toml")),
    ("4419", include_str!("../../../samples/profiles/4419.toml")),
    ("4420", include_str!("../../../samples/profiles/4420.toml")),
    ("4451", include_str!("../../../samples/profiles/4451.toml")),
    ("4452", include_str!("../../../samples/profiles/4452.toml")),
    ("4453", include_str!("../../../samples/profiles/4453.toml")),
];

/// The file of a city that is known to this software.
#[must_use]
pub fn built_in(city: Region) -> Option<&'static str> {
    let found = FILES
        .into_iter()
        .find(|(code, _)| *code == city.to_string());
    found.map(|(_, text)| text)
}

/// The files of the cities that a region holds or lies in, with what they say, by their codes.
pub fn built_in_within(region: Region) -> impl Iterator<Item = (CityProfile, &'static str)> {
    let profiles = FILES.into_iter().filter_map(|(_, text)| {
        // A test reads every file.
        read_profile(text).ok().map(|profile| (profile, text))
    });
    profiles.filter(move |(profile, _)| {
        region.is_within(profile.city()) || profile.city().is_within(region)
    })
}
