//! A delta bundle is kept with the full one under it, in one file.

use super::*;

/// The device of bundles 5 and 6, with delta 7 to 6 and then delta 8 to 6.
fn device() -> Device {
    let device = Device::new();
    for number in [7, 8] {
        let bundle = Stick::number(number).delta_to(&Stick::number(6));
        let lock = device.dir.lock().unwrap();
        let kept = device.dir.load_or_begin(None).unwrap();
        let offer = kept.offer(0, &bundle, NOW).unwrap();
        assert_eq!(offer.imported, Imported::Updated);
        device.dir.keep(&lock, &offer.pieces).unwrap();
    }
    device
}

fn held(device: &Device) -> Option<u32> {
    let state = device.dir.load().ok()?;
    assert_eq!(state.floors().sequence, 8, "floors never go back");
    Some(state.bundle()?.manifest.sequence)
}

#[test]
fn each_generation_has_its_own_base() {
    let device = device();
    assert_eq!(held(&device), Some(8));
    for length in lengths(device.length(BUNDLE)) {
        let device = self::device();
        device.truncate(BUNDLE, length);
        assert_eq!(held(&device), Some(7), "{length}");
        // The next delta finds the base there, and heals it.
        let kept = device.dir.load_or_begin(None).unwrap();
        assert!(!kept.is_whole());
        let next = Stick::number(9).delta_to(&Stick::number(6));
        assert!(kept.state.import(&next, NOW).is_ok());
    }
    device.truncate(PREVIOUS, 40);
    assert_eq!(held(&device), Some(8));
    device.truncate(BUNDLE, 40);
    assert_eq!(held(&device), None);
}

#[test]
fn a_full_bundle_takes_the_place_of_both() {
    let device = device();
    device.import(9);
    let whole = Stick::number(9).bundle();
    assert_eq!(fs::read(device.path(BUNDLE)).unwrap(), whole);
    device.truncate(BUNDLE, 40);
    let state = device.dir.load().unwrap();
    assert_eq!(state.bundle().unwrap().manifest.sequence, 8);
}

#[test]
fn a_delta_that_is_refused_changes_no_byte() {
    let device = device();
    let names = [BUNDLE, PREVIOUS, FLOORS, ANCHOR];
    let kept = || names.map(|name| fs::read(device.path(name)).unwrap());
    let before = kept();
    let state = device.dir.load().unwrap();
    let to_another = Stick::number(9).delta_to(&Stick::number(5));
    let refusal = state.import(&to_another, NOW).unwrap_err();
    assert_eq!(refusal.slug(), "delta-base-missing");
    assert_eq!(kept(), before);
}
