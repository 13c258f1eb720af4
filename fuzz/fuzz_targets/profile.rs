//! City profiles: the signed form is written again as the same bytes, a file makes a signed form that
//! is read back as the same, and a fault is one line.
#![no_main]

use juma_format::places::CityProfile;
use juma_registry::profile::read_profile;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(profile) = CityProfile::decode(data) {
        assert_eq!(profile.encode(), data);
        for area in profile.areas() {
            assert_eq!(profile.area(&area.code), Some(area));
        }
        let _ = profile.hotlines(profile.city());
    }
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    match read_profile(text) {
        Ok(profile) => assert_eq!(CityProfile::decode(&profile.encode()), Ok(profile)),
        Err(error) => {
            assert!(
                (1..=text.lines().count() + 1).contains(&error.line),
                "{error}"
            );
            assert_eq!(error.to_string().lines().count(), 1, "{error}");
        }
    }
});
