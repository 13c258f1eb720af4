//! The profiles of a home's cities: `profiles/*.toml`.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use juma_cli::{
    failure::Failure,
    files::{self, Access},
};
use juma_format::{places::CityProfile, region::Region};
use juma_registry::{
    profile::{MAX_PROFILE_BYTES, built_in_within, read_profile},
    record::Record,
};

use crate::home::Layout;

/// Writes the files of the cities that a new home issues for, as far as they are known.
pub(crate) fn write_built_in(home: &Path, region: Region) -> Result<Vec<CityProfile>, Failure> {
    let folder = home.join(Layout::PROFILES);
    let mut profiles = Vec::new();
    for (profile, text) in built_in_within(region) {
        let path = folder.join(format!("{}.toml", profile.city()));
        files::create_new(&path, text.as_bytes(), Access::Public)?;
        profiles.push(profile);
    }
    Ok(profiles)
}

/// The profile of the city of a region: a city before the municipality of its first digits.
pub(crate) fn of(profiles: &[CityProfile], region: Region) -> Option<&CityProfile> {
    let holding = profiles
        .iter()
        .filter(|profile| region.is_within(profile.city()));
    holding.max_by_key(|profile| profile.city().level())
}

/// The record as its city's rules let a code say it.
pub(crate) fn record_under(profiles: &[CityProfile], record: &Record) -> Record {
    match of(profiles, record.region()) {
        Some(profile) => record.clone().under(profile.rules()),
        None => record.clone(),
    }
}

/// Reads every profile of a folder, in the order of the file names; none where there is no folder.
pub(crate) fn read(folder: &Path) -> Result<Vec<CityProfile>, Failure> {
    let listed = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        listed => listed.and_then(Iterator::collect::<Result<Vec<_>, _>>),
    };
    let failed = |error| Failure::new("cannot be listed").at(folder).because(error);
    let mut paths: Vec<PathBuf> = listed
        .map_err(failed)?
        .into_iter()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    paths.sort();
    let mut profiles: Vec<CityProfile> = Vec::new();
    for path in paths {
        let bytes = files::read_bounded(&path, MAX_PROFILE_BYTES)?;
        let text = String::from_utf8(bytes).map_err(|_| Failure::new("not UTF-8").at(&path))?;
        let profile =
            read_profile(&text).map_err(|error| Failure::new(error.to_string()).at(&path))?;
        if profiles.iter().any(|known| known.city() == profile.city()) {
            return Err(Failure::new(format!(
                "another file is of the city {} too",
                profile.city()
            ))
            .at(&path)
            .advise("keep one of them"));
        }
        profiles.push(profile);
    }
    Ok(profiles)
}
