#![cfg(unix)]

use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

use super::*;

fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn the_limit_holds_to_the_byte() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    fs::write(&path, b"12345").unwrap();
    assert_eq!(read_bounded(&path, 5).unwrap(), b"12345");
    let failure = read_bounded(&path, 4).unwrap_err().to_string();
    assert!(failure.contains("longer than 4 bytes"), "{failure}");
}

#[test]
fn an_endless_file_is_not_read_to_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sparse");
    File::create(&path).unwrap().set_len(10 << 30).unwrap();
    assert!(read_bounded(&path, 1000).is_err());
}

#[test]
fn only_regular_files_are_read_or_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    let mut others = vec![(folder.path().to_path_buf(), "it is a folder")];
    others.push(("/dev/null".into(), "it is a pipe or a device"));
    if made.is_ok_and(|status| status.success()) {
        others.push((pipe, "it is a pipe or a device"));
    }
    for (path, expected) in others {
        for failure in [
            read_bounded(&path, 10).unwrap_err(),
            write_atomically(&path, b"x", Access::Public).unwrap_err(),
        ] {
            let line = failure.to_string();
            assert!(line.contains(expected), "{line}");
            assert!(line.contains(path.to_str().unwrap()), "{line}");
        }
    }
}

#[test]
fn links_are_followed_only_where_it_is_allowed() {
    let folder = tempfile::tempdir().unwrap();
    let (file, link) = (folder.path().join("file"), folder.path().join("link"));
    fs::write(&file, b"x").unwrap();
    symlink(&file, &link).unwrap();
    assert_eq!(read_bounded(&link, 1).unwrap(), b"x");
    assert!(open(&link, Links::Refuse).is_err());
    assert!(open(&file, Links::Refuse).is_ok());
}

#[test]
fn a_file_is_written_whole_with_its_mode() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    for (bytes, access, mode) in [
        (b"one".as_slice(), Access::Private, 0o600),
        (b"two".as_slice(), Access::Private, 0o600),
    ] {
        write_atomically(&path, bytes, access).unwrap();
        assert_eq!(fs::read(&path).unwrap(), bytes);
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, mode);
    }
    write_atomically(&path, b"three", Access::Public).unwrap();
    let mode = fs::metadata(&path).unwrap().mode() & 0o777;
    assert_eq!(mode & 0o133, 0, "{mode:o}"); // what the umask leaves of 0644
    assert_eq!(names_in(folder.path()), ["a"]);
}

#[test]
fn what_exists_is_not_created_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    create_new(&path, b"one", Access::Public).unwrap();
    let failure = create_new(&path, b"two", Access::Public).unwrap_err();
    assert!(failure.to_string().contains("exists already"));
    // The same when the other file appears after the first look.
    let failure = write(&path, b"two", Access::Public, Existing::Keep).unwrap_err();
    assert!(failure.to_string().contains("exists already"));
    assert_eq!(fs::read(&path).unwrap(), b"one");
    assert_eq!(names_in(folder.path()), ["a"]);
}

#[test]
fn a_failure_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("no").join("a");
    assert!(write_atomically(&missing, b"x", Access::Public).is_err());
    // A device that is always full stands for a full disk.
    let mut full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    assert!(full.write_all(b"x").is_err());
    let read_only = folder.path().join("read-only");
    fs::create_dir(&read_only).unwrap();
    fs::set_permissions(&read_only, fs::Permissions::from_mode(0o500)).unwrap();
    if write_atomically(&read_only.join("a"), b"x", Access::Public).is_err() {
        assert!(names_in(&read_only).is_empty());
    }
}

#[test]
fn what_a_kill_has_left_is_removed_by_the_next_private_file() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    // Somebody else is at this one, in the middle of it.
    let theirs = temporary::beside(folder.path(), Access::Private).unwrap();
    let name = theirs.path().file_name().unwrap().to_str().unwrap();
    let left = ".juma-dead00dead00.part~";
    fs::write(at(left), "personal").unwrap();
    fs::write(at("elsewhere"), "kept").unwrap();
    let (link, within) = (".juma-link00link00.part~", ".juma-folderfolder.part~");
    symlink(at("elsewhere"), at(link)).unwrap();
    fs::create_dir(at(within)).unwrap();
    // Somebody else's files, however they begin.
    let others = [".juma-passphrase", ".juma-wallet", ".juma-dead00.part~"];
    for name in others {
        fs::write(at(name), "kept").unwrap();
    }
    write_atomically(&at("public"), b"x", Access::Public).unwrap();
    assert!(at(left).exists());
    write_atomically(&at("private"), b"x", Access::Private).unwrap();
    let mut expected = [
        others[0],
        others[1],
        others[2],
        link,
        name,
        within,
        "elsewhere",
        "private",
        "public",
    ];
    expected.sort_unstable();
    assert_eq!(names_in(folder.path()), expected);
    theirs.persist(at("theirs")).unwrap();
    create_new(&at("last"), b"x", Access::Private).unwrap();
    assert!(at("theirs").exists() && at("elsewhere").exists());
    // Nor the one that is written, though it be called so, and cannot be written.
    fs::write(at(left), "the last that there is").unwrap();
    assert!(create_new(&at(left), b"x", Access::Private).is_err());
    assert!(at(left).exists());
}
