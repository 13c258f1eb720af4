use juma_format::time::DAY;
use juma_verifier::Imported;

use super::*;
use crate::world::{FOUNDED, NOW, Stick};

mod deltas;

const PREVIOUS: &str = Piece::Previous.name();

/// A folder that has imported bundle 5 and then bundle 6.
struct Device {
    folder: tempfile::TempDir,
    dir: StateDir,
}

impl Device {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let dir = StateDir::new(folder.path());
        let anchor = folder.path().join(ANCHOR);
        fs::write(&anchor, Stick::number(5).anchor_file()).unwrap();
        fs::write(folder.path().join(FLOORS), Floors::NONE.encode()).unwrap();
        let device = Self { folder, dir };
        device.import(5);
        device.import(6);
        device
    }

    fn import(&self, number: u32) -> Imported {
        let bundle = Stick::number(number).bundle();
        let lock = self.dir.lock().unwrap();
        let kept = self.dir.load_or_begin(None).unwrap();
        let offer = kept.offer(0, &bundle, NOW).unwrap();
        self.dir.keep(&lock, &offer.pieces).unwrap();
        offer.imported
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn truncate(&self, name: &str, length: usize) {
        let bytes = fs::read(self.path(name)).unwrap();
        fs::write(self.path(name), &bytes[..length]).unwrap();
    }

    fn length(&self, name: &str) -> usize {
        fs::read(self.path(name)).unwrap().len()
    }

    /// The sequence of the bundle that codes are judged with.
    fn sequence(&self) -> Option<u32> {
        let state = self.dir.load().ok()?;
        assert_eq!(state.floors().sequence, 6, "floors never go back");
        Some(state.bundle()?.manifest.sequence)
    }
}

/// Nothing, a byte, the magic, in a head, in the middle, all but a byte.
fn lengths(whole: usize) -> Vec<usize> {
    let mut lengths = vec![0, 1, 4, 5, 7, 40, whole / 2, whole - 1];
    lengths.retain(|length| *length < whole);
    lengths
}

#[test]
fn two_generations_are_kept() {
    let device = Device::new();
    assert_eq!(
        fs::read(device.path(BUNDLE)).unwrap(),
        Stick::number(6).bundle()
    );
    assert_eq!(
        fs::read(device.path(PREVIOUS)).unwrap(),
        Stick::number(5).bundle()
    );
    assert_eq!(device.sequence(), Some(6));
}

#[test]
fn a_torn_newest_bundle_leaves_the_one_before_until_the_next_import() {
    for length in lengths(Device::new().length(BUNDLE)) {
        let device = Device::new();
        device.truncate(BUNDLE, length);
        assert_eq!(device.sequence(), Some(5), "{length}");
        let kept = device.dir.load_or_begin(None).unwrap();
        assert!(!kept.is_whole());
        // An older stick is no way out of it.
        assert!(kept.state.import(&Stick::number(5).bundle(), NOW).is_err());
        assert_eq!(device.import(6), Imported::Updated);
        assert_eq!(device.sequence(), Some(6));
        // The torn one was not kept as the one before.
        assert_eq!(
            fs::read(device.path(PREVIOUS)).unwrap(),
            Stick::number(5).bundle()
        );
        assert!(device.dir.load_or_begin(None).unwrap().is_whole());
    }
}

#[test]
fn a_torn_previous_bundle_is_not_even_looked_at() {
    for length in lengths(Device::new().length(PREVIOUS)) {
        let device = Device::new();
        device.truncate(PREVIOUS, length);
        assert_eq!(device.sequence(), Some(6), "{length}");
    }
}

#[test]
fn two_torn_bundles_leave_the_floors() {
    let device = Device::new();
    device.truncate(BUNDLE, 40);
    device.truncate(PREVIOUS, 0);
    assert_eq!(device.sequence(), None);
    let kept = device.dir.load_or_begin(None).unwrap();
    assert_eq!(kept.state.floors().sequence, 6);
    assert_eq!(device.import(6), Imported::Updated);
    assert_eq!(device.sequence(), Some(6));
}

#[test]
fn a_bundle_that_is_gone_is_a_torn_one() {
    let device = Device::new();
    fs::remove_file(device.path(BUNDLE)).unwrap();
    assert_eq!(device.sequence(), Some(5));
}

#[test]
fn an_old_bundle_in_the_place_of_the_newest_is_noticed() {
    let device = Device::new();
    fs::copy(device.path(PREVIOUS), device.path(BUNDLE)).unwrap();
    assert!(device.dir.load().unwrap().is_behind_floors());
}

#[test]
fn damaged_floors_are_never_taken_for_none() {
    let mut cases: Vec<Option<Vec<u8>>> = Vec::new();
    let good = fs::read(Device::new().path(FLOORS)).unwrap();
    cases.extend((0..good.len()).map(|length| Some(good[..length].to_vec())));
    cases.push(Some([good.clone(), vec![0]].concat()));
    cases.push(Some(vec![0; MAX_FLOORS_BYTES + 1]));
    cases.push(None);
    for case in cases {
        let device = Device::new();
        match &case {
            Some(bytes) => fs::write(device.path(FLOORS), bytes).unwrap(),
            None => fs::remove_file(device.path(FLOORS)).unwrap(),
        }
        assert!(device.dir.load().is_err(), "{case:?}");
        assert!(device.dir.load_or_begin(None).is_err());
        // Naming the root again is no way around them, nor is losing it.
        let named = device.path("named.pub");
        fs::copy(device.path(ANCHOR), &named).unwrap();
        assert!(device.dir.load_or_begin(Some(&named)).is_err());
        if case.is_some() {
            fs::remove_file(device.path(ANCHOR)).unwrap();
            assert!(device.dir.load_or_begin(Some(&named)).is_err());
        }
        assert!(device.dir.raise_clock(NOW).is_err());
        let after = fs::read(device.path(FLOORS)).ok();
        assert_eq!(after, case, "nothing was written in their place");
    }
}

#[test]
fn a_torn_root_is_refused_and_a_lost_one_keeps_the_floors() {
    for length in lengths(Device::new().length(ANCHOR)) {
        let device = Device::new();
        device.truncate(ANCHOR, length);
        // A line end at the end may be missing; nothing else may.
        if device.length(ANCHOR) + 1 < Stick::number(5).anchor_file().len() {
            assert!(device.dir.load().is_err(), "{length}");
        }
    }
    let device = Device::new();
    let named = device.path("named.pub");
    fs::rename(device.path(ANCHOR), &named).unwrap();
    assert!(device.dir.load().is_err());
    let kept = device.dir.load_or_begin(Some(&named)).unwrap();
    assert_eq!(kept.state.floors().sequence, 6);
}

#[test]
fn the_bundle_raises_floors_that_were_not_written_any_more() {
    let device = Device::new();
    let before = Floors {
        sequence: 5,
        ..device.dir.load().unwrap().floors()
    };
    fs::write(device.path(FLOORS), before.encode()).unwrap();
    assert_eq!(device.sequence(), Some(6));
}

#[test]
fn what_a_cut_left_behind_is_swept_away() {
    let device = Device::new();
    let left = device.path(".juma-abc123abc123.part~");
    fs::write(&left, "half a bundle").unwrap();
    device.import(7);
    assert!(!left.exists());
}

#[test]
fn one_writes_at_a_time() {
    let device = Device::new();
    let held = device.dir.lock().unwrap();
    assert!(Lock::try_take(&device.dir.dir).unwrap().is_none());
    // A check that would raise the clock leaves it to the next one.
    let state = device.dir.load().unwrap();
    device.dir.keep_use(&state, NOW);
    assert_eq!(device.dir.load().unwrap().floors(), state.floors());
    drop(held);
    device.dir.keep_use(&state, NOW);
    let raised = device.dir.load().unwrap().floors();
    assert_eq!(raised.clock, FOUNDED.plus(32 * DAY));
}

#[test]
fn use_raises_the_floors_as_they_are_by_then() {
    let device = Device::new();
    let earlier = device.dir.load().unwrap();
    device.import(7);
    device.dir.keep_use(&earlier, NOW);
    assert_eq!(device.dir.load().unwrap().floors().sequence, 7);
}

#[test]
fn two_imports_at_once_leave_the_newer_one() {
    let device = Device::new();
    std::thread::scope(|scope| {
        for number in [7, 8, 9, 10] {
            let device = &device;
            scope.spawn(move || {
                let bundle = Stick::number(number).bundle();
                let lock = device.dir.lock().unwrap();
                let kept = device.dir.load_or_begin(None).unwrap();
                if let Ok(offer) = kept.offer(0, &bundle, NOW) {
                    device.dir.keep(&lock, &offer.pieces).unwrap();
                }
            });
        }
    });
    let state = device.dir.load().unwrap();
    assert_eq!(state.floors().sequence, 10);
    assert_eq!(state.bundle().unwrap().manifest.sequence, 10);
}
