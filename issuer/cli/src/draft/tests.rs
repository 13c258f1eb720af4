#![cfg(unix)]

use std::os::unix::fs::PermissionsExt;

use super::*;

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn one_that_somebody_is_at_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("家");
    let draft = Draft::begin(&dir).unwrap();
    fs::write(draft.path().join("register.db"), "x").unwrap();
    let mode = fs::metadata(draft.path()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    sweep(&dir, Language::English);
    assert!(draft.path().join("register.db").exists());
    draft.name().unwrap();
    sweep(&dir, Language::English);
    assert_eq!(names_in(folder.path()), ["家"]);
    assert_eq!(names_in(&dir), ["register.db"]);
}

#[test]
fn one_that_is_not_named_goes_away() {
    let folder = tempfile::tempdir().unwrap();
    let draft = Draft::begin(&folder.path().join("home")).unwrap();
    fs::write(draft.path().join("register.db"), "x").unwrap();
    drop(draft);
    assert!(names_in(folder.path()).is_empty());
}

#[test]
fn what_was_left_is_removed_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let stay = [
        "home.founding-0123456",
        "home.founding-0123456G",
        "home.founding-012345678",
        "homes.founding-01234567",
        "other.founding-01234567",
    ];
    for name in stay.iter().chain(&["home.founding-01234567"]) {
        fs::create_dir_all(at(name).join("keys")).unwrap();
        fs::write(at(name).join("keys/code.key"), "x").unwrap();
    }
    // A name that leads elsewhere is not followed, and no folder.
    fs::create_dir(at("elsewhere")).unwrap();
    fs::write(at("elsewhere/kept"), "x").unwrap();
    std::os::unix::fs::symlink(at("elsewhere"), at("home.founding-89abcdef")).unwrap();
    sweep(&at("home"), Language::English);
    let mut expected: Vec<&str> = stay.to_vec();
    expected.extend(["elsewhere", "home.founding-89abcdef"]);
    expected.sort_unstable();
    assert_eq!(names_in(folder.path()), expected);
    assert!(at("elsewhere/kept").exists());
}
