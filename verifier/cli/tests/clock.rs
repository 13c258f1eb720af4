//! What a device remembers of the time, and the ages that it shows.

mod device;

use std::fs;

use device::{Device, NOW, world};
use juma_format::time::DAY;
use world::{FOUNDED, Stick};

#[test]
fn use_raises_the_floor_and_a_given_time_does_not() {
    let device = Device::of(&Stick::number(5));
    let before = device.state();
    device.good(&format!("check --state s --at {NOW} c.txt"));
    device.said("check --state s --at 2036-01-01 c.txt");
    assert_eq!(device.state(), before);
    // The machine's own clock, which is later than the bundle by more than two days.
    device.said("check --state s c.txt");
    let status = device.json("status --state s --json");
    let floor = FOUNDED.plus(32 * DAY);
    assert_eq!(status["clock_floor"], floor.to_string());
    let after = device.state();
    device.said("check --state s c.txt");
    assert_eq!(device.state(), after, "once an hour at most");
    // A clock that is set back to before the last use.
    let back = format!("check --state s --at {} --json c.txt", floor.minus(1));
    assert_eq!(device.json(&back)["reason"], "clock-untrusted");
    let there = format!("check --state s --at {floor} --json c.txt");
    assert_eq!(device.json(&there)["reason"], "accepted");
}

#[test]
fn a_folder_that_cannot_be_written_is_warned_of_once() {
    let device = Device::of(&Stick::number(5));
    // Whoever runs this test may write everywhere: a folder in the lock's place stops them too.
    fs::remove_file(device.path("s/lock")).unwrap();
    fs::create_dir(device.path("s/lock")).unwrap();
    let before = device.state();
    let (_, out, error) = device.said("check --state s --json c.txt c.txt");
    assert_eq!(out.lines().count(), 2);
    assert_eq!(error.lines().count(), 1, "{error}");
    assert!(
        error.contains("the state folder cannot be written"),
        "{error}"
    );
    assert_eq!(device.state(), before);
    // Nothing would have been kept: no word of it.
    let (status, _, error) = device.said(&format!("check --state s --at {NOW} c.txt"));
    assert_eq!((status, error.as_str()), (0, ""));
}

#[test]
fn a_clock_behind_the_data_is_not_believed() {
    let far = FOUNDED.plus(20_000 * DAY);
    let device = Device::of_moment(&Stick::number(5).made(far), &far.to_string());
    let code = Stick::number(5).code(far.plus(DAY));
    device.bring("c.txt", code.as_bytes());
    let before = device.state();
    let object = device.json("check --state s --json c.txt");
    assert_eq!(object["verdict"], "undecided");
    assert_eq!(object["reason"], "clock-untrusted");
    assert_eq!(device.state(), before);
}

#[test]
fn every_verdict_says_how_old_the_data_is() {
    let stick = Stick {
        expires: FOUNDED.plus(100 * DAY),
        ..Stick::number(5)
    };
    let device = Device::of(&stick);
    let check = |at: &str| device.json(&format!("check --state s --at {at} --json c.txt"));
    let fresh = check(NOW);
    assert_eq!(fresh["reason"], "accepted");
    assert_eq!(fresh["trust"]["trust_list_seconds"], 40 * DAY);
    assert_eq!(fresh["trust"]["trust_list_age"], "40 天 / days old");
    assert_eq!(fresh["trust"]["freshness"], "fresh");
    assert_eq!(fresh["trust"]["status"]["seconds"], 10 * DAY);
    assert_eq!(fresh["trust"]["status"]["age"], "10 天 / days old");
    assert_eq!(fresh["trust"]["status"]["freshness"], "fresh");
    let stale = check("2026-03-20");
    assert_eq!(stale["reason"], "status-stale");
    assert_eq!(stale["trust"]["status"]["freshness"], "stale");
    assert_eq!(stale["trust"]["freshness"], "fresh");
    let ended = check("2026-04-20");
    assert_eq!(ended["reason"], "trust-stale");
    assert_eq!(ended["trust"]["freshness"], "ended");
    let text = device.good(&format!("check --state s --at {NOW} c.txt"));
    for words in [
        "信任列表 / trust list: 40 天 / days old, 有效 / fresh",
        "状态列表 / status list: 10 天 / days old, 有效 / fresh",
        "指定时间 / time given",
    ] {
        assert!(text.contains(words), "{text}");
    }
    // A code that nobody of ours signed says nothing of a status list.
    device.bring("other.txt", b"JM1:0");
    let other = device.json(&format!("check --state s --at {NOW} --json other.txt"));
    assert!(other["trust"].get("status").is_none());
    assert_eq!(other["trust"]["freshness"], "fresh");
}

#[test]
fn status_says_what_ends_when() {
    let stick = Stick {
        expires: FOUNDED.plus(100 * DAY),
        status_expires: FOUNDED.plus(40 * DAY),
        ..Stick::number(5)
    };
    let device = Device::of(&stick);
    let text = device.good(&format!("status --state s --at {NOW}"));
    let (bundle, lists) = (FOUNDED.plus(100 * DAY), FOUNDED.plus(40 * DAY));
    for words in [
        format!(
            "数据包 / bundle         5 of epoch 1, 10 天 / days old, 至 / until {bundle} (有效 / fresh)"
        ),
        format!(
            "状态列表 / status lists 1, the oldest 10 天 / days old, the first 至 / until {lists} (已过期 / ended)"
        ),
        "时间下限 / clock floor".to_owned(),
    ] {
        assert!(text.contains(&words), "{text}");
    }
    let object = device.json(&format!("status --state s --at {NOW} --json"));
    assert_eq!(object["bundle_expires"], bundle.to_string());
    assert_eq!(object["status"][0]["freshness"], "ended");
    let (status, text, _) = device.said("status --state s --at 2026-04-20");
    assert_eq!(status, 3);
    assert!(text.contains("信任数据已过期"), "{text}");
}

#[test]
#[cfg(target_os = "linux")]
fn without_a_battery_a_person_confirms_the_time_after_each_start() {
    let device = Device::of(&Stick::number(5));
    let code = Stick::number(5).code(FOUNDED.plus(20_000 * DAY));
    device.bring("c.txt", code.as_bytes());
    let reason = || device.json("check --state s --json c.txt")["reason"].clone();
    let shown = device.json("clock show --state s --json");
    assert_eq!(
        (&shown["battery"], &shown["clock_untrusted"]),
        (&"present".into(), &false.into())
    );
    assert_eq!(reason(), "status-stale", "the stick is of January 2026");

    let (status, out, error) = device.said("clock battery --state s none");
    assert_eq!(status, 3, "{error}");
    assert!(out.contains("尚未确认时间"), "{out}");
    let floors = fs::read(device.path("s/floors.cbor")).unwrap();
    assert_eq!(reason(), "clock-untrusted");
    let (_, out, _) = device.said("status --state s");
    assert!(out.contains("clock confirm"), "{out}");
    // A time that was given asks no clock.
    let given = device.json(&format!("check --state s --json --at {NOW} c.txt"));
    assert_eq!(given["reason"], "accepted");

    // A watch that shows another time than the clock, and the right one.
    let (status, _, error) = device.said("clock confirm --state s --time 2026-01-01");
    assert_eq!(status, 1, "{error}");
    assert!(error.contains("clock-differs"), "{error}");
    assert_eq!(reason(), "clock-untrusted");
    let watch = shown["clock"].as_str().unwrap();
    device.good(&format!("clock confirm --state s --time {watch}"));
    // Neither a confirmation nor an unconfirmed clock moves a floor.
    assert_eq!(fs::read(device.path("s/floors.cbor")).unwrap(), floors);
    assert_eq!(reason(), "status-stale");

    // The next start: another number in the file than the system's.
    let file = device.path("s/clock");
    let text = fs::read_to_string(&file).unwrap();
    let confirmed = text.lines().last().unwrap();
    fs::write(&file, text.replace(confirmed, "confirmed: 0000")).unwrap();
    assert_eq!(reason(), "clock-untrusted");
    fs::write(&file, "juma clock: no batt").unwrap();
    let (status, _, error) = device.said("check --state s c.txt");
    assert_eq!(status, 2);
    assert!(error.contains("not what this command wrote"), "{error}");
    fs::remove_file(&file).unwrap();
    device.good("clock battery --state s present");
    assert_eq!(reason(), "status-stale");
}

#[test]
fn nobody_confirms_a_clock_behind_what_was_signed() {
    let far = FOUNDED.plus(20_000 * DAY);
    let device = Device::of_moment(&Stick::number(5).made(far), &far.to_string());
    let shown = device.json("clock show --state s --json");
    assert_eq!(shown["clock_untrusted"], true);
    let watch = shown["clock"].as_str().unwrap().to_owned();
    let before = device.state();
    let refused = device.json(&format!("clock confirm --state s --json --time {watch}"));
    assert_eq!(refused["reason"], "clock-untrusted");
    assert_eq!(device.state(), before);
}
