use juma_format::time::DAY;
use juma_verifier::{Happening, Moment, Policy, Session, Spans, State};

use super::*;
use crate::world::{FOUNDED, NOW, Stick};

fn told() -> Told {
    let stick = Stick::number(5);
    let state = State::new(stick.anchor());
    let state = state.import(&stick.bundle(), NOW).unwrap().0;
    let code = stick.code(FOUNDED.plus(100 * DAY));
    let moment = Moment {
        now: NOW,
        elapsed: Duration::ZERO,
    };
    let policy = Policy::built_in("library").unwrap();
    let mut session = Session::new(Spans::SCANNER);
    match session
        .see([code.as_str()], moment, &state, &policy)
        .remove(0)
    {
        Happening::Judged(told) => *told,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_line_says_what_and_nobody() {
    let line = line(&told(), NOW, "demo");
    let object: serde_json::Value = serde_json::from_str(&line).unwrap();
    let names: Vec<&String> = object.as_object().unwrap().keys().collect();
    assert_eq!(
        names,
        ["at", "environment", "key", "opens", "reason", "verdict"]
    );
    assert_eq!(object["key"].as_str().unwrap().len(), 8);
    assert_eq!(object["at"], "2026-02-10T00:00:00+08:00");
    assert!(!line.contains('张') && !line.contains("4403"));
}

#[test]
fn files_are_rotated_by_size_and_number() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = Journal::open(folder.path()).unwrap();
    let told = told();
    let size = line(&told, NOW, "demo").len();
    let lines = 11 * (1 << 20) / size;
    for _ in 0..lines {
        assert!(matches!(journal.write(&told, NOW, "demo"), Turn::Same));
    }
    let mut names: Vec<String> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names.len(), 10, "{names:?}");
    assert!(names.contains(&"gate.jsonl".to_owned()));
    assert!(names.contains(&"gate.9.jsonl".to_owned()));
    for name in names {
        let file = fs::read(folder.path().join(&name)).unwrap();
        assert!(file.len() <= 1 << 20, "{name}");
        assert_eq!(file.last(), Some(&b'\n'), "{name}");
    }
}

#[test]
fn a_journal_goes_on_where_a_power_cut_has_left_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gate.jsonl");
    fs::write(&path, "{\"at\":1}\n{\"at\":").unwrap();
    let mut journal = Journal::open(folder.path()).unwrap();
    assert!(matches!(journal.write(&told(), NOW, "demo"), Turn::Same));
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text.lines().count(), 2, "{text}");
    assert!(text.starts_with("{\"at\":1}\n{\"at\":\"2026"), "{text}");
}

/// A full disk cannot be had here, and a folder in the file's place fails just so.
#[test]
fn what_cannot_be_written_is_said_once_and_its_return_once() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("日志");
    let mut journal = Journal::open(&dir).unwrap();
    let told = told();
    let mut write = || journal_word(&mut journal, &told);
    assert_eq!(write(), "same");
    fs::remove_file(dir.join("gate.jsonl")).unwrap();
    fs::create_dir(dir.join("gate.jsonl")).unwrap();
    journal.file = None;
    let mut write = || journal_word(&mut journal, &told);
    assert_eq!(write(), "lost");
    assert_eq!(write(), "same");
    fs::remove_dir(dir.join("gate.jsonl")).unwrap();
    assert_eq!(write(), "back");
    assert_eq!(write(), "same");
    assert_eq!(
        fs::read_to_string(dir.join("gate.jsonl"))
            .unwrap()
            .lines()
            .count(),
        2
    );
    assert!(Journal::open(Path::new("/dev/null/x")).is_err());
}

/// `/dev/full` answers every byte as a full disk does.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = Journal::open(folder.path()).unwrap();
    let told = told();
    journal.file = Some(OpenOptions::new().write(true).open("/dev/full").unwrap());
    assert_eq!(journal_word(&mut journal, &told), "lost");
    assert_eq!(journal_word(&mut journal, &told), "back");
}

fn journal_word(journal: &mut Journal, told: &Told) -> &'static str {
    match journal.write(told, NOW, "demo") {
        Turn::Same => "same",
        Turn::Lost(_) => "lost",
        Turn::Back => "back",
    }
}
