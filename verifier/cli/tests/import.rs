//! What may be on a stick: the attacks that The Update Framework names, and things that are no
//! files. Each is refused with its own line, and the state is the same to the byte.
#![cfg(unix)]
#![expect(
    clippy::indexing_slicing,
    reason = "where a helper fails, the test fails"
)]

mod device;

use std::{
    fs::{self, File},
    os::unix::{fs::symlink, net::UnixListener},
    process::Command,
};

use device::{Device, NOW, world};
use juma_format::{Environment, time::DAY, trust::KeyState};
use world::{FOUNDED, Stick};

const SPARSE: u64 = 10 << 30;

/// Refused by status and words, on a device that knows bundle 5 and on one that knows nothing; on
/// neither does anything change.
#[track_caller]
fn refused(prepare: impl Fn(&Device), status: i32, words: &str) {
    let known = Device::of(&Stick::number(5));
    let fresh = Device::fresh();
    for (device, root) in [(known, ""), (fresh, "--root root.pub")] {
        prepare(&device);
        let before = device.state();
        let command = format!("import --state s {root} --at {NOW} stick.jmb");
        let (found, out, error) = device.said(&command);
        assert_eq!((found, out.as_str()), (status, ""), "{error}");
        assert!(error.contains(words), "{error}");
        assert_eq!(error.lines().count(), 1, "{error}");
        assert_eq!(device.state(), before, "{words}");
        assert_eq!(device.path("s").exists(), root.is_empty());
    }
}

/// A bundle that only a device that knows bundle 5 refuses, or that every device does.
#[track_caller]
fn refused_bundle(bundle: &[u8], slug: &str) {
    let device = Device::of(&Stick::number(5));
    device.bring("stick.jmb", bundle);
    let before = device.state();
    let command = format!("import --state s --at {NOW} stick.jmb");
    let (status, out, error) = device.said(&command);
    assert_eq!((status, out.as_str()), (1, ""), "{error}");
    assert!(error.contains(&format!("({slug})")), "{error}");
    let object = device.json(&format!("{command} --json"));
    assert_eq!(object["imported"], "refused");
    assert_eq!(object["reason"], slug);
    assert_eq!(device.state(), before);
}

#[test]
fn rollback() {
    refused_bundle(&Stick::number(4).bundle(), "bundle-rollback");
}

#[test]
fn freeze() {
    let ended = Stick {
        expires: FOUNDED.plus(40 * DAY),
        ..Stick::number(6)
    };
    refused_bundle(&ended.bundle(), "bundle-expired");
}

#[test]
fn fast_forward_of_the_epoch() {
    let stick = Stick::number(6);
    let parts = stick.parts();
    let mut manifest = stick.manifest(&parts);
    manifest.epoch = u32::MAX;
    refused_bundle(&stick.bundle_with(&manifest, &parts), "bundle-epoch");
}

#[test]
fn mix_and_match() {
    let stick = Stick::number(6).made(FOUNDED.plus(35 * DAY));
    let mut parts = stick.parts();
    let manifest = stick.manifest(&parts);
    parts[2] = Stick::number(5).parts()[2].clone();
    refused_bundle(&stick.bundle_with(&manifest, &parts), "bundle-hash");
}

#[test]
fn endless_data() {
    let sparse = |device: &Device| {
        let file = File::create(device.path("stick.jmb")).unwrap();
        file.set_len(SPARSE).unwrap();
    };
    refused(sparse, 1, "(bundle-too-large)");
    // A byte more than any bundle, which is not sparse on every file system.
    let longer = |device: &Device| {
        let file = File::create(device.path("stick.jmb")).unwrap();
        file.set_len((64 << 20) + 1).unwrap();
    };
    refused(longer, 1, "67108865 bytes, the limit is 67108864");
    let zero = |device: &Device| symlink("/dev/zero", device.path("stick.jmb")).unwrap();
    refused(zero, 2, "it is a symbolic link");
}

#[test]
fn wrong_environment() {
    let production = Stick {
        environment: Environment::Production,
        ..Stick::number(6)
    };
    refused_bundle(&production.bundle(), "wrong-environment");
}

#[test]
fn arbitrary_installation() {
    let stranger = Stick {
        signer: "stranger",
        ..Stick::number(6)
    };
    refused_bundle(&stranger.bundle(), "bundle-signer");
    let stranger = Stick {
        root: "stranger",
        ..Stick::number(6)
    };
    refused_bundle(&stranger.bundle(), "root-not-anchored");
}

#[test]
fn key_compromise() {
    let compromised = Stick {
        bundle_key: KeyState::Compromised,
        ..Stick::number(6)
    };
    refused_bundle(&compromised.bundle(), "bundle-signer-compromised");
}

#[test]
fn what_is_no_file() {
    let folder = |device: &Device| fs::create_dir(device.path("stick.jmb")).unwrap();
    refused(folder, 2, "it is a folder");
    let pipe = |device: &Device| {
        let made = Command::new("mkfifo")
            .arg(device.path("stick.jmb"))
            .status();
        assert!(made.unwrap().success());
    };
    refused(pipe, 2, "it is a pipe");
    let socket = |device: &Device| drop(UnixListener::bind(device.path("stick.jmb")).unwrap());
    refused(socket, 2, "it is a socket");
    let link = |device: &Device| {
        device.bring("real.jmb", &Stick::number(6).bundle());
        symlink("real.jmb", device.path("stick.jmb")).unwrap();
    };
    refused(link, 2, "it is a symbolic link");
    let nowhere = |device: &Device| symlink("nowhere", device.path("stick.jmb")).unwrap();
    refused(nowhere, 2, "it is a symbolic link");
    refused(|_| {}, 2, "cannot read it");
    refused(|device| device.bring("stick.jmb", b""), 1, "(bundle-magic)");
}

#[test]
fn a_device_is_named_as_one() {
    let device = Device::of(&Stick::number(5));
    let before = device.state();
    for name in ["/dev/zero", "/dev/null"] {
        let (status, _, error) = device.said(&format!("import --state s {name}"));
        assert_eq!(status, 2);
        assert!(error.contains("it is a device"), "{error}");
    }
    assert_eq!(device.state(), before);
}

#[test]
fn a_fresh_device_goes_by_the_label() {
    let device = Device::fresh();
    device.bring("stick.jmb", &Stick::number(4).bundle());
    let command = format!("import --state s --root root.pub --at {NOW} stick.jmb");
    let (status, _, error) = device.said(&format!("{command} --at-least 5"));
    assert_eq!(status, 1);
    assert!(error.contains("(bundle-below-label)"), "{error}");
    assert!(!device.path("s").exists());
    device.good(&format!("{command} --at-least 4"));
}

#[test]
fn the_same_again_changes_nothing_and_says_how_old_it_is() {
    let device = Device::of(&Stick::number(5));
    let before = device.state();
    let command = "import --state s --at 2026-03-10 first.jmb";
    let said = device.good(command);
    assert!(said.contains("没有更新"), "{said}");
    assert!(
        said.contains("nothing is newer, the data is 38 天 / days old"),
        "{said}"
    );
    let object = device.json(&format!("{command} --json"));
    assert_eq!(object["imported"], "unchanged");
    assert_eq!(object["bundle_seconds"], 38 * DAY);
    assert_eq!(device.state(), before);
}

#[test]
fn a_torn_bundle_is_healed_by_the_same_stick() {
    let device = Device::of(&Stick::number(5));
    device.bring("second.jmb", &Stick::number(6).bundle());
    device.good(&format!("import --state s --at {NOW} second.jmb"));
    let whole = device.state();
    device.bring("s/bundle.jmb", b"JMB1");
    let check = format!("check --state s --at {NOW} c.txt");
    let (status, _, error) = device.said(&check);
    assert_eq!(status, 0, "{error}");
    assert!(
        error.contains("bundle 5, the one before it, is in use"),
        "{error}"
    );
    assert_eq!(error.lines().count(), 1, "{error}");
    device.good(&format!("import --state s --at {NOW} second.jmb"));
    assert_eq!(device.state(), whole);
    assert_eq!(device.said(&check).2, "");
}

#[test]
fn many_imports_at_once_leave_the_newest() {
    let device = Device::of(&Stick::number(5));
    for number in 6..12 {
        let bundle = Stick::number(number).bundle();
        device.bring(&format!("{number}.jmb"), &bundle);
    }
    std::thread::scope(|scope| {
        for number in 6..12 {
            let device = &device;
            scope.spawn(move || {
                // Refused when a newer one was faster.
                let command = format!("import --state s --at {NOW} {number}.jmb");
                let (status, _, error) = device.said(&command);
                assert!(status == 0 || error.contains("bundle-rollback"), "{error}");
            });
        }
    });
    let status = device.json(&format!("status --state s --at {NOW} --json"));
    assert_eq!(status["sequence"], 11);
    assert_eq!(status["newest_seen"]["sequence"], 11);
}
